"""The trained coder: a linear model for each category, calibrated, with thresholds and abstention."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg, sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmine.errors import CodebookError, NotFittedError
from textmine.problems.coder.calibration import Calibration, choose_thresholds, measure_texts
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import (
    CODED,
    add_codes,
    clean_statements,
    join_rows,
    label_matrix,
)
from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.statements import load_statements
from textmine.schema import check_columns

MAX_EXACT = 5_000
N_WORDS = 3
_TRAINED: dict[tuple[str, float], dict[str, Any]] = {}
Matrix = NDArray[np.float64]


class ProblemClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Code problem statements with a model trained on labelled ones, the shipped ones by default.

    One ridge regression a category on characters, pairs, words, cues and concepts. Its
    leave-one-out scores, which ridge regression gives in closed form, carry the calibration
    (logistic curves) and the thresholds.

    Parameters
    ----------
    codebook : Codebook, optional
        The shipped one by default.
    alpha : float
        Strength of the ridge penalty.
    abstain : float
        A statement whose likeliest category lies below this probability stays uncoded (``""``); 0
        codes every statement.

    Attributes
    ----------
    classes_ : ndarray of str
        Category keys; columns of the arrays.
    thresholds_ : ndarray of shape (n_categories,)
        Least probability for a label.
    oof_probabilities_, oof_labels_ : ndarray of shape (n_statements, n_categories)
        What the coder says of each training statement when it is left out.
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
        self, codebook: Codebook | None = None, *, alpha: float = 1.0, abstain: float = 0.0
    ) -> None:
        self.codebook = codebook
        self.alpha = alpha
        self.abstain = abstain

    def fit(
        self,
        X: Sequence[str] | pd.Series | None = None,  # noqa: N803
        y: Sequence[str | Sequence[str]] | pd.Series | None = None,
    ) -> Self:
        """Train.

        Parameters
        ----------
        X : sequence of str, optional
            Labelled statements; without them the shipped ones are used.
        y : sequence of str or of lists, optional
            Their categories, keys joined by ``|``.

        Returns
        -------
        ProblemClassifier
            Itself.

        Raises
        ------
        CodebookError
            If a label is unknown, lengths differ, a statement is empty or unlabelled, or there are
            fewer than two.
        """
        if X is None or y is None:
            self.__dict__.update(_train_shipped(self.codebook or load_codebook(), self.alpha))
            return self
        self.codebook_ = self.codebook if self.codebook is not None else load_codebook()
        texts, truth = _check_training(clean_statements(X), list(y), self.codebook_)
        self.classes_ = np.array(self.codebook_.keys)
        self.n_statements_ = len(texts)
        self.features_ = StatementFeatures(self.codebook).fit(texts)
        matrix = self.features_.transform(texts)
        target = 2.0 * (truth - truth.mean(axis=0))
        self.coef_, scores = solve_ridge(matrix, target, self.alpha)
        sizes = measure_texts(texts)
        with threadpool_limits(1):  # small curves: threads only wait for each other
            self.calibration_ = Calibration().fit(scores, sizes, truth)
        self.oof_probabilities_ = self.calibration_.predict(scores, sizes)
        self.thresholds_ = choose_thresholds(self.oof_probabilities_, truth)
        self.oof_labels_ = self._decide(self.oof_probabilities_, np.ones(len(texts), dtype=bool))
        return self

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
        return self._probabilities(self._matrix(texts), texts)

    def predict(self, X: Sequence[str] | pd.Series) -> list[str]:  # noqa: N803
        """Categories of each statement.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        list of str
            Keys joined by ``|``; ``""`` for an empty statement, or where the coder abstains.

        Raises
        ------
        NotFittedError
            If the coder is not trained.
        """
        place, texts = _distinct(X)
        labels = self._decide(self._probabilities(self._matrix(texts), texts), _filled(texts))
        cells = join_rows(labels, self.codebook_)
        return [cells[i] for i in place]

    def predict_frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Code a frame of statements.

        Parameters
        ----------
        frame : pandas.DataFrame
            Column text; others are kept (e.g. item_id, report_id).

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
        ...     ProblemClassifier().fit().predict_frame(pd.DataFrame({"text": ["专职人员偏少"]}))
        ... )
        >>> coded["categories"].tolist()
        ['staffing']
        """
        check_columns(frame, ["text"], what="problems")
        place, texts = _distinct(frame["text"])
        matrix = self._matrix(texts)
        probabilities = self._probabilities(matrix, texts)
        labels = self._decide(probabilities, _filled(texts))
        distinct = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
        coded = add_codes(
            distinct, self.codebook_, labels, probabilities, self._evidence(matrix, labels)
        )
        out = frame.copy()
        for column in CODED:
            out[column] = coded[column].take(place).set_axis(frame.index)
        out.attrs.update(coded.attrs)
        return out

    def _matrix(self, texts: list[str]) -> sparse.csr_array:
        """Features of statements."""
        if not hasattr(self, "coef_"):
            raise NotFittedError(
                "ProblemClassifier is not trained; call fit() first (without data: shipped statements)"
            )
        return self.features_.transform(texts)

    def _probabilities(self, matrix: sparse.csr_array, texts: Sequence[str]) -> Matrix:
        """Calibrated probabilities."""
        return self.calibration_.predict(np.asarray(matrix @ self.coef_), measure_texts(texts))

    def _decide(self, probabilities: Matrix, filled: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Labels by thresholds; at least one, unless the coder abstains; the fallback stands alone."""
        labels = np.asarray(probabilities >= self.thresholds_, dtype=bool)
        bare = ~labels.any(axis=1)
        labels[bare, (probabilities[bare] / self.thresholds_).argmax(axis=1)] = True
        if self.codebook_.fallback:
            j = self.codebook_.keys.index(self.codebook_.fallback)
            labels[:, j] &= ~np.delete(labels, j, axis=1).any(axis=1)
        labels[~filled | (probabilities.max(axis=1, initial=0.0) < self.abstain)] = False
        return labels

    def _evidence(self, matrix: sparse.csr_array, labels: NDArray[np.bool_]) -> list[list[str]]:
        """The words that add most to each label's score; single characters only where no longer word does."""
        first, last = self.features_.word_columns_
        rows, columns = np.nonzero(labels)
        words = sparse.csr_array(matrix[:, first:last])[rows]
        sizes = np.diff(words.indptr)
        pair = np.repeat(np.arange(len(rows)), sizes)
        weights = (
            words.data * self.coef_[first:last][words.indices, np.repeat(columns, sizes)]
        ).round(9)
        long = (self.features_.word_lengths_[words.indices] > 1) & (weights > 0)
        has_long = np.bincount(pair, long, minlength=len(rows)) > 0
        keep = np.flatnonzero(long | ((weights > 0) & ~has_long[pair]))
        keep = keep[np.lexsort((-weights[keep], pair[keep]))]
        pair, place = pair[keep], words.indices[keep]
        chosen = np.arange(len(pair)) - np.searchsorted(pair, pair) < N_WORDS
        known = self.features_.words_
        found = [known[j] for j in place[chosen].tolist()]
        ends = np.cumsum(np.bincount(pair[chosen], minlength=len(rows))).tolist()
        return [found[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def _train_shipped(codebook: Codebook, alpha: float) -> dict[str, Any]:
    """What training on the shipped statements gives; in memory only, nothing is read from or left on the disk."""
    key = (repr(codebook), alpha)
    if key not in _TRAINED:
        shipped = load_statements()
        coder = ProblemClassifier(codebook, alpha=alpha).fit(shipped["text"], shipped["categories"])
        _TRAINED[key] = {name: value for name, value in vars(coder).items() if name.endswith("_")}
    return _TRAINED[key]


def solve_ridge(matrix: sparse.csr_array, target: Matrix, alpha: float) -> tuple[Matrix, Matrix]:
    """Ridge regression of several targets, with the score of each row when it is left out.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array of shape (n, n_features)
        Rows of features.
    target : ndarray of shape (n, n_targets)
        Centred targets.
    alpha : float
        Penalty.

    Returns
    -------
    tuple of ndarray
        Coefficients (n_features, n_targets) and left-out scores (n, n_targets): exact leave-one-out
        up to 5,000 rows, five folds beyond.
    """
    n = len(target)
    if n <= MAX_EXACT:
        with threadpool_limits(1):  # the same bits whatever the number of cores
            return _solve_exactly(matrix, target, alpha)
    model = Ridge(alpha=alpha, fit_intercept=False, solver="sparse_cg", tol=1e-6)
    scores = np.zeros_like(target)
    for train, test in KFold(5, shuffle=True, random_state=0).split(target):
        scores[test] = model.fit(matrix[train], target[train]).predict(matrix[test])
    return np.asarray(model.fit(matrix, target).coef_.T, dtype=np.float64), scores


def _solve_exactly(matrix: sparse.csr_array, target: Matrix, alpha: float) -> tuple[Matrix, Matrix]:
    """Solve in the dual; the left-out score of a row is ``y − a / (K + αI)⁻¹ᵢᵢ``."""
    kernel = (matrix @ matrix.T).toarray() + alpha * np.eye(len(target))
    factor = linalg.cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    dual = linalg.cho_solve((factor, True), target, check_finite=False)
    half, _ = linalg.lapack.dtrtri(factor, lower=1, overwrite_c=1)
    diagonal = np.einsum("ij,ij->j", half, half)  # of the inverse
    return np.asarray(matrix.T @ dual), target - dual / diagonal[:, None]


def _check_training(
    texts: list[str], labels: list[str | Sequence[str]], codebook: Codebook
) -> tuple[list[str], NDArray[np.bool_]]:
    """Check labelled statements; messages name the row."""
    if len(texts) != len(labels):
        raise CodebookError(
            f"got {len(texts)} statements and {len(labels)} labels; each statement needs its labels"
        )
    if len(texts) < 2:
        raise CodebookError(
            f"got {len(texts)} labelled statements; training needs at least 2, sensibly some hundred"
        )
    truth = label_matrix(["" if isinstance(y, float) or y is None else y for y in labels], codebook)
    for row, text in enumerate(texts):
        if not text:
            raise CodebookError(
                f"labelled statements, row {row}: the statement is empty; remove the row"
            )
        if not truth[row].any():
            raise CodebookError(
                f"labelled statements, row {row}: no category; give at least one, e.g. {codebook.keys[0]}"
            )
    return texts, truth


def _distinct(statements: Sequence[str] | pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Each wording once, and which one every statement has."""
    place, texts = pd.factorize(np.array(clean_statements(statements), dtype=np.object_))
    return place.astype(np.int64), texts.tolist()


def _filled(texts: list[str]) -> NDArray[np.bool_]:
    """Which statements hold anything."""
    return np.array([bool(text) for text in texts], dtype=bool)
