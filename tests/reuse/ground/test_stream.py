"""The stream of characters: what counts as one, the way back, and spans of whole texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import (
    StreamLayout,
    fold,
    mask_of,
    read_stream,
    row_batches,
    spans_of,
    within,
)
from textmine.text.spans import Spans

TEXTS = st.lists(st.text(alphabet="公开開Ａa，。 １\n😀", max_size=12), max_size=8)
BOUNDS = st.lists(st.integers(0, 6), max_size=10).map(lambda x: np.cumsum([0, *x]))


@pytest.mark.parametrize(
    ("char", "folded"),
    [
        ("Ｂ", "b"),
        ("７", "7"),
        ("開", "开"),
        ("　", ""),
        ("。", ""),
        ("\u200b", ""),
        ("\t", ""),
        # One character stays one: what would unfold to two stays itself.
        ("ß", "ß"),
        ("㎡", "㎡"),
    ],
)
def test_a_character_folds_to_one_or_to_none(char: str, folded: str) -> None:
    code = fold(char)
    assert (chr(code) if code else "") == folded


@settings(deadline=None)
@given(TEXTS)
def test_each_kept_character_leads_back_to_the_one_it_stands_for(
    texts: list[str],
) -> None:
    stream = read_stream(texts)
    for number, text in enumerate(texts):
        low, high = stream.bounds[number : number + 2]
        kept = [i for i, char in enumerate(text) if fold(char)]
        assert stream.source[low:high].tolist() == kept
        assert stream.string(low, high) == "".join(chr(fold(text[i])) for i in kept)
    assert len(stream.codes) == stream.bounds[-1]


@settings(deadline=None)
@given(TEXTS)
def test_small_batches_read_the_same_stream(texts: list[str]) -> None:
    whole = read_stream(texts)
    with use_batch_sizes(BatchSizes(chars=3, spans=2)):
        parts = read_stream(texts)
        low, high = parts.bounds[:-1], parts.bounds[1:]
        strings = parts.strings(low, high)
    for name in ("codes", "source", "bounds"):
        assert getattr(parts, name).tolist() == getattr(whole, name).tolist()
    assert strings == [whole.string(a, b) for a, b in zip(low, high, strict=True)]


def test_characters_beyond_sixteen_bits_are_kept_whole() -> None:
    stream = read_stream(["甲乙", "甲😀乙"])
    assert stream.string(0, 5) == "甲乙甲😀乙"
    assert stream.source.tolist() == [0, 1, 0, 1, 2]


def test_empty_texts_hold_no_place() -> None:
    stream = read_stream(["", "公开", "，。", "信息"])
    assert stream.text_at(np.arange(4)).tolist() == [1, 1, 3, 3]
    assert stream.text_of.tolist() == [1, 1, 3, 3]
    layout = StreamLayout(stream.bounds, np.array([7, 7, 8, 9]))
    assert layout.report_at(np.array([0, 3])).tolist() == [7, 9]


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=20), st.integers(1, 5))
def test_spans_and_masks_are_each_others_inverse(marked: list[bool], step: int) -> None:
    mask = np.array(marked, dtype=np.bool_)
    with use_batch_sizes(BatchSizes(chars=step)):
        spans = spans_of(mask)
    assert (spans.end > spans.start).all()
    assert (spans.start[1:] > spans.end[:-1]).all(), "spans that touch are one"
    assert mask_of(spans, len(mask)).tolist() == marked


def test_a_mask_of_no_span_is_all_false() -> None:
    none = np.empty(0, dtype=np.int64)
    assert mask_of(Spans(none, none), 3).tolist() == [False, False, False]


@settings(deadline=None)
@given(st.lists(st.integers(0, 20)).map(sorted), st.integers(0, 20), st.integers(0, 20))
def test_within_takes_the_places_of_a_span(
    places: list[int], low: int, size: int
) -> None:
    high = low + size
    found = np.array(places, dtype=np.int32)[
        within(np.array(places, dtype=np.int32), low, high)
    ]
    assert found.tolist() == [p for p in places if low <= p < high]


@settings(deadline=None)
@given(BOUNDS, st.integers(1, 8))
def test_batches_of_rows_are_whole_texts_side_by_side(
    bounds: np.ndarray, size: int
) -> None:
    with use_batch_sizes(BatchSizes(chars=size)):
        spans = list(row_batches(bounds))
    assert all(low < high for low, high in spans)
    assert {x for span in spans for x in span} <= set(bounds.tolist())
    places = [p for low, high in spans for p in range(low, high)]
    assert places == list(range(int(bounds[-1])))


def test_batches_of_rows_start_where_they_are_told() -> None:
    with use_batch_sizes(BatchSizes(chars=1)):
        assert list(row_batches(np.array([0, 3, 3, 5, 9]), start=3)) == [(3, 5), (5, 9)]
        assert list(row_batches(np.array([0, 3]), start=3)) == []
