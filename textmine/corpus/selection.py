"""Parts of a corpus: by position, by id, by what is known of the reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from textmine.english import Counted, with_article
from textmine.errors import FrameError, warn

# Values of a column that a warning names.
_VALUES_SHOWN = 8


def choose(reports: pd.DataFrame, key: Any) -> int | list[int]:
    """Tell which rows of the frame ``reports`` a key in square brackets means.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``.
    key : int, str, slice, sequence of int or str, or mask
        A position or an id means one report; all else means several. A mask that is a Series goes
        by its labels: rows of the frame, or ids of reports; what it does not know it leaves out.

    Returns
    -------
    int or list of int
        One position, or several.

    Raises
    ------
    KeyError
        If an id is not there.
    IndexError
        If a position lies outside.
    FrameError
        If a mask has another length than the corpus or labels that it lacks, or the key is none of
        these.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a", "b", "c"]})
    >>> choose(reports, "b"), choose(reports, -1), choose(reports, slice(1, 3))
    (1, 2, [1, 2])
    >>> choose(reports, [True, False, True])
    [0, 2]
    """
    if isinstance(key, slice):
        return list(range(len(reports)))[key]
    if isinstance(key, str | int | np.integer) and not isinstance(key, bool):
        return _one(reports, key)
    if isinstance(key, pd.Series) and _is_mask(key):
        key = _lay_mask(reports, key)
    if isinstance(key, pd.Series | np.ndarray | pd.Index):
        key = key.tolist()
    if not isinstance(key, Sequence):
        raise FrameError(
            f"corpus[{key!r}]: expected a position, an id, a slice, a list of them or a mask"
        )
    if key and all(isinstance(k, bool | np.bool_) for k in key):
        if len(key) != len(reports):
            raise FrameError(
                f"corpus[mask]: the mask has {Counted(len(key)):entry|entries}, the corpus "
                f"{Counted(len(reports)):report}"
            )
        return [k for k, wanted in enumerate(key) if wanted]
    return [_one(reports, k) for k in key]


def _is_mask(key: pd.Series) -> bool:
    """Whether a Series says yes or no of something, and perhaps "unknown"."""
    known = key.dropna()
    return len(known) > 0 and all(isinstance(k, bool | np.bool_) for k in known)


def _lay_mask(reports: pd.DataFrame, mask: pd.Series) -> list[bool]:
    """A mask in the order of the reports: that of a sorted frame has its labels in another."""
    held = mask.astype("boolean").fillna(False).astype(bool)
    if len(held) != len(reports) or held.index.equals(reports.index):
        return held.tolist()
    ids = pd.Index(reports["report_id"].astype("str"))
    for labels in (reports.index, ids):
        if held.index.is_unique and not len(labels.symmetric_difference(held.index)):
            return held.reindex(labels).tolist()
    raise FrameError(
        f"corpus[mask]: the mask has the labels {', '.join(map(repr, held.index[:3].tolist()))} …; "
        "expected those of corpus.reports, or its report_id; mask.to_numpy() goes by the order"
    )


def _one(reports: pd.DataFrame, key: Any) -> int:
    """Position of one report."""
    if isinstance(key, str):
        return _place_of(reports, key)
    if not isinstance(key, int | np.integer) or isinstance(key, bool):
        raise FrameError(f"corpus[{key!r}]: expected a position or an id")
    n = len(reports)
    if not -n <= key < n:
        raise IndexError(
            f"no report at position {key}; the corpus holds {Counted(n):report}"
        )
    return int(key) % n


def _place_of(reports: pd.DataFrame, report_id: str) -> int:
    """Position of an id."""
    ids = reports["report_id"].tolist()
    if report_id in ids:
        return ids.index(report_id)
    near = get_close_matches(report_id, ids, n=3) or ids[:3]
    raise KeyError(
        f"no report {report_id!r}; the corpus holds {Counted(len(ids)):report}: {', '.join(near)} …"
    )


def matching(
    reports: pd.DataFrame, query: str | None, equal: dict[str, Any]
) -> list[int]:
    """Find the reports for which a query holds and columns have given values.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``.
    query : str or None
        As :meth:`pandas.DataFrame.query` takes it: ``"year == 2021 and level == 'county'"``.
    equal : dict
        Column → value, or list of values of which one must be met; a number may be given as text.

    Returns
    -------
    list of int
        Positions in order.

    Warns
    -----
    TextmineWarning
        If no report meets the query, or has one of the values.

    Raises
    ------
    FrameError
        If a column is not there or the query cannot be read.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {"year": [2020, 2021, 2021], "level": ["city", "city", "county"]}
    ... )
    >>> (
    ...     matching(reports, "year == 2021", {}),
    ...     matching(reports, None, {"level": ["county"]}),
    ... )
    ([1, 2], [2])
    """
    held = np.ones(len(reports), dtype=bool)
    if query is not None:
        held &= _holds(reports, query)
    for column, wanted in equal.items():
        if column not in reports.columns:
            known = ", ".join(reports.columns)
            raise FrameError(f"filter: no column {column!r}; the reports have {known}")
        several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
        held &= _has(reports[column], list(wanted) if several else [wanted])
    return np.flatnonzero(held).tolist()


def _has(values: pd.Series, wanted: list[Any]) -> np.ndarray:
    """Whether each report has one of some values; those that none has are told."""
    if pd.api.types.is_numeric_dtype(values):
        wanted = [_number(value) for value in wanted]
    absent = [value for value in wanted if not values.isin([value]).any()]
    if absent and len(values):
        there = sorted(map(str, values.dropna().unique()))
        is_text = isinstance(absent[0], str)
        near = get_close_matches(absent[0], there, n=3) if is_text else []
        known = near or there[:_VALUES_SHOWN]
        named = ", ".join(repr(value) for value in absent)
        warn(
            f"filter: no report has {values.name} {named}; there is {', '.join(known)}"
        )
    return values.isin(wanted).to_numpy(bool)


def _number(value: Any) -> Any:
    """A number that is given as text; all else as it is."""
    found = pd.to_numeric(value, errors="coerce") if isinstance(value, str) else None
    return value if found is None or pd.isna(found) else found


def _holds(reports: pd.DataFrame, query: str) -> np.ndarray:
    """Whether a query holds for each report; unknown values hold nothing."""
    if not isinstance(query, str):
        raise FrameError(
            f"filter: query is {with_article(type(query).__name__)}; expected text, such as "
            "\"year == 2021 and level == 'county'\""
        )
    numbers = [
        re.escape(str(name))
        for name, values in reports.items()
        if pd.api.types.is_numeric_dtype(values)
    ]
    if numbers:
        compared = rf"\b({'|'.join(numbers)})(\s*[=!<>]=?\s*)(['\"])([\d.]+)\3"
        query = re.sub(compared, r"\1\2\4", query)
    try:
        # The Python engine alone understands every dtype of the frame; reports are few.
        result = reports.eval(query, engine="python")
    except Exception as error:
        known = ", ".join(reports.columns)
        raise FrameError(
            f"filter: {query!r} cannot be read ({error}); columns: {known}"
        ) from None
    if not isinstance(result, pd.Series) or len(result) != len(reports):
        raise FrameError(f"filter: {query!r} gives no yes or no for each report")
    held = result.fillna(False).astype(bool).to_numpy()
    if len(held) and not held.any():
        warn(f"filter: no report meets {query!r}")
    return held
