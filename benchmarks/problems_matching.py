"""Are answers, persistence and corrected shares right where the truth is known?

Run: python -m benchmarks.problems_matching [--reports 150] [--seed 9]
Prints (a) F1 of problem-measure pairs and accuracy of the yearly states in the sample corpus, in
simulated reports and, where the folder `shared` lies beside the project, in real reports with gold;
once with given categories, once as the shipped coder gives them; (b) how often the 95 % intervals
of corrected shares hold the truth."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.problems.answers.persistence import match_years
from textmine.problems.answers.response import match_responses
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import corrected_shares

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT / ".." / "shared"


def read(path):
    return [
        json.loads(line)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def frames(rows):
    """Problems (with the given categories) and measures of gold reports."""
    problems, measures = [], []
    for r in rows:
        name, cells = (
            r.get("id", r.get("report_id")),
            r.get("problem_categories") or [[]] * len(r["problems"]),
        )
        base = {"report_id": name, "agency": r.get("agency"), "year": r.get("year")}
        for i, (text, cell) in enumerate(zip(r["problems"], cells, strict=True)):
            problems.append(
                {
                    **base,
                    "item_id": f"{name}p{i}",
                    "text": text,
                    "categories": "|".join(cell),
                }
            )
        measures += [
            {**base, "item_id": f"{name}m{j}", "text": text}
            for j, text in enumerate(r["measures"])
        ]
    return pd.DataFrame(problems), pd.DataFrame(measures)


def pair_f1(rows, problems, measures):
    """F1 of the pairs, in the reports whose pairs are known."""
    known = {
        r.get("id", r.get("report_id")): r["problem_to_measures"]
        for r in rows
        if r.get("problem_to_measures")
    }
    here = (
        problems[problems["report_id"].isin(known)],
        measures[measures["report_id"].isin(known)],
    )
    found = match_responses(*here)
    have = {
        (p, m)
        for p, m in zip(found["problem_id"], found["measure_id"], strict=True)
        if m
    }
    want = {
        (f"{n}p{i}", f"{n}m{j}")
        for n, lists in known.items()
        for i, js in enumerate(lists)
        for j in js
    }
    return 2 * len(have & want) / (len(have) + len(want)), len(want)


def state_accuracy(truth, problems):
    """Share of the known (problem, earlier problem) pairs with the right state."""
    found = match_years(problems)
    have = {
        (a, b): s
        for a, b, s in zip(
            found["item_id"], found["earlier_item_id"], found["state"], strict=True
        )
    }

    def key(report, problem):
        return "" if problem is None else f"{report}p{problem}"

    right = [
        have.get(
            (
                key(t["report_id"], t["problem"]),
                key(t["earlier_report_id"], t["earlier_problem"]),
            )
        )
        == t["state"]
        for t in truth
    ]
    return float(np.mean(right)), len(right)


def evaluate(name, rows, truth, coder):
    """Print both measures, with given and with machine labels."""
    problems, measures = frames(rows)
    for how, table in (
        ("given labels", problems),
        ("shipped coder", coder.predict_frame(problems)),
    ):
        f1, n = pair_f1(rows, table, measures)
        line = f"{name:22} {how:14} responses F1 {f1:.3f} ({n} pairs)"
        if truth:
            accuracy, n = state_accuracy(truth, table)
            line += f"  persistence {accuracy:.3f} ({n} states)"
        print(line, flush=True)


def simulated(n, seed):
    """Truth of simulated reports."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "textmine",
            "simulate",
            "--reports",
            str(n),
            "--seed",
            str(seed),
            "--out",
            folder,
        ]
        subprocess.run(command, check=True, capture_output=True)
        return read(Path(folder) / "truth.jsonl")


def coverage(method, prevalence, shift, repeats=400):
    """How often the interval holds the truth, and what taking the coder at its word would give."""
    book = parse_codebook(
        'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
    )
    rng, names, held, error, raw = (
        np.random.default_rng(3),
        np.array(["rest", "hit"]),
        0,
        0.0,
        0.0,
    )

    def draw(n, share):
        truth = rng.random(n) < share
        said = np.where(truth, rng.random(n) < 0.85, rng.random(n) < 0.05)
        return pd.DataFrame(
            {"categories": names[said.astype(int)], "truth": names[truth.astype(int)]}
        )

    for _ in range(repeats):
        coded = draw(1500, prevalence)
        labelled = coded.iloc[:200] if shift is None else draw(800, shift)
        row = corrected_shares(coded, labelled, method=method, codebook=book).iloc[0]
        held += row["ci_low"] <= prevalence <= row["ci_high"]
        error, raw = (
            error + row["share"] - prevalence,
            raw + row["uncorrected"] - prevalence,
        )
    print(
        f"corrected share {prevalence:.2f} {method:13} coverage {held / repeats:.3f}  bias "
        f"{error / repeats:+.4f}"
        f"  (uncorrected {raw / repeats:+.4f})",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=150)
    parser.add_argument("--seed", type=int, default=9)
    arguments = parser.parse_args()
    coder = ProblemClassifier().fit()
    gold = ROOT / "corpora" / "sample" / "gold"
    evaluate(
        "sample corpus",
        read(gold / "gold.jsonl"),
        read(gold / "persistence.jsonl"),
        coder,
    )
    rows = simulated(arguments.reports, arguments.seed)
    truth = [
        {"report_id": r["report_id"], **state}
        for r in rows
        for state in r["persistence"]
    ]
    evaluate(f"{len(rows)} simulated", rows, truth, coder)
    if SHARED.is_dir():
        evaluate("real reports", read(SHARED / "gold" / "seeds.jsonl"), [], coder)
    for prevalence in (0.03, 0.1, 0.3):
        coverage("confusion", prevalence, None)
        coverage("ppi", prevalence, None)
        coverage("rogan-gladen", prevalence, 0.4)


if __name__ == "__main__":
    main()
