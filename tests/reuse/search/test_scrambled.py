"""Scrambled copies: the same words in another order, and thresholds that bind."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from textmine.reuse.search.scrambled import (
    SpanPair,
    Thresholds,
    _close_groups,
    _similar_sentences,
    _weigh_words,
    find_scrambled,
)

# Written out: taken from the module, a bound would be tested against itself.
LEAST_CHARS = 150

COPIED = [
    "In spring the ferry of Linze carried two hundred carts across the swollen river.",
    "The miller and his sons repaired the broken landing stage before the harvest fair.",
    "A painted board beside the toll house listed every fare in plain large letters.",
]
SHUFFLED = [
    "Across the swollen river the ferry of Linze carried two hundred carts in spring.",
    "Before the harvest fair the miller and his sons repaired the broken landing stage.",
    "Every fare in plain large letters a painted board listed beside the toll house.",
]
OTHER = [
    "Bees were kept on seven southern slopes.",
    "Nobody counted snow days that winter.",
    "Wool prices fell twice after midsummer.",
    "Old maps show another harbour mouth.",
    "Children learned tide tables by heart.",
    "Lamps burned whale oil until then.",
]


def join(*parts: list[str]) -> str:
    return " ".join(sentence for part in parts for sentence in part)


def test_a_shuffled_passage_is_found_where_it_stands() -> None:
    a, b = join(OTHER[:3], COPIED), join(SHUFFLED, OTHER[3:])
    (found,) = find_scrambled(a, b)
    assert a[found.start_a : found.end_a] == join(COPIED)
    assert b[found.start_b : found.end_b] == join(SHUFFLED)


def test_both_ways_find_the_same() -> None:
    a, b = join(OTHER[:3], COPIED), join(SHUFFLED, OTHER[3:])
    turned = [
        SpanPair(x.start_b, x.end_b, x.start_a, x.end_a) for x in find_scrambled(b, a)
    ]
    assert turned == find_scrambled(a, b) != []


def test_a_passage_shorter_than_the_least_is_left_out() -> None:
    a, b = join(OTHER[:3], COPIED[:1]), join(SHUFFLED[:1], OTHER[3:])
    assert len(COPIED[0]) < LEAST_CHARS
    assert find_scrambled(a, b) == []
    (found,) = find_scrambled(a, b, Thresholds(least_chars=50))
    assert found.shorter == min(len(COPIED[0]), len(SHUFFLED[0]))


def test_passages_far_apart_are_two() -> None:
    limits = Thresholds(least_chars=50, max_gap=2)
    a = join(COPIED[:1], OTHER[:4], COPIED[1:2])
    b = join(SHUFFLED[1:2], SHUFFLED[:1])
    found = find_scrambled(a, b, limits)
    assert [a[x.start_a : x.end_a] for x in found] == [COPIED[0], COPIED[1]]
    assert [b[x.start_b : x.end_b] for x in found] == [SHUFFLED[0], SHUFFLED[1]]


def test_a_passage_that_does_not_hold_together_is_cut_at_its_gaps() -> None:
    a = join(COPIED[:1], OTHER[:3], COPIED[1:2])
    b = join(SHUFFLED[:1], OTHER[3:], SHUFFLED[1:2])
    # Three sentences lie between: one passage by the gap, but half of its words are not shared.
    strict = Thresholds(least_chars=50, passage_cosine=0.9)
    found = find_scrambled(a, b, strict)
    assert [a[x.start_a : x.end_a] for x in found] == [COPIED[0], COPIED[1]]
    (whole,) = find_scrambled(a, b, Thresholds(least_chars=50, passage_cosine=0.1))
    assert whole == SpanPair(0, len(a), 0, len(b))


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    one = "云栈市渡口春汛期间加开夜班轮渡。码头围栏由船工自行修补完毕。"
    two = "春汛期间云栈市渡口轮渡加开夜班。由船工自行修补码头围栏完毕。"
    other = "果园虫情简报按月印发。山道塌方后改走旧桥。学堂修了新的雨棚。"
    limits = Thresholds(least_chars=20)
    (found,) = find_scrambled(one + other, two, limits)
    assert found == SpanPair(0, len(one), 0, len(two))
    assert find_scrambled(other, two, limits) == []


@pytest.mark.parametrize(
    ("a", "b"), [("", ""), ("", "Some words stand here."), ("。。", "\n\n")]
)
def test_nothing_is_found_in_nothing(a: str, b: str) -> None:
    assert find_scrambled(a, b, Thresholds(least_chars=1)) == []
    assert find_scrambled(b, a, Thresholds(least_chars=1)) == []


def test_a_passage_is_cut_at_its_widest_gaps_first() -> None:
    """Two sentences between two may hold together where three do not."""
    a = join(COPIED[:1], OTHER[:2], COPIED[1:2], OTHER[2:5], COPIED[2:])
    limits = Thresholds(least_chars=50, max_gap=3, passage_cosine=0.65)
    found = find_scrambled(a, join(SHUFFLED), limits)
    assert [a[x.start_a : x.end_a] for x in found] == [
        join(COPIED[:1], OTHER[:2], COPIED[1:2]),
        COPIED[2],
    ]


@pytest.mark.parametrize(
    ("before", "behind", "first", "last"),
    [
        # A sentence of two words goes with the next, the last of all with the one before,
        ("Well then. ", "", "Well", "river."),
        ("", " Very well.", "In", "well."),
        # one of three stands alone.
        ("So it was. ", "", "In", "river."),
        ("", " So it was.", "In", "river."),
    ],
)
def test_what_goes_with_a_short_sentence(
    before: str, behind: str, first: str, last: str
) -> None:
    a = join(OTHER[:3]) + " " + before + COPIED[0] + behind
    limits = Thresholds(least_chars=50, passage_cosine=0.1)
    (found,) = find_scrambled(a, join(OTHER[3:], SHUFFLED[:1]), limits)
    words = a[found.start_a : found.end_a].split()
    assert (words[0], words[-1]) == (first, last)


@pytest.mark.parametrize(("length", "n"), [(149, 0), (150, 1)])
def test_a_passage_has_a_hundred_and_fifty_characters(length: int, n: int) -> None:
    copied = " ".join(COPIED[:2])
    copied = copied[: length - 1] + "." if length < len(copied) else copied
    assert len(copied) == length
    # Either side binds.
    for a, b in ((copied, join(SHUFFLED)), (join(SHUFFLED), copied)):
        assert (
            len(find_scrambled(join(OTHER[:3]) + "\n" + a, join(OTHER[3:]) + "\n" + b))
            == n
        )


def similar(cosine: float, dice: float) -> bool:
    """Of sentences whose weights have a cosine of 3 / 5 and that share one of three words."""
    a, b = (
        csr_array(np.array([[6.0, 8.0, 0.0]])),
        csr_array(np.array([[0.5, 0.0, 0.0]])),
    )
    return len(_similar_sentences(a, b, Thresholds(cosine=cosine, dice=dice))) == 1


def test_sentences_are_similar_beyond_both_bounds() -> None:
    assert similar(0.59, 0.66)
    assert not similar(0.6, 0.66)
    assert not similar(0.59, 2 / 3)
    # The published ones: 0.30 and 0.33.
    assert (Thresholds().cosine, Thresholds().dice) == (0.30, 0.33)
    assert (Thresholds().passage_cosine, Thresholds().max_gap) == (0.34, 4)


def test_words_weigh_by_the_sentences_that_hold_them() -> None:
    weights = _weigh_words(["One two two.", "One three.", "One."]).toarray()
    assert weights[:, 0].tolist() == [0, 0, 0]
    assert weights[:, 1:] == pytest.approx(
        np.log(3) * np.array([[2, 0], [0, 1], [0, 0]], dtype=float)
    )
    assert _weigh_words(["。"]).shape == (1, 1)


def test_seeds_are_grouped_by_their_gaps_in_both_texts() -> None:
    # Two sentences lie between rows 0 and 3 of one text, three between 3 and 7 of the other.
    seeds = np.array([[0, 0], [3, 3], [6, 7]])
    groups = [
        [group.tolist() for group in _close_groups(seeds, gap)] for gap in (1, 2, 3)
    ]
    assert groups == [
        [[[0, 0]], [[3, 3]], [[6, 7]]],
        [[[0, 0], [3, 3]], [[6, 7]]],
        [[[0, 0], [3, 3], [6, 7]]],
    ]
    # What is cut in one text may then have a gap in the other.
    crossed = np.array([[0, 0], [1, 9], [2, 1], [9, 2], [10, 10]])
    assert sorted(g.tolist() for g in _close_groups(crossed, 2)) == [
        [[0, 0], [2, 1]],
        [[1, 9]],
        [[9, 2]],
        [[10, 10]],
    ]
