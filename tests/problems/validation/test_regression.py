import warnings
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.linear_model import LogisticRegression, Ridge

from textmine.compare import regress_shares
from textmine.errors import FrameError
from textmine.problems.validation.regression import (
    Regression,
    _power,
    _predict,
    _take_steps,
    plan_regression,
    regress,
)

# Written out: taken from the module, a bound would be tested against itself.
MIN_CODED = 10

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
    frame = cases(rng, 300, 10).drop(columns=["probability", "agency"])
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
    with pytest.raises(FrameError, match="expected 10 or more"):
        regress(frame.assign(hand=np.nan), regression)
    with pytest.raises(FrameError, match="must be above 0"):
        regress(frame.assign(probability=0.0), regression)
    for run in (regress, partial(plan_regression, sizes=[100])):
        with pytest.raises(FrameError, match="unknown method 'magic'"):
            run(frame, regression, method="magic")


def test_what_predicts_the_hand_can_be_the_machine_alone():
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
    if cluster is None:
        frame = frame.drop(columns="agency")
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


def least_squares(x, y, w):
    """Coefficients, and the inverse of the sums that they are solved with."""
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    return bread @ (x.T @ (w * y)), bread


def satterthwaite(x, w, clusters):
    """Degrees of freedom as clubSandwich has them: CR3, rows taken to be alike and independent."""
    bread = np.linalg.inv((x * w[:, None]).T @ x)
    rest = np.eye(len(x)) - x @ bread @ (x * w[:, None]).T
    rows = []
    for c in np.unique(clusters):
        own = np.flatnonzero(clusters == c)
        adjusted = np.linalg.inv(rest[np.ix_(own, own)]) @ rest[own]
        rows.append(bread @ (x[own] * w[own, None]).T @ adjusted)
    by_term = np.array(rows).swapaxes(0, 1)
    tables = by_term @ by_term.swapaxes(1, 2)
    return np.trace(tables, axis1=1, axis2=2) ** 2 / (tables**2).sum(axis=(1, 2))


@pytest.mark.parametrize("cluster", ["row", "agency"])
def test_naive_and_hand_rows_are_least_squares_by_hand(cluster):
    rng = np.random.default_rng(6)
    frame = cases(rng, n_agencies=15).assign(times=rng.uniform(0.5, 2, 180))
    whose = frame["agency"].to_numpy() if cluster == "agency" else np.arange(180)
    if cluster == "row":
        frame = frame.drop(columns="agency")
    regression = Regression(
        "said", ["county", "wealth"], {"said": "hand"}, weight="times"
    )
    table = regress(frame, regression, level=0.9)
    x = np.column_stack([np.ones(180), frame["county"], frame["wealth"]])
    times, coded = frame["times"].to_numpy(), frame["hand"].notna().to_numpy()
    chance = frame["probability"].to_numpy()
    n = len(np.unique(whose))
    for method, rows, y, w in (
        ("naive", np.ones(180, bool), frame["said"], times),
        ("hand", coded, frame["hand"], times / chance),
    ):
        own = np.flatnonzero(rows)
        beta, _ = least_squares(x[own], y.to_numpy()[own], w[own])
        variance = np.zeros((3, 3))
        for a in np.unique(whose[own]):
            kept = own[whose[own] != a]
            without, _ = least_squares(x[kept], y.to_numpy()[kept], w[kept])
            variance += np.outer(without - beta, without - beta) * (n - 1) / n
        freedom = satterthwaite(x[own], w[own], whose[own])
        assert (freedom < len(np.unique(whose[own])) - 1).all()
        se = np.sqrt(np.diag(variance))
        found = table[table["method"] == method]
        np.testing.assert_allclose(found["estimate"], beta, rtol=1e-6)
        np.testing.assert_allclose(found["se"], se, rtol=1e-6)
        np.testing.assert_allclose(found["df"], freedom, rtol=1e-6)
        law = stats.t(freedom)
        np.testing.assert_allclose(found["statistic"], beta / se, rtol=1e-6)
        np.testing.assert_allclose(
            found["p_value"], 2 * law.sf(abs(beta / se)), rtol=1e-5
        )
        np.testing.assert_allclose(
            found["ci_low"], beta - law.ppf(0.95) * se, rtol=1e-6
        )
        np.testing.assert_allclose(
            found["ci_high"], beta + law.ppf(0.95) * se, rtol=1e-6
        )
    assert (table["n"] == 180).all() and (table["n_coded"] == coded.sum()).all()
    assert (table["cluster"] == cluster).all() and (table["note"] == "").all()
    assert (table["n_clusters"] == (180 if cluster == "row" else 15)).all()
    trust = table.groupby("method")["trust"].first()
    assert (trust["dsl"], trust["naive"], trust["hand"]) == (1.0, 1.0, 0.0)


