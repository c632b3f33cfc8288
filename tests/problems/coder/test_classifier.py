import json
import pickle
from copy import copy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from textmine.errors import CodebookError, FrameError, NotFittedError
from textmine.problems.coder.classifier import ProblemClassifier
from textmine.problems.coder.codebook import (
    Category,
    Codebook,
    load_codebook,
    parse_codebook,
)
from textmine.problems.coder.coding import label_matrix
from textmine.problems.coder.features import StatementFeatures
from textmine.problems.coder.statements import load_statements, load_training
from textmine.problems.validation.evaluate import (
    cross_validate,
    measure_calibration,
    score_labels,
)

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"
OWN = 'version = "1"\n[slow]\nzh = "慢"\ndefinition = "late"\ncues = ["拖"]\n[few]\nzh = "少"\ndefinition = "few"\n'


@pytest.fixture(scope="module")
def coder():
    return ProblemClassifier().fit()


def gold():
    texts, labels = [], []
    for name in ("gold/seeds.jsonl", "gold/real.jsonl", "dev/gold.jsonl"):
        for line in (SHARED / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts += row["problems"]
            labels += ["|".join(c) for c in row.get("problem_categories") or []]
    return texts, labels


@pytest.mark.shared
def test_real_statements(coder):
    if not SHARED.is_dir():
        pytest.skip("the reports beside the project are not here")
    texts, labels = gold()
    report = score_labels(labels, coder.predict(texts)).set_index("category")
    assert report.loc["micro", "f1"] >= 0.88
    assert report.loc["macro", "f1"] >= 0.82
    truth = label_matrix(labels, load_codebook())
    assert measure_calibration(truth, coder.predict_proba(texts)) <= 0.05


def test_left_out_statements(coder):
    training = load_training()
    own = training[training["weight"] == 1]
    truth = label_matrix(own["categories"].tolist(), load_codebook())
    f1 = 2 * (truth & coder.oof_labels_).sum() / (truth.sum() + coder.oof_labels_.sum())
    assert f1 >= 0.78
    assert measure_calibration(truth, coder.oof_probabilities_) <= 0.05


def test_same_result_every_time(coder):
    texts = load_statements()["text"].tolist()[:300]
    statements = load_statements().iloc[::5]
    first, again = (
        ProblemClassifier().fit(statements["text"], statements["categories"])
        for _ in range(2)
    )
    assert np.array_equal(again.predict_proba(texts), first.predict_proba(texts))
    again = ProblemClassifier().fit()
    assert np.array_equal(again.predict_proba(texts), coder.predict_proba(texts))
    assert again.predict(texts[::-1])[::-1] == coder.predict(texts)


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("内容不够及时", "timeliness"),
        ("数据解读偏专业", "interpretation"),
        ("信息员更换频繁", "staffing"),
        ("覆盖面不够广泛", "content"),
        ("队伍专业化水平不够高", "capacity"),
    ],
)
def test_a_word_of_another_category_does_not_decide(coder, text, categories):
    assert coder.predict([text]) == [categories]


def test_frame(coder):
    frame = pd.DataFrame(
        {
            "item_id": ["a", "b", "c", "d"],
            "text": ["专职人员偏少", None, "", "专职人员偏少"],
        },
        index=[5, 6, 7, 9],
    )
    before = frame.copy()
    coded = coder.predict_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert coded.index.tolist() == [5, 6, 7, 9]
    assert coded["categories"].tolist() == ["staffing", "", "", "staffing"]
    key, p = coded["probabilities"].iloc[0].split(":")
    assert key == "staffing" and 0.5 < float(p) <= 1
    words = coded["evidence"].iloc[0].removeprefix("staffing:").split(",")
    assert words and all(word in "专职人员偏少" for word in words)
    assert coded.attrs["codebook_version"] == load_codebook().version
    text = pd.Series([], dtype="str").dtype
    assert set(coded.dtypes[["categories", "probabilities", "evidence"]]) == {text}


def test_empty_inputs(coder):
    assert coder.predict([]) == []
    assert coder.predict_proba([]).shape == (0, 14)
    assert (
        len(coder.predict_frame(pd.DataFrame({"text": pd.Series([], dtype="str")})))
        == 0
    )
    assert coder.predict(["", "人手不足"]) == ["", "staffing"]
    # A character that no statement holds is below the abstention: only a coder without it
    # says something.
    assert ProblemClassifier(abstain=0.0).fit().predict(["", "龘"])[1] != ""
    with pytest.raises(FrameError, match="text"):
        coder.predict_frame(pd.DataFrame({"words": ["x"]}))


def test_fallback_stands_alone_and_nearly_every_statement_gets_a_label(coder):
    cells = coder.predict(load_statements()["text"].tolist())
    for cell in cells:
        assert "other" not in cell.split("|") or cell == "other"
    # Statements that the coder has learnt, and is not sure of for all that.
    assert sum(not cell for cell in cells) <= len(cells) / 1000


