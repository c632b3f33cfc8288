"""Write a corpus to a folder, some reports at a time: whole or not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from textmine.corpus.frames import TEXT_FRAMES, frame_of, statements
from textmine.corpus.holding import STATEMENTS
from textmine.corpus.parse import Parsed
from textmine.corpus.stored.texts import text_table
from textmine.dtypes import arrow_table
from textmine.errors import ResultsError
from textmine.io.folders import MANIFEST

FORMAT = 1
"""Number of the layout; a reader refuses others."""
FAILURES = "failures.parquet"
TEXTS = "texts"

# Reports of a partition, and of a row group, the least that is read. Fewer of a row group cost more
# to describe than to read; a hundred parsed reports of each year are held while a store is written,
# at about 0.3 MB each.
PARTITION, ROW_GROUP = 1000, 100
UNKNOWN_YEAR = "unknown"


@dataclass
class _Partition:
    """Reports of one year on their way to files: a writer a table, and what waits for it."""

    name: str
    writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    waiting: list[Parsed] = field(default_factory=list)
    n_reports: int = 0


class StoreWriter:
    """Writes parsed reports to the partitions of their years.

    Parameters
    ----------
    folder : Path
        Where the tables go; it is there and empty.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[int | None, _Partition] = {}
        self._numbers: dict[int | None, int] = {}
        self._counts: dict[str, int] = {}
        self._files = ExitStack()

    def add(self, parsed: Iterable[Parsed]) -> None:
        """Add reports; over all calls they come in order of their ids."""
        for report in parsed:
            year = report.report.year
            if year not in self._open:
                self._open[year] = self._begin(year)
            part = self._open[year]
            part.waiting.append(report)
            part.n_reports += 1
            if len(part.waiting) == ROW_GROUP:
                self._write(part)
            if part.n_reports == PARTITION:
                self._end(year)

    def finish(self, failures: pd.DataFrame) -> None:
        """Write what waits, what could not be read, and last the manifest."""
        for year in list(self._open):
            self._end(year)
        pq.write_table(arrow_table(failures), self._folder / FAILURES)
        files = sorted(file for file in self._folder.rglob("*.parquet"))
        manifest = {
            "format": FORMAT,
            "reports": sum(self._counts.values()),
            "row_group": ROW_GROUP,
            "partitions": dict(sorted(self._counts.items())),
            "files": {
                f.relative_to(self._folder).as_posix(): f.stat().st_size for f in files
            },
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self._folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def _begin(self, year: int | None) -> _Partition:
        """Begin the next partition of a year."""
        number = self._numbers.get(year, 0)
        self._numbers[year] = number + 1
        return _Partition(f"{UNKNOWN_YEAR if year is None else year}-{number:05d}")

    def _end(self, year: int | None) -> None:
        """Write the rest of a partition and close its files."""
        part = self._open.pop(year)
        if part.waiting:
            self._write(part)
        for writer in part.writers.values():
            writer.close()
        self._counts[part.name] = part.n_reports

    def _write(self, part: _Partition) -> None:
        """Write what waits as a row group of each table."""
        for name, table in tables_of(part.waiting).items():
            if name not in part.writers:
                file = self._folder / name / f"{part.name}.parquet"
                file.parent.mkdir(exist_ok=True)
                writer = pq.ParquetWriter(file, table.schema, **_LAYOUT.get(name, {}))
                part.writers[name] = self._files.enter_context(writer)
            part.writers[name].write_table(table, row_group_size=max(1, len(table)))
        part.waiting.clear()


# Offsets rise by one almost everywhere: their differences take next to no room.
_LAYOUT: dict[str, dict[str, Any]] = {
    TEXTS: {
        "use_dictionary": False,
        "compression": "zstd",
        "column_encoding": {"offsets.list.element": "DELTA_BINARY_PACKED"},
    }
}


def tables_of(parsed: Sequence[Parsed]) -> dict[str, pa.Table]:
    """Make all tables of some reports.

    Parameters
    ----------
    parsed : sequence of Parsed
        The reports.

    Returns
    -------
    dict of str to pyarrow.Table
        The frames of the text side, problems and measures, and ``texts``.

    Examples
    --------
    >>> len(tables_of([])["texts"])
    0
    """
    frames = {name: frame_of(name, parsed) for name in TEXT_FRAMES}
    frames |= {name: statements(parsed, role) for name, role in STATEMENTS.items()}
    # How a section was found is in no frame, but belongs to the section.
    rules = [section.rule for p in parsed for section in p.sections]
    frames["sections"] = frames["sections"].assign(rule=pd.Series(rules, dtype="str"))
    tables = {name: arrow_table(frame) for name, frame in frames.items()}
    return tables | {TEXTS: text_table([p.report for p in parsed])}


@contextmanager
def writing_store(folder: str | Path) -> Iterator[StoreWriter]:
    """Give a writer whose folder takes its name when all is written.

    Parameters
    ----------
    folder : str or Path
        The store; must not be there yet, or be empty.

    Yields
    ------
    StoreWriter
        To be given the reports, and finished.

    Raises
    ------
    ResultsError
        If the folder is there and not empty, or is a file.
    """
    target = Path(folder).expanduser()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ResultsError(
            f"{target}: is there already; give a new or empty folder for the store"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
    beside.mkdir()
    try:
        writer = StoreWriter(beside)
        try:
            yield writer
        finally:
            writer.close()
        if target.exists():
            target.rmdir()
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
