"""What a group says more than the others, and what changes over the years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column, refuse
from textmine.intake.frames import check_same_run, take_frame, take_reports
from textmine.progress import watch
from textmine.stats.codes import CODES, rename_values, spread_codes
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import (
    UNKNOWN,
    cluster_labels,
    clustered_by,
    group_labels,
    number_groups,
    warn_left_out,
)
from textmine.stats.linear import (
    NO_SPREAD,
    ONE_TELLS,
    ClusterParts,
    Satterthwaite,
    degrees_of_freedom,
    fit_linear,
    leave_out_each,
)
from textmine.stats.odds import contrast_odds
from textmine.stats.shares import Sides, permute_clusters, warn_few_clusters
from textmine.themes.arrays import Bools, Floats

CONTRAST = {
    "group": "str",
    "item": "str",
    "count": "int64",
    "n": "int64",
    "log_odds": "float64",
    "df": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "z": "float64",
    "p_value": "float64",
    "q_value": "float64",
    "cluster": "str",
    "n_clusters": "int64",
    "note": "str",
}
TREND = {
    "item": "str",
    "n": "int64",
    "first": "float64",
    "last": "float64",
    "slope": "float64",
    "df": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "p_value": "float64",
    "q_value": "float64",
    "cluster": "str",
    "n_clusters": "int64",
    "note": "str",
}
LEVEL = 0.95  # of intervals
# Of agencies, for each group; beyond all of them p is taken from their normal tail.
PERMUTATIONS, SEED = 1999, 0
HALF = 0.5  # of a unit, added to each count
ONE_YEAR = "one year alone: nothing says how it changes"
"""Why there is no slope, as a column ``note`` says it."""


@check_arguments
def contrast_groups(
    counts: pd.DataFrame,
    *,
    by: str,
    prior: float = 500.0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Find the items that tell each group from the others: log-odds, and z with a Dirichlet prior.

    What is counted decides what the z-score means: count documents or distinct wordings, never
    copied words. A row of ``counts`` is one such unit, e.g.
    ``model.sentences_.drop_duplicates(["year", "key"])`` with ``item`` the theme, or the rows of
    ``mark_phrases`` with ``value`` 1 joined to the reports' metadata.

    Parameters
    ----------
    counts : pandas.DataFrame
        Column ``item`` and the column named by ``by``; one row a unit that says the item; rows
        without an item, or of no known group, are left out. Units of one agency (``agency_id``,
        ``agency``, else ``report_id``, where there) are kept together.
    by : str
        Column that names the groups.
    prior : float, default 500
        Total of the prior counts of z; each item has its share of all units.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns group, item, count, n (units of the group), log_odds (difference to the other
        groups, nats, half a unit added to each count; the prior has no part in it), df (of
        Student's t: Satterthwaite's, of the agencies that tell of the group, as ``regress_shares``
        has them), ci_low, ci_high (95 %, agencies left out in turn), z (Monroe, Colaresi and
        Quinn's, with the prior, which draws rare items to 0: it ranks and is no test), p_value
        (permutations of whole agencies), q_value (Benjamini-Hochberg over all rows), cluster (the
        column whose rows go together, ``row`` for none), n_clusters (agencies of the group), note;
        by group, largest z first. df and interval are NaN where one agency alone makes a group, or
        all that is outside it, and of an item that is all that is counted, as ``note`` says then.

    Warns
    -----
    TextmineWarning
        If rows are left out; if a group has fewer than 20 agencies.

    Raises
    ------
    FrameError
        If columns are missing, there are fewer than two groups, or the prior is not positive.

    References
    ----------
    Monroe, B., Colaresi, M. & Quinn, K. (2008). Fightin' words: lexical feature selection and
    evaluation for identifying the content of political conflict. Political Analysis 16(4):372-403,
    equations 16 and 22. Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate.
    JRSS B 57(1):289-300.

    Examples
    --------
    >>> units = pd.DataFrame(
    ...     {
    ...         "year": [2020] * 9 + [2021] * 9,
    ...         "item": ["解读"] * 8 + ["培训"] * 9 + ["解读"],
    ...     }
    ... )
    >>> contrast_groups(units, by="year", prior=2.0).query("group == '2020'")[
    ...     "item"
    ... ].tolist()
    ['解读', '培训']
    """
    counts = take_frame(counts, ["item", by], what="counts")
    named = counts["item"].astype("string").fillna("").str.strip() != ""
    known = group_labels(counts[by]) != UNKNOWN
    warn_left_out("contrast_groups", {"item": ~named, by: ~known})
    counts = counts[known & named].reset_index(drop=True)
    items, groups = counts["item"].astype(str), group_labels(counts[by])
    names = sorted(set(groups))
    if len(names) < 2 or prior <= 0:
        raise FrameError(
            f"contrast_groups: {len(names)} group(s) in {by!r}, prior {prior}; "
            "expected two groups, > 0"
        )
    terms = sorted(set(items))
    clusters = cluster_labels(counts)
    sides = (_sides(items, groups == name, clusters) for name in names)
    shown = watch(sides, len(names), "groups", "group", show=progress)
    parts = [
        _contrast_sides(side, prior).assign(group=name, item=terms)
        for name, side in zip(names, shown, strict=True)
    ]
    out = pd.concat(parts, ignore_index=True)
    out["q_value"] = adjust_fdr(out["p_value"])
    out = out.sort_values(
        ["group", "z", "item"], ascending=[True, False, True], kind="stable"
    )
    kind = clustered_by(counts)
    n_clusters = dict(zip(out["group"], out["n_clusters"], strict=True))
    warn_few_clusters("contrast_groups", n_clusters, kind)
    out = out.assign(cluster=kind)[list(CONTRAST)]
    return out.astype(CONTRAST).reset_index(drop=True)


