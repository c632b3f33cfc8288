import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textmine import plot
from textmine.errors import FrameError
from textmine.schema import KINDS, make_frame


def _scores(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = []
    for i in range(n):
        for kind, value in zip((*KINDS, "original"), rng.dirichlet(np.ones(8)), strict=True):
            rows.append(
                {
                    "report_id": f"r{i:03d}",
                    "scope": "report",
                    "score": f"share_{kind}",
                    "value": value,
                    "n": 900,
                }
            )
    return make_frame("scores", pd.DataFrame(rows).assign(ci_low=np.nan, ci_high=np.nan))


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("n", [1, 5, 500])
def test_provenance_bars_reach_one(n: int) -> None:
    ax = plot.provenance(_scores(n), ax=plot.sheet())
    ends: dict[float, float] = {}
    for bar in ax.patches:
        ends[bar.get_y()] = max(ends.get(bar.get_y(), 0.0), bar.get_x() + bar.get_width())
    assert len(ends) == min(n, 30)
    assert np.allclose(list(ends.values()), 1.0)


def test_provenance_shows_both_ends_and_says_what_is_between() -> None:
    ax = plot.provenance(_scores(100), top=10, ax=plot.sheet())
    shares = [float(text.rstrip("%")) for text in _texts(ax) if text.endswith("%")]
    assert shares == sorted(shares, reverse=True)
    assert any("90" in text and "未显示" in text for text in _texts(ax))


def test_group_bar_is_the_mean_weighted_by_characters() -> None:
    rows = [
        ("a", "share_original", 1.0, 100),
        ("b", "share_original", 0.0, 300),
        ("b", "share_peer", 1.0, 300),
    ]
    scores = pd.DataFrame(
        [{"report_id": r, "scope": "report", "score": s, "value": v, "n": n} for r, s, v, n in rows]
    )
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "agency": ["甲", "乙"],
            "year": [2020, 2021],
            "province": "云岭省",
        }
    )
    ax = plot.provenance(scores, reports=reports, by="province", ax=plot.sheet())
    assert "25%" in _texts(ax)


def test_group_needs_reports() -> None:
    with pytest.raises(FrameError, match="pass reports="):
        plot.provenance(_scores(2), by="province")
    with pytest.raises(FrameError, match="no such grouping"):
        plot.provenance(_scores(2), by="colour")


def test_profile_draws_dots_where_the_shares_are() -> None:
    frame = pd.DataFrame(
        {
            "group": ["city", "county", "city"],
            "category": ["content", "content", "request"],
            "share": [0.4, 0.2, 0.1],
            "n": [20, 30, 20],
            "ci_low": [0.3, np.nan, 0.0],
            "ci_high": [0.5, np.nan, 0.2],
        }
    )
    ax = plot.profile(frame, ax=plot.sheet())
    drawn = sorted(
        float(x)
        for line in ax.lines
        for x in np.atleast_1d(line.get_xdata())
        if line.get_marker() != "None"
    )
    assert {0.1, 0.2, 0.4} <= {round(x, 6) for x in drawn}
    legend = ax.get_legend()
    assert legend is not None
    assert any("n = 30" in text.get_text() for text in legend.get_texts())


def test_profile_says_how_many_groups_are_left_out() -> None:
    rows = [
        {
            "group": f"g{i}",
            "category": "content",
            "share": 0.3,
            "n": i,
            "ci_low": 0.1,
            "ci_high": 0.5,
        }
        for i in range(9)
    ]
    ax = plot.profile(pd.DataFrame(rows), top=4, lang="en", ax=plot.sheet())
    assert "5 smaller groups not shown" in _texts(ax)


def test_lengths_marks_the_median() -> None:
    frame = pd.DataFrame(
        {"report_id": list("abc"), "year": [2020] * 3, "n_narrative_chars": [1000, 2000, 6000]}
    )
    ax = plot.lengths(frame, ax=plot.sheet())
    lines = [c.get_segments() for c in ax.collections if hasattr(c, "get_segments")]
    assert any(np.allclose(segment[:, 0], 2000) for group in lines for segment in group)


def test_columns_of_a_check_count_together() -> None:
    frame = pd.DataFrame(
        {
            "check": ["t3_flow_col0", "t3_flow_col6", "claim_fees"],
            "status": ["PASS", "FAIL", "PASS"],
        }
    )
    ax = plot.checks(frame, lang="en", ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "table 3 in = out",
        "narrative and table",
    ]
    assert [bar.get_width() for bar in ax.patches] == [0.5, 0, 0.5, 1]
    assert _texts(ax) == ["fail 1 / 2", "fail 0 / 1"]


def test_checks_count_each_status() -> None:
    frame = pd.DataFrame(
        {"check": ["合计"] * 3 + ["结转"], "status": ["PASS", "PASS", "FAIL", "UNCERTAIN"]}
    )
    ax = plot.checks(frame, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["合计", "结转"]
    assert _texts(ax) == ["不符 fail 1 / 3", "不符 fail 0 / 1"]


def test_distribution_groups_one_measure() -> None:
    scores = pd.DataFrame(
        {
            "report_id": list("abc"),
            "scope": "report",
            "score": "completeness",
            "value": [0.5, 0.7, 1.0],
        }
    )
    reports = pd.DataFrame({"report_id": list("abc"), "agency_type": ["财政", "财政", "档案"]})
    ax = plot.distribution(scores, "completeness", reports=reports, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["档案 (n = 1)", "财政 (n = 2)"]
    assert _texts(plot.distribution(scores, "redundancy", ax=plot.sheet(), lang="en")) == [
        "nothing to draw"
    ]


def test_axes_of_the_caller_are_used_and_left_in_place() -> None:
    figure = Figure(figsize=(3, 2))
    ax = figure.add_subplot(1, 2, 1)
    before = ax.get_position().bounds
    assert plot.provenance(_scores(5), ax=ax) is ax
    assert ax.get_position().bounds == before
    assert figure.get_size_inches().tolist() == [3, 2]


def test_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="profile: missing column ci_low"):
        plot.profile(
            pd.DataFrame({"group": [], "category": [], "share": [], "n": [], "ci_high": []})
        )
