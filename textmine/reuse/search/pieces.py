"""Pieces: the characters that stand in more than one report, and where each piece stands first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import (
    Columns,
    GrowingTable,
    begins,
    first_and_last,
    gather_table,
    unroll,
)
from textmine.reuse.ground.stream import Stream, row_batches, within
from textmine.reuse.search.repeats import Repeats, find_repeats
from textmine.scratch import Buckets


@dataclass(frozen=True, slots=True, eq=False)
class Pieces(Columns):
    """Stretches of shared text, disjoint and in the order of the stream.

    Together they hold every shared character, and nothing else.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream.
    first : numpy.ndarray of shape (n,)
        Where the same stretch starts in the text of lowest rank that holds it.
    reach_start, reach_end : numpy.ndarray of shape (n,)
        The whole stretch that owns the piece, at least ``min_chars`` long; commoner neighbours may
        own its ends.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    first: NDArray[np.int64]
    reach_start: NDArray[np.int64]
    reach_end: NDArray[np.int64]

    @property
    def size(self) -> NDArray[np.int64]:
        """Characters of each piece."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Stretches(Columns):
    """Rows of neighbouring runs that stand first side by side and are about equally common.

    Parameters
    ----------
    start, first : numpy.ndarray of shape (n,)
        Where the first run of each starts, and where that run stands first.
    size : numpy.ndarray of shape (n,)
        Number of runs.
    level : numpy.ndarray of uint8, shape (n,)
        How common the runs are: the number of binary digits of the times that they stand. Counts
        between the same powers of two are one level, so that a stretch is not cut wherever one
        report more or less holds it.
    """

    start: NDArray[Any]
    first: NDArray[Any]
    size: NDArray[Any]
    level: NDArray[np.uint8]


def find_shared(
    stream: Stream, group: NDArray[np.int32], min_chars: int
) -> tuple[Pieces, Alignments]:
    """Find every run of at least ``min_chars`` characters that two groups of texts share.

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
    tuple of Pieces and Alignments
        See :func:`cut_pieces`.

    Examples
    --------
    >>> from textmine.reuse.ground.stream import read_stream
    >>> s = read_stream(["我局主动公开信息二十条", "该镇主动公开信息三十条"])
    >>> p, runs = find_shared(s, np.array([0, 1], dtype=np.int32), min_chars=6)
    >>> [s.string(a, b) for a, b in zip(p.start, p.end)]
    ['主动公开信息', '主动公开信息']
    """
    return cut_pieces(stream, group, find_repeats(stream, min_chars).repeats, min_chars)


def cut_pieces(
    stream: Stream, group: NDArray[np.int32], repeats: Repeats, min_chars: int
) -> tuple[Pieces, Alignments]:
    """Cut the shared characters of a stream into pieces.

    A character belongs to the commonest run that covers it: a set phrase inside a copied paragraph
    stays apart from the paragraph.

    Parameters
    ----------
    stream : Stream
        Texts laid out in order of rank.
    group : numpy.ndarray of int32, shape (n_texts,)
        Report of each text, ascending; runs repeated within one report only are not shared.
    repeats : Repeats
        The runs of ``min_chars`` characters that stand earlier too.
    min_chars : int
        Length of a run.

    Returns
    -------
    pieces : Pieces
        Disjoint stretches; their union is exactly the set of shared characters.
    runs : Alignments
        Every stretch that does not stand first, commoner neighbours or not, with its first place.
    """
    report_ends = _report_ends(stream, group)
    found = (
        _first_stretches(part, report_ends)
        for part in _by_first(repeats, stream.bounds)
    )
    nothing = _first_stretches(repeats.take(slice(0, 0)), report_ends)
    sources = gather_table(found, nothing)
    source_ends = sources.start + sources.size

    def cut(span: tuple[int, int]) -> tuple[Pieces, Alignments]:
        copies = _cut_by_level(
            repeats.take(within(repeats.start, *span)), sources, source_ends
        )
        here = sources.take(within(sources.start, *span))
        n_chars = copies.size + (min_chars - 1)
        runs = Alignments(
            copies.start, copies.start + n_chars, copies.first, copies.first + n_chars
        )
        return own_characters(here.join(copies), min_chars), runs

    none = np.empty(0, dtype=np.int64)
    pieces = GrowingTable(Pieces(none, none, none, none, none))
    runs = GrowingTable(Alignments.empty())
    for some, of_some in map_threads(cut, row_batches(stream.bounds)):
        pieces.add(some)
        runs.add(of_some)
    return pieces.finish(), runs.finish()


def _by_first(repeats: Repeats, bounds: NDArray[np.int64]) -> Iterator[Repeats]:
    """Give repeats by the text that they stand in first, those of some texts at a time."""
    n, step = len(repeats), batch_sizes().rows
    if n <= step:
        yield repeats
        return
    columns = ("start", "first", "size")
    row = np.dtype([(name, getattr(repeats, name).dtype) for name in columns])
    # Most stand first in early texts: a sample tells where to cut, so that each part has its share.
    n_parts = n // step + 1
    sample = np.sort(repeats.first[:: max(1, n // (n_parts * _SAMPLE))])
    wanted = sample[:: max(1, len(sample) // n_parts)]
    cuts = np.unique(bounds[np.searchsorted(bounds, wanted, side="right") - 1])

    def sort(low: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
        part = repeats.take(slice(low, low + step))
        rows = np.empty(len(part), row)
        for name in columns:
            rows[name] = getattr(part, name)
        return rows, np.searchsorted(cuts, part.first, side="right")

    parts = Buckets(len(cuts) + 1, row, map(sort, range(0, n, step)))
    for rows in parts.read_all():
        yield Repeats(*(np.ascontiguousarray(rows[name]) for name in columns))


# Repeats of each part that are looked at to find where it is to end.
_SAMPLE = 64


def _report_ends(stream: Stream, group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each report ends in the stream."""
    _, last = first_and_last(begins(group))
    ends: NDArray[np.int64] = stream.bounds[1:][last]
    return ends


