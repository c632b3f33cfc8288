"""Is the probability that one report gave another its words what it says: reliability, and the fit.

Run: python -m benchmarks.reuse_direction [--seed 900] [--reports 500] [--fit]

Corpora of the profile ``open_world``: originators outside, copies that report first, chains,
simultaneous templates, missing reports. Half are mined as whole texts, half as the narrative that
``textmine mine`` cuts out. The truth is the planted passage under each found one, and the report
that it was copied from.

``--fit`` writes ``textmine/resources/direction.toml`` from thirty corpora of its own seeds (1 to
30); without it the package's coefficients are tested on corpora of the seeds given: reliability by
tenth for pairs and for ties, the share of true pairs decided, how well share_taken tells copiers
from sources in three readings (:meth:`Roles.readings`), and what it says where nothing was copied.
Then the same in worlds that are easier, up to a closed one, where every originator is in the
corpus: probabilities are too low there, never too high.

With few corpora a tenth is off by chance, for the pairs of a corpus have their sources in common:
``se`` says by how much, and ``--pairs --corpora 24`` tells more.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from textmine.corpus.reading import read_corpus
from textmine.reuse.judge.direction import (
    Calibrated,
    DirectionModel,
    Logistic,
    curve_values,
    judge_pairs,
    pair_chances,
)
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import Holders, number_agencies
from textmine.reuse.judge.pairs import rank_pairs
from textmine.reuse.judge.ties import agency_chances, find_gifts, pair_agencies
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.simulation.corpus import simulate
from textmine.simulation.profile import SimulationProfile

META = ("agency", "region", "province", "level", "agency_type", "year", "published")
FILE = Path(__file__).resolve().parents[1] / "textmine/resources/direction.toml"
FIT_SEEDS = tuple(range(1, 31))
FOLDS = 5
"""Parts into which the corpora are divided to fit the curves of calibration."""
PAIRS = 400
MOST = 300
"""Pairs of holders taken of one family: a template of hundreds would outweigh all others."""
Ints = np.ndarray


@dataclass(frozen=True)
class Corpus:
    """A mined simulation and what is true of it."""

    reuse: Reuse
    truth: pd.DataFrame

    @property
    def evidence(self) -> Evidence:
        return self.reuse.evidence


def make_corpus(
    n: int, seed: int, profile: SimulationProfile, *, narrative: bool
) -> Corpus:
    """Simulate and mine a corpus; the truth has a row a planted passage."""
    simulation = simulate(n, seed=seed, profile=profile)
    if narrative:
        with tempfile.TemporaryDirectory() as folder:
            simulation.write(folder)
            frame = read_corpus(folder).narrative
    else:
        rows: list[dict[str, Any]] = [
            {"report_id": r.report_id, "text": r.text}
            | {c: r.metadata.get(c) for c in META}
            for r in simulation.reports
        ]
        frame = pd.DataFrame(rows)
    planted = [
        p | {"report_id": report["report_id"]}
        for report in simulation.truth
        for p in report["passages"]
    ]
    truth = pd.DataFrame(planted)
    return Corpus(mine_reuse(frame), truth[~truth["kind"].isin(["mandated", "stock"])])


def givers(corpus: Corpus, holders: Holders) -> list[set[str]]:
    """Reports that each holder's passage was copied from, by the planted ones under it."""
    mined = corpus.reuse.mined
    shift = mined.texts.rows["start"].to_numpy()[mined.home]
    start, end = (x + shift for x in mined.spans)
    ids = mined.texts.reports["report_id"].to_numpy()
    planted = dict(iter(corpus.truth.groupby("report_id")))
    out = []
    for report, passage in zip(
        holders.report.tolist(), holders.passage.tolist(), strict=True
    ):
        mine = planted.get(ids[report])
        if mine is None:
            out.append(set())
            continue
        low, high = mine["start"].to_numpy(), mine["end"].to_numpy()
        shared = np.minimum(high, end[passage]) - np.maximum(low, start[passage])
        enough = shared >= 0.5 * np.minimum(high - low, end[passage] - start[passage])
        out.append({s for s in mine["source_report"][enough] if isinstance(s, str)})
    return out


