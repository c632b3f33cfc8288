"""How much memory do the stages take that look at the whole corpus, and how long do they run?

    python -m benchmarks.stage_memory [REPORTS]

The narrative comes straight from the simulator (lines of prose in four rows a report), so that
nothing is read and the stages are measured alone, one after the other in one process. Prints for
each the peak of resident memory while it ran, what the process held after it, and milliseconds of
processor a report. Linux only: the peak is set back by ``/proc/self/clear_refs``.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd

from textmine.job.analyses import Narrated
from textmine.reuse.judge import measures
from textmine.reuse.mine import mine_reuse
from textmine.schema import META
from textmine.simulation.corpus import simulate
from textmine.themes.model import ThemeModel
from textmine.themes.phrases import mine_phrases

LABELS = ("overview", "disclosure", "problems", "measures")
# A shorter line is a heading or a number of a table.
PROSE = 12
Given = TypeVar("Given")


def write_narrative(n_reports: int) -> Narrated:
    """Simulate reports and keep their lines of prose, in four rows each."""
    rows, reports = [], []
    for report in simulate(n_reports, seed=11):
        known = {name: report.truth.get(name, "") for name in META}
        key = report.truth["report_id"]
        reports.append({"report_id": key, **known})
        lines = [
            line
            for line in report.text.split("\n")
            if len(line) > PROSE and "\t" not in line and "|" not in line
        ]
        size = max(1, -(-len(lines) // len(LABELS)))
        at = 0
        for number, low in enumerate(range(0, len(lines), size)):
            text = "\n".join(lines[low : low + size])
            place = {"section": LABELS[number], "start": at, "end": at + len(text), "text": text}
            rows.append({"report_id": key, **place, **known})
            at += len(text) + 1
    year = {"year": "Int64"}
    return Narrated(pd.DataFrame(rows).astype(year), pd.DataFrame(reports).astype(year))


def read_status(name: str) -> float:
    """A figure of this process in GB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1e6
    return float("nan")


def measure(name: str, n_reports: int, make: Callable[[], Given]) -> Given:
    """Run one stage and print what it took."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    given = make()
    spent = time.process_time() - start
    peak, held = read_status("VmHWM"), read_status("VmRSS")
    took = 1000 * spent / n_reports
    print(
        f"{name:14} peak {peak:5.2f} GB   held {held:5.2f} GB   {took:6.2f} ms a report", flush=True
    )
    return given


def measure_reuse(source: Narrated, n_reports: int) -> pd.DataFrame:
    """Measure the parts of reuse mining; gives the passages, and lets go of all else."""
    searched = measure("search", n_reports, lambda: mine_reuse(source))
    found = measure("gather", n_reports, searched.release)
    del searched
    measure("families", n_reports, lambda: found.families)
    measure("passages", n_reports, lambda: found.passages)
    measure("ties", n_reports, found.ties)
    measure("pairs", n_reports, found.pairs)
    measure("shares", n_reports, lambda: found.mined.scores)
    for name in ("originality", "boilerplate", "redundancy", "stickiness", "modification"):
        measure(name, n_reports, partial(getattr(measures, f"measure_{name}"), found.mined))
    measure("residue", n_reports, found.residue)
    return found.passages


def main(n_reports: int = 5000) -> None:
    """Measure all stages."""
    source = write_narrative(n_reports)
    print(f"{n_reports:,} reports, {source.narrative['text'].str.len().sum():,} characters")
    passages = measure_reuse(source, n_reports)
    measure("phrases", n_reports, lambda: mine_phrases(source.narrative))
    themes = ThemeModel(n_themes=12)
    measure("themes", n_reports, lambda: themes.fit(source.narrative, exclude=passages))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
