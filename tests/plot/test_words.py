import numpy as np
import pandas as pd
import pytest

from textmine import plot
from textmine.errors import FrameError


def _themes(n_themes: int, n_terms: int = 9) -> pd.DataFrame:
    rows = [
        {
            "theme": t,
            "label": f"主题{t}",
            "rank": r + 1,
            "term": f"词{t}之{r}",
            "weight": 1.0 / (r + 1),
            "stability": 0.9,
        }
        for t in range(n_themes)
        for r in range(n_terms)
    ]
    return pd.DataFrame(rows)


def _phrases(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "phrase": [f"短语{i:03d}" for i in range(n)],
            "df_reports": range(n),
            "df_agencies": [i // 2 for i in range(n)],
            "kind": ["stock", "mandated", "", "discretionary"] * (n // 4),
        }
    )


def test_themes_show_their_foremost_terms_in_order() -> None:
    ax = plot.themes(_themes(3), terms=4, ax=plot.sheet())
    texts = [text.get_text() for text in ax.texts]
    assert [text for text in texts if text.startswith("词1")] == [
        "词1之0",
        "词1之1",
        "词1之2",
        "词1之3",
    ]
    assert texts.count("0.90") == 3
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "1 主题0",
        "2 主题1",
        "3 主题2",
    ]


def test_many_themes_are_cut_with_a_note() -> None:
    ax = plot.themes(_themes(30), top=5, lang="en", ax=plot.sheet())
    assert "25 more not shown" in [text.get_text() for text in ax.texts]


def test_unknown_stability_is_a_dash() -> None:
    ax = plot.themes(_themes(1).assign(stability=np.nan), ax=plot.sheet())
    assert "–" in [text.get_text() for text in ax.texts]


def test_phrases_most_widespread_on_top() -> None:
    ax = plot.phrases(_phrases(40), top=10, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()][:2] == [
        "短语039",
        "短语038",
    ]
    assert any("30" in text.get_text() for text in ax.texts)


