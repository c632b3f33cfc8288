"""Groups of rows: how the values of a column become labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.dtypes import as_text
from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.columns import mend_column
from textmine.stats.lines import agency_keys

UNKNOWN = "(unknown)"
"""How missing and empty values are shown."""
CLUSTERS = ("agency_id", "agency", "report_id")
"""Columns that say which rows belong together, the first one known first."""
ROW = "row"
"""What rows are told apart by where none of these is known: each stands for itself."""
_AGENCIES = "agency|agencies"
_KINDS = {
    "agency_id": _AGENCIES,
    "agency": _AGENCIES,
    "report_id": "report",
    "item_id": "item",
    ROW: "row",
}


def group_labels(values: pd.Series) -> pd.Series:
    """Write group values as text; years without a decimal point, missing ones as ``(unknown)``."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    text = as_text(mend_column(values))
    return text.mask(text.str.strip() == "", UNKNOWN)


def number_groups(values: pd.Series) -> NDArray[np.int64]:
    """Number groups from 0, in order of their labels; each unknown one is a group of its own.

    Parameters
    ----------
    values : pandas.Series
        Group of each row.

    Returns
    -------
    numpy.ndarray of int64
        In order of the rows.

    Examples
    --------
    >>> number_groups(pd.Series(["乙局", "甲局", "", "乙局", None])).tolist()
    [0, 1, 2, 0, 3]
    """
    labels = group_labels(values).reset_index(drop=True)
    known = labels != UNKNOWN
    numbers, names = pd.factorize(labels.where(known), sort=True)
    numbers[~known] = len(names) + np.arange(int((~known).sum()))
    return numbers.astype(np.int64)


def is_unknown(values: pd.Series) -> NDArray[np.bool_]:
    """Whether the group of each row is not known: missing, or empty."""
    return np.asarray(group_labels(values) == UNKNOWN, dtype=np.bool_)


def warn_left_out(
    what: str, lacking: Mapping[str, ArrayLike], thing: str = "row"
) -> None:
    """Say once how many rows a result leaves out, and for want of what.

    Parameters
    ----------
    what : str
        Who leaves them out.
    lacking : mapping of str to array_like of bool
        Column → whether each row lacks a value there.
    thing : str
        What a row is, as :class:`~textmine.english.Counted` takes it.

    Examples
    --------
    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warn_left_out("mean", {"value": [False, True], "year": [False, False]})
    >>> str(told[0].message)
    'mean: left out for want of value: 1 of 2 rows'
    """
    masks = {name: np.asarray(mask, dtype=bool) for name, mask in lacking.items()}
    left = np.logical_or.reduce(list(masks.values()))
    if left.any():
        wanted = " or ".join(name for name, mask in masks.items() if mask.any())
        n = f"{int(left.sum())} of {Counted(len(left)):{thing}}"
        warn(f"{what}: left out for want of {wanted}: {n}")


def cluster_labels(frame: pd.DataFrame, cluster: str | None = None) -> pd.Series:
    """Say which rows belong together: those of one agency.

    Parameters
    ----------
    frame : pandas.DataFrame
        report_id, and where known agency_id or agency.
    cluster : str, optional
        Column to go by instead.

    Returns
    -------
    pandas.Series of str
        The agency; a report of no known agency, and every report of a frame without agencies,
        stands for itself.

    Raises
    ------
    FrameError
        If the column is not there.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a", "b"], "agency": ["甲局", ""]})
    >>> cluster_labels(frame).tolist()
    ['甲局', '(report) b']
    """
    if cluster is not None and cluster not in frame:
        have = ", ".join(map(str, frame.columns))
        raise FrameError(
            f"no column {cluster!r} to take clusters from; the frame has {have}"
        )
    keys = (
        agency_keys(frame)
        if cluster is None
        else frame[cluster].astype("string").fillna("")
    )
    keys = keys.astype("str").str.strip()
    is_known = keys != ""
    if is_known.all():
        return keys
    alone = pd.Series([f"(row) {i}" for i in range(len(frame))], index=frame.index)
    if "report_id" in frame:
        ids = as_text(frame["report_id"]).str.strip()
        alone = ("(report) " + ids).where(ids != "", alone)
    return keys.where(is_known, alone).astype("str")


def name_kind(cluster: str) -> str:
    """Name in messages what a column makes of its values: agencies, reports, rows.

    Parameters
    ----------
    cluster : str
        As :func:`clustered_by` gives it.

    Returns
    -------
    str
        A noun, as :class:`~textmine.english.Counted` takes it.

    Examples
    --------
    >>> from textmine.english import Counted
    >>> f"{Counted(3):{name_kind('agency_id')}}, {Counted(3):{name_kind('county')}}"
    '3 agencies, 3 values of county'
    """
    return _KINDS.get(cluster, f"value of {cluster}|values of {cluster}")


def clustered_by(frame: pd.DataFrame, cluster: str | None = None) -> str:
    """Name what :func:`cluster_labels` goes by.

    Parameters
    ----------
    frame, cluster
        As there.

    Returns
    -------
    str
        The first of ``agency_id``, ``agency`` and ``report_id`` that is known of a row, else
        ``row``; rows of which it is not known go by the next one that is.

    Examples
    --------
    >>> clustered_by(pd.DataFrame({"report_id": ["a", "b"], "agency": ["甲局", ""]}))
    'agency'
    >>> clustered_by(pd.DataFrame({"x": [1, 2]}))
    'row'
    """
    if cluster is not None:
        return cluster
    for column in CLUSTERS:
        if column in frame and (as_text(frame[column]).str.strip() != "").any():
            return column
    return ROW


def find_versions(reports: pd.DataFrame) -> list[list[str]]:
    """Find agencies with several reports of one year: a corrected one, or a page and its file.

    Parameters
    ----------
    reports : pandas.DataFrame
        report_id, year, and agency_id or agency; a report may have several rows.

    Returns
    -------
    list of list of str
        The report_ids of each such agency and year, in order.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["b", "a", "c"], "agency": "甲局"})
    >>> find_versions(reports.assign(year=[2021, 2021, 2022]))
    [['a', 'b']]
    """
    known = pd.DataFrame(
        {
            "report_id": reports["report_id"].astype("str"),
            "agency": agency_keys(reports),
            "year": pd.to_numeric(reports["year"], errors="coerce"),
        }
    )
    known = known[(known["agency"] != "") & known["year"].notna()].drop_duplicates()
    several = known[known.duplicated(["agency", "year"], keep=False)]
    groups = several.sort_values("report_id").groupby(["agency", "year"], sort=True)
    return sorted(ids.tolist() for _, ids in groups["report_id"])
