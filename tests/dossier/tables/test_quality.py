import pandas as pd
from matplotlib.colors import to_hex

from textmine import plot
from textmine.dossier.tables.quality import (
    MOST_CHECKS,
    WORST_FIRST,
    check_table,
    count_checks,
    score_table,
    tell_checks,
)
from textmine.resources.load import load_toml
from textmine.schema import CHECK_STATUS, make_frame


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


def make_checks(status: list[str]) -> pd.DataFrame:
    n = len(status)
    rows = {
        "report_id": [f"r{k:03d}" for k in range(n)],
        "check": "sum",
        "status": status,
    }
    rows |= {"expected": "1", "found": "2", "start": 0, "end": 1, "evidence": ""}
    return make_frame("checks", pd.DataFrame(rows))


def test_what_passed_is_told_only_where_it_can_be_listed() -> None:
    few = make_checks(["PASS", "FAIL", "PASS"])
    assert tell_checks(count_checks({"checks": few}))(few).tolist() == [
        True,
        True,
        True,
    ]
    many = make_checks(["PASS", *["UNCERTAIN"] * MOST_CHECKS, "PASS"])
    counts = count_checks({"checks": many})
    told = tell_checks(counts)(many)
    assert told.tolist() == [False, *[True] * MOST_CHECKS, False]
    # The page is the same whether the others are there or counted.
    kept = {"checks": many[told], "check_counts": counts}
    assert check_table(kept) == check_table({"checks": many})
    assert check_table({"checks": many}).total == len(many)


def test_charts_and_lists_know_one_order_of_outcomes() -> None:
    """What passed stands last in both, and none of the contract is left out."""
    statuses = list(reversed(CHECK_STATUS))
    counts = pd.DataFrame({"check": "t3", "status": statuses, "n": 1})
    drawn = plot.checks(counts, lang="en")
    colours = load_toml("plot.toml")["colours"]["status"]
    bars = [to_hex(bar.get_facecolor()).lower() for bar in drawn.patches]
    assert bars == [colours[status].lower() for status in WORST_FIRST]
    assert set(WORST_FIRST) == set(CHECK_STATUS) and WORST_FIRST[-1] == "PASS"
