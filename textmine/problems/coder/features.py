"""Statements as numbers: characters and pairs, words, cues, concepts; columns of one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, Self

import ahocorasick
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from textmine.problems.coder.codebook import Codebook
from textmine.problems.coder.coding import clean_statements
from textmine.problems.coder.cues import CodebookClassifier
from textmine.resources.load import load_toml
from textmine.text.words import Segmenter

Keys = NDArray[np.int64]
CUE_WEIGHT, CONCEPT_WEIGHT = 0.3, 0.4
"""Value of a cue or concept that is there, beside rows of length 1 of characters and of words.
Chosen by nested cross-validation on the shipped statements (benchmarks/problems_coders.py)."""
_BREAK = -2  # column of the line end that divides statements
_UNKNOWN = -1
_EMPTY = 1e-12  # keeps an empty row from being divided by zero
_SHIFT = 21  # a code point takes 21 bits


class StatementFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn statements into the rows the trained coder reads.

    Characters with pairs and words are weighted by tf-idf and scaled to length 1 each; cues
    (strong, weak, for each category) and concepts are 0 or a fixed weight.

    Parameters
    ----------
    codebook : Codebook, optional
        Whose cues are features; the shipped one by default.
    cue_weight, concept_weight : float
        Value of a cue or concept that is there.

    Attributes
    ----------
    words_ : list of str
        The words known from fitting.
    word_columns_ : tuple of int
        Half-open range of their columns.

    Examples
    --------
    >>> features = StatementFeatures().fit(["专职人员不足", "网站更新不及时"])
    >>> (
    ...     features.transform(["更新慢"]).shape[0],
    ...     "人员" in features.words_ or "专职人员" in features.words_,
    ... )
    (1, True)
    """

    def __init__(
        self,
        codebook: Codebook | None = None,
        *,
        cue_weight: float = CUE_WEIGHT,
        concept_weight: float = CONCEPT_WEIGHT,
    ) -> None:
        self.codebook = codebook
        self.cue_weight = cue_weight
        self.concept_weight = concept_weight

    def fit(self, X: Sequence[str] | pd.Series, y: Any = None) -> Self:  # noqa: N803
        """Learn the characters, pairs and words there are, and how rare each is.

        Parameters
        ----------
        X : sequence of str
            Statements.
        y : ignored
            For scikit-learn's pipelines.

        Returns
        -------
        StatementFeatures
            Itself.
        """
        texts = clean_statements(X)
        self.coder_ = CodebookClassifier(self.codebook).fit()
        self.segmenter_ = _segmenter()
        rows, keys = _characters(texts)
        self.pairs_ = np.unique(keys)
        self.__dict__.pop("_pair_index", None)
        columns = np.searchsorted(self.pairs_, keys)
        self.pair_idf_ = _idf(rows, columns, (len(texts), len(self.pairs_)))
        tokens = self.segmenter_.cut("\n".join(texts))
        self.words_ = sorted({token for token in tokens if token[0].isalnum()})
        self.vocabulary_ = {word: j for j, word in enumerate(self.words_)} | {"\n": _BREAK}
        rows, columns = self._places(tokens)
        self.word_idf_ = _idf(rows, columns, (len(texts), len(self.words_)))
        self.word_lengths_ = np.array([len(word) for word in self.words_], dtype=np.int64)
        self.word_columns_ = (len(self.pairs_), len(self.pairs_) + len(self.words_))
        return self

    def transform(self, X: Sequence[str] | pd.Series) -> sparse.csr_array:  # noqa: N803
        """Make the matrix.

        Parameters
        ----------
        X : sequence of str
            Statements.

        Returns
        -------
        scipy.sparse.csr_array of shape (n_statements, n_features)
            Columns: characters and pairs, words, strong cues, weak cues, concepts.
        """
        texts = clean_statements(X)
        rows, keys = _characters(texts)
        place = self._pair_index.get_indexer(pd.Index(keys))
        known = place >= 0
        pairs = _tfidf(rows[known], place[known], self.pair_idf_, len(texts))
        tokens = self.segmenter_.cut("\n".join(texts))
        words = _tfidf(*self._places(tokens), self.word_idf_, len(texts))
        blocks = [pairs, words, self._cues(texts), self._concepts(texts)]
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def _places(self, tokens: list[str]) -> tuple[Keys, Keys]:
        """Row and column of each known word; statements are divided by line ends."""
        get = self.vocabulary_.get
        columns = np.array([get(token, _UNKNOWN) for token in tokens], dtype=np.int64)
        rows = np.cumsum(columns == _BREAK)
        known = columns >= 0
        return rows[known], columns[known]

    def _cues(self, texts: list[str]) -> sparse.csr_array:
        """Strong and weak cues of each category."""
        keys = self.coder_.codebook_.keys
        column = {("strong", key): j for j, key in enumerate(keys)}
        column |= {("weak", key): len(keys) + j for j, key in enumerate(keys)}
        find = self.coder_.table_.find
        n = len(column)
        found = [
            i * n + column[match.cue.strength, key]
            for i, text in enumerate(texts)
            for match in find(text)
            for key in match.cue.categories
        ]
        return _flags(found, (len(texts), n), self.cue_weight)

    def _concepts(self, texts: list[str]) -> sparse.csr_array:
        """Concepts that a statement touches."""
        automaton, n = self._automaton
        found = [
            i * n + j
            for i, text in enumerate(texts)
            for _, places in automaton.iter(text)
            for j in places
        ]
        return _flags(found, (len(texts), n), self.concept_weight)

    @cached_property
    def _automaton(self) -> tuple[Any, int]:
        """The words of the concepts, each with the numbers of its concepts."""
        concepts = load_toml("concepts.toml")["concepts"]
        places: dict[str, list[int]] = {}
        for j, words in enumerate(concepts.values()):
            for word in words:
                places.setdefault(word, []).append(j)
        automaton = ahocorasick.Automaton()
        for word in sorted(places):
            automaton.add_word(word, tuple(places[word]))
        automaton.make_automaton()
        return automaton, len(concepts)

    @cached_property
    def _pair_index(self) -> pd.Index:
        """Characters and pairs, hashed."""
        return pd.Index(self.pairs_)

    def __getstate__(self) -> dict[str, Any]:
        built = ("_automaton", "_pair_index")
        return {name: value for name, value in super().__getstate__().items() if name not in built}


