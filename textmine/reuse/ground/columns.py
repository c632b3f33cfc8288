"""Tables as arrays of one length: the base of every table that mining passes from room to room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from textmine.scratch import GrowingArray, make_array

_WORD = 64  # bits of the widest integer


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Arrays of one length that stand for a table: each field of a subclass is a column.

    No frames, for these tables hold millions of rows in columns as narrow as their values allow,
    and are cut and joined without copies where that is possible.

    Examples
    --------
    >>> @dataclass(frozen=True, slots=True, eq=False)
    ... class Places(Columns):
    ...     at: NDArray[Any]
    >>> first, second = Places(np.array([4, 7])), Places(np.array([9]))
    >>> first.join(second).take([0, 2]).at.tolist()
    [4, 9]
    """

    def __len__(self) -> int:
        return len(getattr(self, self._names()[0]))

    @classmethod
    def _names(cls) -> list[str]:
        """Names of the columns."""
        return [field.name for field in fields(cls)]

    def take(self, where: Any) -> Self:
        """Return the rows at the given places, or those that a mask or a slice chooses."""
        return type(self)(*(getattr(self, name)[where] for name in self._names()))

    def join(self, *others: Self) -> Self:
        """Return these rows followed by others; no copy where only one table has rows."""
        parts = [part for part in (self, *others) if len(part)]
        if len(parts) < 2:
            return parts[0] if parts else self
        names = self._names()
        return type(self)(
            *(_lay_out([getattr(p, name) for p in parts]) for name in names)
        )

    def collect(self, others: Iterable[Self], size: int) -> Self:
        """Return these rows followed by others, which are written into one table as they come.

        Unlike :meth:`join` this never holds all parts beside the whole.

        Parameters
        ----------
        others : iterable of tables of this type
            Further rows.
        size : int
            About how many rows they have together; the table grows where the guess is too low.

        Returns
        -------
        table of this type
            All rows.
        """
        names, rest = self._names(), iter(others)
        first = next(rest, self.take(slice(0, 0)))
        dtypes = [
            np.result_type(getattr(self, name), getattr(first, name)) for name in names
        ]
        columns = [make_array(len(self) + size, dtype) for dtype in dtypes]
        done = 0
        for part in chain([self, first], rest):
            end = done + len(part)
            if end > len(columns[0]):
                # A quarter more than needed, so that the number of copies stays logarithmic.
                columns = [_widen(column, end + end // 4, done) for column in columns]
            for column, name in zip(columns, names, strict=True):
                column[done:end] = getattr(part, name)
            done = end
        return type(self)(*(column[:done] for column in columns))


Table = TypeVar("Table", bound=Columns)


class GrowingTable(Generic[Table]):
    """A table that parts are laid to, one behind the other: on disk where a folder is in use.

    Unlike :meth:`Columns.join` this never holds all parts beside the whole, and unlike
    :meth:`Columns.collect` it need not know how many rows there will be.

    Parameters
    ----------
    empty : table
        Without rows; says what kind of table it is, and its types if nothing comes.

    Examples
    --------
    >>> @dataclass(frozen=True, slots=True, eq=False)
    ... class Places(Columns):
    ...     at: NDArray[Any]
    >>> grown = GrowingTable(Places(np.empty(0, np.int32)))
    >>> grown.add(Places(np.array([4, 7], np.int32)))
    >>> grown.finish().at.tolist()
    [4, 7]
    """

    def __init__(self, empty: Table) -> None:
        self._empty = empty
        self._columns: list[GrowingArray] = []

    def add(self, part: Table) -> None:
        """Lay rows behind those that are there; the types of the first rows hold for all."""
        if not len(part):
            return
        columns = [getattr(part, name) for name in part._names()]
        if not self._columns:
            self._columns = [GrowingArray(column.dtype) for column in columns]
        for grown, column in zip(self._columns, columns, strict=True):
            grown.add(column)

    def finish(self) -> Table:
        """Give the whole."""
        if not self._columns:
            return self._empty
        return type(self._empty)(*(grown.finish() for grown in self._columns))


def gather_table(parts: Iterable[Table], empty: Table) -> Table:
    """Lay tables one after the other, each let go of before the next is asked for.

    Parameters
    ----------
    parts : iterable of tables
        The parts, in columns of the same types.
    empty : table
        What there is where no part has rows.

    Returns
    -------
    table
        As :class:`GrowingTable` makes it.
    """
    grown = GrowingTable(empty)
    for part in parts:
        grown.add(part)
    return grown.finish()


def _lay_out(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Lay arrays one after the other, a long one on disk where that is asked for."""
    whole = make_array(sum(map(len, parts)), np.result_type(*parts))
    return np.concatenate(parts, out=whole)


def _widen(column: NDArray[Any], size: int, done: int) -> NDArray[Any]:
    """A longer column that begins with what is done of another."""
    longer = make_array(size, column.dtype)
    longer[:done] = column[:done]
    return longer


def unroll(start: NDArray[Any], size: NDArray[Any]) -> NDArray[Any]:
    """List the places that spans hold, one span after the other.

    Parameters
    ----------
    start, size : numpy.ndarray of shape (n,)
        First place of each span, and how many places it holds.

    Returns
    -------
    numpy.ndarray of shape (size.sum(),)
        Places, in the type of ``start``.

    Examples
    --------
    >>> unroll(np.array([3, 10]), np.array([2, 3])).tolist()
    [3, 4, 10, 11, 12]
    """
    before = np.cumsum(size, dtype=start.dtype) - size
    shift = np.repeat(start - before, size)
    return shift + np.arange(len(shift), dtype=start.dtype)


def begins(*keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Mark the rows at which a group begins: the first, and each that differs from the one before.

    Parameters
    ----------
    *keys : numpy.ndarray of shape (n,)
        At least one; rows of a group, which stand together, are equal in all of them.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        The mark.

    Examples
    --------
    >>> begins(np.array([3, 3, 3, 5]), np.array([1, 1, 2, 2])).tolist()
    [True, False, True, True]
    """
    marked = np.zeros(len(keys[0]), dtype=bool)
    marked[:1] = True
    for key in keys:
        marked[1:] |= key[1:] != key[:-1]
    return marked


def first_and_last(
    marked: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the first and the last row of each group, of rows marked where one begins.

    Examples
    --------
    >>> first, last = first_and_last(np.array([True, False, True, True]))
    >>> first.tolist(), last.tolist()
    ([0, 2, 3], [1, 2, 3])
    """
    # A group ends before the next; the last one before the first, which begins at row 0.
    return np.flatnonzero(marked), np.flatnonzero(np.roll(marked, -1))


def order_by(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Order rows by whole numbers, the first key before the second and so on; stable.

    As ``np.lexsort`` of the keys backwards. Where the keys and a row's number fit into 64 bits they
    are sorted as one integer, which takes a fraction of the time.

    Parameters
    ----------
    *keys : numpy.ndarray of int, shape (n,)
        At least one.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        Numbers of the rows, in order.

    Examples
    --------
    >>> order_by(np.array([2, 1, 2, 1]), np.array([0, 5, -3, 5])).tolist()
    [1, 3, 2, 0]
    """
    n = len(keys[0])
    if not n:
        return np.empty(0, dtype=np.int64)
    lows = [int(key.min()) for key in keys]
    bits = [
        (int(key.max()) - low).bit_length() for key, low in zip(keys, lows, strict=True)
    ]
    row_bits = n.bit_length()
    if sum(bits) + row_bits > _WORD:
        return np.lexsort(keys[::-1])
    # In place: writing a new array of millions of rows at each step costs more than the sorting.
    packed = keys[0].astype(np.int64)
    packed -= lows[0]
    for key, low, width in zip(keys[1:], lows[1:], bits[1:], strict=True):
        packed <<= width
        packed += key
        packed -= low
    rows = packed.view(np.uint64)
    rows <<= np.uint64(row_bits)
    rows += np.arange(n, dtype=np.uint64)
    rows.sort()
    rows &= np.uint64((1 << row_bits) - 1)
    return rows.view(np.int64)
