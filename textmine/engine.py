"""One way to spread work: over processes for files, over threads for arrays, over a cluster.

Whoever has many items and one function asks the engine at hand (:func:`current_engine`); whoever
starts a job says which engine that is (:func:`use_engine`). The engine bounds all of it: with
``LocalEngine(2)`` no step of the job keeps more than two processors busy. Results come in the
order of the items, so that they are the same for any engine and any number of workers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Threads that numpy work can use: beyond eight the memory bus is the limit, not the processors
# (reuse of 20,000 simulated reports, benchmarks/reuse_speed.py).
MOST_THREADS = 8
# Fewer files than this are read sooner in one process than a second one starts (about 1.5 s).
LEAST_FOR_PROCESSES = 4
# Files that one message to a process carries at most: more would leave processes idle at the end.
LARGEST_CHUNK = 64
# Messages under way for each process: one in work, one waiting, so that results never pile up.
AHEAD = 2


class Engine(Protocol):
    """Where work is done: this machine, or a cluster."""

    @property
    def n_workers(self) -> int:
        """Processes that items are spread over."""
        ...

    @property
    def n_threads(self) -> int:
        """Threads that array work in one process may use."""
        ...

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Apply a function that can be pickled to each item, and give the results in order."""
        ...


class LocalEngine:
    """Processes and threads of this machine.

    Parameters
    ----------
    n_workers : int, default 1
        Processes for items; with 1 all is done in this process.
    n_threads : int, optional
        Threads for array work; as many as processors, eight at most, where nothing is given.

    Raises
    ------
    ValueError
        If a number is below 1.

    Examples
    --------
    >>> list(LocalEngine().map(len, ["公开", "信息公开"]))
    [2, 4]
    """

    def __init__(self, n_workers: int = 1, n_threads: int | None = None) -> None:
        processors = os.cpu_count() or 1
        self.n_workers = n_workers
        self.n_threads = min(processors, MOST_THREADS) if n_threads is None else n_threads
        if self.n_workers < 1 or self.n_threads < 1:
            raise ValueError(
                f"LocalEngine: {n_workers} workers, {n_threads} threads; expected 1 or more of each"
            )

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Apply a function to each item, in processes where that pays.

        Parameters
        ----------
        function : callable
            Importable by its name, for it is sent to other processes.
        items : sequence
            What it is applied to; each can be pickled.

        Yields
        ------
        object
            Results in the order of the items.
        """
        if self.n_workers == 1 or len(items) < LEAST_FOR_PROCESSES:
            yield from map(function, items)
            return
        # Four messages a process even out files that take long.
        even = len(items) // (4 * self.n_workers)
        size = max(1, min(LARGEST_CHUNK, even))
        chunks = [items[k : k + size] for k in range(0, len(items), size)]
        # A forked child would inherit the locks of the parent's threads.
        pool = ProcessPoolExecutor(self.n_workers, mp_context=get_context("spawn"))
        with pool:
            for results in _in_order(pool, _apply, function, chunks, AHEAD * self.n_workers):
                yield from results


def map_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Apply a function to batches of array work, several at a time.

    Threads suffice, for numpy lets go of the interpreter while it works on arrays.

    Parameters
    ----------
    function : callable
        What to do with one batch; must not depend on the others.
    items : iterable
        The batches.

    Yields
    ------
    object
        Results in the order of the batches: the same for any number of threads.

    Examples
    --------
    >>> list(map_threads(len, ["公开", "", "信息公开"]))
    [2, 0, 4]
    """
    batches = list(items)
    threads = min(current_engine().n_threads, len(batches))
    if threads < 2:
        yield from map(function, batches)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(function, batches)


def current_engine() -> Engine:
    """Give the engine that the running job uses; this machine with one process by default.

    Examples
    --------
    >>> current_engine().n_workers
    1
    """
    engine = _CURRENT.get()
    return LocalEngine() if engine is None else engine


@contextmanager
def use_engine(engine: Engine) -> Iterator[Engine]:
    """Make an engine the current one for what runs inside.

    Parameters
    ----------
    engine : Engine
        Where to work.

    Yields
    ------
    Engine
        The same engine.

    Examples
    --------
    >>> with use_engine(LocalEngine(n_workers=2)):
    ...     current_engine().n_workers
    2
    """
    token = _CURRENT.set(engine)
    try:
        yield engine
    finally:
        _CURRENT.reset(token)


_CURRENT: ContextVar[Engine | None] = ContextVar("textmine_engine", default=None)


def _apply(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """One message: the function on each of its items."""
    return [function(item) for item in items]


def _in_order(
    pool: Executor,
    apply: Callable[..., Any],
    function: Callable[[Any], Any],
    chunks: Sequence[Any],
    ahead: int,
) -> Iterator[Any]:
    """Results of chunks in order, with a bounded number of them under way."""
    waiting: deque[Future[Any]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(apply, function, chunk))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
