import numpy as np
import pandas as pd
import pytest

from textmine.errors import CodebookError, FrameError, TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import (
    _ESTIMATES,
    _Case,
    _Hand,
    corrected_shares,
)

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)


def draw(rng, n, prevalence, se, sp):
    truth = rng.random(n) < prevalence
    said = np.where(truth, rng.random(n) < se, rng.random(n) >= sp)
    names = np.array(["rest", "hit"])
    return pd.DataFrame(
        {"categories": names[said.astype(int)], "truth": names[truth.astype(int)]}
    )


def column(ones, n):
    return (np.arange(n) < ones).astype(float)


def coverage(method, prevalence, *, n_labelled, shift, repeats=1000):
    """Share of simulated corpora of 1,500 statements whose interval holds the truth."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(repeats):
        true = rng.binomial(1500, prevalence)
        hits = rng.binomial(true, 0.85) + rng.binomial(1500 - true, 0.05)
        there = rng.binomial(n_labelled, shift)
        tp, fp = rng.binomial(there, 0.85), rng.binomial(n_labelled - there, 0.05)
        truth = column(there, n_labelled)
        said = column(tp, n_labelled) + column(there + fp, n_labelled) - truth
        hand = _Hand(said[:, None], truth[:, None], np.ones(n_labelled), None, None)
        found = _ESTIMATES[method](
            _Case(column(hits, 1500), None, said, truth, hand), rng
        )
        covered += found.low <= prevalence <= found.high
    return covered / repeats


@pytest.mark.parametrize("prevalence", [0.03, 0.1, 0.3])
def test_interval_covers_the_truth_with_a_sample_of_the_corpus(prevalence):
    assert coverage("confusion", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("prevalence", [0.02, 0.05, 0.2])
def test_interval_covers_the_truth_with_labels_from_elsewhere(prevalence):
    assert coverage("rogan-gladen", prevalence, n_labelled=800, shift=0.4) >= 0.93


@pytest.mark.parametrize("prevalence", [0.03, 0.1, 0.3])
def test_prediction_powered_interval_covers_the_truth(prevalence):
    assert coverage("ppi", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("prevalence", [0.1, 0.3])
def test_tuned_interval_covers_the_truth(prevalence):
    assert coverage("ppi++", prevalence, n_labelled=200, shift=prevalence) >= 0.93


@pytest.mark.parametrize("n_labelled", [5, 29, 30, 200])
@pytest.mark.parametrize("prevalence", [0.1, 0.3])
def test_a_small_group_covers_the_truth_by_its_own_labels(n_labelled, prevalence):
    assert (
        coverage("confusion", prevalence, n_labelled=n_labelled, shift=prevalence)
        >= 0.93
    )


def test_prediction_powered_share_is_the_coders_plus_its_mean_error():
    coded = pd.DataFrame({"categories": ["hit"] * 30 + ["rest"] * 70})
    hand = pd.DataFrame(
        {
            "categories": ["hit"] * 12 + ["rest"] * 28,
            "truth": ["hit"] * 8 + ["rest"] * 32,
        }
    )
    row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
    assert row["method"] == "ppi" and row["n_labelled"] == 40
    assert row["share"] == pytest.approx(0.3 - 4 / 40)
    assert row["ci_low"] < row["share"] < row["ci_high"]


def test_interval_covers_the_truth_from_frames():
    rng, covered = np.random.default_rng(7), 0
    for _ in range(100):
        coded = draw(rng, 1500, 0.1, 0.85, 0.95)
        labelled = coded.iloc[rng.choice(1500, 200, replace=False)]
        row = corrected_shares(coded, labelled, codebook=BOOK).iloc[0]
        covered += row["ci_low"] <= 0.1 <= row["ci_high"]
    assert covered >= 90


def test_correction_moves_towards_the_truth():
    rng = np.random.default_rng(0)
    coded, labelled = draw(rng, 20_000, 0.05, 0.8, 0.9), draw(rng, 4_000, 0.3, 0.8, 0.9)
    row = corrected_shares(coded, labelled, method="rogan-gladen", codebook=BOOK).iloc[
        0
    ]
    assert abs(row["uncorrected"] - 0.05) > 0.05
    assert abs(row["share"] - 0.05) < 0.02


def test_clusters_widen_the_interval():
    rng = np.random.default_rng(0)
    one = draw(rng, 60, 0.4, 0.9, 0.95)
    coded = pd.concat(
        [one.assign(report_id=[f"r{i}" for i in range(60)])] * 10, ignore_index=True
    )
    plain = corrected_shares(coded, one, codebook=BOOK).iloc[0]
    wide = corrected_shares(coded, one, codebook=BOOK, cluster="report_id").iloc[0]
    assert wide["ci_high"] - wide["ci_low"] > plain["ci_high"] - plain["ci_low"]
    assert wide["share"] == plain["share"]


def test_a_group_rests_on_its_own_labels_however_few():
    """The coder finds half in the towns and all in the cities: nothing is carried over."""
    rng = np.random.default_rng(0)
    city = draw(rng, 4000, 0.3, 0.95, 0.98).assign(level="city")
    town = draw(rng, 4000, 0.3, 0.5, 0.98).assign(level="town")
    coded = pd.concat([city, town], ignore_index=True)
    shares = []
    for n in (29, 30):
        hand = pd.concat([coded.iloc[:200], coded.iloc[4000 : 4000 + n]])
        table = corrected_shares(coded, hand, by="level", codebook=BOOK)
        row = table.set_index(["group", "category"]).loc[("town", "hit")]
        assert (
            row["method"] == "confusion" and row["n_labelled"] == n and row["n"] == 4000
        )
        assert row["ci_low"] <= 0.3 <= row["ci_high"]
        shares.append(row["share"])
    assert abs(shares[0] - shares[1]) < 0.03


def test_a_group_without_labels_has_no_share_and_says_so():
    coded = draw(np.random.default_rng(0), 60, 0.3, 0.9, 0.9).assign(
        level=["a"] * 30 + ["b"] * 30
    )
    with pytest.warns(TextmineWarning, match="'b' has no hand-coded statement"):
        table = corrected_shares(coded, coded.iloc[:30], by="level", codebook=BOOK)
    row = table[table["group"] == "b"].iloc[0]
    assert np.isnan(row["share"]) and row["n_labelled"] == 0
    assert row["ci_low"] < 0.2 and row["ci_high"] > 0.8


def unequal(rng):
    """Two provinces of unequal size and prevalence; 100 drawn from each, whatever its size."""
    big = draw(rng, 4000, 0.1, 0.8, 0.95).assign(province="big")
    small = draw(rng, 400, 0.6, 0.6, 0.9).assign(province="small")
    coded = pd.concat([big, small], ignore_index=True)
    drawn = np.r_[
        rng.choice(4000, 100, replace=False), 4000 + rng.choice(400, 100, replace=False)
    ]
    hand = coded.iloc[drawn].assign(weight=[40.0] * 100 + [4.0] * 100)
    return coded, hand, (4000 * 0.1 + 400 * 0.6) / 4400


@pytest.mark.parametrize("method", ["confusion", "ppi", "ppi++"])
@pytest.mark.parametrize("how", ["weight", "probability", "strata"])
def test_unequal_chances_of_being_drawn_are_made_good(method, how):
    rng = np.random.default_rng(5)
    inside, naive, error = 0, 0, 0.0
    for _ in range(40):
        coded, hand, target = unequal(rng)
        plain = hand.drop(columns="weight")
        given = {
            "weight": hand,
            "probability": plain.assign(probability=1 / hand["weight"]),
            "strata": plain,
        }[how]
        strata = "province" if how == "strata" else None
        row = corrected_shares(
            coded, given, method=method, strata=strata, codebook=BOOK
        ).iloc[0]
        inside += row["ci_low"] <= target <= row["ci_high"]
        error += (row["share"] - target) / 40
        blind = corrected_shares(coded, plain, method=method, codebook=BOOK).iloc[0]
        naive += blind["ci_low"] <= target <= blind["ci_high"]
    assert inside >= 36 and abs(error) < 0.015
    assert naive < 20


def test_hand_coded_clusters_widen_the_interval():
    rng = np.random.default_rng(0)
    one = draw(rng, 40, 0.4, 0.7, 0.9).assign(agency=[f"a{i}" for i in range(40)])
    coded = pd.concat([one] * 20, ignore_index=True)
    hand = pd.concat([one] * 5, ignore_index=True)
    for method in ("confusion", "ppi", "ppi++"):
        plain = corrected_shares(coded, hand, method=method, codebook=BOOK).iloc[0]
        wide = corrected_shares(
            coded, hand, method=method, codebook=BOOK, cluster="agency"
        ).iloc[0]
        assert wide["ci_high"] - wide["ci_low"] > 1.5 * (
            plain["ci_high"] - plain["ci_low"]
        )
        assert abs(wide["share"] - plain["share"]) < 1e-9


def test_samples_that_mislead_are_refused_or_named():
    coded = draw(np.random.default_rng(0), 60, 0.3, 0.9, 0.9).assign(
        level=["a"] * 30 + ["b"] * 30
    )
    with pytest.raises(CodebookError, match="drawn by uncertainty"):
        corrected_shares(coded, coded.assign(uncertainty=0.5), codebook=BOOK)
    with pytest.raises(FrameError, match="every weight must be above 0"):
        corrected_shares(coded, coded.assign(weight=0.0), codebook=BOOK)
    with pytest.raises(CodebookError, match="stratum 'b' has 30 statements, none"):
        corrected_shares(coded, coded.iloc[:30], strata="level", codebook=BOOK)
    hand = pd.DataFrame({"categories": ["hit"] * 8, "truth": ["rest"] * 8})
    with pytest.warns(TextmineWarning, match="outside 0–1"):
        row = corrected_shares(coded, hand, method="ppi", codebook=BOOK).iloc[0]
    assert row["share"] == 0.0


def test_no_better_than_chance_is_nan():
    coded = pd.DataFrame({"categories": ["hit", "rest"] * 20})
    labelled = pd.DataFrame(
        {"categories": ["hit", "rest"] * 20, "truth": ["rest", "hit"] * 20}
    )
    assert np.isnan(
        corrected_shares(coded, labelled, method="rogan-gladen", codebook=BOOK)["share"]
    ).all()


def test_bad_input_is_named():
    coded = pd.DataFrame({"categories": ["hit"]})
    with pytest.raises(CodebookError, match="unknown method 'magic'"):
        corrected_shares(coded, coded, method="magic", codebook=BOOK)
    with pytest.raises(FrameError, match="truth"):
        corrected_shares(coded, coded, codebook=BOOK)
    with pytest.raises(CodebookError, match="hand-code"):
        corrected_shares(coded, coded.assign(truth="hit").iloc[:0], codebook=BOOK)
    with pytest.raises(CodebookError, match="row 0.*'miss'"):
        corrected_shares(coded, coded.assign(truth="miss"), codebook=BOOK)


def test_statements_that_nobody_coded_change_nothing_but_are_told():
    coded = pd.DataFrame({"categories": ["staffing"] * 60 + ["content"] * 140})
    hand = pd.DataFrame(
        {
            "categories": ["staffing"] * 60 + ["content"] * 60,
            "truth": ["staffing"] * 45 + ["content"] * 75,
        }
    )
    open_ones = pd.DataFrame({"categories": ["staffing"] * 40, "truth": [None] * 40})
    with pytest.warns(
        TextmineWarning, match="labelled: 40 of 160 statements have no truth"
    ):
        found = corrected_shares(coded, pd.concat([hand, open_ones], ignore_index=True))
    pd.testing.assert_frame_equal(found, corrected_shares(coded, hand))
