"""Regression and tests on pairs of agencies, by permutation of agencies.

Pairs that share an agency are not independent: nodes are permuted, never pairs. Matrices are
brought together by the labels they carry, or refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.columns import clean_column
from textmine.intake.values import take_array
from textmine.progress import watch
from textmine.stats.groups import UNKNOWN
from textmine.stats.labels import common_labels

Matrix = NDArray[np.float64]
LEAST_NODES = 4
"""With three nodes there are six permutations: no p can be below 1/6."""
TIE = 1e-9
"""Share of a statistic within which another counts as reaching it: the last bits hang on the order
in which values are added up."""
COLLINEAR = 1e-10
"""Share of a permuted predictor's spread that the others must leave; below it, rounding is left."""


@check_arguments
def same(values: ArrayLike) -> pd.DataFrame:
    """Make the matrix that is 1 where two nodes have the same value (province, sector), else 0.

    Parameters
    ----------
    values : array_like of shape (n_nodes,)
        One value a node; a Series gives its index to the matrix.

    Returns
    -------
    pandas.DataFrame of shape (n_nodes, n_nodes)
        1.0 and 0.0; NaN where one of the two is not known (empty or missing): unknown is never
        equal to unknown.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks. Social Networks 10, 359–381.

    Examples
    --------
    >>> same(["云岭省", "澜川省", "云岭省"]).iloc[0].tolist()
    [1.0, 0.0, 1.0]
    """
    if getattr(values, "ndim", 1) != 1:
        raise FrameError(
            "same: values in several dimensions; expected one for each node"
        )
    series = _take_labels(values, "values", "same")
    number = _number(series)
    equal = np.where(number[:, None] == number[None, :], 1.0, 0.0)
    equal[(number[:, None] < 0) | (number[None, :] < 0)] = np.nan
    return pd.DataFrame(equal, index=series.index, columns=series.index)


def _take_labels(values: ArrayLike, name: str, what: str) -> pd.Series:
    """Take one label for each node."""
    given = (
        values if isinstance(values, pd.Series) else pd.Series(values, dtype="object")
    )
    return clean_column(given.rename(name), "label", what=what)


def _number(labels: pd.Series) -> NDArray[np.int64]:
    """Number the labels of nodes, equal ones alike; −1 where one is not known."""
    text = labels.astype("string").fillna("").str.strip()
    unknown = ((text == "") | (text == UNKNOWN)).to_numpy(bool)
    return np.where(unknown, -1, pd.factorize(labels)[0]).astype(np.int64)


@check_arguments
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
    x = take_array(values, "values").ravel()
    nodes = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(x))
    return pd.DataFrame(np.abs(x[:, None] - x[None, :]), index=nodes, columns=nodes)


