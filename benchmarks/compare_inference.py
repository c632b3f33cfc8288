"""Do intervals hold the truth and tests keep their level where reports of an agency are alike?

Run: python -m benchmarks.compare_inference [--runs 4000] [--seed 1] [profiles] [differences]
[tests] [coefficients] [shares] [agreement]

Simulated agencies report several times and are alike to themselves, from not at all (likeness 0) to
nearly always the same (0.9). Printed are, each beside the methods that people use instead:

- the share of 95 % intervals of ``profile`` that hold the true share, for 12 and for 30 agencies
  with four reports each, and with one to four;
- the same for the differences of ``contrast``: between two groups of agencies, and between two
  years of the same agencies;
- the share of runs in which ``contrast`` finds a false q < 0.05 among 50 terms where nothing
  differs but agencies;
- how often it finds 15 of 48 agencies against 0 of 48, among 300 terms;
- the share of intervals of ``regress_shares`` that hold a coefficient, of a level that half of 6 to
  60 agencies have, three, or two, and of the year, where agencies are alike and have four reports
  each or one to twelve; beside it the same errors with other degrees of freedom (agencies less one;
  the effective number of agencies, by their weights; the same by residuals), and the sandwich that
  is unbiased if reports are independent (CR2) with Satterthwaite's;
- the same for the log-odds of ``contrast_groups``, of such groups of 8 and 30 agencies;
- the same for ``corrected_shares``, of statements of 3 to 30 agencies, of which a hand coded a
  third, with a hundredth of the runs of sixteen categories each; agencies have as many statements,
  or unlike numbers, or one has half of all;
- the same for ``regress``, of statements of which a hand coded some, with a fortieth of the runs;
- the share of intervals of ``measure_agreement`` that hold the true kappa and alpha of two coders
  who differ in two or ten of a hundred items, with a twentieth of the runs.

Settings outside 0.93 to 0.97 are marked. Where the expected number of agencies that tell is below
about two, no interval can hold its level at every share: the counts are too coarse (Brown, Cai &
DasGupta 2001). So it is for two years where fewer than about five agencies change between them
(column ``=changing``): also a t interval of the agencies' own differences, and Bonett and Price's,
hold the truth nearly always there. ``contrast`` warns of it: ``=warned`` is the share of runs in
which it does, ``not warned`` the coverage of the others. A level that two or three agencies have
is held too often: little is known of how two differ, and Satterthwaite's law errs to the wide side
there. Nothing is fetched; half an hour.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from textmine.compare.keyness import log_likelihood
from textmine.errors import FrameError, TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.agreement import measure_agreement
from textmine.problems.validation.correction import corrected_shares
from textmine.problems.validation.regression import Regression, regress
from textmine.stats.discovery import adjust_fdr
from textmine.stats.intervals import Bounds, wilson
from textmine.stats.linear import fit_linear
from textmine.stats.resampling import expand_tail, resample_clusters
from textmine.stats.shares import (
    FEW_CLUSTERS,
    FEW_TELLING,
    Sides,
    clustered_wilson,
    count_telling,
    difference_interval,
    permute_clusters,
)
from textmine.themes.trends import _freedom, _Side, _variance

Floats = np.ndarray
SHARES = (0.1, 0.2, 0.3, 0.5)
LIKENESS = (0.0, 0.2, 0.5, 0.9)
DIFFERENCES = ((0.1, 0.1), (0.1, 0.3), (0.3, 0.3), (0.3, 0.6), (0.5, 0.5))
HOLDS = (0.93, 0.97)
"""Coverage that is asked for at nominal 0.95."""
LEAST_SURE = 0.2
"""Share of runs without a warning from which their coverage is told."""
FEW_TERMS, MANY_TERMS = 50, 300
ITEMS = ((30, 1), (100, 1), (400, 4))
"""Items that both coders coded, and how many of them are of one agency."""
IN_DISPUTE = (0.1, 0.02)
"""Share of items on which the coders differ."""
PREVALENCES = (0.15, 0.5)
ALIKE_IN_DISPUTE = (0.0, 0.3)
"""Likeness of an agency's items, both in what they say and in being in dispute."""
N_AGENCIES = (6, 10, 30, 60)
UNEQUAL = (1, 2, 3, 4, 6, 12)
"""Reports of agencies, by turns."""
OTHERS = {"half": 0, "three": 3, "two": 2}
"""Agencies of the level that is compared with the other; 0 for half of them."""
YES = 0.2
"""Share of reports that say yes, where outcomes are yes or no."""
METHODS = ("confusion", "ppi", "ppi++", "rogan-gladen")
SIZES = ("equal", "1-12", "one has half")
"""Statements of agencies of corrected shares."""
N_CATEGORIES = 16
"""Categories that are corrected at once, each on its own."""
CATEGORY = '[x{0}]\nzh = "类{0}"\ndefinition = "类{0}"\n'
RUNS_OF_TESTS = 200
N_PERMUTATIONS = 1999


