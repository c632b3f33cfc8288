"""One way to spread work: over processes for files, over threads for arrays, over a cluster.

Whoever has many items and one function asks the engine at hand (:func:`current_engine`); whoever
starts a job says which engine that is (:func:`use_engine`). The engine bounds all of it: with
``LocalEngine(2)`` no step of the job keeps more than two processors busy. Results come in the
order of the items, so that they are the same for any engine and any number of workers.

A process that dies (out of memory, a crash in a library) costs its message only: what was in it is
done again, each item alone, so that one bad item is told from its neighbours. No process outlives
the one that started it, however that ends.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from typing import Any, Protocol, TypeVar, runtime_checkable

from textmine.english import Counted
from textmine.errors import WorkerLostError
from textmine.progress import hide_progress

Item = TypeVar("Item")
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Any)

# Threads that numpy work can use: beyond eight the memory bus is the limit, not the processors
# (reuse of 20,000 simulated reports, benchmarks/reuse_speed.py).
MOST_THREADS = 8
# Fewer files than this are read sooner in one process than a second one starts (about 1.5 s).
LEAST_FOR_PROCESSES = 4
# Files that one message to a process carries at most: more would leave processes idle at the end.
LARGEST_CHUNK = 64
# Stack that a roomy function asks for, in slots of 8 bytes. What it does not use takes no memory;
# the piece is the next power of two, so that as much is left behind it: some 1,500 calls deep.
STACK_SLOTS = 1 << 16
# Messages under way for each process: one in work, one waiting, so that results never pile up.
AHEAD = 2


@runtime_checkable
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

    @property
    def runs_steps(self) -> bool:
        """Whether every step of a job is to be sent there, also those of a small one."""
        ...

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Result]:
        """Apply a function that can be pickled to each item, and give the results in order."""
        ...

    def close(self) -> None:
        """End the processes that were started."""
        ...


class LocalEngine:
    """Processes and threads of this machine.

    Processes start with the first work that needs them, are kept for what comes later, and end with
    :meth:`close`, which ``use_engine`` calls.

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

    runs_steps = False

    def __init__(self, n_workers: int = 1, n_threads: int | None = None) -> None:
        processors = os.cpu_count() or 1
        self.n_workers = n_workers
        self.n_threads = (
            min(processors, MOST_THREADS) if n_threads is None else n_threads
        )
        if self.n_workers < 1 or self.n_threads < 1:
            raise ValueError(
                f"LocalEngine: {Counted(self.n_workers):worker}, {Counted(self.n_threads):thread}; "
                "expected 1 or more of each"
            )
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Result]:
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

        Raises
        ------
        WorkerLostError
            If the process that works on an item dies, and again when it has the item alone. Its
            ``item`` says which.
        """
        if self.n_workers == 1 or len(items) < LEAST_FOR_PROCESSES:
            for item in items:
                yield from _apply(function, [item])
            return
        yield from self._in_order(function, cut_evenly(items, self.n_workers))

    def close(self) -> None:
        """End the processes that were started."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.shutdown()

    def _give_up(self) -> None:
        """End the processes in the middle of their work."""
        if self._pool is not None:
            # The pool waits for work under way unless its processes are gone.
            for process in list(
                (getattr(self._pool, "_processes", None) or {}).values()
            ):
                process.terminate()
            self.close()

    def _in_order(
        self, function: Callable[[Any], Any], chunks: Sequence[Sequence[Any]]
    ) -> Iterator[Any]:
        """Results of chunks in order, with a bounded number of them under way."""
        waiting: deque[tuple[Sequence[Any], Future[list[Any]]]] = deque()
        coming = iter(chunks)
        try:
            while True:
                while len(waiting) < AHEAD * self.n_workers:
                    chunk = next(coming, None)
                    if chunk is None:
                        break
                    waiting.append((chunk, self._submit(function, chunk)))
                if not waiting:
                    return
                chunk, future = waiting.popleft()
                try:
                    results = future.result()
                except BrokenProcessPool:
                    self._give_up()
                    results = [self._alone(function, item) for item in chunk]
                    # What else was under way went down with the pool.
                    waiting = deque((c, self._submit(function, c)) for c, _ in waiting)
                yield from results
        except BaseException:
            self._give_up()
            raise

    def _submit(
        self, function: Callable[[Any], Any], chunk: Sequence[Any]
    ) -> Future[list[Any]]:
        """Send one message to a process."""
        for _ in range(2):
            if self._pool is None:
                # A forked child would inherit the locks of the parent's threads.
                self._pool = ProcessPoolExecutor(
                    self.n_workers,
                    mp_context=get_context("spawn"),
                    initializer=_begin_worker,
                )
            try:
                return self._pool.submit(_apply, function, chunk)
            except BrokenProcessPool:
                # Another message killed the pool before its loss was seen.
                self._give_up()
        raise WorkerLostError("no process can be started; is there memory left?")

    def _alone(self, function: Callable[[Any], Any], item: Any) -> Any:
        """Do one item in a process of its own, after the one that had it died."""
        try:
            return self._submit(function, [item]).result()[0]
        except BrokenProcessPool:
            self._give_up()
            raise WorkerLostError(
                "the process that worked on it ended twice (out of memory?); "
                "use fewer --jobs or give --memory",
                item,
            ) from None


