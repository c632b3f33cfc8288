"""Pages that lie on their side are turned; those that stand, or say little, are left alone."""

import io
from pathlib import Path

import pypdfium2
import pytest

from textmine.io.pdf.upright import turn_upright
from textmine.io.readers import load_document


def lines(draw, n):
    return "".join(
        draw.say(f"line {k} of many words", 60, 60 + 20 * k) for k in range(n)
    )


def rotations(data, shown):
    """How a file's pages are shown after they were turned, by the open document and its file."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.set_rotation(shown)
    buffer = io.BytesIO()
    document.save(buffer)
    lying = buffer.getvalue()
    document = pypdfium2.PdfDocument(lying)
    after = turn_upright(lying, document)
    read_again = [page.get_rotation() for page in pypdfium2.PdfDocument(after)]
    assert [page.get_rotation() for page in document] == read_again
    return read_again, after is lying


@pytest.mark.parametrize("shown", [90, 180, 270])
def test_upright_lines_are_shown_upright(draw, shown):
    assert rotations(draw.pdf(lines(draw, 9), lines(draw, 9)), shown) == ([0, 0], False)


def test_a_file_whose_pages_stand_is_handed_back(draw):
    assert rotations(draw.pdf(lines(draw, 9)), 0) == ([0], True)


@pytest.mark.parametrize("shown", [0, 90])
def test_a_page_with_a_stamp_alone_stays_as_it_is(draw, shown):
    assert rotations(draw.pdf(lines(draw, 1)), shown) == ([shown], True)


def test_a_page_that_runs_both_ways_stays_as_it_is(draw):
    across = "".join(
        f"BT /F 10 Tf 0 1 -1 0 {300 + 20 * k} 60 Tm (line {k} of many words) Tj ET\n"
        for k in range(8)
    )
    assert rotations(draw.pdf(lines(draw, 8) + across), 0) == ([0], True)
    # Alone, they lie on their side.
    assert rotations(draw.pdf(across), 0) == ([90], False)


def slanted(words, x, y):
    return f"BT /F 40 Tf 0.8 0.6 -0.6 0.8 {x} {800 - y} Tm ({words}) Tj ET\n"


def test_a_watermark_is_neither_a_line_nor_part_of_a_cell(draw):
    rows = [["head", "first"], ["one", "12"], ["two", "34"], ["three", "56"]]
    page = lines(draw, 2) + draw.grid(rows) + draw.say("below " * 12, 60, 300)
    plain = load_document(draw.pdf(page, page), Path("a.pdf")).text
    marked = page + slanted("WATERMARK", 60, 180)
    assert load_document(draw.pdf(marked, marked), Path("a.pdf")).text == plain
    assert "12" in plain and "below" in plain


def test_words_of_a_page_that_is_slanted_itself_are_read(draw):
    page = "".join(slanted(f"line{k}", 60, 200 + 60 * k) for k in range(5))
    text = load_document(draw.pdf(page), Path("a.pdf")).text
    assert all(f"line{k}" in text.replace("\n", "") for k in range(5))
