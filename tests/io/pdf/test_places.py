"""Every line and cell of a PDF leads to where a viewer shows it."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from textmine.io.readers import load_document, read_document
from textmine.places import Regions

LINES = ["Alpha beta gamma", "delta epsilon zeta"]


def read(data):
    return load_document(data, Path("a.pdf"))


def turned(data, degrees, crop=None):
    """The same PDF with its pages turned, or cut to a crop box."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_rotation(degrees)
        if crop:
            page.set_cropbox(*crop)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def places_of(data, words):
    """Where some words of a PDF stand: by its regions, and by the ink of the page as rendered."""
    document = read(data)
    start = document.text.index(words)
    found = Regions.of(document.regions)
    return found.find(np.arange(start, start + len(words)))


def ink(data, k=0):
    """Box of everything that is not white on a page as a viewer shows it."""
    picture = (
        pypdfium2.PdfDocument(data)[k].render(scale=4).to_numpy()[..., :3].min(axis=2)
    )
    rows, columns = (
        np.flatnonzero((picture < 128).any(axis=1)),
        np.flatnonzero((picture < 128).any(axis=0)),
    )
    return (columns[0] / 4, rows[0] / 4, (columns[-1] + 1) / 4, (rows[-1] + 1) / 4)


def near(place, box, slack=1.5):
    return all(
        abs(a - b) <= slack
        for a, b in zip((place.x0, place.y0, place.x1, place.y1), box, strict=True)
    )


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20, 30, 580, 780)])
def test_a_line_stands_where_its_ink_is_however_the_page_is_turned(draw, degrees, crop):
    data = turned(draw.pdf(draw.say(LINES[0], 72, 100)), degrees, crop)
    (place,) = places_of(data, LINES[0])
    assert place.page == 1
    assert near(place, ink(data))


def test_a_word_within_a_line_has_its_own_edges(draw):
    data = draw.pdf(draw.say(LINES[0], 72, 100))
    (whole,), (word,) = places_of(data, LINES[0]), places_of(data, "beta")
    alone = draw.pdf(draw.say("beta", 72, 100))
    width = ink(alone)[2] - ink(alone)[0]
    assert whole.x0 < word.x0 < word.x1 < whole.x1
    assert abs((word.x1 - word.x0) - width) < 1.5
    assert (whole.y0, whole.y1) == (word.y0, word.y1)


def test_columns_side_by_side_have_boxes_of_their_own(draw):
    left = "".join(
        draw.say(f"left column line {k}", 50, 100 + 14 * k) for k in range(3)
    )
    right = "".join(
        draw.say(f"right column line {k}", 320, 100 + 14 * k) for k in range(3)
    )
    data = draw.pdf(left + right)
    for k in range(3):
        (one,) = places_of(data, f"left column line {k}")
        (other,) = places_of(data, f"right column line {k}")
        assert one.x1 < 300 < 320 <= other.x0 + 1
        assert abs(one.y1 - (100 + 14 * k)) < 4


def test_cells_have_the_box_of_their_cell_empty_ones_too(draw):
    data = draw.pdf(draw.say("above", 50, 60) + draw.grid([["one", "1"], ["two", ""]]))
    document = read(data)
    rows = {document.text[r.start : r.end]: r for r in document.regions}
    assert rows["one"].box == pytest.approx((50, 100, 150, 120), abs=1)
    assert rows["1"].box == pytest.approx((150, 100, 250, 120), abs=1)
    assert rows["two"].box == pytest.approx((50, 120, 150, 140), abs=1)
    assert rows[""].box == pytest.approx((150, 120, 250, 140), abs=1)
    at = document.text.index("two\t") + 4
    (empty,) = Regions.of(document.regions).find_empty(at)
    assert (empty.x0, empty.x1) == pytest.approx((150, 250), abs=1)
    assert Regions.of(document.regions).find_empty(at - 1) == []


def test_rows_of_a_table_that_goes_over_the_page_stand_on_their_own_pages(draw):
    first = draw.grid([["head", "n"], ["one", "1"]], top=700)
    second = draw.grid([["head", "n"], ["two", "2"]], top=60)
    document = read(draw.pdf(first, second))
    assert [row for row in document.text.split("\n") if row] == [
        "head\tn",
        "one\t1",
        "two\t2",
    ]
    regions = Regions.of(document.regions)
    pages = {
        document.text[a:b]: p
        for a, b, p in zip(regions.start, regions.end, regions.page, strict=True)
    }
    assert pages == {"head": 1, "n": 1, "one": 1, "1": 1, "two": 2, "2": 2}


def test_heads_and_page_numbers_that_are_taken_out_move_no_place(draw):
    pages = [
        draw.say("Running head of it all", 50, 30)
        + draw.say(f"body of page {word}", 50, 400)
        + draw.say(f"- {k} -", 290, 780)
        for k, word in enumerate(("one", "two", "three"), start=1)
    ]
    document = read(draw.pdf(*pages))
    assert "Running" not in document.text and "- 1 -" not in document.text
    for k, word in enumerate(("one", "two", "three"), start=1):
        (place,) = places_of(draw.pdf(*pages), f"body of page {word}")
        assert place.page == k and abs(place.y1 - 400) < 4


def test_the_same_line_twice_stands_in_two_places(draw):
    data = draw.pdf(draw.say("none", 50, 100) + draw.say("none", 50, 300))
    lower, upper = sorted(read(data).regions, key=lambda r: -r.box[1])
    assert upper.start < lower.start and upper.box[1] < 200 < lower.box[1]


def test_every_character_read_has_a_place(draw, print_pdf):
    rows = "".join(
        f"<tr><td>{k}.事项</td><td>{k}</td><td></td></tr>" for k in range(1, 60)
    )
    body = "我局主动公开政府信息三十条，答复申请五件。" * 20
    page = (
        "<html><head><meta charset=utf-8><style>td{border:1px solid black;min-width:60px}</style></head><body>"
        f"<p>{body}</p><table cellspacing=0>{rows}</table><p>{body}</p></body></html>"
    )
    document = read_document(print_pdf(page))
    covered = {k for r in document.regions for k in range(r.start, r.end)}
    printed = {k for k, char in enumerate(document.text) if not char.isspace()}
    assert printed <= covered
    assert sum(r.start == r.end for r in document.regions) == 59
    assert max(r.page for r in document.regions) > 1
