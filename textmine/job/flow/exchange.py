"""Stages that look at an agency with all its years: rows go to its bucket and come back.

Partitions hold reports in the order of their ids, so the years of one agency may lie anywhere.
Three passes bring them together: each partition sorts its rows into buckets by agency
(:func:`scatter`); each bucket, which then holds whole agencies, is worked on (:func:`work`), its
rows sorted by the partition they belong to; each partition gathers its rows (:func:`gather`) and
puts them in the order of its reports, as if all had been looked at at once. No step holds more
than about one partition.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from textmine.dtypes import arrow_table
from textmine.job.analyses import Parameters, in_report_order
from textmine.job.flow.kept import load_table, making, save_step, seal, to_frame
from textmine.job.flow.meter import Meter, StepFacts
from textmine.job.flow.steps import TablePiece
from textmine.job.plan import stage_named
from textmine.job.tables import Tables, gather_given
from textmine.stats.lines import agency_keys


@dataclass(frozen=True, slots=True)
class Scatter:
    """Sort the rows of one partition into buckets of agencies."""

    place: Path
    pieces: tuple[TablePiece, ...]
    reports: Path
    n_buckets: int


@dataclass(frozen=True, slots=True)
class Work:
    """Run a stage on one bucket; ``scattered`` are the folders of all partitions, in order."""

    stage: str
    place: Path
    scattered: tuple[Path, ...]
    bucket: int
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Gather:
    """Bring a partition's rows back from all buckets."""

    stage: str
    place: Path
    worked: tuple[Path, ...]
    part: int
    reports: Path


def scatter(step: Scatter) -> StepFacts:
    """Sort the rows of a partition by the bucket of their report's agency.

    Parameters
    ----------
    step : Scatter
        What to sort, and where it goes.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    reports = load_table([step.reports], "reports")
    keys = agency_keys(reports)
    bucket_of = dict(
        zip(
            reports["report_id"],
            (
                zlib.crc32(key.encode("utf-8", "surrogatepass")) % step.n_buckets
                for key in keys
            ),
            strict=True,
        )
    )
    rows = {}
    with making(step.place) as beside:
        for piece in step.pieces:
            table = load_table(piece.places, piece.name, piece.columns)
            buckets = table["report_id"].map(bucket_of).to_numpy(np.int64)
            _write_groups(
                beside / f"{piece.name}.parquet", table, buckets, step.n_buckets
            )
            rows[piece.name] = table
        facts = meter.read(rows)
        seal(beside, facts)
    return facts


def work(step: Work) -> StepFacts:
    """Run a stage on the agencies of a bucket.

    Parameters
    ----------
    step : Work
        What to run on what.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    stage = stage_named(step.stage)
    tables = {
        name: _read_group(step.scattered, name, step.bucket, stage.columns.get(name))
        for name in stage.needs
    }
    home = _home_of_reports(step.scattered, step.bucket)
    given = gather_given(stage.run(Tables.of(tables), step.parameters))
    facts = meter.read(given)
    with making(step.place) as beside:
        for name, table in given.items():
            parts = table["report_id"].map(home).to_numpy(np.int64)
            _write_groups(beside / f"{name}.parquet", table, parts, len(step.scattered))
        seal(beside, facts)
    return facts


def gather(step: Gather) -> StepFacts:
    """Gather the rows of a partition's reports, in the order of the reports.

    Parameters
    ----------
    step : Gather
        From where, and where to.

    Returns
    -------
    StepFacts
        What it took and gave.
    """
    meter = Meter()
    ids = load_table([step.reports], "reports", ["report_id"])["report_id"]
    given = {
        name: in_report_order(_read_group(step.worked, name, step.part, None), ids)
        for name in stage_named(step.stage).gives
    }
    facts = meter.read(given)
    save_step(step.place, given, facts)
    return facts


def _home_of_reports(scattered: Sequence[Path], bucket: int) -> dict[str, int]:
    """Partition of each report of a bucket."""
    home: dict[str, int] = {}
    for part, place in enumerate(scattered):
        ids = pq.ParquetFile(place / "reports.parquet").read_row_group(
            bucket, ["report_id"]
        )
        home |= dict.fromkeys(ids["report_id"].to_pylist(), part)
    return home


def _write_groups(
    file: Path, table: pd.DataFrame, groups: NDArray[np.integer], n_groups: int
) -> None:
    """Write rows sorted by group, a row group of the file for each, also where it has none."""
    whole = arrow_table(table)
    with pq.ParquetWriter(file, whole.schema) as writer:
        for rows in _rows_by_group(groups, n_groups):
            # One call may write several row groups where there are very many rows.
            writer.write_table(
                whole.take(pa.array(rows)), row_group_size=max(1, len(rows))
            )


def _rows_by_group(
    groups: NDArray[np.integer], n_groups: int
) -> Iterator[NDArray[np.intp]]:
    """Places of the rows of each group, in order."""
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(n_groups + 1))
    for group in range(n_groups):
        yield order[ends[group] : ends[group + 1]]


def _read_group(
    places: Sequence[Path], name: str, group: int, columns: Sequence[str] | None
) -> pd.DataFrame:
    """The rows of a group from the files of several steps, one after the other."""
    wanted = None if columns is None else list(columns)
    files = (pq.ParquetFile(place / f"{name}.parquet") for place in places)
    return to_frame([file.read_row_group(group, columns=wanted) for file in files])
