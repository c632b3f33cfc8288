"""Seeds: how long, where, and in which order of reports."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.stream import Stream, read_stream
from textmine.reuse.search.seeds import Plan, Ranking, Seeds

# Written out: taken from the module, a bound would be tested against itself.
LONGEST = 14
SHORTEST = 5

TEXTS = st.lists(st.text(alphabet="甲乙丙丁", max_size=12), min_size=1, max_size=5)


def test_the_more_a_character_tells_the_shorter_the_seed() -> None:
    # 1,024 characters, each once, carry ten bits each; two carry one; one carries none.
    many = Stream(np.arange(1024) + 0x4E00, np.arange(1024), np.array([0, 1024]))
    assert Plan.choose(many) == Plan(SHORTEST, 0)
    assert Plan.choose(read_stream(["甲乙" * 50])) == Plan(LONGEST, 0)
    assert Plan.choose(read_stream(["甲" * 50])) == Plan(LONGEST, 0)
    # Two to the eighth characters: 46 / 8 = 5.75.
    some = Stream(np.arange(256) + 0x4E00, np.arange(256), np.array([0, 256]))
    assert Plan.choose(some) == Plan(6, 0)


@pytest.mark.parametrize(
    ("n_chars", "halvings"),
    [
        # All up to 2 ** 23 characters, then half, a quarter, and never less than an eighth.
        (2**23, 0),
        (2**23 + 1, 1),
        (2**24, 1),
        (2**24 + 1, 2),
        (2**25, 2),
        (2**25 + 1, 3),
        (2**30, 3),
    ],
)
def test_the_larger_the_corpus_the_thinner_its_seeds(
    n_chars: int, halvings: int
) -> None:
    codes = np.broadcast_to(np.uint16(0x4E00), (n_chars,))
    stream = Stream(codes, np.empty(0), np.array([0, n_chars]))
    assert Plan.choose(stream) == Plan(LONGEST, halvings)


def test_an_empty_corpus_has_a_plan_too() -> None:
    assert Plan.choose(read_stream([])).length == LONGEST


@settings(deadline=None)
@given(TEXTS, st.integers(1, 20))
def test_every_run_inside_a_text_is_a_seed_and_no_other(
    texts: list[str], size: int
) -> None:
    stream, length = read_stream(texts), 3
    with use_batch_sizes(BatchSizes(chars=size)):
        seeds = Seeds.read(stream, Plan(length, 0), 0)
    places = [
        place
        for low, text in zip(stream.bounds.tolist(), texts, strict=False)
        for place in range(low, low + len(text) - length + 1)
    ]
    assert seeds.place.tolist() == places
    runs = [stream.string(p, p + length) for p in places]
    assert len(set(seeds.hash.tolist())) == len(set(runs))


def test_thinner_seeds_are_the_same_runs_everywhere() -> None:
    text = "本局共受理申请二百件，较上年多三成，其中网上提交的占一半，其余由窗口登记。"
    stream = read_stream([text, "前言。" + text])
    every, half = (Seeds.read(stream, Plan(5, halvings), 0) for halvings in (0, 1))
    assert 0 < len(half) < len(every)
    assert set(half.place.tolist()) < set(every.place.tolist())
    border = int(stream.bounds[1])
    first = half.place[half.place < border]
    second = half.place[half.place >= border] - border - len("前言")
    assert set(first.tolist()) <= set(second.tolist())


def test_reading_on_adds_to_what_was_read() -> None:
    stream, plan = read_stream(["甲乙丙丁", "戊己庚辛壬", "子丑寅"]), Plan(3, 0)
    whole, cut = Seeds.read(stream, plan, 0), int(stream.bounds[1])
    later = Seeds.read(stream, plan, cut)
    assert whole.until(cut).place.tolist() == [0, 1]
    assert whole.until(cut).join(later).place.tolist() == whole.place.tolist()
    assert later.place.tolist() == [4, 5, 6, 9]
    assert len(Seeds.empty().until(5)) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
def test_ranks_count_the_reports_before(rows: list[tuple[int, int]]) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    kinds = [kind for kind, _ in rows]
    hashes = np.array(kinds, dtype=np.uint64) << np.uint64(60)
    found = Ranking.of(hashes, np.array([report for _, report in rows], dtype=np.int32))
    repeated = [i for i, kind in enumerate(kinds) if kinds.count(kind) > 1]
    # Equal ones together, kinds in order of their hashes.
    assert found.seed.tolist() == sorted(repeated, key=lambda i: (kinds[i], i))
    for seed, rank, is_first in zip(
        found.seed, found.rank, found.is_first, strict=True
    ):
        kind, report = rows[seed]
        before = [r for k, r in rows[:seed] if k == kind]
        assert is_first == (report not in before)
        assert rank == len(set(before) - {report})


def test_what_a_character_tells_is_told_by_the_first_million() -> None:
    # A million times one character, then a million of a thousand kinds.
    n = 1 << 20
    codes = np.full(2 * n, 0x4E00, dtype=np.uint16)
    codes[n:] += (np.arange(n) % 1000).astype(np.uint16)
    stream = Stream(codes, np.empty(0), np.array([0, 2 * n]))
    assert Plan.choose(stream).length == LONGEST
    assert (
        Plan.choose(Stream(codes[::-1], np.empty(0), np.array([0, 2 * n]))).length
        == SHORTEST
    )