def candidates(holders: Holders) -> tuple[Ints, Ints]:
    """Ordered pairs of holders of one family: of two agencies, or an agency's earlier and later."""
    rng = np.random.default_rng(0)
    found = [np.empty((0, 2), dtype=np.int64)]
    for low, size in zip(holders.opens.tolist(), holders.sizes.tolist(), strict=True):
        rows = np.arange(low, low + size)
        source, copier = (x.ravel() for x in np.meshgrid(rows, rows))
        other = holders.agency[source] != holders.agency[copier]
        kept = other | (holders.year[source] < holders.year[copier])
        both = np.column_stack([source, copier])[kept]
        if len(both) > MOST:
            both = both[rng.choice(len(both), MOST, replace=False)]
        found.append(both)
    table = np.concatenate(found)
    return table[:, 0], table[:, 1]


def fit(values: pd.DataFrame, true: np.ndarray) -> Logistic:
    """Fit a regression, lightly drawn to 0."""
    model = LogisticRegression(C=1.0, max_iter=5000).fit(values.to_numpy(), true)
    weights = dict(zip(values.columns, model.coef_[0].round(4).tolist(), strict=True))
    return Logistic(round(float(model.intercept_[0]), 4), weights)


def fit_model(corpora: list[Corpus]) -> DirectionModel:
    """Fit families first, then what several families say together."""
    tables, truths, sames = [], [], []
    for corpus in corpora:
        holders = corpus.evidence.holders
        source, copier = candidates(holders)
        given = givers(corpus, holders)
        ids = corpus.reuse.mined.texts.reports["report_id"].to_numpy()
        names = ids[holders.report[source]].tolist()
        tables.append(corpus.evidence.weigh(source, copier))
        truths.append(
            [s in given[c] for s, c in zip(names, copier.tolist(), strict=True)]
        )
        sames.append(holders.agency[source] == holders.agency[copier])
    values, true, same = (
        pd.concat(tables),
        np.concatenate(truths),
        np.concatenate(sames),
    )
    other, own = fit(values[~same], true[~same]), fit(values[same], true[same])
    none = Calibrated(Logistic(0.0), Logistic(0.0))
    model = DirectionModel(other, own, none, none, none)
    pairs = join(pair_table(corpus, model) for corpus in corpora)
    ties = join(tie_table(corpus, model) for corpus in corpora)
    return DirectionModel(
        other,
        own,
        pair_other=fit_calibrated(pairs.take(~pairs.same)),
        pair_same=fit_calibrated(pairs.take(pairs.same)),
        tie=fit_calibrated(ties),
    )


@dataclass(frozen=True)
class Table:
    """Values of the regressions, whether it is so, whether it is one agency, of which corpus."""

    values: pd.DataFrame
    true: np.ndarray
    same: np.ndarray
    corpus: np.ndarray

    def take(self, rows: np.ndarray) -> Table:
        """Some of the rows."""
        return Table(
            self.values[rows], self.true[rows], self.same[rows], self.corpus[rows]
        )


def join(tables: Iterable[Table]) -> Table:
    """Put the tables of several corpora together, the corpora numbered."""
    all_ = list(tables)
    return Table(
        pd.concat([table.values for table in all_], ignore_index=True),
        np.concatenate([table.true for table in all_]),
        np.concatenate([table.same for table in all_]),
        np.concatenate([np.full(len(table.true), i) for i, table in enumerate(all_)]),
    )


def fit_calibrated(table: Table) -> Calibrated:
    """Fit a regression, and its curve on corpora that were left out of it."""
    said = np.zeros(len(table.true))
    for fold in range(FOLDS):
        left_out = table.corpus % FOLDS == fold
        rest = table.take(~left_out)
        said[left_out] = fit(rest.values, rest.true).predict(table.values[left_out])
    return Calibrated(
        fit(table.values, table.true), fit(curve_values(said), table.true)
    )


