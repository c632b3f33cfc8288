"""Scrambled copies, with words shuffled or replaced: found from sentences that share rare words.

::

    sentences → bags of words → pairs of similar sentences → groups of close pairs → passages
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.text.sentences import STATEMENT_MARKS

# Thresholds published for PAN 2014 (Sanchez-Perez, Sidorov & Gelbukh 2014): least similarity of two
# sentences that seed a passage, of two passages, greatest gap in sentences, least length in
# characters.
LEAST_COSINE = 0.30
LEAST_DICE = 0.33  # of two sentences, too
PASSAGE_COSINE = 0.34  # of two passages
MAX_GAP = 4  # sentences
LEAST_CHARS = 150  # characters

# Sentences: the gap that is tried last where a passage does not hold together.
MIN_GAP = 2

# Words: a shorter sentence says too little by itself and goes with the next.
LEAST_WORDS = 3

# Keeps a norm of zero (a sentence of words that all sentences hold) from being divided by.
_TINY = 1e-12

# A unit of its own rather than one of textmine.text.sentences: English full stops end it too, for
# the thresholds above were published for English.
_ENDS = "." + STATEMENT_MARKS
_SENTENCE = re.compile(rf"[^{_ENDS}\n]*(?:[{_ENDS}]+|\n+|$)")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")

Pairs = NDArray[np.int64]
Span = tuple[int, int]


class SpanPair(NamedTuple):
    """A passage as it stands in both texts: half-open spans of characters."""

    start_a: int
    end_a: int
    start_b: int
    end_b: int

    @property
    def shorter(self) -> int:
        """Characters on the shorter side."""
        return min(self.end_a - self.start_a, self.end_b - self.start_b)


class SentencePair(NamedTuple):
    """A passage as rows of sentences in both texts, first and last of each."""

    first_a: int
    last_a: int
    first_b: int
    last_b: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of the search, in characters and sentences.

    Parameters
    ----------
    cosine, dice : float
        Least similarity of two sentences that seed a passage.
    passage_cosine : float
        Least similarity of two passages.
    max_gap : int
        Greatest gap inside a passage, in sentences; lowered to 2 where a passage does not hold
        together.
    least_chars : int
        Least length of a passage on both sides.
    """

    cosine: float = LEAST_COSINE
    dice: float = LEAST_DICE
    passage_cosine: float = PASSAGE_COSINE
    max_gap: int = MAX_GAP
    least_chars: int = LEAST_CHARS


def find_scrambled(
    a: str, b: str, thresholds: Thresholds | None = None
) -> list[SpanPair]:
    """Find passages of two texts that share their words, whatever the order.

    Sentences are bags of words (pairs of characters in Chinese), weighted by rarity among the
    sentences of both texts. Pairs of similar sentences that lie close together in both texts form a
    passage, which must itself be similar.

    Parameters
    ----------
    a, b : str
        Two texts.
    thresholds : Thresholds, optional
        Those published for PAN 2014 by default.

    Returns
    -------
    list of SpanPair
        start_a, end_a, start_b, end_b, in the order of ``a``.

    References
    ----------
    M. Sanchez-Perez, G. Sidorov & A. Gelbukh (2014), A winning approach to text alignment for text
    reuse detection at PAN 2014, CLEF working notes, 1004–1011.

    Examples
    --------
    >>> a = "The old mill by the river burned down in May. Nobody was hurt. " * 2
    >>> b = "It rained. In May the old mill burned down by the river."
    >>> found = find_scrambled(a, b, Thresholds(least_chars=20))
    >>> found[0].start_b, found[0].end_b
    (0, 56)
    """
    limits = thresholds or Thresholds()
    spans_a, spans_b = _sentences(a), _sentences(b)
    if not spans_a or not spans_b:
        return []
    sentences = [a[i:j] for i, j in spans_a] + [b[i:j] for i, j in spans_b]
    words = _weigh_words(sentences)
    words_a, words_b = words[: len(spans_a)], words[len(spans_a) :]
    seeds = _similar_sentences(words_a, words_b, limits)
    found = []
    for rows in _passages(seeds, words_a, words_b, limits, limits.max_gap):
        start_a, end_a = spans_a[rows.first_a][0], spans_a[rows.last_a][1]
        start_b, end_b = spans_b[rows.first_b][0], spans_b[rows.last_b][1]
        found.append(SpanPair(start_a, end_a, start_b, end_b))
    return sorted(pair for pair in found if pair.shorter >= limits.least_chars)


