"""What a step takes: seconds, processor, memory; and how many rows it gives."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from weakref import ref

import pandas as pd

# Seconds between two looks at the memory of the process (one look takes 50 µs).
PAUSE = 0.1
# Memory of its own, in kB: what the process put there, and what it shares with its children. Pages
# of mapped files are left out, which the system takes back whenever it needs them.
_OWN = ("RssAnon:", "RssShmem:")
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a step took and gave.

    Parameters
    ----------
    seconds, processor_seconds : float
        By the clock, and of this process with its threads.
    peak_mb : float
        Most memory of its own that its process had during the step, in MB, looked at ten times a
        second; mapped files do not count. Where the system tells no more, the most that the process
        has ever had, and 0 where it does not tell that.
    rows : dict of str to int
        Rows of each table given.
    """

    seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_mb: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


class Meter:
    """Measures a step while it runs."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()
        self._peak = own_memory()
        _lookout().watch(self)

    def look(self, memory: int) -> None:
        """Take note of what the process has now, in bytes."""
        self._peak = max(self._peak, memory)

    def read(self, tables: Mapping[str, pd.DataFrame | int]) -> StepFacts:
        """Say what the step took up to now, and how many rows it gave."""
        self.look(own_memory())
        return StepFacts(
            round(time.perf_counter() - self._start[0], 3),
            round(time.process_time() - self._start[1], 3),
            round(self._peak / 1e6, 1),
            {name: _count(table) for name, table in tables.items()},
        )


def _count(table: pd.DataFrame | int) -> int:
    """Rows of a table, or their number as it is told."""
    return table if isinstance(table, int) else len(table)


class _Lookout:
    """A thread that tells all meters that are read yet what memory the process has."""

    def __init__(self) -> None:
        # Without callbacks: what a signal raises in one of those is lost, and the job goes on.
        self._meters: list[ref[Meter]] = []
        self._lock = threading.Lock()
        self._someone = threading.Event()
        threading.Thread(target=self._look, name="memory", daemon=True).start()

    def watch(self, meter: Meter) -> None:
        """Tell a meter too, for as long as someone holds it."""
        with self._lock:
            self._meters.append(ref(meter))
            self._someone.set()

    def _look(self) -> None:
        while True:
            self._someone.wait()
            self._tell()
            time.sleep(PAUSE)

    def _tell(self) -> None:
        """Tell the meters that are held yet; rest where none is."""
        with self._lock:
            meters = [meter for known in self._meters if (meter := known()) is not None]
            self._meters = [ref(meter) for meter in meters]
            if not meters:
                self._someone.clear()
                return
        memory = own_memory()
        for meter in meters:
            meter.look(memory)


@cache
def _lookout() -> _Lookout:
    """The lookout of this process; it begins with the first meter."""
    return _Lookout()


def own_memory() -> int:
    """Memory of its own that this process has now, in bytes; else the most it has ever had.

    Examples
    --------
    >>> own_memory() >= 0
    True
    """
    own = told_memory(_STATUS)
    return _most_ever() if own is None else own


def told_memory(status: Path) -> int | None:
    """Memory of its own that a process has, as its status tells it.

    Parameters
    ----------
    status : Path
        ``/proc/PID/status``.

    Returns
    -------
    int or None
        Bytes; None where the system has no such file, or the process has ended.

    Examples
    --------
    >>> told_memory(Path("no such file")) is None
    True
    """
    try:
        lines = status.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    own = [int(line.split()[1]) for line in lines if line.startswith(_OWN)]
    return sum(own) * 1024 if own else None


def _most_ever() -> int:
    """Most memory that this process has had, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return peak if sys.platform == "darwin" else peak * 1024


def describe_facts(facts: Sequence[StepFacts], n_kept: int) -> dict[str, Any]:
    """Sum up what the steps of a stage took, for the manifest.

    Parameters
    ----------
    facts : sequence of StepFacts
        Of each step.
    n_kept : int
        Steps that were taken up from an earlier run.

    Returns
    -------
    dict
        seconds, processor_seconds (sums), peak_mb (the largest), rows by table, steps, kept.
    """
    rows: dict[str, int] = {}
    for step in facts:
        for name, n in step.rows.items():
            rows[name] = rows.get(name, 0) + n
    return {
        "seconds": round(sum(step.seconds for step in facts), 3),
        "processor_seconds": round(sum(step.processor_seconds for step in facts), 3),
        "peak_mb": max((step.peak_mb for step in facts), default=0.0),
        "rows": rows,
        "steps": len(facts),
        "kept": n_kept,
    }
