"""Columns as callers write them, brought into one writing, or refused by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from textmine.display import NOISE
from textmine.dtypes import holds_text
from textmine.english import Counted
from textmine.errors import FrameError

YEARS = frozenset({"year", "first_year", "last_year", "earlier_year"})
OFFSETS = frozenset({"start", "end"})
IDS = frozenset(
    {"report_id", "item_id", "family_id", "report_a", "report_b", "problem_id"}
)
BLANK_IDS = frozenset({("persistence", "item_id"), ("persistence", "report_id")})
"""Frames and ids in them that a row may lack: a dropped problem has no item in the later year, and
where that has several reports none that could be named."""
# Columns that hold what people wrote; a number in them is a mistake, in a label it is a name.
PROSE = frozenset({"text", "phrase", "heading", "categories"})
# Whole numbers beyond it are not told apart by a float.
_MOST_WHOLE = 2.0**53
# Beyond it a number is no year of our era: a date in nanoseconds, a code.
_LAST_YEAR = 9999

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_WRITTEN_YEAR = re.compile(r"(-?[0-9]{1,4})(?:\.0+)?\s*年?度?")
_WRITTEN_DATE = re.compile(
    r"([0-9]{4})[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)?(?:[T ].*)?"
)
_HAN_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}\s*年?度?")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NOT_YET_READ = object()

Column = pd.Series
Cleaner = Callable[[Column, str], Column]


def clean_column(values: pd.Series, kind: str, *, what: str) -> pd.Series:
    """Bring a column into the writing that the library works with.

    Parameters
    ----------
    values : pandas.Series
        The column; its name is used in messages.
    kind : {"id", "prose", "label", "year", "offset", "whole", "number", "share", "flag", "any"}
        What it is to hold.
    what : str
        How to call the frame in messages.

    Returns
    -------
    pandas.Series
        The same object where nothing is to change.

    Raises
    ------
    FrameError
        If a value cannot be right; the message names its row and column.

    Examples
    --------
    >>> clean_column(
    ...     pd.Series(["2020年", "二〇二一年"], name="year"), "year", what="r"
    ... ).tolist()
    [2020, 2021]
    """
    return _CLEANERS[kind](values, what)


def mend_half_pairs(text: str) -> str:
    """Put the replacement character where half of a surrogate pair stands, one for one.

    Parameters
    ----------
    text : str
        Any string.

    Returns
    -------
    str
        As long as it was; sound in UTF-8.

    Examples
    --------
    >>> len(mend_half_pairs("公" + chr(0xD83D) + "开"))
    3
    """
    return _HALF_PAIR.sub("\ufffd", text)


def refuse(values: pd.Series, wrong: Any, what: str, expected: str) -> None:
    """Refuse a column at its first wrong value.

    Parameters
    ----------
    values : pandas.Series
        The column.
    wrong : array-like of bool
        Where it is wrong.
    what, expected : str
        For the message.

    Raises
    ------
    FrameError
        If anything is wrong.

    Examples
    --------
    >>> refuse(
    ...     pd.Series([1, -2], name="start"),
    ...     [False, True],
    ...     "items",
    ...     "an offset from 0 on",
    ... )
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: items, row 1, column start: -2; expected an offset from 0 on
    """
    at = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if not len(at):
        return
    value, row = values.iloc[int(at[0])], values.index[int(at[0])]
    more = f" ({Counted(len(at)):row} are so)" if len(at) > 1 else ""
    raise FrameError(
        f"{what}, row {row}, column {values.name}: {_shown(value)}; expected {expected}{more}"
    )


def _shown(value: object) -> str:
    """A value for a message, short."""
    plain = value.item() if isinstance(value, np.generic) else value
    said = "a missing value" if _is_missing(value) else repr(plain)
    return said if len(said) <= 60 else said[:57] + "…"


def _is_missing(value: object) -> bool:
    """None, NaN, NA, NaT."""
    return (
        value is None or value is pd.NA or value is pd.NaT or (value != value) is True
    )


def _clean_prose(values: Column, what: str) -> Column:
    """Texts: strings or missing."""
    if _holds_strings(values):
        return mend_column(values)
    if values.isna().all():
        return pd.Series("", index=values.index, name=values.name, dtype="str")
    wrong = [not isinstance(v, str) and not _is_missing(v) for v in values]
    refuse(values, wrong, what, "text")
    return mend_column(values.astype("object"))


def _clean_label(values: Column, what: str) -> Column:
    """Names and codes: strings; whole numbers are written out, dates as in ISO 8601."""
    if _holds_strings(values):
        return mend_column(values)
    if pd.api.types.is_bool_dtype(values):
        return values
    spelled = pd.Series(
        [_spell(v) for v in values],
        index=values.index,
        name=values.name,
        dtype="object",
    )
    wrong = [not (isinstance(v, str) or _is_missing(v)) for v in spelled]
    refuse(values, wrong, what, "a name or a code")
    return mend_column(spelled)


def _spell(value: object) -> object:
    """A label as text where it is a whole number or a date."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, int | np.integer) and not isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, date) and not _is_missing(value):
        return value.isoformat()[:10]
    return value


