"""Edited copies: alignments found from short seeds, at a cost that does not depend on how many reports copy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from textmine.reuse.ground.alignments import Alignments, Columns
from textmine.reuse.ground.fingerprints import first_equal, hash_runs, sift
from textmine.reuse.ground.stream import Stream, row_batches, within
from textmine.reuse.ground.threads import map_batches
from textmine.reuse.search.borders import extend_borders

PARTNERS = 8
COMMON_PARTNERS = 2
GAP = 60
JUMP = 12
LEAST_HITS = 2
LEAST_CHARS = 28
LEAST_SIMILARITY = 0.6
SEED_BITS = 46.0
DENSE = 1 << 23
SPARSEST = 3
_BLOCK = 1 << 20
_LINE = 5

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which seeds to use.

    Parameters
    ----------
    length : int
        Characters of a seed.
    halvings : int
        Use one in 2 ** halvings seeds, the same ones everywhere.
    """

    length: int
    halvings: int

    @classmethod
    def choose(cls, stream: Stream) -> Plan:
        """Choose seeds that carry about 46 bits (5 Chinese characters, about 11 Latin letters), and how many of them.

        All up to 8 million characters, then half, a quarter, and an eighth beyond 33 million.

        Examples
        --------
        >>> from textmine.reuse.ground.stream import read_stream
        >>> Plan.choose(read_stream(["the quick brown fox jumps over the lazy dog"]))
        Plan(length=10, halvings=0)
        """
        counts = np.bincount(stream.codes[: 1 << 20])
        share = counts[counts > 0] / max(counts.sum(), 1)
        bits = float(-(share * np.log2(share)).sum()) if len(share) else 0.0
        length = int(np.clip(round(SEED_BITS / max(bits, 1.0)), 5, 14))
        return cls(length, min((max(len(stream.codes) - 1, 0) // DENSE).bit_length(), SPARSEST))


@dataclass(frozen=True, slots=True, eq=False)
class Seeds(Columns):
    """Seeds of a stream, in its order: each where the first ``PARTNERS`` + 1 reports that hold it do so first.

    What is known of a text never depends on what follows.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the seed starts; ascending.
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of the seed.
    """

    place: NDArray[Any]
    hash: NDArray[np.uint64]

    @classmethod
    def empty(cls) -> Seeds:
        """Of no text."""
        return cls(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint64))

    def until(self, cut: int) -> Seeds:
        """Those of the first ``cut`` characters, where a text ends there."""
        return self.take(within(self.place, 0, cut))


def find_edited(
    stream: Stream,
    group: NDArray[np.int32],
    skip: NDArray[np.bool_],
    plan: Plan | None = None,
    known: Seeds | None = None,
    cut: int = 0,
) -> tuple[Alignments, Seeds]:
    """Find passages that two reports share with edits.

    Each occurrence of a short seed is linked to the up to ``PARTNERS`` reports of lowest rank that
    hold the seed before it, not to all: neighbouring seeds of one copied passage stand in nearly
    the same reports, so they pick the same partners, and their links line up along a diagonal. Cost
    is linear in the text at every document frequency, and what is found in a text depends only on
    it and on the texts before it.

    Parameters
    ----------
    stream : Stream
        Texts in order of rank.
    group : numpy.ndarray of shape (n_texts,)
        Report of each text, ascending.
    skip : numpy.ndarray of bool, shape (n,)
        Characters that need no edited partner (stable exact copies); they still serve as partners.
    plan : Plan, optional
        Length and share of the seeds; as the size of the stream suggests by default.
    known : Seeds, optional
        Those of the first ``cut`` characters, which need not be read again.
    cut : int, optional
        Where a text starts: only alignments of the texts from there on with those before each are
        looked for.

    Returns
    -------
    found : Alignments
        Spans with at least 2 seeds in line that span twice their length, widened to where they stop
        reading alike, of at least 28 characters and a similarity of at least 0.6; the second span
        lies in the report of lower rank.
    seeds : Seeds
        Of the whole stream.

    References
    ----------
    A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97, 21–29, for
    the property of minima that makes neighbours agree; W. Pearson & D. Lipman (1988), PNAS 85,
    2444–2448, for diagonals of seeds."""
    plan, known = plan or Plan.choose(stream), known or Seeds.empty()
    new = _seeds(stream, plan, cut)
    near = known.take(np.flatnonzero(sift(known.hash, new.hash)))
    seeds = near.join(new)
    home = np.repeat(
        np.arange(len(group), dtype=np.int32), np.diff(np.searchsorted(seeds.place, stream.bounds))
    )
    order, rank, first = _rank(seeds.hash, group[home])
    wanted = ~skip[seeds.place]
    wanted[: len(near)] = False
    links = _Links.plan(order, rank, first, wanted)

    def chain(span: tuple[int, int]) -> Alignments:
        return _chain(seeds.place, home, *_crowded(seeds.place, home, *links.between(*span)), plan)

    none = np.empty(0, dtype=np.int64)
    found = Alignments(none, none, none, none).join(
        *map_batches(chain, _text_blocks(links.many, home[links.seed]))
    )
    kept = np.ones(len(seeds), dtype=bool)
    kept[order] = first & (rank <= PARTNERS)
    kept[: len(near)] = False
    return _verified(stream, extend_borders(stream, found, skip)), known.join(seeds.take(kept))


def _seeds(stream: Stream, plan: Plan, start: int) -> Seeds:
    """Seeds of the texts from a place on that lie in one text."""
    wide = np.int32 if len(stream.codes) < 2**31 else np.int64

    def read(span: tuple[int, int]) -> Seeds:
        low, high = span
        hashes = hash_runs(stream.codes[low:high], plan.length)
        chosen = (hashes >> np.uint64(40)) & np.uint64((1 << plan.halvings) - 1) == 0
        ends = stream.bounds[within(stream.bounds, low + 1, high + 1)] - low
        for back in range(1, plan.length):
            chosen[(ends - back)[(ends >= back) & (ends - back < len(hashes))]] = False
        where = np.flatnonzero(chosen)
        return Seeds((where + low).astype(wide), hashes[where])

    return Seeds.empty().join(*map_batches(read, row_batches(stream.bounds, start)))


def _rank(
    seeds: NDArray[np.uint64], report: NDArray[np.int32]
) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.bool_]]:
    """Put seeds that stand more than once side by side.

    Returns
    -------
    order : numpy.ndarray of shape (m,)
        Those seeds, equal ones together, each in the order of the stream.
    rank : numpy.ndarray of shape (m,)
        For each the number of reports that hold it before.
    first : numpy.ndarray of bool, shape (m,)
        Whether it is the first of its report.
    """
    kind = first_equal(seeds)
    twice = np.flatnonzero((np.bincount(kind, minlength=1) > 1)[kind])
    order = twice[np.argsort(kind[twice], kind="stable")]
    kind, held = kind[order], report[order]
    edge = np.flatnonzero(np.diff(kind, prepend=-1))
    first = np.diff(held, prepend=-1) != 0
    first[edge] = True
    rank = np.cumsum(first, dtype=np.int32)
    rank -= np.repeat(rank[edge], np.diff(np.append(edge, len(kind))))
    return order, rank, first


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Seeds in the order of the stream; ``table[base:base + many]`` is the same seed in reports of lower rank."""

    seed: NDArray[Any]
    base: NDArray[np.int64]
    many: NDArray[np.int32]
    table: NDArray[Any]

    @classmethod
    def plan(
        cls,
        order: NDArray[Any],
        rank: NDArray[np.int32],
        first: NDArray[np.bool_],
        wanted: NDArray[np.bool_],
    ) -> _Links:
        """Of the wanted seeds; the other arguments are as :func:`_rank` gives them."""
        edge = np.flatnonzero(first & (rank == 0))
        listed = first & (rank < PARTNERS)
        base: NDArray[np.int64] = np.repeat(
            (np.cumsum(listed) - listed)[edge], np.diff(np.append(edge, len(order)))
        )
        many = np.where(rank > PARTNERS, np.int32(COMMON_PARTNERS), rank)
        asking = np.flatnonzero(wanted[order] & (many > 0))
        asking = asking[np.argsort(order[asking])]
        return cls(order[asking], base[asking], many[asking], order[listed])

    def between(self, low: int, high: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Both ends of the links of some seeds."""
        n = self.many[low:high]
        at = np.repeat(self.base[low:high] - (np.cumsum(n) - n), n) + np.arange(n.sum())
        return np.repeat(self.seed[low:high], n), self.table[at]


