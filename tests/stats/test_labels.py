"""Labels: brought into one order, or refused with the labels that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.compare import jensen_shannon, log_odds_z, wilson
from textmine.errors import FrameError
from textmine.stats.labels import align_vectors, match_rows, rows_by_label

NAMES = ["甲局", "乙局", "丙局"]


def test_order_of_labels_never_matters() -> None:
    a = pd.Series([5.0, 1.0, 2.0], index=NAMES)
    b = pd.Series([9.0, 3.0, 4.0], index=NAMES)
    turned = b.iloc[::-1]
    for function in (log_odds_z, wilson, jensen_shannon):
        np.testing.assert_array_equal(function(a, b), function(a, turned))


def test_what_cannot_be_aligned_is_refused() -> None:
    a = pd.Series([1.0, 2.0], index=NAMES[:2])
    with pytest.raises(FrameError, match="丙局"):
        align_vectors({"a": a, "b": pd.Series([1.0, 2.0], index=["甲局", "丙局"])})
    with pytest.raises(FrameError, match="carries labels"):
        align_vectors({"a": a, "b": [1.0, 2.0]})
    with pytest.raises(FrameError, match="twice"):
        align_vectors({"a": a, "b": pd.Series([1.0, 2.0], index=["甲局", "甲局"])})


def test_without_labels_values_stand_as_given() -> None:
    assert [
        x.tolist() for x in align_vectors({"a": [1, 2], "b": np.array([3, 4])})
    ] == [
        [1.0, 2.0],
        [3.0, 4.0],
    ]


def test_rows_go_by_label_as_far_as_they_have_any() -> None:
    said = pd.Series(["更新慢", "人员少", "解读浅"], index=NAMES)
    codes = pd.Series([1, 2, 3], index=NAMES)
    for other in (codes, codes.iloc[::-1], codes.to_frame("code").iloc[::-1]):
        assert np.ravel(match_rows({"X": said, "y": other})[1]).tolist() == [1, 2, 3]
    # What was cut out of a frame keeps its labels; a list of codes beside it has none.
    assert match_rows({"X": said, "y": [1, 2, 3]})[1] == [1, 2, 3]
    counted = pd.Series([1, 2, 3])
    assert match_rows({"X": said, "y": counted})[1].tolist() == [1, 2, 3]
    turned = pd.Series(["丙", "甲", "乙"], index=[2, 0, 1])
    assert match_rows({"X": turned, "y": counted})[1].tolist() == [3, 1, 2]


def test_rows_of_other_labels_are_refused() -> None:
    said = pd.Series(["更新慢", "人员少", "解读浅"], index=NAMES)
    with pytest.raises(FrameError, match="丁局"):
        match_rows({"X": said, "y": pd.Series([1, 2, 3], index=[*NAMES[:2], "丁局"])})
    with pytest.raises(FrameError, match="twice"):
        match_rows(
            {"X": said, "y": pd.Series([1, 2, 3], index=["甲局", "甲局", "乙局"])}
        )


def test_rows_whose_labels_give_no_order_stand_as_they_are() -> None:
    assert rows_by_label(pd.Index(["b", "b", "a"])).tolist() == [0, 1, 2]
    assert rows_by_label(pd.Index(["b", 1, "a"], dtype="object")).tolist() == [0, 1, 2]


def test_every_one_of_several_is_aligned() -> None:
    a = pd.Series([1.0, 2.0, 3.0], index=NAMES)
    for values in ((a, a, a.iloc[::-1]), (a, a.iloc[::-1], a), (a.iloc[::-1], a, a)):
        first, *others = align_vectors(dict(zip("abc", values, strict=True)))
        assert all(other.tolist() == first.tolist() for other in others)


@pytest.mark.parametrize(("n", "ends"), [(2, False), (3, False), (4, True)])
def test_a_message_shows_three_labels_and_says_when_there_are_more(n, ends):
    labels = [f"机关{k}" for k in range(n)]
    with pytest.raises(FrameError) as told:
        align_vectors({"a": pd.Series(range(n), index=labels), "b": [1.0] * n})
    message = str(told.value)
    assert ("机关2 …" in message) == ends
    assert message.count("机关") == min(n, 3)
    with pytest.raises(FrameError) as told:
        match_rows(
            dict.fromkeys("ab", pd.Series(1, index=labels * 2))
            | {"c": pd.Series(1, index=labels)}
        )
    assert str(told.value).count("机关") == min(n, 3)


def test_repeated_labels_in_the_same_order_belong_together_as_they_stand():
    twice = pd.Series([1.0, 2.0], index=["甲局", "甲局"])
    assert [x.tolist() for x in align_vectors({"a": twice, "b": twice + 1})] == [
        [1.0, 2.0],
        [2.0, 3.0],
    ]
    assert match_rows({"X": twice, "y": twice + 1})[1].tolist() == [2.0, 3.0]


def test_what_pandas_counted_is_a_label_only_beside_the_same_numbers():
    counted, named = pd.Series([1, 2, 3]), pd.Series([4, 5, 6], index=NAMES)
    assert match_rows({"X": counted, "y": counted})[1].tolist() == [1, 2, 3]
    assert match_rows({"X": counted, "y": named})[1].tolist() == [4, 5, 6]
    assert match_rows({"X": named, "y": counted})[1].index.tolist() == [0, 1, 2]
    with pytest.raises(FrameError, match="carries labels"):
        align_vectors({"a": counted, "b": named})
    assert [x.tolist() for x in align_vectors({"a": counted, "b": counted})] == [
        [1, 2, 3]
    ] * 2


def test_rows_go_in_order_of_their_labels():
    assert rows_by_label(pd.Index(["b", "c", "a"])).tolist() == [2, 0, 1]
