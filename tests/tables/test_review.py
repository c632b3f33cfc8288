"""Table 4 in pieces, a row for each procedure, or turned: read by the words at its numbers."""

import pytest

from textmine.tables.find import find_tables
from textmine.tables.parse import parse_tables
from textmine.tables.review import find_parts

RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
PROCEDURES = ["行政复议", "未经复议直接起诉", "复议后起诉"]
VALUES = [3, 1, 0, 2, 6, 0, 4, 1, 0, 5, 7, 0, 0, 1, 8]
TITLE = "四、政府信息公开行政复议、行政诉讼情况\n"
BEHIND = "\n五、存在的主要问题及改进情况\n一是内容少，二是更新慢。\n"
HEAD = "\t".join(RESULTS)


def five(k):
    return "\t".join(map(str, VALUES[5 * k : 5 * k + 5]))


def halves():
    wide = "\t\t\t\t"
    return (
        f"行政复议{wide}\n{HEAD}\n{five(0)}\n\n行政诉讼{wide}\t{wide}\n"
        f"未经复议直接起诉{wide}\t复议后起诉{wide}\n{HEAD}\t{HEAD}\n{five(1)}\t{five(2)}\n"
    )


def pieces():
    return "".join(f"{p}\n{HEAD}\n{five(k)}\n\n" for k, p in enumerate(PROCEDURES))


def rows():
    told = "".join(f"{p}\t{five(k)}\n" for k, p in enumerate(PROCEDURES))
    return f"类别\t{HEAD}\n{told}"


def rows_of_two_labels():
    return (
        f"\t\t{HEAD}\n行政复议\t\t{five(0)}\n行政诉讼\t未经复议直接起诉\t{five(1)}\n"
        f"\t复议后起诉\t{five(2)}\n"
    )


def turned():
    return "".join(
        f"{PROCEDURES[k // 5] if k % 5 == 0 else ''}\t{RESULTS[k % 5]}\t\t{value}\n"
        for k, value in enumerate(VALUES)
    )


def results_down():
    told = [[VALUES[5 * k + n] for k in range(3)] for n in range(5)]
    lines = [f"{RESULTS[n]}\t" + "\t".join(map(str, told[n])) for n in range(5)]
    return "项目\t" + "\t".join(PROCEDURES) + "\n" + "\n".join(lines) + "\n"


def results_down_two_heads():
    head = "\t行政复议\t行政诉讼\t\n\t\t未经复议直接起诉\t复议后起诉\n"
    return head + results_down().partition("\n")[2]


def piped():
    return "".join(
        "| " + " | ".join(line.split("\t")) + " |\n" for line in rows().splitlines()
    )


LAYOUTS = [halves, pieces, rows, rows_of_two_labels, turned, results_down]
LAYOUTS += [results_down_two_heads, piped]


@pytest.mark.parametrize("lay", LAYOUTS, ids=lambda lay: lay.__name__)
def test_each_number_is_told_by_its_words(lay):
    text = TITLE + lay() + BEHIND
    cells = parse_tables("r", text)
    assert [cell.value for cell in cells] == VALUES
    assert [cell.column for cell in cells] == list(range(15))
    assert all(text[c.start : c.end] == c.raw for c in cells)
    (table,) = find_tables(text)
    assert text[table.end :].lstrip("\t |\n").startswith("五、")


def test_columns_that_are_not_printed_have_no_cells():
    text = f"{TITLE}行政复议\t\t\t\t\n{HEAD}\n{five(0)}\n{BEHIND}"
    assert [(c.column, c.value) for c in parse_tables("r", text)] == list(
        enumerate(VALUES[:5])
    )


def test_blank_cells_stay_blank():
    text = f"类别\t{HEAD}\n行政复议\t\t\t\t2\t2\n"
    assert [c.value for c in parse_tables("r", text)] == [None, None, None, 2, 2]


@pytest.mark.parametrize(
    "text",
    [
        # No word says whose the numbers are.
        f"{TITLE}{HEAD}\n{five(0)}\n",
        f"{HEAD}\n{five(0)}\n{HEAD}\n{five(1)}\n",
        # The names of ten columns were lost: fifteen numbers stand under five.
        f"行政复议\n{HEAD}\t未经复议直接起诉\t复议后起诉\n{five(0)}\t{five(1)}\t{five(2)}\n",
        # One procedure twice.
        f"类别\t{HEAD}\n行政复议\t{five(0)}\n行政复议\t{five(1)}\n",
        # Results in another order.
        "行政复议\n" + "\t".join(RESULTS[::-1]) + f"\n{five(0)}\n",
        # A sentence.
        "行政复议：结果维持3件，结果纠正1件，其他结果0件，尚未审结2件，总计6件。\n",
    ],
    ids=["no-procedure", "twice-none", "lost-names", "twice", "order", "sentence"],
)
def test_nothing_is_guessed(text):
    assert find_parts(text) is None


def test_the_row_of_the_form_is_left_alone():
    form = (
        "行政复议\t\t\t\t\t行政诉讼\n"
        f"{HEAD}\t未经复议直接起诉\t\t\t\t\t复议后起诉\n"
        f"\t\t\t\t\t{HEAD}\t{HEAD}\n{five(0)}\t{five(1)}\t{five(2)}\n"
    )
    assert find_parts(form) is None
    assert [cell.value for cell in parse_tables("r", TITLE + form)] == VALUES
