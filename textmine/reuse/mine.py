"""Mine a corpus for text reuse: families, passages, provenance, scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import xxhash
from numpy.typing import NDArray

from textmine.errors import FrameError
from textmine.reuse.exact import align_pieces, find_stable
from textmine.reuse.families import Passages, count_groups, gather_passages
from textmine.reuse.provenance import label_families, spread
from textmine.reuse.references import find_mandated, load_references
from textmine.reuse.scores import paint_kinds, share_table
from textmine.reuse.seeds import find_edited
from textmine.reuse.shared import find_shared
from textmine.reuse.stream import Stream, read_stream
from textmine.reuse.texts import Texts, read_texts
from textmine.schema import FRAMES, KINDS, NarrativeSource

EDITED_LIMIT = 20_000_000


@dataclass(frozen=True, eq=False)
class Reuse:
    """What reports share with each other.

    Parameters
    ----------
    families : pandas.DataFrame
        Frame ``families``: each shared passage once, commonest first.
    passages : pandas.DataFrame
        Frame ``passages``: every occurrence; ``report.text[start:end] == text``. A commoner passage may lie inside a
        rarer one (a formula in a copied paragraph).
    scores : pandas.DataFrame
        Frame ``scores``: shares of characters by provenance, by report and section, summing to 1.
    texts : Texts
        The texts mined.
    min_chars : int
        Least length of a shared run, in characters without white space and punctuation.
    """

    families: pd.DataFrame
    passages: pd.DataFrame
    scores: pd.DataFrame
    texts: Texts = field(repr=False)
    min_chars: int = 20


def mine_reuse(
    source: NarrativeSource | pd.DataFrame,
    *,
    min_chars: int = 20,
    edited: bool | None = None,
    references: Sequence[str] | None = None,
) -> Reuse:
    """Find all text that reports share, at any frequency, and say where it comes from.

    Every run of at least ``min_chars`` characters (white space, punctuation, width and case do not count) that stands
    in two reports is covered by a passage. Passages are gathered into families; a family's kind says whether law, a
    template, a neighbour or last year's report gave the words. Cost grows with the length of the texts, not with the
    number of reports that share a passage.

    Parameters
    ----------
    source : NarrativeSource or pandas.DataFrame
        A corpus, or a frame with columns report_id and text and, where known, section, start, agency, region,
        province, level, agency_type, year, published. Chinese or English.
    min_chars : int, optional
        Least length of a shared run in normalised characters, at least 4.
    edited : bool, optional
        Whether to look for edited copies too; by default up to 20 million characters.
    references : sequence of str, optional
        Official wording to set apart; the statutes, notices and forms of the package by default.

    Returns
    -------
    Reuse
        Frames ``families``, ``passages`` and ``scores``.

    Raises
    ------
    FrameError
        If the source lacks report_id or text, or ``min_chars`` is too small.

    Examples
    --------
    >>> sentence = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
    >>> contents = [sentence, "我局认为，" + sentence, "另有情况。"]
    >>> reports = pd.DataFrame({"report_id": ["a", "b", "c"], "text": contents})
    >>> passages = mine_reuse(reports).passages
    >>> passages[["report_id", "start", "end", "df_reports"]].to_numpy().tolist()
    [['a', 0, 33, 2], ['b', 5, 38, 2]]
    """
    if min_chars < 4:
        raise FrameError(f"mine_reuse: min_chars is {min_chars}; expected at least 4 (20 is usual for Chinese)")
    texts = read_texts(source)
    contents = texts.rows["text"].tolist()
    stream = read_stream(contents)
    pieces, runs = find_shared(stream, texts.report, min_chars)
    links = align_pieces(pieces, runs, stream.bounds, min_chars)
    if len(stream.codes) <= EDITED_LIMIT if edited is None else edited:
        links = links.join(find_edited(stream, texts.report, find_stable(pieces, len(stream.codes))))
    passages = gather_passages(links, stream.bounds, texts.report)
    mandated = find_mandated(stream, load_references() if references is None else references)
    maker = _Frames(texts, contents, stream, passages, mandated)
    return Reuse(maker.families, maker.passages_frame, maker.scores, texts, min_chars)


@dataclass(frozen=True, eq=False)
class _Frames:
    """The frames of one run, made from spans of the stream."""

    texts: Texts
    contents: list[str]
    stream: Stream
    passages: Passages
    mandated: NDArray[np.bool_]

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
        official = np.flatnonzero(self.mandated)
        covered = np.searchsorted(official, end) - np.searchsorted(official, start)
        agency = self.texts.codes("agency")[self.report]
        out = {
            "example": example,
            "n_chars": end - start,
            "n_reports": count_groups(family, self.report, self.n),
            "n_agencies": count_groups(family, agency, self.n),
            "mandated_share": covered / np.maximum(end - start, 1),
        }
        for x in ("province", "agency_type"):
            s = spread(family, agency, self.texts.codes(x)[self.report], self.n)
            out |= {f"n_{x}": s.n, f"top_{x}_share": s.top_share, f"top_{x}": s.top}
            out[f"top_{x}_name"] = pd.array(self.texts.names(x)[s.top], dtype="str")
        return pd.DataFrame(out | self._years())

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
        year = self.texts.reports["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        when = year[self.report]
        seen = pd.DataFrame({"family": family, "year": when, "report": self.report}).dropna().drop_duplicates()
        per = seen.groupby(["family", "year"], sort=True).size().reset_index(name="size")
        share = per["size"] / per["year"].map(pd.Series(year).value_counts())
        by = per.assign(share=share).groupby("family")
        table = by.agg(first=("year", "min"), last=("year", "max"), n=("year", "size"), share=("share", "max"))
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
            corpus[x] = np.bincount(codes[codes >= 0]) / max(int((codes >= 0).sum()), 1)
        return label_families(self.facts, corpus)

    @cached_property
    def ids(self) -> NDArray[np.str_]:
        """Identifier of each family: a hash of its normalised text, numbered where two families read alike."""
        facts = self.facts
        where = facts["example"].to_numpy()
        spans = zip(self.passages.start[where].tolist(), self.passages.end[where].tolist(), strict=True)
        names = pd.Series(
            [xxhash.xxh3_64_hexdigest(self.stream.codes[a:b].astype("<u4").tobytes()) for a, b in spans], dtype="str"
        )
        again = names.groupby(names).cumcount()
        return np.asarray(names.where(again == 0, names + "-" + again.astype("str")), dtype="str")

    @cached_property
    def spans(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Offsets of each passage in its row of text."""
        source = self.stream.source
        if not len(self.passages):
            return self.passages.start, self.passages.end
        return source[self.passages.start].astype(np.int64), source[self.passages.end - 1].astype(np.int64) + 1

    def slices(self, where: NDArray[np.int64]) -> list[str]:
        """Texts of passages."""
        start, end = self.spans
        rows = zip(self.home[where].tolist(), start[where].tolist(), end[where].tolist(), strict=True)
        return [self.contents[t][a:b] for t, a, b in rows]

    @cached_property
    def passages_frame(self) -> pd.DataFrame:
        """Frame ``passages``, by report and start."""
        family = self.passages.family
        rows = self.texts.rows
        offset = rows["start"].to_numpy()[self.home]
        start, end = self.spans if len(self.passages) else (offset, offset)
        frame = pd.DataFrame(
            {
                "family_id": pd.array(self.ids[family] if self.n else [], dtype="str"),
                "report_id": rows["report_id"].array[self.home],
                "section": rows["section"].array[self.home],
                "start": offset + start,
                "end": offset + end,
                "text": pd.array(self.slices(np.arange(len(self.passages))), dtype="str"),
                "kind": self.labels["kind"].array[family],
                "df_reports": self.facts["n_reports"].to_numpy()[family],
                "df_agencies": self.facts["n_agencies"].to_numpy()[family],
            }
        )
        name = np.argsort(np.argsort(self.texts.reports["report_id"].to_numpy(), kind="stable"))[self.report]
        order = np.lexsort((self.ids[family] if self.n else [], frame["end"], frame["start"], name))
        return _typed("passages", frame.iloc[order])

    @cached_property
    def families(self) -> pd.DataFrame:
        """Frame ``families``, commonest first."""
        frame = self.facts.join(self.labels).rename(columns={"n_province": "n_provinces"})
        frame = frame.assign(
            family_id=pd.array(self.ids, dtype="str"),
            text=pd.array(self.slices(self.facts["example"].to_numpy()), dtype="str"),
        )
        order = ["n_reports", "n_chars", "family_id"]
        return _typed("families", frame.sort_values(order, ascending=[False, False, True], kind="stable"))

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Frame ``scores``: shares by provenance."""
        number = {k: i for i, k in enumerate(KINDS)}
        kind = np.array([number[k] for k in self.labels["kind"]], dtype=np.int64)
        painted = paint_kinds(len(self.stream.codes), self.passages, kind, self.mandated)
        rows = self.texts.rows
        return _typed("scores", share_table(painted, self.stream.text_of, rows["report_id"], rows["section"]))


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the contract's columns, order and dtypes."""
    return frame[list(FRAMES[name])].reset_index(drop=True).astype(FRAMES[name])
