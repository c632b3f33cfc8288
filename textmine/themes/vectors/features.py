"""What sentences are made of: character n-grams, concepts, and what the genre's words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.preprocessing import normalize

from textmine.resources.load import load_toml
from textmine.text.characters import code_points
from textmine.themes.arrays import Floats, Ints
from textmine.themes.vectors.word_vectors import load_word_vectors

Hashes = NDArray[np.uint64]

# Characters of an n-gram at most: with three, words of two characters and what joins them are
# seen; four added nothing on the labelled statements (benchmarks/themes_labels.py).
MAX_GRAM = 3
# An n-gram of one sentence joins nothing.
MIN_SENTENCES = 2
# Weight of the concepts beside the n-grams (each block has length 1). Concepts bring together what
# is worded differently (慢, 滞后, 过时). 0.5 was best of 0, 0.5, 1, 2 on the labelled statements.
CONCEPT_WEIGHT = 0.5
# Length of the vectors of words beside n-grams and concepts. Hands left out in turn, themes agree
# better with labels the longer they are, up to 0.5 (benchmarks/themes_labels.py); but then what is
# said of nothing in particular gathers in one theme: 0.15 of the reports' text at 0.4, 0.20 at 0.5
# (benchmarks/themes_stability.py).
VECTOR_WEIGHT = 0.4
# Longest word of concepts and vectors that is looked for, in characters.
_MAX_WORD = 4
# Sentences whose n-grams are hashed in one go.
_AT_ONCE = 20_000
# 2⁶⁴ over the golden ratio: spreads the hash's bits.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_NOTHING = 1e-9  # squared length of a vector that is zero but for rounding
_END = np.uint32(ord("\n"))
# Private characters that stand for a name, a number or a year; half open.
_SLOTS = (0xE000, 0xE003)
# Leading bits of a hash that number its slot in a table (16 MiB): few of some 100,000 known
# n-grams share one.
_SLOT_BITS = 22


@dataclass(frozen=True, slots=True)
class _Grams:
    """N-grams of one length in sentences: hash and sentence of each, in order."""

    hash: Hashes
    row: Ints


class SentenceFeatures:
    """TF-IDF of the character n-grams and concepts of sentences, and vectors of their words.

    Parameters
    ----------
    keys : sequence of str
        Sentences to learn from, without line ends (``split_sentences``); slots part n-grams.

    Attributes
    ----------
    grams : numpy.ndarray of uint64
        Hashes of the known n-grams, ascending: their columns.
    idf : numpy.ndarray of float64
        Weight by column, n-grams first, then concepts.
    concepts : list of str
        Names of the concepts, by column.
    n_features : int
        Columns: n-grams, concepts, dimensions of the vectors.

    References
    ----------
    Salton, G. & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. IPM
    24(5):513-523. McNamee, P. & Mayfield, J. (2004). Character n-gram tokenization for European
    language text retrieval. Information Retrieval 7:73-97.

    Examples
    --------
    >>> features = SentenceFeatures(
    ...     ["栏目更新慢", "网站更新迟", "业务培训少", "培训次数少"]
    ... )
    >>> rows = features.weigh(["栏目更新慢", "网站更新迟", "培训少"])
    >>> alike = (rows @ rows.T).toarray()[0]
    >>> bool(alike[1] > 0.5 > alike[2])
    True
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.concepts, words = _read_concepts()
        grams = _frequent(_read(keys, MAX_GRAM))
        self._learn(grams, words)
        self.idf = np.ones(len(grams) + len(self.concepts))
        counts = self._find(keys) @ self._stands_for
        df = np.bincount(counts.indices, minlength=counts.shape[1])
        self.idf = np.log((1 + len(keys)) / (1 + df)) + 1.0

    @property
    def n_features(self) -> int:
        """Columns of what :meth:`weigh` gives."""
        return len(self.idf) + int(self._vectors.shape[1])

    def _learn(self, grams: Hashes, words: list[tuple[int, int]]) -> None:
        """Number what is looked for: n-grams, words of concepts and of vectors, each hash once."""
        self.grams = grams
        hashes = np.array([word for word, _ in words], np.uint64)
        concept = len(grams) + np.array([c for _, c in words], np.int64)
        meant, self._vectors = _hash_vectors()
        self._known = _HashTable(np.unique(np.concatenate([grams, hashes, meant])))
        n_known = len(self._known.hashes)
        # A word of two concepts counts for both, and one that is a known n-gram for that as well.
        rows = np.concatenate([self._known.find(grams), self._known.find(hashes)])
        columns = np.concatenate([np.arange(len(grams)), concept])
        shape = (n_known, len(grams) + len(self.concepts))
        self._stands_for = csr_matrix(
            (np.ones(len(rows)), (rows, columns)), shape=shape
        )
        words_at = (self._known.find(meant), np.arange(len(meant)))
        self._says = csr_matrix(
            (np.ones(len(meant)), words_at), shape=(n_known, len(meant))
        )

    def weigh(self, keys: Sequence[str], *, with_genre: bool = True) -> csr_matrix:
        """Weigh what is known of sentences.

        Parameters
        ----------
        keys : sequence of str
            Sentences, those learned from or others.
        with_genre : bool, default True
            Weigh what is known of the genre, concepts and vectors, beside the n-grams.

        Returns
        -------
        scipy.sparse.csr_matrix of shape (n_sentences, n_features)
            Rows of length 1, or empty.
        """
        starts = range(0, max(len(keys), 1), _AT_ONCE)
        blocks = [self._weigh(keys[i : i + _AT_ONCE], with_genre) for i in starts]
        # Most corpora are one block: laying it together would only copy it.
        matrix: csr_matrix = vstack(blocks, format="csr") if blocks[1:] else blocks[0]
        return matrix

    def tell_familiarity(self, keys: Sequence[str]) -> float:
        """Tell how well the concepts know some sentences.

        Parameters
        ----------
        keys : sequence of str
            Sentences.

        Returns
        -------
        float
            Words of concepts in a hundred characters; 0 without a character.
        """
        n_chars = sum(map(len, keys))
        known = (self._find(keys) @ self._stands_for)[:, len(self.grams) :].sum()
        return 100.0 * float(known) / n_chars if n_chars else 0.0

    def _weigh(self, keys: Sequence[str], with_genre: bool) -> csr_matrix:
        """Weigh a block of sentences."""
        found = self._find(keys)
        weights = self._weigh_counts(
            found @ self._stands_for, CONCEPT_WEIGHT if with_genre else 0.0
        )
        vectors = (found @ self._says) @ (self._vectors * with_genre)
        meaning = (
            csr_matrix(VECTOR_WEIGHT * normalize(vectors))
            if len(keys)
            else csr_matrix(vectors)
        )
        both: csr_matrix = hstack([weights, meaning], format="csr")
        return normalize(both, copy=False) if len(keys) else both

    def _weigh_counts(self, counts: csr_matrix, concept_weight: float) -> csr_matrix:
        """Weigh counts of n-grams and concepts."""
        n_sentences = counts.shape[0]
        counts.data = (1.0 + np.log(counts.data)) * self.idf[counts.indices]
        n_stored = np.diff(counts.indptr)
        row = np.repeat(np.arange(n_sentences, dtype=np.int32), n_stored)
        squares = counts.data**2
        at = np.flatnonzero(
            counts.indices >= len(self.grams)
        )  # few: work on them alone
        of_concepts = np.bincount(row[at], squares[at], minlength=n_sentences)
        of_grams = np.bincount(row, squares, minlength=n_sentences) - of_concepts
        # First each block to its length, then both together to 1; an empty block takes no part.
        has_grams, has_concepts = of_grams > _NOTHING, of_concepts > _NOTHING
        both = _inverse_root(has_grams * 1.0 + has_concepts * concept_weight**2)
        gram_scale = _inverse_root(of_grams) * both
        concept_scale = _inverse_root(of_concepts) * both * concept_weight
        of_concepts_weighed = counts.data[at] * concept_scale[row[at]]
        counts.data *= np.repeat(gram_scale, n_stored)
        counts.data[at] = of_concepts_weighed
        return counts

    def _find(self, keys: Sequence[str]) -> csr_matrix:
        """Count what is looked for in sentences, by number of its hash."""
        rows, numbers = [], []
        for grams in _read(keys, _MAX_WORD):
            number = self._known.find(grams.hash)
            known = number >= 0
            rows.append(grams.row[known])
            numbers.append(number[known])
        row, number = np.concatenate(rows), np.concatenate(numbers)
        shape = (len(keys), len(self._known.hashes))
        return csr_matrix((np.ones(len(row)), (row, number)), shape=shape)

    def state(self) -> dict[str, Any]:
        """Give what was learned, as arrays.

        Returns
        -------
        dict
            ``grams`` and ``idf``.
        """
        return {"grams": self.grams, "idf": self.idf}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> SentenceFeatures:
        """Build features that were learned before.

        Parameters
        ----------
        state : dict
            What ``state`` gave.

        Returns
        -------
        SentenceFeatures
            Weighs as the first did.
        """
        features = cls([])
        features._learn(state["grams"], _read_concepts()[1])
        features.idf = state["idf"]
        return features


