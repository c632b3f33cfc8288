"""Themes of nine tenths of the reports against those of all; how large and how well filled all are.

python -m benchmarks.themes_stability [WORK_REPORTS.jsonl REPORTS_FOLDER …]

Corpora: the sample; annotated parts, 200 of them and all, as reports of one section; 200 simulated
reports; and, where they are at hand, disclosure reports and work reports that are not the
project's. Five draws of nine tenths each. Printed:

- another order: whether shuffled rows give the same themes;
- same: share of the sentences which are in both that keep their theme, themes matched one to one,
  over those that have one in both; *nearest*: over all, each with the theme it is nearest to;
- ARI: adjusted Rand index of the same, as the model's ``stability_`` takes it;
- terms: share of a theme's ten terms that its partner lists;
- largest, none: share of the characters of the largest theme, and of no theme;
- placed: share of its sentences that say one of a theme's terms or lie nearer to it than to any
  other by the stated margin, of the worst theme.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from benchmarks.themes_phrases import write_frame
from benchmarks.themes_recall import (
    find_texts,
    read_parts_of_hands,
    read_reports,
    read_work_reports,
)
from textmine.themes.groups.assignment import MIN_MARGIN
from textmine.themes.model import ThemeModel

ROOT = Path(__file__).resolve().parents[1]
N_THEMES, N_DRAWS, N_REPORTS = 12, 5, 200
KEPT = 0.9


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draw keeps of the themes."""

    same: float
    nearest: float
    ari: float
    terms: float


def fit(texts: pd.DataFrame) -> ThemeModel:
    return ThemeModel(N_THEMES, n_resamples=0).fit(texts)


def places_of(model: ThemeModel) -> pd.DataFrame:
    """Sentences by where they stand."""
    return model.sentences_.set_index(["report_id", "start"]).sort_index()


def match_themes(whole: pd.Series, part: pd.Series) -> dict[int, int]:
    """Partner of each theme: one to one, with most sentences in common."""
    shared = np.zeros((N_THEMES, N_THEMES))
    both = (whole >= 0) & (part >= 0)
    np.add.at(shared, (whole[both].to_numpy(), part[both].to_numpy()), 1)
    rows, columns = linear_sum_assignment(-shared)
    return dict(zip(rows.tolist(), columns.tolist(), strict=True))


def compare(whole: ThemeModel, part: ThemeModel) -> Kept:
    """Hold the themes of a draw against those of the whole."""
    theirs = places_of(part)
    ours = places_of(whole).loc[theirs.index]
    partner = match_themes(ours["nearest"], theirs["nearest"])
    told = (ours["theme"] >= 0) & (theirs["theme"] >= 0)
    same = ours["nearest"].map(partner) == theirs["nearest"]
    terms = [model.themes_.groupby("theme")["term"].agg(set) for model in (whole, part)]
    shared = [
        len(terms[0][a] & terms[1].get(b, set())) / max(len(terms[0][a]), 1)
        for a, b in partner.items()
        if a in terms[0]
    ]
    return Kept(
        same=float(same[told].mean()),
        nearest=float(same.mean()),
        ari=float(adjusted_rand_score(ours["nearest"], theirs["nearest"])),
        terms=float(np.mean(shared)),
    )


def share_well_placed(model: ThemeModel) -> float:
    """Share of the least well placed theme's sentences that say a term of it or lie nearer to it.

    Nearer than to any other by the margin that the model states (``MIN_MARGIN``).
    """
    terms = model.themes_.groupby("theme")["term"].agg(list)
    placed = model.sentences_[model.sentences_["theme"] >= 0]
    says = [
        any(term in text for term in terms.get(theme, []))
        for theme, text in zip(placed["theme"], placed["key"], strict=True)
    ]
    good = np.array(says) | (placed["margin"] >= MIN_MARGIN).to_numpy()
    return float(pd.Series(good).groupby(placed["theme"].to_numpy()).mean().min())


def report(name: str, texts: pd.DataFrame) -> None:
    """Print the line of a corpus."""
    whole = fit(texts)
    ids = pd.Series(texts["report_id"].astype(str).unique())
    mixed = fit(texts.sample(frac=1, random_state=0))
    order = (
        "same"
        if places_of(mixed)["theme"].equals(places_of(whole)["theme"])
        else "OTHER"
    )
    kept = []
    for seed in range(N_DRAWS):
        chosen = ids.sample(frac=KEPT, random_state=seed)
        kept.append(
            compare(whole, fit(texts[texts["report_id"].astype(str).isin(chosen)]))
        )
    mean = pd.DataFrame(kept).mean()
    placed = whole.sentences_
    size = (
        placed["text"].str.len().groupby(placed["theme"]).sum()
        / placed["text"].str.len().sum()
    )
    largest, none = size.drop(-1, errors="ignore").max(), size.get(-1, 0.0)
    print(
        f"{name:22}{len(ids):8}{len(placed):10}{order:>7}{mean['same']:7.2f}{mean['nearest']:9.2f}"
        f"{mean['ari']:6.2f}{mean['terms']:7.2f}{largest:9.2f}{none:6.2f}"
        f"{share_well_placed(whole):8.2f}",
        flush=True,
    )


def corpora(given: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Names and texts."""
    yield "sample", read_reports([ROOT / "corpora" / "sample"])
    parts = read_parts_of_hands()
    yield "annotated parts, 200", parts.sample(N_REPORTS, random_state=0)
    yield "annotated parts", parts
    yield "simulated", write_frame(N_REPORTS)
    texts = find_texts(given)
    if texts.folders:
        yield (
            "disclosure reports",
            read_reports([*texts.folders, ROOT / "corpora" / "sample"]),
        )
    if texts.work_reports is not None:
        yield "work reports", read_work_reports(texts.work_reports)


def main(given: list[str]) -> None:
    warnings.simplefilter("ignore")
    print(
        f"{'corpus':22}{'reports':>8}{'sentences':>10}{'order':>7}{'same':>7}{'nearest':>9}"
        f"{'ARI':>6}{'terms':>7}{'largest':>9}{'none':>6}{'placed':>8}"
    )
    for name, texts in corpora(given):
        report(name, texts)


if __name__ == "__main__":
    main(sys.argv[1:])
