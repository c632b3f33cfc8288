import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from textmine.errors import FrameError, TextmineWarning
from textmine.problems.validation.rates import (
    cluster_sums,
    design_effect,
    freedom_of_sizes,
    powered_mean,
    read_weights,
    take_labelled,
    tune_lambda,
    variance_of_mean,
    weighted_rate,
)
from textmine.stats.linear import fit_linear


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


@pytest.mark.parametrize("lam", [None, 1.0, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_means_equal_the_reference_package_where_it_is_installed(seed, lam):
    ppi = pytest.importorskip("ppi_py")
    rng = np.random.default_rng(seed)
    n = 60 + 40 * seed
    truth = (rng.random(n + 700) < 0.1 + 0.1 * seed).astype(float)
    said = np.where(rng.random(len(truth)) < 0.8, truth, rng.random(len(truth)))
    given = (truth[:n], said[:n], said[n:])
    found = powered_mean(*given, lam=lam)
    value = ppi.ppi_mean_pointestimate(*given, lam=lam)
    low, high = ppi.ppi_mean_ci(*given, alpha=0.05, lam=lam)
    assert found.value == pytest.approx(float(value[0]), abs=1e-6)
    half = stats.norm.ppf(0.975) * found.se
    assert found.value - half == pytest.approx(float(low[0]), abs=1e-6)
    assert found.value + half == pytest.approx(float(high[0]), abs=1e-6)


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
    with pytest.warns(
        TextmineWarning,
        match="pilot: left out as not coded by hand .no truth.: 1 of 3 statements",
    ):
        assert take_labelled(sample, ["truth"], what="pilot")["n"].tolist() == [1, 3]


CASES = st.lists(
    st.tuples(
        st.floats(-2, 2), st.floats(0.5, 4), st.integers(0, 2), st.integers(0, 1)
    ),
    min_size=2,
    max_size=14,
)


def as_arrays(cases):
    values, weights, within, strata = (np.array(x) for x in zip(*cases, strict=True))
    return values, weights, 3 * strata + within, strata


@given(CASES)
def test_variances_of_weighted_means_by_their_sums(cases):
    """Strata count by what is spread within them."""
    values, weights, _, strata = as_arrays(cases)
    terms = weights * (values - np.average(values, weights=weights))
    total = weights.sum()

    def spread(sums):
        return (
            len(sums)
            / max(len(sums) - 1, 1)
            * sum((s - np.mean(sums)) ** 2 for s in sums)
        )

    plain = sum(t**2 for t in terms) / total**2
    layers = set(strata.tolist())
    in_strata = sum(spread(terms[strata == h]) for h in layers) / total**2
    assert variance_of_mean(values, weights) == pytest.approx(plain)
    assert variance_of_mean(values, weights, strata) == pytest.approx(in_strata)
    assert np.isnan(variance_of_mean(values[:1], weights[:1]))


@given(CASES)
def test_a_weighted_rate_is_worth_as_many_cases_as_its_weights_and_clusters_leave(
    cases,
):
    values, weights, clusters, _ = as_arrays(cases)
    hits = (values > 0).astype(float)
    value = np.average(hits, weights=weights)
    n = sum(weights) ** 2 / sum(weights**2)
    found = weighted_rate(hits, weights)
    assert (found.value, found.n) == (pytest.approx(value), pytest.approx(n))
    terms = weights * (hits - value)
    names = set(clusters.tolist())
    m, own = len(names), sum(terms**2)
    varies = m > 1 and 0 < hits.sum() < len(hits)
    # By how far the share moves without each cluster, from what is left.
    moved = [
        np.average(hits[clusters != c], weights=weights[clusters != c]) - value
        for c in (names if m > 1 else [])
    ]
    together = sum(np.array(moved) ** 2) * weights.sum() ** 2
    effect = (m - 1) / m * together / own if varies else 1.0
    number = np.unique(clusters, return_inverse=True)[1]
    assert weighted_rate(hits, weights, number).n == pytest.approx(n / max(effect, 1.0))


def test_clusters_that_all_agree_take_nothing_away():
    # The mean of these weights is one but for its last bit.
    weights = np.array([1.0] * 5 + [2.0, 1.3972924465702778, 1.3971860967696985, 1.41])
    rate = weighted_rate(np.ones(9), weights, np.array([0] * 8 + [1]))
    assert rate.n == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_nothing_has_no_rate():
    none = np.array([])
    for found in (weighted_rate(none, none), weighted_rate(np.ones(2), np.zeros(2))):
        assert np.isnan(found.value) and found.n == 0
    assert cluster_sums(none, none.astype(int)).shape == (0,)
    sums = cluster_sums(
        np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1, 0, 1])
    )
    assert sums.tolist() == [[3.0, 4.0], [6.0, 8.0]]


def drawn(n=40, n_all=500, seed=1):
    rng = np.random.default_rng(seed)
    every = rng.random(n_all)
    truth = (rng.random(n) < 0.4).astype(float)
    said = np.where(rng.random(n) < 0.8, truth, 1 - truth)
    return truth, said, (every < 0.5).astype(float), rng.uniform(0.5, 3, n)


