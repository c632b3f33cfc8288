"""Where known wording stands in the texts: statutes, notices, the form, set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.fingerprints import hash_runs
from textmine.reuse.ground.stream import Stream, read_stream, row_batches, within
from textmine.reuse.ground.threads import map_batches

LEAST = 9
_SIEVE_BITS = 20
_DIGITS = re.compile(r"\d+")


def find_wording(
    stream: Stream, *wordings: Iterable[str], least: int = LEAST
) -> list[NDArray[np.bool_]]:
    """Mark the characters that known wording covers.

    Parameters
    ----------
    stream : Stream
        Texts.
    *wordings : iterable of str
        Kinds of wording, e.g. official and stock; each gives a mask of its own.
    least : int, optional
        Least length of a run shared with the wording, in normalised characters other than digits:
        numbers and years are left open.

    Returns
    -------
    list of numpy.ndarray of bool, shape (len(stream.codes),)
        For each kind: True where a run of at least ``least`` characters of its texts covers the
        character.

    Examples
    --------
    >>> s = read_stream(["我局按照《中华人民共和国政府信息公开条例》要求，如期公开"])
    >>> (mask,) = find_wording(s, ["《中华人民共和国政府信息公开条例》"])
    >>> s.string(*np.flatnonzero(np.diff(mask.astype(int))) + 1)
    '中华人民共和国政府信息公开条例'
    """
    wanted = [_known_runs(texts, least) for texts in wordings]
    marked = [np.zeros(len(stream.codes), dtype=bool) for _ in wanted]
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
    for runs in wanted:
        sieve[_slot(runs)] = True

    def mark(span: tuple[int, int]) -> None:
        low, high = span
        codes = stream.codes[low:high]
        bounds = stream.bounds[within(stream.bounds, low, high + 1)] - low
        letter = np.flatnonzero((codes < ord("0")) | (codes > ord("9")))
        hashes = hash_runs(codes[letter], least)
        near = np.flatnonzero(sieve[_slot(hashes)])
        hashes, first, last = hashes[near], letter[near], letter[near + least - 1]
        inside = (
            last < bounds[np.searchsorted(bounds, first, side="right")] if len(near) else near > 0
        )
        for mask, runs in zip(marked, wanted, strict=True):
            mask[low:high] = _cover(first, last, inside & np.isin(hashes, runs), high - low)

    map_batches(mark, row_batches(stream.bounds) if sieve.any() else ())
    return marked


def _known_runs(texts: Iterable[str], least: int) -> NDArray[np.uint64]:
    """Hashes of the runs of some texts, digits left out."""
    known = read_stream([_DIGITS.sub("", t) for t in texts if t])
    parts = [hash_runs(known.codes[a:b], least) for a, b in pairwise(known.bounds.tolist())]
    return np.unique(np.concatenate([*parts, np.empty(0, dtype=np.uint64)]))


def _cover(
    first: NDArray[np.int64], last: NDArray[np.int64], chosen: NDArray[np.bool_], n: int
) -> NDArray[np.bool_]:
    """Mark the chosen spans, both ends included."""
    change = np.zeros(n + 1, dtype=np.int32)
    np.add.at(change, first[chosen], 1)
    np.add.at(change, last[chosen] + 1, -1)
    return np.cumsum(change[:-1]) > 0


def _slot(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Top bits of the hashes, as an index into the sieve."""
    return (hashes >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)
