"""Keyness as quanteda prints it: inaugural speeches after 1945, Trump 2017 against the others.

From the documentation of ``textstat_keyness`` (measure "lr", counts smoothed by one). quanteda
corrects words that are expected fewer than five times after Yates, which Dunning's G² does not: of
the ten words printed there, these two are expected often enough.

The numbers of tokens are not printed. The chi-squared of eight words printed there for the same
groups give both to half a token, and those of thirteen words before and after 1945 their sum; the
number of features follows from G² of the first word. The second is the test.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.replicate.tables import Figure, Study
from textmine.compare.keyness import log_likelihood

N_TARGET, N_REFERENCE = 1_660, 41_342
"""Tokens of the speech, and of the nineteen others."""
N_OTHERS = 19
N_FEATURES = 4_522
"""Each is counted once more in each speech (``dfm_smooth``)."""
EPSILON = 1e-9
"""Added by quanteda within each logarithm: 2 N ε in all, which is not of the measure."""
TOLERANCE = 1e-5


@dataclass(frozen=True, slots=True)
class Printed:
    """A word with its smoothed counts, and the G² printed beside them."""

    word: str
    g2: float
    n_target: int
    n_reference: int


PRINTED = (
    Printed("will", 22.609878, 41, 351),
    Printed("america", 12.306921, 19, 149),
)


def replicate(folder: Path | None) -> list[Figure]:
    """G² of each word; everything is written down here."""
    here = N_TARGET + N_FEATURES
    there = N_REFERENCE + N_OTHERS * N_FEATURES
    g2 = log_likelihood(
        [row.n_target for row in PRINTED],
        [row.n_reference for row in PRINTED],
        here,
        there,
    )
    added = 2 * (here + there) * EPSILON
    return [
        Figure(f"G², {row.word}", row.g2, float(value) + added, TOLERANCE)
        for row, value in zip(PRINTED, g2, strict=True)
    ]


STUDY = Study("keyness", (), replicate)
