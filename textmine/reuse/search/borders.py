"""Where two texts that read alike stop doing so."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import Stream, spans_of
from textmine.reuse.ground.threads import map_batches

REACH = 32
BAND = 6
_BATCH = 1 << 13

Ints = NDArray[np.int64]


def extend_borders(
    stream: Stream, found: Alignments, closed: NDArray[np.bool_] | None = None
) -> Alignments:
    """Widen alignments on both sides as far as the two texts go on reading alike.

    Parameters
    ----------
    stream : Stream
        The texts.
    found : Alignments
        Alignments from seed to seed.
    closed : numpy.ndarray of bool, shape (n,), optional
        Characters that no first span is widened over.

    Returns
    -------
    Alignments
        Each reaches to where the best alignment of what lies beyond ends (equal characters count 1,
        each edit −1), at most 32 characters farther, within its texts.

    References
    ----------
    S. Altschul et al. (1990), Basic local alignment search tool, Journal of Molecular Biology 215,
    403–410, for the extension of seeds by score.

    Examples
    --------
    >>> from textmine.reuse.ground.stream import read_stream
    >>> s = read_stream(["甲乙主动公开信息丙丁戊己", "子丑主动公开信息丙戊己寅卯"])
    >>> one = Alignments(*(np.array([x]) for x in (2, 8, 14, 20)))
    >>> wide = extend_borders(s, one)
    >>> (
    ...     s.string(int(wide.start[0]), int(wide.end[0])),
    ...     s.string(int(wide.other_start[0]), int(wide.other_end[0])),
    ... )
    ('主动公开信息丙丁戊己', '主动公开信息丙戊己')
    """
    low, high, other_low, other_high = (
        edge[np.searchsorted(stream.bounds, at, side="right") + shift]
        for at in (found.start, found.other_start)
        for edge, shift in ((stream.bounds, -1), (stream.bounds, 0))
    )
    if closed is not None:
        edge = np.concatenate([[0], np.column_stack(spans_of(closed)).ravel(), [len(closed)]])
        low = np.maximum(low, edge[np.searchsorted(edge, found.start, side="right") - 1])
        high = np.minimum(high, edge[np.searchsorted(edge, found.end)])
    left, other_left = _reach(
        stream.codes,
        found.start - 1,
        found.other_start - 1,
        found.start - low,
        found.other_start - other_low,
        -1,
    )
    right, other_right = _reach(
        stream.codes, found.end, found.other_end, high - found.end, other_high - found.other_end, 1
    )
    return Alignments(
        found.start - left,
        found.end + right,
        found.other_start - other_left,
        found.other_end + other_right,
    )


def _reach(
    codes: NDArray[Any], a: Ints, b: Ints, room: Ints, other_room: Ints, step: int
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Characters to take in on either side, from ``a`` and ``b`` on, one way."""

    def reach(low: int) -> NDArray[np.int16]:
        where = slice(low, low + _BATCH)
        one = _letters(codes, a[where], room[where], step, -1)
        two = _letters(codes, b[where], other_room[where], step, -2)
        return _best_end(one, two)

    ends = np.concatenate(
        [np.zeros((0, 2), dtype=np.int16), *map_batches(reach, range(0, len(a), _BATCH))]
    )
    return ends[:, 0], ends[:, 1]


def _letters(
    codes: NDArray[Any], at: Ints, room: Ints, step: int, beyond: int
) -> NDArray[np.int32]:
    """Characters from places on, one way; a code of its own beyond the border of the text; shape (REACH, n)."""
    turn = np.arange(REACH)[:, None]
    inside = turn < room
    return np.where(
        inside, codes[np.where(inside, at + step * turn, 0)].astype(np.int32), np.int32(beyond)
    )


def _best_end(one: NDArray[np.int32], two: NDArray[np.int32]) -> NDArray[np.int16]:
    """End of the best alignment of two beginnings, for many pairs, within a band around the diagonal; shape (n, 2)."""
    n, width = one.shape[1], 2 * BAND + 1
    never = np.full(n, -1000, dtype=np.int16)
    before = [never if k < BAND else np.full(n, BAND - k, dtype=np.int16) for k in range(width)]
    best, ends = np.zeros(n, dtype=np.int16), np.zeros((2, n), dtype=np.int16)
    for i in range(1, REACH + 1):
        row: list[NDArray[np.int16]] = []
        for k in range(width):
            j = i + k - BAND
            if not 0 <= j <= REACH:
                row.append(never)
                continue
            score = before[k + 1] - np.int16(1) if k + 1 < width else never
            if j:
                equal = one[i - 1] == two[j - 1]
                score = np.maximum(score, before[k] + np.where(equal, np.int16(1), np.int16(-1)))
            if k:
                score = np.maximum(score, row[k - 1] - np.int16(1))
            row.append(score)
            better = score > best
            best = np.where(better, score, best)
            ends[0][better], ends[1][better] = i, j
        before = row
    return ends.T
