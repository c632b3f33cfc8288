"""The tables that a stage is given: read when they are asked for, whole or part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pandas as pd

TableParts = Callable[[], Iterator[pd.DataFrame]]
"""Gives the parts of a table, anew at each call; at least one."""


class Tables(Mapping[str, pd.DataFrame]):
    """Tables by name.

    A stage that looks at the whole corpus takes large tables with :meth:`parts`, one part after the
    other, so that no more than a partition of them is held.

    Parameters
    ----------
    parts : mapping of str to callable
        For each table a function that gives its parts, in order.

    Examples
    --------
    >>> frame = pd.DataFrame({"report_id": ["a", "b"]})
    >>> tables = Tables({"reports": lambda: iter([frame[:1], frame[1:]])})
    >>> len(tables["reports"]), [len(part) for part in tables.parts("reports")]
    (2, [1, 1])
    """

    def __init__(self, parts: Mapping[str, TableParts]) -> None:
        self._parts = dict(parts)

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> Tables:
        """Tables that are in memory, each of one part."""
        return cls({name: partial(_once, frame) for name, frame in frames.items()})

    def parts(self, name: str) -> Iterator[pd.DataFrame]:
        """Give the parts of a table, each read when it is its turn."""
        return self._parts[name]()

    def __getitem__(self, name: str) -> pd.DataFrame:
        parts = list(self.parts(name))
        # Parts without rows do not decide the types.
        filled = [part for part in parts if len(part)] or parts[:1]
        return filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def _once(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The one part of a frame."""
    yield frame
