"""The HTML report of a run, from parts of its tables: a large corpus does not fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.job.plan import RESULTS, PartsOf
from textmine.schema import frame_columns, make_frame
from textmine.scratch import pause_collection
from textmine.stats.lines import join_agencies

# Frames whose rows the page does not show, and those that are no table of a stage.
_NOT_ON_PAGE = (
    "tables",
    "claims",
    "origins",
    "agency_scores",
    "places",
    "evidence",
    "failures",
    "expected",
    "verdicts",
)


@pause_collection()
def write_run_page(
    parts: PartsOf,
    told: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    file: Path,
) -> None:
    """Write the HTML report of a run.

    Parameters
    ----------
    parts : callable
        Gives the parts of a table by its name, and of some columns of it.
    told : mapping of str to DataFrame
        Frames ``failures``, ``expected`` and ``verdicts``.
    manifest : mapping
        Parameters and versions are printed.
    file : Path
        The page.
    """
    from textmine.compare import reuse_edges
    from textmine.dossier.page import write_page

    frames = dict(told)
    frames["check_counts"] = _count_checks(parts)
    # Families and pairs tell which passages are quoted.
    for name in dict.fromkeys(("families", "pairs", *RESULTS)):
        if name not in _NOT_ON_PAGE:
            frames[name] = _for_page(parts, name, frames)
    places = pd.concat(list(parts("passages", _OF_EDGES)), ignore_index=True)
    reports = frames["reports"]
    # As reuse was mined: two agencies may bear one name, and one several, also over a reform.
    successors = manifest["parameters"]["successors"]
    line = join_agencies(reports, successors=successors)["line"]
    by_id = reports[["report_id"]].assign(agency=line)
    # A run tells once, at its end, how many reports are of no known agency.
    known = by_id["report_id"][by_id["agency"] != ""]
    frames["edges"] = reuse_edges(places[places["report_id"].isin(known)], by_id)
    del places
    write_page(frames, manifest, file)


_OF_EDGES = ("family_id", "report_id", "start", "end", "kind")
"""Columns of the passages that tell who shares with whom."""


def _count_checks(parts: PartsOf) -> pd.DataFrame:
    """Count all checks by kind and status: the page lists few of them."""
    by = ["check", "status"]
    every = (part for table in RESULTS["checks"] for part in parts(table, by))
    counts = [part.groupby(by).size().reset_index(name="n") for part in every]
    counted: pd.DataFrame = pd.concat(counts).groupby(by)["n"].sum().reset_index()
    return counted


def _for_page(
    parts: PartsOf, name: str, frames: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """A frame as far as the page shows it, for a large corpus does not fit into memory whole."""
    every = []
    is_told = _told(name, frames)
    for table in RESULTS[name]:
        columns = [
            column
            for column in frame_columns(name)
            if column not in _NEVER.get(name, ())
        ]
        for part in parts(table, columns):
            kept = part.assign(**dict.fromkeys(_NEVER.get(name, ()), ""))
            every.append(kept[is_told(kept)])
    return make_frame(name, pd.concat(every, ignore_index=True))


_NEVER = {"sections": ("text",)}
"""Columns that the page never shows."""


def _told(
    name: str, frames: Mapping[str, pd.DataFrame]
) -> Callable[[pd.DataFrame], pd.Series]:
    """What tells the rows of a frame that the page may show."""
    from textmine.dossier.page import tell_passages
    from textmine.dossier.tables.quality import tell_checks

    if name == "passages":
        return tell_passages(frames)
    if name == "checks":
        return tell_checks(frames["check_counts"])
    if name == "items":
        return lambda items: items["role"].isin(("problem", "measure"))
    if name == "scores":
        return lambda scores: scores["scope"] == "report"
    return lambda frame: pd.Series(True, index=frame.index)
