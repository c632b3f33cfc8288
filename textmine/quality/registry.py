"""The registry of all measures: what each is called, how it is computed, how to read it."""

from __future__ import annotations

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.resources.load import load_toml

COLUMNS = {
    "measure": "str",
    "frame": "str",
    "name_zh": "str",
    "name_en": "str",
    "formula": "str",
    "unit": "str",
    "low": "float64",
    "high": "float64",
    "direction": "str",
    "source": "str",
    "implementation": "str",
    "deviation": "str",
}


@check_arguments
def measures() -> pd.DataFrame:
    """List every measure that textmine computes.

    Returns
    -------
    pandas.DataFrame
        measure (a value of ``scores.score``, or a column), frame (where it stands), name_zh,
        name_en, formula, unit, low and high (the range; infinite where there is no end), direction
        (higher, lower: better; neutral: neither), source (paper, statute or form; ``textmine`` for
        what is its own), implementation (another program that computes it, by which it was or can
        be checked; ``none known``), deviation (where it differs from the source; ``none``).

    Examples
    --------
    >>> table = measures().set_index("measure")
    >>> table.loc["stickiness", ["name_zh", "source"]].tolist()
    ['黏性', 'Dyer, Lang & Stice-Lawrence 2017']
    """
    rows = []
    for key, entry in load_toml("measures.toml").items():
        frame, _, column = key.rpartition(".")
        low, high = entry["range"]
        rows.append(
            {
                "measure": column,
                "frame": frame or "scores",
                "name_zh": entry["zh"],
                "name_en": entry["en"],
                "formula": entry["formula"],
                "unit": entry["unit"],
                "low": low,
                "high": high,
                "direction": entry["direction"],
                "source": entry["source"],
                "implementation": entry.get("implementation", "none known"),
                "deviation": entry.get("deviation", _unsaid_deviation(entry["source"])),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _unsaid_deviation(source: str) -> str:
    """What to say of a measure that nothing is noted of: it is ours, or as its source has it."""
    return "the measure is textmine's own" if source.startswith("textmine") else "none"
