"""Array work on many batches, in memory that is used again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import numpy as np

from textmine.engine import map_threads

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
    """Apply a function to batches: see :func:`textmine.engine.map_threads`."""
    return map_threads(function, batches)


def map_batches(function: Callable[[Batch], Result], batches: Iterable[Batch]) -> list[Result]:
    """Apply a function to batches and list the results: see :func:`textmine.engine.map_threads`."""
    return list(map_threads(function, batches))
