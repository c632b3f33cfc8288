"""Whole numbers in the attributes of a file, whatever else may stand there."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[+-]?[0-9]+")
# Digits that are looked at: what has more is beyond every bound.
_MAX_DIGITS = 18


def read_whole(text: str | None, *, default: int, least: int, most: int) -> int:
    """Read a whole number from an attribute.

    Parameters
    ----------
    text : str or None
        The attribute's value.
    default : int
        For no value, and for one that is no whole number: programs then do as if it were missing.
    least, most : int
        Bounds; what lies beyond counts as the bound.

    Returns
    -------
    int
        The number, between the bounds.

    Examples
    --------
    >>> (
    ...     read_whole("3", default=1, least=1, most=100),
    ...     read_whole("三", default=1, least=1, most=9),
    ... )
    (3, 1)
    >>> read_whole("9" * 400, default=1, least=1, most=100)
    100
    """
    match = _WHOLE.fullmatch((text or "").strip())
    if match is None:
        return default
    digits = match[0].lstrip("+-").lstrip("0")
    size = int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS
    number = -size if match[0].startswith("-") else size
    return min(max(number, least), most)
