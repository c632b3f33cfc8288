"""Which column each printed cell of a row stands in, where a row has more or fewer than its table.

A row that does not tell is no guess: the columns in doubt hold all that it prints, as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from textmine.tables.values import is_not_applicable, read_cell

Field = tuple[int, int]
"""Start and end of what a row prints between two borders; empty where nothing stands there."""

N_APPLICANTS = 7
"""Columns of table 3: six kinds of applicants and their total."""

N_RESULTS = 5
"""Columns of each of the three parts of table 4: four results and their total."""

SUMMED = {N_APPLICANTS: N_APPLICANTS, 3 * N_RESULTS: N_RESULTS}
"""Rows of so many columns are made of parts of so many, the last of which is their total."""

_MOST_COVERING = 2
"""Columns of the widest row of the forms whose cells cover several columns of the printed grid:
those of table 2 with one number, and the purchases of 2019 with two."""

_LOST_HEADER = 5
"""Where the total of a row stands in table 3 if its header lost a column (a place, from 0)."""

_LEAST_WHOLE = 3
"""Whole rows that tell how many borders a line of the table has; by hand: two may be alike by
chance. Fewer, and a row without its first cell is read as one whose first cell is blank."""

_GLUED = re.compile(r"\s*0\d")
"""How a cell begins that no number does: several stand in it, the first of them a nought."""

_NUMBER = re.compile(r"[-+减增]?\d[\d,]*(?:\.\d+)?(?![\d.,．、)）])")
"""How a cell begins that prints a number; 1.属于国家秘密 goes on with a label."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What was told of a row: a span for each column, and which columns are in doubt.

    A span in doubt holds all that the row prints.
    """

    spans: tuple[Field, ...]
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Habit:
    """What the rows of a table tell of one another.

    Parameters
    ----------
    totals_only : bool
        No row prints more than its total: the columns of the applicants are left blank.
    offsets : dict of (int, int) to int
        How many fields stand before the first cell, by columns and fields of the rows that
        print a number in each column.
    """

    totals_only: bool
    offsets: dict[tuple[int, int], int]


def tell_lost(
    text: str,
    rows: Sequence[list[Field]],
    widths: Sequence[int],
    borders: Sequence[int],
) -> list[bool]:
    """Tell which rows have fewer borders on their line than all whole rows have alike.

    Parameters
    ----------
    text, rows, widths
        As in :func:`tell_habit`.
    borders : sequence of int
        How many borders stand on the line of each row, its label among it.

    Returns
    -------
    list of bool
        None of them, where the lines of whole rows differ or are too few to tell.

    Examples
    --------
    >>> rows = [[(0, 1), (2, 3)]] * 3 + [[(0, 1)]]
    >>> tell_lost("1|2", rows, [2] * 4, [3, 3, 3, 2])
    [False, False, False, True]
    """
    usual = [
        found
        for row, n, found in zip(rows, widths, borders, strict=True)
        if len(_filled(text, row)) == n
    ]
    alike = len(usual) >= _LEAST_WHOLE and len(set(usual)) == 1
    return [alike and n < usual[0] for n in borders]


def tell_habit(text: str, rows: Sequence[list[Field]], widths: Sequence[int]) -> Habit:
    """See how a table's rows are laid out.

    Parameters
    ----------
    text : str
        Text that the fields point into.
    rows : sequence of list of (int, int)
        Fields of each row.
    widths : sequence of int
        Columns of each row.

    Returns
    -------
    Habit
        What the full rows tell of those that are not.

    Examples
    --------
    >>> text = "|1|2|3|"
    >>> tell_habit(text, [[(0, 0), (1, 2), (3, 4), (5, 6), (7, 7)]], [3]).offsets
    {(3, 5): 1}
    """
    offsets = defaultdict(set)
    totals_only = True
    for row, n in zip(rows, widths, strict=True):
        fields = _without_label(text, row, n)
        filled = _filled(text, fields)
        totals_only &= not filled or _is_total(fields, filled)
        # Where the borders were lost, all numbers of a row stand as one: 0112228.
        totals_only &= not any(_GLUED.match(text, *fields[k]) for k in filled)
        if filled and filled == list(range(filled[0], filled[0] + n)):
            offsets[n, len(fields)].add(filled[0])
    told = {shape: found.pop() for shape, found in offsets.items() if len(found) == 1}
    return Habit(totals_only, told)


def lay_row(
    text: str, fields: list[Field], n: int, habit: Habit, *, lost: bool = False
) -> Cells:
    """Lay what a row prints into its columns.

    Parameters
    ----------
    text : str
        Text that the fields point into.
    fields : list of (int, int)
        What stands between the row's borders, words that go on with its label among it.
    n : int
        Columns of the row.
    habit : Habit
        What the other rows of the table tell.
    lost : bool
        Whether its line has fewer borders than the others: a blank in front of its cells may be
        one of the label's.

    Returns
    -------
    Cells
        A span for each column. Where a row has a cell for each column, or there is but one way
        to lay all its numbers, they stand there; a total is also told by its sum. All else is
        in doubt.

    Examples
    --------
    >>> text = "1|0||||||1"
    >>> row = [(0, 1), (2, 3), *[(k, k) for k in range(4, 9)], (9, 10)]
    >>> lay_row(text, row[:-2] + row[-1:], 7, Habit(False, {})).spans[-1]
    (9, 10)
    >>> cells = lay_row("1|2", [(0, 1), (2, 3)], 7, Habit(False, {}))
    >>> cells.spans[0], sorted(cells.doubtful)
    ((0, 3), [0, 1, 2, 3, 4, 5, 6])
    """
    fields = _without_label(text, fields, n)
    filled = _filled(text, fields)
    if all(_is_nothing(text[slice(*fields[k])]) for k in filled):
        return Cells(tuple(_without_numbers(fields, filled, n)))
    if len(filled) >= n:
        found = _crowded(text, fields, filled, n)
    elif n == N_APPLICANTS and habit.totals_only and _is_total(fields, filled):
        found = [(fields[0][0], fields[0][0])] * (n - 1) + [fields[filled[0]]]
    elif len(fields) == n:
        # A word in the place of the total says that the numbers of the row moved.
        moved = n in SUMMED and _is_label_rest(text[slice(*fields[-1])])
        found = [] if moved else fields
    elif len(fields) > n:
        found = _windowed(text, fields, filled, n, habit)
    else:
        found = []  # it lost cells, and does not tell where
    # Without all cells of its line, a blank first one may be the label's.
    torn = lost and n in SUMMED and found and found[0][0] == found[0][1]
    if found and (not torn or len(filled) == 1):
        return Cells(tuple(found))
    return _in_doubt(text, fields, filled, n)


def _without_label(text: str, fields: list[Field], n: int) -> list[Field]:
    """Leave out the words of labels in front of the cells, and behind them where they are more."""
    first, last = 0, len(fields)
    while first < last and _is_label_rest(text[slice(*fields[first])]):
        first += 1
    while last - first not in (0, n) and _is_label_rest(text[slice(*fields[last - 1])]):
        last -= 1
    return fields[first:last]


def _filled(text: str, fields: list[Field]) -> list[int]:
    """Places of the fields in which something stands that is a cell."""
    return [
        k
        for k, (start, end) in enumerate(fields)
        if start < end and not _is_label_rest(text[start:end])
    ]


def _without_numbers(fields: list[Field], filled: list[int], n: int) -> list[Field]:
    """The cells of a row with no number: it can lose none."""
    if len(filled) >= n:
        return [fields[k] for k in filled[:n]]
    first = max(0, filled[-1] - n + 1) if filled and len(fields) > n else 0
    cells = fields[first : first + n]
    spot = cells[-1][1] if cells else 0
    return cells + [(spot, spot)] * (n - len(cells))


def _crowded(text: str, fields: list[Field], filled: list[int], n: int) -> list[Field]:
    """The cells of a row with a number for each column, or more; nothing where it is in doubt."""
    cells = [fields[k] for k in filled]
    steps = {b - a for a, b in zip(filled, filled[1:], strict=False)}
    # Blanks between all of them alike are borders that were printed twice.
    if len(cells) == n and (len(steps) <= 1 or n not in SUMMED):
        return cells
    for chosen in (cells[:n], fields[:n]):
        if adds_up(text, chosen, n):
            return chosen
    # The row of table 4 has no label: a number in front of it is that of the row, or of the line.
    if len(cells) == n + 1 and n > N_APPLICANTS and adds_up(text, cells[1:], n):
        return cells[1:]
    # The last total is printed again where the header of the table has a column more.
    again = len(cells) == n + 1 and _value(text, cells[n]) == _value(text, cells[n - 1])
    if again and n in SUMMED:
        return cells[:n]
    # Tools that read a grid print a merged cell in each column that it covers.
    alike = {text[slice(*cell)].strip() for cell in cells[n - 1 :]}
    return cells[:n] if n <= _MOST_COVERING and len(alike) == 1 else []


def _is_total(fields: list[Field], filled: list[int]) -> bool:
    """Tell whether a row prints one number, and where its total stands: at the row's end.

    A row may end with an empty cell, and a header may have lost a column.
    """
    far = filled[0] >= _LOST_HEADER or len(fields) == 1
    return len(filled) == 1 and far and _ends(fields, filled)


def _ends(fields: list[Field], filled: list[int]) -> bool:
    """Tell whether no more than an empty cell stands behind a row's last number."""
    return filled[-1] >= len(fields) - 2


