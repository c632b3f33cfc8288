"""One step of the job: a stage on one partition, from files to files, wherever it runs.

A step carries all that it needs, by path: it can be sent to a process or to another machine that
sees the same files, done twice, or done again after a crash, and gives the same tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from textmine.corpus.frames import text_tables
from textmine.corpus.inputs import Failure, Source
from textmine.corpus.parse import Parsed
from textmine.corpus.reading import identify, parse_source
from textmine.corpus.site_frame import (
    Keys,
    cut_site_frames,
    find_end_lines,
    find_site_frames,
)
from textmine.engine import Engine, LocalEngine, current_engine
from textmine.job.analyses import Parameters, in_report_order
from textmine.job.flow.kept import (
    load_parts,
    load_table,
    making,
    save_step,
    seal,
    write_tables,
)
from textmine.job.flow.meter import Meter, StepFacts
from textmine.job.plan import CORPUS, REPORT, TEXT_TABLES, stage_named
from textmine.job.tables import Tables
from textmine.progress import watch
from textmine.schema import META, make_frame
from textmine.scratch import give_back, pause_collection, use_scratch

# Files whose rows are turned into frames at once: fewer cost more frames (1 ms each), more hold
# more parsed reports in memory (about 0.3 MB each).
FILES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A table that a step needs, and where its parts lie.

    Parameters
    ----------
    name : str
        The table.
    places : tuple of Path
        Folders of the steps that gave it.
    columns : tuple of str or None
        Columns that are needed; None for all.
    of_all : bool
        Whether it holds rows of reports of other partitions too.
    """

    name: str
    places: tuple[Path, ...]
    columns: tuple[str, ...] | None = None
    of_all: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on one partition.

    Parameters
    ----------
    stage : str
        Name of the stage.
    place : Path
        Folder that its tables go to.
    pieces : tuple of TablePiece
        What it needs.
    reports : Path or None
        Folder with the table ``reports`` of the partition; None for the whole corpus.
    parameters : Parameters
        What the run is asked for.
    """

    stage: str
    place: Path
    pieces: tuple[TablePiece, ...]
    reports: Path | None
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class ReadingStep:
    """The step that reads files.

    Parameters
    ----------
    sources : tuple of Source
        The files of the partition, in order of their ids.
    place : Path
        Folder that the tables go to.
    """

    sources: tuple[Source, ...]
    place: Path


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The step that gathers the reports of a partition from wherever they were read.

    Parameters
    ----------
    read : tuple of Path
        Folders of the reading steps that hold any of them.
    identities : DataFrame
        The reports of the partition, in order, without copies of other reports; and who their
        agencies are, as the whole corpus tells.
    recurring : numpy.ndarray of uint64
        Keys of the end lines that recur over the reports of the whole corpus.
    place : Path
        Folder that the tables go to.
    """

    read: tuple[Path, ...]
    identities: pd.DataFrame
    recurring: Keys
    place: Path


def run_step(step: Step) -> StepFacts:
    """Run a stage on a partition, from files to files.

    Parameters
    ----------
    step : Step
        What to do.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    stage = stage_named(step.stage)
    tables = Tables(
        {piece.name: partial(_parts, piece, step.reports) for piece in step.pieces}
    )
    # Long arrays of the whole corpus lie on the disk that the steps lie on.
    folder = step.place.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (
        use_scratch(folder if stage.looks_at == CORPUS else None),
        making(step.place) as beside,
    ):
        rows = write_tables(beside, stage.run(tables, step.parameters))
        facts = meter.read(rows)
        seal(beside, facts)
    give_back()
    return facts


def run_reading(step: ReadingStep) -> StepFacts:
    """Read the files of a partition and keep the tables.

    Parameters
    ----------
    step : ReadingStep
        What to read, and where the tables go.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    tables = read_tables(step.sources, LocalEngine(1))
    facts = meter.read(tables)
    save_step(step.place, tables, facts)
    del tables
    # A worker waits while the whole corpus is looked at: it should not hold what it has freed.
    give_back()
    return facts


