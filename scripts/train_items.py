"""Train the itemiser from the shipped annotated parts: ``python scripts/train_items.py``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from time import process_time

from textmine.segment.annotated import Part, check_part, read_parts
from textmine.segment.itemizer.model import SHIPPED, ItemModel
from textmine.simulation.parts.grammar import Measure, Stated, render_rows

N_RENDERED = 300
"""Parts rendered by the layout grammar beside the annotated ones: with them short parts in plain
layouts are read right; on cases by other hands they cost and gain nothing (benchmark ``items``)."""
CASE_WEIGHT = 3
"""Times that a restated real report counts in training: over a weight of one the sets of cases left
out gain 0.012 in problems and lose 0.002 in measures (``python -m benchmarks.items sets``)."""
TARGET = Path(__file__).resolve().parents[1] / "textmine" / "resources" / SHIPPED


def render_more(parts: list[Part], n: int) -> list[Part]:
    """Render the statements of annotated parts in other layouts."""
    stated = []
    for part in parts:
        spans = [s for s in part.spans if "\n" not in part.text[s.start : s.end]]
        problems = [s for s in spans if s.role == "problem"]
        place = {s.n: k for k, s in enumerate(problems, 1)}
        measures = tuple(
            Measure(
                part.text[s.start : s.end],
                tuple(place[n] for n in s.links if n in place),
            )
            for s in spans
            if s.role == "measure"
        )
        told = tuple(part.text[s.start : s.end] for s in problems)
        stated.append(Stated(part.hand, told, measures))
    return [check_part(row) for row in render_rows(stated, n)]


def weigh(parts: list[Part]) -> list[Part]:
    """Repeat the restated real reports."""
    cases = [part for part in parts if part.hand.startswith("case")]
    return [*parts, *cases * (CASE_WEIGHT - 1)]


def main() -> None:
    """Train, write, and say what was written."""
    start = process_time()
    parts = read_parts()
    ItemModel().fit([*weigh(parts), *render_more(parts, N_RENDERED)]).save(TARGET)
    stored = TARGET.read_bytes()
    seconds = process_time() - start
    print(f"{len(parts)} parts, {seconds:.0f} s, {len(stored):,} bytes")  # noqa: T201
    print(hashlib.sha256(stored).hexdigest())  # noqa: T201


if __name__ == "__main__":
    main()
