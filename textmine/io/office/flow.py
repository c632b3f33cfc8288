"""Write a flow of paragraphs as text: in old formats of Word, marks in it end cells and rows.

A table is not an element there: paragraphs say how many tables they stand in, some end a cell, and
what ends a row says where its cells lie across the page.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from textmine.io.rows import MAX_SPAN, GridCell, is_layout, lay_out, write_rows

MAX_DEPTH = 8
"""Tables in each other; deeper ones are written as part of the eighth. Chosen by hand: layouts of
pages pasted into Word have three."""
_SAME_EDGE = 40
"""Twips (1/1440 inch) within which two edges of cells are one: rows of one table are a little
unlike where somebody pulled at a border. The narrowest column of the form's tables has 300."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """Where the cells of a row lie.

    Parameters
    ----------
    edges : tuple of int
        Left edge of the first cell, then the right edge of each, in twips.
    continued : frozenset of int
        Cells that continue the one above, from 0.
    """

    edges: tuple[int, ...] = ()
    continued: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the flow.

    Parameters
    ----------
    text : str
        What stands in it, without its end.
    depth : int
        Tables that it stands in.
    ends_cell : bool
        Whether a cell ends with it.
    row : RowShape, optional
        Where it ends a row: the shape of that row; its text is nothing then.
    """

    text: str
    depth: int = 0
    ends_cell: bool = False
    row: RowShape | None = None


def write_flow(paragraphs: Iterable[Paragraph]) -> str:
    r"""Write paragraphs as text, tables as rows of tab-separated cells.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        In the order of the document.

    Returns
    -------
    str
        A line each; a table that only arranges text gives its text.

    Examples
    --------
    >>> row = RowShape((0, 500, 900))
    >>> cells = [
    ...     Paragraph("规章", 1, True),
    ...     Paragraph("3", 1, True),
    ...     Paragraph("", 1, row=row),
    ... ]
    >>> write_flow([Paragraph("一、总体情况"), *cells])
    '一、总体情况\n\n规章\t3\n\n'
    """
    body: list[str] = []
    tables: list[_Table] = []

    def close(depth: int) -> None:
        while len(tables) > depth:
            text = tables.pop().write()
            (tables[-1].parts if tables else body).append(text)

    for paragraph in paragraphs:
        depth = min(paragraph.depth, MAX_DEPTH)
        close(depth)
        while len(tables) < depth:
            tables.append(_Table())
        if paragraph.row is not None and tables:
            tables[-1].end_row(paragraph.row)
            continue
        parts = tables[-1].parts if tables else body
        parts.append(_line(paragraph.text) + "\n")
        if paragraph.ends_cell and tables:
            tables[-1].end_cell()
    close(0)
    return "".join(body)


def _line(text: str) -> str:
    """A paragraph without the tabs that only indent or align."""
    text = text.strip("\t")
    if len([piece for piece in text.split("\t") if piece.strip()]) < 3:
        text = text.replace("\t", " ")
    return text if text.strip() else ""


@dataclass(slots=True)
class _Table:
    """A table that is being read: lines of the cell, cells of the row, rows so far."""

    parts: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[tuple[list[str], RowShape]] = field(default_factory=list)

    def end_cell(self) -> None:
        self.cells.append("".join(self.parts).rstrip("\n"))
        self.parts.clear()

    def end_row(self, shape: RowShape) -> None:
        if "".join(self.parts).strip():
            self.end_cell()
        self.parts.clear()
        self.rows.append((self.cells, shape))
        self.cells = []

    def write(self) -> str:
        """Rows of the table; what a damaged file leaves open counts as a row."""
        if self.parts or self.cells:
            self.end_row(RowShape())
        texts = [text for cells, _ in self.rows for text in cells]
        if is_layout(texts):
            return "\n".join(text for text in texts if text.strip()) + "\n"
        grid = _Columns.of(shape for _, shape in self.rows)
        return write_rows(
            lay_out([grid.lay(cells, shape) for cells, shape in self.rows])
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Edges of the columns of a table, from the left; close ones are one."""

    edges: tuple[int, ...]

    @classmethod
    def of(cls, shapes: Iterable[RowShape]) -> _Columns:
        known = sorted({edge for shape in shapes for edge in shape.edges})
        edges = [
            edge
            for before, edge in zip([None, *known], known, strict=False)
            if before is None or edge - before > _SAME_EDGE
        ]
        return cls(tuple(edges))

    def lay(self, cells: list[str], shape: RowShape) -> list[GridCell]:
        """Cells of a row with the columns that they cover."""
        n_cells = len(shape.edges) - 1
        if 0 < n_cells < len(cells) and not any(cells[n_cells:]):
            # Behind a table in a cell, some programs end a cell more than there is.
            cells = cells[:n_cells]
        if len(shape.edges) != len(cells) + 1:
            # The row does not say where its cells lie: one column each.
            return [GridCell(text) for text in cells]
        at = [self._column(edge) for edge in shape.edges]
        before = [GridCell("")] * min(at[0], MAX_SPAN)
        return before + [
            GridCell(
                "" if k in shape.continued else text,
                min(max(at[k + 1] - at[k], 1), MAX_SPAN),
            )
            for k, text in enumerate(cells)
        ]

    def _column(self, edge: int) -> int:
        """Number of the column that begins at an edge: the last known edge that is not behind."""
        return max(bisect_right(self.edges, edge) - 1, 0)
