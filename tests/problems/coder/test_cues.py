import json
import pickle
import warnings
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from textmine.errors import CodebookError, FrameError, TextmineWarning
from textmine.problems.coder.codebook import load_codebook, parse_codebook
from textmine.problems.coder.cues import CodebookClassifier
from textmine.problems.coder.cuetable import CueTable, expand, read_cues
from textmine.resources.load import load_toml

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"


@cache
def fitted():
    return CodebookClassifier().fit()


@pytest.fixture(scope="module")
def coder():
    return fitted()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("虽然全年办班五次，培训量不小，但栏目内容偏少", "content"),
        ("问题不是人手不足，而是栏目更新太慢", "timeliness"),
        ("公众参与意识偏弱", "publicity|interaction"),
        ("公众对条例知晓不多", "publicity"),
        ("政策解读不够及时", "interpretation"),
        ("各科室报送不及时", "timeliness|coordination"),
        ("协调机制不健全", "mechanism|coordination"),
        ("工作力度还不够", "other"),
        ("重点领域公开的力度还不够", "content"),
        ("公开形式单一", "platform"),
        ("公开内容单一", "content"),
        ("规范性文件更新慢", "timeliness"),
        ("文件格式不统一，分类也乱", "info_mgmt"),
    ],
)
def test_scope_denial_and_priority(coder, text, codes):
    assert set(coder.predict([text])[0].split("|")) == set(codes.split("|"))


def test_evidence_is_in_the_statement(coder):
    text = "经办人员变动频繁，栏目更新不及时"
    for words in coder.explain(text).values():
        for word in words:
            assert all(part in text for part in word.split("…"))


def test_each_statement_of_a_frame_is_matched_once(coder, monkeypatch):
    """Categories, probabilities and evidence are told of one look at it."""
    looked = []
    find = CueTable.find
    monkeypatch.setattr(
        CueTable, "find", lambda table, text: looked.append(text) or find(table, text)
    )
    coded = coder.predict_frame(pd.DataFrame({"text": ["人手不足", "更新不及时"]}))
    assert looked == ["人手不足", "更新不及时"]
    assert coded["categories"].tolist() == ["staffing", "timeliness"]


def test_frame_keeps_columns_and_names_the_codebook(coder):
    frame = pd.DataFrame(
        {
            "item_id": ["a", "b", "c"],
            "text": ["人手不足", None, " "],
            "year": [2020, 2021, 2022],
        }
    )
    before = frame.copy()
    coded = coder.predict_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(coded.columns) == [
        "item_id",
        "text",
        "year",
        "categories",
        "probabilities",
        "evidence",
    ]
    assert list(coded["categories"]) == ["staffing", "", ""]
    assert coded["probabilities"].iloc[0] == "staffing:0.90"
    assert coded["evidence"].iloc[0] == "staffing:人手"
    assert coded.attrs["codebook_version"] == load_codebook().version


def test_empty_frame_and_missing_column(coder):
    empty = coder.predict_frame(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert len(empty) == 0 and "categories" in empty
    with pytest.raises(FrameError, match="text"):
        coder.predict_frame(pd.DataFrame({"words": ["x"]}))
    with pytest.raises(FrameError, match="row 1"):
        coder.predict(["人手不足", 7])
    with pytest.raises(FrameError, match="list"):
        coder.predict("人手不足")


def test_estimator_follows_scikit_learn(coder):
    assert clone(coder).get_params() == {"codebook": None, "cues": None, "abstain": 0.3}
    copy = pickle.loads(pickle.dumps(coder))
    assert copy.predict(["人手不足"]) == ["staffing"]


def test_fitted_on_labels_the_strength_is_measured():
    fitted = CodebookClassifier().fit(
        ["人手不足"] * 8, ["staffing"] * 2 + ["other"] * 6
    )
    assert fitted.predict_proba(["人手不足"]).max() == pytest.approx((2 + 1.8) / 10)


SILENT = ["今天天气很好", "This page is slow", "……", "2021"]


def test_nothing_is_coded_where_no_cue_speaks(coder):
    assert coder.predict(SILENT) == [""] * 4
    assert coder.explain(SILENT[0]) == {}
    coded = coder.predict_frame(pd.DataFrame({"text": [*SILENT, "人手不足"]}))
    assert coded["categories"].tolist() == [""] * 4 + ["staffing"]
    assert coded["evidence"].tolist()[:4] == [""] * 4
    book = load_codebook()
    indicator = [[int(key == "staffing") for key in book.keys]]
    table = CodebookClassifier().fit(["人手不足"], pd.DataFrame(indicator))
    assert table.predict(SILENT).sum() == 0
    assert table.predict([]).shape == (0, len(book.keys))


def test_all_is_coded_where_that_is_asked_for():
    assert CodebookClassifier(abstain=0).fit().predict(SILENT) == ["other"] * 4


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("亮点不多", "other"),
        # Beside any category of its own what speaks for the rest says nothing.
        ("人手不足，亮点不多", "staffing"),
        ("亮点不多，人手不足，更新不及时", "timeliness|staffing"),
    ],
)
def test_the_fallback_stands_alone(text, category):
    assert fitted().predict([text]) == [category]