@check_arguments
def mrqap(
    response: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    *,
    n_permutations: int = 2000,
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Regress a square matrix on others, with p-values from node permutations.

    With one predictor this is the quadratic assignment procedure (QAP). Each predictor is
    residualised on the others, its residuals' nodes are permuted (rows and columns together), and
    the t-value of the refitted model is compared with the observed one
    (Dekker's double semi-partialing). Ordinary least squares on dyads can find effects in more than
    half of the cases where there are none (Krackhardt 1988).

    Parameters
    ----------
    response : array_like of shape (n_nodes, n_nodes)
        E.g. the shared characters of every two agencies; the diagonal is left out, NaN pairs as
        well. A frame with labels is brought together with the predictors by them.
    predictors : mapping of str to array_like of the same shape
        E.g. ``{"same_province": same(...), "level_gap": gap(...)}``, made from Series that are
        indexed as the response is.
    n_permutations : int
        Number of random permutations for each predictor.
    seed : int
        Seed of the permutations.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        ``term`` (the intercept first, without p), ``coefficient``, ``t``, ``p_value`` = (1 +
        #{|t_b| ≥ |t|}) / (B + 1), ``n_pairs``, ``r_squared``.

    Raises
    ------
    FrameError
        If a shape or the labels differ, only some matrices carry labels, there are fewer than four
        nodes, or the predictors are collinear.

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
    >>> found = mrqap(shared, {"same_province": province}).round(2)
    >>> found[["term", "coefficient"]].values.tolist()
    [['(intercept)', 2.5], ['same_province', 82.5]]
    """
    if not predictors:
        raise FrameError(
            "mrqap: no predictor; give at least one matrix, e.g. same(provinces)"
        )
    pairs = _Pairs.of(*_align({"response": response, **predictors}))
    if np.linalg.matrix_rank(pairs.design) < pairs.n_terms:
        names = ", ".join(predictors)
        raise FrameError(
            f"mrqap: {names} are constant or collinear over the {Counted(len(pairs.y)):pair}; "
            "drop one"
        )
    fit = _fit(pairs.design, pairs.y)
    rng = np.random.default_rng(seed)
    terms = range(1, pairs.n_terms)
    p_values = [
        _semi_partial_p(pairs, term, n_permutations, rng)
        for term in watch(terms, len(terms), "predictors", "predictor", show=progress)
    ]
    return pd.DataFrame(
        {
            "term": ["(intercept)", *predictors],
            "coefficient": fit.coefficients,
            "t": fit.t,
            "p_value": [np.nan, *p_values],
            "n_pairs": len(pairs.y),
            "r_squared": fit.r_squared,
        }
    )


@check_arguments
def within_between(
    similarity: ArrayLike,
    groups: ArrayLike,
    *,
    n_permutations: int = 9999,
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Test whether pairs within groups are more alike than pairs across them.

    Parameters
    ----------
    similarity : array_like of shape (n_nodes, n_nodes)
        E.g. shared characters or excess similarity; the diagonal is left out.
    groups : array_like of shape (n_nodes,)
        Group of each node; a Series is brought together with the similarity by label. Nodes whose
        group is not known (empty or missing) are in no pair.
    n_permutations : int
        Number of random permutations of the groups over the nodes.
    seed : int
        Seed of the permutations.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        One row: ``within``, ``between`` (means over pairs), ``difference``, ``p_value`` (one-sided,
        (1 + #{T_b ≥ T}) / (B + 1)), ``n_nodes``.

    Raises
    ------
    FrameError
        If shapes or labels differ, or there is no pair within or across groups.

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
    s, labels = _align_groups(similarity, groups)
    off = ~np.eye(len(s), dtype=bool) & np.isfinite(s)
    off &= (labels[:, None] >= 0) & (labels[None, :] >= 0)
    alike = labels[:, None] == labels[None, :]
    if not (alike & off).any() or not (~alike & off).any():
        raise FrameError(
            f"within_between: {Counted(len(s)):node} with no pair within a group, or none across"
        )
    observed = _difference(s, alike, off)
    reached = observed - TIE * float(np.abs(s[off]).max())
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in watch(
        range(n_permutations), n_permutations, "permutations", "draw", show=progress
    ):
        order = rng.permutation(len(s))
        mixed = alike[np.ix_(order, order)]
        hits += _difference(s, mixed, off) >= reached
    return pd.DataFrame(
        {
            "within": [s[alike & off].mean()],
            "between": [s[~alike & off].mean()],
            "difference": [observed],
            "p_value": [(1 + hits) / (n_permutations + 1)],
            "n_nodes": [len(s)],
        }
    )


def _difference(s: Matrix, alike: NDArray[np.bool_], off: NDArray[np.bool_]) -> float:
    """Mean of the pairs within groups less that of those across."""
    within, across = s[alike & off], s[~alike & off]
    # No pair of either sort may be left where values are missing: such a draw shows nothing.
    return (
        float(within.mean() - across.mean()) if len(within) and len(across) else -np.inf
    )


def _align(matrices: Mapping[str, ArrayLike]) -> list[Matrix]:
    """Matrices in one order of nodes, whatever the order they were handed in."""
    for name, matrix in matrices.items():
        _check_square(matrix, name)
    frames = {name: m for name, m in matrices.items() if isinstance(m, pd.DataFrame)}
    indices = {
        name: frames[name].index if name in frames else None for name in matrices
    }
    labels = common_labels(indices)
    if labels is not None:
        labels = labels[np.argsort(labels.astype(str), kind="stable")]
        return [
            frames[n].reindex(index=labels, columns=labels).to_numpy(float)
            for n in matrices
        ]
    arrays = [take_array(matrix, name) for name, matrix in matrices.items()]
    if len({array.shape for array in arrays}) > 1:
        shapes = ", ".join(
            f"{name} {array.shape}"
            for name, array in zip(matrices, arrays, strict=True)
        )
        raise FrameError(f"expected one shape for all matrices, got {shapes}")
    order = _canonical_order(arrays)
    return [array[np.ix_(order, order)] for array in arrays]


def _align_groups(
    similarity: ArrayLike, groups: ArrayLike
) -> tuple[Matrix, NDArray[np.int64]]:
    """Similarity and number of each node's group (−1: not known), in one order of nodes."""
    _check_square(similarity, "similarity")
    n = getattr(groups, "ndim", 1)
    if n != 1:
        raise FrameError(
            f"within_between: groups in {Counted(n):dimension}; expected one for each node"
        )
    series = _take_labels(groups, "groups", "within_between")
    frame = similarity if isinstance(similarity, pd.DataFrame) else None
    labels = common_labels(
        {
            "similarity": None if frame is None else frame.index,
            "groups": series.index if isinstance(groups, pd.Series) else None,
        }
    )
    if labels is not None and frame is not None:
        labels = labels[np.argsort(labels.astype(str), kind="stable")]
        s = frame.reindex(index=labels, columns=labels).to_numpy(float)
        series = series.reindex(labels)
    else:
        s = take_array(similarity, "similarity")
        if len(series) != len(s):
            raise FrameError(
                f"within_between: {Counted(len(series)):group} for {Counted(len(s)):node}"
            )
        order = _canonical_order([s])
        s, series = s[np.ix_(order, order)], series.iloc[order]
    return s, _number(series)


def _canonical_order(arrays: list[Matrix]) -> NDArray[np.int64]:
    """Order of nodes by their values, for matrices that say nothing of who they are."""
    if not len(arrays[0]):
        return np.zeros(0, dtype=np.int64)
    keys = [
        np.sort(np.nan_to_num(array, nan=np.inf), axis=axis)
        for array in arrays
        for axis in (0, 1)
    ]
    columns = [key.T if axis % 2 == 0 else key for axis, key in enumerate(keys)]
    return np.asarray(np.lexsort(np.column_stack(columns).T[::-1]), dtype=np.int64)


def _check_square(matrix: ArrayLike, name: str) -> None:
    """Check that a matrix is square, and the columns of a frame those of its index."""
    shape = np.shape(matrix)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise FrameError(
            f"{name}: a square matrix is needed, nodes by nodes; got shape {shape}"
        )
    if isinstance(matrix, pd.DataFrame):
        if not matrix.index.is_unique:
            twice = matrix.index[matrix.index.duplicated()][0]
            raise FrameError(
                f"{name}: node {twice!r} stands twice; aggregate its rows first"
            )
        if set(matrix.index) != set(matrix.columns):
            raise FrameError(f"{name}: rows and columns do not name the same nodes")


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs of nodes as rows of a regression.

    Parameters
    ----------
    is_used : numpy.ndarray of bool, shape (n_nodes, n_nodes)
        Pairs of two different nodes of which all matrices know something.
    y : numpy.ndarray of shape (n_pairs,)
        Response.
    design : numpy.ndarray of shape (n_pairs, n_terms)
        Intercept and predictors.
    """

    is_used: NDArray[np.bool_]
    y: Matrix
    design: Matrix

    @property
    def n_terms(self) -> int:
        """Columns of the design."""
        return int(self.design.shape[1])

    @classmethod
    def of(cls, response: Matrix, *predictors: Matrix) -> _Pairs:
        """Lay square matrices out as rows."""
        n = len(response)
        if n < LEAST_NODES:
            raise FrameError(
                f"mrqap: {Counted(n):node}; expected {LEAST_NODES} nodes or more"
            )
        known = [np.isfinite(matrix) for matrix in (response, *predictors)]
        is_used = ~np.eye(n, dtype=bool) & np.logical_and.reduce(known)
        ones = np.ones(int(is_used.sum()))
        design = np.column_stack([ones, *(matrix[is_used] for matrix in predictors)])
        return cls(is_used, response[is_used], design)


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Least squares: coefficients and their t-values, share of the variance explained."""

    coefficients: Matrix
    t: Matrix
    r_squared: float


def _fit(design: Matrix, y: Matrix) -> _Fit:
    """Fit by least squares; an exact fit has infinite t."""
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    rest = y - design @ coefficients
    unexplained = float(rest @ rest)
    variance = unexplained / max(len(y) - design.shape[1], 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = coefficients / np.sqrt(variance * np.diag(inverse))
    spread = float(np.sum((y - y.mean()) ** 2))
    return _Fit(
        coefficients,
        np.nan_to_num(t, nan=0.0, posinf=np.inf, neginf=-np.inf),
        1 - unexplained / spread if spread else np.nan,
    )


def _semi_partial_p(
    pairs: _Pairs, term: int, n_permutations: int, rng: np.random.Generator
) -> float:
    """Share of node permutations of a residualised predictor whose |t| reaches the observed one.

    With the other predictors as they are, |t| grows with the partial correlation, which takes a
    few products instead of a regression for each draw.
    """
    others = np.linalg.qr(np.delete(pairs.design, term, axis=1))[0]
    left = pairs.y - others @ (others.T @ pairs.y)
    own = pairs.design[:, term]
    # A pair of which nothing is known may be moved to where one counts: 0 is the residuals' mean.
    residual = np.zeros(pairs.is_used.shape)
    residual[pairs.is_used] = own - others @ (others.T @ own)

    def correlate(moved: Matrix) -> float:
        """Covariance with the response over the spread that the others leave; 0 without any."""
        told = others.T @ moved
        whole = float(moved @ moved)
        spread = whole - float(told @ told)
        return abs(moved @ left) / spread**0.5 if spread > COLLINEAR * whole else 0.0

    observed = correlate(residual[pairs.is_used]) * (1 - TIE)
    hits = 0
    for _ in watch(range(n_permutations), n_permutations, "permutations", "draw"):
        order = rng.permutation(len(residual))
        moved = residual[np.ix_(order, order)][pairs.is_used]
        hits += correlate(moved) >= observed
    return (1 + hits) / (n_permutations + 1)
