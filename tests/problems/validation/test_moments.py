import numpy as np
import pytest

from textmine.errors import FrameError
from textmine.problems.validation.moments import (
    MODELS,
    ModelRows,
    _corrected,
    _slope,
    mean_of,
    moments,
    solve_moments,
    tune_trust,
)


def plain(model, n=400, clusters=None):
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    linear = x @ [0.2, 0.5]
    y = {
        "linear": linear + rng.normal(size=n),
        "logistic": (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float),
        "poisson": rng.poisson(np.exp(linear)).astype(float),
    }[model]
    return ModelRows(x, y, x, y, np.zeros(n), np.ones(n), clusters)


def take(rows, places):
    """Some of the rows, as rows on their own."""
    said, true = rows.x_said[places], rows.x_true[places]
    y_said, y_true = rows.y_said[places], rows.y_true[places]
    return ModelRows(
        said, y_said, true, y_true, rows.inverse[places], rows.weights[places]
    )


@pytest.mark.parametrize(
    ("model", "beta", "errors"),
    [
        # statsmodels 0.15, OLS, Logit and GLM(Poisson) with cov_type="HC0" on the same numbers
        ("linear", [0.18738907, 0.58669582], [0.05016992, 0.04631513]),
        ("logistic", [0.23635434, 0.44004262], [0.10286047, 0.10969315]),
        ("poisson", [0.07063859, 0.51821677], [0.05053962, 0.04852597]),
    ],
)
def test_without_hand_codes_it_is_the_usual_regression(model, beta, errors):
    found = solve_moments(plain(model), model)
    np.testing.assert_allclose(found.beta, beta, atol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(found.by_row)), errors, atol=1e-6)
    # Leaving out each row is a little wider.
    left_out = np.sqrt(np.diag(found.covariance))
    assert (left_out > errors).all() and (left_out < 1.02 * np.array(errors)).all()


def test_all_coded_by_hand_is_the_regression_of_the_hand_whatever_the_machine_says():
    rows = plain("logistic")
    noise = np.random.default_rng(1).random(400).round()
    coded = ModelRows(
        rows.x_true, noise, rows.x_true, rows.y_true, np.ones(400), np.ones(400)
    )
    np.testing.assert_allclose(
        solve_moments(coded, "logistic").beta,
        solve_moments(rows, "logistic").beta,
        atol=1e-6,
    )


def test_copied_rows_in_clusters_tell_nothing_new():
    once = solve_moments(plain("linear", 50), "linear")
    rows = plain("linear", 50)
    x, y = np.repeat(rows.x_true, 8, axis=0), np.repeat(rows.y_true, 8)
    copied = ModelRows(
        x, y, x, y, np.zeros(400), np.ones(400), np.repeat(np.arange(50), 8)
    )
    many = solve_moments(copied, "linear")
    np.testing.assert_allclose(many.beta, once.beta, atol=1e-9)
    # What is left out of the copies is what is left out of the rows: their jackknife.
    np.testing.assert_allclose(many.covariance, once.covariance, rtol=1e-6)
    np.testing.assert_allclose(many.telling, once.telling, rtol=1e-6)
    named = solve_moments(plain("linear", 50, np.arange(50)), "linear")
    np.testing.assert_array_equal(named.covariance, once.covariance)


def test_covariates_that_determine_one_another_are_named():
    rows = plain("linear")
    x = np.column_stack([rows.x_true, 2 * rows.x_true[:, 1]])
    with pytest.raises(FrameError, match="determine one another"):
        solve_moments(
            ModelRows(x, rows.y_true, x, rows.y_true, np.zeros(400), np.ones(400)),
            "linear",
        )


def partly_coded(model, n=60, clusters=None):
    """Rows of which every third is coded by hand, with chances that differ, and weights."""
    rng = np.random.default_rng(5)
    rows = plain(model, n, clusters)
    inverse = np.where(np.arange(n) % 3 == 0, rng.uniform(2, 4, n), 0.0)
    x_true = rows.x_true + np.c_[np.zeros(n), rng.normal(0, 0.3, n)]
    y_true = (
        np.abs(rows.y_true + rng.normal(0, 0.2, n))
        if model != "linear"
        else rows.y_true + 1.0
    )
    return ModelRows(
        rows.x_said,
        rows.y_said,
        x_true,
        y_true,
        inverse,
        rng.uniform(0.5, 2, n),
        clusters,
    )


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
def test_the_slope_is_the_derivative_of_the_corrected_moments(model, trust):
    rows, beta, step = partly_coded(model), np.array([0.1, -0.2]), 1e-6
    slope = _slope(rows, beta, model, trust)
    for k in range(2):
        move = np.eye(2)[k] * step
        after = _corrected(rows, beta + move, model, trust).sum(axis=0)
        before = _corrected(rows, beta - move, model, trust).sum(axis=0)
        np.testing.assert_allclose(
            slope[:, k], (before - after) / (2 * step), rtol=1e-5
        )


