"""Moments of linear, logistic and Poisson regression, solved with partly hand-coded variables.

A row's moment is ``w · x (y − μ(xβ))``. Of all rows it is known as the machine has it; of the
hand-coded ones as it is. Their difference, over the probability of being hand-coded, corrects the
sum: its expectation is that of all rows coded by hand, whatever the machine's error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.stats.linear import (
    ClusterParts,
    Satterthwaite,
    bunch_clusters,
    find_centre,
    leave_out_each,
)

Array = NDArray[np.float64]
Places = NDArray[np.int64]

MODELS = ("linear", "logistic", "poisson")
MAX_STEPS = 100  # of Newton's method; without convergence it is refused
TOLERANCE = 1e-10
"""Largest change of a coefficient at which Newton's method stops."""
MAX_LINEAR = 30.0
"""Bound of xβ on the log and logit scale; beyond it a mean is 0, 1 or overflows."""
MAX_HALVINGS = 30  # of one step, to a thousand-millionth of it


@dataclass(frozen=True, slots=True, eq=False)
class ModelRows:
    """What a regression rests on.

    Parameters
    ----------
    x_said, y_said : ndarray of shape (n, k) and (n,)
        Design and outcome as predicted for every row.
    x_true, y_true : ndarray of the same shapes
        As coded by hand; of rows that are not, anything finite.
    inverse : ndarray of shape (n,)
        1 / probability of being coded by hand; 0 where a row is not.
    weights : ndarray of shape (n,)
        Of the analysis; 1 for all where none are wished.
    clusters : ndarray of shape (n,), optional
        Rows that go together; where none are given, each stands for itself.
    """

    x_said: Array
    y_said: Array
    x_true: Array
    y_true: Array
    inverse: Array
    weights: Array
    clusters: Places | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Coefficients, their covariance, and the parts of which the variance is made.

    The covariance is NaN for a coefficient that one cluster alone tells; ``by_row`` is the sandwich
    of rows that do not go together (HC0); ``telling`` what each error is worth in degrees of
    freedom (:class:`textmine.stats.linear.Satterthwaite`), not yet kept within bounds.
    """

    beta: Array
    covariance: Array
    by_row: Array
    telling: Array
    bread: Array
    gap: Array


def mean_of(model: str, linear: Array) -> tuple[Array, Array]:
    """Mean and its slope at xβ."""
    if model == "linear":
        return linear, np.ones_like(linear)
    bounded = linear.clip(-MAX_LINEAR, MAX_LINEAR)
    if model == "logistic":
        mean = 1.0 / (1.0 + np.exp(-bounded))
        return mean, mean * (1 - mean)
    mean = np.exp(bounded)
    return mean, mean


def moments(x: Array, y: Array, weights: Array, beta: Array, model: str) -> Array:
    """The moment of each row, (n, k)."""
    mean, _ = mean_of(model, x @ beta)
    return x * (weights * (y - mean))[:, None]


def solve_moments(rows: ModelRows, model: str, *, trust: float = 1.0) -> Solution:
    """Find the coefficients at which the corrected moments sum to nothing.

    Parameters
    ----------
    rows : ModelRows
        Data.
    model : {"linear", "logistic", "poisson"}
        Its mean.
    trust : float
        How far the machine is trusted, 0 (only hand-coded rows count) to 1.

    Returns
    -------
    Solution
        Covariance from leaving out one cluster after the other, or row. The sandwich of their sums
        is too narrow with few or unlike ones: of twelve, two of which are of another level, 0.72 of
        intervals at nominal 0.95 held that level's coefficient.

    Raises
    ------
    FrameError
        If the variables determine one another, or no coefficients fit.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2023). Using imperfect surrogates for downstream
    inference: design-based supervised learning for social science applications of large language
    models. NeurIPS. MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and reliable jackknife and
    bootstrap methods for cluster-robust inference. Journal of Applied Econometrics 38(5):671-694.
    """
    rows, back = _to_scale(rows)
    beta = _find_root(rows, model, trust)
    slope = _slope(rows, beta, model, trust)
    each = _corrected(rows, beta, model, trust)
    bread = back @ np.linalg.inv(slope) @ back.T
    true = moments(rows.x_true, rows.y_true, rows.weights, beta, model)
    said = moments(rows.x_said, rows.y_said, rows.weights, beta, model)
    gap = np.where(rows.inverse[:, None] > 0, true - trust * said, 0.0)
    # Moments of columns as given, of those of columns to scale: as coefficients, the other way.
    as_given = np.linalg.inv(back)
    gap = gap @ as_given
    shown = each @ as_given
    by_row = bread @ (shown.T @ shown) @ bread.T
    clusters = np.arange(len(each)) if rows.clusters is None else rows.clusters
    variances = _expect_variances(rows, beta, model, trust)
    counted = _counted(rows, beta, model, trust)
    ones = np.ones((len(each), 1))
    parts = (
        ClusterParts(
            _add_slopes(rows, counted, bunch.products),
            bunch.products(each, ones),
            _add_spreads(rows, variances, bunch.products),
        )
        for bunch in bunch_clusters(clusters, len(slope))
    )
    covariance, n = np.zeros(slope.shape), int(clusters.max()) + 1
    freedom = Satterthwaite(slope, _add_spreads(rows, variances, _add_products))
    for left in leave_out_each(slope, parts, back):
        moved = left.moved[:, :, 0]
        covariance += moved.T @ moved * (n - 1) / n
        freedom.add(left)
    return Solution(back @ beta, covariance, by_row, freedom.total(), bread, gap)


def _to_scale(rows: ModelRows) -> tuple[ModelRows, Array]:
    """Columns of one length, years counted from their mean; what makes coefficients of theirs."""
    centre = find_centre(rows.x_said)
    said, true = rows.x_said - centre.means, rows.x_true - centre.means
    scale = np.sqrt((said**2).mean(axis=0))
    # A column of nothing is refused with those that others determine.
    scale[scale == 0] = 1.0
    return replace(
        rows, x_said=said / scale, x_true=true / scale
    ), centre.back() / scale


def _find_root(rows: ModelRows, model: str, trust: float) -> Array:
    """Coefficients at which the corrected moments sum to nothing."""
    beta = np.zeros(rows.x_said.shape[1])
    for _ in range(MAX_STEPS):
        total = _corrected(rows, beta, model, trust).sum(axis=0)
        step = _solve(_slope(rows, beta, model, trust), total)
        size = np.abs(total).max()
        # The corrected sum is not concave everywhere: a step that overshoots is halved.
        for _ in range(MAX_HALVINGS):
            after = np.abs(
                _corrected(rows, beta + step, model, trust).sum(axis=0)
            ).max()
            if after <= size:
                break
            step = step / 2
        beta = beta + step
        if np.abs(step).max() < TOLERANCE:
            break
    if not np.isfinite(beta).all() or np.abs(step).max() > 1e-4:
        raise FrameError(
            f"{model} regression: no coefficients found; too few hand-coded rows, or a variable "
            "that separates the outcome: code more, or leave a covariate out"
        )
    return beta


def tune_trust(rows: ModelRows, solution: Solution, model: str) -> float:
    """Give the trust in the machine that makes the summed variance least, 0–1.

    References
    ----------
    Angelopoulos, A. N., Duchi, J. C. & Zrnic, T. (2023). PPI++: Efficient prediction-powered
    inference. arXiv:2311.01453.
    """
    coded = rows.inverse > 0
    true = moments(rows.x_true, rows.y_true, rows.weights, solution.beta, model)[coded]
    said_all = moments(rows.x_said, rows.y_said, rows.weights, solution.beta, model)
    said = said_all[coded]
    share = rows.inverse[coded] / rows.inverse[coded].sum()
    # In the units of the coefficients, so that the trace sums their variances.
    true, said, said_all = (part @ solution.bread.T for part in (true, said, said_all))
    centred = said - share @ said
    covariance = (share[:, None] * (true - share @ true) * centred).sum()
    spread = said_all.var(axis=0).sum()
    if spread <= 0:
        return 0.0
    return float(
        np.clip(covariance / ((1 + coded.sum() / len(said_all)) * spread), 0.0, 1.0)
    )


def _corrected(rows: ModelRows, beta: Array, model: str, trust: float) -> Array:
    """The machine's moment of each row, and the hand-coded ones' difference from it."""
    said = trust * moments(rows.x_said, rows.y_said, rows.weights, beta, model)
    true = moments(rows.x_true, rows.y_true, rows.weights, beta, model)
    return said + rows.inverse[:, None] * (true - said)


def _add_products(left: Array, right: Array) -> Array:
    """Sum the outer products of all rows; :meth:`Bunch.products` does so of each cluster's."""
    return np.asarray(left.T @ right)


