"""Numbers told behind their names, in one order: 行政复议、行政诉讼分别为13件和11件."""

from __future__ import annotations

import re
from typing import NamedTuple

from textmine.text.numbers.amounts import amount_pattern

RESPECTIVELY = "分别"
"""Stands in every such list: what lacks it is not searched."""
_JOINED = "[、，,]|以及|和|与|及"
_LEAD = re.compile(rf"{RESPECTIVELY}(?:为|是|有|达到?|共)?")
_NAMES = re.compile(
    r"(?P<names>[^，。；;：:！!？?\n（()）]{2,80}?)(?:数量?)?(?:均|都)?$"
)
_REACH = 84
"""Characters ahead of 分别 in which the names stand; chosen by hand."""
_NAME = re.compile(rf"(?:(?!{_JOINED}).)+")


class NamedNumber(NamedTuple):
    """A number's name in such a list, and the last name of the list, which may limit them all."""

    name: str
    last: str


def find_respective(text: str, start: int, end: int) -> dict[int, NamedNumber]:
    """Find the names of numbers that are told behind all their names.

    Parameters
    ----------
    text : str
        A text.
    start, end : int
        The stretch of it.

    Returns
    -------
    dict
        Where each such number ends with its unit: its name, and the last one of its list. Only
        lists that have as many numbers as names.

    Examples
    --------
    >>> text = "行政复议、行政诉讼分别为13件和11件"
    >>> [number.name for number in find_respective(text, 0, len(text)).values()]
    ['行政复议', '行政诉讼']
    """
    found: dict[int, NamedNumber] = {}
    if text.find(RESPECTIVELY, start, end) < 0:
        return found
    for lead in _LEAD.finditer(text, start, end):
        ends = _run_of_numbers(text, lead.end(), end)
        ahead = text[max(start, lead.start() - _REACH) : lead.start()]
        told = _NAMES.search(ahead) if len(ends) > 1 else None
        names = _NAME.findall(told["names"]) if told else []
        if len(ends) == len(names) > 1:
            named = (NamedNumber(name, names[-1]) for name in names)
            found |= dict(zip(ends, named, strict=True))
    return found


def _run_of_numbers(text: str, at: int, end: int) -> list[int]:
    """Where the numbers end that follow a place, each joined to the one before."""
    ends: list[int] = []
    while m := amount_pattern().match(text, at, end):
        ends.append(m.end())
        joined = re.compile(_JOINED).match(text, m.end(), end)
        if joined is None:
            break
        at = joined.end()
    return ends
