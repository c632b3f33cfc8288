"""How sure a share is, and whether it differs between groups, where agencies are clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from textmine.english import Counted, name_some
from textmine.errors import warn
from textmine.progress import watch
from textmine.stats.groups import name_kind
from textmine.stats.intervals import Bounds, wilson

Floats = NDArray[np.float64]
FEW_CLUSTERS = 20
"""Agencies below which intervals and tests are rough: Cameron, Gelbach & Miller (2008) see trouble
below 20 to 30 clusters."""
FEW_TELLING = 5
"""Clusters that tell of a difference below which its interval is rough: of two years of the same
agencies it then holds the truth in 0.91 to 1.00 of cases at nominal 0.95, as do paired t and Bonett
and Price's (``benchmarks/compare_inference.py``)."""
ONE_CLUSTER = "one cluster alone: nothing says how another would differ"
"""Why a share or a mean has no interval, as a column ``note`` says it."""
AT_ONCE = 256
"""Permutations made at once: bounds the memory to as many rows of the table of terms."""
FEW_HITS = 10
"""Permutations that reach the observed difference below which their share is no estimate, and the
fitted tail is: Knijnenburg et al. (2009)."""
LIKENESS_OF_ONE = 0.5
"""Least likeness within agencies (0–1) where one of them alone names a thing, or alone does not:
whether its reports repeat it is then all that tells, and with a likeness of a half they do as often
as not. Without it one report of 120 gives a bound below 0.05 that misses; any value from 0.3 on
does as well (``benchmarks/compare_inference.py``)."""
TIE = 1e-12
"""Differences this near to the observed one count as reaching it."""


def clustered_wilson(counts: Floats, sizes: Floats, *, level: float = 0.95) -> Bounds:
    """Compute intervals of shares whose cases come in clusters.

    Wilson's interval with the number of cases that as many independent ones would need, n / (1 + (m
    − 1) · ρ): ρ is how much alike the cases of a cluster are (analysis of variance), m the mean
    size of a cluster as a case sees it, Σm² / Σm. As ρ is itself estimated, it is taken larger by
    (t / z)², with the degrees of freedom of the clusters that tell: where few name a thing, these
    are fewer, and where one does, ρ is at least a half. With one case a cluster it is Wilson's own.

    Parameters
    ----------
    counts : numpy.ndarray of shape (n_clusters, n_shares)
        Cases of each cluster in which each thing holds.
    sizes : numpy.ndarray of shape (n_clusters,)
        Cases of each cluster, at least one.
    level : float
        Confidence level.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds, shape (n_shares,); NaN for one cluster, of one case or of several:
        nothing can be said beyond it.

    References
    ----------
    Saha, K. K., Miller, D. & Wang, S. (2016). A comparison of some approximate confidence intervals
    for a single proportion for clustered binary outcome data. International Journal of
    Biostatistics 12 (Wilson with a design effect). Ridout, M. S., Demétrio, C. G. B. & Firth, D.
    (1999). Estimating intraclass correlation for binary data. Biometrics 55, 137–148. Korn, E. L. &
    Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data. Survey Methodology 24, 193–201 (t for z).

    Examples
    --------
    Twelve agencies, four reports each; six name a problem in all four, six never:

    >>> counts = np.repeat([[4.0], [0.0]], 6, axis=0)
    >>> low, high = clustered_wilson(counts, np.full(12, 4.0))
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (0.25, 0.75)
    """
    return _wilson_of_clusters(counts, sizes, level, of_one=LIKENESS_OF_ONE)


def likeness_within(counts: Floats, sizes: Floats) -> Floats:
    """Estimate how much alike the cases of a cluster are: the intraclass correlation.

    Parameters
    ----------
    counts : numpy.ndarray of shape (n_clusters, n_shares)
        Cases of each cluster in which each thing holds.
    sizes : numpy.ndarray of shape (n_clusters,)
        Cases of each cluster, at least one; several clusters, one of them of several cases.

    Returns
    -------
    numpy.ndarray of shape (n_shares,)
        From 0, for cases that are no more alike than those of different clusters, to 1; 1 where all
        cases say the same, so that nothing tells.

    References
    ----------
    Ridout, M. S., Demétrio, C. G. B. & Firth, D. (1999). Estimating intraclass correlation for
    binary data. Biometrics 55, 137–148 (analysis-of-variance estimator).

    Examples
    --------
    >>> sizes = np.full(4, 2.0)
    >>> likeness_within(
    ...     np.array([[2.0, 1.0], [2.0, 1.0], [0.0, 1.0], [0.0, 1.0]]), sizes
    ... ).tolist()
    [1.0, 0.0]
    """
    n_clusters, n = len(sizes), float(sizes.sum())
    own, overall = counts / sizes[:, None], counts.sum(axis=0) / n
    squares_between = (sizes[:, None] * (own - overall) ** 2).sum(axis=0)
    squares_within = (counts * (1 - own)).sum(axis=0)
    between = squares_between / (n_clusters - 1)
    within = squares_within / (n - n_clusters)
    size = (n - float((sizes**2).sum()) / n) / (n_clusters - 1)
    spread = between + (size - 1) * within
    one = np.ones(counts.shape[1])
    likeness: Floats = np.divide(between - within, spread, out=one, where=spread > 0)
    return likeness.clip(0.0, 1.0)


