"""Numbers as the reports write them: 3,620 · 1.2万 · 3千万 · 十二 · 减6 · －2."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from math import prod

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
"""Characters of Chinese numbers, for a class of a pattern."""
_SCALE = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100, "十": 10}
# Scales stand alone or two together, the smaller one first: 5百万, 3千亿, 2万亿.
_SCALES = r"万亿|[百千]?[万亿]|[百千]"
_CHANGE = "减少?|增加?|下降"
_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_ARABIC = re.compile(rf"([+＋\-－–—−]|{_CHANGE})?({_DIGITS})({_SCALES})?")
_CHINESE = re.compile(rf"({_CHANGE})?([{NUMERALS}]+)")
# 三四 is three or four, 七八十 some seventy or eighty; cn2an takes the first for 34.
_TWO_ONES = re.compile("[一二两三四五六七八九]{2}")
_ONES = {character: float(k) for k, character in enumerate("零一二三四五六七八九十")}
_ONES |= {"〇": 0.0, "两": 2.0}
_TENS = re.compile("([一二三四五六七八九])?十([一二三四五六七八九])?")
NUMBER = rf"(?:{_ARABIC.pattern}|{_CHINESE.pattern})"
# From here on a float skips whole numbers: what is read would not be what is printed.
_INEXACT = 2.0**53


def parse_number(text: str) -> float | None:
    """Read one number, sign and scale included.

    Parameters
    ----------
    text : str
        The number alone, blanks allowed: ``"1.2万"``, ``"减 6"``, ``"十二"``.

    Returns
    -------
    float or None
        Its value; None where the text is no number, and from 2⁵³ on, where a float would not
        hold exactly what is printed.

    Examples
    --------
    >>> (
    ...     parse_number("1.2万"),
    ...     parse_number("减 6"),
    ...     parse_number("3,620"),
    ...     parse_number("十二"),
    ...     parse_number("两"),
    ... )
    (12000.0, -6.0, 3620.0, 12.0, 2.0)
    >>> parse_number("3千万"), parse_number("减十二")
    (30000000.0, -12.0)
    >>> parse_number("不适用") is None
    True
    """
    text = "".join(text.split())
    if m := _ARABIC.fullmatch(text):
        # In decimals: a float times 10,000 is not always the number that is meant (1.13万).
        value: float | None = float(Decimal(re.sub("[,，]", "", m[2])) * _scale(m[3]))
    elif m := _CHINESE.fullmatch(text):
        value = _parse_chinese(m[2])
    else:
        return None
    if value is None or value >= _INEXACT:
        return None
    negative = m[1] is not None and m[1][0] in "-－–—−减下"
    return -value if negative else value


def last_place(text: str) -> float:
    """Give what 1 counts in the place of the last digit that a number is written to.

    Parameters
    ----------
    text : str
        A number that :func:`parse_number` reads.

    Returns
    -------
    float
        The place, scale included. A numeral that ends with 十 is written to its ones: nobody says
        twenty otherwise.

    Examples
    --------
    >>> (
    ...     last_place("1.2万"),
    ...     last_place("120.00万"),
    ...     last_place("12,345"),
    ...     last_place("三百"),
    ... )
    (1000.0, 100.0, 1.0, 100.0)
    """
    text = "".join(text.split())
    if m := _ARABIC.fullmatch(text):
        decimals = len(m[2].partition(".")[2])
        return float(_scale(m[3]).scaleb(-decimals))
    scale = text[len(text.rstrip("十百千万亿")) :]
    return 1.0 if scale == "十" else float(_scale(scale))


def _scale(characters: str | None) -> Decimal:
    """Multiply the scales behind a number: 10,000,000 for 千万."""
    return Decimal(prod(_SCALE[c] for c in characters or ""))


# The few numerals of a genre come again and again, and cn2an takes long.
@lru_cache(maxsize=4096)
def _parse_chinese(text: str) -> float | None:
    """Read a Chinese numeral through cn2an; None where it is malformed."""
    # Most are below a hundred, and the library takes long to load.
    if len(text) == 1 and text in _ONES:
        return _ONES[text]
    if m := _TENS.fullmatch(text):
        return 10 * _ONES[m[1] or "一"] + _ONES[m[2] or "零"]
    if _TWO_ONES.search(text):
        return None
    import cn2an

    try:
        return float(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    # What no number begins with (万三千) is a key that the library does not know.
    except (ValueError, KeyError):
        return None
