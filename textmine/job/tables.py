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
        return _join(list(self.parts(name)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


Given = Mapping[str, pd.DataFrame | Iterator[pd.DataFrame]]
"""What a stage gives: its tables by name, a large one as its parts, each made when it is asked
for."""


def parts_of(table: pd.DataFrame | Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Give the parts of a table that a stage gives.

    Parameters
    ----------
    table : DataFrame or iterator of DataFrame
        The table, or its parts.

    Yields
    ------
    pandas.DataFrame
        The parts; a table in memory is one.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [1, 2]})
    >>> (
    ...     [len(part) for part in parts_of(frame)],
    ...     [len(part) for part in parts_of(iter([frame[:1]]))],
    ... )
    ([2], [1])
    """
    yield from _once(table) if isinstance(table, pd.DataFrame) else table


def gather_given(given: Given) -> dict[str, pd.DataFrame]:
    """Lay the parts of each table together.

    Parameters
    ----------
    given : mapping of str to DataFrame or iterator of DataFrame
        What a stage gives.

    Returns
    -------
    dict of str to DataFrame
        Whole tables.

    Examples
    --------
    >>> frame = pd.DataFrame({"n": [1, 2]})
    >>> gather_given({"a": iter([frame, frame])})["a"]["n"].tolist()
    [1, 2, 1, 2]
    """
    return {name: _join(list(parts_of(table))) for name, table in given.items()}


def _join(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The parts of a table as one."""
    # Parts without rows do not decide the types.
    filled = [part for part in parts if len(part)] or parts[:1]
    return filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True)


def _once(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The one part of a frame."""
    yield frame
