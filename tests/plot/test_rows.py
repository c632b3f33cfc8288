import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from textmine import plot
from textmine.plot.paper import Paper
from textmine.plot.rows import RowChart, colour_keys, draw_stack, row_chart


def test_first_row_is_on_top_and_all_lie_inside() -> None:
    rows = RowChart(labels=["甲", "乙", "丙"], x_label="n", height=1.0)
    with row_chart(Paper(plot.sheet(), "zh"), rows) as ax:
        ax.scatter([1, 2, 3], rows.y)
    bottom, top = ax.get_ylim()
    assert top < rows.y[0] < rows.y[-1] < bottom
    assert [label.get_text() for label in ax.get_yticklabels()] == ["甲", "乙", "丙"]


def test_rows_may_leave_a_gap() -> None:
    rows = RowChart(
        labels=["甲", "乙"], x_label="n", height=1.0, places=np.array([0.0, 2.0])
    )
    with row_chart(Paper(plot.sheet(), "zh"), rows) as ax:
        pass
    assert ax.get_yticks().tolist() == [0.0, 2.0]


def test_ticks_of_small_shares_are_told_apart() -> None:
    """Ticks below half a per cent were all printed as 0%."""
    for largest, digits in ((0.6, 0), (0.03, 1), (0.004, 2)):
        rows = RowChart(labels=["甲"], x_label="n", height=1.0, percent=True)
        with row_chart(Paper(plot.sheet(), "zh"), rows) as ax:
            ax.set_xlim(0, largest)
        printed = [label.get_text() for label in ax.get_xticklabels()]
        assert len(set(printed)) == len(printed) > 2
        assert all(
            len(text.partition(".")[2]) == (digits + 1) * (digits > 0)
            for text in printed
        )


def test_bars_of_an_empty_row_do_not_divide_by_zero() -> None:
    counts = pd.DataFrame({"PASS": [3, 0], "FAIL": [1, 0]}, index=["甲", "乙"])
    notes = ["n = 4", "n = 0"]
    ax = draw_stack(
        Paper(plot.sheet(), "zh"), counts, "status", notes, x_label="share_of_checks"
    )
    assert [bar.get_width() for bar in ax.patches] == [0.75, 0, 0.25, 0]


def test_pieces_and_their_keys_have_the_same_lines() -> None:
    counts = pd.DataFrame({"PASS": [3], "FAIL": [1], "UNCERTAIN": [1]}, index=["甲"])
    paper = Paper(plot.sheet(), "zh")
    ax = draw_stack(paper, counts, "status", ["n = 5"], x_label="share_of_checks")
    assert [bar.get_hatch() for bar in ax.patches] == ["", "///", ".."]
    keys = colour_keys(paper, "status", list(counts))
    assert [key.hatch for key in keys] == ["", "///", ".."]
    drawn = [x.get_hatch() for x in ax.figure.findobj(Rectangle) if x.get_hatch()]
    # Each once in a bar and once in its key.
    assert sorted(drawn) == ["..", "..", "///", "///"]
