from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.themes.sentences import share_in_common, split_sentences


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.text(
            alphabet="政策解读一是。；！\n 2020年,，\u3000\ue000（局）\r_", max_size=40
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["", "政策局", "解读。", None]),
)
def test_sentences_stand_where_they_say_and_cover_what_has_letters(
    texts: list[str], agency: str | None
) -> None:
    frame = pd.DataFrame(
        {
            "report_id": [f"r{i}" for i in range(len(texts))],
            "text": texts,
            "agency": agency,
        }
    )
    sentences = split_sentences(frame)
    for row in sentences.itertuples():
        assert texts[int(row.report_id[1:])][row.start : row.end] == row.text
        assert "\n" not in row.text
    assert (sentences["key"].str.len() >= 4).all()


def test_wording_is_the_same_whatever_the_numbers_names_and_marks() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": [
                "一是2020年临泽川市水务局公开信息 12 条。",
                "二是2021年，云岭县林业局公开信息1,204条；",
            ],
            "agency": ["临泽川市水务局", "云岭县林业局"],
        }
    )
    assert split_sentences(frame)["key"].nunique() == 1


def test_covered_sentences_are_left_out() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b"],
            "text": ["政策解读不够。业务培训不够。"] * 2,
            "start": [10, 0],
        }
    )
    exclude = pd.DataFrame(
        {"report_id": ["a", "a", "c"], "start": [10, 12, 0], "end": [14, 15, 9]}
    )
    left = split_sentences(frame, exclude=exclude)
    assert left[["report_id", "start"]].values.tolist() == [
        ["a", 17],
        ["b", 0],
        ["b", 7],
    ]


def test_metadata_and_section_are_carried_on() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a"],
            "text": ["政策解读不够。"],
            "section": ["problems"],
            "year": [2020],
        }
    )
    row = split_sentences(frame).iloc[0]
    assert (row["section"], row["year"]) == ("problems", 2020)


def test_missing_columns_are_named() -> None:
    frame = pd.DataFrame({"report_id": ["a"], "text": ["政策解读不够。"]})
    with pytest.raises(FrameError, match="exclude: missing column start, end"):
        split_sentences(frame, exclude=frame)


@pytest.mark.parametrize("mark", ["《", "（", "“", "…", "，", " "])
def test_a_long_run_of_marks_takes_time_in_proportion(mark):
    """Half a million opening brackets once took an hour: each began a search of its own."""

    def seconds(n):
        texts = pd.DataFrame(
            {"report_id": ["a"], "text": ["公开信息12条。" + mark * n]}
        )
        begun = time.process_time()
        found = split_sentences(texts)
        assert found["text"].tolist() == ["公开信息12条。"]
        return time.process_time() - begun

    few, many = (min(seconds(n) for _ in range(3)) for n in (2_000, 32_000))
    # Sixteen times the marks: with the square it would be 256 times.
    assert many < 80 * few


def test_what_many_agencies_say_is_in_common() -> None:
    own = ["专栏更新慢。", "人员培训少。", "解读形式单一。", "渠道建设滞后。"]
    said = [
        f"依法公开信息{n}条。{words}"
        for n, words in zip((3, 12, 5, 7), own, strict=True)
    ]
    frame = pd.DataFrame({"report_id": list("abcd"), "text": said})
    rows = split_sentences(frame)
    common = rows["text"].str.startswith("依法")
    n_chars = rows["text"].str.len()
    assert share_in_common(rows) == n_chars[common].sum() / n_chars.sum()
    # An agency that says it every year is one, and two agencies are not many.
    assert share_in_common(rows.assign(agency="甲局")) == 0.0
    assert share_in_common(split_sentences(frame[:2])) == 0.0
    assert share_in_common(rows[:0]) == 0.0