def run_regrouping(step: Regrouping) -> StepFacts:
    """Gather the reports of a partition.

    Parameters
    ----------
    step : Regrouping
        From where, which, and where to.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    tables = {
        name: pick_reports(load_table(step.read, name), step.identities)
        for name in TEXT_TABLES
    }
    lines = pick_reports(load_table(step.read, "end_lines"), step.identities)
    tables = cut_site_frames(tables, find_site_frames(lines, step.recurring))
    facts = meter.read(tables)
    save_step(step.place, tables, facts)
    del tables, lines
    give_back()
    return facts


def read_tables(
    sources: Sequence[Source],
    engine: Engine | None = None,
    *,
    show: bool | None = False,
) -> dict[str, pd.DataFrame]:
    """Read files and make their tables; parsed reports are let go as soon as their rows are made.

    Parameters
    ----------
    sources : sequence of Source
        The files, in order of their ids.
    engine : Engine, optional
        Where to read; the engine at hand by default.
    show : bool, optional
        Whether to show a bar; None: on a terminal and in a notebook.

    Returns
    -------
    dict of str to DataFrame
        ``TEXT_TABLES``, ``identities`` (what joins reports with others), ``end_lines`` (what may be
        the site's) and ``failures``.
    """
    starts = range(0, len(sources), FILES_AT_ONCE)
    batches = [tuple(sources[k : k + FILES_AT_ONCE]) for k in starts]
    results = (engine or current_engine()).map(read_batch, batches)
    words = f"reading, {FILES_AT_ONCE} files at a time"
    parts = list(watch(results, len(batches), words, "batch", show=show)) or [
        read_batch(())
    ]
    return {
        name: pd.concat([part[name] for part in parts], ignore_index=True)
        for name in parts[0]
    }


@pause_collection()
def read_batch(sources: Sequence[Source]) -> dict[str, pd.DataFrame]:
    """Read a few files and make their tables.

    Parameters
    ----------
    sources : sequence of Source
        The files.

    Returns
    -------
    dict of str to DataFrame
        As :func:`read_tables`.
    """
    results = [parse_source(source) for source in sources]
    parsed = [result for result in results if isinstance(result, Parsed)]
    failures: list[Failure] = [
        result for result in results if not isinstance(result, Parsed)
    ]
    return text_tables(parsed) | {
        "identities": identify(p.report for p in parsed),
        "end_lines": find_end_lines(p.report for p in parsed),
        "failures": make_frame("failures", failures),
    }


def pick_reports(table: pd.DataFrame, identities: pd.DataFrame) -> pd.DataFrame:
    """Take the rows of some reports, in the order of these, with what is known of their agencies.

    Parameters
    ----------
    table : pandas.DataFrame
        Has ``report_id``.
    identities : pandas.DataFrame
        The reports wanted, in order; columns as of :func:`textmine.corpus.reading.identify`.

    Returns
    -------
    pandas.DataFrame
        Their rows; those of one report stay in their order. Columns of ``schema.META`` are those
        of ``identities``.
    """
    ids = identities["report_id"]
    picked = in_report_order(table[table["report_id"].isin(ids)], ids)
    place = pd.Index(ids).get_indexer(picked["report_id"])
    for name in META:
        # Frames of the text side without what is known of the reports stay as they are.
        if name in picked and set(META) <= set(picked):
            known = identities[name].iloc[place]
            picked[name] = known.astype(picked[name].dtype).reset_index(drop=True)
    return picked


def pieces_of(
    stage_name: str,
    places: Mapping[str, Sequence[Path]],
    part: int | None,
    corpus_wide: set[str],
) -> tuple[TablePiece, ...]:
    """Say where a stage finds the tables that it needs.

    Parameters
    ----------
    stage_name : str
        Name of the stage.
    places : mapping of str to sequence of Path
        For each table the folders with its parts; one for a table of the whole corpus.
    part : int or None
        Number of the partition; None for the whole corpus.
    corpus_wide : set of str
        Tables that are not cut into partitions.

    Returns
    -------
    tuple of TablePiece
        One for each table.
    """
    stage = stage_named(stage_name)
    pieces = []
    for name in stage.needs:
        whole = name in corpus_wide
        parts = places[name] if part is None or whole else [places[name][part]]
        where = tuple(parts)
        of_all = whole and stage.looks_at == REPORT
        pieces.append(TablePiece(name, where, stage.columns.get(name), of_all))
    return tuple(pieces)


def _parts(piece: TablePiece, reports: Path | None) -> Iterator[pd.DataFrame]:
    """Parts of a table that a step needs; of one that covers the corpus the rows of its reports."""
    ids: pd.Series | None = None
    if piece.of_all and reports is not None:
        ids = load_table([reports], "reports", ["report_id"])["report_id"]
    yield from load_parts(piece.places, piece.name, piece.columns, of=ids)
