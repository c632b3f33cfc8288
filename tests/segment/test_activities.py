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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Numbers of a line stand behind a stop, ； or ： as well, not behind other marks,
        ("要点：1.更新；2.公开。3.解读", [1, 2, 3]),
        ("好！1.更新，2.公开", []),
        ("更新；二、公开", []),
        ("更新。二、公开\n三、解读", [2, 3]),
        # and the first of a list behind a turn, in the clause right before it.
        ("针对上述问题，1.更新", [1]),
        ("针对上述问题，2.更新", []),
        ("针对上述问题；抓好，1.更新", []),
        ("全年平稳。内容少；针对上述问题，1.更新", [1]),
        ("内容少；全年平稳。针对上述问题，1.更新", [1]),
        ("平稳\n针对上述问题，1.更新", [1]),
        ("针对上述问题，①更新，②公开", [1]),
        # Bullets and lost numerals stand at the begin of a line alone.
        ("要点：●更新\n●公开", [0]),
        ("()更新；()公开\n()解读", [0, 0]),
        # Words need a mark or 是 behind them; 一是 a mark or 问题 before it.
        ("首先，更新。其次是公开。最后更新。此外：解读", [1, 2, 9]),
        ("存在问题一是更新；二是解读", [1, 2]),
        ("存在情况一是更新；二是解读", [2]),
        # A marker with nothing behind it marks nothing.
        ("一是更新；二是", [1]),
    ],
)
def test_where_markers_stand(text: str, values: list[int]) -> None:
    assert [m.value for m in find_markers(text, 0, len(text))] == values


@pytest.mark.parametrize(
    ("before", "n", "is_turn"),
    [
        # Up to forty characters before the marker, comma included,
        ("", 33, True),
        ("", 34, False),
        ("平稳。", 33, True),
        ("平稳。", 34, False),
        # and never a clause further back.
        ("下一步打算，抓好。", 1, True),
        ("下一步打算。字", 38, False),
        ("下一步打算。字", 45, False),
    ],
)
def test_a_turn_is_the_clause_right_before_its_list(
    before: str, n: int, is_turn: bool
) -> None:
    text = before + "针对上述问题" * ("字" not in before) + "字" * n + "，1.更新"
    assert bool(find_markers(text, 0, len(text))) is is_turn


def test_a_stretch_begins_like_a_line() -> None:
    text = "附注1.更新。2.公开。"
    assert [m.value for m in find_markers(text, 2, len(text))] == [1, 2]
    assert [m.value for m in find_markers(text, 0, len(text))] == [2]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # One item is a list where it is the first.
        ("一是公开及时。", ["公开及时 0"]),
        ("二是公开及时。", []),
        # A lone marker before a list of another kind carries none; before less it does.
        ("（一）工作开展。1.抓更新。2.抓公开。", ["抓更新 0", "抓公开 0"]),
        ("（一）工作开展。2.抓更新。3.抓公开。", ["工作开展。2.抓更新。3.抓公开 0"]),
        ("（一）工作开展。1.抓更新。（三）抓公开。", ["工作开展。1.抓更新 0", "抓公开 0"]),
        # An inner list begins with one, and its head may be nothing.
        ("（一）抓制度。二是定细则；三是定时限。（二）抓培训。", ["抓制度。二是定细则；三是定时限 0", "抓培训 0"]),
        ("（一）一是定细则；二是定时限。（二）抓培训。", ["定细则 1", "定时限 1", "抓培训 0"]),
        # Of an inner list one kind counts.
        ("（一）抓制度。1.定细则①甲乙；2.定时限。（二）抓培训。", ["抓制度 0", "定细则①甲乙 1", "定时限 1", "抓培训 0"]),
        # One character is no item, and what says that there is none neither; two are one.
        ("（一）更。（二）抓新。（三）无。（四）其他", ["抓新 0", "其他 0"]),
    ],
)  # fmt: skip
def test_which_items_a_list_has(text: str, wanted: list[str]) -> None:
    assert [f"{words} {depth}" for _, words, depth in read(text)] == wanted
