"""Cells go with the names of their columns; tests of whole tables stand with those of parse."""

import pytest

from textmine.tables.find import find_tables
from textmine.tables.laying import Cells
from textmine.tables.ordering import by_header, in_order

HEAD = "第二十条第（一）项\n信息内容\t{}\n规章\t0\t1\t2\n行政规范性文件\t7\t5\t40\n"
REST = "信息内容\t本年处理决定数量\n行政许可\t11\n行政处罚\t3\n"


def table_2(header):
    text = HEAD.format(header) + REST
    (table,) = find_tables(text)
    row = next(r for r in table.rows if r.label.text == "行政规范性文件")
    spans = tuple((text.index(n), text.index(n) + len(n)) for n in ("7", "5", "40"))
    return text, table, row, Cells(spans)


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("本年制发件数\t本年废止件数\t现行有效件数", "7 5 40"),
        ("本年废止件数\t本年制发件数\t现行有效件数", "5 7 40"),
        ("现行有效件数\t制发件数\t废止件数", "5 40 7"),
        # A name is missing: what is printed is taken as the form has it.
        ("现行有效件数\t制发件数\t其他", "7 5 40"),
    ],
)
def test_cells_of_table_2_go_with_the_nearest_header(header, order):
    text, table, row, laid = table_2(header)
    cells = by_header(text, table, row, laid)
    assert " ".join(text[a:b] for a, b in cells.spans) == order


def test_cells_in_doubt_stay_where_they_are():
    text, table, row, laid = table_2("现行有效件数\t制发件数\t废止件数")
    doubtful = Cells(laid.spans, frozenset({1}))
    assert by_header(text, table, row, doubtful) is doubtful


def test_rows_of_other_tables_are_given_as_they_are():
    text, table, _, laid = table_2("现行有效件数\t制发件数\t废止件数")
    assert in_order(text, table, [laid]) == [laid]
