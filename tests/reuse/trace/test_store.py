"""The index of a store: stretches by the place where they stand first, folders that are none."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.reuse.ground.fingerprints import mix
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.mine import mine_reuse
from textmine.reuse.search.repeats import Memory, Repeats, find_repeats
from textmine.reuse.trace.store import FORMAT, Copies, Keys, TraceIndex

# Written out: taken from the module, a bound would be tested against itself.
LONGEST = 128


@given(
    st.lists(st.integers(0, 20), max_size=30), st.lists(st.integers(0, 25), max_size=10)
)
def test_keys_give_the_first_place(numbers, wanted):
    hashes = mix(np.array(numbers, dtype=np.uint64))
    keys = Keys.of(hashes, np.arange(len(numbers)) * 10)
    expected = [numbers.index(n) * 10 if n in numbers else -1 for n in wanted]
    assert keys.look_up(mix(np.array(wanted, dtype=np.uint64))).tolist() == expected


def test_a_long_stretch_is_cut_and_found_from_any_of_its_runs():
    text = "".join(chr(0x4E00 + k) for k in range(3 * LONGEST))
    stream = read_stream([text, "前言" + text])
    copies = Copies.of(find_repeats(stream, 20), stream)
    assert len(copies) == 3 and copies.size.max() == LONGEST
    n_runs = 3 * LONGEST - 19
    assert copies.size.astype(int).sum() == n_runs
    for low in range(0, n_runs, 7):
        found = copies.about(low, low + 1)
        assert found.place.tolist() == (found.first + len(text) + 2).tolist()
        assert len(found) == 1 and found.home.tolist() == [1]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 400)), max_size=20),
    st.data(),
)
def test_copies_about_a_place_are_those_that_hold_a_run_there(rows, data):
    low = data.draw(st.integers(0, 900))
    high = low + data.draw(st.integers(1, 50))
    first = np.array([f for f, _ in rows], dtype=np.int64)
    size = np.array([n for _, n in rows], dtype=np.int64)
    empty = Memory.empty()
    stream = read_stream(["公" * 3000])
    memory = Memory(empty.anchors, empty.loose, Repeats(first + 1000, first, size))
    found = Copies.of(memory, stream).about(low, high)
    runs = {
        (int(f) + k, int(p) + k)
        for f, n, p in zip(found.first, found.size, found.place, strict=True)
        for k in range(int(n))
        if low <= int(f) + k < high
    }
    assert runs == {
        (f + k, f + k + 1000) for f, n in rows for k in range(n) if low <= f + k < high
    }
    assert (found.first.astype(int) < high).all()
    assert (found.first.astype(int) + found.size > low).all()


def test_runs_that_would_leave_the_stream_or_their_text_stand_nowhere():
    texts = ["春夏秋冬晴雨风雪霜", "东西南北中前后左右"]
    rows = pd.DataFrame({"report_id": ["a", "b"], "text": texts})
    index = mine_reuse(rows, min_chars=5).trace_index
    n = len(index.stream.codes)
    length, size = index.min_chars, len(texts[0])
    assert n >= 2 * size
    codes = np.append(index.stream.codes, index.stream.codes[:length])
    # Of a text that is the stream and more, each run begins where it stands in it, if it is whole.
    first = np.arange(len(codes) - length + 1)
    bounds = index.stream.bounds
    text_of = np.searchsorted(bounds, first, side="right") - 1
    whole = (
        first + length
        <= np.append(bounds, np.inf)[np.minimum(text_of + 1, len(bounds))]
    )
    expected = whole & (first + length <= n)
    assert index._stands_at(codes, first).tolist() == expected.tolist()


def test_a_folder_that_is_no_index_is_refused(tmp_path, frame):
    with pytest.raises(FrameError, match="no index to trace a text with"):
        TraceIndex.open(tmp_path)
    mine_reuse(frame).trace_index.save(tmp_path)
    head = tmp_path / "head.json"
    head.write_text(json.dumps({"format": 0, "min_chars": 20}), encoding="utf-8")
    with pytest.raises(FrameError, match="index of another version"):
        TraceIndex.open(tmp_path)
    head.write_text(json.dumps({"format": FORMAT, "min_chars": 20}), encoding="utf-8")
    (tmp_path / "copies.first.npy").unlink()
    with pytest.raises(FrameError, match="copies.first.npy"):
        TraceIndex.open(tmp_path)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text(alphabet="公开情", max_size=30), min_size=1, max_size=5),
    st.text(alphabet="公开情况", max_size=30),
)
def test_each_run_is_led_to_its_first_place_or_to_none(texts, draft):
    rows = pd.DataFrame(
        {"report_id": [f"r{k}" for k in range(len(texts))], "text": texts}
    )
    index = mine_reuse(rows, min_chars=5, references=[], edited=False).trace_index
    stream, first = index.stream, {}
    for low, high in zip(
        stream.bounds[:-1].tolist(), stream.bounds[1:].tolist(), strict=True
    ):
        for place in range(low, high - 4):
            first.setdefault(stream.string(place, place + 5), place)
    wanted = [first.get(draft[k : k + 5], -1) for k in range(len(draft) - 4)]
    assert index.find_first(read_stream([draft]).codes).tolist() == wanted