def cut_evenly(items: Sequence[Item], n_workers: int) -> list[Sequence[Item]]:
    """Cut items into messages, four or more for each worker, to even out items that take long.

    Parameters
    ----------
    items : sequence
        What is to be done.
    n_workers : int
        Who does it.

    Returns
    -------
    list of sequence
        The items, in order.

    Examples
    --------
    >>> [len(message) for message in cut_evenly(range(20), 2)]
    [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    size = max(1, min(LARGEST_CHUNK, len(items) // (4 * n_workers)))
    return [items[k : k + size] for k in range(0, len(items), size)]


def map_threads(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Apply a function to batches of array work, several at a time.

    Threads suffice, for numpy lets go of the interpreter while it works on arrays.

    Parameters
    ----------
    function : callable
        What to do with one batch; must not depend on the others.
    items : iterable
        The batches; each is asked for when its turn comes.

    Yields
    ------
    object
        Results in the order of the batches: the same for any number of threads.

    Examples
    --------
    >>> list(map_threads(len, ["公开", "", "信息公开"]))
    [2, 0, 4]
    """
    threads, rest = current_engine().n_threads, iter(items)
    first = list(islice(rest, 2))
    if threads < 2 or len(first) < 2:
        yield from map(function, chain(first, rest))
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in chain(first, rest):
                # A bounded number under way: results must not pile up before they are taken.
                if len(waiting) >= AHEAD * threads:
                    yield waiting.popleft().result()
                waiting.append(pool.submit(function, item))
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()


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
    """Make an engine the current one for what runs inside, and close it at the end.

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
        engine.close()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let the numerical libraries work on one thread: sums must not depend on how many there are.

    Yields
    ------
    None
        What runs inside is on one thread.

    Examples
    --------
    >>> with one_thread():
    ...     sum([0.1, 0.2])
    0.30000000000000004
    """
    with _thread_controller().limit(limits=1):
        yield


@cache
def _thread_controller() -> Any:
    """Find the libraries that have threads: 10 ms, so only once, when all are loaded."""
    for library in ("numpy", "scipy.linalg", "sklearn.cluster"):
        import_module(library)
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()


_CURRENT: ContextVar[Engine | None] = ContextVar("textmine_engine", default=None)


def roomy(function: Function) -> Function:
    """Let a function and all that it calls stand in one piece of CPython's stack.

    The stack comes from the system in pieces of 16 KB, and the call that opens a piece gives it
    back when it returns. Where the border of two pieces happens to lie inside a loop, each of its
    calls takes a hundred times as long (3 µs and more). A function that asks for a large stack
    opens a piece with room for all that stands behind it.

    Parameters
    ----------
    function : callable
        Plain function that much is called from.

    Returns
    -------
    callable
        The same function.

    Examples
    --------
    >>> roomy(lambda: 1)()
    1
    """
    code = function.__code__
    function.__code__ = code.replace(co_stacksize=max(code.co_stacksize, STACK_SLOTS))
    return function


@roomy
def _apply(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """One message: the function on each of its items."""
    return [function(item) for item in items]


def _begin_worker() -> None:
    """Prepare a process: one thread of its own, and an end with the process that started it."""
    _CURRENT.set(LocalEngine(1, n_threads=1))
    hide_progress()
    parent = parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)  # the parent was killed: nobody waits for results any more

    threading.Thread(target=follow, daemon=True).start()
