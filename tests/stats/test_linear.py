"""Least squares with errors that keep clusters whole."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from textmine.errors import FrameError
from textmine.stats import linear
from textmine.stats.linear import (
    ClusterParts,
    LinearFit,
    _invert,
    bunch_clusters,
    find_centre,
    fit_linear,
    lay_out,
    leave_out_each,
    refuse_dependent,
    warn_of_numbers,
)


def test_numbers_stay_and_text_becomes_indicators_of_all_values_but_the_first():
    frame = pd.DataFrame(
        {
            "level": ["b", "a", None, "c"],
            "year": [1, None, 3, 4],
            "new": [True, False] * 2,
        }
    )
    design = lay_out(frame, ["level", "year", "new"], what="here")
    assert design.terms == ["intercept", "level[b]", "level[c]", "year", "new"]
    expected = [
        [1, 1, 0, 1, 1],
        [1, 0, 0, np.nan, 0],
        [1, np.nan, np.nan, 3, 1],
        [1, 0, 1, 4, 0],
    ]
    np.testing.assert_array_equal(design.columns, expected)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["a", "a"], "'level' has 1 value, a, in all rows.*leave it out"),
        ([2020, 2020], "'level' has 1 value, 2020, in all rows.*leave it out"),
        ([2020, None], "'level' has 1 value, 2020.0, in all rows"),
        (["", None], "'level' has 0 values; expected 2 to"),
    ],
)
def test_a_column_that_tells_nothing_apart_is_refused(values, told):
    with pytest.raises(FrameError, match=f"here: {told}"):
        lay_out(pd.DataFrame({"level": values}), ["level"], what="here")


@pytest.mark.parametrize("kind", ["datetime64[ns]", "period[D]"])
def test_dates_are_no_terms(kind):
    """Each day was a term of its own, of which no error can be told."""
    days = pd.Series(["2021-01-30", "2022-01-30"]).astype("datetime64[ns]")
    days = days.dt.to_period("D") if kind.startswith("period") else days
    with pytest.raises(
        FrameError, match=r"'day' holds dates.*frame\['day'\]\.dt\.year"
    ):
        lay_out(pd.DataFrame({"day": days}), ["day"], what="here")


@pytest.mark.parametrize(("n", "is_told"), [(25, False), (26, True)])
def test_numbers_that_were_read_as_text_are_told_where_they_are_many(n, is_told):
    frame = pd.DataFrame({"gdp": [f"{k}.5" for k in range(n)]})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        warn_of_numbers(frame, ["gdp"], what="here")
    assert ["pd.to_numeric(frame['gdp'])" in str(one.message) for one in told] == [
        True
    ] * is_told
    named = frame.assign(gdp="G" + frame["gdp"], year=range(n))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_numbers(named, ["gdp", "year"], what="here")


def test_the_term_that_those_before_it_determine_is_named():
    gdp = np.array([3.0, 4, 6, 9])
    year = np.array([2019.0, 2020, 2021, 2019])
    both = np.column_stack([np.ones(4), year, gdp, 2 * gdp + 1])
    terms = ["intercept", "year", "gdp", "twice"]
    refuse_dependent(both[:, :3], terms[:3], what="here")
    with pytest.raises(FrameError, match="here: .*'twice' is a sum of those before it"):
        refuse_dependent(both, terms, what="here")
    with pytest.raises(FrameError, match="here: 3 rows, but 4 terms"):
        refuse_dependent(both[:3], terms, what="here")


def test_the_errors_are_those_of_leaving_out_each_cluster_in_turn():
    rng = np.random.default_rng(5)
    x = np.column_stack([np.ones(40), 2000 + rng.integers(0, 9, 40), rng.random(40)])
    y = rng.random((40, 2))
    clusters = np.repeat(np.arange(8), 5)
    fit = fit_linear(x, y, clusters)
    whole = np.linalg.lstsq(x, y, rcond=None)[0]
    np.testing.assert_allclose(fit.estimate, whole, rtol=1e-6)
    squares = np.zeros_like(whole)
    for g in range(8):
        kept = clusters != g
        squares += (np.linalg.lstsq(x[kept], y[kept], rcond=None)[0] - whole) ** 2
    np.testing.assert_allclose(fit.se, np.sqrt(squares * 7 / 8), rtol=1e-5)


def test_a_term_that_one_cluster_alone_tells_has_no_error_and_the_others_have():
    x = np.column_stack([np.ones(6), [0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1]])
    y = np.array([[1.0], [2], [1], [3], [5], [6]])
    fit = fit_linear(x, y, np.array([0, 0, 1, 1, 2, 2]))
    assert np.isnan(fit.se.ravel()).tolist() == [False, True, False]
    assert np.isnan(fit.p_values().ravel()).tolist() == [False, True, False]


def test_one_cluster_gives_estimates_without_errors():
    fit = fit_linear(
        np.ones((3, 1)), np.array([[1.0], [2], [3]]), np.zeros(3, np.int64)
    )
    assert fit.estimate.tolist() == [[2.0]]
    assert np.isnan(fit.interval(0.95)).all()


def test_without_any_spread_a_coefficient_has_no_error_and_says_why():
    x = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]])
    y = np.column_stack([np.zeros(6), x[:, 1], [0.0, 1, 1, 0, 1, 3]])
    fit = fit_linear(x, y, np.array([0, 0, 1, 1, 2, 2]))
    assert fit.estimate[1, :2] == pytest.approx([0, 1])
    for found in (fit.se, fit.p_values(), *fit.interval(0.95), fit.freedom):
        assert np.isnan(found).tolist() == [[True, True, False]] * 2
    assert fit.note[1].tolist() == ["outcomes without any spread about it"] * 2 + [""]


def test_covariates_that_determine_one_another_are_refused():
    x = np.ones((4, 2))
    with pytest.raises(FrameError, match="determine one another"):
        fit_linear(x, np.zeros((4, 1)), np.arange(4))


def test_intervals_hold_the_truth_as_often_as_they_say_with_unlike_clusters():
    rng = np.random.default_rng(11)
    held = []
    for _ in range(300):
        sizes = rng.integers(1, 9, 24)
        clusters = np.repeat(np.arange(24), sizes)
        county = (np.arange(24) % 4 == 0).astype(float)[clusters]  # six agencies in 24
        own = rng.normal(0, 1, 24)[clusters]
        y = own + rng.normal(0, 0.5, len(clusters))
        fit = fit_linear(
            np.column_stack([np.ones(len(y)), county]), y[:, None], clusters
        )
        low, high = fit.interval(0.95)
        held.append(low[1, 0] <= 0 <= high[1, 0])
    assert 0.92 <= np.mean(held) <= 0.99


@pytest.mark.parametrize("share", [0.3, 0.01, 0.003])
def test_years_that_hardly_differ_are_fitted_as_if_counted_from_the_first(share):
    rng = np.random.default_rng(7)
    later = (rng.random(2000) < share).astype(float)
    y = rng.normal(size=(2000, 1)) + 0.5 * later[:, None]
    clusters = np.arange(2000) // 2
    ones = np.ones(2000)
    near = fit_linear(np.column_stack([ones, later]), y, clusters)
    far = fit_linear(np.column_stack([ones, 2020 + later]), y, clusters)
    assert far.estimate[1] == pytest.approx(near.estimate[1])
    assert far.se[1] == pytest.approx(near.se[1])
    at_first = far.estimate[0] + 2020 * far.estimate[1]
    assert at_first == pytest.approx(near.estimate[0], abs=1e-9)


def test_p_does_not_hang_on_the_unit_of_a_covariate_or_an_outcome():
    rng = np.random.default_rng(2)
    budget = rng.uniform(1, 9, 60)
    y = (0.05 * budget + rng.normal(0, 0.2, 60))[:, None]
    ones, clusters = np.ones(60), np.arange(60) // 2
    plain = fit_linear(np.column_stack([ones, budget]), y, clusters)
    in_yuan = fit_linear(np.column_stack([ones, budget * 1e11]), y * 1e-3, clusters)
    assert 0 < plain.p_values()[1, 0] < 0.05
    np.testing.assert_allclose(in_yuan.p_values(), plain.p_values(), rtol=1e-6)


@pytest.mark.parametrize(
    ("telling", "freedom"), [(0.5, 1), (1, 1), (2.5, 2.5), (98.5, 98), (99, 98)]
)
def test_students_law_of_as_many_clusters_as_tell_of_a_term(telling, freedom):
    estimate, se = np.array([[0.5], [-2.0]]), np.array([[0.25], [1.0]])
    worth = np.array([telling, 89.0])
    fit = LinearFit(estimate, se, np.zeros((2, 1), bool), 99, worth)
    wanted = [2 * stats.t(freedom).sf(2.0), 2 * stats.t(89).sf(2.0)]
    assert fit.p_values().ravel() == pytest.approx(wanted)
    low, high = fit.interval(0.9)
    half = np.array([stats.t(freedom).ppf(0.95), stats.t(89).ppf(0.95)]) * se.ravel()
    np.testing.assert_allclose(low.ravel(), estimate.ravel() - half)
    np.testing.assert_allclose(high.ravel(), estimate.ravel() + half)


@pytest.mark.parametrize("n_other", [2, 6, 12])
def test_a_mean_rests_on_all_clusters_and_a_level_on_those_that_have_it(n_other):
    """Of 24 alike: what a difference of two means is worth by Satterthwaite (and Welch)."""
    clusters = np.repeat(np.arange(24), 5)
    level = (clusters < n_other).astype(float)
    y = np.random.default_rng(1).random((120, 1))
    assert fit_linear(np.ones((120, 1)), y, clusters).telling == pytest.approx(23)
    fit = fit_linear(np.column_stack([np.ones(120), level]), y, clusters)
    # Sums of n squares of moves of 1 / (n - 1), which hang together by their mean.
    left, right = n_other - 1, 23 - n_other
    worth = (1 / left + 1 / right) ** 2 / (1 / left**3 + 1 / right**3)
    assert fit.telling[1] == pytest.approx(worth)


@pytest.mark.parametrize("at_once", [1, 50, 10_000])
def test_degrees_of_freedom_are_those_of_bell_and_mccaffrey(at_once, monkeypatch):
    """As clubSandwich has them for CR3 and rows taken to be alike and independent."""
    monkeypatch.setattr("textmine.stats.linear.AT_ONCE", at_once)
    rng = np.random.default_rng(4)
    clusters = np.repeat(np.arange(11), rng.integers(1, 9, 11))
    n = len(clusters)
    year = 2018.0 + rng.integers(0, 5, n)
    x = np.column_stack([np.ones(n), clusters < 3, year, rng.random(n)])
    found = fit_linear(x, rng.random((n, 1)), clusters).telling
    bread = np.linalg.inv(x.T @ x)
    rest = np.eye(n) - x @ bread @ x.T
    moves = []
    for g in range(11):
        own = np.flatnonzero(clusters == g)
        adjusted = np.linalg.inv(rest[np.ix_(own, own)])
        moves.append(bread @ x[own].T @ adjusted @ rest[own])
    for term in range(4):
        p = np.array(moves)[:, term] @ np.array(moves)[:, term].T
        worth = np.trace(p) ** 2 / (p**2).sum()
        assert found[term] == pytest.approx(worth, rel=1e-6)


@pytest.mark.parametrize(
    ("n_other", "holds"), [(2, (0.97, 1)), (3, (0.96, 0.99)), (6, (0.94, 0.975))]
)
def test_intervals_hold_a_level_of_few_agencies(n_other, holds):
    """By Student's t of all 24 agencies they held it in 0.85 of cases (two), 0.91 (three)."""
    rng = np.random.default_rng(11)
    clusters = np.repeat(np.arange(24), 4)
    level = (clusters < n_other).astype(float)
    x = np.column_stack([np.ones(96), level])
    y = rng.normal(0, 1, (24, 2000))[clusters] + rng.normal(0, 0.5, (96, 2000))
    low, high = fit_linear(x, y, clusters).interval(0.95)
    held = ((low[1] <= 0) & (high[1] >= 0)).mean()
    assert holds[0] <= held <= holds[1]


