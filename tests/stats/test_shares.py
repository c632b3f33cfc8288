"""Shares of clustered cases: intervals that cover, tests that invent nothing and find what is there."""

from __future__ import annotations

import warnings
from itertools import combinations, product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.errors import TextmineWarning
from textmine.stats import shares
from textmine.stats.intervals import wilson
from textmine.stats.shares import (
    Sides,
    clustered_wilson,
    difference_interval,
    likeness_within,
    permute_clusters,
)


@pytest.mark.parametrize("n_agencies", [12, 30])
@pytest.mark.parametrize("years", [[4, 4, 4, 4], [1, 2, 3, 4]])
def test_intervals_of_clustered_agencies_cover(
    n_agencies: int, years: list[int]
) -> None:
    rng = np.random.default_rng(n_agencies)
    sizes = np.resize(years, n_agencies)
    tendency = rng.beta(0.7, 1.6, (n_agencies, 3000))
    named = rng.binomial(sizes[:, None], tendency).astype(float)
    low, high = clustered_wilson(named, sizes.astype(float))
    held = ((low <= 0.7 / 2.3) & (high >= 0.7 / 2.3)).mean()
    # 3,000 runs: the standard error is 0.004.
    assert 0.93 <= held <= 0.97


def test_what_few_agencies_name_is_covered_however_alike_their_reports() -> None:
    # One in twenty reports, and an agency that names it once does so half the time: mostly there is
    # one agency that tells. 4,000 runs: the standard error is 0.003.
    rng = np.random.default_rng(20)
    tendency = rng.beta(0.05, 0.95, (30, 4000))
    low, high = clustered_wilson(
        rng.binomial(4, tendency).astype(float), np.full(30, 4.0)
    )
    assert 0.93 <= ((low <= 0.05) & (high >= 0.05)).mean() <= 0.98


def test_a_single_report_does_not_show_that_reports_of_an_agency_are_unlike() -> None:
    # One report of 120 names it: all agencies that would are either one report apart or four.
    named = np.zeros((30, 1))
    named[0] = 1.0
    high = clustered_wilson(named, np.full(30, 4.0))[1][0]
    independent, alike = wilson([1], [120])[1][0], wilson([0.25], [30])[1][0]
    assert independent + 0.02 < high < alike


def test_one_case_an_agency_is_wilsons_own() -> None:
    named = np.array([1.0, 0.0, 0.0, 1.0, 1.0])
    found = clustered_wilson(named[:, None], np.ones(5))
    expected = wilson([3], [5])
    assert [x.tolist() for x in found] == [x.tolist() for x in expected]


@pytest.mark.parametrize(("named", "of"), [(2.0, 3.0), (1.0, 1.0), (0.0, 1.0)])
def test_one_agency_says_nothing_beyond_it(named: float, of: float) -> None:
    low, high = clustered_wilson(np.array([[named]]), np.array([of]))
    assert np.isnan(low[0]) and np.isnan(high[0])


def test_a_true_difference_is_found_among_many_terms() -> None:
    rng = np.random.default_rng(0)
    in_a = np.repeat([1.0, 0.0], 48)
    held = rng.random((96, 300)) < 0.2
    held[:, 0] = np.arange(96) < 15
    counts = held.astype(float)
    sides = Sides(counts * in_a[:, None], counts * (1 - in_a)[:, None], in_a, 1 - in_a)
    p = permute_clusters(sides, n_permutations=1999)
    assert p[0] * 300 < 0.05
    assert np.mean(p[1:] < 0.05) < 0.1


def test_agencies_in_both_groups_are_swapped_and_order_does_not_matter() -> None:
    counts_a = np.array([[2.0], [2.0], [2.0], [2.0], [2.0], [2.0]])
    counts_b = np.zeros((6, 1))
    sides = Sides(counts_a, counts_b, np.full(6, 2.0), np.full(6, 2.0))
    # 64 ways to swap, of which two are as far apart.
    assert permute_clusters(sides)[0] == pytest.approx(2 / 64, abs=0.01)


def test_few_agencies_against_many_find_nothing_by_a_tail_that_is_too_thin() -> None:
    # Three of three against three of sixty: one way in choose(63, 3) / choose(6, 3) is as far.
    in_a = np.repeat([1.0, 0.0], [3, 60])
    held = np.repeat([1.0, 0.0], [6, 57])[:, None]
    sides = Sides(held * in_a[:, None], held * (1 - in_a)[:, None], in_a, 1 - in_a)
    exact = 20 / 39711
    assert exact / 3 < permute_clusters(sides, n_permutations=499)[0] < 0.01


COUNTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(3, 5)), min_size=2, max_size=9
)


@settings(max_examples=80, deadline=None)
@given(COUNTS, COUNTS, st.randoms(use_true_random=False))
def test_differences_turn_their_sign_and_no_order_matters(
    a: list[tuple[int, int]], b: list[tuple[int, int]], random: Random
) -> None:
    rows = [(*x, 0, 0) for x in a] + [(0, 0, *x) for x in b]
    low, high = difference_interval(as_sides(rows))
    share_a, share_b = (sum(k for k, _ in x) / sum(n for _, n in x) for x in (a, b))
    assert low[0] - 1e-12 <= share_a - share_b <= high[0] + 1e-12
    assert low[0] >= -1 - 1e-12 and high[0] <= 1 + 1e-12
    turned = difference_interval(as_sides([(*row[2:], *row[:2]) for row in rows]))
    np.testing.assert_allclose(
        [low[0], high[0]], [-turned[1][0], -turned[0][0]], atol=1e-12
    )
    random.shuffle(rows)
    np.testing.assert_allclose(
        difference_interval(as_sides(rows)), (low, high), atol=1e-12
    )


def as_sides(rows: list[tuple[int, ...]]) -> Sides:
    """A row an agency: cases and reports in group a, cases and reports in group b."""
    table = np.array(rows, dtype=float)
    return Sides(table[:, [0]], table[:, [2]], table[:, 1], table[:, 3])


def test_the_same_agencies_twice_are_compared_with_themselves() -> None:
    # Whoever names it in one year does so in the other: less is open than between other agencies.
    named = np.repeat([[3.0], [0.0]], 10, axis=0)
    both, none, three = named, np.zeros((20, 1)), np.full(20, 3.0)
    same = difference_interval(Sides(both, both, three, three))
    nobody = np.zeros(20)
    others = difference_interval(
        Sides(
            np.vstack([both, none]),
            np.vstack([none, both]),
            np.append(three, nobody),
            np.append(nobody, three),
        )
    )
    # Up to one agency in ten may change unseen; of other agencies nearly a third.
    assert same[1][0] == pytest.approx(-same[0][0]) == pytest.approx(0.066, abs=0.02)
    assert others[1][0] > 0.25


def test_likeness_within_is_nought_for_independent_reports_and_one_for_copies() -> None:
    rng = np.random.default_rng(0)
    sizes = np.full(3000, 4.0)
    independent = rng.binomial(4, 0.3, 3000).astype(float)
    alike = 4 * rng.binomial(1, 0.3, 3000).astype(float)
    mixed = rng.binomial(4, rng.beta(0.7, 0.7, 3000)).astype(float)
    found = likeness_within(np.column_stack([independent, alike, mixed]), sizes)
    # A beta distribution of parameters 0.7, 0.7 has the correlation 1 / (1 + 1.4).
    np.testing.assert_allclose(found, [0.0, 1.0, 1 / 2.4], atol=0.03)


def test_a_p_value_counts_the_observed_order_once() -> None:
    """Two agencies, one on each side: every permutation reaches the observed difference."""
    side = np.array([1.0, 0.0])
    sides = Sides(side[:, None], np.zeros((2, 1)), side, 1 - side)
    assert permute_clusters(sides, n_permutations=99).tolist() == [1.0]


def test_the_fitted_tail_is_that_of_the_distribution_with_these_moments() -> None:
    # An exponential variable with mean 1 is a Pearson III: its powers have means 1, 2, 6, and the
    # chance of 3 or more is e⁻³; it never reaches −3.
    tail = shares._tail(
        np.array([3.0, 0.5]), np.array([[1.0, 0.4], [2.0, 0.16], [6.0, 0.064]])
    )
    assert tail[0] == pytest.approx(np.exp(-3))
    # What does not vary has no tail.
    assert tail[1] == 1.0


def test_agencies_that_all_have_one_report_a_side_have_the_exact_chance() -> None:
    # Each of two agencies is swapped or not: of the four ways, two reach the difference of 1.
    sides = Sides(np.ones((2, 1)), np.zeros((2, 1)), np.ones(2), np.ones(2))
    p = permute_clusters(sides)[0]
    assert p == pytest.approx(0.5, abs=0.02)
    # B = 9,999 unless asked otherwise: p is a whole number of ten thousandths.
    assert p * 10_000 == pytest.approx(round(p * 10_000), abs=1e-9)
    assert p == permute_clusters(sides, seed=0)[0] != permute_clusters(sides, seed=1)[0]


