"""Intervals against scipy's one-at-a-time versions and their known properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.compare import jeffreys, wilson
from textmine.errors import FrameError

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=80, deadline=None)
@given(counts=COUNTS, level=st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_is_scipys(counts: tuple[int, int], level: float) -> None:
    k, n = counts
    low, high = wilson([k], [n], level=level)
    oracle = stats.binomtest(k, n).proportion_ci(level, method="wilson")
    assert low[0] == pytest.approx(oracle.low, abs=1e-9)
    assert high[0] == pytest.approx(oracle.high, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(counts=COUNTS)
def test_both_hold_the_share_and_mirror_failures(counts: tuple[int, int]) -> None:
    k, n = counts
    for interval in (wilson, jeffreys):
        low, high = interval([k], [n])
        assert 0 <= low[0] <= k / n <= high[0] <= 1
        mirror_low, mirror_high = interval([n - k], [n])
        assert mirror_low[0] == pytest.approx(1 - high[0])
        assert mirror_high[0] == pytest.approx(1 - low[0])


def test_no_denominator_is_not_a_number_and_shapes_follow() -> None:
    for interval in (wilson, jeffreys):
        low, high = interval([0, 1], [0, 2])
        assert np.isnan(low[0]) and np.isnan(high[0])
        assert low[1] < 0.5 < high[1]
        assert interval([], [])[0].shape == (0,)


@pytest.mark.parametrize(
    ("k", "n", "level"),
    [
        ([3], [2], 0.95),
        ([-1], [2], 0.95),
        ([np.nan], [2], 0.9),
        ([1], [np.nan], 0.9),
        ([1, 3], [2, 2], 0.9),
        ([1], [2], 95),
        ([1], [2], 1.0),
        ([1], [2], 0.0),
        ([], [], -0.5),
    ],
)
def test_impossible_counts_are_refused(
    k: list[float], n: list[float], level: float
) -> None:
    for interval in (wilson, jeffreys):
        with pytest.raises(FrameError):
            interval(k, n, level=level)


@pytest.mark.parametrize(
    ("k", "low", "high"),
    [(0, 0.0, 0.292), (1, 0.016, 0.501), (2, 0.065, 0.648), (3, 0.139, 0.765)],
)
def test_jeffreys_is_the_published_one(k: int, low: float, high: float) -> None:
    # Brown, Cai & DasGupta (2001), table 5, n = 7, and its mirror.
    found = np.ravel(jeffreys([k, 7 - k], [7, 7]))
    expected = [low, 1 - high, high, 1 - low]
    np.testing.assert_allclose(found, expected, atol=5e-4)


@pytest.mark.parametrize("interval", [wilson, jeffreys])
def test_a_higher_level_reaches_farther(interval) -> None:
    lows, highs = zip(
        *(interval([3], [8], level=x) for x in (0.5, 0.8, 0.95)), strict=True
    )
    assert lows[0] > lows[1] > lows[2] and highs[0] < highs[1] < highs[2]


def test_one_denominator_stands_for_all_counts() -> None:
    low, high = wilson([1, 2], 4)
    for k, count in enumerate((1, 2)):
        assert (low[k], high[k]) == tuple(float(bound) for bound in wilson(count, 4))


def test_one_denominator_stands_for_counts_with_labels_too() -> None:
    counts = pd.Series([1, 2], index=["甲局", "乙局"])
    assert [x.tolist() for x in wilson(counts, 5)] == [
        x.tolist() for x in wilson([1, 2], 5)
    ]


@pytest.mark.parametrize("interval", [wilson, jeffreys])
@pytest.mark.parametrize(
    ("counts", "of"), [([1, 2], []), ([], [3, 4]), ([1], np.ones((2, 3)))]
)
def test_counts_have_a_denominator_each(interval, counts, of):
    with pytest.raises(FrameError, match="one denominator a count"):
        interval(counts, of)