@dataclass(frozen=True)
class Tendency:
    """How agencies come by what they name.

    Parameters
    ----------
    share : float
        Of all reports that name the thing.
    likeness : float
        Intraclass correlation of an agency's reports.
    two_kinds : bool
        Whether there are two kinds of agencies only, those that tend to and those that do not;
        else tendencies follow a beta distribution.
    """

    share: float
    likeness: float
    two_kinds: bool = False

    def draw(self, quantile: Floats) -> Floats:
        """Chance of each agency to name the thing, from its place among agencies, 0 to 1."""
        if not self.likeness:
            return np.full(quantile.shape, self.share)
        if self.two_kinds:
            # Two values about the share whose variance is that of the likeness.
            spread = np.sqrt(self.likeness)
            high = self.share + spread * (1 - self.share)
            return np.where(quantile < self.share, high, self.share * (1 - spread))
        strength = (1 - self.likeness) / self.likeness
        return stats.beta.ppf(
            quantile, self.share * strength, (1 - self.share) * strength
        )


def holds(bounds: Bounds, truth: float) -> float:
    """Share of intervals that hold the truth."""
    low, high = bounds
    return float(((low <= truth) & (truth <= high)).mean())


def report_sizes(n_agencies: int, years: str) -> Floats:
    """Reports of each agency: four each, or one to four by turns."""
    turns = 1.0 + np.arange(n_agencies) % 4
    return np.full(n_agencies, 4.0) if years == "4" else turns


def unclustered(counts: Floats, sizes: Floats) -> Bounds:
    """Wilson's interval as if reports were independent."""
    return wilson(counts.sum(axis=0), sizes.sum())


def linear(counts: Floats, sizes: Floats) -> Bounds:
    """The survey statistician's first choice: linearised variance, t with clusters less one."""
    n, total = len(sizes), sizes.sum()
    share = counts.sum(axis=0) / total
    rest = counts - share * sizes[:, None]
    half = (
        stats.t.ppf(0.975, n - 1) * np.sqrt(n / (n - 1) * (rest**2).sum(axis=0)) / total
    )
    return share - half, share + half


def bootstrap(counts: Floats, sizes: Floats) -> Bounds:
    """Expanded percentiles over resampled agencies, as ``bootstrap_mean``."""
    return resample_clusters(
        counts, sizes, n_resamples=999, rng=np.random.default_rng(0)
    )


PROFILE_METHODS: dict[str, Callable[[Floats, Floats], Bounds]] = {
    "profile": clustered_wilson,
    "bootstrap": bootstrap,
    "linear t": linear,
    "no clusters": unclustered,
}


def show(table: pd.DataFrame, ours: str) -> None:
    """Print coverage by setting where ours is outside, and the summary of all methods."""
    outside = (table[ours] < HOLDS[0]) | (table[ours] > HOLDS[1])
    if outside.any():
        print(f"settings in which {ours} is outside {HOLDS[0]}–{HOLDS[1]}:")
        print(table[outside].round(3).to_string(index=False))
    methods = [
        column for column in table if table[column].dtype == float and column[0] != "="
    ]
    summary = {
        name: {
            "settings": int(table[name].notna().sum()),
            "outside": int(((table[name] < HOLDS[0]) | (table[name] > HOLDS[1])).sum()),
            "lowest": table[name].min(),
            "mean": table[name].mean(),
            "highest": table[name].max(),
        }
        for name in methods
    }
    print(pd.DataFrame(summary).T.round(3).to_string())


def cover_profiles(runs: int, seed: int, shares: tuple[float, ...]) -> pd.DataFrame:
    """Coverage of intervals of shares."""
    rng = np.random.default_rng(seed)
    rows = []
    settings = product((12, 30), ("4", "1-4"), shares, LIKENESS, (False, True))
    for n, years, share, likeness, two_kinds in settings:
        if two_kinds and not likeness:
            continue
        sizes = report_sizes(n, years)
        chance = Tendency(share, likeness, two_kinds).draw(rng.random((n, runs)))
        counts = rng.binomial(sizes.astype(int)[:, None], chance).astype(float)
        setting = {
            "agencies": n,
            "years": years,
            "=share": share,
            "=likeness": likeness,
            "two kinds": two_kinds,
        }
        found = {
            name: holds(f(counts, sizes), share) for name, f in PROFILE_METHODS.items()
        }
        rows.append(setting | found)
    return pd.DataFrame(rows)


