"""Log-odds with prior counts: by hand, the other way round, and where there are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from textmine.stats.odds import contrast_odds

COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2)


def test_a_contrast_by_hand():
    # Of 4 and of 6 cases; prior counts 4 and 6 of 10.
    odds = contrast_odds(np.array([3.0, 1.0]), np.array([1.0, 5.0]), prior=10.0)
    wanted = np.log(7 / (14 - 7)) - np.log(5 / (16 - 5))
    assert odds.log_odds.tolist() == pytest.approx([wanted, -wanted])
    assert odds.prior.tolist() == [4.0, 6.0]
    assert odds.z[0] == pytest.approx(wanted / np.sqrt(1 / 7 + 1 / 5))


@given(COUNTS, st.sampled_from([0.1, 1.0, 500.0]))
def test_the_other_way_round_it_is_the_same_with_another_sign(pairs, prior):
    a, b = np.array(pairs, dtype=float).T
    odds, turned = contrast_odds(a, b, prior), contrast_odds(b, a, prior)
    assert np.isfinite(odds.log_odds).all() and np.isfinite(odds.z).all()
    assert_allclose(odds.log_odds, -turned.log_odds, atol=1e-9)
    assert (odds.log_odds[(a + b) == 0] == 0).all()


def test_what_is_all_that_is_counted_has_no_odds():
    odds = contrast_odds(np.array([5.0, 0.0]), np.array([9.0, 0.0]), prior=500.0)
    assert odds.log_odds.tolist() == odds.z.tolist() == [0.0, 0.0]