def _sentences(text: str) -> list[Span]:
    """Spans of the sentences of a text; those of fewer than three words go with the next."""
    spans: list[Span] = []
    start: int | None = None
    for match in _SENTENCE.finditer(text):
        low, high = match.span()
        part = match.group()
        if not part.strip():
            continue
        low += len(part) - len(part.lstrip())
        high -= len(part) - len(part.rstrip())
        start = low if start is None else start
        if len(_words(text[start:high])) >= LEAST_WORDS:
            spans.append((start, high))
            start = None
    if start is not None and spans:
        # A short one at the very end has no next: it goes with the one before.
        spans[-1] = (spans[-1][0], len(text.rstrip()))
    return spans


def _words(text: str) -> list[str]:
    """Words in lower case; in Chinese, pairs of neighbouring characters."""
    words = []
    for word in _WORD.findall(text.lower()):
        pairs = [word[i : i + 2] for i in range(len(word) - 1)]
        words += pairs if _HAN.search(word) else [word]
    return words


def _weigh_words(sentences: list[str]) -> csr_array:
    """Counts of words by sentence, weighted by the rarity of the word; shape (sentences, words)."""
    number: dict[str, int] = {}
    rows, columns = [], []
    for row, sentence in enumerate(sentences):
        for word in _words(sentence):
            rows.append(row)
            columns.append(number.setdefault(word, len(number)))
    n = len(sentences)
    counts = csr_array(
        (np.ones(len(rows)), (rows, columns)), shape=(n, max(len(number), 1))
    )
    counts.sum_duplicates()
    n_holding = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log(n / np.maximum(n_holding, 1))
    weighted: csr_array = counts.multiply(rarity[None, :]).tocsr()
    return weighted


def _similar_sentences(a: csr_array, b: csr_array, limits: Thresholds) -> Pairs:
    """Pairs of similar sentences: row of ``a`` and row of ``b``, shape (n_pairs, 2)."""
    product = (a @ b.T).tocoo()
    i, j = product.row, product.col
    cosine = product.data / np.maximum(_norms(a)[i] * _norms(b)[j], _TINY)
    alike = cosine > limits.cosine
    i, j = i[alike], j[alike]
    # Dice counts distinct words, whatever their weight.
    n_common = np.asarray((_presence(a) @ _presence(b).T).tocsr()[i, j]).ravel()
    n_words = np.diff(a.indptr)[i] + np.diff(b.indptr)[j]
    dice = 2 * n_common / n_words
    pairs: Pairs = np.column_stack([i, j]).astype(np.int64)[dice > limits.dice]
    return pairs


def _norms(weights: csr_array) -> NDArray[np.float64]:
    """Length of each row as a vector."""
    norms: NDArray[np.float64] = np.sqrt(
        np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    )
    return norms


def _presence(weights: csr_array) -> csr_array:
    """One where a word stands in a sentence, whatever its weight."""
    return csr_array(
        (np.ones(len(weights.data)), weights.indices, weights.indptr),
        shape=weights.shape,
    )


def _passages(
    seeds: Pairs, a: csr_array, b: csr_array, limits: Thresholds, gap: int
) -> list[SentencePair]:
    """Group seeds that lie close together in both texts; what does not hold together is split."""
    found: list[SentencePair] = []
    for group in _close_groups(seeds, gap):
        (first_a, first_b), (last_a, last_b) = (
            group.min(axis=0).tolist(),
            group.max(axis=0).tolist(),
        )
        sum_a = np.asarray(a[first_a : last_a + 1].sum(axis=0)).ravel()
        sum_b = np.asarray(b[first_b : last_b + 1].sum(axis=0)).ravel()
        norms = float(np.linalg.norm(sum_a) * np.linalg.norm(sum_b))
        cosine = float(sum_a @ sum_b) / max(norms, _TINY)
        if cosine >= limits.passage_cosine:
            found.append(SentencePair(first_a, last_a, first_b, last_b))
        elif gap > MIN_GAP:
            found += _passages(group, a, b, limits, gap - 1)
    return found


def _close_groups(seeds: Pairs, gap: int) -> list[Pairs]:
    """Groups of seeds whose sentences follow each other with small gaps in both texts.

    A group is cut at the gaps in one text, its parts at those in the other, and so on until two
    turns change nothing.
    """
    groups, side, n_steady = [seeds] if len(seeds) else [], 0, 0
    while n_steady < 2:
        parts = []
        for group in groups:
            ordered = group[np.argsort(group[:, side], kind="stable")]
            cuts = np.flatnonzero(np.diff(ordered[:, side]) > gap + 1) + 1
            parts += np.split(ordered, cuts)
        n_steady = n_steady + 1 if len(parts) == len(groups) else 0
        groups, side = parts, 1 - side
    return groups
