"""Numbers as reports write them."""

import re

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.numbers.numerals import NUMBER, last_place, parse_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0.0),
        ("12,345,678", 12_345_678.0),
        ("3，620", 3620.0),
        (".5", 0.5),
        ("1.2万", 12_000.0),
        ("1.13万", 11_300.0),
        ("3亿", 300_000_000.0),
        ("2千", 2000.0),
        ("十", 10.0),
        ("一百零五", 105.0),
        ("二〇", 20.0),
        ("两百", 200.0),
        ("1千万", 10_000_000.0),
        ("3千亿", 300_000_000_000.0),
        ("12.5百万", 12_500_000.0),
        ("2万亿", 2_000_000_000_000.0),
        ("减十二", -12.0),
        ("减少一百零五", -105.0),
        ("增加三", 3.0),
        ("9007199254740991", 9007199254740991.0),
    ],
)
def test_values(written, value):
    assert parse_number(written) == value


def test_numerals_below_a_hundred_are_read_as_the_library_reads_them():
    tens, ones = ["", *"一二三四五六七八九"], ["", *"一二三四五六七八九"]
    written = [f"{ten}十{one}" for ten in tens for one in ones]
    assert [parse_number(w) for w in written] == [
        float(cn2an.cn2an(w, "smart")) for w in written
    ]


@pytest.mark.parametrize("sign", ["-", "－", "–", "—", "−", "减", "减少", "下降"])
def test_signs_of_a_decrease(sign):
    assert parse_number(f"{sign}6") == -6.0


@pytest.mark.parametrize("sign", ["+", "＋", "增", "增加"])
def test_signs_of_an_increase(sign):
    assert parse_number(f"{sign} 6") == 6.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "件",
        "12件",
        "1.2.3",
        "12,34",
        "1-2",
        "约5",
        "万",
        "1万千",
        "减",
        "万三千",
        "三四",
        "七八十",
    ],
)
def test_what_is_no_number_alone(text):
    assert parse_number(text) is None


@given(st.text("零一二两三四五六七八九十百千万亿", min_size=1, max_size=8))
@settings(deadline=None)
def test_any_characters_of_numerals_are_a_number_or_none(text):
    value = parse_number(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("12,345", 1.0), ("0.30", 0.01), ("1.2万", 1000.0), ("120.00万", 100.0), ("5百万", 1e6),
        ("1.5 亿", 1e7), ("十二", 1.0), ("二十", 1.0), ("三百", 100.0), ("三百二十", 1.0),
        ("二十万", 1e5), ("五千万", 1e7),
    ],
)  # fmt: skip
def test_the_last_digit_written_has_a_place(written, place):
    assert last_place(written) == place


@given(st.integers(0, 10**12))
@settings(deadline=None)
def test_commas_and_blanks_do_not_change_a_number(number):
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}") == number
    assert parse_number(" ".join(str(number))) == number


def test_the_pattern_finds_the_numbers_of_a_sentence():
    found = [
        m[0] for m in re.finditer(NUMBER, "公开信息1,203条，受理申请十二件，减6件。")
    ]
    assert found == ["1,203", "十二", "减6"]


@pytest.mark.parametrize(
    "text", ["9007199254740992", "9" * 20, "9" * 400, "99999999亿", "1e400"]
)
def test_a_number_that_no_float_holds_exactly_is_none(text):
    assert parse_number(text) is None


def test_a_change_in_words_is_part_of_the_number():
    found = [m[0] for m in re.finditer(NUMBER, "减少十二件，增加三千万元，2万亿元。")]
    assert found == ["减少十二", "增加三千万", "2万亿"]
