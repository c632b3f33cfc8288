"""Rates with their denominators: blanks give none, intervals hold the rate."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality import consistency_rates, outcome_rates
from textmine.schema import FRAMES, make_frame

ROWS = {2: 4, 3: 1, 4: 1, 5: 1, 12: 2, 15: 0, 22: 1, 23: 10}
FOUR = [3, 1, 0, 2, 6, 0, 1, 0, 0, 1, 1, 1, 0, 1, 3]


def tables(**blank: tuple[str, int]) -> pd.DataFrame:
    cells = [("3", row, 6, float(ROWS.get(row, 0))) for row in range(25)]
    cells += [("4", 0, column, float(v)) for column, v in enumerate(FOUR)]
    rows = []
    for table, row, column, value in cells:
        empty = (table, column if table == "4" else row) in blank.values()
        rows.append(
            {
                "report_id": "r1",
                "table": table,
                "row": row,
                "row_label": "",
                "column": column,
                "column_label": "",
                "unit": "",
                "raw": "",
                "value": None if empty else value,
                "start": 0,
                "end": 1,
                "state": "EMPTY" if empty else "VALUE" if value else "ZERO",
            }
        )
    return make_frame("tables", rows)


def rates(**blank: tuple[str, int]) -> pd.DataFrame:
    return outcome_rates(
        tables(**blank), pd.DataFrame({"report_id": ["r1"]})
    ).set_index("score")


def test_rates_are_over_the_total_and_add_up() -> None:
    found = rates()
    outcomes = found.loc[found.index.str.startswith("rate_")]
    assert outcomes["value"].sum() == pytest.approx(1)
    assert found.loc["rate_denied", ["value", "n"]].tolist() == [0.2, 10]
    assert (outcomes["ci_low"] <= outcomes["value"]).all() and (
        outcomes["value"] <= outcomes["ci_high"]
    ).all()


def test_corrections_are_over_concluded_cases_and_disputes_over_applications() -> None:
    found = rates()
    assert found.loc["correction_rate_reviews", ["value", "n"]].tolist() == [1 / 4, 4]
    assert found.loc["correction_rate_lawsuits", ["value", "n"]].tolist() == [2 / 3, 3]
    assert found.loc["dispute_intensity", "value"] == pytest.approx(1.0)
    assert np.isnan(found.loc["dispute_intensity", "ci_low"])


def test_a_blank_gives_no_rate_and_is_counted() -> None:
    found = rates(row=("3", 5), column=("4", 3))
    assert (
        np.isnan(found.loc["rate_denied", "value"])
        and found.loc["rate_denied", "n"] == 0
    )
    assert np.isnan(found.loc["correction_rate_reviews", "value"])
    assert found.loc["rate_granted", "value"] == 0.4
    assert found.loc["cells_filled", ["value", "n"]].tolist() == [38 / 40, 40]


def test_no_application_no_rate_and_reports_without_tables() -> None:
    none = rates(total=("3", 23))
    assert none.loc["rate_granted", "n"] == 0
    found = outcome_rates(tables().iloc[:0], pd.DataFrame({"report_id": ["r1", "r2"]}))
    assert found["value"].isna().all() and list(found.columns) == list(FRAMES["scores"])
    assert outcome_rates(tables(), pd.DataFrame({"report_id": []})).empty


def test_consistency_leaves_uncertain_checks_out() -> None:
    checks = pd.DataFrame(
        {
            "report_id": ["b"] * 5 + ["a"],
            "check": [
                "t3_flow_col0",
                "t3_flow_col1",
                "t4_review_total",
                "claim_reviews",
                "breakdown",
                "claim_fees",
            ],
            "status": ["PASS", "PASS", "FAIL", "UNCERTAIN", "PASS", "NOT_ASSESSABLE"],
        }
    )
    found = consistency_rates(checks).set_index(["report_id", "score"])
    assert found.loc[("b", "arithmetic_consistency"), ["value", "n"]].tolist() == [
        2 / 3,
        3,
    ]
    assert found.loc[("b", "text_table_consistency"), "n"] == 0
    assert np.isnan(found.loc[("a", "breakdown_consistency"), "value"])
    assert consistency_rates(checks.iloc[:0]).empty
    with pytest.raises(FrameError, match="status"):
        consistency_rates(checks.drop(columns="status"))


def test_all_of_them_is_a_rate_of_one_and_more_than_all_is_none() -> None:
    all_granted, one_more = tables(), tables()
    granted, total = (
        tables()["table"].eq("3") & tables()["row"].eq(row) for row in (2, 23)
    )
    all_granted.loc[granted, "value"] = 10.0
    one_more.loc[granted, "value"] = 11.0
    assert one_more.loc[total, "value"].tolist() == [10.0]
    reports = pd.DataFrame({"report_id": ["r1"]})
    found = [
        outcome_rates(cells, reports)
        .set_index("score")
        .loc["rate_granted", ["value", "n"]]
        for cells in (all_granted, one_more)
    ]
    assert found[0].tolist() == [1.0, 10]
    assert np.isnan(found[1]["value"]) and found[1]["n"] == 0


@pytest.mark.parametrize(
    ("table", "at", "score"),
    [
        ("3", 23, "rate_granted"),
        ("3", 2, "rate_granted"),
        ("4", 1, "correction_rate_reviews"),
    ],
)
def test_a_negative_count_is_a_slip_of_one_table_not_the_end_of_the_run(
    table: str, at: int, score: str
) -> None:
    cells = tables()
    place = cells["column"] if table == "4" else cells["row"]
    is_slip = (cells["table"] == table) & (place == at)
    cells.loc[is_slip, "value"] = -3.0
    rates = outcome_rates(cells, pd.DataFrame({"report_id": ["r1"]}))
    row = rates.set_index("score").loc[score]
    assert row["n"] == 0 and row[["value", "ci_low", "ci_high"]].isna().all()
    assert (rates["n"] > 0).any()


def test_all_concluded_cases_may_be_corrected_and_no_more() -> None:
    for corrected, value in ((4.0, 1.0), (5.0, np.nan)):
        cells = tables()
        at = cells["table"].eq("4") & cells["column"].eq(1)
        cells.loc[at, "value"] = corrected
        found = outcome_rates(cells, pd.DataFrame({"report_id": ["r1"]}))
        row = found.set_index("score").loc["correction_rate_reviews"]
        np.testing.assert_equal(row["value"], value)


def test_scores_are_numbered_from_nought_in_the_order_of_reports() -> None:
    found = outcome_rates(tables(), pd.DataFrame({"report_id": ["r2", "r1"]}))
    assert found.index.tolist() == list(range(len(found)))
    assert found["report_id"].drop_duplicates().tolist() == ["r2", "r1"]