def by_level(rng, n_agencies=12, n_other=2):
    """Cases of agencies of unequal size, some of another level, that are alike to themselves."""
    agency = np.repeat(np.arange(n_agencies), rng.integers(4, 30, n_agencies))
    n = len(agency)
    own = rng.normal(0, 0.12, n_agencies)[agency]
    town = (agency < n_other).astype(float)
    true = (rng.random(n) < (0.35 + 0.15 * town + own).clip(0, 1)).astype(float)
    frame = pd.DataFrame({"said": np.where(rng.random(n) < 0.85, true, 1 - true)})
    frame["hand"] = np.where(rng.random(n) < 0.4, true, np.nan)
    return frame.assign(town=town, agency_id=[f"1:{k:02}" for k in agency])


def test_by_default_cases_of_one_agency_go_together():
    regression = Regression("said", ["town"], {"said": "hand"})
    frame = by_level(np.random.default_rng(19), n_other=5)
    found = regress(frame, regression)
    assert (found["cluster"] == "agency_id").all() and (found["n_clusters"] == 12).all()
    named = frame.rename(columns={"agency_id": "agency"})
    alone = frame.drop(columns="agency_id")
    reports = alone.assign(
        report_id=frame["agency_id"] + np.where(alone.index % 2, "a", "b")
    )
    for given, cluster, n in (
        (named, "agency", 12),
        (reports, "report_id", 24),
        (alone, "row", len(frame)),
    ):
        table = regress(given, regression)
        assert (table["cluster"] == cluster).all() and (table["n_clusters"] == n).all()
    # Agencies that are alike to themselves tell less than as many cases on their own.
    assert found["se"].iloc[1] > 1.2 * table["se"].iloc[1]
    asked = Regression("said", ["town"], {"said": "hand"}, cluster="town")
    assert (regress(frame, asked)["cluster"] == "town").all()


def test_intervals_hold_a_level_of_few_agencies():
    """Two of twelve: the sandwich of agencies' sums holds it in 0.72 of such worlds."""
    rng = np.random.default_rng(20)
    regression = Regression("said", ["town"], {"said": "hand"})
    held = [
        covers(regress(by_level(rng), regression, method="ppi"), "ppi", [0.35, 0.15])
        for _ in range(120)
    ]
    assert np.mean(held, axis=0).min() >= 0.85


def test_what_one_agency_alone_tells_has_no_error_and_says_why():
    frame = by_level(np.random.default_rng(21), n_other=1)
    table = regress(frame, Regression("said", ["town"], {"said": "hand"}))
    of_town = table["term"] == "town"
    errors = ["se", "statistic", "p_value", "ci_low", "ci_high"]
    assert table.loc[of_town, errors].isna().all(axis=None)
    assert table.loc[~of_town, errors].notna().all(axis=None)
    assert (table.loc[of_town, "note"] == "one cluster alone tells of it").all()
    assert table["estimate"].notna().all() and (table.loc[~of_town, "note"] == "").all()


def test_hand_codes_of_one_agency_tell_nothing_of_the_coder_elsewhere():
    frame = by_level(np.random.default_rng(22), n_other=6)
    whose = frame["agency_id"].value_counts().index[0]
    frame["hand"] = frame["said"].where(frame["agency_id"] == whose)
    frame["year"] = np.arange(len(frame)) % 4
    table = regress(frame, Regression("said", ["year"], {"said": "hand"}))
    naive = table["method"] == "naive"
    assert table.loc[~naive, "se"].isna().all() and table.loc[naive, "se"].gt(0).all()
    assert table.loc[~naive, "note"].eq("hand-coded rows of one cluster alone").all()


