"""Which characters stand in more than one report, and where each shared stretch stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.alignments import Alignments, Columns
from textmine.reuse.repeats import Repeats, find_repeats
from textmine.reuse.stream import Stream, row_batches

_LEVEL_SHIFT = 40


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
        The whole stretch that owns the piece, at least ``min_chars`` long; commoner neighbours may own its ends.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    first: NDArray[np.int64]
    reach_start: NDArray[np.int64]
    reach_end: NDArray[np.int64]


def find_shared(stream: Stream, group: NDArray[np.int32], min_chars: int) -> tuple[Pieces, Alignments]:
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
    >>> from textmine.reuse.stream import read_stream
    >>> s = read_stream(["我局主动公开信息二十条", "该镇主动公开信息三十条"])
    >>> p, runs = find_shared(s, np.array([0, 1], dtype=np.int32), min_chars=6)
    >>> [s.string(a, b) for a, b in zip(p.start, p.end)]
    ['主动公开信息', '主动公开信息']
    """
    return cut_pieces(stream, group, find_repeats(stream, min_chars).repeats, min_chars)


def cut_pieces(stream: Stream, group: NDArray[np.int32], repeats: Repeats, min_chars: int) -> tuple[Pieces, Alignments]:
    """Cut the shared characters of a stream into pieces.

    A character belongs to the commonest run that covers it: a set phrase inside a copied paragraph stays apart from
    the paragraph.

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
    level = _levels(repeats, _report_ends(stream, group), len(stream.codes))
    none = np.empty(0, dtype=np.int64)
    pieces, runs = [Pieces(none, none, none, none, none)], [Alignments(none, none, none, none)]
    for low, high in row_batches(stream.bounds):
        mine = repeats.take(slice(*np.searchsorted(repeats.start, [low, high])))
        first = np.arange(low, high, dtype=repeats.first.dtype)
        again = np.repeat(mine.start - low - np.append(0, np.cumsum(mine.size)[:-1]), mine.size)
        again += np.arange(len(again))
        first[again] -= np.repeat(mine.start - mine.first, mine.size)
        found = _own_characters(low, first, level[first], min_chars)
        pieces.append(found[0])
        runs.append(found[1])
    return pieces[0].join(*pieces[1:]), runs[0].join(*runs[1:])


def _levels(repeats: Repeats, ends: NDArray[np.int64], n: int) -> NDArray[np.uint8]:
    """Number of binary digits of the times that a run stands, at its first place; 0 where one report only holds it.

    ``ends`` says where each report ends.
    """
    apart = repeats.start >= ends[np.searchsorted(ends, repeats.first, side="right")] if len(repeats) else repeats.start
    places = np.concatenate([[0], repeats.first, repeats.first + repeats.size])
    change = np.repeat([0, 1, -1], [1, len(repeats), len(repeats)])
    order = np.argsort(places, kind="stable")
    times = 1 + np.cumsum(change[order])
    shared = np.cumsum((change * np.concatenate([[0], apart, apart]))[order]) > 0
    digits = np.where(shared, np.frexp(times)[1], 0).astype(np.uint8)
    return np.repeat(digits, np.diff(np.append(places[order], n)))


def _report_ends(stream: Stream, group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where each report ends in the stream."""
    return stream.bounds[1:][np.append(np.diff(group) != 0, True)] if len(group) else stream.bounds[1:]


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
