"""Where known wording stands in the texts: statutes, notices, the form, set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.batches import map_batches
from textmine.reuse.ground.fingerprints import hash_runs, top_bits
from textmine.reuse.ground.stream import Stream, read_stream, row_batches, within
from textmine.scratch import make_array
from textmine.text.hashes import are_among

# Characters, digits left out: the least run that counts as known wording. Lower, and names that any
# report may use count as official; higher, and what a filled-in place or office cuts short is
# missed. Chosen by hand.
LEAST_RUN = 9

# A sieve of one megabyte, which stays in the processor's cache, spares most runs the search among
# the known ones.
_SIEVE_BITS = 20

_DIGITS = re.compile(r"\d+")


def find_wording(
    stream: Stream, *wordings: Iterable[str], least: int = LEAST_RUN
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
    masks = [make_array(len(stream.codes), np.bool_) for _ in wanted]
    for mask in masks:
        mask[:] = False
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
    for runs in wanted:
        sieve[top_bits(runs, _SIEVE_BITS)] = True

    def mark(span: tuple[int, int]) -> None:
        low, high = span
        codes = stream.codes[low:high]
        letters = np.flatnonzero((codes < ord("0")) | (codes > ord("9")))
        hashes = hash_runs(codes[letters], least)
        near = np.flatnonzero(sieve[top_bits(hashes, _SIEVE_BITS)])
        if not len(near):
            return
        hashes, first, last = hashes[near], letters[near], letters[near + least - 1]
        bounds = stream.bounds[within(stream.bounds, low, high + 1)] - low
        # A run that goes on in the next text is none.
        inside = last < bounds[np.searchsorted(bounds, first, side="right")]
        for mask, runs in zip(masks, wanted, strict=True):
            known = inside & are_among(hashes, runs)
            mask[low:high] = _mark_spans(first[known], last[known], high - low)

    map_batches(mark, row_batches(stream.bounds) if sieve.any() else ())
    return masks


def _known_runs(texts: Iterable[str], least: int) -> NDArray[np.uint64]:
    """Hashes of the runs of some texts, digits left out."""
    known = read_stream([_DIGITS.sub("", text) for text in texts if text])
    rows = pairwise(known.bounds.tolist())
    parts = [hash_runs(known.codes[low:high], least) for low, high in rows]
    return np.unique(np.concatenate([*parts, np.empty(0, dtype=np.uint64)]))


def _mark_spans(
    first: NDArray[np.int64], last: NDArray[np.int64], n: int
) -> NDArray[np.bool_]:
    """Mark the characters of spans, both ends included, in a mask of ``n``."""
    change = np.zeros(n + 1, dtype=np.int32)
    np.add.at(change, first, 1)
    np.add.at(change, last + 1, -1)
    return np.cumsum(change[:-1]) > 0
