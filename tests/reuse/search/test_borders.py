"""How far alignments are widened: as far as both read alike, and never over a border."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.borders import extend_borders

# Written out: taken from the module, a bound would be tested against itself.
BAND = 6
REACH = 32


def links_of(*rows: tuple[int, int, int, int]) -> Alignments:
    return Alignments(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def rows_of(found: Alignments) -> list[list[int]]:
    columns = (found.start, found.end, found.other_start, found.other_end)
    return np.column_stack(columns).tolist()


def two_texts(length: int) -> Stream:
    """Twice the same text of characters that all differ."""
    codes = np.tile(np.arange(length) + 0xAC00, 2)
    return Stream(
        codes, np.tile(np.arange(length), 2), np.array([0, length, 2 * length])
    )


def test_alike_on_both_sides_is_taken_in_as_far_as_the_reach() -> None:
    found = extend_borders(two_texts(100), links_of((50, 54, 150, 154)))
    assert rows_of(found) == [[50 - REACH, 54 + REACH, 150 - REACH, 154 + REACH]]


def test_widening_stops_at_the_border_of_a_text() -> None:
    stream = read_stream(["甲乙丙丁", "甲乙丙丁"])
    # Behind the first text the second begins as the first did: still another text.
    assert rows_of(extend_borders(stream, links_of((1, 2, 5, 6)))) == [[0, 4, 4, 8]]


def test_a_closed_stretch_is_not_widened_over() -> None:
    stream = two_texts(60)
    closed = np.zeros(len(stream.codes), dtype=np.bool_)
    closed[35:40] = True
    found = extend_borders(stream, links_of((30, 33, 90, 93)), closed)
    assert rows_of(found) == [[0, 35, 60, 95]]


def test_an_edit_is_crossed_where_enough_reads_alike_beyond() -> None:
    # Of one replaced character and one equal one behind it nothing is won; of two it is.
    stream = read_stream(["公开信息甲及时", "公开信息乙及", "公开信息丙及时准确"])
    once = extend_borders(stream, links_of((0, 4, 7, 11)))
    assert rows_of(once) == [[0, 4, 7, 11]]
    twice = extend_borders(stream, links_of((0, 4, 13, 17)))
    assert rows_of(twice) == [[0, 7, 13, 20]]


@settings(deadline=None, max_examples=25)
@given(
    st.text("甲乙丙", min_size=4, max_size=40),
    st.text("甲乙丙", min_size=4, max_size=40),
)
def test_widening_never_shrinks_leaves_no_text_and_reaches_no_farther(
    one: str, two: str
) -> None:
    stream, n = read_stream([one, two]), len(one)
    seeds = links_of(
        *((i, i + 2, n + j, n + j + 2) for i in (0, n - 2) for j in (0, len(two) - 2))
    )
    with use_batch_sizes(BatchSizes(spans=3)):
        wide = extend_borders(stream, seeds)
    assert rows_of(wide) == rows_of(extend_borders(stream, seeds))
    for before, after in zip(rows_of(seeds), rows_of(wide), strict=True):
        assert 0 <= after[0] <= before[0] and before[1] <= after[1] <= n
        assert n <= after[2] <= before[2] and before[3] <= after[3] <= len(stream.codes)
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= REACH


def plain_reach(one: str, two: str) -> tuple[int, int]:
    """Where the best alignment of two beginnings ends: the full table, cell by cell."""
    scores = {(0, j): -j for j in range(BAND + 1)}
    best, end = 0, (0, 0)
    for i in range(1, min(len(one), REACH) + 1):
        for j in range(max(i - BAND, 0), min(i + BAND, len(two), REACH) + 1):
            ways = [
                scores.get((i - 1, j), -REACH) - 1,
                scores.get((i, j - 1), -REACH) - 1,
            ]
            if j:
                equal = one[i - 1] == two[j - 1]
                ways.append(scores.get((i - 1, j - 1), -REACH) + (1 if equal else -1))
            scores[i, j] = max(ways)
            if scores[i, j] > best:
                best, end = scores[i, j], (i, j)
    return end


def seldom_edited(text: str, edits: list[tuple[int, str]]) -> str:
    """The same text with some characters replaced, left out or put in."""
    for at, new in edits:
        at %= len(text)
        text = text[:at] + new + text[at + (len(new) < 2) :]
    return text


EDITS = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["", "甲", "乙丙"])), max_size=12
)


@settings(deadline=None, max_examples=200)
@given(
    st.text("甲乙丙丁", min_size=20, max_size=50), EDITS, st.text("甲乙", max_size=30)
)
def test_widening_ends_where_the_best_alignment_does(
    text: str, edits, tail: str
) -> None:
    one, two = "子" + text, "子" + seldom_edited(text, edits) + tail
    stream = read_stream([one, two])
    forward = extend_borders(stream, links_of((0, 1, len(one), len(one) + 1)))
    i, j = plain_reach(one[1:], two[1:])
    assert rows_of(forward) == [[0, 1 + i, len(one), len(one) + 1 + j]]
    mirrored = read_stream([one[::-1], two[::-1]])
    last, other_last = len(one) - 1, len(one) + len(two) - 1
    backward = extend_borders(
        mirrored, links_of((last, last + 1, other_last, other_last + 1))
    )
    assert rows_of(backward) == [[last - i, last + 1, other_last - j, other_last + 1]]


def test_no_alignments_stay_none() -> None:
    assert len(extend_borders(two_texts(5), Alignments.empty())) == 0


@pytest.mark.parametrize("swap", [False, True])
def test_at_the_edge_of_the_band_a_shift_may_still_turn_back(swap: bool) -> None:
    """Six characters only the one has, sixteen that both have, one that only the other has."""
    extra, first, then = range(1, 7), range(11, 27), range(31, 41)
    one, two = [0, *extra, *first, *then], [0, *first, 99, *then]
    if swap:
        one, two = two, one
    codes = np.array([*one, *two]) + 0x4E00
    n, m = len(one), len(two)
    stream = Stream(
        codes, np.append(np.arange(n), np.arange(m)), np.array([0, n, n + m])
    )
    found = extend_borders(stream, links_of((0, 1, n, n + 1)))
    assert rows_of(found) == [[0, n, n, n + m]]
