"""What training gives: features, weights, calibration and thresholds, in one object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmine.english import Counted
from textmine.errors import CodebookError
from textmine.problems.coder.calibration import (
    Calibration,
    choose_thresholds,
    fit_calibration,
    measure_texts,
)
from textmine.problems.coder.clauses import split_clauses
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import clean_statements, label_matrix
from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.ridge import Places, deal_folds, solve_ridge
from textmine.problems.coder.statements import load_training
from textmine.progress import watch

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]
Labels = Sequence[str | Sequence[str]]

ALPHA = 1.0
"""Strength of the ridge penalty: 0.5 to 1 are equal where one hand is left out, 2 is worse."""


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
        scores = np.asarray(matrix @ self.coef)
        clauses = split_clauses(texts)
        parts = scores
        if clauses.texts:
            found = np.asarray(
                self.features.transform(clauses.texts, cues=False) @ self.coef
            )
            parts = clauses.best(scores, found)
        return self.calibration.predict(scores, parts, measure_texts(texts))

    def decide(self, probabilities: Matrix, fallback: int | None) -> Truth:
        """Decide by thresholds: at least one label, and the fallback category only alone."""
        labels = np.asarray(probabilities >= self.thresholds, dtype=bool)
        surest = (probabilities / self.thresholds).argmax(axis=1)
        bare = ~labels.any(axis=1)
        labels[bare, surest[bare]] = True
        if fallback is not None:
            # Where nothing is surer than the fallback it stands, and alone; else it goes.
            alone = labels[:, fallback] & (surest == fallback)
            labels[alone] = False
            labels[:, fallback] = alone
        return labels


def train_model(
    statements: Sequence[str] | pd.Series,
    labels: Labels | pd.Series,
    *,
    codebook: Codebook | None = None,
    alpha: float = ALPHA,
    weights: Matrix | None = None,
    groups: Places | None = None,
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
    weights : ndarray of shape (n_statements,), optional
        How much each counts, at most 1. Those below 1 are learnt from, but calibration, thresholds
        and ``left_out`` rest on the others.
    groups : ndarray of shape (n_statements,), optional
        Statements of one group are left out together.

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
    counted = np.ones(len(texts), dtype=bool) if weights is None else weights >= 1.0
    own = [text for text, counts in zip(texts, counted, strict=True) if counts]
    features = StatementFeatures(codebook).fit(own)
    # Centred, so that no intercept is needed; doubled, so that yes and no lie 2 apart.
    target = 2.0 * (truth - truth[counted].mean(axis=0))
    matrix = features.transform(texts)

    def fit(rows: Places) -> Matrix:
        weight = None if weights is None else weights[rows]
        return solve_ridge(matrix[rows], target[rows], alpha, weight)

    every = np.arange(len(texts))
    fold = deal_folds(every if groups is None else groups)
    left = _leave_out(features, matrix, texts, fold, fit)
    sizes = measure_texts(own)
    scores, parts = left.scores[counted], left.parts[counted]
    with threadpool_limits(1):  # small curves: threads only wait for each other
        calibration = fit_calibration(scores, parts, sizes, truth[counted])
    left_out = calibration.predict(scores, parts, sizes)
    thresholds = choose_thresholds(left_out, truth[counted])
    return TrainedModel(features, fit(every), calibration, thresholds, left_out)


@dataclass(frozen=True, slots=True, eq=False)
class _LeftOut:
    """Scores of statements, and the best of their parts, by a model that never saw them."""

    scores: Matrix
    parts: Matrix


def _leave_out(
    features: StatementFeatures,
    matrix: sparse.csr_array,
    texts: list[str],
    fold: Places,
    fit: Callable[[Places], Matrix],
) -> _LeftOut:
    """Score every statement by what ``fit`` learns from the folds without it."""
    scores: list[Matrix] = []
    parts: list[Matrix] = []
    order: list[Places] = []
    n_folds = int(fold.max()) + 1
    for k in watch(range(n_folds), n_folds, "training the coder", "fold"):
        out, kept = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        # With one group only nothing is left to learn from: what is fitted has to do.
        coef = fit(kept if len(kept) else out)
        clauses = split_clauses([texts[i] for i in out])
        found = np.asarray(features.transform(clauses.texts, cues=False) @ coef)
        scores.append(np.asarray(matrix[out] @ coef))
        parts.append(clauses.best(scores[-1], found))
        order.append(out)
    back = np.argsort(np.concatenate(order))
    return _LeftOut(np.vstack(scores)[back], np.vstack(parts)[back])


def train_on_shipped(
    codebook: Codebook | None = None, *, alpha: float = ALPHA
) -> TrainedModel:
    """Train on all that ships: the labelled statements and the annotated parts.

    Parameters
    ----------
    codebook : Codebook, optional
        The shipped one by default; another must have its keys.
    alpha : float
        Strength of the ridge penalty.

    Returns
    -------
    TrainedModel
        The same bits every time; nothing is read from or left on the disk.
    """
    shipped = load_training()
    groups, _ = pd.factorize(shipped["group"])
    return train_model(
        shipped["text"],
        shipped["categories"],
        codebook=codebook,
        alpha=alpha,
        weights=shipped["weight"].to_numpy(),
        groups=groups.astype(np.int64),
    )


def _check_training(
    texts: list[str], labels: list[str | Sequence[str]], book: Codebook
) -> Truth:
    """Check labelled statements and give their truth table; messages name the row."""
    if len(texts) != len(labels):
        raise CodebookError(
            f"got {Counted(len(texts)):statement} and {Counted(len(labels)):label}; each "
            "statement needs its labels"
        )
    if len(texts) < 2:
        raise CodebookError(
            f"got {Counted(len(texts)):labelled statement}; training needs at least 2, sensibly "
            "some hundred"
        )
    given = ["" if cell is None or isinstance(cell, float) else cell for cell in labels]
    truth = label_matrix(given, book)
    for row, text in enumerate(texts):
        where = f"labelled statements, row {row}"
        if not text:
            raise CodebookError(f"{where}: the statement is empty; remove the row")
        if not truth[row].any():
            raise CodebookError(
                f"{where}: no category; give at least one, e.g. {book.keys[0]}"
            )
    return truth
