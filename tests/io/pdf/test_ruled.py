"""Ruled tables of a page: where they lie, what they hold, and what is no table."""

import io

import pdfplumber
import pypdfium2
import pytest

from textmine.io.pdf.places import PageChars
from textmine.io.pdf.ruled import find_tables

ROWS = [["a", "1"], ["b", "2"]]


def tables(data, k=0):
    document = pypdfium2.PdfDocument(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as plumber:
            page = document[k]
            return find_tables(
                PageChars(page, page.get_textpage(), k + 1), lambda: plumber, k
            )
    finally:
        document.close()


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_a_table_has_its_texts_and_its_edges(draw):
    ((box, table),) = tables(draw.pdf(draw.grid(ROWS)))
    assert texts(table) == ROWS
    assert box == pytest.approx((50, 100, 250, 140), abs=1)
    first = table.rows[0][0]
    assert (first.left, first.right, first.bottom) == pytest.approx(
        (50, 150, 120), abs=1
    )
    assert not table.open_above
    assert not table.open_below


def test_two_tables_come_from_top_to_bottom_each_with_its_columns(draw):
    low = draw.grid([["x", "y", "z"]], top=160, columns=(50, 120, 190, 260))
    found = tables(draw.pdf(low + draw.grid(ROWS)))
    assert [texts(table) for _, table in found] == [ROWS, [["x", "y", "z"]]]


def test_a_row_that_the_page_cuts_is_closed_at_the_cut(draw):
    ((box, table),) = tables(draw.pdf(draw.grid(ROWS, closed=False)))
    assert texts(table) == ROWS
    assert table.open_below
    assert not table.open_above
    assert box[3] == pytest.approx(140, abs=1)


def test_frames_lines_and_text_alone_are_no_tables(draw):
    assert tables(draw.pdf(draw.grid([["a"], ["b"]], columns=(50, 250)))) == []
    assert tables(draw.pdf(draw.rule(50, 100, 250, 100))) == []
    assert tables(draw.pdf(draw.say("a", 50, 100))) == []


def test_a_drawing_of_thousands_of_lines_is_not_searched(draw):
    crowd = [draw.rule(300, 300 + k % 50, 310, 300 + k % 50) for k in range(3000)]
    assert len(tables(draw.pdf(draw.grid(ROWS) + "".join(crowd[:100])))) == 1
    assert tables(draw.pdf(draw.grid(ROWS) + "".join(crowd))) == []


def test_tables_far_behind_are_not_looked_for(draw):
    data = draw.pdf(*[draw.grid(ROWS)] * 61)
    assert len(tables(data, 59)) == 1
    assert tables(data, 60) == []


def test_lines_that_lie_off_by_a_hair_run_their_way(draw):
    """A page turned by a matrix has them off by less than a millionth of a point."""
    straight = draw.pdf(draw.grid(ROWS))
    bent = draw.grid(ROWS).replace("250 680 l", "250 680.0001 l")
    assert bent != draw.grid(ROWS)
    ((_, table),) = tables(draw.pdf(bent))
    assert texts(table) == texts(tables(straight)[0][1]) == ROWS


def test_a_stroke_across_a_cell_divides_nothing(draw):
    ((_, table),) = tables(draw.pdf(draw.grid(ROWS) + draw.rule(50, 100, 150, 120)))
    assert texts(table) == ROWS


def test_numbers_printed_twice_to_look_bold_are_read_once(draw):
    again = draw.say("1", 155.3, 114) + draw.say("2", 155.3, 134)
    ((_, table),) = tables(draw.pdf(draw.grid(ROWS) + again))
    assert texts(table) == ROWS


def test_a_media_box_may_begin_anywhere(draw):
    straight = tables(draw.pdf(draw.grid(ROWS)))
    shifted = "1 0 0 1 -200 100 cm " + draw.grid(ROWS)
    data = draw.pdf(shifted).replace(b"[0 0 600 800]", b"[-200 100 400 900]")
    ((box, table),) = tables(data)
    assert box == pytest.approx(straight[0][0], abs=0.1)
    assert texts(table) == ROWS
