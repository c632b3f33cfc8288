"""Learn what pairs of characters say of a clause's topic: ``python scripts/train_topics.py``.

From the shipped statements, written apart from the annotated parts; the same bytes on every run.
The itemiser's model rests on the table: train it anew afterwards
(``python scripts/train_items.py``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np

from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.statements import load_statements
from textmine.segment.itemizer.topics import FILE, UNIT

LEAST = 8
"""Statements that a pair must stand in: a rarer one says what one writer happened to write."""
SMOOTH = 3.0
"""Statements that are added to each pair, in the shares of all: a rare pair says little."""
TARGET = Path(__file__).resolve().parents[1] / "textmine" / "resources" / FILE


def learn() -> list[list[object]]:
    """Learn the table: its head, the row of priors, a row for each pair, in order."""
    book = load_codebook()
    names = [key for key in book.keys if key != book.fallback]
    column = {name: k for k, name in enumerate(names)}
    total = np.zeros(len(names))
    held: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(names)))
    statements = load_statements()
    for text, keys in zip(statements["text"], statements["categories"], strict=True):
        own = [column[key] for key in keys.split("|") if key in column]
        if not own:
            continue
        shares = np.zeros(len(names))
        shares[own] = 1 / len(own)
        total += shares
        for pair in {text[k : k + 2] for k in range(len(text) - 1)}:
            held[pair] += shares
    prior = total / total.sum()
    rows: list[list[object]] = [["pair", *names], ["", *_whole(np.log(prior))]]
    for pair, counts in sorted(held.items()):
        if counts.sum() >= LEAST and "," not in pair and '"' not in pair:
            share = (counts + SMOOTH * prior) / (counts.sum() + SMOOTH)
            rows.append([pair, *_whole(np.log(share / prior))])
    return rows


def _whole(logs: np.ndarray) -> list[int]:
    """Whole numbers, so that the table is the same on every machine."""
    return np.rint(UNIT * logs).astype(int).tolist()


def main() -> None:
    """Learn, write, and say what was written."""
    rows = learn()
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    print(f"{len(rows) - 2} pairs, {TARGET.stat().st_size:,} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
