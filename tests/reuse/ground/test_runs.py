"""Runs inside spans against a plain walk over the strings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.stream import read_stream


@given(
    st.lists(st.text("公开及", max_size=7), min_size=1, max_size=5), st.integers(1, 4)
)
def test_runs_are_all_that_lie_inside_one_span(texts: list[str], length: int) -> None:
    stream = read_stream(texts)
    runs = Runs.read(stream, stream.bounds, length)
    plain = [
        (home, text[i : i + length])
        for home, text in enumerate(texts)
        for i in range(len(text) - length + 1)
    ]
    found = [stream.string(place, place + length) for place in runs.place.tolist()]
    assert list(zip(runs.home.tolist(), found, strict=True)) == plain
    assert len(set(runs.hash.tolist())) == len(set(found))


@given(st.lists(st.text("公开", min_size=1, max_size=4), min_size=3, max_size=5))
def test_runs_of_some_spans_are_those_of_all(texts: list[str]) -> None:
    stream = read_stream(texts)
    every = Runs.read(stream, stream.bounds, 2)
    later = Runs.read(stream, stream.bounds[1:], 2)
    expected = every.take(every.home > 0)
    assert later.place.tolist() == expected.place.tolist()
    assert later.hash.tolist() == expected.hash.tolist()
    assert (later.home + 1).tolist() == expected.home.tolist()
