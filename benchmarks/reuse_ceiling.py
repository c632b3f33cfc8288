"""How well could copiers be told from sources at all: what is left to chance by construction.

Run: python -m benchmarks.reuse_ceiling [--seed 950] [--corpora 8] [--fit 24]

An oracle is told what no program can know: which passages were planted, who holds each, whether its
copies differ. It also knows the rates at which the simulated world makes copies, from corpora of
other seeds. Of who copied whom it sees only what texts can show, in three steps:

- ``time``: how many agencies of the corpus hold the text, and in which order;
- ``names``: also whose name or year stands in whose copy;
- ``likeness``: also which two versions are made one of the other, though not which of which, as if
  any edit were traced without error. Copies that are alike to the letter show nothing.

What it says of each passage is then what that evidence is worth, in three readings of who is a
copier (:meth:`benchmarks.reuse_direction.Roles.readings`). ``share`` is share_taken as the oracle
would give it (for the reading ``copied`` the share of what was not written); ``best`` is the best
of all scores, the odds that a report copied and gave nothing. The package is measured on the same
corpora with ``--package`` (minutes).

The worlds differ in one setting each, which says what the loss is made of. The ungrammatical edits
of the simulation, by which an original could be told from its copies, are no evidence here: copies
of real reports read as well as their sources. Nothing is fetched.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.reuse_direction import Roles, join_roles, make_corpora, score_roles
from textmine.simulation.corpus import simulate
from textmine.simulation.profile import SimulationProfile

REPORTS = 500
FIT_FROM = 5000
"""First seed of the corpora from which the rates are known."""
EVIDENCE = ("time", "names", "likeness")
CHANGED = ("edit", "clause", "reorder", "synonym", "merge")
"""Ways to copy that leave versions which differ, so that likeness may show who is next to whom."""
NOBODY = -1
"""Stands for an agency that is none of the holders."""
WEIGHT = 2.0
"""Cases that what less evidence says is worth, where few cases of more evidence were seen."""


State = tuple[bool, bool, bool]
"""Whether a holder took the text from a report of the corpus, gave it to one, wrote it."""
STATES: tuple[State, ...] = (
    (False, False, True),
    (False, False, False),
    (True, False, False),
    (False, True, True),
    (False, True, False),
    (True, True, False),
)
"""Neither took nor wrote it: has it from outside."""
TOOK, GAVE, WROTE = np.array(STATES).T

World = tuple[str, SimulationProfile]
Report = dict[str, Any]


def worlds() -> list[World]:
    """The open world, the closed one, and the open one with a single thing open."""
    closed = {"outside": 0.0, "early": 0.0, "chain": 0.0, "missing": 0.0}
    opened = {"outside": 0.25, "early": 0.1, "chain": 0.3, "missing": 0.1}
    single = [
        (f"only {name}", SimulationProfile.open_world(**{**closed, name: value}))
        for name, value in opened.items()
    ]
    outside = SimulationProfile.open_world(early=0.0, missing=0.0)
    quarter = SimulationProfile(outside=0.25)
    return [
        ("open world", SimulationProfile.open_world()),
        ("originators outside", outside),
        ("a quarter of originators outside, else as simulated", quarter),
        *single,
        ("closed world", SimulationProfile()),
    ]


@dataclass
class Held:
    """What a report holds of a planted text."""

    operator: str = "source"
    sources: set[str] = field(default_factory=set)
    n_chars: int = 0
    text: str = ""


@dataclass(frozen=True)
class PlantedText:
    """A planted text: its holders in order of time, what can be seen of them, what is true.

    Parameters
    ----------
    reports : list of str
        Holders.
    n_chars : list of int
        Characters of each.
    seen : tuple
        What each step of evidence shows, one tuple a step.
    states : list of State
        What each did.
    """

    reports: list[str]
    n_chars: list[int]
    seen: tuple[tuple[Any, ...], ...]
    states: list[State]


def planted_texts(truth: list[Report]) -> Iterator[PlantedText]:
    """Texts that agencies of one type share, as the truth of a simulation tells them."""
    facts = {report["report_id"]: report for report in truth}
    texts: dict[str, dict[str, Held]] = defaultdict(lambda: defaultdict(Held))
    for report in truth:
        for passage in report["passages"]:
            if passage["kind"] != "peer":
                continue
            held = texts[passage["family"]][report["report_id"]]
            held.n_chars += passage["end"] - passage["start"]
            held.text += passage["text"].replace("\n", "")
            if passage["operator"] != "source":
                held.operator = passage["operator"]
                held.sources |= {passage["source_report"]} - {None}
    for holders in texts.values():
        yield _describe(holders, facts)


def _describe(holders: dict[str, Held], facts: dict[str, Report]) -> PlantedText:
    """Put together what is seen and what is true of one text."""
    order = sorted(holders, key=lambda r: (facts[r]["year"], facts[r]["published"], r))
    place = {report: i for i, report in enumerate(order)}
    operator = max(
        (holders[r].operator for r in order), key=lambda name: name != "source"
    )
    taken = [any(s in place for s in holders[r].sources) for r in order]
    gave = [any(r in held.sources for held in holders.values()) for r in order]
    copied = [holders[r].operator != "source" for r in order]
    names = tuple(_left_behind(r, order, holders, facts, operator) for r in order)
    links = {
        tuple(sorted((place[r], place[s])))
        for r in order
        for s in holders[r].sources
        if s in place
    }
    shown: object = tuple(sorted(links)) if operator in CHANGED else None
    if operator == "merge" and len(order) > 2:
        # A copy made of two texts holds both; each source holds one.
        shown = tuple(copied)
    time = (len(order),)
    named = (*time, operator == "slot", names)
    return PlantedText(
        order,
        [holders[r].n_chars for r in order],
        (time, named, (*named, operator in CHANGED, shown)),
        list(zip(taken, gave, [not c for c in copied], strict=True)),
    )


def _left_behind(
    report: str,
    order: list[str],
    holders: dict[str, Held],
    facts: dict[str, Report],
    operator: str,
) -> tuple[tuple[str, int], ...]:
    """Whose names and years a holder's version bears: places of holders, or ``NOBODY``."""
    text, own = holders[report].text, facts[report]
    found = set()
    for place, other in enumerate(order):
        theirs = facts[other]
        if theirs["agency"] != own["agency"] and theirs["agency"] in text:
            found.add(("name", place))
        if theirs["year"] != own["year"] and f"{theirs['year']}年" in text:
            found.add(("year", place))
    if operator == "slot":
        kinds = {kind for kind, _ in found}
        if own["agency"] not in text and "name" not in kinds:
            found.add(("name", NOBODY))
        if f"{own['year']}年" not in text and "year" not in kinds:
            found.add(("year", NOBODY))
    return tuple(sorted(found))


