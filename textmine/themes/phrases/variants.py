"""Variants of one formula, gathered under a template: how far it reaches, and who had it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.progress import begin_step, watch_steps
from textmine.schema import NarrativeSource
from textmine.stats.groups import cluster_labels
from textmine.text.words import Segmenter
from textmine.themes.narrative import check_narrative
from textmine.themes.phrases.places import mark_phrases
from textmine.themes.phrases.tokens import SLOTS

COLUMNS = {
    "template": "str",
    "variant": "str",
    "n_variants": "int64",
    "df_reports": "int64",
    "df_agencies": "int64",
    "first_year": "str",
    "first_agency": "str",
    "n_first": "int64",
}
# Characters below which a phrase is a term and has no variants.
MIN_CHARS = 8
# Share of each variant's characters that its template keeps at least (three words of ten may
# differ). Chosen by hand; no other value was tried.
MIN_SHARED = 0.7
# What stands in a template for what differs.
GAP = "…"
# Stretches of fewer characters between two gaps are met by chance.
MIN_KEPT = 2

Words = tuple[str, ...]


@check_arguments
def gather_variants(
    phrases: pd.DataFrame,
    texts: pd.DataFrame | NarrativeSource,
    *,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Gather phrases that are variants of one formula under its template.

    Parameters
    ----------
    phrases : pandas.DataFrame
        As ``mine_phrases`` gives them: phrase, n_chars.
    texts : pandas.DataFrame or NarrativeSource
        What they were mined from: ``report_id``, ``text``; ``agency`` and ``year`` are used if
        there.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        One row a variant: template (the words that all variants have, at least 70 % of each, … for
        what differs), variant, n_variants, df_reports and df_agencies (that say any variant),
        first_year, first_agency (of the earliest year; one of n_first), n_first; templates with
        most agencies first. Formulas with a single wording are left out.

    Raises
    ------
    FrameError
        If columns are missing.

    Examples
    --------
    >>> said = ["及时更新信息公开目录和指南", "按时更新信息公开目录和指南"]
    >>> frame = pd.DataFrame(
    ...     {"report_id": ["a", "b"], "year": [2021, 2019], "text": said}
    ... )
    >>> phrases = pd.DataFrame({"phrase": said, "n_chars": [13, 13]})
    >>> gather_variants(phrases, frame)[
    ...     ["template", "df_reports", "first_year"]
    ... ].values.tolist()[0]
    ['…更新信息公开目录和指南', 2, '2019']
    """
    phrases = take_frame(phrases, ["phrase", "n_chars"], what="phrases")
    frame = check_narrative(texts)
    is_long = phrases["n_chars"] >= MIN_CHARS
    with watch_steps("variants", 3, show=progress):
        begin_step("formulas")
        gathered = _gather(phrases.loc[is_long, "phrase"].astype(str).tolist())
        formulas = [formula for formula in gathered if len(formula.variants) > 1]
        if not formulas:
            return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
        begin_step("places")
        said = mark_phrases(frame, [v for one in formulas for v in one.variants])
        begin_step("reach")
        holders = _VariantHolders.of(frame, said[said["value"] > 0])
        rows = [
            {"template": formula.spell(), "variant": variant, **reach}
            for formula in formulas
            for reach in [holders.tell_reach(formula.variants)]
            for variant in formula.variants
        ]
    out = pd.DataFrame(rows).astype(COLUMNS)
    order = {"df_agencies": False, "df_reports": False, "template": True}
    out = out.sort_values(list(order), ascending=list(order.values()), kind="stable")
    return out.reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Formula:
    """Variants of one formula.

    Parameters
    ----------
    shared : tuple of str
        The words that all variants have, in order.
    variants : tuple of str
        As they stand in the frame of phrases.
    longest : int
        Characters of the longest one.
    """

    shared: Words
    variants: tuple[str, ...]
    longest: int

    @classmethod
    def of(cls, phrase: str) -> _Formula:
        """A formula of one wording."""
        words = _cut(phrase)
        return cls(words, (phrase,), _count_chars(words))

    def add(self, phrase: str) -> _Formula:
        """The formula with a variant more, of which it keeps what is shared."""
        words = _cut(phrase)
        ops = LCSseq.opcodes(self.shared, words)
        kept = (
            self.shared[op.src_start : op.src_end] for op in ops if op.tag == "equal"
        )
        shared = tuple(word for run in kept for word in run)
        longest = max(self.longest, _count_chars(words))
        return _Formula(shared, (*self.variants, phrase), longest)

    @property
    def share(self) -> float:
        """Share of the longest variant's characters that all variants have."""
        return _count_chars(self.shared) / self.longest

    def spell(self) -> str:
        """Template: the shared words, with gaps where any variant has something else."""
        gaps = {
            op.src_start
            for variant in self.variants
            for op in LCSseq.opcodes(self.shared, _cut(variant))
            if op.tag == "insert"
        }
        runs = [""]
        for place, word in enumerate(self.shared):
            if place in gaps:
                runs.append("")
            runs[-1] += word
        # The first and the last may be empty: a gap at that end.
        ends = [*runs, ""] if len(self.shared) in gaps else runs
        kept = [run for run in ends if _count_chars((run,)) >= MIN_KEPT]
        front = GAP if ends[0] not in kept else ""
        back = GAP if ends[-1] not in kept else ""
        text = front + GAP.join(kept) + (back if kept else "")
        return text.translate(_SLOT_NAMES)


