"""Hashes of all runs of n characters, and which of them are the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.threads import map_batches

BLOCK = 1 << 16
PART = 1 << 20
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


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
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
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
    table = _sign_table(max(int(codes.max()).bit_length(), 16))
    for start in range(0, total, BLOCK):
        stop = min(start + BLOCK, total)
        out[start:stop] = _double(table[codes[start : stop + n - 1]], n)
    return out


_FACTORS = mix(np.arange(1 << 40, (1 << 40) + 128, dtype=np.uint64)) | np.uint64(1)


@cache
def _sign_table(bits: int) -> NDArray[np.uint64]:
    """Hashes of all code points of a number of bits."""
    return mix(np.arange(1 << bits, dtype=np.uint64))


def _double(power: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Hash the runs of ``n`` in one block from the hashes of its single characters.

    Each character is multiplied by odd numbers of its own and all are added up; the sum is mixed at
    the end."""
    size = len(power) - n + 1
    result: NDArray[np.uint64] | None = None
    done, width, level = 0, 1, 0
    while True:
        if n & width:
            part = power[done : done + size + (n - done - width)]
            if result is None:
                result = part.copy()
            else:
                result = result[: len(part)] * _FACTORS[2 * level]
                result += part
            done += width
        if done == n:
            assert result is not None
            return _blend(result[:size])
        left = power[: len(power) - width] * _FACTORS[2 * level + 1]
        left += power[width:]
        power = left
        width, level = 2 * width, level + 1


def _blend(sums: NDArray[np.uint64]) -> NDArray[np.uint64]:
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
    bits = min(max(len(keys) - 1, 0) // PART, 255).bit_length()
    if not bits:
        return _first_in_table(keys)
    part = (keys & np.uint64((1 << bits) - 1)).astype(np.uint8)
    order = np.argsort(part, kind="stable").astype(np.int32 if len(keys) < 2**31 else np.int64)
    first = np.empty_like(order)

    def look_up(where: NDArray[Any]) -> None:
        first[where] = where[_first_in_table(keys[where])]

    map_batches(look_up, np.split(order, np.cumsum(np.bincount(part))[:-1]))
    return first


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
    where = np.append(np.flatnonzero(sift(keys[:known], keys[known:])), np.arange(known, len(keys)))
    where = where.astype(np.int32 if len(keys) < 2**31 else np.int64)
    first = first_equal(keys[where])
    found: NDArray[Any] = where[first[len(where) - (len(keys) - known) :]]
    return found


def sift(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Mark keys that may be among the wanted ones: every one that is, and few that are not.

    Examples
    --------
    >>> sift(mix(np.arange(4, dtype=np.uint64)), mix(np.array([2], dtype=np.uint64))).tolist()
    [False, False, True, False]
    """
    bits = np.uint64(64 - min(max(8 * len(wanted), 256).bit_length(), 28))
    sieve = np.zeros(1 << (64 - int(bits)), dtype=bool)
    sieve[(wanted >> bits).view(np.int64)] = True
    return sieve[(keys >> bits).view(np.int64)]


def _first_in_table(keys: NDArray[np.uint64]) -> NDArray[Any]:
    """Find for each key the place of its first occurrence with one hash table."""
    small = len(keys) < 2**31
    index: NDArray[Any] = np.arange(len(keys), dtype=np.int32 if small else np.int64)
    first = index
    rest = index
    turn = 0
    while len(rest):
        bits = max(int(2 * len(rest)).bit_length(), 8)
        table = np.empty(1 << bits, dtype=index.dtype)
        values = keys if len(rest) == len(keys) else keys[rest]
        slots = (
            (values if turn == 0 else mix(values ^ np.uint64(turn))) >> np.uint64(64 - bits)
        ).view(np.int64)
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
