"""Two pages on one sheet are read one after the other; what only looks so stays whole."""

from types import SimpleNamespace

import numpy as np
import pytest

from textmine.io.pdf import read
from textmine.io.pdf.folds import find_folds, is_wide, order_pages

MANY = 10**6
WIDE = 1200
ROWS = [["a", "1"], ["b", "2"]]


def half(draw, words, number, at):
    """A page of text with its number, on the left half or on the right."""
    left = 0 if at == "left" else WIDE / 2
    said = "".join(
        draw.say(word, left + 60, 60 + 20 * k) for k, word in enumerate(words.split())
    )
    return said + draw.say(f"- {number} -", left + 280, 780)


def shown(data):
    text, *_ = read.load(data, "a.pdf", MANY)
    return text.split()


def test_the_left_page_goes_before_the_right_one(draw):
    sheet = half(draw, "three four", 2, "right") + half(draw, "one two", 1, "left")
    assert shown(draw.pdf(sheet, width=WIDE)) == ["one", "two", "three", "four"]


def test_a_booklet_is_read_in_the_order_of_its_numbers(draw):
    outer = half(draw, "four", 4, "left") + half(draw, "one", 1, "right")
    inner = half(draw, "two", 2, "left") + half(draw, "three", 3, "right")
    assert shown(draw.pdf(outer, inner, width=WIDE)) == ["one", "two", "three", "four"]


def test_the_last_sheet_may_have_one_page(draw):
    first = half(draw, "one", 1, "left") + half(draw, "two", 2, "right")
    data = draw.pdf(first, half(draw, "three", 3, "left"), width=WIDE)
    assert shown(data) == ["one", "two", "three"]


def test_a_table_goes_on_from_the_left_page_to_the_right_one(draw):
    left = draw.grid(ROWS, top=700) + draw.say("- 1 -", 280, 790)
    right = draw.grid([["c", "3"]], top=40, columns=(650, 750, 850))
    sheet = left + right + draw.say("- 2 -", 880, 790)
    text, *_ = read.load(draw.pdf(sheet, width=WIDE), "a.pdf", MANY)
    assert text == "\na\t1\nb\t2\nc\t3\n\n"


def test_places_are_those_of_the_sheet(draw):
    sheet = half(draw, "one", 1, "left") + half(draw, "two", 2, "right")
    text, *_ = read.load(draw.pdf(sheet, width=WIDE), "a.pdf", MANY)
    one, two = text.regions
    assert (one.page, two.page) == (1, 1)
    assert one.box[0] < WIDE / 2 < two.box[0]


@pytest.mark.parametrize(
    "middle",
    [
        # A table across the fold, a line of text across it, and no number of a page.
        ("grid", 1),
        ("line", 1),
        ("", 0),
    ],
)
def test_a_sheet_that_holds_one_page_stays_whole(draw, middle):
    kind, numbered = middle
    sheet = draw.say("left", 60, 60) + draw.say("right", 700, 60)
    sheet += draw.say("left", 60, 80) + draw.say("right", 700, 80)
    if kind == "grid":
        sheet += draw.grid([["a", "b"]], top=400, columns=(60, 700, 1100))
    if kind == "line":
        sheet += draw.say("x" * 180, 60, 400)
    if numbered:
        sheet += draw.say("- 1 -", 280, 790) + draw.say("- 2 -", 880, 790)
    text, *_ = read.load(draw.pdf(sheet, width=WIDE), "a.pdf", MANY)
    lines = [line.split() for line in text.split("\n")]
    assert ["left", "right"] in lines


PROSE = ["全年主动公开政府信息三百余条，其中网站"] * 3
LABELS = ["没有现成信息需要另行制作", "要求行政机关确认或重新出具已获取信息"] * 2
NUMBERS = ["0 1 2"] * 9


@pytest.mark.parametrize(
    ("left", "right", "margin", "found"),
    [
        (PROSE, PROSE, 75, True),
        # A page of tables beside one of text begins as far from its edge.
        (PROSE, NUMBERS, 60, True),
        (PROSE, NUMBERS, 75, False),
        (PROSE, PROSE[:2], 75, False),
        # A table without lines: labels on one side, numbers on the other.
        (LABELS, NUMBERS, 60, False),
    ],
)
def test_text_or_margins_show_two_pages(left, right, margin, found):
    """Without numbers of pages; what is only a gap between columns is no fold."""
    half = WIDE / 2
    boxes = np.array([[60.0, 60, 540, 70], [half + margin, 60, 1140, 70]])
    page = SimpleNamespace(get_size=lambda: (WIDE, 800))
    lines = {0.0: left, half: right}
    sheet = SimpleNamespace(
        page=page, boxes=boxes, number=1, lines_in=lambda box: lines[box[0]]
    )
    unruled = SimpleNamespace(edges=[], close=lambda: None)
    plumber = SimpleNamespace(pages=[unruled])
    assert find_folds([sheet], lambda: plumber) == ({0: half} if found else {})


def test_numbers_that_do_not_count_on_change_nothing():
    pages = [["- 4 -"], ["- 1 -"]]
    assert order_pages(pages) == [0, 1]
    assert order_pages([["- 1 -"], ["- 1 -"]]) == [0, 1]
    assert order_pages([["x"], ["y"], ["- 1 -"]]) == [0, 1, 2]


def test_a_cover_without_a_number_comes_first():
    assert order_pages([["- 4 -"], ["cover"], ["- 2 -"], ["- 3 -"]]) == [1, 2, 3, 0]
    assert order_pages([["- 3 -"], ["cover"], ["- 1 -"], ["- 2 -"]]) == [1, 2, 3, 0]


def test_an_upright_sheet_holds_one_page():
    assert not is_wide(600, 800)
