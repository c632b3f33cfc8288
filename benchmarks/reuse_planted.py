"""How well planted reuse is found, by operator and document frequency.

False passages on clean text.

Run: python -m benchmarks.reuse_planted [n_reports]
"""

from __future__ import annotations

import sys
import time
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.plagdet import Case, Result, measure
from benchmarks.planted import Planted, plant
from textmine.reuse.mine import mine_reuse


def cases_of(planted: Planted, pairs: set[tuple[str, str]]) -> list[Case]:
    out = []
    for family in planted.families:
        spans = {r: (a, b) for r, a, b in family}
        out += [
            Case(x, *spans[x], y, *spans[y])
            for x, y in pairs
            if x in spans and y in spans
        ]
    return out


def detections_of(passages: pd.DataFrame, pairs: set[tuple[str, str]]) -> list[Case]:
    by_report = {
        r: list(zip(g.family_id, g.start, g.end, strict=True))
        for r, g in passages.groupby("report_id")
    }
    out = []
    for x, y in pairs:
        theirs: dict[str, list[tuple[int, int]]] = {}
        for f, a, b in by_report.get(y, []):
            theirs.setdefault(f, []).append((a, b))
        out += [
            Case(x, a, b, y, c, d)
            for f, a, b in by_report.get(x, [])
            for c, d in theirs.get(f, [])
        ]
    return out


def sample_pairs(planted: Planted, seed: int, n: int = 400) -> set[tuple[str, str]]:
    rng = np.random.default_rng(seed)
    pairs: set[tuple[str, str]] = set()
    for family in planted.families:
        reports = sorted(r for r, _, _ in family)
        if len(reports) <= 12:
            pairs |= set(combinations(reports, 2))
        else:
            picks = rng.choice(len(reports), size=(n // len(planted.families), 2))
            pairs |= {
                (reports[min(i, j)], reports[max(i, j)])
                for i, j in picks.tolist()
                if i != j
            }
    return pairs


def score(planted: Planted, seed: int = 0) -> tuple[Result, float, int]:
    began = time.perf_counter()
    reuse = mine_reuse(planted.frame, references=[])
    seconds = time.perf_counter() - began
    pairs = sample_pairs(planted, seed)
    return (
        measure(cases_of(planted, pairs), detections_of(reuse.passages, pairs)),
        seconds,
        len(reuse.families),
    )


def main(n_reports: int) -> None:
    print(
        "operator  df    plagdet precision recall granularity  families (planted)  seconds"
    )
    for operator in ("verbatim", "swap", "0.05", "0.1", "0.2", "0.3"):
        for frequency in (2, 10, 100, n_reports):
            planted = plant(
                n_reports,
                frequency,
                operator,
                n_families=40 if frequency < 100 else 6,
                seed=frequency,
            )
            result, seconds, n = score(planted)
            print(
                f"{operator:9s} {frequency:<5d} {result.plagdet:.3f}   {result.precision:.3f}  "
                f"   {result.recall:.3f}  "
                f"{result.granularity:.3f}        {n} ({len(planted.families)})   {seconds:.2f}"
            )
    clean = plant(max(n_reports, 400), 0, "verbatim", seed=9)
    reuse = mine_reuse(clean.frame, references=[])
    n = len(clean.frame)
    print(
        f"clean: {len(reuse.passages)} passages in {n} reports ({n * (n - 1) // 2} pairs)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
