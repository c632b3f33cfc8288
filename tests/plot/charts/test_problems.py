import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from textmine import plot
from textmine.errors import FrameError
from textmine.plot.charts.problems import response_table
from textmine.plot.names import category_names


def test_a_problem_counts_once_by_its_best_answer() -> None:
    responses = pd.DataFrame(
        {
            "problem_id": ["p1", "p1", "p2", "p3"],
            "state": ["mirrored", "concrete", "uncovered", "odd"],
        }
    )
    problems = pd.DataFrame(
        {"item_id": ["p1", "p2"], "categories": ["content|capacity", "content"]}
    )
    table = response_table(responses, problems)
    assert table.loc["content"].tolist() == [1, 0, 1]
    assert table.loc["capacity"].tolist() == [1, 0, 0]
    assert table.index[0] == "content"


def test_bands_are_labelled_with_counts() -> None:
    responses = pd.DataFrame(
        {
            "problem_id": ["p1", "p2", "p3", "p4"],
            "state": ["concrete"] * 3 + ["mirrored"],
        }
    )
    ax = plot.response(responses, lang="zh", ax=plot.sheet())
    texts = [text.get_text() for text in ax.texts]
    assert "具体措施  3 (75%)" in texts
    assert "照问题改写  1 (25%)" in texts


def test_a_problem_of_two_categories_is_one_problem_that_was_answered() -> None:
    responses = pd.DataFrame(
        {"problem_id": ["p1", "p2"], "state": ["concrete", "uncovered"]}
    )
    problems = pd.DataFrame(
        {"item_id": ["p1", "p2"], "categories": ["content|staffing|capacity", "other"]}
    )
    ax = plot.response(responses, problems=problems, lang="zh", ax=plot.sheet())
    assert "具体措施  1 (50%)" in _texts(ax) and "无对应措施  1 (50%)" in _texts(ax)
    said = [t.get_text() for t in ax.figure.findobj(Text)]
    assert any("一个问题属多类" in words for words in said)
    single = problems.assign(categories=["content", "other"])
    ax = plot.response(responses, problems=single, lang="zh", ax=plot.sheet())
    said = [t.get_text() for t in ax.figure.findobj(Text)]
    assert not any("一个问题属多类" in words for words in said)


def test_years_of_a_profile_stand_in_their_order() -> None:
    frame = pd.DataFrame({"group": ["2022", "2019"], "n": [9, 5], "by": "year"})
    frame = frame.assign(category="content", share=0.4, ci_low=0.2, ci_high=0.6)
    ax = plot.profile(frame, lang="zh", ax=plot.sheet())
    names = [words for words in ax.get_legend_handles_labels()[1]]
    assert [name[:4] for name in names] == ["2019", "2022"]
    ax = plot.profile(frame.drop(columns="by"), lang="zh", ax=plot.sheet())
    assert [name[:4] for name in ax.get_legend_handles_labels()[1]] == ["2022", "2019"]


def test_the_axis_of_a_profile_says_what_its_shares_are_of() -> None:
    frame = pd.DataFrame({"group": ["all"], "n": [9], "category": "content"})
    frame = frame.assign(share=0.4, ci_low=0.2, ci_high=0.6)
    for unit, label in (
        ("problem", "share of problems"),
        ("report", "share of reports"),
    ):
        assert plot.profile(frame.assign(unit=unit), lang="en").get_xlabel() == label
    assert plot.profile(frame, lang="en").get_xlabel() == "share of reports"


def test_levels_without_a_column_by_stand_from_the_highest_down() -> None:
    frame = pd.DataFrame({"group": ["county", "(unknown)", "city"], "n": [9, 7, 5]})
    frame = frame.assign(category="content", share=0.4, ci_low=0.2, ci_high=0.6)
    ax = plot.profile(frame, lang="en", ax=plot.sheet())
    names = [name.split(" (")[0] for name in ax.get_legend_handles_labels()[1]]
    assert names == ["city", "county", "unknown"]


def test_persistence_names_both_years() -> None:
    frame = pd.DataFrame(
        {
            "year": pd.array([2021, 2021, None], dtype="Int64"),
            "earlier_year": pd.array([2020, None, 2020], dtype="Int64"),
            "state": ["verbatim", "new", "dropped"],
        }
    )
    ax = plot.persistence(frame, ax=plot.sheet())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2020 → 2021"]
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(1)
    assert [text.get_text() for text in ax.texts] == ["n = 2"]


def test_both_sides_of_the_bands_fit() -> None:
    problems = pd.DataFrame(
        {
            "item_id": [f"p{i}" for i in range(40)],
            "categories": [f"c{i % 13}" for i in range(40)],
        }
    )
    responses = pd.DataFrame({"problem_id": problems["item_id"], "state": "concrete"})
    ax = plot.response(responses, problems=problems, ax=plot.sheet())
    bottom, top = ax.get_ylim()
    places = [text.get_position()[1] for text in ax.texts]
    assert top <= min(places) <= max(places) <= bottom


def _texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


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
    assert any("n = 30" in text.get_text() for text in ax.findobj(Text))


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


def test_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="profile: missing column ci_low"):
        plot.profile(
            pd.DataFrame(
                {"group": [], "category": [], "share": [], "n": [], "ci_high": []}
            )
        )


def shares(group: str = "市") -> pd.DataFrame:
    """A profile of all categories."""
    return pd.DataFrame(
        {
            "group": group,
            "category": list(category_names("zh")),
            "share": 0.4,
            "n": 10,
            "ci_low": 0.2,
            "ci_high": 0.7,
        }
    )


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("width", [None, "page", "column"])
def test_categories_of_a_profile_are_named_in_full(lang: str, width) -> None:
    """Names wider than their room go on in a second line, and rows are as high as they need."""
    ax = plot.profile(shares(), width=width, lang=lang)
    labels = ax.get_yticklabels()
    said = [" ".join(label.get_text().split()) for label in labels]
    assert sorted(said) == sorted(category_names(lang).values())
    boxes = [label.get_window_extent() for label in labels]
    assert all(a.y0 >= b.y1 - 1 for a, b in zip(boxes, boxes[1:], strict=False))


def test_a_profile_on_the_page_names_categories_in_one_line() -> None:
    """The page switches languages line by line, and a sheet has room for the longest name."""
    ax = plot.profile(shares(), ax=plot.sheet())
    said = [label.get_text() for label in ax.get_yticklabels()]
    assert sorted(said) == sorted(category_names("both").values())


@pytest.mark.parametrize("lang", ["en", "both"])
def test_answers_name_all_categories_in_full(lang: str) -> None:
    keys = list(category_names("zh"))
    ids = [f"p{i}" for i in range(len(keys))]
    problems = pd.DataFrame({"item_id": ids, "categories": keys})
    responses = pd.DataFrame({"problem_id": ids, "state": "concrete"})
    drawn = plot.response(responses, problems=problems, lang=lang, ax=plot.sheet())
    said = {text.get_text() for text in drawn.texts}
    assert {f"{name}  1" for name in category_names(lang).values()} <= said
