"""Read a corpus from its store: only the tables, partitions and reports that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as pq
from numpy.typing import NDArray

from textmine.corpus.holding import STATEMENTS
from textmine.corpus.parse import Parsed
from textmine.corpus.stored.rebuilding import COLUMNS, rebuild
from textmine.corpus.stored.writing import FAILURES, FORMAT, TEXTS, tables_of
from textmine.errors import ResultsError
from textmine.io.folders import MANIFEST, load_manifest
from textmine.regular import is_regular
from textmine.schema import frame_columns, make_frame

Ints = NDArray[np.int64]

# Reports that are parsed together when all are asked for one after the other: about 0.3 MB each.
# Ids run through the years, so that fewer would read a row group more often.
AT_ONCE = 500

# What the manifest of a store holds, whatever its version.
_OF_A_STORE = frozenset(("format", "partitions", "row_group", "files"))


@dataclass(frozen=True, eq=False)
class Store:
    """A folder that a corpus was written to.

    Parameters
    ----------
    folder : Path
        The store.
    partitions : dict of str to int
        Number of reports of each partition.
    n_together : int
        Reports of a row group.
    """

    folder: Path
    partitions: dict[str, int]
    n_together: int

    @classmethod
    def open(cls, folder: str | Path) -> Store:
        """Open a store; no report is read yet.

        Raises
        ------
        ResultsError
            If there is no store, or one of its files is not as it was written.
        """
        path = Path(folder).expanduser()
        try:
            manifest = load_manifest(path)
        except FileNotFoundError:
            raise ResultsError(
                f"{path}: no {MANIFEST}, so no store of a corpus"
            ) from None
        if not isinstance(manifest, dict) or not manifest.keys() >= _OF_A_STORE:
            raise ResultsError(
                f"{path}: no store of a corpus; write one with corpus.save(folder)"
            )
        if manifest.get("format") != FORMAT:
            raise ResultsError(
                f"{path}: a store of another version; read and save the corpus anew"
            )
        files, partitions = manifest["files"], manifest["partitions"]
        counts = [manifest["row_group"], *_values(files), *_values(partitions)]
        if not all(isinstance(count, int) for count in counts):
            raise ResultsError(f"{path}: {MANIFEST} is damaged; save the corpus anew")
        for name, size in files.items():
            file = path / name
            if not is_regular(file) or file.stat().st_size != size:
                raise ResultsError(
                    f"{path}: {name} is not as it was written; save the corpus anew"
                )
        return cls(path, partitions, manifest["row_group"])

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Frame ``failures``."""
        frame: pd.DataFrame = pq.read_table(self.folder / FAILURES).to_pandas()
        return frame

    @cached_property
    def _in_order(self) -> pd.DataFrame:
        """Frame ``reports`` as it lies in the partitions, in order of the ids."""
        parts = [
            self._file("reports", name).read().to_pandas() for name in self.partitions
        ]
        whole = (
            pd.concat(parts, ignore_index=True) if parts else make_frame("reports", [])
        )
        return whole.sort_values("report_id", kind="stable")

    @cached_property
    def reports(self) -> pd.DataFrame:
        """Frame ``reports`` of all reports, in order of their ids: what is asked of a corpus."""
        return self._in_order.reset_index(drop=True)

    @cached_property
    def partition(self) -> Ints:
        """Number of the partition of each report."""
        sizes = np.array(list(self.partitions.values()), dtype=np.int64)
        return np.repeat(np.arange(len(sizes)), sizes)[self._in_order.index]

    @cached_property
    def row_group(self) -> Ints:
        """Number of the row group of each report in its partition."""
        inside = [
            np.arange(size) // self.n_together for size in self.partitions.values()
        ]
        return np.concatenate([np.zeros(0, np.int64), *inside])[self._in_order.index]

    def read(
        self, name: str, places: Ints, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """Read the rows that a table has of some reports.

        Parameters
        ----------
        name : str
            The table.
        places : numpy.ndarray of int64
            Places of the reports in ``reports``.
        columns : sequence of str, optional
            Columns to read; all by default.

        Returns
        -------
        pyarrow.Table
            In the order of the reports.
        """
        ids = pa.array(self.reports["report_id"].iloc[places], pa.large_string())
        names = list(self.partitions)
        parts = []
        for number in np.unique(self.partition[places]).tolist():
            mine = places[self.partition[places] == number]
            groups = np.unique(self.row_group[mine]).tolist()
            file = self._file(name, names[number])
            wanted = None if columns is None else list(columns)
            table = file.read_row_groups(groups, columns=wanted)
            parts.append(table.filter(compute.is_in(table["report_id"], ids)))
        if not parts:
            none = tables_of([])[name]
            return none if columns is None else none.select(list(columns))
        whole = pa.concat_tables(parts)
        owner = compute.index_in(whole["report_id"], ids).to_numpy()
        return whole.take(pa.array(np.argsort(owner, kind="stable")))

    def _file(self, name: str, partition: str) -> pq.ParquetFile:
        """File of a table and partition."""
        return pq.ParquetFile(self.folder / name / f"{partition}.parquet")


@dataclass(frozen=True, eq=False)
class Stored:
    """Some reports of a store, as a corpus holds them.

    Parameters
    ----------
    store : Store
        Where they lie.
    places : numpy.ndarray of int64 or None
        Their places in the reports of the store; None for all.
    """

    store: Store
    places: Ints | None = None

    @property
    def n_reports(self) -> int:
        """Number of reports; of all of a store known without reading any."""
        return (
            sum(self.store.partitions.values())
            if self.places is None
            else len(self.places)
        )

    @property
    def parsed(self) -> StoredReports:
        """The reports, parsed when asked for."""
        return StoredReports(self)

    @property
    def _chosen(self) -> Ints:
        return (
            np.arange(len(self.store.reports)) if self.places is None else self.places
        )

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame of the text side, or of the statements of one role, for its own use."""
        if name == "reports":
            chosen = self.store.reports
            return (
                chosen
                if self.places is None
                else chosen.iloc[self.places].reset_index(drop=True)
            )
        columns = None if name in STATEMENTS else list(frame_columns(name))
        table: pd.DataFrame = self.store.read(name, self._chosen, columns).to_pandas()
        return table

    def pick(self, places: list[int]) -> Stored:
        """Some of the reports."""
        return Stored(self.store, self._chosen[np.asarray(places, dtype=np.int64)])

    def parts(self) -> Iterator[Stored]:
        """The reports partition by partition: each reads files of its own."""
        partition = self.store.partition[self._chosen]
        for number in np.unique(partition).tolist():
            yield Stored(self.store, self._chosen[partition == number])

    def parse(self, places: Ints) -> list[Parsed]:
        """Make the parsed reports at some of the places."""
        chosen = self._chosen[places]
        tables = {
            name: self.store.read(name, chosen, columns).to_pandas()
            for name, columns in COLUMNS.items()
        }
        return rebuild(tables, self.store.read(TEXTS, chosen))


class StoredReports(Sequence[Parsed]):
    """Parsed reports of a store, made when they are asked for and not kept.

    Parameters
    ----------
    stored : Stored
        Which.
    """

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def __len__(self) -> int:
        return self._stored.n_reports

    @overload
    def __getitem__(self, at: int) -> Parsed: ...
    @overload
    def __getitem__(self, at: slice) -> list[Parsed]: ...
    def __getitem__(self, at: int | slice) -> Parsed | list[Parsed]:
        places = np.atleast_1d(np.arange(len(self))[at])
        found = self._stored.parse(places)
        return found if isinstance(at, slice) else found[0]

    def __iter__(self) -> Iterator[Parsed]:
        for low in range(0, len(self), AT_ONCE):
            yield from self[low : low + AT_ONCE]


def _values(table: Any) -> list[Any]:
    """Values of a table of the manifest; None for what is no table."""
    return list(table.values()) if isinstance(table, dict) else [None]
