"""Do intervals hold the truth when the coder errs more in one group, year or covariate?

Run: python -m benchmarks.problems_validity [--repeats 400] [shares] [coefficients] [looks]
Prints, for simulated coders with such errors, the share of 95 % intervals that hold the truth: of
corrected shares (equally drawn, by strata, by weights, in clusters, in small groups), of
coefficients of regressions on coded outcomes and covariates (linear, logistic, Poisson; clusters,
weights, fixed effects), and of a share watched until it suits, the uncorrected or naive interval
beside it. The truth is what is expected of statements like these, or, with clusters, of agencies
like these. Nothing is fetched; a quarter of an hour."""

from __future__ import annotations

import argparse
import warnings

import numpy as np
import pandas as pd

from textmine.errors import TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import corrected_shares
from textmine.problems.validation.planning import draw_next, watch_share
from textmine.problems.validation.regression import Regression, regress
from textmine.stats.intervals import wilson

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)
NAMES = np.array(["rest", "hit"])


TENDENCY = 0.06
"""Standard deviation of agencies' own tendencies to name the thing."""
TOWNS = {"all": 1 / 3, "towns": 1.0}
"""Share of towns among all agencies, and among towns."""
N_STATEMENTS, N_AGENCIES = 3000, 150
GROUPS = (5, 29, 30, 200)
"""Hand-coded statements of a group."""
METHODS = ("confusion", "ppi", "ppi++")


def corpus(rng, n=N_STATEMENTS, n_agencies=N_AGENCIES):
    """Statements of agencies that share a tendency; the coder misses more in towns and later.

    As many agencies as statements: each is one's own.
    """
    agency = np.arange(n) if n_agencies == n else rng.integers(0, n_agencies, n)
    town = (rng.random(n_agencies) < TOWNS["all"])[agency].astype(int)
    year = rng.integers(0, 4, n)
    tendency = rng.normal(0, TENDENCY, n_agencies)[agency]
    truth = rng.random(n) < (0.15 + 0.2 * town + tendency).clip(0.01, 0.9)
    found = np.where(
        truth, rng.random(n) < 0.9 - 0.3 * town - 0.05 * year, rng.random(n) < 0.05
    )
    frame = pd.DataFrame(
        {"categories": NAMES[found.astype(int)], "truth": NAMES[truth.astype(int)]}
    )
    return frame.assign(agency=agency, town=np.array(["city", "town"])[town], year=year)


def expected_share(of_towns):
    """The share expected of an agency whatever its tendency, by the share of towns."""
    tendency = np.random.default_rng(0).normal(0, TENDENCY, 1_000_000)
    city, town = ((p + tendency).clip(0.01, 0.9).mean() for p in (0.15, 0.35))
    return float(of_towns * town + (1 - of_towns) * city)


def draw_designs(rng):
    """Each design: all statements, the hand-coded ones, and the options that tell of it."""
    frame, together = corpus(rng, n_agencies=N_STATEMENTS), corpus(rng)
    towns, cities = (frame.index[frame["town"] == name] for name in ("town", "city"))
    halves = np.r_[
        rng.choice(towns, 150, replace=False), rng.choice(cities, 150, replace=False)
    ]
    # A coder that is less sure where it says yes, and in towns.
    said, in_town = frame["categories"] == "hit", frame["town"] == "town"
    unsure = (0.05 + 0.25 * said + 0.1 * in_town).to_numpy()[:, None]
    batch = draw_next(frame, unsure, 300, seed=rng.integers(2**31))
    chosen = rng.choice(N_AGENCIES, 40, replace=False)
    whole = together[together["agency"].isin(chosen)]
    equal = frame.loc[rng.choice(frame.index, 300, replace=False)]
    return {
        "300 of all": (frame, equal, {}),
        "150 a stratum": (frame, frame.loc[halves], {"strata": "town"}),
        "300 by weights": (frame, batch, {}),
        "40 whole agencies": (together, whole, {"cluster": "agency"}),
    }


def holds(low, high, truth):
    """Whether an interval holds the truth."""
    return bool(low <= truth <= high)


