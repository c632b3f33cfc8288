import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from textmine.problems.coder import ridge
from textmine.problems.coder.ridge import deal_folds, solve_ridge


def problem(n=30, n_features=12, n_targets=3):
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(n, n_features)) * (rng.random((n, n_features)) < 0.4)
    return sparse.csr_array(matrix), rng.normal(size=(n, n_targets))


def test_weights_equal_the_plain_formula():
    matrix, target = problem()
    dense = matrix.toarray()
    plain = np.linalg.solve(dense.T @ dense + 0.7 * np.eye(12), dense.T @ target)
    np.testing.assert_allclose(solve_ridge(matrix, target, 0.7), plain, atol=1e-4)


def test_a_row_of_weight_2_counts_as_two_rows_and_of_weight_0_as_none():
    matrix, target = problem()
    weights = np.ones(30)
    weights[3], weights[4] = 2.0, 0.0
    twice = np.r_[[i for i in range(30) if i != 4], 3]
    repeated = solve_ridge(matrix[twice], target[twice], 0.7)
    np.testing.assert_allclose(
        solve_ridge(matrix, target, 0.7, weights), repeated, atol=1e-4
    )


def test_a_target_without_any_case_stays_zero():
    matrix, target = problem()
    target[:, 1] = 0.0
    assert not solve_ridge(matrix, target, 1.0)[:, 1].any()


def test_where_nothing_is_to_be_solved_no_further_step_is_taken(monkeypatch):
    # As many steps as there may be here would never end.
    monkeypatch.setattr(ridge, "MAX_STEPS", 10**12)
    matrix, target = problem()
    assert not solve_ridge(matrix, 0 * target, 1.0).any()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=80), st.integers(2, 10))
def test_folds_keep_groups_whole_and_even(groups, n_folds):
    fold = deal_folds(np.array(groups), n_folds)
    pairs = set(zip(groups, fold.tolist(), strict=True))
    assert len(pairs) == len(set(groups))
    sizes = np.bincount([k for _, k in pairs], minlength=n_folds)
    assert sizes.max() - sizes.min() <= 1 and fold.min() >= 0


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=1, max_size=5, unique=True
    ),
    st.floats(0.1, 3),
)
def test_as_many_steps_are_needed_as_there_are_lengths_of_rows(lengths, alpha):
    """Conjugate gradients end after as many steps as their matrix has eigenvalues."""
    n = len(lengths)
    # Rows at right angles, two of each length: their squares are the eigenvalues.
    matrix = sparse.csr_array(np.diag(np.repeat(lengths, 2)))
    target = np.random.default_rng(n).normal(size=(2 * n, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ridge, "MAX_STEPS", n)
        found = solve_ridge(matrix, target, alpha)
    scale = np.repeat(lengths, 2)[:, None]
    np.testing.assert_allclose(found, scale * target / (scale**2 + alpha), rtol=1e-6)


def test_steps_end_where_each_target_is_near_enough():
    """Further steps change nothing in what is asked for."""
    matrix, target = problem()
    found = solve_ridge(matrix, target, 0.7)
    dual = (target - matrix @ found) / 0.7
    residual = target - matrix @ (matrix.T @ dual) - 0.7 * dual
    assert (
        np.linalg.norm(residual, axis=0)
        <= 1.01 * ridge.TOLERANCE * np.linalg.norm(target, axis=0)
    ).all()
