"""Inference by resampling: a bootstrap that keeps agencies whole, permutation within strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.frames import take_frame
from textmine.progress import show_progress, watch
from textmine.stats.groups import (
    ROW,
    UNKNOWN,
    cluster_labels,
    clustered_by,
    group_labels,
    number_groups,
    warn_left_out,
)
from textmine.stats.shares import ONE_CLUSTER, clustered_wilson, warn_few_clusters

Ints = NDArray[np.int64]
LEVEL = 0.95  # of intervals
TIE = 1e-9
"""Share of the whole within which two sums, or ratios, count as equal: the last bits hang on the
order in which values are added up."""
MEANS = {
    "group": "str",
    "value": "float64",
    "n": "int64",
    "cluster": "str",
    "n_clusters": "int64",
    "ci_low": "float64",
    "ci_high": "float64",
    "note": "str",
}
ALL_ALIKE = "all clusters have one value: their draws know no spread"
"""Why a mean has no interval, as the column ``note`` says it."""


@check_arguments
def bootstrap_mean(
    frame: pd.DataFrame,
    *,
    value: str,
    by: str | None = None,
    cluster: str | None = None,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compute group means with percentile intervals from resampled clusters.

    Reports of one agency are not independent: whole clusters are drawn with replacement, within
    each group. Of a share (all values of a group 0 or 1, and no other beyond) the draws know too
    little where it is rare, and nothing where no report has any: its interval is that of
    :func:`textmine.stats.shares.clustered_wilson`, as in ``profile``.

    Parameters
    ----------
    frame : DataFrame
        One row per observation: ``value``, the column ``by``, and what tells clusters; rows without
        a value are left out.
    value : str
        Column to average.
    by : str, optional
        Column that makes the groups; None takes all as one.
    cluster : str, optional
        Column whose values are resampled together. By default agency_id, else agency, else
        report_id where the frame has them; without any each row is drawn on its own.
    n_resamples : int
        Number of resamples.
    seed : int
        Seed of the draws; each group draws from a stream of its own, told by its place among the
        groups.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``value`` (mean), ``n`` (observations), ``cluster`` (the column whose values are
        resampled together, ``row`` for none), ``n_clusters``, ``ci_low``, ``ci_high`` (95 %,
        :func:`resample_clusters`; NaN with fewer than two clusters, and where all have one value,
        but for shares), ``note`` (why there is no interval).

    Raises
    ------
    FrameError
        If a column is missing or ``n_resamples`` is below 1.

    Warns
    -----
    TextmineWarning
        If rows are left out; if a group has fewer than 20 clusters.

    References
    ----------
    Field, C. A. & Welsh, A. H. (2007). Bootstrapping clustered data. JRSS B 69, 369–390.
    Cameron, A. C., Gelbach, J. B. & Miller, D. L. (2008). Bootstrap-based improvements for
    inference with clustered errors. Review of Economics and Statistics 90, 414–427.

    Examples
    --------
    Completeness of two agencies over two years:

    >>> agencies = ["临泽川市商务局"] * 2 + ["南屏州市商务局"] * 2
    >>> frame = pd.DataFrame({"agency": agencies, "completeness": [0.5, 0.7, 0.9, 0.9]})
    >>> bootstrap_mean(frame, value="completeness").round(2).values.tolist()
    [['all', 0.75, 4, 'agency', 2, 0.6, 0.9, '']]
    """
    named = [name for name in (by, cluster) if name]
    frame = take_frame(frame, [value, *named], what="observations")
    if n_resamples < 1:
        raise FrameError(
            f"bootstrap_mean: n_resamples is {n_resamples}; take 1 or more, 2000 is usual"
        )
    label = group_labels(frame[by]) if by else pd.Series("all", index=frame.index)
    flat = pd.DataFrame(
        {
            "group": label,
            "cluster": cluster_labels(frame, cluster),
            "x": clean_column(frame[value], "number", what="observations").astype(
                "float64"
            ),
        }
    )
    if flat["x"].notna().any():
        warn_left_out("bootstrap_mean", {value: flat["x"].isna()})
    # In one order: the last bits of sums hang on it.
    flat = flat.dropna(subset=["x"]).sort_values(["cluster", "x"], ignore_index=True)
    are_shares = bool(flat["x"].between(0.0, 1.0).all())
    rows = []
    for i, (group, part) in enumerate(flat.groupby("group")):
        sums = part.groupby("cluster")["x"].agg(["sum", "size"]).to_numpy(float)
        # Of 40 agencies without any regional wording, a draw says 0 for sure.
        if are_shares and part["x"].isin((0.0, 1.0)).all():
            low, high = clustered_wilson(sums[:, :1], sums[:, 1], level=LEVEL)
        else:
            low, high = resample_clusters(
                sums[:, :1],
                sums[:, 1],
                n_resamples=n_resamples,
                rng=np.random.default_rng([seed, i]),
            )
        rows.append(
            {
                "group": str(group),
                "value": part["x"].mean(),
                "n": len(part),
                "cluster": clustered_by(frame, cluster),
                "n_clusters": len(sums),
                "ci_low": low[0],
                "ci_high": high[0],
                "note": _say_why_none(low[0], len(sums)),
            }
        )
    if len(frame) and not rows:
        warn(
            f"bootstrap_mean: no row of {len(frame)} has a value in {value!r}; nothing to average"
        )
    warn_few_clusters(
        "bootstrap_mean",
        {str(r["group"]): int(r["n_clusters"]) for r in rows},
        clustered_by(frame, cluster),
    )
    return pd.DataFrame(rows, columns=list(MEANS)).astype(MEANS)


