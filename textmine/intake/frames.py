"""Frames, corpora, Series and lists as callers hand them in: one door, the same few checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.columns import (
    BLANK_IDS,
    IDS,
    OFFSETS,
    PROSE,
    YEARS,
    clean_column,
    refuse,
)
from textmine.schema import FRAMES, check_columns


def take_frame(
    given: Any,
    columns: Iterable[str],
    *,
    what: str,
    keep_missing: Iterable[str] = (),
    shares: Iterable[str] = (),
) -> pd.DataFrame:
    """Take a frame with the columns that are needed, each in the writing of the contract.

    Parameters
    ----------
    given : pandas.DataFrame or object with that frame
        A frame; or what carries it under the name ``what`` (a corpus its ``reports``, a Reuse its
        ``scores``).
    columns : iterable of str
        Columns it must have. Those, and all others whose name the contract knows as text, id, year
        or offset, are checked.
    what : str
        How to call the frame in messages.
    keep_missing : iterable of str
        Columns of text in which a missing cell says something else than an empty one.
    shares : iterable of str
        Columns, of those it must have, whose numbers are to lie from 0 to 1; what rounding makes of
        them beyond is taken off.

    Returns
    -------
    pandas.DataFrame
        The frame itself where nothing is to change, else a copy: years in any writing as numbers,
        codes as text, no half characters, missing text empty. Rows, their order and their index
        stay.

    Raises
    ------
    FrameError
        If it is no frame, a column is missing or stands twice, or a value cannot be right; the
        message names row and column.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": [1, 2], "year": ["2020年", "2021年"]})
    >>> take_frame(reports, ["report_id", "year"], what="reports").values.tolist()
    [['1', 2020], ['2', 2021]]
    >>> take_frame(reports.assign(year="last"), ["year"], what="reports")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: reports, row 0, column year: 'last'; expected a year, such as 2020
    or 2020年 (2 rows are so)
    """
    columns, kept, within = list(columns), set(keep_missing), set(shares)
    frame = _as_frame(given, what, columns)
    _check_names(frame, columns, what)
    check_columns(frame, columns, what=what)
    changed = {}
    for name in frame.columns:
        kind = _kind(name, needed=name in columns, what=what)
        if name in within:
            kind = "share"
        if kind is None:
            continue
        values = frame[name]
        clean = clean_column(values, kind, what=what)
        if (
            kind == "prose"
            and name in columns
            and name not in kept
            and clean.isna().any()
        ):
            clean = clean.fillna("")
        if clean is not values:
            changed[name] = clean
    out = frame.assign(**changed) if changed else frame
    if {"start", "end"} <= set(out.columns):
        # Where an offset that is not needed is missing, nothing is backwards.
        backwards = (out["end"] < out["start"]).fillna(False).to_numpy(dtype=bool)
        refuse(out["end"], backwards, what, "no offset before the start of its row")
    return out


def as_pandas(given: Any) -> Any:
    """Take a frame of another library (polars, pyarrow) as one of pandas.

    Parameters
    ----------
    given : Any
        What was handed in.

    Returns
    -------
    Any
        A DataFrame where it can turn into one; else what was handed in.

    Examples
    --------
    >>> import pyarrow as pa
    >>> as_pandas(pa.table({"text": ["公开不够"]}))["text"].tolist()
    ['公开不够']
    >>> as_pandas(["公开不够"])
    ['公开不够']
    """
    turn = getattr(given, "to_pandas", None)
    if not callable(turn) or isinstance(given, pd.DataFrame | pd.Series):
        return given
    turned = turn()
    return turned if isinstance(turned, pd.DataFrame) else given


def take_texts(given: Any, *, what: str) -> pd.DataFrame:
    """Take the texts of reports: a corpus, a frame, a Series or a list.

    Parameters
    ----------
    given : NarrativeSource, pandas.DataFrame, Series or iterable of str
        Of a corpus its narrative; of a Series or list each text is a report of its own, named by
        the index, from 0 in a list.
    what : str
        How to call it in messages.

    Returns
    -------
    pandas.DataFrame
        At least report_id and text.

    Raises
    ------
    FrameError
        As :func:`take_frame`.

    Examples
    --------
    >>> take_texts(["公开不够", "更新慢"], what="texts").values.tolist()
    [['0', '公开不够'], ['1', '更新慢']]
    """
    given = as_pandas(given)
    if not isinstance(given, pd.DataFrame) and hasattr(given, "narrative"):
        given = given.narrative
    elif isinstance(given, pd.Series) or _is_list(given):
        texts = take_statements(given, what=what)
        given = pd.DataFrame(
            {"report_id": texts.index.astype("str"), "text": texts.to_numpy()}
        )
    elif not isinstance(given, pd.DataFrame):
        raise FrameError(
            f"{what}: got {_called(given)}; expected a corpus or a frame with columns report_id and"
            " text, or a list of texts"
        )
    known = [name for name in ("start", "end") if name in given.columns]
    return take_frame(given, ["report_id", "text", *known], what=what)


def take_statements(given: Any, *, what: str) -> pd.Series:
    """Take statements: a Series, a list, an array of texts.

    Parameters
    ----------
    given : pandas.Series or iterable of str
        Texts; missing ones are empty.
    what : str
        How to call it in messages.

    Returns
    -------
    pandas.Series of str
        With the index of a Series, else from 0.

    Raises
    ------
    FrameError
        If it is one string, a frame, a mapping or no list, or an entry is no text; the message
        names the row.

    Examples
    --------
    >>> take_statements(["公开", None], what="statements").tolist()
    ['公开', '']
    """
    if isinstance(given, pd.Series):
        texts = given
    elif isinstance(given, np.ndarray) and given.ndim == 2 and given.shape[1] == 1:
        texts = pd.Series(given[:, 0], dtype="object")
    elif isinstance(given, np.ndarray) and given.ndim != 1:
        raise FrameError(
            f"{what}: got an array of shape {given.shape}; expected one text a row"
        )
    elif _is_list(given):
        texts = pd.Series(list(given), dtype="object")
    else:
        raise FrameError(
            f"{what}: got {_called(given)}; expected a list or column of texts{_hint(given)}"
        )
    clean = clean_column(texts.rename("text"), "prose", what=what)
    return clean.fillna("").astype("str")


def check_single_rows(frame: pd.DataFrame, *, what: str) -> None:
    """Refuse several rows of one report that do not say where in it they stand.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column report_id, and start where a report has several rows.
    what : str
        How to call it in messages.

    Raises
    ------
    FrameError
        Naming the first such row.

    Examples
    --------
    >>> check_single_rows(pd.DataFrame({"report_id": ["a", "a"]}), what="texts")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: texts, row 1, column report_id: 'a'; expected one row a report, or a
    column start that says where in the report each row's text begins
    """
    if "start" not in frame:
        refuse(
            frame["report_id"],
            frame["report_id"].duplicated(),
            what,
            "one row a report, or a column start that says where in the report each row's text "
            "begins",
        )


def check_item_ids(frame: pd.DataFrame, *, what: str) -> None:
    """Refuse an item_id that two rows have.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column item_id.
    what : str
        How to call it in messages.

    Raises
    ------
    FrameError
        Naming the first such id.

    Examples
    --------
    >>> check_item_ids(pd.DataFrame({"item_id": ["a", "a"]}), what="problems")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: problems: item_id 'a' stands twice; every item needs an id of its
    own
    """
    doubled = frame["item_id"][frame["item_id"].duplicated()]
    if len(doubled):
        raise FrameError(
            f"{what}: item_id {doubled.iloc[0]!r} stands twice; every item needs an id of its own"
        )


def take_reports(
    given: Any, columns: Iterable[str], *, what: str = "reports"
) -> pd.DataFrame:
    """Take a frame with one row a report.

    Parameters
    ----------
    given : pandas.DataFrame or object with that frame
        As in :func:`take_frame`.
    columns : iterable of str
        Columns needed beside ``report_id``.
    what : str
        How to call it in messages.

    Returns
    -------
    pandas.DataFrame
        Rows that say the same once.

    Raises
    ------
    FrameError
        As :func:`take_frame`; or if two rows of one report differ in these columns, so that only
        their order would say which holds.

    Examples
    --------
    >>> twice = pd.DataFrame(
    ...     {"report_id": ["a", "a"], "province": ["云岭省", "东屿省"]}
    ... )
    >>> take_reports(twice, ["province"])
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: reports, row 1, column report_id: 'a'; expected one row a report, or
    rows that do not differ in province
    """
    needed = list(dict.fromkeys(["report_id", *columns]))
    reports = take_frame(given, needed, what=what)
    # As words: cells may hold lists, which cannot be compared otherwise.
    reports = reports[~reports[needed].astype("str").duplicated()]
    refuse(
        reports["report_id"],
        reports["report_id"].duplicated(),
        what,
        f"one row a report, or rows that do not differ in {', '.join(needed[1:])}",
    )
    return reports


def check_same_run(rows: pd.DataFrame, reports: pd.DataFrame, *, what: str) -> None:
    """Refuse reports of which none is one that the rows are of: joined to them nothing is left.

    Parameters
    ----------
    rows, reports : pandas.DataFrame
        Column report_id; ``reports`` may be some of those that the rows are of.
    what : str
        How to call the rows in messages.

    Raises
    ------
    FrameError
        Naming a report of either; not where one of the frames is empty.

    Examples
    --------
    >>> rows, reports = (
    ...     pd.DataFrame({"report_id": [name]}) for name in ("a.html", "a")
    ... )
    >>> check_same_run(rows, reports, what="values")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: values: none of 1 report ('a.html' …) is in reports ('a' …);
    expected the frame reports of the same run
    """
    ids = rows["report_id"].astype("str").unique()
    known = reports["report_id"].astype("str")
    if len(ids) and len(known) and not known.isin(ids).any():
        raise FrameError(
            f"{what}: none of {Counted(len(ids)):report} ({ids[0]!r} …) is in reports "
            f"({known.iloc[0]!r} …); expected the frame reports of the same run"
        )


def _as_frame(given: Any, what: str, columns: list[str]) -> pd.DataFrame:
    """The frame handed in, or that of its name in what was handed in."""
    given = as_pandas(given)
    if isinstance(given, pd.DataFrame):
        return given
    carried = getattr(given, what, None) if what.isidentifier() else None
    if isinstance(carried, pd.DataFrame) and not isinstance(given, pd.Series):
        return carried
    if what in FRAMES and callable(getattr(given, "frame", None)):
        return pd.DataFrame(given.frame(what))
    wanted = f" with columns {', '.join(map(str, columns))}" if columns else ""
    raise FrameError(f"{what}: got {_called(given)}; expected a DataFrame{wanted}")


def _check_names(frame: pd.DataFrame, columns: list[str], what: str) -> None:
    """Refuse names of columns that cannot be asked for, and those that stand twice."""
    for name in columns:
        if not isinstance(name, str | int):
            raise FrameError(
                f"{what}: {name!r} is no name of a column; expected one name, such as 'province'"
            )
    if frame.columns.nlevels > 1:
        raise FrameError(
            f"{what}: columns have {Counted(frame.columns.nlevels):level}; expected one"
        )
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise FrameError(
            f"{what}: two columns are called {twice[0]!r}; rename or drop one"
        )


def _kind(name: object, *, needed: bool, what: str) -> str | None:
    """What a column is to hold, by its name; None where nothing is known of it."""
    if name in IDS:
        may_lack = (what.rpartition(" ")[2], name) in BLANK_IDS
        return "id" if needed and not may_lack else "label"
    if name in YEARS:
        return "year"
    if name in OFFSETS:
        return "offset" if needed else "number"
    if name in PROSE:
        return "prose"
    dtype = FRAMES.get(what, {}).get(str(name)) or _COMMON.get(str(name), "")
    if dtype == "str":
        return "label"
    if not needed:
        return None
    kinds = {"int64": "whole", "Int64": "number", "float64": "number", "bool": "flag"}
    return kinds.get(dtype, "any")


def _common_types() -> dict[str, str]:
    """Dtypes of the columns that mean the same in every frame of the contract."""
    dtypes: dict[str, set[str]] = {}
    for columns in FRAMES.values():
        for name, dtype in columns.items():
            dtypes.setdefault(name, set()).add(dtype)
    return {name: found.pop() for name, found in dtypes.items() if len(found) == 1}


_COMMON = _common_types()


def _is_list(given: object) -> bool:
    """Several values in an order: no string, mapping, set or frame."""
    single = isinstance(given, str | bytes | Mapping | pd.DataFrame | set | frozenset)
    return isinstance(given, Iterable) and not single


def _called(given: object) -> str:
    """The kind of an object for a message."""
    if isinstance(given, str):
        return "one string"
    return "nothing" if given is None else type(given).__name__


def _hint(given: object) -> str:
    """What the caller probably meant."""
    if isinstance(given, str):
        return ": [text]"
    if isinstance(given, pd.DataFrame):
        return ", such as frame['text']"
    return ""
