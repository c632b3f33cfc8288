"""Groups of sentences in their space: found freely, from seeds, or where they lie dense."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.linalg import qr, svd
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from textmine.engine import one_thread
from textmine.themes.arrays import Floats, Ints

# A seed counts like this share of an average group's sentences: it holds its theme in place while
# the corpus's own wording refines it (0.3 of 0, 0.1, 0.3, 1 on the labelled statements).
SEED_PULL = 0.3
MAX_ROUNDS = 100  # of refining, should it not settle before
# Starts beside the pivoted one; 40 and 100 gave what 10 gave.
N_DRAWN_STARTS = 10
SEED = 0  # of the drawn starts: the same groups each time
_TIE = 1e-9  # a gain below rounding is none


def group_freely(points: Floats, n_groups: int) -> Floats:
    """Group points by k-means from several starts: pivoted QR, and a few drawn with a fixed seed.

    The best of several starts is found again in subsamples more often than any single one
    (agreement 0.82 against 0.80 over 8 to 16 themes of reports at hand). The points must come in an
    order of their own: draws depend on it.

    Parameters
    ----------
    points : numpy.ndarray of shape (n_sentences, n_dimensions)
        Sentences in their space.
    n_groups : int
        Groups, at most the number of points.

    Returns
    -------
    numpy.ndarray of shape (n_groups, n_dimensions)
        Directions of the groups, length 1.

    References
    ----------
    Damle, A., Minden, V. & Ying, L. (2019). Simple, direct and efficient multi-way spectral
    clustering. Information and Inference 8(1):181-203 (the start). Dhillon, I. & Modha, D. (2001).
    Concept decompositions for large sparse text data using clustering. Machine Learning 42:143-175
    (k-means of directions).

    Examples
    --------
    >>> points = np.array([[1, 0.1], [0.9, 0], [0, 1], [0.1, 0.8]])
    >>> nearest(points, group_freely(points, 2)).tolist() in (
    ...     [0, 0, 1, 1],
    ...     [1, 1, 0, 0],
    ... )
    True
    """
    directions, weights = normalize(points), np.ones(len(points))
    first = _fit(directions, _pivoted_start(points, n_groups), weights)
    drawn = _fit(
        directions, "k-means++", weights, n_groups=n_groups, n_starts=N_DRAWN_STARTS
    )
    best = drawn if drawn.inertia_ < first.inertia_ * (1 - _TIE) else first
    return _unit(best.cluster_centers_)


def group_from_seeds(points: Floats, seeds: Floats, n_free: int) -> Floats:
    """Group points around seeds, and what is far from all seeds into free groups.

    Parameters
    ----------
    points : numpy.ndarray of shape (n_sentences, n_dimensions)
        Sentences in their space.
    seeds : numpy.ndarray of shape (n_seeds, n_dimensions)
        Seeds in the same space.
    n_free : int
        Groups beside those of the seeds.

    Returns
    -------
    numpy.ndarray of shape (n_seeds + n_free, n_dimensions)
        Directions of length 1, the seeds' in their order first.

    References
    ----------
    Basu, S., Banerjee, A. & Mooney, R. (2002). Semi-supervised clustering by seeding. ICML.
    """
    directions = normalize(seeds)
    start = directions
    if n_free:
        # Free groups start as those of what the seeds reach least: the half of the sentences
        # farthest off. From its pivots alone they split a seed's theme in five of eight corpora.
        reach = (normalize(points) @ directions.T).max(axis=1)
        far = reach <= np.median(reach)
        start = np.concatenate([directions, group_freely(points[far], n_free)])
    pull = SEED_PULL * len(points) / len(start)
    weights = np.concatenate([np.ones(len(points)), np.full(len(seeds), pull)])
    fitted = _fit(np.concatenate([normalize(points), directions]), start, weights)
    return _unit(fitted.cluster_centers_)


def group_dense(points: Floats, min_sentences: int) -> Floats:
    """Find the dense groups and their number; sentences between them belong to none.

    Parameters
    ----------
    points : numpy.ndarray of shape (n_sentences, n_dimensions)
        Sentences in their space.
    min_sentences : int
        Smallest group.

    Returns
    -------
    numpy.ndarray of shape (n_groups, n_dimensions)
        Directions of length 1; possibly none.

    References
    ----------
    Campello, R., Moulavi, D. & Sander, J. (2013). Density-based clustering based on hierarchical
    density estimates. PAKDD.
    """
    from sklearn.cluster import HDBSCAN  # slow to import, seldom wanted

    directions = normalize(points)
    found = HDBSCAN(min_cluster_size=max(2, min_sentences), copy=True).fit(directions)
    return _means(directions, found.labels_, int(found.labels_.max(initial=-1)) + 1)


def nearest(points: Floats, directions: Floats) -> Ints:
    """Tell which direction is nearest to each point.

    Parameters
    ----------
    points : numpy.ndarray of shape (n_sentences, n_dimensions)
        Sentences in their space.
    directions : numpy.ndarray of shape (n_groups, n_dimensions)
        At least one.

    Returns
    -------
    numpy.ndarray of int64
        Number of the direction.
    """
    best: Ints = (points @ directions.T).argmax(axis=1)
    return best


def _pivoted_start(points: Floats, n_groups: int) -> Floats:
    """Directions of groups by pivoted QR of the singular vectors: nothing is drawn."""
    # Columns of length 1 are the singular vectors: strong directions must not win all pivots.
    length = np.linalg.norm(points, axis=0)
    vectors = points / np.where(length > 0, length, 1.0)
    rank = vectors.shape[1]
    if (
        n_groups > rank
    ):  # the space has fewer dimensions than groups: more pivots by the residual
        return _unit(points[_spread_pivots(points, n_groups)])
    vectors = vectors[:, :n_groups]
    _, _, pivots = qr(vectors.T, mode="economic", pivoting=True)
    left, _, right = svd(vectors[pivots[:n_groups]].T, full_matrices=False)
    group = np.abs(vectors @ (left @ right)).argmax(axis=1)
    means = _means(normalize(points), group, n_groups)
    empty = ~means.any(axis=1)
    means[empty] = (
        _unit(points[pivots[:n_groups][empty]]) if empty.any() else means[empty]
    )
    return means


def _spread_pivots(points: Floats, n: int) -> Ints:
    """Points far from each other, one after the other."""
    directions = normalize(points)
    chosen = [int(np.linalg.norm(points, axis=1).argmax())]
    closeness = directions @ directions[chosen[0]]
    while len(chosen) < n:
        chosen.append(int(closeness.argmin()))
        closeness = np.maximum(closeness, directions @ directions[chosen[-1]])
    return np.array(chosen, np.int64)


def _fit(
    directions: Floats,
    start: Floats | str,
    weights: Floats,
    *,
    n_groups: int = 0,
    n_starts: int = 1,
) -> KMeans:
    """K-means of directions, on one thread: sums must not depend on how many there are."""
    n = len(start) if isinstance(start, np.ndarray) else n_groups
    model = KMeans(
        n, init=start, n_init=n_starts, max_iter=MAX_ROUNDS, random_state=SEED
    )
    with one_thread(), warnings.catch_warnings():
        # Fewer distinct sentences than groups: the groups that stay empty show as such.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(directions, sample_weight=weights)


def _means(directions: Floats, group: Ints, n_groups: int) -> Floats:
    """Mean direction of each group; zeros for an empty one."""
    out = np.zeros((n_groups, directions.shape[1]))
    inside = group >= 0
    np.add.at(out, group[inside], directions[inside])
    return _unit(out)


def _unit(rows: Floats) -> Floats:
    """Rows of length 1; zeros stay."""
    out: Floats = normalize(rows) if len(rows) else rows
    return out
