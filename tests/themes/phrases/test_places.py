from __future__ import annotations

import pandas as pd
import pytest

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
