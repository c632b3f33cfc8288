"""Tables of a PDF: cells placed by their edges, parts of one table joined over the page break."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from textmine.io.pdf.labels import is_head, is_official
from textmine.io.printed import Printed, join_printed
from textmine.io.rows import write_rows

_MARKER = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]+[)）、.．]|\d{1,2}[.、．)）]|[①-⑳])"
)
_NUMBER = re.compile(r"^[-+－＋减增]?[\d,，.]+(?:万?元|件|项|宗)?$|^[/—-]+$")
# The unit that the statistical table prints in a column of its own.
_UNIT = re.compile(r"^(?:万?元|人次|[件条次篇个人])$")
# Points within which borders of cells are one; chosen by hand, as the usual one of pdfplumber.
_TOLERANCE = 3.0
_LONG = 10  # characters of a cell that may go on over the page's end


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell and its edges, in points from the left and the top of the page."""

    text: str
    left: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table as it lies on one page.

    Parameters
    ----------
    rows : tuple of tuple of PlacedCell
        Cells by row; a merged cell stands in its first row only.
    left, right, bottom : float
        Edges of the table.
    open_above, open_below : bool
        True where the first, or the last, row has no line at the edge of the page: the page cut it.
    """

    rows: tuple[tuple[PlacedCell, ...], ...]
    left: float
    right: float
    bottom: float
    open_above: bool = False
    open_below: bool = False

    def moved(self, by: float) -> PlacedTable:
        """The same table farther to the right by so many points."""
        rows = tuple(
            tuple(replace(c, left=c.left + by, right=c.right + by) for c in row)
            for row in self.rows
        )
        return replace(self, rows=rows, left=self.left + by, right=self.right + by)


def join_parts(parts: list[PlacedTable]) -> list[list[str]]:
    """Lay the parts of one table on one grid.

    Parameters
    ----------
    parts : list of PlacedTable
        Parts on consecutive pages, one or more.

    Returns
    -------
    list of list of str
        Cells by row; header rows that a page repeats are left out, a row or a merged cell that the
        page break cut is put together again.

    Examples
    --------
    >>> row = (PlacedCell("规章", 0, 50, 9), PlacedCell("2", 50, 80, 9))
    >>> join_parts([PlacedTable((row,), 0, 80, 9)])
    [['规章', '2']]
    """
    parts = [_scaled(part, parts[0]) for part in parts]
    edges = _columns(cell for part in parts for row in part.rows for cell in row)
    grid: list[list[str]] = []
    open_cells: dict[int, int] = {}
    for number, part in enumerate(parts):
        rows = [_place(row, edges) for row in part.rows]
        if number:
            rows = _without_header(rows, grid)
            n_dropped = len(part.rows) - len(rows)
            if parts[number - 1].open_below and part.open_above and not n_dropped:
                _sew(grid, rows, open_cells)
            elif rows:
                _mend(grid, rows, open_cells, _spanning(part.rows[n_dropped], edges))
        first = len(grid)
        grid += rows
        open_cells = _reaching_bottom(part, edges, first, len(part.rows) - len(rows))
    return grid


def belong_together(above: PlacedTable, below: PlacedTable) -> bool:
    """Tell whether a table at the top of a page can continue the last one of the page before.

    Parameters
    ----------
    above, below : PlacedTable
        The two tables.

    Returns
    -------
    bool
        True if left and right edges agree within a few points.

    Examples
    --------
    >>> belong_together(PlacedTable((), 70, 520, 9), PlacedTable((), 73, 522, 9))
    True
    """
    slack = 5 * _TOLERANCE
    return (
        abs(above.left - below.left) <= slack
        and abs(above.right - below.right) <= slack
    )


Block = list[str] | list[PlacedTable]
"""Lines that follow each other, or the parts of one table."""


def parts_of(block: Block) -> list[PlacedTable]:
    """Parts of the table that a block is; none of a block of lines."""
    return [part for part in block if isinstance(part, PlacedTable)]


def write_blocks(blocks: Iterable[Block]) -> Printed:
    """Write lines as they are and tables as rows, in their order."""
    written = []
    for block in blocks:
        parts = parts_of(block)
        lines = [line for line in block if isinstance(line, str)]
        written.append(
            write_rows(join_parts(parts)) if parts else join_printed("\n", [*lines, ""])
        )
    return join_printed("", written)


def _scaled(part: PlacedTable, first: PlacedTable) -> PlacedTable:
    """Move the cells of a part to where they would lie if it were as wide as the first."""
    scale = (
        (first.right - first.left) / (part.right - part.left)
        if part.right > part.left
        else 1.0
    )
    if scale == 1.0 and part.left == first.left:
        return part
    rows = tuple(
        tuple(
            replace(cell, left=first.left + (cell.left - part.left) * scale)
            for cell in row
        )
        for row in part.rows
    )
    return replace(part, rows=rows)


def _columns(cells: Iterable[PlacedCell]) -> list[float]:
    """Left edges of all columns, near ones taken as one."""
    edges: list[float] = []
    for edge in sorted(cell.left for cell in cells):
        if not edges or edge - edges[-1] > _TOLERANCE:
            edges.append(edge)
    return edges


def _place(row: tuple[PlacedCell, ...], edges: list[float]) -> list[str]:
    """Write each text in the column in which its cell begins."""
    line = [""] * len(edges)
    for cell in row:
        line[_column(cell, edges)] += cell.text
    return line


def _column(cell: PlacedCell, edges: list[float]) -> int:
    """Column in which a cell begins."""
    return min(range(len(edges)), key=lambda k: abs(edges[k] - cell.left))


def _without_header(rows: list[list[str]], grid: list[list[str]]) -> list[list[str]]:
    """Drop the rows at the top that repeat the first rows of the table."""
    n = 0
    while (
        n < min(len(rows) - 1, len(grid))
        and rows[n] == grid[n]
        and sum(map(bool, rows[n])) >= 2
    ):
        n += 1
    return rows[n:]


def _reaching_bottom(
    part: PlacedTable, edges: list[float], first: int, n_dropped: int
) -> dict[int, int]:
    """Column to row of the cells that reach the lower edge of the part."""
    found: dict[int, int] = {}
    for k, row in enumerate(part.rows[n_dropped:]):
        for cell in row:
            if abs(cell.bottom - part.bottom) <= _TOLERANCE:
                found[_column(cell, edges)] = first + k
    return found


def _spanning(row: tuple[PlacedCell, ...], edges: list[float]) -> set[int]:
    """Columns of the cells that go on below their first row."""
    height = min((cell.bottom for cell in row), default=0.0)
    return {_column(cell, edges) for cell in row if cell.bottom > height + _TOLERANCE}


def _sew(
    grid: list[list[str]], rows: list[list[str]], open_cells: dict[int, int]
) -> None:
    """Put together a row that both pages leave open: each cell goes on in the one above it."""
    for column, text in enumerate(rows[0]):
        if text:
            grid[open_cells.get(column, len(grid) - 1)][column] += text
    del rows[0]


def _mend(
    grid: list[list[str]],
    rows: list[list[str]],
    open_cells: dict[int, int],
    spanning: set[int],
) -> None:
    """Put together what the page break cut: a merged label, or a whole row with a long label."""
    last, top = grid[-1], rows[0]
    for column, text in enumerate(top):
        merged = column in spanning or open_cells.get(column, len(grid)) < len(grid) - 1
        if merged and _is_rest(text) and column in open_cells:
            grid[open_cells[column]][column] += text
            top[column] = ""
    if _are_cut_heads(last, top):
        for k, text in enumerate(top):
            last[k] += text
        del rows[0]
        return
    # Below a text, 件 is the end of a label (规范性文|件); below nothing, it is a unit.
    values = [
        k
        for k, text in enumerate(top)
        if _NUMBER.match(text) or (_UNIT.match(text) and not last[k])
    ]
    labels = [k for k, text in enumerate(top) if text and k not in values]
    cut = labels and all(
        _is_rest(top[k]) and len(last[k]) >= _LONG and _MARKER.match(last[k])
        for k in labels
    )
    filled = any(_NUMBER.match(text) or _UNIT.match(text) for text in last)
    whole = _is_cut_label(last, top, labels) if labels else any(map(is_official, last))
    if (cut or whole) and bool(values) != filled and all(not last[k] for k in values):
        for k in (*labels, *values):
            last[k] += top[k]
        del rows[0]


def _is_cut_label(last: list[str], top: list[str], labels: list[int]) -> bool:
    """Tell whether the labels of two rows are an official one together, and neither alone.

    The end of a label may be the name of its row too, as agencies shorten it (大量反复申请); behind
    the beginning of the whole one it is its end.
    """
    return all(
        last[k]
        and is_official(last[k] + top[k])
        and (not is_official(top[k]) or _is_rest(top[k]) and not is_official(last[k]))
        for k in labels
    )


def _are_cut_heads(last: list[str], top: list[str]) -> bool:
    """Tell whether two rows are one row of heads: 结果 above 维持, 尚未 above 审结."""
    cut = [k for k, text in enumerate(top) if text]
    return bool(cut) and all(
        is_head(last[k] + top[k]) and not is_head(top[k]) for k in cut
    )


def _is_rest(text: str) -> bool:
    """Tell whether a text can be the end of a label that began on the page before."""
    return bool(text) and not _MARKER.match(text) and not _NUMBER.match(text)
