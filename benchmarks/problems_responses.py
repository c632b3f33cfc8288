"""Responses from end to end: items, coder, tables and links that never saw the hand they read.

python -m benchmarks.problems_responses [sets | hands]

A response counts where problem and measure are both found letter by letter (marks and blanks left
out) and are linked: what a user gets, and what reports kept back are scored by. Beside it, of the
same problem parts, F1 of the links if the items are given, and F1 of problems and measures letter
by letter. ``sets`` reads each group of sets of cases by models of all else, as ``benchmarks.items
sets`` does; ``hands`` each fourth hand by models of the others. The coder knows no hand of the
fold, and no case. Some forty minutes for both.

By the state of commit 8d5fa32 the cases (260 links) are read at 0.813 (a to d and dev 0.882, 0.919,
0.732, 0.642, 0.810), of the same parts links at 0.874 if the items are given; since 及 and 也有
part statements at 0.822 (0.888, 0.919, 0.773, 0.636, 0.835) and 0.871. A second reader, blind,
reaches 0.918 and 0.934 (``python -m benchmarks.items_agreement``)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.items import SETS, plain
from benchmarks.problems_links import (
    N_FOLDS,
    RESTATED,
    coder_without,
    count,
    f1,
    fit_kinship,
    fit_purposes,
    fold_of,
    is_case,
    known_reports,
    read_linked,
)
from scripts.train_items import weigh
from textmine.problems.answers.kinship import Kinship
from textmine.problems.answers.links import LinkModel, fit_links
from textmine.problems.answers.purposes import Purposes
from textmine.problems.answers.response import MIN_SCORE, describe_reports
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.coding import clean_statements
from textmine.segment.annotated import Part, read_parts
from textmine.segment.itemizer.model import ItemModel
from textmine.text.normalize import normalize

Pairs = set[tuple[str, str]]

ASKED, SAID = ("problem",), ("measure", "last_year")
"""Roles of problems, and of measures."""


@dataclass(frozen=True, slots=True)
class Models:
    """All that reads a part, and saw none of its kind."""

    items: ItemModel
    coder: ProblemClassifier
    purposes: Purposes
    kinship: Kinship
    links: LinkModel


@dataclass(slots=True)
class Ends:
    """Right, found and true: responses, then problems, then measures."""

    responses: np.ndarray
    problems: np.ndarray
    measures: np.ndarray

    def __add__(self, other: Ends) -> Ends:
        return Ends(
            self.responses + other.responses,
            self.problems + other.problems,
            self.measures + other.measures,
        )


NOTHING = Ends(np.zeros(3), np.zeros(3), np.zeros(3))


def read(parts: Sequence[Part], models: Models) -> dict[str, Ends]:
    """Read parts as a report is read, and compare; a tally for each hand."""
    found = models.items.predict([part.text for part in parts])
    found["report_id"] = [parts[k].id for k in found["part"]]
    found["item_id"] = [f"{k}" for k in range(len(found))]
    is_problem = found["role"] == "problem"
    problems = found[is_problem].reset_index(drop=True)
    measures = found[~is_problem].reset_index(drop=True)
    linked = link(parts, problems, measures, models)
    out: dict[str, Ends] = {}
    for part in parts:
        ends = compare(
            part,
            problems.loc[problems["report_id"] == part.id, "text"],
            measures.loc[measures["report_id"] == part.id, "text"],
            linked.get(part.id, set()),
        )
        out[part.hand] = out.get(part.hand, NOTHING) + ends
    return out


def link(
    parts: Sequence[Part],
    problems: pd.DataFrame,
    measures: pd.DataFrame,
    models: Models,
) -> dict[str, Pairs]:
    """The responses that are found in each part, as texts of problem and measure."""
    asked, said = (
        frame.assign(text=clean_statements(frame["text"]))
        for frame in (problems, measures)
    )
    asked["categories"] = models.coder.predict(asked["text"])
    texts = pd.DataFrame(
        {"report_id": p.id, "start": 0, "text": normalize(p.text).text} for p in parts
    )
    reports = list(
        describe_reports(
            asked,
            said,
            sections=texts,
            coder=models.coder,
            purposes=models.purposes,
            kinship=models.kinship,
        )
    )
    scores = models.links.link([report.clues for report in reports])
    out: dict[str, Pairs] = {}
    for report, score in zip(reports, scores, strict=True):
        own = out.setdefault(problems["report_id"].iloc[report.problems[0]], set())
        for m, p in zip(*np.nonzero(score >= MIN_SCORE), strict=True):
            problem = problems["text"].iloc[report.problems[p]]
            measure = measures["text"].iloc[report.measures[m]]
            own.add((plain(problem), plain(measure)))
    return out


def compare(
    part: Part, problems: Iterable[str], measures: Iterable[str], linked: Pairs
) -> Ends:
    """Count what was found of a part."""
    asked, said = (statements(part, roles) for roles in (ASKED, SAID))
    return Ends(
        tally(linked, responses(part)),
        tally(set(map(plain, problems)), asked),
        tally(set(map(plain, measures)), said),
    )


def statements(part: Part, roles: Sequence[str]) -> set[str]:
    """Texts of the statements of a part that have one of some roles."""
    return {plain(part.text[s.start : s.end]) for s in part.spans if s.role in roles}


def responses(part: Part) -> Pairs:
    """Which measure answers which problem, by their texts."""
    of = {
        s.n: plain(part.text[s.start : s.end])
        for s in part.spans
        if s.role == "problem"
    }
    return {
        (of[n], plain(part.text[s.start : s.end])) for s in part.spans for n in s.links
    }


def tally(found: set, true: set) -> np.ndarray:
    """Right, found and true."""
    return np.array([len(found & true), len(found), len(true)], dtype=float)


def show(name: str, ends: Ends, given: np.ndarray) -> None:
    """Print one line."""
    right, found, true = ends.responses
    print(
        f"{name:24} P {right / max(found, 1):.3f}  R {right / max(true, 1):.3f}"
        f"  F1 {f1(ends.responses):.3f} of {int(true)}"
        f"  (given the items {f1(given):.3f}; problems {f1(ends.problems):.3f},"
        f" measures {f1(ends.measures):.3f})",
        flush=True,
    )


def report(own: Sequence[str], fold: int, parts, known) -> tuple[dict, dict]:
    """Read some hands by models of the others; the coder knows none of the fold."""
    others = [part for part in parts if part.hand not in own]
    linked = [part for part in read_linked() if part.hand not in own]
    models = Models(
        ItemModel().fit(weigh(others)),
        coder_without(fold),
        fit_purposes(linked),
        fit_kinship(linked),
        fit_links([one for hand, of in known.items() if hand not in own for one in of]),
    )
    ends = read([part for part in parts if part.hand in own], models)
    given = {hand: count(known[hand], models.links).model for hand in own}
    return ends, given


def show_all(ends: dict, given: dict, groups: dict[str, Sequence[str]]) -> None:
    """Print each hand, then the groups."""
    for hand in ends:
        show(hand, ends[hand], given[hand])
    for name, hands in groups.items():
        total = sum((ends[hand] for hand in hands), NOTHING)
        show(name, total, np.sum([given[hand] for hand in hands], axis=0))


def main(wanted: Sequence[str]) -> None:
    """Print all figures."""
    parts = read_parts()
    known = known_reports(read_linked())
    if "hands" not in wanted:
        ends, given = {}, {}
        for group in SETS:
            some, gave = report(group, 0, parts, known)
            ends, given = ends | some, given | gave
        show_all(ends, given, {"cases": list(ends)})
    if "sets" not in wanted:
        ends, given = {}, {}
        for fold in range(N_FOLDS):
            own = [hand for hand in known if fold_of(hand) == fold]
            some, gave = report(own, fold, parts, known)
            ends, given = ends | some, given | gave
        hands = [hand for hand in ends if not is_case(hand)]
        show_all(ends, given, {"restated hands": RESTATED, "hands": hands})


if __name__ == "__main__":
    main(sys.argv[1:])
