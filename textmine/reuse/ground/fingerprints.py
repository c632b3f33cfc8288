"""Hashes of all runs of n characters, and which of them are the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.reuse.ground.batches import batch_sizes, map_batches
from textmine.reuse.ground.columns import Columns, gather_table
from textmine.scratch import Buckets

# Constants of splitmix64 (see mix): the odd increment and the two odd multipliers.
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SECOND_MIX = np.uint64(0x94D049BB133111EB)

# Least bits of the table of character hashes: one for all of the Basic Multilingual Plane, so that
# nearly every corpus shares one cached table.
_PLANE_BITS = 16

# Most parts that keys are split into by their low bits: their number must fit into one byte.
_MOST_PARTS = 255

# Bits of the smallest hash table and sieve: below that a table costs the same whatever its size.
_LEAST_BITS = 8

# Places of a hash table for each key, at least: most keys find theirs free in the first round.
_TABLE_ROOM = 2

# Places of a sieve for each wanted key, at least, so that at most one in eight others gets through
# ...
_SIEVE_ROOM = 8

# ... up to 2 ** 28 places (256 MB of bytes), beyond which more of them get through.
_MOST_SIEVE_BITS = 28


def index_dtype(n: int) -> type[np.int32 | np.int64]:
    """Return the narrowest type for places among ``n``: half the memory traffic up to 2³¹.

    Examples
    --------
    >>> np.dtype(index_dtype(1000)).name, np.dtype(index_dtype(1 << 40)).name
    ('int32', 'int64')
    """
    return np.int32 if n < 1 << 31 else np.int64


def top_bits(hashes: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """Return the highest bits of hashes: a place in a table of ``2 ** bits``.

    Examples
    --------
    >>> top_bits(np.array([1 << 63, 5], dtype=np.uint64), 1).tolist()
    [1, 0]
    """
    return (hashes >> np.uint64(64 - bits)).view(np.int64)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit integers one to one (splitmix64, Steele, Lea & Flood 2014).

    Parameters
    ----------
    values : numpy.ndarray of uint64
        Any integers.

    Returns
    -------
    numpy.ndarray of uint64
        Their scrambled values; equal in, equal out, on every machine.

    Examples
    --------
    >>> len(set(mix(np.arange(1000, dtype=np.uint64)).tolist()))
    1000
    """
    z = (values + np.uint64(1)) * _ODD
    z = (z ^ (z >> np.uint64(30))) * _MIX
    z = (z ^ (z >> np.uint64(27))) * _SECOND_MIX
    return z ^ (z >> np.uint64(31))


def hash_runs(codes: NDArray[Any], n: int) -> NDArray[np.uint64]:
    """Hash every run of ``n`` characters.

    The hash of a run comes from the hashes of its halves (doubling), block by block so that each
    stays in cache.

    Parameters
    ----------
    codes : numpy.ndarray of shape (m,)
        Code points.
    n : int
        Length of a run, at least 1.

    Returns
    -------
    numpy.ndarray of shape (max(m - n + 1, 0),)
        Entry ``i`` belongs to ``codes[i:i + n]``.

    Examples
    --------
    >>> h = hash_runs(np.array([1, 2, 3, 1, 2, 3], dtype=np.uint32), 3)
    >>> len(h), bool(h[0] == h[3]), bool(h[0] == h[1])
    (4, True, False)
    """
    total = max(len(codes) - n + 1, 0)
    out = np.empty(total, dtype=np.uint64)
    if not total:
        return out
    table = _char_hashes(max(int(codes.max()).bit_length(), _PLANE_BITS))
    block = batch_sizes().cached
    for start in range(0, total, block):
        stop = min(start + block, total)
        out[start:stop] = _hash_block(table[codes[start : stop + n - 1]], n)
    return out


# Odd, so that multiplying loses nothing; two for each doubling, more than any length needs.
_FACTORS = mix(np.uint64(1 << 40) + np.arange(128, dtype=np.uint64)) | np.uint64(1)


@cache
def _char_hashes(bits: int) -> NDArray[np.uint64]:
    """Hashes of all code points of a number of bits."""
    return mix(np.arange(1 << bits, dtype=np.uint64))