@check_arguments
def permutation_test(
    frame: pd.DataFrame,
    *,
    value: str,
    by: str,
    strata: str | None = None,
    cluster: str | None = None,
    n_permutations: int = 9999,
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Test whether groups differ in mean, permuting group labels within strata.

    Rows of one agency are not independent: an agency that lies in one group changes places with
    others that do, whole; one with rows in several groups has its own rows exchanged. So p does not
    hang on how many rows an agency has, nor on how much alike they are.

    The statistic weighs a difference by the rows of the groups, and agencies that change places
    take their rows along. So of two groups whose agencies have unequal numbers of rows p is not
    that of ``contrast``, which takes the difference of the shares as it is: both hold their level,
    and of few agencies they may lie apart.

    Parameters
    ----------
    frame : DataFrame
        One row per observation: ``value``, ``by`` and, where given, ``strata``; rows without a
        value, or of no known group, are left out.
    value, by : str
        Column to average; column with the groups.
    strata : str, optional
        Labels change places only within a value of this column, e.g. ``"province"`` or ``"year"``;
        those of whole agencies only among agencies with rows in the same of its values.
    cluster : str, optional
        Column whose rows go together. By default agency_id, else agency, else report_id where the
        frame has them; without any rows change places one by one.
    n_permutations : int
        Number of random permutations.
    seed : int
        Seed of the permutations.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        One row: ``statistic`` (between-group sum of squares of the values, centred within strata),
        ``p_value`` = (1 + #{T_b ≥ T}) / (B + 1), ``n`` observations, ``n_groups``, ``cluster`` (the
        column whose rows go together, ``row`` for none), ``n_clusters``, ``n_permutations``.

    Raises
    ------
    FrameError
        If a column is missing, or fewer than two groups have values.

    Warns
    -----
    TextmineWarning
        If rows are left out; if nothing can change places, as where each group is one agency: p is
        then 1.

    References
    ----------
    Good, P. (2005). Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed. Springer.
    Winkler, A. M. et al. (2015). Multi-level block permutation. NeuroImage 123, 253–268 (whole
    blocks, and within them).
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, art. 39.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "level": ["city"] * 4 + ["county"] * 4,
    ...         "problems": [5, 6, 5, 7, 1, 2, 1, 2],
    ...     }
    ... )
    >>> permutation_test(frame, value="problems", by="level")["p_value"].round(
    ...     2
    ... ).tolist()
    [0.03]
    """
    named = [name for name in (strata, cluster) if name]
    frame = take_frame(frame, [value, by, *named], what="observations")
    values = clean_column(frame[value], "number", what="observations")
    labels = group_labels(frame[by])
    usable = values.notna() & (labels != UNKNOWN)
    warn_left_out("permutation_test", {value: values.isna(), by: labels == UNKNOWN})
    kept = frame[usable]
    groups, names = pd.factorize(labels[usable], sort=True)
    if len(names) < 2:
        raise FrameError(
            f"permutation_test: {len(names)} group of {by} has values; two or more are needed"
        )
    blocks = number_groups(kept[strata]) if strata else np.zeros(len(kept), np.int64)
    x = values[usable].to_numpy(float)
    kind = clustered_by(frame, cluster)
    clusters = np.arange(len(x))
    if kind != ROW:
        clusters = number_groups(cluster_labels(kept, cluster))
    # In one order, so that the same permutations are drawn in whatever order the rows come.
    order = np.lexsort(
        (x, groups, blocks) if kind == ROW else (x, groups, clusters, blocks)
    )
    x, groups, blocks, clusters = (
        x[order],
        groups[order],
        blocks[order],
        clusters[order],
    )
    x = x - pd.Series(x).groupby(blocks).transform("mean").to_numpy()
    exchange = _Exchange.of(
        groups, blocks, np.arange(len(x)) if kind == ROW else clusters
    )
    if not exchange.moves:
        warn(
            f"permutation_test: nothing can change places (clusters by {kind}), so p is 1; take "
            "wider strata, or cluster= for what is independent"
        )
    with show_progress(progress):
        hits = _count_reaching(x, groups, exchange, n_permutations, seed)
    return pd.DataFrame(
        {
            "statistic": [_between(x, groups)],
            "p_value": [(1 + hits) / (n_permutations + 1)],
            "n": [len(kept)],
            "n_groups": [len(names)],
            "cluster": [kind],
            "n_clusters": [len(np.unique(clusters))],
            "n_permutations": [n_permutations],
        }
    )


def resample_clusters(
    totals: NDArray[np.float64],
    sizes: NDArray[np.float64],
    *,
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute intervals of ratios over resampled clusters.

    Percentiles are taken farther out than 2.5 %, by the normal and the t distribution of as many
    clusters: with few of them plain percentiles are too near.

    Parameters
    ----------
    totals : numpy.ndarray of shape (n_clusters, n_ratios)
        What each cluster adds to the numerators.
    sizes : numpy.ndarray of shape (n_clusters,)
        What it adds to the denominator.
    n_resamples : int
        Number of resamples.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds, shape (n_ratios,); NaN with fewer than two clusters, and where all
        have one ratio: draws of them know no spread.

    References
    ----------
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American
    Statistician 69, 371–386 (expanded percentile interval).
    """
    n = len(sizes)
    if n < 2:
        nothing = np.full(totals.shape[1], np.nan)
        return nothing, nothing.copy()
    tail = expand_tail(n, LEVEL)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=n_resamples)
    ratios = (weights @ totals) / (weights @ sizes)[:, None]
    low, high = np.quantile(ratios, [tail, 1 - tail], axis=0)
    own = totals / sizes[:, None]
    has_spread = np.ptp(own, axis=0) > TIE * np.abs(own).max(axis=0)
    return np.where(has_spread, low, np.nan), np.where(has_spread, high, np.nan)


