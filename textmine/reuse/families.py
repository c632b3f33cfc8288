"""Families: the same passage in many reports, gathered from the shared pieces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from textmine.reuse.shared import Pieces

GAP = 30
NESTED_GAP = 120
SUPPORT = 0.5
OVERLAP = 0.5

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Occurrences of families: spans of the stream, sorted by start, each with the number of its family.

    Parameters
    ----------
    start, end : numpy.ndarray of shape (n,)
        Half-open span in the stream; a commoner passage may lie inside a rarer one.
    family : numpy.ndarray of shape (n,)
        Family numbers, 0 to ``n_families - 1``.
    """

    start: Ints
    end: Ints
    family: Ints

    def __len__(self) -> int:
        return len(self.start)


def gather_passages(pieces: Pieces, text: Ints, group: NDArray[np.int32], min_chars: int) -> Passages:
    """Gather shared pieces into families and their passages.

    Pieces that stand at the same place of the same first text are one family. Families that follow each other with
    a small gap in at least half of the reports of the commoner one are joined (never on the strength of a single
    set phrase), so that a swapped name or number does not cut a passage.

    Parameters
    ----------
    pieces : Pieces
        Disjoint shared stretches.
    text : numpy.ndarray of shape (len(pieces),)
        Number of the text of each piece.
    group : numpy.ndarray of shape (n_texts,)
        Report of each text.
    min_chars : int
        Passages shorter than this are widened to the whole run they belong to.

    Returns
    -------
    Passages
        Sorted by start, then by family.
    """
    if not len(pieces):
        empty = np.empty(0, dtype=np.int64)
        return Passages(empty, empty, empty)
    pieces, text = _absorb_crumbs(pieces, text, max(min_chars // 2, 1))
    family = _same_place(pieces)
    family = _join_neighbours(pieces, family, text, group)
    return _passages(pieces, family, text, min_chars)


def _absorb_crumbs(pieces: Pieces, text: Ints, least: int) -> tuple[Pieces, Ints]:
    """Give pieces shorter than ``least`` to the neighbour they touch; a run of crumbs only becomes one piece."""
    n = len(pieces)
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
    target = owner[keep]
    return Pieces(
        pieces.start[keep],
        pieces.end[np.append(keep[1:], n) - 1],
        pieces.first[target],
        pieces.count[target],
        pieces.reach_start[target],
        pieces.reach_end[target],
    ), text[keep]


def _same_place(pieces: Pieces) -> Ints:
    """Number the pieces so that those which lie over the same place of the same first text are one family."""
    length = np.minimum(pieces.end - pieces.start, (1 << 23) - 1)
    places, family = np.unique((pieces.first << 23) | length, return_inverse=True)
    low, size = places >> 23, places & ((1 << 23) - 1)
    links = []
    for lag in (1, 2):
        if len(low) > lag:
            shared = np.minimum(low[lag:] + size[lag:], low[:-lag] + size[:-lag]) - low[lag:]
            near = np.flatnonzero(shared >= OVERLAP * np.maximum(size[lag:], size[:-lag]))
            links.append(np.column_stack([near, near + lag]))
    return components(np.concatenate(links) if links else np.empty((0, 2), dtype=np.int64), len(low))[family]


def components(links: Ints, n: int) -> Ints:
    """Number the connected components of ``n`` nodes under ``links`` of shape (m, 2)."""
    graph = coo_array((np.ones(len(links), dtype=bool), (links[:, 0], links[:, 1])), shape=(n, n))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def count_groups(family: Ints, group: Ints, n: int) -> Ints:
    """Count the distinct groups (reports, agencies, …) of each of ``n`` families; a negative group counts for none."""
    known = group >= 0
    pairs = np.unique((family[known] << 32) | group[known])
    return np.bincount(pairs >> 32, minlength=n)


def _join_neighbours(pieces: Pieces, family: Ints, text: Ints, group: NDArray[np.int32]) -> Ints:
    """Join families that follow each other closely in most of their reports."""
    n = int(family.max()) + 1
    report = group[text].astype(np.int64)
    spread = count_groups(family, report, n)
    found = []
    for lag in (1, 2, 3):
        if len(family) <= lag:
            break
        a, b = family[:-lag], family[lag:]
        gap = pieces.start[lag:] - pieces.end[:-lag]
        near = (text[lag:] == text[:-lag]) & (gap <= (GAP if lag == 1 else NESTED_GAP)) & (a != b)
        found.append(np.column_stack([np.minimum(a, b)[near], np.maximum(a, b)[near], report[lag:][near]]))
    if not found:
        return family
    seen = _unique_rows(np.concatenate(found))
    pair, votes = np.unique(seen[:, 0] * n + seen[:, 1], return_counts=True)
    a, b = pair // n, pair % n
    joined = (votes >= 2) & (votes >= SUPPORT * np.maximum(spread[a], spread[b]))
    return components(np.column_stack([a[joined], b[joined]]), n)[family]


def _unique_rows(rows: Ints) -> Ints:
    """Sort rows and drop repeats."""
    rows = rows[np.lexsort(rows.T[::-1])]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[new]


def _passages(pieces: Pieces, family: Ints, text: Ints, min_chars: int) -> Passages:
    """Join the pieces of one family that lie close together in a text into one passage."""
    order = np.argsort(family, kind="stable")
    start, end, fam, txt = pieces.start[order], pieces.end[order], family[order], text[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (fam[1:] != fam[:-1]) | (txt[1:] != txt[:-1]) | (start[1:] - end[:-1] > NESTED_GAP)
    head = np.flatnonzero(fresh)
    tail = np.append(head[1:], len(order)) - 1
    low, high = start[head], end[tail]
    short = high - low < min_chars
    low = np.where(short, np.minimum(low, pieces.reach_start[order][head]), low)
    high = np.where(short, np.maximum(high, pieces.reach_end[order][tail]), high)
    final = np.lexsort((fam[head], high, low))
    return Passages(low[final], high[final], fam[head][final])
