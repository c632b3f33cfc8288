"""What the stages share: parameters that are refused, rows put together and in order."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.job.analyses import (
    Parameters,
    cut_sentences,
    find_themes,
    in_report_order,
    name_places,
    persist,
    stack,
)
from textmine.job.tables import Tables
from textmine.schema import make_frame

FAILURE = {"source": "甲.txt", "reason": "empty", "error": "ReadError"}


@pytest.mark.parametrize(
    ("wrong", "bound"),
    [
        ({"min_chars": 3}, "4"),
        ({"n_themes": 0}, "1"),
        ({"pairs": -1}, "0"),
        ({"seed": -1}, "0"),
        ({"seed": None}, "0"),
        ({"n_themes": True}, "1"),
        ({"min_chars": 20.0}, "4"),
    ],
)
def test_what_no_run_can_use_is_refused_by_name_value_and_bound(wrong, bound):
    (name, value), *_ = wrong.items()
    with pytest.raises(FrameError, match=f"^{name} is {value!r}; .* from {bound} on$"):
        Parameters(**wrong).check()


def test_the_least_that_can_be_asked_for_is_allowed():
    Parameters(min_chars=4, n_themes=1, pairs=0, seed=0).check()
    Parameters(pairs=None).check()


def test_parts_are_stacked_in_order_and_empty_ones_do_not_count():
    nothing = make_frame("failures", [])
    first = make_frame("failures", [FAILURE])
    second = make_frame("failures", [FAILURE | {"source": "乙.txt"}])
    whole = stack("failures", [nothing, second, nothing, first])
    assert whole["source"].tolist() == ["乙.txt", "甲.txt"]
    assert whole.index.tolist() == [0, 1]
    pd.testing.assert_frame_equal(stack("failures", [nothing]), nothing)
    pd.testing.assert_frame_equal(stack("failures", []), nothing)


def test_rows_follow_their_reports_and_keep_their_order_within_one():
    frame = pd.DataFrame({"report_id": ["b", "a", "b", "a"], "n": [1, 2, 3, 4]})
    ordered = in_report_order(frame, pd.Series(["a", "c", "b"]))
    assert ordered.to_dict("list") == {
        "report_id": ["a", "a", "b", "b"],
        "n": [2, 4, 1, 3],
    }
    assert ordered.index.tolist() == [0, 1, 2, 3]


@settings(deadline=None)
@given(st.permutations("abcd"), st.lists(st.sampled_from("abcd")))
def test_reports_one_after_the_other_give_the_order_of_the_whole(order, rows):
    frame = pd.DataFrame(
        {"report_id": pd.Series(rows, dtype="str"), "n": range(len(rows))}
    )
    whole = in_report_order(frame, pd.Series(order))
    parts = [row for one in order for row in enumerate(rows) if row[1] == one]
    assert list(zip(whole["n"], whole["report_id"], strict=True)) == parts


def test_places_are_named_once_with_each_of_their_provinces():
    rows = [
        ("临泽川市", "云岭省"),
        ("青榆县", "云岭省"),
        ("临泽川市", "云岭省"),
        ("", "云岭省"),
        ("柳荫县", ""),
        ("青榆县", "海原省"),
    ]
    reports = pd.DataFrame(rows, columns=["region", "province"])
    places = name_places(Tables.of({"reports": reports}), Parameters())["named_places"]
    assert places.to_numpy().tolist() == [
        ["临泽川市", "云岭省"],
        ["青榆县", "云岭省"],
        ["柳荫县", ""],
        ["青榆县", "海原省"],
    ]
    assert places.index.tolist() == [0, 1, 2, 3]


def test_too_few_sentences_give_no_themes_rather_than_themes_of_one_sentence():
    # Eleven sentences: one theme of six and a rest, and one theme tells nothing apart.
    texts = ["栏目按月核对。" * 5, "解读配图；" * 6]
    tables = {
        "narrative": pd.DataFrame({"report_id": ["a", "b"], "text": texts}),
        "passages": pd.DataFrame({"report_id": [], "start": [], "end": []}).astype(
            {"start": int}
        ),
        "reports": pd.DataFrame({"report_id": ["a", "b"]}),
    }
    cut = cut_sentences(Tables.of(tables), Parameters())
    assert cut["sentence_marks"].to_dict("list") == {
        "report_id": ["a", "b"],
        "n": [5, 6],
    }
    given = find_themes(Tables.of(tables | cut), Parameters())
    assert {name: len(table) for name, table in given.items()} == {
        "themes": 0,
        "theme_shares": 0,
    }
    pd.testing.assert_frame_equal(given["themes"], make_frame("themes", []))


def test_a_report_without_a_sentence_is_counted_and_copies_are_left_out():
    tables = {
        "narrative": pd.DataFrame(
            {"report_id": ["a"], "text": ["栏目按月核对。解读另配图解。"]}
        ),
        "passages": pd.DataFrame({"report_id": ["a"], "start": [0], "end": [7]}),
        "reports": pd.DataFrame({"report_id": ["a", "b"]}),
    }
    cut = cut_sentences(Tables.of(tables), Parameters())
    assert cut["sentences"]["text"].tolist() == ["解读另配图解。"]
    assert cut["sentence_marks"]["n"].tolist() == [2, 0]


def test_a_run_follows_problems_that_can_be_placed_without_a_word_of_the_others(
    recwarn,
):
    """How many reports are of no known agency is told once, at its end."""
    rows = [
        ("a", "甲局", 2020),
        ("b", "甲局", 2021),
        ("c", "", 2021),
        ("d", "乙局", None),
    ]
    coded = pd.DataFrame(rows, columns=["item_id", "agency", "year"])
    coded = coded.assign(text="栏目更新慢", report_id=coded["item_id"], categories="")
    coded["year"] = coded["year"].astype("Int64")
    found = persist(Tables({"coded": lambda: iter([coded])}), Parameters())
    assert found["persistence"]["state"].tolist() == ["verbatim"]
    assert not recwarn.list
