"""Copies whose words were shuffled or replaced: passages found from sentences that share their rare words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

LEAST_COSINE = 0.30
LEAST_DICE = 0.33
PASSAGE_COSINE = 0.34
MAX_GAP = 4
MIN_GAP = 2
LEAST_WORDS = 3
LEAST_CHARS = 150

_SENTENCE = re.compile(r"[^.!?。！？；\n]*(?:[.!?。！？；]+|\n+|$)")
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")

Spans = list[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of the search; the defaults are those published for PAN 2014, in characters and sentences.

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


def find_scrambled(a: str, b: str, settings: Settings | None = None) -> Spans:
    """Find passages of two texts that share their words, whatever the order.

    Sentences are bags of words (pairs of characters in Chinese), weighted by rarity among the
    sentences of both texts. Pairs of similar sentences that lie close together in both texts form a
    passage, which must itself be similar.

    Parameters
    ----------
    a, b : str
        Two texts.
    settings : Settings, optional
        Thresholds.

    Returns
    -------
    list of tuple of int
        start and end in ``a`` and in ``b``, in the order of ``a``.

    References
    ----------
    M. Sanchez-Perez, G. Sidorov & A. Gelbukh (2014), A winning approach to text alignment for text
    reuse detection at PAN 2014, CLEF working notes, 1004–1011.

    Examples
    --------
    >>> a = "The old mill by the river burned down in May. Nobody was hurt. " * 2
    >>> find_scrambled(
    ...     a, "It rained. In May the old mill burned down by the river.", Settings(least_chars=20)
    ... )[0][2:]
    (0, 56)
    """
    chosen = settings or Settings()
    spans_a, spans_b = _sentences(a), _sentences(b)
    if not spans_a or not spans_b:
        return []
    words_a, words_b = _bags(a, spans_a, b, spans_b)
    seeds = _seeds(words_a, words_b, chosen)
    out = []
    for i0, i1, j0, j1 in _passages(seeds, words_a, words_b, chosen, chosen.max_gap):
        span = (spans_a[i0][0], spans_a[i1][1], spans_b[j0][0], spans_b[j1][1])
        if min(span[1] - span[0], span[3] - span[2]) >= chosen.least_chars:
            out.append(span)
    return sorted(out)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; those of fewer than three words go with the next."""
    out: list[tuple[int, int]] = []
    start = -1
    for match in _SENTENCE.finditer(text):
        low, high = match.span()
        part = match.group()
        if not part.strip():
            continue
        low += len(part) - len(part.lstrip())
        high -= len(part) - len(part.rstrip())
        start = low if start < 0 else start
        if len(_tokens(text[start:high])) >= LEAST_WORDS:
            out.append((start, high))
            start = -1
    if start >= 0 and out:
        out[-1] = (out[-1][0], len(text.rstrip()))
    return out


def _tokens(text: str) -> list[str]:
    """Words in lower case; in Chinese, pairs of neighbouring characters."""
    words = []
    for word in _WORD.findall(text.lower()):
        words += [word[i : i + 2] for i in range(len(word) - 1)] if _HAN.search(word) else [word]
    return words


def _bags(
    a: str, spans_a: list[tuple[int, int]], b: str, spans_b: list[tuple[int, int]]
) -> tuple[csr_array, csr_array]:
    """Counts of words by sentence, weighted by the rarity of the word, for both texts."""
    number: dict[str, int] = {}
    rows, columns = [], []
    for row, sentence in enumerate([a[i:j] for i, j in spans_a] + [b[i:j] for i, j in spans_b]):
        for word in _tokens(sentence):
            rows.append(row)
            columns.append(number.setdefault(word, len(number)))
    n = len(spans_a) + len(spans_b)
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, max(len(number), 1)))
    counts.sum_duplicates()
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    weighted = counts.multiply(np.log(n / np.maximum(held, 1))[None, :]).tocsr()
    return weighted[: len(spans_a)], weighted[len(spans_a) :]


def _seeds(a: csr_array, b: csr_array, settings: Settings) -> NDArray[np.int64]:
    """Pairs of similar sentences."""
    norms = [np.sqrt(np.asarray(x.multiply(x).sum(axis=1)).ravel()) for x in (a, b)]
    sizes = [np.diff(x.indptr) for x in (a, b)]
    product = (a @ b.T).tocoo()
    plain = [csr_array((np.ones(len(x.data)), x.indices, x.indptr), shape=x.shape) for x in (a, b)]
    common = (plain[0] @ plain[1].T).tocsr()
    i, j = product.row, product.col
    cosine = product.data / np.maximum(norms[0][i] * norms[1][j], 1e-12)
    keep = cosine > settings.cosine
    i, j = i[keep], j[keep]
    dice = 2 * np.asarray(common[i, j]).ravel() / np.maximum(sizes[0][i] + sizes[1][j], 1)
    pairs: NDArray[np.int64] = np.column_stack([i, j]).astype(np.int64)[dice > settings.dice]
    return pairs


def _passages(
    seeds: NDArray[np.int64], a: csr_array, b: csr_array, settings: Settings, gap: int
) -> Spans:
    """Group seeds that lie close together in both texts; groups that do not hold together are split further."""
    out: Spans = []
    for group in _groups(seeds, gap):
        (i0, j0), (i1, j1) = group.min(axis=0).tolist(), group.max(axis=0).tolist()
        x = np.asarray(a[i0 : i1 + 1].sum(axis=0)).ravel()
        y = np.asarray(b[j0 : j1 + 1].sum(axis=0)).ravel()
        cosine = float(x @ y) / max(float(np.linalg.norm(x) * np.linalg.norm(y)), 1e-12)
        if cosine >= settings.passage_cosine:
            out.append((i0, i1, j0, j1))
        elif gap > MIN_GAP:
            out += _passages(group, a, b, settings, gap - 1)
    return out


def _groups(seeds: NDArray[np.int64], gap: int) -> list[NDArray[np.int64]]:
    """Groups of seeds whose sentences follow each other with small gaps in one text, then in the other, and so on."""
    groups, side, steady = [seeds] if len(seeds) else [], 0, 0
    while steady < 2:
        split = []
        for group in groups:
            ordered = group[np.argsort(group[:, side], kind="stable")]
            cuts = np.flatnonzero(np.diff(ordered[:, side]) > gap + 1) + 1
            split += np.split(ordered, cuts)
        steady = steady + 1 if len(split) == len(groups) else 0
        groups, side = split, 1 - side
    return groups
