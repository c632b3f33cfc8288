"""Repeated n-grams of an integer sequence, all lengths from one sort, with document frequencies and neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_AT_ONCE, _PART = 2_000_000, 500_000


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Groups of equal n-grams; one entry per distinct n-gram in every array.

    Parameters
    ----------
    start : numpy.ndarray of int64
        First place of the n-gram in the sequence.
    length : numpy.ndarray of int64
        Its number of tokens.
    tf : numpy.ndarray of int64
        How often it stands there.
    df : tuple of numpy.ndarray of int64
        In how many distinct owners it stands, one array per partition asked for (reports,
        agencies).
    entropy_left, entropy_right : numpy.ndarray of float64
        Branching entropy in nats; a border of the sequence counts as a neighbour of its own.
    share_left, share_right : numpy.ndarray of float64
        Share of the places that have the most frequent binding neighbour; 0 if there is none.
    edge_left, edge_right : numpy.ndarray of float64
        Share of the places with a border or an edge token beside them.
    """

    start: Ints
    length: Ints
    tf: Ints
    df: tuple[Ints, ...]
    entropy_left: Floats
    entropy_right: Floats
    share_left: Floats
    share_right: Floats
    edge_left: Floats
    edge_right: Floats


@dataclass(frozen=True, slots=True)
class Kinds:
    """Tokens that play a part of their own.

    Parameters
    ----------
    loose : numpy.ndarray of int64
        Do not bind: an n-gram that always stands beside the same other token is a fragment.
    free : numpy.ndarray of int64
        Count as a border when they stand beside an n-gram: each is a neighbour of its own.
    after, before : numpy.ndarray of int64
        After which an expression may begin (particles, prepositions, adverbs …), and before which
        it may end.
    alone : numpy.ndarray of int64
        Matter as n-grams of length 1; fewer are faster.
    """

    loose: Ints
    free: Ints
    after: Ints
    before: Ints
    alone: Ints


@dataclass(frozen=True, slots=True)
class _Places:
    """Places in the order of what follows them; groups of equal n-grams are stretches of it."""

    index: Ints
    place: Ints
    common: Ints
    room: Ints
    previous: tuple[Ints, ...]

    def take(self, chosen: Bools) -> _Places:
        """Keep whole groups only, so that what remains is still in order."""
        previous = tuple(p[chosen] for p in self.previous)
        return _Places(
            self.index[chosen], self.place[chosen], self.common[chosen], self.room[chosen], previous
        )


class _Flags(NamedTuple):
    """The kinds as flags by token number."""

    loose: Bools
    free: Bools
    after: Bools
    before: Bools
    alone: Bools


def find_ngrams(
    tokens: Ints,
    row: Ints,
    owners: Sequence[Ints],
    kinds: Kinds,
    *,
    max_length: int,
    min_df: Sequence[int],
) -> Ngrams:
    """Find every n-gram of up to ``max_length`` tokens that enough owners share and no one-token extension explains.

    Equal n-grams of all lengths lie together once the places are sorted by their next
    ``max_length`` + 1 tokens (a suffix array cut off at that depth): one sort and one pass per
    length, at any document frequency. Large inputs are sorted in parts by first token.

    Parameters
    ----------
    tokens : numpy.ndarray of int64
        The sequence; 0 is a border that no n-gram crosses.
    row : numpy.ndarray of int64
        Row (stretch of text) of every token.
    owners : sequence of numpy.ndarray of int64
        For each partition the owner (report, agency) of every row.
    kinds : Kinds
        Tokens with a part of their own.
    max_length : int
        Longest n-gram.
    min_df : sequence of int
        Least number of owners, one per partition.

    Returns
    -------
    Ngrams
        In order of first place, then length.

    References
    ----------
    Manber, U. & Myers, G. (1993). Suffix arrays. SIAM J. Computing 22(5):935-948. Closed patterns:
    Pasquier, N. et al. (1999). Discovering frequent closed itemsets for association rules. ICDT.
    Branching entropy: Jin, Z. & Tanaka-Ishii, K. (2006). Unsupervised segmentation of Chinese text
    by use of branching entropy. COLING/ACL.

    Examples
    --------
    Tokens 1 2 3 stand in both owners; 1 2 alone is a fragment of them.

    >>> row = np.array([0, 0, 0, 0, 1, 1, 1])
    >>> tokens, none = np.array([1, 2, 3, 0, 1, 2, 3]), np.array([], dtype=np.int64)
    >>> kinds = Kinds(loose=none, free=none, after=none, before=none, alone=none)
    >>> found = find_ngrams(tokens, row, [np.array([0, 1])], kinds, max_length=3, min_df=[2])
    >>> found.start.tolist(), found.length.tolist(), found.df[0].tolist()
    ([0], [3], [2])
    """
    sides = (kinds.loose, kinds.free, kinds.after, kinds.before)
    number = _number(tokens, max(min_df), np.concatenate(sides))
    flags = _Flags(*(_flags(number, chosen) for chosen in (*sides, kinds.alone)))
    tokens = np.append(number[tokens], np.zeros(max_length + 1, number.dtype))
    found = []
    for start in _parts(tokens, _worth(tokens, flags.alone, max(min_df))):
        places = _sort_places(tokens, row, owners, max_length + 1, start, max(min_df))
        if max(min_df) == 1:  # else a group of two shows by itself that no border lies inside
            places = replace(places, room=_room(tokens)[places.place])
        for n in range(1, max_length + 1):
            places, df = _frequent(places, n, min_df)
            if n == 1:
                found.append(_closed(tokens, flags, *_alone(tokens, flags.alone, places, df), n))
            else:
                found.append(_closed(tokens, flags, places, df, n))
    columns = [np.concatenate(c) for c in zip(*found, strict=True)]
    by = np.lexsort((columns[1], columns[0]))
    columns = [c[by] for c in columns]
    k = 3 + len(owners)
    return Ngrams(columns[0], columns[1], columns[2], tuple(columns[3:k]), *columns[k:])


