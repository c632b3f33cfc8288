"""How well the foremost terms of themes go together in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from textmine.themes.arrays import Floats, Ints


def measure_coherence(holds: csr_matrix, foremost: Sequence[Ints]) -> float:
    """Mean normalised pointwise mutual information of the terms of themes, two by two.

    Parameters
    ----------
    holds : scipy.sparse.csr_matrix of shape (n_sentences, n_words)
        Not zero where a sentence holds a word.
    foremost : sequence of numpy.ndarray of int64
        Words of each theme; those with fewer than two do not count.

    Returns
    -------
    float
        −1 where no two terms of a theme ever meet, 1 where they always do; NaN without themes.

    References
    ----------
    Lau, J., Newman, D. & Baldwin, T. (2014). Machine reading tea leaves: automatically evaluating
    topic coherence and topic model quality. EACL. Bouma, G. (2009). Normalized (pointwise) mutual
    information in collocation extraction. GSCL.

    Examples
    --------
    >>> holds = csr_matrix([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    >>> round(measure_coherence(holds, [np.array([0, 1])]), 6)
    1.0
    >>> measure_coherence(holds, [np.array([0, 2])])
    -1.0
    """
    is_there = holds.tocsc(copy=True)
    is_there.eliminate_zeros()
    is_there.data = np.ones_like(is_there.data, np.float64)
    means = [_mean_npmi(is_there[:, words].toarray()) for words in foremost if len(words) > 1]
    return float(np.mean(means)) if means else float("nan")


def _mean_npmi(holds: Floats) -> float:
    """Mean over the pairs of columns."""
    n = len(holds)
    both = holds.T @ holds / n
    alone = np.diag(both)
    upper = np.triu_indices(len(alone), 1)
    joint, apart = both[upper], np.outer(alone, alone)[upper]
    meets = joint > 0
    out = np.full(len(joint), -1.0)  # the limit for words that never meet
    everywhere = meets & (joint == 1)
    out[everywhere] = 1.0
    known = meets & ~everywhere
    out[known] = np.log(joint[known] / apart[known]) / -np.log(joint[known])
    return float(out.mean())
