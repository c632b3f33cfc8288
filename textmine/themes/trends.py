"""What a group says more than the others, and what changes over the years."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame, take_reports
from textmine.progress import watch
from textmine.stats.discovery import adjust_fdr
from textmine.stats.groups import cluster_labels, group_labels
from textmine.stats.shares import Sides, permute_clusters
from textmine.themes.narrative import name_owners

CONTRAST = {
    "group": "str",
    "item": "str",
    "count": "int64",
    "n": "int64",
    "log_odds": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "z": "float64",
    "p_value": "float64",
    "q_value": "float64",
    "n_clusters": "int64",
}
TREND = {
    "item": "str",
    "n": "int64",
    "first": "float64",
    "last": "float64",
    "slope": "float64",
    "ci_low": "float64",
    "ci_high": "float64",
    "p_value": "float64",
    "q_value": "float64",
}
_SURE = float(norm.ppf(0.975))
# Of agencies, for each group; beyond all of them p is taken from their normal tail.
PERMUTATIONS, SEED = 1999, 0
_NOTHING = 1e-12  # counts of others where all say the same: the odds stay finite
# A cluster-robust variance of one or two agencies says nothing.
MIN_AGENCIES = 3


@check_arguments
def contrast_groups(
    counts: pd.DataFrame,
    *,
    by: str,
    prior: float = 500.0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Log-odds of each item in each group against the others, with an informative Dirichlet prior.

    What is counted decides what the z-score means: count documents or distinct wordings, never
    copied words. A row of ``counts`` is one such unit, e.g.
    ``model.sentences_.drop_duplicates(["year", "key"])`` with ``item`` the theme, or the rows of
    ``mark_phrases`` with ``value`` 1 joined to the reports' metadata.

    Parameters
    ----------
    counts : pandas.DataFrame
        Column ``item`` and the column named by ``by``; one row a unit that says the item. Units of
        one agency (``agency_id``, ``agency``, else ``report_id``, where there) are kept together.
    by : str
        Column that names the groups.
    prior : float, default 500
        Total of the prior counts; each item has its share of all units.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns group, item, count, n (units of the group), log_odds (difference to the other
        groups, nats), ci_low, ci_high (95 %, by agencies; missing below three of them), z (it ranks
        and is no test), p_value (permutations of whole agencies), q_value (Benjamini-Hochberg over
        all rows), n_clusters (agencies of the group); by group, largest z first.

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
    counts = counts[counts[by].notna()].reset_index(drop=True)
    items, groups = counts["item"].astype(str), group_labels(counts[by])
    names = sorted(set(groups))
    if len(names) < 2 or prior <= 0:
        raise FrameError(
            f"contrast_groups: {len(names)} group(s) in {by!r}, prior {prior}; "
            "expected two groups, > 0"
        )
    of_item = items.value_counts().sort_index()
    alpha = prior * of_item.to_numpy(np.float64) / len(items)
    clusters = cluster_labels(counts)
    sides = (_sides(items, groups == name, clusters) for name in names)
    shown = watch(sides, len(names), "groups", "group", show=progress)
    parts = [
        _contrast_sides(side, alpha).assign(group=name, item=of_item.index)
        for name, side in zip(names, shown, strict=True)
    ]
    out = pd.concat(parts, ignore_index=True)
    out["q_value"] = adjust_fdr(out["p_value"])
    out = out.sort_values(
        ["group", "z", "item"], ascending=[True, False, True], kind="stable"
    )
    return out[list(CONTRAST)].astype(CONTRAST).reset_index(drop=True)


@check_arguments
def find_trends(
    values: pd.DataFrame, reports: pd.DataFrame, *, by: str = "year"
) -> pd.DataFrame:
    """Change per year of themes' shares or of the share of reports that say a phrase.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns report_id, item, value: ``mark_phrases(...)``, or ``model.shares_`` renamed (theme →
        item, share → value).
    reports : pandas.DataFrame
        Columns report_id and the year; ``agency`` is used if there: an agency's reports are not
        independent.
    by : str, default "year"
        Column with the year.

    Returns
    -------
    pandas.DataFrame
        Columns item, n (reports), first and last (mean value in the first and last year), slope
        (change a year, least squares), ci_low, ci_high (95 %, clustered by agency), p_value,
        q_value (Benjamini-Hochberg); strongest first. NaN where fewer than three agencies or a
        single year allow no error.

    Raises
    ------
    FrameError
        If columns are missing.

    References
    ----------
    Liang, K.-Y. & Zeger, S. (1986). Longitudinal data analysis using generalized linear models.
    Biometrika 73(1):13-22 (cluster-robust variance). Benjamini, Y. & Hochberg, Y. (1995). JRSS B
    57(1):289-300.

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
    values = take_frame(values, ["report_id", "item", "value"], what="values")
    values = values.assign(value=clean_column(values["value"], "number", what="values"))
    reports = take_frame(reports, ["report_id", by], what="reports")
    whose = [
        "report_id",
        by,
        *(c for c in ("agency", "agency_id") if c in reports and c != by),
    ]
    meta = take_reports(reports, whose)[whose]
    joined = values[["report_id", "item", "value"]].merge(
        meta, on="report_id", how="inner"
    )
    joined = joined[joined[by].notna() & joined["value"].notna()]
    joined = joined.assign(cluster=name_owners(joined))
    rows = [
        _trend(str(item), part, by) for item, part in joined.groupby("item", sort=True)
    ]
    out = pd.DataFrame(rows, columns=list(TREND)).astype(TREND)
    out["q_value"] = adjust_fdr(out["p_value"])
    return out.sort_values(["p_value", "item"], kind="stable").reset_index(drop=True)


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