def test_years_as_they_are_written_are_fitted_as_if_counted_from_the_first():
    frame = by_level(np.random.default_rng(23), n_other=6)
    frame["year"] = np.arange(len(frame)) % 5
    later = frame.assign(year=frame["year"] + 2018)
    for model in ("linear", "logistic"):
        regression = Regression("said", ["year"], {"said": "hand"}, model=model)
        near, far = (regress(f, regression) for f in (frame, later))
        of_year = near["term"] == "year"
        for column in ("estimate", "se", "p_value"):
            np.testing.assert_allclose(
                far.loc[of_year, column], near.loc[of_year, column], rtol=1e-5
            )


def test_planned_errors_of_few_agencies_never_vanish():
    """What rows of an agency have in common is known badly; planned errors are no less for it."""
    for seed in range(12):
        frame = by_level(np.random.default_rng(seed), n_agencies=6, n_other=3)
        regression = Regression("said", ["town"], {"said": "hand"})
        n = int(frame["hand"].notna().sum())
        plan = plan_regression(frame, regression, [n, 10 * n])
        now, later = plan["se"].to_numpy().reshape(2, 2)
        assert (later > 0.3 * now).all() and (later <= now * (1 + 1e-9)).all()


def test_power_is_of_the_test_that_will_be_made():
    """Six agencies of one size, some coded more: Student's t with hardly five degrees of freedom.

    By the normal law the power of what lies two errors away was 0.52; with five it is 0.36.
    """
    frame = cases(np.random.default_rng(11), n_agencies=6, size=60)
    regression = Regression("said", [], {"said": "hand"}, cluster="agency")
    n = int(frame["hand"].notna().sum())
    told = regress(frame, regression).iloc[0]
    row = plan_regression(frame, regression, [n]).iloc[0]
    assert row["se"] == pytest.approx(told["se"])
    ratio = told["estimate"] / told["se"]
    assert 4 < told["df"] < 5
    law, bound = stats.nct(told["df"], ratio), stats.t(told["df"]).ppf(0.975)
    power = law.sf(bound) + law.cdf(-bound)
    assert row["power"] == pytest.approx(power, abs=1e-3)
    rng, bound = np.random.default_rng(0), stats.t(5).ppf(0.975)
    drawn = (2 + rng.normal(size=40_000)) / np.sqrt(rng.chisquare(5, 40_000) / 5)
    simulated = float(np.mean(np.abs(drawn) > bound))
    found = _power(np.array([2.0, 0.0]), np.ones(2), np.array([5.0, 5.0]))
    assert found[0] == pytest.approx(simulated, abs=0.01)
    assert found[1] == pytest.approx(0.05, abs=1e-3)
    none = _power(np.array([2.0]), np.zeros(1), np.array([5.0]))
    assert none.tolist() == [1.0]


def test_one_coded_cluster_has_no_power():
    frame = cases(np.random.default_rng(12), n_agencies=5, size=40)
    frame["hand"] = frame["hand"].where(frame["agency"] == 0)
    regression = Regression("said", [], {"said": "hand"}, cluster="agency")
    n = int(frame["hand"].notna().sum())
    frame = frame.drop(columns="probability")
    assert regress(frame, regression)["p_value"].isna()[0]
    assert plan_regression(frame, regression, [n])["power"].isna().all()


def test_without_a_probability_all_were_equally_likely():
    frame = cases(np.random.default_rng(7), n_agencies=20).drop(columns="probability")
    regression = Regression("said", ["county"], {"said": "hand"})
    share = frame["hand"].notna().mean()
    pd.testing.assert_frame_equal(
        regress(frame, regression), regress(frame.assign(probability=share), regression)
    )


