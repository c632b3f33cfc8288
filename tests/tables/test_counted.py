"""Rows of table 3 whose labels are in pieces are told by their place, where nothing contradicts."""

import pytest

from textmine.tables.find import find_tables
from textmine.tables.forms import load_table
from textmine.tables.parse import parse_tables

LABELS = [row.text for row in load_table("3", "2021").rows]


def numbers(k):
    return [k, 1, 0, 0, 2, 0, k + 3]


def torn(label, row, border=" "):
    """A narrow label: a piece above its numbers, one beside them, the rest below."""
    told = border.join(map(str, row))
    return f"{label[:3]}\n{label[3:6]}{told}\n{label[6:]}\n"


def table(border=" ", n_rows=25, change=None):
    rows = [numbers(k) for k in range(n_rows)]
    for k, row in (change or {}).items():
        rows[k] = row
    body = "".join(torn(t, r, border) for t, r in zip(LABELS, rows, strict=False))
    # The labels of the first rows are whole, as on a wide page.
    for k in (0, 1, 2, 3):
        body = body.replace(
            torn(LABELS[k], rows[k], border),
            f"{LABELS[k]} {border.join(map(str, rows[k]))}\n",
        )
    return f"三、收到和处理政府信息公开申请情况\n{body}四、政府信息公开行政复议情况\n无。\n"


@pytest.mark.parametrize("border", [" ", "\n", "\t"])
def test_every_row_is_found_by_its_place(border):
    cells = {(c.row, c.column): c for c in parse_tables("r", table(border))}
    assert {key: cell.value for key, cell in cells.items()} == {
        (k, c): value for k in range(25) for c, value in enumerate(numbers(k))
    }
    assert cells[19, 0].row_label == LABELS[19]


@pytest.mark.parametrize(
    "text",
    [
        # A row too few, a number too many in one, sums that are none.
        table(n_rows=24),
        table(change={9: [*numbers(9), 5]}),
        table(change={k: [9, 9, 9, 9, 9, 9, 9] for k in range(3)}),
    ],
)
def test_where_the_numbers_do_not_tell_nothing_is_counted(text):
    (found,) = (t for t in find_tables(text) if t.number == "3")
    assert len(found.rows) < 25


def test_one_sum_that_the_agency_got_wrong_changes_nothing():
    wrong = table(change={9: [9, 9, 9, 9, 9, 9, 9]})
    values = {(c.row, c.column): c.value for c in parse_tables("r", wrong)}
    assert [values[9, c] for c in range(7)] == [9] * 7
    assert values[24, 6] == 27


def test_the_total_of_table_4_is_none_of_table_3():
    # 总计 behind the table was taken for that of the one row that is called otherwise.
    words = [label if k != 23 else "合计" for k, label in enumerate(LABELS)]
    rows = "".join(
        f"{words[k]}\t" + "\t".join(map(str, numbers(k))) + "\n" for k in range(25)
    )
    names = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    text = (
        f"三、收到和处理政府信息公开申请情况\n{rows}四、政府信息公开行政复议情况\n"
        f"行政复议\t未经复议直接起诉\t复议后起诉\n{names}\t{names}\t{names}\n"
        + "\t".join("1" * 15)
        + "\n五、存在的主要问题\n"
    )
    assert {table.number for table in find_tables(text)} >= {"3", "4"}
    assert sum(cell.table == "4" for cell in parse_tables("r", text)) == 15
