"""Statements as numbers: characters, words, cues, concepts and their pairs, in one matrix."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
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
from textmine.text.characters import code_points
from textmine.text.words import Segmenter

Keys = NDArray[np.int64]
Floats = NDArray[np.float64]

# Values of what is there, beside rows of length 1 of characters and of words. All chosen by leaving
# out one hand of the annotated corpus in turn (benchmarks/problems_coders.py, part "hands").
CUE_WEIGHT = 0.075
"""Of a cue: hand-made rules help where words are rare, and mislead where they decide alone."""
CONCEPT_WEIGHT = 0.2
"""Of a concept."""
PAIR_WEIGHT = 0.15
"""Of two concepts in one statement: 群众 with 知晓 tells what neither tells alone."""
LONG_WEIGHT = 0.5
"""Length of the row of three-character sequences."""
MIN_LONG = 2
"""Statements that a sequence of three characters must stand in; one alone teaches nothing."""
_BREAK = -2  # column of the line end that divides statements
_UNKNOWN = -1  # column of a token that training did not see
_EMPTY = 1e-12  # keeps an empty row from being divided by zero
_SHIFT = 21  # a code point takes 21 bits


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """Sequences of characters known from fitting, sorted, and how rare each is."""

    keys: Keys
    idf: Floats

    def count(self, rows: Keys, keys: Keys, n: int) -> sparse.csr_array:
        """Sublinear tf-idf of the known ones, a row a statement, scaled to length 1."""
        if not len(self.keys):
            return _tfidf(rows[:0], keys[:0], self.idf, n)
        # Sorted keys are looked up in one sweep through the table, not from end to end each.
        distinct, where = np.unique(keys, return_inverse=True)
        found = np.searchsorted(self.keys, distinct).clip(max=len(self.keys) - 1)
        known = (self.keys[found] == distinct)[where]
        place = found[where]
        return _tfidf(rows[known], place[known], self.idf, n)


def find_grams(rows: Keys, keys: Keys, n: int, *, min_df: int = 1) -> Grams:
    """Learn the sequences of characters that stand in statements.

    Parameters
    ----------
    rows, keys : ndarray of shape (n_places,)
        Statement and key of each place.
    n : int
        Number of statements.
    min_df : int
        Statements that a sequence must stand in.

    Returns
    -------
    Grams
        Sorted by key.
    """
    known, columns = np.unique(keys, return_inverse=True)
    df = _document_frequency(rows, columns, (n, len(known)))
    kept = df >= min_df
    return Grams(known[kept], _idf(df[kept], n))


class StatementFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn statements into the rows the trained coder reads.

    Characters with pairs, sequences of three and words are weighted by tf-idf and scaled to a fixed
    length each; cues (strong, weak, for each category), concepts and pairs of concepts are 0 or a
    fixed weight.

    Parameters
    ----------
    codebook : Codebook, optional
        Whose cues are features; the shipped one by default.
    cue_weight, concept_weight, pair_weight : float
        Value of a cue, a concept, a pair of concepts that is there.
    long_weight : float
        Length of the row of three-character sequences.

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
        pair_weight: float = PAIR_WEIGHT,
        long_weight: float = LONG_WEIGHT,
    ) -> None:
        self.codebook = codebook
        self.cue_weight = cue_weight
        self.concept_weight = concept_weight
        self.pair_weight = pair_weight
        self.long_weight = long_weight

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
        short = find_grams(*_characters(texts), len(texts))
        long = find_grams(*_triples(texts), len(texts), min_df=MIN_LONG)
        tokens = _segmenter().cut("\n".join(texts))
        words = sorted({token for token in tokens if token[0].isalnum()})
        self._know(short, long, words)
        rows, columns = self._places(tokens)
        df = _document_frequency(rows, columns, (len(texts), len(self.words_)))
        self.word_idf_ = _idf(df, len(texts))
        return self

    def restore(
        self, short: Grams, long: Grams, words: list[str], word_idf: Floats
    ) -> Self:
        """Take what an earlier fit had learnt.

        Parameters
        ----------
        short, long : Grams
            Its ``short_`` and ``long_``.
        words : list of str
            Its ``words_``.
        word_idf : ndarray of shape (n_words,)
            Its ``word_idf_``.

        Returns
        -------
        StatementFeatures
            Itself, as after that fit.
        """
        self._know(short, long, words)
        self.word_idf_ = word_idf
        return self

    def _know(self, short: Grams, long: Grams, words: list[str]) -> None:
        """Set what was learnt, and what follows from it and from the codebook."""
        self.coder_ = CodebookClassifier(self.codebook).fit()
        self.short_, self.long_, self.words_ = short, long, words
        self.vocabulary_ = {word: j for j, word in enumerate(words)} | {"\n": _BREAK}
        self.word_lengths_ = np.array([len(word) for word in words], dtype=np.int64)
        first = len(self.short_.keys)
        self.word_columns_ = (first, first + len(words))

    def transform(
        self,
        X: Sequence[str] | pd.Series,  # noqa: N803
        *,
        cues: bool = True,
    ) -> sparse.csr_array:
        """Make the matrix.

        Parameters
        ----------
        X : sequence of str
            Statements.
        cues : bool
            Whether to look for cues; without them their columns are empty, in half the time.

        Returns
        -------
        scipy.sparse.csr_array of shape (n_statements, n_features)
            Columns: characters and pairs, words, strong cues, weak cues, concepts, pairs of
            concepts, sequences of three characters.
        """
        texts = clean_statements(X)
        n = len(texts)
        short = self.characters(texts)
        tokens = _segmenter().cut("\n".join(texts))
        words = _tfidf(*self._places(tokens), self.word_idf_, n)
        long = self.long_weight * self.long_.count(*_triples(texts), n)
        found = self._cues(texts if cues else [], n)
        blocks = [short, words, found, *self._concepts(texts), long]
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def characters(self, texts: Sequence[str]) -> sparse.csr_array:
        """Make the rows of characters and pairs of characters alone.

        Parameters
        ----------
        texts : sequence of str
            Clean statements.

        Returns
        -------
        scipy.sparse.csr_array of shape (n_statements, n_sequences)
            Tf-idf, rows of length 1 (0 where nothing is known).
        """
        return self.short_.count(*_characters(list(texts)), len(texts))

    def touch_concepts(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Say which concepts each statement touches.

        Parameters
        ----------
        texts : sequence of str
            Clean statements.

        Returns
        -------
        ndarray of shape (n_statements, n_concepts)
            True where touched, columns as in ``concepts.toml``.

        Examples
        --------
        >>> StatementFeatures().touch_concepts(["更新滞后", "甲乙"]).any(
        ...     axis=1
        ... ).tolist()
        [True, False]
        """
        _, n = self._automaton
        rows = np.zeros((len(texts), n), dtype=np.bool_)
        for row, touched in zip(rows, self._touched(texts), strict=True):
            row[touched] = True
        return rows

    def _places(self, tokens: list[str]) -> tuple[Keys, Keys]:
        """Row and column of each known word; statements are divided by line ends."""
        get = self.vocabulary_.get
        columns = np.array([get(token, _UNKNOWN) for token in tokens], dtype=np.int64)
        rows = np.cumsum(columns == _BREAK)
        known = columns >= 0
        return rows[known], columns[known]

    def _cues(self, texts: list[str], n_rows: int) -> sparse.csr_array:
        """Strong and weak cues of each category; no text, no cue."""
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
        return _flags(found, (n_rows, n), self.cue_weight)

    def _concepts(self, texts: list[str]) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Concepts that a statement touches, and the pairs of them."""
        _, n = self._automaton
        n_pairs = (
            n * n
        )  # pair (a, b), a < b, has column a · n + b; the others stay empty
        single: list[int] = []
        double: list[int] = []
        for i, touched in enumerate(self._touched(texts)):
            single += [i * n + j for j in touched]
            double += [
                i * n_pairs + a * n + b for a, b in itertools.combinations(touched, 2)
            ]
        return (
            _flags(single, (len(texts), n), self.concept_weight),
            _flags(double, (len(texts), n_pairs), self.pair_weight),
        )

    def _touched(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of the concepts that each statement touches, rising."""
        automaton, _ = self._automaton
        return [
            sorted({j for _, places in automaton.iter(text) for j in places})
            for text in texts
        ]

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

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_automaton"}


