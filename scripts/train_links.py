"""Learn from the annotated parts what speaks for a link: four files below the resources.

``links.toml`` (chain, pairs), ``link_trees.csv`` (pairs among the others), ``purposes.csv`` and
``models/kinship.npz``.

Run ``python -m scripts.train_links`` after any change of the annotated parts, the coder or the
clues. Categories of a part come from coders that never saw its hand, so that they are as wrong as
on reports; the same bytes on every run; some eight minutes.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.problems_links import (
    fit_kinship,
    fit_purposes,
    known_reports,
    read_linked,
)
from textmine.problems.answers import kinship, purposes, trees
from textmine.problems.answers.links import FILE, OF_TREES, fit_links

RESOURCES = Path(__file__).resolve().parents[1] / "textmine" / "resources"
HEAD = """\
# How much each clue of a link from measure to problem weighs (log odds): links, none and steps in
# the chain, pairs where each pair is judged by itself (link_trees.csv: among the others). Names as
# in clues.py, alignment.py and pairs.py of textmine/problems/answers. concepts: a concept of the
# measure, then one of the problem (concepts.toml), for pairs judged by themselves. Written by
# scripts/train_links.py.
"""


def main() -> None:
    """Train, write, and say what was written."""
    parts = read_linked()
    reports = [report for rows in known_reports(parts).values() for report in rows]
    lines = [HEAD.rstrip()]
    model = fit_links(reports)
    for table, weights in model.to_tables().items():
        lines += [
            "",
            f"[{table}]",
            *(f"{name} = {value}" for name, value in weights.items()),
        ]
    target = RESOURCES / FILE
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (RESOURCES / trees.FILE).write_text(model.trees.write(OF_TREES), encoding="utf-8")
    table = fit_purposes(parts)
    (RESOURCES / purposes.FILE).write_text(table.write(), encoding="utf-8")
    (RESOURCES / kinship.FILE).write_bytes(fit_kinship(parts).pack())
    print(f"{len(reports)} parts, {len(table.place)} sequences")  # noqa: T201


if __name__ == "__main__":
    main()
