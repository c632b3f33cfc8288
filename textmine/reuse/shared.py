"""Which characters stand in more than one report, and where each shared stretch stands first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.fingerprints import first_equal, hash_runs
from textmine.reuse.seeds import Alignments
from textmine.reuse.stream import Stream, row_batches

PASS = 1 << 26
PART = 1 << 21
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
    reach_start, reach_end : numpy.ndarray of shape (n,)
        The whole stretch that owns the piece, at least ``min_chars`` long; commoner neighbours may own its ends.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    first: NDArray[np.int64]
    reach_start: NDArray[np.int64]
    reach_end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def take(self, where: NDArray[Any]) -> Pieces:
        """Return the pieces at the given places."""
        return Pieces(*(getattr(self, f.name)[where] for f in fields(self)))


def find_shared(
    stream: Stream, group: NDArray[np.int32], min_chars: int, kinds: NDArray[np.int32] | None = None
) -> tuple[Pieces, Alignments]:
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
    kinds : numpy.ndarray of int32, shape (n,), optional
        Number of the run that starts at each character, equal for equal runs, 0 for
        none or one that stands nowhere else: then nothing is hashed.

    Returns
    -------
    pieces : Pieces
        Disjoint stretches; their union is exactly the set of shared characters.
    runs : Alignments
        Every stretch that does not stand first, commoner neighbours or not, with its first place.

    Examples
    --------
    >>> from textmine.reuse.stream import read_stream
    >>> s = read_stream(["我局主动公开信息二十条", "该镇主动公开信息三十条"])
    >>> p, runs = find_shared(s, np.array([0, 1], dtype=np.int32), min_chars=6)
    >>> [s.string(a, b) for a, b in zip(p.start, p.end)]
    ['主动公开信息', '主动公开信息']
    """
    if kinds is None:
        first, level = first_places(stream, group, min_chars)
    else:
        first, level = places_of_kinds(kinds, _report_ends(stream, group))
    found = [_own_characters(0, first[:0], level[:0], min_chars)]
    for low, high in row_batches(stream.bounds):
        found.append(_own_characters(low, first[low:high], level[low:high], min_chars))
    pieces = Pieces(*(np.concatenate([getattr(p, f.name) for p, _ in found]) for f in fields(Pieces)))
    return pieces, found[0][1].join(*(runs for _, runs in found[1:]))


def first_places(stream: Stream, group: NDArray[np.int32], length: int) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Look up each run at its first occurrence.

    Parameters
    ----------
    stream : Stream
        Texts laid out in order of rank.
    group : numpy.ndarray of int32, shape (n_texts,)
        Report of each text, ascending.
    length : int
        Length of a run.

    Returns
    -------
    first : numpy.ndarray of shape (n,)
        Where the run that starts at each character stands first; −1 where one report only holds it.
    level : numpy.ndarray of uint8, shape (n,)
        Number of binary digits of its number of occurrences; 0 where not shared.
    """
    n = len(stream.codes)
    first: NDArray[Any] = np.full(n, -1, dtype=np.int32 if n < 2**31 else np.int64)
    level = np.zeros(n, dtype=np.uint8)
    ends = _report_ends(stream, group)
    for hashes, place in _partitions(stream, length, first.dtype):
        seen = first_equal(hashes)
        again = np.flatnonzero(seen != np.arange(len(seen)))
        last = np.zeros(len(seen), dtype=first.dtype)
        last[seen[again]] = place[again]
        heads = np.flatnonzero(last)
        heads = heads[last[heads] >= ends[np.searchsorted(ends, place[heads], side="right")]]
        times = np.bincount(seen[again], minlength=len(seen)) if len(again) else np.zeros(len(seen), dtype=np.int64)
        digits = np.zeros(len(seen), dtype=np.uint8)
        digits[heads] = np.frexp(times[heads] + 1.0)[1]
        again = again[digits[seen[again]] > 0]
        first[place[heads]] = place[heads]
        first[place[again]] = place[seen[again]]
        level[place[heads]] = digits[heads]
        level[place[again]] = digits[seen[again]]
    return first, level


def places_of_kinds(kinds: NDArray[np.int32], ends: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Look up each run at its first occurrence, as ``first_places`` does, where runs are numbered already.

    Parameters
    ----------
    kinds : numpy.ndarray of int32, shape (n,)
        Number of the run that starts at each character, 0 for none or one that stands nowhere else.
    ends : numpy.ndarray of shape (n_reports,)
        Where each report ends in the stream.

    Returns
    -------
    tuple of numpy.ndarray
        ``first`` and ``level``.
    """
    n = len(kinds)
    first: NDArray[Any] = np.full(n, -1, dtype=np.int32 if n < 2**31 else np.int64)
    level = np.zeros(n, dtype=np.uint8)
    times = np.bincount(kinds, minlength=1)
    times[0] = 0
    place = np.flatnonzero(kinds).astype(first.dtype)
    kind = kinds[place]
    head, last = np.zeros(len(times), dtype=first.dtype), np.zeros(len(times), dtype=first.dtype)
    head[kind[::-1]] = place[::-1]
    last[kind] = place
    shared = np.flatnonzero(times > 1)
    shared = shared[last[shared] >= ends[np.searchsorted(ends, head[shared], side="right")]]
    digits = np.zeros(len(times), dtype=np.uint8)
    digits[shared] = np.frexp(times[shared].astype(np.float64))[1]
    level[place] = digits[kind]
    first[place] = np.where(level[place] > 0, head[kind], -1)
    return first, level


