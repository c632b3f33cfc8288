"""The catalogue of one run: the texts mined, their passages, and the frames made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

from textmine.dtypes import text_array
from textmine.reuse.families.facts import SPREAD_OVER, describe_families
from textmine.reuse.families.gather import Passages
from textmine.reuse.families.provenance import label_families
from textmine.reuse.families.scores import paint_kinds, share_parts
from textmine.reuse.ground.batches import batch_sizes
from textmine.reuse.ground.stream import Stream
from textmine.reuse.ground.texts import Texts
from textmine.schema import FRAMES, KINDS
from textmine.text.spans import Spans

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The texts of one run, the passages found in them, and what follows from both.

    Everything else is computed when first asked for, and kept.

    Parameters
    ----------
    texts : Texts
        The texts mined.
    stream : Stream
        Their normalised characters.
    passages : Passages
        Spans of the stream with their families.
    mandated : numpy.ndarray of bool, shape (len(stream.codes),)
        Characters covered by official wording.
    stock : numpy.ndarray of bool, shape (len(stream.codes),)
        Characters covered by common political wording.
    min_chars : int
        Least length of a shared run.
    """

    texts: Texts
    stream: Stream
    passages: Passages
    mandated: NDArray[np.bool_]
    stock: NDArray[np.bool_]
    min_chars: int

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Number of each report."""
        return {name: i for i, name in enumerate(self.texts.reports["report_id"])}

    @cached_property
    def home(self) -> Ints:
        """Text of each passage."""
        return self.stream.text_at(self.passages.start)

    @cached_property
    def report(self) -> Ints:
        """Report of each passage."""
        return self.texts.report[self.home].astype(np.int64)

    @cached_property
    def report_bounds(self) -> Ints:
        """Borders of the reports in the stream, shape (n_reports + 1,)."""
        n_reports = len(self.texts.reports)
        return self.stream.bounds[
            np.searchsorted(self.texts.report, np.arange(n_reports + 1))
        ]

    def bounds_of(self, report: int) -> Ints:
        """Borders of the texts of a report in the stream."""
        rows = self.texts.rows_of(report)
        return self.stream.bounds[rows.start : rows.stop + 1]

    @property
    def n(self) -> int:
        """Number of families."""
        return self.passages.n_families

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Sizes and spread of each family; see :func:`describe_families`."""
        return describe_families(
            self.passages, self.texts, self.report, self.mandated, self.stock
        )

    @cached_property
    def labels(self) -> pd.DataFrame:
        """Kind, probability and reasons of each family, in order of family number."""
        agency = self.texts.codes("agency")
        n_agencies = {}
        for x in SPREAD_OVER:
            # An agency counts under each value that its reports give it: a merged province, or a
            # type that a manifest words for some of its years only, would stand nowhere else.
            held = pd.DataFrame({"agency": agency, x: self.texts.codes(x)})
            codes = held.drop_duplicates()[x].to_numpy()
            n_agencies[x] = np.bincount(codes[codes >= 0]).astype(np.float64)
        return label_families(self.facts, n_agencies)

    @cached_property
    def ids(self) -> NDArray[np.str_]:
        """Identifier of each family: a hash of its normalised text.

        Two families that read alike are told apart by a number.
        """
        example = self.facts["example"].to_numpy()
        starts, ends = self.passages.start[example], self.passages.end[example]
        # In one width and byte order, so that the same text has the same name in every corpus.
        codes = (
            self.stream.codes[start:end].astype("<u4").tobytes()
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )
        # The letter in front: sixteen digits, or 12e45678…, would be numbers to a spreadsheet.
        names = pd.Series(
            ["f" + xxhash.xxh3_64_hexdigest(code) for code in codes], dtype="str"
        )
        again = names.groupby(names).cumcount()
        return np.asarray(
            names.where(again == 0, names + "-" + again.astype("str")), dtype="str"
        )

    @cached_property
    def spans(self) -> Spans:
        """Offsets of each passage in its row of text."""
        source = self.stream.source
        start = source[self.passages.start].astype(np.int64)
        # From the last character, for what follows it in the text may have been dropped.
        last = source[self.passages.end - 1].astype(np.int64)
        return Spans(start, last + 1)

    def slices(self, where: Ints) -> Any:
        """Texts of passages, as an array of strings."""
        parts = []
        step = batch_sizes().slices
        for low in range(0, len(where), step):
            batch = where[low : low + step]
            # Each text is decoded once, however many passages of it are asked for.
            rows, number = np.unique(self.home[batch], return_inverse=True)
            contents = self.texts.contents.take(rows)
            places = zip(
                number.tolist(),
                self.spans.start[batch].tolist(),
                self.spans.end[batch].tolist(),
                strict=True,
            )
            slices = [contents[i][start:end] for i, start, end in places]
            parts.append(pa.array(slices, pa.large_string()))
        return text_array(pa.chunked_array(parts, pa.large_string()))

    @cached_property
    def passages_frame(self) -> pd.DataFrame:
        """Frame ``passages``, by report and start."""
        return self._passage_rows(self.passage_order)

    def passage_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`passages_frame`, some at a time; few are one part and kept."""
        order = self.passage_order
        if len(order) <= PASSAGES_AT_ONCE:
            yield self.passages_frame
            return
        for low in range(0, len(order), PASSAGES_AT_ONCE):
            yield self._passage_rows(order[low : low + PASSAGES_AT_ONCE])

    @cached_property
    def passage_order(self) -> Ints:
        """Passages by report, start, end and family: the order of all frames of them."""
        start, end = self.offsets()
        by_family = _ranks(self.ids)[self.passages.family]
        by_report = _ranks(self.texts.reports["report_id"].to_numpy())[self.report]
        return np.lexsort((by_family, end, start, by_report))

    def offsets(self, where: Any = slice(None)) -> tuple[Ints, Ints]:
        """Where passages, all or some, start and end in their reports."""
        row_start = self.texts.rows["start"].to_numpy()[self.home[where]]
        return row_start + self.spans.start[where], row_start + self.spans.end[where]

    def _passage_rows(self, order: Ints) -> pd.DataFrame:
        """Rows of the frame ``passages`` for some passages."""
        rows, facts = self.texts.rows, self.facts
        start, end = self.offsets(order)
        home, family = self.home[order], self.passages.family[order]
        frame = pd.DataFrame(
            {
                "family_id": text_array(self.ids[family]),
                "report_id": rows["report_id"].array[home],
                "section": rows["section"].array[home],
                "start": start,
                "end": end,
                "text": self.slices(order),
                "kind": self.labels["kind"].array[family],
                "df_reports": facts["n_reports"].to_numpy()[family],
                "df_agencies": facts["n_agencies"].to_numpy()[family],
                # Where a passage stands in its file is told by textmine.places.locate.
                "page": pd.array([pd.NA], dtype="Int64").repeat(len(order)),
                "box": text_array([""]).repeat(len(order)),
            }
        )
        return typed("passages", frame)

    @cached_property
    def families(self) -> pd.DataFrame:
        """Frame ``families``, commonest first."""
        return self._family_rows(self._family_order)

    def family_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`families`, some at a time; few are one part and kept."""
        order = self._family_order
        if len(order) <= PASSAGES_AT_ONCE:
            yield self.families
            return
        for low in range(0, len(order), PASSAGES_AT_ONCE):
            yield self._family_rows(order[low : low + PASSAGES_AT_ONCE])

    @property
    def _family_order(self) -> Ints:
        """Families by reports and characters, most first, and name."""
        n_reports, n_chars = (
            self.facts[name].to_numpy() for name in ("n_reports", "n_chars")
        )
        return np.lexsort((_ranks(self.ids), -n_chars, -n_reports))

    def _family_rows(self, order: Ints) -> pd.DataFrame:
        """Rows of the frame ``families`` for some families."""
        facts, labels = self.facts.iloc[order], self.labels.iloc[order]
        frame = facts.join(labels).rename(columns={"n_province": "n_provinces"})
        frame = frame.assign(
            family_id=text_array(self.ids[order]),
            text=self.slices(facts["example"].to_numpy()),
        )
        return typed("families", frame)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Frame ``scores``: shares by provenance."""
        return pd.concat(list(self.score_parts()), ignore_index=True)

    def score_parts(self) -> Iterator[pd.DataFrame]:
        """Give the rows of :attr:`scores`, some reports at a time."""
        number = {kind: i for i, kind in enumerate(KINDS)}
        kind = np.array([number[k] for k in self.labels["kind"]], dtype=np.int64)
        # What only versions of one report have in common is their own, not reused.
        versions = self.facts["of_one_report"] & (self.labels["kind"] == "self")
        shared = ~versions.to_numpy(bool)[self.passages.family]
        painted = paint_kinds(
            len(self.stream.codes), self.passages.take(shared), kind, self.mandated
        )
        rows = self.texts.rows
        columns = rows["report_id"], rows["section"]
        for shares in share_parts(painted, self.stream.bounds, *columns):
            yield typed("scores", shares)


PASSAGES_AT_ONCE = 1 << 15
"""Passages whose rows are made in one go: about 0.5 KB each, most of it their text."""


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the contract's columns, order and dtypes."""
    return frame[list(FRAMES[name])].reset_index(drop=True).astype(FRAMES[name])


def _ranks(names: NDArray[Any]) -> Ints:
    """Place of each name in their sorted order."""
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[np.argsort(names, kind="stable")] = np.arange(len(names))
    return ranks
