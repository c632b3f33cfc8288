"""Text as it comes: passed through, unless it holds a page or tables of one."""

import pytest

from textmine.errors import ReadError
from textmine.io.text_files.plain_text import load

LIMIT = 1_000_000


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "utf-8"), ("gbk", "gb18030")]
)
def test_text_is_passed_through_and_its_encoding_named(encoding, named):
    text = "一、总体情况\n全年公开信息12条。\n"
    assert load(text.encode(encoding), "年报.txt", LIMIT) == (text, named, {})


def test_a_table_of_a_page_inside_text_becomes_rows():
    text = "二、主动公开\n<table><tr><td>规章</td><td>3</td></tr></table>\n三、申请\n"
    laid, _, _ = load(text.encode(), "年报.md", LIMIT)
    assert "规章\t3" in laid
    assert "<td>" not in laid
    assert laid.index("二、主动公开") < laid.index("规章") < laid.index("三、申请")


def test_a_whole_page_under_a_text_suffix_is_read_as_a_page():
    body = "".join(f"<p>第{n}项工作按时完成，信息公开及时准确。</p>" for n in range(20))
    page = f"<!DOCTYPE html><html><head><title>年报</title></head><body>{body}</body></html>"
    text, _, _ = load(page.encode(), "年报.txt", LIMIT)
    assert "<p>" not in text
    assert text.count("按时完成") == 20


def test_what_is_no_text_is_refused_by_name():
    with pytest.raises(ReadError, match=r"年报\.txt"):
        load(bytes(range(256)) * 40, "年报.txt", LIMIT)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('<?xml version="1.0"?><rss><title>年报</title></rss>', "XML"),
        ("\n<?xml version='1.0'?><Workbook><Data>年报</Data></Workbook>", "XML"),
        ("WARC/1.0\nWARC-Type: response\n\n年报", "WARC"),
    ],
)
def test_what_carries_a_report_among_marks_is_refused(text, kind):
    with pytest.raises(ReadError, match=kind):
        load(text.encode(), "a.xml", 1000)


def test_a_page_with_its_marks_escaped_is_laid_out():
    page = "<div><p>一、总体情况</p><p>公开信息36条，答复申请三件。</p></div>"
    escaped = page.replace("<", "&lt;").replace(">", "&gt;").encode("gb18030")
    loaded = load(escaped, "a.txt", 1000)
    assert loaded.text.split() == ["一、总体情况", "公开信息36条，答复申请三件。"]
    assert loaded.encoding == "gb18030"


def test_a_line_end_within_a_cell_of_markdown_is_none():
    text = "| 信息内容 | 本年新<br>制作数量 |\n|---|---|\n| 规章 | 0<br/> |\n甲<br>乙\n"
    found = load(text.encode(), "a.md", 1000).text.split("\n")
    assert found[0] == "| 信息内容 | 本年新制作数量 |"
    assert found[2:4] == ["| 规章 | 0|", "甲<br>乙"]


def test_marks_that_markdown_escapes_in_numbers_are_marks():
    text = "1\\. 栏目过细；\n| 收费 | 691\\.5 |\n|---|---|\n"
    assert load(text.encode(), "年报.md", LIMIT).text.startswith("1. 栏目过细")
    assert "691.5" in load(text.encode(), "年报.md", LIMIT).text
