"""Learn from the annotated parts how much each clue of a link weighs: ``resources/links.toml``.

Run ``python -m scripts.train_links`` after any change of the annotated parts, the coder or the
clues. Categories of a part come from coders that never saw its hand, so that they are as wrong as
on reports; the same bytes on every run; five minutes. Cases c and d are kept for testing.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.problems_links import KEPT, known_reports, read_linked
from textmine.problems.answers.weights import FILE, fit_weights

TARGET = Path(__file__).resolve().parents[1] / "textmine" / "resources" / FILE
HEAD = """\
# How much each clue of a link from measure to problem weighs (log odds); names as in
# textmine/problems/answers/clues.py and alignment.py. Written by scripts/train_links.py.
"""


def main() -> None:
    """Train, write, and say what was written."""
    parts = [part for part in read_linked() if part.hand not in KEPT]
    reports = [report for rows in known_reports(parts).values() for report in rows]
    lines = [HEAD.rstrip()]
    for table, weights in fit_weights(reports).to_tables().items():
        lines += ["", f"[{table}]", *(f"{name} = {value}" for name, value in weights.items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(reports)} parts")  # noqa: T201


if __name__ == "__main__":
    main()
