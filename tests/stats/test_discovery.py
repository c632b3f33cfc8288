"""The false discovery rate: the step-up procedure, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.stats.discovery import adjust_fdr


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_fdr_is_the_step_up_procedure(p_values: list[float]) -> None:
    p = np.array(p_values)
    order = np.argsort(p)
    raw = p[order] * len(p) / np.arange(1, len(p) + 1)
    expected = np.empty(len(p))
    expected[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1)
    np.testing.assert_allclose(adjust_fdr(p), expected)
    with_hole = adjust_fdr([*p_values, np.nan])
    np.testing.assert_allclose(with_hole[:-1], expected)
    assert np.isnan(with_hole[-1])


@pytest.mark.parametrize("wrong", [1.2, -0.1, np.inf])
def test_fdr_refuses_what_is_no_probability(wrong: float) -> None:
    with pytest.raises(FrameError):
        adjust_fdr([0.5, wrong])
    assert adjust_fdr([0.0, 1.0]).tolist() == [0.0, 1.0]
    assert adjust_fdr([]).shape == (0,)


def test_adjusted_values_keep_the_order_and_are_at_least_p() -> None:
    p = np.array([0.2, 0.001, 0.03, 1.0, 0.03])
    q = adjust_fdr(p)
    assert (q >= p).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= 0).all()


def test_the_worked_example_of_the_paper() -> None:
    # Benjamini & Hochberg (1995), section 3.2: of fifteen tests four are called at 5 %.
    p = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
    ]
    q = adjust_fdr(p)
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    # A weaker test that is called takes the stronger ones with it.
    assert q[4:6] == pytest.approx([0.0201 * 15 / 5, 0.0298 * 15 / 7])
