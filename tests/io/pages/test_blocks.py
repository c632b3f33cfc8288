"""A page as lines: what a browser would show, each once, tables as rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from textmine.io.pages.blocks import find_blocks, is_hidden, lay_out_tables, table_rows


def blocks(page):
    return find_blocks(LexborHTMLParser(page).body)


def texts(page):
    return [block.text for block in blocks(page)]


def rows(page):
    return table_rows(LexborHTMLParser(page).css_first("table"))


def test_blocks_and_breaks_end_a_line_and_words_within_do_not():
    page = "<div>一、总<b>体</b>情况<p>公开<span>36</span>条</p>另有2条<br>解读3篇<hr>完</div>"
    assert texts(page) == ["一、总体情况", "公开36条", "另有2条", "解读3篇", "完"]


def test_blanks_are_shown_as_a_browser_shows_them():
    # A line wrapped in the source between two Chinese characters is no blank.
    assert texts("<p>栏目\n   按月核对，\n逐项  落实</p><p> \n </p>") == [
        "栏目按月核对，逐项 落实"
    ]
    assert texts("<p>open\ngovernment</p>") == ["open government"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<pre>", "</pre>"),
        ("<div style='white-space: pre-wrap'><span>", "</span></div>"),
        ("<p style='WHITE-SPACE:pre-line'>", "</p>"),
    ],
)
def test_line_ends_that_are_shown_end_a_line_and_tabs_part_cells(opening, closing):
    page = f"{opening}一、总体情况\n公开信息\n规章\t0\t1\n{closing}"
    assert texts(page) == ["一、总体情况", "公开信息", "规章\t0\t1"]


def test_how_a_character_is_spoken_is_no_text():
    page = "<p><ruby>泽<rp>（</rp><rt>zé</rt><rp>）</rp></ruby>川市</p>"
    assert texts(page) == ["泽川市"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>x</p>",
        "<p style='color:red; DISPLAY : none'>x</p>",
        "<div style='visibility:hidden'><p>x</p></div>",
        "<script>x</script>",
        "<style>x</style>",
        "<!-- x -->",
        "<select><option>x</option></select>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden):
    assert texts(f"<p>前</p>{hidden}<p>后</p>") == ["前", "后"]


def test_linked_characters_are_counted_line_by_line():
    found = blocks(
        "<p>见<a href='/a'>年度报告</a>和<a href='/b'> 指南 </a></p><p>完</p>"
    )
    assert [block.n_linked for block in found] == [6, 0]
    assert [block.node.tag for block in found] == ["p", "p"]


def test_a_style_that_shows_hides_nothing():
    page = LexborHTMLParser("<p style='display:block'>甲</p><p hidden>乙</p>")
    assert [is_hidden(node) for node in page.css("p")] == [False, True]


def test_a_table_is_one_block_of_rows_in_its_place():
    page = (
        "<p>前</p><table><tr><td rowspan='2'>规章</td><td>新 制作</td></tr>"
        "<tr><td>0</td></tr><tr hidden><td>x</td><td>y</td></tr></table>后"
    )
    assert rows(page) == [["规章", "新制作"], ["", "0"]]
    assert texts(page) == ["前", "\n规章\t新制作\n\t0\n\n", "后"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>只有一格</td></tr></table>",
        "<table role='presentation'><tr><td>甲</td><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td><table><tr><td>乙</td></tr></table></td></tr></table>",
        f"<table><tr><td>甲</td><td>{'全年共公开政府信息若干条。' * 30}</td></tr></table>",
    ],
)
def test_a_table_that_arranges_the_page_is_none_and_its_text_stays(page):
    assert rows(page) is None
    assert "甲" in "".join(texts(page)) or "只有一格" in texts(page)


def test_elements_that_are_said_to_be_a_table_are_one():
    """Cells in a line of their own elements would be one number: 12 and 30 as 1230."""
    page = (
        "<div role=table><div role=row><span role=columnheader aria-colspan=2>申请</span>"
        "<span role=columnheader>总计</span></div><div role=row><span role=cell>12</span>"
        "<span role=cell>30</span><span role=cell>42</span></div></div><p>完</p>"
    )
    assert texts(page) == ["\n申请\t\t总计\n12\t30\t42\n\n", "完"]
    # One within a table proper is left to that.
    table = "<table><tr><td>a<td>b</table>"
    laid = f"<div role=grid><div role=row>{table}</div></div>"
    assert texts(laid) == ["\na\tb\n\n"]


@pytest.mark.parametrize("span", ["0", "-2", "x", "", "1000", "²"])
def test_a_span_that_is_no_number_of_columns_counts_as_one(span):
    page = f"<table><tr><td colspan='{span}'>甲</td><td>乙</td></tr></table>"
    assert rows(page) == [["甲", "乙"]]


def test_tables_within_plain_text_become_rows_and_others_stay():
    text = "前<TABLE><tr><td>甲</td><td>1</td></tr></TABLE>后<table><tr><td>x</td></tr></table>"
    assert lay_out_tables(text) == "前\n\n甲\t1\n\n后<table><tr><td>x</td></tr></table>"
    assert lay_out_tables("没有表格 <b>") == "没有表格 <b>"


def test_a_page_nested_thousands_deep_is_read():
    assert texts("<div>" * 5000 + "底" + "</div>" * 5000) == ["底"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b>", "</b>", "<br>", "<a>", "</a>", "甲", "乙"]
        )
    )
)
def test_no_character_is_lost_or_doubled_whatever_the_tags(pieces):
    page = "".join(pieces)
    shown = "".join(piece for piece in pieces if piece in "甲乙")
    assert "".join(texts(f"<body>{page}")) == shown


def test_digits_above_the_line_join_no_number():
    assert texts(
        "<p>办结1204<sup>1</sup>件，共1200m<sup><b>2</b></sup>，另2条</p>"
    ) == ["办结1204¹件，共1200m²，另2条"]
    table = "<table><tr><td>1204<sup>[<i>1</i>]</sup></td><td>3</td></tr></table>"
    assert rows(table) == [["1204[¹]", "3"]]


def test_a_button_that_is_a_heading_is_read_and_no_other():
    page = LexborHTMLParser(
        "<body><button>打印</button><h2><button>一、总体情况</button></h2><p>公开九条。</p>"
        "<button>（二）主动公开</button><button>二维码</button></body>"
    )
    shown = [block.text for block in find_blocks(page.body)]
    assert shown == ["一、总体情况", "公开九条。", "（二）主动公开"]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ('<input value="12">', "12"),
        ('<input type="TEXT" readonly value="12">', "12"),
        ('<input type="hidden" value="12">', ""),
        ('<input type="checkbox" value="12">', ""),
        ("<input>", ""),
        ("<textarea> 12 </textarea>", "12"),
    ],
)
def test_numbers_in_the_fields_of_a_form_are_those_of_its_cells(field, shown):
    table = f"<table><tr><td>规章</td><td>{field}</td></tr></table>"
    assert table_rows(LexborHTMLParser(table).css_first("table")) == [["规章", shown]]
