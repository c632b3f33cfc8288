from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from textmine.themes.groups.clusters import (
    group_dense,
    group_freely,
    group_from_seeds,
    nearest,
)


def bundles(
    n_groups: int, n_each: int, noise: float = 0.05
) -> tuple[np.ndarray, np.ndarray]:
    """Points around the axes, group by group."""
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(n_groups), n_each)
    return np.eye(n_groups)[truth] + rng.normal(0, noise, (len(truth), n_groups)), truth


@pytest.mark.parametrize("n_groups", [2, 5, 9])
def test_bundles_are_found_in_any_order(n_groups: int) -> None:
    points, truth = bundles(n_groups, 20)
    mixed = np.random.default_rng(1).permutation(len(points))
    for rows in (np.arange(len(points)), mixed):
        group = nearest(points[rows], group_freely(points[rows], n_groups))
        assert adjusted_rand_score(truth[rows], group) == 1.0


def test_more_groups_than_dimensions() -> None:
    points, _ = bundles(2, 20)
    directions = group_freely(points, 4)
    assert directions.shape == (4, 2)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1.0)


def test_seeds_keep_their_order_and_free_groups_take_the_rest() -> None:
    points, truth = bundles(4, 25)
    directions = group_from_seeds(points, np.eye(4)[[2, 0]], 2)
    group = nearest(points, directions)
    assert set(group[truth == 2]) == {0}
    assert set(group[truth == 0]) == {1}
    assert adjusted_rand_score(truth, group) == 1.0


def test_dense_groups_and_none() -> None:
    points, truth = bundles(3, 30, noise=0.02)
    assert len(group_dense(points, 5)) == 3
    spread = np.random.default_rng(2).normal(size=(12, 8))
    assert group_dense(spread, 10).shape == (0, 8)