def wald(sides: Sides) -> Bounds:
    """Normal interval of a difference as if reports were independent."""
    n_a, n_b = sides.sizes_a.sum(), sides.sizes_b.sum()
    a, b = sides.counts_a.sum(axis=0) / n_a, sides.counts_b.sum(axis=0) / n_b
    half = stats.norm.ppf(0.975) * np.sqrt(a * (1 - a) / n_a + b * (1 - b) / n_b)
    return a - b - half, a - b + half


def own_differences(sides: Sides) -> Floats:
    """What each agency's share changes by, agencies with cases in both groups only."""
    return (
        sides.counts_a / sides.sizes_a[:, None]
        - sides.counts_b / sides.sizes_b[:, None]
    )


def paired_t(sides: Sides) -> Bounds:
    """Interval of the mean of agencies' own differences, t with agencies less one."""
    own = own_differences(sides)
    n = len(own)
    half = stats.t.ppf(0.975, n - 1) * own.std(axis=0, ddof=1) / np.sqrt(n)
    return own.mean(axis=0) - half, own.mean(axis=0) + half


def bonett_price(sides: Sides) -> Bounds:
    """Bonett and Price's interval of paired shares, with agencies' own differences for cases.

    Bonett, D. G. & Price, R. M. (2012). Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data. Journal of Educational and Behavioral Statistics 37,
    479–488.
    """
    own = own_differences(sides)
    # One agency more that changes wholly, each way.
    n = len(own) + 2
    middle = own.sum(axis=0) / n
    spread = (own**2).sum(axis=0) + 2 - n * middle**2
    half = stats.norm.ppf(0.975) * np.sqrt(spread) / n
    return middle - half, middle + half


