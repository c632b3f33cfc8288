"""Trace a text, or that of a file, in the results of a run; say, draw and write what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from textmine.corpus.store import save_frames
from textmine.display import show_share
from textmine.english import Counted
from textmine.intake.arguments import check_arguments
from textmine.io.isolation.process import FileLimits
from textmine.job.results import Mined, load
from textmine.job.trace.drafts import read_draft
from textmine.job.trace.index import trace_in
from textmine.reuse.trace.tracing import Trace

# Characters of a span that a line shows.
_BEGINNING = 24


@check_arguments
def trace(
    store: Mined | str | Path,
    text: str | os.PathLike[str],
    *,
    agency: str | None = None,
    progress: bool | None = None,
) -> Trace:
    """Find where a text stands in the reports of a run.

    Parameters
    ----------
    store : Mined, str or Path
        Results of :func:`textmine.mine` that were written to a folder, or the folder.
    text : str or pathlib.Path
        Any text, a draft for example; or the file that holds it, of any kind.
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
    ReadError
        If the file cannot be read.
    FrameError
        If the text is none, or one line with the name of a file.
    """
    mined = store if isinstance(store, Mined) else load(store)
    return trace_in(mined.folder, mined.frames, text, agency=agency, progress=progress)


def trace_file(
    store: Mined | str | Path,
    file: str | Path,
    *,
    agency: str | None = None,
    file_limits: FileLimits | None = None,
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
    file_limits : FileLimits, optional
        Time and memory that reading the file may take.

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
    text = read_draft(file, file_limits=file_limits)
    return trace(store, text, agency=agency)


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
        if span.n_first > 1:
            # One of several that say it in the same year is not who was first.
            who += f" and {span.n_first - 1} more"
        beginning = " ".join(span.text[:_BEGINNING].split())
        place = f"{span.start}–{span.end}"
        held = f"{Counted(span.n_reports):report}"
        yield f"{place}\t{held}\t{span.kind}\t{who}\t{beginning}"
    yield (
        f"{show_share(found.share, 1)} of the text stands in the reports, in "
        f"{Counted(len(found.spans)):span}"
    )


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
