import pandas as pd

from textmine.dossier.tables.quality import check_table, score_table


def test_failures_come_first(frames: dict[str, pd.DataFrame]) -> None:
    states = [row.entries[0].key for row in check_table(frames).rows]
    order = ["FAIL", "UNCERTAIN", "NOT_ASSESSABLE", "PASS"]
    assert states == sorted(states, key=order.index)


def test_a_measure_is_described_over_the_reports_that_have_it() -> None:
    scores = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "scope": "report",
            "score": "completeness",
            "value": [0.5, 1.0, None],
        }
    )
    entries = score_table({"scores": scores}).rows[0].entries
    assert [entry.text for entry in entries[1:7]] == [
        "2",
        "0.750",
        "0.354",
        "0.550",
        "0.750",
        "0.950",
    ]