def _wilson_of_clusters(
    counts: Floats, sizes: Floats, level: float, *, of_one: float
) -> Bounds:
    """Wilson's interval by an effective number of cases; ``of_one``: see ``LIKENESS_OF_ONE``."""
    n = float(sizes.sum())
    if len(sizes) < 2:
        nothing = np.full(counts.shape[1], np.nan)
        return nothing, nothing.copy()
    if (sizes == 1).all():
        return wilson(counts.sum(axis=0), n, level=level)
    seen_size = float((sizes**2).sum() / n)
    likeness = _cautious_likeness(counts, sizes, level, of_one)
    effective = n / (1 + (seen_size - 1) * likeness)
    return wilson(counts.sum(axis=0) / n * effective, effective, level=level)


def _cautious_likeness(
    counts: Floats, sizes: Floats, level: float, of_one: float
) -> Floats:
    """Likeness within clusters, the larger the fewer of them tell of it; at most 1."""
    n_holding = (counts > 0).sum(axis=0)
    n_lacking = (counts < sizes[:, None]).sum(axis=0)
    rare = np.minimum(n_holding, n_lacking)
    # k clusters that name a thing among many that do not tell of ρ like a table of 2 k clusters.
    freedom = np.clip(2 * rare - 1, 1, len(sizes) - 1)
    t = stats.t.ppf(0.5 + level / 2, freedom)
    widening = (t / stats.norm.ppf(0.5 + level / 2)) ** 2
    least = np.where(rare == 1, of_one, 0.0)
    cautious: Floats = np.maximum(widening * likeness_within(counts, sizes), least)
    return np.minimum(cautious, 1.0)


