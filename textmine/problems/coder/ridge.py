"""Ridge regression of several targets at once, and the folds that leave rows out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float64]
Places = NDArray[np.int64]

N_FOLDS = 10
"""Folds that leave training rows out; a tenth less to learn from changes scores little."""
TOLERANCE = 1e-5
"""Relative residual at which the iterations stop; far below any decision's margin."""
MAX_STEPS = 500
"""Most iterations; some fifty are enough for rows of length 1 and a penalty near 1."""


def solve_ridge(
    matrix: sparse.csr_array,
    target: Matrix,
    alpha: float,
    weights: Matrix | None = None,
) -> Matrix:
    """Solve (K + αI) a = y for all targets by conjugate gradients, and give Xᵀa.

    Each target has its own step, but all share the products with the matrix, which are the work.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array of shape (n, n_features)
        Rows of features.
    target : ndarray of shape (n, n_targets)
        Centred targets.
    alpha : float
        Penalty.
    weights : ndarray of shape (n,), optional
        How much each row counts; 1 by default.

    Returns
    -------
    ndarray of shape (n_features, n_targets)
        Coefficients; the same bits whatever the number of cores.

    References
    ----------
    Hestenes, M. & Stiefel, E. (1952). Methods of conjugate gradients for solving linear systems.
    Journal of Research of the National Bureau of Standards 49, 409–436.
    """
    if weights is not None:
        # A row that counts w times is a row √w times as long, and so is its target.
        scale = np.sqrt(weights)
        matrix = sparse.csr_array(sparse.diags_array(scale) @ matrix)
        target = scale[:, None] * target
    transposed = sparse.csr_array(matrix.T)
    dual = np.zeros_like(target)
    residual = target.copy()
    direction = residual.copy()
    square = (residual**2).sum(axis=0)
    enough = TOLERANCE**2 * square
    for _ in range(MAX_STEPS):
        image = matrix @ (transposed @ direction) + alpha * direction
        curvature = (direction * image).sum(axis=0)
        # A target that is all zero has nothing to solve: no step, and no division by zero.
        step = np.divide(
            square, curvature, out=np.zeros_like(square), where=curvature > 0
        )
        dual += step * direction
        residual -= step * image
        last, square = square, (residual**2).sum(axis=0)
        if (square <= enough).all():
            break
        turn = np.divide(square, last, out=np.zeros_like(square), where=last > 0)
        direction = residual + turn * direction
    return np.asarray(transposed @ dual)


def deal_folds(groups: Places, n_folds: int = N_FOLDS) -> Places:
    """Deal whole groups out to folds at random, always the same way.

    Parameters
    ----------
    groups : ndarray of shape (n,)
        Rows of one group share a fold.
    n_folds : int
        Number of folds; fewer where there are fewer groups.

    Returns
    -------
    ndarray of shape (n,)
        The fold of each row, from 0 on.

    Examples
    --------
    >>> sorted(deal_folds(np.array([7, 7, 8])).tolist()) in ([0, 0, 1], [0, 1, 1])
    True
    """
    _, group = np.unique(groups, return_inverse=True)
    n_groups = int(group.max()) + 1
    dealt = np.random.default_rng(0).permutation(n_groups) % n_folds
    return np.asarray(dealt[group], dtype=np.int64)
