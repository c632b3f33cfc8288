"""The index of a run's reports: built at the first trace, kept with the results, whole or anew.

A run keeps the narrative that it mined; the first trace lays it out to look up, in the hidden
folder of the results, and the manifest names the index with its digest. An index that is not as it
was written counts as not there and is built anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.store import replace_file
from textmine.errors import ResultsError
from textmine.io.folders import MANIFEST
from textmine.job.flow.kept import (
    FACTS,
    find_step,
    load_table,
    make_key,
    making,
    save_step,
    seal,
)
from textmine.job.flow.keys import SHELF, file_sha256, frame_key, place_of
from textmine.job.flow.manifest import is_step, read_run_manifest
from textmine.job.flow.meter import Meter, StepFacts
from textmine.job.plan import PartsOf
from textmine.job.trace.drafts import take_draft
from textmine.progress import begin_step, watch_steps
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.texts import read_texts
from textmine.reuse.search.repeats import find_repeats
from textmine.reuse.trace.store import FORMAT, TraceIndex
from textmine.reuse.trace.tracing import Trace, trace_text

NARRATIVE, INDEX = "narrative", "trace"
"""Folders in that of kept steps: the texts that were mined, and the index to trace texts in."""

# What a bar counts where there is no index yet: texts, runs, index, writing, the text traced.
_STEPS = 5


def trace_in(
    folder: Path | None,
    frames: Mapping[str, pd.DataFrame],
    text: str | os.PathLike[str],
    *,
    agency: str | None = None,
    progress: bool | None = None,
) -> Trace:
    """Find where a text stands in the reports of a run.

    Parameters
    ----------
    folder : Path or None
        The results, known to be whole; None where they were written to no folder.
    frames : mapping of str to DataFrame
        Their frames.
    text, agency, progress
        As for :func:`textmine.job.trace.tracing.trace`.

    Returns
    -------
    Trace
        Spans and holders.

    Raises
    ------
    ResultsError
        If the results have no folder, or what was mined is not kept in it any more.
    """
    # The draft first: it is read in a moment, and the index may take minutes to build.
    draft = take_draft(text)
    with watch_steps("trace", _STEPS, show=progress):
        index = open_index(folder, frames)
        begin_step("who holds the text")
        return trace_text(index, draft, agency=agency)


def keep_narrative(parts: PartsOf, shelf: Path) -> list[Path]:
    """Keep the texts that a run has mined, so that others can be traced in them.

    Parameters
    ----------
    parts : callable
        Gives the parts of a table of the run by its name.
    shelf : Path
        Where steps are kept.

    Returns
    -------
    list of Path
        Folders of the kept steps.
    """
    places = []
    for number, part in enumerate(parts(NARRATIVE, None)):
        place = place_of(shelf, NARRATIVE, number, make_key(frame_key(part)))
        if find_step(place) is None:
            save_step(place, {NARRATIVE: part}, StepFacts(rows={NARRATIVE: len(part)}))
        places.append(place)
    return places


def open_index(folder: Path | None, frames: Mapping[str, pd.DataFrame]) -> TraceIndex:
    """Open the index of a run's reports; it is built and kept where there is none yet.

    Parameters
    ----------
    folder : Path or None
        The results; None where they were written to no folder.
    frames : mapping of str to DataFrame
        Their frames.

    Returns
    -------
    TraceIndex
        Mapped from disk.

    Raises
    ------
    ResultsError
        If the results have no folder, or what was mined is not kept in it any more.
    """
    if folder is None:
        raise ResultsError(
            "trace: these results were written to no folder; mine with out=…, or trace in memory:"
            " tm.mine_reuse(corpus).trace(text)"
        )
    # As it is now: another process may have built the index since the results were loaded.
    known = _noted(read_run_manifest(folder))
    opened = _OPENED.get((folder, known["sha256"])) if known else None
    if opened is not None:
        return opened
    if known is None or not _is_whole(folder, known):
        known = _build(folder, frames)
    index = TraceIndex.open(folder / SHELF / known["place"])
    _OPENED.clear()
    _OPENED[folder, known["sha256"]] = index
    return index


_OPENED: dict[tuple[Path, str], TraceIndex] = {}
"""The index opened last, by folder and digest: its files are checked once a process."""


def _noted(manifest: Mapping[str, Any]) -> dict[str, str] | None:
    """What a manifest says of the index; None where it is not there, or of another version."""
    known = manifest.get(INDEX)
    if not isinstance(known, dict):
        return None
    place, digest = known.get("place"), known.get("sha256")
    is_told = isinstance(place, str) and is_step(place) and isinstance(digest, str)
    return known if is_told else None


def _is_whole(folder: Path, known: dict[str, str]) -> bool:
    """Tell whether the files of the index are those that the manifest knows."""
    place = folder / SHELF / known["place"]
    facts = place / FACTS
    as_noted = facts.is_file() and file_sha256(facts) == known["sha256"]
    return as_noted and find_step(place) is not None


def _build(folder: Path, frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Build the index, and note it in the manifest."""
    meter = Meter()
    manifest = read_run_manifest(folder)
    kept = [
        folder / SHELF / name
        for name in manifest["kept"]
        if name.startswith(f"{NARRATIVE}/")
    ]
    if not kept or any(find_step(place) is None for place in kept):
        raise ResultsError(
            f"{folder}: the texts that were mined are not kept in {SHELF} any more; mine again"
        )
    parameters = manifest["parameters"]
    length = parameters["min_chars"]
    files = {
        name: digest for name, digest in manifest["files"].items() if "passages" in name
    }
    key = make_key(INDEX, FORMAT, length, [place.name for place in kept], files)
    place = place_of(folder / SHELF, INDEX, 0, key)
    begin_step("texts")
    texts = read_texts(load_table(kept, NARRATIVE), successors=parameters["successors"])
    stream = read_stream(texts.contents, texts.contents.lengths())
    begin_step("runs that recur")
    memory = find_repeats(stream, length)
    begin_step("index")
    passages = _columns(folder, frames, "passages")
    families = _columns(folder, frames, "families")
    index = TraceIndex.build(texts, stream, memory, length, passages, families)
    begin_step("writing")
    with making(place) as beside:
        index.save(beside)
        seal(beside, meter.read({}))
    known = {"place": f"{INDEX}/{place.name}", "sha256": file_sha256(place / FACTS)}
    _note(folder, known)
    return known


_USED = {
    "passages": ("family_id", "report_id", "start", "end"),
    "families": ("family_id", "kind"),
}
"""Columns of the results that an index is made from."""


def _columns(
    folder: Path, frames: Mapping[str, pd.DataFrame], name: str
) -> pd.DataFrame:
    """Columns of a frame of the results; of parquet the long texts are not read."""
    wanted: Sequence[str] = _USED[name]
    file = folder / f"{name}.parquet"
    if file.is_file():
        return pd.read_parquet(file, columns=list(wanted))
    return frames[name][list(wanted)]


def _note(folder: Path, known: dict[str, str]) -> None:
    """Name the index in the manifest, and keep it from being swept away."""
    manifest = read_run_manifest(folder)
    before = (_noted(manifest) or known)["place"]
    manifest[INDEX] = known
    manifest["kept"] = sorted(
        {*manifest["kept"], known["place"]} - ({before} - {known["place"]})
    )
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def write(file: Path, content: str) -> None:
        file.write_text(content, encoding="utf-8", newline="\n")

    replace_file(folder / MANIFEST, write, text)
