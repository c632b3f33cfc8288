"""What callers hand in becomes a frame, or is refused in one line."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from textmine.errors import FrameError
from textmine.intake.frames import (
    as_pandas,
    check_same_run,
    check_single_rows,
    take_frame,
    take_reports,
    take_statements,
    take_texts,
)

ITEMS = pd.DataFrame(
    {"report_id": ["a", "b"], "start": [0, 2], "end": [1, 5], "text": ["公", "公开的"]}
)


def test_a_clean_frame_is_given_back_itself():
    assert take_frame(ITEMS, ["report_id", "text", "start"], what="items") is ITEMS


def test_what_is_mended_is_a_copy_with_the_rows_and_index_of_the_frame():
    frame = ITEMS.assign(year=["2020年", "2021年"]).set_axis([7, 7])
    before = frame.copy()
    taken = take_frame(frame, ["year"], what="items")
    assert taken["year"].tolist() == [2020, 2021]
    assert taken.index.tolist() == [7, 7]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "items: got nothing; expected a DataFrame with columns report_id, text"),
        ("公开", "items: got one string; expected a DataFrame"),
        ({"text": ["公开"]}, "items: got dict; expected a DataFrame"),
        (ITEMS["text"], "items: got Series; expected a DataFrame"),
        (
            ITEMS.drop(columns="text"),
            "items: missing column text; the frame has report_id",
        ),
        (
            pd.concat([ITEMS, ITEMS[["text"]]], axis=1),
            "items: two columns are called 'text'",
        ),
        (
            ITEMS.set_axis(pd.MultiIndex.from_product([["x"], ITEMS.columns]), axis=1),
            "items: columns have 2 levels; expected one",
        ),
        (
            ITEMS.assign(text=["公", ["开"]]),
            r"items, row 1, column text: \['开'\]; expected text",
        ),
        (
            ITEMS.assign(report_id=["a", None]),
            "items, row 1, column report_id: a missing value",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(given, said):
    with pytest.raises(FrameError, match=said):
        take_frame(given, ["report_id", "text"], what="items")


def test_spans_run_forward():
    with pytest.raises(
        FrameError, match="items, row 1, column end: 1; expected no offset before"
    ):
        take_frame(ITEMS.assign(end=[1, 1]), ["start", "end"], what="items")


def test_a_list_of_columns_is_no_column():
    with pytest.raises(FrameError, match=r"\['year'\] is no name of a column"):
        take_frame(ITEMS, [["year"]], what="items")


def test_an_object_that_carries_the_frame_will_do():
    assert take_frame(SimpleNamespace(items=ITEMS), ["text"], what="items") is ITEMS
    by_name = SimpleNamespace(frame=lambda name: ITEMS if name == "sections" else None)
    assert take_frame(by_name, ["text"], what="sections").equals(ITEMS)


def test_texts_come_from_a_corpus_a_series_or_a_list():
    corpus = SimpleNamespace(narrative=ITEMS, reports=ITEMS)
    assert take_texts(corpus, what="texts") is ITEMS
    series = pd.Series(["公开", None], index=["r1", "r2"])
    assert take_texts(series, what="texts").values.tolist() == [
        ["r1", "公开"],
        ["r2", ""],
    ]
    assert take_texts(("公开", "更新"), what="texts")["report_id"].tolist() == [
        "0",
        "1",
    ]


@pytest.mark.parametrize(
    "given", [["公开", None], ("公开", np.nan), np.array(["公开", ""], dtype="object")]
)
def test_statements_come_from_any_list(given):
    assert take_statements(given, what="X").tolist() == ["公开", ""]
    assert take_statements(np.array([["公开"], ["b"]]), what="X").tolist() == [
        "公开",
        "b",
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("公开", r"X: got one string; expected a list or column of texts: \[text\]"),
        (ITEMS, r"X: got DataFrame; .*such as frame\['text'\]"),
        ({"a": "公开"}, "X: got dict"),
        (5, "X: got int"),
        (["公开", 5], "X, row 1, column text: 5; expected text"),
        (np.zeros((2, 3)), r"an array of shape \(2, 3\)"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(given, said):
    with pytest.raises(FrameError, match=said):
        take_statements(given, what="X")


def test_several_rows_a_report_say_where_they_stand():
    several = ITEMS.assign(report_id="a")
    check_single_rows(several, what="texts")
    check_single_rows(ITEMS.drop(columns="start"), what="texts")
    with pytest.raises(
        FrameError, match="texts, row 1, column report_id: 'a'; .*a column start"
    ):
        check_single_rows(several.drop(columns="start"), what="texts")


def test_a_dropped_problem_has_no_item_and_is_no_error():
    frame = pd.DataFrame({"item_id": ["r1:2", ""], "state": ["new", "dropped"]})
    for what in ("persistence", "frame persistence"):
        assert take_frame(frame, ["item_id", "state"], what=what)[
            "item_id"
        ].tolist() == [
            "r1:2",
            "",
        ]
    with pytest.raises(FrameError, match="an id in every row"):
        take_frame(frame, ["item_id", "state"], what="problems")


def test_reports_that_say_two_things_are_refused_in_any_order() -> None:
    reports = pd.DataFrame(
        {
            "report_id": ["a", "b", "a"],
            "province": ["云岭省", "东屿省", "澜川省"],
            "n": [1, 2, 3],
        }
    )
    for rows in (reports, reports.iloc[::-1]):
        with pytest.raises(FrameError, match="'a'.*do not differ in province"):
            take_reports(rows, ["province"])
    same = reports.assign(province=["云岭省", None, "云岭省"])
    assert take_reports(same, ["province"])["report_id"].tolist() == ["a", "b"]


def test_a_column_that_the_caller_names_holds_one_value_a_cell():
    mixed = pd.DataFrame({"truth": pd.Series(["a", 3, "\ud800", None], dtype="object")})
    assert (
        take_frame(mixed, ["truth"], what="labelled")["truth"].tolist()[2] == "\ufffd"
    )
    for several in ([1], {"a": 1}, {1}, np.array([1])):
        wrong = pd.DataFrame({"truth": pd.Series(["a", several], dtype="object")})
        with pytest.raises(
            FrameError, match="row 1, column truth: .*; expected one value a cell"
        ):
            take_frame(wrong, ["truth"], what="labelled")


def test_numbers_of_the_contract_are_finite():
    frame = pd.DataFrame({"share": [0.5, np.inf]})
    with pytest.raises(
        FrameError, match="row 1, column share: inf; expected a finite number"
    ):
        take_frame(frame, ["share"], what="profile")


def test_an_offset_that_is_missing_is_not_before_the_start():
    spans = pd.DataFrame({"start": [3, None, 3], "end": [None, 4, 5]}, dtype="Int64")
    assert take_frame(spans, [], what="items") is spans
    backwards = pd.DataFrame({"start": [None, 3], "end": [1, 2]}, dtype="Int64")
    with pytest.raises(FrameError, match="row 1, column end"):
        take_frame(backwards, [], what="items")


def test_some_of_the_reports_are_enough_and_none_is_another_run() -> None:
    rows = pd.DataFrame({"report_id": ["a", "b", "b"]})
    for reports in (["b"], ["b", "c"], []):
        check_same_run(rows, pd.DataFrame({"report_id": reports}), what="passages")
    check_same_run(rows.head(0), rows, what="passages")
    with pytest.raises(
        FrameError, match=r"passages: none of 2 reports \('a' …\) is in"
    ):
        check_same_run(rows, pd.DataFrame({"report_id": ["c"]}), what="passages")


def test_frames_of_other_libraries_are_taken():
    """It said "got DataFrame; expected a DataFrame" of polars, and took a text for a list."""
    other = pa.Table.from_pandas(ITEMS)
    pd.testing.assert_frame_equal(take_frame(other, ["text"], what="items"), ITEMS)
    pd.testing.assert_frame_equal(take_texts(other, what="texts"), ITEMS)
    assert as_pandas(ITEMS) is ITEMS
    # A column of theirs is no frame, and what fails to turn into one is told as what it is.
    column = pa.chunked_array([["公开"]])
    assert as_pandas(column) is column
    with pytest.raises(FrameError, match="got ChunkedArray; expected a DataFrame"):
        take_frame(column, ["text"], what="items")
