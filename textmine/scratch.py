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
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import accumulate
from pathlib import Path
from shutil import disk_usage
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from textmine.errors import warn

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


def announce_scratch(n_bytes: int, work: str) -> None:
    """Say how much of the disk some work is going to take, where that is much or too much.

    Parameters
    ----------
    n_bytes : int
        What its long arrays take at most, all at once. Nothing is said below ``WORTH_TELLING``,
        and where no folder is in use: they lie in memory then.
    work : str
        What is going to be done.

    Examples
    --------
    >>> announce_scratch(5 * 10**10, "the search for reuse")  # no folder is in use
    """
    folder = _FOLDER.get()
    if folder is None or n_bytes < WORTH_TELLING:
        return
    free = disk_usage(folder).free
    told = (
        f"{work} takes up to {n_bytes / 1e9:.1f} GB of the disk of {folder} while it runs; "
        f"{free / 1e9:.1f} GB are free"
    )
    if free < n_bytes:
        told += ": clear some; a run that a full disk ends goes on with --resume"
    warn(told)


# Bytes: less than that is on every disk that results can be written to.
WORTH_TELLING = 10**9


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
        self._parts: list[NDArray[Any]] = []
        folder = _FOLDER.get()
        self._file = None if folder is None else tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._sizes: list[int] = []

    def add(self, part: NDArray[Any]) -> None:
        """Lay a part behind what is there; it may be let go of, and must not change any more."""
        if self._file is None:
            # Kept as it is, but for a view: that would hold the whole that it is a part of.
            is_view = part.base is not None
            self._parts.append(part.astype(self._kind, copy=is_view))
        else:
            part.astype(self._kind, copy=False).tofile(self._file)
        self._sizes.append(len(part))

    def finish(self) -> NDArray[Any]:
        """Give the whole, as :func:`make_array` makes it."""
        if self._file is None:
            return np.concatenate([np.empty(0, self._kind), *self._parts])
        n = sum(self._sizes)
        with self._file as file:
            file.flush()
            if n * self._kind.itemsize >= LEAST_ON_DISK:
                return _as_plain(np.memmap(file, self._kind, "r+", shape=(n,)))
            file.seek(0)
            return np.fromfile(file, self._kind)

    def finish_parts(self) -> list[NDArray[Any]]:
        """Give the parts again: those in memory as they are, for laying them together takes time.

        Fresh memory is paid for page by page, which costs more than most work on it.
        """
        if self._file is None:
            return self._parts
        whole, ends = self.finish(), accumulate(self._sizes)
        return [whole[end - n : end] for n, end in zip(self._sizes, ends, strict=True)]


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


def keep_freed(n_bytes: int) -> None:
    """Have the C library of Linux keep freed arrays of up to some bytes for the next ones.

    It hands longer ones back to the system at once and gets new pages for the next, which costs
    more than most work on them, until an array of such a size has been freed (mallopt(3), dynamic
    mmap threshold). Where long arrays lie on disk, those that are left in memory are many, and as
    long as some work on the corpus: of these no more than ``MOST_KEPT`` bytes each are kept, else
    what lies between them adds up.

    Parameters
    ----------
    n_bytes : int
        At most 32 MB.
    """
    if _FOLDER.get() is None:
        np.empty(n_bytes, dtype=np.uint8)
        return
    set_option = getattr(_c_library(), "mallopt", None)
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, min(n_bytes, MOST_KEPT))
        set_option(_TRIM_THRESHOLD, n_bytes)


# Bytes: arrays of a batch's characters in 64 bits stay below.
MOST_KEPT = 9 << 20
# Numbers of mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


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
    only. All buckets lie in one file, however many there are.

    Parameters
    ----------
    n : int
        Number of buckets.
    dtype : dtype
        Structured type of a row.
    parts : iterable of (rows, bucket)
        Rows, and the bucket of each; a part is let go of before the next is asked for.

    Examples
    --------
    >>> rows = np.array(
    ...     [(5, 0), (6, 1), (5, 2)], dtype=[("key", "u8"), ("place", "i4")]
    ... )
    >>> buckets = Buckets(2, rows.dtype, [(rows, rows["key"] % 2)])
    >>> buckets.read(1)["place"].tolist()
    [0, 2]
    """

    def __init__(
        self,
        n: int,
        dtype: DTypeLike,
        parts: Iterable[tuple[NDArray[Any], NDArray[np.integer[Any]]]],
    ) -> None:
        self.n = n
        self._nothing = np.empty(0, dtype)
        grown = GrowingArray(dtype)
        # Where each bucket begins in each part, and the last one ends.
        self._edges: list[NDArray[np.int64]] = []
        for rows, bucket in parts:
            # Short keys are sorted by radix, in a tenth of the time.
            short = np.uint16 if n <= 1 << 16 else np.int64
            order = np.argsort(bucket.astype(short), kind="stable")
            # Signed: NumPy 2.0 counts no unsigned numbers of 64 bits, as hashes give them.
            sizes = np.bincount(bucket.astype(np.int64), minlength=n)
            self._edges.append(np.append(0, np.cumsum(sizes)))
            # A tenth of the time that an index takes for rows of several columns.
            grown.add(rows.take(order))
        self._parts = grown.finish_parts()

    def read(self, number: int) -> NDArray[Any]:
        """Give the rows of a bucket in the order in which they came."""
        both = zip(self._parts, self._edges, strict=True)
        parts = [part[edges[number] : edges[number + 1]] for part, edges in both]
        return np.concatenate([self._nothing, *parts])

    def read_all(self) -> Iterator[NDArray[Any]]:
        """Give the rows of each bucket that holds any."""
        for number in range(self.n):
            rows = self.read(number)
            if len(rows):
                yield rows
