from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.compare.effects import EFFECTS, regress_shares
from textmine.dtypes import holds_text
from textmine.errors import FrameError, TextmineWarning
from textmine.problems.validation.regression import Regression, regress
from textmine.themes.trends import find_trends

N = 60


@pytest.fixture
def reports() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "report_id": [f"r{i:02}" for i in range(N)],
            "agency": [f"机关{i // 2}" for i in range(N)],
            "year": 2020 + np.arange(N) % 2,
            "level": rng.choice(["city", "county"], N),
        }
    )


@pytest.fixture
def shares(reports: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    own = 0.3 + 0.2 * (reports["level"] == "county") + rng.normal(0, 0.02, N)
    parts = [
        pd.DataFrame({"report_id": reports["report_id"], "theme": k, "share": share})
        for k, share in enumerate((own, 1 - own))
    ]
    return pd.concat(parts, ignore_index=True)


def test_an_effect_is_found_where_there_is_one(reports, shares) -> None:
    table = regress_shares(shares, reports, ["level", "year"], labels=["解读", "培训"])
    assert table["theme"].tolist() == [0] * 3 + [1] * 3
    assert table["term"].tolist() == ["intercept", "level[county]", "year"] * 2
    assert list(table.columns) == list(EFFECTS)
    for name, kind in EFFECTS.items():
        told = "str" if holds_text(table[name]) else str(table[name].dtype)
        assert told == kind
    county, year = table.iloc[1], table.iloc[2]
    assert county["label"] == "解读"
    assert county["ci_low"] < 0.2 < county["ci_high"] < 0.25
    assert county["q_value"] < 0.001
    assert year["ci_low"] < 0 < year["ci_high"]
    assert set(table["n"]) == {N}
    assert set(table["n_clusters"]) == {N // 2}
    assert table.loc[4, "estimate"] == pytest.approx(-county["estimate"])


def test_the_order_of_rows_plays_no_part(reports, shares) -> None:
    mixed = (
        shares.sample(frac=1, random_state=1),
        reports.sample(frac=1, random_state=2),
    )
    pd.testing.assert_frame_equal(
        regress_shares(*mixed, ["level"]),
        regress_shares(shares, reports, ["level"]),
        check_exact=True,
    )


def test_q_is_adjusted_over_the_themes_of_a_term(reports, shares) -> None:
    third = shares[shares["theme"] == 0].assign(theme=2, share=0.1)
    third["share"] += np.random.default_rng(9).normal(0, 0.01, N)
    table = regress_shares(pd.concat([shares, third]), reports, ["level"])
    of_level = table[table["term"] == "level[county]"].set_index("theme")
    # Two themes that mirror each other, and one without an effect: p · 3 / 2 for the two.
    assert of_level.loc[0, "q_value"] == pytest.approx(of_level.loc[0, "p_value"] * 1.5)
    assert of_level.loc[2, "q_value"] == pytest.approx(of_level.loc[2, "p_value"])


def test_reports_without_a_theme_or_a_value_are_left_out(reports, shares) -> None:
    shares.loc[shares["report_id"] == "r00", "share"] = np.nan
    reports = reports.assign(
        level=reports["level"].mask(reports["report_id"] == "r01", "")
    )
    table = regress_shares(shares, reports, ["level"])
    assert set(table["n"]) == {N - 2}


def test_what_cannot_be_regressed_is_one_sentence(reports, shares) -> None:
    with pytest.raises(FrameError, match="1 label, but theme 1 occurs"):
        regress_shares(shares, reports, ["level"], labels=["解读"])
    with pytest.raises(FrameError, match="missing column region"):
        regress_shares(shares, reports, ["region"])
    with pytest.raises(FrameError, match="no report of 0 has shares"):
        regress_shares(
            shares,
            reports.assign(report_id="x", level="city", agency="甲", year=1),
            ["year"],
        )
    with pytest.raises(FrameError, match="each report and theme once"):
        regress_shares(pd.concat([shares, shares]), reports, ["level"])
    with pytest.raises(FrameError, match="themes from 0"):
        regress_shares(shares.assign(theme=-1), reports, ["level"], labels=["解读"])
    with pytest.raises(FrameError, match="regress_shares: .*one another: 'twice'"):
        regress_shares(
            shares, reports.assign(twice=2 * reports["year"]), ["year", "twice"]
        )
    with pytest.raises(FrameError, match=r"level is 2;"):
        regress_shares(shares, reports, ["level"], level=2)


@pytest.mark.parametrize("lost", ["national", "city"])
def test_a_value_that_only_reports_left_out_have_is_no_term(
    reports, shares, lost: str
) -> None:
    """It was a column of zeros, and the covariates were said to determine one another."""
    kept = regress_shares(shares, reports, ["year", "level"])
    reports.loc[len(reports)] = ["x", "机关x", 2020, lost]
    more = pd.DataFrame({"report_id": "x", "theme": [0, 1], "share": np.nan})
    found = regress_shares(pd.concat([shares, more]), reports, ["year", "level"])
    pd.testing.assert_frame_equal(found, kept)


def test_scores_are_regressed_under_their_names(reports, shares) -> None:
    names = {0: "share_peer", 1: "share_original"}
    scores = shares.assign(score=shares["theme"].map(names)).rename(
        columns={"share": "value"}
    )
    scores = scores.drop(columns="theme").assign(scope="report")
    by_score = regress_shares(scores, reports, ["level"])
    assert by_score["label"].unique().tolist() == ["share_original", "share_peer"]
    turned = shares.assign(theme=1 - shares["theme"])
    by_theme = regress_shares(
        turned, reports, ["level"], labels=["share_original", "share_peer"]
    )
    pd.testing.assert_frame_equal(by_score, by_theme)
    twice = pd.concat([scores, scores.assign(scope="problems")])
    with pytest.raises(FrameError, match="each report and score once, of one scope"):
        regress_shares(twice, reports, ["level"])


def test_the_value_that_others_are_compared_with_is_the_callers(
    reports, shares
) -> None:
    usual = regress_shares(shares, reports, ["level", "year"])
    turned = regress_shares(
        shares, reports, ["level", "year"], reference={"level": "county"}
    )
    assert turned["term"].tolist()[:3] == ["intercept", "level[city]", "year"]
    own, other = turned.iloc[1], usual.iloc[1]
    assert own["estimate"] == pytest.approx(-other["estimate"])
    assert own["se"] == pytest.approx(other["se"])
    assert (turned.iloc[2]["estimate"], turned.iloc[2]["df"]) == pytest.approx(
        (usual.iloc[2]["estimate"], usual.iloc[2]["df"])
    )
    with pytest.raises(FrameError, match="reference 'town' does not occur in 'level'"):
        regress_shares(shares, reports, ["level"], reference={"level": "town"})


def test_degrees_of_freedom_give_the_p_value(reports, shares) -> None:
    table = regress_shares(shares, reports, ["level"])
    ratio = (table["estimate"] / table["se"]).abs()
    told = 2 * stats.t.sf(ratio, table["df"])
    np.testing.assert_allclose(told, table["p_value"], rtol=1e-6, atol=1e-300)
    assert table["df"].between(1, N // 2 - 1).all()


def test_few_agencies_make_no_interval_rough_where_there_is_none(
    reports, shares
) -> None:
    few = reports.head(20)
    with pytest.warns(TextmineWarning, match=r"regress_shares: .*all \(10\)"):
        regress_shares(shares, few, ["level"])
    # Where all say the same nothing is known of the error, and nobody is warned of it.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = regress_shares(shares.assign(share=0.5), few, ["level"])
    assert table["se"].isna().all() and table["note"].ne("").all()


def test_reports_left_out_are_told_with_what_they_lack(reports, shares) -> None:
    reports.loc[3, "level"], reports.loc[4, "level"] = "", None
    shares.loc[shares["report_id"] == "r05", "share"] = np.nan
    with pytest.warns(TextmineWarning) as told:
        table = regress_shares(shares, reports, ["level", "year"])
    assert set(table["n"]) == {N - 3}
    wanted = f"regress_shares: left out for want of level or share: 3 of {N} reports"
    assert wanted in [str(one.message) for one in told]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(2019, 2023), st.integers(0, 9)),
        min_size=12,
        max_size=40,
    )
)
def test_a_share_is_regressed_alike_by_all_that_regress(rows) -> None:
    """As docs/study.md has it: estimates, errors, df, intervals and p are the same in three."""
    frame = pd.DataFrame(rows, columns=["agency", "year", "y"])
    frame = frame.assign(
        agency="局" + frame["agency"].astype(str),
        report_id=[f"r{k:02}" for k in range(len(frame))],
        y=frame["y"] / 10 + np.sin(np.arange(len(frame))) / 100,
    )
    assume(frame["year"].nunique() > 1)
    shares = frame[["report_id"]].assign(theme=0, share=frame["y"])
    ours = regress_shares(shares, frame, ["year"])
    design = Regression("y", ["year"], {"y": "y"})
    theirs = regress(frame, design).query("method == 'hand'").reset_index(drop=True)
    numbers = ["estimate", "se", "df", "ci_low", "ci_high", "p_value"]
    np.testing.assert_allclose(ours[numbers], theirs[numbers], rtol=1e-4, atol=1e-8)
    values = frame[["report_id"]].assign(item="x", value=frame["y"])
    trend = find_trends(values, frame).rename(columns={"slope": "estimate"})
    numbers.remove("se")
    np.testing.assert_allclose(trend[numbers], ours.loc[[1], numbers], rtol=1e-8)
