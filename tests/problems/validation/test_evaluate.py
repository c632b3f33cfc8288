from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.validation.evaluate import (
    cross_validate,
    measure_calibration,
    score_labels,
)


def test_scores_of_a_worked_example() -> None:
    truth = ["content", "content|staffing", "staffing", "other"]
    found = ["content", "staffing", "staffing", "content"]
    report = score_labels(truth, found).set_index("category")
    content, staffing, other = (
        report.loc[key] for key in ("content", "staffing", "other")
    )
    assert (content["n"], content["n_found"]) == (2, 2)
    assert (content["precision"], content["recall"], content["f1"]) == (0.5, 0.5, 0.5)
    assert (staffing["precision"], staffing["recall"], staffing["f1"]) == (
        1.0,
        1.0,
        1.0,
    )
    assert np.isnan(other["precision"])  # never found: nothing can be said
    assert (other["recall"], other["f1"]) == (0.0, 0.0)
    # 3 hits of 4 labels found and 5 given.
    micro = report.loc["micro"]
    assert (micro["precision"], micro["recall"]) == (0.75, 0.6)
    assert micro["f1"] == pytest.approx(6 / 9)
    assert report.loc["macro", "f1"] == pytest.approx((0.5 + 1.0 + 0.0) / 3)


def test_a_category_that_is_found_but_never_given_lowers_micro_and_not_macro() -> None:
    report = score_labels(["content"], ["content|staffing"]).set_index("category")
    assert report.loc["micro", "precision"] == 0.5
    assert report.loc["macro", "f1"] == 1.0
    assert report.loc["staffing", "f1"] == 0.0


def test_no_labels_at_all_give_no_number() -> None:
    report = score_labels([""], [""]).set_index("category")
    assert np.isnan(report.loc["micro", "f1"])
    assert report["n"].sum() == 0


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(CodebookError, match="nonsense"):
        score_labels(["content"], ["nonsense"])


@settings(deadline=None)
@given(st.lists(st.sampled_from(load_codebook().keys), min_size=1, max_size=8))
def test_a_coder_agrees_wholly_with_itself(labels: list[str]) -> None:
    report = score_labels(labels, labels).set_index("category")
    assert report.loc["micro", "f1"] == report.loc["macro", "f1"] == 1.0


def test_calibration_error_of_a_worked_example() -> None:
    truth = np.array([True, False, False, True])
    said = np.array([0.75, 0.75, 0.25, 0.25])
    # Half of either bin is true: |0.75 − 0.5| in one, |0.25 − 0.5| in the other.
    assert measure_calibration(truth, said) == pytest.approx(0.25)
    # In one bin the said and the seen are equal in the mean.
    assert measure_calibration(truth, said, n_bins=1) == pytest.approx(0.0)
    # Of what is left, 0.75 is said and half is seen.
    assert measure_calibration(truth, said, least=0.5) == pytest.approx(0.25)


def test_calibration_of_certainty_and_of_nothing() -> None:
    assert measure_calibration(np.array([True, False]), np.array([1.0, 0.0])) == 0.0
    assert measure_calibration(np.array([True]), np.array([0.0])) == 1.0
    assert np.isnan(measure_calibration(np.array([True]), np.array([0.05]), least=0.1))


def test_one_wording_is_never_known_where_it_is_measured() -> None:
    texts = [f"{who}人手不足" for who in "甲乙丙丁"] * 2 + ["内容不丰富", "更新慢"]
    labels = ["staffing"] * 8 + ["content", "timeliness"]
    predictions, _ = cross_validate(texts, labels, alphas=(1.0,), n_folds=3)
    assert (predictions.groupby("text")["fold"].nunique() == 1).all()
    assert predictions["fold"].nunique() == 3
    with pytest.raises(FrameError, match="n_folds is 7 for 6 different statements"):
        cross_validate(texts, labels, n_folds=7)


def test_each_statement_is_measured_by_the_fold_that_left_it_out() -> None:
    texts = [f"{who}人手不足" for who in "甲乙丙丁"] + [
        f"{who}内容不丰富" for who in "甲乙丙丁"
    ]
    labels = ["staffing"] * 4 + ["content"] * 4
    predictions, report = cross_validate(texts, labels, alphas=(1.0,), n_folds=2)
    assert predictions["text"].tolist() == texts
    assert predictions["truth"].tolist() == labels
    assert predictions["fold"].value_counts().to_dict() == {0: 4, 1: 4}
    assert set(predictions["alpha"]) == {1.0}
    keys = load_codebook().keys
    probabilities = predictions[[f"p_{key}" for key in keys]]
    assert ((probabilities >= 0) & (probabilities <= 1)).all(axis=None)
    again = score_labels(labels, predictions["categories"])
    assert report.drop(columns="calibration").equals(again)
    assert report["category"].tolist() == [*keys, "micro", "macro"]
