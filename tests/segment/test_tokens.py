import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.segment.annotated import COUNTED, read_parts
from textmine.segment.decoder import LABELS
from textmine.segment.model import _COLUMN, _prepare
from textmine.segment.tokens import find_gaps, find_tokens
from textmine.text.normalize import normalize


def cut(text):
    return [t.text for t in find_tokens(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("一是更新慢二是内容少", ["更新慢", "内容少"]),
        ("1.更新慢，2.内容少，3.渠道窄", ["更新慢", "内容少", "渠道窄"]),
        ("仍存在更新慢、内容少等问题。", ["仍存在", "更新慢", "内容少", "等问题"]),
        ("下一步，我局将完善制度", ["下一步", "我局将", "完善制度"]),
        (
            "落实“发布、解读、回应”制度，从严考核",
            ["落实“发布、解读、回应”制度", "从严考核"],
        ),
        ("a.更新慢；b.内容少", ["更新慢", "内容少"]),
        ("第一，更新慢。第二，内容少。", ["更新慢", "内容少"]),
        ("问题一：更新慢。问题二：内容少。", ["更新慢", "内容少"]),
    ],
)
def test_cuts(text, tokens):
    assert cut(text) == tokens


def test_markers_and_marks_belong_to_no_token():
    token = find_tokens("（二）更新慢；")[0]
    assert (token.text, token.marker.value, token.mark) == ("更新慢", 2, "；")


def test_dates_and_counts_are_no_markers():
    assert all(
        t.marker is None for t in find_tokens("2020年发布12.5万条，3月1日起实行")
    )


def test_blanks_taken_out_are_borders():
    raw = "（一）存在的问题 更新慢，内容少。 （二）改进措施 按周更新。"
    clean = normalize(raw)
    gaps = find_gaps(clean.text, raw, clean.offsets)
    tokens = find_tokens(clean.text, gaps=gaps)
    assert [t.text for t in tokens] == [
        "存在的问题",
        "更新慢",
        "内容少",
        "改进措施",
        "按周更新",
    ]


def test_blanks_between_all_words_are_none():
    raw = "更 新 很 慢，内 容 很 少"
    clean = normalize(raw)
    tokens = find_tokens(clean.text, gaps=find_gaps(clean.text, raw, clean.offsets))
    assert [t.text for t in tokens] == ["更新很慢", "内容很少"]


@given(st.text(alphabet="一二三是、，。；：（）1.将存在等问题更新慢\n “”", max_size=80))
def test_tokens_are_disjoint_and_in_order(text):
    tokens = find_tokens(text)
    end = 0
    for token in tokens:
        assert end <= token.start <= token.end <= len(text)
        assert text[token.start : token.end] == token.text
        end = token.end


def test_every_annotated_statement_can_be_told():
    """The best that tokens allow: nearly every border of the corpus is among the cuts."""
    found = stated = 0
    for example in map(_prepare, read_parts()):
        spans = set()
        # Openings have labels of their own, which the marginals add to those of LABELS.
        labels = [LABELS[_COLUMN[label]] for label in example.labels]
        for k, label in enumerate(labels):
            if label[:2] == "B-":
                last = k
                while last + 1 < len(labels) and labels[last + 1] == "I" + label[1:]:
                    last += 1
                spans.add((example.tokens[k].start, example.tokens[last].end))
        stated += sum(role in COUNTED for role, _, _ in example.stated)
        found += sum((a, b) in spans for _, a, b in example.stated)
    assert found / stated >= 0.98


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "存在的主要问题及改进情况2020年，我局",
            ["存在的主要问题及改进情况", "2020年", "我局"],
        ),
        ("公开渠道要拓宽", ["公开渠道要拓宽"]),
        ("管护办法有待加强", ["管护办法有待加强"]),
        ("培训次数不够问题", ["培训次数不够", "问题"]),
        ("热线高频问题未转化的问题", ["热线高频", "问题未转化", "的问题"]),
    ],
)
def test_a_clause_is_cut_where_a_statement_may_begin_or_end(text, clauses):
    assert [t.text for t in find_tokens(text)] == clauses
