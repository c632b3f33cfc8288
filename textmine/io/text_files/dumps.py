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
_NO_VALUES = ("NaN", "nan", "None", "<NA>")
_NOTHING = re.compile(rf"(?m)(?<=\t)(?:{'|'.join(_NO_VALUES)})(?=\t|$)")
# A line of cells between commas: three borders or more, no mark of a sentence.
_COMMAS = re.compile(r"[^,，。；\t\n]*(?:,[^,，。；\t\n]*){3,}")
# Least share of its cells that are numbers or blanks: prose that writes ASCII commas has words
# between them. By hand.
_VALUES = 0.5
_NUMBER = re.compile(r"[-+]?\d*(?:\.\d+)?")
# Lines one below the other with as many cells that are rows: the least table of the form.
_LEAST_ROWS = 2

# Escaped marks of a page, and escaped line ends, from which a text is taken for one written without
# resolving them: a report that speaks of either has one or two.
_LEAST_ESCAPED = 5
_ESCAPED_TAG = re.compile(r"(?i)&lt;/?(?:!doctype|html|p|div|span|br|t[dr]|table)\b")
_TAG = re.compile(r"(?i)</?(?:html|p|div|span|br|t[dr]|table)\b")
_ESCAPE = re.compile(r"\\(?:r\\n|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt\"'/]))")
_PLAIN = {"n": "\n", "r": "\n", "t": "\t"}


def is_escaped(text: str) -> bool:
    r"""Tell whether a text is a page whose marks are all escaped, as a table or an answer holds it.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    bool
        True where five marks or more are escaped and none stands as it is.

    Examples
    --------
    >>> is_escaped("&lt;p&gt;公开信息36条。&lt;/p&gt;" * 3)
    True
    """
    return (
        text.count("&lt;") >= _LEAST_ESCAPED
        and len(_ESCAPED_TAG.findall(text)) >= _LEAST_ESCAPED
        and not _TAG.search(text)
    )


def resolve_escapes(text: str) -> str:
    r"""Resolve the escapes of a string that a program printed, where its line ends are some.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        The text; line ends, tabs and characters for their escapes, where line ends are escaped
        oftener than they stand.

    Examples
    --------
    >>> resolve_escapes(r"一、总体情况\n\u3000无。\n" * 3).count("\n")
    6
    """
    n_escaped = text.count("\\n")
    if n_escaped < _LEAST_ESCAPED or n_escaped < text.count("\n"):
        return text
    return _ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    """One escape."""
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _PLAIN.get(match[3], match[3]) if match[3] else "\n"


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
    return _NOTHING.sub("", text) if any(word in text for word in _NO_VALUES) else text


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
