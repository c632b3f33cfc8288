"""Alignments that run over several passages, cut where most of what else aligns there ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.columns import Columns
from textmine.reuse.ground.stream import Stream
from textmine.reuse.search.edited import LEAST_CHARS, LEAST_SIMILARITY
from textmine.text.spans import Spans

# Characters at either end of an alignment that do not count, for chance widens alignments by a few;
# and the least that must lie on both sides of a cut. Chosen by hand.
MARGIN = 8

# Depth of a valley as a share of the lower of the peaks on both sides. Higher, and long copies are
# cut at every phrase that some others share; lower, and two templates one after the other stay one
# family. Settled on planted templates (tests/reuse/search/test_composites.py).
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
    if not len(edited):
        return edited
    cuts = _find_cuts(edited)
    ours = _cuts_inside(cuts, edited.spans)
    theirs = _cuts_inside(cuts, edited.other_spans)
    is_cut = (ours.start < ours.end) | (theirs.start < theirs.end)
    rows = np.flatnonzero(is_cut)
    mine = edited.take(rows)
    strings, other_strings = (
        stream.strings(*mine.spans),
        stream.strings(*mine.other_spans),
    )
    parts = [Alignments.empty()]
    for i, row in enumerate(rows.tolist()):
        start, other_start = int(mine.start[i]), int(mine.other_start[i])
        cuts_here = cuts[ours.start[row] : ours.end[row]] - start
        cuts_there = cuts[theirs.start[row] : theirs.end[row]] - other_start
        found = _split(strings[i], other_strings[i], cuts_here, cuts_there)
        parts.append(
            Alignments(
                found.start + start,
                found.end + start,
                found.other_start + other_start,
                found.other_end + other_start,
            )
        )
    return edited.take(~is_cut).join(*parts)


def _cuts_inside(cuts: Ints, spans: Spans) -> Spans:
    """For each span which of the ascending cuts lie in it, as spans of their numbers."""
    first = np.searchsorted(cuts, spans.start + MARGIN)
    return Spans(first, np.searchsorted(cuts, spans.end - MARGIN))


def _find_cuts(links: Alignments) -> Ints:
    """Find where clearly fewer alignments run than on either side.

    A short valley is cut in its middle, a long one at both ends.
    """
    valleys = _find_valleys(_count_depth(links))
    is_short = valleys.end - valleys.start < LEAST_CHARS
    low, high = valleys.start, valleys.end
    middle = (low[is_short] + high[is_short]) // 2
    cuts: Ints = np.sort(np.concatenate([middle, low[~is_short], high[~is_short]]))
    return cuts


@dataclass(frozen=True, slots=True, eq=False)
class _Depth(Columns):
    """How many alignments run over the text.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the number changes; ascending.
    depth : numpy.ndarray of shape (n,)
        Number of alignments from there to the next place.
    """

    place: Ints
    depth: Ints


def _count_depth(links: Alignments) -> _Depth:
    """Count the alignments over each stretch of text, on both sides, without their ends."""
    both = links.both_spans()
    start = both.start + MARGIN
    end = np.maximum(both.end - MARGIN, start)
    place, number = np.unique(np.concatenate([start, end]), return_inverse=True)
    change = np.repeat([1.0, -1.0], len(start))
    rises = np.bincount(number, weights=change, minlength=len(place)).astype(np.int64)
    return _Depth(place, np.cumsum(rises))


def _find_valleys(text: _Depth) -> Spans:
    """Find stretches whose depth is clearly below the peaks before and behind them."""
    place, depth = text.place, text.depth
    # Peaks count as far as alignments, with their ends, run on without a break. To start anew at a
    # break, everything beyond it is lifted above all that came before.
    is_break = (depth[:-1] == 0) & (np.diff(place) > 2 * MARGIN)
    lift = np.append(0, np.cumsum(is_break)) * depth.max()
    before = np.maximum.accumulate(depth + lift) - lift
    behind = (np.maximum.accumulate((depth - lift)[::-1]) + lift[::-1])[::-1]
    peak = np.minimum(before, behind)
    is_valley = (depth <= VALLEY * peak) & (peak > 0)
    edges = np.flatnonzero(np.diff(is_valley, prepend=False, append=False))
    # Nothing runs on from the last place: no valley ends behind it.
    return Spans(place[edges[::2]], place[edges[1::2]])


def _split(one: str, two: str, cuts: Ints, other_cuts: Ints) -> Alignments:
    """Split two strings that read alike at cuts of the first and of the second.

    Returns
    -------
    Alignments
        Parts, as spans of both strings, that are long and similar enough.
    """
    blocks = Indel.opcodes(one, two).as_matching_blocks()
    # Places that belong together: linear in between, where something was put in or left out.
    a = [
        0,
        *(at for block in blocks for at in (block.a, block.a + block.size)),
        len(one),
    ]
    b = [
        0,
        *(at for block in blocks for at in (block.b, block.b + block.size)),
        len(two),
    ]
    carried_over = np.interp(other_cuts, b, a).astype(np.int64)
    edges = np.unique(np.concatenate([[0, len(one)], cuts, carried_over]))
    other_edges = np.rint(np.interp(edges, a, b)).astype(np.int64)
    parts = Alignments(edges[:-1], edges[1:], other_edges[:-1], other_edges[1:])
    size, other_size = parts.end - parts.start, parts.other_end - parts.other_start
    parts = parts.take((size >= LEAST_CHARS) & (other_size >= LEAST_CHARS // 2))
    similar = [
        Indel.normalized_similarity(one[low:high], two[other_low:other_high])
        >= LEAST_SIMILARITY
        for low, high, other_low, other_high in zip(
            *parts.spans, *parts.other_spans, strict=True
        )
    ]
    return parts.take(np.array(similar, dtype=bool))
