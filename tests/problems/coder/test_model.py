from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from textmine.errors import CodebookError
from textmine.problems.coder.calibration import fit_calibration, measure_texts
from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.model import TrainedModel, train_model

WHO = ("泽川", "青柏", "石渡", "云岭", "南溪", "北屏")
TEXTS = [f"{who}人手不足" for who in WHO] + [f"{who}内容不丰富" for who in WHO]
LABELS = ["staffing"] * 6 + ["content"] * 6
KEYS = load_codebook().keys


@pytest.fixture(scope="module")
def model() -> TrainedModel:
    return train_model(TEXTS, LABELS)


def labels_of(model: TrainedModel, texts: list[str]) -> list[list[str]]:
    probabilities = model.probabilities(model.features.transform(texts), texts)
    decided = model.decide(probabilities, KEYS.index("other"))
    return [
        [key for key, given in zip(KEYS, row, strict=True) if given] for row in decided
    ]


def deciding(thresholds: list[float]) -> TrainedModel:
    """A model of which only the thresholds matter."""
    n = len(thresholds)
    scores, truth = np.zeros((2, n)), np.zeros((2, n), dtype=bool)
    curves = fit_calibration(scores, scores, measure_texts(["慢", "少"]), truth)
    return TrainedModel(
        StatementFeatures(), scores, curves, np.array(thresholds), scores
    )


def test_what_was_learnt_is_said_of_other_places(model: TrainedModel) -> None:
    assert labels_of(model, ["东原人手不足", "东原内容不丰富"]) == [
        ["staffing"],
        ["content"],
    ]


def test_each_statement_is_left_out_once(model: TrainedModel) -> None:
    assert model.left_out.shape == (12, len(KEYS))
    staffing, content = (
        model.left_out[:, KEYS.index(k)] for k in ("staffing", "content")
    )
    assert ((staffing > content) == (np.array(LABELS) == "staffing")).all()


def test_training_again_gives_the_same_bits(model: TrainedModel) -> None:
    again = train_model(TEXTS, LABELS)
    assert np.array_equal(again.coef, model.coef)
    assert np.array_equal(again.thresholds, model.thresholds)


def test_statements_that_count_less_are_learnt_but_not_measured() -> None:
    weights = np.array([1.0] * 12 + [0.5] * 2)
    more = [*TEXTS, "渠道太窄", "渠道很窄"]
    model = train_model(more, [*LABELS, "platform", "platform"], weights=weights)
    assert model.coef[:, KEYS.index("platform")].any()
    assert model.left_out.shape == (12, len(KEYS))
    without = train_model(TEXTS, LABELS)
    assert not without.coef[:, KEYS.index("platform")].any()


def test_a_group_left_out_together_teaches_nothing_about_itself() -> None:
    # All statements of staffing make one group: when they are left out no one says 人手.
    groups = np.array([0] * 6 + [1, 2, 3, 4, 5, 6])
    model = train_model(TEXTS, LABELS, groups=groups)
    apart = train_model(TEXTS, LABELS)
    at = KEYS.index("staffing")
    assert model.left_out[:6, at].mean() < apart.left_out[:6, at].mean()


def test_thresholds_decide_and_one_label_is_always_given() -> None:
    model = deciding([0.5, 0.2, 0.5])
    said = np.array([[0.6, 0.3, 0.1], [0.3, 0.1, 0.4], [0.1, 0.15, 0.2]])
    # Second and third: none reaches its threshold; 0.4 / 0.5 and 0.15 / 0.2 come nearest.
    expected = [[True, True, False], [False, False, True], [False, True, False]]
    assert model.decide(said, None).tolist() == expected


def test_the_fallback_stands_alone() -> None:
    model = deciding([0.5, 0.5])
    said = np.array([[0.9, 0.9], [0.1, 0.9], [0.9, 0.1]])
    assert model.decide(said, 1).tolist() == [
        [True, False],
        [False, True],
        [True, False],
    ]


def test_the_fallback_stands_where_nothing_is_surer() -> None:
    model = deciding([0.5, 0.5])
    said = np.array([[0.6, 0.9], [0.9, 0.6], [0.4, 0.6]])
    assert model.decide(said, 1).tolist() == [
        [False, True],
        [True, False],
        [False, True],
    ]


@settings(deadline=None)
@given(arrays.arrays(np.float64, (4, 3), elements=st.floats(0, 1)))
def test_every_statement_has_a_label_whatever_the_probabilities(
    said: np.ndarray,
) -> None:
    decided = deciding([0.5, 0.2, 0.3]).decide(said, 2)
    assert decided.any(axis=1).all()
    assert not (decided[:, 2] & decided[:, :2].any(axis=1)).any()


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["慢", "少"], ["content"], "2 statements and 1 label"),
        (["慢"], ["content"], "at least 2"),
        (["慢", " "], ["content", "content"], "row 1: the statement is empty"),
        (["慢", "少"], ["content", None], "row 1: no category"),
        (["慢", "少"], ["content", "nonsense"], "nonsense"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(
    texts: list[str], labels: list[str], message: str
) -> None:
    with pytest.raises(CodebookError, match=message):
        train_model(texts, labels)
