"""Pairs of reports on demand: what they share, whether chance would give it, and who came first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from scipy.sparse import csr_array

from textmine.errors import FrameError
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.stream import Stream
from textmine.reuse.judge.align import Match, find_matches, make_duo
from textmine.reuse.judge.direction import joined_by, judge_direction, name_pair
from textmine.reuse.judge.null import Null
from textmine.schema import make_frame
from textmine.stats.discovery import adjust_fdr

MAX_REPORTS = 50
TESTED = 200


def find_pairs(
    mined: Catalogue,
    passages: pd.DataFrame,
    report_id: str | None = None,
    *,
    top: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank the pairs of reports by the rare text they share, and measure them.

    Candidates share a family that stands in at most 50 reports and is neither mandated nor stock;
    they rank by Σ characters · log(1 + N / reports). Commoner families are templates: they make no
    pair. The 200 strongest candidates (or ``top``, if more) are tested, the ``top`` strongest
    returned.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    passages : pandas.DataFrame
        Its frame ``passages``.
    report_id : str, optional
        Only pairs of this report.
    top : int, optional
        Number of pairs.
    seed : int, optional
        Seed of the null sample.

    Returns
    -------
    pandas.DataFrame
        Frame ``pairs``. ``report_a`` is the earlier report where years or dates tell. pair_type:
        cross_year (same agency), vertical (other level of the same sector and province),
        same_sector, same_place, other. shared_chars: characters that align as equal, official and
        stock wording apart; longest: longest such run; containment: their share of all such
        characters of a and of b; jaccard: of runs of 8 characters. expected: containment of the
        smaller report's runs of 8 between unrelated reports whose sections have the same labels and
        lengths; excess: the observed one less that; p_value: permutation p of the excess; q_value:
        over the pairs tested. direction: a_to_b, b_to_a, common template, undetermined.

    Raises
    ------
    FrameError
        If there is no such report.

    References
    ----------
    Y. Benjamini & Y. Hochberg (1995), JRSS B 57, 289–300; A. Z. Broder (1997), SEQUENCES '97,
    21–29.
    """
    if report_id is not None and report_id not in mined.number_of:
        raise FrameError(f"no report {report_id!r} among the {len(mined.number_of)} mined")
    pairs = _candidates(mined, None if report_id is None else mined.number_of[report_id])[
        : max(top, TESTED)
    ]
    null = Null(mined, seed)
    tests = [_test(null, int(a), int(b)) for a, b in pairs]
    q = adjust_fdr([t["p_value"] for t in tests])
    meta = mined.texts.reports
    rows = []
    for (a, b), test, q_value in list(zip(pairs.tolist(), tests, q.tolist(), strict=True))[:top]:
        first, second = _in_time(mined, a, b)
        measured = _measure(mined, first, second)
        rows.append(
            measured
            | test
            | {"q_value": q_value, "joined_by": joined_by(meta.iloc[first], meta.iloc[second])}
            | judge_direction(mined, passages, first, second)
        )
    return make_frame("pairs", rows)


def _candidates(mined: Catalogue, only: int | None) -> NDArray[np.int64]:
    """Pairs of report numbers, strongest first."""
    df = mined.facts["n_reports"].to_numpy()
    rare = (
        (df <= MAX_REPORTS)
        & (df > 1)
        & ~mined.labels["kind"].isin(["mandated", "stock"]).to_numpy()
    )
    n = len(mined.texts.reports)
    family, report = mined.passages.family, mined.report
    chosen = rare[family]
    size = (mined.passages.end - mined.passages.start)[chosen].astype(np.float64)
    matrix = csr_array((size, (report[chosen], family[chosen])), shape=(n, max(mined.n, 1)))
    matrix.sum_duplicates()
    matrix.data = np.sqrt(matrix.data * np.log1p(n / np.maximum(df[matrix.indices], 1)))
    product = ((matrix if only is None else matrix[[only]]) @ matrix.T).tocoo()
    a = product.row if only is None else np.full(len(product.row), only)
    b = product.col
    keep = a < b if only is None else a != b
    a, b, value = a[keep].astype(np.int64), b[keep].astype(np.int64), product.data[keep]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((high, low, -np.round(value, 6)))
    return np.column_stack([low, high])[order]


def _test(null: Null, a: int, b: int) -> dict[str, Any]:
    """Compare a pair with what chance gives."""
    pair = null.compare(a, b)
    expected = null.expect(pair)
    excess = pair.containment - expected
    return {
        "jaccard": pair.jaccard,
        "expected": expected,
        "excess": excess,
        "p_value": null.p_value(excess) if expected == expected else 1.0,
    }


def _in_time(mined: Catalogue, a: int, b: int) -> tuple[int, int]:
    """Put the earlier report first; by name where time does not tell."""
    reports = mined.texts.reports

    def key(i: int) -> tuple[int, str, str]:
        row = reports.iloc[i]
        return (
            9999 if pd.isna(row["year"]) else int(row["year"]),
            row["published"],
            row["report_id"],
        )

    return (a, b) if key(a) <= key(b) else (b, a)


def _measure(mined: Catalogue, a: int, b: int) -> dict[str, Any]:
    """Align a pair and count what is equal."""
    names = [str(mined.texts.reports["report_id"].iloc[i]) for i in (a, b)]
    duo = make_duo(mined, *names)
    apart = (mined.mandated | mined.stock)[duo.places]
    shared = longest = 0
    for match in find_matches(duo, mined.min_chars):
        for low, high in _equal_runs(duo.stream, match):
            own = int((~apart[low:high]).sum())
            shared += own
            longest = max(longest, own)
    own_a, own_b = int((~apart[: duo.border]).sum()), int((~apart[duo.border :]).sum())
    return {
        "report_a": names[0],
        "report_b": names[1],
        "pair_type": name_pair(mined.texts.reports.iloc[a], mined.texts.reports.iloc[b]),
        "shared_chars": shared,
        "longest": longest,
        "containment_ab": shared / max(own_a, 1),
        "containment_ba": shared / max(own_b, 1),
    }


def _equal_runs(stream: Stream, match: Match) -> list[tuple[int, int]]:
    """Spans of a, in the stream of the pair, that align as equal."""
    ops = Levenshtein.opcodes(
        stream.string(match.start_a, match.end_a), stream.string(match.start_b, match.end_b)
    )
    return [
        (match.start_a + op.src_start, match.start_a + op.src_end)
        for op in ops
        if op.tag == "equal"
    ]