def shares(rng, repeats):
    """Coverage of corrected shares by design and method."""
    held = {}
    expected = {name: expected_share(share) for name, share in TOWNS.items()}
    for _ in range(repeats):
        for design, (frame, hand, options) in draw_designs(rng).items():
            for method in METHODS:
                row = corrected_shares(
                    frame, hand, method=method, codebook=BOOK, **options
                ).iloc[0]
                inside = holds(row["ci_low"], row["ci_high"], expected["all"])
                held.setdefault((design, method), []).append(inside)
            low, high = wilson([row["uncorrected"] * len(frame)], [len(frame)])
            held.setdefault((design, "uncorrected"), []).append(
                holds(low[0], high[0], expected["all"])
            )
        for size, inside in small_groups(rng, expected["towns"]).items():
            held.setdefault((f"group of {size:3}", "confusion"), []).append(inside)
    for (design, method), values in sorted(held.items()):
        print(
            f"shares: {design:20} {method:12} holds {np.mean(values):.3f}  (n {len(values)})"
        )


def small_groups(rng, expected):
    """Whether a group's interval holds its share, by the number of its hand-coded statements."""
    frame = corpus(rng, n_agencies=N_STATEMENTS)
    towns, cities = (frame.index[frame["town"] == name] for name in ("town", "city"))
    of_cities = rng.choice(cities, 200, replace=False)
    held = {}
    for size in GROUPS:
        drawn = np.r_[of_cities, rng.choice(towns, size, replace=False)]
        table = corrected_shares(frame, frame.loc[drawn], by="town", codebook=BOOK)
        of_towns = table[(table["group"] == "town") & (table["category"] == "hit")]
        row = of_towns.iloc[0]
        held[size] = holds(row["ci_low"], row["ci_high"], expected)
    return held


def coded_outcome(rng):
    """A coded outcome on town and year, linear, in clusters; towns are coded more often."""
    frame = corpus(rng, n=1500, n_agencies=100)
    said, true = ((frame[c] == "hit").astype(float) for c in ("categories", "truth"))
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
    return data, regression, "town", 0.2


def coded_covariate(rng, model):
    """A coded covariate, missed more where the outcome is high, in towns and in later years."""
    n = 1500
    town, year = rng.integers(0, 2, n), rng.integers(0, 4, n)
    true = (rng.random(n) < 0.25 + 0.15 * town).astype(float)
    effect = 0.8 if model == "logistic" else 0.5
    linear = -0.5 + effect * true + 0.3 * town + 0.1 * year
    if model == "logistic":
        y = (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float)
    else:
        y = rng.poisson(np.exp(linear)).astype(float)
    seen = 0.9 - 0.2 * town - 0.05 * year - 0.2 * (y > 0)
    said = np.where(true == 1, rng.random(n) < seen, rng.random(n) < 0.15).astype(float)
    data = pd.DataFrame({"y": y, "said": said, "town": town, "year": year})
    data["weight"] = np.where(town == 1, 2.0, 1.0)
    data["hand"] = pd.Series(true).where(rng.random(n) < 0.3)
    regression = Regression(
        "y",
        ["said", "town"],
        {"said": "hand"},
        model=model,
        fixed_effects="year",
        weight="weight",
    )
    return data, regression, "said", effect


def coefficients(rng, repeats):
    """Coverage of a coefficient whose outcome, or covariate, is coded."""
    cases = {
        "outcome, linear, clusters": coded_outcome,
        "covariate, logistic, weights, effects": lambda rng: coded_covariate(
            rng, "logistic"
        ),
        "covariate, Poisson, weights, effects": lambda rng: coded_covariate(
            rng, "poisson"
        ),
    }
    for case, make in cases.items():
        held = {}
        for _ in range(repeats):
            data, regression, term, true = make(rng)
            for method in ("dsl", "ppi"):
                table = regress(data, regression, method=method)
                for row in table[table["term"] == term].itertuples():
                    held.setdefault(row.method, []).append(
                        holds(row.ci_low, row.ci_high, true)
                    )
        for name, values in held.items():
            print(f"{case:38} {name:6} holds {np.mean(values):.3f}  (n {len(values)})")


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


PARTS = {"shares": shares, "coefficients": coefficients, "looks": looks}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=400)
    parser.add_argument("part", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    given = parser.parse_args()
    strange = [name for name in given.part if name not in PARTS]
    if strange:
        parser.error(f"no part {strange[0]!r}; there are {', '.join(PARTS)}")
    warnings.simplefilter("ignore", TextmineWarning)
    for seed, (name, run) in enumerate(PARTS.items()):
        if name in given.part:
            run(np.random.default_rng(seed), given.repeats)


if __name__ == "__main__":
    main()
