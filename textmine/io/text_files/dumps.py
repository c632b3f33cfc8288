"""Rows of a table as a program prints them: lists, cells between commas, words for no value."""

from __future__ import annotations

import ast
import csv
import re
from itertools import groupby

_VALUE = r"""(?:'[^'\n]*'|"[^"\n]*"|None|nan|-?\d+(?:\.\d+)?)"""
_LIST = re.compile(
    rf"^[ \t]*\[?\[({_VALUE}(?:, {_VALUE})+)\]\]?,?[ \t]*$", re.MULTILINE
)
_NOTHING = re.compile(r"(?m)(?<=\t)(?:NaN|nan|None|<NA>)(?=\t|$)")
# A line of cells between commas: three borders or more, no mark of a sentence, and of its cells so
# large a share numbers or blanks; prose that writes ASCII commas has words between them.
_COMMAS = re.compile(r"[^,，。；\t\n]*(?:,[^,，。；\t\n]*){3,}")
_VALUES = 0.5
_NUMBER = re.compile(r"[-+]?\d*(?:\.\d+)?")
# Lines one below the other with as many cells that are rows: the least table of the form.
_LEAST_ROWS = 2


def lay_out_dumps(text: str) -> str:
    r"""Write rows of tables that a program printed as tab-separated cells.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        The text; lists of values, and lines of as many cells between commas, have tabs, and where
        a library for tables wrote that there is no value (NaN, None) nothing stands.

    Examples
    --------
    >>> lay_out_dumps("['规章', '0', None]\n规范性文件\tNaN\t1")
    '规章\t0\t\n规范性文件\t\t1'
    >>> lay_out_dumps("规章,0,0,0\n规范性文件,3,1,11")
    '规章\t0\t0\t0\n规范性文件\t3\t1\t11'
    """
    if ", " in text and "[" in text:
        text = _LIST.sub(_write_list, text)
    if text.count(",") > _LEAST_ROWS:
        text = _lay_out_commas(text)
    return _NOTHING.sub("", text)


def _write_list(match: re.Match[str]) -> str:
    """The values of a list between tabs."""
    values = ast.literal_eval(f"[{match[1].replace('nan', 'None')}]")
    return "\t".join("" if value is None else str(value) for value in values)


def _lay_out_commas(text: str) -> str:
    """Lines of as many cells between commas, one below the other, with tabs."""
    lines = []
    for n_cells, group in groupby(text.split("\n"), _count_cells):
        rows = list(group)
        if n_cells and len(rows) >= _LEAST_ROWS:
            rows = ["\t".join(row) for row in csv.reader(rows)]
        lines += rows
    return "\n".join(lines)


def _count_cells(line: str) -> int:
    """How many cells a line between commas has; 0 for any other line."""
    if not _COMMAS.fullmatch(line):
        return 0
    cells = line.split(",")
    n_values = sum(_NUMBER.fullmatch(cell.strip()) is not None for cell in cells)
    return len(cells) if n_values >= _VALUES * len(cells) else 0
