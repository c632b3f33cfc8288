"""Families: the same passage in many reports, gathered from pairwise alignments without comparing all pairs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from textmine.reuse.ground.alignments import Alignments

GAP = 30
NEXT_GAP = 50
NESTED_GAP = 120
SUPPORT = 0.5
OVERLAP = 0.6
PART = 0.4
FOLDED = 0.8
SUPPORTS = (0.5, 0.65, 0.8, 0.9, 1.0, 2.0)

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


def gather_passages(links: Alignments, bounds: Ints, group: NDArray[np.int32]) -> Passages:
    """Gather alignments into families and their passages.

    Spans of one text that overlap by most of the longer are one site; sites that an alignment
    connects are one family. A short alignment inside longer ones adds nothing where both of its
    ends lie in the same family; it is a family of its own (a set phrase inside a copied paragraph)
    where it leads elsewhere. Families that follow each other with a small gap in at least half of
    the reports of the commoner one are joined, so that a swapped name or number does not cut a
    passage; a single set phrase never joins two families.

    Parameters
    ----------
    links : Alignments
        Pairs of spans of the stream that read alike.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Borders of the texts in the stream.
    group : numpy.ndarray of shape (n_texts,)
        Report of each text.

    Returns
    -------
    Passages
        Sorted by start, then by end and family.
    """
    if not len(links):
        empty = np.empty(0, dtype=np.int64)
        return Passages(empty, empty, empty)
    start, end, ends_of = _spans(links)
    report = group[np.searchsorted(bounds, start, side="right") - 1].astype(np.int64)
    family = _families_of_spans(start, end, ends_of, report)
    sites = _merge_spans(start, end, family, bounds, GAP)
    folded = _fold_overlapping(sites, bounds, group)
    sites = _merge_spans(sites.start, sites.end, folded, bounds, GAP)
    joined = _join_neighbours(sites, bounds, group)
    return _merge_spans(sites.start, sites.end, joined, bounds, NESTED_GAP)


def components(links: Ints, n: int) -> Ints:
    """Number the connected components of ``n`` nodes under ``links`` of shape (m, 2)."""
    graph = coo_array((np.ones(len(links), dtype=bool), (links[:, 0], links[:, 1])), shape=(n, n))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def count_groups(family: Ints, group: Ints, n: int) -> Ints:
    """Count the distinct groups (reports, agencies, …) of each of ``n`` families; a negative group counts for none."""
    known = group >= 0
    pairs = np.sort((family[known] << 32) | group[known])
    return np.bincount(pairs[np.diff(pairs, prepend=-1) != 0] >> 32, minlength=n)


def _spans(links: Alignments) -> tuple[Ints, Ints, Ints]:
    """Distinct spans sorted by start, longest first, and the pair of span numbers of each alignment."""
    both = np.concatenate([links.start, links.other_start])
    size = np.concatenate([links.end, links.other_end]) - both
    bits = int(size.max()).bit_length()
    keys, number = np.unique((both << bits) | ((1 << bits) - 1 - size), return_inverse=True)
    start = keys >> bits
    return start, start + (1 << bits) - 1 - (keys & ((1 << bits) - 1)), number.reshape(2, -1).T


def _families_of_spans(start: Ints, end: Ints, ends_of: Ints, report: Ints) -> Ints:
    """Number the family of each span."""
    n = len(start)
    host = _hosts(end)
    same_site = _same_site(start, end, host)
    family = components(np.concatenate([same_site, ends_of]), n)
    inside = (host >= 0) & (family[host] != family)
    a, b = ends_of[:, 0], ends_of[:, 1]
    redundant = inside[a] & inside[b] & (family[host[a]] == family[host[b]])
    if redundant.any():
        rest = ends_of[~redundant]
        free = np.ones(n, dtype=bool)
        free[rest.ravel()] = False
        hosted = np.flatnonzero(free)
        family = components(
            np.concatenate([same_site, rest, np.column_stack([hosted, host[hosted]])]), n
        )
    family = _absorb_partial(family, host, report, end - start)
    # A site left alone (a repeat within its report, or cut off above) goes with its partners, else
    # what overlaps it.
    for ties in (ends_of, _overlapping(start, end)):
        family = _adopt_lonely(family, ties, report, end - start)
    return family


def _adopt_lonely(family: Ints, ties: Ints, report: Ints, size: Ints) -> Ints:
    """Give each family of one report to the one that its longest tie leads to; two others are never joined by it."""
    n = int(family.max()) + 1
    lonely = count_groups(family, report, n) < 2
    pairs = np.concatenate([ties, ties[:, ::-1]])
    pairs = pairs[lonely[family[pairs[:, 0]]] & (family[pairs[:, 0]] != family[pairs[:, 1]])]
    pairs = pairs[np.lexsort((pairs[:, 1], -size[pairs].min(axis=1), family[pairs[:, 0]]))]
    chosen = family[pairs]
    chosen = chosen[np.diff(chosen[:, 0], prepend=-1) != 0]
    return components(chosen, n)[family]


def _hosts(end: Ints) -> Ints:
    """For each span the earlier-starting span that reaches at least as far (−1: none)."""
    n = len(end)
    reach = np.maximum.accumulate(end)
    holder = np.maximum.accumulate(
        np.where(np.append(True, end[1:] > reach[:-1]), np.arange(n), -1)
    )
    before = np.append(-1, holder[:-1])
    return np.where((before >= 0) & (end[before] >= end), before, -1)


def _overlapping(start: Ints, end: Ints) -> Ints:
    """Pairs of overlapping spans: each with the next, and with the one before that reaches farthest."""
    index = np.arange(len(start))
    reach = np.maximum.accumulate(end)
    holder = np.maximum.accumulate(np.where(np.append(True, end[1:] > reach[:-1]), index, -1))
    pairs = np.column_stack(
        [np.append(index[:-1], np.append(0, holder[:-1])), np.append(index[1:], index)]
    )
    a, b = pairs[:, 0], pairs[:, 1]
    overlapping: Ints = pairs[
        (a != b) & (np.minimum(end[a], end[b]) > np.maximum(start[a], start[b]))
    ]
    return overlapping


def _same_site(start: Ints, end: Ints, host: Ints) -> Ints:
    """Pairs of spans of one text that overlap by most of the longer."""
    hosted = np.column_stack([host, np.arange(len(start))])[host >= 0]
    pairs = np.concatenate([_overlapping(start, end), hosted])
    a, b = pairs[:, 0], pairs[:, 1]
    shared = np.minimum(end[a], end[b]) - np.maximum(start[a], start[b])
    alike: Ints = pairs[shared >= OVERLAP * np.maximum(end[a] - start[a], end[b] - start[b])]
    return alike


def _absorb_partial(family: Ints, host: Ints, report: Ints, size: Ints) -> Ints:
    """Merge a family into the one that hosts most of its spans if it is as long and adds few reports of its own."""
    n = int(family.max()) + 1
    hosted = np.flatnonzero((host >= 0) & (family[host] != family))
    if not len(hosted):
        return family
    pair, votes = np.unique(family[hosted] * n + family[host[hosted]], return_counts=True)
    small, large = pair // n, pair % n
    spans = np.bincount(family, minlength=n)
    spread = count_groups(family, report, n)
    free = np.flatnonzero((host < 0) | (family[host] == family))
    outside = count_groups(family[free], report[free], n)
    length = np.bincount(family, weights=size, minlength=n) / np.maximum(spans, 1)
    good = (2 * votes >= spans[small] - outside[small]) & (
        outside[small] <= SUPPORT * spread[large]
    )
    good &= (spread[large] >= spread[small] / 2) & (
        (outside[small] == 0) | (length[small] >= PART * length[large])
    )
    small, large = small[good], large[good]
    # Together, too, they may add but few reports: those that add least come first.
    order = np.lexsort((small, outside[small], large))
    small, large = small[order], large[order]
    added = np.cumsum(outside[small])
    before = np.append(0, added)[np.searchsorted(large, large)]
    good = added - before <= SUPPORT * spread[large]
    return components(np.column_stack([small[good], large[good]]), n)[family]


def _merge_spans(start: Ints, end: Ints, family: Ints, bounds: Ints, gap: int) -> Passages:
    """Merge the spans of one family that overlap or lie at most ``gap`` apart in a text."""
    home = np.searchsorted(bounds, start, side="right")
    order = np.lexsort((start, family))
    s, e, f, h = start[order], end[order], family[order], home[order]
    block = np.append(True, f[1:] != f[:-1])
    offset = np.cumsum(block) * (int(bounds[-1]) + 1)
    reach = np.maximum.accumulate(e + offset) - offset
    fresh = block.copy()
    fresh[1:] |= (h[1:] != h[:-1]) | (s[1:] - reach[:-1] > gap)
    head = np.flatnonzero(fresh)
    low, high, fam = s[head], np.maximum.reduceat(e, head), f[head]
    final = np.lexsort((fam, high, low))
    number = np.unique(fam, return_inverse=True)[1]
    return Passages(low[final], high[final], number[final])


def _fold_overlapping(sites: Passages, bounds: Ints, group: NDArray[np.int32]) -> Ints:
    """Fold each family into one of more reports that covers most of nearly all its sites; the family of each site."""
    family, n = sites.family, int(sites.family.max()) + 1
    report = group[np.searchsorted(bounds, sites.start, side="right") - 1].astype(np.int64)
    spread = count_groups(family, report, n)
    found = [np.empty((0, 3), dtype=np.int64)]
    for lag in (1, 2, 3, 4):
        a, b = np.arange(len(family) - lag), np.arange(lag, len(family))
        shared = np.minimum(sites.end[a], sites.end[b]) - sites.start[b]
        for x, y in ((a, b), (b, a)):
            inside = (family[x] != family[y]) & (2 * shared >= sites.end[x] - sites.start[x])
            found.append(np.column_stack([family[x], family[y], report[x]])[inside])
    small, large, votes = _count_pairs(found, n)
    good = (votes >= FOLDED * spread[small]) & (spread[large] >= spread[small])
    good &= (spread[large] > spread[small]) | (large < small)
    small, large, votes = small[good], large[good], votes[good]
    order = np.lexsort((large, -spread[large], -votes, small))
    small, large = small[order], large[order]
    chosen = np.diff(small, prepend=-1) != 0
    return components(np.column_stack([small[chosen], large[chosen]]), n)[family]


def _join_neighbours(sites: Passages, bounds: Ints, group: NDArray[np.int32]) -> Ints:
    """Join families that follow each other closely in most of their reports; returns the family of each site.

    Each must hold most reports of what is joined: where a chain of families would not, only the
    closest are joined."""
    family, n = sites.family, int(sites.family.max()) + 1
    text = np.searchsorted(bounds, sites.start, side="right") - 1
    report = group[text].astype(np.int64)
    spread = count_groups(family, report, n)
    # Sites inside others stand between neighbours, so that those outside are looked at by
    # themselves too.
    outside = np.flatnonzero(np.append(True, sites.end[1:] > np.maximum.accumulate(sites.end)[:-1]))
    found = [np.empty((0, 3), dtype=np.int64)]
    for index, lag in product((np.arange(len(family)), outside), (1, 2, 3)):
        before, after = index[:-lag], index[lag:]
        a, b = family[before], family[after]
        gap = sites.start[after] - sites.end[before]
        near = (
            (text[after] == text[before])
            & (gap <= (NEXT_GAP if lag == 1 else NESTED_GAP))
            & (a != b)
        )
        found.append(
            np.column_stack([np.minimum(a, b)[near], np.maximum(a, b)[near], report[after][near]])
        )
    a, b, votes = _count_pairs(found, n)
    support = np.where(votes >= 2, votes / np.maximum(spread[a], spread[b]), 0.0)
    joined = np.arange(n)
    for least, higher in pairwise(SUPPORTS):
        chosen = support >= least
        joined = components(np.column_stack([a[chosen], b[chosen]]), n)
        whole = count_groups(joined[family], report, n)
        poor = np.zeros(n, dtype=bool)
        poor[joined[spread < SUPPORT * whole[joined]]] = True
        support[poor[joined[a]] & (support < higher)] = 0.0
    return joined[family]


def _count_pairs(found: list[Ints], n: int) -> tuple[Ints, Ints, Ints]:
    """Pairs of families, and in how many reports each was found; rows of ``found``: a family, another, a report."""
    rows = np.concatenate(found)
    pair, report = rows[:, 0] * n + rows[:, 1], rows[:, 2]
    order = np.lexsort((report, pair))
    pair, report = pair[order], report[order]
    new = (np.diff(pair, prepend=-1) != 0) | (np.diff(report, prepend=-1) != 0)
    pair, votes = np.unique(pair[new], return_counts=True)
    return pair // n, pair % n, votes
