import numpy as np
import pandas as pd
import pytest

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.validation.correction import _interval, corrected_shares

BOOK = parse_codebook(
    'version = "1"\n[hit]\nzh = "有"\ndefinition = "x"\n[rest]\nzh = "无"\ndefinition = "x"\n'
)


def draw(rng, n, prevalence, se, sp):
    truth = rng.random(n) < prevalence
    said = np.where(truth, rng.random(n) < se, rng.random(n) >= sp)
    names = np.array(["rest", "hit"])
    return pd.DataFrame({"categories": names[said.astype(int)], "truth": names[truth.astype(int)]})


def coverage(method, prevalence, *, n_labelled, shift, repeats=1000):
    """Share of simulated corpora of 1,500 statements whose interval holds the truth."""
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(repeats):
        true = rng.binomial(1500, prevalence)
        hits = rng.binomial(true, 0.85) + rng.binomial(1500 - true, 0.05)
        there = rng.binomial(n_labelled, shift)
        tp, fp = rng.binomial(there, 0.85), rng.binomial(n_labelled - there, 0.05)
        low, high = _interval(
            method, (hits, 1500), (tp, fp, there - tp, n_labelled - there - fp), rng
        )
        covered += low <= prevalence <= high
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


def test_prediction_powered_share_is_the_coders_plus_its_mean_error():
    coded = pd.DataFrame({"categories": ["hit"] * 30 + ["rest"] * 70})
    hand = pd.DataFrame(
        {"categories": ["hit"] * 12 + ["rest"] * 28, "truth": ["hit"] * 8 + ["rest"] * 32}
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
    row = corrected_shares(coded, labelled, method="rogan-gladen", codebook=BOOK).iloc[0]
    assert abs(row["uncorrected"] - 0.05) > 0.05
    assert abs(row["share"] - 0.05) < 0.02


def test_clusters_widen_the_interval():
    rng = np.random.default_rng(0)
    one = draw(rng, 60, 0.4, 0.9, 0.95)
    coded = pd.concat([one.assign(report_id=[f"r{i}" for i in range(60)])] * 10, ignore_index=True)
    plain = corrected_shares(coded, one, codebook=BOOK).iloc[0]
    wide = corrected_shares(coded, one, codebook=BOOK, cluster="report_id").iloc[0]
    assert wide["ci_high"] - wide["ci_low"] > plain["ci_high"] - plain["ci_low"]
    assert wide["share"] == plain["share"]


def test_groups_with_few_labels_borrow():
    rng = np.random.default_rng(0)
    coded = draw(rng, 900, 0.3, 0.9, 0.9).assign(level=["city"] * 600 + ["county"] * 300)
    labelled = pd.concat([coded.iloc[:100], coded.iloc[600:610]])
    table = corrected_shares(coded, labelled, by="level", codebook=BOOK).set_index(
        ["group", "category"]
    )
    assert table.loc[("city", "hit"), "method"] == "confusion"
    assert table.loc[("county", "hit"), "method"] == "rogan-gladen"
    assert (
        table.loc[("city", "hit"), "n"] == 600 and table.loc[("county", "hit"), "n_labelled"] == 110
    )


def test_no_better_than_chance_is_nan():
    coded = pd.DataFrame({"categories": ["hit", "rest"] * 20})
    labelled = pd.DataFrame({"categories": ["hit", "rest"] * 20, "truth": ["rest", "hit"] * 20})
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