def _contrast_sides(sides: Sides, alpha: np.ndarray) -> pd.DataFrame:
    """Contrast a group with the others, item by item.

    ``alpha`` has the prior counts of the items, in the order of the columns of the sides.
    """
    inside, outside = sides.counts_a.sum(axis=0), sides.counts_b.sum(axis=0)
    log_odds = _log_odds(inside, alpha) - _log_odds(outside, alpha)
    error = np.sqrt(1 / (inside + alpha) + 1 / (outside + alpha))
    half = _half_width(sides, alpha, error)
    return pd.DataFrame(
        {
            "count": inside,
            "n": inside.sum(),
            "log_odds": log_odds,
            "ci_low": log_odds - half,
            "ci_high": log_odds + half,
            "z": log_odds / error,
            "p_value": permute_clusters(sides, n_permutations=PERMUTATIONS, seed=SEED),
            "n_clusters": int((sides.sizes_a > 0).sum()),
        }
    )


def _half_width(sides: Sides, alpha: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Half the 95 % interval of each item's log-odds: by agencies, never less than by units.

    What each agency moves the log-odds by, to first order, gives the variance (the sandwich of
    clustered data, with the t distribution of agencies − 1).
    """
    n_clusters = len(sides.sizes_a)
    if n_clusters < MIN_AGENCIES:
        return np.full(len(alpha), np.nan)
    moves = _moves(sides.counts_a, sides.sizes_a, alpha)
    moves -= _moves(sides.counts_b, sides.sizes_b, alpha)
    variance = n_clusters / (n_clusters - 1) * (moves**2).sum(axis=0)
    width: np.ndarray = np.maximum(np.sqrt(variance), error) * t.ppf(
        0.975, n_clusters - 1
    )
    return width


def _moves(counts: np.ndarray, sizes: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """By how much each agency moves the log-odds of its side."""
    total = sizes.sum() + alpha.sum()
    share = (counts.sum(axis=0) + alpha) / total
    moves: np.ndarray = (counts - share * sizes[:, None]) / (
        total * share * (1 - share)
    )
    return moves


def _log_odds(counts: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log-odds of each item among all counts of its side, with prior counts."""
    own = counts + alpha
    out: np.ndarray = np.log(own / np.maximum(own.sum() - own, _NOTHING))
    return out


def _trend(item: str, part: pd.DataFrame, by: str) -> dict[str, object]:
    """Least-squares slope of one item with a cluster-robust interval."""
    year, value = part[by].to_numpy(np.float64), part["value"].to_numpy(np.float64)
    row = {
        "item": item,
        "n": len(part),
        "first": value[year == year.min()].mean(),
        "last": value[year == year.max()].mean(),
    }
    x = year - year.mean()
    spread = float((x**2).sum())
    if spread == 0:  # a single year
        return row
    row["slope"] = slope = float((x * value).sum() / spread)
    cluster = pd.factorize(part["cluster"])[0]
    n_clusters = int(cluster.max()) + 1
    if n_clusters < MIN_AGENCIES:
        return row
    residual = value - value.mean() - slope * x
    scores = np.bincount(cluster, x * residual)
    variance = n_clusters / (n_clusters - 1) * (scores**2).sum()
    error = float(np.sqrt(variance) / spread)
    row["ci_low"], row["ci_high"] = slope - _SURE * error, slope + _SURE * error
    # Without any spread the slope is exact: certainly nothing, or certainly something.
    row["p_value"] = (
        float(2 * norm.sf(abs(slope) / error)) if error > 0 else float(slope == 0)
    )
    return row
