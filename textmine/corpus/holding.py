"""What a corpus holds its reports in: memory, or a store on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, Self

import pandas as pd

from textmine.corpus.frames import frame_of, statements
from textmine.corpus.parse import Parsed

STATEMENTS = {"problems": "problem", "measures": "measure"}
"""Frames of items of one role, with what is known of their reports."""


class Holding(Protocol):
    """Reports in an order, and their frames."""

    @property
    def parsed(self) -> Sequence[Parsed]:
        """The reports with their parts."""

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame of ``TEXT_FRAMES`` or ``STATEMENTS``, not to be changed."""

    def pick(self, places: list[int]) -> Self:
        """Some of the reports, by their places."""

    def parts(self) -> Iterator[Self]:
        """All reports, as many at a time as lie together."""


class HeldInMemory:
    """Parsed reports in memory; each frame is made of them when it is first asked for.

    Parameters
    ----------
    parsed : iterable of Parsed
        The reports.

    Examples
    --------
    >>> HeldInMemory([]).frame("claims").columns.tolist()[:2]
    ['report_id', 'quantity']
    """

    def __init__(self, parsed: Iterable[Parsed]) -> None:
        self.parsed = tuple(parsed)
        self._frames: dict[str, pd.DataFrame] = {}

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame, not to be changed: it is made once."""
        if name in STATEMENTS:
            return statements(self.parsed, STATEMENTS[name])
        if name not in self._frames:
            self._frames[name] = frame_of(name, self.parsed)
        return self._frames[name]

    def pick(self, places: list[int]) -> HeldInMemory:
        """Some of the reports."""
        return HeldInMemory(self.parsed[k] for k in places)

    def parts(self) -> Iterator[HeldInMemory]:
        """All together."""
        yield self
