"""One printed cell: value, unit, state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.schema import CELL_STATES
from textmine.tables.values import NOT_APPLICABLE, read_cell


@pytest.mark.parametrize("raw", ["", " ", "\u3000", "\n\t"])
def test_a_blank_cell_is_empty(raw):
    assert read_cell(raw) == (None, "", "EMPTY")


@pytest.mark.parametrize("mark", sorted(NOT_APPLICABLE))
def test_a_mark_says_not_applicable(mark):
    assert read_cell(f" {mark} ") == (None, "", "NA")


def test_zero_is_a_number_and_not_a_blank():
    assert read_cell("0") == (0.0, "", "ZERO")
    assert read_cell("0件") == (0.0, "件", "ZERO")
    assert read_cell("0.00 万元") == (0.0, "万元", "ZERO")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12", (12.0, "", "VALUE")),
        ("1 2", (12.0, "", "VALUE")),
        ("-3", (-3.0, "", "VALUE")),
        ("12人次", (12.0, "人次", "VALUE")),
        ("1.5万元", (1.5, "万元", "VALUE")),
        ("2亿元", (2.0, "亿元", "VALUE")),
        ("7(含上年结转2件)", (7.0, "", "VALUE")),
        ("十二件", (12.0, "件", "VALUE")),
        ("12（元）", (12.0, "元", "VALUE")),
        ("12（万元）", (12.0, "万元", "VALUE")),
    ],
)
def test_the_value_is_as_printed_and_the_unit_beside_it(raw, expected):
    # A scale that belongs to the unit (万元) does not change the value.
    assert read_cell(raw) == expected


@pytest.mark.parametrize(
    "mark",
    [
        "①",
        "②③",
        "*",
        "＊＊",
        "[1]",
        "[¹]",
        "［2］",
        "〔注〕",
        "【注1】",
        "注1",
        "¹",
        "#",
        "†",
    ],
)
def test_a_mark_of_a_note_is_no_part_of_a_number(mark):
    assert read_cell(f"1204{mark}") == (1204.0, "", "VALUE")
    assert read_cell(f"3件（含上年1件）{mark}") == (3.0, "件", "VALUE")
    assert read_cell(mark)[0] is None


@pytest.mark.parametrize("raw", ["见附件", "约三成", "12/3", "（其中修订16件）", "件"])
def test_other_words_are_text_without_a_number(raw):
    assert read_cell(raw) == (None, "", "TEXT")


@given(st.text("0123456789.,-/件万元（）减无 ", max_size=12))
@settings(deadline=None)
def test_there_is_a_value_exactly_where_the_state_says_so(raw):
    value, unit, state = read_cell(raw)
    assert state in CELL_STATES
    assert (value is not None) == (state in ("VALUE", "ZERO"))
    assert (value == 0) == (state == "ZERO")
    assert not unit or value is not None


@pytest.mark.parametrize(
    "cell",
    ["−", "--", "／／", "//", "（无）", "无。", "(不适用)", "/。", "（—）", "＊"],
)
def test_strokes_and_words_for_nothing_in_any_dress(cell):
    assert read_cell(cell) == (None, "", "NA")


@pytest.mark.parametrize("cell", ["无申请", "。", "（）", "无0"])
def test_what_only_begins_like_nothing_is_text(cell):
    assert read_cell(cell)[2] == "TEXT"


def test_a_number_too_large_to_be_exact_stays_text():
    assert read_cell("9" * 400) == (None, "", "TEXT")