_SLOT_NAMES = str.maketrans({mark: name for name, mark in SLOTS.items()})
# Finer than the genre's words: 政府信息公开工作 and 信息公开 share two of them.
_GENERAL = Segmenter(lexicon={})


@lru_cache(maxsize=4096)
def _cut(phrase: str) -> Words:
    """Words of general Chinese; a slot is one."""
    for name, mark in SLOTS.items():
        phrase = phrase.replace(name, mark)
    return tuple(_GENERAL.cut(phrase))


def _count_chars(words: Words) -> int:
    """Characters of words; a slot counts as one."""
    return sum(map(len, words))


def _gather(phrases: list[str]) -> list[_Formula]:
    """Put each phrase to the formula that keeps most with it, if that is enough of all variants."""
    formulas: list[_Formula] = []
    for phrase in phrases:
        alone = _Formula.of(phrase)
        best, at = max(
            ((formulas[i].add(phrase), i) for i in _find_near(alone, formulas)),
            key=lambda found: found[0].share,
            default=(alone, -1),
        )
        if at >= 0 and best.share >= MIN_SHARED:
            formulas[at] = best
        else:
            formulas.append(alone)
    return formulas


def _find_near(alone: _Formula, formulas: Sequence[_Formula]) -> list[int]:
    """Formulas of which enough might be kept: of characters no fewer are shared than of words."""
    if not formulas:
        return []
    texts = ["".join(formula.shared) for formula in formulas]
    shared = cdist(["".join(alone.shared)], texts, scorer=LCSseq.similarity)[0]
    longest = np.array([formula.longest for formula in formulas])
    enough = shared >= MIN_SHARED * np.maximum(longest, alone.longest)
    return np.flatnonzero(enough).tolist()


@dataclass(frozen=True, slots=True)
class _VariantHolders:
    """Who says which variant.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row of the texts each: report_id, owner (what joins an agency's reports), name (as
        printed), year (possibly missing).
    reports : dict of str to set of str
        Variant → reports that say it.
    """

    rows: pd.DataFrame
    reports: dict[str, set[str]]

    @classmethod
    def of(cls, frame: pd.DataFrame, said: pd.DataFrame) -> _VariantHolders:
        """Take them from texts and from what ``mark_phrases`` found."""
        report = frame["report_id"].astype(str)
        owner = cluster_labels(frame)
        name = frame["agency"].fillna("").astype(str) if "agency" in frame else report
        year = frame["year"].astype("Int64") if "year" in frame else pd.NA
        rows = pd.DataFrame(
            {
                "report_id": report,
                "owner": owner,
                "name": name.where(name != "", report),
                "year": pd.Series(year, index=frame.index, dtype="Int64"),
            }
        )
        groups = said.groupby("item", sort=False)["report_id"]
        reports = {str(item): set(ids) for item, ids in groups}
        return cls(rows.drop_duplicates(), reports)

    def tell_reach(self, variants: Sequence[str]) -> dict[str, object]:
        """Reports and agencies that say any of the variants, and who had it first."""
        reports = set().union(*(self.reports.get(v, set()) for v in variants))
        rows = self.rows[self.rows["report_id"].isin(reports)]
        dated = rows[rows["year"].notna()]
        earliest = dated[dated["year"] == dated["year"].min()]
        earliest = earliest.sort_values(["owner", "name"], kind="stable")
        return {
            "n_variants": len(variants),
            "df_reports": len(reports),
            "df_agencies": rows["owner"].nunique(),
            "first_year": "" if earliest.empty else str(earliest["year"].iloc[0]),
            "first_agency": "" if earliest.empty else earliest["name"].iloc[0],
            "n_first": earliest["owner"].nunique(),
        }