def _slope(rows: ModelRows, beta: Array, model: str, trust: float) -> Array:
    """Minus the derivative of the summed moments, (k, k)."""
    return _add_slopes(rows, _counted(rows, beta, model, trust), _add_products)


def _counted(rows: ModelRows, beta: Array, model: str, trust: float) -> Array:
    """How much the machine's and the hand's row count in the derivative, (n, 2)."""
    _, slope_said = mean_of(model, rows.x_said @ beta)
    _, slope_true = mean_of(model, rows.x_true @ beta)
    said = rows.weights * trust * (1 - rows.inverse) * slope_said
    return np.column_stack([said, rows.weights * rows.inverse * slope_true])


def _add_slopes(
    rows: ModelRows, counted: Array, add: Callable[[Array, Array], Array]
) -> Array:
    """Minus the derivative of moments, summed as ``add`` says."""
    said, true = counted.T
    slopes = add(rows.x_said * said[:, None], rows.x_said)
    return slopes + add(rows.x_true * true[:, None], rows.x_true)


def _expect_variances(rows: ModelRows, beta: Array, model: str, trust: float) -> Array:
    """What each row's moment is expected to vary by if rows do not go together, (n, 3).

    By the machine's residual, by both together, by the hand's: how large these are, and how much
    alike, is taken from all hand-coded rows at once, as the model's variance function says that
    they differ. A row's own residuals would say by chance that few rows matter, or many.
    """
    said, slope_said = mean_of(model, rows.x_said @ beta)
    true, slope_true = mean_of(model, rows.x_true @ beta)
    by_said = trust * rows.weights * (1 - rows.inverse) * np.sqrt(slope_said)
    by_true = rows.weights * rows.inverse * np.sqrt(slope_true)
    coded = rows.inverse > 0
    if not coded.any():
        none = np.zeros(len(said))
        return np.column_stack([by_said**2, none, none])
    residuals = np.column_stack(
        [
            (rows.y_said - said) / np.sqrt(slope_said),
            (rows.y_true - true) / np.sqrt(slope_true),
        ]
    )[coded]
    sizes = residuals.T @ (residuals * rows.inverse[coded, None])
    return np.column_stack(
        [
            by_said**2 * sizes[0, 0],
            by_said * by_true * sizes[0, 1],
            by_true**2 * sizes[1, 1],
        ]
    )


def _add_spreads(
    rows: ModelRows, variances: Array, add: Callable[[Array, Array], Array]
) -> Array:
    """Variance of moments of rows that do not go together, summed as ``add`` says."""
    said, both, true = variances.T
    cross = add(rows.x_said * both[:, None], rows.x_true)
    alone = add(rows.x_said * said[:, None], rows.x_said)
    alone = alone + add(rows.x_true * true[:, None], rows.x_true)
    return alone + cross + cross.swapaxes(-1, -2)


def _solve(slope: Array, total: Array) -> Array:
    """Newton's step; a message where the variables determine one another."""
    if np.linalg.matrix_rank(slope) < len(slope):
        raise FrameError(
            "regression: the covariates determine one another (one of them is constant, or a sum "
            "of others, among the rows that count); leave one out"
        )
    return np.asarray(np.linalg.solve(slope, total))
