"""Tables of arrays: rows taken, joined and collected."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.columns import (
    begins,
    first_and_last,
    gather_table,
    order_by,
    unroll,
)
from textmine.reuse.search.repeats import Loose
from textmine.scratch import use_scratch


@pytest.mark.parametrize("guess", [0, 3, 1000])
def test_tables_grow_whatever_the_guess(guess: int) -> None:
    random = np.random.default_rng(0)
    parts = [
        Loose(np.arange(n, dtype=np.int32), random.integers(0, 9, n).astype(np.uint64))
        for n in (4, 0, 7, 50)
    ]
    got, expected = parts[0].collect(iter(parts[1:]), guess), parts[0].join(*parts[1:])
    assert got.place.tolist() == expected.place.tolist()
    assert got.hash.tolist() == expected.hash.tolist()
    assert parts[0].collect([], guess).place.tolist() == [0, 1, 2, 3]


def test_joining_with_nothing_copies_nothing() -> None:
    one = Loose(np.array([3, 4], dtype=np.int32), np.array([1, 2], dtype=np.uint64))
    none = one.take(slice(0, 0))
    assert one.join(none, none) is one
    assert none.join(one) is one
    assert len(none.join(none)) == 0


@pytest.mark.parametrize("is_on_disk", [True, False])
def test_tables_are_gathered_from_parts_in_the_types_of_these(
    is_on_disk: bool, tmp_path: Path
) -> None:
    empty = Loose(np.empty(0, np.int32), np.empty(0, np.uint64))
    parts = [
        Loose(np.arange(n, dtype=np.int64), np.full(n, n, dtype=np.uint64))
        for n in (0, 4, 2)
    ]
    with use_scratch(tmp_path if is_on_disk else None):
        found = gather_table(iter(parts), empty)
    assert found.place.tolist() == [0, 1, 2, 3, 0, 1]
    assert found.hash.tolist() == [4, 4, 4, 4, 2, 2]
    assert found.place.dtype == np.int64
    assert gather_table(parts[:1], empty) is empty


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=8))
def test_unroll_lists_every_place(spans: list[tuple[int, int]]) -> None:
    start = np.array([a for a, _ in spans], dtype=np.int32)
    size = np.array([n for _, n in spans], dtype=np.int32)
    places = unroll(start, size)
    assert places.tolist() == [a + i for a, n in spans for i in range(n)]
    assert places.dtype == np.int32


SMALL, WIDE = st.integers(-4, 4), st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(SMALL, SMALL, WIDE), max_size=30), st.booleans())
def test_rows_are_ordered_as_by_one_key_after_the_other(
    rows: list[tuple[int, int, int]], wide: bool
) -> None:
    # With the wide key the keys do not fit into one integer.
    keys = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    used = (keys or [np.empty(0, dtype=np.int64)] * 3)[: 3 if wide else 2]
    assert order_by(*used).tolist() == np.lexsort(used[::-1]).tolist()


def test_narrow_keys_are_ordered_too() -> None:
    keys = (
        np.array([3, 1, 3, 1], dtype=np.int32),
        np.array([0, 200, 7, 7], dtype=np.uint8),
    )
    assert order_by(*keys).tolist() == [3, 1, 0, 2]


def test_keys_that_leave_no_room_for_the_rows_are_ordered_too() -> None:
    key = np.array([2**62, 0, 2**62 - 1, 1], dtype=np.int64)
    assert order_by(key).tolist() == [1, 3, 2, 0]
    # Just as many bits as there are: 61 for the key, three for four rows.
    assert order_by(key // 2).tolist() == [1, 3, 2, 0]


def test_groups_begin_where_a_key_changes_and_end_before_the_next() -> None:
    one, two = np.array([3, 3, 3, 5, 5]), np.array([0, 0, 1, 1, 1])
    assert begins(one).tolist() == [True, False, False, True, False]
    assert begins(one, two).tolist() == [True, False, True, True, False]
    first, last = first_and_last(begins(one, two))
    assert (first.tolist(), last.tolist()) == ([0, 2, 3], [1, 2, 4])
    none = first_and_last(begins(one[:0]))
    assert [rows.tolist() for rows in none] == [[], []]
    assert begins(np.array([np.inf, np.inf])).tolist() == [True, False]
