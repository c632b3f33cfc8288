"""What was found beside the reports, kept with what was read, for reports that are added later."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from textmine.corpus.inputs import Failure, Inputs, Source
from textmine.english import Counted
from textmine.errors import warn
from textmine.job.flow.kept import load_table, make_key, save_step
from textmine.job.flow.keys import file_sha256
from textmine.job.flow.meter import StepFacts
from textmine.job.flow.reading import rows_of
from textmine.regular import is_regular

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

    def beside(self, earlier: Found) -> Found:
        """What an earlier run has not found: a folder that is given again holds the same."""
        return Found(
            [row for row in self.refused if row not in earlier.refused],
            [row for row in self.remarks if row not in earlier.remarks],
            [row for row in self.passed_over if row not in earlier.passed_over],
            {
                one: other
                for one, other in self.crosswalk.items()
                if earlier.crosswalk.get(one) != other
            },
        )


def leave_out_read(inputs: Inputs, stored: Sequence[Path]) -> Inputs:
    """Leave out the files that an earlier run has read: of the same place, and the same bytes.

    Whoever puts each month's reports into one folder and adds that folder means the new ones. What
    has the bytes of another file, or stands in an archive, is read and counts as a copy.

    Parameters
    ----------
    inputs : Inputs
        What was found now.
    stored : sequence of Path
        Steps that earlier runs have kept.

    Returns
    -------
    Inputs
        The files that are new.

    Warns
    -----
    TextmineWarning
        Saying how many are left out.
    """
    known: dict[str, list[tuple[str, str]]] = {}
    for step in stored:
        if step.parent.name == "read":
            read = load_table([step], "reports", ["source", "sha256"])
            for place, digest in read.itertuples(index=False):
                known.setdefault(_last(place), []).append((place, digest))
    new = [one for one in inputs.sources if not _is_read(one, known)]
    n_read = len(inputs.sources) - len(new)
    if n_read:
        warn(
            f"{Counted(n_read):file} left out, read before byte for byte; where a manifest.csv "
            "says something else of one by now, mine all together again"
        )
    return replace(inputs, sources=new)


def _is_read(source: Source, known: Mapping[str, list[tuple[str, str]]]) -> bool:
    """Tell whether a file is one of those known by place below some folder, and digest."""
    path = source.path
    where = Path(os.path.realpath(path.parent), path.name).as_posix()
    alike = {
        digest
        for place, digest in known.get(_last(source.source), [])
        if where.endswith(f"/{place}")
    }
    if not alike or not is_regular(path):
        return False
    try:
        fits = path.stat().st_size <= source.limits.max_bytes
        return fits and file_sha256(path) in alike
    except OSError:
        return False


def _last(place: str) -> str:
    """Name of a file, of its place below a folder."""
    return place.rpartition("/")[2]


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
