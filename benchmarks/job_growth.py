"""How do time and memory of the whole job grow with the number of reports?

    python -m benchmarks.job_growth [SIZES] [--jobs N] [--memory SIZE] [--json FILE]

SIZES are numbers of simulated reports with commas between them (1000,3000,10000). For each size the
command ``textmine mine`` runs in a process of its own; its memory is that of all processes of the
run together, looked at five times a second: what they put there themselves, for pages of mapped
files belong to the page cache, which the system takes back whenever it needs them. The reference is
one pass of ``jieba.lcut`` over the same texts, on as many processes.

Prints seconds, processor seconds, peak memory and the ratio to jieba by size; by stage, seconds and
peak memory at the largest size and what the last step up in size added a report; the exponent of
growth (slope of log processor seconds over log size, for a busy machine says little by the clock).
With ``--json`` all of it goes into a file with the facts of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import jieba
import numpy as np
import psutil

from textmine.job.flow.meter import told_memory

SIZES = (1000, 2000, 5000, 10_000)
# Seconds between two looks at the memory of all processes.
PAUSE = 0.2
# Texts that one message to a process of the reference holds.
TEXTS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Growth:
    """One size: what the job took, and what one pass of jieba takes on the same texts."""

    n_reports: int
    n_chars: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    results_mb: float
    jieba_seconds: float
    jieba_processor_seconds: float
    stages: dict[str, Any]


class Watched:
    """Memory and processor time of a process and all that it starts."""

    def __init__(self, process: psutil.Process) -> None:
        self.peak = 0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """End watching; gives the peak in MB."""
        self._over.set()
        self._thread.join()
        return self.peak / 1e6

    def _look(self) -> None:
        """Look at all processes again and again."""
        while not self._over.wait(PAUSE):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.peak = max(self.peak, sum(map(memory_of, family)))


def memory_of(process: psutil.Process) -> int:
    """Memory that a process has for itself, in bytes; without mapped files where that is told."""
    status = Path(f"/proc/{process.pid}/status")
    own = told_memory(status)
    if own is not None:
        return own
    if status.exists():
        # It has ended and was not asked about yet: it has no memory and no such lines.
        return 0
    try:
        return int(process.memory_full_info().uss)
    except (AttributeError, psutil.AccessDenied):
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def cut_texts(paths: Sequence[Path]) -> tuple[int, float]:
    """Segment files with jieba; gives characters and processor seconds."""
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    start = time.process_time()
    for text in texts:
        jieba.lcut(text)
    return sum(map(len, texts)), time.process_time() - start


def time_jieba(folder: Path, n_jobs: int) -> tuple[int, float, float]:
    """Characters, seconds and processor seconds of one pass of jieba over a folder."""
    files = sorted((folder / "reports").iterdir())
    batches = [
        files[k : k + TEXTS_AT_ONCE] for k in range(0, len(files), TEXTS_AT_ONCE)
    ]
    with ProcessPoolExecutor(n_jobs, mp_context=get_context("spawn")) as pool:
        list(pool.map(cut_texts, [files[:1]] * n_jobs))  # dictionaries are loaded
        start = time.perf_counter()
        done = list(pool.map(cut_texts, batches))
        seconds = time.perf_counter() - start
    return sum(n for n, _ in done), seconds, sum(s for _, s in done)


def measure(
    n_reports: int, n_jobs: int, memory: str | None, *, reference: int
) -> Growth:
    """Simulate, mine and segment a corpus of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "in"), Path(name, "out")
        run = [sys.executable, "-m", "textmine"]
        simulate = [*run, "simulate", "--reports", str(n_reports), "--seed", "11"]
        subprocess.run(
            [*simulate, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL
        )
        command = [*run, "mine", str(folder), "--out", str(out), "--jobs", str(n_jobs)]
        command += ["--memory", memory] if memory else []
        start = time.perf_counter()
        job = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        watched = Watched(psutil.Process(job.pid))
        job.wait()
        seconds = time.perf_counter() - start
        peak = watched.stop()
        if job.returncode not in (0, 1):
            sys.exit(f"{n_reports} reports: the job ended with {job.returncode}")
        stages = json.loads((out / "manifest.json").read_text(encoding="utf-8"))[
            "stages"
        ]
        size = sum(file.stat().st_size for file in out.iterdir() if file.is_file())
        n_chars, jieba_seconds, jieba_processor = 0, float("nan"), float("nan")
        if n_reports <= reference:
            n_chars, jieba_seconds, jieba_processor = time_jieba(folder, n_jobs)
    return Growth(
        n_reports,
        n_chars,
        round(seconds, 1),
        round(sum(stage["processor_seconds"] for stage in stages.values()), 1),
        round(peak),
        round(size / 1e6),
        round(jieba_seconds, 1),
        round(jieba_processor, 1),
        stages,
    )


def machine() -> dict[str, Any]:
    """Facts of the machine and of what ran on it."""
    names = (
        "textmine",
        "numpy",
        "pandas",
        "pyarrow",
        "jieba",
        "rjieba",
        "scikit-learn",
    )
    return {
        "processor": platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "memory_mb": round(psutil.virtual_memory().total / 1e6),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
    }


def exponent(rows: Sequence[Growth]) -> float:
    """Slope of log processor seconds over log reports."""
    if len(rows) < 2:
        return float("nan")
    x = np.log([row.n_reports for row in rows])
    y = np.log([row.processor_seconds for row in rows])
    return float(np.polyfit(x, y, 1)[0])


def print_stages(rows: Sequence[Growth]) -> None:
    """Print what each stage took at the largest size, and what the last step up in size added."""
    last = rows[-1]
    before = rows[-2] if len(rows) > 1 else None
    for name, stage in last.stages.items():
        line = f"  {name:18} {stage['processor_seconds']:8.1f} s  peak {stage['peak_mb']:6,.0f} MB"
        if before is not None and name in before.stages:
            grown = stage["peak_mb"] - before.stages[name]["peak_mb"]
            line += f"  {1000 * grown / (last.n_reports - before.n_reports):+7.1f} KB a report"
        print(line)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure all sizes and print them."""
    parser = argparse.ArgumentParser(description="growth of the whole job")
    parser.add_argument("sizes", nargs="?", default=",".join(map(str, SIZES)))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--memory")
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--reference", type=int, default=10_000, help="largest size for jieba"
    )
    args = parser.parse_args(arguments)
    facts = machine()
    rows = []
    print("reports  seconds  processor s  peak MB  results MB  jieba s  ratio")
    for size in map(int, args.sizes.split(",")):
        row = measure(size, args.jobs, args.memory, reference=args.reference)
        rows.append(row)
        ratio = row.seconds / row.jieba_seconds
        print(
            f"{row.n_reports:7,} {row.seconds:8.1f} {row.processor_seconds:12.1f} "
            f"{row.peak_mb:8,.0f} {row.results_mb:11,.0f} {row.jieba_seconds:8.1f} {ratio:6.2f}",
            flush=True,
        )
    print_stages(rows)
    print(f"exponent of time: {exponent(rows):.2f}   (target 1.05)")
    if args.json:
        told = {
            "machine": facts,
            "jobs": args.jobs,
            "memory": args.memory,
            "exponent": exponent(rows),
            "sizes": [asdict(row) for row in rows],
        }
        args.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
