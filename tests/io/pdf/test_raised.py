"""Marks of notes above the line join no number before them; numbers set otherwise stay whole."""

import pytest

from textmine.io.pdf import read

MANY = 10**6


def digits(number, mark, *, rise=4.0, size=6.0, gap=0.2, behind=""):
    """A number of 10 points at (60, 60), and digits of another size and height behind it."""
    width = 5.56 * len(number)
    said = f"BT /F 10 Tf 60 740 Td ({number}) Tj ET\n"
    said += f"BT /F {size} Tf {60 + width + gap} {740 + rise} Td ({mark}) Tj ET\n"
    after = 60 + width + 2 * gap + len(mark) * size * 0.556
    return said + (f"BT /F 10 Tf {after} 740 Td ({behind}) Tj ET\n" if behind else "")


def shown(draw, page):
    text, *_ = read.load(draw.pdf(page), "a.pdf", MANY)
    return text.strip()


@pytest.mark.parametrize(
    ("page", "printed"),
    [
        (digits("55", "2"), "55²"),
        (digits("55", "12"), "55¹²"),
        # As browsers raise it.
        (digits("1204", "1", rise=3.3, size=8.3), "1204¹"),
        (digits("55", "2", behind="x"), "55²x"),
    ],
)
def test_a_mark_above_the_line_joins_no_number(draw, page, printed):
    assert shown(draw, page) == printed


@pytest.mark.parametrize(
    "page",
    [
        # Of the same size; on the line; slightly uneven; a number that goes on.
        digits("55", "2", size=10.0),
        digits("55", "2", rise=0.0),
        digits("55", "2", rise=0.8, size=8.5),
        digits("55", "2", rise=2.5, size=7.0, behind="7"),
    ],
)
def test_digits_of_a_number_stay_its_own(draw, page):
    assert shown(draw, page).replace("\n", "") in ("552", "5527")


def test_a_mark_in_a_cell_and_one_in_a_line(draw):
    mark = "BT /F 6 Tf 166.2 690 Td (1) Tj ET\n"
    page = draw.grid([["a", "15"]]) + mark + digits("36", "2")
    text, *_ = read.load(draw.pdf(page), "a.pdf", MANY)
    assert "a\t15¹\n" in text
    assert "36²" in text
