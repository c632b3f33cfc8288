from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from textmine.themes.groups.assignment import (
    MIN_MARGIN,
    Nearness,
    is_near,
    measure_nearness,
    mix_features,
)


def test_a_theme_is_as_near_as_its_nearest_prototype() -> None:
    prototypes = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    points = np.array([[0.1, 0.2, 0.5], [0.4, 0.3, 0.0], [0.0, 0.0, 0.0]])
    near = measure_nearness(points, prototypes, np.array([0, 1, 0]))
    assert near.theme.tolist() == [0, 0, -1]
    np.testing.assert_allclose(near.strength, [0.5, 0.4, 0.0])
    np.testing.assert_allclose(near.margin, [0.3, 0.1, 0.0])


def test_without_themes_nothing_is_near() -> None:
    near = measure_nearness(np.ones((2, 3)), np.zeros((0, 3)), np.zeros(0, np.int64))
    assert near.theme.tolist() == [-1, -1]


def test_what_is_far_or_between_themes_has_none_unless_it_says_a_term() -> None:
    near = Nearness(
        np.array([0, 0, 0, -1]),
        np.array([0.5, 0.1, 0.5, 0.0]),
        np.array([MIN_MARGIN, 0.2, MIN_MARGIN / 2, 0.0]),
    )
    none = np.zeros(4, np.bool_)
    assert is_near(near, 0.2, none).tolist() == [True, False, False, False]
    assert is_near(near, 0.2, ~none).tolist() == [True, False, True, False]


def test_chance_sentences_keep_their_length_and_the_features_their_number() -> None:
    matrix = csr_matrix((np.random.default_rng(0).random((30, 12)) > 0.6).astype(float))
    chance = mix_features(matrix)
    np.testing.assert_allclose(np.sqrt(chance.multiply(chance).sum(axis=1)), 1.0)
    assert (chance.indptr <= matrix.indptr).all()
    assert (chance != mix_features(matrix)).nnz == 0
