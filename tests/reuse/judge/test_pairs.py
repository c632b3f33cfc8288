"""Pairs, alignment, direction, residue and network."""

from collections import Counter
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.reuse.families.gather import Passages
from textmine.reuse.judge import pairs
from textmine.reuse.judge.align import align_texts
from textmine.reuse.judge.holders import NOBODYS
from textmine.reuse.judge.network import save_network
from textmine.reuse.judge.pairs import _choose, _in_time, _test, rank_pairs
from textmine.reuse.mine import Reuse, mine_reuse
from textmine.schema import FRAMES


@pytest.fixture
def reuse(frame: pd.DataFrame) -> Reuse:
    return mine_reuse(frame)


def test_pairs_rank_rare_text_first(reuse: Reuse, dtype_names) -> None:
    pairs = reuse.pairs(top=5)
    assert dtype_names(pairs) == FRAMES["pairs"]
    first = pairs.set_index(["report_a", "report_b"]).loc[("0-2021", "1-2022")]
    # Most of what they share is a template, and of the rest alone it is not sure who gave it.
    told = (first["pair_type"], first["direction"])
    assert told == ("same_sector", "common template")
    assert 0 < first["containment_ab"] <= 1
    assert first["longest"] <= first["shared_chars"]
    assert -1 <= first["excess"] <= 1
    assert (pairs["p_value"] <= pairs["q_value"] + 1e-12).all()
    same = pairs.set_index(["report_a", "report_b"]).loc[("0-2021", "0-2022")]
    assert (same["pair_type"], same["direction"]) == ("cross_year", "a_to_b")


def test_pairs_of_one_report(reuse: Reuse) -> None:
    pairs = reuse.pairs("1-2022", top=3)
    assert len(pairs) == 3
    assert ((pairs["report_a"] == "1-2022") | (pairs["report_b"] == "1-2022")).all()
    with pytest.raises(FrameError, match="no report 'x'"):
        reuse.pairs("x")


def test_pairs_do_not_depend_on_the_order_of_rows(
    frame: pd.DataFrame, reuse: Reuse
) -> None:
    pd.testing.assert_frame_equal(reuse.pairs(), mine_reuse(frame.iloc[::-1]).pairs())


