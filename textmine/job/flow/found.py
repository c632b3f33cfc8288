"""What was found beside the reports, kept with what was read, for reports that are added later."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from textmine.corpus.inputs import Failure, Inputs
from textmine.job.flow.kept import load_table, make_key, save_step
from textmine.job.flow.meter import StepFacts
from textmine.job.flow.reading import rows_of

_COLUMNS = {
    "refused": ["source", "reason", "error"],
    "remarks": ["source", "reason", "error"],
    "passed_over": ["source", "reason"],
    "crosswalk": ["earlier", "later"],
}
"""Tables of the step that keeps what was found, and their columns."""


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the folders beside the reports.

    Parameters
    ----------
    refused : list of Failure
        Entries that cannot be read.
    remarks : list of Failure
        Rows of manifests and crosswalks that are of no use.
    passed_over : list of dict
        Entries that are not meant to be read: source, reason.
    crosswalk : dict of str to str
        Agencies that the user joins: id of an earlier one to that of a later one.
    """

    refused: list[Failure] = field(default_factory=list)
    remarks: list[Failure] = field(default_factory=list)
    passed_over: list[dict[str, str]] = field(default_factory=list)
    crosswalk: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Found) -> Found:
        return Found(
            self.refused + other.refused,
            self.remarks + other.remarks,
            self.passed_over + other.passed_over,
            self.crosswalk | other.crosswalk,
        )


def found_in(inputs: Inputs) -> Found:
    """Take from the inputs of a run what is no report."""
    return Found(inputs.failures, inputs.remarks, inputs.passed_over, inputs.crosswalk)


def keep_found(found: Found, shelf: Path, number: int) -> Path:
    """Keep what a run has found.

    Parameters
    ----------
    found : Found
        What it is.
    shelf : Path
        Where steps are kept.
    number : int
        How many runs have put something there before: reports are added one run after another.

    Returns
    -------
    Path
        Folder of the kept step.
    """
    pairs = [{"earlier": one, "later": other} for one, other in found.crosswalk.items()]
    rows = {
        "refused": found.refused,
        "remarks": found.remarks,
        "passed_over": found.passed_over,
        "crosswalk": pairs,
    }
    place = shelf / "found" / f"{number:05d}-{make_key(rows)}"
    tables = {
        name: pd.DataFrame(rows[name], columns=columns, dtype="str")
        for name, columns in _COLUMNS.items()
    }
    save_step(place, tables, StepFacts())
    return place


def load_found(place: Path) -> Found:
    """Read what an earlier run has found."""
    rows = {name: rows_of([load_table([place], name)]) for name in _COLUMNS}
    pairs = {row["earlier"]: row["later"] for row in rows["crosswalk"]}
    return Found(rows["refused"], rows["remarks"], rows["passed_over"], pairs)
