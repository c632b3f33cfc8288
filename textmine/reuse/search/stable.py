"""Stable copies: the same wherever they stand, so that no edits need be looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import begins
from textmine.reuse.ground.fingerprints import index_dtype, mix
from textmine.reuse.ground.stream import Stream, mask_of, row_batches, within
from textmine.reuse.search.edited import LEAST_CHARS
from textmine.reuse.search.pieces import Pieces
from textmine.reuse.search.repeats import Repeats
from textmine.scratch import Buckets, make_array
from textmine.text.spans import Spans, subtract_each, union

# Share of the copies about one place that must have the very same borders. Lower, and edited copies
# of a passage go unlooked for; higher, and the search for edits takes longer. Chosen by hand.
STABLE_SHARE = 0.7

# Copies before one that must have the same borders: fewer are too few to tell. Chosen by hand.
STABLE_COPIES = 4

# Bits: first places whose middles lie in one cell of 2 ** 5 = 32 characters are about the same.
_CELL_BITS = 5

# Characters: a settled stretch of this length cuts an edited copy in two; a shorter one inside it
# is a phrase that the copy happens to hold unchanged. Chosen by hand.
LONG = 60

# Characters looked at on either side of a copy, to tell whether the text goes on alike ...
_BESIDE = 24

# ... which it does from this similarity on: beyond a swapped name the passage goes on, beyond a set
# phrase another sentence begins. Unlike sentences rarely reach it. Chosen by hand.
_BESIDE_ALIKE = 0.35

# Bits of the length of a stretch in one key with its first place; longer ones count as this long.
_SIZE_BITS = 24

Ints = NDArray[np.int64]


def find_stable(stream: Stream, repeats: Repeats, length: int) -> NDArray[np.bool_]:
    """Mark characters of copies that are the same everywhere, where no edits would be found.

    Parameters
    ----------
    stream : Stream
        The texts.
    repeats : Repeats
        Stretches that stand earlier too.
    length : int
        Length of a run.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        True inside stretches that at least 4 earlier ones, and most of those about the same place,
        equal in both borders, and beyond which nothing else reads alike (as it does beyond a
        swapped name). What is marked in a text depends only on it and on the texts before it.
    """
    stable = np.zeros(len(repeats), dtype=np.bool_)
    for places in _same_places(repeats):
        stable[places] = _are_stable(stream, repeats.take(places), length)
    mask = make_array(len(stream.codes), np.bool_)
    for low, high in row_batches(stream.bounds):
        rows = within(repeats.start, low, high)
        marked = repeats.take(rows).take(stable[rows])
        start = marked.start.astype(np.int64) - low
        spans = union(Spans(start, start + marked.size + (length - 1)))
        mask[low:high] = mask_of(spans, high - low)
    return mask


def _cell(first: Ints, n_runs: Ints) -> Ints:
    """Cell of the stream in which the middle of a first place lies."""
    return (first + n_runs // 2) >> _CELL_BITS


def _same_places(repeats: Repeats) -> Iterator[NDArray[Any]]:
    """Rows of repeats, some cells at a time, in order."""
    n, step = len(repeats), batch_sizes().rows
    n_buckets = 1 << (n // step).bit_length()
    row = np.dtype([("row", index_dtype(n))])

    def sort(low: int) -> tuple[NDArray[Any], NDArray[np.uint64]]:
        part = repeats.take(slice(low, low + step))
        cell = _cell(part.first.astype(np.int64), part.size.astype(np.int64))
        rows = np.arange(low, low + len(part), dtype=row["row"]).view(row)
        return rows, mix(cell.view(np.uint64)) & np.uint64(n_buckets - 1)

    for rows in Buckets(n_buckets, row, map(sort, range(0, n, step))).read_all():
        yield rows["row"]


def _are_stable(stream: Stream, repeats: Repeats, length: int) -> NDArray[np.bool_]:
    """Tell which stretches are stable, among all those of some cells."""
    first, n_runs = repeats.first.astype(np.int64), repeats.size.astype(np.int64)
    start = repeats.start.astype(np.int64)
    copies = Spans(start, start + n_runs + length - 1)
    alike = _KeyGroups.of(_pack(first, n_runs))
    nearby = _KeyGroups.of(_cell(first, n_runs))
    n_alike, n_nearby = alike.count_earlier(), nearby.count_earlier()
    stable = (n_alike >= STABLE_COPIES) & (n_alike >= STABLE_SHARE * n_nearby)
    stable &= ~_goes_on(stream, alike, copies, first)
    return stable


def set_apart(links: Alignments, pieces: Pieces, stream: Stream) -> Alignments:
    """Cut copies that are the same everywhere out of the edited copies that they stand in.

    Parameters
    ----------
    links : Alignments
        Edited copies.
    pieces : Pieces
        Disjoint shared stretches.
    stream : Stream
        The texts.

    Returns
    -------
    Alignments
        What is left on the left-hand side of each, ends trimmed and long stretches in the middle
        left out, with the stretches of the other side in proportion.
    """
    settled = _settled_pieces(stream, pieces)
    is_long = settled.end - settled.start >= LONG
    long = Spans(settled.start[is_long], settled.end[is_long])
    parts, owner = subtract_each(links.spans, long)
    parts = _trim(parts, settled)
    others = _scale_to_other(parts, links.take(owner))
    size, other_size = parts.end - parts.start, others.end - others.start
    large = (size >= LEAST_CHARS) & (other_size >= LEAST_CHARS // 2)
    return Alignments.pair(parts, others).take(large)


def _trim(spans: Spans, settled: Spans) -> Spans:
    """Move the ends of spans out of the settled stretches that they lie in; none may be left."""
    # Row 0 stands for the beginning of the stream, before the first settled stretch.
    low, high = np.append(0, settled.start), np.append(0, settled.end)
    at_start = np.searchsorted(settled.start, spans.start, side="right")
    start = np.maximum(spans.start, high[at_start])
    at_end = np.searchsorted(settled.start, spans.end)
    end = np.where(high[at_end] >= spans.end, low[at_end], spans.end)
    return Spans(start, end)


def _scale_to_other(parts: Spans, wholes: Alignments) -> Spans:
    """Find what stands opposite to parts of alignments, row by row, by proportion."""
    scale = (wholes.other_end - wholes.other_start) / (wholes.end - wholes.start)
    front = np.rint((parts.start - wholes.start) * scale).astype(np.int64)
    back = np.rint((wholes.end - parts.end) * scale).astype(np.int64)
    return Spans(wholes.other_start + front, wholes.other_end - back)


def _settled_pieces(stream: Stream, pieces: Pieces) -> Spans:
    """Spans of pieces whose very borders most copies share, and where the copying ends."""
    alike = _KeyGroups.of(_pack(pieces.first, pieces.size))
    count = alike.sizes()
    source = _unpack(alike.keys())
    # Sources that overlap are about one passage: copies of all of them count together.
    opens = source.start[1:] >= np.maximum.accumulate(source.end)[:-1]
    passage = np.cumsum(np.append(True, opens)[: len(count)]) - 1
    total = np.bincount(passage, weights=count)[passage] if len(count) else count
    # The first place is one of the pieces, and no copy.
    is_stable = (count >= STABLE_SHARE * total) & (count > STABLE_COPIES)
    stable = alike.spread(np.repeat(is_stable, count))
    stable &= ~_goes_on(stream, alike, Spans(pieces.start, pieces.end), pieces.first)
    return union(Spans(pieces.start[stable], pieces.end[stable]))


def _pack(first: Ints, size: Ints) -> Ints:
    """Put a first place and a length into one key; keys sort by place, then by length."""
    return (first << _SIZE_BITS) | np.minimum(size, (1 << _SIZE_BITS) - 1)


def _unpack(keys: Ints) -> Spans:
    """Spans that keys stand for."""
    start = keys >> _SIZE_BITS
    return Spans(start, start + (keys & ((1 << _SIZE_BITS) - 1)))


@dataclass(frozen=True, slots=True, eq=False)
class _KeyGroups:
    """Equal keys side by side, each in its old order.

    Parameters
    ----------
    all_keys : numpy.ndarray of shape (n,)
        The keys, ungrouped.
    order : numpy.ndarray of shape (n,)
        Places of the keys, those of equal ones together.
    head : numpy.ndarray of shape (n,)
        For each entry of ``order`` the entry where its group begins.
    """

    all_keys: Ints
    order: Ints
    head: Ints

    @classmethod
    def of(cls, keys: Ints) -> _KeyGroups:
        """Group keys."""
        order = np.argsort(keys, kind="stable")
        fresh = begins(keys[order])
        return cls(
            keys, order, np.maximum.accumulate(np.where(fresh, np.arange(len(keys)), 0))
        )

    def heads(self) -> Ints:
        """Where each group begins in ``order``."""
        return np.flatnonzero(begins(self.head))

    def keys(self) -> Ints:
        """The key of each group."""
        return self.all_keys[self.order[self.heads()]]

    def sizes(self) -> Ints:
        """Number of keys in each group."""
        return np.diff(np.append(self.heads(), len(self.order)))

    def position(self) -> Ints:
        """For each entry of ``order`` the number of entries of its group before it."""
        return np.arange(len(self.order)) - self.head

    def count_earlier(self) -> Ints:
        """For each key, in the old order, the number of equal ones before it."""
        return self.spread(self.position())

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Bring values of the entries of ``order`` back into the old order of the keys."""
        out = np.empty(len(self.order), dtype=values.dtype)
        out[self.order] = values
        return out


