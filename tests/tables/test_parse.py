import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.tables.find import FoundRow, find_tables
from textmine.tables.forms import load_table, review_row, tell_form
from textmine.tables.laying import Cells, Habit, lay_row
from textmine.tables.parse import _fields, _plain_row, parse_tables
from textmine.tables.values import read_cell
from textmine.text.normalize import normalize

LAYOUTS = ("tabs", "lines", "pipes", "spaces")


def table_rows(number, form, values):
    """Printed cells of a table, the way Word pastes them: label columns first."""
    groups = {
        "三": "（三）不予公开",
        "四": "（四）无法提供",
        "五": "（五）不予处理",
        "六": "（六）其他处理",
    }
    out = []
    for label, row in zip(load_table(number, form).rows, values, strict=True):
        printed = label.text
        for group in groups.values():
            printed = printed.removeprefix(group + " ")
        out.append((printed, row))
    return out


def render(number, form, values, layout):
    """Write a table in a layout."""
    rows = table_rows(number, form, values)
    head = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
        if number == "3"
        else "第二十条第（一）项"
    )
    words = {"2019": "本年新制作数量", "2021": "本年制发件数"}[form]
    header = [head, "申请人情况"] if number == "3" else [head + "\n信息内容", words]
    body = [[p, *("" if v is None else str(v) for v in row)] for p, row in rows]
    if layout == "tabs":
        return "\n".join("\t".join(r) for r in [header, *body])
    if layout == "lines":
        return "\n\n".join("\n".join("\t" + c for c in r) for r in [header, *body])
    if layout == "pipes":
        return "\n".join("| " + " | ".join(r) + " |" for r in [header, *body])
    return "\n".join(" ".join(r) for r in [header, *body])


def wrap(table):
    return f"三、收到和处理政府信息公开申请情况\n\n{table}\n\n四、政府信息公开行政复议、行政诉讼情况\n无。"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_table_three_in_every_layout(form, layout):
    rng = random.Random(f"{form}{layout}")
    n = len(load_table("3", form).rows)
    values = [[rng.choice([0, 0, 0, 1, 12, 3402]) for _ in range(7)] for _ in range(n)]
    text = normalize(wrap(render("3", form, values, layout))).text
    cells = parse_tables("r", text)
    assert {(c.row, c.column): c.value for c in cells} == {
        (i, j): v for i, r in enumerate(values) for j, v in enumerate(r)
    }
    assert all(text[c.start : c.end] == c.raw for c in cells)
    assert {c.state for c in cells} <= {"VALUE", "ZERO"}


@pytest.mark.parametrize("layout", ["tabs", "lines", "pipes"])
def test_blank_is_not_zero(layout):
    values = [[None] * 6 + [0] for _ in range(23)]
    values[3] = [1, None, None, None, None, None, 1]
    cells = parse_tables("r", normalize(wrap(render("3", "2019", values, layout))).text)
    by_place = {(c.row, c.column): (c.value, c.state) for c in cells}
    assert by_place[0, 0] == (None, "EMPTY")
    assert by_place[0, 6] == (0.0, "ZERO")
    assert by_place[3, 0] == (1.0, "VALUE")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_table_two_of_both_forms(layout):
    old = [
        [0, 0, 0],
        [2, 2, 32],
        [14, "减6", 1229],
        [17, "－3", 10923],
        [5, 4, 1],
        [0, 0, 0],
        [0, 0],
        [19, "1898468.07元"],
    ]
    cells = parse_tables("r", normalize(render("2", "2019", old, layout)).text)
    found = {(c.row_label, c.column): (c.value, c.unit) for c in cells}
    assert found["行政许可", 1] == (-6.0, "项")
    assert found["其他对外管理服务事项", 1] == (-3.0, "项")
    assert found["政府集中采购", 1] == (1898468.07, "元")
    new = [[2, 0, 11], [109, 489, 597], [1808595], [2822652], [20163], [59237.2449]]
    found = {
        (c.row_label, c.column): c.value
        for c in parse_tables("r", normalize(render("2", "2021", new, layout)).text)
    }
    assert found["行政规范性文件", 2] == 597
    assert found["行政事业性收费", 0] == 59237.2449


