"""Edited copies: found from seeds in line, of the report of lower rank, and long enough."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.edited import (
    _Asking,
    _chain,
    _crowded,
    _Hits,
    _keep_alike,
    _Points,
    _text_blocks,
    find_edited,
)
from textmine.reuse.search.seeds import Plan, Seeds

# Written out: taken from the module, a bound would be tested against itself.
GAP = 60
JUMP = 12
LEAST_CHARS = 28

PLAN = Plan(length=5, halvings=0)
SOURCE = "窗口全年接待来访二百余人次当场答复的占八成其余由专人跟进并在五个工作日内回电说明办理进度"
# Every eighth character or so was changed, so that no run of twenty is left.
COPY = "窗口全年接待来访三百余人次当场回复的占八成其他由专人跟进并于五个工作日内致电说明办理进度"
OWN = [
    "渔港码头的潮汐时刻每日张贴",
    "山道塌方后绕行路线贴在车站",
    "果园虫情简报印发到各合作社",
]


def edited(
    texts: list[str], group: list[int], skip: np.ndarray | None = None
) -> tuple[Stream, Alignments]:
    stream = read_stream(texts)
    skip = np.zeros(len(stream.codes), dtype=np.bool_) if skip is None else skip
    found, _ = find_edited(stream, np.array(group, dtype=np.int32), skip, PLAN)
    return stream, found


def test_a_copy_with_edits_is_found_on_both_sides() -> None:
    stream, found = edited([OWN[0] + SOURCE, OWN[1] + COPY], [0, 1])
    assert len(found) == 1
    assert stream.strings(*found.spans) == [COPY]
    assert stream.strings(*found.other_spans) == [SOURCE]


def test_the_second_span_lies_in_the_report_of_lower_rank() -> None:
    stream, found = edited([SOURCE, OWN[0] + COPY, COPY + OWN[1]], [0, 1, 2])
    one, other = stream.text_at(found.start), stream.text_at(found.other_start)
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == {
        (1, 0),
        (2, 0),
        (2, 1),
    }


def test_texts_of_one_report_are_not_held_against_each_other() -> None:
    _, found = edited([SOURCE, COPY], [4, 4])
    assert len(found) == 0


def test_a_copy_that_is_skipped_still_serves_as_a_partner() -> None:
    texts, n = [SOURCE, OWN[0] + COPY], len(SOURCE)
    skip = np.zeros(n + len(texts[1]), dtype=np.bool_)
    skip[n:] = True
    assert len(edited(texts, [0, 1], skip)[1]) == 0
    assert len(edited(texts, [0, 1], ~skip)[1]) == 1


def test_a_short_likeness_is_a_set_phrase_and_no_copy() -> None:
    short = LEAST_CHARS - 4
    _, found = edited([OWN[0] + SOURCE[:short] + OWN[1], COPY[:short] + OWN[2]], [0, 1])
    assert len(found) == 0


def test_strangers_share_nothing() -> None:
    assert len(edited(OWN, [0, 1, 2])[1]) == 0
    assert len(edited([], [])[1]) == 0


def test_texts_added_later_find_what_they_would_have_found_at_once() -> None:
    texts = [SOURCE, OWN[0] + COPY, COPY[:-4] + OWN[1]]
    whole, group = read_stream(texts), np.arange(3, dtype=np.int32)
    none = np.zeros(len(whole.codes), dtype=np.bool_)
    at_once, _ = find_edited(whole, group, none, PLAN)
    first = read_stream(texts[:2])
    cut = len(first.codes)
    earlier, seeds = find_edited(first, group[:2], none[:cut], PLAN)
    with use_batch_sizes(BatchSizes(chars=7, links=3, spans=1)):
        later, _ = find_edited(whole, group, none, PLAN, seeds, cut)
    assert len(earlier) == 1 and len(later) == 2
    both = earlier.join(later)
    for name in ("start", "end", "other_start", "other_end"):
        assert getattr(both, name).tolist() == getattr(at_once, name).tolist()


FIRST = "窗口全年接待来访二百余人次当场答复的占八成其余由专人跟进并在五个工作日内回电"
SECOND = "渔港码头潮汐时刻每日张贴山道塌方后绕行路线贴在车站果园虫情简报印发到各合作社"


def invented(n: int, step: int) -> str:
    """Characters that stand nowhere else."""
    return "".join(chr(0x4E00 + step * k) for k in range(1, n + 1))


@pytest.mark.parametrize(("inserted", "n"), [(JUMP, 1), (JUMP + 1, 2)])
def test_a_copy_goes_on_over_a_short_insertion(inserted: int, n: int) -> None:
    one, other = FIRST + SECOND, FIRST + invented(inserted, 37) + SECOND
    for texts in ([one, other], [other, one]):
        stream, found = edited(texts, [0, 1])
        spans = stream.strings(*found.spans) + stream.strings(*found.other_spans)
        assert set(spans) == ({one, other} if n == 1 else {FIRST, SECOND})


@pytest.mark.parametrize(("rewritten", "n"), [(0, 1), (-1, 1), (1, 2)])
def test_a_copy_goes_on_over_what_was_rewritten(rewritten: int, n: int) -> None:
    """From the begin of the last five characters in common to the next is a gap at most."""
    size = GAP - PLAN.length + rewritten
    parts = FIRST + SECOND[:20], SECOND[20:] + OWN[0] + OWN[1] + OWN[2][:8]
    texts = [parts[0] + invented(size, step) + parts[1] for step in (37, 41)]
    _, found = edited(texts, [0, 1])
    wanted = [len(texts[1])] if n == 1 else sorted(map(len, parts))
    assert sorted((found.end - found.start).tolist()) == wanted


@pytest.mark.parametrize(("size", "n"), [(LEAST_CHARS - 1, 0), (LEAST_CHARS, 1)])
def test_a_copy_has_so_many_characters(size: int, n: int) -> None:
    same = FIRST[:size]
    _, found = edited([OWN[0] + same + OWN[1], OWN[2] + same], [0, 1])
    assert len(found) == n


def chain(*points: tuple[int, int]) -> list[list[int]]:
    """Lines of hits of seeds of five characters, in a text that begins at 1000 and one at 0."""
    place, other = np.array(points, dtype=np.int64).reshape(-1, 2).T
    text = np.ones(len(place), dtype=np.int32)
    bounds = np.array([0, 1000, 2000])
    found = _chain(_Points(place + 1000, other, text, text - 1), bounds, 5)
    columns = (found.start - 1000, found.end - 1000, found.other_start, found.other_end)
    return np.column_stack(columns).tolist()


def test_a_line_spans_two_seeds() -> None:
    assert chain((0, 0), (5, 5)) == [[0, 10, 0, 10]]
    assert chain((0, 0), (4, 4)) == []
    assert chain() == []


@pytest.mark.parametrize(("gap", "n"), [(GAP, 1), (GAP + 1, 2)])
def test_a_line_goes_over_gaps_of_sixty_characters(gap: int, n: int) -> None:
    far = 5 + gap
    assert len(chain((0, 0), (5, 5), (far, far), (far + 5, far + 5))) == n


@pytest.mark.parametrize(
    ("jump", "n"), [(JUMP, 1), (-JUMP, 1), (JUMP + 1, 2), (-JUMP - 1, 2)]
)
def test_a_line_goes_over_insertions_of_twelve_characters(jump: int, n: int) -> None:
    points = [(0, 100), (5, 105), (30, 130 + jump), (35, 135 + jump)]
    assert len(chain(*points)) == n
    if n == 1:
        assert chain(*points) == [[0, 40, 100, 140 + jump]]


def test_hits_of_one_line_lie_on_neighbouring_diagonals() -> None:
    # The diagonals 0, 12 and 24 are near each other; from hit to hit it is 0, 24, 12.
    points = [(0, 100), (5, 105), (20, 96), (30, 118), (40, 128)]
    assert chain(*points) == [[0, 10, 100, 110], [20, 45, 96, 133]]


def runs(*spans: tuple[int, int]) -> list[tuple[int, int]]:
    """Hits of seeds of five characters that cover spans of both texts."""
    return [(k, k) for start, end in spans for k in range(start, end - 4)]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        # A crumb of six characters, eighteen of one's own before it, or one more.
        ([(0, 30), (48, 54)], (0, 54)),
        ([(0, 30), (49, 55)], (0, 30)),
        ([(0, 6), (25, 55)], (25, 55)),
        ([(0, 6), (25, 55), (74, 80)], (25, 55)),
        # Ten characters are two seeds, and no crumb.
        ([(0, 30), (58, 67)], (0, 30)),
        ([(0, 30), (58, 68)], (0, 68)),
        # What is left would be no copy.
        ([(0, 27), (46, 52)], (0, 52)),
        ([(0, 28), (47, 53)], (0, 28)),
        # Beside another crumb it is one more of a copy with many edits.
        ([(0, 30), (40, 49), (68, 74)], (0, 74)),
        # Inside a line a crumb holds its parts together.
        ([(0, 30), (50, 56), (76, 106)], (0, 106)),
    ],
)
def test_a_line_ends_before_a_crumb_that_lies_far_off(
    spans: list[tuple[int, int]], whole: tuple[int, int]
) -> None:
    assert chain(*runs(*spans)) == [[*whole, *whole]]


def test_each_line_has_crumbs_of_its_own() -> None:
    points = runs((0, 30), (49, 55))
    far = [(p + 500, q + 100) for p, q in points]
    expected = [[0, 30, 0, 30], [500, 530, 100, 130]]
    assert sorted(chain(*points, *far)) == expected


def test_lines_of_two_texts_are_two() -> None:
    place = np.array([1000, 1005, 2000, 2005, 2000, 2005])
    other = np.array([0, 5, 0, 5, 1000, 1005])
    text = np.array([1, 1, 2, 2, 2, 2], dtype=np.int32)
    other_text = np.array([0, 0, 0, 0, 1, 1], dtype=np.int32)
    bounds = np.array([0, 1000, 2000, 3000])
    found = _chain(_Points(place, other, text, other_text), bounds, 5)
    assert sorted(found.start.tolist()) == [1000, 2000, 2000]
    assert (found.end - found.start).tolist() == [10, 10, 10]


@pytest.mark.parametrize(
    ("diagonals", "crowded"),
    [
        ([7], [False]),
        ([7, 7], [True, True]),
        # In one strip of 32 diagonals, or in the one beside it on either side.
        ([0, 31], [True, True]),
        ([31, 32], [True, True]),
        ([0, 63], [True, True]),
        ([0, 64], [False, False]),
        ([0, 96, 97], [False, True, True]),
    ],
)
def test_hits_are_crowded_where_others_lie_near_their_diagonal(
    diagonals: list[int], crowded: list[bool]
) -> None:
    text = np.zeros(len(diagonals), dtype=np.int32)
    assert _crowded(np.array(diagonals), text).tolist() == crowded
    # Those of another text are none.
    apart = np.arange(len(diagonals), dtype=np.int32)
    assert not _crowded(np.array(diagonals), apart).any()


def test_a_seed_is_led_to_the_first_eight_reports_and_a_common_one_to_two() -> None:
    n = 12
    each = np.arange(n, dtype=np.int32)
    seeds = Seeds(np.arange(n), np.full(n, 7, dtype=np.uint64))
    for skip, asked in ((np.zeros(n, dtype=bool), range(n)), (each != 3, [3])):
        kept = np.zeros(n, dtype=bool)
        hits = _Hits.plan(
            _Asking(seeds, each, each, skip, 0), np.ones(n, dtype=np.int64), kept
        )
        one, other = hits.of(np.concatenate(list(hits.blocks(each))))
        # The ninth report is still led to eight; from the tenth on the seed is common.
        partners = {k: list(range(k if k <= 8 else 2)) for k in asked if k}
        assert {k: other[one == k].tolist() for k in set(one.tolist())} == partners
        assert kept.tolist() == [k <= 8 for k in range(n)]


def test_of_a_seed_the_first_nine_reports_are_remembered() -> None:
    stream = read_stream(["甲乙丙丁戊"] * 12)
    none = np.zeros(len(stream.codes), dtype=bool)
    _, seeds = find_edited(stream, np.arange(12, dtype=np.int32), none, PLAN)
    assert seeds.place.tolist() == [5 * k for k in range(9)]


def test_blocks_are_whole_texts_and_none_is_empty() -> None:
    n_partners = np.array([2, 2, 0, 5, 1, 1, 3], dtype=np.int32)
    text = np.array([0, 0, 1, 1, 2, 3, 3], dtype=np.int32)
    with use_batch_sizes(BatchSizes(links=4)):
        assert _text_blocks(n_partners, text) == [(0, 2), (2, 4), (4, 7)]
        assert _text_blocks(n_partners[:0], text[:0]) == []
    with use_batch_sizes(BatchSizes(links=1)):
        assert _text_blocks(n_partners, text) == [(0, 2), (2, 4), (4, 5), (5, 7)]


@pytest.mark.parametrize(
    ("size", "other_size", "kept"), [(28, 28, True), (27, 28, False), (28, 27, False)]
)
def test_a_copy_has_twenty_eight_characters_on_both_sides(
    size: int, other_size: int, kept: bool
) -> None:
    text = SOURCE[:28]
    stream = read_stream([text, text])
    one = Alignments(*(np.array([x]) for x in (28, 28 + size, 0, other_size)))
    assert len(_keep_alike(stream, one)) == kept


@pytest.mark.parametrize(("n_kept", "kept"), [(19, True), (17, False)])
def test_a_copy_reads_alike_by_six_tenths(n_kept: int, kept: bool) -> None:
    text = SOURCE[:30]
    stream = read_stream([text, text[:n_kept] + "〇" * (30 - n_kept)])
    one = Alignments(*(np.array([x]) for x in (30, 60, 0, 30)))
    assert len(_keep_alike(stream, one)) == kept
