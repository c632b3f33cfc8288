import pandas as pd

from textmine.dossier.tables.reuse import MOST_PAIRS, pair_table, phrase_table


def test_pairs_that_exceed_chance_most_come_first(
    frames: dict[str, pd.DataFrame],
) -> None:
    table = pair_table(frames)
    excess = [float(row.entries[7].key) for row in table.rows]
    assert excess == sorted(excess, reverse=True)
    assert len(table.rows) == min(MOST_PAIRS, len(frames["pairs"]))
    assert all(len(row.reports) == 2 for row in table.rows)


def test_a_direction_stands_beside_its_probability(
    frames: dict[str, pd.DataFrame],
) -> None:
    pairs = frames["pairs"].assign(direction="a_to_b", p_direction=0.55)
    table = pair_table(frames | {"pairs": pairs})
    assert [column.en for column in table.columns][-2:] == ["Direction", "Prob."]
    assert {row.entries[-1].text for row in table.rows} == {"0.55"}
    unknown = pairs.assign(direction="undetermined", p_direction=float("nan"))
    table = pair_table(frames | {"pairs": unknown})
    assert {row.entries[-1].text for row in table.rows} == {"–"}


def test_phrases_are_ordered_by_reports(frames: dict[str, pd.DataFrame]) -> None:
    counts = [float(row.entries[1].key) for row in phrase_table(frames).rows]
    assert counts == sorted(counts, reverse=True)
