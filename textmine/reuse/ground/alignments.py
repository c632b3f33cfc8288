"""Pairs of spans that read alike: what search finds and families are gathered from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.columns import Columns
from textmine.text.spans import Spans

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Alignments(Columns):
    """Pairs of spans of the stream, in different reports, that read alike.

    Parameters
    ----------
    start, end, other_start, other_end : numpy.ndarray of shape (n,)
        Half-open spans.

    Examples
    --------
    >>> found = Alignments(*(np.array([x]) for x in (40, 60, 10, 30)))
    >>> (
    ...     found.spans.start.tolist(),
    ...     found.other_spans.end.tolist(),
    ...     len(Alignments.empty()),
    ... )
    ([40], [30], 0)
    """

    start: Ints
    end: Ints
    other_start: Ints
    other_end: Ints

    @classmethod
    def empty(cls) -> Alignments:
        """Return a table without rows."""
        none = np.empty(0, dtype=np.int64)
        return cls(none, none, none, none)

    @classmethod
    def pair(cls, spans: Spans, others: Spans) -> Alignments:
        """Pair the spans of two lists row by row."""
        return cls(spans.start, spans.end, others.start, others.end)

    @property
    def spans(self) -> Spans:
        """The first span of each pair."""
        return Spans(self.start, self.end)

    @property
    def other_spans(self) -> Spans:
        """The second span of each pair."""
        return Spans(self.other_start, self.other_end)

    def both_spans(self) -> Spans:
        """All first spans, then all second ones."""
        start = np.concatenate([self.start, self.other_start])
        return Spans(start, np.concatenate([self.end, self.other_end]))

    def shift(self, by: int) -> Alignments:
        """Move all spans."""
        columns = (self.start, self.end, self.other_start, self.other_end)
        return Alignments(*(column + by for column in columns))

    def widen(self) -> Alignments:
        """Return the same in 64 bits."""
        columns = (self.start, self.end, self.other_start, self.other_end)
        return Alignments(*(column.astype(np.int64, copy=False) for column in columns))