def warn_few_clusters(what: str, few: dict[str, int], cluster: str) -> None:
    """Warn once of groups of few agencies, or of what else their rows go by.

    Parameters
    ----------
    what : str
        Who warns.
    few : dict of str to int
        Groups and their numbers of clusters; those from 2 to below ``FEW_CLUSTERS`` are named.
    cluster : str
        The column whose rows go together.
    """
    rough = {group: n for group, n in few.items() if 1 < n < FEW_CLUSTERS}
    if rough:
        named = name_some([f"{group} ({n})" for group, n in rough.items()])
        least = f"{Counted(FEW_CLUSTERS):{name_kind(cluster)}}"
        warn(
            f"{what}: fewer than {least} in {named}; intervals and p-values are rough there"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What the clusters of two groups say: rows are clusters, columns terms.

    Parameters
    ----------
    counts_a, counts_b : numpy.ndarray of float64, shape (n_clusters, n_terms)
        Documents of each cluster in group a, and in b, that hold each term.
    sizes_a, sizes_b : numpy.ndarray of float64, shape (n_clusters,)
        Documents of each cluster in each group.
    """

    counts_a: Floats
    counts_b: Floats
    sizes_a: Floats
    sizes_b: Floats


def permute_clusters(
    sides: Sides, *, n_permutations: int = 9999, seed: int = 0
) -> Floats:
    """Test for each term whether its share differs between two groups, permuting whole clusters.

    A cluster that lies in one group changes places with others that do; one with documents in both
    has its two sides swapped or not. So it makes no difference how many reports an agency wrote,
    nor how much alike they are.

    Parameters
    ----------
    sides : Sides
        The table.
    n_permutations : int
        Number of random permutations.
    seed : int
        Their seed.

    Returns
    -------
    numpy.ndarray of float64, shape (n_terms,)
        Two-sided p = (1 + #{|d_b| ≥ |d|}) / (B + 1) of the difference of shares. Where fewer than
        ten permutations reach it, the tail of a Pearson III distribution with their mean, variance
        and skewness if that is smaller, so that many terms can be told apart.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, art. 39. Knijnenburg, T. A. et al. (2009).
    Fewer permutations, more accurate P-values. Bioinformatics 25, i161–i168. Winkler, A. M. et al.
    (2016). Faster permutation inference in brain imaging. NeuroImage 141, 502–516 (Pearson III by
    moments).

    Examples
    --------
    Ten agencies with one report each; the first five hold the term:

    >>> side = np.repeat([1.0, 0.0], 5)
    >>> sides = Sides(side[:, None], np.zeros((10, 1)), side, 1 - side)
    >>> bool(permute_clusters(sides)[0] < 0.02)
    True
    """
    rng = np.random.default_rng(seed)
    mixed = (sides.sizes_a > 0) & (sides.sizes_b > 0)
    pure = ~mixed
    in_a = (sides.sizes_a[pure] > 0).astype(np.float64)
    as_they_are = np.ones((1, int(mixed.sum())))
    observed = _difference(sides, as_they_are, in_a[None, :])[0]
    n_terms = sides.counts_a.shape[1]
    hits = np.zeros(n_terms)
    powers = np.zeros((3, n_terms))
    starts = range(0, n_permutations, AT_ONCE)
    for low in watch(starts, len(starts), "permutations", "batch"):
        n = min(AT_ONCE, n_permutations - low)
        kept = rng.integers(0, 2, size=(n, int(mixed.sum()))).astype(np.float64)
        labels = rng.permuted(np.tile(in_a, (n, 1)), axis=1)
        drawn = _difference(sides, kept, labels)
        hits += (np.abs(drawn) >= np.abs(observed) - TIE).sum(axis=0)
        powers += [(drawn**k).sum(axis=0) for k in (1, 2, 3)]
    p = (1 + hits) / (n_permutations + 1)
    tail = _tail(observed, powers / n_permutations)
    return np.where(hits < FEW_HITS, np.minimum(p, tail), p)


def _tail(observed: Floats, powers: Floats) -> Floats:
    """Chance of a difference as far from 0, from the mean powers of permuted ones; 1 for no spread.

    A group of few clusters makes the permutations lean to one side: a normal tail would be far too
    thin there.
    """
    mean, square, cube = powers
    variance = square - mean**2
    spread = np.sqrt(np.maximum(variance, 0.0))
    # What does not vary, but for the last bits, has no tail.
    varies = spread > TIE
    scale = np.where(varies, spread, 1.0)
    skewness = np.where(varies, (cube - 3 * mean * variance - mean**3) / scale**3, 0.0)
    above = stats.pearson3.sf((np.abs(observed) - mean) / scale, skewness)
    below = stats.pearson3.cdf((-np.abs(observed) - mean) / scale, skewness)
    return np.where(varies, above + below, 1.0)


def difference_interval(sides: Sides, *, level: float = 0.95) -> Bounds:
    """Compute intervals of the difference of shares between two groups of clustered cases.

    Two intervals like those of :func:`clustered_wilson`, but with ρ as estimated also where one
    cluster tells, are joined by the method of variance estimates recovery. Clusters with cases in
    both groups make the two shares move together; that is taken off as the correlation of what they
    add to each, times (1 − 1 / their number). Where fewer than about five of them change between
    the groups (:func:`count_telling`) it mostly holds the truth more often than ``level``, as do
    other intervals: there is too little to exclude anything by.

    Parameters
    ----------
    sides : Sides
        What the clusters of both groups say; each group has a case.
    level : float
        Confidence level.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds of share a − share b, shape (n_terms,); NaN where one of the groups
        is a single cluster.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions.
    Statistics in Medicine 17, 873–890, and Improved confidence intervals for the difference between
    binomial proportions based on paired data, 2635–2650. Zou, G. Y. & Donner, A. (2008).
    Construction of confidence limits about effect measures: a general approach. Statistics in
    Medicine 27, 1693–1702.

    Examples
    --------
    Ten of twelve agencies of one group name a problem, two of twelve of the other:

    >>> in_a = np.repeat([1.0, 0.0], 12)
    >>> held = np.array([1.0] * 10 + [0.0] * 12 + [1.0] * 2)[:, None]
    >>> sides = Sides(held * in_a[:, None], held * (1 - in_a)[:, None], in_a, 1 - in_a)
    >>> low, high = difference_interval(sides)
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (0.27, 0.84)
    """
    a = _GroupShares.of(sides.counts_a, sides.sizes_a, level)
    b = _GroupShares.of(sides.counts_b, sides.sizes_b, level)
    n_both = int(((sides.sizes_a > 0) & (sides.sizes_b > 0)).sum())
    # Few clusters that never change between the groups are no proof that none does.
    together = _correlation(a.rest, b.rest) * (1 - 1 / max(n_both, 1))
    difference = a.share - b.share
    below = _recovered(a.share - a.low, b.high - b.share, together)
    above = _recovered(a.high - a.share, b.share - b.low, together)
    return difference - below, difference + above


def count_telling(sides: Sides) -> NDArray[np.int64]:
    """Count the clusters that the difference of each term rests on.

    Parameters
    ----------
    sides : Sides
        What the clusters of both groups say.

    Returns
    -------
    numpy.ndarray of int64, shape (n_terms,)
        Clusters with cases in both groups that hold the term oftener in one of them; and of those
        of one group alone the ones that hold it at all, or the ones that do not, whichever are
        fewer. Below ``FEW_TELLING`` :func:`difference_interval` is rough.

    Examples
    --------
    Of three agencies in both groups one changes; of four in group a one holds the term:

    >>> a = np.array([[2.0], [0.0], [1.0], [1.0], [0.0], [0.0], [0.0]])
    >>> b = np.array([[0.0], [0.0], [1.0], [0.0], [0.0], [0.0], [0.0]])
    >>> sizes_a, sizes_b = (
    ...     np.full(7, 2.0),
    ...     np.array([2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0]),
    ... )
    >>> count_telling(Sides(a, b, sizes_a, sizes_b)).tolist()
    [2]
    """
    in_a, in_b = sides.sizes_a > 0, sides.sizes_b > 0
    both = in_a & in_b
    # Multiplied out, so that equal shares of unequal numbers of cases are equal to the last bit.
    of_a = sides.counts_a[both] * sides.sizes_b[both, None]
    of_b = sides.counts_b[both] * sides.sizes_a[both, None]
    telling = (of_a != of_b).sum(axis=0)
    for counts, alone in (
        (sides.counts_a, in_a & ~in_b),
        (sides.counts_b, in_b & ~in_a),
    ):
        held = (counts[alone] > 0).sum(axis=0)
        telling = telling + np.minimum(held, int(alone.sum()) - held)
    return np.asarray(telling, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _GroupShares:
    """Shares of one group, their bounds, and what each cluster adds beyond its part of them."""

    share: Floats
    low: Floats
    high: Floats
    rest: Floats

    @classmethod
    def of(cls, counts: Floats, sizes: Floats, level: float) -> _GroupShares:
        here = sizes > 0
        # Two intervals that are wide where one agency tells make a difference that is too wide.
        low, high = _wilson_of_clusters(counts[here], sizes[here], level, of_one=0.0)
        share = counts.sum(axis=0) / sizes.sum()
        return cls(share, low, high, counts - share * sizes[:, None])


def _correlation(a: Floats, b: Floats) -> Floats:
    """Correlation of the columns of two tables whose columns sum to 0; 0 where one is constant."""
    spread = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    none = np.zeros(len(spread))
    found: Floats = np.divide((a * b).sum(axis=0), spread, out=none, where=spread > TIE)
    return found


def _recovered(a: Floats, b: Floats, correlation: Floats) -> Floats:
    """Distance of a bound of a difference from it, from those of the two bounds it is made of."""
    return np.asarray(np.sqrt(np.maximum(a**2 + b**2 - 2 * correlation * a * b, 0.0)))


def _difference(sides: Sides, kept: Floats, labels: Floats) -> Floats:
    """Differences of shares: which mixed clusters stay as they are, which pure ones are in a."""
    mixed = (sides.sizes_a > 0) & (sides.sizes_b > 0)
    counts = sides.counts_a + sides.counts_b
    sizes = sides.sizes_a + sides.sizes_b
    n_a = labels @ counts[~mixed]
    n_a += kept @ sides.counts_a[mixed] + (1 - kept) @ sides.counts_b[mixed]
    docs_a = labels @ sizes[~mixed]
    docs_a += kept @ sides.sizes_a[mixed] + (1 - kept) @ sides.sizes_b[mixed]
    docs_b = sizes.sum() - docs_a
    share_a = n_a / np.maximum(docs_a, 1)[:, None]
    share_b = (counts.sum(axis=0) - n_a) / np.maximum(docs_b, 1)[:, None]
    return np.asarray(share_a - share_b, dtype=np.float64)