@pytest.mark.parametrize("border", ["\t", " | "])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_merged_cells_may_be_printed_in_each_column_they_cover(form, border):
    rows = load_table("3", form).rows
    values = [[k, 0, 0, 2, 0, 0, k + 2] for k in range(len(rows))]
    groups = [row.text.partition(" ")[0] for row in rows]
    lines = [
        border.join(["三、本年度办理结果", group, row.text.removeprefix(group + " ")])
        + border
        + border.join(map(str, cells))
        for group, row, cells in zip(groups, rows, values, strict=True)
    ]
    cells = parse_tables("r", normalize(wrap("\n".join(lines))).text)
    assert {(c.row, c.column): c.value for c in cells} == {
        (i, j): v for i, r in enumerate(values) for j, v in enumerate(r)
    }


def test_table_two_without_headers_is_told_by_its_labels():
    rows = "规章\t0\t0\t0\n行政规范性文件\t2\t1\t11\n行政许可\t12\n行政处罚\t5\n行政强制\t0\n行政事业性收费\t3.5\n"
    cells = parse_tables("r", normalize("二、主动公开政府信息情况\n" + rows).text)
    assert {c.row_label: c.value for c in cells if c.column == 0}["行政规范性文件"] == 2


def test_table_two_states_units_and_notes():
    new = [
        ["—", "不适用", "/"],
        ["2", "1", "11（其中修订2件）"],
        ["120件"],
        ["－"],
        [""],
        ["35000元"],
    ]
    cells = parse_tables("r", normalize(render("2", "2021", new, "tabs")).text)
    found = {(c.row_label, c.column): (c.value, c.state) for c in cells}
    assert [found["规章", k][1] for k in range(3)] == ["NA", "NA", "NA"]
    assert found["行政规范性文件", 2] == (11, "VALUE")
    assert found["行政许可", 0] == (120, "VALUE")
    assert found["行政处罚", 0][1] == "NA"
    assert found["行政强制", 0][1] == "EMPTY"
    assert [c.unit for c in cells if c.row_label == "行政事业性收费"] == ["元"]


TORN = {
    "upright label cells": lambda label: " ".join(
        label[i : i + 2] for i in range(0, len(label), 2)
    ),
    "label goes on behind the numbers": lambda label: label,
    "no list numbers": lambda label: label.lstrip("一二三四、（）五六七12345678."),
}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("torn", TORN)
def test_table_three_with_torn_labels(form, torn):
    rng = random.Random(torn + form)
    values = [
        [rng.choice([0, 0, 3, 14]) for _ in range(7)]
        for _ in load_table("3", form).rows
    ]
    lines = []
    for label, row in table_rows("3", form, values):
        printed, rest = TORN[torn](label), ""
        if torn.startswith("label goes") and len(label) > 14:
            printed, rest = label[:-4], "\n" + label[-4:]
        lines.append("\t".join([printed, *map(str, row)]) + rest)
    before = "全年本年新收12件，上年结转1件，予以公开8件，部分公开2件，不予公开1件。"
    body = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况\n"
        + "\n".join(lines)
    )
    text = normalize(wrap(before + "\n" + body)).text
    cells = [c for c in parse_tables("r", text) if c.table == "3"]
    assert [c.value for c in cells] == [v for row in values for v in row]


def test_table_three_across_a_page_with_its_header_again():
    values = [[k] * 7 for k in range(25)]
    lines = render("3", "2021", values, "tabs").split("\n")
    broken = [*lines[:9], "- 5 -", *lines[:1], *lines[9:]]
    cells = parse_tables("r", normalize(wrap("\n".join(broken))).text)
    assert [c.value for c in cells] == [float(k) for k in range(25) for _ in range(7)]


def test_forms_are_told_table_by_table():
    two = render("2", "2021", [[0, 0, 1], [2, 1, 9], [3], [4], [0], [0]], "tabs")
    three = render("3", "2019", [[1] * 7] * 23, "tabs")
    tables = find_tables(
        normalize(f"二、主动公开政府信息情况\n{two}\n{wrap(three)}").text
    )
    assert [(t.number, t.form) for t in tables] == [("2", "2021"), ("3", "2019")]


def test_pictures_instead_of_tables_leave_no_cells():
    text = "二、主动公开政府信息情况\n1.jpg\n三、收到和处理政府信息公开申请情况\n![](2.png)\n四、行政复议、行政诉讼情况\n3.jpg"
    assert find_tables(normalize(text).text) == []


