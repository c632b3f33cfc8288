"""How every picture looks: colours, sizes, and how wide a line of text will be."""

from __future__ import annotations

import re
import unicodedata

from textmine.resources.load import load_toml

# Points. Chosen by hand for a page column of 8.4 inches, where 9 points read like the page's text.
FONT_SIZE = 9.0
SMALL = 8.0  # keys, notes, headings of columns
TINY = 7.5  # numbers beside marks, names of nodes

# Widths in em, measured in DejaVu Sans and Noto Sans CJK, the wider of the two: a picture must hold
# its words also where the reader's machine has neither.
FULL_WIDTH = 1.0
NARROW = 0.42  # the signs named below
LATIN = 0.65  # lower case and digits
CAPITAL = 0.79  # capitals
WIDE = 1.0  # the signs named below
NARROW_SIGNS = frozenset(" !'(),-./:;I[\\]fijlrt{|}")
WIDE_SIGNS = frozenset("%@MWmw")

POINTS_PER_INCH = 72  # by definition

# A word with the blank behind it, or a Chinese character with the marks that begin no line.
_BREAKS = re.compile(
    r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef][，。；：、）》”！？]*\s*|\s+"
)


def colour(table: str, key: str) -> str:
    """Colour of a kind, status or state (``resources/plot.toml``); grey where there is none.

    Parameters
    ----------
    table : str
        ``kind``, ``status`` or ``state``; ``""`` for the general colours.
    key : str
        Key in it.

    Returns
    -------
    str
        As ``#rrggbb``.

    Examples
    --------
    >>> colour("kind", "original")
    '#0072B2'
    """
    colours = load_toml("plot.toml")["colours"]
    return str((colours[table] if table else colours).get(key, "#999999"))


def hatch(table: str, key: str) -> str:
    """Lines over a piece of a bar of this kind, status or state, that tell it apart in grey.

    Parameters
    ----------
    table, key : str
        As for :func:`colour`.

    Returns
    -------
    str
        As matplotlib takes it; empty for a plain piece.

    Examples
    --------
    >>> hatch("kind", "peer"), hatch("kind", "original")
    ('///', '')
    """
    return str(load_toml("plot.toml")["hatches"].get(table, {}).get(key, ""))


def group_colour(i: int) -> str:
    """Colour of the i-th group of a chart; after eight they begin again.

    Parameters
    ----------
    i : int
        0 for the first.

    Returns
    -------
    str
        As ``#rrggbb``.

    Examples
    --------
    >>> group_colour(0) == group_colour(8)
    True
    """
    tints = load_toml("plot.toml")["colours"]["groups"]
    return str(tints[i % len(tints)])


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Estimate how wide a line is, without a font: the same on every machine.

    Parameters
    ----------
    text : str
        One line.
    size : float, default 9
        Font size in points.

    Returns
    -------
    float
        Width in inches.

    Examples
    --------
    >>> round(text_width("公开年报", 9), 3)
    0.5
    """
    em = sum(_em(character) for character in text)
    return em * size / POINTS_PER_INCH


def shorten(text: str, width: float, size: float = FONT_SIZE) -> str:
    """Cut a line to a width in inches, with an ellipsis where something is left out.

    Parameters
    ----------
    text : str
        One line; line breaks and runs of spaces become one space.
    width : float
        Inches.
    size : float, default 9
        Font size in points.

    Returns
    -------
    str
        The line, or its beginning and ``…``.

    Examples
    --------
    >>> shorten("公开内容不够全面，更新不够及时", 1.0)
    '公开内容不够全…'
    """
    line = " ".join(text.split())
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line + "…"


def wrap(text: str, width: float, size: float = FONT_SIZE) -> list[str]:
    """Break a text into lines of a width in inches: between Chinese characters, or at a blank.

    Parameters
    ----------
    text : str
        Any text; its own line breaks become blanks.
    width : float
        Inches.
    size : float, default 9
        Font size in points.

    Returns
    -------
    list of str
        At least one line; a single word wider than the width has a line of its own.

    Examples
    --------
    >>> wrap("占报告的比例 share of reports", 1.0)
    ['占报告的比例 ', 'share of ', 'reports']
    """
    pieces = _BREAKS.findall(" ".join(text.split()))
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return lines


def _em(character: str) -> float:
    """Width of one character in em."""
    # A (ambiguous) takes in “ ” · →, which Chinese fonts draw as wide as a character.
    if unicodedata.east_asian_width(character) in "WFA":
        return FULL_WIDTH
    if character in NARROW_SIGNS:
        return NARROW
    if character in WIDE_SIGNS:
        return WIDE
    return CAPITAL if character.isupper() else LATIN