def test_a_powered_mean_is_the_machines_plus_what_it_misses():
    truth, said, said_all, weights = drawn()
    found = powered_mean(truth, said, said_all, lam=0.7, weights=weights)
    rest = truth - 0.7 * said
    value = 0.7 * said_all.mean() + np.average(rest, weights=weights)
    variance = variance_of_mean(rest, weights) + 0.49 * said_all.var() / 500
    assert found.value == pytest.approx(value)
    assert found.se == pytest.approx(variance**0.5)
    assert found.lam == pytest.approx(0.7)


def test_trust_is_the_share_of_the_machines_spread_that_the_hand_shares():
    truth, said, said_all, weights = drawn()
    share = weights / weights.sum()
    together = sum(
        w * (t - share @ truth) * (s - share @ said)
        for w, t, s in zip(share, truth, said, strict=True)
    )
    spread = np.var([*said, *said_all], ddof=1)
    wanted = together / ((1 + 40 / 500) * spread)
    assert 0 < wanted < 1
    assert tune_lambda(truth, said, said_all, weights) == pytest.approx(wanted)
    assert powered_mean(truth, said, said_all, weights=weights).lam == pytest.approx(
        wanted
    )
    # Never below 0, never above 1, and 0 where the machine always says the same.
    assert tune_lambda(1 - said, said, said_all, weights) == 0.0
    assert tune_lambda(9 * said, said, said_all, weights) == 1.0
    assert tune_lambda(truth, said * 0, said_all * 0, weights) == 0.0
    one = np.ones(1)
    assert tune_lambda(one, one, one, one) == 0.0


@pytest.mark.parametrize("n_folds", [2, 5])
def test_in_folds_no_case_tunes_its_own_trust(n_folds):
    truth, said, said_all, weights = drawn()
    found = powered_mean(truth, said, said_all, weights=weights, n_folds=n_folds)
    fold = np.random.default_rng(0).permutation(40) % n_folds
    trust = np.zeros(40)
    for k in range(n_folds):
        others = fold != k
        trust[fold == k] = tune_lambda(
            truth[others], said[others], said_all, weights[others]
        )
    assert len(set(trust.tolist())) == n_folds
    mean_trust = np.average(trust, weights=weights)
    value = mean_trust * said_all.mean() + np.average(
        truth - trust * said, weights=weights
    )
    assert (found.lam, found.value) == (pytest.approx(mean_trust), pytest.approx(value))
    # A case alone has no others to tune with.
    assert powered_mean(np.ones(1), np.ones(1), said_all, n_folds=n_folds).lam == 0.0


def test_a_weight_tells_how_many_a_statement_stands_for():
    drawn = pd.DataFrame({"probability": [0.5, 0.1], "own": [1.0, 3.0]})
    assert read_weights(drawn).tolist() == [2.0, 10.0]
    assert read_weights(drawn, "own").tolist() == [1.0, 3.0]
    assert read_weights(drawn[["own"]]).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    "wrong",
    [0.0, -1.0, np.nan, np.inf, "many", pd.Timestamp("2020-03-01"), None, [1.0]],
)
@pytest.mark.parametrize("column", ["weight", "probability"])
def test_what_is_no_weight_is_refused_by_column(column, wrong):
    if (column, str(wrong)) == ("probability", "inf"):
        wrong = -np.inf
    values = pd.Series([1.0, wrong], dtype="object")
    with pytest.raises(FrameError, match=f"labelled, column (weight|{column}): "):
        read_weights(pd.DataFrame({column: values}))
    dates = pd.DataFrame({column: pd.to_datetime(["2020-03-01", "2020-03-02"])})
    with pytest.raises(FrameError, match="expected numbers"):
        read_weights(dates)


def test_clusters_are_worth_what_a_mean_of_them_is_in_a_regression():
    for sizes in ([5] * 12, [60, 9, 9], [1, 2, 3, 4, 6, 12], [7, 1]):
        clusters = np.repeat(np.arange(len(sizes)), sizes)
        y = np.random.default_rng(0).random((len(clusters), 1))
        fit = fit_linear(np.ones((len(clusters), 1)), y, clusters)
        assert freedom_of_sizes(np.array(sizes, float)) == pytest.approx(
            fit.freedom.item()
        )
    assert freedom_of_sizes(np.array([8.0, 0.0])) == 1.0


def test_an_agency_with_half_of_all_widens_by_what_it_moves():
    """Left out, it moves the mean by all that it adds, over the half that stays."""
    added = np.r_[np.full(6, 0.1), np.full(6, -0.1)]
    clusters = np.r_[np.zeros(6, int), np.arange(1, 7)]
    moved = np.r_[0.6 / 0.5, np.full(6, -0.1 / (11 / 12))]
    wanted = 6 / 7 * sum(moved**2) / sum(added**2)
    assert design_effect(np.zeros(12), added, clusters, clusters) == pytest.approx(
        wanted
    )
    weighed = design_effect(np.zeros(12), added, clusters, clusters, np.full(12, 3.0))
    assert weighed == pytest.approx(wanted)
