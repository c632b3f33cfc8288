"""How long does the whole `mine` job take, against one pass of jieba.lcut over the same text?

    python -m benchmarks.job_speed [REPORTS]

Prints processor seconds of each stage, and ratios in this run; the target of the design is 0.5.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import jieba

from textmine.corpus.reading import read_corpus
from textmine.job.coder import trained_coder
from textmine.job.run import mine
from textmine.simulation.corpus import simulate


def main(n_reports: int = 1000) -> None:
    """Simulate, time jieba, time the job."""
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    with tempfile.TemporaryDirectory() as folder:
        simulate(n_reports, seed=11, out=folder)
        texts = [
            p.read_text(encoding="utf-8")
            for p in sorted(Path(folder, "reports").iterdir())
        ]
        start = time.process_time()
        for text in texts:
            jieba.lcut(text)
        reference = time.process_time() - start
        start = time.process_time()
        trained_coder()
        training = time.process_time() - start
        start = time.process_time()
        read_corpus(folder)
        reading = time.process_time() - start
        start = time.process_time()
        mined = mine(folder, Path(folder, "out"))
        job = time.process_time() - start
    print(f"{n_reports} reports, {sum(map(len, texts)):,} characters")
    print(f"jieba.lcut                     {reference:8.2f} s   1.00")
    print(
        f"training the coder (once)      {training:8.2f} s   {training / reference:.2f}"
    )
    print(
        f"reading alone                  {reading:8.2f} s   {reading / reference:.2f}"
    )
    print(
        f"whole job, coder trained       {job:8.2f} s   {job / reference:.2f}   (target 0.50)"
    )
    for stage, facts in mined.manifest["stages"].items():
        seconds = facts["processor_seconds"]
        print(f"  {stage:12} {seconds:8.2f} s   {seconds / reference:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
