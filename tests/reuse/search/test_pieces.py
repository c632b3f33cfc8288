"""Shared pieces against a plain search for every shared run."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.pieces import Pieces, find_shared

LENGTH = 6


def shared_characters(stream: Stream, group: list[int], length: int) -> set[int]:
    """Places of all characters of runs that stand in two groups: every run looked up."""
    runs: dict[str, list[tuple[int, int]]] = {}
    for text, report in enumerate(group):
        low, high = stream.bounds[text : text + 2].tolist()
        for place in range(low, high - length + 1):
            runs.setdefault(stream.string(place, place + length), []).append(
                (place, report)
            )
    return {
        place + step
        for stands in runs.values()
        if len({report for _, report in stands}) > 1
        for place, _ in stands
        for step in range(length)
    }


def texts_of(pieces: Pieces, stream: Stream) -> list[str]:
    return [stream.string(a, b) for a, b in zip(pieces.start, pieces.end, strict=True)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(alphabet="甲乙", max_size=25), min_size=1, max_size=5),
    st.lists(st.integers(0, 1), min_size=5, max_size=5),
    st.sampled_from([10, 1 << 19]),
)
def test_pieces_hold_every_shared_character_and_nothing_else(
    texts: list[str], steps: list[int], chars: int
) -> None:
    stream, group = read_stream(texts), np.cumsum(steps[: len(texts)], dtype=np.int32)
    with use_batch_sizes(BatchSizes(chars=chars)):
        pieces, runs = find_shared(stream, group, LENGTH)
    held = [
        p for a, b in zip(pieces.start, pieces.end, strict=True) for p in range(a, b)
    ]
    assert held == sorted(set(held)), "disjoint, in the order of the stream"
    assert set(held) == shared_characters(stream, group.tolist(), LENGTH)
    for one, size, first in zip(pieces.start, pieces.size, pieces.first, strict=True):
        assert first <= one
        assert stream.string(one, one + size) == stream.string(first, first + size)
    assert (pieces.reach_start <= pieces.start).all() and (
        pieces.end <= pieces.reach_end
    ).all()
    assert ((pieces.reach_end - pieces.reach_start) >= LENGTH).all()
    assert stream.strings(*runs.spans) == stream.strings(*runs.other_spans)


def test_a_run_repeated_in_one_report_only_is_not_shared() -> None:
    stream = read_stream(["全年公开信息百余条", "本局全年公开信息百余条"])
    same, _ = find_shared(stream, np.array([3, 3], dtype=np.int32), LENGTH)
    assert len(same) == 0
    two, _ = find_shared(stream, np.array([3, 4], dtype=np.int32), LENGTH)
    assert texts_of(two, stream) == ["全年公开信息百余条"] * 2


def test_a_commoner_phrase_stays_apart_from_the_paragraph_it_stands_in() -> None:
    phrase = "坚持公开为常态"
    paragraph = "窗口增设夜班受理" + phrase + "档案室搬到一楼东侧"
    others = [mark * 5 + phrase + mark * 4 for mark in "子丑寅卯辰巳"]
    stream = read_stream([paragraph, paragraph, *others])
    pieces, _ = find_shared(stream, np.arange(8, dtype=np.int32), LENGTH)
    parts = ["窗口增设夜班受理", phrase, "档案室搬到一楼东侧"]
    assert texts_of(pieces, stream) == parts * 2 + [phrase] * 6
    # Every copy of the phrase leads to where it stands first of all.
    is_phrase = np.array(texts_of(pieces, stream)) == phrase
    assert set(pieces.first[is_phrase].tolist()) == {len("窗口增设夜班受理")}


def test_no_text_has_no_pieces() -> None:
    pieces, runs = find_shared(read_stream([]), np.empty(0, dtype=np.int32), LENGTH)
    assert len(pieces) == len(runs) == 0
