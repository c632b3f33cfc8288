"""Sentence and clause: two units with one definition each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.text.sentences import find_clauses, find_sentences, sentence_at

TEXT = "更新慢；内容少？渠道单一!人手不足，专人少。其他"


@pytest.mark.parametrize(
    ("find", "units"),
    [
        (
            find_sentences,
            ["更新慢；内容少？", "渠道单一!", "人手不足，专人少。", "其他"],
        ),
        (
            find_clauses,
            ["更新慢；", "内容少？", "渠道单一!", "人手不足，", "专人少。", "其他"],
        ),
    ],
)
def test_each_unit_has_its_own_borders(find, units):
    assert [TEXT[a:b] for a, b in find(TEXT)] == units


@given(st.text(alphabet="公开慢少。；，！\n（", max_size=40))
def test_units_nest_and_lose_no_word(text):
    words = {i for i, c in enumerate(text) if c in "公开慢少"}
    ends = []
    for find in (find_sentences, find_clauses):
        spans = find(text)
        assert all(a < b for a, b in spans)
        assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
        assert words <= {i for a, b in spans for i in range(a, b)}
        ends.append(len(spans))
    assert ends == sorted(ends)


def test_a_closing_quote_stays_with_the_sentence_before():
    text = "有群众问“怎么查。”答复慢。"
    assert [text[a:b] for a, b in find_sentences(text)] == [
        "有群众问“怎么查。”",
        "答复慢。",
    ]


def test_a_half_width_mark_in_a_link_or_number_ends_nothing():
    text = "见http://a.cn/?id=3,4;共12,345件!公开慢"
    assert [text[a:b] for a, b in find_clauses(text)] == [
        "见http://a.cn/?id=3,4;",
        "共12,345件!",
        "公开慢",
    ]


@given(st.text(alphabet="公1。?”\n", max_size=30))
def test_the_sentence_of_a_character_is_one_of_the_text(text):
    spans = find_sentences(text)
    for at in range(len(text)):
        own = next(((a, b) for a, b in spans if a <= at < b), (at, at + 1))
        assert sentence_at(text, at) == own
