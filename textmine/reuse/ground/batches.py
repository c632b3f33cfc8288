"""Work in batches: how much at once, on several threads, in memory that is used again.

None of it ever changes a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from textmine.engine import map_threads
from textmine.scratch import keep_freed

# Bytes: just below 32 MB, the most that the allocator of Linux can be made to keep (mallopt(3)).
_KEPT = 31 << 20

Batch = TypeVar("Batch")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """Sizes of the batches that the rooms of reuse mining cut their work into.

    Larger batches need more memory; much smaller ones spend their time on starting anew. The
    defaults were chosen by hand, with ``benchmarks/reuse_speed.py`` in sight, except where a figure
    stands below.

    Parameters
    ----------
    chars : int
        Characters of the stream that are normalised, selected from, or cut into pieces in one go,
        in whole texts. Arrays of such a size are recycled by the allocator; larger ones go back to
        the system and are paid for again page by page.
    cached : int
        Hashes in a block that is to stay in the processor's cache: 2¹⁴ to 2¹⁶ take the same time,
        2¹⁷ takes a third more.
    keys : int
        Keys that one hash table is filled with.
    anchors : int
        Anchors whose surroundings are compared in one go.
    links : int
        Links between seeds that are chained in one go, in whole texts.
    rows : int
        Rows of a table of spans that are grouped or compared in one go: up to 200 bytes each.
    spans : int
        Spans that are decoded or widened in one go.
    slices : int
        Spans that are cut out of their whole texts in one go: each text is held, 5 KB and more.
    texts : int
        Texts that are decoded in one go when all are read one after the other.
    painted : int
        Characters, in whole reports, that are given a provenance or measured in one go: up to 80
        bytes each (boilerplate and redundancy of 8,000 simulated reports took 330 MB with 2²²).
    """

    chars: int = 1 << 19
    cached: int = 1 << 15
    keys: int = 1 << 20
    anchors: int = 1 << 16
    links: int = 1 << 18
    rows: int = 1 << 17
    spans: int = 1 << 13
    slices: int = 1 << 11
    texts: int = 1 << 8
    painted: int = 1 << 20


_IN_USE = [BatchSizes()]


def batch_sizes() -> BatchSizes:
    """Sizes in use.

    Examples
    --------
    >>> batch_sizes().texts
    256
    """
    return _IN_USE[-1]


@contextmanager
def use_batch_sizes(sizes: BatchSizes) -> Iterator[None]:
    """Work in batches of other sizes for a while, in all threads.

    No parameter of the functions themselves: what they return does not depend on it.

    Parameters
    ----------
    sizes : BatchSizes
        Sizes to use inside the ``with`` block.

    Examples
    --------
    >>> with use_batch_sizes(BatchSizes(texts=4)):
    ...     batch_sizes().texts
    4
    """
    _IN_USE.append(sizes)
    try:
        yield
    finally:
        _IN_USE.pop()


def cut_batches(bounds: NDArray[np.int64]) -> Iterator[range]:
    """Cut texts or reports with these borders into batches, each of one at least.

    A batch has about as many characters as ``BatchSizes.painted`` says.

    Examples
    --------
    >>> list(cut_batches(np.array([0, 3, 5])))
    [range(0, 2)]
    """
    step = batch_sizes().painted
    low, n = 0, len(bounds) - 1
    while low < n:
        high = int(np.searchsorted(bounds, bounds[low] + step, side="right")) - 1
        high = min(max(high, low + 1), n)
        yield range(low, high)
        low = high


def map_batches(
    function: Callable[[Batch], Result], batches: Iterable[Batch]
) -> list[Result]:
    """Apply a function to batches and list the results: see :func:`textmine.engine.map_threads`."""
    return list(map_threads(function, batches))


def keep_memory() -> None:
    """Have the allocator keep freed arrays of up to 31 MB for the next ones, less on disk."""
    keep_freed(_KEPT)
