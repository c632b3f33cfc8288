from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from textmine.problems.coder.calibration import (
    Calibration,
    choose_thresholds,
    fit_calibration,
    measure_texts,
)

# Written out: taken from the module, a bound would be tested against itself.
MAX_THRESHOLD = 0.5
MIN_THRESHOLD = 0.05
MAX_MARKS = 4

# Two categories that exclude each other, told apart by their scores.
SCORES = np.array([[1.0, -1.0], [-1.0, 1.0]] * 10)
TRUTH = np.array([[True, False], [False, True]] * 10)
SIZES = measure_texts(["人少", "更新慢"] * 10)


def flat(weights: list[list[float]]) -> Calibration:
    """Curves of one category with given weights: score, two sizes, leads, best part, leads there."""
    return Calibration(np.zeros(4), np.ones(4), np.array(weights), np.zeros(1))


def test_a_curve_is_the_logistic_function_of_its_weighted_sum() -> None:
    nothing = np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 2))
    assert flat([[0.0]] * 6).predict(*nothing).tolist() == [[0.5]]
    own_score = flat([[2.0], [0.0], [0.0], [0.0], [0.0], [0.0]])
    found = own_score.predict(np.array([[0.5]]), np.zeros((1, 1)), np.zeros((1, 2)))
    assert found[0, 0] == pytest.approx(1 / (1 + np.exp(-1.0)), abs=1e-6)
    # With one category it always leads: in the whole 1, in its parts 1, and its best part 3.
    own_place = flat([[0.0], [0.0], [0.0], [0.5], [1.0], [0.25]])
    found = own_place.predict(np.zeros((1, 1)), np.array([[3.0]]), np.zeros((1, 2)))
    assert found[0, 0] == pytest.approx(1 / (1 + np.exp(-3.75)), abs=1e-6)


def test_extreme_scores_overflow_nothing() -> None:
    steep = flat([[1e6], [0.0], [0.0], [0.0], [0.0], [0.0]])
    scores = np.array([[1.0], [-1.0]])
    with np.errstate(all="raise"):
        found = steep.predict(scores, scores, np.zeros((2, 2)))
    assert found.tolist() == [[1.0], [0.0]]


def test_fitted_curves_tell_the_categories_apart() -> None:
    found = fit_calibration(SCORES, SCORES, SIZES, TRUTH).predict(SCORES, SCORES, SIZES)
    assert np.array_equal(found > 0.5, TRUTH)
    np.testing.assert_allclose(found, found.round(6), atol=0)


def test_a_category_that_never_or_always_occurs_gets_a_constant() -> None:
    truth = np.column_stack([np.zeros(20, dtype=bool), np.ones(20, dtype=bool)])
    found = fit_calibration(SCORES, SCORES, SIZES, truth).predict(SCORES, SCORES, SIZES)
    np.testing.assert_allclose(found[:, 0], 0.5 / 21, atol=1e-6)
    np.testing.assert_allclose(found[:, 1], 20.5 / 21, atol=1e-6)


def test_sizes_are_log_length_and_marks_up_to_four() -> None:
    sizes = measure_texts(["", "人少，事多；慢", "，" * 9])
    np.testing.assert_allclose(sizes[:, 0], np.log([1, 7, 9]))
    assert sizes[:, 1].tolist() == [0, 2, MAX_MARKS]


def test_thresholds_are_half_of_the_best_f1() -> None:
    probabilities = np.array([[0.9, 0.9], [0.8, 0.8], [0.7, 0.1], [0.1, 0.0]])
    # First: all three above are labels, F1 = 1. Second: the second of four, F1 = 2 / (2 + 1).
    truth = np.array([[True, False], [True, True], [True, False], [False, False]])
    np.testing.assert_allclose(choose_thresholds(probabilities, truth), [0.5, 1 / 3])


def test_thresholds_are_bounded() -> None:
    never = np.zeros((3, 1), dtype=bool)
    assert choose_thresholds(np.zeros((3, 1)), never).tolist() == [MAX_THRESHOLD]
    # The one label comes last of a hundred: F1 = 2 / 101, half of it below the bound.
    probabilities = np.linspace(1, 0, 100)[:, None]
    last = np.zeros((100, 1), dtype=bool)
    last[-1] = True
    assert choose_thresholds(probabilities, last).tolist() == [MIN_THRESHOLD]


@settings(deadline=None)
@given(arrays.arrays(np.float64, (6, 2), elements=st.floats(0, 1)))
def test_thresholds_lie_within_their_bounds(probabilities: np.ndarray) -> None:
    found = choose_thresholds(probabilities, TRUTH[:6])
    assert ((found >= MIN_THRESHOLD) & (found <= MAX_THRESHOLD)).all()