@cache
def _segmenter() -> Segmenter:
    """One dictionary for all coders of a process."""
    return Segmenter()


def _characters(texts: list[str]) -> tuple[Keys, Keys]:
    """Row and key of every character and every pair of characters."""
    rows, codes = _code_points(texts)
    # A pair is one number: the first character above the bits of the second, never below 2²¹.
    pairs = ((codes[:-1] + 1) << _SHIFT) | codes[1:]
    same = rows[:-1] == rows[1:]
    return np.concatenate([rows, rows[:-1][same]]), np.concatenate([codes, pairs[same]])


def _triples(texts: list[str]) -> tuple[Keys, Keys]:
    """Row and key of every three characters in a row; 63 bits, so the number stays positive."""
    rows, codes = _code_points(texts)
    keys = (((codes[:-2] << _SHIFT) | codes[1:-1]) << _SHIFT) | codes[2:]
    same = rows[:-2] == rows[2:]
    return rows[:-2][same], keys[same]


def _code_points(texts: list[str]) -> tuple[Keys, Keys]:
    """Row and code point of every character."""
    codes = code_points("".join(texts)).astype(np.int64)
    lengths = [len(text) for text in texts]
    return np.repeat(np.arange(len(texts), dtype=np.int64), lengths), codes


def _counts(rows: Keys, columns: Keys, shape: tuple[int, int]) -> sparse.csr_array:
    """How often each column occurs in each row."""
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _document_frequency(rows: Keys, columns: Keys, shape: tuple[int, int]) -> Keys:
    """In how many rows each column occurs."""
    return np.bincount(
        _counts(rows, columns, shape).indices, minlength=shape[1]
    ).astype(np.int64)


def _idf(df: Keys, n: int) -> Floats:
    """Smoothed inverse document frequency: ln((1 + n) / (1 + df)) + 1."""
    return np.asarray(np.log((1 + n) / (1 + df)) + 1.0, dtype=np.float64)


def _tfidf(
    rows: Keys, columns: Keys, idf: NDArray[np.float64], n: int
) -> sparse.csr_array:
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
    matrix.data[:] = weight  # also where it was found twice
    return matrix
