import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.problems.validation.regression import Regression, plan_regression, regress

BETA = np.array([0.3, 0.15, 0.08])


def cases(rng, n_agencies=60, size=12):
    """Outcome coded by a machine that errs more in counties and in later years."""
    agency = np.repeat(np.arange(n_agencies), size)
    n = len(agency)
    wealth = rng.normal(size=n_agencies)[agency].clip(-2, 2)
    own = rng.normal(size=n_agencies)[agency].clip(-2, 2)
    county = rng.integers(0, 2, n).astype(float)
    year = rng.integers(0, 3, n)
    share = (0.3 + 0.15 * county + 0.08 * wealth + 0.04 * own).clip(0, 1)
    true = (rng.random(n) < share).astype(float)
    right = rng.random(n) < np.where(county == 1, 0.6, 0.92) - 0.05 * year
    chance = np.where(county == 1, 0.35, 0.2)
    frame = pd.DataFrame({"said": np.where(right, true, 1 - true), "county": county})
    frame["wealth"], frame["agency"], frame["year"] = wealth, agency, year
    frame["hand"] = np.where(rng.random(n) < chance, true, np.nan)
    return frame.assign(probability=chance)


def covers(table, method, beta):
    rows = table[table["method"] == method]
    return (rows["ci_low"].to_numpy() <= beta) & (beta <= rows["ci_high"].to_numpy())


@pytest.mark.parametrize("method", ["dsl", "ppi"])
def test_corrected_coefficients_cover_the_truth_and_naive_ones_do_not(method):
    rng = np.random.default_rng(0)
    regression = Regression(
        "said", ["county", "wealth"], {"said": "hand"}, cluster="agency"
    )
    good, naive, narrower = [], [], []
    for _ in range(25):
        table = regress(cases(rng), regression, method=method)
        good.append(covers(table, method, BETA))
        naive.append(covers(table, "naive", BETA))
        se = table.groupby("method")["se"].mean()
        narrower.append(se[method] < se["hand"])
    assert np.mean(good) >= 0.88 and np.mean(good, axis=0).min() >= 0.8
    assert np.mean(naive, axis=0)[0] < 0.5
    assert np.mean(narrower) > 0.8


def test_a_covariate_coded_by_a_machine():
    rng = np.random.default_rng(1)
    regression = Regression("problems", ["said", "year"], {"said": "hand"})
    good, naive = [], []
    for _ in range(25):
        n = 800
        year = rng.integers(0, 4, n).astype(float)
        true = (rng.random(n) < 0.4).astype(float)
        frame = pd.DataFrame({"said": np.where(rng.random(n) < 0.75, true, 1 - true)})
        frame["year"] = year
        frame["problems"] = 1 + 0.8 * true + 0.2 * year + rng.normal(size=n)
        frame["hand"] = np.where(rng.random(n) < 0.3, true, np.nan)
        table = regress(frame, regression)
        beta = np.array([1.0, 0.8, 0.2])
        good.append(covers(table, "dsl", beta))
        naive.append(covers(table, "naive", beta))
    assert np.mean(good) >= 0.88
    assert np.mean(naive, axis=0)[1] < 0.2


def test_planned_errors_come_true():
    rng = np.random.default_rng(2)
    frame = cases(rng, 300, 10).drop(columns="probability")
    true = frame["said"].where(rng.random(3000) < 0.8, 1 - frame["said"])
    regression = Regression("said", ["county"], {"said": "hand"})
    pilot = frame.assign(hand=true.where(rng.random(3000) < 0.1))
    n_pilot = int(pilot["hand"].notna().sum())
    plan = plan_regression(pilot, regression, [n_pilot, 1200])
    now = regress(pilot, regression).query("method == 'dsl'")["se"].to_numpy()
    np.testing.assert_allclose(plan["se"].to_numpy()[:2], now, rtol=1e-6)
    more = frame.assign(hand=true.where(rng.random(3000) < 0.4))
    later = regress(more, regression).query("method == 'dsl'")["se"].to_numpy()
    np.testing.assert_allclose(plan["se"].to_numpy()[2:], later, rtol=0.15)
    assert plan["power"].between(0.05, 1).all()


def test_fixed_effects_and_text_covariates_become_indicators():
    frame = cases(np.random.default_rng(3)).assign(level=lambda x: x["year"].map(str))
    regression = Regression(
        "said",
        ["county", "level"],
        {"said": "hand"},
        fixed_effects="agency",
        model="linear",
    )
    table = regress(frame.iloc[:240], regression, method="ppi")
    assert table["term"].tolist()[:4] == ["intercept", "county", "level[1]", "level[2]"]
    assert (table.query("method == 'ppi'")["trust"] <= 1).all()


def test_bad_input_is_named():
    frame = cases(np.random.default_rng(4))
    good = {"said": "hand"}
    for regression, named in (
        (Regression("said", ["county"], {"year": "hand"}), "'year' is neither outcome"),
        (Regression("said", ["county"], {}), "names no column"),
        (
            Regression("said", ["county"], good, model="probit"),
            "unknown model 'probit'",
        ),
        (Regression("said", ["lost"], good), "lost"),
    ):
        with pytest.raises(FrameError, match=named):
            regress(frame, regression)
    regression = Regression("said", ["county"], good)
    with pytest.raises(FrameError, match="at least 10"):
        regress(frame.assign(hand=np.nan), regression)
    with pytest.raises(FrameError, match="must be above 0"):
        regress(frame.assign(probability=0.0), regression)
    with pytest.raises(FrameError, match="unknown method"):
        regress(frame, regression, method="magic")


def test_what_predicts_the_hand_can_be_the_machine_alone():
    from dataclasses import replace

    rng = np.random.default_rng(1)
    n = 800
    true = rng.integers(0, 2, n).astype(float)
    frame = pd.DataFrame({"x": rng.normal(size=n)})
    frame["y"] = 1.0 + 2.0 * true + frame["x"] + rng.normal(size=n)
    frame["machine"] = np.where(rng.random(n) < 0.8, true, 1 - true)
    frame["hand"] = np.where(np.arange(n) < 300, true, np.nan)
    every = Regression("y", ["machine", "x"], {"machine": "hand"})
    for regression in (every, replace(every, predict_from="machine")):
        row = (
            regress(frame, regression)
            .query("method == 'dsl' and term == 'machine'")
            .iloc[0]
        )
        assert row["ci_low"] < 2.0 < row["ci_high"]
    with pytest.raises(FrameError, match="predict_from"):
        regress(frame, replace(every, predict_from="nothing"))


@pytest.mark.parametrize("cluster", [None, "agency"])
def test_folds_go_by_the_labels_of_rows_and_not_by_their_order(cluster):
    frame = cases(np.random.default_rng(4), n_agencies=30)
    regression = Regression(
        "said", ["county", "wealth"], {"said": "hand"}, cluster=cluster
    )
    turned = frame.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        regress(turned, regression),
        regress(frame, regression),
        rtol=1e-4,
        check_exact=False,
    )


def test_cases_of_unknown_agencies_are_no_cluster():
    frame = cases(np.random.default_rng(5), n_agencies=30)
    unknown = frame["agency"] < 3
    frame["agency"] = frame["agency"].astype("str").mask(unknown, None)
    regression = Regression("said", ["county"], {"said": "hand"}, cluster="agency")
    assert regress(frame, regression)["n_clusters"].iloc[0] == 27 + int(unknown.sum())
