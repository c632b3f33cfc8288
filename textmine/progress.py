"""How far a long call has come: bars with rate and time left, on a terminal and in a notebook.

A function that may take over two seconds has its loop watched (:func:`watch`), or its steps where
it has no loop (:func:`watch_steps`, :func:`begin_step`). What runs inside shows its own bar below
that of its caller, as far as two deep, and none where the caller shows none.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from textmine.english import with_article
from textmine.errors import FrameError

Result = TypeVar("Result")

# Bars at a time: what is done, and how far its present step has come. More only flicker.
MOST_BARS = 2


class _Open(threading.local):
    """Whether the calls under way in this thread show bars, the innermost last, and their steps."""

    def __init__(self) -> None:
        self.shown: list[bool] = []
        self.steps: list[_Steps] = []


_OPEN = _Open()
_IS_WORKER = threading.Event()


@contextmanager
def show_progress(show: bool | None) -> Iterator[bool]:
    """Say whether bars are shown by what runs inside.

    Parameters
    ----------
    show : bool or None
        None: as the caller, and where there is none on a terminal and in a notebook only.

    Yields
    ------
    bool
        Whether they are.

    Raises
    ------
    FrameError
        If it is neither True, False nor None.

    Examples
    --------
    >>> with show_progress(False) as outer, show_progress(None) as inner:
    ...     outer, inner
    (False, False)
    """
    if show is not None and type(show).__name__ not in ("bool", "bool_"):
        raise FrameError(
            f"progress is {with_article(type(show).__name__)}; expected True, False or None"
        )
    if show is None:
        show = _OPEN.shown[-1] if _OPEN.shown else _is_watched()
    _OPEN.shown.append(show)
    # Steps in there are not those of a bar farther out.
    _OPEN.steps.append(_Steps(None))
    try:
        yield show
    finally:
        _OPEN.shown.pop()
        _OPEN.steps.pop()


def watch(
    results: Iterable[Result],
    total: int,
    words: str,
    unit: str,
    *,
    show: bool | None = None,
) -> Iterator[Result]:
    """Pass results on, with a bar that shows rate and time left.

    Parameters
    ----------
    results : iterable
        What comes.
    total : int
        How many there will be.
    words : str
        What is done.
    unit : str
        What is counted.
    show : bool, optional
        By default as the caller; where there is none, only on a terminal and in a notebook.

    Yields
    ------
    object
        The results.

    Examples
    --------
    >>> list(watch([1, 2], 2, "reading", "file", show=False))
    [1, 2]
    """
    with show_progress(show) as shown:
        if not shown or sum(_OPEN.shown) > MOST_BARS:
            yield from results
            return
        with _open_bar(results, total, words, unit) as bar:
            yield from bar


@contextmanager
def watch_steps(
    words: str, n_steps: int, *, show: bool | None = None
) -> Iterator[None]:
    """Show a bar over the steps of what runs inside, each of which calls :func:`begin_step`.

    Parameters
    ----------
    words : str
        What is done.
    n_steps : int
        How many steps it has.
    show : bool, optional
        As in :func:`watch`.

    Examples
    --------
    >>> with watch_steps("reuse", 2, show=False):
    ...     begin_step("reading")
    ...     begin_step("searching")
    """
    with show_progress(show) as shown:
        if not shown or sum(_OPEN.shown) > MOST_BARS:
            yield
            return
        with _open_bar(None, n_steps, words, "step") as bar:
            _OPEN.steps[-1] = _Steps(bar)
            yield
            bar.update(n_steps - bar.n)


def begin_step(name: str) -> None:
    """Say that the next step begins; without a bar around it this does nothing.

    Parameters
    ----------
    name : str
        What is done in it.

    Examples
    --------
    >>> begin_step("reading")
    """
    if _OPEN.steps:
        _OPEN.steps[-1].begin(name)


def hide_progress() -> None:
    """Show no bars in this process unless asked for: it works for another, which shows its own."""
    _IS_WORKER.set()


class _Steps:
    """A bar whose steps are counted when they are done; none for steps that are not shown."""

    def __init__(self, bar: Any) -> None:
        self.bar = bar
        self.has_begun = False

    def begin(self, name: str) -> None:
        """Count the step before, and name the next."""
        if self.bar is None:
            return
        if self.has_begun:
            self.bar.update()
        self.has_begun = True
        self.bar.set_postfix_str(name)


def _is_watched() -> bool:
    """Tell whether somebody sees what is printed to stderr."""
    if _IS_WORKER.is_set():
        return False
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return is_terminal or "ipykernel" in sys.modules


def _open_bar(results: Iterable[Any] | None, total: int, words: str, unit: str) -> Any:
    """Open a bar of the kind that this place can show."""
    from tqdm.auto import tqdm

    # A low smoothing: the time left is told by the rate so far, not by the last item.
    return tqdm(results, total=total, desc=words, unit=unit, leave=False, smoothing=0.1)
