"""From scores to probabilities: logistic curves that see the rivals and the length of the statement, and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Matrix = NDArray[np.float64]
_MARKS = "，、；。,;"


class Calibration:
    """One logistic curve a category over all scores of a statement, whether the category leads, and the text's size.

    A score alone does not tell one label from two: the same value means less where another category
    leads, and more in a long statement with several clauses.

    Examples
    --------
    >>> scores, truth = (
    ...     np.array([[1.0, -1.0], [-1.0, 1.0]] * 9),
    ...     np.array([[True, False], [False, True]] * 9),
    ... )
    >>> sizes = measure_texts(["人少", "更新慢"] * 9)
    >>> Calibration().fit(scores, sizes, truth).predict(scores[:1], sizes[:1]).round().tolist()
    [[1.0, 0.0]]
    """

    def fit(self, scores: Matrix, sizes: Matrix, truth: NDArray[np.bool_]) -> Self:
        """Fit the curves.

        Parameters
        ----------
        scores : ndarray of shape (n, n_categories)
            Left-out scores.
        sizes : ndarray of shape (n, 2)
            From :func:`measure_texts`.
        truth : ndarray of bool, same shape as scores
            Labels.

        Returns
        -------
        Calibration
            Itself.
        """
        plain = np.hstack([scores, sizes])
        self.mean, self.scale = plain.mean(axis=0), np.maximum(plain.std(axis=0), 1e-9)
        n_features = plain.shape[1] + 1
        self.weights, self.intercept = (
            np.zeros((n_features, truth.shape[1])),
            np.zeros(truth.shape[1]),
        )
        leads = _leads(scores)
        for j in range(truth.shape[1]):
            positive = int(truth[:, j].sum())
            if 0 < positive < len(truth):
                features = np.hstack([(plain - self.mean) / self.scale, leads[:, [j]]])
                curve = LogisticRegression(C=1.0, tol=1e-8, max_iter=500).fit(features, truth[:, j])
                self.weights[:, j], self.intercept[j] = curve.coef_[0], curve.intercept_[0]
            else:
                share = (positive + 0.5) / (len(truth) + 1.0)
                self.intercept[j] = np.log(share / (1 - share))
        return self

    def predict(self, scores: Matrix, sizes: Matrix) -> Matrix:
        """Probabilities, rounded to six places so that nothing hangs on the last bit.

        Parameters
        ----------
        scores, sizes : ndarray
            As for :meth:`fit`.

        Returns
        -------
        ndarray of shape (n, n_categories)
            Between 0 and 1.
        """
        plain = (np.hstack([scores, sizes]) - self.mean) / self.scale
        logits = plain @ self.weights[:-1] + _leads(scores) * self.weights[-1] + self.intercept
        return np.asarray(np.round(1.0 / (1.0 + np.exp(-logits.clip(-35, 35))), 6))


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
    marks = np.array(
        [sum([text.count(mark) for mark in _MARKS]) for text in texts], dtype=np.float64
    )
    return np.column_stack([np.log(np.maximum(lengths, 1)), np.minimum(marks, 4)])


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
    F1)."""
    out = np.full(truth.shape[1], 0.5)
    for j in np.flatnonzero(truth.any(axis=0)):
        order = np.argsort(-probabilities[:, j], kind="stable")
        hits = np.cumsum(truth[order, j])
        f1 = 2 * hits / (np.arange(1, len(order) + 1) + int(truth[:, j].sum()))
        out[j] = np.clip(f1.max() / 2, 0.05, 0.5)
    return out


def _leads(scores: Matrix) -> Matrix:
    """1 for the category with the highest score of each row."""
    out = np.zeros(scores.shape)
    if scores.size:
        out[np.arange(len(scores)), scores.argmax(axis=1)] = 1.0
    return out
