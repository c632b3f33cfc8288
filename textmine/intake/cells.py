"""Tables that people open in a spreadsheet: every cell of text stays the text it is.

What a spreadsheet or ``read_csv`` would take for something else stands in csv behind an apostrophe,
as a spreadsheet itself writes text: a cell that would start a formula (= + - @, tab, carriage
return), a word for a missing value (NA, null, None …), an id that looks like a number. Reading a
csv back takes the apostrophe off again. In a workbook a cell says itself that it holds text.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import pandas as pd

from textmine.dtypes import as_text, holds_text
from textmine.english import Counted
from textmine.errors import FrameError, OptionalPartError, TextmineError
from textmine.regular import SAVED_AS, is_regular

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = (".csv", ".xlsx")
"""Kinds of file that people fill in."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Control characters that a workbook, being XML, cannot hold."""
# Kinds of cell that openpyxl makes of a text: a formula (=1+1), an error (#N/A).
_MISTAKEN = ("f", "e")
AS_TEXT: dict[str, Any] = {"dtype": "str", "keep_default_na": False}
"""How pandas reads a table whose cells stay as they are printed: 007, and NA for Namibia."""

_FORMULA = r"[=+\-@\t\r]"
# What ``pandas.read_csv`` reads as missing, but for the empty cell.
_MISSING = (
    r"(?:#N/A N/A|#N/A|#NA|-1\.#IND|-1\.#QNAN|-NaN|-nan|1\.#IND|1\.#QNAN|<NA>|N/A|NA|NULL|NaN"
    r"|None|n/a|nan|null)\Z"
)
_NUMBER = r"[0-9][0-9.,]*(?:[eE][0-9]+)?\Z"
_UNSAFE = re.compile(f"'*(?:{_FORMULA}|{_MISSING})")
_UNSAFE_ID = re.compile(f"'*(?:{_FORMULA}|{_MISSING}|{_NUMBER})")
_IDS = ("report_a", "report_b", "sha256")


def guard_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before the cells that csv would not carry as the text they are.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame; only its columns of text are looked at.

    Returns
    -------
    pandas.DataFrame
        A copy where a cell had to change, else the frame itself.

    Examples
    --------
    >>> cells = pd.DataFrame(
    ...     {"report_id": ["2020", "r1"], "raw": ["=1+1", "公开"]}, dtype="str"
    ... )
    >>> guard_cells(cells).values.tolist()
    [["'2020", "'=1+1"], ['r1', '公开']]
    """
    return _change_cells(frame, lambda cell: "'" + cell)


def free_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Take off the apostrophes that :func:`guard_cells` put on.

    Parameters
    ----------
    frame : pandas.DataFrame
        A frame as read from csv, all text.

    Returns
    -------
    pandas.DataFrame
        The cells as they were.

    Examples
    --------
    >>> cells = pd.DataFrame({"report_id": ["'2020"], "state": ["'NA"]}, dtype="str")
    >>> free_cells(cells).values.tolist()
    [['2020', 'NA']]
    """
    return _change_cells(frame, lambda cell: cell.removeprefix("'"))


