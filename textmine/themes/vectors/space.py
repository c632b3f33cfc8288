"""A space of few dimensions in which sentences that share much lie in one direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from textmine.engine import one_thread
from textmine.themes.arrays import Floats

# Relative error of the singular values: well below what moves a sentence to another theme.
TOLERANCE = 1e-6
# Rows or columns up to which all singular vectors are found at once. Where a start vector does not
# reach some of them, as in a few sentences that share nothing, arpack goes on from random ones.
FEW = 500
_NOTHING = 1e-10  # of the largest squared length; a direction below is rounding
# Rows projected in one go.
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Space:
    """The leading directions of the learned sentences.

    Parameters
    ----------
    axes : numpy.ndarray of shape (n_features, n_dimensions)
        Orthonormal, strongest first.
    """

    axes: Floats

    def project(self, matrix: csr_matrix) -> Floats:
        """Place sentences in the space.

        Parameters
        ----------
        matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_features)
            Rows of length 1.

        Returns
        -------
        numpy.ndarray of shape (n_sentences, n_dimensions)
            Not scaled: the length of a row, 0 to 1, is what the space holds of the sentence, so
            that its product with a direction is the cosine in the full space.
        """
        with one_thread():  # the sums must not depend on the number of threads
            parts = [
                matrix[i : i + _AT_ONCE] @ self.axes
                for i in range(0, matrix.shape[0], _AT_ONCE)
            ]
        return np.concatenate([np.zeros((0, self.axes.shape[1])), *parts])


def fit_space(matrix: csr_matrix, n_dimensions: int) -> Space:
    """Find the leading directions by an exact singular value decomposition.

    A randomised decomposition with its fixed seed gives other directions for other orders of the
    rows; the exact one does not (beyond the last bits, and the model brings rows into one order).

    Parameters
    ----------
    matrix : scipy.sparse.csr_matrix of shape (n_sentences, n_features)
        Rows of length 1.
    n_dimensions : int
        Dimensions wanted; fewer are given where the matrix has no more.

    Returns
    -------
    Space
        Each axis points where its largest entry is positive.

    References
    ----------
    Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6):391-407.
    Lehoucq, R., Sorensen, D. & Yang, C. (1998). ARPACK users' guide. SIAM.
    """
    small = min(matrix.shape)
    n = min(n_dimensions, small)
    with one_thread():
        if n >= small:  # arpack finds fewer than all
            _, lengths, rows = np.linalg.svd(matrix.toarray(), full_matrices=False)
        elif small <= FEW:
            lengths, rows = _decompose_few(matrix)
        else:
            start = np.ones(small)
            _, lengths, rows = svds(
                matrix, k=n, v0=start, tol=TOLERANCE, solver="arpack"
            )
    by = np.argsort(-lengths, kind="stable")[:n]
    axes = rows[by].T
    largest = np.abs(axes).argmax(axis=0)
    signs = np.sign(axes[largest, np.arange(axes.shape[1])])
    return Space(axes * np.where(signs == 0, 1.0, signs))


def _decompose_few(matrix: csr_matrix) -> tuple[Floats, Floats]:
    """All singular values and right singular vectors, by the products of the shorter side."""
    is_wide = matrix.shape[0] <= matrix.shape[1]
    squares, vectors = np.linalg.eigh(
        (matrix @ matrix.T if is_wide else matrix.T @ matrix).toarray()
    )
    told = squares > _NOTHING * squares.max(initial=0.0)
    lengths = np.sqrt(squares[told])
    if not is_wide:
        return lengths, vectors[:, told].T
    return lengths, (matrix.T @ vectors[:, told] / lengths).T
