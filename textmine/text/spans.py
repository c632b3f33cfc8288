"""The algebra of intervals: half-open spans of characters as two arrays, start and end.

Everything that asks which characters are covered, shared or left over asks here. Spans are given
as arrays of one length with ``start <= end``; *disjoint* means in ascending order without overlap,
as :func:`union` gives them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Spans(NamedTuple):
    """Half-open spans, one a row."""

    start: Ints
    end: Ints


def make_spans(start: ArrayLike, end: ArrayLike) -> Spans:
    """Make spans of two lists of places.

    Parameters
    ----------
    start, end : array_like of shape (n_spans,)
        First character, and the one behind the last.

    Returns
    -------
    Spans
        As ``int64`` arrays.

    Examples
    --------
    >>> make_spans([0, 4], [3, 9]).end.tolist()
    [3, 9]
    """
    return Spans(np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64))


def union(spans: Spans) -> Spans:
    """Unite spans that overlap or touch.

    Parameters
    ----------
    spans : Spans
        In any order; empty spans are dropped.

    Returns
    -------
    Spans
        Disjoint spans that cover the same characters, none touching the next.

    Examples
    --------
    >>> [x.tolist() for x in union(make_spans([5, 0, 2], [7, 3, 4]))]
    [[0, 5], [4, 7]]
    """
    filled = spans.end > spans.start
    start, end = spans.start[filled], spans.end[filled]
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    if not len(start):
        return Spans(start, end)
    reach = np.maximum.accumulate(end)
    # A new stretch begins where a span starts beyond all that came before.
    opens = np.append(True, start[1:] > reach[:-1])
    closes = np.append(np.flatnonzero(opens)[1:] - 1, len(start) - 1)
    return Spans(start[opens], reach[closes])


def subtract(spans: Spans, taken: Spans) -> Spans:
    """Leave of the first spans what the second do not cover.

    Parameters
    ----------
    spans, taken : Spans
        In any order.

    Returns
    -------
    Spans
        Disjoint spans.

    Examples
    --------
    >>> [
    ...     x.tolist()
    ...     for x in subtract(make_spans([0], [10]), make_spans([2, 6], [4, 7]))
    ... ]
    [[0, 4, 7], [2, 6, 10]]
    """
    kept, gone = union(spans), union(taken)
    # Between two neighbouring borders of either set a character is either in or out.
    borders = np.unique(np.concatenate([*kept, *gone]))
    if len(borders) < 2:
        return kept
    start, end = borders[:-1], borders[1:]
    left = _holds(kept, start) & ~_holds(gone, start)
    return union(Spans(start[left], end[left]))


def subtract_each(spans: Spans, taken: Spans) -> tuple[Spans, Ints]:
    """Leave of each span what others do not cover, span by span.

    Unlike :func:`subtract` this keeps the parts of spans that overlap or touch apart.

    Parameters
    ----------
    spans, taken : Spans
        In any order.

    Returns
    -------
    parts : Spans
        Not empty; in the order of ``spans``, those of one span in ascending order.
    owner : numpy.ndarray of int64, shape (n_parts,)
        The row of ``spans`` that each part comes from.

    Examples
    --------
    >>> parts, owner = subtract_each(
    ...     make_spans([0, 5], [9, 10]), make_spans([2, 6], [4, 7])
    ... )
    >>> [x.tolist() for x in (*parts, owner)]
    [[0, 4, 7, 5, 7], [2, 6, 9, 6, 10], [0, 0, 0, 1, 1]]
    """
    gone = union(taken)
    # Gap g lies before the g-th stretch that is gone; the last one is open to the right.
    limits = np.iinfo(np.int64)
    gap_start = np.append(limits.min, gone.end)
    gap_end = np.append(gone.start, limits.max)
    first = np.searchsorted(gone.end, spans.start, side="right")
    last = np.searchsorted(gone.start, spans.end)
    n_gaps = np.maximum(last - first, 0) + 1
    owner = np.repeat(np.arange(len(spans.start)), n_gaps)
    turn = np.arange(len(owner)) - np.repeat(np.cumsum(n_gaps) - n_gaps, n_gaps)
    gap = first[owner] + turn
    start = np.maximum(spans.start[owner], gap_start[gap])
    end = np.minimum(spans.end[owner], gap_end[gap])
    filled = end > start
    return Spans(start[filled], end[filled]), owner[filled]


def covered(spans: Spans, cover: Spans) -> Ints:
    """Count the characters of each span that lie inside a cover.

    Parameters
    ----------
    spans : Spans
        What is asked for; may overlap.
    cover : Spans
        In any order; characters covered twice count once.

    Returns
    -------
    numpy.ndarray of int64, shape (n_spans,)
        Characters.

    Examples
    --------
    >>> covered(make_spans([0, 3], [5, 4]), make_spans([2, 2], [4, 8])).tolist()
    [3, 1]
    """
    whole = union(cover)
    before = np.append(0, np.cumsum(whole.end - whole.start))
    counts: Ints = _covered_up_to(spans.end, whole, before) - _covered_up_to(
        spans.start, whole, before
    )
    return counts


def share(spans: Spans, cover: Spans) -> Floats:
    """Compute the share of each span's characters that lie inside a cover.

    Parameters
    ----------
    spans, cover : Spans
        As for :func:`covered`.

    Returns
    -------
    numpy.ndarray of float64, shape (n_spans,)
        Between 0 and 1; 0 for an empty span.

    Examples
    --------
    >>> share(make_spans([0], [4]), make_spans([2], [9])).tolist()
    [0.5]
    """
    size = spans.end - spans.start
    return np.asarray(covered(spans, cover) / np.maximum(size, 1), dtype=np.float64)


def overlap(one: Spans, other: Spans) -> Ints:
    """Count the characters that the spans of two lists share, row by row.

    Parameters
    ----------
    one, other : Spans
        Of one length, or one of them of length 1.

    Returns
    -------
    numpy.ndarray of int64, shape (n_spans,)
        Characters; 0 where they do not meet.

    Examples
    --------
    >>> overlap(make_spans([0, 0], [5, 5]), make_spans([3, 7], [9, 9])).tolist()
    [2, 0]
    """
    end = np.minimum(one.end, other.end)
    start = np.maximum(one.start, other.start)
    common: Ints = np.maximum(end - start, 0)
    return common


def _holds(disjoint: Spans, at: Ints) -> NDArray[np.bool_]:
    """Tell of each place whether one of the disjoint spans holds it."""
    if not len(disjoint.start):
        return np.zeros(len(at), dtype=np.bool_)
    nearest = np.searchsorted(disjoint.start, at, side="right") - 1
    inside = at < disjoint.end[np.maximum(nearest, 0)]
    return np.asarray((nearest >= 0) & inside, dtype=np.bool_)


def _covered_up_to(at: Ints, whole: Spans, before: Ints) -> Ints:
    """Covered characters in front of each place; ``before`` counts those of the spans before."""
    if not len(whole.start):
        return np.zeros(len(at), dtype=np.int64)
    nearest = np.searchsorted(whole.start, at, side="right") - 1
    last = np.maximum(nearest, 0)
    inside = np.minimum(at, whole.end[last]) - whole.start[last]
    count: Ints = np.where(nearest >= 0, before[last] + inside, 0)
    return count