@cache
def _segmenter() -> Segmenter:
    """One dictionary for all coders of a process."""
    return Segmenter()


def _characters(texts: list[str]) -> tuple[Keys, Keys]:
    """Row and key of every character and every pair of characters."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype="<u4").astype(np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
    # A pair is one number: the first character above the bits of the second, never below 2²¹.
    pairs = ((codes[:-1] + 1) << _SHIFT) | codes[1:]
    same = rows[:-1] == rows[1:]
    return np.concatenate([rows, rows[:-1][same]]), np.concatenate([codes, pairs[same]])


def _counts(rows: Keys, columns: Keys, shape: tuple[int, int]) -> sparse.csr_array:
    """How often each column occurs in each row."""
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _idf(rows: Keys, columns: Keys, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Smoothed inverse document frequency of each column: ln((1 + n) / (1 + df)) + 1."""
    df = np.bincount(_counts(rows, columns, shape).indices, minlength=shape[1])
    return np.asarray(np.log((1 + shape[0]) / (1 + df)) + 1.0, dtype=np.float64)


def _tfidf(rows: Keys, columns: Keys, idf: NDArray[np.float64], n: int) -> sparse.csr_array:
    """Sublinear tf-idf, rows scaled to length 1."""
    matrix = _counts(rows, columns, (n, len(idf)))
    matrix.data = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
    sizes = np.diff(matrix.indptr)
    owner = np.repeat(np.arange(n), sizes)
    norms = np.sqrt(np.bincount(owner, matrix.data**2, minlength=n))
    matrix.data /= np.repeat(np.maximum(norms, _EMPTY), sizes)
    return matrix


def _flags(found: list[int], shape: tuple[int, int], weight: float) -> sparse.csr_array:
    """A fixed weight wherever something was found; a place is row · width + column.

    Plain numbers and not pairs: millions of small tuples would keep the collector busy.
    """
    matrix = _counts(*np.divmod(np.array(found, dtype=np.int64), shape[1]), shape)
    matrix.data[:] = weight
    return matrix