def _change_cells(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Change the cells that csv would not carry as text."""
    changed: dict[str, pd.Series] = {}
    for column in frame.columns:
        values = frame[column]
        if not holds_text(values):
            continue
        text = as_text(values)
        # Most columns say the same few things over and over: each is looked at once.
        is_id = str(column).endswith("_id") or column in _IDS
        unsafe = _UNSAFE_ID if is_id else _UNSAFE
        other = {
            cell: change(cell) for cell in text.unique().tolist() if unsafe.match(cell)
        }
        if other:
            changed[column] = values.where(~text.isin(other), text.map(other))
    return frame.assign(**changed) if changed else frame


def write_csv(frame: pd.DataFrame, file: Path) -> None:
    """Write a csv that a spreadsheet opens as it is: UTF-8 with BOM, cells guarded.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame.
    file : Path
        Where to.
    """
    safe = guard_cells(frame)
    safe.to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\n")


def add_page(book: pd.ExcelWriter, name: str, frame: pd.DataFrame) -> Worksheet:
    """Add a frame to a workbook as a page on which text is text.

    Parameters
    ----------
    book : pandas.ExcelWriter
        Opened with openpyxl.
    name : str
        Of the page.
    frame : pandas.DataFrame
        Any frame; characters that no workbook holds become the replacement character.

    Returns
    -------
    openpyxl.worksheet.worksheet.Worksheet
        The page.
    """
    clean = frame.map(lambda x: FORBIDDEN.sub("\ufffd", x) if isinstance(x, str) else x)
    clean.to_excel(book, sheet_name=name, index=False)
    page: Worksheet = book.sheets[name]
    for row in page.iter_rows():
        for cell in row:
            if cell.data_type in _MISTAKEN:
                cell.data_type = "s"
    return page


def read_sheet_cells(file: Path, *, refusal: type[TextmineError]) -> pd.DataFrame:
    """Read a sheet that somebody filled in, all cells as text.

    Parameters
    ----------
    file : Path
        A csv, in UTF-8 or as Excel saves it, or the first page of a workbook.
    refusal : type
        What is raised where it is neither.

    Returns
    -------
    pandas.DataFrame
        Missing cells empty.

    Raises
    ------
    refusal
        If the file cannot be read.
    OptionalPartError
        If it is .xlsx and openpyxl is not installed.
    """
    suffix = file.suffix.lower()
    if suffix not in SHEETS:
        raise refusal(
            f"{file.name}: unknown kind of file {suffix!r}; expected {' or '.join(SHEETS)}"
        )
    try:
        if suffix == ".csv":
            return free_cells(read_csv_text(file))
        need_openpyxl()
        return pd.DataFrame(pd.read_excel(file, engine="openpyxl", **AS_TEXT))
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise refusal(
            f"{file.name}: cannot be read as a sheet ({error}); save it as UTF-8 .csv or .xlsx"
        ) from None


def keep_filled(file: Path, column: str) -> None:
    """Refuse to write a sheet over one that somebody has filled in.

    Parameters
    ----------
    file : Path
        Where the sheet is to be written.
    column : str
        What people fill in.

    Raises
    ------
    FrameError
        If a sheet is there and any cell of the column is filled.

    Examples
    --------
    >>> keep_filled(Path("none.csv"), "verdict")
    """
    if not is_regular(file):
        return
    try:
        sheet = read_sheet_cells(file, refusal=FrameError)
    except TextmineError:
        return  # no sheet: nobody has filled it in
    cells = sheet[column] if column in sheet else pd.Series(dtype="str")
    n_filled = int((cells.astype("str").str.strip() != "").sum())
    if n_filled:
        have = Counted(n_filled).of("has|have")
        raise FrameError(
            f"{file}: {Counted(n_filled):row} in it {have} {column} filled in, which would be "
            "lost; write to another file, or move this one away"
        )


def find_separator(head: str) -> str:
    r"""Tell what stands between the cells of a csv, by its first line.

    Parameters
    ----------
    head : str
        The line, names of columns.

    Returns
    -------
    str
        A comma; in a line without one a tab or semicolon, as Excel writes them where a comma stands
        before decimals.

    Examples
    --------
    >>> find_separator("id,text"), find_separator("id;text"), find_separator("text")
    (',', ';', ',')
    """
    others = (mark for mark in "\t;" if mark in head and "," not in head)
    return next(others, ",")


def read_csv_text(file: Path) -> pd.DataFrame:
    """Read a csv in UTF-8, or as Excel saves it: in GB 18030 or UTF-16, with ; or tabs.

    Parameters
    ----------
    file : Path
        The csv, or tsv.

    Returns
    -------
    pandas.DataFrame
        All cells as text.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, or is no table.
    """
    with file.open("rb") as stream:
        first = stream.readline()
    is_wide = first.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    usual, of_excel = ("utf-16",) * 2 if is_wide else SAVED_AS
    head = first.decode(usual, "ignore")
    is_tabbed = file.suffix.lower() == ".tsv"
    read: dict[str, Any] = {
        "sep": "\t" if is_tabbed else find_separator(head),
        **AS_TEXT,
    }
    try:
        return pd.DataFrame(pd.read_csv(file, encoding=usual, **read))
    except UnicodeDecodeError:
        return pd.DataFrame(pd.read_csv(file, encoding=of_excel, **read))


def need_openpyxl() -> None:
    """Say what to install where workbooks cannot be read or written.

    Raises
    ------
    OptionalPartError
        If openpyxl is not installed.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise OptionalPartError(
            '.xlsx needs openpyxl; install "textmine[excel]", or use .csv'
        ) from None
