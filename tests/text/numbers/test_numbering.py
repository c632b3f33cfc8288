import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.numbers.numbering import match_marker, parse_ordinal
from textmine.text.numbers.numerals import parse_number


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("一、总体", "cn", 1),
        ("十一. 其他", "cn", 11),
        ("（三）、平台", "cn_paren", 3),
        ("(二)渠道", "cn_paren", 2),
        ("3.渠道", "num", 3),
        ("2）渠道", "num", 2),
        ("（4）渠道", "num_paren", 4),
        ("㈡渠道", "circle", 2),
        ("③渠道", "circle", 3),
        ("三是渠道少", "is", 3),
        ("2是渠道少", "is", 2),
        ("第二，渠道少", "di", 2),
        ("其一，渠道少", "qi", 1),
        ("首先，渠道少", "word", 1),
        ("其次，渠道少", "word", 2),
        ("再次，渠道少", "word", 3),
        # What says no number of its own comes after all that do.
        ("最后，渠道少", "word", 9),
        ("另外，渠道少", "word", 9),
        ("此外，渠道少", "word", 9),
        ("十是渠道少", "is", 10),
        ("()公开形式", "lost", 0),
    ],
)
def test_markers(text, kind, value):
    marker = match_marker(text)
    assert (marker.kind, marker.value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "2020年",
        "一季度",
        "二十二条",
        "3.5万",
        "总体情况",
        "",
        "（试行）",
        "一些问题",
        "三公经费",
    ],
)
def test_no_markers(text):
    assert match_marker(text) is None


@given(st.integers(1, 99))
def test_chinese_ordinals(n):
    digits = "一二三四五六七八九"
    tens, ones = divmod(n, 10)
    text = (
        ("" if tens < 2 else digits[tens - 1])
        + ("十" if tens else "")
        + (digits[ones - 1] if ones else "")
    )
    assert parse_ordinal(text) == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2万", 12000),
        ("3,620", 3620),
        ("一百零二", 102),
        ("减 6", -6),
        ("－2", -2),
        ("+5", 5),
        ("0", 0),
        ("14840.00", 14840),
    ],
)
def test_numbers(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "不适用", "/", "百万千", "1.2.3", "abc"])
def test_what_is_no_number(text):
    assert parse_number(text) is None


@given(st.integers(-(10**9), 10**9))
def test_every_integer_is_read_as_printed(n):
    assert parse_number(str(n)) == n
    assert parse_number(f"{n:,}") == n


def test_strokes_are_the_first_and_ranks_follow_the_usual_order():
    assert [match_marker(f"{mark}、加强学习").value for mark in "—–－-"] == [1, 1, 1, 1]
    marks = ("一、加强", "（一）加强", "1.加强", "（1）加强", "①加强", "一是加强")
    assert [match_marker(text).depth for text in marks] == [0, 1, 2, 3, 4, 5]


def test_a_numeral_with_a_foreign_character_has_no_value():
    assert parse_ordinal("一a") == parse_ordinal("a一") == parse_ordinal("") == 0


def test_kinds_of_markers_stand_in_levels():
    levels = (
        ("一、总体",),
        ("（一）总体", "()总体"),
        ("1.总体", "第一，总体"),
        ("（1）总体",),
        ("①总体", "●总体"),
        ("一是总体", "首先，总体", "其一，总体", "一来总体"),
    )
    for depth, texts in enumerate(levels):
        assert {match_marker(text).depth for text in texts} == {depth}


@pytest.mark.parametrize("mark", "●•▪■◆➢★◇○·→▶►√✓—–-*")
def test_a_bullet_has_no_number(mark):
    marker = match_marker(f"{mark}公开形式")
    assert (marker.kind, marker.value, marker.end) == ("bullet", 0, 1)


@pytest.mark.parametrize("numeral", ["①②", "⑴⑵", "㈠㈡", "1a", "²", "百"])
def test_what_is_no_single_numeral_has_no_value(numeral):
    assert parse_ordinal(numeral) == 0


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("①", 1), ("⑳", 20), ("⑴", 1), ("⒇", 20), ("㈠", 1), ("㈩", 10), ("07", 7)],
)
def test_circled_numerals_count_from_one(numeral, value):
    assert parse_ordinal(numeral) == value
