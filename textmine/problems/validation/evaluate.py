"""How good a coder is: agreement with given labels, calibration, nested cross-validation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import KFold

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import take_array
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import clean_statements, label_matrix
from textmine.progress import watch
from textmine.stats.labels import match_rows

LEAST_SAID = 0.1
"""Probability from which a cell counts for the calibration: most cells are surely none, and whoever
says so well hides what is said of the others."""


@check_arguments
def score_labels(
    truth: Sequence[str] | pd.Series,
    found: Sequence[str] | pd.Series,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """Compare a coder's labels with given ones.

    Parameters
    ----------
    truth, found : sequence of str
        Keys joined by ``|``, a cell a statement; two Series are brought together by label.
    codebook : Codebook, optional
        The shipped one by default.

    Returns
    -------
    pandas.DataFrame
        A row a category, then ``micro`` and ``macro`` (over categories that occur): category, n
        (given), n_found, precision, recall, f1. NaN where nothing can be said.

    Raises
    ------
    CodebookError
        If a label is unknown.

    References
    ----------
    Sokolova & Lapalme 2009, Information Processing & Management 45(4): 427–437.

    Examples
    --------
    >>> report = score_labels(["content", "staffing"], ["content", "content"])
    >>> float(report.set_index("category").loc["micro", "f1"])
    0.5
    """
    codebook = codebook if codebook is not None else load_codebook()
    truth, found = match_rows({"truth": truth, "found": found})
    given = label_matrix(list(truth), codebook)
    got = label_matrix(list(found), codebook)
    hits = (given & got).sum(axis=0)
    n, n_found = given.sum(axis=0), got.sum(axis=0)
    frame = pd.DataFrame({"category": list(codebook.keys), "n": n, "n_found": n_found})
    with np.errstate(invalid="ignore", divide="ignore"):
        frame["precision"], frame["recall"] = hits / n_found, hits / n
        frame["f1"] = np.where(n + n_found > 0, 2 * hits / (n + n_found), np.nan)
        precision, recall = hits.sum() / n_found.sum(), hits.sum() / n.sum()
        totals = np.array(
            [precision, recall, 2 * hits.sum() / (n.sum() + n_found.sum())]
        )
    means = frame.loc[frame["n"] > 0, ["precision", "recall", "f1"]].mean()
    rows = [
        ["micro", int(n.sum()), int(n_found.sum()), *totals.tolist()],
        ["macro", int(n.sum()), int(n_found.sum()), *means.tolist()],
    ]
    return pd.concat(
        [frame, pd.DataFrame(rows, columns=frame.columns)], ignore_index=True
    )


@check_arguments
def measure_calibration(
    truth: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    *,
    n_bins: int = 10,
    least: float = 0.0,
) -> float:
    """Expected calibration error: how far probabilities are from what happens.

    Parameters
    ----------
    truth : ndarray of bool
        Whether the category was given.
    probabilities : ndarray, same shape
        What the coder said.
    n_bins : int
        Bins of equal width.
    least : float
        Cells with a smaller probability are left out (most cells are near 0 and make the mean look
        good).

    Returns
    -------
    float
        Mean absolute difference between said and seen over the bins, weighted by their cells; NaN
        without cells.

    References
    ----------
    Guo et al. 2017, ICML (On calibration of modern neural networks).

    Examples
    --------
    >>> round(measure_calibration(np.array([True, False]), np.array([0.8, 0.2])), 3)
    0.2
    """
    truth, probabilities = match_rows({"truth": truth, "probabilities": probabilities})
    all_said, all_seen = (
        take_array(probabilities, "probabilities"),
        take_array(truth, "truth"),
    )
    if (
        all_said.shape != all_seen.shape
        or ((all_said < 0) | (all_said > 1)).any()
        or n_bins < 1
    ):
        raise FrameError(
            f"measure_calibration: truth of shape {all_seen.shape}, probabilities of shape "
            f"{all_said.shape}, {Counted(n_bins):bin}; expected one shape, numbers from 0 to 1, "
            "bins from 1"
        )
    counted = all_said.ravel() >= least
    said, seen = all_said.ravel()[counted], all_seen.ravel()[counted]
    if not len(said):
        return float("nan")
    bins = np.minimum((said * n_bins).astype(np.int64), n_bins - 1)
    # Numbered anew: of many bins most are empty.
    filled = np.unique(bins, return_inverse=True)[1]
    gap = np.bincount(filled, said - seen)
    return float(np.abs(gap).sum() / len(said))


@check_arguments
def cross_validate(
    X: Sequence[str] | pd.Series,  # noqa: N803
    y: Sequence[str] | pd.Series,
    *,
    alphas: Sequence[float] = (0.5, 1.0, 2.0),
    n_folds: int = 5,
    seed: int = 0,
    progress: bool | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nested cross-validation of the trained coder.

    In each fold the penalty is chosen, and calibration and thresholds are set, on the training part
    alone (by what its own folds say of the statements that they leave out); the fold left out only
    measures. A wording that several reports share is in one fold, or it would be known where it is
    tested.

    Parameters
    ----------
    X : sequence of str
        Statements.
    y : sequence of str
        Their categories, keys joined by ``|``.
    alphas : sequence of float
        Penalties to choose from.
    n_folds : int
        Number of folds.
    seed : int
        Shuffles the statements.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    predictions : pandas.DataFrame
        text, truth, categories, fold, alpha, and one column ``p_KEY`` a category; rows as given.
    report : pandas.DataFrame
        As :func:`score_labels`, with ``calibration`` (of cells with a probability of at least 0.1)
        added.

    References
    ----------
    Cawley & Talbot 2010, JMLR 11: 2079–2107.
    """
    X, y = match_rows({"X": X, "y": y})  # noqa: N806
    texts, labels = np.array(clean_statements(X), dtype=np.str_), list(y)
    if len(texts) != len(labels):
        raise FrameError(
            f"cross_validate: {Counted(len(texts)):statement} and {Counted(len(labels)):label}; "
            "expected one each"
        )
    codebook = load_codebook()
    truth = label_matrix(labels, codebook)
    probabilities = np.zeros(truth.shape)
    predictions = pd.DataFrame(
        {"text": list(X), "truth": labels, "categories": "", "fold": 0, "alpha": 0.0}
    )
    splits = _split_by_wording(texts, n_folds, seed)
    shown = watch(splits, n_folds, "cross-validating", "fold", show=progress)
    for fold, (train, test) in enumerate(shown):
        known, unknown = texts[train].tolist(), texts[test].tolist()
        coder = _fit_best(known, [labels[i] for i in train], truth[train], alphas)
        predictions.loc[test, "categories"] = coder.predict(unknown)
        predictions.loc[test, "fold"] = fold
        predictions.loc[test, "alpha"] = coder.alpha
        probabilities[test] = coder.predict_proba(unknown)
    predictions[[f"p_{key}" for key in codebook.keys]] = probabilities
    report = score_labels(labels, list(predictions["categories"]), codebook)
    report["calibration"] = _calibrations(truth, probabilities)
    return predictions, report


