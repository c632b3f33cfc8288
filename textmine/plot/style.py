"""How every picture looks: colours, sizes, and how wide a line of text will be."""

from __future__ import annotations

import unicodedata

from textmine.resources.load import load_toml

# Points. Chosen by hand for a page column of 8.4 inches, where 9 points read like the page's text.
FONT_SIZE = 9.0
SMALL = 8.0
TINY = 7.5

# Width of one character in em. Noto Sans CJK draws Latin at about 0.56 em on average.
FULL_WIDTH_EM = 1.0
LATIN_EM = 0.56

POINTS_PER_INCH = 72


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
    """Estimate how wide a line is, without a font: full-width characters 1 em, others 0.56 em.

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


def _em(character: str) -> float:
    """Width of one character in em."""
    # A (ambiguous) takes in “ ” · →, which Chinese fonts draw as wide as a character.
    is_wide = unicodedata.east_asian_width(character) in "WFA"
    return FULL_WIDTH_EM if is_wide else LATIN_EM