def true_pairs(corpus: Corpus) -> set[tuple[str, str]]:
    """Pairs of reports of which the second copied from the first."""
    known = corpus.truth[
        corpus.truth["source_report"].map(lambda x: isinstance(x, str))
    ]
    return set(zip(known["source_report"], known["report_id"], strict=True))


def strongest(corpus: Corpus) -> Ints:
    """The pairs that ``reuse.pairs`` would list, in order."""
    return rank_pairs(corpus.reuse.mined, None, PAIRS)


def pair_table(corpus: Corpus, model: DirectionModel) -> Table:
    """What the families of each pair say, both ways, and whether it is so."""
    pairs = strongest(corpus)
    chances = pair_chances(corpus.evidence, pairs, model)
    texts = corpus.reuse.mined.texts
    ids, agency = (
        texts.reports["report_id"].to_numpy()[pairs],
        number_agencies(texts).code[pairs],
    )
    true = true_pairs(corpus)
    forth = [(a, b) in true for a, b in ids.tolist()]
    back = [(b, a) in true for a, b in ids.tolist()]
    same = agency[:, 0] == agency[:, 1]
    values = pd.concat([chances.summarise(), chances.turn().summarise()])
    both = np.concatenate([same, same])
    return Table(values, np.array(forth + back), both, np.zeros(len(both)))


def tie_table(corpus: Corpus, model: DirectionModel) -> Table:
    """What the families of each two agencies say, and whether it is so."""
    gifts = find_gifts(corpus.evidence, model)
    pairs = pair_agencies(corpus.evidence.holders, gifts)
    true = true_ties(corpus)
    name = number_agencies(corpus.reuse.mined.texts).name
    names = zip(name[pairs.source], name[pairs.copier], strict=True)
    is_so = np.array([pair in true for pair in names])
    values = agency_chances(corpus.evidence, gifts, pairs).summarise()
    return Table(values, is_so, np.zeros(len(is_so), dtype=bool), np.zeros(len(is_so)))


def true_ties(corpus: Corpus) -> set[tuple[str, str]]:
    """Pairs of agencies of which the second copied from the first, also from a missing report."""
    texts = corpus.reuse.mined.texts
    agencies = number_agencies(texts)
    # A simulated report's id begins with its agency's number.
    stems = texts.reports["report_id"].str.rpartition("_")[0]
    name = dict(zip(stems, agencies.name[agencies.code], strict=True))
    known = corpus.truth[
        corpus.truth["source_report"].map(lambda x: isinstance(x, str))
    ]
    source, copier = (
        known[column].str.rpartition("_")[0].map(name)
        for column in ("source_report", "report_id")
    )
    return {(a, b) for a, b in zip(source, copier, strict=True) if a != b}


def write(model: DirectionModel) -> None:
    """Write the coefficients as a resource."""
    lines = [
        "# Coefficients of the probability that one report gave another its words.",
        "# Written by: python -m benchmarks.reuse_direction --fit",
        "# other, same: one family of two agencies, of one; the rest: several families together.",
    ]
    for part in fields(DirectionModel):
        found = getattr(model, part.name)
        if isinstance(found, Calibrated):
            lines += _table(part.name, found.regression) + _table(
                f"{part.name}.curve", found.curve
            )
        else:
            lines += _table(part.name, found)
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(name: str, part: Logistic) -> list[str]:
    """Lines of a regression."""
    weights = [f'"{feature}" = {weight}' for feature, weight in part.weights.items()]
    return [
        "",
        f"[{name}]",
        f"intercept = {part.intercept}",
        f"[{name}.weights]",
        *weights,
    ]


