"""Wraps, page marks and blanks in a text, and the way back to the clean one."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.simulation.dirt import Dirt, Soiled, soil

CLEAN = "槐沟村清单共28条，柳湾社区名册共1305页，由专人逐条核对后挂到公示栏。" * 4


def test_a_mark_before_a_span_moves_it_and_one_inside_widens_it():
    soiled = Soiled("甲乙丙丁", [(1, "--"), (3, "+")])
    assert soiled.text == "甲--乙丙+丁"
    assert soiled.span(0, 1) == (0, 1)
    assert soiled.span(1, 3) == (3, 5)
    assert soiled.span(2, 4) == (4, 7)


def test_marks_are_put_in_by_place_whatever_order_they_are_given_in():
    assert Soiled("甲乙丙", [(2, "B"), (1, "A")]).text == "甲A乙B丙"


@given(st.text("甲乙丙1", min_size=1, max_size=30), st.data())
def test_the_text_of_a_span_is_the_clean_one_but_for_the_marks(text, data):
    places = st.lists(st.integers(0, len(text)), unique=True, max_size=5)
    soiled = Soiled(text, [(at, "※※") for at in data.draw(places)])
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    a, b = soiled.span(start, end)
    assert soiled.text[a:b].replace("※", "") == text[start:end]
    assert not soiled.text[a:b].startswith("※")
    assert not soiled.text[a:b].endswith("※")


def test_no_dirt_leaves_the_text_as_it_is():
    soiled = soil(Random(1), CLEAN, [(0, len(CLEAN))], Dirt())
    assert soiled.text == CLEAN
    assert soiled.span(5, 9) == (5, 9)


@pytest.mark.parametrize("width", range(6, 18))
def test_wrapped_lines_keep_to_their_width_and_cut_no_number(width):
    soiled = soil(Random(1), CLEAN, [(0, len(CLEAN))], Dirt(wrap=width))
    lines = soiled.text.split("\n")
    assert len(lines) > 5
    assert "".join(lines) == CLEAN
    for line in lines:
        assert sum(0.5 if c.isascii() else 1 for c in line) <= width
    for left, right in zip(lines, lines[1:], strict=False):
        assert not (left[-1].isdigit() and right[0].isdigit())


def test_dirt_is_put_into_prose_alone():
    table = "规章\t12\t3\n"
    soiled = soil(
        Random(4), table + CLEAN, [(len(table), len(table + CLEAN))], Dirt(12, 1, True)
    )
    assert soiled.text.startswith(table)
    assert soiled.text[len(table) :] != CLEAN


def test_blanks_stand_around_numbers_but_not_at_the_ends_of_a_paragraph():
    text = "12份清单，其中图表7"
    soiled = soil(Random(1), text, [(0, len(text))], Dirt(blanks=True))
    assert soiled.text == "12 份清单，其中图表 7"


def test_page_marks_count_from_the_second_page_and_stand_in_long_paragraphs_only():
    short = "柳湾社区公示。"
    text = CLEAN + CLEAN + short
    half = len(CLEAN)
    prose = [(0, half), (half, 2 * half), (2 * half, len(text))]
    soiled = soil(Random(2), text, prose, Dirt(pages=5))
    marks = re.findall(r"\n\n[-—] (\d+) [-—]\n\n", soiled.text)
    # Five are wanted; only two paragraphs are long enough for one.
    assert marks == ["2", "3"]
    assert soiled.text.endswith(short)
