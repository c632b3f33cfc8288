"""PAN 2013 text alignment (English).

Plagdet of verbatim and randomly obfuscated passages, and false alarms.

Run: python -m benchmarks.reuse_pan FOLDER [n_pairs]

FOLDER holds the corpus (susp/, src/, 01-no-plagiarism/, 02-no-obfuscation/,
03-random-obfuscation/). It carries no licence and is read where it lies. Translation and summary
obfuscation are out of scope."""

from __future__ import annotations

import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from benchmarks.plagdet import Case, measure
from textmine.reuse.judge.align import align_texts

CLASSES = ("01-no-plagiarism", "02-no-obfuscation", "03-random-obfuscation")


def truth_of(path: Path, a: str, b: str) -> list[Case]:
    found = []
    for feature in ElementTree.parse(path).getroot().iter("feature"):
        if feature.get("name") == "plagiarism":
            at, n = (
                int(feature.get("this_offset", 0)),
                int(feature.get("this_length", 0)),
            )
            where, m = (
                int(feature.get("source_offset", 0)),
                int(feature.get("source_length", 0)),
            )
            found.append(Case(a, at, at + n, b, where, where + m))
    return found


def search(folder: Path, name: str, n: int) -> tuple[list[Case], list[Case]]:
    """Planted and found passages of ``n`` pairs of a class, spread over all of them."""
    listed = (folder / name / "pairs").read_text().splitlines()
    pairs = [line.split() for line in listed if line.strip()]
    cases, found = [], []
    for a, b in pairs[:: max(len(pairs) // n, 1)][:n]:
        texts = [
            (folder / d / f).read_bytes().decode("utf-8-sig")
            for d, f in (("susp", a), ("src", b))
        ]
        cases += truth_of(folder / name / f"{Path(a).stem}-{Path(b).stem}.xml", a, b)
        rows = align_texts(*texts, min_chars=60, max_gap=120, scrambled=True)
        found += [
            Case(a, r.start_a, r.end_a, b, r.start_b, r.end_b)
            for r in rows.itertuples()
            if r.end_a - r.start_a >= 150
        ]
    return cases, found


def main(folder: Path, n: int) -> None:
    print("class                   plagdet precision recall granularity  seconds")
    for name in CLASSES:
        began = time.perf_counter()
        cases, found = search(folder, name, n)
        seconds = time.perf_counter() - began
        if not cases:
            print(f"{name:22s}  {len(found)} false passages  {seconds:.1f}")
            continue
        r = measure(cases, found)
        print(
            f"{name:22s}  {r.plagdet:.3f}   {r.precision:.3f}     {r.recall:.3f}  "
            f"{r.granularity:.3f}        {seconds:.1f}"
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("PAN 2013 is not at hand: name its folder")
        sys.exit()
    if not Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
