import pandas as pd

from textmine.dossier.tables.problems import persistence_table, profile_table, response_table


def test_a_problem_without_measure_says_so(frames: dict[str, pd.DataFrame]) -> None:
    uncovered = [row for row in response_table(frames).rows if row.entries[4].key == "uncovered"]
    assert uncovered
    assert all(row.entries[3].words[1] == "(no measure found)" for row in uncovered)


def test_verbatim_repeats_come_first_with_both_reports(frames: dict[str, pd.DataFrame]) -> None:
    table = persistence_table(frames)
    states = [row.entries[4].key for row in table.rows]
    assert states == sorted(states, key=["verbatim", "restated", "dropped", "new"].index)
    assert len(table.rows[0].reports) == 2


def test_a_missing_interval_is_a_dash(frames: dict[str, pd.DataFrame]) -> None:
    profile = frames["profile"].head(1).assign(ci_low=float("nan"))
    assert profile_table({"profile": profile}).rows[0].entries[4].text == "–"
