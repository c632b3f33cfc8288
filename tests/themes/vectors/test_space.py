from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, random

from textmine.themes.vectors.space import fit_space


def test_axes_are_the_leading_singular_vectors_in_any_order_of_rows() -> None:
    matrix = csr_matrix(random(60, 30, density=0.2, random_state=0))
    space = fit_space(matrix, 4)
    _, _, rows = np.linalg.svd(matrix.toarray())
    for k in range(4):
        assert abs(space.axes[:, k] @ rows[k]) > 0.999
    mixed = fit_space(matrix[np.random.default_rng(1).permutation(60)], 4)
    np.testing.assert_allclose(space.axes, mixed.axes, atol=1e-4)


def test_a_small_matrix_has_as_many_axes_as_it_can() -> None:
    space = fit_space(csr_matrix(np.eye(3)), 7)
    assert space.axes.shape == (3, 3)
    assert space.project(csr_matrix((0, 3))).shape == (0, 3)
