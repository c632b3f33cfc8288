"""Read workbooks (.xlsx): every sheet as rows of cells."""

from __future__ import annotations

import io
from typing import Any

from textmine.errors import OptionalPartError, ReadError
from textmine.io.document import Loaded
from textmine.io.rows import clean_cell, is_layout, write_rows

# A statutory table has 29 rows and 16 columns; beyond these a sheet is padding, or no report.
_MAX_ROWS, _MAX_COLUMNS = 5_000, 200
# Cells of a row of a sheet that holds the report section by section: number, title, text.
_SECTION_CELLS = 3


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read the sheets of a workbook, one after the other.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for the characters of text.

    Returns
    -------
    Loaded
        Rows of tab-separated cells below the name of each sheet; a row of one cell is a line.

    Raises
    ------
    OptionalPartError
        If openpyxl is not installed.
    ReadError
        If the file is damaged or locked, or has more rows or columns than a report.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise OptionalPartError(
            f"{name}: a workbook; pip install textmine[excel] to read it, or save it as text"
        ) from None
    try:
        book = load_workbook(io.BytesIO(data), data_only=True)
        cut = [sheet.title for sheet in book.worksheets if _goes_on(sheet)]
        text = "" if cut else "".join(write_sheet(sheet) for sheet in book.worksheets)
    except MemoryError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ReadError(
            f"{name}: damaged workbook ({kind}); open it and save it again"
        ) from None
    if cut:
        raise ReadError(
            f"{name}: sheet {cut[0]} goes on beyond row {_MAX_ROWS:,} or column {_MAX_COLUMNS};"
            " a table of many reports is for textmine's read_table, of one report take out the rest"
        )
    if not text.strip():
        raise ReadError(f"{name}: a workbook without text; expected a report")
    if len(text) > max_bytes:
        raise ReadError(
            f"{name}: more than {max_bytes:,} characters of text (max_bytes)"
        )
    hint = "holds only tables; put the text of the report beside them"
    return Loaded(text, metadata={"hint": hint})


def _goes_on(sheet: Any) -> bool:
    """Whether there is text in a sheet beyond what is read of it: none is left out in silence."""
    # Its own dictionary, for every public way to cells makes those that are not there.
    return any(
        cell.value is not None
        for (row, column), cell in sheet._cells.items()
        if row > _MAX_ROWS or column > _MAX_COLUMNS
    )


def write_sheet(sheet: Any) -> str:
    """Write one sheet as text.

    Parameters
    ----------
    sheet : openpyxl.worksheet.worksheet.Worksheet
        The sheet.

    Returns
    -------
    str
        Lines where a row has one cell, rows of tab-separated cells where it has more.
    """
    parts = []
    rows: list[list[str]] = []
    limits = {"max_row": min(sheet.max_row or 0, _MAX_ROWS)}
    limits["max_col"] = min(sheet.max_column or 0, _MAX_COLUMNS)
    if not all(limits.values()):
        return ""
    grid = [
        ["" if value is None else _written(value) for value in row]
        for row in sheet.iter_rows(**limits, values_only=True)
    ]
    if all(sum(map(bool, row)) <= _SECTION_CELLS for row in grid) and is_layout(
        [cell for row in grid for cell in row if cell]
    ):
        return "".join(f"{cell}\n" for row in grid for cell in row if cell)
    for row in grid:
        cells = [clean_cell(cell) for cell in row]
        if sum(map(bool, cells)) > 1:
            rows.append(cells)
        elif any(cells):
            parts += [write_rows(rows), "".join(cells) + "\n"]
            rows = []
    return "".join([*parts, write_rows(rows)])


def _written(value: Any) -> str:
    """A value as a table prints it: whole numbers without a point."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
