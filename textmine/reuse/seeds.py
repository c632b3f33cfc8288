"""Edited copies: alignments found from short seeds, at a cost that does not depend on how many reports copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from textmine.reuse.alignments import Alignments
from textmine.reuse.borders import extend_borders
from textmine.reuse.fingerprints import first_equal, hash_runs, sift
from textmine.reuse.stream import Stream, row_batches

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
        >>> from textmine.reuse.stream import read_stream
        >>> Plan.choose(read_stream(["the quick brown fox jumps over the lazy dog"]))
        Plan(length=10, halvings=0)
        """
        counts = np.bincount(stream.codes[: 1 << 20])
        share = counts[counts > 0] / max(counts.sum(), 1)
        bits = float(-(share * np.log2(share)).sum()) if len(share) else 0.0
        length = int(np.clip(round(SEED_BITS / max(bits, 1.0)), 5, 14))
        return cls(length, min((max(len(stream.codes) - 1, 0) // DENSE).bit_length(), SPARSEST))


def find_edited(
    stream: Stream, group: NDArray[np.int32], skip: NDArray[np.bool_], plan: Plan | None = None, start: int = 0
) -> Alignments:
    """Find passages that two reports share with edits.

    Each occurrence of a short seed is linked to the up to ``PARTNERS`` reports of lowest rank that hold the seed
    before it, not to all: neighbouring seeds of one copied passage stand in nearly the same reports, so they pick the
    same partners, and their links line up along a diagonal. Cost is linear in the text at every document frequency,
    and what is found in a text depends only on it and on the texts before it.

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
    start : int, optional
        Border of a text: only alignments of the texts from there on with those before each are looked for.

    Returns
    -------
    Alignments
        Spans with at least 2 seeds in line that span twice their length, widened to where they stop reading alike, of
        at least 28 characters and a similarity of at least 0.6; the second span lies in the report of lower rank.

    References
    ----------
    A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97, 21–29, for the property of
    minima that makes neighbours agree; W. Pearson & D. Lipman (1988), PNAS 85, 2444–2448, for diagonals of seeds.
    """
    plan = plan or Plan.choose(stream)
    place, seeds = _seeds(stream, plan)
    old = int(np.searchsorted(place, start))
    if old:
        useful = np.append(sift(seeds[:old], seeds[old:]), np.ones(len(seeds) - old, dtype=bool))
        place, seeds = place[useful], seeds[useful]
    home = stream.text_of
    found = [Alignments(*(np.empty(0, dtype=np.int64) for _ in range(4)))]
    for p, q in _links(place, seeds, group, home, (place >= start) & ~skip[place]):
        found.append(_chain(*_crowded(p, q, home), home, plan))
    return _verified(stream, extend_borders(stream, found[0].join(*found[1:]), skip))


def _seeds(stream: Stream, plan: Plan) -> tuple[NDArray[Any], NDArray[np.uint64]]:
    """Places and hashes of the seeds that lie in one text."""
    wide = np.int32 if len(stream.codes) < 2**31 else np.int64
    places, found = [np.empty(0, dtype=wide)], [np.empty(0, dtype=np.uint64)]
    for low, high in row_batches(stream.bounds):
        hashes = hash_runs(stream.codes[low:high], plan.length)
        chosen = (hashes >> np.uint64(40)) & np.uint64((1 << plan.halvings) - 1) == 0
        ends = stream.bounds[slice(*np.searchsorted(stream.bounds, [low + 1, high + 1]))] - low
        for back in range(1, plan.length):
            chosen[(ends - back)[(ends >= back) & (ends - back < len(hashes))]] = False
        where = np.flatnonzero(chosen)
        places.append((where + low).astype(wide))
        found.append(hashes[where])
    return np.concatenate(places), np.concatenate(found)


def _links(
    place: NDArray[Any],
    seeds: NDArray[np.uint64],
    group: NDArray[np.int32],
    home: NDArray[np.int32],
    wanted: NDArray[np.bool_],
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield places of wanted seeds and of the same seed in reports of lower rank, in blocks of whole texts."""
    kind = first_equal(seeds)
    twice = np.flatnonzero((np.bincount(kind, minlength=1) > 1)[kind])
    order = twice[np.argsort(kind[twice], kind="stable")]
    kind, held = kind[order], group[home[place[order]]]
    edge = np.flatnonzero(np.diff(kind, prepend=-1))
    size = np.diff(np.append(edge, len(kind)))
    new = np.diff(held, prepend=-1) != 0
    new[edge] = True
    rank = np.cumsum(new, dtype=np.int32)
    rank -= np.repeat(rank[edge], size)
    listed = new & (rank < PARTNERS)
    base = np.repeat((np.cumsum(listed) - listed)[edge], size)
    table = place[order[listed]]
    many = np.where(rank > PARTNERS, np.int32(COMMON_PARTNERS), rank)
    asking = np.flatnonzero(wanted[order] & (many > 0))
    asking = asking[np.argsort(order[asking])]
    base, many, place = base[asking], many[asking], place[order[asking]]
    for low, high in _text_blocks(many, home[place]):
        n = many[low:high]
        at = np.repeat(base[low:high] - (np.cumsum(n) - n), n) + np.arange(n.sum())
        yield np.repeat(place[low:high], n), table[at]


def _text_blocks(many: NDArray[np.int32], text: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Cut seeds into blocks of whole texts with about ``_BLOCK`` links each."""
    reach = np.cumsum(many, dtype=np.int64)
    cuts = np.searchsorted(reach, np.arange(_BLOCK, int(reach[-1]) if len(reach) else 0, _BLOCK))
    cuts = np.unique(np.searchsorted(text, text[cuts], side="right"))
    return [(a, b) for a, b in pairwise([0, *cuts.tolist(), len(many)]) if a < b]


def _crowded(p: NDArray[Any], q: NDArray[Any], home: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """Keep the links of a block that have enough others of their text near their diagonal."""
    bits = max(int(4 * len(p)).bit_length(), 8)
    line = ((p.astype(np.int64) - q) >> _LINE).astype(np.uint64) + home[p].astype(np.uint64) * np.uint64(0x9E3779B9)
    slots = [((line + np.uint64(d)) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits) for d in (0, 1, 2)]
    count = np.bincount(slots[1].view(np.int64), minlength=1 << bits).astype(np.int32)
    near = sum(count[s.view(np.int64)] for s in slots)
    keep = near >= LEAST_HITS
    return p[keep].astype(np.int64), q[keep].astype(np.int64)


def _chain(p: Ints, q: Ints, home: NDArray[np.int32], plan: Plan) -> Alignments:
    """Chain links that lie close together along nearly the same diagonal."""
    if not len(p):
        return Alignments(p, p, q, q)
    diagonal = p - q
    order = np.lexsort((diagonal, home[q], home[p]))
    p, q, diagonal = p[order], q[order], diagonal[order]
    apart = (np.diff(home[p]) != 0) | (np.diff(home[q]) != 0) | (np.diff(diagonal) > JUMP)
    line = np.cumsum(np.append(False, apart))
    order = np.lexsort((p, line))
    p, q, diagonal = p[order], q[order], diagonal[order]
    fresh = np.ones(len(p), dtype=bool)
    fresh[1:] = (np.diff(line) != 0) | (np.diff(p) > GAP) | (np.abs(np.diff(diagonal)) > JUMP)
    head = np.flatnonzero(fresh)
    distinct = np.add.reduceat(np.append(True, np.diff(p) > 0) | fresh, head)
    start, end = p[head], np.maximum.reduceat(p, head) + plan.length
    other_start, other_end = np.minimum.reduceat(q, head), np.maximum.reduceat(q, head) + plan.length
    good = (distinct >= LEAST_HITS) & (end - start >= 2 * plan.length)
    return Alignments(start, end, other_start, other_end).take(good)


def _verified(stream: Stream, found: Alignments) -> Alignments:
    """Keep alignments that are long enough and whose two spans are similar enough as strings."""
    found = found.take(np.minimum(found.end - found.start, found.other_end - found.other_start) >= LEAST_CHARS)
    one, two = stream.strings(found.start, found.end), stream.strings(found.other_start, found.other_end)
    alike = cpdist(one, two, scorer=Indel.normalized_similarity, score_cutoff=LEAST_SIMILARITY, workers=1)
    return found.take(np.asarray(alike) > 0)
