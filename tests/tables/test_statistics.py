import random
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.quality.cells import make_grid
from textmine.schema import make_frame
from textmine.segment.parts import find_parts
from textmine.tables.find import find_tables
from textmine.tables.forms import load_table
from textmine.tables.parse import parse_tables
from textmine.tables.statistics import (
    find_columns,
    find_foot,
    find_head,
    read_statistic,
    without_ordinal,
)
from textmine.text.normalize import normalize

ROWS = load_table("S", "2014").rows
NOTES = {
    0: "（不同渠道和方式公开相同信息计1条）",
    8: "（不同方式回应同一热点或舆情计1次）",
    52: "（不包括政府公报及政府网站工作人员数）",
    54: "（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
}
GROUPS = {
    0: ["一、主动公开情况"],
    3: ["（二）通过不同渠道和方式公开政府信息的情况"],
    8: ["二、回应解读情况"],
    9: ["（二）通过不同渠道和方式回应解读的情况"],
    16: ["三、依申请公开情况"],
    49: ["八、机构建设和保障经费情况"],
    55: ["九、政府信息公开会议和培训情况"],
}
OUTER = re.compile(
    r"^(?:（[一二三四]）|[四五]、)(?=\d\.|其中|涉及|危及|不是|法律|制发|（)"
)
INNER = re.compile(r"^\d\.(?=其中|涉及|危及|不是|法律)")
LAYOUTS = ("tabs", "pipes", "bars", "lines", "spaced lines", "flat", "glued")

PROBLEMS = """五、存在的主要问题和改进措施
我局的公开工作还有不足：一是栏目更新不及时；二是解读形式单一。下一步，一是建立更新台账；二是增加图解。
"""
SIGNED = "澄湾县水务局\n2016年3月8日\n"


def printed(row):
    """The label as the form prints it, without the groups that the official label names."""
    label = INNER.sub("", OUTER.sub("", row.text))
    return label + NOTES.get(row.row, "")


def table_lines(values, units=True):
    """Cells of each printed line: label, unit, number; groups with dashes."""
    out = [["统计指标", "单位", "统计数"]]
    for row, value in zip(ROWS, values, strict=True):
        out += [[group, "——", "——"] for group in GROUPS.get(row.row, [])]
        out.append([printed(row), row.units[0] if units else "", value])
    return out


def render(values, layout):
    """Write the table in a layout."""
    lines = table_lines(values)
    if layout == "tabs":
        return "\n".join("\t".join(line) for line in lines)
    if layout == "pipes":
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    if layout == "bars":
        return "\n".join(" | ".join(line) + " |" for line in lines)
    if layout == "lines":
        return "\n".join("\n".join(line) for line in lines)
    if layout == "spaced lines":
        return "\n\n".join("\n".join("\t" + cell for cell in line) for line in lines)
    return (" " if layout == "flat" else "").join(
        cell if layout == "glued" else cell + " " for line in lines for cell in line
    )


def report(table, title="政府信息公开情况统计表（2015年度）", tail=""):
    return f"一、概述\n全年工作平稳。\n{PROBLEMS}{SIGNED}附表：\n{title}\n{table}{tail}"


def some_values(seed):
    rng = random.Random(seed)
    return [str(rng.choice([0, 0, 1, 7, 12, 356, 4021])) for _ in ROWS]


def test_form_has_its_official_rows_in_order():
    assert [row.row for row in ROWS] == list(range(58))
    assert {row.units[0] for row in ROWS} == {
        "条",
        "件",
        "次",
        "篇",
        "个",
        "人",
        "人次",
        "万元",
    }
    assert ROWS[0].text.endswith("主动公开政府信息数")
    assert ROWS[57].text.endswith("接受培训人员数")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_row_in_every_layout(layout, seed):
    values = some_values(seed)
    text = normalize(report(render(values, layout))).text
    cells = parse_tables("r1", text)
    assert [(c.table, c.row, c.column, c.raw) for c in cells] == [
        ("S", k, 0, value) for k, value in enumerate(values)
    ]
    assert [c.value for c in cells] == [float(v) for v in values]
    assert [c.unit for c in cells] == [row.units[0] for row in ROWS]
    assert all(text[c.start : c.end] == c.raw for c in cells)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_of_the_table_is_item_section_claim_or_narrative(layout):
    text = normalize(report(render(some_values(4), layout))).text
    parts = find_parts("r1", text)
    begin = text.index("附表")
    found = [s for s in parts.sections if s.status != "missing"]
    assert [s.label for s in found] == ["overview", "problems"]
    assert found[-1].end == begin
    assert [text[i.start : i.end] for i in parts.items if i.role != "activity"] == [
        "栏目更新不及时",
        "解读形式单一",
        "建立更新台账",
        "增加图解",
    ]
    assert max(i.end for i in parts.items) <= begin
    assert not parts.claims
    assert max(end for _, _, end in parts.narrative) <= begin


