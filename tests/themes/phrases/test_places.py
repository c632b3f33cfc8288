from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.themes.phrases.places import find_phrase, mark_phrases

LINES = [
    "临泽川市水务局全年主动公开政府信息12条。政策解读形式单一，更新不够及时。",
    "云岭县林业局全年主动公开政府信息1,204条，存在政策解读形式单一的问题。",
    "2020年，青柏镇全年主动公开政府信息7条。我镇的政策解读形式单一，群众看不懂。",
    "2019年全年主动公开政府信息85条，但政策解读形式单一。",
]
AGENCIES = ["临泽川市水务局", "云岭县林业局", "青柏镇", "某办"]


def frame(lines: list[str], **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(lines))], "text": lines, **columns}
    )


def test_places_of_a_phrase_are_in_the_report() -> None:
    texts = frame(LINES, start=[10, 0, 5, 7], section=["overview"] * 4)
    places = find_phrase(texts, "全年主动公开政府信息〈数〉条")
    assert len(places) == 4
    for place in places.itertuples():
        row = texts.set_index("report_id").loc[place.report_id]
        assert (
            row["text"][place.start - row["start"] : place.end - row["start"]]
            == place.text
        )


def test_own_names_become_a_slot() -> None:
    texts = frame(
        [
            "临泽川市水务局认真做好公开。",
            "云岭县林业局认真做好公开。",
            "青柏镇认真做好公开，青柏镇人手少。",
        ],
        agency=["临泽川市水务局", "云岭县林业局", "青柏镇"],
    )
    places = find_phrase(texts, "〈名〉认真做好公开")
    assert places["text"].tolist() == [
        "临泽川市水务局认真做好公开",
        "云岭县林业局认真做好公开",
        "青柏镇认真做好公开",
    ]


def test_blanks_and_wraps_do_not_hide_a_place() -> None:
    places = find_phrase(frame(["公开信息 12\n条"]), "公开信息〈数〉条")
    assert places["text"].tolist() == ["公开信息 12\n条"]


def test_marks_count_reports_once_and_see_slots() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "a", "b"],
            "text": ["公开 12 条，公开3条", "公开5条", "公开情况"],
            "agency": ["甲局", "甲局", "乙局"],
        }
    )
    out = mark_phrases(frame, ["公开〈数〉条", "公开", "公开"])
    assert out.pivot(index="report_id", columns="item", values="value").to_dict() == {
        "公开": {"a": 1.0, "b": 1.0},
        "公开〈数〉条": {"a": 1.0, "b": 0.0},
    }
    with pytest.raises(FrameError, match="no phrase to look for"):
        mark_phrases(frame, [])


PIECES = (
    *("公开", "信息", "条", "年", "年度", "度", "热线", "，", "。", "□", "\ue001"),
    *("2021", "12", "12345", "3", "1,204", "５", "%", ".", "临泽川市", "水务局"),
    *(" ", "\n", "\u3000"),
)
SOUGHT = (
    *(
        "公开",
        "公开信息",
        "公开 信息",
        "〈数〉条",
        "公开〈数〉条",
        "信息〈数〉",
        "〈年〉公开",
    ),
    *(
        "〈年〉度公开",
        "〈年〉年度公开",
        "12345热线",
        "12345热线〈数〉条",
        "〈名〉公开",
        "市水务局",
    ),
    *(
        "公开〈年〉信息〈数〉条",
        "〈数〉〈数〉",
        "〈数〉%",
        "2021年公开",
        "〈名〉2021〈数〉",
    ),
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.sampled_from(["", "临泽川市水务局", "水务局"]),
)
def test_a_report_says_a_phrase_exactly_where_a_place_is_found(text, agency) -> None:
    texts = frame(
        [text, "另有情况"], agency=[agency, agency], region=["临泽川市", None]
    )
    marks = mark_phrases(texts, SOUGHT).query("report_id == 'r0'")
    said = dict(zip(marks["item"], marks["value"] > 0, strict=True))
    for phrase in SOUGHT:
        places = find_phrase(texts, phrase)
        assert said[phrase] == (len(places) > 0), (phrase, places)
        for place in places.itertuples():
            assert text[place.start : place.end] == place.text
            assert place.text == place.text.strip()


@pytest.mark.parametrize(
    ("text", "phrase", "places"),
    [
        ("约12 345件", "约〈数〉件", ["约12 345件"]),
        ("2021 年度公开", "〈年〉公开", ["2021 年度公开"]),
        ("2021年度公开", "〈年〉度公开", []),
        ("共1 2\n3件", "共〈数〉〈数〉件", ["共1 2\n3件"]),
        ("公 开信\n息，公开信息", "公开 信息", ["公 开信\n息", "公开信息"]),
        ("12345热线 3条、12345 热线4条", "12345热线〈数〉条",
         ["12345热线 3条", "12345 热线4条"]),
    ],
)  # fmt: skip
def test_blanks_within_numbers_hide_no_place(text, phrase, places) -> None:
    texts = frame([text])
    assert find_phrase(texts, phrase)["text"].tolist() == places
    assert mark_phrases(texts, [phrase])["value"].tolist() == [float(bool(places))]


def test_phrases_worded_alike_but_for_blanks_are_said_alike() -> None:
    marks = mark_phrases(
        frame(["公开信息12条"]), ["公开信息", "公开 信息", "信 息〈数〉条"]
    )
    assert marks["value"].tolist() == [1.0, 1.0, 1.0]
    for empty in ("", "  "):
        with pytest.raises(FrameError, match="no phrase to look for"):
            mark_phrases(frame(["公开"]), ["公开", empty])
