"""Krippendorff's alpha: the textbook's examples, small enough to write down.

Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability (examples A to C), and the
example with three coders and missing values that encyclopedias print.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.replicate.tables import Figure, Study
from textmine.problems.coder.codebook import Codebook, parse_codebook
from textmine.problems.validation.agreement import measure_agreement

# One string a coder, one character a unit; * was not coded.
EXAMPLES = {
    "A binary, two coders": (0.095, ("0100000010", "1110010000")),
    "B nominal, two coders": (0.692, ("aabbdcccedda", "babbbccceddd")),
    "C four coders, missing": (
        0.743,
        ("123321412***", "1233224125*3", "*3332342251*", "12332441251*"),
    ),
    "three coders, missing": (
        0.691,
        ("*****34121133*3", "1*213343*******", "**21344*21133*4"),
    ),
}
TOLERANCE = 0.0005  # half of the last digit printed


def replicate(_: Path) -> list[Figure]:
    """Compute alpha of each example."""
    return [
        Figure(f"alpha, {name}", published, _alpha(coders), TOLERANCE)
        for name, (published, coders) in EXAMPLES.items()
    ]


def _alpha(coders: tuple[str, ...]) -> float:
    """Alpha of codes that are single labels: the MASI distance of those is 0 or 1."""
    values = sorted(set("".join(coders)) - {"*"})
    rows = [
        {"item_id": f"u{unit:02d}", "coder": f"c{coder}", "categories": f"v{code}"}
        for coder, codes in enumerate(coders)
        for unit, code in enumerate(codes)
        if code != "*"
    ]
    table = measure_agreement(pd.DataFrame(rows), _codebook(values))
    return float(table.loc[0, "value"])


def _codebook(values: list[str]) -> Codebook:
    """A codebook with a category for each value."""
    parts = [
        f'[v{value}]\nzh = "{value}"\ndefinition = "value {value}"\n'
        for value in values
    ]
    return parse_codebook('version = "1"\n' + "".join(parts))


STUDY = Study("krippendorff", (), replicate)
