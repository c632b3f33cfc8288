"""The index by which a text is traced: what mining knows of a store of texts, laid out to look up.

Mining finds for every run of ``min_chars`` characters the place where it stands first, and for
every other place the stretch that it is part of. Sorted by that first place, the stretches answer
the opposite question: where else does this stand. So a look-up touches what it finds and nothing
else, and the arrays stay on disk, mapped into memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.reuse.ground.columns import Columns, unroll
from textmine.reuse.ground.fingerprints import first_equal, hash_runs
from textmine.reuse.ground.stream import Stream
from textmine.reuse.ground.texts import Texts
from textmine.reuse.search.repeats import Memory, choose_lowest, divide_run
from textmine.schema import META

# Format of the folder; raised whenever a file in it changes.
FORMAT = 2

# Runs that a stretch of a store holds at most: longer ones are cut, so that all that stand first
# about one place lie side by side in the table. Shorter, and the table grows; longer, and more rows
# beside those wanted are looked at (benchmarks/reuse_trace.py: 64 to 256 take the same time).
LONGEST = 128

UNKNOWN_YEAR = 9999
"""Stands for a year that is not known: behind all others."""

_HEAD, _REPORTS, _FAMILIES = "head.json", "reports.parquet", "families.parquet"

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Keys(Columns):
    """Hashes, each with the first place where it stands.

    Parameters
    ----------
    hash : numpy.ndarray of uint64, shape (n,)
        Ascending.
    place : numpy.ndarray of shape (n,)
        Places in the stream.
    """

    hash: NDArray[np.uint64]
    place: NDArray[Any]

    @classmethod
    def of(cls, hashes: NDArray[np.uint64], places: NDArray[Any]) -> Keys:
        """Sort hashes, of equal ones the first."""
        is_first = first_equal(hashes) == np.arange(len(hashes))
        kept, where = hashes[is_first], places[is_first]
        order = np.argsort(kept)
        return cls(kept[order], where[order])

    def look_up(self, wanted: NDArray[np.uint64]) -> Ints:
        """Find the place of each hash, −1 where there is none."""
        if not len(self.hash):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.hash, wanted), len(self.hash) - 1)
        return np.where(self.hash[at] == wanted, self.place[at].astype(np.int64), -1)


@dataclass(frozen=True, slots=True, eq=False)
class Copies(Columns):
    """Stretches that stand earlier too, by the place where they stand first.

    Parameters
    ----------
    first : numpy.ndarray of shape (n,)
        Where the first run of each stands first in the stream; ascending.
    size : numpy.ndarray of shape (n,)
        Number of runs, ``LONGEST`` at most.
    place : numpy.ndarray of shape (n,)
        Where the stretch itself starts.
    home : numpy.ndarray of shape (n,)
        Number of the text that it lies in.
    """

    first: NDArray[Any]
    size: NDArray[Any]
    place: NDArray[Any]
    home: NDArray[np.int32]

    @classmethod
    def of(cls, memory: Memory, stream: Stream) -> Copies:
        """Cut long stretches and sort all by where they stand first."""
        repeats = memory.repeats
        n_parts = (repeats.size + (LONGEST - 1)) // LONGEST
        shift = (
            unroll(np.zeros(len(repeats), dtype=repeats.start.dtype), n_parts) * LONGEST
        )
        owner = np.repeat(np.arange(len(repeats)), n_parts)
        first, place = repeats.first[owner] + shift, repeats.start[owner] + shift
        size = np.minimum(repeats.size[owner] - shift, LONGEST).astype(np.uint8)
        # Stable: stretches of one first place stay in the order of the stream.
        order = np.argsort(first, kind="stable")
        home = stream.text_at(place).astype(np.int32)
        return cls(first[order], size[order], place[order], home[order])

    def about(self, low: int, high: int) -> Copies:
        """Rows that hold a run which stands first between two places."""
        borders = np.array([max(low - LONGEST + 1, 0), high], dtype=self.first.dtype)
        near = self.take(slice(*np.searchsorted(self.first, borders).tolist()))
        return near.take(np.flatnonzero(near.first + near.size > low))


@dataclass(frozen=True, slots=True, eq=False)
class Known(Columns):
    """Passages that mining found, by report and start.

    Parameters
    ----------
    report : numpy.ndarray of shape (n,)
        Number of the report; ascending.
    start, end : numpy.ndarray of shape (n,)
        Half-open offsets in its text.
    family : numpy.ndarray of shape (n,)
        Row of the table of families.
    """

    report: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    family: NDArray[np.int32]

    @classmethod
    def of(
        cls, passages: pd.DataFrame, reports: pd.DataFrame, families: pd.DataFrame
    ) -> Known:
        """Take them from the frame ``passages``."""
        report = pd.Index(reports["report_id"]).get_indexer(passages["report_id"])
        family = pd.Index(families["family_id"]).get_indexer(passages["family_id"])
        start, end = passages["start"].to_numpy(), passages["end"].to_numpy()
        order = np.lexsort((end, start, report))
        columns = (report, start, end, family)
        return cls(*(column[order].astype(np.int32) for column in columns))

    def in_report(self, report: int) -> Known:
        """Those of one report."""
        borders = np.array([report, report + 1], dtype=self.report.dtype)
        return self.take(slice(*np.searchsorted(self.report, borders).tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class TextRows(Columns):
    """Rows of text of the store.

    Parameters
    ----------
    report : numpy.ndarray of shape (n_texts,)
        Number of the report of each.
    start : numpy.ndarray of shape (n_texts,)
        Offset of each in the text of its report.
    """

    report: NDArray[np.int32]
    start: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TraceIndex:
    """A store of texts, laid out so that a text can be traced in it.

    About 5 bytes a character, of which a look-up reads a few pages.

    Parameters
    ----------
    stream : Stream
        The normalised characters of the store, texts in order of year.
    grams, runs : Keys
        First places of k-grams, and of the runs that their k-gram does not tell apart.
    copies : Copies
        Where else the runs stand.
    rows : TextRows
        Where the texts of the stream come from.
    known : Known
        What mining found: passages in families.
    reports : pandas.DataFrame
        Columns report_id, ``META`` and line; in order of year, then at random.
    families : pandas.DataFrame
        Columns family_id and kind.
    min_chars : int
        Length of the shortest run that is found, in normalised characters.
    """

    stream: Stream
    grams: Keys
    runs: Keys
    copies: Copies
    rows: TextRows
    known: Known
    reports: pd.DataFrame
    families: pd.DataFrame
    min_chars: int

    @classmethod
    def build(
        cls,
        texts: Texts,
        stream: Stream,
        memory: Memory,
        min_chars: int,
        passages: pd.DataFrame,
        families: pd.DataFrame,
    ) -> TraceIndex:
        """Lay out what mining knows.

        Parameters
        ----------
        texts : Texts
            The texts, in order of rank.
        stream : Stream
            Their normalised characters.
        memory : Memory
            The runs that stand earlier too.
        min_chars : int
            Length of a run.
        passages, families : pandas.DataFrame
            What was mined of the same texts: frames ``passages`` and ``families``.

        Returns
        -------
        TraceIndex
            In memory.
        """
        anchors, loose = memory.anchors, memory.loose
        reports = texts.reports[["report_id", *META, "line"]].reset_index(drop=True)
        kinds = families[["family_id", "kind"]].sort_values(
            "family_id", ignore_index=True
        )
        return cls(
            stream,
            Keys.of(anchors.hash, anchors.place),
            Keys.of(loose.hash, loose.place),
            Copies.of(memory, stream),
            TextRows(texts.report, texts.rows["start"].to_numpy()),
            Known.of(passages, reports, kinds),
            reports,
            kinds,
            min_chars,
        )

    def find_first(self, codes: NDArray[Any]) -> Ints:
        """Find for each run of a text the place where it stands first in the store.

        Parameters
        ----------
        codes : numpy.ndarray of shape (n,)
            Normalised characters of the text.

        Returns
        -------
        numpy.ndarray of int64, shape (max(n - min_chars + 1, 0),)
            Places in the stream, −1 where the run stands nowhere.
        """
        gram, window = divide_run(self.min_chars)
        hashes = hash_runs(codes, gram)
        chosen = choose_lowest(hashes, window)
        place = self.grams.look_up(hashes[chosen])
        run = np.arange(len(chosen))
        first = np.where(place >= 0, place - (chosen - run), -1)
        stands = self._stands_at(codes, first)
        # A known k-gram in other company: such runs were hashed whole when the store was mined.
        other = np.flatnonzero((place >= 0) & ~stands)
        first[~stands] = -1
        if len(other):
            first[other] = self.runs.look_up(hash_runs(codes, self.min_chars)[other])
            # Not only a hash: the characters themselves are the same, and of one text.
            first[~self._stands_at(codes, first)] = -1
        return first

    def _stands_at(self, codes: NDArray[Any], first: Ints) -> NDArray[np.bool_]:
        """Tell of each run of a text whether it stands at a place of the stream, in one text."""
        length, stream = self.min_chars, self.stream
        fits = np.flatnonzero((first >= 0) & (first <= len(stream.codes) - length))
        place = first[fits]
        same = stream.text_at(place) == stream.text_at(place + (length - 1))
        fits, place = fits[same], place[same]
        reach = np.arange(length)
        here = codes[fits[:, None] + reach]
        equal = (stream.codes[place[:, None] + reach] == here).all(axis=1)
        stands = np.zeros(len(first), dtype=bool)
        stands[fits[equal]] = True
        return stands

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """Year of each report, ``UNKNOWN_YEAR`` where it is not known."""
        years: NDArray[np.int64] = (
            self.reports["year"].fillna(UNKNOWN_YEAR).to_numpy(np.int64)
        )
        return years

    @cached_property
    def order(self) -> NDArray[np.int32]:
        """Rank of each report by year and date of publication, unknown ones last."""
        reports = self.reports
        date = (
            reports["published"]
            .where(reports["published"] != "", "~")
            .to_numpy(dtype=str)
        )
        rank = np.empty(len(reports), dtype=np.int32)
        # lexsort is stable: what neither tells stays in the fixed random order of the store.
        rank[np.lexsort((date, self.years))] = np.arange(len(reports), dtype=np.int32)
        return rank

    @cached_property
    def agencies(self) -> NDArray[np.int64]:
        """Number of the agency of each report; an unknown one counts as an agency of its own.

        As in mining, an agency and those that it took over from are one.
        """
        lines = self.reports["line"]
        names = lines.where(lines != "", self.reports["report_id"])
        return np.asarray(pd.factorize(names)[0], dtype=np.int64)

    def numbers_of(self, agency: str) -> Ints:
        """Numbers of the agencies that bear a name or an agency_id; none where none does."""
        reports = self.reports
        named = (reports["agency"] == agency) | (reports["agency_id"] == agency)
        return np.unique(self.agencies[named.to_numpy()])

    def save(self, folder: Path) -> None:
        """Write the index into a folder: an array a file, as numpy writes them.

        Parameters
        ----------
        folder : Path
            Is there, and empty. The same texts give the same bytes.
        """
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        self.reports.to_parquet(folder / _REPORTS)
        self.families.to_parquet(folder / _FAMILIES)
        head = {"format": FORMAT, "min_chars": self.min_chars}
        (folder / _HEAD).write_text(
            json.dumps(head) + "\n", encoding="utf-8", newline="\n"
        )

    def _arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by the names of their files."""
        tables = {name: getattr(self, name) for name in _TABLES}
        return {
            f"{name}.{field.name}": getattr(table, field.name)
            for name, table in tables.items()
            for field in fields(table)
        }

    @classmethod
    def open(cls, folder: Path) -> TraceIndex:
        """Open an index that ``save`` wrote; its arrays stay on disk until they are looked at.

        Parameters
        ----------
        folder : Path
            Where it lies.

        Returns
        -------
        TraceIndex
            Mapped into memory.

        Raises
        ------
        FrameError
            If the folder holds none, or one of another version.
        """
        try:
            head = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
            if head["format"] != FORMAT:
                raise FrameError(
                    f"{folder}: index of another version; remove the folder"
                )
            tables = {name: _map(folder, name, kind) for name, kind in _TABLES.items()}
            reports = pd.read_parquet(folder / _REPORTS)
            families = pd.read_parquet(folder / _FAMILIES)
            return cls(
                **tables,
                reports=reports,
                families=families,
                min_chars=head["min_chars"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FrameError(
                f"{folder}: no index to trace a text with ({error}); remove the folder, and it is"
                " built anew"
            ) from error


_TABLES: Mapping[str, type[Any]] = {
    "stream": Stream,
    "grams": Keys,
    "runs": Keys,
    "copies": Copies,
    "rows": TextRows,
    "known": Known,
}
"""Tables of an index, and what each is."""


def _map(folder: Path, name: str, kind: type[Any]) -> Any:
    """Map the arrays of a table into memory."""
    files = (folder / f"{name}.{field.name}.npy" for field in fields(kind))
    # Plain views of the mapped memory: slices of memmap objects cost more than what they hold.
    return kind(
        *(
            np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
            for file in files
        )
    )