def test_abstention(coder):
    texts = load_statements()["text"].tolist()
    shy = copy(coder).set_params(abstain=0.6)
    uncertain = coder.predict_proba(texts).max(axis=1) < 0.6
    assert [cell == "" for cell in shy.predict(texts)] == uncertain.tolist()


def test_estimator_follows_scikit_learn(coder):
    assert clone(coder).get_params() == {"abstain": 0.3, "alpha": 1.0, "codebook": None}
    again = pickle.loads(pickle.dumps(coder))
    assert again.predict(["专职人员偏少"]) == ["staffing"]
    with pytest.raises(NotFittedError, match="fit"):
        ProblemClassifier().predict(["x"])


def test_own_codebook_and_statements():
    book = parse_codebook(OWN)
    slow = ["拖了很久", "一拖再拖", "拖到月底", "又拖一周", "拖拖拉拉"]
    few = ["条数很少", "条数太少", "数量偏少", "条数少得很", "发得少"]
    own = ProblemClassifier(codebook=book).fit(slow + few, ["slow"] * 5 + [["few"]] * 5)
    assert own.predict(["又拖了", "条数少"]) == ["slow", "few"]
    lonely = ProblemClassifier(codebook=book).fit(
        ["拖了很久", "一拖再拖"], ["slow", "slow"]
    )
    assert lonely.predict(["又拖了"]) == ["slow"]


@pytest.mark.parametrize(
    ("texts", "labels", "named"),
    [
        (["a", "b"], ["slow"], "2 statements and 1 label"),
        (["a"], ["slow"], "at least 2"),
        (["a", ""], ["slow", "few"], "row 1: the statement is empty"),
        (["a", "b"], ["slow", None], "row 1: no category"),
        (["a", "b"], ["slow", "quick"], "row 1: unknown category 'quick'"),
    ],
)
def test_bad_training_data_names_the_row(texts, labels, named):
    with pytest.raises(CodebookError, match=named):
        ProblemClassifier(codebook=parse_codebook(OWN)).fit(texts, labels)


def test_features_match_plain_counting():
    features = StatementFeatures().fit(["更新慢", "更新更慢"])
    row = features.transform(["更慢"]).toarray()[0]
    first, last = features.word_columns_
    assert (row[:first] > 0).sum() == 3  # 更, 慢, 更慢
    np.testing.assert_allclose(np.linalg.norm(row[:first]), 1.0)
    assert last - first == len(features.words_)


def test_score_labels_and_calibration():
    table = score_labels(
        ["content|staffing", "other", "content"], ["content", "other", "other"]
    ).set_index("category")
    assert (
        table.loc["content", "recall"] == 0.5 and table.loc["content", "precision"] == 1
    )
    assert table.loc["micro", "f1"] == pytest.approx(2 * 2 / 7)
    assert np.isnan(table.loc["request", "f1"])
    assert np.isnan(measure_calibration(np.array([True]), np.array([0.1]), least=0.5))
    assert measure_calibration(
        np.array([True, True]), np.array([0.25, 0.25])
    ) == pytest.approx(0.75)


def test_cross_validation_never_tests_on_training_rows():
    statements = load_statements().iloc[::8]
    predictions, report = cross_validate(
        statements["text"], statements["categories"], alphas=(1.0, 3.0), n_folds=3
    )
    assert sorted(predictions["fold"].unique()) == [0, 1, 2]
    assert set(predictions["alpha"]) <= {1.0, 3.0}
    assert report.iloc[-2]["category"] == "micro" and report.iloc[-2]["f1"] > 0.4
    assert report.iloc[-2]["n"] == sum(
        len(cell.split("|")) for cell in statements["categories"]
    )


@pytest.mark.parametrize(
    "settings", [{"alpha": -0.1}, {"abstain": -0.01}, {"abstain": 1.01}]
)
def test_settings_out_of_range_are_refused(settings):
    (name,) = settings
    with pytest.raises(FrameError, match=f"ProblemClassifier: {name}"):
        ProblemClassifier(**settings).fit(
            ["更新慢", "人手少"], ["timeliness", "staffing"]
        )


def test_one_wording_is_left_out_as_one():
    once = [f"{who}人手不足" for who in "甲乙丙丁戊"] + [
        f"{who}内容不全" for who in "甲乙丙丁戊"
    ]
    coder = ProblemClassifier().fit(once * 2, (["staffing"] * 5 + ["content"] * 5) * 2)
    first, second = np.split(coder.oof_probabilities_, 2)
    assert (first == second).all()


def test_a_codebook_of_ones_own_needs_statements_of_ones_own():
    """It said that a label in a row that nobody had given is unknown."""
    own = Codebook("mine-1", (Category("people", "人员", "too few people"),))
    with pytest.raises(CodebookError, match=r"not by mine-1: give statements"):
        ProblemClassifier(own).fit()
