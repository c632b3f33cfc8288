"""Edited copies: alignments found from seeds, at a cost that no number of copies changes.

::

    seeds → hits (pairs of equal seeds) → lines (hits along one diagonal) → alignments
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from textmine.engine import map_threads
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import (
    Columns,
    begins,
    first_and_last,
    gather_table,
    order_by,
    unroll,
)
from textmine.reuse.ground.fingerprints import index_dtype, sift, top_bits
from textmine.reuse.ground.stream import Stream
from textmine.reuse.search.borders import extend_borders
from textmine.reuse.search.seeds import COMMON_PARTNERS, PARTNERS, Plan, Ranking, Seeds
from textmine.scratch import Buckets, GrowingArray, gather_array, make_array

# Characters between two hits of one line. Wider, and copies with more edits hold together; but the
# more often chance lines hits up. Widened from 30 for rare seeds (benchmarks/reuse_planted.py).
GAP = 60

# Characters that the diagonal may shift by from hit to hit: the largest insertion or deletion that
# a line goes over. Settled on 400 planted texts with 10 and 20 % edits.
JUMP = 12

# How many times longer than a crumb of hits at an end of a line (shorter than two seeds, and beside
# a longer run) the gap before it must be for the line to end before it: 改进措施：一是 is worth no
# sentence of one's own. What reads alike in between widens the line over both all the same. Less,
# and copies with 30 % edits lose ends (benchmarks/reuse_planted.py).
LONE_GAP = 3.0

# Hits that make a line. They must span two seeds' length, so that a single run that lies unchanged
# between two edits is none.
LEAST_HITS = 2

# Characters: the least length of an edited copy. Unrelated reports share set phrases and names of
# laws of 12 to 15 characters, so that an edited copy must be clearly longer. Chosen by hand.
LEAST_CHARS = 28

# Least normalised indel similarity of the two spans of an edited copy: a copy with four tenths of
# its characters replaced still reaches it. Chosen by hand.
LEAST_SIMILARITY = 0.6

# Bits: hits on diagonals of one strip of 2 ** 5 = 32 are counted together before they are chained.
_STRIP_BITS = 5

# Bits of the smallest table of counts, and its places for each hit, so that few strips share one.
_LEAST_BITS, _ROOM = 8, 4

# The bits of the hash that choose a bucket of seeds: not those that choose the seeds, nor the
# highest, by which those of a bucket are told apart.
_BUCKET_BITS = np.uint64(24)

# Odd numbers that spread strips and texts over the table (the golden ratio in 64 and in 32 bits).
_SPREAD_STRIP = np.uint64(0x9E3779B97F4A7C15)
_SPREAD_TEXT = np.uint64(0x9E3779B9)


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
    2444–2448, for diagonals of seeds.
    """
    plan, known = plan or Plan.choose(stream), known or Seeds.empty()
    new = Seeds.read(stream, plan, cut)
    # Of the known seeds only those count that a new one may equal.
    old = known.take(np.flatnonzero(sift(known.hash, new.hash)))
    seeds = old.join(new)
    # In the type of the places, else all of them would be converted.
    borders = stream.bounds.astype(seeds.place.dtype)
    n_seeds = np.diff(np.searchsorted(seeds.place, borders))
    home = _homes(n_seeds)
    kept = make_array(len(seeds), np.bool_)
    hits = _Hits.plan(_Asking(seeds, home, group, skip, len(old)), n_seeds, kept)

    def align(rows: NDArray[Any]) -> Alignments:
        one, other = hits.of(rows)
        diagonal = seeds.place[one].astype(np.int64) - seeds.place[other]
        crowded = _crowded(diagonal, home[one])
        one, other = one[crowded], other[crowded]
        points = _Points(seeds.place[one], seeds.place[other], home[one], home[other])
        lines = _chain(points, stream.bounds, plan.length)
        return _keep_alike(stream, extend_borders(stream, lines, skip))

    found = gather_table(map_threads(align, hits.blocks(home)), Alignments.empty())
    # Later reports need the first ones that hold a seed, no others.
    step = batch_sizes().keys
    parts = (slice(low, low + step) for low in range(len(old), len(seeds), step))
    new = gather_table((seeds.take(p).take(kept[p]) for p in parts), Seeds.empty())
    return found, known.join(new)


