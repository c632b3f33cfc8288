"""The same work on many batches, on all processors and in memory that is used again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

MOST = 8
KEPT = 31 << 20

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def keep_memory() -> None:
    """Have the allocator keep freed arrays of up to 31 MB for the next ones.

    The C library of Linux hands arrays back to the system at once and gets new pages for the next,
    which costs more than most work on them, until an array of such a size has been freed
    (mallopt(3), dynamic mmap threshold). Elsewhere this does nothing.
    """
    np.empty(KEPT, dtype=np.uint8)


def iterate_batches(
    function: Callable[[Batch], Result], batches: Iterable[Batch]
) -> Iterator[Result]:
    """Apply a function to batches, several at a time.

    Threads, for numpy lets go of the interpreter while it works on arrays.

    Parameters
    ----------
    function : callable
        What to do with one batch; must not depend on the others.
    batches : iterable
        The batches.

    Yields
    ------
    object
        The results in the order of the batches: the same for any number of processors.

    Examples
    --------
    >>> list(iterate_batches(len, ["公开", "", "信息公开"]))
    [2, 0, 4]
    """
    rows = list(batches)
    threads = min(os.cpu_count() or 1, MOST, len(rows))
    if threads < 2:
        yield from map(function, rows)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(function, rows)


def map_batches(function: Callable[[Batch], Result], batches: Iterable[Batch]) -> list[Result]:
    """Apply a function to batches, several at a time, and list the results: see :func:`iterate_batches`."""
    return list(iterate_batches(function, batches))
