"""Stretches that stand earlier too: against a dictionary of all runs, and from any cut on."""

from dataclasses import fields
from itertools import accumulate, pairwise, permutations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.fingerprints import hash_runs
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.repeats import Memory, divide_run, find_repeats

texts = st.lists(st.text(alphabet="公开情", max_size=60), max_size=8)


def oracle(contents: list[str], length: int) -> dict[int, int]:
    """First place of each run that stood before."""
    seen: dict[str, int] = {}
    out = {}
    for low, text in zip(
        accumulate(map(len, contents), initial=0), contents, strict=False
    ):
        for i in range(len(text) - length + 1):
            run = text[i : i + length]
            if run in seen:
                out[low + i] = seen[run]
            seen.setdefault(run, low + i)
    return out


def same(one: Memory, other: Memory) -> bool:
    pairs = zip(
        (one.anchors, one.loose, one.repeats),
        (other.anchors, other.loose, other.repeats),
        strict=True,
    )
    return all(
        getattr(x, f.name).tolist() == getattr(y, f.name).tolist()
        for x, y in pairs
        for f in fields(x)
    )


@given(texts, st.integers(2, 45))
@settings(deadline=None, max_examples=400)
@example(["公" * 50, "公" * 50], 20)
@example(["公开" * 30, "开公" * 30, "公"], 13)
def test_every_run_is_led_to_its_first_place(contents: list[str], length: int) -> None:
    found = find_repeats(read_stream(contents), length).repeats
    rows = zip(
        found.start.tolist(), found.first.tolist(), found.size.tolist(), strict=True
    )
    stretches = list(rows)
    runs = {a + i: f + i for a, f, n in stretches for i in range(n)}
    assert runs == oracle(contents, length)
    # What goes on side by side at both places is one stretch.
    assert not any(
        (b, g) == (a + n, f + n) for (a, f, n), (b, g, _) in pairwise(stretches)
    )


@given(texts, st.integers(2, 30), st.data())
@settings(deadline=None, max_examples=200)
def test_what_is_known_never_depends_on_what_follows(
    contents: list[str], length: int, data: st.DataObject
) -> None:
    whole = read_stream(contents)
    n = data.draw(st.integers(0, len(contents)))
    cut = int(whole.bounds[n])
    before = find_repeats(
        Stream(whole.codes[:cut], whole.source[:cut], whole.bounds[: n + 1]), length
    )
    at_once = find_repeats(whole, length)
    assert same(at_once.until(cut), before)
    assert same(find_repeats(whole, length, before, cut), at_once)


def test_hashes_tell_all_orders_of_the_same_characters_apart() -> None:
    for n in range(2, 9):
        orders = np.array(list(permutations(range(n))), dtype=np.uint16)
        assert len(np.unique(hash_runs(orders.ravel(), n)[::n])) == len(orders)


def test_a_run_is_divided_into_a_window_and_what_stands_for_it() -> None:
    # Two fifths for the window, sixteen at most: a longer one would not fit into half a byte.
    assert [divide_run(n) for n in (1, 2, 4, 20, 40, 42, 100)] == [
        (1, 1),
        (2, 1),
        (3, 2),
        (13, 8),
        (25, 16),
        (27, 16),
        (85, 16),
    ]


def test_long_runs_are_found_too() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 200)))
    stream = read_stream([text, "甲" + text[40:160], text])
    found = find_repeats(stream, 100).repeats
    assert found.start.tolist() == [201, 321]
    assert (found.first.tolist(), found.size.tolist()) == ([40, 0], [21, 101])
