"""Are problems linked with the right measures: annotated parts, each hand left out, and cases kept.

Run: python -m benchmarks problems_links
Prints precision, recall and F1 of the links of given problems and measures (a) of each hand, with
coders and weights that saw none of its fold's hands, (b) of each set of cases, with weights that
did not see this set and a coder that saw no cases, (c) of all cases, with coder and weights of the
hands alone, (d) beside each the chain by itself, that is without the two looks at each pair after
it. The Hungarian assignment that the chain replaced had, with the annotated categories, F1 0.925
over the hands (0.91 to 0.97). The second look alone, before there was a third, had 0.847 on cases
each left out, 0.929 on restated hands and 0.960 on the others; with trees, without what words go
together (kinship), 0.862, 0.938 and 0.967."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils.extmath import randomized_svd

from textmine.problems.answers.kinship import STEPS, Kinship, hold, short_sequences
from textmine.problems.answers.links import LinkModel, fit_links
from textmine.problems.answers.purposes import NONE, UNIT, Purposes, sequences
from textmine.problems.answers.response import (
    MIN_SCORE,
    ReportClues,
    describe_reports,
)
from textmine.problems.answers.weights import KnownReport
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.coding import clean_statements
from textmine.problems.coder.model import train_model
from textmine.problems.coder.statements import load_training
from textmine.segment.annotated import Part, read_parts

RESTATED = ("hand16", "hand17", "hand18", "hand41", "hand45", "hand46", "hand47")
"""Hands that mostly restate real pages, as the cases do."""
N_FOLDS = 4
"""Folds of hands; the cases, of one kind, share the first."""
RESTATED_COUNTS = 10.0
"""How much a restated page counts in training: real structures, of which there are few beside those
of the other hands. Among 3, 5, 10 and 20, cases and restated hands read by the hands of other
folds: 0.011, 0.006, 0 and 0.005 worse on cases; the other hands lose 0.001 for each doubling."""
LEAST = 4
"""Measures that a sequence of characters must stand in, to be learnt as one of a purpose."""
STRENGTH = 8.0
"""Inverse of the penalty on absolute weights of a purpose. Set by hand: up to 12 nothing changes
beyond chance, 20 is worse; this benchmark compares."""
LEAST_KIN = 25
"""Items that a sequence must stand in to have a place of its own: half as many sequences as with
12, and no worse."""
N_SPACE, N_DIMENSIONS = 200, 32
"""Dimensions in which the statements are compared first, and of the places that are kept: with 24
and 40, and 60 of all sequences, links are told as well."""
RIDGE = 0.3
"""What is added to each variance, in mean variances; 0.1 and 1 do the same."""
CHAIN_SCORE = 0.5
"""Least probability of a link of the chain by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Right, found and true links, with the two looks at each pair and without."""

    model: np.ndarray
    chain: np.ndarray

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.model + other.model, self.chain + other.chain)


def is_case(hand: str) -> bool:
    """Whether a hand is a set of cases."""
    return hand.startswith("case")


def fold_of(hand: str) -> int:
    """The fold of a hand."""
    return 0 if is_case(hand) else int(hand.removeprefix("hand")) % N_FOLDS


def read_linked() -> list[Part]:
    """Annotated parts with problems and measures."""
    return [
        part
        for part in read_parts()
        if {"problem", "measure"} <= {s.role for s in part.spans}
    ]


def frames(parts: Sequence[Part]):
    """Problems, measures and texts of parts, and the true links."""
    problems, measures, true = [], [], set()
    for part in parts:
        for k, span in enumerate(part.spans):
            text = part.text[span.start : span.end]
            row = {
                "report_id": part.id,
                "text": text,
                "start": span.start,
                "end": span.end,
            }
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
        known["text"],
        known["categories"],
        weights=known["weight"].to_numpy(),
        groups=groups,
    )
    coder = ProblemClassifier().fit()
    coder.model_, coder.thresholds_ = model, model.thresholds
    return coder


def fit_purposes(parts: Sequence[Part]) -> Purposes:
    """Learn what measures are for from the links of parts and the categories of their problems.

    A logistic regression for each category and for none, most of its weights zero.
    """
    book = load_codebook()
    texts, served = [], []
    for part in parts:
        categories = {
            span.n: [
                book.keys.index(key) for key in span.categories if key in book.keys
            ]
            for span in part.spans
            if span.role == "problem"
        }
        for span in part.spans:
            if span.role == "measure":
                texts.append(part.text[span.start : span.end])
                row = np.zeros(len(book.keys), dtype=bool)
                for n in span.links:
                    row[categories[n]] = True
                served.append(row)
    texts = clean_statements(texts)
    counter = CountVectorizer(
        analyzer=lambda text: sorted(sequences(text)), min_df=LEAST, binary=True
    )
    sizes = np.sqrt([max(len(sequences(text)), 1) for text in texts])
    counted = counter.fit_transform(texts)
    rows = sparse.csr_matrix(sparse.diags_array(1 / sizes) @ counted)
    told = np.array(served)
    wanted = np.column_stack([told, ~told.any(axis=1)])
    weights = np.zeros((rows.shape[1], wanted.shape[1]))
    bias = np.zeros(wanted.shape[1])
    for k, column in enumerate(wanted.T):
        learner = LogisticRegression(
            C=STRENGTH, l1_ratio=1.0, solver="liblinear", max_iter=300, random_state=0
        )
        learner.fit(rows, column)
        weights[:, k], bias[k] = learner.coef_[0], learner.intercept_[0]
    whole = np.rint(UNIT * weights).astype(np.int64)
    kept = np.flatnonzero(whole.any(axis=1))
    names = counter.get_feature_names_out()
    return Purposes(
        (*book.keys, NONE),
        np.rint(UNIT * bias).astype(np.int64),
        {str(names[row]): k for k, row in enumerate(kept)},
        whole[kept],
    )


def fit_kinship(parts: Sequence[Part]) -> Kinship:
    """Learn where linked measures and problems lie together, from the links of parts.

    Canonical correlations between the words of measures and those of the problems they answer.

    References
    ----------
    Hotelling 1936, Biometrika 28(3/4):321-377.
    """
    texts: dict[str, list[str]] = {"measure": [], "problem": []}
    linked, shares = [], []
    for part in parts:
        number = {}
        for span in part.spans:
            if span.role == "problem":
                number[span.n] = len(texts["problem"])
                texts["problem"].append(part.text[span.start : span.end])
        for span in part.spans:
            if span.role == "measure":
                linked += [(len(texts["measure"]), number[n]) for n in span.links]
                shares += [1 / len(span.links) for _ in span.links]
                texts["measure"].append(part.text[span.start : span.end])
    clean = {role: clean_statements(said) for role, said in texts.items()}
    every = [*clean["measure"], *clean["problem"]]
    counter = CountVectorizer(
        analyzer=lambda text: sorted(short_sequences(text)),
        min_df=LEAST_KIN,
        binary=True,
    )
    n_holding = np.asarray(counter.fit_transform(every).sum(axis=0)).ravel()
    place = {str(name): k for k, name in enumerate(counter.get_feature_names_out())}
    telling = np.log((len(every) + 1) / (n_holding + 1))
    rows = hold(every, place)
    weighed = sparse.csr_matrix(rows @ sparse.diags_array(telling))
    axes = randomized_svd(weighed, N_SPACE, n_iter=4, random_state=0)[2].T
    points = weighed @ axes
    said, asked = np.array(linked).T
    share = np.array(shares)
    one, other = points[said], points[asked + len(clean["measure"])]
    middle = [np.average(side, axis=0, weights=share) for side in (one, other)]
    one, other = one - middle[0], other - middle[1]
    whiten = [_whiten(side.T @ (side * share[:, None])) for side in (one, other)]
    shared = whiten[0] @ (one.T @ (other * share[:, None])) @ whiten[1]
    left, strengths, right = np.linalg.svd(shared)
    root = np.sqrt(strengths[:N_DIMENSIONS])
    places = []
    for turn, centre, back in zip(whiten, middle, (left, right.T), strict=True):
        onto = turn @ back[:, :N_DIMENSIONS] * root
        whole = np.vstack([telling[:, None] * (axes @ onto), -centre @ onto])
        places.append(np.rint(whole * (STEPS / np.abs(whole).max())))
    return Kinship(place, places[0], places[1])


def _whiten(variances: np.ndarray) -> np.ndarray:
    """The inverse root of variances, with a ridge."""
    n = len(variances)
    ridge = RIDGE * np.trace(variances) / n
    values, axes = np.linalg.eigh(variances + ridge * np.eye(n))
    return axes @ np.diag(values**-0.5) @ axes.T


def known_reports(parts: Sequence[Part]) -> dict[str, list[KnownReport]]:
    """Clues and true links of parts by hand, with coders and tables that never saw the hand."""
    out: dict[str, list[KnownReport]] = {}
    for fold in range(N_FOLDS):
        own = [part for part in parts if fold_of(part.hand) == fold]
        others = [part for part in parts if fold_of(part.hand) != fold]
        hand_of = {part.id: part.hand for part in own}
        problems, measures, texts, true = frames(own)
        coder, purposes = coder_without(fold), fit_purposes(others)
        problems["categories"] = coder.predict(problems["text"])
        for report in describe_reports(
            problems,
            measures,
            sections=texts,
            coder=coder,
            purposes=purposes,
            kinship=fit_kinship(others),
        ):
            hand = hand_of[problems["report_id"].iloc[report.problems[0]]]
            counts = RESTATED_COUNTS if is_case(hand) or hand in RESTATED else 1.0
            table = truth_of(report, problems, measures, true)
            out.setdefault(hand, []).append(KnownReport(report.clues, table, counts))
    return out


def truth_of(report: ReportClues, problems, measures, true) -> np.ndarray:
    """1 where a measure answers a problem."""
    asked = problems["item_id"].to_numpy()[report.problems]
    said = measures["item_id"].to_numpy()[report.measures]
    return np.array([[float((p, m) in true) for p in asked] for m in said])


def count(reports: Sequence[KnownReport], model: LinkModel) -> Counts:
    """Right, found and true links, of the model and of its chain alone."""
    clues = [report.clues for report in reports]
    alone = [model.chain.align([one]).links[0] for one in clues]
    total = Counts(np.zeros(3), np.zeros(3))
    for report, scores, chained in zip(reports, model.link(clues), alone, strict=True):
        total += Counts(
            tally(scores >= MIN_SCORE, report), tally(chained >= CHAIN_SCORE, report)
        )
    return total


def tally(found: np.ndarray, report: KnownReport) -> np.ndarray:
    """Right, found and true links of one report."""
    return np.array([(found & (report.true > 0)).sum(), found.sum(), report.true.sum()])


def show(name: str, counts: Counts) -> None:
    """Print one line."""
    right, found, true = counts.model
    scores = f"P {right / found:.3f}  R {right / true:.3f}  F1 {f1(counts.model):.3f}"
    print(
        f"{name:24} {scores}  (chain {f1(counts.chain):.3f}; {int(true)} links)",
        flush=True,
    )


def f1(counts: np.ndarray) -> float:
    """F1 of right, found and true links."""
    right, found, true = counts
    return 2 * right / (found + true)


def read_without(
    known: dict[str, list[KnownReport]], own: Sequence[str], rest: Sequence[str]
):
    """Count the links of some hands, read by a model of others."""
    model = fit_links([report for hand in rest for report in known[hand]])
    return {hand: count(known[hand], model) for hand in own}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    known = known_reports(read_linked())
    hands = sorted(hand for hand in known if not is_case(hand))
    cases = sorted(hand for hand in known if is_case(hand))
    read: dict[str, Counts] = {}
    for fold in range(N_FOLDS):
        own = [hand for hand in hands if fold_of(hand) == fold]
        read |= read_without(
            known, own, [hand for hand in known if fold_of(hand) != fold]
        )
    for case in cases:
        read |= read_without(known, [case], [hand for hand in known if hand != case])
    for hand, counts in read.items():
        show(f"{hand} left out", counts)
    nothing = Counts(np.zeros(3), np.zeros(3))
    show("hands, each left out", sum((read[hand] for hand in hands), nothing))
    show("restated hands", sum((read[hand] for hand in RESTATED), nothing))
    show("cases, each left out", sum((read[case] for case in cases), nothing))
    alone = read_without(known, cases, hands)
    show("cases, by hands alone", sum(alone.values(), nothing))


if __name__ == "__main__":
    main()