@check_arguments
def find_trends(
    values: pd.DataFrame, reports: pd.DataFrame, *, by: str = "year"
) -> pd.DataFrame:
    """Change per year of themes' shares, or of the share of reports that say a thing.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns report_id, item, value: ``mark_phrases(...)``. Or the frame ``theme_shares``
        (``model.shares_``), or ``scores`` of one scope; items are then the themes' numbers, and the
        scores. Or report_id, categories of the frame ``problems``: the items are the categories,
        shares those of ``tm.compare.profile``.
    reports : pandas.DataFrame
        Columns report_id and the year; ``agency_id`` and ``agency`` are used if there: an agency's
        reports are not independent.
    by : str, default "year"
        Column with the year.

    Returns
    -------
    pandas.DataFrame
        Columns item, n (reports), first and last (mean value in the first and last year), slope
        (change a year, least squares), df, ci_low, ci_high (95 %, agencies kept whole), p_value,
        q_value (Benjamini-Hochberg), cluster, n_clusters (of the item's reports), note: as
        ``regress_shares`` gives them of the year; strongest first. Errors are NaN where one agency
        alone tells of the slope (there is no other, or none with another year), and where no value
        is off the line; of a single year there is no slope either. ``note`` says so then.

    Warns
    -----
    TextmineWarning
        If rows are left out for want of a year or value; if an interval rests on fewer than 20
        clusters.

    Raises
    ------
    FrameError
        If columns are missing, or ``reports`` has none of the reports; those that it lacks are left
        out.

    References
    ----------
    MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and reliable jackknife and bootstrap methods
    for cluster-robust inference. Journal of Applied Econometrics 38(5):671-694. Benjamini, Y. &
    Hochberg, Y. (1995). JRSS B 57(1):289-300.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": list("abcdef"),
    ...         "year": [2020, 2021] * 3,
    ...         "agency": list("xxyyzz"),
    ...     }
    ... )
    >>> values = pd.DataFrame(
    ...     {"report_id": list("abcdef"), "item": "图解", "value": [0.0, 1, 0, 1, 1, 1]}
    ... )
    >>> find_trends(values, reports)[["first", "last", "slope"]].round(
    ...     2
    ... ).values.tolist()
    [[0.33, 1.0, 0.67]]
    """
    if CODES in values and "item" not in values:
        values = spread_codes(values, what="problems")
    values = rename_values(values, "item", "value")
    values = take_frame(values, ["report_id", "item", "value"], what="values")
    refuse(
        values["report_id"],
        values.duplicated(["report_id", "item"]),
        "values",
        "each report and item once; of scores one scope: scores.query(\"scope == 'report'\")",
    )
    values = values.assign(value=clean_column(values["value"], "number", what="values"))
    reports = take_frame(reports, ["report_id", by], what="reports")
    whose = [
        "report_id",
        by,
        *(c for c in ("agency", "agency_id") if c in reports and c != by),
    ]
    meta = take_reports(reports, whose)[whose]
    check_same_run(values, meta, what="values")
    joined = values[["report_id", "item", "value"]].merge(
        meta, on="report_id", how="inner"
    )
    lacking = {name: joined[name].isna() for name in (by, "value")}
    warn_left_out("find_trends", lacking)
    joined = joined[~(lacking[by] | lacking["value"])]
    joined = joined.assign(cluster=cluster_labels(joined))
    joined = joined.assign(item=joined["item"].astype(str))
    joined = joined.sort_values(["item", "report_id"], kind="stable", ignore_index=True)
    # Items of the same reports, mostly all, are fitted together.
    alike: dict[tuple[str, ...], list[pd.DataFrame]] = {}
    for _, own in joined.groupby("item", sort=True):
        alike.setdefault(tuple(own["report_id"]), []).append(own)
    fits = [_fit_trends(parts, by) for parts in alike.values()]
    empty = pd.DataFrame(columns=list(TREND)).astype(TREND)
    out = pd.concat([empty, *fits], ignore_index=True)[list(TREND)].astype(TREND)
    out["q_value"] = adjust_fdr(out["p_value"])
    out["cluster"] = clustered_by(joined)
    _warn_of_trends(out)
    return out.sort_values(["p_value", "item"], kind="stable").reset_index(drop=True)