def _first_stretches(repeats: Repeats, report_ends: NDArray[np.int64]) -> Stretches:
    """Stretches of runs that stand first where they are, and again in another report."""
    if not len(repeats):
        return Stretches(
            repeats.start, repeats.start, repeats.size, np.empty(0, dtype=np.uint8)
        )
    repeats = repeats.take(np.argsort(repeats.first))
    report_end = report_ends[np.searchsorted(report_ends, repeats.first, side="right")]
    elsewhere = (repeats.start >= report_end) * 1
    # A sweep over the text: counts rise where a repeat's first place begins and fall where it ends.
    borders = np.concatenate([repeats.first, repeats.first + repeats.size])
    order = np.argsort(borders)
    borders = borders[order]
    # Of several changes at one place only the sum counts: the last of them.
    _, final = first_and_last(begins(borders))
    one = np.ones(len(repeats), np.int64)
    times = np.cumsum(np.append(one, -one)[order])[final]
    times_elsewhere = np.cumsum(np.append(elsewhere, -elsewhere)[order])[final]
    n_digits = np.frexp(times + 1)[1]
    level = np.where(times_elsewhere > 0, n_digits, 0).astype(np.uint8)
    borders = borders[final]
    changes = np.flatnonzero(begins(level))
    start, level = borders[changes], level[changes]
    size = np.diff(start, append=start[-1:])
    return Stretches(start, start, size, level).take(level > 0)


def _cut_by_level(
    repeats: Repeats, sources: Stretches, source_ends: NDArray[Any]
) -> Stretches:
    """Cut repeats where the level of their sources changes.

    What no other report shares is left out.
    """
    low, high = repeats.first, repeats.first + repeats.size
    begin = np.searchsorted(source_ends, low, side="right")
    n_parts = np.searchsorted(sources.start, high) - begin
    owner = np.repeat(np.arange(len(repeats)), n_parts)
    source = sources.take(unroll(begin, n_parts))
    first = np.maximum(source.start, low[owner])
    size = np.minimum(source.start + source.size, high[owner]) - first
    return Stretches(
        repeats.start[owner] + (first - low[owner]), first, size, source.level
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cells(Columns):
    """Spans between neighbouring borders of stretches: the same stretches lie over all of one.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream.
    lowest, highest : numpy.ndarray of shape (n,)
        Numbers of the first and of the last stretch that lie over it.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    lowest: NDArray[np.int64]
    highest: NDArray[np.int64]


def own_characters(stretches: Stretches, length: int) -> Pieces:
    """Give each character to the commonest of the stretches over it, the first of several.

    Parameters
    ----------
    stretches : Stretches
        Stretches of runs, no run in two of them.
    length : int
        Length of a run.

    Returns
    -------
    Pieces
        Disjoint, in the order of the text; they hold every character that a stretch holds.

    Examples
    --------
    >>> one, other = np.array([0, 3]), np.array([1, 2], dtype=np.uint8)
    >>> p = own_characters(Stretches(one, one, np.array([3, 1]), other), 4)
    >>> p.start.tolist(), p.end.tolist()
    ([0, 3], [3, 7])
    """
    stretches = stretches.take(np.argsort(stretches.start, kind="stable"))
    begin = stretches.start.astype(np.int64)
    reach = begin + stretches.size + (length - 1)
    cells = _cut_cells(begin, reach)
    owner = _commonest(stretches.level, cells)
    # Neighbouring cells of one owner are one piece.
    fresh = begins(owner)
    fresh[1:] |= cells.start[1:] != cells.end[:-1]
    head, last = first_and_last(fresh)
    start, end, owner = cells.start[head], cells.end[last], owner[head]
    first = stretches.first[owner] + (start - begin[owner])
    return Pieces(start, end, first, begin[owner], reach[owner])


def _cut_cells(begin: NDArray[np.int64], reach: NDArray[np.int64]) -> _Cells:
    """Cut the text where a stretch begins or ends; what no stretch lies over is left out."""
    borders = np.concatenate([reach, begin])
    order = np.argsort(borders, kind="stable")
    borders = borders[order]
    _, final = first_and_last(begins(borders))
    # Stretches begin and end in the same order: those that lie over a cell are neighbours, from the
    # first that has not ended to the last that has begun.
    is_end = (order < len(reach)) * 1
    n_ended = np.cumsum(is_end)[final]
    n_begun = final + 1 - n_ended
    borders = borders[final]
    covered = np.flatnonzero(n_ended < n_begun)
    end = borders[np.minimum(covered + 1, len(borders) - 1)]
    return _Cells(borders[covered], end, n_ended[covered], n_begun[covered] - 1)


def _commonest(level: NDArray[np.uint8], cells: _Cells) -> NDArray[np.int64]:
    """Number of the stretch of highest level over each cell, the first of several."""
    owner, rival = cells.lowest.copy(), cells.lowest + 1
    rest = np.arange(len(cells))
    # Few stretches lie over one character: the second of all cells are compared, then the third ...
    while len(rest := rest[rival[rest] <= cells.highest[rest]]):
        better = rest[level[rival[rest]] > level[owner[rest]]]
        owner[better] = rival[better]
        rival[rest] += 1
    return owner