@pytest.mark.parametrize(
    "layout", ["tabs", "pipes", "bars", "lines", "spaced lines", "flat"]
)
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(["", "", "0", "3", "1,204", "0.6", "/"]),
        min_size=58,
        max_size=58,
    )
)
def test_blank_is_never_a_number(layout, values):
    values = ["9", *values[1:57], "8"]
    text = normalize(report(render(values, layout))).text
    cells = parse_tables("r1", text)
    assert [c.row for c in cells] == list(range(58))
    for cell, value in zip(cells, values, strict=True):
        expected = {"": "EMPTY", "0": "ZERO", "/": "NA"}.get(value, "VALUE")
        assert (cell.state, cell.raw) == (expected, value)


def test_no_unit_column_takes_the_unit_of_the_form():
    lines = [[label, number] for label, _, number in table_lines(some_values(5))]
    cells = parse_tables("r1", report("\n".join("\t".join(line) for line in lines)))
    assert [c.raw for c in cells] == some_values(5)
    assert [c.unit for c in cells] == [row.units[0] for row in ROWS]


def test_printed_unit_beats_the_unit_of_the_form():
    table = render(some_values(6), "tabs").replace("费用\t万元\t", "费用\t元\t")
    (fee,) = [c for c in parse_tables("r1", report(table)) if c.row == 48]
    assert fee.unit == "元"


def test_unit_in_brackets_behind_the_label():
    table = "统计指标\t统计数\n收到申请数（件）\t51\n1.当面申请数（件）\t\n2.传真申请数（件）\t4"
    cells = parse_tables("r1", table)
    assert [(c.row, c.value, c.unit) for c in cells] == [
        (16, 51.0, "件"),
        (17, None, "件"),
        (18, 4.0, "件"),
    ]


def test_one_row_under_its_header_is_a_table():
    table = "统计指标 | 单位 | 统计数 |\n一、主动公开情况 | —— | —— |\n主动公开政府信息数 | 条 | 52 |"
    text = report(table)
    (cell,) = find_parts("r1", text).cells
    assert (cell.table, cell.row, cell.value, cell.unit) == ("S", 0, 52.0, "条")
    assert max(i.end for i in find_parts("r1", text).items) < text.index("附表")


def test_row_unknown_to_the_form_lends_its_number_to_no_other():
    table = render(some_values(7), "tabs").replace(
        "传真申请数\t件\t" + some_values(7)[18],
        "传真申请数\t件\t\n本县自定指标\t件\t77",
    )
    cells = parse_tables("r1", report(table))
    assert cells[18].state == "EMPTY"
    assert 77.0 not in [c.value for c in cells]


def test_rows_unknown_to_the_form_stay_in_the_table():
    unknown = "政务公开总量\t条\t77"
    table = f"统计指标\t单位\t统计数\n{unknown}\n（一）收到申请数\t件\t5\n{unknown}"
    text = report(table)
    (found,) = find_tables(text)
    assert (found.start, found.end) == (text.index("附表"), len(text))
    assert [(c.row, c.value) for c in parse_tables("r1", text)] == [(16, 5.0)]


def test_table_without_a_known_row_is_masked():
    text = report(
        "统计指标 | 单位 | 统计数 |\n一、公开工作 | —— | —— |\n公开总量 | 条 | 77 |"
    )
    (found,) = find_tables(text)
    assert (found.start, found.end) == (text.index("附表"), len(text))
    assert parse_tables("r1", text) == []


def test_row_left_out_has_no_cell():
    lines = [line for line in table_lines(some_values(8)) if "微信公开" not in line[0]]
    cells = parse_tables("r1", report("\n".join("\t".join(line) for line in lines)))
    assert [c.row for c in cells] == [k for k in range(58) if k != 6]