def _windowed(
    text: str, fields: list[Field], filled: list[int], n: int, habit: Habit
) -> list[Field]:
    """The n of some more fields that are the cells; nothing where it is in doubt."""
    first = max(0, filled[-1] - n + 1)
    starts = range(first, min(filled[0], len(fields) - n) + 1)
    usual = habit.offsets.get((n, len(fields)), -1)
    if usual in starts:
        return fields[usual : usual + n]
    if len(starts) > 1:
        # The last number is the total of the others, so that it stands in the last column.
        starts = (
            starts[:1] if adds_up(text, fields[first : first + n], n) else starts[:0]
        )
    return [cell for start in starts for cell in fields[start : start + n]]


def _in_doubt(text: str, fields: list[Field], filled: list[int], n: int) -> Cells:
    """All that the row prints in each column; but a total that the others add up to is told."""
    printed = (fields[filled[0]][0], fields[filled[-1]][1])
    cells = [printed] * n
    *parts, total = (_value(text, fields[k]) for k in filled)
    few = parts and len(filled) < n and _ends(fields, filled)
    if n == N_APPLICANTS and few and sum(parts) == total:
        cells[-1] = fields[filled[-1]]
        return Cells(tuple(cells), frozenset(range(n - 1)))
    return Cells(tuple(cells), frozenset(range(n)))


