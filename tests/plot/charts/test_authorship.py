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
        for kind, value in zip(
            (*KINDS, "original"), rng.dirichlet(np.ones(8)), strict=True
        ):
            rows.append(
                {
                    "report_id": f"r{i:03d}",
                    "scope": "report",
                    "score": f"share_{kind}",
                    "value": value,
                    "n": 900,
                }
            )
    return make_frame(
        "scores", pd.DataFrame(rows).assign(ci_low=np.nan, ci_high=np.nan)
    )


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("n", [1, 5, 500])
def test_provenance_bars_reach_one(n: int) -> None:
    ax = plot.provenance(_scores(n), ax=plot.sheet())
    ends: dict[float, float] = {}
    for bar in ax.patches:
        ends[bar.get_y()] = max(
            ends.get(bar.get_y(), 0.0), bar.get_x() + bar.get_width()
        )
    assert len(ends) == min(n, 30)
    assert np.allclose(list(ends.values()), 1.0)


def test_years_and_levels_stand_in_their_order_where_all_are_drawn() -> None:
    scores, years = _scores(8), [2022, 2019, 2021, 2020] * 2
    reports = pd.DataFrame({"report_id": scores["report_id"].unique(), "year": years})
    ax = plot.provenance(scores, reports=reports, by="year", ax=plot.sheet())
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["2019", "2020", "2021", "2022"]
    shares = [float(text.get_text().rstrip("%")) for text in ax.texts]
    assert shares != sorted(shares, reverse=True)
    levels = reports.assign(level=["township", "city", "county", "city"] * 2)
    ax = plot.provenance(scores, reports=levels, by="level", lang="zh", ax=plot.sheet())
    assert [t.get_text() for t in ax.get_yticklabels()] == ["市", "县", "乡镇"]


def test_the_year_of_a_long_name_is_never_cut() -> None:
    scores = _scores(4)
    reports = pd.DataFrame({"report_id": scores["report_id"].unique()})
    reports = reports.assign(
        agency="洛溪县人力资源和社会保障局", year=range(2019, 2023)
    )
    ax = plot.provenance(scores, reports=reports, width="column", lang="zh")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert sorted(name.split(" ")[-1] for name in names) == list(
        ["2019", "2020", "2021", "2022"]
    )
    assert all("…" in name or "⋯" in name for name in names)


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
        [
            {"report_id": r, "scope": "report", "score": s, "value": v, "n": n}
            for r, s, v, n in rows
        ]
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


def test_axes_of_the_caller_are_used_and_left_in_place() -> None:
    figure = Figure(figsize=(3, 2))
    ax = figure.add_subplot(1, 2, 1)
    assert plot.provenance(_scores(5), ax=ax) is ax
    # The plotting area gives way to the names, inside the left half of the figure.
    assert 0 < ax.get_position().x0 < ax.get_position().x1 < 0.55
    assert figure.get_size_inches().tolist() == [3, 2]


def _origins(**shares: dict[str, float]) -> pd.DataFrame:
    rows = [
        {
            "report_id": report,
            "scope": "report",
            "score": f"share_{name}",
            "value": value,
            "n": 900,
        }
        for report, value_of in shares.items()
        for name, value in value_of.items()
    ]
    return pd.DataFrame(rows)


def test_a_source_is_not_drawn_as_a_copier() -> None:
    scores = _origins(
        source={"taken": 0.0, "given": 0.6, "original": 0.4},
        copier={"taken": 0.6, "given": 0.0, "original": 0.4},
    )
    ax = plot.origins(scores, ax=plot.sheet(), lang="en")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["source", "copier"]
    assert [text for text in _texts(ax) if "%" in text] == ["0%", "60%"]
    ends: dict[float, float] = {}
    for bar in ax.patches:
        ends[bar.get_y()] = max(
            ends.get(bar.get_y(), 0.0), bar.get_x() + bar.get_width()
        )
    assert np.allclose(list(ends.values()), 1.0)


def test_without_direction_there_are_no_origins() -> None:
    ax = plot.origins(_scores(2), ax=plot.sheet(), lang="en")
    assert _texts(ax) == ["no origins: scores holds no share_taken"]


@pytest.mark.parametrize("chart", [plot.origins, plot.provenance])
def test_scores_named_by_no_text_give_an_empty_picture(chart) -> None:
    scores = pd.DataFrame(
        {"report_id": ["a"], "scope": "report", "score": [True], "value": 0.5, "n": 9}
    )
    assert len(chart(scores, ax=plot.sheet()).texts) == 1