@dataclass(frozen=True)
class Oracle:
    """Knows how often each state comes with each evidence."""

    counts: list[dict[tuple[Any, int], Counter[State]]]

    @classmethod
    def learn(cls, texts: Iterable[PlantedText]) -> Oracle:
        """Count over corpora of a world."""
        counts: list[dict[tuple[Any, int], Counter[State]]] = [
            defaultdict(Counter) for _ in EVIDENCE
        ]
        for text in texts:
            for step, seen in enumerate(text.seen):
                for place, state in enumerate(text.states):
                    counts[step][seen, place][state] += 1
        return cls(counts)

    def judge(self, text: PlantedText, place: int) -> np.ndarray:
        """Probability of each of ``STATES`` of a holder, a row a step of evidence."""
        chance = np.eye(len(STATES))[0]
        rows = []
        for counts, seen in zip(self.counts, text.seen, strict=True):
            met = counts.get((seen, place), Counter())
            n = np.array([met[state] for state in STATES], dtype=float)
            weight = WEIGHT if rows else 0.0
            if n.sum():
                chance = (n + weight * chance) / (n.sum() + weight)
            rows.append(chance)
        return np.array(rows)


@dataclass
class Verdict:
    """What the oracle says of one report, a number a step of evidence, and what it is."""

    share: np.ndarray = field(default_factory=lambda: np.zeros(len(EVIDENCE)))
    share_copied: np.ndarray = field(default_factory=lambda: np.zeros(len(EVIDENCE)))
    nothing: np.ndarray = field(default_factory=lambda: np.ones(len(EVIDENCE)))
    took_none: np.ndarray = field(default_factory=lambda: np.ones(len(EVIDENCE)))
    gave_none: np.ndarray = field(default_factory=lambda: np.ones(len(EVIDENCE)))
    wrote_none: np.ndarray = field(default_factory=lambda: np.ones(len(EVIDENCE)))
    wrote_all: np.ndarray = field(default_factory=lambda: np.ones(len(EVIDENCE)))
    took: bool = False
    gave: bool = False
    alien: bool = False
    wrote: bool = False


