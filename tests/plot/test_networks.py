import networkx as nx
import numpy as np
import pandas as pd
import pytest

from textmine import plot
from textmine.errors import FrameError
from textmine.plot.networks import edge_table


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
        {"report_id": ids, "agency": agencies, "year": 2020, "province": ["云岭省", "东湾省"] * 15}
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
    ax = plot.reuse_matrix(_pairs(100), reports=_reports(), top=6, lang="en", ax=plot.sheet())
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert len(rows) == 6
    assert rows == [label.get_text() for label in ax.get_xticklabels()]
    mesh = np.ma.filled(ax.collections[0].get_array(), 0).reshape(6, 6)
    assert np.array_equal(mesh, mesh.T)
    assert any("4 more not shown" in text.get_text() for text in ax.texts)


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
        pd.DataFrame({"source": ["甲局"], "target": ["乙局"], "weight": [3]}), ax=plot.sheet()
    )
    assert plot.to_svg(from_graph, title="x") == plot.to_svg(from_frame, title="x")


def test_network_keeps_the_strongest() -> None:
    ax = plot.network(_pairs(200), reports=_reports(), top=4, ax=plot.sheet())
    names = [text.get_text() for text in ax.texts if text.get_text().endswith("局")]
    assert len(names) == 4
