"""Numbers that are led from one to another: 由上年的135件增加到160件."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from textmine.resources.load import load_toml
from textmine.text.numbers.amounts import amount_pattern


class NumberStep(NamedTuple):
    """What leads from a number to another one, which it stands ahead of.

    Parameters
    ----------
    start, end : int
        Where it begins (由, 数量由), and where the other number does.
    before : float
        The first number.
    said : str
        Of when the first number is, in its words: 上年, 2021年; empty where it says nothing.
    now : str
        Of when the other is: 今年, 2022年; or empty.
    """

    start: int
    end: int
    before: float
    said: str
    now: str


def find_steps(text: str, start: int, end: int) -> dict[int, NumberStep]:
    """Find what leads from one number to another.

    Parameters
    ----------
    text : str
        A text.
    start, end : int
        The stretch of it.

    Returns
    -------
    dict
        By where the second number ends with its unit.

    Examples
    --------
    >>> text = "申请由上年的135件增加到160件"
    >>> find_steps(text, 0, len(text))
    {17: NumberStep(start=2, end=13, before=135.0, said='上年', now='')}
    """
    found: dict[int, NumberStep] = {}
    if not any(text.find(word, start, end) >= 0 for word in _words()["from"]):
        return found
    for m in _pattern().finditer(text, start, end):
        number = amount_pattern().match(text, m.end(), end)
        # 由5件增加到9条 counts two things.
        if number and m["unit"] in (None, number["unit"]):
            # 申请数量由: 数量 says nothing of what is counted.
            near = max(start, m.start() - _REACH)
            counted = _counted().search(text, near, m.start())
            first = counted.start() if counted else m.start()
            before = float(m["before"])
            found[number.end()] = NumberStep(
                first, m.end(), before, m["said"], m["now"]
            )
    return found


def starts_step(text: str, start: int, end: int) -> bool:
    """Tell whether a number is the first of two: it tells a change and no level.

    Parameters
    ----------
    text : str
        A text.
    start, end : int
        Where in it a number begins and ends with its unit.

    Examples
    --------
    >>> starts_step("申请由135件增加到160件", 3, 7)
    True
    """
    if _onwards().match(text, end) is None:
        return False
    return _ahead().search(text, max(0, start - _REACH), start) is not None


_REACH = 12
"""Characters ahead of a number in which 由上一年度同期的 stands."""


def _words() -> dict[str, str]:
    """Patterns of steps."""
    words: dict[str, str] = load_toml("quantities.toml")["step"]
    return words


@cache
def _counted() -> re.Pattern[str]:
    """The end of a name that says that things are counted."""
    return re.compile(f"{_words()['counted']}$")


@cache
def _ahead() -> re.Pattern[str]:
    """What leads up to the first number."""
    words = _words()
    return re.compile(f"[{words['from']}](?P<said>(?:{words['said']})?){words['of']}$")


@cache
def _onwards() -> re.Pattern[str]:
    """What leads from the first number to the second."""
    words = _words()
    way = f"(?:{words['way']})(?:{words['onto']})"
    return re.compile(rf"{way}(?P<now>(?:{words['now']})?)的?(?=\d)")


@cache
def _pattern() -> re.Pattern[str]:
    """From the word of the first number up to the second number."""
    ahead = _ahead().pattern.removesuffix("$")
    number = r"(?P<before>\d{1,7})(?P<unit>[件宗份条起])?"
    return re.compile(f"{ahead}{number}{_onwards().pattern}")