def adds_up(text: str, cells: Sequence[Field], n: int) -> bool:
    r"""Tell whether each part of a row has a total, and its other numbers add up to it.

    Parameters
    ----------
    text : str
        Text that the cells point into.
    cells : sequence of (int, int)
        A cell for each column.
    n : int
        Columns of the row.

    Returns
    -------
    bool
        False for a row of a table whose rows have no totals.

    Examples
    --------
    >>> text = "1\t0\t0\t0\t0\t1\t2"
    >>> adds_up(text, [(k, k + 1) for k in range(0, 14, 2)], 7)
    True
    """
    size = SUMMED.get(n, 0)
    if not size or len(cells) < n:
        return False
    for start in range(0, n, size):
        *parts, total = cells[start : start + size]
        if total[0] == total[1]:
            return False
        if sum(_value(text, part) for part in parts) != _value(text, total):
            return False
    return True


def _value(text: str, field: Field) -> float:
    """The number that a field holds; 0 where it holds none."""
    return read_cell(text[slice(*field)])[0] or 0.0


def _is_nothing(cell: str) -> bool:
    """Tell whether a cell says that there is nothing to say."""
    return is_not_applicable("".join(cell.split()))


@lru_cache(maxsize=8192)
def _is_label_rest(field: str) -> bool:
    """Words that go on with a label (a page break may push them behind the numbers), not a cell."""
    plain = "".join(field.split())
    if not plain or is_not_applicable(plain) or _NUMBER.match(plain):
        return False
    return read_cell(plain)[2] == "TEXT"
