"""Every measure of the literature, laid together report by report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.families.scores import REPORTS_AT_ONCE
from textmine.reuse.ground.columns import Columns
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import within
from textmine.reuse.measures.modification import measure_modification
from textmine.reuse.measures.originality import measure_originality
from textmine.reuse.measures.phrases import measure_boilerplate
from textmine.reuse.measures.redundancy import measure_redundancy
from textmine.reuse.measures.scoring import Floats, Ints, make_score_rows
from textmine.reuse.measures.stickiness import measure_stickiness


def measure_parts(mined: Catalogue) -> Iterator[pd.DataFrame]:
    """Compute every measure of the literature that the data allow: rows of the frame ``scores``.

    They come by report and score, some reports at a time.
    """
    ids = pd.Index(mined.texts.reports["report_id"])
    rank = np.asarray(pd.factorize(ids, sort=True)[0])
    names = ids.array[np.argsort(rank)]
    found = {}
    for frame in _measures(mined):
        for score, rows in frame.groupby("score"):
            place = ids.get_indexer(pd.Index(rows["report_id"]))
            found[str(score)] = _Score.of(rank[place], rows)
    scores = sorted(found)
    for low in range(0, max(len(ids), 1), REPORTS_AT_ONCE):
        parts = [
            found[score].of_reports(low, low + REPORTS_AT_ONCE) for score in scores
        ]
        number = np.repeat(np.arange(len(scores)), [len(part) for part in parts])
        of_all = _Score.empty().join(*parts)
        order = np.lexsort((number, of_all.rank))
        of_all, number = of_all.take(order), number[order]
        named = np.array(scores)[number]
        yield make_score_rows(names[of_all.rank], named, of_all.value, of_all.n)


@dataclass(frozen=True, slots=True, eq=False)
class _Score(Columns):
    """One score of all reports that have it, in the order of their ids.

    Parameters
    ----------
    rank : numpy.ndarray of int32, shape (n,)
        Place of the report in that order.
    value : numpy.ndarray of float64, shape (n,)
        The score.
    n : numpy.ndarray of int64, shape (n,)
        What it counts.
    """

    rank: NDArray[np.int32]
    value: Floats
    n: Ints

    @classmethod
    def empty(cls) -> _Score:
        """Of no report."""
        return cls(np.empty(0, np.int32), np.empty(0), np.empty(0, np.int64))

    @classmethod
    def of(cls, rank: NDArray[Any], rows: pd.DataFrame) -> _Score:
        """Of the rows of a frame ``scores``."""
        value, n = rows["value"].to_numpy(), rows["n"].to_numpy()
        return cls(rank.astype(np.int32), value, n).take(np.argsort(rank))

    def of_reports(self, low: int, high: int) -> _Score:
        """Of some reports in that order."""
        return self.take(within(self.rank, low, high))


def _measures(mined: Catalogue) -> Iterator[pd.DataFrame]:
    """Each measure, one after the other."""
    sentences = cut_sentences(mined.texts.contents, mined.stream)
    yield measure_originality(mined)
    yield measure_boilerplate(mined, sentences)
    yield measure_redundancy(mined, sentences)
    yield measure_stickiness(mined, sentences)
    yield measure_modification(mined)
