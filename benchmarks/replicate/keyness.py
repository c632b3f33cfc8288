"""Keyness as quanteda prints it: inaugural speeches after 1945, Trump 2017 against the others.

From the documentation of ``textstat_keyness`` (measure "lr", counts smoothed by one). quanteda
corrects words that are expected fewer than five times after Yates, which Dunning's G² does not: of
the ten words printed there, these two are expected often enough.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.replicate.tables import Figure, Study
from textmine.compare.keyness import log_likelihood

DATA = "counts.csv"
PRINTED = {"will": 22.609878, "america": 12.306921}
TOLERANCE = 1e-4


def replicate(folder: Path) -> list[Figure]:
    """G² of each word, from the counts of all words."""
    counts = pd.read_csv(folder / DATA, keep_default_na=False)
    here, there = counts["n_target"], counts["n_reference"]
    g2 = log_likelihood(here, there, float(here.sum()), float(there.sum()))
    by_word = pd.Series(g2, index=counts["feature"])
    return [
        Figure(f"G², {word}", printed, float(by_word[word]), TOLERANCE)
        for word, printed in PRINTED.items()
    ]


STUDY = Study("keyness", (DATA,), replicate)
