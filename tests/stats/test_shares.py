"""Shares of clustered cases: intervals that cover, tests that invent nothing and find what is there."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.stats.intervals import wilson
from textmine.stats.shares import Sides, clustered_wilson, permute_clusters


@pytest.mark.parametrize("n_agencies", [12, 30])
def test_intervals_of_clustered_agencies_cover(n_agencies: int) -> None:
    rng = np.random.default_rng(n_agencies)
    hits = 0
    for _ in range(400):
        named = rng.binomial(4, rng.beta(0.7, 1.6, n_agencies)).astype(float)
        low, high = clustered_wilson(named[:, None], np.full(n_agencies, 4.0))
        hits += low[0] <= 0.7 / 2.3 <= high[0]
    # 400 runs at 0.95: within three standard errors.
    assert 0.917 <= hits / 400 <= 0.983


def test_one_case_an_agency_is_wilsons_own() -> None:
    named = np.array([1.0, 0.0, 0.0, 1.0, 1.0])
    found = clustered_wilson(named[:, None], np.ones(5))
    expected = wilson([3], [5])
    assert [x.tolist() for x in found] == [x.tolist() for x in expected]


def test_one_agency_of_several_reports_says_nothing_beyond_it() -> None:
    low, high = clustered_wilson(np.array([[2.0]]), np.array([3.0]))
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
