"""Which coder is how good: cue rules, TF-IDF with logistic regression alone, and the shipped coder.

Run: python -m benchmarks.problems_coders [--quick]
Prints micro and macro F1, calibration error and speed of the three coders on (a) the shipped
statements, left out in turn by nested cross-validation, by difficulty and by whether the category's
obvious word is there, (b) each hand of the annotated parts, left out in turn, and (c) the coded
problems of real reports, where the folder `shared` lies beside the project. Real reports are never
trained on."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.coding import join_rows, label_matrix
from textmine.problems.coder.cues import CodebookClassifier
from textmine.problems.coder.model import train_model
from textmine.problems.coder.statements import load_statements, load_training
from textmine.problems.validation.evaluate import (
    cross_validate,
    measure_calibration,
    score_labels,
)
from textmine.resources.load import load_toml

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
BOOK = load_codebook()


class Baseline:
    """TF-IDF on character n-grams and logistic regression, nothing else."""

    def fit(self, texts, labels):
        model = OneVsRestClassifier(LogisticRegression(C=10, solver="liblinear"))
        self.model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
            model,
        )
        self.model.fit(list(texts), label_matrix(list(labels), BOOK))
        return self

    def predict_proba(self, texts):
        return self.model.predict_proba(list(texts))

    def predict(self, texts):
        probabilities = self.predict_proba(texts)
        labels = probabilities >= 0.5
        labels[np.arange(len(labels)), probabilities.argmax(axis=1)] = True
        return join_rows(labels, BOOK)


def left_out(make, statements):
    """Predictions and probabilities for each statement from the four fifths without it."""
    texts, labels = (
        statements["text"].to_numpy(dtype=object),
        statements["categories"].tolist(),
    )
    found, probabilities = [""] * len(texts), np.zeros((len(texts), len(BOOK.keys)))
    for train, test in KFold(5, shuffle=True, random_state=0).split(texts):
        coder = make().fit(texts[train].tolist(), [labels[i] for i in train])
        probabilities[test] = coder.predict_proba(texts[test].tolist())
        for i, cell in zip(test, coder.predict(texts[test].tolist()), strict=True):
            found[i] = cell
    return found, probabilities


def has_obvious_word(statements):
    """Whether a statement holds an obvious word of one of its categories."""
    words = {
        key: table["words"]
        for key, table in load_toml("obvious_words.toml").items()
        if isinstance(table, dict)
    }
    rows = zip(statements["text"], statements["categories"], strict=True)
    return np.array(
        [
            any(w in text for key in cell.split("|") for w in words.get(key, ()))
            for text, cell in rows
        ]
    )


def real_statements():
    """Coded problems of real reports: (name, texts, labels)."""
    for name, files in (
        ("calibration", ("gold/seeds.jsonl", "gold/real.jsonl")),
        ("blind", ("dev/gold.jsonl",)),
    ):
        rows = [
            json.loads(x)
            for f in files
            for x in (SHARED / f).read_text(encoding="utf-8").splitlines()
        ]
        texts = [t for r in rows for t in r["problems"]]
        yield name, texts, ["|".join(c) for r in rows for c in r["problem_categories"]]


def show(what, coder, truth, found, probabilities):
    """Print one line."""
    table = score_labels(truth, found).set_index("category")["f1"]
    cells = label_matrix(list(truth), BOOK)
    error, upper = (
        measure_calibration(cells, probabilities),
        measure_calibration(cells, probabilities, least=0.1),
    )
    line = f"{what:34} {coder:20} n {len(truth):5}  "
    line += f"micro {table['micro']:.3f}  macro {table['macro']:.3f}"
    print(f"{line}  calibration {error:.3f} (cells >= 0.1: {upper:.3f})", flush=True)


def on_shipped(statements, quick):
    """The shipped statements, left out in turn."""
    obvious = has_obvious_word(statements)
    parts = {
        "all": np.ones(len(statements), dtype=bool),
        "with an obvious word": obvious,
        "without": ~obvious,
    }
    parts |= {
        kind: (statements["difficulty"] == kind).to_numpy()
        for kind in ("plain", "multi", "hard")
    }
    parts["hard, without an obvious word"] = parts["hard"] & ~obvious
    nested, _ = cross_validate(
        statements["text"],
        statements["categories"],
        alphas=(1.0,) if quick else (0.5, 1.0, 2.0),
    )
    shipped = nested["categories"].tolist(), nested.filter(like="p_").to_numpy()
    cues = CodebookClassifier().fit()
    every = CodebookClassifier(abstain=0).fit()
    results = {
        "cue rules": (
            cues.predict(statements["text"]),
            cues.predict_proba(statements["text"]),
        ),
        "cues, never silent": (
            every.predict(statements["text"]),
            every.predict_proba(statements["text"]),
        ),
        "tf-idf + logistic": left_out(Baseline, statements),
        "shipped coder": shipped,
    }
    for part, rows in parts.items():
        for name, (found, probabilities) in results.items():
            labels = statements["categories"][rows].tolist()
            show(
                f"shipped: {part}",
                name,
                labels,
                np.array(found, dtype=object)[rows].tolist(),
                probabilities[rows],
            )


def on_real(statements):
    """Problems of real reports."""
    coders = {
        "cue rules": CodebookClassifier().fit(),
        "tf-idf + logistic": Baseline().fit(
            statements["text"], statements["categories"]
        ),
        "shipped coder": ProblemClassifier().fit(),
    }
    for part, texts, labels in real_statements():
        for name, coder in coders.items():
            show(
                f"real reports: {part}",
                name,
                labels,
                coder.predict(texts),
                coder.predict_proba(texts),
            )


def on_hands():
    """Each hand of the annotated parts, coded by what the statements and the other hands teach."""
    training = load_training()
    for hand in sorted(set(training["source"]) - {"statements"}):
        known = training[training["source"] != hand]
        groups = pd.factorize(known["group"])[0].astype(np.int64)
        weights = known["weight"].to_numpy()
        model = train_model(
            known["text"], known["categories"], weights=weights, groups=groups
        )
        rest = training[(training["source"] == hand) & (training["weight"] == 1)]
        texts, labels = rest["text"].tolist(), rest["categories"].tolist()
        probabilities = model.probabilities(model.features.transform(texts), texts)
        found = np.array(
            join_rows(
                model.decide(probabilities, BOOK.keys.index(BOOK.fallback)), BOOK
            ),
            dtype=object,
        )
        obvious = has_obvious_word(rest)
        for part, rows in (
            ("all", np.ones(len(rest), bool)),
            ("no obvious word", ~obvious),
        ):
            truth = [cell for cell, use in zip(labels, rows, strict=True) if use]
            what = f"{hand}: {part}"
            show(
                what, "shipped coder", truth, found[rows].tolist(), probabilities[rows]
            )


def speed(statements):
    """Training and coding, each statement of the second different."""
    start = time.perf_counter()
    coder = ProblemClassifier().fit(statements["text"], statements["categories"])
    print(
        f"training on {len(statements)} statements: {time.perf_counter() - start:.1f} s"
    )
    texts = statements["text"].tolist() * 7
    order = np.random.default_rng(0).permutation(len(texts))
    mixed = [text[:18] + texts[i][-18:] for text, i in zip(texts, order, strict=True)]
    for name, call in (
        ("predict", coder.predict),
        ("predict_frame", lambda t: coder.predict_frame(pd.DataFrame({"text": t}))),
    ):
        start = time.perf_counter()
        call(mixed)
        print(
            f"{name}: {len(mixed) / (time.perf_counter() - start):,.0f} different statements a "
            f"second"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one penalty only in the nested cross-validation",
    )
    arguments = parser.parse_args()
    statements = load_statements()
    speed(statements)
    if SHARED.is_dir():
        on_real(statements)
    on_hands()
    on_shipped(statements, arguments.quick)


if __name__ == "__main__":
    main()
