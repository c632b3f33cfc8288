"""Regression and tests on pairs of agencies, with node permutations: pairs that share an agency are not independent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.errors import FrameError

Matrix = NDArray[np.float64]


def same(values: ArrayLike) -> pd.DataFrame:
    """Make the matrix that is 1 where two nodes have the same value (province, sector), else 0.

    Parameters
    ----------
    values : array_like of shape (n_nodes,)
        One value a node; a Series gives its index to the matrix.

    Returns
    -------
    pandas.DataFrame of shape (n_nodes, n_nodes)
        1.0 and 0.0.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks. Social Networks 10, 359–381.

    Examples
    --------
    >>> same(["云岭省", "澜川省", "云岭省"]).iloc[0].tolist()
    [1.0, 0.0, 1.0]
    """
    series = pd.Series(values)
    x = series.to_numpy()
    return pd.DataFrame(
        (x[:, None] == x[None, :]).astype(float), index=series.index, columns=series.index
    )


def gap(values: ArrayLike) -> pd.DataFrame:
    """Make the matrix of absolute differences between two nodes (level, year, length).

    Parameters
    ----------
    values : array_like of shape (n_nodes,)
        One number a node; a Series gives its index to the matrix.

    Returns
    -------
    pandas.DataFrame of shape (n_nodes, n_nodes)
        Absolute differences.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks. Social Networks 10, 359–381.

    Examples
    --------
    Years of three reports:

    >>> gap([2020, 2021, 2023]).iloc[0].tolist()
    [0.0, 1.0, 3.0]
    """
    series = pd.Series(values).astype("float64")
    x = series.to_numpy(float)
    return pd.DataFrame(np.abs(x[:, None] - x[None, :]), index=series.index, columns=series.index)


def mrqap(
    response: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    *,
    n_permutations: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Regress a square matrix on others, with p-values from node permutations (QAP with one predictor).

    Each predictor is residualised on the others, its residuals' nodes are permuted (rows and
    columns together), and the t-value of the refitted model is compared with the observed one
    (Dekker's double semi-partialing). Ordinary least squares on dyads can find effects in more than
    half of the cases where there are none (Krackhardt 1988).

    Parameters
    ----------
    response : array_like of shape (n_nodes, n_nodes)
        E.g. the shared characters of every two agencies; the diagonal is left out, NaN pairs as
        well.
    predictors : mapping of str to array_like of the same shape
        E.g. ``{"same_province": same(...), "level_gap": gap(...)}``.
    n_permutations : int
        Number of random permutations for each predictor.
    seed : int
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        ``term`` (the intercept first, without p), ``coefficient``, ``t``, ``p_value`` = (1 +
        #{|t_b| ≥ |t|}) / (B + 1), ``n_pairs``, ``r_squared``.

    Raises
    ------
    FrameError
        If a shape differs, there are fewer than four nodes, or the predictors are collinear.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks. Social Networks 10, 359–381. Dekker, D.,
    Krackhardt, D. & Snijders, T. A. B. (2007). Sensitivity of MRQAP tests to collinearity and
    autocorrelation conditions. Psychometrika 72, 563–581.

    Examples
    --------
    Four agencies; those of one province share wording:

    >>> shared = [[0, 90, 5, 0], [90, 0, 0, 5], [5, 0, 0, 80], [0, 5, 80, 0]]
    >>> province = same(["云岭省", "云岭省", "澜川省", "澜川省"])
    >>> mrqap(shared, {"same_province": province})[["term", "coefficient"]].values.tolist()
    [['(intercept)', 2.5], ['same_province', 82.5]]
    """
    y = _square(response, "response")
    xs = {name: _square(matrix, name) for name, matrix in predictors.items()}
    n = len(y)
    if n < 4 or not xs or any(x.shape != y.shape for x in xs.values()):
        raise FrameError(
            f"mrqap: {n} nodes, {len(xs)} predictors; needed: 4 nodes, 1 predictor, one shape for all"
        )
    use = (
        ~np.eye(n, dtype=bool)
        & np.isfinite(y)
        & np.logical_and.reduce([np.isfinite(x) for x in xs.values()])
    )
    design = np.column_stack([np.ones(int(use.sum())), *(x[use] for x in xs.values())])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise FrameError(
            f"mrqap: {', '.join(xs)} are constant or collinear over the {len(design)} pairs; drop one"
        )
    coefficients, t = _fit(design, y[use])
    rng = np.random.default_rng(seed)
    p_values = [np.nan]
    for k in range(1, design.shape[1]):
        others = np.delete(design, k, axis=1)
        residual = np.zeros_like(y)
        residual[use] = design[:, k] - others @ np.linalg.lstsq(others, design[:, k], rcond=None)[0]
        p_values.append(_permuted(residual, others, (y, use), abs(t[k]), (n_permutations, rng)))
    rest = y[use] - design @ coefficients
    spread = float(np.sum((y[use] - y[use].mean()) ** 2))
    return pd.DataFrame(
        {
            "term": ["(intercept)", *xs],
            "coefficient": coefficients.round(12),
            "t": t,
            "p_value": p_values,
            "n_pairs": len(design),
            "r_squared": 1 - float(rest @ rest) / spread if spread else np.nan,
        }
    )


