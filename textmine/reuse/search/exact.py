"""From shared pieces to exact alignments: each piece with the place where it stands first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import Stream
from textmine.reuse.search.repeats import Repeats
from textmine.reuse.search.seeds import LEAST_CHARS
from textmine.reuse.search.shared import Pieces

STABLE = 0.7
STABLE_LEAST = 4
STABLE_CELL = 5
LONG = 60
BESIDE = 24
BESIDE_ALIKE = 0.35

Ints = NDArray[np.int64]


def align_pieces(
    pieces: Pieces, runs: Alignments, bounds: Ints, group: NDArray[np.int32], min_chars: int
) -> Alignments:
    """Align each piece with the place where it stands first.

    A piece shorter than half of ``min_chars`` goes to the neighbour it touches (a row of crumbs
    becomes one piece); one shorter than ``min_chars`` is widened to the run it belongs to.

    Parameters
    ----------
    pieces : Pieces
        Disjoint shared stretches.
    runs : Alignments
        Every stretch with its first place, as ``find_shared`` gives them.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Borders of the texts in the stream.
    group : numpy.ndarray of shape (n_texts,)
        Report of each text.
    min_chars : int
        Least length of a shared run.

    Returns
    -------
    Alignments
        One for each piece that is not itself the first place; together with their first places they
        cover the pieces.
    """
    owner, keep = _owners(pieces, bounds, max(min_chars // 2, 1))
    core = pieces.take(owner)
    start: Ints = pieces.start[keep]
    end: Ints = pieces.end[np.append(keep[1:], len(pieces)) - 1] if len(keep) else pieces.end
    short = core.end - core.start < min_chars
    low: Ints = np.where(short, core.reach_start, core.start)
    high: Ints = np.where(short, core.reach_end, core.end)
    first = core.first + (low - core.start)
    copies = np.flatnonzero(low != first)
    # Only the core is known to stand at the first place; a first place with crumbs of its own is
    # tied to its core.
    np.minimum(start, low, out=start)
    np.maximum(end, high, out=end)
    own = np.flatnonzero((low == first) & ((start < low) | (end > high)))
    links = Alignments(start, end, first, first + (high - low))
    firsts = low == first
    copied = links.take(copies)
    return copied.join(
        links.take(own), _cover(low[firsts], high[firsts], copied, runs, bounds, group)
    )


def _between(links: Alignments, bounds: Ints, group: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which alignments connect two reports rather than two places of one."""
    a, b = (
        group[np.searchsorted(bounds, x, side="right") - 1]
        for x in (links.start, links.other_start)
    )
    return np.asarray(a != b, dtype=np.bool_)


def _cover(
    start: Ints,
    end: Ints,
    links: Alignments,
    runs: Alignments,
    bounds: Ints,
    group: NDArray[np.int32],
) -> Alignments:
    """Runs that lead to those first places which no alignment covers (their copies went to commoner neighbours)."""
    links = links.take(_between(links, bounds, group))
    low = np.concatenate([links.start, links.other_start])
    high = np.concatenate([links.end, links.other_end])
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    reach = np.maximum.accumulate(high)
    bare = []
    at = np.searchsorted(low, start, side="right") - 1
    inside = (
        (at >= 0) & (reach[np.maximum(at, 0)] >= end)
        if len(low)
        else np.zeros(len(start), dtype=bool)
    )
    for a, b in zip(start[~inside].tolist(), end[~inside].tolist(), strict=True):
        part = slice(int(np.searchsorted(reach, a, side="right")), int(np.searchsorted(low, b)))
        bare += _uncovered(a, b, list(zip(low[part].tolist(), high[part].tolist(), strict=True)))
    if not bare:
        return runs.take(np.empty(0, dtype=np.int64))
    edges = np.array(bare, dtype=np.int64)
    at = np.searchsorted(edges[:, 1], runs.other_start, side="right")
    runs = runs.take(
        (at < len(edges)) & (edges[np.minimum(at, len(edges) - 1), 0] < runs.other_end)
    )
    runs = runs.take(_between(runs, bounds, group)).widen()
    # The run that begins at or before a place and reaches farthest, the first of several.
    order = np.lexsort((-runs.other_end, runs.other_start))
    begin, reach = runs.other_start[order], np.maximum.accumulate(runs.other_end[order])
    best = np.maximum.accumulate(np.where(np.diff(reach, prepend=-1) > 0, np.arange(len(order)), 0))
    chosen: list[int] = []
    for a, b in bare:
        while a < b:
            k = int(best[np.searchsorted(begin, a, side="right") - 1])
            chosen.append(int(order[k]))
            a = int(reach[k])
    return runs.take(np.unique(chosen))