def test_table_four_with_the_last_total_only():
    names = "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3)
    text = (
        f"四、政府信息公开行政复议、行政诉讼情况\n{names}\n"
        + "\t" * 14
        + "0\n五、存在的主要问题\n无"
    )
    states = [c.state for c in parse_tables("r", normalize(text).text)]
    assert states == ["EMPTY"] * 14 + ["ZERO"]


@pytest.mark.parametrize("n_values", [15, 16])
def test_table_four_and_a_repeated_total(n_values):
    names = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    head = f"行政复议\t\t\t\t\t行政诉讼\n{names}\t未经复议直接起诉\t\t\t\t\t复议后起诉\n\t\t\t\t\t{names}\t{names}\n"
    values = [*range(15), 14][:n_values]
    text = (
        f"四、政府信息公开行政复议、行政诉讼情况\n{head}"
        + "\t".join(map(str, values))
        + "\n五、存在的主要问题\n无"
    )
    cells = parse_tables("r", text)
    assert [c.value for c in cells] == list(range(15))
    assert {c.row for c in cells} == {0}
    assert [c.column_label for c in cells] == list(review_row().columns)


@pytest.mark.parametrize(
    "header",
    [
        "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结 结 其 尚\n果 果 他 未 总\n维 纠 结 审 计\n持 正 果 结\n",
        "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果 结果 其他 尚未 总\n维持 纠正 结果 审结 计\n",
        "行政复议\n\n行政诉讼\n\n未经复议直接起诉\n\n复议后起诉\n\n维持 纠正\n",
    ],
)
def test_table_four_under_upright_cells(header):
    body = (
        " ".join(map(str, range(15)))
        if "\n\n" not in header
        else "\n".join(map(str, range(15)))
    )
    text = f"四、政府信息公开行政复议、行政诉讼情况\n{header}{body}\n五、存在的主要问题及改进情况\n一是更新慢。"
    cells = parse_tables("r", normalize(text).text)
    assert [c.value for c in cells] == list(range(15))
    assert {c.row for c in cells} == {0}


def test_narrative_is_no_table():
    text = "全年予以公开12件、部分公开3件，不予公开1件，无法提供2件，行政许可30件，行政处罚2件，结转下年度继续办理0件。"
    assert find_tables(text) == []


def test_form_is_told_by_the_header():
    assert tell_form("本年新制作数量 本年新公开数量") == "2019"
    assert tell_form("本年制发件数 现行有效件数") == "2021"
    assert tell_form("没有表格") == ""


@pytest.mark.parametrize(
    ("raw", "value", "state"),
    [
        ("0", 0, "ZERO"),
        (" 12 ", 12, "VALUE"),
        ("", None, "EMPTY"),
        ("/", None, "NA"),
        ("不适用", None, "NA"),
        ("见附件", None, "TEXT"),
    ],
)
def test_cell_states(raw, value, state):
    assert read_cell(raw)[::2] == (value, state)


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_any_mutilation_of_a_table_keeps_offsets_valid(data):
    values = [[0] * 7 for _ in range(23)]
    text = wrap(render("3", "2019", values, data.draw(st.sampled_from(LAYOUTS))))
    for _ in range(data.draw(st.integers(0, 6))):
        a = data.draw(st.integers(0, len(text)))
        b = min(len(text), a + data.draw(st.integers(0, 40)))
        text = (
            text[:a]
            + data.draw(st.sampled_from(["", "\n", "\t", "总计", "0"]))
            + text[b:]
        )
    clean = normalize(text).text
    tables = find_tables(clean)
    assert all(0 <= t.start <= t.end <= len(clean) for t in tables)
    assert all(a.end <= b.start for a, b in zip(tables, tables[1:], strict=False))
    for c in parse_tables("r", clean, tables):
        assert clean[c.start : c.end] == c.raw
        assert (c.value is None) == (c.state in ("EMPTY", "NA", "TEXT"))


def row_of(text):
    """A row whose label is 予以公开 and that ends with the text."""
    assert text.startswith("予以公开")
    return FoundRow(load_table("3", "2019").rows[2], 0, 4, len(text))


