"""How sure a share is, and whether it differs between groups, where agencies are clusters."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from textmine.errors import TextmineWarning
from textmine.stats.intervals import Bounds, wilson

Floats = NDArray[np.float64]
FEW_CLUSTERS = 20
"""Agencies below which intervals and tests are rough: Cameron, Gelbach & Miller (2008) see trouble
below 20 to 30 clusters."""
AT_ONCE = 256
"""Permutations made at once: bounds the memory to as many rows of the table of terms."""
TIE = 1e-12
"""Differences this near to the observed one count as reaching it."""


def clustered_wilson(counts: Floats, sizes: Floats, *, level: float = 0.95) -> Bounds:
    """Compute intervals of shares whose cases come in clusters.

    Wilson's interval with the number of cases that as many independent ones would need: n · p(1 −
    p) / (n · variance between clusters), at least the number of clusters and at most that of cases,
    and made smaller by (z / t)² for the degrees of freedom. With one case a cluster it is Wilson's
    own.

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
        Lower and upper bounds, shape (n_shares,); NaN for one cluster of several cases, of which
        nothing can be said beyond it.

    References
    ----------
    Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected
    number of positive counts estimated from survey data. Survey Methodology 24, 193–201. Dean, N. &
    Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions in clustered
    surveys. Journal of Survey Statistics and Methodology 3, 484–503.

    Examples
    --------
    Twelve agencies, four reports each; six name a problem in all four, six never:

    >>> counts = np.repeat([[4.0], [0.0]], 6, axis=0)
    >>> low, high = clustered_wilson(counts, np.full(12, 4.0))
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (0.23, 0.77)
    """
    n_clusters, n = len(sizes), float(sizes.sum())
    if (sizes == 1).all():
        return wilson(counts.sum(axis=0), n, level=level)
    if n_clusters < 2:
        nothing = np.full(counts.shape[1], np.nan)
        return nothing, nothing.copy()
    share = counts.sum(axis=0) / n
    rest = counts - share * sizes[:, None]
    variance = n_clusters / (n_clusters - 1) * (rest**2).sum(axis=0) / n**2
    alike = share * (1 - share)
    # Where all clusters say the same nothing varies: each is then worth one case.
    effective = np.divide(
        alike, variance, out=np.full(len(share), n_clusters * 1.0), where=variance > 0
    )
    z, t = stats.norm.ppf(0.5 + level / 2), stats.t.ppf(0.5 + level / 2, n_clusters - 1)
    effective = np.clip(effective, n_clusters, n) * (z / t) ** 2
    return wilson(share * effective, effective, level=level)


def warn_few_clusters(what: str, few: dict[str, int]) -> None:
    """Warn once of groups of few agencies.

    Parameters
    ----------
    what : str
        Who warns.
    few : dict of str to int
        Groups and their numbers of clusters; those from 2 to below ``FEW_CLUSTERS`` are named.
    """
    rough = {group: n for group, n in few.items() if 1 < n < FEW_CLUSTERS}
    if rough:
        named = ", ".join(f"{group} ({n})" for group, n in list(rough.items())[:5])
        more = f" and {len(rough) - 5} more" if len(rough) > 5 else ""
        warnings.warn(
            f"{what}: fewer than {FEW_CLUSTERS} agencies in {named}{more}; intervals and p-values "
            "are rough there",
            TextmineWarning,
            stacklevel=3,
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


def permute_clusters(sides: Sides, *, n_permutations: int = 9999, seed: int = 0) -> Floats:
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
        Two-sided p = (1 + #{|d_b| ≥ |d|}) / (B + 1) of the difference of shares. Where no
        permutation reaches it, the normal tail of the permutations if that is smaller, so that many
        terms can be told apart.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, art. 39. Winkler, A. M. et al. (2016). Faster
    permutation inference in brain imaging. NeuroImage 141, 502–516 (tails fitted to permutations).

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
    observed = _difference(sides, np.ones((1, int(mixed.sum()))), in_a[None, :])[0]
    n_terms = sides.counts_a.shape[1]
    hits, total, squares = (np.zeros(n_terms) for _ in range(3))
    for low in range(0, n_permutations, AT_ONCE):
        n = min(AT_ONCE, n_permutations - low)
        kept = rng.integers(0, 2, size=(n, int(mixed.sum()))).astype(np.float64)
        labels = rng.permuted(np.tile(in_a, (n, 1)), axis=1)
        drawn = _difference(sides, kept, labels)
        hits += (np.abs(drawn) >= np.abs(observed) - TIE).sum(axis=0)
        total += drawn.sum(axis=0)
        squares += (drawn**2).sum(axis=0)
    p = (1 + hits) / (n_permutations + 1)
    mean = total / n_permutations
    spread = np.sqrt(np.maximum(squares / n_permutations - mean**2, 0.0))
    z = np.divide(np.abs(observed - mean), spread, out=np.zeros(n_terms), where=spread > 0)
    tail = 2 * stats.norm.sf(z)
    return np.where((hits == 0) & (spread > 0), np.minimum(p, tail), p)


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
