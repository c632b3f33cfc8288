"""Pairs of reports on demand: what they share, whether chance would give it, and who came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.errors import FrameError
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.columns import Columns
from textmine.reuse.ground.stream import Stream
from textmine.reuse.judge.align import Duo, Match, find_steps, make_duo, match_duos
from textmine.reuse.judge.direction import (
    ReportFacts,
    joined_by,
    judge_pairs,
    name_pair,
)
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import NOBODYS
from textmine.reuse.judge.null import Null
from textmine.schema import make_frame
from textmine.stats.discovery import adjust_fdr
from textmine.stats.moments import find_moments

MAX_REPORTS = 50
"""Families of more reports are templates: they make no pair. Bounds the cost of ranking."""
TESTED = 200
"""Strongest pairs that are tested; the false discovery rate is over them."""
MAX_Q = 0.05
"""Pairs up to this false discovery rate are listed where no number is asked for."""
AT_LEAST, AT_MOST = 20, 100
"""How many are listed then in any case and at most: in small corpora the null is too small for any
pair to reach ``MAX_Q``; each pair listed is aligned, which takes about 10 ms."""


def find_pairs(
    evidence: Evidence,
    report_id: str | None = None,
    *,
    top: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank the pairs of reports by the rare text they share, and measure them.

    Candidates share a family that stands in at most 50 reports and is neither mandated nor stock;
    they rank by Σ characters · log(1 + N / reports). Commoner families are templates: they make no
    pair. The 200 strongest candidates (or ``top``, if more) are tested.

    Parameters
    ----------
    evidence : Evidence
        A run, and who holds what in it.
    report_id : str, optional
        Only pairs of this report.
    top : int, optional
        Number of pairs; by default all with a q of at most 0.05, at least 20 and at most 100.
    seed : int, optional
        Seed of the null sample.

    Returns
    -------
    pandas.DataFrame
        Frame ``pairs``. ``report_a`` is the earlier report where years or dates tell. pair_type:
        cross_year (same agency, other year), same_year (versions of one report), same_agency (a
        year of them is not known), vertical (other level of the same sector and province),
        same_sector, same_place, other. shared_chars: characters that align as equal, official and
        stock wording apart; longest: longest such run; containment: their share of all such
        characters of a and of b; jaccard: of runs of 8 characters.
        expected: containment of the smaller report's runs of 8 between unrelated reports
        whose sections have the same labels and lengths; excess: the observed one less that;
        n_null: unrelated pairs compared, B; p_floor: the least p that they allow, 1 / (1 +
        B); p_value: permutation p of the excess; q_value: false discovery rate over the
        pairs tested, where an excess beyond all of the null counts by the tail fitted to it
        (:meth:`textmine.reuse.judge.null.Null.tail_p`), so that q ranks.
        direction: a_to_b, b_to_a, common template, undetermined; p_direction: its probability, NaN
        where nothing tells of it (:func:`textmine.reuse.judge.direction.judge_pairs`).

    Raises
    ------
    FrameError
        If there is no such report, or ``top`` is negative.

    References
    ----------
    Y. Benjamini & Y. Hochberg (1995), JRSS B 57, 289–300; A. Z. Broder (1997), SEQUENCES '97,
    21–29.
    """
    mined = evidence.mined
    if report_id is not None and report_id not in mined.number_of:
        raise FrameError(
            f"no report {report_id!r} among the {len(mined.number_of)} mined"
        )
    if top is not None and top < 0:
        raise FrameError(
            f"pairs: top is {top}; expected a number of pairs from 0 on, or None"
        )
    only = None if report_id is None else mined.number_of[report_id]
    ranked = rank_pairs(mined, only, max(top or 0, TESTED))
    null = Null(mined, seed)
    tests = pd.DataFrame(
        [_test(null, a, b) for a, b in ranked.tolist()], columns=list(_TESTS)
    )
    tests["q_value"] = adjust_fdr(tests.pop("tail_p"))
    chosen = _choose(tests["q_value"].to_numpy(), top)
    numbers = _in_time(mined.texts.reports, ranked[chosen])
    facts, pairs = _facts_of(mined, np.unique(numbers)), numbers.tolist()
    measured = pd.DataFrame(_measure(mined, numbers), columns=list(_MEASURES))
    judged = judge_pairs(evidence, numbers)
    measured["pair_type"] = [name_pair(facts[a], facts[b]) for a, b in pairs]
    judged["joined_by"] = [joined_by(facts[a], facts[b]) for a, b in pairs]
    tested = tests.iloc[chosen].reset_index(drop=True)
    return make_frame("pairs", pd.concat([measured, tested, judged], axis=1))


def _choose(q: NDArray[np.float64], top: int | None) -> NDArray[np.int64]:
    """Places of the pairs to list, in order of strength."""
    if top is not None:
        return np.arange(min(top, len(q)))
    among_strongest = np.arange(len(q)) < AT_LEAST
    return np.flatnonzero(among_strongest | (q <= MAX_Q))[:AT_MOST]


REPORTS_AT_ONCE = 1000
"""Reports that are set against all others in one go: each shares rare text with some hundred."""


