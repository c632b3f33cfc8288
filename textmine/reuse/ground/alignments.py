"""Tables of arrays, and the one that everything else is made of: pairs of spans that read alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Arrays of one length that stand for a table."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, where: Any) -> Self:
        """Return the rows at the given places."""
        return type(self)(*(getattr(self, f.name)[where] for f in fields(self)))

    def collect(self, others: Iterable[Self], size: int) -> Self:
        """Return these rows followed by others of one type, written into one table as they come, of about ``size``."""
        names, others = [f.name for f in fields(self)], iter(others)
        first = next(others, self.take(slice(0, 0)))
        kinds = [np.result_type(getattr(self, x), getattr(first, x)) for x in names]
        columns, done = [np.empty(len(self) + size, kind) for kind in kinds], 0
        for part in chain([self, first], others):
            end = done + len(part)
            if end > len(columns[0]):
                columns = [np.resize(column, end + end // 4) for column in columns]
            for column, x in zip(columns, names, strict=True):
                column[done:end] = getattr(part, x)
            done = end
        return type(self)(*(column[:done] for column in columns))

    def join(self, *others: Self) -> Self:
        """Return these rows followed by others."""
        parts = [part for part in (self, *others) if len(part)]
        if len(parts) < 2:
            return parts[0] if parts else self
        return type(self)(
            *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(self))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Alignments(Columns):
    """Pairs of spans of the stream, in different reports, that read alike.

    Parameters
    ----------
    start, end, other_start, other_end : numpy.ndarray of shape (n,)
        Half-open spans.
    """

    start: Ints
    end: Ints
    other_start: Ints
    other_end: Ints

    def widen(self) -> Alignments:
        """The same in 64 bits."""
        return Alignments(
            *(getattr(self, f.name).astype(np.int64, copy=False) for f in fields(self))
        )
