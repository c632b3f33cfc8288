"""Tables printed for the eye lose their lines and numbers, and nothing that they say."""

from textmine.io.text_files.plain_text import load
from textmine.io.text_files.printed_tables import lay_out_printed


def test_a_cell_over_two_lines_is_one():
    box = """前
┌──────────┬────┬────┐
│信息内容  │制发│废止│
├──────────┼────┼────┤
│行政规范性│3   │1   │
│文件      │    │    │
└──────────┴────┴────┘
后"""
    assert lay_out_printed(box).split("\n") == [
        "前",
        "信息内容\t制发\t废止",
        "行政规范性文件\t3\t1",
        "后",
    ]


def test_a_rule_inside_a_line_parts_cells():
    box = """
├────┼───────────┤
│    │未经复议   │
│总计├────┬──────┤
│    │维持│纠正  │
├────┼────┼──────┤
│6   │    │2     │
"""
    found = [line.split("\t") for line in lay_out_printed(box).strip().split("\n")]
    assert found[-1] == ["6", "", "2"]
    assert "总计" in found[1]
    assert found[2] == ["", "维持", "纠正"]


def test_a_frame_loses_the_numbers_of_its_rows():
    frame = "     0   1\n0  规章   3\n1  许可  12\n2      \n一、总体情况\n3 件"
    assert lay_out_printed(frame).split("\n") == [
        "规章   3",
        "许可  12",
        "",
        "一、总体情况",
        "3 件",
    ]


def test_numbers_that_count_nothing_stay():
    for text in (
        "  0  2\n0  规章",
        "  0  0  0\n0 件",
        "公开 0 件\n0 规章",
        " 0\n0 规章",
    ):
        assert lay_out_printed(text) == text


def test_a_text_file_is_laid_out():
    text = "┌──┬─┐\n│规章│0│\n├──┼─┤\n│许可│3│\n└──┴─┘\n"
    assert load(text.encode(), "a.txt", 1000).text == "规章\t0\n许可\t3\n"
