"""What a notebook shows of an object: a heading, a few facts, the first rows of a frame.

Shares and probabilities are printed here for all: never as 0 or as all where they are neither.

All of it is escaped and of bounded size, whatever the object holds; names stand in Chinese and
English. The names of columns stay as they are, for that is how they are asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib import resources
from typing import Any

import pandas as pd

from textmine.english import Counted

# Of a frame; the object itself gives all.
MOST_ROWS, MOST_COLUMNS = 10, 12
# Characters: a cell fits a line of a notebook, a fact is a paragraph, a heading a line.
LONGEST_CELL, LONGEST_FACT, LONGEST_HEADING = 60, 400, 160

# What sums of shares miss 0 or 1 by, in parts of 1: rounding of floats, not a finding.
NOISE = 9  # decimals

# What no page may hold: control characters, and half of a surrogate pair.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SMALL = "color:#666;font-weight:normal;font-size:85%"


def show(
    heading: str,
    facts: Mapping[str, Any],
    frame: pd.DataFrame | None = None,
    *,
    kind: str = "",
) -> str:
    """Make the HTML that ``_repr_html_`` returns.

    Parameters
    ----------
    heading : str
        What the object is.
    facts : mapping of str to object
        Name and value of what is worth knowing; empty values are left out.
    frame : pandas.DataFrame, optional
        Its first ten rows are shown, long texts cut.
    kind : str, optional
        Name of the object's class, where it has one in Chinese.

    Returns
    -------
    str
        HTML, everything escaped, of a size that does not grow with the object.

    Examples
    --------
    >>> show("Report <a>", {"year": 2021, "region": ""})
    '<p><b>Report &lt;a&gt;</b><br>年份 year: 2021</p>'
    """
    title = escape_text(cut(heading, LONGEST_HEADING))
    chinese = _words()["kind"].get(kind, "")
    lines = [f"<b>{escape_text(chinese)} {title}</b>" if chinese else f"<b>{title}</b>"]
    for name, value in facts.items():
        if value is not None and str(value) != "":
            told = escape_text(cut(str(value), LONGEST_FACT))
            lines.append(f"{escape_text(name_both(name))}: {told}")
    head = f"<p>{'<br>'.join(lines)}</p>"
    return head if frame is None or frame.empty else head + _show_table(frame)


def cut(text: str, longest: int) -> str:
    """Cut a text, with an ellipsis where something is left out.

    Examples
    --------
    >>> cut("政府信息公开", 4)
    '政府信…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def escape_text(text: str) -> str:
    """Write a text as HTML, with a mark in place of what no page may hold.

    Examples
    --------
    >>> escape_text("<b>" + chr(0))
    '&lt;b&gt;�'
    """
    return escape(_UNPRINTABLE.sub("\ufffd", text))


def show_share(value: float, digits: int = 0) -> str:
    """Print a share in per cent; a dash where it is not known.

    Parameters
    ----------
    value : float
        0–1, or missing.
    digits : int, default 0
        Decimals of the percentage.

    Returns
    -------
    str
        E.g. ``37%``; ``<1%`` and ``>99%`` for what would be printed as nothing, or as all.

    Examples
    --------
    >>> [show_share(value) for value in (0.374, 0.0, 0.002, 0.998, 1.0)]
    ['37%', '0%', '<1%', '>99%', '100%']
    >>> show_share(0.0004, digits=1)
    '<0.1%'
    """
    if pd.isna(value):
        return "–"
    return _within(round(float(value), NOISE) * 100, digits, 100) + "%"


