"""Ridge regression of several targets, with the score that each row gets when it is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Matrix = NDArray[np.float64]

MAX_EXACT = 5_000
"""Most rows for exact leave-one-out: its kernel takes rows² · 8 bytes (200 MB) and rows³ steps."""
N_FOLDS = 5
"""Folds beyond that; the usual number."""
TOLERANCE = 1e-6
"""Relative residual at which the iterations of a fold stop; far below any decision's margin."""


@dataclass(frozen=True, slots=True)
class RidgeFit:
    """Coefficients (n_features, n_targets) and left-out scores (n, n_targets)."""

    coef: Matrix
    left_out: Matrix


def solve_ridge(
    matrix: sparse.csr_array, target: Matrix, alpha: float, *, max_exact: int = MAX_EXACT
) -> RidgeFit:
    """Fit a ridge regression and score each row as if it had been left out.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array of shape (n, n_features)
        Rows of features.
    target : ndarray of shape (n, n_targets)
        Centred targets.
    alpha : float
        Penalty.
    max_exact : int
        Most rows for exact leave-one-out; five folds beyond.

    Returns
    -------
    RidgeFit
        Weights of all rows, and scores left out.

    References
    ----------
    Rifkin, R. & Lippert, R. (2007). Notes on regularized least squares. MIT-CSAIL-TR-2007-025.
    """
    if len(target) <= max_exact:
        with threadpool_limits(1):  # the same bits whatever the number of cores
            return _solve_exactly(matrix, target, alpha)
    return _solve_in_folds(matrix, target, alpha)


def _solve_exactly(matrix: sparse.csr_array, target: Matrix, alpha: float) -> RidgeFit:
    """Solve in the dual; the left-out score of a row is ``y − a / (K + αI)⁻¹ᵢᵢ``."""
    kernel = (matrix @ matrix.T).toarray() + alpha * np.eye(len(target))
    factor = linalg.cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    dual = linalg.cho_solve((factor, True), target, check_finite=False)
    # (LLᵀ)⁻¹ᵢᵢ is the sum of squares of column i of L⁻¹: half the work of the whole inverse.
    half, _ = linalg.lapack.dtrtri(factor, lower=1, overwrite_c=1)
    diagonal = np.einsum("ij,ij->j", half, half)
    return RidgeFit(np.asarray(matrix.T @ dual), target - dual / diagonal[:, None])


def _solve_in_folds(matrix: sparse.csr_array, target: Matrix, alpha: float) -> RidgeFit:
    """Solve by conjugate gradients; each fold is scored by the other four."""
    model = Ridge(alpha=alpha, fit_intercept=False, solver="sparse_cg", tol=TOLERANCE)
    scores = np.zeros_like(target)
    for train, test in KFold(N_FOLDS, shuffle=True, random_state=0).split(target):
        scores[test] = model.fit(matrix[train], target[train]).predict(matrix[test])
    coef = np.asarray(model.fit(matrix, target).coef_.T, dtype=np.float64)
    return RidgeFit(coef, scores)