@pytest.mark.parametrize("n_other", [2, 3])
def test_agencies_that_are_alike_by_chance_are_no_proof_that_others_tell(n_other):
    """Yes or no, of agencies that mostly say one of them: by residuals 0.56 and 0.72 held it."""
    rng = np.random.default_rng(12)
    clusters = np.repeat(np.arange(30), 4)
    x = np.column_stack([np.ones(120), clusters < n_other])
    own = 3 * rng.normal(size=(30, 2000))[clusters]
    y = (own + rng.normal(size=own.shape) > 2.5).astype(float)
    low, high = fit_linear(x, y, clusters).interval(0.95)
    held = ((low[1] <= 0) & (high[1] >= 0)).mean()
    assert held >= 0.93


@pytest.mark.parametrize("n_clusters", [2, 3, 20])
def test_two_clusters_are_enough_for_errors(n_clusters):
    """Of means of halves the jackknife is known: half the difference of the two means."""
    y = np.arange(60.0)[:, None] ** 2
    clusters = np.arange(60) % n_clusters
    fit = fit_linear(np.ones((60, 1)), y, clusters)
    left_out = np.array([y[clusters != g].mean() for g in range(n_clusters)])
    squares = ((left_out - y.mean()) ** 2).sum() * (n_clusters - 1) / n_clusters
    assert fit.n_clusters == n_clusters
    assert fit.se[0, 0] == pytest.approx(np.sqrt(squares))


