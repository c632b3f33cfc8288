"""Tables whose numbers stand apart from their labels, as programs write a PDF column by column."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from textmine.tables.found import FoundTable
from textmine.tables.laying import Cells

# A line of numbers and nothing else; marks of pages have strokes or words.
_NUMBERS = re.compile(r"(?m)^[\d.,\t ]+$")
_NEXT = re.compile(r"(?m)^[ \t]*[一二三四五六七八]、|行政复议|结果维持|本年新收")
# So many rows without a number, and so many numbers that stand in no row, show that the ones belong
# to the others: two rows' worth in table 3, one in table 2. A row left blank, or a total that is
# printed again, is no such case. Set by hand.
_LEAST_BLANK = {"2": 2, "3": 3}
_LEAST_LOOSE = {"2": 3, "3": 14}


def is_torn(text: str, table: FoundTable, rows: Sequence[Cells]) -> bool:
    r"""Tell whether the numbers of a table cannot be told by the labels before them.

    Parameters
    ----------
    text : str
        Normalised text.
    table : FoundTable
        A table.
    rows : sequence of Cells
        Its rows as they were laid out.

    Returns
    -------
    bool
        True where rows have no numbers, and numbers have no rows.
    """
    if table.number not in _LEAST_BLANK:
        return False
    blank = [all(a == b for a, b in row.spans) for row in rows]
    if sum(blank) < _LEAST_BLANK[table.number]:
        return False
    # All that is printed before the next part of the report, or the next table.
    following = _NEXT.search(text, table.end)
    end = following.start() if following else len(text)
    numbers = [
        line.start() + number.start()
        for line in _NUMBERS.finditer(text, table.start, end)
        for number in re.finditer(r"\d\S*", line[0])
    ]
    n_taken = sum(_count_taken(row, numbers) for row in rows)
    return len(numbers) - n_taken >= _LEAST_LOOSE[table.number]


def _count_taken(row: Cells, numbers: Sequence[int]) -> int:
    """How many numbers, by where they begin, are in the cells of a row: one in each at most.

    A cell in doubt holds all that the row prints, which may be the numbers of many.
    """
    held = {
        bisect_left(numbers, span[1]) - bisect_left(numbers, span[0])
        for span in row.spans
    }
    if row.doubtful:
        return min(max(held), len(row.spans))
    return sum(
        bisect_left(numbers, b) > bisect_left(numbers, a) for a, b in set(row.spans)
    )
