"""Trace a text in the results of a run: the index is built at the first trace, and kept with them.

A run keeps the narrative that it mined; the first trace lays it out to look up, in the hidden
folder of the results, and the manifest names the index with its digest. An index that is not as it
was written counts as not there and is built anew; results that are not whole are refused.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.store import replace_file, save_frames
from textmine.errors import ResultsError
from textmine.intake.arguments import check_arguments
from textmine.io.folders import MANIFEST
from textmine.io.isolation.process import read_isolated
from textmine.job.flow.kept import (
    FACTS,
    find_step,
    load_table,
    make_key,
    making,
    save_step,
    seal,
)
from textmine.job.flow.keys import file_sha256, frame_key, place_of
from textmine.job.flow.meter import Meter, StepFacts
from textmine.job.results import (
    SHELF,
    Mined,
    PartsOf,
    is_step,
    load,
    read_run_manifest,
)
from textmine.progress import begin_step, watch_steps
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.ground.texts import read_texts
from textmine.reuse.search.repeats import find_repeats
from textmine.reuse.trace.store import FORMAT, TraceIndex
from textmine.reuse.trace.tracing import Trace, trace_text
from textmine.text.normalize import normalize

NARRATIVE, INDEX = "narrative", "trace"
"""Folders in that of kept steps: the texts that were mined, and the index to trace texts in."""

STDIN = "-"

# What a bar counts where there is no index yet: texts, runs, index, writing, the text traced.
_STEPS = 5
# Characters of a span that a line shows.
_BEGINNING = 24


@check_arguments
def trace(
    store: Mined | str | Path,
    text: str,
    *,
    agency: str | None = None,
    progress: bool | None = None,
) -> Trace:
    """Find where a text stands in the reports of a run.

    Parameters
    ----------
    store : Mined, str or Path
        Results of :func:`textmine.mine` that were written to a folder, or the folder.
    text : str
        Any text, a draft for example.
    agency : str, optional
        Name or agency_id of the agency whose text it is, to tell its own from others' words.
    progress : bool, optional
        Whether a bar shows how far the index is that the first trace in a run builds; by default
        on a terminal and in a notebook.

    Returns
    -------
    Trace
        ``.spans`` with first holder and kind, ``.holders`` with every report that holds a run of at
        least the run's ``min_chars`` characters; see
        :func:`textmine.reuse.trace.tracing.trace_text`.

    Raises
    ------
    ResultsError
        If the folder is not whole, or what was mined is not kept in it any more.
    """
    with watch_steps("trace", _STEPS, show=progress):
        index = open_index(store if isinstance(store, Mined) else load(store))
        begin_step("who holds the text")
        return trace_text(index, text, agency=agency)


def trace_file(
    store: Mined | str | Path, file: str | Path, *, agency: str | None = None
) -> Trace:
    """Find where the text of a file stands in the reports of a run.

    Parameters
    ----------
    store : Mined, str or Path
        As for :func:`trace`.
    file : str or Path
        Any file that can be read as a report; its text need not be one. ``-`` is standard input.
    agency : str, optional
        As for :func:`trace`.

    Returns
    -------
    Trace
        Offsets count in the cleaned text, ``.text``.

    Raises
    ------
    ReadError
        If the file cannot be read.
    ResultsError
        As for :func:`trace`.
    """
    # The draft first: it is read in a moment, and the index may take minutes to build.
    text = read_draft(file)
    return trace(store, text, agency=agency)


def read_draft(file: str | Path) -> str:
    """Read the cleaned text of a file of any kind, a report or not.

    Parameters
    ----------
    file : str or Path
        The file; ``-`` is standard input.

    Returns
    -------
    str
        The text, lines that a page broke joined.

    Raises
    ------
    ReadError
        If the file cannot be read.
    """
    if str(file) != STDIN:
        return normalize(read_isolated(file).text).text
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "stdin"
        copy.write_bytes(sys.stdin.buffer.read())
        return normalize(read_isolated(copy).text).text


def describe_spans(found: Trace) -> Iterator[str]:
    """Say in a line each what was found: where, how many hold it, of what kind, who was first.

    Parameters
    ----------
    found : Trace
        A traced text.

    Yields
    ------
    str
        Fields separated by tabs; the last line sums up.
    """
    from textmine.dossier.view import each, year

    for span in each(found.spans):
        who = f"{span.first_agency or span.first_report_id} {year(span.first_year)}"
        beginning = " ".join(span.text[:_BEGINNING].split())
        place = f"{span.start}–{span.end}"
        held = "1 report" if span.n_reports == 1 else f"{span.n_reports} reports"
        yield f"{place}\t{held}\t{span.kind}\t{who}\t{beginning}"
    yield f"{found.share:.1%} of the text stands in the reports, in {len(found.spans)} spans"


def write_frames(found: Trace, folder: str | Path) -> list[Path]:
    """Write the frames of a traced text as csv.

    Parameters
    ----------
    found : Trace
        A traced text.
    folder : str or Path
        Made if it is not there.

    Returns
    -------
    list of Path
        ``trace_spans.csv`` and ``trace_holders.csv``.
    """
    frames = {"trace_spans": found.spans, "trace_holders": found.holders}
    return save_frames(frames, folder, ["csv"])


def write_trace(found: Trace, file: str | Path, name: str) -> Path:
    """Write a traced text with all who hold it as a self-contained HTML page.

    Parameters
    ----------
    found : Trace
        A traced text.
    file : str or Path
        The page.
    name : str
        How to call the text.

    Returns
    -------
    Path
        The page.
    """
    from textmine.dossier.traced import MOST_HOLDERS, write_traced

    shown = found.earliest_holders(MOST_HOLDERS)
    return write_traced(name, found.text, found.spans, shown, file)


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


def open_index(mined: Mined) -> TraceIndex:
    """Open the index of a run's reports; it is built and kept where there is none yet.

    Parameters
    ----------
    mined : Mined
        Results in a folder.

    Returns
    -------
    TraceIndex
        Mapped from disk.

    Raises
    ------
    ResultsError
        If the results have no folder, or what was mined is not kept in it any more.
    """
    folder = mined.folder
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
        known = _build(folder, mined)
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


def _build(folder: Path, mined: Mined) -> dict[str, str]:
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
    passages, families = (
        _columns(folder, mined, "passages"),
        _columns(folder, mined, "families"),
    )
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


def _columns(folder: Path, mined: Mined, name: str) -> pd.DataFrame:
    """Columns of a frame of the results; of parquet the long texts are not read."""
    wanted: Sequence[str] = _USED[name]
    file = folder / f"{name}.parquet"
    if file.is_file():
        return pd.read_parquet(file, columns=list(wanted))
    return mined[name][list(wanted)]


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
