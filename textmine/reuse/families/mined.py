"""The frames of a run, made from spans of the stream."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

from textmine.reuse.families.gather import Passages, count_groups
from textmine.reuse.families.provenance import label_families, spread
from textmine.reuse.families.scores import paint_kinds, share_table
from textmine.reuse.ground.stream import Stream, spans_of
from textmine.reuse.ground.texts import Texts
from textmine.schema import FRAMES, KINDS

_AT_ONCE = 1 << 13


@dataclass(frozen=True, eq=False)
class Mined:
    """All that one run found, and the frames made of it.

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
    settings : dict
        Arguments that ``mine_reuse`` was called with.
    """

    texts: Texts
    stream: Stream
    passages: Passages
    mandated: NDArray[np.bool_]
    stock: NDArray[np.bool_]
    min_chars: int
    settings: dict[str, Any]

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Number of each report."""
        return {name: i for i, name in enumerate(self.texts.reports["report_id"])}

    @cached_property
    def home(self) -> NDArray[np.int64]:
        """Text of each passage."""
        return np.searchsorted(self.stream.bounds, self.passages.start, side="right") - 1

    @cached_property
    def report(self) -> NDArray[np.int64]:
        """Report of each passage."""
        return self.texts.report[self.home].astype(np.int64)

    @cached_property
    def n(self) -> int:
        """Number of families."""
        return int(self.passages.family.max()) + 1 if len(self.passages) else 0

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Sizes and spread of each family, in order of family number."""
        family = self.passages.family
        example = self._examples()
        start, end = self.passages.start[example], self.passages.end[example]
        agency = self.texts.codes("agency")[self.report]
        out: dict[str, Any] = {
            "example": example,
            "n_chars": end - start,
            "n_reports": count_groups(family, self.report, self.n),
            "n_agencies": count_groups(family, agency, self.n),
            "mandated_share": self._typical_share(self.mandated),
            "stock_share": self._typical_share(self.mandated | self.stock),
        }
        for x in ("province", "agency_type"):
            s = spread(family, agency, self.texts.codes(x)[self.report], self.n)
            out |= {f"n_{x}": s.n, f"top_{x}_share": s.top_share, f"top_{x}": s.top}
            out[f"top_{x}_name"] = pd.array(self.texts.names(x)[s.top], dtype="str")
        return pd.DataFrame(out | self._years())

    def _typical_share(self, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Share of each family that a mask covers: upper quartile of its passages, for edits break known wording."""
        family = self.passages.family
        share = _share(mask, self.passages.start, self.passages.end)
        order = np.lexsort((share, family))
        size = np.bincount(family, minlength=self.n)
        quartile: NDArray[np.float64] = share[order][
            np.cumsum(size) - size - (-3 * (size - 1) // 4)
        ]
        return quartile

    def _examples(self) -> NDArray[np.int64]:
        """Passage that stands for each family: of median length, first by rank."""
        length = self.passages.end - self.passages.start
        order = np.lexsort((self.passages.start, length, self.passages.family))
        size = np.bincount(self.passages.family, minlength=self.n)
        middle: NDArray[np.int64] = order[np.cumsum(size) - size + size // 2]
        return middle

    def _years(self) -> dict[str, NDArray[np.float64]]:
        """First and last year, their number, and the greatest share of a year's reports."""
        family = self.passages.family
        year = (
            self.texts.reports["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        )
        when = year[self.report]
        seen = (
            pd.DataFrame({"family": family, "year": when, "report": self.report})
            .dropna()
            .drop_duplicates()
        )
        per = seen.groupby(["family", "year"], sort=True).size().reset_index(name="size")
        share = per["size"] / per["year"].map(pd.Series(year).value_counts())
        by = per.assign(share=share).groupby("family")
        table = by.agg(
            first=("year", "min"), last=("year", "max"), n=("year", "size"), share=("share", "max")
        )
        table = table.reindex(range(self.n))
        return {
            "first_year": table["first"].to_numpy(),
            "last_year": table["last"].to_numpy(),
            "n_years": table["n"].fillna(0).to_numpy(dtype=np.int64),
            "year_share": table["share"].fillna(0.0).to_numpy(),
        }

    @cached_property
    def labels(self) -> pd.DataFrame:
        """Kind, probability and reasons of each family, in order of family number."""
        corpus = {}
        agency = pd.Series(self.texts.codes("agency"))
        for x in ("province", "agency_type"):
            codes = self.texts.codes(x)[~agency.duplicated().to_numpy()]
            corpus[x] = np.bincount(codes[codes >= 0]).astype(np.float64)
        return label_families(self.facts, corpus)

    @cached_property
    def ids(self) -> NDArray[np.str_]:
        """Identifier of each family: a hash of its normalised text, numbered where two families read alike."""
        facts = self.facts
        where = facts["example"].to_numpy()
        spans = zip(
            self.passages.start[where].tolist(), self.passages.end[where].tolist(), strict=True
        )
        names = pd.Series(
            [
                xxhash.xxh3_64_hexdigest(self.stream.codes[a:b].astype("<u4").tobytes())
                for a, b in spans
            ],
            dtype="str",
        )
        again = names.groupby(names).cumcount()
        return np.asarray(names.where(again == 0, names + "-" + again.astype("str")), dtype="str")

    @cached_property
    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Offsets of each passage in its row of text."""
        source = self.stream.source
        return source[self.passages.start].astype(np.int64), source[self.passages.end - 1].astype(
            np.int64
        ) + 1

    def slices(self, where: NDArray[np.int64]) -> Any:
        """Texts of passages, as an array of strings."""
        parts = []
        for low in range(0, len(where), _AT_ONCE):
            batch = where[low : low + _AT_ONCE]
            texts, number = np.unique(self.home[batch], return_inverse=True)
            contents, spans = (
                self.texts.contents.take(texts),
                (x[batch].tolist() for x in self.spans),
            )
            slices = [contents[t][a:b] for t, a, b in zip(number.tolist(), *spans, strict=True)]
            parts.append(pa.array(slices, pa.large_string()))
        return pd.array(pa.chunked_array(parts, pa.large_string()), dtype="str")

    @cached_property
    def passages_frame(self) -> pd.DataFrame:
        """Frame ``passages``, by report and start."""
        rows, (start, end) = self.texts.rows, self.spans
        offset = rows["start"].to_numpy()[self.home]
        names, ids = self.texts.reports["report_id"].to_numpy(), pd.array(self.ids, dtype="str")
        places = (
            _ranks(self.ids)[self.passages.family],
            offset + end,
            offset + start,
            _ranks(names)[self.report],
        )
        order = np.lexsort(places)
        home, family = self.home[order], self.passages.family[order]
        frame = pd.DataFrame(
            {
                "family_id": ids[family],
                "report_id": rows["report_id"].array[home],
                "section": rows["section"].array[home],
                "start": places[2][order],
                "end": places[1][order],
                "text": self.slices(order),
                "kind": self.labels["kind"].array[family],
                "df_reports": self.facts["n_reports"].to_numpy()[family],
                "df_agencies": self.facts["n_agencies"].to_numpy()[family],
            }
        )
        return typed("passages", frame)

    @cached_property
    def families(self) -> pd.DataFrame:
        """Frame ``families``, commonest first."""
        frame = self.facts.join(self.labels).rename(columns={"n_province": "n_provinces"})
        frame = frame.assign(
            family_id=pd.array(self.ids, dtype="str"),
            text=self.slices(self.facts["example"].to_numpy()),
        )
        order = ["n_reports", "n_chars", "family_id"]
        return typed(
            "families", frame.sort_values(order, ascending=[False, False, True], kind="stable")
        )

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Frame ``scores``: shares by provenance."""
        number = {k: i for i, k in enumerate(KINDS)}
        kind = np.array([number[k] for k in self.labels["kind"]], dtype=np.int64)
        painted = paint_kinds(len(self.stream.codes), self.passages, kind, self.mandated)
        rows = self.texts.rows
        return typed(
            "scores", share_table(painted, self.stream.text_of, rows["report_id"], rows["section"])
        )


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the contract's columns, order and dtypes."""
    return frame[list(FRAMES[name])].reset_index(drop=True).astype(FRAMES[name])


def _ranks(names: NDArray[Any]) -> NDArray[np.int64]:
    """Place of each name in their sorted order."""
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[np.argsort(names, kind="stable")] = np.arange(len(names))
    return ranks


def _share(
    mask: NDArray[np.bool_], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Share of each span that a mask covers."""
    low, high = spans_of(mask)
    before = np.append(0, np.cumsum(high - low))
    low = np.append(low, len(mask))

    def covered(at: NDArray[np.int64]) -> NDArray[np.int64]:
        inside = np.searchsorted(high, at)
        n: NDArray[np.int64] = before[inside] + np.maximum(at - low[inside], 0)
        return n

    return np.asarray(
        (covered(end) - covered(start)) / np.maximum(end - start, 1), dtype=np.float64
    )