@pytest.mark.parametrize(
    ("behind", "n", "expected"),
    [
        ("\t1\t2", 7, ["1", "2"]),
        ("\t1\t\t2", 7, ["1", "", "2"]),
        (" 1 2 3", 7, ["1", "2", "3"]),
        # Without borders each number is a field, however few there are.
        (" 1 2", 2, ["1", "2"]),
        (" 1 2", 7, ["1", "2"]),
        (" 1", 3, ["1"]),
        (" 1", 4, ["1"]),
        (" 2 / 减 6 — 1", 5, ["2", "/", "减 6", "—", "1"]),
        # Numbers go on behind the line, unless a whole row stands there.
        (" 1 2\n3 4 5\n6 21", 7, ["1", "2", "3", "4", "5", "6", "21"]),
        ("2\n1 2 3 4 5 6 21", 7, ["1", "2", "3", "4", "5", "6", "21"]),
        (" 1 2\n续", 7, ["1", "2"]),
        # A blank instead of the first border, and words that go on with the label.
        (" 1\t2\t3", 7, ["1", "2", "3"]),
        ("数量 1\t2\t3", 3, ["1", "2", "3"]),
        (" 1\t2\t\t3\t", 4, ["1", "2", "", "3", ""]),
        # A mark of a note stands beside a row that is whole without it.
        ("2\t1\t2\t3", 3, ["1", "2", "3"]),
        # The list number of the next label is no cell.
        ("\n1\n2\n\n二、", 3, ["1", "2"]),
        ("\t1\t2\t3\t（六）\t2.", 5, ["1", "2", "3", ""]),
        ("\n1\n2", 7, ["1", "2"]),
        ("\n|1|2|", 7, ["1", "2"]),
        # Behind a blank line stands what is no cell, unless no number stands before it.
        ("\n\t3\n\n12", 1, ["3"]),
        ("\n\t3\n\n12", 2, ["3", "", "12"]),
        # A line of as many cells as the row has columns is the row, blanks in front of it too.
        ("\n\t\t\t\t\t\t2\n5", 7, ["", "", "", "", "", "", "2"]),
        ("\n续\n1 2 3\n5", 3, ["1", "2", "3"]),
        ("\n续\n1 2\n5", 2, ["1", "2"]),
        # Of a row of one column any line is a cell.
        ("\n续\n3", 1, ["续", "3"]),
        ("\n续\n|1|2|3|\n|5|", 3, ["", "1", "2", "3"]),
        ("\n\n3\n4", 7, ["3", "4"]),
        ("\n续\n\n3", 7, ["续", "", "3"]),
        ("", 7, []),
    ],
)
def test_the_fields_behind_a_label(behind, n, expected):
    text = "予以公开" + behind
    fields = _fields(text, row_of(text), n)
    assert [text[start:end] for start, end in fields] == expected


@pytest.mark.parametrize(
    ("behind", "n", "expected"),
    [
        ("\t1\t20\t3\n部分公开\t4", 3, ["1", "20", "3"]),
        ("数\t1\t20\t3", 3, ["1", "20", "3"]),
        ("|1|减2|3||\n|", 3, ["1", "减2", "3"]),
        ("\n1\n+2\n\t30.5元\n\n4", 3, ["1", "+2", "30.5元"]),
        ("）\n1\n2\n3\n", 3, ["1", "2", "3"]),
        ("|\n|1|2|3|\n4", 3, ["1", "2", "3"]),
        # Whatever else stands there is left to the slower way.
        ("\t1\t2", 3, []),
        ("\t1\t2\t3\t4", 3, []),
        ("\t1\t\t3", 3, []),
        ("\t1\t/\t3", 3, []),
        (" 1 2 3", 3, []),
        ("\n1\n2\n3\n4", 3, []),
        ("\n续\n1\n2\n3\n\n", 3, []),
        ("续\n1|2|3", 3, []),
    ],
)
def test_a_plain_row_has_nothing_but_a_number_for_each_column(behind, n, expected):
    text = "予以公开" + behind
    fields = _plain_row(text, row_of(text), n)
    assert [text[start:end] for start, end in fields] == expected


PIECES = [
    "0",
    "12",
    "-3",
    "减2",
    "5.5元",
    "无",
    "\t",
    "|",
    "\n",
    "\n\n",
    "）",
    "续",
    "2.",
]


