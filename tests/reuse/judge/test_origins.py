"""How a report came by a passage: chances of hand-made gifts."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.judge.holders import Holders
from textmine.reuse.judge.origins import (
    ORIGINS,
    Judged,
    _paint,
    count_origins,
    judge_holders,
)
from textmine.reuse.judge.ties import Gifts
from textmine.reuse.mine import mine_reuse
from textmine.stats.moments import Moments


def evidence_of(rows: list[tuple[int, int, float]]) -> Any:
    """Evidence of holders given as (family, agency, time) in order of family and time."""
    family, agency = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    number = np.arange(len(rows))
    time = np.array([row[2] for row in rows], dtype=np.float64)
    moments = Moments(time, time)
    return SimpleNamespace(holders=Holders(family, number, agency, number, moments))


def gifts_of(rows: list[tuple[int, int, float, bool]]) -> Gifts:
    """Gifts given as (source, copier, chance, whether the copy names the source)."""
    source, copier = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    chance = np.array([row[2] for row in rows], dtype=np.float64)
    return Gifts(
        source, copier, chance, np.array([row[3] for row in rows], dtype=np.bool_)
    )


def names(judged: Judged) -> list[str]:
    return [ORIGINS[k] for k in judged.origin]


def test_the_earlier_gave_and_the_later_took() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2021.1)])
    judged = judge_holders(evidence, gifts_of([(0, 1, 0.8, False)]))
    assert names(judged) == ["given", "taken"]
    assert judged.other.tolist() == [1, 0]
    assert judged.probability.tolist() == [0.8, 0.8]
    assert judged.chance[1, ORIGINS.index("taken")] == pytest.approx(0.8)
    assert judged.chance[1, ORIGINS.index("undecided")] == pytest.approx(0.2)


def test_a_later_report_gave_only_where_the_copy_names_it() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2021.1)])
    silent = judge_holders(evidence, gifts_of([(1, 0, 0.9, False)]))
    assert names(silent) == ["undecided", "undecided"]
    assert silent.other.tolist() == [-1, -1]
    assert np.isnan(silent.probability).all()
    named = judge_holders(evidence, gifts_of([(1, 0, 0.9, True)]))
    assert names(named) == ["taken", "given"]


def test_sources_of_a_copy_add_up_and_copies_of_a_source_join() -> None:
    evidence = evidence_of([(0, 1, 2020.1), (0, 2, 2020.2), (0, 3, 2021.1)])
    found = judge_holders(evidence, gifts_of([(0, 2, 0.3, False), (1, 2, 0.4, False)]))
    assert found.chance[2, ORIGINS.index("taken")] == pytest.approx(0.7)
    # It was taken, and of nobody it is likely that just he gave it.
    assert names(found)[2] == "taken"
    assert found.other.tolist() == [-1, -1, -1]
    assert found.probability[2] == pytest.approx(0.7)
    found = judge_holders(evidence, gifts_of([(0, 2, 0.2, False), (1, 2, 0.6, False)]))
    assert found.other.tolist() == [-1, 2, 1], "the likelier of two"
    assert found.probability.tolist()[1:] == pytest.approx([0.6, 0.6])
    joined = judge_holders(evidence, gifts_of([(0, 1, 0.5, False), (0, 2, 0.5, False)]))
    assert joined.chance[0, ORIGINS.index("given")] == pytest.approx(0.75)
    assert joined.taker[0] == 1, "of equal ones the first"
    assert joined.probability[0] == 0.5, "that just this one took it"
    some = judge_holders(evidence, gifts_of([(0, 1, 0.4, False), (0, 2, 0.4, False)]))
    assert names(some)[0] == "given"
    assert some.other[0] == -1
    assert some.probability[0] == pytest.approx(0.64)


def test_what_an_agency_keeps_or_holds_alone_was_not_taken() -> None:
    rows = [
        (0, 1, 2019.1),
        (0, 2, 2020.1),
        (0, 2, 2021.1),
        (1, 3, 2021.1),
        (1, 3, 2022.1),
    ]
    judged = judge_holders(
        evidence_of(rows), gifts_of([(0, 1, 0.9, False), (0, 2, 0.9, False)])
    )
    assert names(judged) == ["given", "taken", "kept", "first", "kept"]
    assert judged.other.tolist()[2:] == [-1, -1, -1]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 1), st.booleans()),
        max_size=10,
    )
)
def test_chances_of_a_holder_sum_to_one(
    rows: list[tuple[int, int, float, bool]],
) -> None:
    times = [2019.1, 2019.1, 2020.1, 2020.2, 2021.1, np.inf]
    evidence = evidence_of([(0, agency % 4, time) for agency, time in enumerate(times)])
    judged = judge_holders(
        evidence, gifts_of([row for row in rows if row[0] != row[1]])
    )
    assert judged.chance.sum(axis=1).tolist() == pytest.approx([1.0] * 6)
    assert (judged.chance >= -1e-9).all()
    is_claimed = np.isin(
        judged.origin, [ORIGINS.index("taken"), ORIGINS.index("given")]
    )
    assert (is_claimed | (judged.other < 0)).all()
    assert (np.isfinite(judged.probability) == is_claimed).all()
    assert (judged.probability[is_claimed] >= 0.5 - 1e-9).all()


def test_less_than_an_even_chance_is_undecided() -> None:
    chance = np.array(
        [[0.5, 0.5, 0, 0, 0], [0.49, 0.11, 0.4, 0, 0], [0.1, 0.6, 0.3, 0, 0]]
    )
    sure = np.full(3, 0.5)
    judged = Judged(chance, np.array([7, 8, 9]), np.array([1, 2, 3]), sure, sure)
    assert names(judged) == ["taken", "undecided", "given"]
    assert judged.other.tolist() == [7, -1, 3]


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 8), st.integers(0, 5)), max_size=6
    )
)
def test_a_character_is_of_the_shortest_passage_over_it(
    drawn: list[tuple[int, int, int]],
) -> None:
    start, size, row = np.array(drawn, dtype=np.int64).reshape(-1, 3).T
    painted = _paint(start, start + size, row, 21)
    for place, found in enumerate(painted.tolist()):
        over = [(n, -a, r) for a, n, r in drawn if a <= place < a + n]
        least = min(over, default=(0, 0, -1))
        # Of equally short ones the one that begins last.
        assert found in {r for n, a, r in over or [least] if (n, a) == least[:2]}


def test_origins_are_counted_character_by_character(frame: pd.DataFrame) -> None:
    reuse = mine_reuse(frame)
    evidence, judged = reuse.evidence, reuse._judged
    mined, holders = evidence.mined, evidence.holders
    spans, bounds = mined.passages, mined.stream.bounds.tolist()
    row_of = {
        (f, r): k
        for k, (f, r) in enumerate(
            zip(holders.family.tolist(), holders.report.tolist(), strict=True)
        )
    }
    rows = [
        (b - a, -a, b, row_of.get((f, r), -1))
        for a, b, f, r in zip(
            *(x.tolist() for x in (spans.start, spans.end, spans.family, mined.report)),
            strict=True,
        )
    ]
    wanted = np.zeros((len(bounds) - 1, len(ORIGINS)))
    for text, (low, high) in enumerate(pairwise(bounds)):
        for place in range(low, high):
            over = [x for x in rows if -x[1] <= place < x[2]]
            row = min(over)[3] if over and not mined.mandated[place] else -1
            if row >= 0:
                wanted[text] += judged.chance[row]
    assert wanted.any(axis=1).sum() >= 5
    found = count_origins(evidence, judged)
    np.testing.assert_allclose(found, wanted)
    # In small batches too.
    with use_batch_sizes(BatchSizes(chars=50)):
        np.testing.assert_allclose(count_origins(evidence, judged), wanted)


def test_shares_of_an_agency_are_those_of_its_reports_by_their_characters(
    frame: pd.DataFrame,
) -> None:
    renamed = frame["report_id"] == "0-2022"
    frame.loc[renamed, "agency"] = "临泽川市教育体育局"
    frame = frame.assign(agency_id=frame["region"])
    reuse = mine_reuse(frame)
    shares = reuse.scores[reuse.scores["scope"] == "report"]
    shares = shares.merge(frame[["report_id", "agency_id", "agency", "year"]])
    wanted = {}
    for (agency_id, score), own in shares.groupby(["agency_id", "score"]):
        last = own.sort_values("year").iloc[-1]
        value = (own["value"] * own["n"]).sum() / own["n"].sum()
        wanted[agency_id, score] = (last["agency"], value, own["n"].sum(), len(own))
    found = reuse.agency_scores
    assert found["agency_id"].nunique() == 6
    order = [f"share_{name}" for name in ORIGINS]
    for agency_id, own in found.groupby("agency_id"):
        # In the order of the origins; what is kept only where there is an earlier year.
        told = [name for name in order if (agency_id, name) in wanted]
        assert own["score"].tolist() == told
        assert ("share_kept" in told) is (agency_id == "临泽川市")
        for row in own.itertuples():
            agency, value, n, n_reports = wanted[agency_id, row.score]
            assert (row.agency, row.n, row.n_reports) == (agency, n, n_reports)
            assert row.value == pytest.approx(value)


def test_reports_that_share_official_wording_only_have_no_origins() -> None:
    official = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"
    rows = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": [f"全年平稳，公开九条。{official}。", f"{official}。听证直播。"],
            "agency": ["甲县水利局", "乙县民政局"],
            "year": [2020, 2020],
        }
    )
    mined = mine_reuse(rows)
    assert mined.families["kind"].tolist() == ["mandated"]
    assert len(mined.passages) == 2 and mined.origins.empty
    assert "origin" in mined.origins.columns
    shares = mined.scores.query("score == 'share_taken' and scope == 'report'")
    assert shares["value"].tolist() == [0, 0]


def test_beside_a_report_of_no_year_an_agencys_words_are_neither_first_nor_kept() -> (
    None
):
    evidence = evidence_of([(0, 1, 2020.1), (0, 1, 2021.1), (0, 1, np.inf)])
    judged = judge_holders(evidence, gifts_of([]))
    assert names(judged) == ["undecided", "kept", "undecided"]
    assert judged.chance.sum(axis=1).tolist() == [1.0, 1.0, 1.0]
