"""Numbers told behind several names: 行政复议、行政诉讼分别为3件和1件, or 各1件."""

from __future__ import annotations

import re
from typing import NamedTuple

from textmine.text.numbers.amounts import amount_pattern
from textmine.text.numbers.numerals import NUMERALS, parse_number

RESPECTIVELY, EACH = "分别", "各"
"""One of them stands in every such list: what lacks both is not searched."""
_JOINED = "[、，,]|以及|和|与|及"
_BETWEEN = re.compile(_JOINED)
_LEAD = re.compile(rf"{RESPECTIVELY}(?:为|是|有|达到?|共)?")
_EACH = re.compile(rf"{EACH}自?(?:有|为|是|计)?")
_ALL = re.compile(r"(?:(?P<count>[两二三四五六七八])(?:项|者|类|种))?(?:分别|均|都)?$")
"""What may stand between the names and 各."""
_FURTHER = re.compile(rf"(?:[、和与及]|以及)[\d{NUMERALS}]+[件条份宗起]")
_NAMES = re.compile(
    r"(?P<names>[^，。；;：:！!？?\n（()）]{2,80}?)(?:数量?)?(?:均|都)?$"
)
_LONGEST = 4
"""Characters of 两项分别."""
_REACH = 84
"""Characters ahead of 分别 or 各 in which the names stand; chosen by hand."""
_NAME = re.compile(rf"(?:(?!{_JOINED}).)+")


class NamedNumber(NamedTuple):
    """A number's name in such a list, with the first and the last, which may limit them all.

    ``start`` is where in the text the name begins.
    """

    name: str
    first: str
    last: str
    start: int


def find_respective(
    text: str, start: int, end: int
) -> dict[int, tuple[NamedNumber, ...]]:
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
        Where each such number ends with its unit: its name, or all names of which each has so many
        (各). Only lists that have as many numbers as names, or one number.

    Examples
    --------
    >>> text = "行政复议、行政诉讼分别为13件和11件"
    >>> [name.name for (name,) in find_respective(text, 0, len(text)).values()]
    ['行政复议', '行政诉讼']
    >>> text = "行政复议、行政诉讼各1件"
    >>> [[name.name for name in each] for each in find_respective(text, 0, 12).values()]
    [['行政复议', '行政诉讼']]
    """
    found: dict[int, tuple[NamedNumber, ...]] = {}
    if text.find(RESPECTIVELY, start, end) >= 0:
        for lead in _LEAD.finditer(text, start, end):
            ends = _run_of_numbers(text, lead.end(), end)
            names = _names_ahead(text, start, lead.start()) if len(ends) > 1 else []
            if len(ends) == len(names):
                found |= {at: (name,) for at, name in zip(ends, names, strict=True)}
    if text.find(EACH, start, end) >= 0:
        for lead in _EACH.finditer(text, start, end):
            m = amount_pattern().match(text, lead.end(), end)
            # 各1件、2件 tells of more than one number.
            if m is None or _FURTHER.match(text, m.end(), end):
                continue
            every = _ALL.search(text, max(start, lead.start() - _LONGEST), lead.start())
            if every is None:
                continue
            names = _names_ahead(text, start, every.start())
            count = parse_number(every["count"] or "") or len(names)
            if count == len(names) > 1:
                found[m.end()] = tuple(names)
    return found


def _names_ahead(text: str, start: int, at: int) -> list[NamedNumber]:
    """Give the names that end at a place, joined to one another."""
    begin = max(start, at - _REACH)
    told = _NAMES.search(text[begin:at])
    if told is None:
        return []
    begin += told.start("names")
    found = [(m[0], begin + m.start()) for m in _NAME.finditer(told["names"])]
    # 予以公开5件、部分公开和不予公开各1件: the first has its own.
    counted = [i for i, (name, _) in enumerate(found) if amount_pattern().search(name)]
    found = found[counted[-1] + 1 :] if counted else found
    return [NamedNumber(name, found[0][0], found[-1][0], at) for name, at in found]


def _run_of_numbers(text: str, at: int, end: int) -> list[int]:
    """Where the numbers end that follow a place, each joined to the one before."""
    ends: list[int] = []
    while m := amount_pattern().match(text, at, end):
        ends.append(m.end())
        joined = _BETWEEN.match(text, m.end(), end)
        if joined is None:
            break
        at = joined.end()
    return ends