@pytest.mark.parametrize("n", [1, 3, 7])
def test_a_plain_row_is_read_as_if_it_were_weighed(n):
    rng = random.Random(n)
    plain = 0
    for _ in range(3000):
        number = rng.choice(("\t", "|", "\n", "\n\t")) + rng.choice(PIECES[:5])
        ends = ["".join(rng.choices(PIECES, k=rng.randint(0, 3))) for _ in "ab"]
        text = f"予以公开{ends[0]}{number * n}{ends[1]}"
        fields = _plain_row(text, row_of(text), n)
        if fields:
            plain += 1
            weighed = lay_row(text, _fields(text, row_of(text), n), n, Habit(False, {}))
            assert weighed == Cells(tuple(fields)), text
    assert plain > 100


def told(text, table, row):
    """Values and states of a row of a table, by column."""
    return [
        (cell.value, cell.state)
        for cell in parse_tables("r", text)
        if (cell.table, cell.row) == (table, row)
    ]


@pytest.mark.parametrize("behind", [" 1 2", "\t1\t2", "|1|2|", "\n1\n2", "\t1 2"])
def test_a_row_of_seven_with_two_numbers_has_no_number_in_a_wrong_column(behind):
    lines = [f"{label.text}\t0" + "\t0" * 6 for label in load_table("3", "2019").rows]
    lines[4] = load_table("3", "2019").rows[4].text + behind
    text = wrap("\n".join(lines))
    assert told(text, "3", 4) == [(None, "TEXT")] * 7
    raw = {cell.raw for cell in parse_tables("r", text) if cell.row == 4}
    assert [x.split() for x in raw] == [[*behind.replace("|", " ").split()]] or raw == {
        "1|2"
    }
    # The rows before and behind it are as they were.
    assert told(text, "3", 3) == told(text, "3", 5) == [(0.0, "ZERO")] * 7


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(LAYOUTS),
    st.integers(0, 22),
    st.lists(st.sampled_from([0, 3, 14]), min_size=6, max_size=6),
    st.lists(st.sampled_from(["0", "", None]), min_size=6, max_size=6),
)
def test_a_value_that_is_read_is_the_one_that_was_printed_in_its_column(
    layout, row, numbers, nothing
):
    """Cells that are no number are printed as nought, left blank, or lost with their border."""
    values = [*numbers, sum(numbers)]
    cells = [str(x) if x else no for x, no in zip(values, [*nothing, "0"], strict=True)]
    rows = [["1", "0", "0", "0", "0", "0", "1"] for _ in range(23)]
    rows[row] = [cell for cell in cells if cell is not None]
    text = normalize(wrap(render("3", "2019", rows, layout))).text
    cells = [cell for cell in parse_tables("r", text) if cell.row == row]
    assert len(cells) == 7
    assert all(cell.value in (None, values[cell.column]) for cell in cells)


def test_of_a_row_whose_last_number_is_the_sum_the_total_is_told():
    lines = [f"{label.text}\t0" + "\t0" * 6 for label in load_table("3", "2019").rows]
    lines[4] = load_table("3", "2019").rows[4].text + " 1 2 3"
    cells = told(wrap("\n".join(lines)), "3", 4)
    assert cells == [(None, "TEXT")] * 6 + [(3.0, "VALUE")]


@pytest.mark.parametrize("behind", [" {}", "\t{}", "\n{}", "\t\t\t\t\t\t{}", "|{}|"])
def test_a_table_of_nothing_but_totals_has_them_in_the_last_column(behind):
    rows = load_table("3", "2021").rows
    lines = [label.text + behind.format(k) for k, label in enumerate(rows)]
    cells = parse_tables("r", wrap("\n".join(lines)))
    assert [c.value for c in cells if c.column == 6] == list(range(25))
    assert {c.state for c in cells if c.column < 6} == {"EMPTY"}


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        # A stroke among numbers keeps its column; a row that lacks one does not tell.
        (" 2 / 11", [2, "NA", 11]),
        (" 2 — 减1", [2, "NA", -1]),
        (" 2 11", ["TEXT", "TEXT", "TEXT"]),
        ("\t2\t11", ["TEXT", "TEXT", "TEXT"]),
        ("\t2\t11\t", [2, 11, "EMPTY"]),
        ("\t\t\t11", ["EMPTY", "EMPTY", 11]),
        (" 2\t1\t11", [2, 1, 11]),
        ("\t2\t1\t11\t5", ["TEXT", "TEXT", "TEXT"]),
        ("\t无", ["NA", "EMPTY", "EMPTY"]),
    ],
)
def test_rows_of_table_two_that_lack_a_cell(behind, expected):
    rows = load_table("2", "2019").rows
    lines = [label.text + "\t0" * len(label.columns) for label in rows]
    lines[1] = rows[1].text + behind
    text = "第二十条第（一）项\n信息内容\t本年新制作数量\n" + "\n".join(lines)
    cells = told(text, "2", 1)
    assert [state if value is None else value for value, state in cells] == expected


