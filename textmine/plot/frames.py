"""Steps between a frame and a picture that several charts share: names, groups, cuts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.resources.load import load_toml
from textmine.schema import check_columns

GROUPS = ("report_id", "agency", "region", "province", "level", "agency_type", "year")


def report_names(reports: pd.DataFrame | None) -> dict[str, str]:
    """Name reports for readers: agency and year, with the id where two would be called the same.

    Parameters
    ----------
    reports : pandas.DataFrame or None
        Columns report_id, agency, year; None gives no names.

    Returns
    -------
    dict
        report_id to name.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "agency": ["云岭省档案局", ""], "year": [2021, None]}
    ... )
    >>> report_names(frame)
    {'a': '云岭省档案局 2021', 'b': 'b'}
    """
    if reports is None or reports.empty:
        return {}
    check_columns(reports, ["report_id", "agency", "year"], what="reports")
    ids = reports["report_id"].astype(str)
    years = reports["year"].map(lambda y: "" if pd.isna(y) else f" {int(y)}").astype(str)
    agencies = reports["agency"].astype("str").fillna("")
    names = (agencies + years).where(agencies != "", ids)
    names = names.where(~names.duplicated(keep=False), names + " (" + ids + ")").where(
        agencies != "", ids
    )
    return dict(zip(ids, names, strict=True))


def group_of(report_ids: pd.Series, reports: pd.DataFrame | None, by: str) -> pd.Series:
    """Give each report's group, ``""`` where unknown.

    Parameters
    ----------
    report_ids : pandas.Series of str
        Reports.
    reports : pandas.DataFrame or None
        Frame ``reports``; not needed for ``by="report_id"``.
    by : str
        report_id, agency, region, province, level, agency_type or year.

    Returns
    -------
    pandas.Series of str
        Same index as ``report_ids``.

    Raises
    ------
    FrameError
        If the grouping is unknown, or needs the frame ``reports``.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a"], "level": ["city"]})
    >>> group_of(pd.Series(["a", "z"]), reports, "level").tolist()
    ['city', '']
    """
    if by not in GROUPS:
        raise FrameError(f"by={by!r}: no such grouping; expected one of {', '.join(GROUPS)}")
    ids = report_ids.astype("str")
    if by == "report_id":
        return ids
    if reports is None:
        raise FrameError(f"by={by!r} needs the frame of reports; pass reports=corpus.reports")
    check_columns(reports, ["report_id", by], what="reports")
    table = reports.drop_duplicates("report_id").set_index("report_id")[by]
    return ids.map(table).map(lambda v: "" if pd.isna(v) else str(v)).astype("str")


def category_names(lang: str) -> dict[str, str]:
    """Names of the codebook's categories, where a codebook ships with the package.

    Parameters
    ----------
    lang : {"zh", "en", "both"}
        Language; the English name is the key with spaces.

    Returns
    -------
    dict
        Key to name, in the codebook's order; empty without a codebook.

    Examples
    --------
    >>> isinstance(category_names("zh"), dict)
    True
    """
    try:
        table = load_toml("codebook.toml")
    except FileNotFoundError:
        return {}
    names = {}
    for key, entry in table.items():
        if isinstance(entry, dict) and "zh" in entry:
            zh, en = str(entry["zh"]), str(entry.get("en", key.replace("_", " ")))
            names[key] = {"zh": zh, "en": en}.get(lang, f"{zh} {en}")
    return names


def check_stem(check: str) -> str:
    """Find the kind of a check from its id, which goes on with a column, a row or a key.

    Parameters
    ----------
    check : str
        E.g. ``t3_flow_col6``.

    Returns
    -------
    str
        The longest stem of ``resources/plot.toml`` that the id begins with, else the id.

    Examples
    --------
    >>> check_stem("t3_flow_col6"), check_stem("own_check")
    ('t3_flow', 'own_check')
    """
    stems = [
        stem
        for stem in load_toml("plot.toml")["check"]
        if check == stem or check.startswith(stem + "_")
    ]
    return max(stems, key=len, default=check)


def order_by_share(table: pd.DataFrame, column: str, top: int) -> tuple[pd.DataFrame, int]:
    """Sort rows by a share, highest first, and keep the two ends where there are too many.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows to draw.
    column : str
        What to sort by; ties by index.
    top : int
        Rows to keep: the upper half of them from the top, the rest from the bottom.

    Returns
    -------
    tuple of DataFrame and int
        The rows, and how many in the middle were left out.

    Examples
    --------
    >>> kept, left_out = order_by_share(pd.DataFrame({"share": [0.1, 0.9, 0.5]}), "share", 2)
    >>> kept["share"].tolist(), left_out
    ([0.9, 0.1], 1)
    """
    ordered = table.sort_index(kind="stable").sort_values(column, ascending=False, kind="stable")
    if len(ordered) <= top:
        return ordered, 0
    upper = (top + 1) // 2
    return pd.concat([ordered.iloc[:upper], ordered.iloc[len(ordered) - (top - upper) :]]), len(
        ordered
    ) - top


def known_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    """Put keys into their usual order, unknown ones after, sorted.

    Parameters
    ----------
    found : iterable of str
        Keys that occur.
    order : iterable of str
        The usual order.

    Returns
    -------
    list of str
        Each key once.

    Examples
    --------
    >>> known_order(["z", "city", "province"], ["province", "city"])
    ['province', 'city', 'z']
    """
    have = set(found)
    known = [key for key in dict.fromkeys(order) if key in have]
    return known + sorted(have - set(known))


def quantile_points(values: np.ndarray, most: int) -> np.ndarray:
    """Sort values, and thin them to their quantiles where there are too many to draw.

    Parameters
    ----------
    values : numpy.ndarray of shape (n,)
        Without NaN.
    most : int
        Points at most, both ends included.

    Returns
    -------
    numpy.ndarray
        Ascending.

    Examples
    --------
    >>> quantile_points(np.array([3.0, 1.0, 2.0]), 2).tolist()
    [1.0, 3.0]
    """
    ordered = np.sort(values)
    if len(ordered) <= most:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, most).round().astype(np.int64)]
