"""Arrays that lie on disk are like those in memory, and leave no file."""

import gc
import sys
import warnings
import weakref
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine import scratch
from textmine.errors import TextmineWarning
from textmine.job.flow.meter import own_memory
from textmine.scratch import (
    Buckets,
    GrowingArray,
    announce_scratch,
    gather_array,
    give_back,
    make_array,
    pause_collection,
    use_scratch,
)


def mapped_files(folder):
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sum(str(folder) in line for line in lines)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")
def test_long_arrays_are_mapped_from_files_that_have_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "LEAST_ON_DISK", 800)
    with use_scratch(tmp_path):
        short, long = make_array(99, "int64"), make_array(100, "int64")
        gathered = gather_array([np.arange(60), np.arange(60)], "int64")
        assert mapped_files(tmp_path) == 2
    assert not any(tmp_path.iterdir())
    long[:] = 7
    assert long.sum() == 700 and len(short) == 99
    assert gathered.tolist() == [*range(60), *range(60)]
    assert type(long) is type(gathered) is np.ndarray
    del long, gathered
    assert mapped_files(tmp_path) == 0
    outside = make_array(1000, "int64")
    assert mapped_files(tmp_path) == 0 and len(outside) == 1000


@pytest.mark.parametrize(
    ("free", "advice"),
    [(4_000_000_000, ""), (3_999_999_999, "; 4.0 GB are free: clear some; a run that")],
)
def test_much_of_the_disk_is_announced_before_it_is_taken(
    tmp_path, monkeypatch, free, advice
):
    asked = []

    def disk_usage(folder):
        asked.append(folder)
        return SimpleNamespace(free=free)

    monkeypatch.setattr(scratch, "disk_usage", disk_usage)
    told = f"work takes up to 4.0 GB of the disk of {tmp_path} while it runs"
    with use_scratch(tmp_path), pytest.warns(TextmineWarning) as found:
        announce_scratch(4_000_000_000, "work")
    (warning,) = found
    assert str(warning.message).startswith(told)
    assert (": clear some" in str(warning.message)) == bool(advice)
    assert advice in str(warning.message)
    assert asked == [tmp_path]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        announce_scratch(4_000_000_000, "work in memory")
        with use_scratch(tmp_path):
            announce_scratch(999_999_999, "work on little")


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells the memory of now"
)
def test_memory_that_was_freed_is_given_back():
    before = own_memory()
    small = [bytes(1000) + bytes([k % 256]) for k in range(200_000)]
    last = bytes(2000)
    del small
    give_back()
    assert own_memory() - before < 50_000_000 and len(last) == 2000


def test_a_growing_array_does_not_hold_what_its_parts_were_cut_from():
    grown, whole = GrowingArray("int64"), np.arange(9)
    lives = weakref.ref(whole)
    grown.add(whole[3:5])
    del whole
    assert lives() is None
    assert grown.finish().tolist() == [3, 4]


@given(st.lists(st.lists(st.integers(0, 255), max_size=9), max_size=9))
def test_parts_are_laid_one_after_the_other_on_disk_as_in_memory(
    tmp_path_factory, parts
):
    arrays = [np.array(part, dtype=np.uint8) for part in parts]
    expected = gather_array(arrays, np.int32)
    least, scratch.LEAST_ON_DISK = scratch.LEAST_ON_DISK, 16
    try:
        with use_scratch(tmp_path_factory.getbasetemp()):
            found = gather_array(iter(arrays), np.int32)
    finally:
        scratch.LEAST_ON_DISK = least
    assert found.dtype == expected.dtype == np.int32
    assert found.tolist() == expected.tolist() == [x for part in parts for x in part]


ROW = np.dtype([("key", "u8"), ("place", "i4")])


@given(st.lists(st.lists(st.integers(0, 40), max_size=9), max_size=5), st.booleans())
def test_buckets_hold_every_row_once_in_the_order_in_which_they_came(
    tmp_path_factory, parts, is_on_disk
):
    folder = tmp_path_factory.getbasetemp() if is_on_disk else None
    place, every = 0, []

    def numbered():
        nonlocal place
        for part in parts:
            rows = np.array([(key, place + k) for k, key in enumerate(part)], dtype=ROW)
            every.extend(rows.tolist())
            place += len(part)
            yield rows, rows["key"] % 4

    with use_scratch(folder):
        buckets = Buckets(4, ROW, numbered())
        found = [buckets.read(number).tolist() for number in range(4)]
        filled = [rows.tolist() for rows in buckets.read_all()]
    assert found == [
        [row for row in every if row[0] % 4 == number] for number in range(4)
    ]
    assert filled == [rows for rows in found if rows]


@pytest.mark.parametrize("is_on", [True, False])
def test_collection_is_afterwards_as_it_was_before(is_on):
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        with pytest.raises(KeyError), pause_collection():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_buckets_may_be_more_than_short_numbers_count():
    n = (1 << 16) + 2
    rows = np.array([(n - 1,), (1,), (0,)], dtype=[("key", "i8")])
    buckets = Buckets(n, rows.dtype, [(rows, rows["key"])])
    assert [buckets.read(k)["key"].tolist() for k in (0, 1, n - 1)] == [
        [0],
        [1],
        [n - 1],
    ]
