"""Themes as a non-negative factorisation of sentences × words; density clustering beside it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF, TruncatedSVD, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmine.themes.arrays import Floats, Ints

SEED = 0


@dataclass(frozen=True, slots=True)
class Factors:
    """Themes and what each learned sentence has of them.

    Parameters
    ----------
    components : numpy.ndarray of shape (n_themes, n_words)
        Weight of each word in each theme; rows of length 1.
    strengths : numpy.ndarray of shape (n_sentences, n_themes)
        Non-negative; a row of zeros belongs to no theme.
    """

    components: Floats
    strengths: Floats


def fit_nmf(matrix: csr_matrix, n_themes: int) -> Factors:
    """Factorise sentences × words from the deterministic start ``nndsvda``.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        TF-IDF weights.
    n_themes : int
        Rank, at most both sides of the matrix.

    Returns
    -------
    Factors
        Themes in the order of the factorisation.

    References
    ----------
    Boutsidis, C. & Gallopoulos, E. (2008). SVD based initialization. Pattern Recognition
    41(4):1350-1362.
    """
    model = NMF(n_themes, init="nndsvda", tol=1e-3, max_iter=400, random_state=SEED)
    # Small factors: threads only wait, and must not change the sums; a perfect fit makes a root of
    # −0.
    with _quiet(), np.errstate(invalid="ignore"):
        strengths = model.fit_transform(matrix)
    return _scaled(model.components_, strengths)


def fit_hdbscan(matrix: csr_matrix, min_sentences: int) -> Factors:
    """Group dense regions of sentences; a theme is the mean of its group.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        TF-IDF weights.
    min_sentences : int
        Smallest group.

    Returns
    -------
    Factors
        As many themes as groups were found, possibly none; strengths are membership probabilities.

    References
    ----------
    Campello, R., Moulavi, D. & Sander, J. (2013). Density-based clustering based on hierarchical
    density estimates. PAKDD. Deerwester, S. et al. (1990). Indexing by latent semantic analysis
    (the space of the distances).
    """
    from sklearn.cluster import HDBSCAN  # slow to import, seldom wanted

    rank = max(2, min(50, min(matrix.shape) - 1))
    with threadpool_limits(1):
        space = normalize(TruncatedSVD(rank, random_state=SEED).fit_transform(matrix))
    found = HDBSCAN(min_cluster_size=max(2, min_sentences), copy=True).fit(space)
    n = int(found.labels_.max(initial=-1)) + 1
    strengths = np.zeros((matrix.shape[0], n))
    inside = np.flatnonzero(found.labels_ >= 0)
    strengths[inside, found.labels_[inside]] = found.probabilities_[inside]
    return _scaled(strengths.T @ matrix, strengths)


def assign(matrix: csr_matrix, components: Floats) -> Floats:
    """Fit sentences to given themes.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        TF-IDF weights.
    components : numpy.ndarray of shape (n_themes, n_words)
        Themes.

    Returns
    -------
    numpy.ndarray of shape (n_sentences, n_themes)
        Non-negative strengths, least squares.
    """
    if not len(components) or not matrix.shape[0]:
        return np.zeros((matrix.shape[0], len(components)))
    themes = components.astype(matrix.dtype)
    with _quiet():
        strengths, _, _ = non_negative_factorization(
            matrix, H=themes, n_components=len(themes), update_H=False, max_iter=100, tol=1e-3
        )
    return np.asarray(strengths, np.float64)


def strongest(strengths: Floats) -> tuple[Ints, Floats]:
    """Theme of each sentence, and its share of the sentence's strength.

    Parameters
    ----------
    strengths : numpy.ndarray of shape (n_sentences, n_themes)
        Non-negative strengths.

    Returns
    -------
    theme : numpy.ndarray of int64
        −1 where all strengths are zero.
    share : numpy.ndarray of float64
        0 to 1.

    Examples
    --------
    >>> theme, share = strongest(np.array([[0.0, 0.0], [1.0, 3.0]]))
    >>> theme.tolist(), share.tolist()
    ([-1, 1], [0.0, 0.75])
    """
    if not strengths.shape[1]:
        return np.full(len(strengths), -1), np.zeros(len(strengths))
    total = strengths.sum(axis=1)
    best = strengths.argmax(axis=1)
    share = np.divide(strengths.max(axis=1), total, out=np.zeros(len(total)), where=total > 0)
    return np.where(total > 0, best, -1).astype(np.int64), share


@contextmanager
def _quiet() -> Iterator[None]:
    """One thread, and no warning of too few iterations: unsettled themes show as unstable."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _scaled(components: Floats, strengths: Floats) -> Factors:
    """Bring the themes to length 1 and the strengths to match."""
    components = np.asarray(components, np.float64)
    length = np.sqrt((components**2).sum(axis=1))
    components = np.divide(
        components, length[:, None], out=np.zeros_like(components), where=length[:, None] > 0
    )
    return Factors(components, np.asarray(strengths, np.float64) * length)
