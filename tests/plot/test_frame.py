"""Words around a chart have the room that they need, and all of them are drawn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.text import Text

from textmine import plot
from textmine.plot.frame import PAD, TICKS, Frame, Key
from textmine.plot.paper import LINE, Paper
from textmine.plot.style import FONT_SIZE, SMALL

WIDE, NARROW = Paper(None, "en", 8.4), Paper(None, "en", 3.35)
INCH = 72.0


def keys(n):
    return tuple(Key(f"category {k}", "#336699") for k in range(n))


def words(ax):
    return [text.get_text() for text in ax.figure.findobj(Text) if text.get_text()]


def test_a_chart_without_words_keeps_its_ticks_and_pads():
    margins = Frame(left=1.0, right=0.5).margins(WIDE)
    assert (margins.left, margins.right) == (1.0, 0.5)
    assert margins.bottom == pytest.approx((TICKS + 2 * PAD) / INCH)
    assert margins.top == pytest.approx(2 * PAD / INCH)


def test_each_line_of_words_adds_its_height_and_each_block_a_pad():
    bare = Frame().margins(WIDE)
    named = Frame(x_label="share").margins(WIDE)
    noted = Frame(x_label="share", note="n = 3").margins(WIDE)
    assert named.bottom - bare.bottom == pytest.approx((FONT_SIZE * LINE + PAD) / INCH)
    assert noted.bottom - named.bottom == pytest.approx((SMALL * LINE + PAD) / INCH)
    assert named.top == bare.top


def test_keys_take_their_lines_above_and_the_chart_its_own_room():
    bare, one = Frame().margins(WIDE), Frame(keys=keys(1)).margins(WIDE)
    assert one.top - bare.top == pytest.approx(SMALL * LINE / INCH)
    assert one.bottom == bare.bottom
    assert Frame(over=36.0).margins(WIDE).top - bare.top == pytest.approx(0.5)


def test_words_are_set_smaller_on_narrow_paper():
    wide, narrow = (
        Frame(x_label="share", keys=keys(1)).margins(p) for p in (WIDE, NARROW)
    )
    assert narrow.bottom == pytest.approx(wide.bottom * NARROW.scale)
    assert narrow.top == pytest.approx(wide.top * NARROW.scale)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 30), st.floats(0.5, 12.0))
def test_every_key_has_its_place_in_order_however_narrow_the_paper(n, width):
    paper = Paper(None, "en", width)
    lines = Frame(keys=keys(n))._key_lines(paper)
    assert [key for line in lines for key in line] == list(keys(n))
    assert all(lines)


def test_more_keys_than_a_line_holds_go_on_the_next():
    few, many = (len(Frame(keys=keys(n))._key_lines(WIDE)) for n in (2, 40))
    assert few == 1 < many


def test_all_words_are_drawn():
    paper = Paper(plot.sheet(), "en")
    frame = Frame(x_label="share", note="n = 3", keys=keys(2))
    ax = paper.open(2.0, frame.margins(paper))
    frame.draw(paper, ax)
    drawn = words(ax)
    assert ax.get_xlabel() == "share"
    assert {"n = 3", "category 0", "category 1"} <= set(drawn)
    assert not {"n = 3", "category 0"} & set(words(bare_axes()))


def bare_axes():
    """Axes on which a frame without words was drawn."""
    paper = Paper(plot.sheet(), "en")
    ax = paper.open(2.0, Frame().margins(paper))
    Frame().draw(paper, ax)
    assert ax.get_xlabel() == ""
    return ax


def test_marks_look_as_their_keys_say():
    paper = Paper(plot.sheet(), "en")
    looks = (
        Key("a", "#112233"),
        Key("b", "#445566", "o", "#000000", True),
        Key("c", "#778899", ":"),
    )
    frame = Frame(keys=looks)
    ax = paper.open(2.0, frame.margins(paper))
    before = set(ax.figure.findobj(Line2D))
    frame.draw(paper, ax)
    marks = {
        mark.get_color(): mark
        for mark in ax.figure.findobj(Line2D)
        if mark not in before
    }
    assert marks["#112233"].get_markerfacecolor() == "#112233"
    assert marks["#445566"].get_markerfacecolor() == "none"
    assert marks["#445566"].get_markeredgecolor() == "#000000"
    assert marks["#778899"].get_linestyle() == ":"
