from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.activities import find_activities, find_markers


def read(text: str) -> list[tuple[str, str, int]]:
    found = find_activities(text, 0, len(text))
    return [(a.marker, text[a.start : a.end], a.depth) for a in found]


def test_items_have_their_markers_and_lose_marks_at_their_ends() -> None:
    text = "（一）完善制度。\n（二）全年培训；\n"
    assert read(text) == [("（一）", "完善制度", 0), ("（二）", "全年培训", 0)]


def test_a_list_within_an_item_stands_one_level_deeper_behind_its_head() -> None:
    text = "1.抓制度。一是定细则；二是定时限。\n2.抓培训。"
    assert [(t, d) for _, t, d in read(text)] == [
        ("抓制度", 0),
        ("定细则", 1),
        ("定时限", 1),
        ("抓培训", 0),
    ]


def test_an_item_with_one_inner_marker_stays_whole() -> None:
    text = "（一）抓制度。一是定细则。\n（二）抓培训。"
    assert [t for _, t, _ in read(text)] == ["抓制度。一是定细则", "抓培训"]


@pytest.mark.parametrize("text", ["全年平稳有序。", "", "二是公开及时。"])
def test_no_list_no_activities(text: str) -> None:
    assert read(text) == []


def test_markers_are_found_in_order_within_the_stretch_only() -> None:
    text = "主要工作：一是更新；二是公开；三是解读。"
    assert [m.value for m in find_markers(text, 0, len(text))] == [1, 2, 3]
    second = text.index("二是")
    assert [m.value for m in find_markers(text, second, text.index("三是"))] == [2]


def test_a_numeral_within_a_clause_is_no_marker_of_a_line() -> None:
    text = "工作要点，1.更新，2.公开。"
    assert find_markers(text, 0, len(text)) == []


PIECES = st.sampled_from(
    ["（一）", "（二）", "一是", "二是", "1.", "更新", "。", "；", "\n", "问题"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=10).map("".join))
def test_activities_are_disjoint_in_order_and_have_a_text(text: str) -> None:
    found = list(find_activities(text, 0, len(text)))
    assert all(a.end - a.start >= 2 and a.depth in (0, 1) for a in found)
    assert all(
        text[a.start : a.end].strip(" \n，。；") == text[a.start : a.end] for a in found
    )
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
