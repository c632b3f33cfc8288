"""How many themes, and which lie near each other."""

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


def test_an_agreement_below_chance_is_drawn() -> None:
    choice = pd.DataFrame(
        {"n_themes": [2, 3], "agreement": [-0.2, 0.7], "overlap": [0.3, 0.8]}
    ).assign(weakest=0.1, chosen=False)
    ax = plot.theme_choice(choice, ax=plot.sheet())
    assert ax.get_ylim() == (-0.2, 1.0)
    ax = plot.theme_choice(choice.assign(agreement=[None, 0.7]), ax=plot.sheet())
    assert ax.get_ylim() == (0.0, 1.0)


def test_a_single_theme_has_no_tree() -> None:
    ax = plot.theme_tree(_hierarchy().head(0), ax=plot.sheet(), lang="zh")
    assert len(ax.texts) == 1
