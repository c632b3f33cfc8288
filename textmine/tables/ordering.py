"""Columns that a header has in another order than the form, or not at all.

What stands under a name belongs to it: an agency may print its total first, or what is in force
before what was issued.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.resources.load import load_toml
from textmine.tables.found import FoundRow, FoundTable
from textmine.tables.laying import Cells, adds_up

# Share of the rows of table 3 that add up where its header tells another order: agencies err, too.
_ADD_UP = 0.9


def by_header(text: str, table: FoundTable, row: FoundRow, laid: Cells) -> Cells:
    """Put the cells of a row of table 2 under the columns that the nearest header names them for.

    Its blocks have a header each (本年制发件数, 本年废止件数, 现行有效件数).

    Parameters
    ----------
    text : str
        Normalised text.
    table : FoundTable
        Table 2.
    row : FoundRow
        A row of it.
    laid : Cells
        Its cells from left to right.

    Returns
    -------
    Cells
        The cells by the columns of the form.
    """
    names = [name.removeprefix("本年") for name in row.label.columns]
    if len(names) < 2 or laid.doubtful:
        return laid
    above = text[table.start : row.start]
    spots = [above.rfind(name) for name in names]
    # Most headers are the form's.
    if -1 in spots or spots == sorted(spots):
        return laid
    for line in reversed(above.split("\n")):
        cells = ["".join(cell.split()) for cell in re.split(r"[\t|]", line)]
        told = [cell.removeprefix("本年") for cell in cells]
        order = [names.index(cell) for cell in told if cell in names]
        if sorted(order) == list(range(len(names))):
            spans = (laid.spans[order.index(k)] for k in range(len(names)))
            return Cells(tuple(spans))
    return laid


def in_order(
    text: str, table: FoundTable, rows: Sequence[Cells]
) -> Sequence[Cells] | None:
    """Give the rows of table 3 by the form's columns; None where its header has others.

    A header may name all columns in another order: the numbers go with their names where they then
    add up.

    Parameters
    ----------
    text : str
        Normalised text.
    table : FoundTable
        Any table; but for table 3 its rows are given as they are.
    rows : sequence of Cells
        The cells of each row from left to right.

    Returns
    -------
    sequence of Cells or None
        The cells by the columns of the form.
    """
    if table.number != "3" or not table.rows:
        return rows
    columns = load_toml("forms.toml")["tables"]["3"]["columns"]
    header = text[table.start : table.rows[0].start]
    places: list[tuple[int, int]] = []
    moved = False
    for line in header.split("\n"):
        cells = ["".join(cell.split()) for cell in re.split(r"[\t|]", line)]
        named = [
            (at, columns.index(cell))
            for at, cell in enumerate(cells)
            if cell in columns
        ]
        order = [column for _, column in named]
        moved |= order != sorted(order)
        places += named
    found = {column for _, column in places}
    whole = [
        not row.doubtful and all(start < end for start, end in row.spans)
        for row in rows
    ]
    order = _told_order(places, len(columns))
    if order != sorted(order):
        return _reorder(text, order, rows)
    if moved:
        return None
    # A header may have lost the word; a table without that column has no row of seven numbers.
    total = len(columns) - 1
    lacks_total = found and total not in found and "计" not in header
    return None if lacks_total and not any(whole) else rows


def _told_order(places: list[tuple[int, int]], n: int) -> list[int]:
    """The columns as the header has them from left to right; none where it does not tell.

    Each must be named once, at places side by side: header lines that lost the blanks in front have
    several names at one place.
    """
    spots = sorted(at for at, _ in places)
    if len(spots) != n or spots != list(range(spots[0], spots[0] + n)):
        return []
    order = [column for _, column in sorted(places)]
    return order if len(set(order)) == n else []


def _reorder(
    text: str, order: Sequence[int], rows: Sequence[Cells]
) -> Sequence[Cells] | None:
    """Put cells under the columns they are printed for; None where they do not add up."""
    n = len(order)
    if any(row.doubtful or len(row.spans) != n for row in rows):
        return None
    put = [
        Cells(tuple(row.spans[order.index(column)] for column in range(n)))
        for row in rows
    ]
    n_right = sum(adds_up(text, row.spans, n) for row in put)
    return put if n_right >= _ADD_UP * len(put) else None
