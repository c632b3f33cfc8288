"""Profiles: which share of a group's reports names each category."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_reports
from textmine.schema import make_frame
from textmine.stats.codes import list_codes
from textmine.stats.groups import (
    cluster_labels,
    clustered_by,
    find_versions,
    group_labels,
)
from textmine.stats.shares import ONE_CLUSTER, clustered_wilson, warn_few_clusters

UNITS = ("report", "problem")
PROBLEM_IDS = ("problem_id", "item_id")
"""Columns that name a problem; of these a frame's first counts. In ``responses`` it has a row for
each measure that answers it, in ``problems`` one."""

Ints = NDArray[np.int64]


@check_arguments
def profile(
    coded: pd.DataFrame,
    *,
    by: str | None = None,
    reports: pd.DataFrame | None = None,
    codes: str = "categories",
    unit: str = "report",
    level: float = 0.95,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Compute the share of reports, or of problems, that names each category, by group.

    Parameters
    ----------
    coded : DataFrame
        One row per coded statement: ``report_id``, ``codes`` (categories joined by ``|``; empty
        counts in the denominator and names nothing), the column ``by``, and where known
        ``agency_id`` or ``agency``: an agency's reports are not independent.
    by : str, optional
        Column that makes the groups, e.g. ``"agency_type"``, ``"year"``, ``"province"``; None takes
        all as one group.
    reports : DataFrame, optional
        Frame ``reports``: gives ``by`` and the agency where ``coded`` lacks them, as the frame
        ``problems`` of a run does.
    codes : str
        Column with the categories.
    unit : {"report", "problem"}
        What is counted. ``"report"``: reports with at least one coded statement are the
        denominator, and copies inside one report count once. ``"problem"``: statements; those that
        have one ``problem_id``, or ``item_id``, are one, as in the frame ``responses``, which has a
        row a measure (its states: ``codes="state"``).
    level : float
        Confidence level of the intervals.
    cluster : str, optional
        Column whose values belong together, instead of the agency.

    Returns
    -------
    pandas.DataFrame
        Frame ``profile``: ``by`` (the column, or ``all``), ``group``, ``category``, ``share``
        (0–1), ``n`` (units in the group), ``n_clusters`` (agencies), ``ci_low``, ``ci_high``
        (Wilson where every agency has one unit; else
        :func:`textmine.stats.shares.clustered_wilson`; NaN for one agency, as ``note`` says then),
        a row for each group and category, also where the share is 0; groups in order, categories by
        their share over all groups. With ``unit="problem"`` a column ``unit`` says so, for tables
        and figures.

    Warns
    -----
    TextmineWarning
        If a group of several agencies has fewer than 20; if no agencies are known, so that each
        report counts as one of its own, or ``reports`` lacks some; if an agency has several reports
        of one year, each of which counts.

    Raises
    ------
    FrameError
        If a column is missing, the unit is unknown, or ``reports`` has none of the reports.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA
    22, 209–212. Saha, K. K., Miller, D. & Wang, S. (2016). International Journal of Biostatistics
    12 (with clusters).

    Examples
    --------
    >>> coded = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "a", "b"],
    ...         "province": ["云岭省"] * 3,
    ...         "text": ["栏目更新不及时", "专职人员少", "更新滞后"],
    ...         "categories": ["timeliness", "staffing", "timeliness"],
    ...     }
    ... )
    >>> profile(coded, by="province")[["category", "share", "n"]].values.tolist()
    [['timeliness', 1.0, 2], ['staffing', 0.5, 2]]
    """
    if unit not in UNITS:
        raise FrameError(f"profile: no unit {unit!r}; there are {', '.join(UNITS)}")
    if reports is not None:
        coded = _join_reports(
            coded, reports, [by, cluster, "agency_id", "agency", "year"]
        )
    elif by and by not in getattr(coded, "columns", [by]):
        raise FrameError(
            f"coded statements: missing column {by}; the frame has {', '.join(coded.columns)}; "
            "what is known of the reports is joined with reports=, the frame reports"
        )
    coded = take_frame(
        coded, ["report_id", codes, *([by] if by else [])], what="coded statements"
    )
    _warn_of_clusters(coded, cluster)
    group = group_labels(coded[by]) if by else pd.Series("all", index=coded.index)
    stated = pd.DataFrame(
        {
            "group": group.to_numpy(),
            "unit": _number_units(coded, unit),
            "cluster": cluster_labels(coded, cluster).to_numpy(),
            "category": list_codes(coded[codes]).to_numpy(),
        }
    )
    table = _share_categories(stated, level)
    if table.empty:
        return make_frame("profile", [])
    n_clusters = table.groupby("group")["n_clusters"].first()
    few = {str(k): int(v) for k, v in n_clusters.items()}
    warn_few_clusters("profile", few, clustered_by(coded, cluster))
    out = make_frame("profile", table.assign(by=by or "all"))
    # The frame of a run is of reports; what is not must be told, else a figure calls it so.
    return out if unit == "report" else out.assign(unit=unit)


