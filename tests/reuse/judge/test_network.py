"""The network of agencies: weights of ties, ways they point, and what is no tie."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.reuse.ground.texts import read_texts
from textmine.reuse.judge.network import build_network, list_ties, save_network
from textmine.reuse.mine import mine_reuse
from textmine.schema import make_frame

PLACES = ["临泽川市", "望溪州市", "鹤汀县", "云栈市"]


def holdings(rows: list[tuple[str, str, float]], size: int = 40) -> pd.DataFrame:
    """Holdings given as (family, agency, time); days are known."""
    table = pd.DataFrame(rows, columns=["family_id", "agency", "latest"])
    table["earliest"] = table["latest"]
    n = table.groupby("family_id")["agency"].transform("size")
    return table.assign(n_chars=size, n_agencies=n, is_template=False)


def ties(
    rows: list[tuple[str, str, float]], n: int = 10
) -> dict[tuple[str, str], float]:
    found = list_ties(holdings(rows), n)
    return dict(
        zip(
            zip(found["source"], found["target"], strict=True),
            found["weight"],
            strict=True,
        )
    )


def test_a_tie_points_from_the_earlier_to_the_later() -> None:
    found = ties([("f", "乙", 2021.1), ("f", "甲", 2020.1)])
    assert found == {("甲", "乙"): pytest.approx(40 * np.log(1 + 10 / 2))}


def test_of_one_time_half_goes_each_way() -> None:
    found = ties([("f", "乙", 2020.1), ("f", "甲", 2020.1)])
    half = 40 * np.log(6) / 2
    assert found == {
        ("甲", "乙"): pytest.approx(half),
        ("乙", "甲"): pytest.approx(half),
    }


@pytest.mark.parametrize(
    ("one", "other", "is_known"),
    [
        # In one year, a day that is not known tells nothing; in another year it need not.
        ((2020.0, 2020.9), (2020.03, 2020.03), False),
        ((2020.0, 2020.9), (2021.03, 2021.03), True),
        ((2020.02, 2020.02), (2020.03, 2020.03), True),
        ((2020.03, 2020.03), (-np.inf, np.inf), False),
    ],
)
def test_without_a_known_order_half_goes_each_way(one, other, is_known) -> None:
    table = holdings([("f", "甲", one[1]), ("f", "乙", other[1])])
    table["earliest"] = [one[0], other[0]]
    found = list_ties(table, 10)
    assert sorted(found["source"]) == (["甲"] if is_known else ["乙", "甲"])


def test_a_family_gives_each_agency_the_same_total() -> None:
    found = ties([("f", "甲", 2020.1), ("f", "乙", 2021.1), ("f", "丙", 2022.1)])
    assert set(found) == {("甲", "乙"), ("甲", "丙"), ("乙", "丙")}
    for name in ("甲", "乙", "丙"):
        total = sum(weight for tie, weight in found.items() if name in tie)
        assert total == pytest.approx(40 * np.log(1 + 10 / 3))


def test_ties_of_several_families_add_up() -> None:
    rows = [
        ("f", "甲", 2020.1),
        ("f", "乙", 2021.1),
        ("g", "甲", 2019.1),
        ("g", "乙", 2021.1),
    ]
    row = list_ties(holdings(rows), 10).iloc[0]
    assert (row["n_families"], row["n_chars"]) == (2, 80)
    assert row["weight"] == pytest.approx(2 * 40 * np.log(6))
    assert list_ties(holdings([]), 10).empty


def network(
    rows: list[tuple[str, int]],
    kind: str = "peer",
    n_agencies: int | None = None,
    **limits: int,
) -> nx.DiGraph:
    """Network of four agencies, two years each; passages given as (family, number of report)."""
    reports = [
        (f"{p}-{year}", f"{p}教育局", p, year) for p in PLACES for year in (2020, 2021)
    ]
    frame = pd.DataFrame(reports, columns=["report_id", "agency", "region", "year"])
    frame = frame.assign(
        text="公开", province="云岭省", level="city", agency_type="教育局"
    )
    texts = read_texts(frame)
    passages = pd.DataFrame(rows, columns=["family_id", "number"])
    passages["report_id"] = [reports[k][0] for k in passages["number"]]
    agency = passages["number"] // 2
    n = agency.groupby(passages["family_id"]).nunique()
    families = pd.DataFrame(
        {"family_id": n.index, "n_chars": 40, "n_agencies": n_agencies or n.to_numpy()}
    )
    n_reports = passages.groupby("family_id")["report_id"].nunique()
    families = families.assign(kind=kind, n_reports=n_reports.to_numpy())
    mined: Any = SimpleNamespace(texts=texts)
    return build_network(mined, families, passages.assign(kind=kind), **limits)


def test_the_first_report_of_an_agency_gives_the_time() -> None:
    # The first agency holds it in both years, the second in the later one.
    graph = network([("f", 1), ("f", 0), ("f", 3)])
    assert list(graph.edges) == [("临泽川市教育局", "望溪州市教育局")]
    source, target = graph.nodes["临泽川市教育局"], graph.nodes["望溪州市教育局"]
    weight = 40 * np.log(1 + 4 / 2)
    assert (source["source_score"], source["borrower_score"]) == (
        pytest.approx(weight),
        0,
    )
    assert (target["source_score"], target["borrower_score"]) == (
        0,
        pytest.approx(weight),
    )
    assert (source["n_reports"], source["region"]) == (2, "临泽川市")


def test_common_families_are_templates_and_tie_nobody() -> None:
    rows = [("f", 0), ("f", 3), ("f", 5)]
    graph = network(rows, max_agencies=2)
    assert graph.number_of_edges() == 0 and graph.graph["modularity"] == 0
    assert graph.nodes["鹤汀县教育局"]["template_chars"] == 40
    assert graph.nodes["云栈市教育局"]["template_chars"] == 0
    # The first gives to both; these two are of one year, and share each way.
    assert network(rows, max_agencies=3).number_of_edges() == 4


@pytest.mark.parametrize(
    ("kind", "numbers", "is_template"),
    [
        ("peer", [0, 3, 5, 7], False),
        ("national", [0, 3, 5, 7], True),
        ("regional", [0, 3, 5, 7], True),
        # Few hold it, and once: a neighbour's. Few, but every year: handed down.
        ("regional", [0, 3, 5], False),
        ("regional", [0, 1, 2, 3, 5], True),
        # A sector's agencies have only a ministry above them, whose texts stand in many.
        ("sectoral", [0, 3, 5, 7], False),
    ],
)
def test_a_template_ties_without_a_way(kind, numbers, is_template) -> None:
    """The first agency has it a year before the others: of a template that says nothing."""
    graph = network([("f", number) for number in numbers], kind)
    first = graph.nodes["临泽川市教育局"]
    assert (first["borrower_score"] > 0) == is_template
    if is_template:
        assert first["borrower_score"] == pytest.approx(first["source_score"])


@pytest.mark.parametrize("kind", ["mandated", "stock"])
def test_nobodys_wording_ties_nobody(kind: str) -> None:
    graph = network([("f", 0), ("f", 3)], kind)
    assert len(graph) == 4 and graph.number_of_edges() == 0


def test_agencies_that_are_tied_are_one_community_the_largest_first() -> None:
    graph = network([("f", 0), ("f", 3), ("g", 2), ("g", 5)])
    number = {name: graph.nodes[f"{name}教育局"]["community"] for name in PLACES}
    assert number == {"临泽川市": 0, "望溪州市": 0, "鹤汀县": 0, "云栈市": 1}


def test_a_saved_network_is_read_again(tmp_path: Path) -> None:
    graph = network([("f", 0), ("f", 3)])
    paths = save_network(graph, tmp_path / "new" / "folder")
    again = nx.read_graphml(paths[0])
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert dict(again.edges) == dict(graph.edges)
    assert pd.read_parquet(paths[1])["agency"].tolist() == list(graph)
    edges = pd.read_parquet(paths[2])
    assert edges[["source", "target"]].to_numpy().tolist() == [
        list(x) for x in graph.edges
    ]


@pytest.mark.parametrize(("n_agencies", "n_ties"), [(1, 0), (20, 1), (21, 0)])
def test_families_of_up_to_twenty_agencies_tie(n_agencies: int, n_ties: int) -> None:
    graph = network([("f", 0), ("f", 3)], n_agencies=n_agencies)
    assert graph.number_of_edges() == n_ties
    assert graph.nodes["临泽川市教育局"]["template_chars"] == 40 * (n_agencies > 20)


def test_ties_are_in_order_and_communities_part_them() -> None:
    # Two pairs; what ties the second one weighs twice as much, half of it each way in one family.
    graph = network([("f", 4), ("f", 6), ("g", 5), ("g", 7), ("h", 0), ("h", 3)])
    assert list(graph.edges) == sorted(graph.edges) and len(graph.edges) == 3
    number = {name: graph.nodes[f"{name}教育局"]["community"] for name in PLACES}
    assert (
        number["临泽川市"] == number["望溪州市"] != number["鹤汀县"] == number["云栈市"]
    )
    assert graph.graph["modularity"] == pytest.approx(1 - (1 / 3) ** 2 - (2 / 3) ** 2)


def test_nodes_know_the_id_by_which_other_tables_are_joined() -> None:
    said = "本局把办事指南逐项拍成短片，贴在渡口、茶市和卫生院的墙上，并请船工试看后改了三遍。"
    texts = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "text": [
                said,
                said,
                "另一个机关写的是完全不同的事情，与前两份报告没有一句相同。",
            ],
            "agency": ["临泽川市教育局", "望溪州市教育局", "望溪州市教育局"],
            "agency_id": ["1:教育局", "2:教育局", "2:教育局"],
            "year": [2020, 2021, 2022],
        }
    )
    graph = mine_reuse(texts).network()
    ids = {name: facts["agency_id"] for name, facts in graph.nodes(data=True)}
    assert ids == {"临泽川市教育局": "1:教育局", "望溪州市教育局": "2:教育局"}
    assert list(graph.edges) == [("临泽川市教育局", "望溪州市教育局")]


def test_ties_are_saved_as_arrows_from_giver_to_taker(tmp_path):
    rows = [("a:局", "b:局", 90, 2020), ("b:局", "c:局", 30, None)]
    ties = pd.DataFrame(rows, columns=["source", "copier", "n_chars", "first_year"])
    ties = make_frame(
        "ties", ties.assign(n_families=1, reports="", evidence="", probability=0.6)
    )
    paths = save_network(ties.set_axis([7, 9]), tmp_path / "ties")
    graph = nx.read_graphml(paths[0])
    assert list(graph.edges) == [("a:局", "b:局"), ("b:局", "c:局")]
    assert graph.edges["a:局", "b:局"]["first_year"] == 2020
    assert "first_year" not in graph.edges["b:局", "c:局"]
    edges = pd.read_parquet(paths[2])
    assert edges["n_chars"].tolist() == [90, 30]
    with pytest.raises(FrameError, match="ties: missing column copier"):
        save_network(ties.drop(columns="copier"), tmp_path)
    with pytest.raises(FrameError, match="'x.gexf' is the name of a file"):
        save_network(ties, tmp_path / "x.gexf")
    assert save_network(ties.head(0), tmp_path / "none")