def test_figures_in_a_sentence_are_no_table():
    text = (
        "二、主动公开情况\n主动公开政府信息数为52条，其中政府公报公开政府信息数3条，政府网站公开政府信息数40条，"
        "政务微博公开政府信息数5条，政务微信公开政府信息数4条，其他方式公开政府信息数0条。\n"
        "三、依申请公开情况\n收到申请数9件，当面申请数1件，网络申请数8件，申请办结数9件。\n"
    )
    assert find_tables(text) == []


def test_label_broken_over_lines_and_a_note_on_its_own():
    values = some_values(15)
    table = render(values, "tabs").replace("信息数（不同", "信\n息数\n（不同")
    table = table.replace("安全、公共", "安全、\n公共")
    assert [c.raw for c in parse_tables("r1", normalize(report(table)).text)] == values


def test_sentence_before_the_table_is_no_row_of_it():
    values = some_values(9)
    text = f"一、概述\n全年举办各类培训班数多于往年，行政复议数量不变。\n{render(values, 'tabs')}"
    (table,) = find_tables(text)
    assert table.start == text.index("统计指标")
    assert [c.raw for c in parse_tables("r1", text)] == values


def test_who_filled_it_in_belongs_to_the_table():
    tail = "\n单位负责人：江一帆 审核人：秦望 填报人：陆遥\n联系电话：0000-1234567 填报日期：2016年3月1日"
    text = normalize(report(render(some_values(10), "tabs"), tail=tail)).text
    parts = find_parts("r1", text)
    assert [s.label for s in parts.sections if s.status != "missing"][-1] == "problems"


def test_text_behind_the_table_is_kept_but_states_no_problem():
    tail = "\n说明：本表由各股室汇总，数据不够完整之处另行更正。"
    text = report(render(some_values(11), "tabs"), tail=tail)
    parts = find_parts("r1", text)
    last = (
        parts.sections[-1]
        if parts.sections[-1].status != "missing"
        else parts.sections[-2]
    )
    assert (last.label, last.rule) == ("extra", "after_table")
    assert "另行更正" in text[last.start : last.end]
    assert max(i.end for i in parts.items) < text.index("附表")


def test_sections_behind_the_table_are_found():
    table = render(some_values(12), "tabs")
    text = f"一、概述\n全年平稳。\n附表：\n{table}\n{PROBLEMS}"
    parts = find_parts("r1", text)
    found = [s for s in parts.sections if s.status != "missing"]
    assert [s.label for s in found] == ["overview", "problems"]
    assert found[0].end == text.index("附表")
    assert len([i for i in parts.items if i.role == "problem"]) == 2


def test_beside_the_tables_of_a_later_form():
    later = "\n".join(r.text + "\t0" * 7 for r in load_table("3", "2019").rows)
    text = f"三、收到和处理政府信息公开申请情况\n{later}\n{report(render(some_values(13), 'tabs'))}"
    assert [t.number for t in find_tables(text)] == ["3", "S"]


def test_checks_of_the_statutory_tables_ignore_it():
    cells = parse_tables("r1", report(render(some_values(14), "tabs")))
    frame = make_frame("tables", [c._asdict() for c in cells])
    assert len(frame) == 58
    grid = make_grid(frame, pd.DataFrame({"report_id": ["r1"], "form": ["pre2019"]}))
    assert not grid.t2.present.any()
    assert not grid.t3.present.any()
    assert not grid.t4.present.any()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "主动公开政府信息数",
                "填报单位",
                "统计指标",
                "件",
                "\t",
                "\n",
                " ",
                "1.",
                "（",
                "附",
                "3",
            ]
        ),
        max_size=60,
    )
)
def test_any_text_gives_disjoint_spans_inside_it(pieces):
    text = "".join(pieces)
    tables = find_tables(text)
    assert all(0 <= t.start <= t.end <= len(text) for t in tables)
    cells = parse_tables("r1", text)
    assert all(text[c.start : c.end] == c.raw for c in cells)
    assert all(a.end <= b.start for a, b in zip(cells, cells[1:], strict=False))


def test_labels_in_a_sentence_behind_the_table_are_no_rows_of_it():
    values = some_values(9)
    whole = render(values, "tabs")
    lines = whole.splitlines()
    n_left = next(k for k, line in enumerate(lines) if line.startswith("八、"))
    tail = "\n说明：举办各类培训班数和接受培训人员数未作统计，因此不填。"
    (table,) = find_tables("\n".join(lines[:n_left]) + tail)
    first_left = min(row for row in GROUPS if row >= 49)
    assert [row.label.row for row in table.rows] == list(range(first_left))


