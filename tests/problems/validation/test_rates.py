import numpy as np
import pandas as pd
import pytest

from textmine.errors import TextmineWarning
from textmine.problems.validation.rates import (
    powered_mean,
    take_labelled,
    variance_of_mean,
    weighted_rate,
)


def test_prediction_powered_means_equal_the_reference_package():
    """Figures of ppi_mean_ci of ppi-python 0.2.3 on the same numbers."""
    rng = np.random.default_rng(3)
    truth = (rng.random(1120) < 0.3).astype(float)
    said = np.where(rng.random(1120) < 0.85, truth, 1 - truth)
    for lam, value, se, used in (
        (None, 0.2445230390954075, 0.03313075639169644, 0.5481817159448739),
        (1.0, 0.20566666666666666, 0.040246915225706247, 1.0),
        (0.5, 0.24866666666666665, 0.03312442983436624, 0.5),
    ):
        found = powered_mean(truth[:120], said[:120], said[120:], lam=lam)
        assert found.value == pytest.approx(value, abs=1e-9)
        assert found.se == pytest.approx(se, abs=1e-9)
        assert found.lam == pytest.approx(used, abs=1e-9)


def test_a_useless_machine_is_not_trusted():
    rng = np.random.default_rng(0)
    truth, said = rng.random(400).round(), rng.random(400).round()
    found = powered_mean(truth, said, rng.random(4000).round())
    assert found.lam < 0.15
    assert found.se == pytest.approx(truth.std() / 20, rel=0.05)


def test_strata_take_the_spread_between_them_away():
    values, strata = np.r_[np.zeros(50), np.ones(50)], np.repeat([0, 1], 50)
    assert variance_of_mean(values, np.ones(100)) == pytest.approx(0.0025)
    assert variance_of_mean(values, np.ones(100), strata) == 0.0


def test_a_case_counted_five_times_is_worth_one():
    hits = np.array([1.0, 0.0, 0.0, 1.0, 0.0] * 8)
    once = weighted_rate(hits, np.ones(40))
    five = weighted_rate(np.repeat(hits, 5), np.ones(200), np.repeat(np.arange(40), 5))
    assert once.value == five.value and once.n == 40
    assert five.n == pytest.approx(39, abs=1.01)
    assert weighted_rate(hits[:0], hits[:0]).n == 0


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_statement_without_a_truth_is_left_out_and_told(missing):
    sample = pd.DataFrame({"truth": ["staffing", missing, ""], "n": [1, 2, 3]})
    with pytest.warns(TextmineWarning, match="pilot: 1 of 3 statements have no truth"):
        assert take_labelled(sample, ["truth"], what="pilot")["n"].tolist() == [1, 3]
