"""Whether the commonest phrases are whole terms: judged blind by a reader, twice.

python -m benchmarks.themes_whole [WORK_REPORTS.jsonl REPORTS_FOLDER …]
python -m benchmarks.themes_whole write SHEET.csv [SEED]

``write`` mixes the hundred phrases of each corpus that stand in most reports with as many
stretches of the same lengths, cut from sentences at random, which no method chose, and writes them
in an order drawn anew, without corpus or figures: 1 for a phrase that a reader would take out as
it stands, 0 for one that lacks a part or has too much. ``set_phrases/readings.csv`` holds two
readings, in two orders, the second without sight of the first; both are by one reader, a language
model, so that their agreement says how steady it is, not that others would agree.

Without ``write`` it tells, corpus by corpus, the share of the hundred that is whole.
Corpora as in themes_recall.
"""

from __future__ import annotations

import random
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.themes_recall import (
    LISTS,
    find_texts,
    read_parts_of_hands,
    read_reports,
    read_work_reports,
)
from textmine.themes.phrases.mine import mine_phrases

READINGS = LISTS / "readings.csv"
TOP = 100
HAN = re.compile("[\u4e00-\u9fff]{8,}")


def read_corpora(given: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Names and texts of what is at hand."""
    yield "parts", read_parts_of_hands()
    texts = find_texts(given)
    if texts.work_reports is not None:
        yield "work_reports", read_work_reports(texts.work_reports)
    if texts.folders:
        yield "reports", read_reports(texts.folders)


def cut_at_random(phrases: list[str], texts: pd.DataFrame, seed: str) -> list[str]:
    """Stretches of running text, as long as the phrases."""
    rng = random.Random(seed)
    runs = HAN.findall("\n".join(texts["text"]))
    cuts = []
    for phrase in phrases:
        run = rng.choice(runs)
        at = rng.randrange(len(run) - min(len(phrase), 8) + 1)
        cuts.append(run[at : at + len(phrase)])
    return cuts


def write_sheet(file: Path, seed: int = 0) -> None:
    """Write what is to be judged."""
    pool: set[str] = set()
    for name, texts in read_corpora([]):
        top = mine_phrases(texts)["phrase"].head(TOP).tolist()
        pool |= {*top, *cut_at_random(top, texts, name)}
    rows = sorted(pool)
    random.Random(seed).shuffle(rows)
    pd.DataFrame({"phrase": rows, "whole": ""}).to_csv(file, index=False)
    print(f"{len(rows)} rows: {file}")


def main(given: list[str]) -> None:
    warnings.simplefilter("ignore")
    if given[:1] == ["write"]:
        write_sheet(Path(given[1]), int((given[2:] or ["0"])[0]))
        return
    read = pd.read_csv(READINGS).set_index("phrase")
    agree = (read["first"] == read["second"]).mean()
    print(f"{len(read)} judged, the two readings agree on {agree:.3f}")
    print(f"{'corpus':14}{'judged':>8}{'first':>8}{'second':>8}{'both':>8}   not whole")
    for name, texts in read_corpora(given):
        top = mine_phrases(texts)["phrase"].head(TOP)
        known = read.reindex(top).dropna()
        both = known["first"].astype(bool) & known["second"].astype(bool)
        told = f"{known['first'].mean():8.2f}{known['second'].mean():8.2f}{both.mean():8.2f}"
        print(f"{name:14}{len(known):8}{told}   " + "、".join(known.index[~both]))
    cuts = read.loc[read["cut"] == 1, ["first", "second"]].mean()
    print(f"cut at random: {cuts['first']:.2f} and {cuts['second']:.2f} whole")


if __name__ == "__main__":
    main(sys.argv[1:])
