"""The registry: what each measure and each column is called, how to read it, where it is from."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, frame_columns

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

DICTIONARY = ("frame", "column", "dtype", "en", "zh")
ROW = "(row)"
"""Stands for a column where a frame's rows are described."""


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


@check_arguments
def describe_columns(frame: str | None = None) -> pd.DataFrame:
    """Say what the columns of the frames hold: the data dictionary of a run.

    Parameters
    ----------
    frame : str, optional
        Name of a frame, e.g. ``"scores"``; all frames by default.

    Returns
    -------
    pandas.DataFrame
        Columns frame, column, dtype (of pandas), en and zh (meaning, unit, values), a row a column
        in the order of the frame; before them one that says what a row of the frame is: its column
        is ``(row)``, its dtype empty. What the values of ``scores.score`` are tells
        :func:`measures`.

    Raises
    ------
    FrameError
        If there is no such frame.

    Examples
    --------
    >>> table = describe_columns("theme_shares").set_index("column")
    >>> table.loc["(row)", "en"], table.loc["theme", "dtype"]
    ('A theme in a report', 'int64')
    """
    names = FRAMES if frame is None else [frame]
    rows = [row for name in names for row in _describe(name)]
    return pd.DataFrame(rows, columns=list(DICTIONARY)).astype("str")


def _describe(name: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of one frame."""
    columns = frame_columns(name)
    dictionary = load_toml("dictionary.toml")
    told = dictionary[name]
    yield name, ROW, "", told["row"]["en"], told["row"]["zh"]
    meanings = dictionary["common"] | told.get("columns", {})
    for column, dtype in columns.items():
        yield name, column, dtype, meanings[column]["en"], meanings[column]["zh"]
