"""The page of a traced text: all of its text, who holds each stretch, in both languages."""

import re
from pathlib import Path

import pytest

from textmine.dossier import write_traced
from textmine.dossier.traced import MOST_HOLDERS
from textmine.errors import FrameError
from textmine.schema import make_frame

TEXT = "前言<甲>。公开信息三十条，后语。"


def span(start, end, **more):
    row = {
        "start": start,
        "end": end,
        "n_reports": 2,
        "n_agencies": 2,
        "first_report_id": "a_2020",
        "first_agency": "临泽川市财政局",
        "first_year": 2020,
        "n_first": 1,
        "family_id": "f1",
        "kind": "peer",
        "text": TEXT[start:end],
    }
    return row | more


def holder(report_id, year, start=6, end=13):
    return {
        "start": start,
        "end": end,
        "report_id": report_id,
        "agency": f"{report_id}局",
        "agency_id": report_id,
        "province": "云岭省",
        "agency_type": "财政局",
        "year": year,
        "holder_start": 40,
        "holder_end": 47,
        "n_chars": 7,
    }


def write(tmp_path, spans, holders, text=TEXT):
    spans, holders = (
        make_frame("trace_spans", spans),
        make_frame("trace_holders", holders),
    )
    return write_traced("稿.txt", text, spans, holders, tmp_path / "a.html").read_text(
        "utf-8"
    )


def test_the_text_stands_whole_and_escaped(tmp_path):
    page = write(tmp_path, [span(6, 13)], [holder("乙", 2021), holder("甲", 2020)])
    main = page.partition('<div class="text">')[2].partition("</div>")[0]
    assert re.sub(r'<span class="ref">\d+</span>|<[^>]+>', "", main) == TEXT.replace(
        "<甲>", "&lt;甲&gt;"
    )
    assert "少数机关共有" in page and "few agencies" in page
    assert "临泽川市财政局 2020" in page
    # The earliest first.
    assert page.index("甲局") < page.index("乙局")
    assert "http" not in page.replace("http://www.w3.org", "")


def test_a_report_is_listed_once_and_the_others_are_counted(tmp_path):
    many = [holder(f"r{k:03d}", 2020 + k % 3) for k in range(MOST_HOLDERS + 5)]
    page = write(tmp_path, [span(6, 13, n_reports=MOST_HOLDERS + 5)], many + many)
    assert page.count("<tr><td>") == MOST_HOLDERS
    assert "另有 5 份报告" in page and "5 more reports" in page


def test_only_holders_whose_runs_touch_the_span_are_listed(tmp_path):
    page = write(
        tmp_path, [span(6, 13)], [holder("甲", 2020, 6, 13), holder("乙", 2020, 13, 16)]
    )
    assert "甲局" in page and "乙局" not in page


def test_what_one_report_holds_has_no_kind(tmp_path):
    page = write(
        tmp_path,
        [span(6, 13, kind="", family_id="", n_reports=1)],
        [holder("甲", 2020)],
    )
    assert "仅见于一份报告" in page


def test_several_agencies_of_the_first_year_are_named_as_such(tmp_path):
    page = write(tmp_path, [span(6, 13, n_first=3)], [])
    assert "该年共 3 个机关持有" in page
    # So is the note over the text: one of three is not who was first.
    assert re.search(r'title="[^"]* \+2">', page)


def test_nothing_found_is_said(tmp_path):
    page = write(tmp_path, [], [])
    assert "没有一段文字见于库中的报告" in page and "<b>0.0%</b>" in page
    assert write(tmp_path, [], [], text="")


def test_a_span_outside_the_text_is_refused(tmp_path):
    with pytest.raises(
        FrameError, match="span 6:99 does not lie behind 0 in a text of"
    ):
        write(tmp_path, [span(6, 99)], [])


@pytest.mark.parametrize("column", ["n_first", "first_year", "n_agencies"])
def test_a_span_that_lacks_what_the_page_says_of_it_is_refused(
    column: str, tmp_path: Path
) -> None:
    """It was a raw AttributeError."""
    spans = make_frame("trace_spans", []).drop(columns=column)
    with pytest.raises(FrameError, match=f"trace_spans: missing column {column}"):
        write_traced("稿", "公开。", spans, make_frame("trace_holders", []), tmp_path)


@pytest.mark.parametrize("column", ["holder_start", "n_chars"])
def test_a_holder_without_its_place_is_refused(column: str, tmp_path: Path) -> None:
    holders = make_frame("trace_holders", []).drop(columns=column)
    with pytest.raises(FrameError, match=f"trace_holders: missing column {column}"):
        write_traced("稿", "公开。", make_frame("trace_spans", []), holders, tmp_path)


def test_words_of_one_report_are_not_called_those_of_several(tmp_path: Path) -> None:
    alone = span(6, 13) | {"n_reports": 1, "n_agencies": 1, "kind": "peer"}
    page = write(tmp_path, [alone], [holder("甲", 2020)])
    assert "少数机关共有" not in page and "仅见于一份报告" in page
    form = alone | {"kind": "mandated"}
    assert "法定格式" in write(tmp_path, [form], [holder("甲", 2020)])
