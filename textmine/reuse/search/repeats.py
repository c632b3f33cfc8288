"""Stretches of text that stand earlier too, each with the place where it stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import (
    Columns,
    GrowingTable,
    begins,
    first_and_last,
    gather_table,
    unroll,
)
from textmine.reuse.ground.fingerprints import (
    Again,
    find_again,
    hash_runs,
    index_dtype,
)
from textmine.reuse.ground.stream import Stream, row_batches, within
from textmine.scratch import GrowingArray, gather_array

# Share of a run that the window of winnowing takes; the k-gram has the rest. Wider windows keep
# fewer anchors, shorter k-grams tell fewer runs apart. At 20 characters: windows of 8, k-grams of
# 13.
WINDOW_SHARE = 0.4

# Widest window: reaches on either side must fit into half a byte.
WIDEST = 16

# Winnowing keeps 2 / (window + 1) of the k-grams on average (Schleimer, Wilkerson & Aiken 2003); a
# little more, so that the table of anchors seldom has to grow.
DENSITY = 2.1

# Two small counts in one byte, high half and low half.
_HALF, _LOW_HALF = np.uint8(4), np.uint8(15)

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
    """The k-grams that winnowing selects: one in every run, chosen by the run's own characters.

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
    """Runs whose anchor stood before, but in other company.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the run starts; ascending.
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of the whole run.
    """

    place: Places
    hash: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """All that is known of the runs of a stream.

    What is known of its beginning never depends on what follows.

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
            Anchors(none, hashes, bytes_, bytes_),
            Loose(none, hashes),
            Repeats(none, none, none),
        )

    def until(self, cut: int) -> Memory:
        """What is known of the first ``cut`` characters, where a text ends there."""
        anchors, loose, repeats = self.anchors, self.loose, self.repeats
        return Memory(
            anchors.take(within(anchors.place, 0, cut)),
            loose.take(within(loose.place, 0, cut)),
            repeats.take(within(repeats.start, 0, cut)),
        )


def find_repeats(
    stream: Stream, length: int, known: Memory | None = None, cut: int = 0
) -> Memory:
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
    gram, window = divide_run(length)
    new = map_threads(
        lambda span: _select(stream, *span, gram, window),
        row_batches(stream.bounds, cut),
    )
    n_expected = round(DENSITY / (window + 1) * (len(stream.codes) - cut))
    anchors = known.anchors.collect(new, n_expected)
    same, different = _compare(stream.codes, anchors, len(known.anchors), gram, window)
    loose = known.loose.join(_hash_places(stream, different, length))
    again = find_again(loose.hash, len(known.loose))

    def merge(span: tuple[int, int]) -> Repeats:
        rows = within(loose.place, *span)
        alone = _runs_again(
            loose, again.take(within(again.place, rows.start, rows.stop))
        )
        return _merge(same.take(within(same.start, *span)).join(alone))

    # No stretch reaches from one text into the next.
    merged = map_threads(merge, row_batches(stream.bounds, cut))
    found = gather_table(merged, Memory.empty().repeats)
    return Memory(anchors, loose, known.repeats.join(found))


def _select(stream: Stream, low: int, high: int, gram: int, window: int) -> Anchors:
    """Select k-grams of a span of whole texts: in each run the first of those of lowest hash."""
    hashes = hash_runs(stream.codes[low:high], gram)
    chosen = choose_lowest(hashes, window)
    rows = within(stream.bounds, low + 1, high + 1)
    text_end = (stream.bounds[rows] - low).astype(np.int32)
    text_start = (stream.bounds[rows.start - 1 : rows.stop - 1] - low).astype(np.int32)
    # Runs that would cross the border of a text select nothing; farther back than the longest text
    # other borders lie nearer.
    longest = int((text_end - text_start).max(initial=0))
    for back in range(1, min(gram + window - 1, longest + 1)):
        at = text_end - back
        chosen[at[(at >= 0) & (at < len(chosen))]] = -1
    # Neighbouring runs that select the same k-gram make one anchor.
    first, last = first_and_last(begins(chosen))
    selects = chosen[first] >= 0
    first, last = first[selects], last[selects]
    place = chosen[first]
    before, behind = place - first, last + window - 1 - place
    text = np.repeat(np.arange(len(text_end), dtype=np.int32), text_end - text_start)[
        place
    ]
    # No run extends farther from its anchor than this.
    most = window - 1
    room_before = np.minimum(place - text_start[text], most)
    room_behind = np.minimum(text_end[text] - place - gram, most)
    return Anchors(
        np.add(place, low, dtype=index_dtype(len(stream.codes))),
        hashes[place],
        _pack_halves(before, behind),
        _pack_halves(room_before, room_behind),
    )


def _pack_halves(high: NDArray[Any], low: NDArray[Any]) -> NDArray[np.uint8]:
    """Put two counts of 15 at most into one byte."""
    packed: NDArray[np.uint8] = (high.astype(np.uint8) << _HALF) | low.astype(np.uint8)
    return packed


def divide_run(length: int) -> tuple[int, int]:
    """Divide a run into the k-gram that stands for it and the window that the k-gram is chosen in.

    Parameters
    ----------
    length : int
        Length of a run, in normalised characters.

    Returns
    -------
    gram, window : int
        Length of a k-gram; number of k-grams in a run.

    Examples
    --------
    >>> divide_run(20)
    (13, 8)
    """
    window = min(max(round(WINDOW_SHARE * length), 1), WIDEST)
    return length - window + 1, window


def choose_lowest(hashes: NDArray[np.uint64], window: int) -> NDArray[np.int32]:
    """Find the place of the first lowest hash in each window.

    By doubling: the lowest of a window comes from those of its two halves, which may overlap. Block
    by block, so that each stays in cache. (``scipy.ndimage.minimum_filter1d`` works in floating
    point, which cannot hold 64-bit hashes.)

    Parameters
    ----------
    hashes : numpy.ndarray of uint64, shape (n,)
        Hashes of all k-grams of a text.
    window : int
        Number of k-grams in a run.

    Returns
    -------
    numpy.ndarray of int32, shape (max(n - window + 1, 0),)
        For each run the place of its k-gram.

    Examples
    --------
    >>> choose_lowest(np.array([5, 3, 3, 9], dtype=np.uint64), 2).tolist()
    [1, 1, 2]
    """
    n_windows = max(len(hashes) - window + 1, 0)
    places = np.arange(n_windows, dtype=np.int32)
    block = batch_sizes().cached
    for start in range(0, n_windows, block):
        stop = min(start + block, n_windows)
        lowest = hashes[start : stop + window - 1]
        offset = np.zeros(len(lowest), dtype=np.uint8)
        width = 1
        while width < window:
            step = min(width, window - width)
            right_is_lower = lowest[step:] < lowest[:-step]
            lowest = np.minimum(lowest[step:], lowest[:-step])
            offset = np.where(
                right_is_lower, offset[step:] + np.uint8(step), offset[:-step]
            )
            width += step
        places[start:stop] += offset
    return places


def _compare(
    codes: NDArray[Any], anchors: Anchors, known: int, gram: int, window: int
) -> tuple[Repeats, Places]:
    """Compare the runs around each new anchor with those around the first equal one.

    Returns
    -------
    same : Repeats
        Runs that are the same there, in the order of the stream.
    different : numpy.ndarray of shape (m,)
        Places of those that are not, ascending.
    """
    again = find_again(anchors.hash, known)
    step = batch_sizes().anchors

    def compare(at: int) -> tuple[Repeats, Places]:
        here, earlier = again.place[at : at + step], again.first[at : at + step]
        # Column by column: the hashes are not needed again.
        place, first = anchors.place[here], anchors.place[earlier]
        reach, room = anchors.reach[here], anchors.room[earlier]
        before, behind = reach >> _HALF, reach & _LOW_HALF
        room_before, room_behind = room >> _HALF, room & _LOW_HALF
        left = _count_equal(
            codes, place - 1, first - 1, np.minimum(before, room_before), -1
        )
        right = _count_equal(
            codes, place + gram, first + gram, np.minimum(behind, room_behind), 1
        )
        # Runs go by their starts: one that ends ``behind`` characters behind the k-gram starts
        # ``window - 1 - behind`` before it.
        start, stop = place - before, place + behind - (window - 2)
        low, high = place - left, place + right - (window - 2)
        return _split(Repeats(low, first - left, high - low), start, stop)

    same = GrowingTable(Memory.empty().repeats)
    different = GrowingArray(anchors.place.dtype)
    for part, others in map_threads(compare, range(0, len(again), step)):
        same.add(part)
        different.add(others)
    return same.finish(), different.finish()


def _split(same: Repeats, start: Places, stop: Places) -> tuple[Repeats, Places]:
    """Stretches that have a run, and the places of the other runs of the spans they lie in."""
    has_run = same.size > 0
    # Where nothing is the same, the whole span lies before ``low``.
    low = np.where(has_run, same.start, stop)
    high = np.where(has_run, same.start + same.size, stop)
    spans = np.column_stack([start, low, high, stop]).reshape(-1, 2)
    return same.take(has_run), unroll(spans[:, 0], spans[:, 1] - spans[:, 0])


def _count_equal(
    codes: NDArray[Any], a: Places, b: Places, most: NDArray[np.uint8], step: int
) -> NDArray[np.uint8]:
    """Count the equal characters from ``a`` and ``b`` on, one way, up to ``most``."""
    n_equal = np.zeros(len(a), dtype=np.uint8)
    rest = np.flatnonzero(most)
    for turn in range(int(most.max(initial=0))):
        rest = rest[codes[a[rest] + step * turn] == codes[b[rest] + step * turn]]
        n_equal[rest] = turn + 1
        rest = rest[most[rest] > turn + 1]
    return n_equal


def _hash_places(stream: Stream, place: Places, length: int) -> Loose:
    """Hash the runs at the given places."""

    def hash_span(span: tuple[int, int]) -> NDArray[np.uint64]:
        low, high = span
        mine = place[within(place, low, high)]
        # Few runs are copied out and hashed one by one, many together with all in between.
        if len(mine) * length < high - low:
            runs = stream.codes[mine[:, None] + np.arange(length)].ravel()
            hashes: NDArray[np.uint64] = hash_runs(runs, length)[::length]
        else:
            hashes = hash_runs(stream.codes[low:high], length)[mine - low]
        return hashes

    spans = row_batches(stream.bounds) if len(place) else ()
    return Loose(place, gather_array(map_threads(hash_span, spans), np.uint64))


def _runs_again(loose: Loose, again: Again) -> Repeats:
    """Runs told apart by their hashes that stood before, each a stretch of its own."""
    one = np.ones(len(again), dtype=loose.place.dtype)
    return Repeats(loose.place[again.place], loose.place[again.first], one)


def _merge(found: Repeats) -> Repeats:
    """Sort stretches and join those that go on side by side at both places."""
    if not len(found):
        return found
    found = found.take(np.argsort(found.start, kind="stable"))
    end = found.start + found.size
    shift = found.first[1:] - found.first[:-1]
    fresh = np.ones(len(found), dtype=bool)
    fresh[1:] = (found.start[1:] != end[:-1]) | (shift != found.size[:-1])
    head, last = first_and_last(fresh)
    return Repeats(found.start[head], found.first[head], end[last] - found.start[head])
