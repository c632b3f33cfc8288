"""Changes that a narrative states, beside the report of the year before."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.quality.claims.told import tables
from textmine.quality import check_changes
from textmine.schema import make_frame
from textmine.segment.claims import find_claims

# 40 new applications in both years but where a cell is changed; the year before had 32.
BEFORE: dict[str, float | None] = {
    "t3_0": 32.0,
    "t3_1": 4.0,
    "t3_2": 12.0,
    "t3_23": 31.0,
    "t4_4": 4.0,
}


def changes(
    text: str,
    *,
    before: str = "收到政府信息公开申请32件。",
    twice: bool = False,
    blank: bool = False,
) -> list[tuple[str, str]]:
    """Status of each change of a report of 2022, and by how much, beside one of 2021."""
    texts = {"r1": text, "r0": before}
    if twice:
        texts["r00"] = before
    cells = BEFORE | ({"t3_1": None} if blank else {})
    frames = [
        tables(),
        *(tables(**cells).assign(report_id=r) for r in texts if r != "r1"),
    ]
    rows = [
        {
            "report_id": report_id,
            "quantity": one.quantity,
            "value": one.value,
            "unit": one.unit,
            "approximate": one.approximate,
            "start": one.start,
            "end": one.end,
            "text": words[one.start : one.end],
        }
        for report_id, words in texts.items()
        for one in find_claims(report_id, words, [(0, len(words))])
    ]
    reports = pd.DataFrame(
        {
            "report_id": list(texts),
            "agency": "洛溪县财政局",
            "region": "洛溪县",
            "year": [2022 if r == "r1" else 2021 for r in texts],
            "form": "2021",
        }
    )
    told = pd.DataFrame(
        {"report_id": list(texts), "start": 0, "text": list(texts.values())}
    )
    found = check_changes(make_frame("claims", rows), pd.concat(frames), reports, told)
    assert set(found["check"]) <= {"claim_change"}
    return list(zip(found["status"], found["found"], strict=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到政府信息公开申请40件，较上年增长25%。", [("PASS", "+25%")]),
        ("收到政府信息公开申请40件，同比增加8件。", [("PASS", "+8")]),
        ("收到政府信息公开申请40件，比2021年增加8件，增长25%。", [("PASS", "+8"), ("PASS", "+25%")]),
        ("收到政府信息公开申请40件（同比上升25.0%）。", [("PASS", "+25%")]),
        ("收到政府信息公开申请40件，与去年同期相比增长52%。", [("FAIL", "+52%")]),
        ("收到政府信息公开申请40件，较上年减少8件。", [("FAIL", "-8")]),
        ("收到政府信息公开申请40件，较上年增加18件。", [("FAIL", "+18")]),
        # One off in the last digit, and a tenth where it is about so much.
        ("收到政府信息公开申请40件，较上年增长24%。", [("PASS", "+24%")]),
        ("收到政府信息公开申请40件，较上年增长24.8%。", [("FAIL", "+24.8%")]),
        ("收到政府信息公开申请40件，较上年增长约27%。", [("PASS", "+27%")]),
        ("收到政府信息公开申请40件，比上年同期多8件，增幅25%。", [("PASS", "+8"), ("PASS", "+25%")]),
        ("收到政府信息公开申请40件，相比2021年多18件。", [("FAIL", "+18")]),
        ("收到政府信息公开申请40件，较上年增长两成半。", [("PASS", "+25%")]),
        ("收到政府信息公开申请40件，较上年增长近六成。", [("FAIL", "+60%")]),
        ("收到政府信息公开申请40件，较上年下降一倍。", [("FAIL", "-100%")]),
        ("收到政府信息公开申请40件，较上年增长一倍。", [("PASS", "+100%")]),
        ("收到政府信息公开申请40件，与上年基本持平。", [("PASS", "+0%")]),
        # From the number of the year before to the one of this.
        ("收到政府信息公开申请由上年的32件增加到40件。", [("PASS", "+8")]),
        ("收到政府信息公开申请由2021年的32件增加到40件，增长25%。", [("PASS", "+8"), ("PASS", "+25%")]),
        ("收到政府信息公开申请由上年的23件增加到40件。", [("FAIL", "+17")]),
        ("收到政府信息公开申请40件，由上年的32件增加到40件。", [("PASS", "+8")]),
        ("收到政府信息公开申请40件，由上年的52件减少到40件。", [("FAIL", "-12")]),
        ("因政府信息公开引发行政复议由去年的4件上升到5件。", [("PASS", "+1")]),
        ("因政府信息公开引发行政复议5件，与上年持平。", [("PASS", "+0%")]),
        ("因政府信息公开引发行政复议5件，较上年增加1件。", [("PASS", "+1")]),
        ("因政府信息公开引发行政复议5件，较上年减少1件。", [("FAIL", "-1")]),
    ],
)  # fmt: skip
def test_a_change_is_one_between_the_cells_of_two_years(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert changes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请40件，较2019年增长52%。",
        "收到政府信息公开申请40件，上年增长52%。",
        "收到政府信息公开申请40件，其中一季度9件，同比增长52%。",
        "收到政府信息公开申请41件，同比增长52%。",
        "网上收到政府信息公开申请40件，同比增长52%。",
        "收到政府信息公开申请40件，满意率较上年提高5%。",
        # From a number of another time or of no told one, and to one that is none of the table.
        "收到政府信息公开申请由2019年的12件增加到40件。",
        "收到政府信息公开申请由12件增加到40件。",
        "收到政府信息公开申请由上半年的12件增加到40件。",
        "收到政府信息公开申请由上年的12件增加到41件。",
        "全县收到政府信息公开申请由上年的12件增加到40件。",
        "收到政府信息公开申请40件，会议由上年的12次增加到40次。",
        # Of each of two, or of both.
        "收到申请40件，予以公开、部分公开各18件，较上年增加26件。",
        "收到政府信息公开申请40件，占比较上年增加5个百分点。",
    ],
)
def test_a_change_of_something_else_is_passed_over(text: str) -> None:
    assert changes(text) == []


def test_what_may_have_been_put_right_does_not_fail() -> None:
    text = "收到政府信息公开申请40件，较上年增加18件。"
    assert changes(text, twice=True) == [("UNCERTAIN", "+18")]
    assert changes(text + "上年度有1件更正。") == [("UNCERTAIN", "+18")]
    assert changes(text, blank=True) == []
    # The narrative of the year before gave another number than its table.
    assert changes(text, before="收到政府信息公开申请22件。") == []


def test_without_a_year_before_nothing_is_compared() -> None:
    reports = pd.DataFrame({"report_id": ["r1"], "agency": ["甲局"], "year": [2022]})
    text = "收到政府信息公开申请40件，同比增长52%。"
    told = pd.DataFrame({"report_id": ["r1"], "start": [0], "text": [text]})
    assert check_changes(make_frame("claims", []), tables(), reports, told).empty