def test_intervals_of_what_is_named_and_of_what_is_not_mirror_each_other() -> None:
    counts, sizes = np.array([[2.0], [2.0], [2.0], [0.0]]), np.full(4, 2.0)
    low, high = clustered_wilson(counts, sizes)
    assert (1 - high[0], 1 - low[0]) == pytest.approx(
        tuple(bound[0] for bound in clustered_wilson(sizes[:, None] - counts, sizes))
    )
    # One agency that never names it tells of likeness as a table of two does: t with one degree.
    t, z = 12.706205, 1.959964
    counts, sizes = np.array([[98.0]] + [[100.0]] * 5), np.full(6, 100.0)
    widened = likeness_within(counts, sizes) * (t / z) ** 2
    assert shares._cautious_likeness(counts, sizes, 0.95, 0.0) == pytest.approx(widened)
    # No less than a half where intervals stand alone, whatever the agency's own reports say.
    assert shares._cautious_likeness(counts, sizes, 0.95, 0.5) == pytest.approx(0.5)


def test_few_agencies_are_named_up_to_the_bound() -> None:
    with pytest.warns(
        TextmineWarning, match=r"fewer than 20 agencies in 甲 \(19\); intervals"
    ):
        shares.warn_few_clusters("x", {"甲": 19, "乙": 20, "丙": 1}, "agency_id")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shares.warn_few_clusters("x", {"乙": 20, "丙": 1}, "agency_id")


@pytest.mark.parametrize(
    ("cluster", "named"),
    [
        ("agency", "20 agencies in"),
        ("report_id", "20 reports in"),
        ("row", "20 rows in"),
        ("province", "20 values of province in"),
    ],
)
def test_few_clusters_are_called_what_they_are(cluster: str, named: str) -> None:
    with pytest.warns(TextmineWarning, match=named):
        shares.warn_few_clusters("x", {"甲": 3}, cluster)


def test_equal_shares_of_unequal_numbers_of_cases_do_not_tell() -> None:
    sides = shares.Sides(
        np.array([[1.0, 1.0]]), np.array([[3.0, 2.0]]), np.array([3.0]), np.array([9.0])
    )
    assert shares.count_telling(sides).tolist() == [0, 1]


def test_of_agencies_in_one_group_the_fewer_tell() -> None:
    held = np.array([[1.0, 4.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]])
    none, sizes = np.zeros((4, 2)), np.full(4, 4.0)
    sides = shares.Sides(held, none, sizes, np.zeros(4))
    assert shares.count_telling(sides).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("n_held", "freedom"), [(0, 1), (1, 1), (2, 3), (3, 5), (5, 9), (9, 1), (10, 1)]
)
def test_k_agencies_that_name_a_thing_tell_of_likeness_like_a_table_of_two_k(
    n_held: int, freedom: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        shares, "likeness_within", lambda counts, sizes: np.array([0.01])
    )
    counts = np.zeros((10, 1))
    counts[:n_held] = 2.0
    found = shares._cautious_likeness(counts, np.full(10, 2.0), 0.95, 0.0)
    t, z = stats.t.ppf(0.975, freedom), stats.norm.ppf(0.975)
    assert found == pytest.approx([0.01 * (t / z) ** 2])


@pytest.mark.parametrize("n_groups", [4, 5, 6, 8])
def test_a_warning_names_five_groups_and_says_how_many_more(n_groups: int) -> None:
    few = {f"机关{k}": 3 for k in range(n_groups)}
    with pytest.warns(TextmineWarning) as told:
        shares.warn_few_clusters("x", few, "agency")
    message = str(told[0].message)
    assert message.count("(3)") == min(n_groups, 5)
    assert ("more" in message) == (n_groups > 5)
    assert n_groups <= 5 or f" and {n_groups - 5} more;" in message


def test_the_tail_reaches_to_both_sides_and_moves_with_scale_and_place() -> None:
    # Twice an exponential variable, less one: half as far on the one side, nothing on the other.
    def powers(scale: float, shift: float) -> list[float]:
        mean, variance, third = scale + shift, scale**2, 2 * scale**3
        return [mean, variance + mean**2, third + 3 * mean * variance + mean**3]

    table = np.array([powers(2, 0), powers(2, -1), powers(-2, 0), powers(-2, 1)]).T
    tail = shares._tail(np.array([6.0, -5.0, 6.0, 5.0]), table)
    np.testing.assert_allclose(tail, np.exp(-3), rtol=1e-9)
    # A variable that is alike on both sides has both tails: the normal one has no skewness.
    both = shares._tail(np.array([1.959964]), np.array([[0.0], [1.0], [0.0]]))
    np.testing.assert_allclose(both, 0.05, rtol=1e-5)
    # What varies by the last bits alone has no tail, what varies a little has one.
    assert shares._tail(np.array([0.0]), np.array([[0.0], [1e-30], [0.0]]))[0] == 1.0
    assert shares._tail(np.array([3e-6]), np.array([[0.0], [1e-12], [0.0]]))[0] < 0.01


