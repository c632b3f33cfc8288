"""How long does the whole `mine` job take, against one pass of jieba.lcut over the same text?

    python -m benchmarks.job_speed [REPORTS] [--jobs N]

Runs ``textmine mine`` on simulated reports in a process of its own. Prints processor seconds of
that process with all that it starts, then where they went, line by line, so that the lines add up
to the whole; and ratios to jieba in this run. The target of the design is 1.2, then 0.5.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import jieba

import textmine
from textmine.io.folders import MANIFEST
from textmine.simulation.corpus import simulate

TARGET = 1.2


def main() -> None:
    """Simulate, time jieba before and after the job, time the job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="?", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        simulate(asked.reports, seed=11, out=folder)
        files = sorted(Path(folder, "reports").iterdir())
        texts = [file.read_text(encoding="utf-8") for file in files]
        out = Path(folder, "out")
        mine = ["-m", "textmine", "mine", folder, "--out", str(out)]
        # As an installation does: else a checkout compiles some 300 modules in every process.
        compileall.compile_dir(str(Path(textmine.__file__).parent), quiet=1)
        # The machine may be busy: jieba's time is the mean of before and after.
        before = _jieba_seconds(texts)
        start = _seconds_of("-c", "import textmine.job.run")
        job = _seconds_of(*mine, "--jobs", str(asked.jobs))
        reference = (before + _jieba_seconds(texts)) / 2
        stages = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["stages"]
    seconds = {"start": start}
    seconds |= {name: facts["processor_seconds"] for name, facts in stages.items()}
    # What a stage's worker processes take is not told by the stage.
    others = "between stages" if asked.jobs == 1 else "between stages, workers"
    seconds[others] = job - sum(seconds.values())

    print(f"{asked.reports} reports, {sum(map(len, texts)):,} characters")
    print(_line("jieba.lcut", reference, reference))
    print(_line("textmine mine", job, reference) + f"   (target {TARGET:.2f})")
    for name, taken in seconds.items():
        print(_line(f"  {name}", taken, reference))


def _jieba_seconds(texts: list[str]) -> float:
    """Processor seconds of one pass of jieba, its dictionary loaded."""
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    start = time.process_time()
    for text in texts:
        jieba.lcut(text)
    return time.process_time() - start


def _seconds_of(*arguments: str) -> float:
    """Processor seconds of a Python process and of all that it started."""
    before = os.times()
    command = [sys.executable, "-W", "ignore", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    user = after.children_user - before.children_user
    return user + after.children_system - before.children_system


def _line(name: str, seconds: float, reference: float) -> str:
    """One row: seconds and ratio."""
    return f"{name:26} {seconds:8.2f} s   {seconds / reference:.2f}"


if __name__ == "__main__":
    main()
