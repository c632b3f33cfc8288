"""Links from pieces to where they stand first, on hand-made pieces."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import StreamLayout
from textmine.reuse.search.links import _choose_cover, align_pieces
from textmine.reuse.search.pieces import Pieces
from textmine.text.spans import make_spans, union

LAYOUT = StreamLayout(np.array([0, 100, 200, 300]), np.array([0, 1, 2]))
LEAST = 20

Row = tuple[int, int, int, int, int]


def pieces_of(*rows: Row) -> Pieces:
    """Pieces given as (start, end, first, reach start, reach end)."""
    return Pieces(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


def links_of(*rows: tuple[int, int, int, int]) -> Alignments:
    return Alignments(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def align(pieces: Pieces, runs: Alignments | None = None) -> list[list[int]]:
    found = align_pieces(pieces, runs or Alignments.empty(), LAYOUT, LEAST)
    columns = (found.start, found.end, found.other_start, found.other_end)
    return sorted(np.column_stack(columns).tolist())


def test_a_copy_is_linked_to_the_first_place_and_the_first_to_nothing() -> None:
    pieces = pieces_of(
        (10, 40, 10, 10, 40), (150, 180, 10, 150, 180), (200, 230, 10, 200, 230)
    )
    assert align(pieces) == [[150, 180, 10, 40], [200, 230, 10, 40]]


def test_a_short_piece_is_widened_to_the_run_it_belongs_to() -> None:
    # Twelve characters, twenty with the ends that commoner neighbours own.
    pieces = pieces_of((10, 30, 10, 10, 30), (154, 166, 14, 150, 170))
    assert align(pieces) == [[150, 170, 10, 30]]


def test_crumbs_go_to_the_neighbour_they_touch() -> None:
    pieces = pieces_of(
        (10, 40, 10, 10, 40),
        (150, 180, 10, 150, 180),
        # Touches the large one before it, so that it has no link of its own ...
        (180, 184, 60, 170, 190),
    )
    assert align(pieces) == [[150, 184, 10, 40]]


def test_a_crumb_in_front_goes_to_the_large_one_behind() -> None:
    pieces = pieces_of(
        (10, 40, 10, 10, 40), (146, 150, 60, 136, 156), (150, 180, 10, 150, 180)
    )
    assert align(pieces) == [[146, 180, 10, 40]]


def test_crumbs_never_cross_the_border_of_a_text() -> None:
    pieces = pieces_of(
        (0, 30, 0, 0, 30), (170, 200, 0, 170, 200), (200, 204, 40, 200, 220)
    )
    assert [200, 220, 40, 60] in align(pieces)


def test_a_first_place_that_no_copy_leads_to_is_given_a_run() -> None:
    # The copy of 40–60 lost most of its characters to a commoner neighbour and is but a crumb.
    pieces = pieces_of(
        (0, 30, 0, 0, 30),
        (40, 60, 40, 40, 60),
        (120, 150, 0, 120, 150),
        (150, 154, 56, 134, 154),
    )
    runs = links_of((120, 150, 0, 30), (134, 154, 40, 60))
    assert align(pieces, runs) == [[120, 154, 0, 30], [134, 154, 40, 60]]


def test_no_pieces_no_links() -> None:
    assert align(pieces_of()) == []


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=7)
)
def test_the_fewest_runs_that_cover_are_chosen(drawn: list[tuple[int, int]]) -> None:
    spans = [(start, start + size) for start, size in drawn]
    runs = make_spans(*zip(*spans, strict=True))
    bare = union(runs)
    wanted = {at for start, end in spans for at in range(start, end)}

    def covers(numbers: tuple[int, ...]) -> bool:
        return wanted == {at for k in numbers for at in range(*spans[k])}

    chosen = tuple(_choose_cover(runs, bare).tolist())
    assert covers(chosen)
    assert not any(
        covers(fewer) for fewer in combinations(range(len(spans)), len(chosen) - 1)
    )
