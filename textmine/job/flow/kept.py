"""Tables of finished steps on disk: each step a folder that is whole or not there.

The name of a step's folder holds a key of all that went into it: the bytes of the files read, their
rows of the manifest, the parameters, the code and its word lists. So a run that is taken up again
finds what it may use, and nothing else; a folder whose files are not as they were written counts as
not there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as pq
import xxhash

from textmine.dtypes import arrow_table
from textmine.job.flow.meter import StepFacts
from textmine.job.tables import Given, parts_of
from textmine.scratch import give_back

FACTS = "facts.json"
"""What a step's folder holds beside its tables: written last, before the folder gets its name."""
PACKAGE = Path(str(files("textmine")))
"""The whole library: whatever changes in any of its rooms may change what a step gives."""


def make_key(*parts: object) -> str:
    """Make a key of everything that a step's tables depend on.

    Parameters
    ----------
    parts : object
        Whatever json can write.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> make_key("code", {"a": 1}) == make_key("code", {"a": 1}) != make_key(
    ...     "code", {"a": 2}
    ... )
    True
    """
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def code_key(package: Path = PACKAGE) -> str:
    """Key of the library itself: its modules, word lists and tables (30 ms)."""
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def save_step(
    place: Path, tables: Mapping[str, pd.DataFrame], facts: StepFacts
) -> None:
    """Keep the tables of a finished step.

    Parameters
    ----------
    place : Path
        The folder that the step gets.
    tables : mapping of str to DataFrame
        Its tables.
    facts : StepFacts
        What it took and gave.
    """
    with making(place) as beside:
        write_tables(beside, tables)
        seal(beside, facts)


def write_tables(folder: Path, tables: Given) -> dict[str, int]:
    """Write tables as they come, and let go of each part before the next is made.

    Parameters
    ----------
    folder : Path
        Where the files go.
    tables : mapping of str to DataFrame or iterator of DataFrame
        Tables, or their parts: each is a row group, so that it can be read alone.

    Returns
    -------
    dict of str to int
        Rows of each table.
    """
    return {
        name: _write_table(folder / f"{name}.parquet", parts_of(table))
        for name, table in tables.items()
    }


def _write_table(file: Path, parts: Iterator[pd.DataFrame]) -> int:
    """Write a table part by part; gives the number of its rows."""
    first = arrow_table(next(parts))
    n_rows = len(first)
    with pq.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(arrow_table(part).cast(first.schema))
            n_rows += len(part)
            # What was freed would add up: after some parts it is many times a part.
            give_back()
    return n_rows


def seal(folder: Path, facts: StepFacts) -> None:
    """Note what a step took, and the digest of each of its files.

    Parameters
    ----------
    folder : Path
        Holds the step's tables, and nothing else.
    facts : StepFacts
        What it took and gave.
    """
    digests = {
        file.name: _digest(file) for file in sorted(folder.iterdir()) if file.is_file()
    }
    text = json.dumps({"facts": asdict(facts), "files": digests})
    (folder / FACTS).write_text(text, encoding="utf-8")


@contextmanager
def making(place: Path) -> Iterator[Path]:
    """Give a folder to write into, which takes its name when all is written."""
    beside = place.with_name(f"{place.name}.{uuid4().hex[:8]}.part")
    beside.mkdir(parents=True)
    try:
        yield beside
        if place.exists():  # a damaged one, or another worker was quicker with the same
            shutil.rmtree(place)
        beside.rename(place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def find_step(place: Path) -> StepFacts | None:
    """Look whether a step is there and as it was written.

    Parameters
    ----------
    place : Path
        The step's folder.

    Returns
    -------
    StepFacts or None
        None where it is not there, or damaged.
    """
    try:
        kept = json.loads((place / FACTS).read_text(encoding="utf-8"))
        whole = all(
            _digest(place / name) == digest for name, digest in kept["files"].items()
        )
        return StepFacts(**kept["facts"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def load_table(
    places: Sequence[Path],
    name: str,
    columns: Sequence[str] | None = None,
    *,
    of: pd.Series | None = None,
) -> pd.DataFrame:
    """Read a table from the folders of the steps that gave its parts.

    Parameters
    ----------
    places : sequence of Path
        Folders of steps, in the order of the partitions.
    name : str
        The table.
    columns : sequence of str, optional
        Columns to read; all by default.
    of : pandas.Series of str, optional
        Reports whose rows are read, where the table has ``report_id``; all by default.

    Returns
    -------
    pandas.DataFrame
        The parts one after the other.
    """
    wanted = None if columns is None else list(columns)
    return to_frame([_read(place / f"{name}.parquet", wanted, of) for place in places])


def load_parts(
    places: Sequence[Path],
    name: str,
    columns: Sequence[str] | None = None,
    *,
    of: pd.Series | None = None,
) -> Iterator[pd.DataFrame]:
    """Read the parts of a table one after the other.

    Parameters
    ----------
    places, name, columns, of
        As for :func:`load_table`.

    Yields
    ------
    pandas.DataFrame
        The part of each step; of a table of the whole corpus the parts that it was given in.
    """
    for place in places:
        if of is None:
            yield from _row_groups(place / f"{name}.parquet", columns)
        else:
            yield load_table([place], name, columns, of=of)
        # What was freed would add up: after some parts it is many times a part.
        give_back()


def _row_groups(file: Path, columns: Sequence[str] | None) -> Iterator[pd.DataFrame]:
    """Read a table as the parts that it was written in."""
    with pq.ParquetFile(file) as table:
        wanted = None if columns is None else list(columns)
        for number in range(max(1, table.num_row_groups)):
            some = range(number, min(number + 1, table.num_row_groups))
            yield to_frame([table.read_row_groups(some, columns=wanted)])


def _read(file: Path, columns: list[str] | None, of: pd.Series | None) -> pa.Table:
    """Read a table; of some reports, without holding the rows of the others."""
    if of is None or "report_id" not in pq.read_schema(file).names:
        return pq.read_table(file, columns=columns)
    ids = pa.array(of, pa.large_string())
    return pq.read_table(
        file, columns=columns, filters=compute.field("report_id").isin(ids)
    )


def to_frame(parts: Sequence[pa.Table]) -> pd.DataFrame:
    """Lay arrow tables one after the other, as a frame.

    Parameters
    ----------
    parts : sequence of pyarrow.Table
        One or more; those without rows do not decide the types.

    Returns
    -------
    pandas.DataFrame
        With a fresh RangeIndex.
    """
    filled = [part for part in parts if part.num_rows] or list(parts[:1])
    whole = pa.concat_tables(filled, promote_options="permissive")
    frame: pd.DataFrame = whole.to_pandas()
    return frame


def sweep(folder: Path, keep: set[Path]) -> None:
    """Remove the steps that are not to be kept, and what was left of broken ones.

    Parameters
    ----------
    folder : Path
        Holds a folder for each stage, with the steps in it.
    keep : set of Path
        Steps that stay.
    """
    for stage in folder.iterdir() if folder.is_dir() else ():
        if not stage.is_dir():
            continue
        for step in stage.iterdir():
            if step not in keep:
                shutil.rmtree(step, ignore_errors=True)
        if not any(stage.iterdir()):
            stage.rmdir()


def _digest(file: Path) -> str:
    """Digest of a file, read piece by piece."""
    digest = xxhash.xxh3_128()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 22):
            digest.update(piece)
    return digest.hexdigest()
