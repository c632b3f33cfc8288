"""The arguments of a public function, checked by its own annotations before it runs."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_origin

import pandas as pd

from textmine.english import Counted, with_article
from textmine.errors import FileError, FrameError, TextmineError
from textmine.intake.columns import mend_half_pairs
from textmine.intake.frames import take_frame
from textmine.intake.values import (
    MOST,
    show_value,
    take_level,
    take_number,
    take_whole,
)

_ROUNDS = frozenset({"n_resamples", "n_permutations"})
# Draws of a resampling: beyond ten million no interval gets better, but memory gives out.
_MOST_ROUNDS = 10_000_000
# Without any there is no picture, nobody who works, and a p-value of 1 that nothing stands behind.
_ONE_AT_LEAST = frozenset({"top", "terms", "jobs", "n_permutations"})
# Shares, wherever they are asked for: above 1 nothing is like anything.
_SHARES = frozenset({"min_similarity"})
# Of an interval, wherever the library gives one.
_LEVEL = "level"
# Digits behind the point: a float has no more that mean anything.
_MOST_DIGITS = 15
# Bytes that file systems give the name of a file at most.
MOST_NAME = 255

# Paths that are no file's.
_FOLDERS = frozenset({"folder", "store"})
# What is asked for where a string is more than the name of something.
_WANTED = {
    "text": "a text",
    "pattern": "a word or a regular expression, such as '更新|解读'",
}

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Check = Callable[[Any, str, str], Any]
_LISTS = re.compile(r"(Sequence|Iterable|list|Collection)\[(\w+)\]")
_TUPLE = re.compile(r"tuple\[([\w, ]+)\]")
_MAPPING = re.compile(r"(?:Mapping|dict)\[(\w+), ([^\[\]]+)\]")


def check_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """Check what a function is called with: frames, numbers, words, lists, objects of the house.

    Each argument is held against the annotation of its parameter. A frame is taken as by
    :func:`take_frame`; a number that has no fraction is taken as a whole one; what has an
    annotation that says little (an array of anything) is left to the function.

    Parameters
    ----------
    function : callable
        A public function with annotations.

    Returns
    -------
    callable
        The same, checked; it raises a FrameError with one sentence where an argument cannot be
        right, a FileError where the system refuses a file, and a TypeError where an argument is
        missing or not known.

    Examples
    --------
    >>> import pandas as pd
    >>> @check_arguments
    ... def draw(frame: pd.DataFrame, n: int = 3, *, by: str | None = None) -> int:
    ...     return len(frame.head(n))
    >>> draw(pd.DataFrame({"text": ["公开", "更新"]}), 1.0)
    1
    >>> draw(pd.DataFrame(), n="many")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: draw: n is 'many'; expected a whole number from 0 on
    """
    signature = inspect.signature(function)
    # What makes an object bears the name of its class.
    what = function.__qualname__.removesuffix(".__init__").rpartition(".")[2]
    checks: dict[str, list[Check]] = {}

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{what}: {error}; expected {signature}") from None
        for name, value in bound.arguments.items():
            if name not in checks:
                checks[name] = _read_annotation(
                    signature.parameters[name].annotation, function
                )
            if checks[name]:
                bound.arguments[name] = _take(value, name, what, checks[name])
        try:
            return function(*bound.args, **bound.kwargs)
        except OSError as error:
            if isinstance(error, TextmineError) or error.filename is None:
                raise
            told = f"{what}: {error.filename}: {error.strerror}"
            raise FileError(f"{told}; check path and permissions") from error

    return checked


def check_fields(kind: type[T]) -> type[T]:
    """Check what a dataclass is made of, as :func:`check_arguments` does for a function.

    Parameters
    ----------
    kind : type
        A dataclass of arguments.

    Returns
    -------
    type
        The same, checked.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @check_fields
    ... @dataclass(frozen=True)
    ... class Drawing:
    ...     by: str
    >>> Drawing(3)
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: Drawing: by is 3; expected a word, such as 'year'
    """
    kind.__init__ = check_arguments(kind.__init__)  # type: ignore[method-assign]
    return kind


def _take(value: Any, name: str, what: str, checks: list[Check]) -> Any:
    """The value as the first check that takes it gives it; the last complaint where none does."""
    complaint: FrameError | None = None
    for check in checks:
        try:
            return check(value, name, what)
        except FrameError as error:
            # Of several kinds the first is named: None and the like are seldom meant.
            complaint = complaint or error
    raise complaint or FrameError(f"{what}: {name} cannot be read")


def _read_annotation(annotation: Any, function: Callable[..., Any]) -> list[Check]:
    """A check for each kind of thing a parameter takes; none where one of them may be anything."""
    written = (
        annotation
        if isinstance(annotation, str)
        else getattr(annotation, "__name__", "")
    )
    kinds = re.sub(r"\[[^\[\]]*\]", lambda m: m[0].replace("|", "¦"), written).split(
        "|"
    )
    parts = [kind.strip() for kind in kinds]
    if "Path" in parts and "str" in parts:
        parts.remove("str")  # a path may be written as one
    if "NarrativeSource" in parts:
        return []  # a corpus, a frame, a list: take_texts tells them apart
    checks = []
    for part in parts:
        check = _find_check(part, function)
        if check is None:
            return []
        checks.append(check)
    return checks


def _find_check(part: str, function: Callable[..., Any]) -> Check | None:
    """The check of one kind of thing."""
    if part in _CHECKS:
        return _CHECKS[part]
    listed = _LISTS.fullmatch(part)
    if listed and listed[2] in _CHECKS:
        return _list_check(_CHECKS[listed[2]])
    if given := _TUPLE.fullmatch(part):
        kinds = [_CHECKS.get(kind, _take_any) for kind in given[1].split(", ")]
        return _tuple_check(kinds)
    if mapped := _MAPPING.fullmatch(part):
        key, entry = (_CHECKS.get(kind, _take_any) for kind in mapped.groups())
        return _mapping_check(key, entry)
    if not part.isidentifier():
        return None
    kind = inspect.unwrap(function).__globals__.get(part)
    if not isinstance(kind, type) or get_origin(kind) is not None:
        return None
    if getattr(kind, "_is_protocol", False) and not getattr(
        kind, "_is_runtime_protocol", False
    ):
        return None
    return _kind_check(kind)


def _list_check(entry: Check) -> Check:
    """Check a list, entry by entry."""

    def check(value: Any, name: str, what: str) -> Any:
        if isinstance(value, pd.DataFrame):
            raise FrameError(
                f"{what}: {name} is a frame; expected a list, such as one of its columns"
            )
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise FrameError(f"{what}: {name} is {show_value(value)}; expected a list")
        entries = list(value)
        return [entry(one, f"{name}[{at}]", what) for at, one in enumerate(entries)]

    return check


def _tuple_check(entries: list[Check]) -> Check:
    """Check a fixed number of values, each by a check of its own."""

    def check(value: Any, name: str, what: str) -> Any:
        is_several = isinstance(value, Iterable) and not isinstance(
            value, str | bytes | Mapping | pd.DataFrame
        )
        given = list(value) if is_several else []
        if len(given) != len(entries):
            raise FrameError(
                f"{what}: {name} is {show_value(value)}; expected "
                f"{Counted(len(entries)):value}, such as (a, b)"
            )
        pairs = enumerate(zip(given, entries, strict=True))
        return tuple(entry(one, f"{name}[{at}]", what) for at, (one, entry) in pairs)

    return check


def _take_any(value: Any, name: str, what: str) -> Any:
    """Any value; a string without half characters."""
    return mend_half_pairs(value) if isinstance(value, str) else value


def _mapping_check(key: Check, entry: Check) -> Check:
    """Check a mapping, key by key and value by value."""

    def check(value: Any, name: str, what: str) -> Any:
        if not isinstance(value, Mapping):
            raise FrameError(
                f"{what}: {name} is {show_value(value)}; expected a mapping of names, such as a "
                "dict"
            )
        for at, one in value.items():
            key(at, f"a key of {name}", what)
            entry(one, f"{name}[{at!r}]", what)
        return value

    return check


def _kind_check(kind: type) -> Check:
    """Check that a value is of a class."""

    def check(value: Any, name: str, what: str) -> Any:
        if not isinstance(value, kind):
            raise FrameError(
                f"{what}: {name} is {show_value(value)}; expected {with_article(kind.__name__)}"
            )
        return value

    return check


def _check_frame(value: Any, name: str, what: str) -> Any:
    return take_frame(value, (), what=name)


def _check_whole(value: Any, name: str, what: str) -> Any:
    most = {"digits": _MOST_DIGITS, **dict.fromkeys(_ROUNDS, _MOST_ROUNDS)}.get(
        name, MOST
    )
    return take_whole(
        value, name, what=what, least=int(name in _ONE_AT_LEAST), most=most
    )


def _check_number(value: Any, name: str, what: str) -> Any:
    if name == _LEVEL:
        return take_level(value, what=what)
    if name in _SHARES:
        return take_number(value, name, what=what, least=0, most=1)
    return take_number(value, name, what=what)


def _check_bool(value: Any, name: str, what: str) -> Any:
    if type(value).__name__ not in ("bool", "bool_"):
        raise FrameError(
            f"{what}: {name} is {show_value(value)}; expected True or False"
        )
    return bool(value)


def _check_word(value: Any, name: str, what: str) -> Any:
    if not isinstance(value, str):
        wanted = _WANTED.get(name, "a word, such as 'year'")
        raise FrameError(f"{what}: {name} is {show_value(value)}; expected {wanted}")
    return mend_half_pairs(value)


def _check_path(value: Any, name: str, what: str) -> Any:
    if not isinstance(value, str | os.PathLike) or not str(value):
        raise FrameError(
            f"{what}: {name} is {show_value(value)}; expected the path of a "
            f"{'folder' if name in _FOLDERS else 'file'}"
        )
    try:
        names = os.fsencode(value).split(os.fsencode(os.sep))
    except UnicodeEncodeError:
        names = [b"\0"]
    if any(b"\0" in one for one in names):
        raise FrameError(
            f"{what}: {name} holds a character that no path may hold: {value!r}"
        )
    if any(len(one) > MOST_NAME for one in names):
        raise FrameError(
            f"{what}: {name} holds a name of over {MOST_NAME} bytes, too long for any"
        )
    if not str(value).startswith("~"):
        return value
    try:
        at_home = Path(value).expanduser()
    except RuntimeError:  # nobody's home folder: a name like any other
        return value
    return str(at_home) if isinstance(value, str) else at_home


def _check_none(value: Any, name: str, what: str) -> Any:
    if value is not None:
        raise FrameError(f"{what}: {name} is {show_value(value)}; expected None")
    return value


_CHECKS: dict[str, Check] = {
    "pd.DataFrame": _check_frame,
    "DataFrame": _check_frame,
    "int": _check_whole,
    "float": _check_number,
    "bool": _check_bool,
    "str": _check_word,
    "Path": _check_path,
    "None": _check_none,
}