@pytest.mark.parametrize(
    ("text", "pos", "end"),
    [
        ("统计指标 单位 统计数\n公开总数\t条\t5\n", None, True),
        ("统计指标 单位 统计数\n公开总数\t条\t5\n一、收到", -2, True),
        ("统计指标 单位 统计数\n公开总数\t条\t5\n另行说明，收到", -2, False),
        ("统计指标 单位 统计数\n收到", -2, False),
        ("公开总数\t条\t5\n收到", -2, False),
    ],
)
def test_a_header_counts_where_rows_lead_on_from_it(text, pos, end):
    found = find_columns(text, len(text) if pos is None else len(text) + pos)
    assert found == (len("统计指标 单位 统计数") if end else None)


def read_behind(label, behind, *, last=False):
    """Unit and number behind a label, whether any was read, and where the row ends."""
    text = label + behind
    row = read_statistic(text, len(label), len(text), last=last)
    return row.unit, text[slice(*row.value)], row.read, text[len(label) : row.end]


@pytest.mark.parametrize(
    ("behind", "unit", "number", "row"),
    [
        ("\t件\t51\n", "件", "51", "\t件\t51"),
        (" 51", "", "51", " 51"),
        ("\n件\n5\n7", "件", "5", "\n件\n5"),
        # A unit may be glued to its number, or to a stroke for none.
        ("件5条", "件", "5条", "件5条"),
        ("件/", "件", "/", "件/"),
        # A cell of words is the whole rest of its line, blanks and borders at its end left out.
        ("\t件\t见附件", "件", "见附件", "\t件\t见附件"),
        ("\t件\t见附件 | 另行 |\n", "件", "见附件 | 另行", "\t件\t见附件 | 另行"),
        # Words that go on with the label stand before its first border, however many.
        ("量\t件\t5", "件", "5", "量\t件\t5"),
        ("量汇总情况表\t件\t5", "件", "5", "量汇总情况表\t件\t5"),
        ("量汇总情况表\t件\t", "件", "", "量汇总情况表\t件"),
        # So does a note, or the bracket that closes one.
        ("（共计四字）\t件\t5", "件", "5", "（共计四字）\t件\t5"),
        ("）\t件\t5", "件", "5", "）\t件\t5"),
        # A row with borders ends with its line.
        ("\t件\t\n其他\t件\t7", "件", "", "\t件"),
        # Four characters may be glued to a label.
        ("字字字字 5", "", "5", "字字字字 5"),
    ],
)
def test_what_stands_behind_a_label(behind, unit, number, row):
    assert read_behind("收到申请数", behind) == (unit, number, True, row)


@pytest.mark.parametrize("behind", ["，共计5件。", "字字字字字 5", " 为5件", "", "\n"])
def test_a_label_with_neither_unit_nor_cell_behind_it_is_not_read(behind):
    unit, number, read, _ = read_behind("收到申请数", behind)
    assert (unit, number, read) == ("", "", False)


@pytest.mark.parametrize(("n_blanks", "number"), [(158, "5"), (159, "")])
def test_the_last_row_ends_after_a_hundred_and_sixty_characters(n_blanks, number):
    behind = " " * n_blanks + "件5"
    assert read_behind("收到申请数", behind, last=True)[:2] == ("件", number)
    # Before another label it may be longer.
    assert read_behind("收到申请数", behind)[:2] == ("件", "5")


@pytest.mark.parametrize(
    ("row", "rest"),
    [
        ("5其中：", "5"),
        ("5\n其中:\t（二） 1.", "5\n"),
        ("5二、", "5"),
        ("5二八", "5二八"),
        ("", ""),
        # A list number lies among the last twelve characters.
        ("5二、" + " " * 10, "5"),
        ("5二、" + " " * 11, "5二、" + " " * 11),
    ],
)
def test_the_list_number_of_the_next_label_is_none_of_a_row(row, rest):
    text = row + "当面申请数"
    assert text[: without_ordinal(text, 0, len(row))] == rest
    # What stands before the row is not looked at.
    text = "其中：" + text
    assert text[3 : without_ordinal(text, 3, 3 + len(row))] == rest


LABEL = "主动公开政府信息数"