def test_whether_silence_means_the_fallback_is_learned_from_labels():
    texts = ["今天天气很好", "会议室较暖"] * 4
    assert CodebookClassifier().fit(texts, ["other"] * 8).predict(SILENT[:1]) == [
        "other"
    ]
    assert CodebookClassifier().fit(texts, ["content"] * 8).predict(SILENT[:1]) == [""]


@pytest.mark.parametrize("abstain", [-0.1, 2, "some", None])
def test_a_probability_is_a_number_from_0_to_1(abstain):
    with pytest.raises(
        FrameError, match="CodebookClassifier: abstain is .* from 0 to 1"
    ):
        CodebookClassifier(abstain=abstain).fit()


def test_own_codebook_uses_its_own_cues():
    book = parse_codebook(
        'version = "1"\n[slow]\nzh = "慢"\ndefinition = "late"\ncues = ["拖"]\n'
    )
    own = CodebookClassifier(codebook=book).fit()
    assert own.predict(["材料拖了许久", "人手不足"]) == ["slow", ""]


def test_categories_without_cues_are_named_where_statements_are_coded():
    one = 'version = "1"\n[slow]\nzh = "慢"\ndefinition = "late"\ncues = ["拖"]\n'
    book = parse_codebook(one + '[poor]\nzh = "缺"\ndefinition = "no money"\n')
    coder = CodebookClassifier(codebook=book).fit()
    with pytest.warns(
        TextmineWarning, match="^Code.*: 1 category has .* as poor; give"
    ):
        assert coder.predict(["材料拖了许久", "人手不足"]) == ["slow", ""]
    with pytest.warns(TextmineWarning, match="as poor"):
        coder.predict_frame(pd.DataFrame({"text": ["人手不足"]}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        CodebookClassifier(codebook=parse_codebook(one)).fit().predict(["拖"])
        CodebookClassifier().fit().predict(["人手不足"])


@pytest.mark.parametrize("pattern", ["", "~", "a~", "(a|b", "{none}", "a)"])
def test_malformed_patterns_are_named(pattern):
    with pytest.raises(CodebookError, match="pattern"):
        expand(pattern, {}, where="group 1: pattern")


def test_unknown_category_in_cues_is_named():
    data = {"group": [{"categories": ["colour"], "strong": ["x"]}]}
    with pytest.raises(CodebookError, match="group 1.*colour"):
        read_cues(data, load_codebook())


def test_gap_ends_at_the_clause():
    table = read_cues(
        {"gap": 4, "group": [{"categories": ["content"], "strong": ["甲~乙"]}]},
        load_codebook(),
    )
    assert [m.text for m in table.find("甲一二三四乙")] == ["甲…乙"]
    assert table.find("甲一二三四五乙") == []
    assert table.find("甲，乙") == []


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "人手不足",
                "，",
                "虽然",
                "但",
                "更新慢",
                "解读",
                "及时",
                "a",
                " ",
                "。",
                "不是",
            ]
        ),
        max_size=9,
    )
)
def test_any_statement_gets_labels_of_the_codebook(parts):
    coder = fitted()
    text = "".join(parts)
    labels = coder.predict([text])[0]
    assert set(labels.split("|")) - {""} <= set(coder.codebook_.keys)
    assert labels == coder.codebook_.join_labels(labels.split("|"))
    assert set(coder.explain(text)) == set(labels.split("|")) - {""}


@pytest.mark.shared
def test_cue_coder_on_the_gold_reports(coder):
    if not SHARED.is_dir():
        pytest.skip("the reports beside the project are not here")
    truth, found = [], []
    for name in ("gold/seeds.jsonl", "gold/real.jsonl", "dev/gold.jsonl"):
        for line in (SHARED / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            truth += [set(c) for c in row.get("problem_categories") or []]
            found += [set(c.split("|")) for c in coder.predict(row["problems"])]
    right = sum(len(a & b) for a, b in zip(truth, found, strict=True))
    assert 2 * right / (sum(map(len, truth)) + sum(map(len, found))) >= 0.85


def test_shipped_cues_compile():
    assert len(read_cues(load_toml("cues.toml"), load_codebook()).cues) > 1000
