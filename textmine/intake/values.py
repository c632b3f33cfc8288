"""Single values that callers hand in: numbers, choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from textmine.errors import FrameError


def take_whole(value: Any, name: str, *, what: str, least: int = 0) -> int:
    """Take a whole number.

    Parameters
    ----------
    value : int, or float without a fraction
        What was given.
    name, what : str
        The argument and whose it is, for the message.
    least : int, default 0
        The least that makes sense.

    Returns
    -------
    int
        The number.

    Raises
    ------
    FrameError
        If it is none, or too small.

    Examples
    --------
    >>> take_whole(20.0, "min_chars", what="mine_reuse", least=4)
    20
    """
    whole = _is_number(value) and np.isfinite(value) and float(value).is_integer()
    if not whole or value < least:
        raise FrameError(f"{what}: {name} is {value!r}; expected a whole number from {least} on")
    return int(value)


def take_number(
    value: Any, name: str, *, what: str, least: float = -np.inf, most: float = np.inf
) -> float:
    """Take a number between two bounds.

    Parameters
    ----------
    value : float
        What was given.
    name, what : str
        The argument and whose it is, for the message.
    least, most : float
        Bounds, themselves allowed.

    Returns
    -------
    float
        The number.

    Raises
    ------
    FrameError
        If it is none, or lies outside.

    Examples
    --------
    >>> take_number("0.5", "abstain", what="ProblemClassifier", least=0, most=1)
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: ProblemClassifier: abstain is '0.5'; expected a number from 0 to 1
    """
    if not _is_number(value) or not least <= value <= most:
        bounds = f" from {least:g}" if np.isfinite(least) else ""
        bounds += f" to {most:g}" if np.isfinite(most) else " on" if bounds else ""
        raise FrameError(f"{what}: {name} is {value!r}; expected a number{bounds}")
    return float(value)


def take_choice(value: Any, choices: Iterable[str], name: str, *, what: str) -> str:
    """Take one of several words.

    Parameters
    ----------
    value : str
        What was given.
    choices : iterable of str
        The words.
    name, what : str
        The argument and whose it is, for the message.

    Returns
    -------
    str
        The word.

    Raises
    ------
    FrameError
        If it is another.

    Examples
    --------
    >>> take_choice("report", ["report", "item"], "unit", what="profile")
    'report'
    """
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise FrameError(f"{what}: {name} is {value!r}; expected one of {', '.join(known)}")
    return value


def _is_number(value: object) -> bool:
    """A number of Python or NumPy; a truth value is none."""
    number = isinstance(value, int | float | np.integer | np.floating)
    return number and not isinstance(value, bool | np.bool_)