def test_fixed_effects_are_the_same_as_indicators_and_only_covariates_are_shown():
    frame = cases(np.random.default_rng(8), n_agencies=8)
    own = ["county", *(f"is{k}" for k in range(1, 8))]
    for k in range(1, 8):
        frame[f"is{k}"] = (frame["agency"] == k).astype(float)
    fixed = Regression("said", ["county"], {"said": "hand"}, fixed_effects="agency")
    table = regress(frame, fixed, method="ppi")
    whole = regress(frame, Regression("said", own, {"said": "hand"}), method="ppi")
    assert table["term"].tolist() == ["intercept", "county"] * 3
    shown = whole[whole["term"].isin(["intercept", "county"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, shown)


def test_power_and_cost_by_hand_and_no_chance_above_one():
    rng = np.random.default_rng(9)
    frame = cases(rng, n_agencies=40)
    regression = Regression("said", ["county"], {"said": "hand"})
    n = int(frame["hand"].notna().sum())
    plan = plan_regression(frame, regression, [n, 480, 9999], cost=2.5)
    assert plan["cost"].tolist() == [
        2.5 * size for size in (n, n, 480, 480, 9999, 9999)
    ]
    assert (plan["power"] <= 1).all()
    # More codes than rows help no more than all rows.
    last = plan_regression(frame, regression, [99_999])["se"].to_numpy()
    np.testing.assert_allclose(plan["se"].to_numpy()[4:], last)
    assert (plan["se"].to_numpy()[:2] > plan["se"].to_numpy()[2:4]).all()
    with pytest.raises(FrameError, match="numbers from 1 on"):
        plan_regression(frame, regression, [0, 5])
    with pytest.raises(FrameError, match="numbers from 1 on"):
        plan_regression(frame, regression, [])


@pytest.mark.parametrize("hand", [{}, {"said": "hand"}])
def test_who_has_no_hand_codes_is_told_where_a_plain_regression_is(hand):
    frame = cases(np.random.default_rng(4)).assign(hand=np.nan)
    with pytest.raises(FrameError, match=r"tm\.compare\.regress_shares\(scores, rep"):
        regress(frame, Regression("said", ["county"], hand))


def test_the_plain_regression_takes_any_number_of_each_report():
    """As the message says: 2 more in counties than in cities."""
    ids = [f"r{i}" for i in range(24)]
    level = ["city", "county"] * 12
    reports = pd.DataFrame({"report_id": ids, "agency": ids, "level": level})
    n = [i % 3 + 2 * (level[i] == "county") for i in range(24)]
    numbers = pd.DataFrame({"report_id": ids, "score": "problems", "value": n})
    table = regress_shares(numbers, reports, ["level"]).set_index("term")
    assert table.loc["level[county]", "estimate"] == pytest.approx(2)
    rows = reports.assign(n=n)
    plain = regress(rows, Regression("n", ["level"], {"n": "n"})).set_index("term")
    assert plain.loc["level[county]", "estimate"].tolist() == pytest.approx([2] * 3)
    assert plain.loc["level[county]", "se"].tolist() == pytest.approx(
        [table.loc["level[county]", "se"]] * 3
    )


@pytest.mark.parametrize("known", ["agency", "report_id"])
def test_two_doors_to_one_regression_say_the_same(known):
    """Few agencies, of unequal numbers of reports: regress_shares, and regress with y for truth."""
    rng = np.random.default_rng(31)
    agency = np.repeat(np.arange(9), rng.integers(1, 8, 9))
    n = len(agency)
    reports = pd.DataFrame(
        {
            "report_id": [f"r{i:02}" for i in range(n)],
            "agency": [f"局{a}" for a in agency],
            "level": np.where(agency < 3, "county", "city"),
            "year": 2018 + rng.integers(0, 5, n),
            "value": rng.random(n) + rng.random(9)[agency],
        }
    )
    if known == "report_id":
        reports = reports.drop(columns="agency")
    shares = reports[["report_id", "value"]].assign(score="share")
    table = regress_shares(shares, reports, ["level", "year"])
    columns = ["estimate", "se", "df", "ci_low", "ci_high", "p_value"]
    design = Regression("value", ["level", "year"], {"value": "value"})
    for method in ("dsl", "ppi"):
        other = regress(reports, design, method=method)
        for _, rows in other.groupby("method"):
            np.testing.assert_allclose(rows[columns], table[columns], rtol=1e-6)
            for name in ("term", "n", "cluster", "n_clusters", "note"):
                assert rows[name].tolist() == table[name].tolist()
    alone = regress(reports.drop(columns="report_id"), design)
    if known == "report_id":
        np.testing.assert_allclose(alone[columns][:3], table[columns], rtol=1e-6)
        assert (alone["cluster"] == "row").all()


@pytest.mark.parametrize("value", ["same", "as the level", "of one agency"])
def test_two_doors_have_no_error_for_the_same_reasons(value):
    agency = np.repeat(np.arange(6), 4)
    level = np.where(agency < (1 if value == "of one agency" else 3), "county", "city")
    said = np.random.default_rng(0).random(24)
    said = {"same": 0.5 + 0 * said, "as the level": (level == "city") * 1.0}.get(
        value, said
    )
    reports = pd.DataFrame(
        {"report_id": [f"r{i:02}" for i in range(24)], "agency": agency.astype(str)}
    ).assign(level=level, value=said)
    shares = reports[["report_id", "value"]].assign(score="share")
    table = regress_shares(shares, reports, ["level"])
    other = regress(reports, Regression("value", ["level"], {"value": "value"}))
    for _, rows in other.groupby("method"):
        columns = ["se", "df", "ci_low", "ci_high", "p_value"]
        np.testing.assert_allclose(rows[columns], table[columns], rtol=1e-6)
        assert rows["note"].tolist() == table["note"].tolist()
    assert table["note"].iloc[1] != "" and np.isnan(table["p_value"].iloc[1])


def test_ten_hand_codes_are_enough_and_nine_are_not():
    frame = cases(np.random.default_rng(10)).drop(columns="probability")
    frame["hand"] = frame["said"].where(frame.index % 72 == 0)
    regression = Regression("said", ["wealth"], {"said": "hand"})
    assert (regress(frame, regression)["n_coded"] == MIN_CODED).all()
    with pytest.raises(FrameError, match="9 rows coded by hand; expected 10 or more"):
        regress(frame.assign(hand=frame["hand"].where(frame.index > 0)), regression)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"said": "a"}, "'said' is not numeric"),
        ({"wealth": np.inf}, "row 0, column wealth: inf"),
        ({"probability": 1.5}, "at most 1"),
    ],
)
def test_columns_that_cannot_be_counted_are_named(changes, named):
    frame = cases(np.random.default_rng(11), n_agencies=30)
    frame.loc[0, "hand"] = 1.0
    for name, value in changes.items():
        column = frame[name].astype("object")
        column[0] = value
        frame[name] = column if value == "a" else column.astype(float)
    regression = Regression("said", ["county", "wealth"], {"said": "hand"})
    with pytest.raises(FrameError, match=named):
        regress(frame, regression)


