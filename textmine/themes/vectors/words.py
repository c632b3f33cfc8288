"""Sentences as bags of the words that can carry a theme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from textmine.text.script import spell_plain
from textmine.text.words import Segmenter
from textmine.themes.arrays import Floats, Ints
from textmine.themes.phrases.tokens import mask_names

_END = "\n"
_YEAR = re.compile("(?<=[0-9])年")


@dataclass(frozen=True, slots=True)
class WordStream:
    """Sentences as one sequence of word numbers.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Number of each token; 0 for what carries no theme (function words, stop words, numbers,
        marks).
    row : numpy.ndarray of int64
        Sentence of each token.
    words : list of str
        Words by number; the first two are empty.
    n_sentences : int
        Number of sentences.
    """

    ids: Ints
    row: Ints
    words: list[str]
    n_sentences: int

    def sentence(self, i: int) -> list[str]:
        """Words of a sentence in order, empty strings for what carries no theme.

        Parameters
        ----------
        i : int
            Number of the sentence.

        Returns
        -------
        list of str
            One entry a token.
        """
        start, end = np.searchsorted(self.row, [i, i + 1])
        return [self.words[k] for k in self.ids[start:end].tolist()]

    def take(self, rows: Ints) -> WordStream:
        """Some of the sentences.

        Parameters
        ----------
        rows : numpy.ndarray of int64
            Their numbers, ascending.

        Returns
        -------
        WordStream
            Sentences numbered anew, words as before.
        """
        number = np.full(self.n_sentences, -1)
        number[rows] = np.arange(len(rows))
        kept = number[self.row] >= 0
        return WordStream(self.ids[kept], number[self.row[kept]], self.words, len(rows))


class _WordNumbers(dict[str, int]):
    """Numbers for the words that can carry a theme, as they come."""

    def __init__(self, segmenter: Segmenter) -> None:
        super().__init__({_END: 1})
        self.words, self.stop = ["", ""], segmenter.all_stop_words
        self.terms = segmenter.mixed_terms

    def __missing__(self, word: str) -> int:
        carries = word not in self.stop and (
            (len(word) > 1 and word.isalpha()) or spell_plain(word) in self.terms
        )
        self[word] = len(self.words) if carries else 0
        if carries:
            self.words.append(word)
        return self[word]


def read_words(sentences: Sequence[str], segmenter: Segmenter) -> WordStream:
    """Segment sentences in one go.

    Parameters
    ----------
    sentences : sequence of str
        Sentences without line ends.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    WordStream
        Words numbered in the order of first appearance.

    Examples
    --------
    >>> stream = read_words(["政策解读不够。", "业务培训2次"], Segmenter())
    >>> stream.sentence(0), stream.sentence(1)
    (['政策解读', '', ''], ['业务培训', '', ''])
    """
    text = _YEAR.sub(
        "年 ", _END.join(sentences)
    )  # else 年 joins what follows: 2020 / 年市 / 商务局
    tokens = segmenter.cut(text) if text else []
    vocabulary = _WordNumbers(segmenter)
    ids = np.fromiter(map(vocabulary.__getitem__, tokens), np.int64, len(tokens))
    ends = ids == 1
    return WordStream(
        ids[~ends],
        np.cumsum(ends, dtype=np.int64)[~ends],
        vocabulary.words,
        len(sentences),
    )


def read_frame_words(sentences: pd.DataFrame, segmenter: Segmenter) -> WordStream:
    """Segment the sentences of a frame; the row's own agency and region are no words.

    Of a sentence that all agencies have, one copy is learned from: the words of its agency's name
    would be terms of what all of them say.

    Parameters
    ----------
    sentences : pandas.DataFrame
        Column ``text``, without line ends; ``agency`` and ``region`` are used if there.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    WordStream
        As :func:`read_words`.

    Examples
    --------
    >>> said = pd.DataFrame(
    ...     {"text": ["临泽川市水务局更新栏目"], "agency": ["临泽川市水务局"]}
    ... )
    >>> read_frame_words(said, Segmenter()).sentence(0)
    ['', '更新', '栏目']
    """
    return read_words(list(mask_names(sentences)), segmenter)


class WordWeights:
    """TF-IDF weights of words, learned from sentences.

    Parameters
    ----------
    stream : WordStream
        Sentences to learn from.
    min_df : int
        Least number of sentences a word stands in.

    Attributes
    ----------
    terms : list of str
        Words by column, in code-point order.
    idf : numpy.ndarray of float64
        Weight of each.

    References
    ----------
    Salton, G. & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. IPM
    24(5):513-523 ((1 + ln tf) · idf, rows of length 1).
    """

    def __init__(self, stream: WordStream, min_df: int) -> None:
        pairs = np.unique(stream.row * len(stream.words) + stream.ids) % len(
            stream.words
        )
        df = np.bincount(pairs, minlength=len(stream.words))
        self.terms = sorted(
            w
            for w, n in zip(stream.words, df.tolist(), strict=True)
            if w and n >= min_df
        )
        self.column = {term: j for j, term in enumerate(self.terms)}
        holds = np.bincount(self._count(stream).indices, minlength=len(self.terms))
        self.idf = np.log((1 + stream.n_sentences) / (1 + holds)) + 1.0

    def weigh(self, stream: WordStream) -> csr_matrix:
        """Weights of the known words in sentences.

        Parameters
        ----------
        stream : WordStream
            Sentences, those learned from or others.

        Returns
        -------
        scipy.sparse.csr_matrix of shape (n_sentences, n_terms)
            Rows of length 1, or empty.
        """
        weights = self._count(stream)
        if not min(weights.shape):
            return weights
        weights.data = (1.0 + np.log(weights.data)) * self.idf[weights.indices]
        out: csr_matrix = normalize(weights, copy=False)
        return out

    @classmethod
    def from_state(cls, terms: Sequence[str], idf: Floats) -> WordWeights:
        """Build weights that were learned before.

        Parameters
        ----------
        terms : sequence of str
            ``terms``.
        idf : numpy.ndarray of float64
            ``idf``.

        Returns
        -------
        WordWeights
            Weighs as the first did.
        """
        none = np.zeros(0, np.int64)
        weights = cls(WordStream(none, none, ["", ""], 0), 1)
        weights.terms, weights.idf = list(terms), idf
        weights.column = {term: j for j, term in enumerate(terms)}
        return weights

    def _count(self, stream: WordStream) -> csr_matrix:
        """Counts of the known words."""
        columns = np.array(
            [self.column.get(word, -1) for word in stream.words], np.int64
        )[stream.ids]
        known = columns >= 0
        shape = (stream.n_sentences, len(self.terms))
        return csr_matrix(
            (np.ones(int(known.sum())), (stream.row[known], columns[known])),
            shape=shape,
        )
