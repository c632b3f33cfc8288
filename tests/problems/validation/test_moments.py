import numpy as np
import pytest

from textmine.errors import FrameError
from textmine.problems.validation.moments import ModelRows, solve_moments


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
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), errors, atol=1e-6)


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
    np.testing.assert_allclose(many.covariance, once.covariance * 50 / 49, rtol=1e-6)


def test_covariates_that_determine_one_another_are_named():
    rows = plain("linear")
    x = np.column_stack([rows.x_true, 2 * rows.x_true[:, 1]])
    with pytest.raises(FrameError, match="determine one another"):
        solve_moments(
            ModelRows(x, rows.y_true, x, rows.y_true, np.zeros(400), np.ones(400)),
            "linear",
        )
