"""Hashes of runs against the runs themselves, and first occurrences against a plain dict."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.fingerprints import (
    find_again,
    first_equal,
    first_known,
    gather_repeated,
    hash_runs,
    index_dtype,
    mix,
    sift,
    top_bits,
)

CODES = st.lists(st.sampled_from([1, 2, 0x4E00, 0x1F600]), max_size=40)
KEYS = st.lists(st.integers(0, 9), max_size=40)


def keys_of(values: list[int]) -> np.ndarray:
    return mix(np.array(values, dtype=np.uint64))


def plain_first(values: list[int]) -> list[int]:
    """Place of the first occurrence of each value."""
    return [values.index(value) for value in values]


@settings(deadline=None)
@given(CODES, st.integers(1, 9), st.integers(1, 7))
def test_runs_have_one_hash_exactly_where_they_are_the_same(
    codes: list[int], n: int, block: int
) -> None:
    array = np.array(codes, dtype=np.uint32)
    with use_batch_sizes(BatchSizes(cached=block)):
        hashes = hash_runs(array, n).tolist()
    runs = [tuple(codes[i : i + n]) for i in range(len(codes) - n + 1)]
    assert len(hashes) == len(runs)
    assert (
        len(set(hashes)) == len(set(runs)) == len(set(zip(hashes, runs, strict=True)))
    )


@pytest.mark.parametrize(
    ("n", "first", "second"),
    [
        (1, 0xAF18E8678A975580, 0x7EEDF403B6E4386C),
        (2, 0x07F5E08267FDAFF9, 0xCFCA640629A643D4),
        (3, 0x0AEFB7D4D57E95B8, 0x7D80A031AC10CBDF),
        (5, 0xBEFF8194F28383B4, 0xC733A1138AC5F91F),
        (8, 0x312F1DC8DE219104, 0xE91FE085CE2D46C4),
    ],
)
def test_hashes_stay_as_they_are(n: int, first: int, second: int) -> None:
    """A store on disk holds them: others would find nothing in it (store.FORMAT)."""
    codes = np.array([ord(x) for x in "渡口😀a春汛期间加"], dtype=np.uint32)
    assert hash_runs(codes, n)[:2].tolist() == [first, second]


def test_the_order_of_characters_counts() -> None:
    forth, back = (
        hash_runs(np.array(x, dtype=np.uint16), 3) for x in ([1, 2, 3], [3, 2, 1])
    )
    assert forth.tolist() != back.tolist()


def test_the_width_of_the_codes_does_not_count() -> None:
    narrow = np.array([20844, 24320, 20449, 24687], dtype=np.uint16)
    wide = np.append(narrow, 0x1F600).astype(np.uint32)
    assert hash_runs(narrow, 3).tolist() == hash_runs(wide, 3)[:2].tolist()


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert len(hash_runs(np.array([5, 6], dtype=np.uint16), 3)) == 0
    assert len(hash_runs(np.empty(0, dtype=np.uint16), 1)) == 0


@settings(deadline=None)
@given(KEYS, st.integers(1, 50))
def test_first_occurrences_are_those_of_a_plain_search(
    values: list[int], size: int
) -> None:
    with use_batch_sizes(BatchSizes(keys=size)):
        assert first_equal(keys_of(values)).tolist() == plain_first(values)


@given(KEYS, st.booleans())
def test_repeated_keys_are_gathered_whether_or_not_their_high_bits_tell_them_apart(
    values: list[int], mixed: bool
) -> None:
    # Small numbers as they are agree in all the bits that are sorted.
    keys = keys_of(values) if mixed else np.array(values, dtype=np.uint64)
    found = gather_repeated(keys).tolist()
    assert sorted(found) == [i for i, v in enumerate(values) if values.count(v) > 1]
    groups = [list(group) for _, group in groupby(found, key=lambda i: values[i])]
    assert len(groups) == len({values[i] for i in found})
    assert all(group == sorted(group) for group in groups)


@settings(deadline=None)
@given(KEYS, st.data())
def test_known_keys_are_looked_up_but_not_returned(
    values: list[int], data: st.DataObject
) -> None:
    known = data.draw(st.integers(0, len(values)))
    assert first_known(keys_of(values), known).tolist() == plain_first(values)[known:]


@settings(deadline=None)
@given(KEYS, st.integers(1, 50), st.data())
def test_keys_that_stand_again_are_listed_with_the_first_in_any_buckets(
    values: list[int], size: int, data: st.DataObject
) -> None:
    known = data.draw(st.sampled_from([0, len(values) // 2]))
    first = plain_first(values)
    again = [(i, first[i]) for i in range(known, len(values)) if first[i] != i]
    with use_batch_sizes(BatchSizes(keys=size)):
        found = find_again(keys_of(values), known)
    assert list(zip(found.place.tolist(), found.first.tolist(), strict=True)) == again


def test_keys_that_meet_in_one_slot_are_told_apart() -> None:
    # All have the same highest bits, so that all want one place of the table.
    keys = np.array([3, 1, 3, 2, 1], dtype=np.uint64)
    assert first_equal(keys).tolist() == [0, 1, 0, 3, 1]


@settings(deadline=None)
@given(KEYS, KEYS)
def test_a_sieve_never_holds_back_a_wanted_key(
    values: list[int], wanted: list[int]
) -> None:
    passed = sift(keys_of(values), keys_of(wanted))
    assert all(ok for ok, value in zip(passed, values, strict=True) if value in wanted)
    if not wanted:
        assert not passed.any()


@pytest.mark.parametrize(
    ("n", "dtype"), [((1 << 31) - 1, np.int32), (1 << 31, np.int64)]
)
def test_places_are_as_narrow_as_their_number_allows(n: int, dtype: type) -> None:
    assert index_dtype(n) is dtype


def test_top_bits_are_the_highest() -> None:
    hashes = np.array([0b101 << 61, 1], dtype=np.uint64)
    assert top_bits(hashes, 3).tolist() == [0b101, 0]
    assert top_bits(hashes, 2).tolist() == [0b10, 0]


@pytest.mark.parametrize(("n_wanted", "most"), [(1, 1 / 128), (1000, 1 / 8)])
def test_a_sieve_lets_few_others_through(n_wanted: int, most: float) -> None:
    wanted, others = np.split(keys_of(list(range(20_000))), [n_wanted])
    assert sift(others, wanted).mean() <= most
    assert sift(wanted, wanted).all()


def test_many_keys_are_split_among_tables_of_some_each() -> None:
    values = [k % 300 for k in range(1200)]
    with use_batch_sizes(BatchSizes(keys=1)):
        assert first_equal(keys_of(values)).tolist() == plain_first(values)
