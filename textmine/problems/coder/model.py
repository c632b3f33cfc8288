"""What training gives: features, weights, calibration and thresholds, in one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmine.errors import CodebookError
from textmine.problems.coder.calibration import (
    Calibration,
    choose_thresholds,
    fit_calibration,
    measure_texts,
)
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import clean_statements, label_matrix
from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.ridge import solve_ridge
from textmine.problems.coder.statements import load_statements

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]
Labels = Sequence[str | Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedModel:
    """A trained coder; nothing in it changes any more.

    Parameters
    ----------
    features : StatementFeatures
        Turns statements into rows.
    coef : ndarray of shape (n_features, n_categories)
        A linear score a category.
    calibration : Calibration
        From scores to probabilities.
    thresholds : ndarray of shape (n_categories,)
        Least probability for a label.
    left_out : ndarray of shape (n_statements, n_categories)
        Probabilities of each training statement when it is left out.
    """

    features: StatementFeatures
    coef: Matrix
    calibration: Calibration
    thresholds: Matrix
    left_out: Matrix

    def probabilities(self, matrix: sparse.csr_array, texts: Sequence[str]) -> Matrix:
        """Calibrated probabilities of statements, given their rows too."""
        return self.calibration.predict(np.asarray(matrix @ self.coef), measure_texts(texts))

    def decide(self, probabilities: Matrix, fallback: int | None) -> Truth:
        """Decide by thresholds: at least one label, and the fallback category only alone."""
        labels = np.asarray(probabilities >= self.thresholds, dtype=bool)
        bare = ~labels.any(axis=1)
        labels[bare, (probabilities[bare] / self.thresholds).argmax(axis=1)] = True
        if fallback is not None:
            others = np.delete(labels, fallback, axis=1)
            labels[:, fallback] &= ~others.any(axis=1)
        return labels


def train_model(
    statements: Sequence[str] | pd.Series,
    labels: Labels | pd.Series,
    *,
    codebook: Codebook | None = None,
    alpha: float = 1.0,
) -> TrainedModel:
    """Train on labelled statements.

    Parameters
    ----------
    statements : sequence of str
        Problem statements.
    labels : sequence of str or of lists
        Their categories, keys joined by ``|``.
    codebook : Codebook, optional
        The shipped one by default.
    alpha : float
        Strength of the ridge penalty.

    Returns
    -------
    TrainedModel
        The same bits for the same input.

    Raises
    ------
    CodebookError
        If a label is unknown, lengths differ, a statement is empty or unlabelled, or there are
        fewer than two.
    """
    book = codebook if codebook is not None else load_codebook()
    texts = clean_statements(statements)
    truth = _check_training(texts, list(labels), book)
    features = StatementFeatures(codebook).fit(texts)
    # Centred, so that no intercept is needed; doubled, so that yes and no lie 2 apart.
    target = 2.0 * (truth - truth.mean(axis=0))
    fit = solve_ridge(features.transform(texts), target, alpha)
    sizes = measure_texts(texts)
    with threadpool_limits(1):  # small curves: threads only wait for each other
        calibration = fit_calibration(fit.left_out, sizes, truth)
    left_out = calibration.predict(fit.left_out, sizes)
    thresholds = choose_thresholds(left_out, truth)
    return TrainedModel(features, fit.coef, calibration, thresholds, left_out)


def train_shipped(codebook: Codebook | None, alpha: float) -> TrainedModel:
    """Train on the shipped statements; with the shipped codebook once a process.

    Parameters
    ----------
    codebook : Codebook or None
        None is the shipped one.
    alpha : float
        Strength of the ridge penalty.

    Returns
    -------
    TrainedModel
        In memory only: nothing is read from or left on the disk.
    """
    if codebook is None or codebook == load_codebook():
        return _shipped_model(alpha)
    shipped = load_statements()
    return train_model(shipped["text"], shipped["categories"], codebook=codebook, alpha=alpha)


@lru_cache(maxsize=2)
def _shipped_model(alpha: float) -> TrainedModel:
    """The model of the shipped statements and codebook, shared by all coders of a process."""
    shipped = load_statements()
    return train_model(shipped["text"], shipped["categories"], alpha=alpha)


def _check_training(texts: list[str], labels: list[str | Sequence[str]], book: Codebook) -> Truth:
    """Check labelled statements and give their truth table; messages name the row."""
    if len(texts) != len(labels):
        raise CodebookError(
            f"got {len(texts)} statements and {len(labels)} labels; each statement needs its labels"
        )
    if len(texts) < 2:
        raise CodebookError(
            f"got {len(texts)} labelled statements; "
            "training needs at least 2, sensibly some hundred"
        )
    given = ["" if cell is None or isinstance(cell, float) else cell for cell in labels]
    truth = label_matrix(given, book)
    for row, text in enumerate(texts):
        where = f"labelled statements, row {row}"
        if not text:
            raise CodebookError(f"{where}: the statement is empty; remove the row")
        if not truth[row].any():
            raise CodebookError(f"{where}: no category; give at least one, e.g. {book.keys[0]}")
    return truth