# An agency a row: cases and reports in group a, cases and reports in group b.
SMALL = [
    [
        (2, 3, 0, 0),
        (1, 1, 0, 0),
        (0, 2, 0, 0),
        (0, 0, 0, 4),
        (0, 0, 1, 2),
        (0, 0, 0, 1),
    ],
    [(3, 3, 0, 2), (1, 2, 1, 1), (2, 2, 0, 3), (1, 4, 0, 1), (0, 1, 1, 2)],
    [
        (2, 2, 0, 3),
        (1, 1, 0, 2),
        (2, 3, 0, 0),
        (1, 1, 0, 0),
        (0, 0, 0, 2),
        (0, 0, 1, 5),
    ],
]


@pytest.mark.parametrize("rows", SMALL)
def test_p_is_that_of_all_ways_to_change_places(rows: list[tuple[int, ...]]) -> None:
    """Those of one group change places with one another, those of both with themselves."""
    alone = [row for row in rows if not (row[1] and row[3])]
    both = [row for row in rows if row[1] and row[3]]
    n_a = sum(row[1] > 0 for row in alone)

    def difference(in_a: tuple[int, ...], swaps: tuple[bool, ...]) -> float:
        sums = np.zeros(4)
        for k, row in enumerate(alone):
            held, of = row[0] + row[2], row[1] + row[3]
            sums += (held, of, 0, 0) if k in in_a else (0, 0, held, of)
        for row, swap in zip(both, swaps, strict=True):
            sums += (*row[2:], *row[:2]) if swap else row
        return sums[0] / sums[1] - sums[2] / sums[3]

    ways = product(
        combinations(range(len(alone)), n_a), product([False, True], repeat=len(both))
    )
    all_ways = np.array([difference(*way) for way in ways])
    seen = difference(
        tuple(k for k, row in enumerate(alone) if row[1]), (False,) * len(both)
    )
    exact = (np.abs(all_ways) >= abs(seen) - 1e-12).mean()
    # 9,999 draws: the standard error is at most 0.005.
    assert permute_clusters(as_sides(rows))[0] == pytest.approx(exact, abs=0.02)


def test_a_fitted_tail_stands_in_where_fewer_than_ten_draws_reach_the_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_a = np.repeat([1.0, 0.0], 12)
    held = np.zeros((24, 12))
    for k in range(12):
        held[: k + 1, k] = 1.0
    sides = Sides(held * in_a[:, None], held * (1 - in_a)[:, None], in_a, 1 - in_a)

    def chances(tail: float) -> np.ndarray:
        monkeypatch.setattr(shares, "_tail", lambda seen, powers: np.full(12, tail))
        return permute_clusters(sides, n_permutations=999)

    counted = chances(1.0)
    hits = np.rint(counted * 1000 - 1)
    assert hits.min() < 10 <= hits.max()
    np.testing.assert_allclose(counted, (hits + 1) / 1000)
    np.testing.assert_allclose(chances(0.0), np.where(hits < 10, 0.0, counted))


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_one_case_an_agency_is_the_published_interval_of_a_difference(
    a: tuple[int, int], b: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe (1998), independent proportions, table II, method 10.
    rows = [(int(k < a[0]), 1, 0, 0) for k in range(a[1])]
    rows += [(0, 0, int(k < b[0]), 1) for k in range(b[1])]
    found = difference_interval(as_sides(rows))
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("n_both", [0, 1, 2, 3])
def test_agencies_in_both_groups_count_as_together_by_one_less_than_their_number(
    n_both: int,
) -> None:
    """A single one is no proof of any: as if each of its sides were another agency."""
    rows = [(2, 4, 0, 0), (0, 3, 0, 0), (0, 0, 1, 4), (0, 0, 3, 3)]
    mixed = [(3, 4, 3, 4), (0, 3, 0, 3), (4, 4, 3, 4)][:n_both]
    together = difference_interval(as_sides(rows + mixed))
    apart = difference_interval(
        as_sides(
            rows
            + [(*row[:2], 0, 0) for row in mixed]
            + [(0, 0, *row[2:]) for row in mixed]
        )
    )
    widths = together[1] - together[0], apart[1] - apart[0]
    assert (widths[0] < widths[1] - 1e-3) == (n_both > 1)
    if n_both < 2:
        np.testing.assert_allclose(together, apart)


def test_what_a_group_of_one_agency_says_is_no_interval() -> None:
    low, high = difference_interval(
        as_sides([(2, 3, 0, 0), (0, 0, 1, 2), (0, 0, 2, 2)])
    )
    assert np.isnan([low[0], high[0]]).all()


def test_likeness_is_that_of_the_analysis_of_variance_by_hand() -> None:
    # Two agencies of 2 and 4 reports that name it 2 and 1 times: own shares 1 and 1/4, together
    # 1/2. Between 2·(1/2)² + 4·(1/4)² = 3/4, within (1·3/4) / 4 = 3/16, mean size 6 − 20/6 = 8/3.
    between, within, size = 3 / 4, 3 / 16, 8 / 3
    expected = (between - within) / (between + (size - 1) * within)
    found = likeness_within(np.array([[2.0], [1.0]]), np.array([2.0, 4.0]))
    assert found[0] == pytest.approx(expected)
    # Less alike than by chance is no likeness; where all say the same nothing tells.
    sizes = np.full(3, 2.0)
    found = likeness_within(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]), sizes)
    assert found.tolist() == [0.0, 1.0]


