"""What the decoder's rules rest on: how often each goes against what the hands annotated.

    python -m benchmarks.items_rules

Each rule is applied, alone and then with the others, to the annotated labels themselves, as if the
model were sure and right. A rule that holds leaves them as they are. Printed for each rule: parts
that it changes, statements that are lost by it (their borders or their role are no more those of
the hand), of all. Last line: all statements read off the annotated labels by the whole decoder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.segment.annotated import Part, read_parts
from textmine.segment.itemizer import decoder, enumerations
from textmine.segment.itemizer.decoder import decode
from textmine.segment.itemizer.labels import LABELS
from textmine.segment.itemizer.layout import find_siblings
from textmine.segment.itemizer.model import label_tokens
from textmine.segment.itemizer.quotes import answer_quotes
from textmine.segment.itemizer.tokens import Token, find_gaps, find_tokens
from textmine.text.normalize import normalize

SURE = 0.97
"""Probability given to the annotated label; the others share the rest."""

Rule = Callable[["Gold", list[str]], None]
Statements = set[tuple[str, int, int]]


@dataclass(frozen=True)
class Gold:
    """A part: its tokens, their annotated labels, and these as probabilities."""

    tokens: list[Token]
    path: list[str]
    marginals: NDArray[np.float64]


def label_part(part: Part) -> Gold:
    """Cut a part into tokens and label them as the hand did."""
    clean = normalize(part.text)
    offsets = clean.offsets[:-1]
    spans = [
        (
            span.role,
            *(int(at) for at in np.searchsorted(offsets, (span.start, span.end))),
        )
        for span in part.spans
    ]
    tokens = find_tokens(
        clean.text, gaps=find_gaps(clean.text, part.text, clean.offsets)
    )
    path = label_tokens(tokens, spans)
    marginals = np.full((len(tokens), len(LABELS)), (1 - SURE) / (len(LABELS) - 1))
    marginals[np.arange(len(tokens)), [LABELS.index(label) for label in path]] = SURE
    return Gold(tokens, path, marginals)


def _enumerations(gold: Gold, path: list[str]) -> None:
    enumerations.part_enumerations(gold.tokens, path)


def _semicolons(gold: Gold, path: list[str]) -> None:
    enumerations.keep_to_semicolons(gold.tokens, path)


def _empty(gold: Gold, path: list[str]) -> None:
    decoder._drop_empty(gold.tokens, path)


def _headlines(gold: Gold, path: list[str]) -> None:
    decoder._drop_headlines(find_siblings(gold.tokens), gold.tokens, path)


def _leads(gold: Gold, path: list[str]) -> None:
    decoder._drop_leads(find_siblings(gold.tokens), gold.tokens, path)


def _runs(gold: Gold, path: list[str]) -> None:
    roles = decoder._log_roles(gold.marginals)
    for run in decoder._find_runs(find_siblings(gold.tokens), gold.tokens, path):
        kind = ""
        if len(run) > 1 and run[0].listed:
            turned = decoder._is_turned(run[0].first, gold.tokens, gold.marginals)
            kind = "M" if turned else decoder._kind_of_run(run, gold.tokens, roles)
        decoder._settle(run, kind, gold.tokens, path, roles)


def _lines(gold: Gold, path: list[str]) -> None:
    decoder._settle_lines(gold.tokens, path)


def _quotes(gold: Gold, path: list[str]) -> None:
    answer_quotes(gold.tokens, gold.marginals, path)


RULES: dict[str, Rule] = {
    "enumerations that 等问题 closes": _enumerations,
    "only ； parts where it stands": _semicolons,
    "针对以上问题, 离要求有差距, 表现在 state nothing": _empty,
    "headlines over lists": _headlines,
    "sentences that lead into a list": _leads,
    "runs of ordinals, turns before them": _runs,
    "lines under a lead": _lines,
    "针对A的问题，做B": _quotes,
}


def find_statements(path: Sequence[str]) -> Statements:
    """Role, first and last token of each statement of a path."""
    found = set()
    for k, label in enumerate(path):
        if label[:2] != "B-":
            continue
        last = k
        while last + 1 < len(path) and path[last + 1] == f"I-{label[2:]}":
            last += 1
        found.add((label[2:], k, last))
    return found


def count_losses(parts: Sequence[Gold], rule: Rule) -> Iterator[int]:
    """Annotated statements lost by a rule, for each part."""
    for gold in parts:
        path = list(gold.path)
        rule(gold, path)
        yield len(find_statements(gold.path) - find_statements(path))


def main() -> None:
    """Print a line for each rule, and one for all."""
    parts = [label_part(part) for part in read_parts()]
    n_statements = sum(len(find_statements(gold.path)) for gold in parts)
    print(f"{len(parts):,} parts, {n_statements:,} statements\n")
    print(f"{'parts':>6} {'lost':>6}  rule")
    for name, rule in RULES.items():
        losses = list(count_losses(parts, rule))
        print(f"{sum(n > 0 for n in losses):6} {sum(losses):6}  {name}")
    kept = 0
    for gold in parts:
        stretches = decode(gold.tokens, gold.marginals)
        read = {(stretch.role, stretch.first, stretch.last) for stretch in stretches}
        kept += len(read & find_statements(gold.path))
    print(
        f"\nwhole decoder on the annotated labels: {kept / n_statements:.4f} of them kept"
    )


if __name__ == "__main__":
    main()
