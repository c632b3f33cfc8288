"""From scores to probabilities, and from probabilities to labels.

The curves see the rival categories and the length of the statement; the thresholds are those at
which F1 peaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]

MAX_MARKS = 4
"""Marks counted in a statement; five or more clauses say no more than four. Chosen by hand."""
MIN_THRESHOLD, MAX_THRESHOLD = 0.05, 0.5
"""Bounds of a threshold: half of an F1 is never above 0.5; below 0.05 everything is a label."""
MAX_LOGIT = 35.0
"""Beyond it a float's probability is 0 or 1 anyway; keeps the exponential from overflowing."""
N_PLACES = 6
"""Decimals of a probability, so that no decision hangs on the last bit."""
N_OWN = 3
"""Numbers that a curve sees of its own category only: leads, best part, leads in a part."""
_MARKS = "，、；。,;"


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """One logistic curve a category, over all scores of a statement, its parts and its size.

    A score alone does not tell one label from two: the same value means less where another category
    leads, and more in a long statement with several clauses, one of which may be all about it.

    Parameters
    ----------
    mean, scale : ndarray of shape (2 · n_categories + 2,)
        Of scores, sizes and scores of parts at fitting.
    weights : ndarray of shape (n_categories + 5, n_categories)
        Of scores, sizes, whether the category leads, its best score in a part, and whether it
        leads there.
    intercept : ndarray of shape (n_categories,)
        Log odds where all else is at its mean.
    """

    mean: Matrix
    scale: Matrix
    weights: Matrix
    intercept: Matrix

    def predict(self, scores: Matrix, parts: Matrix, sizes: Matrix) -> Matrix:
        """Probabilities, rounded to six places so that nothing hangs on the last bit.

        Parameters
        ----------
        scores : ndarray of shape (n, n_categories)
            Of the linear model.
        parts : ndarray of shape (n, n_categories)
            Best score of a part of each statement.
        sizes : ndarray of shape (n, 2)
            From :func:`measure_texts`.

        Returns
        -------
        ndarray of shape (n, n_categories)
            Between 0 and 1.
        """
        n_shared = len(self.weights) - N_OWN
        standard = (np.hstack([scores, sizes, parts]) - self.mean) / self.scale
        shared, own = self.weights[:n_shared], self.weights[n_shared:]
        logits = standard[:, :n_shared] @ shared + self.intercept
        # What a curve sees of its own category only: one number a statement each.
        for weight, values in zip(
            own, _own(scores, parts, standard[:, n_shared:]), strict=True
        ):
            logits += values * weight
        odds = np.exp(-logits.clip(-MAX_LOGIT, MAX_LOGIT))
        return np.asarray(np.round(1.0 / (1.0 + odds), N_PLACES))


def fit_calibration(
    scores: Matrix, parts: Matrix, sizes: Matrix, truth: Truth
) -> Calibration:
    """Fit the curves.

    Parameters
    ----------
    scores, parts : ndarray of shape (n, n_categories)
        Left-out scores of statements, and the best of their parts.
    sizes : ndarray of shape (n, 2)
        From :func:`measure_texts`.
    truth : ndarray of bool, same shape as scores
        Labels.

    Returns
    -------
    Calibration
        The fitted curves; a category that never or always occurs gets a constant.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. Advances in Large Margin
    Classifiers, MIT Press.

    Examples
    --------
    >>> scores, truth = (
    ...     np.array([[1.0, -1.0], [-1.0, 1.0]] * 9),
    ...     np.array([[True, False], [False, True]] * 9),
    ... )
    >>> sizes = measure_texts(["人少", "更新慢"] * 9)
    >>> curves = fit_calibration(scores, scores, sizes, truth)
    >>> curves.predict(scores[:1], scores[:1], sizes[:1]).round().tolist()
    [[1.0, 0.0]]
    """
    plain = np.hstack([scores, sizes, parts])
    mean, scale = plain.mean(axis=0), np.maximum(plain.std(axis=0), 1e-9)
    standard = (plain - mean) / scale
    n_categories = truth.shape[1]
    n_shared = n_categories + sizes.shape[1]
    own = _own(scores, parts, standard[:, n_shared:])
    weights = np.zeros((n_shared + N_OWN, n_categories))
    intercept = np.zeros(n_categories)
    for j in range(n_categories):
        n_true = int(truth[:, j].sum())
        if 0 < n_true < len(truth):
            columns = [standard[:, :n_shared], *(values[:, [j]] for values in own)]
            features = np.hstack(columns)
            curve = LogisticRegression(C=1.0, tol=1e-8, max_iter=500).fit(
                features, truth[:, j]
            )
            weights[:, j], intercept[j] = curve.coef_[0], curve.intercept_[0]
        else:
            share = (n_true + 0.5) / (len(truth) + 1.0)
            intercept[j] = np.log(share / (1 - share))
    return Calibration(mean, scale, weights, intercept)


def measure_texts(texts: Sequence[str]) -> Matrix:
    """Size of statements.

    Parameters
    ----------
    texts : sequence of str
        Statements.

    Returns
    -------
    ndarray of shape (n, 2)
        Logarithm of the length in characters, and number of marks that divide clauses (at most 4).

    Examples
    --------
    >>> measure_texts(["人少，事多"]).round(2).tolist()
    [[1.61, 1.0]]
    """
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    counts = [sum([text.count(mark) for mark in _MARKS]) for text in texts]
    marks = np.array(counts, dtype=np.float64)
    return np.column_stack(
        [np.log(np.maximum(lengths, 1)), np.minimum(marks, MAX_MARKS)]
    )


def choose_thresholds(probabilities: Matrix, truth: NDArray[np.bool_]) -> Matrix:
    """Half of each category's best F1, which is where F1 peaks for calibrated probabilities.

    Parameters
    ----------
    probabilities : ndarray of shape (n, n_categories)
        Calibrated, left out.
    truth : ndarray of bool, same shape
        Labels.

    Returns
    -------
    ndarray of shape (n_categories,)
        0.05–0.5; 0.5 for a category that never occurs.

    References
    ----------
    Lipton, Elkan & Naryanaswamy 2014, ECML PKDD (optimal thresholding of classifiers to maximize
    F1).
    """
    thresholds = np.full(truth.shape[1], MAX_THRESHOLD)
    for j in np.flatnonzero(truth.any(axis=0)):
        order = np.argsort(-probabilities[:, j], kind="stable")
        hits = np.cumsum(truth[order, j])
        n_found = np.arange(1, len(order) + 1)
        f1 = 2 * hits / (n_found + int(truth[:, j].sum()))
        thresholds[j] = np.clip(f1.max() / 2, MIN_THRESHOLD, MAX_THRESHOLD)
    return thresholds


def _own(scores: Matrix, parts: Matrix, standard_parts: Matrix) -> list[Matrix]:
    """What each category's curve sees of its own category, a matrix each."""
    return [_leads(scores), standard_parts, _leads(parts)]


def _leads(scores: Matrix) -> Matrix:
    """1 for the category with the highest score of each row."""
    out = np.zeros(scores.shape)
    if scores.size:
        out[np.arange(len(scores)), scores.argmax(axis=1)] = 1.0
    return out
