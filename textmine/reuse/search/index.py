"""What is known of each text and those before it, kept so that only new texts need be read and searched."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.resources.references import load_references
from textmine.reuse.ground.alignments import Alignments, Columns
from textmine.reuse.ground.references import find_wording
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.ground.texts import Contents, Texts, sort_texts
from textmine.reuse.ground.threads import keep_memory
from textmine.reuse.search.exact import find_stable
from textmine.reuse.search.repeats import Anchors, Loose, Memory, Repeats, find_repeats
from textmine.reuse.search.seeds import Plan, Seeds, find_edited

FORMAT = 4


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
        return cls(texts, *_read(texts.contents, references))

    def merge(
        self,
        texts: Texts,
        source: NDArray[np.int64],
        further: Texts,
        references: Sequence[str] | None,
    ) -> Reading:
        """Read further texts and put all in order.

        Parameters
        ----------
        texts : Texts
            All texts in order.
        source : numpy.ndarray of shape (n_texts,)
            Where each comes from: a row of this reading or, numbered after those, of ``further``.
        further : Texts
            The further texts.
        references : sequence of str, optional
            Official wording.

        Returns
        -------
        Reading
            Of all texts; only the further ones are read.
        """
        old, (new, mandated, stock) = self.stream, _read(further.contents, references)
        put = _Merge.plan(old.bounds, new.bounds, source)
        stream = Stream(put(old.codes, new.codes), put(old.source, new.source), put.bounds)
        return Reading(texts, stream, put(self.mandated, mandated), put(self.stock, stock))


def _read(
    contents: Contents, references: Sequence[str] | None
) -> tuple[Stream, NDArray[np.bool_], NDArray[np.bool_]]:
    """Normalise texts and mark official and stock wording."""
    stream = read_stream(contents, contents.lengths())
    wording = (
        (load_references(), load_references("stock")) if references is None else (references, ())
    )
    mandated, stock = find_wording(stream, *wording)
    return stream, mandated, stock


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """All that mining learns of texts one after the other, in order of rank.

    What it knows of a text depends only on that text and those before it, so that the texts before
    new ones need not be looked at again. About 10 bytes a character.

    Parameters
    ----------
    reading : Reading
        The texts.
    memory : Memory
        The runs of ``min_chars`` characters that stand earlier too.
    edited : Alignments
        Edited copies of what stands earlier, as far as the settings ask for them.
    seeds : Seeds
        The short runs that they were found with.
    plan : Plan
        Which ones.
    settings : dict
        Arguments of ``mine_reuse`` that the index holds for.
    """

    reading: Reading
    memory: Memory
    edited: Alignments
    seeds: Seeds
    plan: Plan
    settings: dict[str, Any]

    @classmethod
    def build(cls, texts: Texts, settings: dict[str, Any]) -> Index:
        """Read and search texts."""
        keep_memory()
        none: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        reading, edited = (
            Reading.read(texts, settings["references"]),
            Alignments(none, none, none, none),
        )
        return cls(reading, Memory.empty(), edited, Seeds.empty(), Plan(0, 0), settings)._search(
            reading, 0
        )

    def extend(self, further: Texts) -> Index:
        """Add texts; those of a report that is known already replace it.

        Parameters
        ----------
        further : Texts
            Further texts.

        Returns
        -------
        Index
            Of all texts. Only the new ones are normalised and searched for wording; only they and
            the known ones of higher rank (of the same or later years) are searched for what stands
            earlier.
        """
        keep_memory()
        known = self.reading.texts
        kept = np.flatnonzero(~known.rows["report_id"].isin(further.rows["report_id"]).to_numpy())
        rows = pd.concat([known.rows.iloc[kept], further.rows], ignore_index=True)
        texts, order = sort_texts(
            rows, known.contents.sort(kept).join(further.contents), successors=known.successors
        )
        source = np.append(kept, len(known.rows) + np.arange(len(further.rows)))[order]
        same = int(
            np.argmin(
                np.append(
                    source[: len(known.rows)] == np.arange(len(source))[: len(known.rows)], False
                )
            )
        )
        reading = self.reading.merge(texts, source, further, self.settings["references"])
        return self._search(reading, int(reading.stream.bounds[same]))

    def _search(self, reading: Reading, cut: int) -> Index:
        """Search texts of which the first ``cut`` characters are those of this index."""
        stream, length = reading.stream, self.settings["min_chars"]
        memory = find_repeats(stream, length, self.memory.until(cut), cut)
        if not self.settings["edited"]:
            return Index(reading, memory, self.edited, self.seeds, self.plan, self.settings)
        plan = Plan.choose(stream)
        start = cut if plan == self.plan else 0
        settled = find_stable(stream, memory.repeats, length)
        settled |= reading.mandated
        edited, seeds = find_edited(
            stream, reading.texts.report, settled, plan, self.seeds.until(start), start
        )
        edited = self.edited.take(self.edited.start < start).join(edited)
        return Index(reading, memory, edited, seeds, plan, self.settings)

    def save(self, path: str | Path) -> None:
        """Write the index to one file."""
        buffer = io.BytesIO()
        texts = self.reading.texts
        texts.rows.assign(text=list(texts.contents)).astype({"text": "str"}).to_parquet(buffer)
        head = {"format": FORMAT, "plan": asdict(self.plan)} | self.settings
        arrays: dict[str, NDArray[Any]] = {
            "head": np.frombuffer(
                json.dumps(head, ensure_ascii=False).encode("utf-8"), dtype=np.uint8
            ),
            "rows": np.frombuffer(buffer.getvalue(), dtype=np.uint8),
            "mandated": np.packbits(self.reading.mandated),
            "stock": np.packbits(self.reading.stock),
        }
        for part in self._parts():
            arrays |= {
                f"{type(part).__name__}.{f.name}": getattr(part, f.name) for f in fields(part)
            }
        with Path(path).open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    def _parts(self) -> tuple[Stream, Anchors, Loose, Repeats, Alignments, Seeds]:
        """The tables to save."""
        memory = self.memory
        return (
            self.reading.stream,
            memory.anchors,
            memory.loose,
            memory.repeats,
            self.edited,
            self.seeds,
        )

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
            if settings.pop("format", None) != FORMAT:
                raise FrameError(
                    f"{path}: index of another version; expected format {FORMAT}: mine the texts again"
                )
            rows = pd.read_parquet(io.BytesIO(part["rows"].tobytes()))
            stream, edited = (
                Stream(*_columns(Stream, part)),
                Alignments(*_columns(Alignments, part)),
            )
            seeds = Seeds(*_columns(Seeds, part))
            anchors, loose = Anchors(*_columns(Anchors, part)), Loose(*_columns(Loose, part))
            memory = Memory(anchors, loose, Repeats(*_columns(Repeats, part)))
            masks = [
                np.unpackbits(part[name], count=len(stream.codes)).astype(bool)
                for name in ("mandated", "stock")
            ]
            plan = Plan(**settings.pop("plan"))
        except (ValueError, KeyError, TypeError, EOFError, AttributeError) as error:
            raise FrameError(
                f"{path}: not an index of reuse mining; expected a file that save_index wrote"
            ) from error
        texts, _ = sort_texts(
            rows.drop(columns="text"),
            Contents.of(rows["text"]),
            successors=settings["successors"],
        )
        reading = Reading(texts, stream, *masks)
        return cls(reading, memory, edited, seeds, plan, settings)


def _columns(kind: type[Stream | Columns], arrays: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
    """Take the columns of a table from an archive."""
    return [arrays[f"{kind.__name__}.{f.name}"] for f in fields(kind)]


@dataclass(frozen=True, slots=True, eq=False)
class _Merge:
    """Texts of two streams in a new order: where each comes from, and the borders in the new stream."""

    spans: list[tuple[bool, int, int]]
    bounds: NDArray[np.int64]

    @classmethod
    def plan(
        cls, old: NDArray[np.int64], new: NDArray[np.int64], source: NDArray[np.int64]
    ) -> _Merge:
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
        return (
            np.concatenate(parts).astype(np.result_type(old, new), copy=False)
            if parts
            else old[:0].copy()
        )
