"""Boilerplate: runs that enough groups hold, and the share of a text that they cover."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone

from textmine.errors import FrameError, NotFittedError, TextmineWarning
from textmine.reuse.judge.boilerplate import BoilerplateDetector

FORM = "本年度没有因公开引起的诉讼"  # thirteen characters: one run
OWN = [
    "渔港码头的潮汐时刻每日张贴",
    "山道塌方后绕行路线贴在车站",
    "果园虫情简报印发到各合作社",
]


def fit(
    texts: list[str], groups: list[str] | None = None, **settings: int
) -> BoilerplateDetector:
    return BoilerplateDetector(**settings).fit(texts, groups=groups)


def test_a_run_is_boilerplate_from_three_groups_on() -> None:
    assert fit([FORM, FORM, OWN[0]]).score_samples([FORM]).tolist() == [0.0]
    assert fit([FORM, FORM, FORM]).score_samples([FORM]).tolist() == [1.0]


def test_a_group_counts_once_however_often_it_holds_a_run() -> None:
    texts = [FORM + OWN[0] + FORM, FORM, FORM]
    assert len(fit(texts, ["甲", "甲", "乙"]).runs_) == 0
    found = fit(texts, ["甲", "乙", "丙"])
    assert (len(found.runs_), found.n_groups_) == (1, 3)


def test_the_share_counts_characters_without_punctuation() -> None:
    detector = fit([FORM] * 3)
    texts = [FORM + OWN[0], "，".join(FORM) + "。", OWN[1], FORM[:-1], ""]
    assert detector.score_samples(texts).tolist() == [0.5, 1.0, 0.0, 0.0, 0.0]
    assert detector.predict(texts).tolist() == [True, True, False, False, False]


def test_a_run_does_not_go_on_in_the_next_text() -> None:
    detector = fit([FORM] * 3)
    assert detector.score_samples([FORM[:6], FORM[6:]]).tolist() == [0.0, 0.0]
    assert len(fit([FORM[:6], FORM[6:]] * 3).runs_) == 0


def test_without_boilerplate_nothing_is_predicted_even_at_threshold_nought() -> None:
    detector = BoilerplateDetector(threshold=0).fit([FORM] * 3)
    assert detector.predict([OWN[0], OWN[0] * 9 + FORM]).tolist() == [False, True]


def test_missing_texts_are_empty_ones() -> None:
    detector = BoilerplateDetector().fit([FORM, None, FORM, np.nan, FORM])  # type: ignore[list-item]
    assert detector.score_samples([None, FORM]).tolist() == [0.0, 1.0]  # type: ignore[list-item]


@pytest.mark.parametrize(
    "settings", [{"n_chars": 0}, {"min_groups": 0}, {"threshold": 1.5}]
)
def test_settings_out_of_range_are_told(settings: dict[str, float]) -> None:
    with pytest.raises(FrameError, match=next(iter(settings))):
        BoilerplateDetector(**settings).fit([FORM])  # type: ignore[arg-type]


def test_misuse_is_told() -> None:
    with pytest.raises(NotFittedError, match="call fit"):
        BoilerplateDetector().predict([FORM])
    with pytest.raises(FrameError, match="one string"):
        BoilerplateDetector().fit(FORM)
    with pytest.raises(FrameError, match="2 texts but 1 group;"):
        BoilerplateDetector().fit([FORM, FORM], groups=["甲"])


def test_it_can_be_cloned_as_scikit_learn_does() -> None:
    detector = clone(BoilerplateDetector(n_chars=5, min_groups=2))
    assert detector.get_params() == {"n_chars": 5, "min_groups": 2, "threshold": 0.5}


def test_a_fitted_one_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(fit([FORM] * 3)))
    assert again.predict([FORM, OWN[0]]).tolist() == [True, False]


def test_a_text_without_a_group_is_one_of_its_own() -> None:
    texts, groups = [FORM] * 4, ["甲", "甲", "乙", None]
    detector = BoilerplateDetector(min_groups=3).fit(texts, groups=groups)
    assert (detector.predict([FORM]).tolist(), detector.n_groups_) == ([True], 3)


def test_the_least_settings_are_one_run_of_one_character_in_one_group() -> None:
    detector = fit(["甲乙"], n_chars=1, min_groups=1, threshold=1)
    assert detector.predict(["甲乙乙", "甲丙"]).tolist() == [True, False]
    assert (len(detector.runs_), detector.n_groups_) == (2, 1)


def test_of_no_text_nothing_is_learnt() -> None:
    with pytest.warns(TextmineWarning, match="nothing can be boilerplate"):
        detector = fit([])
    assert (len(detector.runs_), detector.n_groups_) == (0, 0)
    assert detector.transform([FORM, OWN[0]]).tolist() == [[0.0], [0.0]]
