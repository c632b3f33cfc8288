from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random

from textmine.themes.vectors import space as space_module
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


@pytest.mark.parametrize("shape", [(60, 30), (30, 60)])
def test_few_rows_give_what_arpack_gives(shape, monkeypatch) -> None:
    matrix = csr_matrix(random(*shape, density=0.2, random_state=0))
    few = fit_space(matrix, 4)
    monkeypatch.setattr(space_module, "FEW", 0)
    np.testing.assert_allclose(few.axes, fit_space(matrix, 4).axes, atol=1e-4)


def test_rows_that_share_nothing_give_the_same_axes_each_time() -> None:
    block = np.ones((3, 3)) - np.eye(3)
    matrix = csr_matrix(np.kron(np.eye(4), block))
    first = fit_space(matrix, 5).axes
    for _ in range(3):
        np.testing.assert_array_equal(fit_space(matrix, 5).axes, first)


def test_a_matrix_of_low_rank_has_no_further_axes() -> None:
    matrix = csr_matrix(np.outer(np.arange(1.0, 9), np.ones(6)))
    assert fit_space(matrix, 3).axes.shape == (6, 1)
