"""How far two coders agree, blind to each other, on annotated problem parts.

Run: python -m benchmarks.items_agreement
The second coder had the texts and the guideline, not the first marks. Prints soft F1 (0.9 alike)
and exact F1 of problems and of measures, and F1 of the categories of problems that both found.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.items import SOFT, Tally, alike, plain
from textmine.segment.annotated import COUNTED, Part, PartSpan, read_parts

SECOND = Path(__file__).resolve().parents[1] / "textmine/resources/annotated/second"


def stated(part: Part) -> list[tuple[str, str, float]]:
    """Problems and measures of a part, as the tally takes them."""
    return [
        (
            "problem" if s.role == "problem" else "measure",
            part.text[s.start : s.end],
            1.0,
        )
        for s in part.spans
        if s.role in COUNTED
    ]


def problems(part: Part) -> list[PartSpan]:
    """Problems of a part."""
    return [s for s in part.spans if s.role == "problem"]


def count_codes(first: Part, second: Part, counts: Counter[str]) -> None:
    """Compare the categories of the problems that both have."""
    for one in problems(first):
        for other in problems(second):
            texts = (
                plain(p.text[s.start : s.end])
                for p, s in ((first, one), (second, other))
            )
            if alike(*texts) >= SOFT:
                a, b = set(one.categories), set(other.categories)
                if not b:  # the second coder gave no categories
                    break
                counts += Counter(both=len(a & b), first=len(a), second=len(b))
                break


def main() -> None:
    """Compare both codings."""
    first = {part.id: part for part in read_parts()}
    second = read_parts(SECOND)
    # A part whose text was mended since is not the text that the second coder saw.
    same = [
        part for part in second if part.id in first and first[part.id].text == part.text
    ]
    tally, codes = Tally(), Counter[str]()
    for part in same:
        tally.add(first[part.id], stated(part))
        count_codes(first[part.id], part, codes)
    print(f"{len(same)} of {len(second)} parts with the same text")
    for role in ("problem", "measure"):
        whole = tally.gold[role] + tally.found[role]
        soft, exact = 2 * tally.soft[role] / whole, 2 * tally.exact[role] / whole
        print(
            f"{role}: soft F1 {soft:.3f}, exact F1 {exact:.3f}, {tally.gold[role]} and "
            f"{tally.found[role]} statements"
        )
    micro = 2 * codes["both"] / (codes["first"] + codes["second"])
    print(f"categories of problems both found: micro F1 {micro:.3f}")


if __name__ == "__main__":
    main()