def test_a_row_of_the_older_form_in_a_table_of_the_newer_one_gives_no_number():
    rows = load_table("2", "2021").rows
    lines = [label.text + "\t0" * len(label.columns) for label in rows]
    lines[2] = "行政许可\t14\t减6\t1229"
    text = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n" + "\n".join(lines)
    assert told(text, "2", 2) == [(None, "TEXT")]


@pytest.mark.parametrize("unit", ["万元", "元", "千元", "百万元", "亿元"])
def test_money_is_in_the_unit_that_the_header_of_table_two_prints(unit):
    rows = load_table("2", "2021").rows
    table = render("2", "2021", [[0] * len(row.columns) for row in rows], "tabs")
    text = table.replace("信息内容", f"信息内容\t本年收费金额（单位：{unit}）", 1)
    units = {cell.row_label: cell.unit for cell in parse_tables("r", text)}
    assert units["行政事业性收费"] == unit
    assert set(units.values()) == {unit, "件"}


def grid_of_applicants(changed):
    """Table 3 as a page lays it out: labels over three columns, a row given in other words."""
    lines = []
    for number, label in enumerate(load_table("3", "2021").rows):
        cells = changed if number == 0 else ["4", *"00000", "4"]
        lines.append("\t".join([label.text.split()[-1], "", "", *cells]))
    return wrap("\n".join(["申请人情况", *lines]))


def first_row(changed):
    cells = parse_tables("r1", grid_of_applicants(changed))
    return [c.value for c in cells if c.row == 0]


@pytest.mark.parametrize("mark", ["①", "[1]", "*", "¹", "甲"])
def test_what_stands_behind_a_total_moves_no_row(mark):
    total = None if mark == "甲" else 4.0
    assert first_row(["4", *"00000", f"4{mark}"]) == [4.0, *[0.0] * 5, total]


def test_a_row_with_one_cell_less_than_the_others_is_told_by_its_total_alone():
    assert first_row(["4", *"0000", "4"]) == [*[None] * 6, 4.0]
    # With all cells a blank first one is what it says.
    assert first_row(["", "4", *"0000", "4"]) == [None, 4.0, *[0.0] * 4, 4.0]


NAMES = [
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
]


def printed_in_order(order, first="自然人", value=None):
    """Table 3 with its columns in another order: the names in the header, and the numbers."""
    value = value or (lambda k: [k, 0, 2, 0, 0, 1, k + 3])
    values = [[value(k)[column] for column in order] for k in range(25)]
    rows = render("3", "2021", values, "tabs").split("\n")
    upper = ["法人或其他组织" if n not in ("自然人", "总计") else n for n in NAMES]
    header = [
        "\t" + "\t".join(upper[c] if c in (0, 6) else "" for c in order),
        "\t" + "\t".join("" if c in (0, 6) else NAMES[c] for c in order),
    ]
    text = normalize(wrap("\n".join([rows[0], *header, *rows[1:]]))).text
    return [cell for cell in parse_tables("a", text) if cell.table == "3"]


@pytest.mark.parametrize(
    "order",
    [
        [0, 1, 2, 3, 4, 5, 6],
        [0, 2, 1, 3, 4, 5, 6],
        [6, 0, 1, 2, 3, 4, 5],
        [0, 6, 1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5, 0, 6],
    ],
    ids=["form", "swapped", "total-first", "total-second", "natural-late"],
)
def test_numbers_go_with_the_names_of_their_columns(order):
    cells = {(c.row, c.column): c.value for c in printed_in_order(order)}
    rows = {k: [k, 0, 2, 0, 0, 1, k + 3] for k in range(25)}
    assert cells == {(k, c): v for k, row in rows.items() for c, v in enumerate(row)}