def cover_contrasts(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of intervals of differences: of two groups of agencies, of two years of the same."""
    rng = np.random.default_rng(seed)
    rows = []
    settings = product((12, 30), ("groups", "years"), DIFFERENCES, LIKENESS)
    for n, design, (share_a, share_b), likeness in settings:
        place_a = rng.random((n, runs))
        place_b = place_a if design == "years" else rng.random((n, runs))
        reports = 2 if design == "years" else 4
        a, b = (
            rng.binomial(reports, Tendency(share, likeness).draw(place)).astype(float)
            for share, place in ((share_a, place_a), (share_b, place_b))
        )
        none, all_ = np.zeros((n, runs)), np.full(n, float(reports))
        if design == "years":
            sides = Sides(a, b, all_, all_)
        else:
            nobody = np.zeros(n)
            sides = Sides(
                np.vstack([a, none]),
                np.vstack([none, b]),
                np.append(all_, nobody),
                np.append(nobody, all_),
            )
        paired = (
            {"paired t": paired_t, "Bonett-Price": bonett_price}
            if design == "years"
            else {}
        )
        methods = {"contrast": difference_interval, "no clusters": wald, **paired}
        truth = share_a - share_b
        found = {name: holds(f(sides), truth) for name, f in methods.items()}
        # Without the runs of which contrast warns; where these are nearly all, nothing is said.
        sure = count_telling(sides) >= FEW_TELLING
        low, high = difference_interval(sides)
        without = (
            holds((low[sure], high[sure]), truth)
            if sure.mean() > LEAST_SURE
            else np.nan
        )
        found = {"contrast": found.pop("contrast"), "not warned": without, **found}
        rows.append(
            {
                "agencies": n,
                "design": design,
                "=share a": share_a,
                "=share b": share_b,
                "=likeness": likeness,
                "=changing": float((a != b).sum(axis=0).mean()),
                "=warned": float(1 - sure.mean()),
                **found,
            }
        )
    return pd.DataFrame(rows)


def draw_null(
    rng: np.random.Generator, n: int, likeness: float, *, mixed: bool
) -> Sides:
    """Two groups of n agencies (or two years of n) that differ by chance of agencies alone."""
    shares = rng.uniform(0.05, 0.5, FEW_TERMS)
    place = rng.random((2 * n, FEW_TERMS))
    chance = np.column_stack(
        [Tendency(share, likeness).draw(place[:, i]) for i, share in enumerate(shares)]
    )
    if mixed:
        a, b = (rng.binomial(2, chance[:n]).astype(float) for _ in "ab")
        return Sides(a, b, np.full(n, 2.0), np.full(n, 2.0))
    counts = rng.binomial(4, chance).astype(float)
    in_a = np.repeat([1.0, 0.0], n)
    return Sides(
        counts * in_a[:, None], counts * (1 - in_a)[:, None], 4 * in_a, 4 * (1 - in_a)
    )


def draw_uneven(rng: np.random.Generator, n_terms: int) -> Sides:
    """Six agencies against sixty, a report each, many rare terms: permutations lean to one side."""
    held = (rng.random((66, n_terms)) < rng.uniform(0.02, 0.3, n_terms)).astype(float)
    in_a = np.repeat([1.0, 0.0], [6, 60])
    return Sides(held * in_a[:, None], held * (1 - in_a)[:, None], in_a, 1 - in_a)


def naive_q(sides: Sides) -> Floats:
    """q of G² as if reports were independent."""
    n_a, n_b = sides.sizes_a.sum(), sides.sizes_b.sum()
    g2 = log_likelihood(
        sides.counts_a.sum(axis=0), sides.counts_b.sum(axis=0), n_a, n_b
    )
    return adjust_fdr(stats.chi2.sf(g2, 1))


def false_finds(seed: int) -> pd.DataFrame:
    """Share of runs with a false q < 0.05."""
    rows = []
    for n, likeness, mixed in product((12, 30), (0.2, 0.5, 0.9), (False, True)):
        setting = {"agencies": f"{n} and {n}", "design": "years" if mixed else "groups"}

        def draw(
            rng: np.random.Generator,
            n: int = n,
            likeness: float = likeness,
            mixed: bool = mixed,
        ) -> Sides:
            return draw_null(rng, n, likeness, mixed=mixed)

        rows.append(setting | {"likeness": likeness} | _any_false(draw, seed))
    setting = {"agencies": "6 and 60", "design": "rare terms", "likeness": np.nan}
    rows.append(setting | _any_false(lambda rng: draw_uneven(rng, MANY_TERMS), seed))
    return pd.DataFrame(rows)


def _any_false(
    draw: Callable[[np.random.Generator], Sides], seed: int
) -> dict[str, float]:
    """Share of runs in which any of the terms is found, with agencies as clusters and without."""
    rng = np.random.default_rng(seed)
    ours, naive = [], []
    for run in range(RUNS_OF_TESTS):
        sides = draw(rng)
        p = permute_clusters(sides, n_permutations=N_PERMUTATIONS, seed=run)
        ours.append((adjust_fdr(p) < 0.05).any())
        naive.append((naive_q(sides) < 0.05).any())
    return {"contrast": float(np.mean(ours)), "G2, no clusters": float(np.mean(naive))}


def find_differences(seed: int) -> pd.Series:
    """How often 15 of 48 agencies against 0 of 48 are found, among terms that do not differ."""
    rng = np.random.default_rng(seed)
    ours, fisher = [], []
    in_a = np.repeat([1.0, 0.0], 48)
    for run in range(RUNS_OF_TESTS):
        held = (
            rng.random((96, MANY_TERMS)) < rng.uniform(0.05, 0.5, MANY_TERMS)
        ).astype(float)
        held[:, 0] = 0.0
        held[rng.choice(48, 15, replace=False), 0] = 1.0
        sides = Sides(held * in_a[:, None], held * (1 - in_a)[:, None], in_a, 1 - in_a)
        p = permute_clusters(sides, n_permutations=N_PERMUTATIONS, seed=run)
        ours.append(adjust_fdr(p)[0] < 0.05)
        a, b = (
            sides.counts_a.sum(axis=0).astype(int),
            sides.counts_b.sum(axis=0).astype(int),
        )
        exact = [
            stats.fisher_exact([[x, 48 - x], [y, 48 - y]]).pvalue
            for x, y in zip(a, b, strict=True)
        ]
        fisher.append(adjust_fdr(exact)[0] < 0.05)
    return pd.Series({"contrast": np.mean(ours), "Fisher": np.mean(fisher)})


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Reports of agencies: intercept, level and year of each, and whose it is."""

    columns: Floats
    clusters: Floats

    @classmethod
    def draw(cls, rng: np.random.Generator, n: int, reports: str, others: str) -> Panel:
        """So many agencies, with reports of years on end, some of another level."""
        turns = np.resize(UNEQUAL, n)[rng.permutation(n)]
        sizes = np.full(n, 4) if reports == "4" else turns
        clusters = np.repeat(np.arange(n), sizes)
        level = rng.permutation(n) < (OTHERS[others] or n // 2)
        year = np.concatenate([2018 + np.arange(size) % 6 for size in sizes])
        columns = [np.ones(len(clusters)), level[clusters], year]
        return cls(np.column_stack(columns).astype(float), clusters)

    def outcomes(
        self, rng: np.random.Generator, likeness: float, runs: int, *, yes: bool
    ) -> Floats:
        """Numbers that neither level nor year tells anything of, or whether they are high."""
        own = rng.normal(size=(int(self.clusters.max()) + 1, runs))[self.clusters]
        rest = rng.normal(size=own.shape)
        numbers = np.sqrt(likeness) * own + np.sqrt(1 - likeness) * rest
        return (numbers > stats.norm.isf(YES)).astype(float) if yes else numbers


def other_freedom(panel: Panel, outcomes: Floats, beta: Floats) -> dict[str, Floats]:
    """Degrees of freedom of other rules, by term and outcome."""
    x, clusters = panel.columns, panel.clusters
    n = int(clusters.max()) + 1
    sums = np.zeros((2, 2, *beta.shape))
    for g in range(n):
        own = clusters == g
        pull = np.linalg.pinv(x.T @ x - x[own].T @ x[own]) @ x[own].T
        rest = outcomes[own] - x[own] @ beta
        for k, variance in enumerate((np.ones_like(rest), rest**2)):
            weight = pull**2 @ variance
            sums[k] += weight, weight**2
    with np.errstate(invalid="ignore"):
        by_weight, by_residual = sums[:, 0] ** 2 / sums[:, 1]
    return {
        "agencies - 1": np.full(beta.shape, n - 1.0),
        "effective": by_weight.clip(1, n - 1),
        "by residuals": by_residual.clip(1, n - 1),
    }


def unbiased_sandwich(
    panel: Panel, outcomes: Floats, term: int
) -> tuple[Floats, float]:
    """Errors that are right if reports are independent (CR2), and Satterthwaite's freedom."""
    x, clusters = panel.columns, panel.clusters
    bread = np.linalg.pinv(x.T @ x)
    rest = np.eye(len(x)) - x @ bread @ x.T
    rows = []
    for g in range(int(clusters.max()) + 1):
        own = np.flatnonzero(clusters == g)
        values, vectors = np.linalg.eigh(rest[np.ix_(own, own)])
        root = np.where(values > 1e-9, np.maximum(values, 1e-9) ** -0.5, 0.0)
        rows.append(bread[term] @ x[own].T @ (vectors * root) @ vectors.T @ rest[own])
    table = np.array(rows) @ np.array(rows).T
    freedom = np.trace(table) ** 2 / (table**2).sum()
    return np.sqrt(((np.array(rows) @ outcomes) ** 2).sum(axis=0)), float(freedom)


def cover_coefficients(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of what level and year tell of outcomes, which is nothing."""
    rng = np.random.default_rng(seed)
    rows = []
    settings = product(
        N_AGENCIES, ("4", "1-12"), OTHERS, (0.0, 0.5, 0.9), (False, True)
    )
    for n, reports, others, likeness, yes in settings:
        panel = Panel.draw(rng, n, reports, others)
        y = panel.outcomes(rng, likeness, runs, yes=yes)
        fit = fit_linear(panel.columns, y, panel.clusters)
        low, high = fit.interval(0.95)
        freedoms = other_freedom(panel, y, fit.estimate)
        for term, name in ((1, "level"), (2, "year")):
            told = ~np.isnan(fit.se[term])
            away = np.abs(fit.estimate[term][told])
            found = {"regress_shares": holds((low[term][told], high[term][told]), 0.0)}
            for rule, freedom in freedoms.items():
                half = stats.t.ppf(0.975, freedom[term]) * fit.se[term]
                found[rule] = float((away <= half[told]).mean())
            se, freedom = unbiased_sandwich(panel, y, term)
            half = stats.t.ppf(0.975, freedom) * se[told]
            found["CR2"] = float((away <= half).mean())
            setting = {
                "agencies": n,
                "reports": reports,
                "others": others if name == "level" else "-",
                "=likeness": likeness,
                "yes or no": yes,
                "term": name,
                "=no interval": float(1 - told.mean()),
                "=df": float(fit.telling[term]),
            }
            rows.append(setting | found)
    return pd.DataFrame(rows)


def cover_groups(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of log-odds by ``contrast_groups`` of a group that says no more than the others."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, reports, others, likeness in product(
        (8, 30), ("4", "1-12"), OTHERS, (0.0, 0.3, 0.7)
    ):
        sizes = np.full(n, 8) if reports == "4" else 2 * np.resize(UNEQUAL, n)
        inside = rng.permutation(n) < (OTHERS[others] or n // 2)
        chance = Tendency(0.3, likeness).draw(rng.random((n, runs)))
        said = rng.binomial(sizes[:, None], chance).astype(float)
        # An item beside all else that is said, in each run.
        a, b = ((said * own[:, None], sizes * own) for own in (inside, ~inside))
        sides = Sides(a[0], b[0], a[1].astype(float), b[1].astype(float))
        own, rest = (
            _Side(k.sum(axis=0) + 0.5, size.sum() - k.sum(axis=0) + 0.5, k[0] >= 0)
            for k, size in (a, b)
        )
        error, away = np.sqrt(_variance(sides, own, rest)), own.log_odds - rest.log_odds
        half, usual = (
            error * stats.t.ppf(0.975, freedom) for freedom in (_freedom(sides), n - 1)
        )
        setting = {"agencies": n, "reports": reports, "others": others}
        found = {
            "contrast_groups": holds((away - half, away + half), 0.0),
            "agencies - 1": holds((away - usual, away + usual), 0.0),
        }
        rows.append(setting | {"=no interval": float(np.isnan(half).mean())} | found)
    return pd.DataFrame(rows)


def cover_regress(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of the level of statements that a machine coded, and a hand a third of them."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, reports, others in product((6, 10, 30), ("4", "1-12"), OTHERS):
        panel = Panel.draw(rng, n, reports, others)
        times = 4 if n < 30 else 1  # statements of a report
        clusters = np.repeat(panel.clusters, times)
        level = np.repeat(panel.columns[:, 1], times)
        many = Panel(np.repeat(panel.columns, times, axis=0), clusters)
        held: dict[str, list[bool]] = {}
        for run in range(runs):
            true = many.outcomes(rng, 0.2, 1, yes=True)[:, 0]
            said = np.where(rng.random(len(true)) < 0.85, true, 1 - true)
            hand = np.where(rng.random(len(true)) < 1 / 3, true, np.nan)
            frame = pd.DataFrame({"said": said, "hand": hand, "town": level})
            frame["agency"] = clusters.astype(str)
            design = Regression("said", ["town"], {"said": "hand"})
            for method in ("dsl", "ppi"):
                try:
                    table = regress(frame, design, method=method, seed=run)
                except FrameError:  # no agency of the level has a hand-coded statement
                    continue
                row = table[table["term"] == "town"].iloc[0]
                if not np.isnan(row["se"]):
                    inside = row["ci_low"] <= 0 <= row["ci_high"]
                    held.setdefault(method, []).append(bool(inside))
        setting = {"agencies": n, "reports": reports, "others": others}
        setting["=no interval"] = 1 - len(held["dsl"]) / runs
        rows.append(setting | {name: float(np.mean(x)) for name, x in held.items()})
    return pd.DataFrame(rows)


def statement_sizes(n: int, sizes: str) -> Floats:
    """Statements of each of so many agencies, twenty on average or a little more."""
    if sizes == "equal":
        return np.full(n, 20)
    if sizes == "1-12":
        return 4 * np.resize(UNEQUAL, n)
    rest = np.full(n, 20)
    rest[0] = rest[1:].sum()
    return rest


def cover_shares(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of the share of statements that a machine coded, and a hand a third of them.

    Agencies are a sample of those that there might be: the truth is what all of these share.
    """
    rng = np.random.default_rng(seed)
    book = parse_codebook(
        'version = "1"\n' + "".join(CATEGORY.format(k) for k in range(N_CATEGORIES))
    )
    rows = []
    settings = product((3, 6, 10, 30), SIZES, (0.1, 0.3, 0.5), (0.0, 0.2, 0.5))
    for n, sizes, share, likeness in settings:
        clusters = np.repeat(np.arange(n), statement_sizes(n, sizes))
        kind = Tendency(share, likeness)
        held: dict[str, list[float]] = {}
        for _ in range(runs):
            chance = kind.draw(rng.random((n, N_CATEGORIES)))[clusters]
            true = rng.random(chance.shape) < chance
            right = rng.random(chance.shape) < np.where(true, 0.85, 0.95)
            coded = pd.DataFrame({"agency": clusters.astype(str)})
            coded["categories"] = name_categories(np.where(right, true, ~true))
            coded["truth"] = name_categories(true)
            hand = coded[rng.random(len(coded)) < 1 / 3]
            for method in METHODS:
                table = corrected_shares(coded, hand, method=method, codebook=book)
                inside = table["ci_low"].le(share) & table["ci_high"].ge(share)
                known = table["ci_low"].notna()
                held.setdefault(method, []).extend(inside[known].astype(float))
        setting = {"agencies": n, "sizes": sizes, "share": share, "likeness": likeness}
        rows.append(setting | {name: float(np.mean(x)) for name, x in held.items()})
    return pd.DataFrame(rows)


def name_categories(holding: Floats) -> list[str]:
    """Keys of the categories that each statement has, joined."""
    return ["|".join(f"x{k}" for k in np.flatnonzero(row)) for row in holding]


@dataclass(frozen=True, slots=True)
class TwoCoders:
    """Two coders of one category: how many items, in dispute or not, of what share."""

    items: int
    of_agency: int
    dispute: float
    prevalence: float
    likeness: float

    @property
    def truth(self) -> float:
        """Kappa, and alpha, of all items there could be."""
        return 1 - self.dispute / (2 * self.prevalence * (1 - self.prevalence))

    def draw(self, rng: np.random.Generator) -> pd.DataFrame:
        """Decisions of both on a sample."""
        shape = (self.items // self.of_agency, self.of_agency)
        in_dispute, holding = (
            rng.random(shape)
            < Tendency(share, self.likeness).draw(rng.random((shape[0], 1)))
            for share in (
                self.dispute,
                (self.prevalence - self.dispute / 2) / (1 - self.dispute),
            )
        )
        by_first = rng.random(shape) < 0.5
        said = [
            np.where(in_dispute, by_first ^ other, holding) for other in (False, True)
        ]
        return pd.DataFrame(
            {
                "item_id": np.tile(np.arange(self.items), 2).astype(str),
                "coder": np.repeat(["甲", "乙"], self.items),
                "categories": np.where(
                    np.concatenate([x.ravel() for x in said]), "x", ""
                ),
                "agency": np.tile(
                    np.repeat(np.arange(shape[0]), self.of_agency), 2
                ).astype(str),
            }
        )


def bootstrap_kappa(
    codings: pd.DataFrame, rng: np.random.Generator
) -> tuple[float, float]:
    """Expanded percentiles of kappa over resampled agencies; as it is where nothing spreads."""
    first, second = (
        part["categories"].to_numpy() == "x" for _, part in codings.groupby("coder")
    )
    agency = codings["agency"].to_numpy()[: len(first)]
    of_items = np.column_stack([first == second, first, second, np.ones(len(first))])
    sums = pd.DataFrame(of_items.astype(float)).groupby(agency).sum().to_numpy()
    m = len(sums)
    drawn = rng.multinomial(m, np.full(m, 1 / m), size=999) @ sums
    same, a, b = (drawn[:, :3] / drawn[:, 3:]).T
    chance = a * b + (1 - a) * (1 - b)
    tail = expand_tail(m, 0.95)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = np.nanquantile((same - chance) / (1 - chance), [tail, 1 - tail])
    return float(low), float(high)


def cover_agreement(runs: int, seed: int) -> pd.DataFrame:
    """Coverage of intervals of kappa and alpha; samples without one are left out and counted."""
    rng = np.random.default_rng(seed)
    book = parse_codebook('version = "1"\n[x]\nzh = "x"\ndefinition = "x"\n')
    rows = []
    for size, dispute, prevalence, likeness in product(
        ITEMS, IN_DISPUTE, PREVALENCES, ALIKE_IN_DISPUTE
    ):
        coders = TwoCoders(*size, dispute, prevalence, likeness)
        if coders.truth < 0.5 or (size[1] == 1 and likeness):
            continue
        bounds = np.full((runs, 3, 2), np.nan)
        for run in range(runs):
            codings = coders.draw(rng)
            table = measure_agreement(codings, book, progress=False).set_index(
                "measure"
            )
            ends = table.loc[["kappa", "alpha"], ["ci_low", "ci_high"]].to_numpy()
            if not np.isnan(ends).any():
                bounds[run] = *ends, bootstrap_kappa(codings, rng)
        told = ~np.isnan(bounds).any(axis=(1, 2))
        held = (bounds[told, :, 0] <= coders.truth) & (
            coders.truth <= bounds[told, :, 1]
        )
        setting = {
            "items": size[0],
            "agencies": size[0] // size[1],
            "=dispute": dispute,
            "=prevalence": prevalence,
            "=likeness": likeness,
            "=kappa": coders.truth,
            "=no interval": float(1 - told.mean()),
        }
        found = dict(
            zip(("kappa", "alpha", "bootstrap"), held.mean(axis=0), strict=True)
        )
        rows.append(setting | found)
    return pd.DataFrame(rows)


def show_profiles(runs: int, seed: int) -> None:
    print("== coverage of profiles, nominal 0.95")
    show(cover_profiles(runs, seed, SHARES), "profile")
    print("-- of what is rare: a share of 0.05")
    show(cover_profiles(runs, seed, (0.05,)), "profile")


def show_differences(runs: int, seed: int) -> None:
    print("== coverage of differences, nominal 0.95")
    contrasts = cover_contrasts(runs, seed)
    for design, part in contrasts.groupby("design"):
        print(f"-- two {design}")
        show(part.dropna(axis="columns", how="all"), "contrast")
        show(part.dropna(axis="columns", how="all"), "not warned")


def show_tests(_: int, seed: int) -> None:
    print(f"== runs of {RUNS_OF_TESTS} with a false q < 0.05 among {FEW_TERMS} terms")
    print(false_finds(seed).round(3).to_string(index=False))
    print(
        f"== runs in which 15 of 48 against 0 of 48 are found among {MANY_TERMS} terms"
    )
    print(find_differences(seed).round(3).to_string())


def show_coefficients(runs: int, seed: int) -> None:
    print("== coverage of coefficients, nominal 0.95")
    table = cover_coefficients(runs, seed)
    summarise(table, ["term", "others", "yes or no"])
    print("== coverage of log-odds of groups, nominal 0.95")
    summarise(cover_groups(runs, seed), ["others"])
    print("== coverage of coefficients of machine codes, nominal 0.95")
    summarise(cover_regress(runs // 40, seed), ["others"])


def summarise(table: pd.DataFrame, keys: list[str]) -> None:
    """Print lowest and mean coverage of all methods over settings, of few agencies and of many."""
    few = np.where(table["agencies"] < FEW_CLUSTERS, "to 10", "30, 60")
    methods = [
        column for column in table if table[column].dtype == float and column[0] != "="
    ]
    groups = table.assign(agencies=few).groupby([*keys, "agencies"], sort=False)
    told = groups[methods].agg(["min", "mean"]).round(3)
    told[("=no interval", "max")] = groups["=no interval"].max().round(3)
    with pd.option_context("display.width", 200, "display.max_columns", 40):
        print(told.to_string())


def show_shares(runs: int, seed: int) -> None:
    print("== coverage of corrected shares, nominal 0.95")
    table = cover_shares(max(runs // 100, 1), seed)
    for name in METHODS:
        off = ~table[name].between(*HOLDS)
        print(f"{name}: {off.sum()} of {len(table)} settings outside {HOLDS}")
    for keys in (
        ["agencies", "sizes"],
        ["agencies", "likeness"],
        ["agencies", "share"],
    ):
        told = table.groupby(keys, sort=False)[list(METHODS)].agg(
            ["min", "mean", "max"]
        )
        with pd.option_context("display.width", 200, "display.max_columns", 40):
            print(told.round(3).to_string())


def show_agreement(runs: int, seed: int) -> None:
    print("== coverage of agreement, nominal 0.95")
    agreement = cover_agreement(runs // 20, seed)
    show(agreement, "kappa")
    show(agreement, "alpha")


PARTS = {
    "profiles": show_profiles,
    "differences": show_differences,
    "tests": show_tests,
    "coefficients": show_coefficients,
    "shares": show_shares,
    "agreement": show_agreement,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("part", nargs="*", default=list(PARTS), help=", ".join(PARTS))
    args = parser.parse_args()
    strange = [name for name in args.part if name not in PARTS]
    if strange:
        parser.error(f"no part {strange[0]!r}; there are {', '.join(PARTS)}")
    warnings.simplefilter("ignore", TextmineWarning)
    for name in args.part:
        PARTS[name](args.runs, args.seed)


if __name__ == "__main__":
    main()