def _number(tokens: Ints, least: int, known: Ints) -> Ints:
    """Renumber: 0 the border, 1 every token too rare for an n-gram but for the known ones, the others from 2."""
    rare = np.bincount(tokens, minlength=1) < least
    rare[known[known < len(rare)]] = False
    number = np.where(rare, 1, 1 + np.cumsum(~rare)).astype(np.int32)
    number[0] = 0
    return number


def _flags(number: Ints, chosen: Ints) -> Bools:
    """Flags by new number: the chosen tokens and the border."""
    flags = np.zeros(int(number.max()) + 2, bool)
    flags[number[chosen[chosen < len(number)]]] = True
    flags[:2] = True, False
    return flags


def _frequent(places: _Places, n: int, min_df: Sequence[int]) -> tuple[_Places, list[Ints]]:
    """Keep the groups of n-grams with enough owners; their frequencies by partition."""
    if not len(places.index):
        return places, [places.index for _ in min_df]
    starts = np.flatnonzero(places.common < n)
    sizes = np.diff(np.append(starts, len(places.index)))
    first = np.repeat(places.index[starts], sizes)
    df = [np.add.reduceat((p < first).astype(np.int64), starts) for p in places.previous]
    enough = places.room[starts] >= n
    for count, least in zip(df, min_df, strict=True):
        enough &= count >= least
    return places.take(np.repeat(enough, sizes)), [count[enough] for count in df]


def _alone(
    tokens: Ints, alone: Bools, places: _Places, df: list[Ints]
) -> tuple[_Places, list[Ints]]:
    """Keep the groups of single tokens that count alone."""
    chosen = alone[tokens[places.place]]
    groups = chosen[places.common < 1]
    return places.take(chosen), [count[groups] for count in df]


def _closed(
    tokens: Ints, flags: _Flags, places: _Places, df: list[Ints], n: int
) -> list[Ints | Floats]:
    """Columns of the n-grams of one length that no neighbour explains."""
    starts = np.flatnonzero(places.common < n)
    tf = np.diff(np.append(starts, len(places.index)))
    group = np.repeat(np.arange(len(starts)), tf)
    after = tokens[places.place + n]
    right, share_right, edge_right = _branching(group, after, flags, flags.before, tf)
    inner = (share_right < 1)[group]
    group, place = group[inner], places.place[inner]
    before = np.where(place > 0, tokens[place - 1], 0)
    by = np.argsort(group * np.int64(len(flags.loose)) + before)
    left, share_left, edge_left = _branching(group[by], before[by], flags, flags.after, tf)
    good = (share_right < 1) & (share_left < 1)
    first = np.minimum.reduceat(places.place, starts) if len(starts) else starts
    columns = [
        first,
        np.full(len(starts), n),
        tf,
        *df,
        left,
        right,
        share_left,
        share_right,
        edge_left,
        edge_right,
    ]
    return [column[good] for column in columns]


def _branching(
    group: Ints, neighbour: Ints, flags: _Flags, edge: Bools, tf: Ints
) -> tuple[Floats, Floats, Floats]:
    """Entropy of each group's neighbours, share of the most frequent binding one, share at an edge; in order."""
    single = (neighbour < 2) | flags.free[neighbour]
    change = np.ones(len(group), bool)
    change[1:] = (group[1:] != group[:-1]) | (neighbour[1:] != neighbour[:-1]) | single[1:]
    at = np.flatnonzero(change)
    count = np.diff(np.append(at, len(group))).astype(np.float64)
    owner, kind = group[at], neighbour[at]
    entropy = np.log(tf) - np.bincount(owner, count * np.log(count), len(tf)) / tf
    share = np.zeros(len(tf))
    binding = ~single[at] & ~flags.loose[kind]
    np.maximum.at(share, owner[binding], count[binding])
    at_edge = np.bincount(owner[edge[kind]], count[edge[kind]], len(tf))
    return np.maximum(entropy, 0.0), share / tf, at_edge / tf