@pytest.mark.parametrize("model", MODELS)
def test_at_the_solution_the_corrected_moments_sum_to_nothing(model):
    """Row by row: the machine's moment, plus 1 / chance times what the hand adds to it."""
    rows, trust = partly_coded(model), 0.6
    found = solve_moments(rows, model, trust=trust)
    inverse_link = {
        "linear": lambda v: v,
        "logistic": lambda v: 1 / (1 + np.exp(-v)),
        "poisson": np.exp,
    }[model]
    each = np.zeros((60, 2))
    for i in range(60):
        said, true = (
            rows.weights[i] * x[i] * (y[i] - inverse_link(x[i] @ found.beta))
            for x, y in ((rows.x_said, rows.y_said), (rows.x_true, rows.y_true))
        )
        each[i] = trust * said + rows.inverse[i] * (true - trust * said)
        wanted = true - trust * said if i % 3 == 0 else [0.0, 0.0]
        np.testing.assert_allclose(found.gap[i], wanted, atol=1e-12)
    np.testing.assert_allclose(each.sum(axis=0), 0.0, atol=1e-6)
    np.testing.assert_allclose(
        found.by_row, found.bread @ (each.T @ each) @ found.bread.T, rtol=1e-6
    )


@pytest.mark.parametrize("n_clusters", [2, 5, 60])
@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
def test_errors_of_a_line_are_those_of_leaving_out_each_cluster(n_clusters, trust):
    """Solved anew without it: years as they are written, one of them in some clusters only."""
    clusters = np.arange(60) % n_clusters
    rows = partly_coded("linear", clusters=clusters)
    rows.x_said[:, 1] = rows.x_true[:, 1] = 2018.0 + np.arange(60) % 7
    found = solve_moments(rows, "linear", trust=trust)
    squares = np.zeros((2, 2))
    for c in range(n_clusters):
        kept = take(rows, np.flatnonzero(clusters != c))
        moved = solve_moments(kept, "linear", trust=trust).beta - found.beta
        squares += np.outer(moved, moved)
    wanted = squares * (n_clusters - 1) / n_clusters
    np.testing.assert_allclose(found.covariance, wanted, rtol=1e-5)


@pytest.mark.parametrize("model", ["logistic", "poisson"])
def test_errors_of_a_curve_are_near_those_of_leaving_out_each_cluster(model):
    """One step towards the solution without it, in place of all."""
    clusters = np.arange(400) % 40
    rows = plain(model, 400, clusters)
    found = solve_moments(rows, model)
    squares = np.zeros((2, 2))
    for c in range(40):
        moved = solve_moments(take(rows, np.flatnonzero(clusters != c)), model).beta
        squares += np.outer(moved - found.beta, moved - found.beta)
    wanted, have = (np.sqrt(np.diag(v)) for v in (squares * 39 / 40, found.covariance))
    np.testing.assert_allclose(have, wanted, rtol=0.03)


@pytest.mark.parametrize("model", MODELS)
def test_degrees_of_freedom_by_a_table_of_clusters_by_clusters(model):
    """P written out: what clusters' moves have in common if rows vary as they are expected to."""
    clusters = np.arange(60) % 7 * (np.arange(60) % 2)
    clusters = np.unique(clusters, return_inverse=True)[1]
    rows, trust = partly_coded(model, clusters=clusters), 0.7
    found = solve_moments(rows, model, trust=trust)
    said, of_said = mean_of(model, rows.x_said @ found.beta)
    true, of_true = mean_of(model, rows.x_true @ found.beta)
    coded, inverse = rows.inverse > 0, rows.inverse
    residuals = [
        (y - mean) / np.sqrt(by)
        for y, mean, by in ((rows.y_said, said, of_said), (rows.y_true, true, of_true))
    ]
    size = [[(inverse * a * b)[coded].sum() for a in residuals] for b in residuals]
    # Rows' moments as two errors of the row, known up to how they spread: a factor of S.
    loads = np.zeros((2, 60, 2, 60))
    for i in range(60):
        loads[:, i, 0, i] = (
            trust
            * rows.weights[i]
            * (1 - inverse[i])
            * rows.x_said[i]
            * np.sqrt(of_said[i])
        )
        loads[:, i, 1, i] = (
            rows.weights[i] * inverse[i] * rows.x_true[i] * np.sqrt(of_true[i])
        )
    loads = np.einsum("tirj,rs->tisj", loads, np.linalg.cholesky(size))
    loads = loads.reshape(2, 60, 120)
    slope = np.linalg.inv(found.bread)
    total = loads.sum(axis=1)
    moves = []
    for c in range(int(clusters.max()) + 1):
        own = np.flatnonzero(clusters == c)
        part = _slope(take(rows, own), found.beta, model, trust)
        moment = loads[:, own].sum(axis=1) - part @ found.bread @ total
        moves.append(np.linalg.inv(slope - part) @ moment)
    for term in range(2):
        own = np.array(moves)[:, term]
        p = own @ own.T
        wanted = np.trace(p) ** 2 / (p**2).sum()
        assert found.telling[term] == pytest.approx(wanted, rel=1e-6)


