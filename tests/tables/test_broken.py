"""Rows that a line of fixed length broke: whole again where they add up, never a wrong number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.tables.broken import join_rest
from textmine.tables.forms import load_table
from textmine.tables.found import FoundRow
from textmine.tables.parse import parse_tables

ROWS = load_table("3", "2021").rows


def table(lines):
    """Table 3 with these lines, a row each."""
    head = "三、收到和处理政府信息公开申请情况\n申请人情况\n"
    return head + "\n".join(lines) + "\n四、政府信息公开行政复议、行政诉讼情况\n"


def first_row(text):
    """Values of the first row as read."""
    return [c.value for c in parse_tables("r", text) if c.table == "3" and c.row == 0]


def lines_with(first):
    """A line for each row of table 3: zeros, but for the first."""
    zeros = "\t".join("0" * 7)
    return [f"{ROWS[0].text}\t{first}", *(f"{row.text}\t{zeros}" for row in ROWS[1:])]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("402\t63\t0\t2\t8\t5\t48\n0", [402, 63, 0, 2, 8, 5, 480]),
        ("31\t4\t0\t0\t2\t0\t\n37", [31, 4, 0, 0, 2, 0, 37]),
        ("2\n\t0\t0\t0\t0\t0\t2", [2, 0, 0, 0, 0, 0, 2]),
        ("33\t1\n5\t0\t0\t0\t0\t48", [33, 15, 0, 0, 0, 0, 48]),
        ("33\t5\n0\t0\t0\t0\t38", [33, 5, 0, 0, 0, 0, 38]),
    ],
)
def test_a_broken_row_is_read_whole(printed, expected):
    assert first_row(table(lines_with(printed))) == expected


@pytest.mark.parametrize("below", ["3", "- 3 -", "第3页", "0"])
def test_the_number_of_a_page_below_a_row_is_none_of_it(below):
    printed = f"4\t1\t0\t0\t0\t0\t5\n{below}"
    assert first_row(table(lines_with(printed))) == [4, 1, 0, 0, 0, 0, 5]


def test_a_row_that_does_not_add_up_stays_as_it_is_printed():
    printed = "4\t1\t0\t0\t0\t0\t6\n3"
    assert first_row(table(lines_with(printed))) == [4, 1, 0, 0, 0, 0, 6]


@given(
    st.lists(st.integers(0, 30_000), min_size=6, max_size=6),
    st.data(),
)
def test_no_place_of_a_break_makes_a_wrong_number(parts, data):
    row = "\t".join(map(str, [*parts, sum(parts)]))
    at = data.draw(st.integers(1, len(row) - 1))
    found = first_row(table(lines_with(f"{row[:at]}\n{row[at:]}")))
    for value, printed in zip(found, [*parts, sum(parts)], strict=True):
        assert value is None or value == printed


def test_rows_of_a_table_without_totals_are_not_joined():
    text = "规章\t1\t2\n3\n"
    row = FoundRow(load_table("2", "2021").rows[0], 0, 2, len(text))
    assert join_rest(text, row, [(3, 4), (5, 6)], 3) == []
