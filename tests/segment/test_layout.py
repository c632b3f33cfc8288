import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.segment.layout import find_lines, find_quotes, find_siblings
from textmine.segment.tokens import find_tokens


def quotes(text):
    tokens = find_tokens(text)
    return [
        (
            text[tokens[q.first].start : tokens[q.close - 1].end],
            text[tokens[q.close + 1].start : tokens[q.end - 1].end],
        )
        for q in find_quotes(tokens)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "针对更新慢的问题，按周更新，专人负责。再看。",
            [("更新慢", "按周更新，专人负责")],
        ),
        (
            "针对图解、视频偏少等问题，增加图解；针对答复慢的情况，限时答复。",
            [("图解、视频偏少", "增加图解"), ("答复慢", "限时答复")],
        ),
        ("针对上述问题，我局将加强培训。", []),
        ("针对检查中发现的问题，限期整改。", []),
        ("针对性措施：加强培训。", []),
        ("针对更新慢。的问题，按周更新。", []),
        ("针对更新慢的问题", []),
    ],
)
def test_quotes(text, wanted):
    assert quotes(text) == wanted


def test_bullets_on_lines_that_follow_each_other_are_a_run():
    tokens = find_tokens("问题：\n●更新慢\n●图解少\n措施：\n●按周更新\n●增加图解")
    assert find_siblings(tokens) == {1: 2, 4: 5}


def test_a_run_ends_where_the_count_breaks():
    tokens = find_tokens("1.更新慢。2.图解少。1.按周更新。3.其他。")
    assert find_siblings(tokens) == {0: 1}


@given(st.text(alphabet="更新慢。；，：\n一是二1.针对的问题●", max_size=40))
def test_lines_hold_every_token_once(text):
    tokens = find_tokens(text)
    held = [k for line in find_lines(tokens) for k in range(line.first, line.last + 1)]
    assert held == list(range(len(tokens)))
    for quote in find_quotes(tokens):
        assert quote.first < quote.close < quote.end <= len(tokens)
