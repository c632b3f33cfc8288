"""All texts as one array of normalised code points, with the way back to the original ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.batches import batch_sizes
from textmine.scratch import make_array
from textmine.text.characters import code_points, spell_codes
from textmine.text.script import simplified_table
from textmine.text.spans import Spans

# Code points that there are; the first number beyond stands for a character that does not count.
N_CODE_POINTS = 0x110000
DROPPED = N_CODE_POINTS

# Numbers that 16 bits hold: most texts lie in the Basic Multilingual Plane and are short, and half
# the width is half the memory.
_NARROW = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """The normalised characters of many texts, one after the other.

    Parameters
    ----------
    codes : numpy.ndarray of shape (n,)
        Folded code points: full width to half, upper to lower case, traditional to simplified
        script; no white space, no punctuation.
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
        return np.repeat(
            np.arange(len(self.bounds) - 1, dtype=np.int32), np.diff(self.bounds)
        )

    def string(self, start: int, end: int) -> str:
        """Return the normalised characters of a span as a string."""
        return spell_codes(self.codes[start:end])

    def strings(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> list[str]:
        """Return the normalised characters of many spans."""
        strings: list[str] = []
        step = batch_sizes().spans
        for low in range(0, len(start), step):
            size = (end - start)[low : low + step]
            edges = np.append(0, np.cumsum(size))
            shift = np.repeat(start[low : low + step] - edges[:-1], size)
            # All characters of the batch are decoded at once, then cut.
            joined = spell_codes(self.codes[shift + np.arange(edges[-1])])
            strings += [joined[a:b] for a, b in pairwise(edges.tolist())]
        return strings

    def text_at(self, places: NDArray[Any]) -> NDArray[np.int64]:
        """Number of the text that holds each place, shape (len(places),)."""
        return _home_of(places, self.bounds)


@dataclass(frozen=True, slots=True, eq=False)
class StreamLayout:
    """Where texts and reports lie in a stream.

    Parameters
    ----------
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Borders of the texts.
    report : numpy.ndarray of shape (n_texts,)
        Number of the report of each text.

    Examples
    --------
    >>> layout = StreamLayout(np.array([0, 3, 3, 5]), np.array([0, 0, 1]))
    >>> places = np.array([0, 4])
    >>> layout.text_at(places).tolist(), layout.report_at(places).tolist()
    ([0, 2], [0, 1])
    """

    bounds: NDArray[np.int64]
    report: NDArray[Any]

    def text_at(self, places: NDArray[Any]) -> NDArray[np.int64]:
        """Number of the text that holds each place."""
        return _home_of(places, self.bounds)

    def report_at(self, places: NDArray[Any]) -> NDArray[Any]:
        """Number of the report that holds each place."""
        return self.report[self.text_at(places)]


def _home_of(places: NDArray[Any], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the text that holds each place; empty texts hold none."""
    numbers: NDArray[np.int64] = np.searchsorted(bounds, places, side="right") - 1
    return numbers


def read_stream(
    texts: Sequence[str], lengths: NDArray[np.int64] | None = None
) -> Stream:
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
    # Room for every character; what is dropped leaves the end of the arrays unused.
    n_chars = int(lengths.sum())
    narrow_offsets = lengths.max(initial=0) < _NARROW
    codes: NDArray[Any] = make_array(n_chars, np.uint16)
    source = make_array(n_chars, np.uint16 if narrow_offsets else np.int32)
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    fold_table = np.zeros(N_CODE_POINTS, dtype=np.uint32)
    done = 0
    for low, high in _text_batches(lengths):
        folded = _fold(code_points("".join(texts[low:high])), fold_table)
        kept = np.flatnonzero(folded < DROPPED)
        edges = np.concatenate([[0], np.cumsum(lengths[low:high])])
        kept_edges = np.searchsorted(kept, edges)
        folded = folded[kept]
        if codes.dtype == np.uint16 and folded.max(initial=0) >= _NARROW:
            wide = make_array(n_chars, np.uint32)
            wide[:done] = codes[:done]
            codes = wide
        end = done + len(kept)
        codes[done:end] = folded
        source[done:end] = kept - np.repeat(edges[:-1], np.diff(kept_edges))
        bounds[low + 1 : high + 1] = done + kept_edges[1:]
        done = end
    return Stream(codes[:done], source[:done], bounds)


def _text_batches(lengths: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Cut a sequence of texts into batches of about as many characters as the sizes in use say."""
    batch_of = np.cumsum(lengths) // batch_sizes().chars
    cuts = [0, *(np.flatnonzero(np.diff(batch_of)) + 1).tolist(), len(lengths)]
    yield from ((low, high) for low, high in pairwise(cuts) if low < high)


def _fold(raw: NDArray[np.uint32], table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold code points by a table, which grows by those that are new to it (0).

    A corpus holds some thousand different characters: each is folded once.
    """
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
    >>> [chr(fold(c)) if fold(c) else "" for c in "Ａ㈠，１ 开開"]
    ['a', '一', '', '1', '', '开', '开']
    """
    simple = char.translate(simplified_table())
    kept = [c for c in unicodedata.normalize("NFKC", simple).casefold() if _counts(c)]
    if not kept:
        return 0
    # What unfolds to several characters stays itself, so that offsets stay one to one.
    return ord(kept[0]) if len(kept) == 1 else ord(char)


def _counts(char: str) -> bool:
    """Tell whether a character is text rather than space, punctuation or control."""
    if char.isascii():
        return char.isalnum()
    category = unicodedata.category(char)
    return category[0] not in "PZ" and category not in ("Cc", "Cf")


def spans_of(mask: NDArray[np.bool_]) -> Spans:
    """Find the spans that a mask marks: where each starts and ends.

    Examples
    --------
    >>> [x.tolist() for x in spans_of(np.array([True, False, True, True]))]
    [[0, 2], [1, 4]]
    """
    # The mask changes at the start and at the end of each span, so every other change is a start.
    changes = [np.flatnonzero(mask[:1])]
    step = batch_sizes().chars
    for low in range(1, len(mask), step):
        high = min(low + step, len(mask))
        changes.append(np.flatnonzero(mask[low:high] != mask[low - 1 : high - 1]) + low)
    changes.append(len(mask) - 1 + np.flatnonzero(mask[-1:]) + 1)
    edges = np.concatenate(changes)
    return Spans(edges[::2], edges[1::2])


def mask_of(spans: Spans, n: int) -> NDArray[np.bool_]:
    """Mark the characters of disjoint spans in a mask of ``n``.

    Examples
    --------
    >>> mask_of(Spans(np.array([0, 2]), np.array([1, 4])), 5).astype(int).tolist()
    [1, 0, 1, 1, 0]
    """
    edges = np.concatenate([[0], np.column_stack(spans).ravel(), [n]])
    inside = np.arange(len(edges) - 1) % 2 == 1
    return np.repeat(inside, np.diff(edges))


def within(places: NDArray[Any], low: int, high: int) -> slice:
    """Find which of some ascending places lie in a span.

    Examples
    --------
    >>> within(np.array([1, 4, 6, 9], dtype=np.int32), 4, 9)
    slice(1, 3, None)
    """
    # The borders in the type of the places, else all places would be converted.
    return slice(
        *np.searchsorted(places, np.array([low, high], dtype=places.dtype)).tolist()
    )


def row_batches(bounds: NDArray[np.int64], start: int = 0) -> Iterator[tuple[int, int]]:
    """Cut a stream into spans of whole texts, of about as many characters as the sizes in use say.

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
    batch_of = ends // batch_sizes().chars
    cuts = [start, *ends[np.flatnonzero(np.diff(batch_of))].tolist(), int(bounds[-1])]
    yield from ((low, high) for low, high in pairwise(cuts) if low < high)
