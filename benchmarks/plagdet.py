"""The measures of text alignment.

Precision, recall, granularity, plagdet (Potthast et al. 2010, COLING, 997–1005).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import NamedTuple


class Case(NamedTuple):
    """A passage of report ``a`` that reads like a passage of report ``b``."""

    a: str
    a_start: int
    a_end: int
    b: str
    b_start: int
    b_end: int


@dataclass(frozen=True)
class Result:
    precision: float
    recall: float
    granularity: float

    @property
    def plagdet(self) -> float:
        total = self.precision + self.recall
        f1 = 2 * self.precision * self.recall / total if total else 0.0
        return f1 / log2(1 + self.granularity)


def measure(cases: Iterable[Case], detections: Iterable[Case]) -> Result:
    """Macro-averaged, as the PAN evaluators compute them.

    A detection counts if it meets the case on both sides.
    """
    by_pair: dict[tuple[str, str], tuple[list[Case], list[Case]]] = defaultdict(
        lambda: ([], [])
    )
    for case in set(cases):
        by_pair[case.a, case.b][0].append(case)
    for found in set(detections):
        by_pair[found.a, found.b][1].append(found)
    recalls, precisions, counts = [], [], []
    for truth, found in by_pair.values():
        for case in truth:
            met = [d for d in found if meets(case, d)]
            recalls.append(covered(case, met))
            if met:
                counts.append(len(met))
        for d in found:
            precisions.append(covered(d, [c for c in truth if meets(c, d)]))
    mean = lambda values, empty: sum(values) / len(values) if values else empty  # noqa: E731
    return Result(mean(precisions, 1.0), mean(recalls, 1.0), mean(counts, 1.0))


def meets(x: Case, y: Case) -> bool:
    return (
        x.a_start < y.a_end
        and y.a_start < x.a_end
        and x.b_start < y.b_end
        and y.b_start < x.b_end
    )


def covered(x: Case, others: list[Case]) -> float:
    """Share of the characters of both spans of ``x`` that the others cover."""
    a = union((max(x.a_start, o.a_start), min(x.a_end, o.a_end)) for o in others)
    b = union((max(x.b_start, o.b_start), min(x.b_end, o.b_end)) for o in others)
    return (a + b) / max(x.a_end - x.a_start + x.b_end - x.b_start, 1)


def union(spans: Iterable[tuple[int, int]]) -> int:
    total, reach = 0, -1
    for start, end in sorted(spans):
        total += max(end - max(start, reach), 0)
        reach = max(reach, end)
    return total
