"""How much is held at once: reports in memory, and in a partition, within a budget."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textmine.engine import Engine
from textmine.errors import FrameError
from textmine.io.isolation.process import FileLimits

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"(?i)\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*")

# Reports that are kept in memory. The whole job on 1,000 simulated reports took 0.98 GB, 0.4 GB of
# it for the interpreter and its libraries: so about 3.4 GB (peak_mb in the manifest of that run).
MOST_IN_MEMORY = 5_000
# Reports of a partition: long enough that what each step costs (about 20 ms) does not show.
PARTITION = 1_000
FEWEST_IN_PARTITION = 50  # reports; smaller ones cost more to begin than to do
# Memory that a process takes for each report that it holds, and for itself (interpreter, libraries,
# word lists), in bytes: of the same run, reuse and themes included. Reading alone took 0.28 GB and
# the other stages by report 0.61 GB for all 1,000 reports, so that partitions have room to spare.
BYTES_A_REPORT = 600_000
BYTES_A_WORKER = 450_000_000  # for itself


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is held at once.

    Parameters
    ----------
    in_memory : int
        Reports up to which a corpus is kept in memory.
    partition : int
        Reports of a partition of a larger one.
    file : FileLimits
        What one file may cost.
    """

    in_memory: int
    partition: int
    file: FileLimits = FileLimits()

    @classmethod
    def of(
        cls, memory: str | int | None, engine: Engine, file: FileLimits | None = None
    ) -> Limits:
        """Say what fits into a budget; on a cluster every stage is sent to the workers."""
        budget = parse_memory(memory)
        least = 0 if engine.runs_steps else most_in_memory(budget)
        return cls(
            least, partition_size(engine.n_workers, budget), file or FileLimits()
        )


def parse_memory(memory: str | int | None) -> int | None:
    """Read an amount of memory.

    Parameters
    ----------
    memory : str, int or None
        E.g. ``"4GB"``, ``"500 MB"``, or bytes.

    Returns
    -------
    int or None
        Bytes.

    Raises
    ------
    FrameError
        If it is no amount.

    Examples
    --------
    >>> parse_memory("4GB"), parse_memory("512M"), parse_memory(None)
    (4000000000, 512000000, None)
    """
    if memory is None:
        return None
    match = _SIZE.fullmatch(str(memory))
    if match is None or float(match[1]) == 0:
        raise FrameError(f"memory is {memory!r}; expected an amount such as 4GB")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def partition_size(n_workers: int, memory: int | None) -> int:
    """Say how many reports a partition may hold.

    Parameters
    ----------
    n_workers : int
        Processes that each hold one.
    memory : int or None
        Bytes that all of them may take.

    Returns
    -------
    int
        Reports.

    Examples
    --------
    >>> partition_size(2, None), partition_size(2, 1_500_000_000)
    (1000, 500)
    """
    if memory is None:
        return PARTITION
    fits = (memory // n_workers - BYTES_A_WORKER) // BYTES_A_REPORT
    return max(FEWEST_IN_PARTITION, min(PARTITION, fits))


def most_in_memory(memory: int | None) -> int:
    """Say how many reports may be kept in memory.

    Parameters
    ----------
    memory : int or None
        Bytes that the run may take.

    Returns
    -------
    int
        Reports.

    Examples
    --------
    >>> most_in_memory(None), most_in_memory(1_050_000_000)
    (5000, 1000)
    """
    if memory is None:
        return MOST_IN_MEMORY
    return max(0, min(MOST_IN_MEMORY, (memory - BYTES_A_WORKER) // BYTES_A_REPORT))
