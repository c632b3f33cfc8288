"""Do intervals hold the truth when the coder errs more in one group, year or covariate?

Run: python -m benchmarks.problems_validity [--repeats 400]
Prints, for simulated coders with such errors, the share of 95 % intervals that hold the truth: of
corrected shares (equally drawn, by strata, in clusters, in small groups), of a coefficient of a
regression on the coded category, and of a share watched until it suits, the uncorrected or naive
interval beside it. Nothing is fetched; a few minutes."""

from __future__ import annotations

import argparse
import warnings

import numpy as np
import pandas as pd

from textmine.errors import TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import corrected_shares
from textmine.problems.validation.planning import watch_share
from textmine.problems.validation.regression import Regression, regress
from textmine.stats.intervals import wilson

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)
NAMES = np.array(["rest", "hit"])


def corpus(rng, n=3000, n_agencies=150):
    """Statements of agencies that share a tendency; the coder misses more in towns and later."""
    agency = rng.integers(0, n_agencies, n)
    town = (agency % 3 == 0).astype(int)
    year = rng.integers(0, 4, n)
    tendency = rng.normal(0, 0.06, n_agencies)[agency]
    truth = rng.random(n) < (0.15 + 0.2 * town + tendency).clip(0.01, 0.9)
    found = np.where(
        truth, rng.random(n) < 0.9 - 0.3 * town - 0.05 * year, rng.random(n) < 0.05
    )
    frame = pd.DataFrame(
        {"categories": NAMES[found.astype(int)], "truth": NAMES[truth.astype(int)]}
    )
    return frame.assign(agency=agency, town=np.array(["city", "town"])[town], year=year)


def target(frame):
    """The share expected of such agencies, without the luck of this draw."""
    town = (frame["town"] == "town").to_numpy()
    return float((0.15 + 0.2 * town).mean())


def shares(rng, repeats):
    """Coverage of corrected shares by design and method."""
    held = {}
    for _ in range(repeats):
        frame = corpus(rng)
        towns = frame.index[frame["town"] == "town"].to_numpy()
        cities = frame.index[frame["town"] == "city"].to_numpy()
        equal = frame.loc[rng.choice(frame.index, 300, replace=False)]
        by_half = np.r_[
            rng.choice(towns, 150, replace=False),
            rng.choice(cities, 150, replace=False),
        ]
        strata = frame.loc[by_half]
        chosen = rng.choice(150, 40, replace=False)
        whole = frame[frame["agency"].isin(chosen)]
        true, here = target(frame), float((frame["truth"] == "hit").mean())
        for method in ("confusion", "ppi", "ppi++"):
            for design, hand, options in (
                ("300 of all", equal, {}),
                ("150 a stratum", strata, {"strata": "town"}),
                ("40 whole agencies", whole, {"cluster": "agency"}),
            ):
                row = corrected_shares(
                    frame, hand, method=method, codebook=BOOK, **options
                ).iloc[0]
                held.setdefault((design, method), []).append(
                    row["ci_low"] <= true <= row["ci_high"]
                )
                low, high = wilson([row["uncorrected"] * len(frame)], [len(frame)])
                held.setdefault((design, "uncorrected"), []).append(
                    low[0] <= here <= high[0]
                )
        own = float((frame.loc[towns, "truth"] == "hit").mean())
        for size in (5, 29, 30, 200):
            drawn = np.r_[
                rng.choice(cities, 200, replace=False),
                rng.choice(towns, size, replace=False),
            ]
            hand = frame.loc[drawn]
            row = (
                corrected_shares(frame, hand, by="town", codebook=BOOK)
                .set_index("group")
                .loc["town"]
            )
            row = row[row["category"] == "hit"].iloc[0]
            held.setdefault((f"group of {size}", "confusion"), []).append(
                row["ci_low"] <= own <= row["ci_high"]
            )
    for (design, method), values in sorted(held.items()):
        print(
            f"shares: {design:20} {method:12} holds {np.mean(values):.3f}  (n {len(values)})"
        )


def coefficients(rng, repeats):
    """Coverage of the coefficient of town on the coded category, errors by agency."""
    held = {}
    for _ in range(repeats):
        frame = corpus(rng, n=1500, n_agencies=100)
        said = (frame["categories"] == "hit").astype(float)
        true = (frame["truth"] == "hit").astype(float)
        town = (frame["town"] == "town").astype(float)
        chance = np.where(town == 1, 0.3, 0.15)
        data = pd.DataFrame(
            {"said": said, "town": town, "year": frame["year"].astype(float)}
        )
        data["agency"], data["probability"] = frame["agency"], chance
        data["hand"] = true.where(rng.random(len(frame)) < chance)
        regression = Regression(
            "said", ["town", "year"], {"said": "hand"}, cluster="agency"
        )
        for method in ("dsl", "ppi"):
            table = regress(data, regression, method=method)
            for name, row in (
                table[table["term"] == "town"].set_index("method").iterrows()
            ):
                held.setdefault(name, []).append(row["ci_low"] <= 0.2 <= row["ci_high"])
    for name, values in held.items():
        print(
            f"coefficient of town: {name:8} holds {np.mean(values):.3f}  (n {len(values)})"
        )


def looks(rng, repeats):
    """Coverage at every look of an interval for statements coded until it suits."""
    held, usual = [], []
    for _ in range(repeats):
        truth = (rng.random(1000) < 0.3).astype(float)
        said = np.where(rng.random(1000) < 0.85, truth, 1 - truth)
        order = rng.permutation(1000)[:300]
        watched = watch_share(truth[order], said[order], said)
        inside = (watched["ci_low"] <= truth.mean()) & (
            truth.mean() <= watched["ci_high"]
        )
        held.append(bool(inside.all()))
        error = truth[order] - said[order]
        n = np.arange(1, 301)
        mean = np.cumsum(error) / n
        sd = np.sqrt(np.maximum(np.cumsum(error**2) / n - mean**2, 1e-12) / n)
        near = np.abs(mean - (truth - said).mean()) <= 1.96 * sd
        usual.append(bool(near[29:].all()))
    print(
        f"share watched to 300: holds at every look {np.mean(held):.3f}, usual {np.mean(usual):.3f}"
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=400)
    repeats = parser.parse_args().repeats
    warnings.simplefilter("ignore", TextmineWarning)
    shares(np.random.default_rng(0), repeats)
    coefficients(np.random.default_rng(1), repeats)
    looks(np.random.default_rng(2), repeats)


if __name__ == "__main__":
    main()
