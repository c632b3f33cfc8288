"""Which characters stand in more than one report, and where each shared stretch stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.fingerprints import BLOCK, first_equal, hash_runs
from textmine.reuse.stream import Stream

_LEVEL_SHIFT = 40


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Stretches of shared text: disjoint, in the order of the stream, covering every shared character.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream.
    first : numpy.ndarray of shape (n,)
        Where the same stretch starts in the text of lowest rank that holds it.
    count : numpy.ndarray of shape (n,)
        How often the stretch's commonest run of ``min_chars`` characters occurs.
    reach_start, reach_end : numpy.ndarray of shape (n,)
        The whole stretch that owns the piece, at least ``min_chars`` long; commoner neighbours may own its ends.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    reach_start: NDArray[np.int64]
    reach_end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)


def find_shared(stream: Stream, group: NDArray[np.int32], min_chars: int) -> Pieces:
    """Find every run of at least ``min_chars`` characters that two groups of texts share.

    Every run of ``min_chars`` characters is hashed and looked up at its first occurrence, so none is missed,
    however many texts hold it, and the cost does not depend on how many do. A character belongs to the commonest
    run that covers it: a set phrase inside a copied paragraph stays apart from the paragraph.

    Parameters
    ----------
    stream : Stream
        Texts laid out in order of rank.
    group : numpy.ndarray of int32, shape (n_texts,)
        Report of each text, ascending; runs repeated within one report only are not shared.
    min_chars : int
        Least length of a run, in normalised characters.

    Returns
    -------
    Pieces
        Disjoint stretches; their union is exactly the set of shared characters.

    Examples
    --------
    >>> from textmine.reuse.stream import read_stream
    >>> s = read_stream(["我局主动公开信息二十条", "该镇主动公开信息三十条"])
    >>> p = find_shared(s, np.array([0, 1], dtype=np.int32), min_chars=6)
    >>> [s.string(a, b) for a, b in zip(p.start, p.end)]
    ['主动公开信息', '主动公开信息']
    """
    first, count = _run_classes(stream, group, min_chars)
    return _own_characters(stream, first, count, min_chars)


def _run_classes(stream: Stream, group: NDArray[np.int32], length: int) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Give each run its first occurrence and its number of occurrences (0 where only one report holds it)."""
    n = len(stream.codes)
    place: NDArray[Any] = np.full(n, -1, dtype=np.int32 if n < 2**31 else np.int64)
    count = np.zeros(n, dtype=np.int32)
    text = stream.text_of
    hashes = hash_runs(stream.codes, length)
    if not len(hashes):
        return place, count
    inside = text[: len(hashes)] == text[length - 1 :]
    where = np.flatnonzero(inside) if not inside.all() else None
    first = first_equal(hashes if where is None else hashes[where])
    del hashes
    last = np.zeros(len(first), dtype=np.int32)
    report = group[text[: len(inside)][inside]]
    last[first] = report
    shared = last[first] != report[first]
    times = np.bincount(first, minlength=len(first)).astype(np.int32)[first]
    start = np.arange(len(first)) if where is None else where
    place[start[shared]] = start[first[shared]]
    count[start[shared]] = times[shared]
    return place, count


def _own_characters(stream: Stream, first: NDArray[Any], count: NDArray[np.int32], length: int) -> Pieces:
    """Cut the shared characters into pieces, each owned by the commonest stretch of runs that covers it."""
    begins, stretch = _stretches(first, count, length)
    level = np.frexp(count[begins].astype(np.float64))[1].astype(np.int64)
    rank = (level << _LEVEL_SHIFT) + np.arange(len(begins), 0, -1, dtype=np.int64)
    own = _slide_max(stretch, rank, length)
    edge = np.flatnonzero(np.diff(own, prepend=-1) != 0)
    owner = own[edge]
    end = np.append(edge[1:], len(own))
    keep = owner > 0
    start, end, owner = edge[keep], end[keep], owner[keep] - 1
    source = begins[owner]
    stop = source + np.bincount(stretch)[1:][owner] + length - 1
    return Pieces(start, end, first[source] + (start - source), count[source].astype(np.int64), source, stop)


def _stretches(
    first: NDArray[Any], count: NDArray[np.int32], length: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Join neighbouring runs that lie side by side in the same first text and are about equally common.

    Returns the first run of each stretch, and for each run the number of its stretch plus one (0: not shared).
    """
    shared = count > 0
    level = np.frexp(count.astype(np.float32))[1].astype(np.int8)
    new = shared.copy()
    if len(new) > 1:
        new[1:] &= ~(shared[:-1] & (np.diff(first) == 1) & (level[1:] == level[:-1]))
    return np.flatnonzero(new), np.where(shared, np.cumsum(new, dtype=np.int32), 0)


def _slide_max(stretch: NDArray[np.int32], rank: NDArray[np.int64], length: int) -> NDArray[np.int32]:
    """Number of the stretch of highest rank among the runs that cover each character, plus one (0: none)."""
    order = np.argsort(rank, kind="stable")
    seat = np.empty(len(rank) + 1, dtype=np.int32)
    seat[0] = 0
    seat[order + 1] = np.arange(1, len(rank) + 1, dtype=np.int32)
    back = np.concatenate([[0], order + 1]).astype(np.int32)
    n = len(stretch)
    own = np.empty(n, dtype=np.int32)
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        low = max(start - length + 1, 0)
        values = np.zeros(stop - start + length - 1, dtype=np.int32)
        values[len(values) - (stop - low) :] = seat[stretch[low:stop]]
        own[start:stop] = back[_window_max(values, length)]
    return own


def _window_max(values: NDArray[np.int32], length: int) -> NDArray[np.int32]:
    """Maximum over every window of ``length`` values, by doubling."""
    width = 1
    while 2 * width <= length:
        values = np.maximum(values[:-width], values[width:])
        width *= 2
    rest = length - width
    return np.maximum(values[: len(values) - rest], values[rest:]) if rest else values
