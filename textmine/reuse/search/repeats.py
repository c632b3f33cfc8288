"""Stretches of text that stand earlier too, each with the place where it stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.alignments import Columns
from textmine.reuse.ground.fingerprints import first_known, hash_runs
from textmine.reuse.ground.stream import Stream, row_batches, within
from textmine.reuse.ground.threads import iterate_batches, map_batches

WIDEST = 16
DENSITY = 2.1
_BLOCK = 1 << 15
_PART = 1 << 16

Places = NDArray[Any]  # int32, int64 beyond 2 ** 31 characters


@dataclass(frozen=True, slots=True, eq=False)
class Repeats(Columns):
    """Stretches that stand earlier in the stream too, in the order of the stream, none overlapping.

    Parameters
    ----------
    start : numpy.ndarray of shape (n,)
        Where the first run of the stretch starts.
    first : numpy.ndarray of shape (n,)
        Where the same run stands first in the stream.
    size : numpy.ndarray of shape (n,)
        Number of runs; a stretch has ``size + length - 1`` characters, the same at both places.
    """

    start: Places
    first: Places
    size: Places


@dataclass(frozen=True, slots=True, eq=False)
class Anchors(Columns):
    """The k-grams that winnowing selects: at least one in every run, chosen by the run's own characters.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the k-gram starts; ascending.
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of the k-gram.
    reach : numpy.ndarray of uint8, shape (n,)
        Characters before (high half) and behind it that the runs which selected it extend over.
    room : numpy.ndarray of uint8, shape (n,)
        Characters that its text has before and behind it, 15 at most.
    """

    place: NDArray[Any]
    hash: NDArray[np.uint64]
    reach: NDArray[np.uint8]
    room: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Loose(Columns):
    """Runs whose anchor stood before, but in other company: places, ascending, and hashes of the whole runs."""

    place: Places
    hash: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """All that is known of the runs of a stream; what is known of its beginning never depends on what follows.

    Parameters
    ----------
    anchors : Anchors
        Selected k-grams.
    loose : Loose
        Runs that are told apart by hashing all of them.
    repeats : Repeats
        Stretches that stood before.
    """

    anchors: Anchors
    loose: Loose
    repeats: Repeats

    @classmethod
    def empty(cls) -> Memory:
        """Of no text."""
        none: Places = np.empty(0, dtype=np.int32)
        hashes, bytes_ = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint8)
        return cls(
            Anchors(none, hashes, bytes_, bytes_), Loose(none, hashes), Repeats(none, none, none)
        )

    def until(self, cut: int) -> Memory:
        """What is known of the first ``cut`` characters, where a text ends there."""
        anchors, loose, repeats = self.anchors, self.loose, self.repeats
        return Memory(
            anchors.take(within(anchors.place, 0, cut)),
            loose.take(within(loose.place, 0, cut)),
            repeats.take(within(repeats.start, 0, cut)),
        )


def find_repeats(stream: Stream, length: int, known: Memory | None = None, cut: int = 0) -> Memory:
    """Find every run of ``length`` characters that stands earlier in the stream too.

    Winnowing selects a k-gram in each run by the run's own characters, so equal runs select equal
    k-grams. Each run is compared with the one at the first place of its k-gram, character by
    character; runs that differ there are hashed whole and looked up among each other. None is
    missed, and the cost does not depend on how often a run stands.

    Parameters
    ----------
    stream : Stream
        Texts laid out one after the other.
    length : int
        Length of a run, in normalised characters.
    known : Memory, optional
        What is known of the first ``cut`` characters, which need not be read again.
    cut : int, optional
        Where a text starts.

    Returns
    -------
    Memory
        Of the whole stream. The repeats of a text depend only on it and on the texts before it.

    References
    ----------
    S. Schleimer, D. Wilkerson & A. Aiken (2003), Winnowing: local algorithms for document
    fingerprinting, SIGMOD, 76–85; for k-grams of window w every shared run of k + w − 1 characters
    has a selected k-gram in common.

    Examples
    --------
    >>> from textmine.reuse.ground.stream import read_stream
    >>> s = read_stream(["我局主动公开信息二十条", "该镇主动公开信息三十条"])
    >>> r = find_repeats(s, 5).repeats
    >>> r.start.tolist(), r.first.tolist(), r.size.tolist()
    ([13], [2], [2])
    """
    known = known or Memory.empty()
    window = min(max(round(0.4 * length), 1), WIDEST, length)
    gram = length - window + 1
    new = iterate_batches(
        lambda span: _select(stream, *span, gram, window), row_batches(stream.bounds, cut)
    )
    anchors = known.anchors.collect(new, round(DENSITY / (window + 1) * (len(stream.codes) - cut)))
    found, loose = _compare(stream.codes, anchors, len(known.anchors), gram, window)
    all_loose = known.loose.join(_hash_places(stream, loose, length))
    found = found.join(_look_up(all_loose, len(known.loose)))
    return Memory(anchors, all_loose, known.repeats.join(_merge(found)))


def _select(stream: Stream, low: int, high: int, gram: int, window: int) -> Anchors:
    """Select the k-grams of a span of whole texts: in each run the first of those with the lowest hash."""
    hashes = hash_runs(stream.codes[low:high], gram)
    chosen = _chosen(hashes, window)
    rows = within(stream.bounds, low + 1, high + 1)
    ends = (stream.bounds[rows] - low).astype(np.int32)
    begins = (stream.bounds[rows.start - 1 : rows.stop - 1] - low).astype(np.int32)
    # Runs that would cross the border of a text select nothing.
    for back in range(1, gram + window - 1):
        at = ends - back
        chosen[at[(at >= 0) & (at < len(chosen))]] = -1
    edge = np.flatnonzero(np.diff(chosen, prepend=-1, append=-1))
    first, last = edge[:-1], edge[1:] - 1
    first, last = first[chosen[first] >= 0], last[chosen[first] >= 0]
    place = chosen[first]
    behind = (last + window - 1 - place).astype(np.uint8)
    text = np.repeat(np.arange(len(ends), dtype=np.int32), ends - begins)[place]
    most = window - 1
    before = np.minimum(place - begins[text], most).astype(np.uint8)
    after = np.minimum(ends[text] - place - gram, most).astype(np.uint8)
    reach = ((place - first).astype(np.uint8) << np.uint8(4)) | behind
    wide = np.int32 if len(stream.codes) < 2**31 else np.int64
    return Anchors(
        np.add(place, low, dtype=wide), hashes[place], reach, (before << np.uint8(4)) | after
    )


def _chosen(hashes: NDArray[np.uint64], window: int) -> NDArray[np.int32]:
    """Place of the first lowest hash in each window, by doubling, block by block so that each stays in cache."""
    total = max(len(hashes) - window + 1, 0)
    out = np.arange(total, dtype=np.int32)
    for start in range(0, total, _BLOCK):
        stop = min(start + _BLOCK, total)
        least = hashes[start : stop + window - 1]
        offset = np.zeros(len(least), dtype=np.uint8)
        width = 1
        while width < window:
            step = min(width, window - width)
            later = least[step:] < least[:-step]
            least = np.minimum(least[step:], least[:-step])
            offset = np.where(later, offset[step:] + np.uint8(step), offset[:-step])
            width += step
        out[start:stop] += offset
    return out


def _compare(
    codes: NDArray[Any], anchors: Anchors, known: int, gram: int, window: int
) -> tuple[Repeats, Places]:
    """Compare the runs around each new anchor with those around the first equal one.

    Returns
    -------
    Repeats
        Runs that are the same there, in the order of the stream.
    numpy.ndarray of shape (m,)
        Places of those that are not, ascending.
    """
    head = first_known(anchors.hash, known)
    later = np.flatnonzero(head != np.arange(known, len(anchors), dtype=head.dtype))

    def compare(at: int) -> tuple[Repeats, Places]:
        before, where = head[later[at : at + _PART]], later[at : at + _PART] + known
        place, first, reach = anchors.place[where], anchors.place[before], anchors.reach[where]
        room = anchors.room[before]
        left = _extend(codes, place - 1, first - 1, np.minimum(reach >> 4, room >> 4), -1)
        right = _extend(codes, place + gram, first + gram, np.minimum(reach & 15, room & 15), 1)
        start, stop = place - (reach >> 4), place + (reach & 15) - (window - 2)
        low, high = place - left, place + right - (window - 2)
        return _split(Repeats(low, first - left, high - low), start, stop)

    found = map_batches(compare, range(0, len(later), _PART))
    none: Places = np.empty(0, dtype=np.int32)
    return Memory.empty().repeats.join(*(r for r, _ in found)), np.concatenate(
        [none, *(u for _, u in found)]
    )


def _split(same: Repeats, start: Places, stop: Places) -> tuple[Repeats, Places]:
    """Stretches that have a run, and the places of the other runs of the spans that they lie in."""
    # Where nothing is the same, the whole span lies before ``low``.
    low = np.where(same.size > 0, same.start, stop)
    high = np.where(same.size > 0, same.start + same.size, stop)
    spans = np.column_stack([start, low, high, stop]).reshape(-1, 2)
    size = np.diff(spans, axis=1)[:, 0]
    loose = np.repeat(spans[:, 0] - (np.cumsum(size, dtype=size.dtype) - size), size)
    return same.take(same.size > 0), loose + np.arange(len(loose), dtype=loose.dtype)


def _extend(
    codes: NDArray[Any], a: Places, b: Places, most: NDArray[np.uint8], step: int
) -> Places:
    """Count the equal characters from ``a`` and ``b`` on, one way, up to ``most``."""
    equal = np.zeros(len(a), dtype=np.uint8)
    rest = np.flatnonzero(most)
    for turn in range(int(most.max(initial=0))):
        rest = rest[codes[a[rest] + step * turn] == codes[b[rest] + step * turn]]
        equal[rest] = turn + 1
        rest = rest[most[rest] > turn + 1]
    return equal


def _hash_places(stream: Stream, place: Places, length: int) -> Loose:
    """Hash the runs at the given places."""

    def hash_span(span: tuple[int, int]) -> NDArray[np.uint64]:
        low, high = span
        mine = place[within(place, low, high)]
        if len(mine) * length < high - low:
            runs = stream.codes[mine[:, None] + np.arange(length)].ravel()
            out: NDArray[np.uint64] = hash_runs(runs, length)[::length]
        else:
            out = hash_runs(stream.codes[low:high], length)[mine - low]
        return out

    hashes = map_batches(hash_span, row_batches(stream.bounds) if len(place) else ())
    return Loose(place, np.concatenate([np.empty(0, dtype=np.uint64), *hashes]))


def _look_up(loose: Loose, known: int) -> Repeats:
    """Runs told apart by their hashes that stood before, the first ``known`` apart."""
    head = first_known(loose.hash, known)
    again = np.flatnonzero(head != np.arange(known, len(loose), dtype=head.dtype))
    one = np.ones(len(again), dtype=loose.place.dtype)
    return Repeats(loose.place[again + known], loose.place[head[again]], one)


def _merge(found: Repeats) -> Repeats:
    """Sort stretches and join those that go on side by side at both places."""
    if not len(found):
        return found
    found = found.take(np.argsort(found.start, kind="stable"))
    end = found.start + found.size
    fresh = np.ones(len(found), dtype=bool)
    fresh[1:] = (found.start[1:] != end[:-1]) | (
        found.first[1:] - found.first[:-1] != found.size[:-1]
    )
    edge = np.flatnonzero(fresh)
    last = np.append(edge[1:], len(found)) - 1
    return Repeats(found.start[edge], found.first[edge], end[last] - found.start[edge])
