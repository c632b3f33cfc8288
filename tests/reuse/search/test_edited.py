"""Edited copies: found from seeds in line, of the report of lower rank, and long enough."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.reuse.ground.alignments import Alignments
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.edited import find_edited
from textmine.reuse.search.seeds import Plan

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
