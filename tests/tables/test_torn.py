"""Numbers that stand apart from their labels are text, and no numbers of other rows."""

import pytest

from textmine.tables.find import find_tables
from textmine.tables.forms import load_table
from textmine.tables.parse import parse_tables

TITLE = "三、收到和处理政府信息公开申请情况\n"
LABELS = [row.text for row in load_table("3", "2021").rows]
ROWS = [[str(k + c) for c in range(6)] + ["99"] for k in range(len(LABELS))]
NEXT = "\n四、政府信息公开行政复议、行政诉讼情况\n无。\n"


def states(text, number="3"):
    cells = [cell for cell in parse_tables("r", text) if cell.table == number]
    return {cell.state for cell in cells}, [cell.value for cell in cells]


def lines(cells):
    return "\n".join(cells) + "\n"


@pytest.mark.parametrize("n_beside", [0, 1, 8])
def test_numbers_below_all_labels_are_text(n_beside):
    """Some rows may have kept theirs, by chance others': no number of them is sure."""
    first = "".join(
        f"{label}\n{lines(row)}"
        for label, row in zip(LABELS[:n_beside], ROWS, strict=False)
    )
    rest = lines(LABELS[n_beside:])
    numbers = lines(cell for row in ROWS[n_beside:] for cell in row)
    found, values = states(TITLE + first + rest + "\n" + numbers + NEXT)
    assert found == {"TEXT"}
    assert set(values) == {None}


def test_rows_without_numbers_are_blank_where_no_number_is_left():
    rows = [
        f"{label}\t" + "\t".join([""] * 7 if 4 <= k < 12 else row)
        for k, (label, row) in enumerate(zip(LABELS, ROWS, strict=True))
    ]
    found, _ = states(TITLE + lines(rows) + NEXT)
    assert found == {"VALUE", "ZERO", "EMPTY"}


def test_a_blank_form_before_the_numbers_of_the_next_one_stays_blank():
    head = "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\n"
    blank = lines(
        ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    )
    whole = lines(
        f"{label}\n{lines(row)}".strip()
        for label, row in zip(LABELS, ROWS, strict=True)
    )
    text = head + blank + TITLE + whole + NEXT
    assert {table.number for table in find_tables(text)} == {"2", "3"}
    assert states(text, "2")[0] == {"EMPTY"}


def test_numbers_of_table_2_below_its_labels_are_text():
    head = "二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\n"
    labels = lines(
        ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    )
    text = head + labels + "\n本年制发件数\n0\n2\n\n本年废止件数\n0\n3\n" + TITLE
    assert states(text, "2")[0] == {"TEXT"}
