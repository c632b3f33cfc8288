"""Single values that callers hand in: numbers, choices."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.english import with_article
from textmine.errors import FrameError
from textmine.regular import is_regular

# Characters of a value that a message shows; longer ones are named by their kind.
_LONGEST = 40
# No system has longer paths; a draft of one line mostly is.
_LONGEST_PATH = 4096
# No whole number of the library counts further: what is larger is a slip, or a date in nanoseconds.
MOST = 2**31 - 1
_GREATEST = sys.float_info.max


def take_whole(
    value: Any, name: str, *, what: str, least: int = 0, most: int = MOST
) -> int:
    """Take a whole number.

    Parameters
    ----------
    value : int, or float without a fraction
        What was given.
    name, what : str
        The argument and whose it is, for the message.
    least, most : int
        Bounds, themselves allowed.

    Returns
    -------
    int
        The number.

    Raises
    ------
    FrameError
        If it is none, too small or too large.

    Examples
    --------
    >>> take_whole(20.0, "min_chars", what="mine_reuse", least=4)
    20
    """
    whole = _is_number(value) and float(value).is_integer()
    if not whole or value < least:
        shown = show_value(value)
        raise FrameError(
            f"{what}: {name} is {shown}; expected a whole number from {least} on"
        )
    if value > most:
        raise FrameError(
            f"{what}: {name} is {value}; expected a whole number up to {most}"
        )
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
        If it is none, lies outside, or is infinite.

    Examples
    --------
    >>> take_number("0.5", "abstain", what="ProblemClassifier", least=0, most=1)
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: ProblemClassifier: abstain is '0.5'; expected a number from 0 to 1
    """
    if not (_is_number(value) and least <= value <= most):
        bounds = f" from {least:g}" if np.isfinite(least) else ""
        bounds += f" to {most:g}" if np.isfinite(most) else " on" if bounds else ""
        raise FrameError(
            f"{what}: {name} is {show_value(value)}; expected a number{bounds}"
        )
    return float(value)


def take_level(value: Any, *, what: str) -> float:
    """Take the level of an interval, the share of cases in which it is to hold the truth.

    Parameters
    ----------
    value : float
        What was given.
    what : str
        Whose it is, for the message.

    Returns
    -------
    float
        The level.

    Raises
    ------
    FrameError
        If it is no number above 0 and below 1; 95 is none.

    Examples
    --------
    >>> take_level(95, what="profile")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: profile: level is 95; expected a number between 0 and 1, such as
    0.95
    """
    if not (_is_number(value) and 0 < value < 1):
        shown = show_value(value)
        raise FrameError(
            f"{what}: level is {shown}; expected a number between 0 and 1, such as 0.95"
        )
    return float(value)


def take_array(value: Any, name: str) -> NDArray[np.float64]:
    """Take numbers in a list, a column or an array of any shape.

    Parameters
    ----------
    value : array_like
        What was given.
    name : str
        Whose numbers they are, for the message.

    Returns
    -------
    numpy.ndarray of float64
        In the shape given.

    Raises
    ------
    FrameError
        If something among them is no number, or rows differ in length.

    Examples
    --------
    >>> take_array(["many"], "p_values")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: p_values: ['many']; expected numbers in a list, a column or an array
    """
    try:
        if np.asarray(value).dtype.kind in "mM":
            # numpy would count a date in nanoseconds.
            raise TypeError
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise FrameError(
            f"{name}: {show_value(value)}; expected numbers in a list, a column or an array"
        ) from None


def take_target(value: str | Path, suffixes: Iterable[str], *, what: str) -> Path:
    """Take the name of a file to write, so that what is in it is what the name says.

    Parameters
    ----------
    value : str or Path
        The file.
    suffixes : iterable of str
        How its name may end, in any case: ``.csv``.
    what : str
        What is written, for the message.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FrameError
        If its name ends otherwise.

    Examples
    --------
    >>> take_target("coded.xlsx", [".csv"], what="coded statements")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: coded.xlsx: coded statements are written as .csv; end the name so
    """
    allowed = list(suffixes)
    if Path(value).suffix.lower() not in allowed:
        kinds = " or ".join(allowed)
        raise FrameError(f"{value}: {what} are written as {kinds}; end the name so")
    return Path(value)


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
        shown = show_value(value)
        raise FrameError(
            f"{what}: {name} is {shown}; expected one of {', '.join(known)}"
        )
    return value


def refuse_path(text: str, *, what: str) -> None:
    """Refuse the name of a file where a text is asked for: its own letters would be looked for.

    Parameters
    ----------
    text : str
        What was given.
    what : str
        Who asks.

    Raises
    ------
    FrameError
        Where it is one line that names a file that is there.

    Examples
    --------
    >>> refuse_path("政府信息公开", what="trace")
    """
    if len(text) < _LONGEST_PATH and text.strip() and is_regular(Path(text)):
        raise FrameError(
            f"{what}: {text!r} is the name of a file; tm.trace(store, pathlib.Path({text!r})) "
            "reads it, and tm.read_report(…).text is the text of a report"
        )


def show_value(value: object) -> str:
    """Show a value in a message: itself where it is short, else its kind.

    Parameters
    ----------
    value : object
        What was given.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> show_value("公开"), show_value(np.zeros(99))
    ("'公开'", 'an ndarray')
    """
    said = repr(value)
    return (
        said
        if len(said) <= _LONGEST and "\n" not in said
        else with_article(type(value).__name__)
    )


def _is_number(value: object) -> bool:
    """A finite number of Python or NumPy; a truth value is none."""
    if isinstance(value, bool | np.bool_):
        return False
    if not isinstance(value, int | float | np.integer | np.floating):
        return False
    # A whole number of Python may be beyond what a float holds; NumPy's own narrow floats cannot be
    # compared with the greatest one.
    plain = value.item() if isinstance(value, np.generic) else value
    return bool(-_GREATEST <= plain <= _GREATEST)