def _report_ends(stream: Stream, group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each report ends in the stream."""
    return stream.bounds[1:][np.append(np.diff(group) != 0, True)] if len(group) else stream.bounds[1:]


def hash_inside(stream: Stream, length: int) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Places and hashes of all runs of ``length`` characters that lie in one text."""
    places, found = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.uint64)]
    for low, high in row_batches(stream.bounds):
        hashes = hash_runs(stream.codes[low:high], length)
        inside = np.ones(len(hashes), dtype=bool)
        inside[_crossing(stream.bounds, low, high, length)] = False
        where = np.flatnonzero(inside)
        places.append(where + low)
        found.append(hashes[where])
    return np.concatenate(places), np.concatenate(found)


def _partitions(stream: Stream, length: int, dtype: np.dtype[Any]) -> Iterator[tuple[NDArray[np.uint64], NDArray[Any]]]:
    """Hash all runs and yield them in parts of equal leading bits, each with the places of its runs, ascending.

    Long streams are hashed several times, keeping a share of the runs each time, so that memory stays bounded.
    """
    n = len(stream.codes)
    passes = 1 << max((n - 1) // PASS, 0).bit_length()
    parts = 1 << max((n // passes - 1) // PART, 0).bit_length()
    bits = (passes * parts).bit_length() - 1
    for turn in range(passes):
        kept: list[list[tuple[NDArray[np.uint64], NDArray[Any]]]] = [[] for _ in range(parts)]
        for low, high in row_batches(stream.bounds):
            hashes = hash_runs(stream.codes[low:high], length)
            inside = np.ones(len(hashes), dtype=bool)
            inside[_crossing(stream.bounds, low, high, length)] = False
            part = (hashes >> np.uint64(64 - bits)).astype(np.int16) - turn * parts if bits else np.zeros(len(hashes))
            slot = np.where(inside & (part >= 0) & (part < parts), part, parts).astype(np.uint16)
            order = np.argsort(slot, kind="stable")
            cuts = np.searchsorted(slot[order], np.arange(parts + 1)).tolist()
            for number, chunk in enumerate(kept):
                where = order[cuts[number] : cuts[number + 1]]
                chunk.append((hashes[where], (where + low).astype(dtype)))
        for number, chunk in enumerate(kept):
            kept[number] = []
            if chunk:
                yield np.concatenate([h for h, _ in chunk]), np.concatenate([p for _, p in chunk])


def _crossing(bounds: NDArray[np.int64], low: int, high: int, length: int) -> NDArray[np.int64]:
    """Places in a span, counted from its start, where a run would cross the border of a text."""
    rows = slice(np.searchsorted(bounds, low, side="right"), np.searchsorted(bounds, high, side="right"))
    ends, starts = bounds[rows], bounds[rows.start - 1 : rows.stop - 1]
    back = ends[:, None] - np.arange(1, length)
    place = back[back >= starts[:, None]] - low
    return place[place < high - low - length + 1]


def _own_characters(low: int, first: NDArray[Any], level: NDArray[np.uint8], length: int) -> tuple[Pieces, Alignments]:
    """Cut the shared characters of a span into pieces, each owned by the commonest stretch of runs that covers it.

    A stretch is a row of neighbouring runs that lie side by side in the same first text and are about equally common.
    """
    shared = level > 0
    new = shared.copy()
    new[1:] &= ~(shared[:-1] & (np.diff(first) == 1) & (level[1:] == level[:-1]))
    begin = np.flatnonzero(new)
    stretch = np.where(shared, np.cumsum(new, dtype=np.int32), 0)
    rank = (level[begin].astype(np.int64) << _LEVEL_SHIFT) + np.arange(len(begin), 0, -1)
    own = _slide_max(stretch, rank, length)
    edge = np.flatnonzero(np.diff(own, prepend=-1) != 0)
    owner = own[edge]
    end = np.append(edge[1:], len(own))
    keep = owner > 0
    start, end, owner = edge[keep] + low, end[keep] + low, owner[keep] - 1
    size = np.bincount(stretch, minlength=len(begin) + 1)[1:] + length - 1
    place = first[begin].astype(np.int64)
    pieces = Pieces(
        start, end, place[owner] + (start - begin[owner] - low), begin[owner] + low, (begin + size)[owner] + low
    )
    return pieces, Alignments(begin + low, begin + size + low, place, place + size).take(place != begin + low)


def _slide_max(stretch: NDArray[np.int32], rank: NDArray[np.int64], length: int) -> NDArray[np.int32]:
    """Number of the stretch of highest rank among the runs that cover each character, plus one (0: none)."""
    order = np.argsort(rank, kind="stable")
    seat = np.zeros(len(rank) + 1, dtype=np.int32)
    seat[order + 1] = np.arange(1, len(rank) + 1, dtype=np.int32)
    back = np.concatenate([[0], order + 1]).astype(np.int32)
    values = np.concatenate([np.zeros(length - 1, dtype=np.int32), seat[stretch]])
    width = 1
    while 2 * width <= length:
        values = np.maximum(values[:-width], values[width:])
        width *= 2
    rest = length - width
    own: NDArray[np.int32] = back[np.maximum(values[: len(values) - rest], values[rest:])]
    return own
