"""Reading of text: reports a second a core, stage by stage, against one pass of jieba.lcut.

Items found; hostile texts.

python -m benchmarks.reading [N_REPORTS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from textmine.segment.claims import find_claims
from textmine.segment.items import find_items
from textmine.segment.narrative import find_narrative
from textmine.segment.sections import find_sections
from textmine.simulation.corpus import simulate
from textmine.tables.find import find_tables
from textmine.tables.parse import parse_tables
from textmine.text.normalize import normalize

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample" / "reports"
STAGES = ("normalise", "tables", "sections", "items", "cells", "narrative", "claims")
COUNTED = ("tables", "sections", "items", "cells")
HOSTILE = (
    "一是",
    "，",
    "（一）",
    "存在更新慢，",
    "一、总体情况\n",
    "总计",
    "规章\t0\t",
    "12件",
    "（",
    "但存在",
    "结果维持",
)


class Clock:
    """Process seconds by stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def __call__(self, stage: str, work: Callable[..., Any], *args: Any) -> Any:
        start = process_time()
        result = work(*args)
        self.seconds[stage] += process_time() - start
        return result


def read(raw: str, clock: Clock) -> tuple[str, list[Any], list[Any]]:
    """Text, items and cells of one report."""
    text = clock("normalise", normalize, raw).text
    tables = clock("tables", find_tables, text)
    sections = clock("sections", find_sections, "r", text, tables)
    items = clock("items", find_items, "r", text, sections, tables)
    cells = clock("cells", parse_tables, "r", text, tables)
    stretches = clock("narrative", find_narrative, text, sections, tables)
    clock("claims", find_claims, "r", text, [(a, b) for _, a, b in stretches])
    return text, items, cells


def report_speed(name: str, raws: list[str]) -> None:
    """Milliseconds a report by stage, and the ratio to jieba."""
    import jieba

    jieba.setLogLevel(60)
    jieba.lcut("热身")
    for raw in raws[:5]:
        read(raw, Clock())
    clocks = []
    for _ in range(3):
        clocks.append(Clock())
        for raw in raws:
            read(raw, clocks[-1])
    best = {stage: min(c.seconds[stage] for c in clocks) for stage in STAGES}
    start = process_time()
    for raw in raws:
        jieba.lcut(raw)
    reference = process_time() - start
    n, counted = len(raws), sum(best[stage] for stage in COUNTED)
    print(f"{name}: {n} reports, {sum(map(len, raws)) / n:,.0f} characters each")
    print(
        "  "
        + ", ".join(f"{stage} {1000 * best[stage] / n:.2f}" for stage in STAGES)
        + " ms a report"
    )
    print(
        f"  tables + sections + items + cells: {n / counted:.0f} reports/s a core (target ≥ 300)"
    )
    print(
        f"  the same: {counted / reference:.3f} × one pass of jieba.lcut ({n / reference:.0f} "
        f"reports/s)"
    )
    print(
        f"  with normalise, narrative and claims: {sum(best.values()) / reference:.3f} × its time"
    )


def report_found(reports: list[Any]) -> None:
    """Planted problems, measures and cells that were found word for word."""
    hits = {"problem": [0, 0, 0], "measure": [0, 0, 0], "cell": [0, 0, 0]}
    for report in reports:
        text, items, cells = read(report.text, Clock())
        for role in ("problem", "measure"):
            planted = [_plain(statement) for statement in report.truth[f"{role}s"]]
            found = [_plain(text[i.start : i.end]) for i in items if i.role == role]
            hits[role][0] += len(set(planted) & set(found))
            hits[role][1] += len(planted)
            hits[role][2] += len(found)
        known = {(c.row, c.column): c.value for c in cells if c.table == "3"}
        planted_cells = {
            (i, j): v
            for i, row in enumerate(report.truth["table3"])
            for j, v in enumerate(row)
        }
        hits["cell"][0] += sum(
            known.get(place) == value for place, value in planted_cells.items()
        )
        hits["cell"][1] += len(planted_cells)
        hits["cell"][2] += len(known)
    for name, (hit, planted_n, found_n) in hits.items():
        print(f"  {name}s found exactly: {hit} of {planted_n} planted, {found_n} found")


def _plain(text: str) -> str:
    """Letters and digits only."""
    return "".join(c for c in text if c.isalnum())


def report_hostile(size: int) -> None:
    """The slowest of the hostile texts."""
    slowest = (0.0, "")
    for piece in HOSTILE:
        start = process_time()
        read("五、存在的主要问题及改进情况\n" + piece * (size // len(piece)), Clock())
        slowest = max(slowest, (process_time() - start, piece))
    print(
        f"hostile texts of {size:,} characters: slowest {slowest[0]:.2f} s ({slowest[1]!r}; "
        f"target < 2 s a stage)"
    )


def main(n_reports: int) -> None:
    """Print all figures."""
    simulated = list(simulate(n_reports, seed=1))
    report_speed("simulated", [report.text for report in simulated])
    report_found(simulated)
    files = sorted(p for p in SAMPLE.glob("*") if p.suffix in (".txt", ".md"))
    if files:
        report_speed(
            "corpora/sample",
            [p.read_text(encoding="utf-8", errors="replace") for p in files],
        )
    report_hostile(200_000)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