def _goes_on(
    stream: Stream, groups: _KeyGroups, copies: Spans, first: Ints
) -> NDArray[np.bool_]:
    """Tell of each copy whether the text goes on like that of the first place.

    The fifth of a group of copies is judged for all, so that what is told never depends on later
    ones; smaller groups are never stable.
    """
    judged = np.flatnonzero(groups.position() == STABLE_COPIES)
    row = groups.order[judged]
    copy = Spans(copies.start[row], copies.end[row])
    source = Spans(first[row], first[row] + (copy.end - copy.start))
    of_group = np.zeros(len(groups.head), dtype=bool)
    for beside in (_before, _behind):
        alike = _read_alike(stream, beside(stream, copy), beside(stream, source))
        of_group[groups.head[judged]] |= alike
    return groups.spread(of_group[groups.head])


def _before(stream: Stream, spans: Spans) -> Spans:
    """The characters in front of spans, within their texts."""
    text_start = stream.bounds[stream.text_at(spans.start)]
    return Spans(np.maximum(spans.start - _BESIDE, text_start), spans.start)


def _behind(stream: Stream, spans: Spans) -> Spans:
    """The characters behind spans, within their texts."""
    text_end = stream.bounds[stream.text_at(spans.start) + 1]
    return Spans(spans.end, np.minimum(spans.end + _BESIDE, text_end))


def _read_alike(stream: Stream, one: Spans, other: Spans) -> NDArray[np.bool_]:
    """Tell which pairs of spans read alike; what the border of a text cuts short tells nothing."""
    strings, other_strings = stream.strings(*one), stream.strings(*other)
    alike = cpdist(strings, other_strings, scorer=Indel.normalized_similarity)
    size = np.minimum(one.end - one.start, other.end - other.start)
    told: NDArray[np.bool_] = (size >= _BESIDE // 2) & (
        np.asarray(alike) >= _BESIDE_ALIKE
    )
    return told
