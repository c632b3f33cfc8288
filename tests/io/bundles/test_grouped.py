"""Reports told in several rows, or in parts of one."""

import pytest

from textmine.io.bundles.grouped import join_rows, with_sections

TITLES = ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题及改进情况")


def sections(agency, year):
    return [
        {
            "单位": agency,
            "年份": year,
            "章节": title,
            "内容": f"{agency}{title}的文字。",
        }
        for title in TITLES
    ]


def test_sections_of_one_report_are_a_row():
    rows = sections("甲局", 2021) + sections("甲局", 2022) + sections("乙局", 2021)
    joined = join_rows(rows)
    assert [(row["单位"], row["年份"]) for row in joined] == [
        ("甲局", 2021),
        ("甲局", 2022),
        ("乙局", 2021),
    ]
    assert joined[2][TITLES[0]] == "乙局一、总体情况的文字。"


def test_paragraphs_are_joined_though_their_numbers_begin_anew():
    rows = [
        {"doc": doc, "no": no, "para": f"{doc}的第{no}段，说得长一些。"}
        for doc in ("甲", "乙")
        for no in range(4)
    ]
    joined = join_rows(rows)
    assert [row["doc"] for row in joined] == ["甲", "乙"]
    assert joined[1]["content"].split("\n")[3] == "乙的第3段，说得长一些。"
    assert "no" not in joined[0]


def test_paragraphs_below_a_heading_that_is_written_once():
    rows = sections("甲局", 2021) + sections("乙局", 2021)
    more = {"单位": "甲局", "年份": 2021, "章节": "", "内容": "续写一段文字。"}
    joined = join_rows([*rows[:3], more, *rows[3:]])
    assert joined[0]["content"] == "续写一段文字。"
    assert len(joined) == 2


def test_what_was_merged_stands_in_the_first_row_of_each_report():
    rows = sections("甲局", 2021) + sections("乙局", 2022)
    for k, row in enumerate(rows):
        if k % len(TITLES):
            row |= {"单位": None, "年份": ""}
    joined = join_rows(rows)
    assert [(row["单位"], row["年份"]) for row in joined] == [
        ("甲局", 2021),
        ("乙局", 2022),
    ]
    assert [list(row)[2:] for row in joined] == [list(TITLES)] * 2


def test_rows_may_be_sorted_by_their_sections():
    rows = sections("甲局", 2021) + sections("乙局", 2022) + sections("丙局", 2022)
    joined = join_rows(sorted(rows, key=lambda row: row["章节"]))
    assert [row["单位"] for row in joined] == ["甲局", "乙局", "丙局"]
    assert [list(row)[2:] for row in joined] == [list(TITLES)] * 3


@pytest.mark.parametrize(
    "rows",
    [
        [],
        # Nothing says which rows belong together.
        [{"para": f"第{n}段"} for n in range(9)],
        # Each row is of another agency.
        [{"单位": f"{n}局", "内容": "文字文字文字"} for n in range(9)],
        # Not every row says whose it is.
        [{"单位": "" if n == 4 else "甲局", "内容": f"第{n}段"} for n in range(9)],
    ],
)
def test_rows_that_nothing_joins_stay_apart(rows):
    assert join_rows(rows) == []


@pytest.mark.parametrize(
    "cell",
    [
        [{"heading": title, "content": "文字。"} for title in TITLES],
        [{"content": "文字。", "heading": title} for title in TITLES],
        dict.fromkeys(TITLES, "文字。"),
    ],
)
def test_sections_in_one_cell_are_one_text(cell):
    row = with_sections({"年份": 2021, "sections": cell})
    assert row == {
        "年份": 2021,
        "content": "\n".join(f"{title}\n文字。" for title in TITLES),
    }


def test_two_sections_are_no_report():
    row = {"年份": 2021, "sections": dict.fromkeys(TITLES[:2], "文字。")}
    assert with_sections(row) is row
