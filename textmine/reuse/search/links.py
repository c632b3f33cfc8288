"""Links: each shared piece with the place where it stands first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.columns import Columns, GrowingTable, begins, first_and_last
from textmine.reuse.ground.stream import StreamLayout, row_batches, within
from textmine.reuse.search.pieces import Pieces
from textmine.text.spans import Spans, subtract_each, union

Ints = NDArray[np.int64]


def align_pieces(
    pieces: Pieces, runs: Alignments, layout: StreamLayout, min_chars: int
) -> Alignments:
    """Align each piece with the place where it stands first.

    A piece shorter than half of ``min_chars`` goes to the neighbour it touches (a row of crumbs
    becomes one piece); one shorter than ``min_chars`` is widened to the run it belongs to.

    Parameters
    ----------
    pieces : Pieces
        Disjoint shared stretches.
    runs : Alignments
        Every stretch with its first place, as ``cut_pieces`` gives them.
    layout : StreamLayout
        Where texts and reports lie in the stream.
    min_chars : int
        Least length of a shared run.

    Returns
    -------
    Alignments
        One for each piece that is not itself the first place; together with their first places they
        cover the pieces.
    """
    nothing = Alignments.empty()
    copies, crumbs, firsts = (GrowingTable(nothing) for _ in range(3))

    def align(span: tuple[int, int]) -> tuple[Alignments, Alignments, Alignments]:
        some = pieces.take(within(pieces.start, *span))
        return _align_some(some, layout.bounds, min_chars)

    for found in map_threads(align, row_batches(layout.bounds)):
        for grown, part in zip((copies, crumbs, firsts), found, strict=True):
            grown.add(part)
    links = copies.finish()
    cover = _cover_firsts(firsts.finish().spans, links, runs, layout)
    return links.join(crumbs.finish(), cover)


def _align_some(
    pieces: Pieces, bounds: Ints, min_chars: int
) -> tuple[Alignments, Alignments, Alignments]:
    """Align the pieces of some texts.

    Returns
    -------
    copies : Alignments
        Pieces with the place where they stand first.
    crumbs : Alignments
        First places with crumbs of their own, tied to their cores: else nothing would cover them.
    firsts : Alignments
        All first places, with themselves.
    """
    groups = _gather_crumbs(pieces, bounds, min_chars // 2)
    core = pieces.take(groups.core)
    is_short = core.size < min_chars
    core_start: Ints = np.where(is_short, core.reach_start, core.start)
    core_end: Ints = np.where(is_short, core.reach_end, core.end)
    first = core.first + (core_start - core.start)
    is_first = core_start == first
    # Only the core is known to stand at the first place; its crumbs come along.
    start, end = np.minimum(groups.start, core_start), np.maximum(groups.end, core_end)
    links = Alignments(start, end, first, first + (core_end - core_start))
    crumbs = links.take(is_first & ((start < core_start) | (end > core_end)))
    own = Spans(core_start[is_first], core_end[is_first])
    return links.take(~is_first), crumbs, Alignments.pair(own, own)


@dataclass(frozen=True, slots=True, eq=False)
class _PieceGroups(Columns):
    """Rows of touching pieces, each with the one piece that it goes by.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream.
    core : numpy.ndarray of shape (n,)
        Number of the piece whose first place counts.
    """

    start: Ints
    end: Ints
    core: Ints


def _gather_crumbs(pieces: Pieces, bounds: Ints, least: int) -> _PieceGroups:
    """Give pieces of fewer than ``least`` characters to a larger one that they touch.

    The nearest larger one before in the same row of touching pieces is taken, else the nearest
    behind; a row without any goes by its first piece.
    """
    n = len(pieces)
    if not n:
        return _PieceGroups(pieces.start, pieces.end, np.empty(0, dtype=np.int64))
    text = np.searchsorted(bounds, pieces.start, side="right")
    index = np.arange(n)
    fresh = np.ones(n, dtype=bool)
    fresh[1:] = (pieces.start[1:] != pieces.end[:-1]) | (text[1:] != text[:-1])
    row = np.cumsum(fresh) - 1
    row_start = np.flatnonzero(fresh)[row]
    is_large = pieces.size >= least
    before = np.maximum.accumulate(np.where(is_large, index, -1))
    behind = np.minimum.accumulate(np.where(is_large, index, n)[::-1])[::-1]
    in_row = (behind < n) & (row[np.minimum(behind, n - 1)] == row)
    core = np.where(before >= row_start, before, np.where(in_row, behind, row_start))
    head, last = first_and_last(begins(core))
    return _PieceGroups(pieces.start[head], pieces.end[last], core[head])


def _cover_firsts(
    firsts: Spans, copies: Alignments, runs: Alignments, layout: StreamLayout
) -> Alignments:
    """Choose runs that lead to those first places which no copy leads to.

    Their copies went to commoner neighbours: without a link of their own the guarantee that every
    shared character lies in a passage would not hold.
    """
    across = copies.take(_across_reports(copies, layout))
    bare, _ = subtract_each(firsts, across.both_spans())
    if not len(bare.start):
        return Alignments.empty()
    near = runs.take(_meet(runs.other_spans, union(bare)))
    near = near.take(_across_reports(near, layout)).widen()
    return near.take(_choose_cover(near.other_spans, bare))


def _across_reports(links: Alignments, layout: StreamLayout) -> NDArray[np.bool_]:
    """Tell which alignments connect two reports rather than two places of one."""
    one, other = layout.report_at(links.start), layout.report_at(links.other_start)
    return np.asarray(one != other, dtype=np.bool_)


def _meet(spans: Spans, disjoint: Spans) -> NDArray[np.bool_]:
    """Tell which spans share a character with one of some disjoint ones (not none).

    By hand rather than by :func:`textmine.text.spans.covered`: there are millions of runs in narrow
    columns, and one look-up takes a third of the time of counting characters.
    """
    following = np.searchsorted(disjoint.end, spans.start, side="right")
    last = len(disjoint.end) - 1
    begins_before = disjoint.start[np.minimum(following, last)] < spans.end
    return np.asarray((following <= last) & begins_before, dtype=np.bool_)


def _choose_cover(runs: Spans, bare: Spans) -> Ints:
    """Choose the fewest runs that cover all of ``bare``.

    From each place on that is not covered yet, the run that reaches farthest.

    Returns
    -------
    numpy.ndarray of shape (n_chosen,)
        Places of the chosen runs, ascending.
    """
    order = np.lexsort((-runs.end, runs.start))
    start, reach = runs.start[order], np.maximum.accumulate(runs.end[order])
    # Of the runs that begin at or before each: which reaches farthest, the first of several.
    rises = begins(reach)
    farthest = np.maximum.accumulate(np.where(rises, np.arange(len(order)), 0))
    chosen: list[int] = []
    for at, end in zip(bare.start.tolist(), bare.end.tolist(), strict=True):
        while at < end:
            k = int(farthest[np.searchsorted(start, at, side="right") - 1])
            chosen.append(int(order[k]))
            at = int(reach[k])
    return np.unique(chosen)
