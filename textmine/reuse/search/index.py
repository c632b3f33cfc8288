"""What is known of each text and those before it, kept so that only new texts need be searched."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.progress import begin_step
from textmine.resources.references import load_references
from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import keep_memory
from textmine.reuse.ground.columns import Columns, begins, first_and_last
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.ground.texts import Contents, Texts, sort_texts
from textmine.reuse.ground.wording import find_wording
from textmine.reuse.search.edited import find_edited
from textmine.reuse.search.repeats import Anchors, Loose, Memory, Repeats, find_repeats
from textmine.reuse.search.seeds import Plan, Seeds
from textmine.reuse.search.stable import find_stable
from textmine.scratch import give_back

Ints = NDArray[np.int64]

# Format of the file; raised whenever a table in it changes.
FORMAT = 4
# What a bar counts: texts, their characters, known wording, verbatim runs, edited copies.
SEARCH_STEPS = 5


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Arguments of ``mine_reuse`` that change what is found.

    Parameters
    ----------
    min_chars : int
        Least length of a shared run.
    edited : bool
        Whether edited copies are looked for too.
    references : tuple of str, optional
        Official wording; that of the package by default.
    successors : bool
        Whether agencies are one with those that they took over from.
    """

    min_chars: int
    edited: bool = True
    references: tuple[str, ...] | None = None
    successors: bool = True

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> SearchSettings:
        """Take settings from a JSON object, which knows no tuples."""
        given = values["references"]
        references = None if given is None else tuple(given)
        return cls(
            values["min_chars"], values["edited"], references, values["successors"]
        )

    def name_differences(self, other: SearchSettings) -> str:
        """Name what differs from others, with the values here.

        Examples
        --------
        >>> SearchSettings(20).name_differences(SearchSettings(16))
        'min_chars=20'
        """
        mine, theirs = asdict(self), asdict(other)
        return ", ".join(f"{k}={v!r}" for k, v in mine.items() if v != theirs[k])

    def known_wording(self) -> tuple[Sequence[str], Sequence[str]]:
        """Official and stock wording to set apart."""
        if self.references is None:
            return load_references(), load_references("stock")
        return self.references, ()


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
    def read(cls, texts: Texts, settings: SearchSettings) -> Reading:
        """Normalise texts and look for known wording in them."""
        begin_step("characters")
        stream = read_stream(texts.contents, texts.contents.lengths())
        begin_step("known wording")
        mandated, stock = find_wording(stream, *settings.known_wording())
        give_back()
        return cls(texts, stream, mandated, stock)

    def merge(
        self, texts: Texts, source: Ints, further: Texts, settings: SearchSettings
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
        settings : SearchSettings
            What this reading was made with.

        Returns
        -------
        Reading
            Of all texts; only the further ones are read.
        """
        new = Reading.read(further, settings)
        put = _Merge.plan(self.stream.bounds, new.stream.bounds, source)
        stream = Stream(
            put(self.stream.codes, new.stream.codes),
            put(self.stream.source, new.stream.source),
            put.bounds,
        )
        mandated, stock = put(self.mandated, new.mandated), put(self.stock, new.stock)
        return Reading(texts, stream, mandated, stock)


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
    settings : SearchSettings
        What the index was made with.
    is_whole : bool
        Whether what the search found is still there (:meth:`release`).
    """

    reading: Reading
    memory: Memory
    edited: Alignments
    seeds: Seeds
    plan: Plan
    settings: SearchSettings
    is_whole: bool = True

    def release(self) -> Index:
        """Let go of what the search found and keep the texts: half the memory.

        Returns
        -------
        Index
            To which nothing can be added and from which nothing can be gathered.
        """
        return replace(
            self,
            memory=Memory.empty(),
            edited=Alignments.empty(),
            seeds=Seeds.empty(),
            is_whole=False,
        )

    def check_whole(self) -> None:
        """Refuse work that needs what the search found.

        Raises
        ------
        FrameError
            If it was let go of.
        """
        if not self.is_whole:
            raise FrameError(
                "what the search found was let go of (Reuse.release); mine the reports again"
            )

    @classmethod
    def build(cls, texts: Texts, settings: SearchSettings) -> Index:
        """Read and search texts."""
        keep_memory()
        reading = Reading.read(texts, settings)
        nothing = cls(
            reading,
            Memory.empty(),
            Alignments.empty(),
            Seeds.empty(),
            Plan.choose(reading.stream),
            settings,
        )
        return nothing._search(reading, 0)

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
        self.check_whole()
        keep_memory()
        known = self.reading.texts
        replaced = known.rows["report_id"].isin(further.rows["report_id"]).to_numpy()
        kept = np.flatnonzero(~replaced)
        both = [known.full_rows().iloc[kept], further.full_rows()]
        rows = pd.concat(both, ignore_index=True)
        contents = known.contents.sort(kept).join(further.contents)
        texts, order = sort_texts(rows, contents, successors=known.successors)
        source = np.append(kept, len(known.rows) + np.arange(len(further.rows)))[order]
        reading = self.reading.merge(texts, source, further, self.settings)
        # The texts up to the first that is new or has moved are those that the index knows.
        in_place = (
            source[: len(known.rows)] == np.arange(len(source))[: len(known.rows)]
        )
        n_same = int(np.argmin(np.append(in_place, False)))
        return self._search(reading, int(reading.stream.bounds[n_same]))

    def _search(self, reading: Reading, cut: int) -> Index:
        """Search texts of which the first ``cut`` characters are those of this index."""
        stream, length = reading.stream, self.settings.min_chars
        begin_step("verbatim runs")
        memory = find_repeats(stream, length, self.memory.until(cut), cut)
        # What each step has freed is much, and the next has other uses for it.
        give_back()
        if not self.settings.edited:
            return replace(self, reading=reading, memory=memory)
        begin_step("edited copies")
        plan = Plan.choose(stream)
        # Other seeds find other copies: where the plan has changed all texts are searched anew.
        start = cut if plan == self.plan else 0
        skip = find_stable(stream, memory.repeats, length)
        np.logical_or(skip, reading.mandated, out=skip)
        edited, seeds = find_edited(
            stream, reading.texts.report, skip, plan, self.seeds.until(start), start
        )
        give_back()
        edited = self.edited.take(self.edited.start < start).join(edited)
        return Index(reading, memory, edited, seeds, plan, self.settings)

    def save(self, path: str | Path) -> None:
        """Write the index to one file."""
        self.check_whole()
        texts, memory = self.reading.texts, self.memory
        buffer = io.BytesIO()
        rows = texts.full_rows().assign(text=list(texts.contents))
        rows.astype({"text": "str"}).to_parquet(buffer)
        head = {"format": FORMAT, "plan": asdict(self.plan)} | asdict(self.settings)
        arrays: dict[str, NDArray[Any]] = {
            "head": _bytes(json.dumps(head, ensure_ascii=False).encode("utf-8")),
            "rows": _bytes(buffer.getvalue()),
            "mandated": np.packbits(self.reading.mandated),
            "stock": np.packbits(self.reading.stock),
        }
        tables = (memory.anchors, memory.loose, memory.repeats, self.edited, self.seeds)
        for table in (self.reading.stream, *tables):
            names = [field.name for field in fields(table)]
            arrays |= {
                _column_name(type(table), name): getattr(table, name) for name in names
            }
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
            head = json.loads(part["head"].tobytes().decode("utf-8"))
            if head.get("format") != FORMAT:
                raise FrameError(
                    f"{path}: index of another version; expected format {FORMAT}: "
                    "mine the texts again"
                )
            rows = pd.read_parquet(io.BytesIO(part["rows"].tobytes()))
            stream = _table(Stream, part)
            mandated, stock = (
                np.unpackbits(part[name], count=len(stream.codes)).astype(bool)
                for name in ("mandated", "stock")
            )
            memory = Memory(
                _table(Anchors, part), _table(Loose, part), _table(Repeats, part)
            )
            edited, seeds = _table(Alignments, part), _table(Seeds, part)
            plan, settings = Plan(**head["plan"]), SearchSettings.of(head)
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            EOFError,
            AttributeError,
        ) as error:
            raise FrameError(
                f"{path}: not an index of reuse mining; expected a file that save_index wrote"
            ) from error
        contents = Contents.of(rows.pop("text"))
        texts, _ = sort_texts(rows, contents, successors=settings.successors)
        reading = Reading(texts, stream, mandated, stock)
        return cls(reading, memory, edited, seeds, plan, settings)


