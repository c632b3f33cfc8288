"""All texts as one array of normalised code points, with the way back to the characters they came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_CODE_POINTS = 0x110000
DROPPED = N_CODE_POINTS
BATCH = 1 << 19
SPANS = 1 << 13


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """The normalised characters of many texts, one after the other.

    Parameters
    ----------
    codes : numpy.ndarray of shape (n,)
        Folded code points: full width to half, upper to lower case; no white space, no punctuation.
    source : numpy.ndarray of shape (n,)
        ``source[i]`` is the offset of ``codes[i]`` in its own text.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Text ``j`` is ``codes[bounds[j]:bounds[j + 1]]``.

    Examples
    --------
    >>> s = read_stream(["主动 公开，２条。", "A b"])
    >>> "".join(map(chr, s.codes)), s.source.tolist(), s.bounds.tolist()
    ('主动公开2条ab', [0, 1, 3, 4, 6, 7, 0, 2], [0, 6, 8])
    """

    codes: NDArray[Any]
    source: NDArray[Any]
    bounds: NDArray[np.int64]

    @property
    def text_of(self) -> NDArray[np.int32]:
        """Number of the text that each character belongs to, shape (n,)."""
        return np.repeat(np.arange(len(self.bounds) - 1, dtype=np.int32), np.diff(self.bounds))

    def string(self, start: int, end: int) -> str:
        """Return the normalised characters of a span as a string."""
        return _decode(self.codes[start:end])

    def strings(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> list[str]:
        """Return the normalised characters of many spans."""
        out: list[str] = []
        for low in range(0, len(start), SPANS):
            size = (end - start)[low : low + SPANS]
            edge = np.append(0, np.cumsum(size))
            where = np.repeat(start[low : low + SPANS] - edge[:-1], size) + np.arange(edge[-1])
            text = _decode(self.codes[where])
            out += [text[a:b] for a, b in pairwise(edge.tolist())]
        return out


def _decode(codes: NDArray[Any]) -> str:
    """Turn code points into a string."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", errors="surrogatepass")


def read_stream(texts: Sequence[str], lengths: NDArray[np.int64] | None = None) -> Stream:
    """Normalise texts into one array of code points.

    Parameters
    ----------
    texts : sequence of str
        Any number of texts, empty ones included.
    lengths : numpy.ndarray of shape (n_texts,), optional
        Their lengths, where they are known already.

    Returns
    -------
    Stream
        The kept characters, their offsets in the texts, and the borders between texts.

    Examples
    --------
    >>> read_stream(["", "（一）公开"]).bounds.tolist()
    [0, 0, 3]
    """
    if lengths is None:
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    n = int(lengths.sum())
    codes: NDArray[Any] = np.empty(n, dtype=np.uint16)
    source = np.empty(n, dtype=np.uint16 if lengths.max(initial=0) < 1 << 16 else np.int32)
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    table = np.zeros(N_CODE_POINTS, dtype=np.uint32)
    done = 0
    for low, high in _batches(lengths):
        raw = np.frombuffer(
            "".join(texts[low:high]).encode("utf-32-le", errors="surrogatepass"), dtype="<u4"
        )
        folded = _fold(raw, table)
        kept = np.flatnonzero(folded < DROPPED)
        edges = np.concatenate([[0], np.cumsum(lengths[low:high])])
        cuts = np.searchsorted(kept, edges)
        folded = folded[kept]
        if codes.dtype == np.uint16 and folded.max(initial=0) >= 1 << 16:
            codes = codes.astype(np.uint32)
        codes[done : done + len(kept)] = folded
        source[done : done + len(kept)] = kept - np.repeat(edges[:-1], np.diff(cuts))
        bounds[low + 1 : high + 1] = done + cuts[1:]
        done += len(kept)
    return Stream(codes[:done], source[:done], bounds)


def _batches(lengths: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Cut a sequence of texts into batches of about ``BATCH`` characters: small arrays are recycled, large ones not."""
    number = np.cumsum(lengths) // BATCH
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(lengths)]
    yield from ((a, b) for a, b in pairwise(cuts) if a < b)


def _fold(raw: NDArray[np.uint32], table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Look code points up in the table from code point to folded one, which grows by those that are new to it (0)."""
    folded = table[raw]
    if not folded.all():
        new = np.unique(raw[folded == 0])
        table[new] = [fold(chr(int(c))) or DROPPED for c in new]
        folded = table[raw]
    return folded


def fold(char: str) -> int:
    """Fold one character to the code point it is compared by, or 0 where it does not count.

    Examples
    --------
    >>> [chr(fold(c)) if fold(c) else "" for c in "Ａ㈠，１ 开"]
    ['a', '一', '', '1', '', '开']
    """
    kept = [c for c in unicodedata.normalize("NFKC", char).casefold() if _counts(c)]
    if not kept:
        return 0
    return ord(kept[0]) if len(kept) == 1 else ord(char)


def _counts(char: str) -> bool:
    """Tell whether a character is text rather than space, punctuation or control."""
    if char.isascii():
        return char.isalnum()
    category = unicodedata.category(char)
    return category[0] not in "PZ" and category not in ("Cc", "Cf")


def spans_of(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the spans that a mask marks: where each starts and ends.

    Examples
    --------
    >>> [x.tolist() for x in spans_of(np.array([True, False, True, True]))]
    [[0, 2], [1, 4]]
    """
    edges = [np.flatnonzero(mask[:1])]
    for low in range(1, len(mask), BATCH):
        high = min(low + BATCH, len(mask))
        edges.append(np.flatnonzero(mask[low:high] != mask[low - 1 : high - 1]) + low)
    edges.append(len(mask) - 1 + np.flatnonzero(mask[-1:]) + 1)
    edge = np.concatenate(edges)
    return edge[::2], edge[1::2]


def within(places: NDArray[Any], low: int, high: int) -> slice:
    """Find which of some ascending places lie in a span.

    Examples
    --------
    >>> within(np.array([1, 4, 6, 9], dtype=np.int32), 4, 9)
    slice(1, 3, None)
    """
    # The borders in the type of the places, else all places would be converted.
    return slice(*np.searchsorted(places, np.array([low, high], dtype=places.dtype)).tolist())


def row_batches(bounds: NDArray[np.int64], start: int = 0) -> Iterator[tuple[int, int]]:
    """Cut a stream into spans of about ``BATCH`` characters that end where a text ends.

    Parameters
    ----------
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Borders of the texts.
    start : int, optional
        Where to start: the border of a text.

    Yields
    ------
    tuple of int
        Half-open spans, none empty.

    Examples
    --------
    >>> list(row_batches(np.array([0, 3, 3, 5])))
    [(0, 5)]
    """
    ends = bounds[bounds > start]
    number = (ends - start) // BATCH
    cuts = [start, *ends[np.flatnonzero(np.diff(number))].tolist(), int(bounds[-1])]
    yield from ((a, b) for a, b in zip(cuts[:-1], cuts[1:], strict=True) if a < b)
