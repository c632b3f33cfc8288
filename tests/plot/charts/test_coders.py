"""Who disagrees with whom on what, from codings to cells."""

import numpy as np
import pandas as pd
import pytest

from textmine import plot
from textmine.errors import FrameError
from textmine.problems import find_disagreements


def codings():
    rows = [
        ("i1", "A", "platform"),
        ("i1", "B", "timeliness"),
        ("i1", "C", "timeliness"),
        ("i2", "A", "platform"),
        ("i2", "B", "timeliness"),
        ("i2", "C", "platform"),
        ("i3", "A", "content"),
        ("i3", "B", "content"),
        ("i3", "C", ""),
    ]
    return pd.DataFrame(rows, columns=["item_id", "coder", "categories"])


def names(ax, axis):
    return [tick.get_text() for tick in getattr(ax, f"get_{axis}ticklabels")()]


def numbers(ax):
    return sorted(text.get_text() for text in ax.texts if text.get_text().isdigit())


def test_each_pair_of_coders_has_a_row_and_each_category_of_theirs_a_column():
    ax = plot.disagreements(find_disagreements(codings()), ax=plot.sheet(), lang="en")
    # A and B differ on two items, A and C on two (one: nothing instead), B and C on two.
    assert sorted(names(ax, "y")) == ["A – B", "A – C", "B – C"]
    assert len(names(ax, "x")) == 3
    # A–B: platform 2, timeliness 2; A–C: platform 1, timeliness 1, content 1; B–C the same.
    assert numbers(ax) == ["1"] * 6 + ["2"] * 2


def test_two_coders_show_what_one_gave_for_what_the_other_gave():
    table = find_disagreements(codings())
    ax = plot.disagreements(table, coders=("A", "C"), ax=plot.sheet(), lang="en")
    turned = plot.disagreements(table, coders=("C", "A"), ax=plot.sheet(), lang="en")
    # The heads of columns may be shortened; ten characters tell them apart.
    assert sorted(n[:10] for n in names(ax, "y")) == sorted(
        n[:10] for n in names(turned, "x")
    )
    assert "(nothing)" in names(ax, "x")
    assert numbers(ax) == numbers(turned) == ["1", "1"]


def test_two_who_never_differ_or_are_not_there_are_named():
    with pytest.raises(FrameError, match="'A' and 'D'"):
        plot.disagreements(find_disagreements(codings()), coders=("A", "D"))


def test_a_missing_category_is_nothing_given():
    table = find_disagreements(codings()).replace({"category_b": {"": np.nan}})
    ax = plot.disagreements(table, coders=("A", "C"), ax=plot.sheet(), lang="zh")
    assert "（未给出）" in names(ax, "x")


def test_no_disagreement_gives_a_note():
    table = find_disagreements(codings().head(0))
    assert len(plot.disagreements(table, ax=plot.sheet()).texts) == 1


def test_categories_of_any_kind_have_an_order():
    frame = pd.DataFrame(
        {
            "coder_a": ["A", "A"],
            "coder_b": ["B", "B"],
            "category_a": ["platform", float("inf")],
            "category_b": ["timeliness", pd.Timestamp("2020-01-01")],
            "n": [3, 1],
        }
    )
    labels = plot.disagreements(frame, lang="en").get_xticklabels()
    assert len(labels) == 4
    assert plot.disagreements(frame, coders=("A", "B"), lang="en").texts


def test_categories_are_named_in_full() -> None:
    table = pd.DataFrame(
        {
            "coder_a": "A",
            "coder_b": "B",
            "category_a": ["publicity"],
            "category_b": ["info_mgmt"],
            "n": 3,
        }
    )
    ax = plot.disagreements(table, coders=("A", "B"))
    assert names(ax, "y") == ["宣传知晓 Publicity and awareness of the public"]
    assert names(ax, "x") == ["信息管理规范 Information management"]
