"""Estimators keep scikit-learn's conventions: its own checks, pipelines, unions, validation, output.

``check_estimator`` runs next to nothing on what takes strings: all its data are numbers. So those
of its checks that need no data are called one by one, and what the others are about (pipelines,
cloning after fitting, containers, wrong input) is checked with statements.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError as SklearnNotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    cross_val_predict,
    cross_val_score,
)
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.utils import estimator_checks

import textmine as tm
from textmine.errors import CodebookError, FrameError, NotFittedError, TextmineWarning
from textmine.problems.coder.codebook import parse_codebook
from textmine.problems.coder.statements import load_statements

ESTIMATORS = [
    tm.ProblemClassifier(),
    tm.CodebookClassifier(),
    tm.BoilerplateDetector(),
    tm.ThemeModel(),
]
# Checks of scikit-learn that need no data of their own.
WITHOUT_DATA = [
    "check_estimator_cloneable",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_estimator_repr",
    "check_get_params_invariance",
    "check_set_params",
    "check_mixin_order",
    "check_valid_tag_types",
    "check_estimator_tags_renamed",
    "check_estimators_partial_fit_n_features",
]


def _name(estimator: BaseEstimator) -> str:
    return type(estimator).__name__


@estimator_checks.parametrize_with_checks(ESTIMATORS)
def test_the_checks_that_scikit_learn_finds_applicable(estimator, check):
    check(estimator)


@pytest.mark.parametrize("check", WITHOUT_DATA)
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=_name)
def test_the_checks_that_need_no_data(estimator, check):
    getattr(estimator_checks, check)(_name(estimator), clone(estimator))


@pytest.fixture(scope="module")
def labelled() -> pd.DataFrame:
    # Of hard ones a hundred and twenty teach too little to tell labels from chance.
    plain = load_statements().query("difficulty == 'plain'")
    return plain.sample(120, random_state=0, ignore_index=True)


@pytest.fixture(scope="module")
def indicator(labelled) -> np.ndarray:
    book = tm.load_codebook()
    return tm.problems.label_matrix(labelled["categories"].tolist(), book).astype(int)


@pytest.mark.parametrize("kind", [tm.ProblemClassifier, tm.CodebookClassifier])
@pytest.mark.parametrize("shape", ["array", "frame", "sparse", "lists", "cells"])
def test_labels_come_in_any_usual_shape(kind, shape, labelled, indicator):
    from scipy.sparse import csr_matrix

    keys = np.array(tm.load_codebook().keys)
    shapes = {
        "array": indicator,
        "frame": pd.DataFrame(indicator, columns=keys),
        "sparse": csr_matrix(indicator),
        "lists": [keys[row > 0].tolist() for row in indicator],
        "cells": labelled["categories"],
    }
    coder = kind().fit(labelled["text"], shapes[shape])
    other = kind().fit(labelled["text"], labelled["categories"])
    np.testing.assert_array_equal(
        coder.predict_proba(labelled["text"][:9]),
        other.predict_proba(labelled["text"][:9]),
    )
    said = coder.predict(labelled["text"][:9])
    if shape in ("lists", "cells"):
        assert said == other.predict(labelled["text"][:9])
    else:
        assert said.shape == (9, len(keys))
        assert set(np.unique(said)) <= {0, 1}


@pytest.mark.parametrize("kind", [tm.ProblemClassifier, tm.CodebookClassifier])
def test_cross_validation_gives_labels_and_probabilities(kind, labelled, indicator):
    folds = KFold(3)
    said = cross_val_predict(kind(), labelled["text"], indicator, cv=folds)
    sure = cross_val_predict(
        kind(), labelled["text"], indicator, cv=folds, method="predict_proba"
    )
    assert said.shape == sure.shape == indicator.shape
    assert f1_score(indicator, said, average="micro", zero_division=0) > 0.3
    cells = cross_val_predict(
        kind(), labelled["text"], labelled["categories"], cv=folds
    )
    assert len(cells) == len(labelled)
    scores = cross_val_score(
        kind(),
        labelled["text"],
        indicator,
        cv=folds,
        scoring="f1_micro",
        error_score="raise",
    )
    assert (scores > 0.2).all()


def test_labels_made_numbers_by_cross_validation_are_refused_with_the_way_out(labelled):
    with pytest.raises(
        CodebookError, match="a table of 0 and 1 .*label_matrix makes one"
    ):
        cross_val_predict(
            tm.ProblemClassifier(), labelled["text"], labelled["categories"],
            method="predict_proba", cv=KFold(3),
        )  # fmt: skip


def test_parameters_are_searched_and_checked_at_fit(labelled, indicator):
    grid = GridSearchCV(
        tm.ProblemClassifier(), {"alpha": [0.5, 2.0]}, scoring="f1_micro", cv=KFold(2)
    )
    grid.fit(labelled["text"], indicator)
    assert grid.best_params_["alpha"] in (0.5, 2.0)
    with pytest.raises(FrameError, match="abstain is 2; expected a number from 0 to 1"):
        tm.ProblemClassifier(abstain=2).fit()
    with pytest.raises(CodebookError, match="requires y to be passed"):
        tm.ProblemClassifier().fit(labelled["text"])


def test_the_coder_abstains_below_a_stated_probability():
    coder = tm.ProblemClassifier().fit()
    english = ["This is a sentence about the weather", "The website is slow", "……"]
    assert (coder.predict_proba(english).max(axis=1) < coder.abstain).all()
    assert coder.predict(english) == ["", "", ""]
    assert all(tm.ProblemClassifier(abstain=0).fit().predict(english))
    assert coder.predict(["栏目更新不够及时"]) == ["timeliness"]


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=_name)
@pytest.mark.parametrize(
    "method", ["predict", "predict_proba", "transform", "score_samples"]
)
def test_what_is_not_fitted_says_so(estimator, method):
    if hasattr(estimator, method):
        with pytest.raises(NotFittedError, match="fit") as raised:
            getattr(clone(estimator), method)(["公开"])
        assert isinstance(raised.value, SklearnNotFittedError.__bases__)


SAID = [f"{m}{f}" for m in ("栏目更新", "政策解读", "业务培训", "专职人员")
        for f in ("不够及时", "形式单一", "次数偏少", "力量不足", "质量不高")]  # fmt: skip


def test_transformers_stand_in_pipelines_and_unions():
    union = FeatureUnion(
        [
            ("words", TfidfVectorizer(tokenizer=tm.Segmenter(), token_pattern=None)),
            ("boilerplate", tm.BoilerplateDetector(n_chars=4)),
            ("themes", tm.ThemeModel(2, n_resamples=0)),
        ]
    )
    matrix = union.fit_transform(SAID)
    assert matrix.shape[0] == len(SAID)
    names = union.get_feature_names_out()
    assert len(names) == matrix.shape[1]
    assert "boilerplate__boilerplate_share" in names
    assert sum(name.startswith("themes__") for name in names) == 2
    y = [k // 5 for k in range(len(SAID))]
    model = Pipeline(
        [("x", tm.BoilerplateDetector(n_chars=4)), ("y", LogisticRegression())]
    )
    assert model.fit(SAID, y).predict(SAID[:2]).shape == (2,)
    coder = make_pipeline(tm.CodebookClassifier())
    assert coder.fit(SAID).predict(["栏目更新不够及时"]) == ["timeliness"]


@pytest.mark.parametrize(
    "estimator",
    [tm.BoilerplateDetector(n_chars=4), tm.ThemeModel(2, n_resamples=0)],
    ids=_name,
)
def test_output_is_a_frame_when_asked_for(estimator):
    model = clone(estimator).set_output(transform="pandas").fit(SAID)
    out = model.transform(SAID)
    assert isinstance(out, pd.DataFrame)
    assert list(out.columns) == list(model.get_feature_names_out())
    again = clone(model).fit(SAID)
    np.testing.assert_allclose(np.asarray(again.transform(SAID)), out.to_numpy())


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=_name)
def test_frames_mappings_and_strings_are_no_lists_of_texts(estimator):
    fitted = clone(estimator)
    if isinstance(estimator, tm.ThemeModel):
        fitted = tm.ThemeModel(2, n_resamples=0)
    if isinstance(estimator, tm.ProblemClassifier | tm.CodebookClassifier):
        fitted.fit()
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TextmineWarning)
            fitted.fit(SAID)
    for wrong in (
        "公开",
        {"a": "公开"},
        pd.DataFrame({"x": SAID}),
        [1, 2],
        [["公开"]],
        None,
        3,
    ):
        with pytest.raises(FrameError):
            fitted.predict(wrong)


def test_two_texts_can_hold_no_boilerplate_and_it_is_said():
    with pytest.warns(TextmineWarning, match="2 groups, but min_groups=3"):
        tm.BoilerplateDetector().fit(SAID[:2])


TWO_REPORTS = [
    "政策解读形式单一。政策解读图解不多。解读视频和图解偏少。",
    "人员培训不够。业务培训次数偏少。人员流动快，业务培训跟不上。",
]


def fail(*given, **named):
    raise RuntimeError("no such luck")


def test_a_refit_that_fails_leaves_the_model_as_it_was(labelled, indicator):
    """What is learned is one thing: no new labels beside old rules, no new reports beside themes."""
    texts = labelled["text"].tolist()
    themes = tm.ThemeModel(n_themes=2, n_resamples=2)
    themes.fit(pd.DataFrame({"report_id": ["a", "b"], "text": TWO_REPORTS}))
    other_reports = pd.DataFrame({"report_id": ["c", "d"], "text": TWO_REPORTS})
    own = parse_codebook('version = "1"\n[slow]\nzh = "慢"\ndefinition = "late"\n')
    slip = {"group": [{"categories": ["gone"], "strong": ["慢"]}]}
    for model, changes, refit in (
        (themes, {"method": "semantic", "encode": fail}, (other_reports,)),
        (
            tm.CodebookClassifier().fit(texts, labelled["categories"]),
            {"codebook": own, "cues": slip},
            (),
        ),
        (
            tm.CodebookClassifier().fit(texts, labelled["categories"]),
            {"codebook": own},
            (texts[:3], ["slow", "slow", "gone"]),
        ),
        (
            tm.ProblemClassifier().fit(texts, labelled["categories"]),
            {},
            (texts[:1], indicator[:1]),
        ),
        (
            tm.ProblemClassifier().fit(texts, indicator),
            {},
            (texts[:1], labelled["categories"].tolist()[:1]),
        ),
        (tm.BoilerplateDetector().fit(TWO_REPORTS), {"n_chars": 0}, (TWO_REPORTS[:1],)),
    ):
        learned = set(vars(model)) - set(model.get_params())
        before = {name: vars(model)[name] for name in learned}
        model.set_params(**changes)
        with pytest.raises((RuntimeError, CodebookError, FrameError)):
            model.fit(*refit)
        assert set(vars(model)) - set(model.get_params()) == learned, model
        assert all(vars(model)[name] is before[name] for name in learned), model
    assert themes.rename({0: "解读"}).shares_["report_id"].unique().tolist() == [
        "a",
        "b",
    ]


def test_what_never_was_fitted_is_not_by_a_fit_that_fails(labelled):
    for model in (tm.ProblemClassifier(), tm.CodebookClassifier()):
        with pytest.raises(CodebookError):
            model.fit(labelled["text"].tolist()[:2], ["gone", "gone"])
        assert set(vars(model)) == set(model.get_params())