def rank_pairs(mined: Catalogue, only: int | None, most: int) -> NDArray[np.int64]:
    """Rank the pairs of reports by the rare text they share.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    only : int or None
        Number of a report whose pairs are ranked; None for all.
    most : int
        How many are given at most.

    Returns
    -------
    numpy.ndarray of int64, shape (n_pairs, 2)
        Numbers of the reports, the lower first; strongest pairs first.
    """
    df = mined.facts["n_reports"].to_numpy()
    nobodys = mined.labels["kind"].isin(NOBODYS).to_numpy()
    rare = (df <= MAX_REPORTS) & (df > 1) & ~nobodys
    n = len(mined.texts.reports)
    family, report = mined.passages.family, mined.report
    chosen = rare[family]
    size = (mined.passages.end - mined.passages.start)[chosen].astype(np.float64)
    matrix = csr_array(
        (size, (report[chosen], family[chosen])), shape=(n, max(mined.n, 1))
    )
    matrix.sum_duplicates()
    # The root on both sides of the product gives Σ √(xy) · log(1 + N / df) over shared families.
    matrix.data = np.sqrt(matrix.data * np.log1p(n / df[matrix.indices]))
    others, numbers = (
        matrix.T.tocsr(),
        np.arange(n) if only is None else np.array([only]),
    )
    best = _Ranked(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    for start in range(0, len(numbers), REPORTS_AT_ONCE):
        own = numbers[start : start + REPORTS_AT_ONCE]
        product = (matrix[own] @ others).tocoo()
        a, b = own[product.row], product.col.astype(np.int64)
        keep = a < b if only is None else a != b
        low, high = np.minimum(a, b)[keep], np.maximum(a, b)[keep]
        best = best.join(_Ranked(low, high, np.round(product.data[keep], 6))).head(most)
    return np.column_stack([best.low, best.high])


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked(Columns):
    """Pairs of reports, the lower number first, and what each shares."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    value: NDArray[np.float64]

    def head(self, most: int) -> _Ranked:
        """The strongest ones, in order."""
        return self.take(np.lexsort((self.high, self.low, -self.value))[:most])


_TESTS = ("jaccard", "expected", "excess", "n_null", "p_floor", "p_value", "tail_p")
_MEASURES = (
    "report_a",
    "report_b",
    "shared_chars",
    "longest",
    "containment_ab",
    "containment_ba",
)


def _test(null: Null, a: int, b: int) -> dict[str, float]:
    """Compare a pair with what chance gives."""
    pair = null.compare(a, b)
    expected = null.expect(pair)
    excess = pair.containment - expected
    # Without any unrelated pair there is nothing to expect and nothing can be said.
    known = expected == expected
    return {
        "jaccard": pair.jaccard,
        "expected": expected,
        "excess": excess,
        "n_null": len(null.residuals),
        "p_floor": 1 / (1 + len(null.residuals)),
        "p_value": null.p_value(excess) if known else 1.0,
        "tail_p": null.tail_p(excess) if known else 1.0,
    }


def _facts_of(mined: Catalogue, numbers: NDArray[np.int64]) -> dict[int, ReportFacts]:
    """What is known of some reports, by number: plain rows, for each is looked at many times."""
    rows = mined.texts.reports.iloc[numbers].to_dict("records")
    return dict(zip(numbers.tolist(), rows, strict=True))


def _in_time(reports: pd.DataFrame, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put the earlier report of each pair first; by name where time does not tell."""
    numbers = np.unique(pairs)
    rows = reports.iloc[numbers]
    order = np.lexsort(
        (rows["report_id"].to_numpy(np.object_), find_moments(rows).place)
    )
    place = np.argsort(order)[np.searchsorted(numbers, pairs)]
    return np.take_along_axis(pairs, np.argsort(place, axis=1), axis=1)


def _measure(mined: Catalogue, pairs: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Align pairs, some of them in one go, and count what is equal in each."""
    names = mined.texts.reports["report_id"].to_numpy(dtype=np.object_)[pairs]
    sizes = np.diff(mined.report_bounds)[pairs].sum(axis=1)
    rows: list[dict[str, Any]] = []
    for batch in cut_batches(np.append(0, np.cumsum(sizes))):
        duos = [make_duo(mined, *names[k]) for k in batch]
        shared = match_duos(duos, mined.min_chars)
        for k, duo, matches in zip(batch, duos, shared, strict=True):
            measured = _count_equal(mined, duo, matches)
            rows.append({"report_a": names[k, 0], "report_b": names[k, 1], **measured})
    return rows


def _count_equal(
    mined: Catalogue, duo: Duo, matches: Sequence[Match]
) -> dict[str, float]:
    """Count the characters of two reports that align as equal, known wording apart."""
    apart = mined.mandated[duo.places] | mined.stock[duo.places]
    shared = longest = 0
    for match in matches:
        for low, high in _equal_runs(duo.stream, match):
            own = int((~apart[low:high]).sum())
            shared += own
            longest = max(longest, own)
    own_a, own_b = int((~apart[: duo.border]).sum()), int((~apart[duo.border :]).sum())
    return {
        "shared_chars": shared,
        "longest": longest,
        "containment_ab": shared / own_a if own_a else 0.0,
        "containment_ba": shared / own_b if own_b else 0.0,
    }


def _equal_runs(stream: Stream, match: Match) -> list[tuple[int, int]]:
    """Spans of a, in the stream of the pair, that align as equal."""
    return [
        (match.start_a + op.src_start, match.start_a + op.src_end)
        for op in find_steps(stream, match)
        if op.tag == "equal"
    ]