@pytest.mark.parametrize("unit", [1e-6, 1e-3, 1.0, 1e6])
def test_small_and_large_units_give_the_same_line(unit):
    x = np.array([0.0, 1, 2, 3, 4, 5])
    y = np.array([1.0, 2, 2, 4, 5, 4])[:, None]
    columns = np.column_stack([np.ones(6), x * unit])
    fit = fit_linear(columns, y, np.arange(6) // 2)
    slope, intercept = np.polyfit(x, y[:, 0], 1)
    assert fit.estimate[:, 0] == pytest.approx([intercept, slope / unit])


def test_a_column_of_nothing_is_refused_like_any_that_others_determine():
    columns = np.column_stack([np.ones(4), np.zeros(4)])
    with pytest.raises(FrameError, match="determine one another"):
        fit_linear(columns, np.zeros((4, 1)), np.arange(4))


def test_a_line_through_nothing_needs_no_intercept():
    x = np.array([[2019.0], [2020], [2021]])
    fit = fit_linear(x, 2 * x, np.arange(3))
    assert fit.estimate == pytest.approx(np.array([[2.0]]))


@pytest.mark.parametrize(
    ("values", "is_centred"),
    [
        # Ten standard deviations from 0 are not yet far.
        ([9.0, 11.0], False),
        ([9.25, 11.25], True),
        ([-11.25, -9.25], True),
        ([9.0, 12.0], False),
    ],
)
def test_a_column_far_from_nothing_is_counted_from_its_mean(values, is_centred):
    centre = find_centre(np.column_stack([np.ones(2), values]))
    assert centre.means.tolist() == [0.0, np.mean(values) if is_centred else 0.0]
    assert centre.intercept == 0


def test_a_text_column_has_three_hundred_values_at_most():
    names = [f"机关{k}" for k in range(301)]
    design = lay_out(pd.DataFrame({"agency": names[:300]}), ["agency"], what="here")
    assert len(design.terms) == 300
    with pytest.raises(FrameError, match="301 values; expected 2 to 300"):
        lay_out(pd.DataFrame({"agency": names}), ["agency"], what="here")


def test_leaving_out_each_is_that_of_the_line_without_it():
    """By what is left of the sums, where one cluster alone has another value of a term too."""
    rng = np.random.default_rng(3)
    x = np.column_stack([np.ones(12), rng.random(12), np.arange(12) < 3])
    y = rng.random(12)
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    places = np.arange(12).reshape(4, 3)
    slopes = np.stack([x[own].T @ x[own] for own in places])
    moments = np.stack([x[own].T @ (y[own] - x[own] @ beta) for own in places])
    parts = ClusterParts(slopes, moments[:, :, None])
    left = next(leave_out_each(x.T @ x, [parts], np.eye(3)))
    assert np.isnan(left.moved[0, :, 0]).tolist() == [False, False, True]
    assert np.isnan(left.weights[0]).tolist() == [False, False, True]
    for own, found in zip(places, left.moved, strict=True):
        kept = np.setdiff1d(np.arange(12), own)
        without = np.linalg.lstsq(x[kept], y[kept], rcond=None)[0] - beta
        told = ~np.isnan(found[:, 0])
        np.testing.assert_allclose(found[told, 0], without[told])


def bunched(clusters, n_terms):
    return [
        (b.rows.tolist(), b.starts.tolist()) for b in clusters_of(clusters, n_terms)
    ]


def clusters_of(clusters, n_terms):
    return list(bunch_clusters(np.array(clusters), n_terms))


def test_bunches_hold_whole_clusters_as_many_as_their_tables_allow(monkeypatch):
    assert bunched([1, 0, 1, 2], 3) == [([1, 0, 2, 3], [0, 1, 3])]
    # Three rows of two terms at a time: the second cluster is larger on its own.
    monkeypatch.setattr(linear, "AT_ONCE", 12)
    clusters = [0, 0, 1, 1, 1, 1, 2, 3, 3, 4]
    wanted = [([0, 1], [0]), ([2, 3, 4, 5], [0]), ([6, 7, 8], [0, 1]), ([9], [0])]
    assert bunched(clusters, 2) == wanted


def test_single_rows_are_left_out_by_the_thousand():
    """One after the other, 20,000 took five seconds."""
    assert len(clusters_of(np.arange(20_000), 3)) == 1
    assert len(clusters_of(np.arange(20_000), 10)) == 7


@pytest.mark.parametrize("sizes", [[1] * 30, [3, 1, 20, 6], [30], [10, 10, 10]])
def test_products_are_those_of_each_cluster(sizes, monkeypatch):
    rng = np.random.default_rng(5)
    clusters = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    left, right = rng.random((30, 2)), rng.random((30, 3))
    wanted = [left[clusters == c].T @ right[clusters == c] for c in range(len(sizes))]
    for at_once in (linear.AT_ONCE, 40, 4):
        monkeypatch.setattr(linear, "AT_ONCE", at_once)
        found = [b.products(left, right) for b in clusters_of(clusters, 2)]
        np.testing.assert_allclose(np.concatenate(found), wanted)


def test_a_fit_does_not_hang_on_how_many_clusters_are_left_out_at_a_time(monkeypatch):
    rng = np.random.default_rng(6)
    x = np.column_stack([np.ones(90), rng.random(90), np.arange(90) < 9])
    y, clusters = rng.random((90, 2)), np.arange(90) // 4
    whole = fit_linear(x, y, clusters)
    monkeypatch.setattr(linear, "AT_ONCE", 50)
    parts = fit_linear(x, y, clusters)
    np.testing.assert_allclose(parts.se, whole.se, rtol=1e-12)
    np.testing.assert_allclose(parts.telling, whole.telling, rtol=1e-12)


def test_a_reference_must_occur_and_be_of_text():
    frame = pd.DataFrame({"year": [2020, 2021], "level": ["city", "county"]})
    turned = lay_out(frame, ["level"], what="here", reference={"level": "county"})
    assert turned.terms == ["intercept", "level[city]"]
    assert turned.columns[:, 1].tolist() == [1.0, 0.0]
    for reference, told in (
        ({"level": "town"}, "'town' does not occur in 'level'; there are city, county"),
        ({"region": "x"}, "'region', which is no covariate; those are year, level"),
        ({"year": "2020"}, "'year', whose values are numbers"),
    ):
        with pytest.raises(FrameError, match=told):
            lay_out(frame, ["year", "level"], what="here", reference=reference)


def test_tables_are_inverted_as_by_their_directions():
    """Firm ones at once; those with a direction of nothing, or nearly, without it."""
    rng = np.random.default_rng(3)
    turned = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    for least in (1.0, 1e-3, 1e-8, 1e-12, 0.0):
        table = turned @ np.diag([1.0, 1.0, 0.5, least]) @ turned.T
        tables = np.stack([np.eye(4), table, np.zeros((4, 4))])
        plain = np.linalg.pinv(tables, rcond=1e-9, hermitian=True)
        np.testing.assert_allclose(_invert(tables), plain, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(_invert(tables[:2]), plain[:2], rtol=1e-6, atol=1e-9)
