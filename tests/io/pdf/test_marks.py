"""What belongs to the print goes, what belongs to the report stays."""

from __future__ import annotations

import pytest

from textmine.io.pdf.marks import drop_marks

ADDRESS = "https://xq.example/zwgk/nb.html"
PRINTED_AT = [
    "11/29/24, 2:57 AM 商务局年报",
    "2024/1/26 10:32 商务局年报",
    "2024-01-26 10:32:07 商务局年报",
    "2024年1月26日 上午9:05 商务局年报",
    "26.01.24, 10:32 商务局年报",
]


def kept(*pages: list[str]) -> list[list[str]]:
    """Lines of pages of one part each, without marks."""
    parts = [[list(page)] for page in pages]
    drop_marks(parts)
    return [part for (part,) in parts]


@pytest.mark.parametrize("mark", ["- 2 -", "— 12 —", "第 3 页", "第3页 共9页", "3/10"])
def test_page_marks_go(mark):
    assert kept(["甲", mark]) == [["甲"]]


@pytest.mark.parametrize(
    "line", ["3", "2020", "- 2020 -", "第3条", "第3页所列", "3/10完成"]
)
def test_numbers_that_are_no_page_marks_stay(line):
    assert kept(["甲", line]) == [["甲", line]]


def test_bare_page_numbers_go_only_if_every_page_has_one():
    assert kept(["甲", "1"], ["乙", "2"], ["丙", "3"]) == [["甲"], ["乙"], ["丙"]]
    cells = [["规章", "1"], ["0", "许可", "2"], ["3", "无", "5"]]
    assert kept(*cells) == cells


def test_bare_numbers_of_two_pages_may_be_values():
    assert kept(["甲", "1"], ["乙", "2"]) == [["甲", "1"], ["乙", "2"]]


def test_running_heads_go_and_numbers_that_repeat_stay():
    head = "临泽川市商务局"
    assert kept([head, "甲"], [head, "乙"], [head, "丙"]) == [["甲"], ["乙"], ["丙"]]
    zeros = [["甲", "0"], ["乙", "0"], ["丙", "0"]]
    assert kept(*zeros) == zeros


def test_two_pages_that_begin_alike_have_no_running_head():
    pages = [["我局公开信息。", "甲", "乙", "丙", "丁"], ["我局公开信息。", "戊"]]
    assert kept(*pages) == pages


@pytest.mark.parametrize("clock", PRINTED_AT)
def test_what_a_browser_prints_around_a_single_page_goes(clock):
    """Date and title stand before the address in the order of the file, or first on the page."""
    report = ["一、总体情况", "全年公开信息90条。"]
    assert kept([*report, clock, f"{ADDRESS} 1/1"]) == [report]
    assert kept([clock, *report, f"{ADDRESS} 1/1"]) == [report]


def test_what_a_browser_prints_goes_from_each_page_and_from_pages_of_tables():
    pages = [
        [["甲", PRINTED_AT[0], f"{ADDRESS} 1/2"]],
        [[PRINTED_AT[0]], ["乙"], ["file:///C:/nb.html 2/2"]],
    ]
    drop_marks(pages)
    assert pages == [[["甲"]], [[], ["乙"], []]]


@pytest.mark.parametrize(
    "line",
    [
        f"本报告电子版见{ADDRESS}",
        f"{ADDRESS} 1/3",
        f"{ADDRESS} 2/2",
        "进度1/2",
    ],
)
def test_addresses_of_the_report_stay_and_with_them_its_dates(line):
    """A number behind an address is a page's only where it is this page of so many."""
    published = "2024-01-26 10:32 来源：商务局"
    page = [published, "一、总体情况", "甲", line]
    assert kept(page, ["乙"]) == [page, ["乙"]]


def test_a_report_s_own_line_of_publication_stays_in_a_print():
    page = ["商务局年报", "2024-01-26 10:32 来源：商务局", "甲", "乙"]
    assert kept([*page, PRINTED_AT[0], f"{ADDRESS} 1/1"]) == [page]