class _HashTable:
    """Known hashes with their numbers, found by their leading bits in one look.

    Parameters
    ----------
    hashes : numpy.ndarray of uint64
        Ascending, each once.
    """

    def __init__(self, hashes: Hashes) -> None:
        self.hashes = hashes
        number = np.arange(len(hashes), dtype=np.int32)
        self._slots = np.full(1 << _SLOT_BITS, -1, np.int32)
        self._slots[_slot(hashes)] = number
        # Of hashes with the same leading bits the last has the slot; the others are searched for.
        self._others = number[self._slots[_slot(hashes)] != number]
        self._crowded = np.zeros(1 << _SLOT_BITS, np.bool_)
        self._crowded[_slot(hashes[self._others])] = True

    def find(self, hashes: Hashes) -> Ints:
        """Number of each hash, −1 for what is not known."""
        number = self._slots[_slot(hashes)]
        taken = np.flatnonzero(number >= 0)
        same = self.hashes[number[taken]] == hashes[taken]
        missed = taken[~same]
        number[missed] = -1
        if not len(self._others):
            return number
        crowded = missed[self._crowded[_slot(hashes[missed])]]
        others = self.hashes[self._others]
        at = np.minimum(np.searchsorted(others, hashes[crowded]), len(others) - 1)
        is_other = others[at] == hashes[crowded]
        number[crowded[is_other]] = self._others[at[is_other]]
        return number