@pytest.mark.parametrize(
    ("above", "head", "headed"),
    [
        ("前文。\n", "", False),
        ("前文。\n\n \t|\n", "", False),
        ("前文。\n附表：\n", "附表：\n", False),
        ("统计数\n", "统计数\n", True),
        ("前文。\n统计指标\t单位\t统计数\n", "统计指标\t单位\t统计数\n", True),
        ("前文。\n政府信息公开情况统计表\n", "政府信息公开情况统计表\n", True),
        # The title names the agency before it in up to 35 characters.
        (
            "前文。\n" + "字" * 35 + "政府信息主动公开工作情况统计表\n",
            "字" * 35 + "政府信息主动公开工作情况统计表\n",
            True,
        ),
        (
            "前文。\n填报单位（盖章）：" + "字" * 25 + "\n统计指标\n",
            "填报单位（盖章）：" + "字" * 25 + "\n统计指标\n",
            True,
        ),
    ],
)
def test_the_header_of_the_statistical_table(above, head, headed):
    text = above + LABEL
    start, is_headed = find_head(text, len(above))
    assert (text[start : len(above)], is_headed) == (head, headed)


@pytest.mark.parametrize(
    ("behind", "foot"),
    [
        ("", ""),
        ("\n说明", ""),
        (" | \n说明", " | "),
        # Borders with words behind them are none of the table's.
        (" | 说明", ""),
        (" |", " |"),
        ("\n其他\t件\t5\n另有|—|6 |\n说明", "\n其他\t件\t5\n另有|—|6 |"),
        ("\n其他\t5\n说明", ""),
        ("\n填报人：张三 审核人：李四\n说明", "\n填报人：张三 审核人：李四"),
    ],
)
def test_rows_unknown_to_the_form_and_who_filled_it_in_stand_at_the_foot(behind, foot):
    text = "收到申请数\t件\t3" + behind
    assert text[9 : find_foot(text, 9)] == foot


@pytest.mark.parametrize(
    ("n_rows", "header", "is_found"),
    [(5, "", False), (6, "", True), (1, "统计指标\t单位\t统计数\n", True)],
)
def test_so_many_rows_make_a_statistical_table(n_rows, header, is_found):
    rows = [f"{printed(row)}\t{row.units[0]}\t3\n" for row in ROWS[16 : 16 + n_rows]]
    found = find_tables("全年平稳。\n" + header + "".join(rows))
    assert [len(table.rows) for table in found] == [n_rows] * is_found


@pytest.mark.parametrize("border", ["\t", "\n", "|"])
def test_the_code_of_a_row_is_not_its_number(border):
    text = border.join(["收到申请数", "17", "件", "3"]) + "\n1.当面申请数"
    row = read_statistic(text, 5, len(text) - 5)
    assert (row.unit, text[slice(*row.value)]) == ("件", "3")


@pytest.mark.parametrize(
    "rest", ["\t17\t件", "\t17\t5", "\t件\t17\t5", "数量\t17", "\t17"]
)
def test_the_first_number_of_a_row_counts(rest):
    """Whether the unit stands behind it, or last year's number, or nothing."""
    text = f"收到申请数{rest}\n1.当面申请数"
    row = read_statistic(text, 5, text.index("当面"))
    assert text[slice(*row.value)] == "17"


@pytest.mark.parametrize("border", ["\t", "\n"])
@pytest.mark.parametrize("columns", ["this", "before", "named", "same", "behind"])
def test_the_number_of_another_year_is_not_that_of_the_year(border, columns):
    labels = load_table("S", "2014").rows
    names = {"before": ["上年数"], "named": ["2013年"], "same": ["去年同期"]}
    other = names.get(columns, [])
    behind = ["上年数"] if columns == "behind" else []
    lines = [["统计指标", "单位", *other, "统计数", *behind]]
    lines += [
        [row.text, row.units[0], *["9"] * len(other), str(k), *["9"] * len(behind)]
        for k, row in enumerate(labels)
    ]
    text = "附表：\n" + "\n".join(map(border.join, lines)) + "\n"
    cells = parse_tables("a", text)
    assert [cell.value for cell in cells] == list(range(len(labels)))


def test_a_year_in_the_header_without_a_column_is_none():
    labels = load_table("S", "2014").rows
    rows = "".join(f"{r.text}\t{r.units[0]}\t{k}\n" for k, r in enumerate(labels))
    text = f"附表：\n统计指标\t单位\t2016年 统计数\n{rows}"
    assert [c.value for c in parse_tables("a", text)] == list(range(len(labels)))