def _bytes(content: bytes) -> NDArray[np.uint8]:
    """Put bytes into an array, as an archive of arrays wants them."""
    return np.frombuffer(content, dtype=np.uint8)


def _column_name(table: type, column: str) -> str:
    """Name of a column of a table in the archive."""
    return f"{table.__name__}.{column}"


Table = TypeVar("Table", bound=Stream | Columns)


def _table(kind: type[Table], arrays: Mapping[str, NDArray[Any]]) -> Table:
    """Take a table from an archive."""
    return kind(*(arrays[_column_name(kind, field.name)] for field in fields(kind)))


@dataclass(frozen=True, slots=True, eq=False)
class _Merge:
    """Texts of two streams in a new order.

    Parameters
    ----------
    is_new : list of bool
        Which stream each span comes from.
    spans : list of tuple of int
        Half-open spans of neighbouring texts, in the new order.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Borders of the texts in the merged stream.
    """

    is_new: list[bool]
    spans: list[tuple[int, int]]
    bounds: Ints

    @classmethod
    def plan(cls, old: Ints, new: Ints, source: Ints) -> _Merge:
        """Put texts in order.

        Parameters
        ----------
        old, new : numpy.ndarray of shape (n + 1,)
            Borders of the texts of either stream.
        source : numpy.ndarray of shape (n_texts,)
            Which texts to put, those of the new stream numbered after those of the old.
        """
        start = np.append(old[:-1], new[:-1])[source]
        end = np.append(old[1:], new[1:])[source]
        is_new = source >= len(old) - 1
        # Neighbours that were neighbours before are copied in one go.
        fresh = begins(is_new)
        fresh[1:] |= np.diff(source) != 1
        head, last = first_and_last(fresh)
        spans = list(zip(start[head].tolist(), end[last].tolist(), strict=True))
        return cls(is_new[head].tolist(), spans, np.append(0, np.cumsum(end - start)))

    def __call__(self, old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        """Merge an array over the characters of the old stream with one over those of the new."""
        parts = [
            (new if is_new else old)[start:end]
            for is_new, (start, end) in zip(self.is_new, self.spans, strict=True)
        ]
        if not parts:
            return old[:0].copy()
        return np.concatenate(parts).astype(np.result_type(old, new), copy=False)
