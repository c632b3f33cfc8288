"""Steps between a frame and a picture: which groups, in which order, how many of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from textmine.dtypes import as_text
from textmine.errors import FrameError
from textmine.intake.frames import take_reports
from textmine.schema import LEVELS

GROUPS = ("report_id", "agency", "region", "province", "level", "agency_type", "year")


def group_of(report_ids: pd.Series, reports: pd.DataFrame | None, by: str) -> pd.Series:
    """Give each report's group, ``""`` where unknown.

    Parameters
    ----------
    report_ids : pandas.Series of str
        Reports.
    reports : pandas.DataFrame or None
        Frame ``reports``; not needed for ``by="report_id"``.
    by : str
        report_id, agency, region, province, level, agency_type, year, or a column of ``reports``.

    Returns
    -------
    pandas.Series of str
        Same index as ``report_ids``.

    Raises
    ------
    FrameError
        If the grouping is unknown, or needs the frame ``reports``; if that says two things of a
        report.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a"], "level": ["city"]})
    >>> group_of(pd.Series(["a", "z"]), reports, "level").tolist()
    ['city', '']
    """
    if by not in GROUPS and by not in getattr(reports, "columns", ()):
        raise FrameError(
            f"by={by!r}: no such grouping; expected one of {', '.join(GROUPS)}, or a column of "
            "reports="
        )
    ids = report_ids.astype("str")
    if by == "report_id":
        return ids
    if reports is None:
        raise FrameError(
            f"by={by!r} needs the frame of reports; pass reports=corpus.reports"
        )
    table = take_reports(reports, [by]).set_index("report_id")[by]
    # Written before it is looked up: pandas 2 looks years up as floats.
    return as_text(ids.map(as_text(table)))


def order_by_share(
    table: pd.DataFrame, column: str, top: int, *, ascending: bool = False
) -> tuple[pd.DataFrame, int]:
    """Sort rows by a share, highest first, and keep the two ends where there are too many.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows to draw.
    column : str
        What to sort by; ties by index.
    ascending : bool, default False
        Lowest first.
    top : int
        Rows to keep: the upper half of them from the top, the rest from the bottom.

    Returns
    -------
    tuple of DataFrame and int
        The rows, and how many in the middle were left out.

    Examples
    --------
    >>> kept, left_out = order_by_share(
    ...     pd.DataFrame({"share": [0.1, 0.9, 0.5]}), "share", 2
    ... )
    >>> kept["share"].tolist(), left_out
    ([0.9, 0.1], 1)
    """
    ordered = table.sort_index(kind="stable").sort_values(
        column, ascending=ascending, kind="stable"
    )
    if len(ordered) <= top:
        return ordered, 0
    upper = (top + 1) // 2
    first_of_lower = len(ordered) - (top - upper)
    both_ends = pd.concat([ordered.iloc[:upper], ordered.iloc[first_of_lower:]])
    return both_ends, len(ordered) - top


def largest_first(sizes: pd.Series) -> pd.Series:
    """Sort sizes from the largest down, equal ones by name.

    Parameters
    ----------
    sizes : pandas.Series of number
        Indexed by what is measured.

    Returns
    -------
    pandas.Series
        The same, in order.

    Examples
    --------
    >>> largest_first(pd.Series({"b": 1, "c": 2, "a": 1})).index.tolist()
    ['c', 'a', 'b']
    """
    return sizes.sort_index().sort_values(ascending=False, kind="stable")


def natural_order(groups: Iterable[str], by: str) -> list[str]:
    """Put groups that have an order of their own into it: years, and levels from the highest down.

    Parameters
    ----------
    groups : iterable of str
        Groups, in the order that they keep otherwise; what is unknown stands last.
    by : str
        What makes them.

    Returns
    -------
    list of str
        The same groups.

    Examples
    --------
    >>> natural_order(["2022", "2020"], "year"), natural_order(["b", "a"], "province")
    (['2020', '2022'], ['b', 'a'])
    >>> natural_order(["county", "", "city"], "level")
    ['city', 'county', '']
    """
    names = [str(group) for group in groups]
    if by == "year":
        return sorted(names, key=lambda name: (not name.isdecimal(), name))
    return known_order(names, LEVELS) if by == "level" else names


def group_sizes(groups: pd.Series, members: pd.Series) -> pd.Series:
    """Count the distinct members of each group, the largest group first.

    Parameters
    ----------
    groups, members : pandas.Series
        The group of each row, and whom the row belongs to.

    Returns
    -------
    pandas.Series of int
        Indexed by group.

    Examples
    --------
    >>> group_sizes(pd.Series(["x", "x", "y"]), pd.Series(["a", "a", "b"])).tolist()
    [1, 1]
    """
    return largest_first(members.groupby(groups.to_numpy()).nunique())


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