def _homes(n_seeds: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number of the text of each seed, from how many each text holds."""
    step = batch_sizes().texts
    starts = range(0, len(n_seeds), step)
    some = (np.arange(low, min(low + step, len(n_seeds))) for low in starts)
    return gather_array((np.repeat(texts, n_seeds[texts]) for texts in some), np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Asking:
    """Seeds in the order of the stream, and which of them ask for partners.

    Parameters
    ----------
    seeds : Seeds
        All.
    home : numpy.ndarray of int32, shape (n,)
        Text of each.
    group : numpy.ndarray of int32, shape (n_texts,)
        Report of each text.
    skip : numpy.ndarray of bool, shape (n_chars,)
        Characters that ask for none.
    n_old : int
        The first ones, which ask for none.
    """

    seeds: Seeds
    home: NDArray[np.int32]
    group: NDArray[np.int32]
    skip: NDArray[np.bool_]
    n_old: int

    def by_hash(self) -> Buckets:
        """Sort the seeds into buckets of whole kinds."""
        n, step = len(self.seeds), batch_sizes().keys
        n_buckets = 1 << (n // step).bit_length()
        row = np.dtype([("hash", "u8"), ("seed", index_dtype(n))])

        def read(low: int) -> tuple[NDArray[Any], NDArray[np.uint64]]:
            part = self.seeds.take(slice(low, low + step))
            rows = np.empty(len(part), row)
            rows["hash"], rows["seed"] = part.hash, np.arange(low, low + len(part))
            return rows, (part.hash >> _BUCKET_BITS) & np.uint64(n_buckets - 1)

        return Buckets(n_buckets, row, map(read, range(0, n, step)))

    def who(self, seeds: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which of some seeds ask."""
        asks: NDArray[np.bool_] = ~self.skip[self.seeds.place[seeds]]
        asks &= seeds >= self.n_old
        return asks


def _rank_kinds(
    rows: NDArray[Any],
    asked: _Asking,
    kept: NDArray[np.bool_],
    dtype: np.dtype[Any],
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Give partners to the seeds of some kinds.

    Returns
    -------
    asking : numpy.ndarray of ``dtype``
        Seeds that ask, with where their partners begin in ``listed``, and how many there are.
    text : numpy.ndarray
        Text of each.
    listed : numpy.ndarray
        Seeds that are partners. ``kept`` is filled besides with which ones later reports need.
    """
    hashes, seed = (np.ascontiguousarray(rows[name]) for name in ("hash", "seed"))
    ranking = Ranking.of(hashes, asked.group[asked.home[seed]])
    seed = seed[ranking.seed]
    kept[seed] = ranking.is_first & (ranking.rank <= PARTNERS)
    head = np.flatnonzero(ranking.is_first & (ranking.rank == 0))
    is_listed = ranking.is_first & (ranking.rank < PARTNERS)
    kind_base: NDArray[np.int64] = (np.cumsum(is_listed) - is_listed)[head]
    kind_size = np.diff(np.append(head, len(ranking)))
    is_common = ranking.rank > PARTNERS
    n_partners = np.where(is_common, np.int32(COMMON_PARTNERS), ranking.rank)
    asks = np.flatnonzero(asked.who(seed) & (n_partners > 0))
    asking = np.empty(len(asks), dtype)
    asking["seed"], asking["n"] = seed[asks], n_partners[asks]
    asking["base"] = np.repeat(kind_base, kind_size)[asks]
    return asking, asked.home[asking["seed"]], seed[is_listed]


@dataclass(frozen=True, slots=True, eq=False)
class _Hits:
    """For each seed that asks the places of the same one in reports of lower rank.

    Parameters
    ----------
    asking : Buckets
        Seeds that ask, by stretches of texts: ``seed`` has the partners
        ``table[base:base + n]``.
    table : numpy.ndarray
        Seeds. Occurrences of one kind share their stretch of the table, so that it holds each seed
        at most once.
    """

    asking: Buckets
    table: NDArray[Any]

    @classmethod
    def plan(
        cls, asked: _Asking, n_seeds: NDArray[np.int64], kept: NDArray[np.bool_]
    ) -> _Hits:
        """Give partners to the seeds that ask, some kinds at a time.

        ``n_seeds`` are those of each text; ``kept`` is filled with which ones later reports need.
        """
        n, step = len(asked.seeds), batch_sizes().keys
        wide = index_dtype(n)
        row = np.dtype([("seed", wide), ("base", "i8"), ("n", "u1")])
        by_hash = asked.by_hash()
        kept[:] = True

        def rank(number: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
            return _rank_kinds(by_hash.read(number), asked, kept, row)

        # Stretches of whole texts, of about as many seeds as a bucket.
        stretch = (np.cumsum(n_seeds) // step).astype(np.int32)
        table, n_listed = GrowingArray(wide), 0

        def sort_by_text() -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
            nonlocal n_listed
            for asking, text, listed in map_threads(rank, range(by_hash.n)):
                asking["base"] += n_listed
                table.add(listed)
                n_listed += len(listed)
                yield asking, stretch[text]

        n_stretches = int(stretch.max(initial=0)) + 1
        return cls(Buckets(n_stretches, row, sort_by_text()), table.finish())

    def blocks(self, home: NDArray[np.int32]) -> Iterator[NDArray[Any]]:
        """Give the seeds that ask in the order of the stream, some texts at a time."""
        for rows in self.asking.read_all():
            rows = rows.take(np.argsort(rows["seed"]))
            n_partners = rows["n"].astype(np.int32)
            for low, high in _text_blocks(n_partners, home[rows["seed"]]):
                yield rows[low:high]

    def of(self, rows: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Both seeds of each hit of some rows."""
        n = rows["n"].astype(np.int64)
        partners = self.table[unroll(np.ascontiguousarray(rows["base"]), n)]
        return np.repeat(rows["seed"], n), partners


def _text_blocks(
    n_partners: NDArray[np.int32], text: NDArray[np.int32]
) -> list[tuple[int, int]]:
    """Cut seeds into blocks of whole texts with about as many hits as the sizes in use say."""
    step = batch_sizes().links
    total = np.cumsum(n_partners, dtype=np.int64)
    at = np.searchsorted(total, np.arange(step, int(n_partners.sum()), step))
    cuts = np.unique(np.searchsorted(text, text[at], side="right")).tolist()
    return [
        (low, high) for low, high in pairwise([0, *cuts, len(n_partners)]) if low < high
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Points(Columns):
    """Hits as points in the plane of two texts.

    Parameters
    ----------
    place, other_place : numpy.ndarray of shape (n,)
        Where the seed starts in either text.
    text, other_text : numpy.ndarray of shape (n,)
        Numbers of the texts.
    """

    place: NDArray[Any]
    other_place: NDArray[Any]
    text: NDArray[np.int32]
    other_text: NDArray[np.int32]

    @property
    def diagonal(self) -> NDArray[np.int64]:
        """How far the two places lie apart: the same along an unedited copy."""
        diagonal: NDArray[np.int64] = self.place.astype(np.int64) - self.other_place
        return diagonal


def _crowded(diagonal: NDArray[np.int64], text: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Mark hits that have enough others of their text near their diagonal.

    Most hits are chance; counting strips in one table costs a fraction of sorting all hits. Strips
    that share a place of the table let a few lonely hits through, never stop one in a line.
    """
    bits = max((_ROOM * len(diagonal)).bit_length(), _LEAST_BITS)
    strip = (diagonal >> _STRIP_BITS).astype(np.uint64)
    strip += text.astype(np.uint64) * _SPREAD_TEXT
    own = top_bits(strip * _SPREAD_STRIP, bits)
    count = np.bincount(own, minlength=1 << bits)
    crowded: NDArray[np.bool_] = (count >= LEAST_HITS)[own]
    # A line may cross over into the strip on either side; few hits are alone in their own.
    rest = np.flatnonzero(~crowded)
    n_near = count[own[rest]]
    for beside in (strip[rest] - np.uint64(1), strip[rest] + np.uint64(1)):
        n_near += count[top_bits(beside * _SPREAD_STRIP, bits)]
    crowded[rest] = n_near >= LEAST_HITS
    return crowded


def _chain(points: _Points, bounds: NDArray[np.int64], length: int) -> Alignments:
    """Chain hits that lie close together along nearly the same diagonal."""
    if not len(points):
        return Alignments.empty()
    # First by diagonal: points of two texts whose diagonals lie apart belong to different lines.
    # Counted from where the two texts begin, diagonals of two texts are small numbers to sort by.
    diagonal = points.diagonal - (bounds[points.text] - bounds[points.other_text])
    order = order_by(points.text, points.other_text, diagonal)
    points, diagonal = points.take(order), diagonal[order]
    apart = np.diff(diagonal) > JUMP
    apart |= (np.diff(points.text) != 0) | (np.diff(points.other_text) != 0)
    line = np.cumsum(np.append(False, apart))
    # Then by place: a line ends where the next hit lies far off or on another diagonal.
    p, q = points.place.astype(np.int64), points.other_place.astype(np.int64)
    order = order_by(line, p)
    p, q, line, diagonal = p[order], q[order], line[order], diagonal[order]
    fresh = np.ones(len(p), dtype=bool)
    fresh[1:] = (
        (np.diff(line) != 0) | (np.diff(p) > GAP) | (np.abs(np.diff(diagonal)) > JUMP)
    )
    inside = _without_crumbs(p, fresh, length)
    p, q, fresh = p[inside], q[inside], begins(np.cumsum(fresh)[inside])
    head = np.flatnonzero(fresh)
    start, end = p[head], np.maximum.reduceat(p, head) + length
    other_start = np.minimum.reduceat(q, head)
    other_end = np.maximum.reduceat(q, head) + length
    long = end - start >= 2 * length
    return Alignments(start, end, other_start, other_end).take(long)


def _without_crumbs(
    place: NDArray[np.int64], fresh: NDArray[np.bool_], length: int
) -> NDArray[np.bool_]:
    """Mark the hits of lines without crumbs at their ends that lie far off from the rest.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Where the hits of each line start, ascending.
    fresh : numpy.ndarray of bool, shape (n,)
        Which ones begin a line.
    length : int
        Characters of a hit.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        All of a line that would be shorter than an edited copy without them.
    """
    # Most lines are a hit or two, which lose nothing.
    head, last = first_and_last(fresh)
    is_wide = place[last] - place[head] > LEAST_CHARS
    kept = np.ones(len(place), dtype=np.bool_)
    rows = np.flatnonzero(np.repeat(is_wide, last - head + 1))
    if len(rows):
        kept[rows] = ~_find_crumbs(place[rows], fresh[rows], length)
    return kept


def _find_crumbs(
    place: NDArray[np.int64], fresh: NDArray[np.bool_], length: int
) -> NDArray[np.bool_]:
    """Mark the hits of crumbs at the ends of lines."""
    # Hits that touch are one run; of each run where it starts and ends, and of which line it is.
    opens = fresh.copy()
    opens[1:] |= np.diff(place) > length
    first, last = first_and_last(opens)
    start, end = place[first], place[last] + length
    line = np.cumsum(fresh)[first] - 1
    head, tail = first_and_last(begins(line))
    several = np.flatnonzero(tail > head)
    head, tail = head[several], tail[several]
    # From an end, the run and the one next to it.
    lone = np.zeros(len(first), dtype=np.bool_)
    for at, beside in ((head, head + 1), (tail, tail - 1)):
        gap = np.maximum(start[at], start[beside]) - np.minimum(end[at], end[beside])
        size = end[at] - start[at]
        # Beside another crumb it is one more of a copy with many edits.
        is_last = end[beside] - start[beside] >= 2 * length
        lone[at] = is_last & (size < 2 * length) & (gap > LONE_GAP * size)
    rest_start = np.where(lone[head], start[head + 1], start[head])
    rest_end = np.where(lone[tail], end[tail - 1], end[tail])
    spared = rest_end - rest_start < LEAST_CHARS
    lone[head[spared]], lone[tail[spared]] = False, False
    return np.repeat(lone, last - first + 1)


def _keep_alike(stream: Stream, found: Alignments) -> Alignments:
    """Keep alignments that are long enough and whose two spans are similar enough as strings."""
    size = np.minimum(found.end - found.start, found.other_end - found.other_start)
    found = found.take(size >= LEAST_CHARS)
    alike = cpdist(
        stream.strings(*found.spans),
        stream.strings(*found.other_spans),
        scorer=Indel.normalized_similarity,
        score_cutoff=LEAST_SIMILARITY,
    )
    return found.take(np.asarray(alike) > 0)
