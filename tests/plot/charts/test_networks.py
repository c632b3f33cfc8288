import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.axes import Axes

from textmine import plot
from textmine.errors import FrameError, TextmineWarning
from textmine.plot.charts.networks import edge_table


def _pairs(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    ab = rng.random(n)
    return pd.DataFrame(
        {
            "report_a": [f"r{i % 30}" for i in range(n)],
            "report_b": [f"r{(i * 7 + 1) % 30}" for i in range(n)],
            "pair_type": ["vertical", "other"] * (n // 2),
            "shared_chars": rng.integers(1, 900, n),
            "containment_ab": ab,
            "containment_ba": ab / 2,
            "expected": 0.02,
        }
    )


def _reports() -> pd.DataFrame:
    ids = [f"r{i}" for i in range(30)]
    agencies = [f"第{i % 10}县财政局" for i in range(30)]
    return pd.DataFrame(
        {
            "report_id": ids,
            "agency": agencies,
            "year": 2020,
            "province": ["云岭省", "东湾省"] * 15,
        }
    )


def test_edges_are_summed_over_reports_and_directions() -> None:
    pairs = pd.DataFrame(
        {
            "report_a": ["r0", "r1", "r10"],
            "report_b": ["r1", "r0", "r11"],
            "shared_chars": [5, 6, 7],
        }
    )
    assert edge_table(pairs, _reports(), "agency").to_dict("records") == [
        {"source": "第0县财政局", "target": "第1县财政局", "weight": 18.0}
    ]


def test_matrix_is_symmetric_and_cut() -> None:
    ax = plot.reuse_matrix(
        _pairs(100), reports=_reports(), top=6, lang="en", ax=plot.sheet()
    )
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert len(rows) == 6
    assert rows == [label.get_text() for label in ax.get_xticklabels()]
    mesh = np.ma.filled(ax.collections[0].get_array(), 0).reshape(6, 6)
    assert np.array_equal(mesh, mesh.T)
    assert any("4 more not shown" in text.get_text() for text in ax.texts)


def test_a_matrix_of_edges_is_that_of_their_square_frame() -> None:
    names = ["甲局", "乙局", "丙局", "丁局"]
    rows = [
        ("甲局", "乙局", 3),
        ("乙局", "丙局", 5),
        ("丙局", "丙局", 9),
        ("丁局", "甲局", 1),
    ]
    edges = pd.DataFrame(rows, columns=["source", "target", "weight"])
    square = pd.DataFrame(0.0, index=names, columns=names)
    for a, b, weight in rows:
        square.loc[a, b] = square.loc[b, a] = weight
    axes = [
        plot.reuse_matrix(x, top=3, lang="en", ax=plot.sheet()) for x in (edges, square)
    ]
    drawn = [[text.get_text() for text in ax.texts] for ax in axes]
    assert drawn[0] == drawn[1]
    labels = [[label.get_text() for label in ax.get_yticklabels()] for ax in axes]
    assert labels[0] == labels[1] == ["丙局", "乙局", "甲局"]


def test_a_square_frame_holds_nothing_below_0() -> None:
    square = pd.DataFrame([[0.0, 0.25], [-0.5, 0.0]], index=["甲", "乙"])
    wrong = r"matrix, row 乙, column 甲: -0\.5; expected what two share, from 0 on"
    with pytest.raises(FrameError, match=wrong):
        plot.reuse_matrix(square.set_axis(["甲", "乙"], axis=1), ax=plot.sheet())


def test_square_frame_of_shares_is_drawn_as_it_is() -> None:
    names = ["甲局", "乙局"]
    square = pd.DataFrame([[0.0, 0.25], [0.5, 0.0]], index=names, columns=names)
    ax = plot.reuse_matrix(square, ax=plot.sheet())
    assert sorted(text.get_text() for text in ax.texts) == ["25%", "50%"]


def test_frame_without_ends_is_named() -> None:
    with pytest.raises(FrameError, match="no two ends"):
        plot.network(pd.DataFrame({"x": [1]}))


def test_network_takes_a_graph_or_a_frame() -> None:
    graph = nx.Graph()
    graph.add_edge("甲局", "乙局", weight=3)
    from_graph = plot.network(graph, ax=plot.sheet())
    from_frame = plot.network(
        pd.DataFrame({"source": ["甲局"], "target": ["乙局"], "weight": [3]}),
        ax=plot.sheet(),
    )
    assert plot.to_svg(from_graph, title="x") == plot.to_svg(from_frame, title="x")


def test_network_keeps_the_strongest() -> None:
    ax = plot.network(_pairs(200), reports=_reports(), top=4, ax=plot.sheet())
    names = [text.get_text() for text in ax.texts if text.get_text().endswith("局")]
    assert len(names) == 4


def _square() -> pd.DataFrame:
    names = ["甲局", "乙局", "丙局"]
    return pd.DataFrame(
        [[0, 30, 5], [30, 0, 12], [5, 12, 0]], index=names, columns=names
    )


def _svg(drawn: Axes) -> str:
    return plot.to_svg(drawn, title="x")


@given(st.permutations(range(3)), st.permutations(range(3)))
@settings(max_examples=10)
def test_a_square_frame_goes_by_its_names(rows: list[int], columns: list[int]) -> None:
    turned = _square().iloc[rows, columns]
    assert _svg(plot.reuse_matrix(turned, ax=plot.sheet())) == _svg(
        plot.reuse_matrix(_square(), ax=plot.sheet())
    )
    pyplot.close("all")


def test_names_of_a_square_frame_may_be_numbers() -> None:
    years = _square().set_axis([2020, 2021, 2022]).set_axis([2020, 2021, 2022], axis=1)
    drawn = plot.reuse_matrix(years, ax=plot.sheet())
    assert sorted(text.get_text() for text in drawn.texts) == sorted(
        ["30", "5", "12"] * 2
    )


def test_a_square_frame_that_cannot_be_aligned_is_refused() -> None:
    with pytest.raises(FrameError, match="丁局"):
        plot.reuse_matrix(_square().rename(columns={"丙局": "丁局"}))
    with pytest.raises(FrameError, match="stands twice"):
        plot.reuse_matrix(_square().rename(index={"丙局": "甲局"}))


@given(st.permutations(range(60)), st.permutations(range(30)))
@settings(max_examples=5)
def test_no_order_of_edges_or_reports_matters(
    edges: list[int], reports: list[int]
) -> None:
    pairs, known = _pairs(60), _reports()
    # One report of an agency lies elsewhere, another nowhere.
    known.loc[3, "province"], known.loc[13, "province"] = "别省", ""
    for draw in (plot.network, plot.reuse_matrix):
        as_given = _svg(draw(pairs, reports=known, ax=plot.sheet()))
        turned = draw(pairs.iloc[edges], reports=known.iloc[reports], ax=plot.sheet())
        assert _svg(turned) == as_given
    pyplot.close("all")


def test_reports_of_unknown_agencies_are_not_one_agency() -> None:
    pairs = pd.DataFrame(
        {
            "report_a": ["r0", "r0", "r1"],
            "report_b": ["r1", "r2", "r2"],
            "shared_chars": [5, 6, 7],
        }
    )
    reports = _reports().assign(agency=["", *["", "第2县财政局"], *["别局"] * 27])
    found = edge_table(pairs, reports, "agency")
    assert sorted(map(tuple, found[["source", "target"]].to_numpy())) == [
        ("r0", "r1"), ("r0", "第2县财政局"), ("r1", "第2县财政局"),
    ]  # fmt: skip


def test_an_edge_without_a_name_ties_nobody_and_is_told() -> None:
    edges = pd.DataFrame(
        {"source": ["甲局", "", None], "target": ["乙局", "丙局", ""], "weight": 2}
    )
    with pytest.warns(TextmineWarning, match="2 of 3"):
        assert len(edge_table(edges, None, "agency")) == 1


@pytest.mark.parametrize(("column", "other"), [("weight", None), ("shared_chars", 0)])
def test_an_edge_without_weight_is_left_out_and_told(
    column: str, other: float | None
) -> None:
    ends = {"source": ["甲", "乙", "丙", "丁"], "target": ["乙", "丙", "丁", "戊"]}
    edges = pd.DataFrame({**ends, column: [2, 0, other, other]})
    with pytest.warns(TextmineWarning, match=f"3 of 4 have no weight, as {column} is"):
        assert edge_table(edges, None, "agency")["weight"].tolist() == [2.0]


def test_a_weight_below_nothing_is_refused_as_in_a_matrix() -> None:
    edges = pd.DataFrame(
        {"source": ["甲", "乙"], "target": "丙", "weight": [1.0, -2.0]}
    )
    for draw in (plot.network, plot.reuse_matrix):
        with pytest.raises(FrameError, match="edges, row 1, column weight: -2"):
            draw(edges, ax=plot.sheet())


def test_a_report_that_stands_twice_with_two_agencies_is_refused() -> None:
    twice = pd.concat([_reports(), _reports().iloc[:1].assign(agency="别局")])
    with pytest.raises(FrameError, match="'r0'"):
        plot.reuse_matrix(_pairs(20), reports=twice)


@pytest.mark.parametrize("column", ["source", "weight"])
def test_edges_with_a_column_twice_are_refused(column: str) -> None:
    edges = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [1.0]})
    twice = pd.concat([edges, edges[[column]]], axis=1)
    with pytest.raises(FrameError, match=f"edges: .*{column}"):
        plot.network(twice, ax=plot.sheet())