def test_what_one_cluster_alone_tells_has_no_error():
    rows = plain("linear", 60, np.arange(60) // 20)
    x = np.column_stack([rows.x_true, (np.arange(60) < 20).astype(float)])
    alone = ModelRows(
        x, rows.y_true, x, rows.y_true, np.zeros(60), np.ones(60), rows.clusters
    )
    error = np.diag(solve_moments(alone, "linear").covariance)
    assert np.isnan(error).tolist() == [False, False, True]
    one = solve_moments(plain("linear", 60, np.zeros(60, dtype=np.int64)), "linear")
    assert np.isnan(one.covariance).all() and np.isfinite(one.beta).all()


@pytest.mark.parametrize("model", MODELS)
def test_means_and_slopes_stay_finite_however_far_out(model):
    linear = np.array([-100.0, -1.0, 0.0, 2.0, 100.0])
    mean, slope = mean_of(model, linear)
    assert np.isfinite(mean).all() and np.isfinite(slope).all()
    near = slice(1, 4)
    above, below = (mean_of(model, linear[near] + h)[0] for h in (1e-6, -1e-6))
    np.testing.assert_allclose(slope[near], (above - below) / 2e-6, rtol=1e-6)
    if model != "linear":
        np.testing.assert_allclose(
            mean[[0, -1]], mean_of(model, np.array([-30.0, 30.0]))[0]
        )


def test_the_tuned_trust_makes_the_summed_variance_least():
    """λ² of the machine's spread everywhere, and the spread of what is left where a hand coded."""
    rows = partly_coded("linear", 600)
    solution = solve_moments(rows, "linear")
    coded = rows.inverse > 0
    true, said = (
        moments(x, y, rows.weights, solution.beta, "linear") @ solution.bread.T
        for x, y in ((rows.x_true, rows.y_true), (rows.x_said, rows.y_said))
    )
    share = rows.inverse[coded] / rows.inverse[coded].sum()

    def variance(trust):
        total = 0.0
        for k in range(2):
            t, s = true[coded, k], said[coded, k]
            together = share @ ((t - share @ t) * (s - share @ s))
            spread = said[:, k].var()
            on_coded = -2 * trust * together + trust**2 * spread
            total += on_coded / coded.sum() + trust**2 * spread / len(said)
        return total

    trust = tune_trust(rows, solution, "linear")
    assert 0 < trust < 1
    assert variance(trust) < min(variance(trust - 0.01), variance(trust + 0.01))


def test_a_machine_that_always_says_the_same_is_not_trusted():
    rows = partly_coded("linear")
    solution = solve_moments(rows, "linear")
    flat = np.zeros(60)
    silent = ModelRows(
        np.zeros((60, 2)), flat, rows.x_true, rows.y_true, rows.inverse, rows.weights
    )
    assert tune_trust(silent, solution, "linear") == 0.0


def test_a_variable_that_separates_the_outcome_has_no_coefficient():
    x = np.column_stack([np.ones(40), np.repeat([-1.0, 1.0], 20)])
    y = np.repeat([0.0, 1.0], 20)
    rows = ModelRows(x, y, x, y, np.zeros(40), np.ones(40))
    with pytest.raises(FrameError, match="no coefficients found|determine one another"):
        solve_moments(rows, "logistic")


def test_steps_that_overshoot_are_halved():
    """From nothing, Newton's first step for counts of hundreds goes far beyond them."""
    x = np.column_stack([np.ones(50), np.linspace(-2, 2, 50)])
    y = np.round(np.exp(5 + 1.5 * x[:, 1]))
    rows = ModelRows(x, y, x, y, np.zeros(50), np.ones(50))
    np.testing.assert_allclose(solve_moments(rows, "poisson").beta, [5, 1.5], atol=0.01)


@pytest.mark.filterwarnings("ignore::FutureWarning:sklearn")
@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("model", ["logistic", "poisson"])
def test_coefficients_equal_the_reference_package(model, trust):
    """ppi_py, told of all rows as those that only the machine coded, solves the same equation.

    Its linear regression does not: it adds three regressions, each with slopes of its own rows.
    """
    ppi = pytest.importorskip("ppi_py")
    rng = np.random.default_rng(6)
    n, n_coded = 900, 150
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    linear = x @ [0.2, 0.7, -0.4]
    if model == "logistic":
        true = (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float)
        said = np.where(rng.random(n) < 0.8, true, 1 - true)
    else:
        true = rng.poisson(np.exp(linear)).astype(float)
        said = true + rng.poisson(0.5, n)
    coded = np.arange(n) < n_coded
    inverse = np.where(coded, n / n_coded, 0.0)
    reference = getattr(ppi, f"ppi_{model}_pointestimate")
    expected = reference(
        x[coded],
        true[coded],
        said[coded],
        x,
        said,
        lam=trust,
        optimizer_options={"gtol": 1e-10, "ftol": 1e-15},
    )
    rows = ModelRows(x, said, x, true, inverse, np.ones(n))
    found = solve_moments(rows, model, trust=trust).beta
    assert found == pytest.approx(expected, abs=1e-6)