def _worth(tokens: Ints, single: Bools, least: int) -> Ints:
    """Places that can start a frequent n-gram: the token counts alone, or its pair with the next is frequent."""
    bits = min(25, len(tokens).bit_length() + 1)
    counts = np.zeros(1 << bits, np.int32)
    worth = single[tokens] & (tokens > 1)
    pairs = [_pairs(tokens, at, bits) for at in range(0, len(tokens) - 1, _AT_ONCE)]
    for _, hashes in pairs:
        np.add.at(counts, hashes, np.int32(1))
    often = counts >= least
    for place, hashes in pairs:
        worth[place[often[hashes]]] = True
    return np.flatnonzero(worth)


def _pairs(tokens: Ints, at: int, bits: int) -> tuple[Ints, NDArray[np.uint32]]:
    """Places in a block where two tokens without a border follow each other, and hashes of the two."""
    block = tokens[at : at + _AT_ONCE + 1]
    place = np.flatnonzero((block[:-1] > 1) & (block[1:] > 1)).astype(np.int32)
    first, second = block[place].astype(np.uint64), block[place + 1].astype(np.uint64)
    hashes = (first * np.uint64(0x9E3779B1) + second * np.uint64(0x85EBCA77)) >> np.uint64(7)
    return at + place, (hashes & np.uint64((1 << bits) - 1)).astype(np.uint32)


def _parts(tokens: Ints, start: Ints) -> Iterator[Ints]:
    """Split places by their first token to parts that the sort can hold in fast memory."""
    if len(start) <= _PART:
        yield start
        return
    part = (np.cumsum(np.bincount(tokens[start])) // _PART).astype(np.int32)[tokens[start]]
    by = np.argsort(part.astype(np.uint16) if int(part.max()) < 1 << 16 else part, kind="stable")
    yield from np.split(start[by], np.flatnonzero(np.diff(part[by])) + 1)


def _sort_places(
    tokens: Ints, row: Ints, owners: Sequence[Ints], width: int, start: Ints, least: int
) -> _Places:
    """Sort places by their next ``width`` tokens; those that too few others equal stay as they come."""
    bits = max(int(tokens.max()).bit_length(), 1)
    place, at, first = start.copy(), np.arange(len(start)), 1
    run = tokens[start].astype(np.int64)
    run -= run.min(
        initial=int(tokens.max())
    )  # a part holds few first tokens: more others fit beside them
    while first < width and len(at):
        size = min(max((62 - int(run.max()).bit_length()) // bits, 1), width - first)
        key = run << size * bits | _packed(tokens, place[at], first, size, bits)
        by = np.argsort(key)
        place[at], run = place[at[by]], _runs(key[by])
        many = np.bincount(run)[run] >= max(least, 2)
        at, run = at[many], _runs(run[many])
        first += size
    rows = row[place]
    index, room = np.arange(len(place)), np.full(len(place), width)
    return _Places(
        index,
        place,
        _common(tokens, place, width),
        room,
        _previous([owner[rows] for owner in owners]),
    )


def _runs(values: Ints) -> Ints:
    """Number the runs of equal values."""
    return np.cumsum(np.diff(values, prepend=values[:1]) != 0)


def _packed(tokens: Ints, place: Ints, first: int, size: int, bits: int) -> Ints:
    """Tokens ``first`` to ``first + size`` behind each place in one integer."""
    column = np.zeros(len(place), np.int64)
    for n in range(first, first + size):
        column = column << bits | tokens[place + n]
    return column


def _room(tokens: Ints) -> Ints:
    """Tokens from each place to the next border or rare token."""
    at = np.arange(len(tokens))
    border = np.where(tokens < 2, at, len(tokens))
    return np.minimum.accumulate(border[::-1])[::-1] - at


def _common(tokens: Ints, place: Ints, width: int) -> Ints:
    """Tokens that each place in sorted order shares with the one before, up to a break or ``width``."""
    common = np.zeros(len(place), np.int64)
    live = np.arange(1, len(place))
    for n in range(width):
        here = tokens[place[live] + n]
        live = live[(here == tokens[place[live - 1] + n]) & (here > 1)]
        common[live] = n + 1
    return common


def _previous(owners: Sequence[Ints]) -> tuple[Ints, ...]:
    """For each partition, the index in sorted order of the same owner's place before (−1 if none)."""
    out = []
    for mine in owners:
        if mine.max(initial=0) < 1 << 16:  # numpy sorts these by radix
            mine = mine.astype(np.uint16)
        by = np.argsort(mine, kind="stable")
        same = mine[by[1:]] == mine[by[:-1]]
        previous = np.full(len(mine), -1)
        previous[by[1:][same]] = by[:-1][same]
        out.append(previous)
    return tuple(out)
