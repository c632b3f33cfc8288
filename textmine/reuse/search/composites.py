"""Alignments that run over several passages, cut where most of what else aligns there ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import Stream
from textmine.reuse.search.seeds import LEAST_CHARS, LEAST_SIMILARITY

MARGIN = 8
VALLEY = 0.6

Ints = NDArray[np.int64]


def cut_composites(edited: Alignments, stream: Stream) -> Alignments:
    """Cut edited copies that run over two passages which mostly stand apart.

    Where two reports happen to give two templates one after the other, one alignment runs over
    both. It is cut where the number of alignments that cover the text falls clearly below what it
    is on both sides.

    Parameters
    ----------
    edited : Alignments
        Edited copies.
    stream : Stream
        The texts.

    Returns
    -------
    Alignments
        The edited copies, those that were cut replaced by their parts of at least 28 characters
        that still read alike.
    """
    edges = _valley_edges(edited)
    sides = ((edited.start, edited.end), (edited.other_start, edited.other_end))
    spans = [
        (np.searchsorted(edges, a + MARGIN), np.searchsorted(edges, b - MARGIN)) for a, b in sides
    ]
    cut = np.flatnonzero((spans[0][0] < spans[0][1]) | (spans[1][0] < spans[1][1]))
    mine = edited.take(cut)
    one, two = (
        stream.strings(mine.start, mine.end),
        stream.strings(mine.other_start, mine.other_end),
    )
    parts = []
    for i, (k, a, c) in enumerate(
        zip(cut.tolist(), mine.start.tolist(), mine.other_start.tolist(), strict=True)
    ):
        ours, theirs = (edges[low[k] : high[k]] for low, high in spans)
        parts += [
            (a + x, a + y, c + z, c + w)
            for x, y, z, w in _parts(one[i], two[i], ours - a, theirs - c)
        ]
    whole = np.ones(len(edited), dtype=bool)
    whole[cut] = False
    rows = np.array(parts, dtype=np.int64).reshape(-1, 4)
    return edited.take(whole).join(Alignments(*rows.T))


def _valley_edges(links: Alignments) -> Ints:
    """Where clearly fewer alignments run than on either side: the middle of a short valley, both ends of a long one.

    Alignments count without their ends, which chance widens.
    """
    start = np.concatenate([links.start, links.other_start]) + MARGIN
    end = np.maximum(np.concatenate([links.end, links.other_end]) - MARGIN, start)
    place, number = np.unique(np.concatenate([start, end]), return_inverse=True)
    change = np.repeat([1.0, -1.0], len(start))
    depth = np.cumsum(np.bincount(number, weights=change, minlength=len(place)).astype(np.int64))
    # Peaks count as far as alignments, with their ends, run on without a break.
    broken = (np.append(1, depth[:-1]) == 0) & (np.diff(place, prepend=place[:1]) > 2 * MARGIN)
    lift = np.cumsum(broken) * (len(start) + 1)
    before = np.maximum.accumulate(depth + lift) - lift
    after = (np.maximum.accumulate((depth - lift)[::-1]) + lift[::-1])[::-1]
    weak = (depth <= VALLEY * np.minimum(before, after)) & (np.minimum(before, after) > 0)
    edge = np.flatnonzero(np.diff(weak, prepend=False, append=False)).reshape(-1, 2)
    low, high = place[edge[:, 0]], place[np.minimum(edge[:, 1], len(place) - 1)]
    short = high - low < LEAST_CHARS
    cuts: Ints = np.sort(
        np.concatenate([(low[short] + high[short]) // 2, low[~short], high[~short]])
    )
    return cuts


def _parts(one: str, two: str, ours: Ints, theirs: Ints) -> list[tuple[int, int, int, int]]:
    """Cut two strings that read alike at places of the first and of the second; spans of the parts in both."""
    blocks = Indel.opcodes(one, two).as_matching_blocks()
    a = [0, *(x for m in blocks for x in (m.a, m.a + m.size)), len(one)]
    b = [0, *(x for m in blocks for x in (m.b, m.b + m.size)), len(two)]
    edge = np.unique(
        np.concatenate([[0, len(one)], ours, np.interp(theirs, b, a).astype(np.int64)])
    )
    back = np.rint(np.interp(edge, a, b)).astype(np.int64)
    out = []
    for low, high, c, d in zip(
        edge[:-1].tolist(), edge[1:].tolist(), back[:-1].tolist(), back[1:].tolist(), strict=True
    ):
        large = high - low >= LEAST_CHARS and d - c >= LEAST_CHARS // 2
        if large and Indel.normalized_similarity(one[low:high], two[c:d]) >= LEAST_SIMILARITY:
            out.append((low, high, c, d))
    return out