def test_columns_in_another_order_that_do_not_add_up_are_in_doubt():
    cells = printed_in_order([6, 0, 1, 2, 3, 4, 5], value=lambda k: [k] * 6 + [1])
    assert {cell.state for cell in cells} == {"TEXT"}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_numbers_of_table_2_go_with_the_names_above_them(order):
    names = ["本年制发件数", "本年废止件数", "现行有效件数"]
    rows = {"规章": [0, 1, 2], "行政规范性文件": [7, 5, 40]}
    lines = [["信息内容", *(names[k] for k in order)]]
    lines += [[name, *(str(row[k]) for k in order)] for name, row in rows.items()]
    lines += [["信息内容", "本年处理决定数量"], ["行政许可", "11"], ["行政处罚", "3"]]
    text = "第二十条第（一）项\n" + "\n".join(map("\t".join, lines)) + "\n"
    told: dict[str, list[float]] = {}
    for cell in parse_tables("a", text):
        told.setdefault(cell.row_label, []).append(cell.value)
    assert told == {**rows, "行政许可": [11], "行政处罚": [3]}


def test_header_lines_without_the_blanks_in_front_are_in_the_order_of_the_form():
    values = [[k, 0, 2, 0, 0, 1, k + 3] for k in range(25)]
    rows = render("3", "2021", values, "tabs").split("\n")
    header = ["自然人\t法人或其他组织\t总计", "\t".join(NAMES[1:6])]
    text = normalize(wrap("\n".join([rows[0], *header, *rows[1:]]))).text
    cells = [cell for cell in parse_tables("a", text) if cell.table == "3"]
    assert [cell.value for cell in cells] == [v for row in values for v in row]


def test_half_a_table_has_no_total():
    # 1 0 1 are three applicants, not two and their total.
    rows = render("3", "2021", [[1, 0, 1]] * 25, "tabs").split("\n")
    header = ["\t自然人\t法人或其他组织\t", "\t\t商业企业\t科研机构"]
    text = normalize(wrap("\n".join([rows[0], *header, *rows[1:]]))).text
    cells = [cell for cell in parse_tables("a", text) if cell.table == "3"]
    assert cells and {cell.state for cell in cells} == {"TEXT"}


@pytest.mark.parametrize("blanks", ["\t", "\t\t\t"])
def test_a_table_3_with_nothing_but_totals(blanks):
    labels = load_table("3", "2021").rows
    rows = "\n".join(f"{row.text}{blanks}{k}" for k, row in enumerate(labels))
    header = f"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）{blanks}总计\n"
    cells = parse_tables("a", normalize(wrap(header + rows)).text)
    assert [c.value for c in cells if c.column == 6] == list(range(25))
    assert {c.state for c in cells if c.column < 6} == {"EMPTY"}


def test_the_number_of_a_line_in_front_of_table_4_is_none_of_it():
    values = [1, 0, 0, 0, 1] * 3
    head = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    row = "\t".join(map(str, [53, *values]))
    text = (
        f"四、政府信息公开行政复议、行政诉讼情况\n50\t行政复议\t\t\t\t\t行政诉讼\n"
        f"51\t{head}\t未经复议直接起诉\t\t\t\t\t复议后起诉\n"
        f"52\t\t\t\t\t\t{head}\t{head}\n{row}\n"
    )
    assert [cell.value for cell in parse_tables("a", text)] == values


@pytest.mark.parametrize("written", ["{}（件）", "{}件"])
def test_table_4_with_units_in_its_cells(written):
    head = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    row = "\t".join(map(written.format, [1, 0, 0, 2, 3] * 3))
    text = (
        "行政复议\t\t\t\t\t行政诉讼\n未经复议直接起诉\t\t\t\t\t复议后起诉\n"
        f"{head}\t{head}\t{head}\n{row}\n五、存在的主要问题\n无。\n"
    )
    assert [cell.value for cell in parse_tables("a", text)] == [1, 0, 0, 2, 3] * 3


def test_a_table_without_totals_is_in_doubt():
    """A blank of the label would be taken for the first column, all numbers one further on."""
    names = "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    values = [[k, 0, 2, 0, 0, 1] for k in range(25)]
    rows = render("3", "2021", values, "tabs").split("\n")
    wide = [row.replace("\t", "\t\t", 1) for row in rows[1:]]
    text = normalize(wrap("\n".join([rows[0], f"\t\t{names}", *wide]))).text
    cells = [cell for cell in parse_tables("a", text) if cell.table == "3"]
    assert {cell.state for cell in cells} == {"TEXT"}