def show_bounds(low: float, high: float, digits: int = 0) -> str:
    """Print an interval of shares in per cent, without the sign.

    Parameters
    ----------
    low, high : float
        0–1.
    digits : int, default 0
        Decimals of the percentages.

    Returns
    -------
    str
        E.g. ``31–54``. An end goes out to 0 or 100, as rounding does, but no interval that begins
        above nothing ends at it, nor does one that ends below all begin there.

    Examples
    --------
    >>> show_bounds(0.314, 0.546), show_bounds(0.0001, 0.002), show_bounds(0.998, 1.0)
    ('31–55', '0–<1', '>99–100')
    """
    ends = [f"{100 * round(end, NOISE) + 0.0:.{digits}f}" for end in (low, high)]
    if float(ends[0]) == 100:
        ends[0] = show_share(low, digits).removesuffix("%")
    if float(ends[1]) == 0:
        ends[1] = show_share(high, digits).removesuffix("%")
    return "–".join(ends)


def show_fraction(value: float, digits: int = 2) -> str:
    """Print a number from 0 to 1, as probabilities and p are; a dash where it is not known.

    Parameters
    ----------
    value : float
        0–1, or missing.
    digits : int, default 2
        Decimals.

    Returns
    -------
    str
        E.g. ``0.94``; ``<0.01`` and ``>0.99`` for what would be printed as 0 or 1. What misses 1
        by rounding is 1, as in :func:`show_share`; what lies above 0 is told however near, for a p
        of 1e-12 is no rounding.

    Examples
    --------
    >>> [show_fraction(value) for value in (0.937, 0.001, 0.9997, 1.0)]
    ['0.94', '<0.01', '>0.99', '1.00']
    """
    if pd.isna(value):
        return "–"
    plain = float(value)
    return _within(round(plain, NOISE) or max(plain, 0.0), digits, 1)


def _within(value: float, digits: int, whole: int) -> str:
    """Print a value between 0 and a whole; one that is neither is not printed as either."""
    least = 10.0**-digits
    # 0 is added, as what is left of noise below 0 would be printed as -0.
    printed = f"{value + 0.0:.{digits}f}"
    if value and float(printed) == 0:
        return f"<{least:.{digits}f}" if value > 0 else f">-{least:.{digits}f}"
    if value < whole and float(printed) == whole:
        return f">{whole - least:.{digits}f}"
    return printed


def name_both(name: str) -> str:
    """Give a name in Chinese and English.

    Examples
    --------
    >>> name_both("year"), name_both("unheard of")
    ('年份 year', 'unheard of')
    """
    chinese = _words()["word"].get(name, "")
    return f"{chinese} {name}" if chinese else name


def _show_table(frame: pd.DataFrame) -> str:
    """The first rows and columns of a frame."""
    shown = frame.iloc[:MOST_ROWS, :MOST_COLUMNS]
    head = "".join(_head(str(name)) for name in shown.columns)
    rows = (
        "".join(f"<td>{escape_text(_tell(value))}</td>" for value in row)
        for row in shown.itertuples(index=False, name=None)
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    told = ""
    if (n_more := len(frame) - MOST_ROWS) > 0:
        told += f"<p>… 另有 {n_more} 行 · {Counted(n_more):more row}</p>"
    if (n_more := frame.shape[1] - MOST_COLUMNS) > 0:
        told += f"<p>… 另有 {n_more} 列 · {Counted(n_more):more column}</p>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{told}"


def _head(name: str) -> str:
    """A column's own name, which code asks for, and under it what it means in Chinese."""
    chinese = _words()["word"].get(name, "")
    below = (
        f'<br><span style="{_SMALL}">{escape_text(chinese)}</span>' if chinese else ""
    )
    return f"<th>{escape_text(cut(name, LONGEST_CELL))}{below}</th>"


def _tell(value: object) -> str:
    """A cell: numbers as short as they are, what is missing as a dash."""
    if isinstance(value, float):
        return "–" if value != value else f"{value:.4g}"
    if value is None or value is pd.NA or value is pd.NaT:
        return "–"
    return cut(str(value), LONGEST_CELL)


@cache
def _words() -> dict[str, dict[str, str]]:
    """Names in Chinese. Read here: the tables' own reader stands on a floor above."""
    file = resources.files("textmine.resources").joinpath("display.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
