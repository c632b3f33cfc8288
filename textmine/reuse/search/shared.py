"""Which characters stand in more than one report, and where each shared stretch stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.alignments import Alignments, Columns
from textmine.reuse.ground.stream import Stream, row_batches, within
from textmine.reuse.ground.threads import map_batches
from textmine.reuse.search.repeats import Repeats, find_repeats


@dataclass(frozen=True, slots=True, eq=False)
class Pieces(Columns):
    """Stretches of shared text: disjoint, in the order of the stream, covering every shared character.

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


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches(Columns):
    """Rows of neighbouring runs that stand first side by side in one text and are about equally common.

    Parameters
    ----------
    start, first : numpy.ndarray of shape (n,)
        Where the first run of each starts, and where that run stands first.
    size : numpy.ndarray of shape (n,)
        Number of runs.
    level : numpy.ndarray of uint8, shape (n,)
        Number of binary digits of the times that the runs stand.
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
    sources = _sources(repeats, _report_ends(stream, group))
    source_ends = sources.start + sources.size
    none = np.empty(0, dtype=np.int64)

    def cut(span: tuple[int, int]) -> tuple[Pieces, Alignments]:
        copies = _split(repeats.take(within(repeats.start, *span)), sources, source_ends)
        here = sources.take(within(sources.start, *span))
        size = copies.size + (min_chars - 1)
        runs = Alignments(copies.start, copies.start + size, copies.first, copies.first + size)
        return _own_characters(here.join(copies), min_chars), runs

    found = map_batches(cut, row_batches(stream.bounds))
    pieces, runs = Pieces(none, none, none, none, none), Alignments(none, none, none, none)
    return pieces.join(*(x for x, _ in found)), runs.join(*(x for _, x in found))


def _sources(repeats: Repeats, ends: NDArray[np.int64]) -> _Stretches:
    """Stretches of runs that stand first where they are and again in another report; ``ends`` is where reports end."""
    if not len(repeats):
        return _Stretches(repeats.start, repeats.start, repeats.size, np.empty(0, dtype=np.uint8))
    repeats = repeats.take(np.argsort(repeats.first))
    apart = repeats.start >= ends[np.searchsorted(ends, repeats.first, side="right")]
    places = np.concatenate([repeats.first, repeats.first + repeats.size])
    order = np.argsort(places)
    places = places[order]
    final = np.flatnonzero(np.diff(places, append=-1))
    times, shared = (
        np.cumsum(np.append(x, -x)[order])[final]
        for x in (np.ones(len(apart), np.int64), apart * 1)
    )
    level = np.where(shared > 0, np.frexp(times + 1)[1], 0).astype(np.uint8)
    places = places[final]
    edge = np.flatnonzero(np.diff(level, prepend=np.uint8(0)))
    start, level = places[edge], level[edge]
    size = np.diff(start, append=start[-1:])
    return _Stretches(start, start, size, level).take(level > 0)


def _report_ends(stream: Stream, group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each report ends in the stream."""
    return (
        stream.bounds[1:][np.append(np.diff(group) != 0, True)] if len(group) else stream.bounds[1:]
    )


def _split(repeats: Repeats, sources: _Stretches, ends: NDArray[Any]) -> _Stretches:
    """Cut repeats where the level of their sources changes; what no other report shares is left out."""
    low, high = repeats.first, repeats.first + repeats.size
    begin = np.searchsorted(ends, low, side="right")
    many = np.searchsorted(sources.start, high) - begin
    whole = np.repeat(np.arange(len(repeats)), many)
    source = sources.take(np.arange(len(whole)) + np.repeat(begin - (np.cumsum(many) - many), many))
    first = np.maximum(source.start, low[whole])
    size = np.minimum(source.start + source.size, high[whole]) - first
    return _Stretches(repeats.start[whole] + (first - low[whole]), first, size, source.level)


def _own_characters(stretches: _Stretches, length: int) -> Pieces:
    """Give each character to the stretch of highest level among those that cover it, the first of several."""
    stretches = stretches.take(np.argsort(stretches.start, kind="stable"))
    begin = stretches.start.astype(np.int64)
    reach = begin + stretches.size + (length - 1)
    # Stretches begin and end in the same order: those that cover the text from one edge to the next
    # are neighbours.
    edge = np.concatenate([reach, begin])
    order = np.argsort(edge, kind="stable")
    edge = edge[order]
    final = np.flatnonzero(np.diff(edge, append=-1))
    owner = np.cumsum(order < len(reach))[final]
    edge, last = edge[final], final - owner
    covered = np.flatnonzero(owner <= last)
    start, end, owner, last = (
        edge[covered],
        edge[np.minimum(covered + 1, len(edge) - 1)],
        owner[covered],
        last[covered],
    )
    rest, other = np.arange(len(owner)), owner + 1
    while len(rest := rest[other[rest] <= last[rest]]):
        better = rest[stretches.level[other[rest]] > stretches.level[owner[rest]]]
        owner[better] = other[better]
        other[rest] += 1
    fresh = np.append(True, (owner[1:] != owner[:-1]) | (start[1:] != end[:-1]))[: len(owner)]
    head = np.flatnonzero(fresh)
    start, end, owner = (
        start[head],
        end[np.append(head[1:], len(owner))[: len(head)] - 1],
        owner[head],
    )
    place = stretches.first[owner] + (start - begin[owner])
    return Pieces(start, end, place, begin[owner], reach[owner])
