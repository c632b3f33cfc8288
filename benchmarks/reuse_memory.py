"""What does a report add to the memory that the search for reuse takes in a partitioned job?

Run: python -m benchmarks.reuse_memory [SIZES]

SIZES are numbers of simulated reports with commas between them (12000,48000). The stage ``reuse``
of ``textmine mine`` runs on each in a process of its own, from files of 1,000 reports to the files
of its frames, as in a job that works in partitions; long arrays lie on disk. Reports are running
text without tables, taken from the simulator without reading them from files first.

Memory is what the process put there itself, looked at two hundred times a second, without pages of
mapped files, which belong to the page cache. So that what a report adds is what it adds to a corpus
of a million, arrays lie on disk from 64 KB on, and seeds of edited copies are one in eight, both
whatever the size; sizes a power of two apart fill buckets alike. Prints peak memory, processor
seconds, and what each report more than of the size before added.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from shutil import disk_usage
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.reuse_trace import make_rows
from textmine import scratch
from textmine.job import analyses
from textmine.job.analyses import Parameters
from textmine.job.flow.kept import to_frame, write_tables
from textmine.job.flow.meter import own_memory
from textmine.job.tables import Tables
from textmine.reuse.search import seeds
from textmine.scratch import give_back, use_scratch

SIZES = "12000,48000"
SEED = 11
# In place of what holds for small corpora: characters up to which every seed is used (one in eight
# from four times as many on), and bytes from which arrays lie on disk.
FEW_SEEDS, FEW_BYTES = 1 << 20, 1 << 16
REPORTS_A_FILE = 1000
# Seconds between two looks at the memory of the process (one look takes 50 µs).
PAUSE = 0.005


class Peak:
    """Most memory of its own that this process had, and most room that it took on a disk."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._free = folder, disk_usage(folder).free
        self.memory = self.disk = 0
        self._take_note()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self._take_note()

    def _take_note(self) -> None:
        self.memory = max(self.memory, own_memory())
        self.disk = max(self.disk, self._free - disk_usage(self._folder).free)


def make(n_reports: int, folder: Path) -> None:
    """Simulate reports and write them, some a file."""
    rows = make_rows(n_reports, SEED)
    for low in range(0, n_reports, REPORTS_A_FILE):
        part = pd.DataFrame(list(islice(rows, REPORTS_A_FILE)))
        part.to_parquet(folder / f"{low:08d}.parquet", index=False)


class Taken(NamedTuple):
    """What the stage took: bytes of memory and of disk at the peak, and processor seconds."""

    memory: int
    disk: int
    seconds: float


def mine(folder: Path) -> Taken:
    """Run the stage on the files of a folder."""

    def parts() -> Iterator[pd.DataFrame]:
        for file in sorted(folder.glob("*.parquet")):
            yield to_frame([pq.read_table(file)])
            give_back()

    seeds.DENSE, scratch.LEAST_ON_DISK = FEW_SEEDS, FEW_BYTES
    out = folder / "out"
    out.mkdir()
    peak, start = Peak(out), time.process_time()
    with use_scratch(out):
        given = analyses.reuse(Tables({"narrative": parts}), Parameters())
        write_tables(out, given)
    peak.stop()
    return Taken(peak.memory, peak.disk, time.process_time() - start)


def measure(n_reports: int) -> Taken:
    """Make reports and run the stage on them, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        alone(make, n_reports, Path(name))
        taken: Taken = alone(mine, Path(name))
    return taken


def alone(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure all sizes and print them."""
    parser = argparse.ArgumentParser(description="memory of the search for reuse")
    parser.add_argument("sizes", nargs="?", default=SIZES)
    sizes = [int(size) for size in parser.parse_args(arguments).sizes.split(",")]
    print("reports   peak MB   disk MB  processor s  a report adds KB, of disk KB")
    before: tuple[int, Taken] | None = None
    for size in sizes:
        taken = measure(size)
        line = f"{size:9,} {taken.memory / 1e6:7.0f} {taken.disk / 1e6:9.0f} {taken.seconds:12.1f}"
        if before is not None:
            more = (size - before[0]) * 1e3
            memory = (taken.memory - before[1].memory) / more
            disk = (taken.disk - before[1].disk) / more
            line += f" {memory:17.1f} {disk:11.1f}"
        print(line, flush=True)
        before = size, taken


if __name__ == "__main__":
    main()
