"""Where two texts that read alike stop doing so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.columns import Columns
from textmine.reuse.ground.stream import Stream, spans_of

# Characters that an alignment is widened over at most. What reads alike farther out has seeds of
# its own in line; wider costs in proportion.
REACH = 32

# Characters that the two sides may be shifted against each other: insertions less deletions. Chosen
# by hand; cost is in proportion to 2 · BAND + 1.
BAND = 6

# Score of cells outside the band: so low that no path leads through them.
_NEVER = -1000

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
    bounds = stream.bounds
    text, other_text = stream.text_at(found.start), stream.text_at(found.other_start)
    low, high = bounds[text], bounds[text + 1]
    other_low, other_high = bounds[other_text], bounds[other_text + 1]
    if closed is not None and len(found):
        # Of the texts that hold the spans alone.
        begin, stop = int(low.min()), int(high.max())
        edges = np.column_stack(spans_of(closed[begin:stop])).ravel() + begin
        edges = np.concatenate([[begin], edges, [stop]])
        low = np.maximum(
            low, edges[np.searchsorted(edges, found.start, side="right") - 1]
        )
        high = np.minimum(high, edges[np.searchsorted(edges, found.end)])
    before, other_before = _reach(
        stream.codes,
        _Edges(found.start - 1, found.start - low),
        _Edges(found.other_start - 1, found.other_start - other_low),
        step=-1,
    )
    behind, other_behind = _reach(
        stream.codes,
        _Edges(found.end, high - found.end),
        _Edges(found.other_end, other_high - found.other_end),
        step=1,
    )
    return Alignments(
        found.start - before,
        found.end + behind,
        found.other_start - other_before,
        found.other_end + other_behind,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Edges(Columns):
    """Where to go on from, one way.

    Parameters
    ----------
    at : numpy.ndarray of shape (n,)
        The first character to look at.
    room : numpy.ndarray of shape (n,)
        Characters up to where the text, or what is open, ends.
    """

    at: Ints
    room: Ints


def _reach(
    codes: NDArray[Any], one: _Edges, other: _Edges, *, step: int
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Characters to take in on either side, going forward (step 1) or backward (step −1)."""
    size = batch_sizes().spans

    def reach(low: int) -> NDArray[np.int16]:
        rows = slice(low, low + size)
        # Beyond a border nothing is equal: each side has a code of its own for it.
        letters = _letters(codes, one.take(rows), step, beyond=-1)
        other_letters = _letters(codes, other.take(rows), step, beyond=-2)
        return _best_end(letters, other_letters)

    none = np.zeros((0, 2), dtype=np.int16)
    ends = np.concatenate([none, *map(reach, range(0, len(one), size))])
    return ends[:, 0], ends[:, 1]


def _letters(
    codes: NDArray[Any], edges: _Edges, step: int, beyond: int
) -> NDArray[np.int32]:
    """Characters from places on, one way, and a code for what lies beyond; shape (REACH, n)."""
    turn = np.arange(REACH)[:, None]
    inside = turn < edges.room
    places = np.where(inside, edges.at + step * turn, 0)
    return np.where(inside, codes[places].astype(np.int32), np.int32(beyond))


def _best_end(one: NDArray[np.int32], two: NDArray[np.int32]) -> NDArray[np.int16]:
    """Find where the best alignment of two beginnings ends, for many pairs at once; shape (n, 2).

    Row by row of the table of scores, within a band around the diagonal: cell k of row i stands for
    the first i characters of the one and the first i + k − BAND of the other. Rows hold the score
    raised by i + k, so that an insertion or replacement changes nothing, a deletion
    costs 1, and an equal character brings 2.
    """
    n, width = one.shape[1], 2 * BAND + 1
    raised = np.arange(width, dtype=np.int16)[:, None]
    # Row 0: nothing of the one, so each character of the other is an insertion.
    row = np.repeat(np.where(raised < BAND, _NEVER, BAND).astype(np.int16), n, axis=1)
    # In front of and behind the other nothing is equal.
    around = np.full((BAND, n), _NEVER, dtype=two.dtype)
    two = np.concatenate([around, two, around])
    best, ends = np.zeros(n, dtype=np.int16), np.zeros((n, 2), dtype=np.int16)
    for i in range(1, REACH + 1):
        equal = one[i - 1] == two[i - 1 : i - 1 + width]
        deleted = row[1:] - np.int16(1)
        row = row + 2 * equal.view(np.int8)
        np.maximum(row[:-1], deleted, out=row[:-1])
        for k in range(1, width):
            np.maximum(row[k], row[k - 1], out=row[k])
        # Cells before the first and behind the last character of the other.
        row[: max(BAND - i, 0)] = _NEVER
        row[REACH + BAND + 1 - i :] = _NEVER
        score = row - raised
        top = score.max(axis=0) - np.int16(i)
        # Only a better score, so that of several ends the nearest stays.
        better = np.flatnonzero(top > best)
        best[better] = top[better]
        ends[better, 0] = i
        ends[better, 1] = score[:, better].argmax(axis=0) + (i - BAND)
        # No row raises a score by more than one.
        if np.all(top + (REACH - i) <= best):
            break
    return ends
