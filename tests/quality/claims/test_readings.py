"""Which sum of cells a claim is compared with, and in which unit."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.quality.claims.told import REPORTS, claims, tables, verdict
from textmine.quality import check_claims
from textmine.schema import make_frame


@pytest.mark.parametrize(
    ("quantity", "value", "reading"),
    [
        ("received_applications", 40, "新收"),
        ("received_applications", 45, "新收+结转"),
        ("completed", 40, "办理结果总计"),
        ("carried_over", 5, "上年结转"),
        ("carried_forward", 5, "结转下年度继续办理"),
        ("denied", 7, "不予公开"),
        ("not_available", 9, "无法提供"),
        ("other_outcome", 1, "其他处理"),
        ("reviews", 5, "行政复议 总计"),
        ("lawsuits", 2, "行政诉讼 总计"),
        ("penalties", 14, "行政处罚 本年处理决定数量"),
        ("normative_documents", 27, "行政规范性文件 现行有效件数"),
    ],
)
def test_the_reading_that_matched_is_named(
    quantity: str, value: float, reading: str
) -> None:
    status, words = verdict(quantity, value)
    assert status == "PASS"
    assert words == f"equals {reading}"


def test_money_is_compared_in_one_unit() -> None:
    assert verdict("fees", 592.37, "收费592.37万元")[0] == "PASS"
    assert verdict("fees", 5923700, "行政事业性收费5923700元")[0] == "PASS"
    assert verdict("fees", 0.06, "收费0.06亿元")[0] == "PASS"
    assert verdict("fees", 593, "收费593万元")[0] == "UNCERTAIN"
    # What is written down to the last 元 is exact.
    assert verdict("fees", 5933700, "行政事业性收费5933700元")[0] == "FAIL"
    assert verdict("fees", 593.3700, "行政事业性收费593.3700万元")[0] == "FAIL"
    row = check_claims(claims(("fees", 0.06, "收费0.06亿元", True)), tables(), REPORTS)
    assert row[["found", "expected"]].values.tolist()[0][0] == "≈ 6000000"


def fees(value: float, unit: str) -> pd.DataFrame:
    """Table 2 with one sum of money, in a unit as printed."""
    cells = tables()
    here = cells["row_label"] == "行政事业性收费"
    state = "VALUE" if value else "ZERO"
    return cells[here].assign(value=value, unit=unit, state=state)


def fee_status(value: float, unit: str, text: str, stated: float) -> str:
    stated_claims = claims(("fees", stated, text, False))
    return str(check_claims(stated_claims, fees(value, unit), REPORTS)["status"].item())


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (12000, "元"),
        (12, "千元"),
        (1.2, "万元"),
        (0.012, "百万元"),
        (0.00012, "亿元"),
        # As in the form.
        (1.2, ""),
        (1.2, "件"),
    ],
)
def test_the_unit_printed_in_the_table_counts(value: float, unit: str) -> None:
    assert fee_status(value, unit, "行政事业性收费12000元", 12000) == "PASS"
    assert fee_status(value, unit, "行政事业性收费13000元", 13000) == "FAIL"


def test_a_frame_without_units_counts_as_the_form_does() -> None:
    cells = fees(1.2, "").drop(columns="unit")
    found = check_claims(claims(("fees", 12000, "收费12000元", False)), cells, REPORTS)
    assert found["status"].tolist() == ["PASS"]


@pytest.mark.parametrize(
    ("value", "text", "stated", "status"),
    [
        # The claim rounds the cell, or the cell the claim.
        (1.23, "收费1.2万元", 1.2, "PASS"),
        (1.2, "收费12300元", 12300, "PASS"),
        (592.37, "收费592.366万元", 592.366, "PASS"),
        (592.37, "收费5923745.5元", 5923745.5, "PASS"),
        (592, "收费592.37万元", 592.37, "PASS"),
        # 12.3456万元 is written down to the last 元.
        (12.3412, "行政事业性收费12.3456万元", 12.3456, "FAIL"),
        # Less than 1万元, where a table of whole 万元 holds 0: in doubt.
        (0, "收费3000元", 3000, "UNCERTAIN"),
        (0, "行政事业性收费30000元", 30000, "FAIL"),
        (0, "收费0元", 0, "PASS"),
        (0.3, "行政事业性收费0元", 0, "FAIL"),
        (24000, "收费1.5亿余元", 1.5e8, "UNCERTAIN"),
        (15400, "收费1.5亿余元", 1.5e8, "PASS"),
    ],
)
def test_money_is_compared_to_the_last_digit_that_both_write(
    value: float, text: str, stated: float, status: str
) -> None:
    assert fee_status(value, "万元", text, stated) == status


def test_sums_of_cells_are_known_where_every_cell_is() -> None:
    # 已审结 is 总计 less what is pending: without one of its parts nothing is known of it.
    done = "审结行政复议4件"
    assert verdict("reviews", 4, done) == ("PASS", "equals 行政复议 已审结")
    status, words = verdict("reviews", 4, done, t4_1=None)
    assert (status, "blank" in words) == ("UNCERTAIN", True)
    shown = check_claims(
        claims(("received_applications", 41, "收到申请41件", False)),
        tables(t3_1=None),
        REPORTS,
    )["expected"].item()
    assert shown == "新收=40; 新收+结转=?; 办理结果总计=40"


def test_the_statistical_table_is_compared() -> None:
    of_row = {0: 120, 4: 100, 5: 30, 16: 12, 21: 11, 24: 11, 26: 8, 27: 2, 39: 3}
    cells = [
        {
            "report_id": "r1",
            "table": "S",
            "row": row,
            "row_label": "",
            "column": 0,
            "column_label": "",
            "value": float(of_row.get(row, 0)),
            "unit": "",
            "state": "VALUE" if row in of_row else "ZERO",
            "start": 0,
            "end": 1,
        }
        for row in range(58)
    ]
    rows = claims(
        ("disclosed_items", 120, "主动公开政府信息120条", False),
        ("disclosed_items", 210, "主动公开政府信息210条", False),
        ("disclosed_items", 100, "网站公开100条", False),
        ("received_applications", 12, "收到政府信息公开申请12件", False),
        ("reviews", 0, "未发生政府信息公开行政复议", False),
    )
    starts = [0, 20, 40, 60, 80]
    rows = rows.assign(start=starts, end=rows["text"].str.len() + starts)
    found = check_claims(rows, make_frame("tables", cells), REPORTS)
    assert found["status"].tolist() == ["PASS", "FAIL", "PASS", "PASS", "FAIL"]
    # In the newer forms what is disclosed has no cell.
    newer = check_claims(rows, tables(), REPORTS)
    assert "claim_disclosed_items" not in set(newer["check"])
