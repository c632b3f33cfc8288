"""Rows of a table as a program prints them."""

import pytest

from textmine.io.text_files.dumps import lay_out_dumps


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