def _say_why_none(low: float, n_clusters: int) -> str:
    """Why there is no interval; empty where there is one."""
    if not np.isnan(low):
        return ""
    return ONE_CLUSTER if n_clusters < 2 else ALL_ALIKE


def expand_tail(n: int, level: float) -> float:
    """Say at which percentile of a bootstrap an interval begins, farther out than its level.

    Parameters
    ----------
    n : int
        Clusters, or cases, that were drawn from; two or more.
    level : float
        Of the interval.

    Returns
    -------
    float
        The share of the draws below it.

    References
    ----------
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American
    Statistician 69, 371–386 (expanded percentile interval).

    Examples
    --------
    >>> round(expand_tail(10, 0.95), 4), round(expand_tail(1000, 0.95), 4)
    (0.0086, 0.0248)
    """
    farther_out = np.sqrt(n / (n - 1)) * stats.t.ppf((1 - level) / 2, n - 1)
    return float(stats.norm.cdf(farther_out))


@dataclass(frozen=True, slots=True, eq=False)
class _Exchange:
    """Which labels change places: sets of units, and the rows of each unit of a set.

    ``first`` is a row of each unit, all of whose rows have one label; ``unit`` the place of each of
    ``rows`` among them.
    """

    sets: list[tuple[Ints, Ints, Ints]]

    @classmethod
    def of(cls, groups: Ints, blocks: Ints, clusters: Ints) -> _Exchange:
        """Whole clusters of one group with like ones; rows of others within cluster and block."""
        table = pd.DataFrame({"group": groups, "block": blocks, "cluster": clusters})
        by_cluster = table.groupby("cluster")
        is_pure = (by_cluster["group"].transform("nunique") == 1).to_numpy(bool)
        # Clusters with rows in the same blocks are alike as far as strata go.
        where = by_cluster["block"].agg(lambda own: str(sorted(set(own))))
        likes = pd.factorize(table["cluster"].map(where))[0]
        apart = table.groupby(["cluster", "block"]).ngroup().to_numpy()
        number = np.where(is_pure, likes, likes.max() + 1 + apart)
        unit = np.where(is_pure, clusters, clusters.max() + 1 + np.arange(len(groups)))
        sets = []
        for alike in np.unique(number):
            rows = np.flatnonzero(number == alike)
            _, first, place = np.unique(
                unit[rows], return_index=True, return_inverse=True
            )
            sets.append((rows, rows[first], place.astype(np.int64)))
        return cls(sets)

    @property
    def moves(self) -> bool:
        """Whether anything can change places."""
        return any(len(first) > 1 for _, first, _ in self.sets)

    def draw(self, groups: Ints, rng: np.random.Generator) -> Ints:
        """Labels after an exchange."""
        drawn = groups.copy()
        for rows, first, unit in self.sets:
            drawn[rows] = groups[rng.permutation(first)][unit]
        return drawn


def _count_reaching(
    x: NDArray[np.float64],
    groups: Ints,
    exchange: _Exchange,
    n_permutations: int,
    seed: int,
) -> int:
    """Count the permutations that set the groups as far apart as they are."""
    rng = np.random.default_rng(seed)
    reached = _between(x, groups) - TIE * float(x @ x)
    hits = 0
    for _ in watch(range(n_permutations), n_permutations, "permutations", "draw"):
        hits += int(_between(x, exchange.draw(groups, rng)) >= reached)
    return hits


def _between(x: NDArray[np.float64], groups: Ints) -> float:
    """Between-group sum of squares of centred values."""
    sizes = np.bincount(groups)
    return float(np.sum(np.bincount(groups, weights=x) ** 2 / sizes))
