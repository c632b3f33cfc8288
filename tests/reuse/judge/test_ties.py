"""Who gave whom: source and copier of the fixture, in ties, origins and scores."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.judge import ties
from textmine.reuse.judge.ties import tell
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.schema import FRAMES


@pytest.fixture
def reuse(frame: pd.DataFrame) -> Reuse:
    return mine_reuse(frame)


def test_the_earlier_agency_is_the_source(reuse: Reuse, dtype_names) -> None:
    found = reuse.ties(least=0.1)
    assert dtype_names(found) == FRAMES["ties"]
    tie = found.set_index(["source", "copier"]).loc[
        ("临泽川市教育局", "望溪州市教育局")
    ]
    assert "0-2021→1-2022" in tie["reports"]
    assert "1 year earlier" in tie["evidence"]
    assert ("望溪州市教育局", "临泽川市教育局") not in set(
        zip(found["source"], found["copier"], strict=True)
    )


COPIED = [
    "办事大厅的查询机坏了大半年没人修，来访群众只好排队去人工窗口，最长的一天排到了门外。",
    "下属单位上报材料的口径各不相同，同一张表年年要退回三四次才能对上，耽误了发布的时间。",
    "村级公示栏的锁多数已经锈死，新的清单贴不进去，旧的撕不下来，居民常把前年的错当成今年。",
    "公开指南里的科室电话有一半打不通，换了地址也没有改，群众照着去找经常扑空，意见不小。",
]


def test_the_largest_tie_comes_first_and_equal_ones_by_their_agencies() -> None:
    longer = COPIED[3] + "来信逐月增多，值班电话整日有人来问。"
    texts = [
        ("临泽川市", 2021, COPIED[0] + COPIED[1]),
        ("望溪州市", 2022, COPIED[0]),
        ("鹤汀县", 2022, COPIED[1]),
        ("云栈市", 2021, COPIED[2] + longer),
        ("枫泾岭县", 2022, COPIED[2]),
        ("白鹭洲市", 2022, longer),
    ]
    frame = pd.DataFrame(texts, columns=["region", "year", "text"])
    frame["agency"] = frame["region"] + "教育局"
    frame["report_id"] = [f"r{k}" for k in range(len(frame))]
    found = mine_reuse(frame).ties(least=0.0)
    first, *others = found["n_chars"]
    assert first > max(others) == min(others)
    assert found[["source", "copier"]].to_numpy().tolist() == [
        ["云栈市教育局", "白鹭洲市教育局"],
        ["临泽川市教育局", "望溪州市教育局"],
        ["临泽川市教育局", "鹤汀县教育局"],
        ["云栈市教育局", "枫泾岭县教育局"],
    ]
    assert found.index.tolist() == [0, 1, 2, 3]


def test_source_and_copier_do_not_score_alike(reuse: Reuse) -> None:
    scores = reuse.scores.query("scope == 'report'").pivot(
        index="report_id", columns="score", values="value"
    )
    assert scores.loc["1-2022", "share_taken"] > scores.loc["0-2021", "share_taken"]
    assert scores.loc["0-2021", "share_given"] > scores.loc["1-2022", "share_given"]
    assert np.isnan(scores.loc["0-2021", "share_kept"]), (
        "no earlier year, no kept share"
    )
    assert scores.loc["0-2022", "share_kept"] >= 0


def test_order_of_rows_never_matters(frame: pd.DataFrame, reuse: Reuse) -> None:
    other = mine_reuse(frame.iloc[::-1])
    pd.testing.assert_frame_equal(reuse.ties(least=0.1), other.ties(least=0.1))
    pd.testing.assert_frame_equal(reuse.origins, other.origins)


def test_min_chars_binds(frame: pd.DataFrame) -> None:
    for edited in (True, False):
        found = mine_reuse(frame, min_chars=45, edited=edited).mined.passages
        assert len(found) and (found.end - found.start).min() >= 45
    table = mine_reuse(frame).sensitivity(min_chars=(20, 45))
    assert (
        table.groupby(["edited", "mask"])["share_shared"].diff().dropna() <= 0
    ).all()


@pytest.mark.parametrize(
    ("contained", "words"),
    [(0.98, "60% alike; 98% of the shorter in the longer"), (0.62, "60% alike")],
)
def test_a_passage_inside_a_longer_one_is_told(contained: float, words: str) -> None:
    said = dict.fromkeys(
        (
            "earlier_year",
            "earlier_day",
            "later",
            "names_source",
            "names_third",
            "first",
        ),
        0.0,
    )
    said |= {
        "alternatives": 0.0,
        "verbatim": 0.0,
        "likeness": 0.6,
        "contained": contained,
    }
    evidence = SimpleNamespace(
        weigh=lambda _source, _copier: pd.DataFrame([said]), holders=None
    )
    assert tell(evidence, np.array([0]), np.array([1])) == [words]


def test_families_of_too_many_agencies_are_no_ties(
    frame: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two agencies share a passage that nobody else has."""
    pair = ("临泽川市教育局", "望溪州市教育局")
    for most, is_tied in ((2, True), (1, False)):
        monkeypatch.setattr(ties, "MAX_AGENCIES", most)
        found = mine_reuse(frame).ties(least=0.1)
        told = set(zip(found["source"], found["copier"], strict=True))
        assert (pair in told) is is_tied
