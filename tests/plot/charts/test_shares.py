"""What each group, and each year, writes about."""

import numpy as np
import pandas as pd

from textmine import plot


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
    # Their shares are not of characters with a theme, as the axis said.
    assert ax.get_xlabel().startswith("share of reports;")
    of_problems = plot.theme_trends(frame.assign(unit="problem"), lang="en")
    assert of_problems.get_xlabel().startswith("share of problems;")
    of_theme = plot.theme_trends(frame.assign(category="解读"), lang="en")
    assert of_theme.get_xlabel().startswith("share of characters with a theme;")


def test_reports_without_a_theme_are_not_counted_under_a_mean_of_others() -> None:
    """n was of all reports, the mean of those with a theme."""
    shares = pd.DataFrame({"report_id": ["a", "b"], "theme": 0, "share": [0.5, np.nan]})
    reports = pd.DataFrame({"report_id": ["a", "b"], "level": "city"})
    ax = plot.theme_shares(shares, reports=reports, by="level", ax=plot.sheet())
    (head,) = [label.get_text() for label in ax.get_xticklabels()]
    assert "(n = 1)" in head