def test_a_column_of_too_many_values_makes_no_indicators():
    frame = cases(np.random.default_rng(12))
    frame["name"] = [f"n{k:04d}" for k in range(len(frame))]
    regression = Regression("said", ["county"], {"said": "hand"}, fixed_effects="name")
    with pytest.raises(FrameError, match="720 values; expected 2 to 300"):
        regress(frame, regression)


def test_a_better_predictor_of_the_hand_narrows_the_errors():
    rng = np.random.default_rng(13)
    frame = cases(rng, n_agencies=100)
    true = frame["hand"].fillna(frame["said"])
    frame["chance"] = (0.1 + 0.8 * true + rng.normal(0, 0.05, len(frame))).clip(0, 1)
    frame["said"] = rng.integers(0, 2, len(frame)).astype(float)
    plain = Regression("said", ["county"], {"said": "hand"})
    known = Regression("said", ["county"], {"said": "hand"}, predictors=["chance"])
    for method, least in (("dsl", 0.8), ("ppi", 1.01)):
        wide, narrow = (
            regress(frame, r, method=method).query(f"method == '{method}'")["se"].mean()
            for r in (plain, known)
        )
        assert narrow < least * wide


@pytest.mark.parametrize("model", ["logistic", "poisson"])
def test_other_means_find_what_was_put_in(model):
    rng = np.random.default_rng(14)
    n = 6000
    x = rng.normal(size=n)
    linear = -0.5 + 0.7 * x
    true = (
        (rng.random(n) < 1 / (1 + np.exp(-linear))).astype(float)
        if model == "logistic"
        else rng.poisson(np.exp(linear)).astype(float)
    )
    off = rng.random(n) < 0.2
    said = np.where(off, 1 - true, true) if model == "logistic" else true + off
    frame = pd.DataFrame(
        {"x": x, "said": said, "hand": np.where(rng.random(n) < 0.4, true, np.nan)}
    )
    regression = Regression("said", ["x"], {"said": "hand"}, model=model)
    for method in ("dsl", "ppi"):
        table = regress(frame, regression, method=method)
        rows = table[table["method"] == method]
        assert (abs(rows["estimate"] - [-0.5, 0.7]) < 3.5 * rows["se"]).all()
        naive = table[table["method"] == "naive"]
        assert (abs(naive["estimate"] - [-0.5, 0.7]) > 3.5 * naive["se"]).any()


