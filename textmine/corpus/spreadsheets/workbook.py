"""One workbook with a sheet a frame, as a spreadsheet wants it: frozen heads, no formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.english import Counted
from textmine.errors import warn
from textmine.intake.cells import FORBIDDEN

WORKBOOK = "frames.xlsx"
"""Name of the workbook."""

MAX_ROWS = 1_048_576
"""Rows of a sheet, the head among them (the limit of the format)."""
MAX_CHARS = 32_767
"""Characters of a cell (the limit of the format)."""

# A zip file says when each part was made: the earliest date that it can name.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_workbook(
    file: Path, frames: Mapping[str, Callable[[], Iterator[pd.DataFrame]]]
) -> None:
    """Write frames as the sheets of one workbook.

    A frame longer than a sheet goes on in ``NAME_2``; a text longer than a cell is cut, with a
    warning that says how many were (csv and parquet hold them whole). A text that begins with
    ``=`` is a text, never a formula.

    Parameters
    ----------
    file : Path
        The workbook.
    frames : mapping of str to callable
        For each frame a function that gives its parts.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    n_cut = 0
    for name, parts in frames.items():
        sheet = None
        n_rows = n_sheets = 0
        for part in parts():
            for row in part.astype("object").itertuples(index=False, name=None):
                if sheet is None or n_rows == MAX_ROWS:
                    n_sheets += 1
                    title = name if n_sheets == 1 else f"{name}_{n_sheets}"
                    sheet, n_rows = _open_sheet(book, title, part), 1
                cells, cut = _cells(sheet, row)
                sheet.append(cells)
                n_rows += 1
                n_cut += cut
            if sheet is None:
                n_sheets += 1
                sheet, n_rows = _open_sheet(book, name, part), 1
    if n_cut:
        warn(
            f"{WORKBOOK}: a cell holds {MAX_CHARS:,} characters; {Counted(n_cut):longer text} "
            "cut there; csv and parquet hold all whole"
        )
    book.save(file)
    _forget_dates(file)


def read_sheets(file: Path, name: str) -> pd.DataFrame | None:
    """Read a frame back, from as many sheets as it took.

    Parameters
    ----------
    file : Path
        A workbook that :func:`write_workbook` wrote.
    name : str
        The frame.

    Returns
    -------
    pandas.DataFrame or None
        All cells as text; None where the workbook has no such sheet.
    """
    with pd.ExcelFile(file) as book:
        mine = [
            title
            for title in book.sheet_names
            if re.fullmatch(rf"{name}(_\d+)?", str(title))
        ]
        sheets = [
            pd.read_excel(book, sheet_name=title, dtype="str", keep_default_na=False)
            for title in mine
        ]
    return pd.concat(sheets, ignore_index=True) if sheets else None


def _open_sheet(book: Any, title: str, frame: pd.DataFrame) -> Any:
    """Add a sheet with its head, which stays in sight."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([str(name) for name in frame])
    return sheet


def _cells(sheet: Any, row: tuple[Any, ...]) -> tuple[list[Any], int]:
    """Cells of a row, and how many of them were cut."""
    from openpyxl.cell import WriteOnlyCell

    cells: list[Any] = []
    n_cut = 0
    for value in row:
        if not isinstance(value, str):
            cells.append(None if pd.isna(value) else value)
            continue
        text = FORBIDDEN.sub("\ufffd", value)
        if len(text) > MAX_CHARS:
            text = text[:MAX_CHARS]
            n_cut += 1
        if text.startswith("="):
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            cells.append(cell)
        else:
            cells.append(text)
    return cells, n_cut


def _forget_dates(file: Path) -> None:
    """Take the dates out of a workbook, so that the same frames give the same bytes."""
    dated = file.with_name(file.name + ".dated")
    file.replace(dated)
    try:
        with zipfile.ZipFile(dated) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "docProps/core.xml":
                    content = _DATES.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
                entry = zipfile.ZipInfo(name, _NO_DATE)
                new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    finally:
        dated.unlink()
