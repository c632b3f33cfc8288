"""Lines that go on in the next one, by where they stand."""

from __future__ import annotations

from textmine.io.wraps import find_wraps
from textmine.places import Region

SIZE = 10.0  # points that a character takes


def page(*lines: tuple[float, int], number: int = 1, first: int = 0) -> list[Region]:
    """Lines by their left edge, in characters, and their length."""
    regions = []
    for place, (left, n_chars) in enumerate(lines):
        edges = tuple(SIZE * (left + k) for k in range(n_chars + 1))
        box = (edges[0], 20.0 * place, edges[-1], 20.0 * place + SIZE)
        regions.append(Region(first, first + n_chars, number, box, edges))
        first += n_chars + 1
    return regions


PARAGRAPH = [(2, 38), (0, 40), (0, 40), (0, 7)]


def ends(regions: list[Region]) -> list[int]:
    """Which lines go on, by their number."""
    found = find_wraps(regions)
    return [k for k, region in enumerate(regions) if region.end in found]


def test_full_lines_of_a_paragraph_go_on_and_its_last_does_not():
    assert ends(page(*PARAGRAPH)) == [0, 1, 2]


def test_a_full_line_before_an_indented_one_ends_its_paragraph():
    assert ends(page(*PARAGRAPH[:3], (2, 38), (0, 5))) == [0, 1, 3]


def test_a_line_short_by_a_number_that_did_not_fit_goes_on():
    assert ends(page((2, 38), (0, 38), (0, 40), (0, 39))) == [0, 1, 2]


def test_a_line_that_stops_far_from_the_edge_does_not_go_on():
    assert ends(page((0, 40), (0, 30), (0, 40), (0, 40))) == [0, 2]


def test_columns_have_edges_of_their_own():
    left = [(0, 20), (0, 20), (0, 20), (0, 4)]
    right = [(30, 22), (30, 22), (30, 22), (30, 6)]
    assert ends(page(*left, *right)) == [0, 1, 2, 4, 5, 6]


def test_a_paragraph_goes_on_over_the_page():
    above = page(*PARAGRAPH[:3])
    below = page((0, 40), (0, 40), (0, 40), (0, 3), number=2, first=above[-1].end + 1)
    assert ends([*above, *below]) == [0, 1, 2, 3, 4, 5]


def test_few_lines_and_cells_tell_nothing():
    assert ends(page((0, 40), (0, 40))) == []
    cell = Region(0, 2, 1, (0.0, 0.0, 400.0, 10.0))
    assert find_wraps([cell, cell, cell]) == frozenset()


def test_the_edge_of_a_last_page_with_few_lines_is_that_of_the_pages_before():
    first = page(*PARAGRAPH)
    after = first[-1].end + 1
    last = page((2, 38), (0, 9), number=2, first=after)
    assert ends([*first, *last]) == [0, 1, 2, 4]
    # A line that stops short of it ends its paragraph; other columns tell nothing.
    last = page((2, 30), (0, 9), number=2, first=after)
    assert ends([*first, *last]) == [0, 1, 2]
    last = page((60, 38), (58, 9), number=2, first=after)
    assert ends([*first, *last]) == [0, 1, 2]
