"""Cells that csv would not carry as the text they are.

What a spreadsheet or ``read_csv`` would take for something else stands in csv behind an apostrophe,
as a spreadsheet itself writes text: a cell that would start a formula (= + - @, tab, carriage
return), a word for a missing value (NA, null, None …), an id that looks like a number. Reading a
csv back takes the apostrophe off again; the other formats need none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from textmine.dtypes import as_text, holds_text

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
