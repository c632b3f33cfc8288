"""Rows of a table as a program prints them."""

import pytest

from textmine.io.text_files.dumps import is_escaped, lay_out_dumps, resolve_escapes


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("['规章', '0', None, 1]", "规章\t0\t\t1"),
        ("[['规章', 'it\"s', nan],", '规章\tit"s\t'),
        ("规章\tNaN\t0\t<NA>", "规章\t\t0\t"),
        ("规章,0,,0\n规范性文件,3,1,11", "规章\t0\t\t0\n规范性文件\t3\t1\t11"),
    ],
)
def test_rows_have_tabs_and_no_word_for_nothing(printed, expected):
    assert lay_out_dumps(printed) == expected


@pytest.mark.parametrize(
    "text",
    [
        # One line alone, lines of unlike cells, sentences, a few cells, a mark in brackets.
        "规章,0,0,0\n另行公布",
        "规章,0,0,0\n规范性文件,3,1,11,5",
        "本局公开信息,36条,其中规章,0件。\n本局公开信息,36条,其中规章,0件。",
        "看得不重,做事被动,更新不快,人手\n不足,培训不多,衔接不畅,还有",
        "规章,0\n规范性文件,3",
        "[附件一, 附件二]\n见[1]、[2]",
        "NaN 是空值",
    ],
)
def test_other_lines_stay(text):
    assert lay_out_dumps(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("&lt;p&gt;一、总体情况&lt;/p&gt;" * 3, True),
        ("&lt;p&gt;一、总体情况&lt;/p&gt;" * 2, False),
        ("<p>一、总体情况</p>" + "&lt;p&gt;甲&lt;/p&gt;" * 3, False),
        ("收费 &lt; 3 元。" * 9, False),
    ],
)
def test_a_page_with_its_marks_escaped_is_told(text, escaped):
    assert is_escaped(text) is escaped


def test_escapes_are_resolved_where_line_ends_are():
    told = r"一、总体情况\r\n\u3000\x41\"公开\"\t3\n" * 5
    assert resolve_escapes(told) == '一、总体情况\n\u3000A"公开"\t3\n' * 5
    # A path, or one escape among lines, is none.
    for text in (r"存于 D:\nianbao\new", "一、总体情况\n" * 9 + r"\n" * 5, r"\n" * 4):
        assert resolve_escapes(text) == text
