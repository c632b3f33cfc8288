"""How far themes depend on which reports happen to be in the corpus."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.metrics import adjusted_rand_score

from textmine.themes.arrays import Floats, Ints
from textmine.themes.factors import SEED, fit_nmf, strongest


def match_terms(first: Floats, second: Floats, n_terms: int) -> Floats:
    """Overlap of each theme's top terms with those of its partner in another solution.

    Parameters
    ----------
    first, second : numpy.ndarray of shape (n_themes, n_words)
        Themes over the same words.
    n_terms : int
        Top terms compared.

    Returns
    -------
    numpy.ndarray of shape (n_themes,)
        Jaccard similarity with the partner under the best one-to-one matching, 0 to 1; 0 without a
        partner.

    References
    ----------
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for
    topic models. ECML PKDD. Kuhn, H. (1955). The Hungarian method for the assignment problem.

    Examples
    --------
    >>> one = np.array([[3.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0]])
    >>> match_terms(one, one[::-1], 2).tolist()
    [1.0, 1.0]
    """
    top_a, top_b = (_top(themes, n_terms) for themes in (first, second))
    shared = (top_a @ top_b.T).astype(np.float64)
    union = top_a.sum(axis=1)[:, None] + top_b.sum(axis=1)[None, :] - shared
    overlap = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    rows, columns = linear_sum_assignment(-overlap)
    out = np.zeros(len(first))
    out[rows] = overlap[rows, columns]
    return out


def resample_stability(
    matrix: csr_matrix, owners: Ints, components: Floats, *, n_resamples: int, n_terms: int
) -> tuple[Floats, float]:
    """Refit on half samples of the reports and compare.

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        Distinct sentences.
    owners : numpy.ndarray of int64
        Report that each sentence first stands in.
    components : numpy.ndarray of shape (n_themes, n_words)
        Themes of the whole.
    n_resamples : int
        Half samples, drawn with a fixed seed.
    n_terms : int
        Top terms compared.

    Returns
    -------
    overlap : numpy.ndarray of shape (n_themes,)
        Mean top-term overlap of each theme; NaN if no half sample could be fitted.
    agreement : float
        Mean adjusted Rand index between the themes of the sentences in both; NaN likewise.

    References
    ----------
    Lange, T. et al. (2004). Stability-based validation of clustering solutions. Neural Computation
    16(6):1299-1323. Hubert, L. & Arabie, P. (1985). Comparing partitions. J. Classification
    2:193-218. Greene et al. (2014).
    """
    n_themes = len(components)
    whole = strongest(matrix @ components.T)[0]
    reports = np.unique(owners)
    overlaps, agreements = [], []
    for b in range(n_resamples):
        half = np.random.default_rng([SEED, b]).permutation(reports)[: (len(reports) + 1) // 2]
        rows = np.flatnonzero(np.isin(owners, half))
        if len(rows) < n_themes or len(reports) < 2:
            continue
        factors = fit_nmf(matrix[rows], n_themes)
        overlaps.append(match_terms(components, factors.components, n_terms))
        theirs = strongest(matrix[rows] @ factors.components.T)[0]
        agreements.append(adjusted_rand_score(whole[rows], theirs))
    if not overlaps:
        return np.full(n_themes, np.nan), float("nan")
    return np.mean(overlaps, axis=0), float(np.mean(agreements))


def _top(themes: Floats, n_terms: int) -> Ints:
    """Flags (0, 1) of the top terms with weight of each theme."""
    out = np.zeros(themes.shape, np.int64)
    best = np.argsort(-themes, axis=1, kind="stable")[:, :n_terms]
    np.put_along_axis(out, best, 1, axis=1)
    return out * (themes > 0)
