"""Repeated n-grams of an integer sequence: all lengths from one sort, with their neighbours.

tokens   4 7 2 0 7 2 9 …        0 is a border that no n-gram crosses
            │
            ▼  _worth: where a frequent token or pair starts
places   1 4 0 …                sorted by the max_length + 1 tokens from there (_sort_places)
            │
            ▼
sorted   7 2 0                  common 0   how many tokens a place shares with the one above:
         7 2 9                  common 2   a stretch of places with common ≥ n is one n-gram
         9 …                    common 0
            │
            ▼  for n = 1 … max_length: _frequent keeps stretches with enough owners,
            │                          _closed drops those that one neighbour explains
Ngrams   start, length, tf, df, entropy, share, edge
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from textmine.scratch import gather_array
from textmine.themes.arrays import Bools, Floats, Ints

# Odd multipliers that spread two token numbers over the bits of a hash (Knuth's multiplicative
# hashing); the low bits mix worst, so they are shifted out.
_FIRST_FACTOR, _SECOND_FACTOR = np.uint64(0x9E3779B1), np.uint64(0x85EBCA77)
_WEAK_BITS = np.uint64(7)
# A table of 128 MiB at most; a collision only keeps a place too many.
_MAX_HASH_BITS = 25
_KEY_BITS = 62  # of a signed 64-bit sort key
_RADIX_LIMIT = 1 << 16  # numpy sorts unsigned 16-bit numbers by radix, in linear time


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

    def take(self, chosen: Bools | Ints) -> Ngrams:
        """Keep some of the n-grams.

        Parameters
        ----------
        chosen : numpy.ndarray of bool or of int64
            A flag for each, or their numbers.

        Returns
        -------
        Ngrams
            The chosen ones.
        """
        kept = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return Ngrams(df=tuple(count[chosen] for count in self.df), **kept)


_COLUMNS = tuple(column.name for column in fields(Ngrams) if column.name != "df")


@dataclass(frozen=True, slots=True)
class Kinds:
    """Tokens that play a part of their own.

    Parameters
    ----------
    loose : numpy.ndarray of int64
        Do not bind: an n-gram that always stands beside the same other token is a fragment.
        ``before`` on its right does not bind either: what a preposition governs begins with it
    free : numpy.ndarray of int64
        Count as a border when they stand beside an n-gram: each is a neighbour of its own.
    after, before : numpy.ndarray of int64
        After which an expression may begin (particles, prepositions, adverbs …), and before which
        it may end.
    alone : numpy.ndarray of int64
        Matter as n-grams of length 1; fewer are faster.
    governors, heads : numpy.ndarray of int64
        Free only when they stand before an n-gram (verbs that govern it, 的, 一些, 但), and only
        behind it (heads that any noun may take).
    numbers : numpy.ndarray of int64
        Free only behind an n-gram: what is counted is whole without its count.
    pauses : numpy.ndarray of int64
        Marks of enumeration: free beside an n-gram that is one item, as any item may follow. Beside
        one that holds such a mark itself they bind: it may be cut out of a longer list.
    """

    loose: Ints
    free: Ints
    after: Ints
    before: Ints
    alone: Ints
    governors: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    heads: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    numbers: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    pauses: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class Batch:
    """How much is worked on in one go, to fit in the processor's cache; no result depends on it.

    Parameters
    ----------
    pairs : int, default 2,000,000
        Tokens whose pairs are hashed together.
    places : int, default 500,000
        Places sorted together, about.
    gathered : int, default 4,000,000
        Places that are gathered from the whole sequence in one go, to be sorted in parts: some
        130 MB.
    """

    pairs: int = 2_000_000
    places: int = 500_000
    gathered: int = 4_000_000


@dataclass(frozen=True, slots=True)
class _Flags:
    """The kinds as flags by token number."""

    loose: Bools
    after: Bools
    before: Bools
    alone: Bools
    free_left: Bools
    free_right: Bools
    pauses: Bools


@dataclass(frozen=True, slots=True)
class _Places:
    """Places in the order of what follows them; groups of equal n-grams are stretches of it.

    index: position in the first sort, by which ``previous`` points; place: offset in the sequence;
    common: tokens shared with the place above; room: tokens to the next border; previous: for each
    partition, the index of the same owner's place above (−1: none), so that a group's owners are
    those of its places whose previous one lies outside.
    """

    index: Ints
    place: Ints
    common: Ints
    room: Ints
    previous: tuple[Ints, ...]

    def take(self, chosen: Bools) -> _Places:
        """Keep whole groups only, so that what remains is still in order."""
        return _Places(
            self.index[chosen],
            self.place[chosen],
            self.common[chosen],
            self.room[chosen],
            tuple(p[chosen] for p in self.previous),
        )

    def starts(self, n: int) -> Ints:
        """Where the groups of equal n-grams begin."""
        return np.flatnonzero(self.common < n)


@dataclass(frozen=True, slots=True)
class _NgramGroups:
    """Groups of equal n-grams of one length: their places, and their owners by partition."""

    places: _Places
    df: tuple[Ints, ...]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What tokens are, as flags by number, when they stand on one side of an n-gram."""

    edge: Bools
    free: Bools
    loose: Bools
    pauses: Bools


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What stands on one side of each n-gram."""

    entropy: Floats
    share: Floats
    edge: Floats


def find_ngrams(
    tokens: Ints,
    row: Ints,
    owners: Sequence[Ints],
    kinds: Kinds,
    *,
    max_length: int,
    min_df: Sequence[int],
    wanted: Callable[[Ngrams], Bools] | None = None,
    batch: Batch = Batch(),
) -> Ngrams:
    """Find the n-grams that enough owners share and no one-token extension explains.

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
    wanted : callable, optional
        Tells which of some n-grams are kept: asked as they are found, so that the others, which are
        many more, are never held together.
    batch : Batch, optional
        How much is worked on in one go.

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
    >>> found = find_ngrams(
    ...     tokens, row, [np.array([0, 1])], kinds, max_length=3, min_df=[2]
    ... )
    >>> found.start.tolist(), found.length.tolist(), found.df[0].tolist()
    ([0], [3], [2])
    """
    least = max(min_df)
    free_left = np.append(kinds.free, kinds.governors)
    free_right = np.concatenate([kinds.free, kinds.heads, kinds.numbers])
    sides = (kinds.loose, kinds.after, kinds.before)
    free = (free_left, free_right, kinds.pauses)
    number = _number(tokens, least, np.concatenate([*sides, *free]))
    flags = _Flags(*(_flags(number, chosen) for chosen in (*sides, kinds.alone, *free)))
    # Borders behind the end: every place can be looked at to the full depth.
    blocks = range(0, len(tokens), batch.pairs)
    ends = [np.zeros(max_length + 1, number.dtype)]
    renumbered = (number[tokens[at : at + batch.pairs]] for at in blocks)
    tokens = gather_array(chain(renumbered, ends), number.dtype)
    found = []
    for start in _parts(tokens, _worth(tokens, flags.alone, least, batch.pairs), batch):
        places = _sort_places(tokens, row, owners, max_length + 1, start, least)
        if least == 1:  # else a group of two shows by itself that no border lies inside
            places = replace(places, room=_room(tokens)[places.place])
        for n in range(1, max_length + 1):
            # A frequent n-gram begins with a frequent (n − 1)-gram: the places only get fewer.
            groups = _frequent(places, n, min_df)
            places = groups.places
            if n == 1:
                groups = _alone(tokens, flags.alone, groups)
            closed = _closed(tokens, flags, groups, n)
            found.append(closed if wanted is None else closed.take(wanted(closed)))
    joined = _join(found)
    return joined.take(np.lexsort((joined.length, joined.start)))


def count_tokens(tokens: Ints) -> Ints:
    """Count how often each token stands in a sequence.

    Parameters
    ----------
    tokens : numpy.ndarray of int64
        The sequence.

    Returns
    -------
    numpy.ndarray of int64
        By token number; at least one entry.

    Examples
    --------
    >>> count_tokens(np.array([2, 0, 2])).tolist()
    [1, 0, 2]
    """
    counts = np.zeros(int(tokens.max(initial=0)) + 1, np.int64)
    # In blocks: each is widened to 64 bits before it is counted.
    step = Batch().pairs
    for at in range(0, len(tokens), step):
        counts += np.bincount(tokens[at : at + step], minlength=len(counts))
    return counts


def _join(parts: Sequence[Ngrams]) -> Ngrams:
    """Put the n-grams of all lengths and parts together."""
    columns = {
        name: np.concatenate([getattr(p, name) for p in parts]) for name in _COLUMNS
    }
    df = tuple(
        np.concatenate(counts) for counts in zip(*(p.df for p in parts), strict=True)
    )
    return Ngrams(df=df, **columns)


def _number(tokens: Ints, least: int, known: Ints) -> Ints:
    """Renumber: 0 the border, 1 what is too rare for an n-gram and not known, the others from 2."""
    rare = count_tokens(tokens) < least
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


def _frequent(places: _Places, n: int, min_df: Sequence[int]) -> _NgramGroups:
    """Keep the groups of n-grams with enough owners."""
    if not len(places.index):
        return _NgramGroups(places, tuple(places.index for _ in min_df))
    starts = places.starts(n)
    sizes = np.diff(np.append(starts, len(places.index)))
    first = np.repeat(places.index[starts], sizes)
    # An owner is counted at its first place in the group: its previous one lies before the group.
    df = [
        np.add.reduceat((p < first).astype(np.int64), starts) for p in places.previous
    ]
    enough = places.room[starts] >= n
    for count, least in zip(df, min_df, strict=True):
        enough &= count >= least
    return _NgramGroups(
        places.take(np.repeat(enough, sizes)),
        tuple(count[enough] for count in df),
    )


def _alone(tokens: Ints, alone: Bools, groups: _NgramGroups) -> _NgramGroups:
    """Keep the groups of single tokens that count alone."""
    places = groups.places
    chosen = alone[tokens[places.place]]
    kept = chosen[places.starts(1)]
    return _NgramGroups(places.take(chosen), tuple(count[kept] for count in groups.df))


def _closed(tokens: Ints, flags: _Flags, groups: _NgramGroups, n: int) -> Ngrams:
    """Give the n-grams of one length that no neighbour explains."""
    places = groups.places
    starts = places.starts(n)
    tf = np.diff(np.append(starts, len(places.index)))
    group = np.repeat(np.arange(len(starts)), tf)
    is_list = _holds(tokens, places.place[starts], n, flags.pauses)
    after = tokens[places.place + n]
    beside = _Beside(
        flags.before, flags.free_right, flags.loose | flags.before, flags.pauses
    )
    right = _branching(group, after, beside, tf, is_list)
    # What its right neighbour explains needs no look to the left: sorting there is what costs.
    inner = (right.share < 1)[group]
    group, place = group[inner], places.place[inner]
    before = np.where(place > 0, tokens[place - 1], 0)
    by = np.argsort(group * np.int64(len(flags.loose)) + before)
    beside = _Beside(flags.after, flags.free_left, flags.loose, flags.pauses)
    left = _branching(group[by], before[by], beside, tf, is_list)
    first = np.minimum.reduceat(places.place, starts) if len(starts) else starts
    found = Ngrams(
        start=first,
        length=np.full(len(starts), n),
        tf=tf,
        df=groups.df,
        entropy_left=left.entropy,
        entropy_right=right.entropy,
        share_left=left.share,
        share_right=right.share,
        edge_left=left.edge,
        edge_right=right.edge,
    )
    return found.take((right.share < 1) & (left.share < 1))


def _holds(tokens: Ints, place: Ints, n: int, pauses: Bools) -> Bools:
    """Tell which n-grams hold a mark of enumeration."""
    out: Bools = np.zeros(len(place), np.bool_)
    for k in range(n):
        out |= pauses[tokens[place + k]]
    return out


def _branching(
    group: Ints, neighbour: Ints, beside: _Beside, tf: Ints, is_list: Bools
) -> _Neighbours:
    """Measure the neighbours of each group; group and neighbour in order."""
    # Borders, rare and free tokens are each a neighbour of its own: they end a run at once.
    single = (neighbour < 2) | beside.free[neighbour]
    single |= beside.pauses[neighbour] & ~is_list[group]
    change = np.ones(len(group), bool)
    change[1:] = (
        (group[1:] != group[:-1]) | (neighbour[1:] != neighbour[:-1]) | single[1:]
    )
    at = np.flatnonzero(change)
    count = np.diff(np.append(at, len(group))).astype(np.float64)
    owner, kind = group[at], neighbour[at]
    # −Σ p ln p with p = count / tf, written so that one pass over the runs is enough.
    entropy = np.log(tf) - np.bincount(owner, count * np.log(count), len(tf)) / tf
    share = np.zeros(len(tf))
    binding = ~single[at] & (
        ~beside.loose[kind] | (beside.pauses[kind] & is_list[owner])
    )
    np.maximum.at(share, owner[binding], count[binding])
    at_edge = np.bincount(owner[beside.edge[kind]], count[beside.edge[kind]], len(tf))
    return _Neighbours(np.maximum(entropy, 0.0), share / tf, at_edge / tf)


def _worth(tokens: Ints, single: Bools, least: int, at_once: int) -> Bools:
    """Mark what can start a frequent n-gram: by the token alone, or by its pair with the next."""
    # Pairs are counted by hash: a collision lets a rare pair through, never drops a frequent one.
    bits = min(_MAX_HASH_BITS, len(tokens).bit_length() + 1)
    counts = np.zeros(1 << bits, np.int32)
    worth: Bools = np.zeros(len(tokens), np.bool_)
    # Hashed twice rather than kept: they would take as much memory as the tokens themselves.
    blocks = range(0, len(tokens), at_once)
    for at in blocks:
        _, hashes = _pairs(tokens[at : at + at_once + 1], at, bits)
        np.add.at(counts, hashes, np.int32(1))
    often = counts >= least
    for at in blocks:
        block = tokens[at : at + at_once]
        worth[at : at + at_once] = single[block] & (block > 1)
        place, hashes = _pairs(tokens[at : at + at_once + 1], at, bits)
        worth[place[often[hashes]]] = True
    return worth


def _pairs(block: Ints, at: int, bits: int) -> tuple[Ints, NDArray[np.uint32]]:
    """Places in a block, from ``at``, where two tokens follow each other, and their hashes."""
    place = np.flatnonzero((block[:-1] > 1) & (block[1:] > 1)).astype(np.int32)
    first = block[place].astype(np.uint64)
    second = block[place + 1].astype(np.uint64)
    hashes = (first * _FIRST_FACTOR + second * _SECOND_FACTOR) >> _WEAK_BITS
    return at + place, (hashes & np.uint64((1 << bits) - 1)).astype(np.uint32)


def _parts(tokens: Ints, worth: Bools, batch: Batch) -> Iterator[Ints]:
    """Split places by their first token to parts that the sort can hold in fast memory."""
    n_places = int(np.count_nonzero(worth))
    if n_places <= batch.places:
        yield np.flatnonzero(worth)
        return
    step = batch.pairs
    blocks = range(0, len(tokens), step)
    by_token = np.zeros(int(tokens.max()) + 1, np.int64)
    for at in blocks:
        block = tokens[at : at + step][worth[at : at + step]]
        by_token += np.bincount(block, minlength=len(by_token))
    before = np.cumsum(by_token)
    of_token = (before // batch.places).astype(np.int32)
    # Several parts are gathered together in one pass over the sequence.
    group_of_token = (before // batch.gathered)[np.searchsorted(of_token, of_token)]
    for group in np.unique(group_of_token).tolist():
        is_in = group_of_token == group
        chosen = [
            np.flatnonzero(worth[at : at + step] & is_in[tokens[at : at + step]]) + at
            for at in blocks
        ]
        start = np.concatenate(chosen)
        part = of_token[tokens[start]]
        part -= part.min(initial=int(of_token[-1]))
        key = (
            part.astype(np.uint16) if int(part.max(initial=0)) < _RADIX_LIMIT else part
        )
        by = np.argsort(key, kind="stable")
        yield from np.split(start[by], np.flatnonzero(np.diff(part[by])) + 1)


def _sort_places(
    tokens: Ints, row: Ints, owners: Sequence[Ints], width: int, start: Ints, least: int
) -> _Places:
    """Sort places by their next ``width`` tokens; what too few others equal stays as it comes."""
    place = _sorted_by_tokens(tokens, start, width, least)
    rows = row[place]
    return _Places(
        index=np.arange(len(place)),
        place=place,
        common=_common(tokens, place, width),
        room=np.full(len(place), width),
        previous=_previous([owner[rows] for owner in owners]),
    )


def _sorted_by_tokens(tokens: Ints, start: Ints, width: int, least: int) -> Ints:
    """Sort a few tokens deep at a time, and only where a group can still be frequent."""
    bits = max(int(tokens.max()).bit_length(), 1)
    place = start.copy()
    open_ = np.arange(len(start))  # positions whose order is not settled
    depth = 1
    run = tokens[start].astype(np.int64)
    # A part holds few first tokens: counted from its lowest, more others fit beside them in a key.
    run -= run.min(initial=int(tokens.max()))
    while depth < width and len(open_):
        fits = (_KEY_BITS - int(run.max()).bit_length()) // bits
        size = min(max(fits, 1), width - depth)
        key = run << size * bits | _packed(tokens, place[open_], depth, size, bits)
        by = np.argsort(key)
        place[open_] = place[open_[by]]
        run = _runs(key[by])
        many = np.bincount(run)[run] >= max(least, 2)
        open_, run = open_[many], _runs(run[many])
        depth += size
    return place


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
    """Tokens that each place in sorted order shares with the one above, up to a break or width."""
    common = np.zeros(len(place), np.int64)
    live = np.arange(1, len(place))
    for n in range(width):
        here = tokens[place[live] + n]
        live = live[(here == tokens[place[live - 1] + n]) & (here > 1)]
        common[live] = n + 1
    return common


def _previous(owners: Sequence[Ints]) -> tuple[Ints, ...]:
    """For each partition, the index in sorted order of the same owner's place above (−1: none)."""
    out = []
    for mine in owners:
        key = mine.astype(np.uint16) if mine.max(initial=0) < _RADIX_LIMIT else mine
        by = np.argsort(key, kind="stable")
        same = mine[by[1:]] == mine[by[:-1]]
        previous = np.full(len(mine), -1)
        previous[by[1:][same]] = by[:-1][same]
        out.append(previous)
    return tuple(out)
