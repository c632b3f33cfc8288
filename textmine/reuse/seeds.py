"""Edited copies: alignments found from short seeds, at a cost that does not depend on how many reports copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from textmine.reuse.fingerprints import first_equal, hash_runs
from textmine.reuse.stream import Stream

PARTNERS = 8
COMMON = 16
COMMON_PARTNERS = 3
GAP = 60
JUMP = 12
LEAST_HITS = 4
LEAST_CHARS = 28
LEAST_SIMILARITY = 0.6
SEED_BITS = 46.0
LINK_BUDGET = 1 << 24
_BLOCK = 1 << 20

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Alignments:
    """Pairs of spans of the stream, in different reports, that read alike.

    Parameters
    ----------
    start, end, other_start, other_end : numpy.ndarray of shape (n,)
        Half-open spans.
    """

    start: Ints
    end: Ints
    other_start: Ints
    other_end: Ints

    def __len__(self) -> int:
        return len(self.start)

    def take(self, where: NDArray[Any]) -> Alignments:
        """Return the alignments at the given places."""
        return Alignments(*(getattr(self, f.name)[where] for f in fields(self)))

    def join(self, *others: Alignments) -> Alignments:
        """Return these alignments followed by others."""
        parts = (self, *others)
        return Alignments(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(self)))


def seed_length(stream: Stream) -> int:
    """Choose the length of a seed so that it carries about 46 bits: 5 Chinese characters, about 11 Latin letters.

    Examples
    --------
    >>> from textmine.reuse.stream import read_stream
    >>> seed_length(read_stream(["the quick brown fox jumps over the lazy dog"]))
    10
    """
    counts = np.bincount(stream.codes[: 1 << 22])
    share = counts[counts > 0] / max(counts.sum(), 1)
    bits = float(-(share * np.log2(share)).sum()) if len(share) else 0.0
    return int(np.clip(round(SEED_BITS / max(bits, 1.0)), 5, 14))


def find_edited(stream: Stream, group: NDArray[np.int32], skip: NDArray[np.bool_]) -> Alignments:
    """Find passages that two reports share with edits.

    Each occurrence of a short seed is linked to the ``PARTNERS`` reports of lowest rank that hold the seed, not to
    all: neighbouring seeds of one copied passage stand in nearly the same reports, so they pick the same partners, and
    their links line up along a diagonal. Cost is linear in the text at every document frequency.

    Parameters
    ----------
    stream : Stream
        Texts in order of rank.
    group : numpy.ndarray of shape (n_texts,)
        Report of each text, ascending.
    skip : numpy.ndarray of bool, shape (n,)
        Characters that need no edited partner (stable exact copies); they still serve as partners.

    Returns
    -------
    Alignments
        Spans with at least 4 seeds in line over at least 28 characters whose similarity is at least 0.6.

    References
    ----------
    A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97, 21–29, for the property of
    minima that makes neighbours agree; W. Pearson & D. Lipman (1988), PNAS 85, 2444–2448, for diagonals of seeds.
    """
    length = seed_length(stream)
    place, seeds = _seeds(stream, length)
    found = []
    if len(place):
        home = stream.text_of
        table = _Partners.find(place, seeds, group[home[place]], ~skip[place])
        least = max(round(LEAST_HITS * table.rate), 2)
        for hits in table.links(place, home, group):
            found.append(_chain(*hits, home, length, least))
    empty = Alignments(*(np.empty(0, dtype=np.int64) for _ in range(4)))
    return _verified(stream, empty.join(*found))


def _seeds(stream: Stream, length: int) -> tuple[Ints, NDArray[np.uint64]]:
    """Places and hashes of all runs of ``length`` characters that lie in one text."""
    hashes = hash_runs(stream.codes, length)
    inside = np.ones(len(hashes), dtype=bool)
    for back in range(1, length):
        edge = stream.bounds[1:] - back
        inside[edge[(edge >= 0) & (edge < len(hashes))]] = False
    place = np.flatnonzero(inside)
    return place, hashes[place]


@dataclass(frozen=True, slots=True, eq=False)
class _Partners:
    """The partners of each seed.

    ``first`` gives the class of each seed, ``table`` the places where a class stands in its reports of lowest rank,
    ``query`` the seeds to link, ``rate`` the share of all seeds that they are a sample of.
    """

    first: NDArray[Any]
    table: NDArray[Any]
    query: Ints
    rate: float

    @classmethod
    def find(
        cls, place: Ints, seeds: NDArray[np.uint64], report: NDArray[np.int32], wanted: NDArray[np.bool_]
    ) -> _Partners:
        """Find the partners; take the same 1/2, 1/4, … of the seeds everywhere where all would be too many links."""
        first = first_equal(seeds)
        order = np.argsort(first, kind="stable")
        kind = first[order]
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (kind[1:] != kind[:-1]) | (report[order][1:] != report[order][:-1])
        order, kind = order[fresh], kind[fresh]
        edge = np.flatnonzero(np.diff(kind, prepend=-1) != 0)
        size = np.diff(np.append(edge, len(kind)))
        number = np.arange(len(kind)) - np.repeat(edge, size)
        most = np.where(size > COMMON, COMMON_PARTNERS, PARTNERS)
        low = (number < np.repeat(most, size)) & (np.repeat(size, size) > 1)
        table = np.full((len(seeds), PARTNERS), -1, dtype=np.int32 if place[-1] < 2**31 else np.int64)
        table[kind[low], number[low]] = place[order[low]]
        query = np.flatnonzero(wanted & (table[first, 1] >= 0))
        links = np.zeros(len(seeds), dtype=np.int64)
        links[kind[edge]] = np.minimum(size, most)
        halvings = max(int(np.ceil(np.log2(max(int(links[first[query]].sum()) / LINK_BUDGET, 1.0)))), 0)
        query = query[(seeds[query] & np.uint64((1 << halvings) - 1)) == 0]
        return cls(first, table, query, 0.5**halvings)

    def links(self, place: Ints, home: NDArray[np.int32], group: NDArray[np.int32]) -> Iterator[tuple[Ints, Ints]]:
        """Yield pairs of places of the same seed in different reports, in blocks of whole texts."""
        cut = 0
        while cut < len(self.query):
            stop = min(cut + _BLOCK // PARTNERS, len(self.query))
            if stop < len(self.query):
                last = home[place[self.query[stop - 1]]]
                stop = int(np.searchsorted(home[place[self.query]], last, side="right"))
            block = self.query[cut:stop]
            p = np.repeat(place[block], PARTNERS)
            q = self.table[self.first[block]].ravel().astype(np.int64)
            p, q = p[q >= 0], q[q >= 0]
            keep = group[home[p]] != group[home[q]]
            yield p[keep], q[keep]
            cut = stop


def _chain(p: Ints, q: Ints, home: NDArray[np.int32], length: int, least: int) -> Alignments:
    """Chain the links of a block that lie close together along nearly the same diagonal."""
    diagonal = p - q
    order = np.argsort(((diagonal + len(home)) >> 4 << 32) | p, kind="stable")
    p, q, diagonal = p[order], q[order], diagonal[order]
    near = (np.diff(p) <= GAP) & (np.diff(p) >= 0) & (np.abs(np.diff(diagonal)) <= JUMP)
    near &= (home[p[1:]] == home[p[:-1]]) & (home[q[1:]] == home[q[:-1]])
    keep = np.append(near, False) | np.append(False, near)
    p, q = p[keep], q[keep]
    order = np.lexsort((q, p, home[q], home[p]))
    p, q = p[order], q[order]
    if not len(p):
        return Alignments(p, p, q, q)
    fresh = np.ones(len(p), dtype=bool)
    fresh[1:] = (home[p[1:]] != home[p[:-1]]) | (home[q[1:]] != home[q[:-1]])
    fresh[1:] |= (np.diff(p) > GAP) | (np.abs(np.diff(p - q)) > JUMP)
    head = np.flatnonzero(fresh)
    distinct = np.add.reduceat(np.append(True, np.diff(p) > 0) | fresh, head)
    start, end = p[head], np.maximum.reduceat(p, head) + length
    other_start, other_end = np.minimum.reduceat(q, head), np.maximum.reduceat(q, head) + length
    good = (distinct >= least) & (end - start >= LEAST_CHARS)
    return Alignments(start, end, other_start, other_end).take(good)


def _verified(stream: Stream, found: Alignments) -> Alignments:
    """Keep alignments whose two spans are similar enough as strings."""
    spans = zip(
        found.start.tolist(), found.end.tolist(), found.other_start.tolist(), found.other_end.tolist(), strict=True
    )
    good = [
        Indel.normalized_similarity(stream.string(a, b), stream.string(c, d), score_cutoff=LEAST_SIMILARITY) > 0
        for a, b, c, d in spans
    ]
    return found.take(np.array(good, dtype=bool))
