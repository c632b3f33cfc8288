from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import CodebookError, FrameError
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.validation import evaluate
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


def test_calibration_has_ten_bins_and_leaves_nothing_out_unless_told() -> None:
    truth, said = np.array([True, False]), np.array([0.1, 0.19])
    # Both in the second of ten bins; of eleven they would be in two.
    assert measure_calibration(truth, said) == pytest.approx(abs(0.29 - 1) / 2)
    assert measure_calibration(truth, said, n_bins=11) == pytest.approx(
        (0.9 + 0.19) / 2
    )
    assert measure_calibration(np.array([False]), np.array([0.0])) == 0.0
    for wrong in ({"n_bins": 0}, {"probabilities": np.array([0.1, 1.01])}):
        with pytest.raises(FrameError, match="measure_calibration"):
            measure_calibration(**{"truth": truth, "probabilities": said} | wrong)


def test_cross_validation_has_five_folds_and_three_penalties_unless_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"{who}人手不足" for who in "甲乙丙丁戊己庚"]
    tried, keys = [], load_codebook().keys

    def fit(
        known: list[str], labels: list[str], truth: np.ndarray, alphas: tuple
    ) -> object:
        tried.append((len(known), len(labels), len(truth), alphas))
        return SimpleNamespace(
            alpha=alphas[0],
            predict=lambda unknown: ["staffing"] * len(unknown),
            predict_proba=lambda unknown: np.full((len(unknown), len(keys)), 0.5),
        )

    monkeypatch.setattr(evaluate, "_fit_best", fit)
    found, _ = cross_validate(texts, ["staffing"] * 7)
    assert {alphas for *_, alphas in tried} == {(0.5, 1.0, 2.0)}
    assert sorted(n for n, *_ in tried) == [5, 5, 6, 6, 6]
    assert all(len(set(sizes)) == 1 for *sizes, _ in tried)
    again, other = (
        cross_validate(texts, ["staffing"] * 7, seed=seed)[0] for seed in (0, 1)
    )
    assert found["fold"].tolist() == again["fold"].tolist() != other["fold"].tolist()


def test_the_penalty_that_does_best_on_statements_left_out_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    truth = np.array([[True, False], [False, True]])
    left_out = {0.5: ~truth, 1.0: truth, 2.0: truth[::-1]}

    def coder(alpha: float) -> object:
        made = SimpleNamespace(alpha=alpha, oof_labels_=left_out[alpha])
        return SimpleNamespace(fit=lambda _texts, _labels: made)

    monkeypatch.setattr(evaluate, "ProblemClassifier", coder)
    assert evaluate._fit_best([], [], truth, (0.5, 1.0, 2.0)).alpha == 1.0
    # Two hits of three given and two found; none of none.
    one = np.array([[True, True, False]])
    assert evaluate._f1(one, np.array([[True, False, False]])) == pytest.approx(2 / 3)
    assert evaluate._f1(one & False, one & False) == 0.0
