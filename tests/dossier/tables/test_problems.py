import pandas as pd

from textmine.dossier.tables.problems import (
    persistence_table,
    profile_table,
    response_table,
)


def test_a_problem_without_measure_says_so(frames: dict[str, pd.DataFrame]) -> None:
    uncovered = [
        row for row in response_table(frames).rows if row.entries[4].key == "uncovered"
    ]
    assert uncovered
    assert all(row.entries[3].words[1] == "(no measure found)" for row in uncovered)


def test_verbatim_repeats_come_first_with_both_reports(
    frames: dict[str, pd.DataFrame],
) -> None:
    table = persistence_table(frames)
    states = [row.entries[4].key for row in table.rows]
    assert states == sorted(
        states, key=["verbatim", "restated", "dropped", "new"].index
    )
    assert len(table.rows[0].reports) == 2


def test_a_missing_interval_is_a_dash(frames: dict[str, pd.DataFrame]) -> None:
    profile = frames["profile"].head(1).assign(ci_low=float("nan"))
    assert profile_table({"profile": profile}).rows[0].entries[4].text == "–"


def test_items_read_with_little_confidence_say_so(
    frames: dict[str, pd.DataFrame],
) -> None:
    items = frames["items"]
    asked = frames["responses"]["problem_id"].iloc[0]
    unsure = frames | {"items": items.assign(doubtful=items["item_id"] == asked)}
    cells = [
        entry for row in response_table(unsure).rows for entry in row.entries[1:4:2]
    ]
    marked = [cell for cell in cells if "doubtful" in cell.css]
    assert marked and all("check the text" in cell.title for cell in marked)
    assert all("宜核对原文" in cell.title for cell in marked)
    assert {cell.title.split(" · ")[0] for cell in marked} == {asked}
    assert not any(
        "doubtful" in entry.css
        for row in response_table(frames).rows
        for entry in row.entries
    )
