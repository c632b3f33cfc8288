"""Copies that are the same everywhere: marked from the fifth on, and cut out of edited ones."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.stream import Stream
from textmine.reuse.search.pieces import Pieces
from textmine.reuse.search.repeats import find_repeats
from textmine.reuse.search.stable import find_stable, set_apart

# Written out: taken from the module, a bound would be tested against itself.
LONG = 60
STABLE_COPIES = 4
STABLE_SHARE = 0.7

LENGTH = 20
OWN = 50  # characters of its own in front of the phrase of each text, and behind it
PHRASE = list(range(0xAC00, 0xAC00 + LONG))


def own(number: int, size: int = OWN) -> list[int]:
    """Characters that stand nowhere else."""
    start = 0x4E00 + 100 * number
    return list(range(start, start + size))


def stream_of(texts: list[list[int]]) -> Stream:
    bounds = np.cumsum([0, *map(len, texts)])
    source = np.concatenate([np.arange(len(text)) for text in texts])
    return Stream(np.concatenate(texts).astype(np.uint32), source, bounds)


def phrase_in_texts(n: int, behind: list[int] | None = None) -> Stream:
    """The phrase amid own text, n times; ``behind`` follows after one more own character."""
    texts = []
    for k in range(n):
        tail = own(2 * k + 1) if behind is None else own(2 * k + 1, 1) + behind
        texts.append(own(2 * k) + PHRASE + tail)
    return stream_of(texts)


def stable_characters(stream: Stream) -> np.ndarray:
    return np.flatnonzero(
        find_stable(stream, find_repeats(stream, LENGTH).repeats, LENGTH)
    )


def test_a_copy_is_stable_from_the_fifth_on() -> None:
    n = STABLE_COPIES + 3
    stream = phrase_in_texts(n)
    # The first text holds no copy; the next four copies have fewer than four before them.
    places = [
        low + OWN + step
        for low in stream.bounds[STABLE_COPIES + 1 : -1].tolist()
        for step in range(len(PHRASE))
    ]
    assert len(places) == 2 * len(PHRASE)
    assert stable_characters(stream).tolist() == places


def test_too_few_copies_are_never_stable() -> None:
    assert len(stable_characters(phrase_in_texts(STABLE_COPIES + 1))) == 0


def test_what_is_marked_in_a_text_does_not_depend_on_later_ones() -> None:
    few, many = phrase_in_texts(STABLE_COPIES + 2), phrase_in_texts(STABLE_COPIES + 5)
    marked = stable_characters(many)
    assert stable_characters(few).tolist() == marked[marked < len(few.codes)].tolist()


def test_a_passage_that_goes_on_beyond_a_swapped_name_is_not_stable() -> None:
    # Behind one character of each text's own the same eighteen follow, too few for a run.
    stream = phrase_in_texts(
        STABLE_COPIES + 4, behind=list(range(0xB000, 0xB000 + LENGTH - 2))
    )
    assert len(stable_characters(stream)) == 0


def test_copies_whose_borders_differ_are_not_stable() -> None:
    # Every other text ends the phrase two characters earlier: neither way has most of the copies.
    texts = [
        own(2 * k) + PHRASE[: LONG - 2 * (k % 2)] + own(2 * k + 1) for k in range(16)
    ]
    assert len(stable_characters(stream_of(texts))) == 0


def pieces_of_phrase(stream: Stream) -> Pieces:
    start = stream.bounds[:-1] + OWN
    end = start + len(PHRASE)
    return Pieces(start, end, np.full(len(start), OWN), start, end)


def cut(stream: Stream, rows: list[tuple[int, int, int, int]]) -> list[list[int]]:
    links = Alignments(*np.array(rows, dtype=np.int64).T)
    left = set_apart(links, pieces_of_phrase(stream), stream)
    columns = (left.start, left.end, left.other_start, left.other_end)
    return np.column_stack(columns).tolist()


def test_a_long_settled_stretch_cuts_an_edited_copy_in_two() -> None:
    stream = phrase_in_texts(STABLE_COPIES + 3)
    size = 2 * OWN + len(PHRASE)
    assert cut(stream, [(size, 2 * size, 0, size)]) == [
        [size, size + OWN, 0, OWN],
        [2 * size - OWN, 2 * size, size - OWN, size],
    ]


def test_the_other_side_is_cut_in_proportion() -> None:
    stream = phrase_in_texts(STABLE_COPIES + 3)
    size = 2 * OWN + len(PHRASE)
    # Opposite lies a stretch of three quarters of the length.
    assert size == 160
    (front, behind) = cut(stream, [(size, 2 * size, 0, 120)])
    assert front[2:] == [0, round(OWN * 0.75)]
    assert behind[2:] == [120 - round(OWN * 0.75), 120]


def test_a_copy_inside_settled_text_is_dropped_and_one_beside_it_kept() -> None:
    stream = phrase_in_texts(STABLE_COPIES + 3)
    size = 2 * OWN + len(PHRASE)
    inside = (size + OWN, size + OWN + LONG, OWN, OWN + LONG)
    beside = (size, size + OWN, 0, OWN)
    assert cut(stream, [inside, beside]) == [list(beside)]


def test_the_phrase_of_few_texts_is_not_settled() -> None:
    stream = phrase_in_texts(STABLE_COPIES)
    whole = (160, 320, 0, 160)
    assert cut(stream, [whole]) == [list(whole)]


@pytest.mark.parametrize(("n_short", "n_marked"), [(3, LONG), (4, 0)])
def test_seven_of_ten_copies_with_the_same_borders_are_most(
    n_short: int, n_marked: int
) -> None:
    assert STABLE_SHARE == 0.7
    # The last one has seven like itself before it, and the short ones, which end earlier.
    sizes = [LONG, *[LONG - 2] * n_short, *[LONG] * 8]
    texts = [
        own(2 * k) + PHRASE[:size] + own(2 * k + 1) for k, size in enumerate(sizes)
    ]
    stream = stream_of(texts)
    assert (stable_characters(stream) >= stream.bounds[-2]).sum() == n_marked


@pytest.mark.parametrize(("size", "n_left"), [(LONG, 2), (LONG - 1, 1)])
def test_a_settled_stretch_of_sixty_characters_cuts(size: int, n_left: int) -> None:
    texts = [
        own(2 * k) + PHRASE[:size] + own(2 * k + 1) for k in range(STABLE_COPIES + 3)
    ]
    stream = stream_of(texts)
    start = stream.bounds[:-1] + OWN
    pieces = Pieces(start, start + size, np.full(len(start), OWN), start, start + size)
    whole = 2 * OWN + size
    links = Alignments(*np.array([[whole, 2 * whole, 0, whole]], dtype=np.int64).T)
    assert len(set_apart(links, pieces, stream)) == n_left


@pytest.mark.parametrize(
    ("front", "other_front", "kept"),
    [(28, 28, True), (27, 28, False), (28, 14, True), (28, 13, False)],
)
def test_what_is_left_is_long_enough_on_both_sides(
    front: int, other_front: int, kept: bool
) -> None:
    """Of a copy that begins in front of a settled stretch, and ends with it."""
    stream = phrase_in_texts(STABLE_COPIES + 3)
    size = 2 * OWN + LONG
    start = size + OWN - front
    # The other side has as many characters more or less in proportion.
    end, other_end = size + OWN + LONG, round(other_front * (front + LONG) / front)
    found = cut(stream, [(start, end, 0, other_end)])
    assert found == [[start, start + front, 0, other_front]] * kept


@pytest.mark.parametrize(
    ("n_behind", "n_alike", "goes_on"),
    [(24, 9, True), (24, 8, False), (12, 5, True), (11, 11, False)],
)
def test_text_goes_on_where_enough_beside_reads_alike(
    n_behind: int, n_alike: int, goes_on: bool
) -> None:
    """Nine of 24 characters are 0.375; a border of a text behind eleven tells nothing."""
    common = list(range(0xB000, 0xB000 + n_alike))
    texts = [
        own(2 * k) + PHRASE + own(2 * k + 1, n_behind - n_alike) + common
        for k in range(STABLE_COPIES + 3)
    ]
    assert (len(stable_characters(stream_of(texts))) == 0) is goes_on


@pytest.mark.parametrize(("n_short", "n_left"), [(2, 2), (3, 1)])
def test_a_stretch_that_some_copies_cut_short_is_not_settled(
    n_short: int, n_left: int
) -> None:
    """Five of seven are most, five of eight are not."""
    sizes = [LONG] * 5 + [LONG - 2] * n_short
    stream = stream_of(
        [own(2 * k) + PHRASE[:n] + own(2 * k + 1) for k, n in enumerate(sizes)]
    )
    start = stream.bounds[:-1] + OWN
    end = start + np.array(sizes)
    pieces = Pieces(start, end, np.full(len(start), OWN), start, end)
    whole = 2 * OWN + LONG
    links = Alignments(*np.array([[whole, 2 * whole, 0, whole]], dtype=np.int64).T)
    assert len(set_apart(links, pieces, stream)) == n_left
