"""What is known of each text by itself, kept so that only new texts need be read, hashed and looked up."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.reuse.fingerprints import first_equal
from textmine.reuse.references import find_wording, load_references
from textmine.reuse.shared import hash_inside
from textmine.reuse.stream import Stream, read_stream
from textmine.reuse.texts import Texts, sort_texts

FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Texts with all that each gives by itself.

    Parameters
    ----------
    texts : Texts
        The texts, in order of rank.
    stream : Stream
        Their normalised characters.
    mandated, stock : numpy.ndarray of bool, shape (n,)
        Characters covered by official and by common political wording.
    """

    texts: Texts
    stream: Stream
    mandated: NDArray[np.bool_]
    stock: NDArray[np.bool_]

    @classmethod
    def read(cls, texts: Texts, references: Sequence[str] | None) -> Reading:
        """Normalise texts and look for known wording in them."""
        stream = read_stream(texts.rows["text"].tolist())
        wording = (load_references(), load_references("stock")) if references is None else (references, ())
        return cls(texts, stream, *find_wording(stream, *wording))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The distinct runs of a corpus.

    Parameters
    ----------
    hashes : numpy.ndarray of uint64, shape (m,)
        Their hashes, ascending.
    numbers : numpy.ndarray of int32, shape (m,)
        A number above 0 for a run that stands more than once, 0 for one that stands once.
    homes : numpy.ndarray of int64, shape (m,)
        Where a run that stands once does: identifier of the text << 32 | offset in its normalised characters.
    """

    hashes: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    homes: NDArray[np.int64]

    def enter(
        self, stream: Stream, ids: NDArray[np.int64], length: int, alive: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], Table, NDArray[np.int64], NDArray[np.int32]]:
        """Look up the runs of new texts.

        Parameters
        ----------
        stream : Stream
            The new texts.
        ids : numpy.ndarray of shape (n_texts,)
            Their identifiers.
        length : int
            Length of a run.
        alive : numpy.ndarray of bool
            For each identifier of a known text whether it is kept.

        Returns
        -------
        tuple
            Numbers of the runs of the new texts, shape (n,); the enlarged table; homes of known runs that stood once
            and now stand again, and their new numbers.
        """
        place, found = hash_inside(stream, length)
        first = first_equal(found)
        count = np.bincount(first, minlength=len(found))
        heads = np.flatnonzero(count)
        heads = heads[np.argsort(found[heads], kind="stable")]
        at = np.searchsorted(self.hashes, found[heads])
        known = np.zeros(len(heads), dtype=bool)
        inside = at < len(self.hashes)
        known[inside] = self.hashes[at[inside]] == found[heads[inside]]
        number = np.zeros(len(heads), dtype=np.int32)
        number[known] = self.numbers[at[known]]
        single = np.flatnonzero(known & (number == 0))
        single = single[alive[self.homes[at[single]] >> 32]]
        again = count[heads] > 1
        again[single] = True
        again &= number == 0
        number[again] = np.arange(1, int(again.sum()) + 1) + int(self.numbers.max(initial=0))
        text = np.searchsorted(stream.bounds, place[heads], side="right") - 1
        home = (ids[text] << 32) | (place[heads] - stream.bounds[text])
        by_head = np.zeros(len(found), dtype=np.int32)
        by_head[heads] = number
        kinds = np.zeros(len(stream.codes), dtype=np.int32)
        kinds[place] = by_head[first]
        repeated = self.homes[at[single]], number[single]
        return kinds, self._insert(at, known, found[heads], number, home), *repeated

    def _insert(
        self,
        at: NDArray[np.int64],
        known: NDArray[np.bool_],
        hashes: NDArray[np.uint64],
        number: NDArray[np.int32],
        home: NDArray[np.int64],
    ) -> Table:
        """Update known runs and insert the others."""
        numbers, homes = self.numbers.copy(), self.homes.copy()
        numbers[at[known]], homes[at[known]] = number[known], home[known]
        fresh = at[~known]
        return Table(
            np.insert(self.hashes, fresh, hashes[~known]),
            np.insert(numbers, fresh, number[~known]),
            np.insert(homes, fresh, home[~known]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Every run of ``min_chars`` characters of a corpus, numbered so that equal runs have equal numbers.

    About 24 bytes a character. Numbers depend on the order in which texts came; what is mined from them does not.

    Parameters
    ----------
    reading : Reading
        The texts.
    ids : numpy.ndarray of int64, shape (n_texts,)
        Identifier of each text, in order of coming.
    kinds : numpy.ndarray of int32, shape (n,)
        Number of the run that starts at each character; 0 where it stands nowhere else or does not fit into the text.
    table : Table
        The distinct runs.
    settings : dict
        Arguments of ``mine_reuse`` that the index holds for.
    """

    reading: Reading
    ids: NDArray[np.int64]
    kinds: NDArray[np.int32]
    table: Table
    settings: dict[str, Any]

    @classmethod
    def build(cls, reading: Reading, settings: dict[str, Any]) -> Index:
        """Number the runs of texts."""
        ids = np.arange(len(reading.stream.bounds) - 1)
        empty = Table(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64))
        kinds, table, *_ = empty.enter(reading.stream, ids, settings["min_chars"], np.empty(0, dtype=np.bool_))
        return cls(reading, ids, kinds, table, settings)

    def extend(self, rows: pd.DataFrame) -> Index:
        """Add texts; those of a report that is known already replace it.

        Parameters
        ----------
        rows : pandas.DataFrame
            Rows of further texts as ``Texts`` has them.

        Returns
        -------
        Index
            Of all texts. Only the new ones are normalised, searched for wording and hashed; the rest is copied.
        """
        fresh = Reading.read(sort_texts(rows)[0], self.settings["references"])
        old, new = self.reading.stream, fresh.stream
        known = self.reading.texts.rows
        kept = np.flatnonzero(~known["report_id"].isin(rows["report_id"]).to_numpy())
        # Homes may name texts that are long gone: identifiers are never used twice.
        unused = max(int(self.ids.max(initial=-1)), int((self.table.homes >> 32).max(initial=-1))) + 1
        alive = np.zeros(unused, dtype=bool)
        alive[self.ids[kept]] = True
        ids = unused + np.arange(len(fresh.texts.rows))
        kinds, table, homes, numbers = self.table.enter(new, ids, self.settings["min_chars"], alive)
        texts, order = sort_texts(pd.concat([known.iloc[kept], fresh.texts.rows], ignore_index=True))
        source = np.append(kept, len(known) + np.arange(len(ids)))[order]
        merge = _Merge.plan(old.bounds, new.bounds, source)
        stream = Stream(merge(old.codes, new.codes), merge(old.source, new.source), merge.bounds)
        masks = (merge(self.reading.mandated, fresh.mandated), merge(self.reading.stock, fresh.stock))
        ids, kinds = np.append(self.ids, ids)[source], merge(self.kinds, kinds)
        row = np.zeros(unused + len(fresh.texts.rows), dtype=np.int64)
        row[ids] = np.arange(len(ids))
        kinds[stream.bounds[row[homes >> 32]] + (homes & 0xFFFFFFFF)] = numbers
        return Index(Reading(texts, stream, *masks), ids, kinds, table, self.settings)

    def save(self, path: str | Path) -> None:
        """Write the index to one file."""
        buffer = io.BytesIO()
        self.reading.texts.rows.to_parquet(buffer)
        head = json.dumps({"format": FORMAT} | self.settings, ensure_ascii=False).encode("utf-8")
        stream, table = self.reading.stream, self.table
        arrays = {
            "head": np.frombuffer(head, dtype=np.uint8), "rows": np.frombuffer(buffer.getvalue(), dtype=np.uint8),
            "codes": stream.codes, "source": stream.source, "bounds": stream.bounds, "ids": self.ids,
            "kinds": self.kinds, "hashes": table.hashes, "numbers": table.numbers, "homes": table.homes,
            "mandated": self.reading.mandated, "stock": self.reading.stock,
        }  # fmt: skip
        with Path(path).open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: str | Path) -> Index:
        """Read an index that ``save`` wrote.

        Raises
        ------
        FrameError
            If the file is none.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                part = {name: file[name] for name in file.files}
            settings = json.loads(part["head"].tobytes().decode("utf-8"))
            rows = pd.read_parquet(io.BytesIO(part["rows"].tobytes()))
            stream = Stream(part["codes"], part["source"], part["bounds"])
            ids, kinds, mandated, stock = (part[name] for name in ("ids", "kinds", "mandated", "stock"))
            table = Table(part["hashes"], part["numbers"], part["homes"])
        except (ValueError, KeyError, EOFError, AttributeError) as error:
            raise FrameError(f"{path}: not an index of reuse mining; expected a file that save_index wrote") from error
        if settings.pop("format", None) != FORMAT:
            raise FrameError(f"{path}: index of another version; expected format {FORMAT}: mine the texts again")
        return cls(Reading(sort_texts(rows)[0], stream, mandated, stock), ids, kinds, table, settings)


@dataclass(frozen=True, slots=True, eq=False)
class _Merge:
    """Texts of two streams in a new order: where each comes from, and the borders in the new stream."""

    spans: list[tuple[bool, int, int]]
    bounds: NDArray[np.int64]

    @classmethod
    def plan(cls, old: NDArray[np.int64], new: NDArray[np.int64], source: NDArray[np.int64]) -> _Merge:
        """Put texts in order; ``source`` numbers those of the first stream, then those of the second."""
        start, end = np.append(old[:-1], new[:-1])[source], np.append(old[1:], new[1:])[source]
        is_new = source >= len(old) - 1
        # Neighbours that were neighbours before are copied in one go.
        fresh = np.ones(len(source), dtype=bool)
        fresh[1:] = (np.diff(source) != 1) | (is_new[1:] != is_new[:-1])
        edge = np.flatnonzero(fresh)
        last = np.append(edge[1:], len(source))[: len(edge)] - 1
        spans = zip(is_new[edge].tolist(), start[edge].tolist(), end[last].tolist(), strict=True)
        return cls(list(spans), np.append(0, np.cumsum(end - start)))

    def __call__(self, old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        """Merge an array over the characters of the first stream with one over those of the second."""
        parts = [new[a:b] if is_new else old[a:b] for is_new, a, b in self.spans]
        return np.concatenate(parts).astype(np.result_type(old, new), copy=False) if parts else old[:0].copy()