def _hash_block(char_hashes: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Hash the runs of ``n`` in one block from the hashes of its single characters.

    Runs of 1, 2, 4, … characters are hashed by doubling; the run of ``n`` is put together from
    those that make up its binary digits, the shortest first. Each half is multiplied by an odd
    number of its own, so that the order of characters counts; the sum is mixed at the end only.
    """
    power, width, level = char_hashes, 1, 0
    result: NDArray[np.uint64] | None = None
    done = 0
    while True:
        if n & width:
            part = power[done:]
            if result is None:
                result = part.copy()
            else:
                result = result[: len(part)] * _FACTORS[2 * level]
                result += part
            done += width
        if done == n:
            assert result is not None
            return _mix_sums(result)
        doubled = power[: len(power) - width] * _FACTORS[2 * level + 1]
        doubled += power[width:]
        power, width, level = doubled, 2 * width, level + 1


def _mix_sums(sums: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix 64-bit sums one to one, in place."""
    sums ^= sums >> np.uint64(32)
    sums *= _MIX
    sums ^= sums >> np.uint64(29)
    return sums


def first_equal(keys: NDArray[np.uint64]) -> NDArray[Any]:
    """Find for each key the place of its first occurrence.

    A hash table filled and read with whole arrays: no sort, cost in proportion to the number of
    keys, whatever the number of repeats. Slots taken by another key go to a next round. Many keys
    are first split by their low bits, so that each table stays in cache.

    Parameters
    ----------
    keys : numpy.ndarray of uint64, shape (n,)
        Well mixed keys, e.g. hashes.

    Returns
    -------
    numpy.ndarray of int32 (int64 beyond 2³¹ keys), shape (n,)
        ``first[i] <= i`` is the least index with ``keys[first[i]] == keys[i]``.

    Examples
    --------
    >>> first_equal(mix(np.array([7, 5, 7, 5, 5, 1], dtype=np.uint64))).tolist()
    [0, 1, 0, 1, 1, 5]
    """
    n_parts = min(len(keys) // batch_sizes().keys, _MOST_PARTS)
    bits = n_parts.bit_length()
    if not bits:
        return _first_in_table(keys)
    part = (keys & np.uint64((1 << bits) - 1)).astype(np.uint8)
    order = np.argsort(part, kind="stable").astype(index_dtype(len(keys)))
    first = np.empty_like(order)

    def look_up(where: NDArray[Any]) -> None:
        first[where] = where[_first_in_table(keys[where])]

    ends = np.cumsum(np.bincount(part))
    map_batches(look_up, np.split(order, ends[:-1]))
    return first


def gather_repeated(keys: NDArray[np.uint64]) -> NDArray[Any]:
    """List the places of keys that occur more than once, equal ones together, each in its order.

    The high bits of each key and its place are sorted as one integer, which takes a fraction of the
    time of sorting places by keys. The few keys that agree in their high bits alone are then told
    apart.

    Parameters
    ----------
    keys : numpy.ndarray of uint64, shape (n,)
        Well mixed keys, e.g. hashes.

    Returns
    -------
    numpy.ndarray of int32 (int64 beyond 2³¹ keys), shape (m,)
        Places in ``keys``.

    Examples
    --------
    >>> gather_repeated(mix(np.array([7, 5, 7, 9, 5, 5], dtype=np.uint64))).tolist()
    [1, 4, 5, 0, 2]
    """
    place_bits = np.uint64(len(keys).bit_length())
    places = (np.uint64(1) << place_bits) - np.uint64(1)
    packed = (keys & ~places) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    packed = packed[_has_twin(packed >> place_bits)]
    place = (packed & places).astype(index_dtype(len(keys)))
    high, own = packed >> place_bits, keys[place]
    mixed = (np.diff(high) == 0) & (np.diff(own) != 0)
    if not mixed.any():
        return place
    rows = np.flatnonzero(is_among(high, np.unique(high[1:][mixed])))
    place[rows] = place[rows][np.lexsort((place[rows], own[rows], high[rows]))]
    repeated: NDArray[Any] = place[_has_twin(keys[place])]
    return repeated


def _has_twin(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Mark values that are the same as one of their neighbours."""
    same = values[1:] == values[:-1]
    has_twin = np.zeros(len(values), dtype=bool)
    has_twin[1:] = same
    has_twin[:-1] |= same
    return has_twin


def first_known(keys: NDArray[np.uint64], known: int) -> NDArray[Any]:
    """Find for each key from ``known`` on the place of its first occurrence among all.

    Earlier keys that no later one can equal are sieved out first, so that the cost is in proportion
    to the later ones.

    Parameters
    ----------
    keys : numpy.ndarray of uint64, shape (n,)
        Well mixed keys.
    known : int
        How many come before those to look up.

    Returns
    -------
    numpy.ndarray of int32 (int64 beyond 2³¹ keys), shape (n - known,)
        As ``first_equal(keys)[known:]``.

    Examples
    --------
    >>> first_known(mix(np.array([7, 5, 7, 5, 5, 1], dtype=np.uint64)), 3).tolist()
    [1, 1, 5]
    """
    if not known:
        return first_equal(keys)
    earlier = np.flatnonzero(sift(keys[:known], keys[known:]))
    later = np.arange(known, len(keys))
    where = np.append(earlier, later).astype(index_dtype(len(keys)))
    first = first_equal(keys[where])
    found: NDArray[Any] = where[first[len(earlier) :]]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Again(Columns):
    """Keys that stand earlier too, in their order.

    Parameters
    ----------
    place : numpy.ndarray of shape (n,)
        Place of the key.
    first : numpy.ndarray of shape (n,)
        Place where the same key stands first.
    """

    place: NDArray[Any]
    first: NDArray[Any]


def find_again(keys: NDArray[np.uint64], known: int = 0) -> Again:
    """List the keys from ``known`` on that stand earlier too.

    As :func:`first_known` tells. Many keys are sorted into buckets by their low bits, and what is
    found into others by place, so that no more than a bucket of either is in memory.

    Parameters
    ----------
    keys : numpy.ndarray of uint64, shape (n,)
        Well mixed keys.
    known : int, optional
        How many come before those to look up.

    Returns
    -------
    Again
        Where they stand, and where first.

    Examples
    --------
    >>> found = find_again(mix(np.array([7, 5, 7, 5, 5, 1], dtype=np.uint64)))
    >>> found.place.tolist(), found.first.tolist()
    ([2, 3, 4], [0, 1, 1])
    """
    n, step, wide = len(keys), batch_sizes().keys, index_dtype(len(keys))
    if known or n <= step:
        return _again(first_known(keys, known), known)
    n_buckets = 1 << (n // step).bit_length()
    row = np.dtype([("key", "u8"), ("place", wide)])

    def sort_by_key(low: int) -> tuple[NDArray[Any], NDArray[np.uint64]]:
        part = keys[low : low + step]
        rows = np.empty(len(part), row)
        rows["key"], rows["place"] = part, np.arange(low, low + len(part))
        return rows, part & np.uint64(n_buckets - 1)

    by_key = Buckets(n_buckets, row, map(sort_by_key, range(0, n, step)))
    pair = np.dtype([("place", wide), ("first", wide)])

    def look_up(number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        rows = by_key.read(number)
        found = _again(_first_in_table(np.ascontiguousarray(rows["key"])), 0)
        pairs = np.empty(len(found), pair)
        pairs["place"] = rows["place"][found.place]
        pairs["first"] = rows["place"][found.first]
        return pairs, pairs["place"] // step

    n_stretches = n // step + 1
    by_place = Buckets(n_stretches, pair, map_threads(look_up, range(n_buckets)))
    return gather_table(
        map(_in_order, by_place.read_all()), Again(*np.empty((2, 0), wide))
    )


def _again(first: NDArray[Any], known: int) -> Again:
    """Keys whose first place, which is given from ``known`` on, is not their own."""
    own = np.arange(known, known + len(first), dtype=first.dtype)
    return Again(own, first).take(first != own)


def _in_order(pairs: NDArray[Any]) -> Again:
    """Pairs of places, ascending."""
    order = np.argsort(pairs["place"])
    return Again(pairs["place"][order], pairs["first"][order])


def sift(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Mark keys that may be among the wanted ones: every one that is, and few that are not.

    Examples
    --------
    >>> sift(
    ...     mix(np.arange(4, dtype=np.uint64)), mix(np.array([2], dtype=np.uint64))
    ... ).tolist()
    [False, False, True, False]
    """
    if not len(keys):
        # A sieve for many wanted keys costs tens of milliseconds, whether anything goes through it.
        return np.zeros(0, dtype=bool)
    room = max(_SIEVE_ROOM * len(wanted), 1 << _LEAST_BITS)
    bits = min(room.bit_length(), _MOST_SIEVE_BITS)
    sieve = np.zeros(1 << bits, dtype=bool)
    sieve[top_bits(wanted, bits)] = True
    return sieve[top_bits(keys, bits)]


def is_among(
    values: NDArray[np.uint64], known: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    """Tell which values are among some that are sorted: ``np.isin`` would sort both each time.

    Examples
    --------
    >>> is_among(
    ...     np.array([3, 4], dtype=np.uint64), np.array([1, 3], dtype=np.uint64)
    ... ).tolist()
    [True, False]
    """
    found = np.zeros(len(values), dtype=bool)
    if not len(known):
        return found
    # In order, each is looked up beside the one before: a third of the time, sorting included.
    order = np.argsort(values)
    values = values[order]
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found[order] = known[at] == values
    return found


def _first_in_table(keys: NDArray[np.uint64]) -> NDArray[Any]:
    """Find for each key the place of its first occurrence with one hash table a round."""
    index: NDArray[Any] = np.arange(len(keys), dtype=index_dtype(len(keys)))
    first = index
    rest, turn = index, 0
    while len(rest):
        bits = max((_TABLE_ROOM * len(rest)).bit_length(), _LEAST_BITS)
        table = np.empty(1 << bits, dtype=index.dtype)
        values = keys if len(rest) == len(keys) else keys[rest]
        # Other slots in each round, else the same keys would meet again.
        slots = top_bits(values if turn == 0 else mix(values ^ np.uint64(turn)), bits)
        # Written backwards, so that of several keys in one slot the first stays.
        table[slots[::-1]] = rest[::-1]
        found = table.take(slots, mode="clip")
        same = keys.take(found) == values
        if turn == 0:
            first = np.where(same, found, index)
        else:
            first[rest[same]] = found[same]
        rest = rest[~same]
        turn += 1
    return first