def _clean_id(values: Column, what: str) -> Column:
    """Ids: a label in every row."""
    labels = _clean_label(values, what)
    empty = labels.isna() | (labels.astype("str").str.strip() == "")
    refuse(labels, empty, what, "an id in every row")
    return labels


def _clean_year(values: Column, what: str) -> Column:
    """Years in any writing as Int64; missing ones stay missing."""
    if isinstance(values.dtype, pd.PeriodDtype) or pd.api.types.is_datetime64_any_dtype(
        values
    ):
        years: Column = values.dt.year.astype("Int64")
        return years
    if pd.api.types.is_integer_dtype(values):
        refuse(
            values, ~values.between(-_LAST_YEAR, _LAST_YEAR).fillna(True), what, _A_YEAR
        )
        return values
    objects = values.astype("object")
    read = {}
    for value in objects:
        if isinstance(value, str) and value not in read:
            read[value] = _read_year(value)
    found = [read[v] if isinstance(v, str) else _number_year(v) for v in objects]
    wrong = [year is _NOT_YET_READ for year in found]
    refuse(objects, wrong, what, _A_YEAR)
    return pd.Series(found, index=values.index, name=values.name, dtype="Int64")


_A_YEAR = "a year, such as 2020 or 2020年"


def read_year(written: str) -> int | None:
    """Read a year in any writing.

    Parameters
    ----------
    written : str
        One cell.

    Returns
    -------
    int or None
        None where nothing is written, or no year.

    Examples
    --------
    >>> [read_year(cell) for cell in ("２０２０年度", "二〇二一", "2021.0", "soon", "")]
    [2020, 2021, 2021, None, None]
    """
    year = _read_year(written)
    return year if isinstance(year, int) else None


