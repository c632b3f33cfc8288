import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from textmine.segment.decoder import LABELS, best_path, decode
from textmine.segment.tokens import find_tokens


def marginals(*labels, sure=0.9):
    out = np.full((len(labels), len(LABELS)), (1 - sure) / (len(LABELS) - 1))
    for k, label in enumerate(labels):
        out[k, LABELS.index(label)] = sure
    return out


def read(text, *labels):
    tokens = find_tokens(text)
    assert len(tokens) == len(labels), [t.text for t in tokens]
    found = decode(tokens, marginals(*labels))
    return [(s.role, text[tokens[s.first].start : tokens[s.last].end], s.rule) for s in found]


@given(
    nps.arrays(float, st.tuples(st.integers(1, 12), st.just(len(LABELS))), elements=st.floats(0, 1))
)
def test_an_inside_always_follows_its_begin(weights):
    path = [LABELS[k] for k in best_path(weights)]
    for before, label in zip(["O", *path], path, strict=False):
        if label.startswith("I-"):
            assert before[2:] == label[2:]


def test_an_item_of_a_list_is_one_entry():
    found = read("一是抓培训。每月一次，从严考核；二是抓更新。", "B-M", "B-M", "B-M", "B-M")
    assert found == [
        ("M", "抓培训。每月一次，从严考核", "marker"),
        ("M", "抓更新", "marker"),
    ]


def test_two_lacks_parted_by_a_semicolon_are_two_entries():
    found = read("一是更新慢；内容少。二是渠道窄。", "B-P", "B-P", "B-P")
    assert [text for _, text, _ in found] == ["更新慢", "内容少", "渠道窄"]


def test_an_item_that_the_model_missed_states_what_its_sibling_states():
    found = read("一是按月核对。二是多公开。", "T", "B-M")
    assert [(role, text) for role, text, _ in found] == [("M", "按月核对"), ("M", "多公开")]


def test_problem_and_answer_in_one_item_are_cut():
    found = read(
        "一是更新慢。拟按周更新。二是内容少。拟补充内容。",
        "B-P", "T", "B-M", "B-P", "T", "B-M",
    )  # fmt: skip
    assert [(role, text) for role, text, _ in found] == [
        ("P", "更新慢"), ("M", "按周更新"), ("P", "内容少"), ("M", "补充内容"),
    ]  # fmt: skip


def test_one_of_many_measures_that_reads_like_a_problem_is_a_measure():
    found = read("一是抓培训。二是更新慢的，限期补齐。三是抓考核。", "B-M", "B-P", "B-M", "B-M")
    assert [role for role, _, _ in found] == ["M", "M", "M"]


@pytest.mark.parametrize(
    ("text", "labels", "rule"),
    [
        ("存在问题：更新慢。", ("L", "B-P"), "label"),
        ("下一步，加强培训。", ("T", "B-M"), "turn"),
        ("仍存在更新慢、内容少等问题。", ("A", "B-P", "B-P", "O"), "list"),
    ],
)
def test_the_rule_says_what_told_it(text, labels, rule):
    assert read(text, *labels)[-1][2] == rule


def test_leads_and_tails_are_left_out():
    found = read("今后要抓培训。", "T", "B-M", "I-M")
    assert [text for _, text, _ in found] == ["抓培训"]


def test_nothing_gives_nothing():
    assert decode([], np.zeros((0, len(LABELS)))) == []


def test_where_semicolons_part_a_sentence_no_comma_does():
    found = read("下一步，抓培训，定期考核；抓更新。", "T", "B-M", "B-M", "B-M")
    assert [text for _, text, _ in found] == ["抓培训，定期考核", "抓更新"]


def test_each_lack_before_等问题_is_an_entry():
    found = read("仍存在更新不及时，解读不够等问题。", "A", "B-P", "I-P", "O")
    assert [text for _, text, _ in found] == ["更新不及时", "解读不够"]


def test_a_turn_does_not_end_in_a_semicolon():
    marks = marginals("T", "T", "B-M")
    marks[1, LABELS.index("B-M")] = 0.05
    tokens = find_tokens("下一步，配齐专人；改造检索。")
    assert [tokens[s.first].text for s in decode(tokens, marks)] == ["配齐专人", "改造检索"]
