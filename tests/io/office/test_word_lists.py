from struct import pack

import pytest

from textmine.io.office.word_lists import read_numbering


def level(code, pattern, start=1, settings=b""):
    """An LVL: numbers in the pattern are characters of the level's code."""
    head = pack("<iB19xBB2x", start, code, 0, len(settings))
    units = pattern.encode("utf-16-le")
    return head + settings + pack("<H", len(pattern)) + units


def numbering(levels, uses=((7, ()),), list_id=7):
    """One list, and what uses it: its identifier and the levels that begin anew."""
    lists = pack("<HiI18sBB", 1, list_id, 0, bytes(18), int(len(levels) == 1), 0)
    lists += b"".join(levels)
    heads = [pack("<i8xB3x", used, len(again)) for used, again in uses]
    told = [pack("<I", 0xFFFFFFFF) + b"".join(again) for _, again in uses]
    held = pack("<i", len(uses)) + b"".join(heads) + b"".join(told)
    return read_numbering(lists + held, 0, len(lists))


@pytest.mark.parametrize(
    ("code", "third"),
    [
        (0, "3、"),
        (39, "三、"),
        (35, "三、"),
        (18, "③、"),
        (30, "丙、"),
        (4, "c、"),
        (23, ""),
    ],
)
def test_formats(code, third):
    lists = numbering([level(code, "\x00、")])
    assert [lists.marker("1", 0) for _ in range(3)][-1] == third


def test_levels_count_within_those_above():
    lists = numbering([level(39, "\x00、"), level(0, "\x00.\x01")] + 7 * [level(0, "")])
    asked = [0, 1, 1, 0, 1]
    assert [lists.marker("1", k) for k in asked] == [
        "一、",
        "一.1",
        "一.2",
        "二、",
        "二.1",
    ]


def test_a_list_may_begin_anew():
    again = pack("<iI", 4, 0x10)
    lists = numbering([level(0, "\x00.")], uses=((7, ()), (7, (again,))))
    assert [lists.marker("1", 0), lists.marker("2", 0), lists.marker("2", 0)] == [
        "1.",
        "4.",
        "5.",
    ]


def test_a_level_of_its_own_says_where_to_begin():
    again = pack("<iI", 0, 0x30) + level(0, "\x00.", start=6)
    lists = numbering([level(0, "\x00.")], uses=((7, (again,)),))
    assert lists.marker("1", 0) == "6."


def test_settings_of_a_level_are_passed_over():
    lists = numbering([level(0, "\x00)", settings=b"abcd")])
    assert lists.marker("1", 0) == "1)"


def test_what_is_no_list_has_no_number():
    lists = numbering([level(0, "\x00.")])
    assert [lists.marker(name, 0) for name in ("", "0", "9")] == ["", "", ""]
    assert lists.marker("1", 3) == ""