def _read_year(written: str) -> object:
    """A year from its writing; pd.NA for an empty one."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if not plain or plain.lower() in ("nan", "none", "na", "<na>", "nat"):
        return pd.NA
    if _HAN_YEAR.fullmatch(plain):
        return int(re.sub(r"\D", "", plain.translate(_HAN_DIGITS)))
    found = _WRITTEN_YEAR.fullmatch(plain) or _WRITTEN_DATE.fullmatch(plain)
    return int(found[1]) if found else _NOT_YET_READ


def _number_year(value: Any) -> object:
    """A year from a number or a date."""
    if _is_missing(value):
        return pd.NA
    if isinstance(value, date | pd.Period | np.datetime64):
        return (
            pd.Timestamp(str(value)).year
            if isinstance(value, np.datetime64)
            else value.year
        )
    number = isinstance(value, int | float | np.integer | np.floating)
    if (
        number
        and not isinstance(value, bool)
        and abs(value) <= _LAST_YEAR
        and value == int(value)
    ):
        return int(value)
    return _NOT_YET_READ


def _clean_offset(values: Column, what: str) -> Column:
    """Offsets: whole numbers from 0 on."""
    offsets = _clean_whole(values, what, "an offset from 0 on")
    refuse(values, offsets < 0, what, "an offset from 0 on")
    return offsets


def _clean_whole(values: Column, what: str, expected: str = "a whole number") -> Column:
    """Whole numbers in every row."""
    if pd.api.types.is_integer_dtype(values) and not values.hasnans:
        return values
    numbers = _as_numbers(values)
    whole = numbers.notna() & (numbers.abs() <= _MOST_WHOLE) & (numbers % 1 == 0)
    refuse(values, ~whole, what, expected)
    return numbers.astype("int64")


def _clean_number(values: Column, what: str) -> Column:
    """Numbers; missing ones stay missing."""
    is_plain = pd.api.types.is_numeric_dtype(values)
    numbers = values if is_plain else _as_numbers(values)
    if not is_plain:
        blank = np.array(
            [isinstance(v, str) and not v.strip() for v in values], dtype=bool
        )
        refuse(
            values,
            (numbers.isna() & values.notna()).to_numpy() & ~blank,
            what,
            "a number",
        )
    if pd.api.types.is_float_dtype(numbers):
        infinite = np.isinf(numbers.to_numpy(dtype=np.float64, na_value=np.nan))
        refuse(values, infinite, what, "a finite number")
    return numbers


def _clean_share(values: Column, what: str) -> Column:
    """Shares from 0 to 1; what rounding adds to sums of them is taken off, no more."""
    numbers = _clean_number(values, what)
    plain = numbers.astype("float64")
    within = plain.clip(0.0, 1.0)
    off = (plain - within).abs() > 10.0**-NOISE
    refuse(values, off, what, "a share from 0 to 1 (42 % is 0.42)")
    return numbers if plain.equals(within) else within


def _clean_flag(values: Column, what: str) -> Column:
    """Truth values, also in writing; what is missing is not so."""
    if values.dtype == "bool":
        return values
    read = [_read_flag(value) for value in values.astype("object")]
    refuse(values, [flag is None for flag in read], what, "True or False")
    return pd.Series(read, index=values.index, name=values.name, dtype="bool")


def _read_flag(value: Any) -> bool | None:
    """A truth value, also as 0 or 1 and in writing; None for what is none."""
    if _is_missing(value):
        return False
    written = str(value).strip().lower().removesuffix(".0")
    if written in ("true", "1"):
        return True
    return False if written in ("false", "0", "") else None


def _clean_any(values: Column, what: str) -> Column:
    """What a caller names: one value a cell, whatever it is."""
    if values.dtype != "object":
        return values
    several = [
        isinstance(v, list | dict | set | np.ndarray | pd.Series) for v in values
    ]
    refuse(values, several, what, "one value a cell")
    return mend_column(values)


def _number_like(value: object) -> object:
    """A value that may be a number or its writing, else missing."""
    if isinstance(value, str):
        return mend_half_pairs(value)
    number = isinstance(value, int | float | np.integer | np.floating)
    return value if number and not isinstance(value, bool) else np.nan


def _as_numbers(values: Column) -> Column:
    """Values as float64, what is none as missing; dates and truth values are none."""
    if values.dtype.kind in "mMb" or isinstance(values.dtype, pd.PeriodDtype):
        return pd.Series(np.nan, index=values.index, name=values.name)
    objects = values.astype("object").map(_number_like)
    return pd.to_numeric(objects, errors="coerce").astype("float64")


def _holds_strings(values: Column) -> bool:
    """Whether a column holds strings, and what is missing, alone."""
    return holds_text(values) or (
        values.dtype == "object" and bool(values.isna().all())
    )


def mend_column(values: pd.Series) -> pd.Series:
    """Put the replacement character where half of a surrogate pair stands in a column's strings.

    Parameters
    ----------
    values : pandas.Series
        Any column; what is no string stays.

    Returns
    -------
    pandas.Series
        The same object where nothing is to change.

    Examples
    --------
    >>> mend_column(pd.Series(["公" + chr(0xD83D)], dtype="object")).str.len().tolist()
    [2]
    """
    if getattr(values.dtype, "storage", "") == "pyarrow":
        return values  # arrow holds sound strings only
    strings = [v for v in values if isinstance(v, str)]
    try:
        "".join(strings).encode("utf-8")
    except UnicodeEncodeError:
        return values.map(lambda v: mend_half_pairs(v) if isinstance(v, str) else v)
    return values


_CLEANERS: dict[str, Cleaner] = {
    "id": _clean_id,
    "prose": _clean_prose,
    "label": _clean_label,
    "year": _clean_year,
    "offset": _clean_offset,
    "any": _clean_any,
    "number": _clean_number,
    "share": _clean_share,
    "whole": _clean_whole,
    "flag": _clean_flag,
}