def _text_blocks(many: NDArray[np.int32], text: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Cut seeds into blocks of whole texts with about ``_BLOCK`` links each."""
    reach = np.cumsum(many, dtype=np.int64)
    cuts = np.searchsorted(reach, np.arange(_BLOCK, int(reach[-1]) if len(reach) else 0, _BLOCK))
    cuts = np.unique(np.searchsorted(text, text[cuts], side="right"))
    return [(a, b) for a, b in pairwise([0, *cuts.tolist(), len(many)]) if a < b]


def _crowded(
    place: NDArray[Any], home: NDArray[np.int32], one: NDArray[Any], other: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Keep the links of a block that have enough others of their text near their diagonal."""
    bits = max(int(4 * len(one)).bit_length(), 8)
    line = ((place[one].astype(np.int64) - place[other]) >> _LINE).astype(np.uint64)
    line += home[one].astype(np.uint64) * np.uint64(0x9E3779B9)
    slots = [
        ((line + np.uint64(d)) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)
        for d in (0, 1, 2)
    ]
    count = np.bincount(slots[1].view(np.int64), minlength=1 << bits).astype(np.int32)
    near = sum(count[s.view(np.int64)] for s in slots)
    keep = near >= LEAST_HITS
    return one[keep], other[keep]


def _chain(
    place: NDArray[Any], home: NDArray[np.int32], one: NDArray[Any], other: NDArray[Any], plan: Plan
) -> Alignments:
    """Chain links that lie close together along nearly the same diagonal."""
    p, q = place[one].astype(np.int64), place[other].astype(np.int64)
    if not len(p):
        return Alignments(p, p, q, q)
    diagonal = p - q
    order = np.lexsort((diagonal, home[other], home[one]))
    p, q, diagonal, one, other = (
        p[order],
        q[order],
        diagonal[order],
        home[one[order]],
        home[other[order]],
    )
    apart = (np.diff(one) != 0) | (np.diff(other) != 0) | (np.diff(diagonal) > JUMP)
    line = np.cumsum(np.append(False, apart))
    order = np.lexsort((p, line))
    p, q, diagonal = p[order], q[order], diagonal[order]
    fresh = np.ones(len(p), dtype=bool)
    fresh[1:] = (np.diff(line) != 0) | (np.diff(p) > GAP) | (np.abs(np.diff(diagonal)) > JUMP)
    head = np.flatnonzero(fresh)
    distinct = np.add.reduceat(np.append(True, np.diff(p) > 0) | fresh, head)
    start, end = p[head], np.maximum.reduceat(p, head) + plan.length
    other_start, other_end = (
        np.minimum.reduceat(q, head),
        np.maximum.reduceat(q, head) + plan.length,
    )
    good = (distinct >= LEAST_HITS) & (end - start >= 2 * plan.length)
    return Alignments(start, end, other_start, other_end).take(good)


def _verified(stream: Stream, found: Alignments) -> Alignments:
    """Keep alignments that are long enough and whose two spans are similar enough as strings."""
    found = found.take(
        np.minimum(found.end - found.start, found.other_end - found.other_start) >= LEAST_CHARS
    )
    one, two = (
        stream.strings(found.start, found.end),
        stream.strings(found.other_start, found.other_end),
    )
    alike = cpdist(
        one, two, scorer=Indel.normalized_similarity, score_cutoff=LEAST_SIMILARITY, workers=1
    )
    return found.take(np.asarray(alike) > 0)
