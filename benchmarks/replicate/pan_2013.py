"""PAN 2013 text alignment: plagdet of verbatim and randomly obfuscated passages.

Published are the best results on the test corpus, of all systems compared by Sanchez-Perez, Sidorov
& Gelbukh (2014), table 3: of verbatim copies the organisers' baseline, of random ones their own.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.plagdet import measure
from benchmarks.replicate.tables import Figure, Study
from benchmarks.reuse_pan import search

PUBLISHED = {"02-no-obfuscation": 0.934, "03-random-obfuscation": 0.884}
PAIRS = 200
"""Of 1,000 a class, spread over all; ``benchmarks.reuse_pan FOLDER 1000`` reads all."""
TOLERANCE = 0.0051
"""A rival's figure, to be reached up to the rounding of its third digit and a sample of 200."""


def replicate(folder: Path) -> list[Figure]:
    """Plagdet of each class."""
    figures = []
    for name, published in PUBLISHED.items():
        plagdet = measure(*search(folder, name, PAIRS)).plagdet
        figures.append(
            Figure(f"plagdet, {name}", published, plagdet, TOLERANCE, at_least=True)
        )
    return figures


STUDY = Study(
    "pan_2013", ("susp", "src", *(f"{name}/pairs" for name in PUBLISHED)), replicate
)