def test_an_interval_of_agencies_is_wilsons_with_fewer_cases_by_hand() -> None:
    counts, sizes = (
        np.array([[3.0], [1.0], [0.0], [2.0], [1.0]]),
        np.array([3.0, 2, 3, 4, 1]),
    )
    n, seen_size = 13.0, (9 + 4 + 9 + 16 + 1) / 13
    # Four agencies name it, three leave it out in some report: 2 · 4 − 1 degrees, at most 4.
    t, z = stats.t.ppf(0.975, 4), stats.norm.ppf(0.975)
    likeness = min(1.0, (t / z) ** 2 * likeness_within(counts, sizes)[0])
    effective = n / (1 + (seen_size - 1) * likeness)
    expected = wilson([7 / n * effective], [effective])
    found = clustered_wilson(counts, sizes)
    np.testing.assert_allclose(np.ravel(found), np.ravel(expected))


def test_a_group_without_cases_has_no_share_that_is_one() -> None:
    # All that is left on one side is nothing: the difference is that of the other side from 0.
    sides = as_sides([(2, 2, 0, 0), (1, 2, 0, 0)])
    drawn = shares._difference(sides, np.zeros((1, 0)), np.array([[1.0, 1.0]]))
    assert drawn.tolist() == [[0.75]]
    turned = shares._difference(sides, np.zeros((1, 0)), np.array([[0.0, 0.0]]))
    assert turned.tolist() == [[-0.75]]


def test_differences_of_clusters_do_not_depend_on_how_many_documents_each_has() -> None:
    """One document a side or three alike: what clusters have in both groups is paired."""
    rng = np.random.default_rng(2)
    counts_a = (rng.random((12, 1)) < 0.5).astype(float)
    counts_b = np.where(rng.random((12, 1)) < 0.8, counts_a, 1 - counts_a)
    one = np.ones(12)
    found = [
        difference_interval(Sides(k * counts_a, k * counts_b, k * one, k * one))
        for k in (1.0, 3.0)
    ]
    np.testing.assert_allclose(found[0], found[1])
    # Unpaired the interval is wider: what both groups share says nothing of their difference.
    apart = Sides(
        np.vstack([counts_a, 0 * counts_b]),
        np.vstack([0 * counts_a, counts_b]),
        np.append(one, 0 * one),
        np.append(0 * one, one),
    )
    low, high = difference_interval(apart)
    assert (high - low > found[0][1] - found[0][0]).all()


def test_a_side_of_a_single_case_has_the_share_of_that_case() -> None:
    sides = as_sides([(1, 1, 0, 0), (0, 0, 1, 1), (0, 0, 0, 1)])
    in_a = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    drawn = shares._difference(sides, np.zeros((3, 0)), in_a)
    assert drawn[:, 0].tolist() == [0.5, -1.0, 1.0]


def test_what_varies_by_no_more_than_the_tie_has_no_tail() -> None:
    for variance, tail in ((1e-24, 1.0), (4e-24, 0.0)):
        powers = np.array([[0.0], [variance], [0.0]])
        found = shares._tail(np.array([1e-10]), powers)
        assert found[0] == pytest.approx(tail)
