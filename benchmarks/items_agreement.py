"""How far two coders agree, blind to each other, on annotated problem parts.

Run: python -m benchmarks.items_agreement
The second coder had the texts and the guideline, not the first marks. Prints soft F1 (0.9 alike)
and exact F1 of problems and of measures, F1 of the categories of problems that both found, and F1
of the responses: from end to end, that is where both ends are the same letter by letter, as models
are scored, and among the statements that both found. Then the same of the cases, which hold the
reports that ``benchmarks.problems_responses sets`` reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.items import SOFT, Tally, alike, plain
from benchmarks.problems_links import f1, is_case
from benchmarks.problems_responses import responses, statements, tally
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


def compare(first: Sequence[Part], second: Sequence[Part]) -> None:
    """Print how far two codings of the same parts agree."""
    found, codes = Tally(), Counter[str]()
    whole, given = np.zeros(3), np.zeros(3)
    for one, other in zip(first, second, strict=True):
        found.add(one, stated(other))
        count_codes(one, other, codes)
        links = responses(one), responses(other)
        if not links[1]:  # the second coder gave no links
            continue
        whole += tally(links[1], links[0])
        both = statements(one, COUNTED) & statements(other, COUNTED)
        true, said = (
            {pair for pair in some if both.issuperset(pair)} for some in links
        )
        given += tally(said, true)
    for role in ("problem", "measure"):
        n = found.gold[role] + found.found[role]
        soft, exact = 2 * found.soft[role] / n, 2 * found.exact[role] / n
        print(
            f"  {role}: soft F1 {soft:.3f}, exact F1 {exact:.3f}, {found.gold[role]} and "
            f"{found.found[role]} statements"
        )
    if codes["second"]:
        micro = 2 * codes["both"] / (codes["first"] + codes["second"])
        print(f"  categories of problems both found: micro F1 {micro:.3f}")
    print(
        f"  responses: F1 {f1(whole):.3f} of {whole[2]:.0f}, {f1(given):.3f} among the "
        "statements that both found"
    )


def main() -> None:
    """Compare both codings."""
    first = {part.id: part for part in read_parts()}
    second = read_parts(SECOND)
    # A part whose text was mended since is not the text that the second coder saw.
    same = [
        part for part in second if part.id in first and first[part.id].text == part.text
    ]
    print(f"{len(same)} of {len(second)} parts with the same text")
    compare([first[part.id] for part in same], same)
    cases = [part for part in same if is_case(first[part.id].hand)]
    print(f"{len(cases)} cases among them")
    compare([first[part.id] for part in cases], cases)


if __name__ == "__main__":
    main()