def test_pairs_do_not_depend_on_how_many_reports_are_compared_at_once(
    reuse: Reuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {most: rank_pairs(reuse.mined, None, most).tolist() for most in (3, 10_000)}
    assert len(whole[10_000]) > 3
    assert whole[10_000][:3] == whole[3]
    monkeypatch.setattr(pairs, "REPORTS_AT_ONCE", 1)
    for most, ranked in whole.items():
        assert rank_pairs(reuse.mined, None, most).tolist() == ranked


def test_alignment_spells_both_texts(frame: pd.DataFrame, reuse: Reuse) -> None:
    texts = dict(zip(frame["report_id"], frame["text"], strict=True))
    rows = reuse.align("0-2021", "1-2022")
    for row in rows.itertuples():
        assert texts["0-2021"][row.start_a : row.end_a] == row.text_a
        assert texts["1-2022"][row.start_b : row.end_b] == row.text_b
    for _, block in rows.groupby("block"):
        assert (block["start_a"].to_numpy()[1:] == block["end_a"].to_numpy()[:-1]).all()
        assert (block["start_b"].to_numpy()[1:] == block["end_b"].to_numpy()[:-1]).all()
    changed = rows[rows["op"] == "replace"]
    assert ("一", "四") in zip(changed["text_a"], changed["text_b"], strict=True)
    assert set(rows["kind"]) <= {"peer", "regional"}


def test_alignment_errors(reuse: Reuse) -> None:
    with pytest.raises(FrameError, match="cannot be aligned with itself"):
        reuse.align("0-2021", "0-2021")
    with pytest.raises(FrameError, match="no report 'nobody'"):
        reuse.align("nobody", "0-2021")


def test_alignment_of_strangers_is_empty(reuse: Reuse) -> None:
    assert reuse.align("4-2022", "5-2022").empty


def test_a_name_left_behind_decides_the_direction(frame: pd.DataFrame) -> None:
    sentence = "临泽川市教育局全年受理来信九十二件，三日内回信，回信的人留下姓名和电话，便于来信人再问。"
    rows = frame.iloc[[3, 4]].assign(text=[sentence, sentence])
    rows = pd.concat(
        [
            rows,
            frame.iloc[[0]].assign(
                text="今年另写一段，与别人的都不一样。" + sentence, year=2023
            ),
        ]
    )
    reuse = mine_reuse(rows, min_chars=15)
    residue = reuse.residue()
    assert set(residue["report_id"]) == {"2-2022", "3-2022"}
    assert set(residue["text"]) == {"临泽川市教育局"}
    texts = dict(zip(rows["report_id"], rows["text"], strict=True))
    assert all(
        texts[r.report_id][r.start : r.end] == r.text for r in residue.itertuples()
    )
    pair = reuse.pairs("0-2021").set_index("report_a").loc["3-2022"]
    assert (pair["report_b"], pair["direction"]) == ("0-2021", "b_to_a"), (
        "the later year is the source"
    )
    # Two things speak against each other, so that it is less sure than either alone.
    assert 0.5 <= pair["p_direction"] < 1


def test_same_day_is_undetermined(frame: pd.DataFrame) -> None:
    rows = frame.iloc[[2, 5]].assign(
        text=frame["text"].iloc[2], published="2023-01-20", year=2022
    )
    pair = mine_reuse(rows).pairs().iloc[0]
    assert pair["direction"] == "undetermined"
    assert pd.isna(pair["p_direction"])


def test_network(reuse: Reuse, tmp_path: Path) -> None:
    graph = reuse.network(max_agencies=3)
    assert set(graph) == {
        f"{p}教育局"
        for p in ("临泽川市", "望溪州市", "鹤汀县", "云栈市", "枫泾岭县", "白鹭洲市")
    }
    assert list(graph.edges) == [("临泽川市教育局", "望溪州市教育局")]
    assert (
        graph.nodes["临泽川市教育局"]["source_score"]
        > 0
        == graph.nodes["临泽川市教育局"]["borrower_score"]
    )
    assert graph.nodes["云栈市教育局"]["template_chars"] > 0
    assert (
        graph.nodes["临泽川市教育局"]["community"]
        == graph.nodes["望溪州市教育局"]["community"]
        == 0
    )
    paths = save_network(graph, tmp_path)
    again = nx.read_graphml(paths[0])
    assert set(again.edges) == set(graph.edges)
    assert len(pd.read_parquet(paths[1])) == 6
    assert len(pd.read_parquet(paths[2])) == 1


def test_scrambled_english() -> None:
    a = "The old mill by the river burned down during the dry summer. Nobody in the village remembered a worse fire. "
    b = "During the dry summer by the river the old mill burned down. A worse fire nobody in the village remembered. "
    other = "Prices of timber rose again. The council met twice in autumn to discuss the harbour wall. "
    found = align_texts(other + a * 2, b * 2, min_chars=60, scrambled=True)
    assert len(found) == 1
    assert found.loc[0, "start_a"] >= len(other) - 1
    assert align_texts(other, a, scrambled=True).empty


def test_the_name_of_another_agency_of_the_same_city_is_foreign() -> None:
    copied = "个别科室对公开工作认识不足，稿件从成文到上网平均要等十一天，个别栏目半年没有动静，临泽川市财政局将逐项整改。"
    meta = {
        "region": "临泽川市",
        "province": "云岭省",
        "level": "city",
        "year": 2022,
        "published": "2023-01-20",
    }
    rows = [
        {
            "report_id": "a",
            "text": copied,
            "agency": "临泽川市财政局",
            "agency_type": "财政局",
            **meta,
        },
        {
            "report_id": "b",
            "text": copied,
            "agency": "临泽川市教育局",
            "agency_type": "教育局",
            **meta,
        },
    ]
    reuse = mine_reuse(pd.DataFrame(rows))
    pair = reuse.pairs().iloc[0]
    source = pair["report_a"] if pair["direction"] == "a_to_b" else pair["report_b"]
    assert (pair["direction"] in ("a_to_b", "b_to_a"), source) == (True, "a")
    residue = reuse.residue()
    assert residue[["report_id", "text"]].to_numpy().tolist() == [
        ["b", "临泽川市财政局"]
    ]


def test_pairs_are_ranked_by_what_they_share_weighed_by_its_rarity(
    reuse: Reuse,
) -> None:
    """Σ √(xy) · log(1 + N / df) over the families of both, from the passages themselves."""
    rows = reuse.passages.assign(size=lambda p: p["end"] - p["start"])
    families = reuse.families.set_index("family_id")
    nobodys = families.index[families["kind"].isin(NOBODYS)]
    rows = rows[~rows["family_id"].isin(nobodys)]
    held = rows.groupby(["family_id", "report_id"])["size"].sum()
    n, score = len(reuse.mined.texts.reports), Counter()
    for family, sizes in held.groupby(level=0):
        by_report = sizes.droplevel(0)
        weight = np.log(1 + n / families.loc[family, "n_reports"])
        for one, other in combinations(sorted(by_report.index), 2):
            score[one, other] += weight * np.sqrt(by_report[one] * by_report[other])
    names = reuse.mined.texts.reports["report_id"].to_numpy()
    ranked = [tuple(sorted(pair)) for pair in names[rank_pairs(reuse.mined, None, 99)]]
    assert len(ranked) == len(score) > 3
    values = [score[pair] for pair in ranked]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("q", "top", "chosen"),
    [
        # Twenty in any case, a hundred at most, between them those of a q up to 0.05.
        ([1.0] * 30, None, range(20)),
        ([1.0] * 7, None, range(7)),
        ([0.05] * 130, None, range(100)),
        ([1.0] * 25 + [0.05, 0.051, 0.01], None, [*range(20), 25, 27]),
        ([1.0] * 30, 3, range(3)),
        ([1.0] * 30, 40, range(30)),
        ([1.0] * 30, 0, []),
    ],
)
def test_which_pairs_are_listed(q, top, chosen) -> None:
    assert _choose(np.array(q), top).tolist() == list(chosen)


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ((2020, "2021-09-01", "b"), (2021, "2021-01-01", "a"), True),
        ((2020, "2021-01-02", "a"), (2020, "2021-01-01", "b"), False),
        ((2020, "2021-01-01", "a"), (2020, "2021-01-01", "b"), True),
        ((2020, "2021-01-01", "b"), (2020, "2021-01-01", "a"), False),
        # A report without a year, or without a day of the year, stands behind all that have one.
        ((pd.NA, "", "a"), (2020, "2021-01-01", "b"), False),
        ((2020, "2021-01-01", "b"), (pd.NA, "", "a"), True),
        ((2020, "", "a"), (2020, "2021-01-12", "b"), False),
        # It was published ten years late: of its day nothing follows for this one.
        ((2020, "2031-01-01", "a"), (2020, "2021-01-12", "b"), False),
    ],
)
def test_the_earlier_report_comes_first(one, other, is_before) -> None:
    reports = pd.DataFrame([one, other], columns=["year", "published", "report_id"])
    pair = _in_time(reports.astype({"year": "Int64"}), np.array([[0, 1]]))
    assert pair.tolist() == ([[0, 1]] if is_before else [[1, 0]])