@pytest.mark.parametrize("coded_as", ["yes or no", "a number"])
@pytest.mark.parametrize("cluster", [None, "agency"])
def test_the_hands_codes_are_predicted_across_five_folds_three_times(coded_as, cluster):
    """By models of the machine's code, of all that is known, and of both together."""
    frame = cases(np.random.default_rng(15), n_agencies=25, size=4)
    if cluster is None:
        frame = frame.drop(columns="agency")
    if coded_as == "a number":
        frame["hand"] = 2.0 * frame["hand"] + 0.1 * frame["wealth"]
    regression = Regression(
        "said", ["county", "wealth"], {"said": "hand"}, cluster=cluster
    )
    data, rows = _take_steps(frame, regression, "dsl", seed=4)
    known = frame[["said", "county", "wealth"]].to_numpy()
    scaled = (known - known.mean(axis=0)) / known.std(axis=0)
    own = known[:, :1] - known[:, 0].mean()
    features = np.hstack([own, scaled, own * scaled])
    coded = frame["hand"].notna().to_numpy()
    weights = 1 / frame["probability"].to_numpy()
    unit = data.rows.clusters if cluster else np.argsort(data.by_label)
    rng, total = np.random.default_rng(4), np.zeros(100)
    for _ in range(3):
        fold = (rng.permutation(unit.max() + 1) % 5)[unit]
        for k in range(5):
            train, out = coded & (fold != k), fold == k
            sample_weight = weights[train] / weights[train].mean()
            y = frame["hand"].to_numpy()[train]
            if coded_as == "a number":
                model = Ridge().fit(features[train], y, sample_weight)
                total[out] += model.predict(features[out])
            else:
                model = LogisticRegression(max_iter=1000)
                model.fit(features[train], y, sample_weight)
                total[out] += model.predict_proba(features[out])[:, 1]
    np.testing.assert_allclose(rows.y_said, total / 3, rtol=1e-6)
    np.testing.assert_array_equal(rows.x_said, data.rows.x_said)


def test_where_the_hand_says_one_thing_only_that_is_predicted():
    x = np.arange(6.0)[:, None]
    assert _predict(x, np.ones(6), np.ones(6), x[:2]).tolist() == [1.0, 1.0]
    assert _predict(x[:0], x[:0, 0], x[:0, 0], x[:2]).tolist() == [0.0, 0.0]
    assert _predict(x[:1], np.array([0.5]), np.ones(1), x[:2]).tolist() == [0.5, 0.5]


def test_what_is_drawn_for_sure_may_be_regressed_on():
    rng = np.random.default_rng(5)
    frame = cases(rng, n_agencies=20)
    frame["hand"] = (rng.random(len(frame)) < 0.4).astype(float)
    regression = Regression("said", ["county", "wealth"], {"said": "hand"})
    table = regress(frame.assign(probability=1.0), regression)
    by_hand, corrected = (
        table.loc[table["method"] == method, "estimate"].to_numpy()
        for method in ("hand", "dsl")
    )
    # All are coded: what the machine says adds nothing.
    np.testing.assert_allclose(corrected, by_hand, atol=1e-9)
    for chance in (1.01, 0.0):
        with pytest.raises(FrameError, match="probability"):
            regress(frame.assign(probability=chance), regression)


@pytest.mark.parametrize("place", ["covariate", "fixed effect"])
@pytest.mark.parametrize("missing", [None, np.nan, ""])
def test_a_case_without_a_value_is_named(place, missing):
    frame = cases(np.random.default_rng(15), n_agencies=20)
    frame["level"] = np.where(frame["county"] == 1, "county", "city").astype(object)
    frame.loc[7, "level"] = missing
    regression = (
        Regression("said", ["level"], {"said": "hand"})
        if place == "covariate"
        else Regression("said", ["wealth"], {"said": "hand"}, fixed_effects="level")
    )
    with pytest.raises(FrameError, match="row 7, column level: .*expected a value"):
        regress(frame, regression)
    whole = regress(frame.drop(index=7), regression)
    assert (
        whole["term"].tolist()[1]
        == {
            "covariate": "level[county]",
            "fixed effect": "wealth",
        }[place]
    )


