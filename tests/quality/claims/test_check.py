"""Claims against cells: frames in, frame out."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.quality.claims.told import REPORTS, claims, tables, verdict
from textmine.errors import FrameError
from textmine.quality import check_claims
from textmine.schema import FRAMES, make_frame


def test_an_exact_claim_that_equals_nothing_fails_and_shows_what_the_tables_say() -> (
    None
):
    row = check_claims(
        claims(("received_applications", 41, "收到申请41件", False)), tables(), REPORTS
    ).iloc[0]
    assert (row["check"], row["status"], row["found"]) == (
        "claim_received_applications",
        "FAIL",
        "41",
    )
    assert row["expected"] == "新收=40; 新收+结转=45; 办理结果总计=40"
    assert (row["start"], row["end"]) == (0, 7)


def test_blank_cells_make_it_uncertain_and_no_cell_not_assessable() -> None:
    assert verdict("received_applications", 41, t3_1=None)[0] == "UNCERTAIN"
    assert verdict("carried_over", 5, t3_1=None)[0] == "NOT_ASSESSABLE"
    none = check_claims(
        claims(("reviews", 0, "没有复议", False)), tables().iloc[:0], REPORTS
    ).iloc[0]
    assert (none["status"], none["expected"]) == ("NOT_ASSESSABLE", "")


def test_quantities_without_a_cell_are_not_compared() -> None:
    assert check_claims(
        claims(("processing_fee", 0, "未收取信息处理费", False)), tables(), REPORTS
    ).empty
    assert check_claims(
        claims(("disclosed_items", 9, "公开信息9条", False)), tables(), REPORTS
    ).empty


def test_the_older_form_has_its_own_rows_and_other_reports_are_left_out() -> None:
    older = tables()
    older = older[~((older["table"] == "3") & (older["row"] > 22))].assign(
        value=lambda f: f["value"].where(f["row"] != 21, 40.0), state="VALUE"
    )
    found = check_claims(
        claims(("completed", 40, "办结40件", False)),
        older,
        pd.DataFrame({"report_id": ["r1"]}),
    )
    assert found["evidence"].tolist() == ["equals 办理结果总计"]
    assert check_claims(
        claims(("completed", 40, "办结40件", False)), older, REPORTS.iloc[:0]
    ).empty


def test_a_claim_without_a_number_is_not_compared() -> None:
    rows = claims(("received_applications", 40, "收到申请40件", False))
    assert check_claims(rows.assign(value=float("nan")), tables(), REPORTS).empty


def test_the_sentence_of_a_claim_is_read_in_the_narrative() -> None:
    text = "2021年办理平稳，收到申请52件。"
    stated = claims(("received_applications", 52, "收到申请52件", False))
    first = text.index("收到")
    stated = stated.assign(start=first, end=first + 7)
    narrative = pd.DataFrame({"report_id": ["r1"], "start": [0], "text": [text]})

    def status(year: int) -> str:
        reports = REPORTS.assign(agency="洛溪县财政局", region="洛溪县", year=year)
        checks = check_claims(stated, tables(), reports, narrative=narrative)
        return str(checks["status"].item())

    assert (status(2021), status(2022)) == ("FAIL", "UNCERTAIN")
    with pytest.raises(FrameError, match="start"):
        check_claims(
            stated, tables(), REPORTS, narrative=narrative.drop(columns="start")
        )


def test_claims_come_in_the_order_of_the_text() -> None:
    rows = claims(
        ("reviews", 5, "复议5件", False),
        ("received_applications", 40, "申请40件", False),
    )
    assert check_claims(rows.iloc[::-1], tables(), REPORTS)["start"].tolist() == [0, 10]


def test_frames_and_errors() -> None:
    empty = check_claims(make_frame("claims", []), tables(), REPORTS)
    assert list(empty.columns) == list(FRAMES["checks"]) and empty.empty
    with pytest.raises(FrameError, match="quantity"):
        check_claims(claims().drop(columns="quantity"), tables(), REPORTS)