def test_theme_shares_are_means_of_the_group() -> None:
    shares = pd.DataFrame(
        {
            "report_id": list("aabb"),
            "theme": [0, 1, 0, 1],
            "share": [0.8, 0.2, 0.4, 0.6],
        }
    )
    reports = pd.DataFrame({"report_id": ["a", "b"], "agency_type": ["财政", "财政"]})
    ax = plot.theme_shares(shares, reports=reports, ax=plot.sheet())
    assert [text.get_text() for text in ax.texts] == ["60%", "40%"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["财政\n(n = 2)"]


def test_the_choice_of_themes_shows_three_measures_and_what_was_chosen() -> None:
    frame = pd.DataFrame(
        {
            "n_themes": [8, 4, 6],
            "agreement": [0.4, 0.5, 0.7],
            "overlap": [0.3, 0.6, 0.8],
            "weakest": [np.nan, 0.2, 0.4],
            "chosen": [False, False, True],
        }
    )
    ax = plot.theme_choice(frame, lang="en", ax=plot.sheet())
    upright, *lines = ax.get_lines()
    assert list(upright.get_xdata()) == [6, 6]
    assert [list(line.get_xdata()) for line in lines] == [[4, 6, 8]] * 3
    assert list(lines[0].get_ydata()) == [0.5, 0.7, 0.4]
    assert [text.get_text() for text in ax.texts] == ["chosen"]
    empty = plot.theme_choice(frame.head(0), lang="en", ax=plot.sheet())
    assert not empty.get_lines()


def _trends(shares: dict[str, list[float]], by: str = "year") -> pd.DataFrame:
    rows = [
        {
            "by": by,
            "group": str(2019 + i),
            "category": name,
            "share": share,
            "n": 30 + i,
            "ci_low": share - 0.05,
            "ci_high": share + 0.05,
        }
        for name, values in shares.items()
        for i, share in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_trends_show_all_themes_on_one_scale_with_their_intervals() -> None:
    frame = _trends({"解读": [0.1, 0.2, 0.35], "培训": [0.3, 0.2, 0.1]})
    ax = plot.theme_trends(frame, lang="zh", ax=plot.sheet())
    first, second = ax.get_lines()
    # The axis is upside down: a row begins at its number + 1, the largest bound is 0.8 high.
    np.testing.assert_allclose(
        first.get_ydata(), 1 - 0.8 * np.array([0.1, 0.2, 0.35]) / 0.4
    )
    np.testing.assert_allclose(
        second.get_ydata(), 2 - 0.8 * np.array([0.3, 0.2, 0.1]) / 0.4
    )
    assert [text.get_text() for text in ax.texts] == ["35%", "10%"]
    assert [label.get_text() for label in ax.get_xticklabels()][0] == "2019\n(n = 30)"
    intervals = ax.collections[1].get_segments()
    assert len(intervals) == 3
    np.testing.assert_allclose(intervals[2][:, 1], [1 - 0.8 * 0.3 / 0.4, 0.2])


def test_groups_are_not_joined_and_missing_ones_leave_a_gap() -> None:
    frame = _trends({"解读": [0.1, 0.2], "培训": [0.3, 0.4]}, by="level")
    ax = plot.theme_trends(frame.drop(index=3), lang="en", ax=plot.sheet())
    assert ax.get_lines()[0].get_linestyle() == "None"
    assert np.isnan(ax.get_lines()[1].get_ydata()[1])
    assert not ax.texts  # the last of the groups is no outcome


def test_trends_of_few_agencies_have_no_interval() -> None:
    frame = _trends({"解读": [0.1, 0.2]}).assign(ci_low=np.nan, ci_high=np.nan)
    ax = plot.theme_trends(frame, lang="en", ax=plot.sheet())
    assert not len(ax.collections[1].get_segments())


def test_categories_of_the_codebook_have_their_names() -> None:
    by_year = {"by": "year", "group": "2021", "share": 0.3, "n": 40}
    interval = {"ci_low": 0.2, "ci_high": 0.4}
    frame = pd.DataFrame([by_year | interval | {"category": "timeliness"}])
    for lang, name in (("zh", "公开时效"), ("en", "Timeliness")):
        ax = plot.theme_trends(frame, ax=plot.sheet(), lang=lang)
        assert [label.get_text() for label in ax.get_yticklabels()] == [name]


def _hierarchy() -> pd.DataFrame:
    """Themes 0 and 2 merge first, then 1 and 3, then all."""
    return pd.DataFrame(
        {
            "step": [1, 2, 3],
            "left": [0, 1, -2],
            "right": [2, 3, -1],
            "distance": [0.4, 0.7, 1.2],
        }
    )


def test_branches_meet_where_themes_merge_and_none_cross() -> None:
    ax = plot.theme_tree(_hierarchy(), themes=_themes(4), lang="en", ax=plot.sheet())
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["2 主题1", "4 主题3", "1 主题0", "3 主题2"]
    forks = [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines]
    assert forks == [
        ([0.0, 0.4, 0.4, 0.0], [2.0, 2.0, 3.0, 3.0]),
        ([0.0, 0.7, 0.7, 0.0], [0.0, 0.0, 1.0, 1.0]),
        ([0.7, 1.2, 1.2, 0.4], [0.5, 0.5, 2.5, 2.5]),
    ]
    assert [t.get_text() for t in ax.texts] == ["1", "2", "3"]


def test_a_tree_does_not_hang_on_the_order_of_its_rows() -> None:
    svgs = [
        plot.to_svg(plot.theme_tree(frame, ax=plot.sheet()), title="tree")
        for frame in (_hierarchy(), _hierarchy()[::-1])
    ]
    assert svgs[0] == svgs[1]


@pytest.mark.parametrize(
    "wrong",
    [{"left": [0, 1, -9]}, {"left": [0, -1, -1]}, {"distance": [0.4, None, 1.0]}],
)
def test_rows_that_are_not_the_merges_of_one_tree_are_refused(wrong) -> None:
    with pytest.raises(FrameError, match=r"hierarchy, row .*merges of one tree"):
        plot.theme_tree(_hierarchy().assign(**wrong), ax=plot.sheet())


def test_a_single_theme_has_no_tree() -> None:
    ax = plot.theme_tree(_hierarchy().head(0), ax=plot.sheet(), lang="zh")
    assert len(ax.texts) == 1