def _number_units(coded: pd.DataFrame, unit: str) -> Ints:
    """Number of what each row is of: its report, or its problem."""
    ids = ["report_id"] if unit == "report" else [*PROBLEM_IDS]
    found = next((name for name in ids if name in coded), None)
    if found is None:
        return np.arange(len(coded), dtype=np.int64)
    known = coded[found].astype("string").fillna("").str.strip()
    numbers = pd.factorize(known)[0].astype(np.int64)
    # What has no id stands for itself.
    bare = (known == "").to_numpy(dtype=bool)
    numbers[bare] = len(coded) + np.flatnonzero(bare)
    return numbers


def _warn_of_clusters(coded: pd.DataFrame, cluster: str | None) -> None:
    """Say where reports of one agency would be taken for independent ones."""
    named = {"agency", "agency_id"} & set(coded.columns)
    if cluster is None and not named and coded["report_id"].nunique() > 1:
        warn(
            "profile: no column agency_id or agency, so each report counts as an agency of its "
            "own, and intervals are too narrow where an agency has several; give reports="
        )
    versions = find_versions(coded) if named and "year" in coded else []
    if versions:
        warn(
            f"profile: {Counted(len(versions)):agency has|agencies have} several reports of one "
            f"year ({', '.join(versions[0])}), each of which counts; leave out what was replaced"
        )


def _share_categories(stated: pd.DataFrame, level: float) -> pd.DataFrame:
    """Shares of all categories in all groups; empty where nothing is named."""
    units = stated.drop_duplicates(["group", "unit"])[["group", "unit", "cluster"]]
    named = _named(stated)
    categories = _by_frequency(named)
    if not categories:
        return pd.DataFrame()
    # Labels as numbers from here on: there are hundreds of groups, each of a few rows.
    groups, group_names = pd.factorize(units["group"], sort=True)
    clusters, cluster_names = pd.factorize(units["cluster"], sort=True)
    in_group = pd.Index(group_names).get_indexer(pd.Index(named["group"]))
    in_cluster = pd.Index(cluster_names).get_indexer(pd.Index(named["cluster"]))
    category = pd.Index(categories).get_indexer(pd.Index(named["category"]))
    tables = []
    for k in range(len(group_names)):
        own = in_group == k
        places = _CategoryPlaces(in_cluster[own], category[own])
        tables.append(_describe(clusters[groups == k], places, len(categories), level))
    return pd.concat(tables, ignore_index=True).assign(
        group=np.repeat(np.asarray(group_names), len(categories)),
        category=np.tile(np.asarray(categories), len(group_names)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _CategoryPlaces:
    """What a group's units name: the cluster of each unit and the category, by their numbers."""

    cluster: Ints
    category: Ints


def _named(stated: pd.DataFrame) -> pd.DataFrame:
    """Which unit names which category, once each."""
    named = stated.explode("category")
    return named[named["category"] != ""].drop_duplicates(["group", "unit", "category"])


def _by_frequency(named: pd.DataFrame) -> list[str]:
    """Categories, the most named first."""
    totals = named.groupby("category").size().rename("total").reset_index()
    ordered = totals.sort_values(["total", "category"], ascending=[False, True])
    return [str(category) for category in ordered["category"]]


def _describe(
    clusters: Ints, named: _CategoryPlaces, n_categories: int, level: float
) -> pd.DataFrame:
    """Shares of one group, whose units lie in these clusters, a row a category."""
    numbers, members = np.unique(clusters, return_inverse=True)
    sizes = np.bincount(members, minlength=len(numbers)).astype(np.float64)
    counts = np.zeros((len(numbers), n_categories))
    row = pd.Index(numbers).get_indexer(pd.Index(named.cluster))
    np.add.at(counts, (row, named.category), 1.0)
    low, high = clustered_wilson(counts, sizes, level=level)
    return pd.DataFrame(
        {
            "share": counts.sum(axis=0) / sizes.sum(),
            "n": len(clusters),
            "n_clusters": len(numbers),
            "ci_low": low,
            "ci_high": high,
            "note": np.where(np.isnan(low), ONE_CLUSTER, ""),
        }
    )


def _join_reports(
    coded: pd.DataFrame, reports: pd.DataFrame, wanted: list[str | None]
) -> pd.DataFrame:
    """Coded statements with what is wanted of their reports and they do not say themselves."""
    coded = take_frame(coded, ["report_id"], what="coded statements")
    for name in wanted[:2]:  # what groups and clusters were asked to go by
        if name and name not in coded.columns and name not in reports.columns:
            raise FrameError(
                f"profile: no column {name}; coded statements have {', '.join(coded.columns)}; "
                f"reports {', '.join(reports.columns)}"
            )
    # Once each: what makes the groups (a year, an agency) may be what the clusters need too.
    lacking = [
        name
        for name in dict.fromkeys(wanted)
        if name and name in reports.columns and name not in coded.columns
    ]
    known = take_reports(reports, lacking)[["report_id", *lacking]]
    wanted_ids = coded["report_id"].drop_duplicates()
    n_absent = int((~wanted_ids.isin(known["report_id"])).sum())
    if n_absent:
        words = (
            f"profile: {n_absent} of {Counted(len(wanted_ids)):report} with coded statements are "
            "not in reports=; is it the frame reports of the same run?"
        )
        if n_absent == len(wanted_ids):
            raise FrameError(words)
        warn(
            f"{words} They count as agencies of their own; to look at some reports only, keep "
            "their statements: coded[coded['report_id'].isin(reports['report_id'])]"
        )
    return coded.merge(known, on="report_id", how="left").set_axis(coded.index)
