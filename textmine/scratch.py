"""Long arrays of a corpus on disk: mapped files in place of memory, where a job says so.

What looks at a whole corpus holds a few arrays as long as all its texts. In a small corpus they lie
in memory. Of one that is worked on in partitions they are files without a name, mapped into memory:
the system keeps of them what there is room for, and takes the pages back whenever it needs them.
The files are gone with the arrays, however the process ends. Nothing that is counted depends on it.
"""

from __future__ import annotations

import ctypes
import gc
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

# Bytes: shorter arrays stay in memory. A file costs about a millisecond, and as many of these as
# are held at once (some dozens) are nothing beside a partition.
LEAST_ON_DISK = 1 << 22


@contextmanager
def use_scratch(folder: Path | None) -> Iterator[None]:
    """Let long arrays lie in a folder for a while.

    Parameters
    ----------
    folder : Path or None
        Where their files go; None for memory.
    """
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


_FOLDER: ContextVar[Path | None] = ContextVar("scratch", default=None)


def make_array(n: int, dtype: DTypeLike) -> NDArray[Any]:
    """Make an array of one dimension that is not filled yet.

    Parameters
    ----------
    n : int
        Its length.
    dtype : dtype
        Kind of its numbers.

    Returns
    -------
    numpy.ndarray of shape (n,)
        In memory, or mapped where a folder is in use (:func:`use_scratch`) and it is long.

    Examples
    --------
    >>> len(make_array(3, np.int32))
    3
    """
    kind = np.dtype(dtype)
    folder = _FOLDER.get()
    if folder is None or n * kind.itemsize < LEAST_ON_DISK:
        return np.empty(n, kind)
    with tempfile.TemporaryFile(dir=folder) as file:
        return _as_plain(np.memmap(file, kind, "w+", shape=(n,)))


def gather_array(parts: Iterable[NDArray[Any]], dtype: DTypeLike) -> NDArray[Any]:
    """Lay arrays one after the other, each let go of before the next is asked for.

    Parameters
    ----------
    parts : iterable of numpy.ndarray of shape (n_i,)
        The parts.
    dtype : dtype
        Kind of the numbers; those of the parts must fit into it.

    Returns
    -------
    numpy.ndarray of shape (Σ n_i,)
        As :func:`make_array` makes them.

    Examples
    --------
    >>> gather_array([np.arange(2), np.arange(1)], np.int32).tolist()
    [0, 1, 0]
    """
    grown = GrowingArray(dtype)
    for part in parts:
        grown.add(part)
    return grown.finish()


class GrowingArray:
    """An array that parts are laid to, one behind the other: on disk where a folder is in use.

    Parameters
    ----------
    dtype : dtype
        Kind of the numbers; those of the parts must fit into it.

    Examples
    --------
    >>> grown = GrowingArray(np.int32)
    >>> grown.add(np.arange(2))
    >>> grown.finish().tolist()
    [0, 1]
    """

    def __init__(self, dtype: DTypeLike) -> None:
        self._kind = np.dtype(dtype)
        self._parts = [np.empty(0, self._kind)]
        folder = _FOLDER.get()
        self._file = None if folder is None else tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._n = 0

    def add(self, part: NDArray[Any]) -> None:
        """Lay a part behind what is there; it may be let go of."""
        if self._file is None:
            self._parts.append(part.astype(self._kind))
        else:
            part.astype(self._kind).tofile(self._file)
        self._n += len(part)

    def finish(self) -> NDArray[Any]:
        """Give the whole, as :func:`make_array` makes it."""
        if self._file is None:
            return np.concatenate(self._parts)
        with self._file as file:
            file.flush()
            if self._n * self._kind.itemsize >= LEAST_ON_DISK:
                return _as_plain(np.memmap(file, self._kind, "r+", shape=(self._n,)))
            file.seek(0)
            return np.fromfile(file, self._kind)


def _as_plain(mapped: np.memmap[Any, Any]) -> NDArray[Any]:
    """The same pages as an array like any other: what is made from it is none of the file's."""
    plain: NDArray[Any] = mapped.view(np.ndarray)
    return plain


def give_back() -> None:
    """Give memory that was freed back to the system; its allocators keep much of it for later.

    Between two steps that is memory no step has any use for. Where the C library cannot do it
    (not Linux's), only Arrow does.

    Examples
    --------
    >>> give_back()
    """
    pa.default_memory_pool().release_unused()
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


@contextmanager
def pause_collection() -> Iterator[None]:
    """Look for no cycles of objects while a bounded piece of work makes many that have none.

    The collector would go through all that is held again and again, and find nothing: a twentieth
    of the time that reports take to read. What has no cycles is freed all the same.

    Examples
    --------
    >>> with pause_collection():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _c_library() -> ctypes.CDLL | None:
    """The C library of this process, where it can be asked."""
    try:
        return ctypes.CDLL(None)
    except (OSError, TypeError):  # Windows
        return None


class Buckets:
    """Rows sorted into buckets by their keys: on disk where a folder is in use, else in memory.

    What belongs together is then looked at bucket by bucket, at a cost that grows with the rows
    only.

    Parameters
    ----------
    n : int
        Number of buckets.
    dtype : dtype
        Structured type of a row.

    Examples
    --------
    >>> rows = np.array(
    ...     [(5, 0), (6, 1), (5, 2)], dtype=[("key", "u8"), ("place", "i4")]
    ... )
    >>> with Buckets(2, rows.dtype) as buckets:
    ...     buckets.add(rows, rows["key"] % 2)
    ...     buckets.read(1)["place"].tolist()
    [0, 2]
    """

    def __init__(self, n: int, dtype: DTypeLike) -> None:
        self.n = n
        self._dtype = np.dtype(dtype)
        self._rows: list[list[NDArray[Any]]] = [[] for _ in range(n)]
        self._open = ExitStack()
        folder = _FOLDER.get()
        named = [] if folder is None else [folder] * n
        self._files = []
        for place in named:
            file = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - closed by the stack
            self._files.append(self._open.enter_context(file))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, rows: NDArray[Any], bucket: NDArray[np.integer[Any]]) -> None:
        """Sort rows into their buckets, behind those that are there.

        Parameters
        ----------
        rows : numpy.ndarray of shape (n,)
            Rows.
        bucket : numpy.ndarray of int, shape (n,)
            Bucket of each.
        """
        order = np.argsort(bucket.astype(np.uint16), kind="stable")
        # Signed: NumPy 2.0 counts no unsigned numbers of 64 bits, as hashes give them.
        ends = np.cumsum(np.bincount(bucket.astype(np.int64), minlength=self.n))
        for number, where in enumerate(np.split(order, ends[:-1])):
            if not len(where):
                continue
            if self._files:
                rows[where].tofile(self._files[number])
            else:
                self._rows[number].append(rows[where])

    def read(self, number: int) -> NDArray[Any]:
        """Give the rows of a bucket in the order in which they came, and let go of them."""
        if self._files:
            file = self._files[number]
            file.seek(0)
            return np.fromfile(file, self._dtype)
        parts, self._rows[number] = self._rows[number], []
        return np.concatenate([np.empty(0, self._dtype), *parts])