def _fit_best(
    texts: list[str],
    labels: list[str],
    truth: NDArray[np.bool_],
    alphas: Sequence[float],
) -> ProblemClassifier:
    """Train a coder with the penalty that does best on the folds that are left out."""
    coders = [ProblemClassifier(alpha=alpha).fit(texts, labels) for alpha in alphas]
    return max(coders, key=lambda coder: _f1(truth, coder.oof_labels_))


def _calibrations(
    truth: NDArray[np.bool_], probabilities: NDArray[np.float64]
) -> list[float]:
    """Calibration of each category, of all cells, and the mean: as a report lists its rows."""
    each = [
        measure_calibration(seen, said, least=LEAST_SAID)
        for seen, said in zip(truth.T, probabilities.T, strict=True)
    ]
    total = measure_calibration(truth, probabilities, least=LEAST_SAID)
    return [*each, total, float(np.nanmean(each))]


def _split_by_wording(
    texts: NDArray[np.str_], n_folds: int, seed: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows to learn from and rows to measure on, fold by fold; equal texts in one fold."""
    number, wordings = pd.factorize(texts)
    if not 2 <= n_folds <= len(wordings):
        raise FrameError(
            f"cross_validate: n_folds is {n_folds} for "
            f"{Counted(len(wordings)):different statement}; expected 2 folds or more, and no "
            "more than statements"
        )
    folds = KFold(n_folds, shuffle=True, random_state=seed)
    tested = [np.isin(number, own) for _, own in folds.split(wordings)]
    return [(np.flatnonzero(~own), np.flatnonzero(own)) for own in tested]


def _f1(truth: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    """Micro F1 of two truth tables."""
    hits, n_both = (truth & found).sum(), truth.sum() + found.sum()
    return float(2 * hits / n_both) if n_both else 0.0