def _uncovered(a: int, b: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts of a span that none of the given spans, sorted by start, covers."""
    out = []
    for low, high in spans:
        if low > a:
            out.append((a, min(low, b)))
        a = max(a, high)
    return [*out, (a, b)] if a < b else out


def _owners(pieces: Pieces, bounds: Ints, least: int) -> tuple[Ints, Ints]:
    """Number of the piece that each group of neighbouring pieces goes to, and the first piece of each group."""
    n = len(pieces)
    if not n:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    text = np.searchsorted(bounds, pieces.start, side="right")
    index = np.arange(n)
    fresh = np.ones(n, dtype=bool)
    fresh[1:] = (pieces.start[1:] != pieces.end[:-1]) | (text[1:] != text[:-1])
    run = np.cumsum(fresh) - 1
    head = np.flatnonzero(fresh)[run]
    big = pieces.end - pieces.start >= least
    before = np.maximum.accumulate(np.where(big, index, -1))
    after = np.minimum.accumulate(np.where(big, index, n)[::-1])[::-1]
    after = np.where((after < n) & (run[np.minimum(after, n - 1)] == run), after, head)
    owner = np.where(before >= head, before, after)
    keep = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    return owner[keep], keep


def set_apart(links: Alignments, pieces: Pieces, stream: Stream) -> Alignments:
    """Cut copies that are the same everywhere out of edited copies that they stand in or next to.

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
    n = len(stream.codes)
    begin, stop = _settled(stream, pieces)
    long = stop - begin >= LONG
    low, high = begin[long], stop[long]
    first, last = np.searchsorted(high, links.start, side="right"), np.searchsorted(low, links.end)
    many = np.maximum(last - first, 0) + 1
    owner = np.repeat(np.arange(len(links)), many)
    turn = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many)
    inside = np.repeat(first, many) + turn
    low, high = np.append(low, n), np.append(0, high)
    start = np.where(turn == 0, links.start[owner], high[inside])
    end = np.where(turn == many[owner] - 1, links.end[owner], low[np.minimum(inside, len(low) - 1)])
    # Short settled stretches count at the ends only.
    low, high = np.append(0, begin), np.append(0, stop)
    start = np.maximum(start, high[np.searchsorted(begin, start, side="right")])
    at = np.searchsorted(begin, end)
    end = np.where(high[at] >= end, low[at], end)
    whole = links.take(owner)
    scale = (whole.other_end - whole.other_start) / (whole.end - whole.start)
    other_start = whole.other_start + np.rint((start - whole.start) * scale).astype(np.int64)
    other_end = whole.other_end - np.rint((whole.end - end) * scale).astype(np.int64)
    good = (end - start >= LEAST_CHARS) & (other_end - other_start >= LEAST_CHARS // 2)
    return Alignments(start, end, other_start, other_end).take(good)


def _settled(stream: Stream, pieces: Pieces) -> tuple[Ints, Ints]:
    """Spans of pieces whose very borders most other copies share and beyond which nothing else reads alike."""
    size = np.minimum(pieces.end - pieces.start, (1 << 23) - 1)
    keys = (pieces.first << 23) | size
    order, head = _group(keys)
    heads = np.flatnonzero(np.diff(head, prepend=-1))
    count, places = np.diff(np.append(heads, len(keys))), keys[order[heads]]
    start, end = places >> 23, (places >> 23) + (places & ((1 << 23) - 1))
    cluster = (
        np.cumsum(np.append(True, start[1:] >= np.maximum.accumulate(end)[:-1])[: len(start)]) - 1
    )
    total = np.bincount(cluster, weights=count)[cluster] if len(cluster) else count
    stable = np.empty(len(keys), dtype=bool)
    stable[order] = np.repeat((count >= STABLE * total) & (count > STABLE_LEAST), count)
    stable &= ~_goes_on(stream, order, head, pieces.start, pieces.end, pieces.first)
    return _union(pieces.start[stable], pieces.end[stable])


def find_stable(stream: Stream, repeats: Repeats, length: int) -> NDArray[np.bool_]:
    """Mark characters of copies that are the same everywhere, where looking for edits would find nothing new.

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
    first, size = repeats.first.astype(np.int64), repeats.size.astype(np.int64)
    start, end = repeats.start.astype(np.int64), repeats.start + size + length - 1
    keys = (first << 24) | np.minimum(size, (1 << 24) - 1)
    order, head = _group(keys)
    same, about = _earlier(order, head), _earlier(*_group((first + size // 2) >> STABLE_CELL))
    stable = (same >= STABLE_LEAST) & (same >= STABLE * about)
    stable &= ~_goes_on(stream, order, head, start, end, first)
    low, high = _union(start[stable], end[stable])
    edge = np.concatenate([[0], np.column_stack([low, high]).ravel(), [len(stream.codes)]])
    return np.repeat(np.arange(len(edge) - 1) % 2 == 1, np.diff(edge))


def _union(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Merge spans, which are sorted by start, that overlap or touch."""
    reach = np.maximum.accumulate(end)
    fresh = np.append(True, start[1:] > reach[:-1])[: len(start)]
    head = np.flatnonzero(fresh)
    return start[head], reach[np.append(head[1:], len(start))[: len(head)] - 1]


def _goes_on(
    stream: Stream, order: Ints, head: Ints, start: Ints, end: Ints, first: Ints
) -> NDArray[np.bool_]:
    """Tell for grouped copies whether, judged by the fifth of a group, the text beside it reads like that of the first.

    ``order`` and ``head`` are as :func:`_group` gives them.
    """
    fifth = np.flatnonzero(np.arange(len(head)) - head == STABLE_LEAST)
    judge = order[fifth]
    like = np.zeros(len(head), dtype=bool)
    a, b, c, d = start[judge], end[judge], first[judge], first[judge] + end[judge] - start[judge]
    text, other = (np.searchsorted(stream.bounds, x, side="right") for x in (a, c))
    for low, high in (
        (
            (np.maximum(a - BESIDE, stream.bounds[text - 1]), a),
            (np.maximum(c - BESIDE, stream.bounds[other - 1]), c),
        ),
        (
            (b, np.minimum(b + BESIDE, stream.bounds[text])),
            (d, np.minimum(d + BESIDE, stream.bounds[other])),
        ),
    ):
        alike = cpdist(
            stream.strings(*low),
            stream.strings(*high),
            scorer=Indel.normalized_similarity,
            workers=1,
        )
        large = np.minimum(low[1] - low[0], high[1] - high[0]) >= BESIDE // 2
        like[head[fifth]] |= large & (np.asarray(alike) >= BESIDE_ALIKE)
    out = np.empty(len(order), dtype=bool)
    out[order] = like[head]
    return out


def _group(keys: Ints) -> tuple[Ints, Ints]:
    """Put equal keys side by side, each in its old order: their places, and for each where its group begins."""
    order = np.argsort(keys, kind="stable")
    fresh = np.diff(keys[order], prepend=-1) != 0
    return order, np.maximum.accumulate(np.where(fresh, np.arange(len(keys)), 0))


def _earlier(order: Ints, head: Ints) -> Ints:
    """For each grouped key the number of equal ones before it."""
    before = np.empty(len(order), dtype=np.int64)
    before[order] = np.arange(len(order)) - head
    return before