def reliability(said: pd.DataFrame) -> pd.DataFrame:
    """Mean probability and share of true ones, by tenth; ``se``: of the error, over corpora.

    Pairs of a corpus have their sources in common, so that what one is wrong in, many are.
    """
    tenth = np.minimum((said["said"] * 10).astype(int), 9)
    missed = said["true"].astype(float) - said["said"]
    out = said.groupby(tenth).agg(
        n=("said", "size"), said=("said", "mean"), true=("true", "mean")
    )
    by_corpus = missed.groupby([tenth, said["corpus"]]).sum()
    spread = np.sqrt((by_corpus**2).groupby(level=0).sum()) / out["n"]
    return out.assign(error=out["true"] - out["said"], se=spread).round(3)


def judge_strongest(corpus: Corpus) -> pd.DataFrame:
    """Directions of the strongest pairs: what is said, whether so, decided, whether one copied."""
    pairs = strongest(corpus)
    judged = judge_pairs(corpus.evidence, pairs)
    true = true_pairs(corpus)
    ids = corpus.reuse.mined.texts.reports["report_id"].to_numpy()[pairs].tolist()
    ways = [
        (b, a) if way == "b_to_a" else (a, b)
        for (a, b), way in zip(ids, judged["direction"], strict=True)
    ]
    return pd.DataFrame(
        {
            "said": judged["p_direction"],
            "true": [way in true for way in ways],
            "decided": judged["direction"].isin(["a_to_b", "b_to_a"]),
            "copied": [(a, b) in true or (b, a) in true for a, b in ids],
        }
    )


def report_pairs(corpora: Iterable[Corpus]) -> None:
    """Print reliability of directions, and how many true pairs are decided."""
    found = [
        judge_strongest(corpus).assign(corpus=i) for i, corpus in enumerate(corpora)
    ]
    table = pd.concat(found, ignore_index=True)
    print(reliability(table[table["decided"]]).to_string())
    copied = table[table["copied"]]
    print(f"decided: {copied['decided'].mean():.3f} of {len(copied)} true pairs")


def report_ties(corpora: list[Corpus]) -> None:
    """Print reliability of ties between agencies."""
    found = []
    for i, corpus in enumerate(corpora):
        ties, true = corpus.reuse.ties(), true_ties(corpus)
        is_so = [x in true for x in zip(ties["source"], ties["copier"], strict=True)]
        found.append(
            pd.DataFrame({"said": ties["probability"], "true": is_so, "corpus": i})
        )
    print(reliability(pd.concat(found, ignore_index=True)).to_string())


@dataclass(frozen=True, eq=False)
class Roles:
    """What reports did, each an array of bool with a value a report.

    Parameters
    ----------
    took, gave : numpy.ndarray
        Copied from a report of the corpus; was copied from by one.
    alien : numpy.ndarray
        Copied from a report that is not in the corpus.
    wrote : numpy.ndarray
        Wrote a text that others hold too.
    """

    took: np.ndarray
    gave: np.ndarray
    alien: np.ndarray
    wrote: np.ndarray

    @property
    def name(self) -> np.ndarray:
        """A word for each report."""
        nobody = np.where(self.alien, "outside", "none")
        one = np.where(self.took, "copier", np.where(self.gave, "source", nobody))
        return np.where(self.took & self.gave, "both", one)

    def readings(self) -> dict[str, Camps]:
        """Who is a copier, who a source, who belongs to neither side, by what is asked.

        - ``gave``: who gave what inside the corpus, which is what share_taken says. A report that
          copied only from outside is none of its copiers.
        - ``known``: the same without those: that they copied is true, and from nobody here.
        - ``copied``: who copied at all, from whomever, against who wrote. The first to copy a text
          from outside looks as if it had written it.
        """
        only_alien = self.alien & ~self.took
        gave = Camps(
            self.took & ~self.gave, self.gave & ~self.took, ~(self.took & self.gave)
        )
        copied = self.took | self.alien
        return {
            "gave": gave,
            "known": Camps(
                gave.copier, gave.source, gave.counted & ~(only_alien & ~self.gave)
            ),
            "copied": Camps(
                copied & ~self.wrote, self.wrote & ~copied, ~(copied & self.wrote)
            ),
        }


