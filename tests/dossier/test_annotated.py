import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.dossier import write_annotated
from textmine.dossier.annotated import Mark, cut, find_marks
from textmine.errors import FrameError

TEXT = "一、总体情况\n全年公开信息三十条。二、存在的主要问题\n更新<慢>。"
REPORT = {"report_id": "a", "agency": "临泽川市财政局", "year": 2021, "text": TEXT}
SPAN = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted)


@settings(deadline=None, max_examples=80)
@given(st.lists(SPAN, max_size=8))
def test_stretches_give_the_text_and_carry_what_covers_them(
    spans: list[list[int]],
) -> None:
    text = "公开信息年度报告存在的主要问题及改进情况"
    marks = [Mark("items", a, b, "problem", ("", "")) for a, b in spans if a < b]
    stretches = cut(text, marks)
    assert "".join(stretch.text for stretch in stretches) == text
    at = 0
    for stretch in stretches:
        covering = [mark for mark in marks if mark.start <= at < mark.end]
        assert list(stretch.marks) == covering
        at += len(stretch.text)


def _frames() -> dict[str, pd.DataFrame]:
    place = TEXT.index("更新")
    return {
        "sections": pd.DataFrame(
            {
                "report_id": ["a", "a"],
                "start": [0, 0],
                "end": [6, 0],
                "label": ["overview", "other"],
            }
        ),
        "items": pd.DataFrame(
            {
                "report_id": ["a", "b"],
                "start": [place] * 2,
                "end": [place + 5] * 2,
                "role": "problem",
            }
        ),
        "checks": pd.DataFrame(
            {
                "report_id": ["a"],
                "start": [place + 2],
                "end": [place + 5],
                "check": ["foreign_name"],
                "status": ["FAIL"],
                "evidence": ["inside a passage shared with b"],
            }
        ),
    }


def test_only_what_has_a_place_in_this_report_is_marked() -> None:
    marks = find_marks(REPORT, _frames())
    assert [(mark.layer, mark.kind) for mark in marks] == [
        ("sections", "overview"),
        ("items", "problem"),
        ("checks", "FAIL"),
    ]
    assert marks[2].said[0] == "他处名称 不符 在与 b 共有的段落中"


def test_the_page_holds_the_text_escaped(tmp_path: Path) -> None:
    page = write_annotated(REPORT, _frames(), tmp_path / "a.html").read_text(
        encoding="utf-8"
    )
    assert "&lt;慢&gt;" in page
    assert 'class="items kind-problem checks kind-FAIL"' in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_span_outside_the_text_is_named() -> None:
    items = pd.DataFrame({"report_id": ["a"], "start": [0], "end": [999]})
    with pytest.raises(FrameError, match="items: span 0:999 lies outside"):
        find_marks(REPORT, {"items": items})


def test_doubtful_items_are_told_in_both_languages(tmp_path: Path) -> None:
    frames = _frames()
    sure = write_annotated(REPORT, frames, tmp_path / "sure.html").read_text(
        encoding="utf-8"
    )
    items = frames["items"].assign(doubtful=True)
    unsure = write_annotated(
        REPORT, frames | {"items": items}, tmp_path / "unsure.html"
    )
    page = unsure.read_text(encoding="utf-8")
    assert 'class="items kind-problem doubtful"' in page
    assert "宜核对原文" in page and "check the text" in page
    assert "doubtful" not in sure.split("</style>")[1]


def test_a_claim_without_a_number_is_refused() -> None:
    """A raw TypeError came out."""
    claim = {"report_id": "a", "start": 0, "end": 1, "quantity": "new", "value": [1]}
    with pytest.raises(FrameError, match="claims, row 0, column value"):
        find_marks({"report_id": "a", "text": "五"}, {"claims": pd.DataFrame([claim])})


@pytest.mark.parametrize("flag", ["False", "", None, pd.NA, 0])
def test_an_item_that_is_not_doubtful_is_not_marked(
    tmp_path: Path, flag: object
) -> None:
    """A flag as csv files and missing values write it."""
    report = {
        "report_id": "a",
        "agency": "青榆区财政局",
        "year": 2021,
        "text": "更新慢。",
    }
    row = {"report_id": "a", "start": 0, "end": 3, "role": "problem"}
    items = pd.DataFrame([row, row]).assign(doubtful=[flag, "True"])
    for kept, n in ((items.head(1), 0), (items.tail(1), 1)):
        page = write_annotated(report, {"items": kept}, tmp_path / "a.html")
        said = page.read_text(encoding="utf-8").split("</style>")[1]
        assert said.count("doubtful") == n


def test_the_legend_counts_the_marks_of_each_colour(tmp_path: Path) -> None:
    report = {"report_id": "a", "agency": "甲局", "year": 2021, "text": "零一二三四五"}
    roles = ["activity", "problem", "problem"]
    items = pd.DataFrame(
        {"report_id": "a", "start": [0, 1, 2], "end": [1, 2, 3], "role": roles}
    )
    checks = pd.DataFrame(
        {"report_id": "a", "start": [3, 4], "end": [4, 5], "status": ["PASS", "FAIL"]}
    )
    file = write_annotated(
        report, {"items": items, "checks": checks}, tmp_path / "a.html"
    )
    page = file.read_text(encoding="utf-8")
    legend = re.search('<p class="small"><span class="items.*?</p>', page, re.S)
    assert legend is not None
    told = re.sub("<[^>]+>", "", legend[0])
    assert told == "问题 problem 2 · 工作 activity 1 · 不符 fail 1 · 相符 pass 1"


def test_a_number_is_said_alike_in_both_languages() -> None:
    claim = {"report_id": "a", "start": 0, "end": 1, "quantity": "requests", "value": 5}
    marks = find_marks(
        {"report_id": "a", "text": "五"}, {"claims": pd.DataFrame([claim])}
    )
    zh, en = marks[0].said
    assert zh.endswith("requests = 5") and en.endswith("requests = 5")
