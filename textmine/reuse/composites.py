"""Alignments that run over several passages, cut where most of what else aligns there ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from textmine.reuse.alignments import Alignments
from textmine.reuse.seeds import LEAST_CHARS, LEAST_SIMILARITY
from textmine.reuse.stream import Stream

MARGIN = 8

Ints = NDArray[np.int64]


def cut_composites(edited: Alignments, exact: Alignments, stream: Stream) -> Alignments:
    """Cut edited copies that run over two passages which mostly stand apart.

    Where two reports happen to give two templates one after the other, one alignment runs over both. It is cut where
    the number of alignments that cover the text falls to half or less of what it is on both sides.

    Parameters
    ----------
    edited : Alignments
        Edited copies.
    exact : Alignments
        Exact copies, which count as evidence and stay as they are.
    stream : Stream
        The texts.

    Returns
    -------
    Alignments
        The edited copies, those that were cut replaced by their parts of at least 28 characters that still read alike.
    """
    edges = _valley_edges(edited.join(exact))
    sides = ((edited.start, edited.end), (edited.other_start, edited.other_end))
    spans = [(np.searchsorted(edges, a + MARGIN), np.searchsorted(edges, b - MARGIN)) for a, b in sides]
    cut = np.flatnonzero((spans[0][0] < spans[0][1]) | (spans[1][0] < spans[1][1]))
    mine = edited.take(cut)
    one, two = stream.strings(mine.start, mine.end), stream.strings(mine.other_start, mine.other_end)
    parts = []
    for i, (k, a, c) in enumerate(zip(cut.tolist(), mine.start.tolist(), mine.other_start.tolist(), strict=True)):
        ours, theirs = (edges[low[k] : high[k]] for low, high in spans)
        parts += [(a + x, a + y, c + z, c + w) for x, y, z, w in _parts(one[i], two[i], ours - a, theirs - c)]
    whole = np.ones(len(edited), dtype=bool)
    whole[cut] = False
    rows = np.array(parts, dtype=np.int64).reshape(-1, 4)
    return edited.take(whole).join(Alignments(*rows.T))


def _valley_edges(links: Alignments) -> Ints:
    """Where stretches begin and end that at most half as many alignments cover as on either side of them."""
    place = np.concatenate([links.start, links.other_start, links.end, links.other_end])
    change = np.repeat([1, -1], 2 * len(links))
    place, number = np.unique(place, return_inverse=True)
    depth = np.cumsum(np.bincount(number, weights=change, minlength=len(place)).astype(np.int64))
    # Peaks count as far as the text is covered without a break.
    lift = np.cumsum(depth == 0) * (len(links) * 2 + 1)
    before = np.maximum.accumulate(depth + lift) - lift
    lift = np.cumsum((depth == 0)[::-1]) * (len(links) * 2 + 1)
    after = (np.maximum.accumulate(depth[::-1] + lift) - lift)[::-1]
    weak = (depth > 0) & (2 * depth <= np.minimum(before, after))
    edges: Ints = place[np.flatnonzero(np.diff(weak, prepend=False))]
    return edges


def _parts(one: str, two: str, ours: Ints, theirs: Ints) -> list[tuple[int, int, int, int]]:
    """Cut two strings that read alike at places of the first and of the second; spans of the parts in both."""
    blocks = Indel.opcodes(one, two).as_matching_blocks()
    a = [0, *(x for m in blocks for x in (m.a, m.a + m.size)), len(one)]
    b = [0, *(x for m in blocks for x in (m.b, m.b + m.size)), len(two)]
    edge = np.unique(np.concatenate([[0, len(one)], ours, np.interp(theirs, b, a).astype(np.int64)]))
    back = np.rint(np.interp(edge, a, b)).astype(np.int64)
    out = []
    for low, high, c, d in zip(
        edge[:-1].tolist(), edge[1:].tolist(), back[:-1].tolist(), back[1:].tolist(), strict=True
    ):
        large = high - low >= LEAST_CHARS and d - c >= LEAST_CHARS // 2
        if large and Indel.normalized_similarity(one[low:high], two[c:d]) >= LEAST_SIMILARITY:
            out.append((low, high, c, d))
    return out
