"""Who gave whom: source and copier of the fixture, in ties, origins and scores."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmine.reuse.judge import ties
from textmine.reuse.judge.evidence import Evidence
from textmine.reuse.judge.holders import Holders
from textmine.reuse.judge.ties import (
    Gifts,
    _candidates,
    _other_way,
    find_ties,
    pair_agencies,
    tell,
)
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.schema import FRAMES
from textmine.stats.moments import Moments


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
    # All 91 characters but 本年度另有变化 stood in the agency's report of the year before.
    assert scores.loc["0-2022", "share_kept"] == pytest.approx(84 / 91)


def test_order_of_rows_never_matters(frame: pd.DataFrame, reuse: Reuse) -> None:
    other = mine_reuse(frame.iloc[::-1])
    pd.testing.assert_frame_equal(reuse.ties(least=0.1), other.ties(least=0.1))
    pd.testing.assert_frame_equal(reuse.origins, other.origins)


def test_min_chars_binds(frame: pd.DataFrame) -> None:
    for edited in (True, False):
        found = mine_reuse(frame, min_chars=45, edited=edited).mined.passages
        assert len(found) and (found.end - found.start).min() >= 45
    lengths = mine_reuse(frame).sensitivity(edited=[True])["min_chars"].unique()
    assert lengths.tolist() == [20, 30, 50, 100]
    table = mine_reuse(frame).sensitivity(min_chars=(20, 45))
    assert (
        table.groupby(["edited", "mask"])["share_shared"].diff().dropna() <= 0
    ).all()


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


def held_by(agencies: list[int], times: list[float] | None = None) -> Holders:
    """A family that some agencies hold, a report each, by default one year after the other."""
    number = np.arange(len(agencies))
    time = 2000.1 + number if times is None else np.array(times)
    none = np.zeros(len(agencies), dtype=np.int64)
    return Holders(none, number, np.array(agencies), number, Moments(time, time))


@pytest.mark.parametrize(
    ("kind", "n_agencies", "n_reports", "is_one"),
    [
        ("peer", 9, 90, False),
        # Of more than three agencies, in a sector of more than four;
        ("national", 3, 3, False),
        ("national", 4, 4, True),
        ("regional", 4, 4, True),
        ("sectoral", 4, 4, False),
        ("sectoral", 5, 5, True),
        # or where each holds it one and a half times.
        ("regional", 2, 3, True),
        ("regional", 3, 4, False),
        ("sectoral", 4, 5, False),
        ("sectoral", 4, 6, True),
    ],
)
def test_which_families_are_templates(
    kind: str, n_agencies: int, n_reports: int, is_one: bool
) -> None:
    holders = held_by([k % n_agencies for k in range(n_reports)])
    text = "每周开箱一次"
    mined: Any = SimpleNamespace(
        labels=pd.DataFrame({"kind": [kind]}),
        slices=lambda passages: [text] * len(passages),
    )
    found = Evidence(mined, holders).is_template
    assert found.tolist() == [is_one] * n_reports
    # What a body above asked for stands in the order, however few hold it.
    text = "按照市政府办公室统一部署，每周开箱一次"
    assert Evidence(mined, holders).is_template.all()


@pytest.mark.parametrize("n", [1, 2, 4, 5, 20, 21])
def test_who_is_weighed_against_whom(n: int) -> None:
    """Of up to four agencies every two, of up to twenty the first against the others."""
    # A second report of an agency is none of its first.
    holders = held_by([*range(n), 0, n - 1])
    source, copier = _candidates(holders)
    everyone = {(a, b) for a in range(n) for b in range(n) if a != b}
    first = {(a, b) for a, b in everyone if a == 0}
    wanted = everyone if n <= 4 else first if n <= 20 else set()
    assert len(source) == len(wanted)
    assert set(zip(source.tolist(), copier.tolist(), strict=True)) == wanted


@pytest.mark.parametrize(("chance", "speaks"), [(0.2, True), (0.19, False)])
def test_a_tie_rests_on_what_is_likely_by_a_fifth(
    reuse: Reuse, chance: float, speaks: bool
) -> None:
    gifts = reuse._gifts
    one = replace(gifts, chance=np.full(len(gifts), chance))
    found = find_ties(reuse.evidence, one, least=0.0)
    assert bool(len(found)) is speaks


def test_without_a_first_holder_none_of_five_is_weighed() -> None:
    source, _ = _candidates(held_by(list(range(5)), [2020.1] * 2 + [2020.2] * 3))
    assert not len(source)


def test_agencies_and_ways_of_gifts() -> None:
    source, copier = np.array([1, 0, 2, 3, 0]), np.array([0, 1, 0, 1, 3])
    chance = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    gifts = Gifts(source, copier, chance, chance > 0)
    # Rows 1 and 3 are of one agency.
    holders = held_by([7, 5, 6, 5])
    pairs = pair_agencies(holders, gifts)
    agencies = zip(
        pairs.source[pairs.of_gift], pairs.copier[pairs.of_gift], strict=True
    )
    assert list(agencies) == [(5, 7), (7, 5), (6, 7), (5, 5), (7, 5)]
    assert len(pairs.source) == 4
    assert _other_way(gifts, 4).tolist() == [0.2, 0.1, 0.0, 0.0, 0.0]
    none = gifts.take(chance > 1)
    assert _other_way(none, 4).tolist() == []


NOTHING_SAID = {
    "earlier_year": 0.0,
    "earlier_day": 0.0,
    "later": 0.0,
    "names_source": 0.0,
    "names_third": 0.0,
    "first": 0.0,
    "alternatives": 0.0,
    "verbatim": 0.0,
    "likeness": 0.6,
    "contained": 0.6,
}


@pytest.mark.parametrize(
    ("said", "copied", "words"),
    [
        ({"earlier_year": 1.0}, 2021.1, "1 year earlier; 60% alike"),
        ({"earlier_year": 1.0}, 2023.1, "3 years earlier; 60% alike"),
        ({"earlier_day": 0.1}, 2020.101, "1 day earlier; 60% alike"),
        ({"earlier_day": 0.9}, 2020.112, "12 days earlier; 60% alike"),
        ({"later": 1.0}, 2019.1, "reported later; 60% alike"),
        ({"earlier_day": -0.5}, 2020.09, "60% alike"),
        ({"earlier_year": -1.0, "later": 1.0}, 2019.1, "reported later; 60% alike"),
        ({"names_source": 1.0}, 2020.1, "the copy names the source; 60% alike"),
        ({"names_third": 1.0}, 2020.1, "the copy names a third agency; 60% alike"),
        ({"first": 1.0}, 2020.1, "first of 2 agencies; 60% alike"),
        (
            {"alternatives": np.log(2)},
            2020.1,
            "1 other agency before the copy; 60% alike",
        ),
        (
            {"alternatives": np.log(3)},
            2020.1,
            "2 other agencies before the copy; 60% alike",
        ),
        ({"verbatim": 1.0, "contained": 1.0}, 2020.1, "verbatim"),
        ({"contained": 0.65}, 2020.1, "60% alike"),
        ({"contained": 0.66}, 2020.1, "60% alike; 66% of the shorter in the longer"),
    ],
)
def test_what_the_evidence_says_in_words(
    said: dict[str, float], copied: float, words: str
) -> None:
    evidence = SimpleNamespace(
        weigh=lambda _source, _copier: pd.DataFrame([NOTHING_SAID | said]),
        holders=held_by([0, 1], [2020.1, copied]),
    )
    assert tell(evidence, np.array([0]), np.array([1])) == [words]


def test_a_day_makes_no_tie_nor_does_it_say_who_gave_a_pair_its_words() -> None:
    text = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表，方便赶集的乡民往返，票价照旧。"
    text += "对两岸的老人一律上门核对船票优惠，漏登的当天补上，并把名单念给村里听。"
    text += "水位超过警戒线便停航，由渡工敲锣告知，改走上游石桥的人由村里派车接送。"

    def mined(day: int) -> Reuse:
        rows = [
            {"report_id": "a", "text": text, "published": "2022-01-10"},
            {"report_id": "b", "text": text, "published": f"2022-01-{day}"},
        ]
        places = ["洛溪县水利局", "望澜县司法局"]
        return mine_reuse(pd.DataFrame(rows).assign(agency=places, year=2021))

    apart, near = mined(28), mined(11)
    assert apart.ties()["reports"].tolist() == ["a→b"]
    assert near.ties().empty
    assert near.ties(least=0.1).empty
    assert near.pairs(top=1)["direction"].tolist() == ["undetermined"]
    assert set(near.origins["origin"]) == {"undecided"}
    # In shares it counts as before: of two the earlier rather gave.
    taken = near.scores.query("scope == 'report' and score == 'share_taken'")
    assert taken["value"].tolist() == [0, pytest.approx(0.49, abs=0.1)]
