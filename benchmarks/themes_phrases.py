"""Phrase mining: characters a second, and growth with the size of the corpus.

python -m benchmarks.themes_phrases [N_REPORTS …]

Processor time, best of three, so that other work on the machine counts less; jieba.lcut is timed
beside every size."""

from __future__ import annotations

import sys
from math import log
from time import process_time

import pandas as pd

from textmine.simulation.corpus import simulate
from textmine.simulation.profile import SimulationProfile
from textmine.text.words import Segmenter
from textmine.themes.phrases import mine_phrases


def write_frame(n_reports: int) -> pd.DataFrame:
    profile = SimulationProfile(layouts=False, dirt=False)
    rows = [
        {"report_id": r.report_id, "text": r.text, "agency": r.metadata["agency"]}
        for r in simulate(n_reports, seed=1, profile=profile)
    ]
    return pd.DataFrame(rows)


def main(sizes: list[int]) -> None:
    import jieba

    segmenter = Segmenter()
    segmenter("公开")
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = plain.gen_pfdict(plain.get_dict_file())
    plain.initialized = True
    measured = []
    print(
        f"{'reports':>8}{'M characters':>14}{'CPU s':>9}{'M characters/s':>16}"
        f"{'× jieba.lcut':>14}{'phrases':>9}"
    )
    for n in sizes:
        frame = write_frame(n)
        size = int(frame["text"].str.len().sum())
        seconds, found = [], pd.DataFrame()
        for _ in range(3):
            start = process_time()
            found = mine_phrases(frame, segmenter=segmenter)
            seconds.append(process_time() - start)
        sample = frame["text"].head(100)
        start = process_time()
        for text in sample:
            plain.lcut(text)
        slow = (process_time() - start) / sample.str.len().sum() * size
        fast = min(seconds)
        measured.append((size, fast))
        print(
            f"{n:8}{size / 1e6:14.2f}{fast:9.2f}{size / fast / 1e6:16.2f}"
            f"{slow / fast:14.1f}{len(found):9}"
        )
    (a, s), (b, t) = measured[0], measured[-1]
    if b > a:
        print(
            f"growth exponent {log(t / s) / log(b / a):.2f} (1 is linear); target ≥ 2 M "
            f"characters/s"
        )


if __name__ == "__main__":
    main([int(n) for n in sys.argv[1:]] or [250, 1000, 4000])