@pytest.mark.parametrize("expected", [0.125, np.nan])
def test_a_pair_is_compared_with_what_chance_gives(expected: float) -> None:
    null = SimpleNamespace(
        compare=lambda _a, _b: SimpleNamespace(jaccard=0.25, containment=0.5),
        expect=lambda _pair: expected,
        residuals=np.zeros(9),
        p_value=lambda excess: excess / 2,
        tail_p=lambda excess: excess / 3,
    )
    found = _test(null, 0, 1)
    assert (found["jaccard"], found["n_null"], found["p_floor"]) == (0.25, 9, 0.1)
    if np.isnan(expected):
        # Without an unrelated pair nothing can be said.
        assert (found["p_value"], found["tail_p"]) == (1.0, 1.0)
    else:
        assert (found["excess"], found["p_value"], found["tail_p"]) == (
            0.375,
            0.1875,
            0.125,
        )


@pytest.mark.parametrize(
    ("n_reports", "kind", "is_pair"),
    [
        (2, "peer", True),
        (50, "national", True),
        (51, "national", False),
        (1, "self", False),
        (2, "mandated", False),
        (2, "stock", False),
    ],
)
def test_families_of_up_to_fifty_reports_make_pairs(n_reports, kind, is_pair) -> None:
    mined = SimpleNamespace(
        facts=pd.DataFrame({"n_reports": [n_reports]}),
        labels=pd.DataFrame({"kind": [kind]}),
        texts=SimpleNamespace(reports=[None] * 60),
        passages=Passages(np.array([0, 100]), np.array([9, 130]), np.array([0, 0])),
        report=np.array([7, 3]),
        n=1,
    )
    assert rank_pairs(mined, None, 5).tolist() == [[3, 7]] * is_pair
    assert rank_pairs(mined, 7, 5).tolist() == [[3, 7]] * is_pair
    assert rank_pairs(mined, 4, 5).tolist() == []
