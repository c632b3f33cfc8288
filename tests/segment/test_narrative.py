from __future__ import annotations

from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections
from textmine.tables.found import FoundTable


def read(text: str, tables: list[FoundTable] | None = None) -> list[tuple[str, str]]:
    found = tables or []
    sections = find_sections("r1", text, found)
    return [(label, text[a:b]) for label, a, b in find_narrative(text, sections, found)]


def test_headings_are_no_narrative_and_blanks_at_the_ends_are_cut() -> None:
    text = "一、总体情况\n\n  全年平稳。 \n\n二、存在问题\n更新慢。\n"
    assert read(text) == [("overview", "全年平稳。"), ("problems", "更新慢。")]


def test_of_the_preamble_only_lines_with_a_sentence_count() -> None:
    text = "首页\n发布时间：2021-01-05\n根据条例，现公布本年度报告。\n一、总体情况\n全年平稳。\n"
    assert read(text) == [
        ("preamble", "根据条例，现公布本年度报告。"),
        ("overview", "全年平稳。"),
    ]


def test_lines_with_cell_borders_part_the_narrative() -> None:
    for border in ("附件\t页数", "附件|页数|3"):
        text = f"一、总体情况\n全年平稳。\n{border}\n渠道畅通。\n"
        assert read(text) == [("overview", "全年平稳。"), ("overview", "渠道畅通。")]


def test_one_bar_makes_no_table_line() -> None:
    text = "一、总体情况\n全年平稳|渠道畅通。\n"
    assert read(text) == [("overview", "全年平稳|渠道畅通。")]


def test_a_found_table_is_left_out_wherever_it_stands() -> None:
    text = "一、总体情况\n全年平稳。\n甲乙丙丁\n渠道畅通。\n"
    at = text.index("甲乙丙丁")
    table = FoundTable("二", "none", at, at + 5, ())
    assert read(text, [table]) == [
        ("overview", "全年平稳。"),
        ("overview", "渠道畅通。"),
    ]


def test_signature_and_date_are_left_out() -> None:
    text = "一、存在问题\n更新慢。\n临泽川市水务局\n2021年1月5日"
    assert read(text) == [("problems", "更新慢。")]


def test_a_section_of_blanks_has_no_narrative() -> None:
    assert read("一、总体情况\n  \n二、存在问题\n更新慢。") == [
        ("problems", "更新慢。")
    ]


def test_a_line_of_the_preamble_with_a_semicolon_is_a_sentence() -> None:
    text = "首页\n公开指南已修订；目录已补全\n一、总体情况\n全年平稳。\n"
    assert read(text)[0] == ("preamble", "公开指南已修订；目录已补全")