def test_ties_are_edges_between_the_names_of_agencies():
    ties = pd.DataFrame(
        {"source": ["1:甲", "1:乙"], "copier": ["1:乙", "1:甲"], "n_chars": [30, 12]}
    ).assign(n_families=1, probability=0.9)
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency_id": ["1:甲", "1:乙"],
            "agency": ["甲局", "乙局"],
        }
    )
    table = edge_table(ties, reports.assign(province=""), "agency")
    assert table.to_numpy().tolist() == [["乙局", "甲局", 42.0]]
    assert edge_table(ties, None, "agency")["source"].tolist() == ["1:乙"]
    # An id that no report has stands for itself.
    table = edge_table(ties, reports.iloc[:1], "agency")
    assert sorted(table.iloc[0, :2]) == ["1:乙", "甲局"]
    drawn = [t.get_text() for t in plot.network(ties, reports=reports).texts]
    assert {"甲局", "乙局"} <= set(drawn)


def test_edges_between_ids_are_drawn_by_name() -> None:
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b", "c"],
            "agency_id": ["1:甲", "1:甲", "1:乙"],
            "agency": ["旧甲局", "甲局", "乙局"],
        }
    )
    edges = pd.DataFrame({"source": ["1:乙"], "target": ["1:甲"], "weight": [3]})
    found = edge_table(edges, reports, "agency").iloc[0]
    assert {found["source"], found["target"]} == {"甲局", "乙局"}
    named = edges.assign(source="丙局")
    assert "丙局" in edge_table(named, reports, "agency").iloc[0].to_list()
