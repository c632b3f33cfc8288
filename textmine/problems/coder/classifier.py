"""The trained coder: a linear model for each category, calibrated, which may abstain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin

from textmine.errors import CodebookError, NotFittedError
from textmine.intake.frames import take_frame
from textmine.intake.values import take_number
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import (
    CODED,
    add_codes,
    clean_statements,
    is_indicator,
    join_rows,
    read_labels,
    tag_statements,
)
from textmine.problems.coder.model import ALPHA, TrainedModel, train_model
from textmine.problems.coder.store import shipped_model
from textmine.progress import begin_step, show_progress, watch_steps
from textmine.stats.labels import match_rows

ABSTAIN = 0.3
"""Probability of the likeliest category below which a statement stays uncoded.

Of 7,675 labelled statements, each judged by a model that had not seen it, 186 lie below it, and a
label is right for 70 of them (38 %); what is no problem of disclosure, or English, mostly does."""
N_WORDS = 3
"""Words shown as evidence for a label; more than three nobody reads in a table."""
Matrix = NDArray[np.float64]


class ProblemClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Code problem statements with a model trained on labelled ones, the shipped ones by default.

    One ridge regression a category on sequences of characters, words, cues and concepts, of the
    statement and of its parts. What the folds without a statement say of it carries the calibration
    (logistic curves) and the thresholds.

    Parameters
    ----------
    codebook : Codebook, optional
        The shipped one by default.
    alpha : float
        Strength of the ridge penalty.
    abstain : float
        A statement whose likeliest category lies below this probability stays uncoded (``""``),
        0.3 by default; 0 codes every statement.

    Attributes
    ----------
    classes_ : ndarray of str
        Category keys; columns of the arrays.
    thresholds_ : ndarray of shape (n_categories,)
        Least probability for a label.
    oof_probabilities_, oof_labels_ : ndarray of shape (n_statements, n_categories)
        What the coder says of each training statement when it is left out; the rows of
        ``load_training`` with weight 1 where it was trained on the shipped ones.
    n_statements_ : int
        How many statements it was trained on.

    References
    ----------
    Rifkin, Yeo & Poggio 2003 (regularized least-squares classification); Platt 1999 (calibration by
    logistic curves).

    Examples
    --------
    >>> coder = ProblemClassifier().fit()
    >>> coder.predict(["经办人员变动频繁", "群众看不懂文件，配套的说明太少"])
    ['staffing', 'interpretation']
    """

    def __init__(
        self,
        codebook: Codebook | None = None,
        *,
        alpha: float = ALPHA,
        abstain: float = ABSTAIN,
    ) -> None:
        self.codebook = codebook
        self.alpha = alpha
        self.abstain = abstain

    def fit(
        self,
        X: Sequence[str] | pd.Series | None = None,  # noqa: N803
        y: Sequence[str | Sequence[str]]
        | pd.Series
        | pd.DataFrame
        | Matrix
        | None = None,
        *,
        progress: bool | None = None,
    ) -> Self:
        """Train.

        Parameters
        ----------
        X : sequence of str, optional
            Labelled statements; without them the shipped ones are used.
        y : sequence of str or of lists, optional
            Their categories, keys joined by ``|``, or a table of 0 and 1 with a column a category
            (an indicator, as scikit-learn calls it); ``predict`` then gives such a table too.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        ProblemClassifier
            Itself.

        Raises
        ------
        CodebookError
            If a label is unknown, lengths differ, a statement is empty or unlabelled, or there are
            fewer than two; without statements, if the codebook lacks a category of the shipped one.
        """
        take_number(self.alpha, "alpha", what="ProblemClassifier", least=0)
        take_number(self.abstain, "abstain", what="ProblemClassifier", least=0, most=1)
        if (X is None) != (y is None):
            raise CodebookError(
                "ProblemClassifier.fit requires y to be passed, but the target y is None: give "
                "statements and their labels, or call fit() for the shipped ones"
            )
        if X is None or y is None:
            self._check_shipped()
            model = shipped_model(self.codebook, self.alpha)
        else:
            X, y = match_rows({"X": X, "y": y})  # noqa: N806
            book = load_codebook() if self.codebook is None else self.codebook
            labels = read_labels(y, book)
            # One wording of several reports is left out as one, or it would know itself.
            wording, _ = pd.factorize(np.array(clean_statements(X), dtype=np.str_))
            with show_progress(progress):
                model = train_model(
                    X,
                    labels,
                    codebook=self.codebook,
                    alpha=self.alpha,
                    groups=wording.astype(np.int64),
                )
        # Nothing is set before all is learned: a fit that fails leaves the coder as it was.
        self.model_ = model
        self.indicator_ = y is not None and is_indicator(y)
        self.codebook_ = self.codebook if self.codebook is not None else load_codebook()
        self.classes_ = np.array(self.codebook_.keys)
        self.thresholds_ = model.thresholds
        self.oof_probabilities_ = model.left_out
        self.oof_labels_ = self._decide(model.left_out)
        self.n_statements_ = len(model.left_out)
        return self

    def _check_shipped(self) -> None:
        """Refuse a codebook that lacks categories by which the shipped statements are labelled."""
        if self.codebook is None or not set(load_codebook().keys) - {
            *self.codebook.keys
        }:
            return
        raise CodebookError(
            f"ProblemClassifier.fit: the shipped statements are labelled by the shipped codebook, "
            f"not by {self.codebook.version}: give statements and labels of your own, "
            "fit(texts, labels), or code by the cues of the codebook with CodebookClassifier"
        )

    def predict_proba(self, X: Sequence[str] | pd.Series) -> Matrix:  # noqa: N803
        """Probability of each category.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        ndarray of shape (n_statements, n_categories)
            Calibrated; columns as ``classes_``. Rows do not sum to 1: a statement may carry
            several.

        Raises
        ------
        NotFittedError
            If the coder is not trained.
        """
        texts = clean_statements(X)
        model = self._fitted()
        return model.probabilities(model.features.transform(texts), texts)

    def predict(self, X: Sequence[str] | pd.Series) -> list[str] | NDArray[np.int64]:  # noqa: N803
        """Categories of each statement.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        list of str, or ndarray of shape (n_statements, n_categories)
            Keys joined by ``|``; ``""`` for an empty statement, or where the coder abstains. A
            table of 0 and 1 where the coder was fitted on one.

        Raises
        ------
        NotFittedError
            If the coder is not trained.
        """
        place, texts = _distinct(X)
        model = self._fitted()
        probabilities = model.probabilities(model.features.transform(texts), texts)
        labels = self._decide(probabilities, texts)
        if self.indicator_:
            return labels[place].astype(np.int64)
        cells = join_rows(labels, self.codebook_)
        return [cells[i] for i in place]

    def predict_frame(
        self, frame: pd.DataFrame, *, progress: bool | None = None
    ) -> pd.DataFrame:
        """Code a frame of statements.

        Parameters
        ----------
        frame : pandas.DataFrame
            Column text; others are kept (e.g. item_id, report_id).
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Returns
        -------
        pandas.DataFrame
            A copy with columns categories, probabilities and evidence (the words of the statement
            that weigh most) added; ``attrs["codebook_version"]`` names the codebook.

        Raises
        ------
        FrameError
            If there is no column text.
        NotFittedError
            If the coder is not trained.

        Examples
        --------
        >>> coded = (
        ...     ProblemClassifier()
        ...     .fit()
        ...     .predict_frame(pd.DataFrame({"text": ["专职人员偏少"]}))
        ... )
        >>> coded["categories"].tolist()
        ['staffing']
        """
        frame = take_frame(frame, ["text"], what="problems")
        place, texts = _distinct(frame["text"])
        model = self._fitted()
        with watch_steps("coding", 3, show=progress):
            begin_step("words and cues")
            matrix = model.features.transform(texts)
            begin_step("probabilities")
            probabilities = model.probabilities(matrix, texts)
            labels = self._decide(probabilities, texts)
            begin_step("evidence")
            evidence = self._evidence(matrix, labels)
        distinct = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
        coded = add_codes(distinct, self.codebook_, labels, probabilities, evidence)
        out = frame.copy()
        for column in CODED:
            out[column] = coded[column].take(place).set_axis(frame.index)
        out.attrs.update(coded.attrs)
        return out

    def __sklearn_tags__(self) -> Any:
        """Say what goes in: statements, of which each may have several categories."""
        return tag_statements(super().__sklearn_tags__())

    def _fitted(self) -> TrainedModel:
        """The trained model."""
        if not hasattr(self, "model_"):
            raise NotFittedError(
                "ProblemClassifier is not trained; "
                "call fit() first (without data: shipped statements)"
            )
        return self.model_

    def _fallback(self) -> int | None:
        """Column of the category that stands alone."""
        name = self.codebook_.fallback
        return self.codebook_.keys.index(name) if name else None

    def _decide(
        self, probabilities: Matrix, texts: list[str] | None = None
    ) -> NDArray[np.bool_]:
        """Labels of statements; none for empty ones, and where the coder abstains."""
        labels = self._fitted().decide(probabilities, self._fallback())
        labels[probabilities.max(axis=1, initial=0.0) < self.abstain] = False
        if texts is not None:
            labels[[not text for text in texts]] = False
        return labels

    def _evidence(
        self, matrix: sparse.csr_array, labels: NDArray[np.bool_]
    ) -> list[list[str]]:
        """The words that add most to the score of each label given.

        Single characters are shown only where no longer word adds to it.
        """
        model = self._fitted()
        first, last = model.features.word_columns_
        statement, category = np.nonzero(labels)
        words = sparse.csr_array(matrix[:, first:last])[statement]
        # One entry for each word of each label: which label, and what the word adds to its score.
        n_words = np.diff(words.indptr)
        label = np.repeat(np.arange(len(statement)), n_words)
        coef = model.coef[first:last][words.indices, np.repeat(category, n_words)]
        added = (words.data * coef).round(9)
        is_long = (model.features.word_lengths_[words.indices] > 1) & (added > 0)
        has_long = np.bincount(label, is_long, minlength=len(statement)) > 0
        shown = np.flatnonzero(is_long | ((added > 0) & ~has_long[label]))
        # By label, the heaviest word first; then the first few of each.
        shown = shown[np.lexsort((-added[shown], label[shown]))]
        owner = label[shown]
        rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
        chosen = shown[rank < N_WORDS]
        known = model.features.words_
        found = [known[column] for column in words.indices[chosen].tolist()]
        n_found = np.bincount(label[chosen], minlength=len(statement))
        ends = np.cumsum(n_found).tolist()
        return [found[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def _distinct(
    statements: Sequence[str] | pd.Series,
) -> tuple[NDArray[np.int64], list[str]]:
    """Each wording once, and which one every statement has."""
    place, texts = pd.factorize(
        np.array(clean_statements(statements), dtype=np.object_)
    )
    return place.astype(np.int64), texts.tolist()
