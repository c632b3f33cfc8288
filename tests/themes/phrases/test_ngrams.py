from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.themes.phrases.ngrams import Batch, Kinds, count_tokens, find_ngrams

LOOSE, EDGE, FREE, VERB, HEAD, NUMBER, PAUSE = 1, 2, 3, 4, 5, 6, 7
KINDS = Kinds(
    loose=np.array([LOOSE]),
    free=np.array([FREE]),
    after=np.array([EDGE, PAUSE]),
    before=np.array([EDGE, PAUSE]),
    alone=np.arange(10),
    governors=np.array([VERB]),
    heads=np.array([HEAD]),
    numbers=np.array([NUMBER]),
    pauses=np.array([PAUSE]),
)


def count_naively(
    tokens: Sequence[int],
    owners: Sequence[Sequence[int]],
    max_length: int,
    min_df: Sequence[int],
) -> dict[tuple[int, int], tuple[float, ...]]:
    """Group all n-grams in a dictionary; the same rules in plain Python."""
    often = Counter(tokens)
    tokens = [t if t <= PAUSE or often[t] >= max(min_df) else -1 for t in tokens]
    places = defaultdict(list)
    for i in range(len(tokens)):
        for n in range(1, max_length + 1):
            gram = tuple(tokens[i : i + n])
            if len(gram) == n and min(gram) > 0:
                places[gram].append(i)
    out = {}
    for gram, at in places.items():
        df = [len({owner[i] for i in at}) for owner in owners]
        free = {FREE} if PAUSE in gram else {FREE, PAUSE}
        left = branching(
            [tokens[i - 1] if i else 0 for i in at], free | {VERB}, {LOOSE}
        )
        behind = [(*tokens, 0)[i + len(gram)] for i in at]
        right = branching(behind, free | {HEAD, NUMBER}, {LOOSE, EDGE})
        if (
            all(d >= m for d, m in zip(df, min_df, strict=True))
            and max(left[1], right[1]) < 1
        ):
            sides = [value for pair in zip(left, right, strict=True) for value in pair]
            out[at[0], len(gram)] = (len(at), *df, *sides)
    return out


def branching(
    neighbours: Sequence[int], free: set[int], loose: set[int]
) -> tuple[float, float, float]:
    size = len(neighbours)
    counts = Counter(t for t in neighbours if t > 0 and t not in free)
    alone = size - sum(counts.values())
    entropy = -sum(
        c / size * math.log(c / size) for c in counts.values()
    ) + alone / size * math.log(size)
    share = max((c for t, c in counts.items() if t not in loose), default=0) / size
    return entropy, share, sum(t in (0, EDGE, PAUSE) for t in neighbours) / size


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), min_size=1, max_size=120),
    st.integers(1, 13),
    st.tuples(st.integers(1, 3), st.integers(1, 2)),
)
def test_as_plain_counting(
    pairs: list[tuple[int, int]], max_length: int, min_df: tuple[int, int]
) -> None:
    tokens, reports = [list(column) for column in zip(*pairs, strict=True)]
    agencies = [r % 3 for r in reports]
    found = find_ngrams(
        np.array(tokens),
        np.arange(len(tokens)),
        [np.array(reports), np.array(agencies)],
        KINDS,
        max_length=max_length,
        min_df=min_df,
    )
    sides = [
        found.entropy_left,
        found.entropy_right,
        found.share_left,
        found.share_right,
    ]
    sides += [found.edge_left, found.edge_right]
    got = {
        (int(start), int(length)): values
        for start, length, *values in zip(
            found.start, found.length, found.tf, *found.df, *sides, strict=True
        )
    }
    expected = count_naively(tokens, [reports, agencies], max_length, min_df)
    assert list(got) == sorted(expected)
    for key, values in got.items():
        np.testing.assert_allclose(
            np.array(values, float), np.array(expected[key], float), atol=1e-9
        )


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=150),
    st.lists(st.integers(3, 6), max_size=3),
)
def test_single_tokens_that_do_not_matter_change_nothing_else(
    tokens: list[int], alone: list[int]
) -> None:
    sequence, owner = np.array(tokens), np.arange(len(tokens)) // 7
    everything = find_ngrams(
        sequence, np.arange(len(tokens)), [owner], KINDS, max_length=9, min_df=[2]
    )
    some = find_ngrams(
        sequence,
        np.arange(len(tokens)),
        [owner],
        replace(KINDS, alone=np.array(alone, np.int64)),
        max_length=9,
        min_df=[2],
    )
    keep = (everything.length > 1) | np.isin(sequence[everything.start], alone)
    for name in ("start", "length", "tf", "entropy_left", "share_right", "edge_left"):
        assert getattr(some, name).tolist() == getattr(everything, name)[keep].tolist()


def test_parts_change_nothing() -> None:
    rng = np.random.default_rng(0)
    tokens, row = rng.integers(0, 9, 3000), np.arange(3000) // 50
    whole = find_ngrams(tokens, row, [np.arange(60)], KINDS, max_length=6, min_df=[2])
    for gathered in (1, 700, 4_000_000):
        small = Batch(pairs=170, places=200, gathered=gathered)
        parts = find_ngrams(
            tokens, row, [np.arange(60)], KINDS, max_length=6, min_df=[2], batch=small
        )
        for name in (
            "start",
            "length",
            "tf",
            "entropy_left",
            "share_right",
            "edge_left",
        ):
            assert getattr(parts, name).tolist() == getattr(whole, name).tolist()


def test_what_is_not_wanted_is_left_out_and_nothing_else() -> None:
    rng = np.random.default_rng(1)
    tokens, row = rng.integers(0, 9, 2000), np.arange(2000) // 50
    found = [
        find_ngrams(
            tokens, row, [np.arange(40)], KINDS, max_length=5, min_df=[2], wanted=wanted
        )
        for wanted in (None, lambda ngrams: ngrams.tf > 3)
    ]
    kept = found[0].tf > 3
    assert 0 < kept.sum() < len(kept)
    for name in ("start", "length", "tf", "entropy_right", "share_left"):
        assert (
            getattr(found[1], name).tolist() == getattr(found[0], name)[kept].tolist()
        )


def test_tokens_are_counted_in_blocks() -> None:
    tokens = (
        np.random.default_rng(2).integers(0, 7, Batch().pairs + 100).astype(np.int32)
    )
    assert count_tokens(tokens).tolist() == np.bincount(tokens).tolist()
    assert count_tokens(tokens[:0]).tolist() == [0]


def test_an_empty_sequence_has_no_ngrams() -> None:
    none = np.zeros(0, np.int64)
    assert (
        find_ngrams(none, none, [none], KINDS, max_length=3, min_df=[1]).start.tolist()
        == []
    )
    border = np.zeros(4, np.int64)
    assert (
        find_ngrams(
            border, border, [np.zeros(1, np.int64)], KINDS, max_length=3, min_df=[1]
        ).tf.tolist()
        == []
    )
