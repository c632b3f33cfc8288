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
_ARRAYS = ("kinds", "hashes", "numbers", "mandated", "stock")


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
class Index:
    """Every run of ``min_chars`` characters of a corpus, numbered so that equal runs have equal numbers.

    About 16 bytes a character. Numbers depend on the order in which texts came; what is mined from them does not.

    Parameters
    ----------
    reading : Reading
        The texts.
    kinds : numpy.ndarray of int32, shape (n,)
        Number of the run that starts at each character; 0 where none fits into its text.
    hashes : numpy.ndarray of uint64, shape (m,)
        Hashes of the distinct runs, ascending.
    numbers : numpy.ndarray of int32, shape (m,)
        Their numbers, 1 to m.
    settings : dict
        Arguments of ``mine_reuse`` that the index holds for.
    """

    reading: Reading
    kinds: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    numbers: NDArray[np.int32]
    settings: dict[str, Any]

    @classmethod
    def build(cls, reading: Reading, settings: dict[str, Any]) -> Index:
        """Number the runs of texts."""
        none = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32)
        kinds, hashes, numbers = _number(reading.stream, settings["min_chars"], *none)
        return cls(reading, kinds, hashes, numbers, settings)

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
        kinds, hashes, numbers = _number(fresh.stream, self.settings["min_chars"], self.hashes, self.numbers)
        known = self.reading.texts.rows
        kept = np.flatnonzero(~known["report_id"].isin(rows["report_id"]).to_numpy())
        texts, order = sort_texts(pd.concat([known.iloc[kept], fresh.texts.rows], ignore_index=True))
        source = np.append(kept, len(known) + np.arange(len(fresh.texts.rows)))[order]
        merge = _Merge.plan(self.reading.stream.bounds, fresh.stream.bounds, source)
        old, new = self.reading.stream, fresh.stream
        stream = Stream(merge(old.codes, new.codes), merge(old.source, new.source), merge.bounds)
        masks = (merge(self.reading.mandated, fresh.mandated), merge(self.reading.stock, fresh.stock))
        return Index(Reading(texts, stream, *masks), merge(self.kinds, kinds), hashes, numbers, self.settings)

    def save(self, path: str | Path) -> None:
        """Write the index to one file."""
        buffer = io.BytesIO()
        self.reading.texts.rows.to_parquet(buffer)
        head = json.dumps({"format": FORMAT} | self.settings, ensure_ascii=False).encode("utf-8")
        stream = self.reading.stream
        with Path(path).open("wb") as file:
            np.savez(
                file, head=np.frombuffer(head, dtype=np.uint8), rows=np.frombuffer(buffer.getvalue(), dtype=np.uint8),
                codes=stream.codes, source=stream.source, bounds=stream.bounds, kinds=self.kinds, hashes=self.hashes,
                numbers=self.numbers, mandated=self.reading.mandated, stock=self.reading.stock,
            )  # fmt: skip

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
            kinds, hashes, numbers, mandated, stock = (part[name] for name in _ARRAYS)
        except (ValueError, KeyError, EOFError, AttributeError) as error:
            raise FrameError(f"{path}: not an index of reuse mining; expected a file that save_index wrote") from error
        if settings.pop("format", None) != FORMAT:
            raise FrameError(f"{path}: index of another version; expected format {FORMAT}: mine the texts again")
        return cls(Reading(sort_texts(rows)[0], stream, mandated, stock), kinds, hashes, numbers, settings)


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
        return np.concatenate(parts).astype(np.result_type(old, new), copy=False) if parts else old[:0]


def _number(
    stream: Stream, length: int, hashes: NDArray[np.uint64], numbers: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.uint64], NDArray[np.int32]]:
    """Number the runs of a stream, equal to known ones where they are known; returns the enlarged table too."""
    place, found = hash_inside(stream, length)
    first = first_equal(found)
    heads = np.flatnonzero(first == np.arange(len(first)))
    heads = heads[np.argsort(found[heads], kind="stable")]
    keys = found[heads]
    at = np.searchsorted(hashes, keys)
    known = hashes[np.minimum(at, len(hashes) - 1)] == keys if len(hashes) else np.zeros(len(keys), dtype=bool)
    number = np.empty(len(keys), dtype=np.int32)
    number[known] = numbers[at[known]]
    number[~known] = np.arange(len(hashes) + 1, len(hashes) + 1 + int((~known).sum()))
    by_head = np.zeros(len(found), dtype=np.int32)
    by_head[heads] = number
    kinds = np.zeros(len(stream.codes), dtype=np.int32)
    kinds[place] = by_head[first]
    fresh = at[~known]
    return kinds, np.insert(hashes, fresh, keys[~known]), np.insert(numbers, fresh, number[~known])
