"""Pages that lie on their side are turned; those that stand, or say little, are left alone."""

import io

import pypdfium2
import pytest

from textmine.io.pdf.upright import turn_upright


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