def _warn_of_trends(trends: pd.DataFrame) -> None:
    """Warn once of intervals of few clusters: of all items where they rest on as many."""
    rough = trends[trends["df"].notna()]
    if rough.empty:
        return
    n_clusters = dict(zip(rough["item"], rough["n_clusters"], strict=True))
    if rough["n_clusters"].nunique() == 1:
        n_clusters = {"all": int(rough["n_clusters"].iloc[0])}
    warn_few_clusters("find_trends", n_clusters, str(rough["cluster"].iloc[0]))


def _sides(items: pd.Series, inside: pd.Series, clusters: pd.Series) -> Sides:
    """Units of each agency that say each item, inside a group and outside it."""
    terms = sorted(set(items))
    counts = [pd.crosstab(clusters[side], items[side]) for side in (inside, ~inside)]
    names = counts[0].index.union(counts[1].index)
    a, b = (
        c.reindex(index=names, columns=terms, fill_value=0).to_numpy(float)
        for c in counts
    )
    return Sides(a, b, a.sum(axis=1), b.sum(axis=1))


def _contrast_sides(sides: Sides, prior: float) -> pd.DataFrame:
    """Contrast a group with the others, item by item, in the order of the columns of the sides."""
    inside, outside = sides.counts_a.sum(axis=0), sides.counts_b.sum(axis=0)
    own, others = _Side.of(sides.counts_a), _Side.of(sides.counts_b)
    # An item that is all that is counted has no odds.
    has_odds = own.has_others | others.has_others
    log_odds = np.where(has_odds, own.log_odds - others.log_odds, 0.0)
    freedom = np.where(has_odds, _freedom(sides), np.nan)
    half = np.sqrt(_variance(sides, own, others)) * t.ppf((1 + LEVEL) / 2, freedom)
    why = np.where(has_odds, ONE_TELLS, NO_SPREAD)
    return pd.DataFrame(
        {
            "count": inside,
            "n": inside.sum(),
            "log_odds": log_odds,
            "df": freedom,
            "ci_low": log_odds - half,
            "ci_high": log_odds + half,
            "z": contrast_odds(inside, outside, prior).z,
            "p_value": permute_clusters(sides, n_permutations=PERMUTATIONS, seed=SEED),
            "n_clusters": int((sides.sizes_a > 0).sum()),
            "note": np.where(np.isnan(freedom), why, ""),
        }
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Units of a group that say each item, and those that say another, half a unit added to each.

    The half keeps the odds of what a group never says, or says alone, finite (Haldane and
    Anscombe).
    """

    said: Floats
    not_said: Floats
    has_others: Bools

    @classmethod
    def of(cls, counts: Floats) -> _Side:
        """Add up the counts of agencies."""
        said, n = counts.sum(axis=0), counts.sum()
        return cls(said + HALF, n - said + HALF, n > said)

    @property
    def log_odds(self) -> Floats:
        """Of each item."""
        odds: Floats = np.log(self.said / self.not_said)
        return odds

    @property
    def variance(self) -> Floats:
        """Of the log-odds, were the units independent."""
        variance: Floats = 1 / self.said + 1 / self.not_said
        return variance

    def without(self, counts: Floats, sizes: Floats) -> Floats:
        """Log-odds without each of the agencies in turn."""
        others = self.not_said - (sizes[:, None] - counts)
        odds: Floats = np.log((self.said - counts) / others)
        return odds


def _variance(sides: Sides, own: _Side, others: _Side) -> Floats:
    """Of each item's log-odds: one agency after the other left out, no less than by units."""
    n_clusters = len(sides.sizes_a)
    left = own.without(sides.counts_a, sides.sizes_a)
    left -= others.without(sides.counts_b, sides.sizes_b)
    moved = ((left - (own.log_odds - others.log_odds)) ** 2).sum(axis=0)
    by_agency = (n_clusters - 1) / n_clusters * moved
    variance: Floats = np.maximum(by_agency, own.variance + others.variance)
    return variance


def _freedom(sides: Sides) -> float:
    """Degrees of freedom of what a group's units say more than others; NaN of a single agency's.

    Those that ``regress_shares`` has for units on whether they are in the group.
    """
    # Of each agency the sums of squares of an intercept and of being in the group.
    inside, every = sides.sizes_a, sides.sizes_a + sides.sizes_b
    slopes = np.array([[every, inside], [inside, inside]]).transpose(2, 0, 1)
    whole = slopes.sum(axis=0)
    freedom = Satterthwaite(whole)
    parts = ClusterParts(slopes, np.zeros((len(slopes), 2, 1)))
    for left in leave_out_each(whole, [parts], np.eye(2)):
        freedom.add(left)
    return float(degrees_of_freedom(freedom.total(), len(slopes))[1])


def _fit_trends(parts: list[pd.DataFrame], by: str) -> pd.DataFrame:
    """Slopes of items with a value in the same reports, which stand in one order in all parts."""
    reports = parts[0]
    year = reports[by].to_numpy(np.float64)
    values = np.column_stack([own["value"].to_numpy(np.float64) for own in parts])
    items = [str(own["item"].iloc[0]) for own in parts]
    clusters = number_groups(reports["cluster"])
    table = pd.DataFrame({"item": items, "n": len(reports), "note": ONE_YEAR})
    table["n_clusters"] = int(clusters.max()) + 1
    table["first"] = values[year == year.min()].mean(axis=0)
    table["last"] = values[year == year.max()].mean(axis=0)
    if year.min() == year.max():
        return table
    fit = fit_linear(np.column_stack([np.ones(len(year)), year]), values, clusters)
    low, high = fit.interval(LEVEL)
    found = {"slope": fit.estimate, "df": fit.freedom, "ci_low": low, "ci_high": high}
    found |= {"p_value": fit.p_values()}
    of_year = {name: of_term[1] for name, of_term in found.items()}
    return table.assign(**of_year, note=fit.note[1])