def test_years_are_a_number_among_covariates_and_labels_as_fixed_effects():
    frame = cases(np.random.default_rng(16), n_agencies=20)
    written = frame.assign(year=(2020 + frame["year"]).astype(str) + "年")
    hand = {"said": "hand"}
    number = regress(written, Regression("said", ["year"], hand))
    assert number["term"].tolist()[:2] == ["intercept", "year"]
    pd.testing.assert_frame_equal(
        regress(written, Regression("said", ["wealth"], hand, fixed_effects="year")),
        regress(
            frame.assign(when="y" + frame["year"].astype(str)),
            Regression("said", ["wealth"], hand, fixed_effects="when"),
        ),
    )


def test_a_machine_code_in_words_has_no_hand_code_in_numbers():
    frame = cases(np.random.default_rng(17), n_agencies=20)
    frame["kind"] = np.where(frame["said"] == 1, "b", "a")
    with pytest.raises(FrameError, match="column 'kind' is not numeric"):
        regress(frame, Regression("wealth", ["kind"], {"kind": "hand"}))


def test_cases_of_one_report_go_together_where_their_agency_is_unknown():
    frame = cases(np.random.default_rng(18), n_agencies=20)
    frame["report_id"] = [f"r{k // 4}" for k in range(len(frame))]
    frame["agency"] = frame["agency"].astype("str").mask(frame["agency"] < 3, None)
    regression = Regression("said", ["county"], {"said": "hand"}, cluster="agency")
    assert (regress(frame, regression)["n_clusters"] == 17 + 9).all()


def test_outcomes_without_any_spread_have_no_error_and_it_says_so():
    """All hand codes and machine codes 1: an interval of 1 to 1 would claim to be certain of it."""
    frame = by_level(np.random.default_rng(24), n_other=6).assign(said=1.0)
    frame["hand"] = frame["hand"].where(frame["hand"].isna(), 1.0)
    frame["year"] = 2019.0 + np.arange(len(frame)) % 4
    for given in (frame, frame.drop(columns="agency_id")):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # no interval is rough where there is none
            table = regress(given, Regression("said", ["year"], {"said": "hand"}))
        errors = ["se", "statistic", "p_value", "ci_low", "ci_high"]
        assert table[errors].isna().all(axis=None)
        assert (table["note"] == "outcomes without any spread about it").all()
        assert table["estimate"].iloc[1::2].to_numpy() == pytest.approx(0.0, abs=1e-9)
        plan = plan_regression(
            given, Regression("said", ["year"], {"said": "hand"}), [90]
        )
        assert np.isfinite(plan["se"]).all()


def test_the_reference_is_the_callers_and_degrees_of_freedom_give_the_p_value():
    rng = np.random.default_rng(5)
    frame = cases(rng, n_agencies=20)
    frame["place"] = np.where(frame["county"] == 1, "county", "city")
    asked = Regression("said", ["place"], {"said": "hand"}, cluster="agency")
    usual = regress(frame, asked)
    turned = regress(frame, replace(asked, reference={"place": "county"}))
    assert turned["term"].tolist() == ["intercept", "place[city]"] * 3
    naive = [t[t["method"] == "naive"].iloc[1] for t in (usual, turned)]
    assert naive[0]["estimate"] == pytest.approx(-naive[1]["estimate"])
    told = 2 * stats.t.sf(usual["statistic"].abs(), usual["df"])
    np.testing.assert_allclose(told, usual["p_value"])
    with pytest.raises(FrameError, match="reference 'town' does not occur"):
        regress(frame, replace(asked, reference={"place": "town"}))


def test_a_covariate_that_does_not_change_within_a_fixed_effect_is_named():
    """It was said that some covariate is a sum of others, and not which."""
    rng = np.random.default_rng(3)
    frame = cases(rng, n_agencies=30)
    effects = Regression(
        "said", ["county", "wealth"], {"said": "hand"}, fixed_effects="agency"
    )
    with pytest.raises(FrameError, match="regress: .*one another: 'wealth'"):
        regress(frame, effects)
    twice = Regression("said", ["wealth", "poverty"], {"said": "hand"})
    with pytest.raises(FrameError, match="regress: .*one another: 'poverty'"):
        regress(frame.assign(poverty=-frame["wealth"]), twice)
    one_year = Regression("said", ["year"], {"said": "hand"})
    with pytest.raises(FrameError, match="regress: 'year' has 1 value, 2021"):
        regress(frame.assign(year=2021), one_year)
