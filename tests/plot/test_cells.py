import numpy as np

from textmine import plot
from textmine.plot.cells import MOST_PRINTED, heatmap
from textmine.plot.paper import Paper


def _cells(values: np.ndarray, heads: list[str]) -> list[str]:
    rows = [f"第{i}行" for i in range(len(values))]
    ax = heatmap(Paper(plot.sheet(), "zh"), values, rows, heads, x_label="mean_share")
    return [text.get_text() for text in ax.texts]


def test_zero_and_unknown_cells_hold_no_number() -> None:
    assert _cells(np.array([[0.25, 0.0, np.nan]]), ["甲", "乙", "丙"]) == ["25%"]


def test_a_table_too_large_to_read_holds_no_numbers() -> None:
    side = int(MOST_PRINTED**0.5) + 1
    assert _cells(np.full((side, side), 0.5), ["列"] * side) == []


def test_long_heads_stand_aslant_on_one_line() -> None:
    rows, heads = ["甲"], ["很长很长很长的一个列名\n(n = 3)"] * 9
    ax = heatmap(
        Paper(plot.sheet(), "zh"), np.ones((1, 9)), rows, heads, x_label="mean_share"
    )
    label = ax.get_xticklabels()[0]
    assert label.get_rotation() == 45
    assert label.get_text() == "很长很长很长的一个列名 (n = 3)"
