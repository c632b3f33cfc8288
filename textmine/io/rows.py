"""Write a table of any format as lines of tab-separated cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textmine.io.printed import join_printed
from textmine.resources.pages import form_heading

MAX_SPAN = 100
"""Columns that one cell covers at most; the widest official table has 15."""
MAX_COLUMNS = 200
"""Columns of a row at most, merged ones counted: beyond, a cell covers one."""
# A cell of so many characters, with so many full stops, holds running text: the longest label of an
# official table has 45 characters.
_RUNNING, _SENTENCES = 300, 3
# Titles of the form with their numbers, each at the head of a cell, that make a table one of
# sections: no statutory table has one.
_TITLES = 3
_BLANK = re.compile(r"[ \t\u00a0\u3000]+")


RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Digits above the line."""
_RAISED = str.maketrans("0123456789", RAISED)


def raise_digits(text: str) -> str:
    """Write digits that a file sets above the line so that they join no number before them.

    Parameters
    ----------
    text : str
        What stands in ``<sup>``, or in a run of Word's that is raised.

    Returns
    -------
    str
        The same with raised digits: 1204 and its note 1 are 1204¹, not 12041.

    Examples
    --------
    >>> raise_digits("2")
    '²'
    """
    return text.translate(_RAISED)


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as the file has it: its text, and how many columns and rows it covers."""

    text: str
    colspan: int = 1
    rowspan: int = 1


def lay_out(rows: Iterable[Sequence[GridCell]]) -> list[list[str]]:
    """Lay cells out on a grid.

    Parameters
    ----------
    rows : iterable of sequences of GridCell
        Cells row by row, as HTML has them: a cell that spans rows is not repeated below.

    Returns
    -------
    list of list of str
        The text of a merged cell stands in its first column and row; the rest it covers is empty.

    Examples
    --------
    >>> lay_out([[GridCell("行政许可", rowspan=2), GridCell("1")], [GridCell("2")]])
    [['行政许可', '1'], ['', '2']]
    """
    grid: list[list[str]] = []
    above: dict[int, int] = {}
    for row in rows:
        line: list[str] = []
        opened: dict[int, int] = {}
        for cell in row:
            _skip_covered(line, above)
            span = min(max(1, cell.colspan), MAX_SPAN) if len(line) < MAX_COLUMNS else 1
            opened |= {len(line) + k: cell.rowspan - 1 for k in range(span)}
            line += [clean_cell(cell.text), *[""] * (span - 1)]
        _skip_covered(line, above)
        above = {
            k: n
            for k, n in ({k: n - 1 for k, n in above.items()} | opened).items()
            if n > 0
        }
        grid.append(line)
    return grid


def _skip_covered(line: list[str], above: dict[int, int]) -> None:
    """Leave the columns empty that a cell of an earlier row still covers."""
    while len(line) in above and len(line) < MAX_COLUMNS:
        line.append("")


def clean_cell(text: str) -> str:
    r"""Bring the text of a cell on one line, without tabs.

    Parameters
    ----------
    text : str
        Text with line ends.

    Returns
    -------
    str
        Line ends taken out, runs of blanks as one blank.

    Examples
    --------
    >>> clean_cell("本年新\n制作数量 ")
    '本年新制作数量'
    """
    return _BLANK.sub(" ", re.sub(r"\s*\n\s*", "", text)).strip()


def write_rows(grid: Iterable[Sequence[str]]) -> str:
    r"""Write a grid as lines of tab-separated cells, with a blank line before and after.

    Parameters
    ----------
    grid : iterable of sequences of str
        Cells by row; rows without any text are left out.

    Returns
    -------
    str
        The block of lines, empty for a table without text.

    Examples
    --------
    >>> write_rows([["规章", "0"], ["", ""]])
    '\n规章\t0\n\n'
    """
    lines = [join_printed("\t", row) for row in grid if any(row)]
    return "\n" + join_printed("\n", lines) + "\n\n" if lines else ""


def is_layout(cells: Sequence[str]) -> bool:
    """Tell a table that only arranges the page from a table of data.

    Parameters
    ----------
    cells : sequence of str
        Texts of the cells that are not empty.

    Returns
    -------
    bool
        True where a cell holds running text: more than 300 characters with three full stops; or
        where three begin with titles of the form.

    Examples
    --------
    >>> is_layout(["规章", "0"])
    False
    """
    if any(len(cell) > _RUNNING and cell.count("。") >= _SENTENCES for cell in cells):
        return True
    opened = (form_heading().match(cell.strip()) for cell in cells)
    return sum(found is not None for found in opened) >= _TITLES