def _slot(hashes: Hashes) -> Ints:
    """Leading bits."""
    return (hashes >> np.uint64(64 - _SLOT_BITS)).astype(np.int32)


def _read(keys: Sequence[str], longest: int) -> list[_Grams]:
    """N-grams of sentences, by length; none holds a slot or crosses a sentence."""
    codes = code_points("\n".join([*keys, ""]))
    row = np.cumsum(codes == _END) - (codes == _END)
    is_letter = (codes != _END) & ~((codes >= _SLOTS[0]) & (codes < _SLOTS[1]))
    out = []
    hashes = np.zeros(len(codes), np.uint64)
    inside = np.ones(len(codes), np.bool_)
    for n in range(longest):
        size = max(len(codes) - n, 0)
        hashes = (hashes[:size] + codes[n:].astype(np.uint64) + np.uint64(1)) * _STEP
        hashes ^= hashes >> np.uint64(
            29
        )  # the leading bits, which tables read, stay mixed
        inside = inside[:size] & is_letter[n:]
        out.append(_Grams(hashes[inside], row[:size][inside]))
    return out


def _frequent(by_length: list[_Grams]) -> Hashes:
    """Hashes of the n-grams that enough sentences hold, ascending."""
    found = [np.zeros(0, np.uint64)]
    for grams in by_length:
        by = np.lexsort((grams.row, grams.hash))
        hashes, row = grams.hash[by], grams.row[by]
        new = np.ones(len(by), np.bool_)
        new[1:] = (hashes[1:] != hashes[:-1]) | (row[1:] != row[:-1])
        values, df = np.unique(hashes[new], return_counts=True)
        found.append(values[df >= MIN_SENTENCES])
    return np.unique(np.concatenate(found))


def _read_concepts() -> tuple[list[str], list[tuple[int, int]]]:
    """Names of the concepts; hash and concept of each of their words that is short enough."""
    lexicon = load_toml("concepts.toml")["concepts"]
    names = sorted(lexicon)
    pairs = sorted(
        {(word, i) for i, name in enumerate(names) for word in lexicon[name]}
    )
    short = [(word, i) for word, i in pairs if len(word) <= _MAX_WORD]
    return names, [(int(_read([word], len(word))[-1].hash[0]), i) for word, i in short]


@cache
def _hash_vectors() -> tuple[Hashes, Floats]:
    """Hashes of the words that have vectors, and the vectors."""
    table = load_word_vectors()
    hashes = np.zeros(len(table.words), np.uint64)
    lengths = np.array([len(word) for word in table.words])
    for n in np.unique(lengths).tolist():
        at = np.flatnonzero(lengths == n)
        # Words of n characters have one n-gram each.
        hashes[at] = _read([table.words[i] for i in at], n)[-1].hash
    return hashes, table.vectors


def _inverse_root(squares: NDArray[Any]) -> Floats:
    """One over the root; 0 for what is 0 (or left over from rounding)."""
    known = squares > _NOTHING
    return np.where(known, 1.0 / np.sqrt(np.where(known, squares, 1.0)), 0.0)
