"""Templates: what most passages keep stays, what they change is a slot named by what it held."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.template import find_template, spell_template


def spelt(example: str, others: list[str], names: tuple[str, ...] = ()) -> str:
    return spell_template(find_template(example, others, names))


@pytest.mark.parametrize(
    ("example", "others", "names", "template"),
    [
        (
            "2021年共受理申请36件",
            ["2022年共受理申请51件"] * 2,
            (),
            "[年]年共受理申请[数]件",
        ),
        # Four digits without 年 are a number.
        ("共受理申请2021件", ["共受理申请3654件"], (), "共受理申请[数]件"),
        # One digit differs, yet the whole number is the slot.
        ("共受理申请120件", ["共受理申请125件"], (), "共受理申请[数]件"),
        # A name is open as a whole, though half of its characters agree.
        (
            "鹤汀县教育局全年无诉讼",
            ["鹤鸣县教育局全年无诉讼"],
            ("鹤汀县", "鹤鸣县"),
            "[名]教育局全年无诉讼",
        ),
        ("栏目更新缓慢有待改进", ["栏目检索不便有待改进"], (), "栏目[…]有待改进"),
        # Names that a slot has nothing of, or that are none, name nothing.
        (
            "栏目更新缓慢有待改进",
            ["栏目检索不便有待改进"],
            ("鹤汀县", ""),
            "栏目[…]有待改进",
        ),
        # Part of a name is the name.
        ("由鹤汀县教育局承办", ["由桐屿州教育局承办"], ("鹤汀县教育局",), "由[名]承办"),
        # Three digits before 年 are no year.
        ("前后共计200年之久", ["前后共计350年之久"], (), "前后共计[数]年之久"),
        # At either end of the text too, whichever digit differs.
        ("共受理申请120件", ["共受理申请920件"], (), "共受理申请[数]件"),
        ("36件已办结", ["96件已办结"], (), "[数]件已办结"),
        ("36件已办结", ["35件已办结"], (), "[数]件已办结"),
        ("已办结申请36", ["已办结申请96"], (), "已办结申请[数]"),
        ("已办结申请36", ["已办结申请35"], (), "已办结申请[数]"),
        # Words beside a number that differ do not open it.
        ("共受理申请36件", ["已受理申请36宗"], (), "[…]受理申请36[…]"),
        # Each place of a name, but only one that changes.
        (
            "由鹤汀县与鹤汀县承办",
            ["由桐屿州与鹤汀县承办"],
            ("鹤汀县",),
            "由[名]与鹤汀县承办",
        ),
        (
            "由鹤汀县与鹤汀县承办",
            ["由鹤汀县与鹤汀市承办"],
            ("鹤汀县",),
            "由鹤汀县与[名]承办",
        ),
        # Three are fixed text; so are two beside a number.
        (
            "甲甲甲主动公乙乙乙其后不变",
            ["丙丙丙主动公丁丁丁其后不变"],
            (),
            "[…]主动公[…]其后不变",
        ),
        ("由甲甲甲办理36件", ["由乙乙乙办理51件"], (), "由[…]办理[数]件"),
        ("收到36件甲甲甲来信", ["收到51件乙乙乙来信"], (), "收到[数]件[…]来信"),
        # Two characters between two slots are chance.
        ("甲甲甲公开乙乙乙其后不变", ["丙丙丙公开丁丁丁其后不变"], (), "[…]其后不变"),
        # Numbers are slots of their own, however short the text beside them.
        ("截至3月5日共办结", ["截至7月9日共办结"], (), "截至[数]月[数]日共办结"),
    ],
)
def test_slots_are_named_by_what_they_held(
    example: str, others: list[str], names: tuple[str, ...], template: str
) -> None:
    assert spelt(example, others, names) == template


def test_a_character_stays_where_six_of_ten_keep_it() -> None:
    same, changed = "窗口设在一楼东侧大厅", "窗口设在一楼西侧大厅"
    assert spelt(same, [same] * 6 + [changed] * 4) == same
    assert spelt(same, [same] * 5 + [changed] * 5) == "窗口设在一楼[…]侧大厅"


def test_a_family_of_one_is_its_own_template() -> None:
    assert spelt("今年无此情况2021年", []) == "今年无此情况2021年"


def test_of_many_passages_those_compared_are_spread_evenly() -> None:
    # The first hundred keep the text, the second hundred do not: half of those compared.
    same, changed = "窗口设在一楼东侧大厅", "窗口设在一楼西侧大厅"
    assert "[…]" in spelt(same, [same] * 100 + [changed] * 100)
    assert spelt(same, [same] * 150 + [changed] * 50) == same


@settings(deadline=None)
@given(st.text("公开信息年12", min_size=1, max_size=12), st.integers(1, 30))
def test_what_all_keep_is_fixed(text: str, n: int) -> None:
    assert spelt(text, [text] * n) == text


def test_of_twenty_six_passages_the_last_is_not_compared() -> None:
    same, changed = "窗口设在一楼东侧大厅", "窗口设在一楼西侧大厅"
    assert spelt(same, [same] * 15 + [changed] * 11) == same
    assert "[…]" in spelt(same, [same] * 14 + [changed] * 11 + [same])


def test_nothing_has_no_template() -> None:
    assert spelt("", ["窗口设在一楼"]) == ""


def test_a_slot_is_filled_with_the_whole_of_what_others_have_there() -> None:
    parts = find_template(
        "2021年主动公开信息120条，其中财政局公开。",
        [
            "2022年主动公开信息87条，其中教育局公开。",
            "2019年主动公开信息1，095条，其中公开。",
            "2020年主动公开信息3条，其中财政局和水利局公开。",
        ],
    )
    filled = [(part.slot, *part.fillings) for part in parts if part.slot]
    assert filled[:2] == [
        ("[年]", "2022", "2019", "2020"),
        ("[数]", "87", "1，095", "3"),
    ]
    assert (
        "".join(part.text for part in parts)
        == "2021年主动公开信息120条，其中财政局公开。"
    )


@settings(deadline=None, max_examples=100)
@given(
    st.text("公开信息年12", min_size=1, max_size=12),
    st.lists(st.text("公开信息年12", max_size=12), min_size=1, max_size=4),
)
def test_every_slot_has_one_filling_of_each_passage_out_of_it(
    example: str, others: list[str]
) -> None:
    parts = find_template(example, others)
    assert "".join(part.text for part in parts) == example
    for part in parts:
        assert len(part.fillings) == (len(others) if part.slot else 0)
        for filling, other in zip(part.fillings, others, strict=False):
            assert filling in other