def judge_reports(truth: list[Report], oracle: Oracle) -> list[Verdict]:
    """Put together what the oracle says of all texts of each report."""
    verdicts: dict[str, Verdict] = {report["report_id"]: Verdict() for report in truth}
    for text in planted_texts(truth):
        for place, report in enumerate(text.reports):
            found, chance = verdicts[report], oracle.judge(text, place)
            wrote = chance @ WROTE
            found.share = found.share + chance @ TOOK * text.n_chars[place]
            found.share_copied = found.share_copied + (1 - wrote) * text.n_chars[place]
            found.nothing = found.nothing * (chance @ ~(TOOK | GAVE))
            found.took_none = found.took_none * (chance @ ~TOOK)
            found.gave_none = found.gave_none * (chance @ ~GAVE)
            found.wrote_none = found.wrote_none * (1 - wrote)
            found.wrote_all = found.wrote_all * wrote
            took, gave, is_own = text.states[place]
            found.took |= took
            found.gave |= gave
            found.alien |= not took and not is_own
            found.wrote |= is_own
    return list(verdicts.values())


JUDGED = (
    "share",
    "share_copied",
    "nothing",
    "took_none",
    "gave_none",
    "wrote_none",
    "wrote_all",
)
"""What is put together of a report, a number a step of evidence."""


def odds(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Log-odds of two probabilities, finite."""
    return np.log((a + 1e-9) / (b + 1e-9))


def measure_oracle(
    profile: SimulationProfile, seeds: range, n_fit: int
) -> pd.DataFrame:
    """Areas that the oracle reaches in a world, by what it sees."""
    known = range(FIT_FROM, FIT_FROM + n_fit)
    learnt = (
        text
        for seed in known
        for text in planted_texts(simulate(REPORTS, seed=seed, profile=profile).truth)
    )
    oracle = Oracle.learn(learnt)
    verdicts = [
        verdict
        for seed in seeds
        for verdict in judge_reports(
            simulate(REPORTS, seed=seed, profile=profile).truth, oracle
        )
    ]
    roles = Roles(
        *(np.array([getattr(v, part.name) for v in verdicts]) for part in fields(Roles))
    )
    rows = {}
    for step, name in enumerate(EVIDENCE):
        share, share_copied, nothing, took_none, gave_none, wrote_none, wrote_all = (
            np.array([getattr(v, part)[step] for v in verdicts]) for part in JUDGED
        )
        only_took, only_gave = gave_none - nothing, took_none - nothing
        # A report without such a text copied none.
        only_copied = np.where(share_copied > 0, wrote_none, 0.0)
        written = odds(only_copied, wrote_all)
        best_of_taken = odds(only_took, only_gave), odds(only_took, took_none)
        for reading, camps in roles.readings().items():
            is_taken = reading != "copied"
            shown = share if is_taken else share_copied
            best = best_of_taken if is_taken else (written, written)
            rows[f"{reading}, {name}"] = [
                *camps.areas(shown, shown),
                *camps.areas(*best),
            ]
    columns = ["share: sources", "share: all", "best: sources", "best: all"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).sort_index(
        kind="stable"
    )


def measure_package(profile: SimulationProfile, seeds: range) -> dict[str, list[float]]:
    """Areas that share_taken reaches in a world, by reading."""
    scored = [
        score_roles(corpus) for corpus in make_corpora(list(seeds), REPORTS, profile)
    ]
    roles = join_roles(found for found, _ in scored)
    taken = np.concatenate([values for _, values in scored])
    return {
        reading: camps.areas(taken, taken)
        for reading, camps in roles.readings().items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=950)
    parser.add_argument("--corpora", type=int, default=8)
    parser.add_argument(
        "--fit", type=int, default=24, help="corpora from which rates are known"
    )
    parser.add_argument(
        "--package", action="store_true", help="measure the package as well"
    )
    args = parser.parse_args()
    seeds = range(args.seed, args.seed + args.corpora)
    for name, profile in worlds():
        print(f"== {name}: copiers against sources, against all")
        print(measure_oracle(profile, seeds, args.fit).round(3).to_string())
        if args.package:
            for reading, (sources, all_) in measure_package(profile, seeds).items():
                print(
                    f"share_taken of the package: {sources:.3f}, {all_:.3f}  ({reading})"
                )


if __name__ == "__main__":
    main()
