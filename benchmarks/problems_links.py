"""Are problems linked with the right measures: annotated parts, each hand left out, and cases kept.

Run: python -m benchmarks problems_links
Prints precision, recall and F1 of the links of given problems and measures (a) of each hand, with
coders and weights that saw none of its fold's hands, (b) of cases c and d, which nothing was
trained on. The Hungarian assignment that the chain replaced had, with the annotated categories, F1
0.925 over the hands (0.91 to 0.97)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.problems.answers.response import (
    MIN_SCORE,
    ReportClues,
    describe_reports,
    link_probabilities,
)
from textmine.problems.answers.weights import KnownReport, fit_weights
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.coding import clean_statements
from textmine.problems.coder.model import train_model
from textmine.problems.coder.statements import load_training
from textmine.segment.annotated import Part, read_parts

KEPT = ("case_c", "case_d")
"""Hands that nothing is trained on."""
N_FOLDS = 4
"""Folds of hands; the cases, of one kind, share the first."""
CASE_COUNTS = 5.0
"""How much a part of the cases counts in training: real structures, of which there are few beside
those of the hands. Among 1, 5, 10 and 40 chosen on cases a, b and dev, each left out in turn."""


def fold_of(hand: str) -> int:
    """The fold of a hand."""
    return 0 if hand.startswith("case") else int(hand.removeprefix("hand")) % N_FOLDS


def read_linked() -> list[Part]:
    """Annotated parts with problems and measures."""
    return [part for part in read_parts() if {"problem", "measure"} <= {s.role for s in part.spans}]


def frames(parts: Sequence[Part]):
    """Problems, measures and texts of parts, and the true links."""
    problems, measures, true = [], [], set()
    for part in parts:
        for k, span in enumerate(part.spans):
            text = part.text[span.start : span.end]
            row = {"report_id": part.id, "text": text, "start": span.start, "end": span.end}
            if span.role == "problem":
                problems.append(row | {"item_id": f"{part.id} p{span.n}"})
            elif span.role in ("measure", "last_year"):
                name = f"{part.id} m{k}"
                rule = "last_year" if span.role == "last_year" else "marker"
                measures.append(row | {"item_id": name, "rule": rule})
                true |= {(f"{part.id} p{n}", name) for n in span.links}
    texts = pd.DataFrame({"report_id": p.id, "start": 0, "text": p.text} for p in parts)
    tables = [pd.DataFrame(problems), pd.DataFrame(measures)]
    for table in tables:
        table["text"] = clean_statements(table["text"])
    return *tables, texts, true


def coder_without(fold: int) -> ProblemClassifier:
    """A coder that saw no hand of a fold."""
    training = load_training()
    own = training["source"].map(lambda s: s != "statements" and fold_of(s) == fold)
    known = training[~own]
    groups = pd.factorize(known["group"])[0].astype(np.int64)
    model = train_model(
        known["text"], known["categories"], weights=known["weight"].to_numpy(), groups=groups
    )
    coder = ProblemClassifier().fit()
    coder.model_, coder.thresholds_ = model, model.thresholds
    return coder


def known_reports(parts: Sequence[Part]) -> dict[str, list[KnownReport]]:
    """Clues and true links of parts by hand, with categories by coders that never saw the hand."""
    out: dict[str, list[KnownReport]] = {}
    for fold in range(N_FOLDS):
        own = [part for part in parts if fold_of(part.hand) == fold]
        hand_of = {part.id: part.hand for part in own}
        problems, measures, texts, true = frames(own)
        coder = coder_without(fold)
        problems["categories"] = coder.predict(problems["text"])
        for report in describe_reports(problems, measures, sections=texts, coder=coder):
            hand = hand_of[problems["report_id"].iloc[report.problems[0]]]
            counts = CASE_COUNTS if hand.startswith("case") else 1.0
            table = truth_of(report, problems, measures, true)
            out.setdefault(hand, []).append(KnownReport(report.clues, table, counts))
    return out


def truth_of(report: ReportClues, problems, measures, true) -> np.ndarray:
    """1 where a measure answers a problem."""
    asked = problems["item_id"].to_numpy()[report.problems]
    said = measures["item_id"].to_numpy()[report.measures]
    return np.array([[float((p, m) in true) for p in asked] for m in said])


def count(reports: Sequence[KnownReport], weights) -> np.ndarray:
    """Right, found and true links."""
    rows = [ReportClues(np.zeros(1), np.zeros(1), r.clues) for r in reports]
    total = np.zeros(3)
    for report, scores in zip(reports, link_probabilities(rows, weights), strict=True):
        found = scores >= MIN_SCORE
        total += (found & (report.true > 0)).sum(), found.sum(), report.true.sum()
    return total


def show(name: str, counts: np.ndarray) -> None:
    """Print one line."""
    right, found, true = counts
    scores = f"P {right / found:.3f}  R {right / true:.3f}  F1 {2 * right / (found + true):.3f}"
    print(f"{name:24} {scores}  ({int(true)} links)", flush=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    known = known_reports(read_linked())
    total = np.zeros(3)
    for fold in range(N_FOLDS):
        rest = [
            r for h, rows in known.items() if fold_of(h) != fold and h not in KEPT for r in rows
        ]
        weights = fit_weights(rest)
        for hand in sorted(h for h in known if fold_of(h) == fold and h not in KEPT):
            counts = count(known[hand], weights)
            total += counts * hand.startswith("hand")
            show(f"{hand} left out", counts)
    show("hands, each left out", total)
    weights = fit_weights([r for h, rows in known.items() if h not in KEPT for r in rows])
    for hand in KEPT:
        show(f"{hand}, kept", count(known[hand], weights))


if __name__ == "__main__":
    main()