def within_between(
    similarity: ArrayLike, groups: ArrayLike, *, n_permutations: int = 9999, seed: int = 0
) -> pd.DataFrame:
    """Test whether pairs within groups are more alike than pairs across them.

    Parameters
    ----------
    similarity : array_like of shape (n_nodes, n_nodes)
        E.g. shared characters or excess similarity; the diagonal is left out.
    groups : array_like of shape (n_nodes,)
        Group of each node.
    n_permutations : int
        Number of random permutations of the groups over the nodes.
    seed : int
        Seed of the permutations.

    Returns
    -------
    pandas.DataFrame
        One row: ``within``, ``between`` (means over pairs), ``difference``, ``p_value`` (one-sided,
        (1 + #{T_b ≥ T}) / (B + 1)), ``n_nodes``.

    Raises
    ------
    FrameError
        If shapes differ, or there is no pair within or across groups.

    References
    ----------
    Clarke, K. R. (1993). Non-parametric multivariate analyses of changes in community structure.
    Australian Journal of Ecology 18, 117–143 (ANOSIM; here on means, not ranks).

    Examples
    --------
    >>> shared = [[0, 90, 5, 0], [90, 0, 0, 5], [5, 0, 0, 80], [0, 5, 80, 0]]
    >>> within_between(shared, ["云岭省", "云岭省", "澜川省", "澜川省"])[
    ...     ["within", "between"]
    ... ].values.tolist()
    [[85.0, 2.5]]
    """
    s, labels = _square(similarity, "similarity"), pd.factorize(pd.Series(groups), sort=False)[0]
    off = ~np.eye(len(s), dtype=bool)
    alike = labels[:, None] == labels[None, :] if len(labels) == len(s) else np.zeros_like(off)
    if not (alike & off).any() or not (~alike & off).any():
        raise FrameError(
            f"within_between: {len(labels)} groups for {len(s)} nodes, or no pair within or across groups"
        )
    observed = float(s[alike & off].mean() - s[~alike & off].mean())
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(n_permutations):
        order = rng.permutation(len(s))
        mixed = alike[np.ix_(order, order)]
        hits += s[mixed & off].mean() - s[~mixed & off].mean() >= observed - 1e-12
    return pd.DataFrame(
        {
            "within": [s[alike & off].mean()],
            "between": [s[~alike & off].mean()],
            "difference": [observed],
            "p_value": [(1 + hits) / (n_permutations + 1)],
            "n_nodes": [len(s)],
        }
    )


def _square(matrix: ArrayLike, name: str) -> Matrix:
    """Check that a matrix is square."""
    array = np.asarray(matrix, float)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise FrameError(
            f"{name}: a square matrix is needed, nodes by nodes; got shape {array.shape}"
        )
    return array


def _fit(design: Matrix, y: Matrix) -> tuple[Matrix, Matrix]:
    """Least-squares coefficients and their t-values; an exact fit has infinite t."""
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    rest = y - design @ coefficients
    variance = float(rest @ rest) / max(len(y) - design.shape[1], 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = coefficients / np.sqrt(variance * np.diag(inverse))
    return coefficients, np.nan_to_num(t, nan=0.0, posinf=np.inf, neginf=-np.inf)


def _permuted(
    residual: Matrix,
    others: Matrix,
    y: tuple[Matrix, NDArray[np.bool_]],
    observed: float,
    draws: tuple[int, np.random.Generator],
) -> float:
    """Share of node permutations of a residualised predictor whose |t| reaches the observed one."""
    n_permutations, rng = draws
    response, use = y
    hits = 0
    for _ in range(n_permutations):
        order = rng.permutation(len(residual))
        moved = residual[np.ix_(order, order)][use]
        design = np.column_stack([others, moved])
        if np.ptp(moved) > 0 and np.linalg.matrix_rank(design) == design.shape[1]:
            hits += abs(_fit(design, response[use])[1][-1]) >= observed - 1e-9
    return (1 + hits) / (n_permutations + 1)