@dataclass(frozen=True, eq=False)
class Camps:
    """Who did nothing but copy, who did nothing but give, and who is counted among all others."""

    copier: np.ndarray
    source: np.ndarray
    counted: np.ndarray

    def areas(
        self, against_sources: np.ndarray, against_all: np.ndarray
    ) -> list[float]:
        """Area under the curve of copiers against sources, and against all that are counted."""
        pure = self.copier | self.source
        return [
            float(roc_auc_score(self.copier[pure], against_sources[pure])),
            float(roc_auc_score(self.copier[self.counted], against_all[self.counted])),
        ]


def score_roles(corpus: Corpus) -> tuple[Roles, np.ndarray]:
    """What each report did to others of its kind, and its share_taken."""
    scores = corpus.reuse.scores.query("scope == 'report' and score == 'share_taken'")
    ids, taken = scores["report_id"], scores["value"].to_numpy()
    peer = corpus.truth[corpus.truth["kind"] == "peer"]
    copy = peer["operator"] != "source"
    inside = copy & peer["source_report"].isin(set(ids))
    roles = Roles(
        took=ids.isin(peer["report_id"][inside]).to_numpy(),
        gave=ids.isin(peer["source_report"][inside]).to_numpy(),
        alien=ids.isin(peer["report_id"][copy & ~inside]).to_numpy(),
        wrote=ids.isin(peer["report_id"][~copy]).to_numpy(),
    )
    return roles, taken


def join_roles(all_: Iterable[Roles]) -> Roles:
    """Roles of the reports of several corpora."""
    parts = list(all_)
    return Roles(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Roles)
        )
    )


def report_scores(corpora: list[Corpus]) -> None:
    """Print how well share_taken tells pure copiers from pure sources, and from all others."""
    scored = [score_roles(corpus) for corpus in corpora]
    roles = join_roles(found for found, _ in scored)
    taken = np.concatenate([values for _, values in scored])
    table = pd.DataFrame({"role": roles.name, "taken": taken})
    print(table.groupby("role")["taken"].agg(["size", "mean"]).round(3).to_string())
    for reading, camps in roles.readings().items():
        sources, all_ = camps.areas(taken, taken)
        print(
            f"copiers against sources: {sources:.3f}, against all: {all_:.3f}  ({reading})"
        )


def make_corpora(
    seeds: list[int], n: int, profile: SimulationProfile
) -> Iterator[Corpus]:
    """Corpora of several seeds, whole texts and narratives by turns."""
    for seed in seeds:
        yield make_corpus(n, seed, profile, narrative=seed % 2 == 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=900)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--corpora", type=int, default=4)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument(
        "--pairs", action="store_true", help="only pairs, in the open world"
    )
    args = parser.parse_args()
    if args.fit:
        profile = SimulationProfile.open_world()
        write(fit_model(list(make_corpora(list(FIT_SEEDS), args.reports, profile))))
        return
    seeds = list(range(args.seed, args.seed + args.corpora))
    if args.pairs:
        # One after the other, so that memory holds for as many corpora as are wanted.
        report_pairs(make_corpora(seeds, args.reports, SimulationProfile.open_world()))
        return
    for name, profile in (
        ("open world", SimulationProfile.open_world()),
        ("originators outside", SimulationProfile.open_world(early=0.0, missing=0.0)),
        (
            "a quarter of originators outside, else as simulated",
            SimulationProfile(outside=0.25),
        ),
        ("closed world", SimulationProfile()),
    ):
        corpora = list(make_corpora(seeds, args.reports, profile))
        print(
            f"== {name}, {args.corpora} corpora of {args.reports} reports: directions of pairs"
        )
        report_pairs(corpora)
        print("-- ties")
        report_ties(corpora)
        print("-- share_taken")
        report_scores(corpora)
    nothing = make_corpus(
        args.reports, args.seed, SimulationProfile.control(), narrative=True
    )
    scores = nothing.reuse.scores.query("scope == 'report' and score == 'share_taken'")
    print(f"== nothing copied: share_taken {scores['value'].mean():.4f}")


if __name__ == "__main__":
    main()
