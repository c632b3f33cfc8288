"""Shares by provenance: one colour a character, and shares that sum to one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.families import scores
from textmine.reuse.families.gather import Passages
from textmine.reuse.families.scores import (
    ORIGINAL,
    SHARES,
    long_scores,
    paint_kinds,
    share_parts,
)
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.schema import KINDS

MANDATED, PEER, STOCK = (KINDS.index(kind) for kind in ("mandated", "peer", "stock"))
SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 10), st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


def passages_of(rows: list[tuple[int, int, int]]) -> Passages:
    """Passages given as (start, end, family)."""
    return Passages(*np.array(sorted(rows), dtype=np.int64).reshape(-1, 3).T)


def test_the_shorter_passage_and_official_wording_win() -> None:
    found = paint_kinds(
        10,
        passages_of([(1, 8, 0), (3, 5, 1)]),
        np.array([PEER, STOCK]),
        np.isin(np.arange(10), [4, 9]),
    )
    own, peer, stock = ORIGINAL, PEER, STOCK
    expected = [own, peer, peer, stock, MANDATED, peer, peer, peer, own, MANDATED]
    assert found.tolist() == expected


@settings(deadline=None)
@given(SPANS, st.integers(1, 30))
def test_each_character_has_the_kind_of_its_shortest_passage(
    rows: list[tuple[int, int, int]], step: int
) -> None:
    passages = passages_of(
        [(start, start + size, family) for start, size, family in rows]
    )
    kind = np.array([1, 2, 3, 4])
    with use_batch_sizes(BatchSizes(painted=step)):
        painted = paint_kinds(30, passages, kind, np.zeros(30, dtype=np.bool_))
    spans = list(zip(passages.start, passages.end, passages.family, strict=True))
    for place, color in enumerate(painted.tolist()):
        over = [
            (end - start, kind[f]) for start, end, f in spans if start <= place < end
        ]
        least = min((size for size, _ in over), default=0)
        assert color in ({k for size, k in over if size == least} or {ORIGINAL})


def table(painted: list[int], text: list[int]) -> pd.DataFrame:
    """Shares of two reports: the first of two sections and a text of none, the other of one."""
    report = pd.Series(["甲", "甲", "甲", "乙"])
    section = pd.Series(["problems", "overview", "", "problems"])
    bounds = np.searchsorted(text, np.arange(len(report) + 1))
    parts = share_parts(np.array(painted, dtype=np.int8), bounds, report, section)
    return pd.concat(parts, ignore_index=True)


def test_shares_are_counted_by_report_and_by_section() -> None:
    painted = [PEER, PEER, ORIGINAL, ORIGINAL, MANDATED, ORIGINAL]
    found = table(painted, [0, 0, 0, 1, 2, 3])
    value = found.set_index(["report_id", "scope", "score"])["value"]
    assert value["甲", "report", "share_peer"] == pytest.approx(2 / 5)
    assert value["甲", "report", "share_mandated"] == pytest.approx(1 / 5)
    assert value["甲", "problems", "share_peer"] == pytest.approx(2 / 3)
    assert value["甲", "overview", "share_original"] == 1
    assert (
        value["乙", "report", "share_original"]
        == value["乙", "problems", "share_original"]
        == 1
    )
    sums = found.groupby(["report_id", "scope"])["value"].sum()
    assert sums.tolist() == pytest.approx([1.0] * 5)


def test_the_report_stands_before_its_sections_and_no_section_is_none() -> None:
    found = table([PEER] * 4, [0, 1, 2, 3]).drop_duplicates(["report_id", "scope"])
    rows = found[["report_id", "scope", "n"]].to_numpy().tolist()
    # Reports by name; of each the whole comes first, then its sections by name.
    assert rows == [
        ["乙", "report", 1],
        ["乙", "problems", 1],
        ["甲", "report", 3],
        ["甲", "overview", 1],
        ["甲", "problems", 1],
    ]


def test_shares_are_the_same_however_many_reports_are_counted_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted, text = [PEER, ORIGINAL, MANDATED, ORIGINAL], [0, 0, 2, 3]
    whole = table(painted, text)
    monkeypatch.setattr(scores, "REPORTS_AT_ONCE", 1)
    pd.testing.assert_frame_equal(table(painted, text), whole)
    reports = pd.Series(list("bacbd"))
    places = [some.tolist() for some in scores.rows_by_report(reports)]
    assert places == [[1], [0, 3], [2], [4]]
    monkeypatch.setattr(scores, "REPORTS_AT_ONCE", 2)
    places = [some.tolist() for some in scores.rows_by_report(reports)]
    assert places == [[0, 1, 3], [2, 4]]
    assert [some.tolist() for some in scores.rows_by_report(reports[:0])] == [[]]


def test_what_has_no_character_has_no_share() -> None:
    found = table([PEER, PEER], [0, 0])
    assert set(zip(found["report_id"], found["scope"], strict=True)) == {
        ("甲", "report"),
        ("甲", "problems"),
    }


def test_long_scores_have_a_row_a_value_and_no_interval() -> None:
    index = pd.MultiIndex.from_tuples([("甲", "report"), ("乙", "report")])
    values = pd.DataFrame(
        [[0.25, 0.75], [1.0, 0.0]], index=index, columns=["one", "two"]
    )
    found = long_scores(values, np.array([40, 7]))
    assert found["report_id"].tolist() == ["甲", "甲", "乙", "乙"]
    assert found["score"].tolist() == ["one", "two"] * 2
    assert found["value"].tolist() == [0.25, 0.75, 1.0, 0.0]
    assert found["n"].tolist() == [40, 40, 7, 7]
    assert found[["ci_low", "ci_high"]].isna().all(axis=None)


def test_there_is_a_share_for_each_kind_and_for_the_rest() -> None:
    assert len(SHARES) == len(KINDS) + 1
    assert SHARES[ORIGINAL] == "share_original" and SHARES[PEER] == "share_peer"
