"""Phrases found by their characters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from textmine.errors import FrameError
from textmine.pipeline.matcher import CharacterMatcher

VOCAB = Vocab()


def doc_of(*words):
    return Doc(VOCAB, words=list(words), spaces=[False] * len(words))


def found(matcher, doc):
    return [(span.label_, span.text, doc.text[a:b]) for span, a, b in matcher.find(doc)]


def test_a_phrase_is_found_across_the_borders_of_words():
    matcher = CharacterMatcher()
    matcher.add("law", ["信息公开"])
    doc = doc_of("政府信", "息公", "开条例")
    assert found(matcher, doc) == [("law", "政府信息公开条例", "信息公开")]
    assert [span.text for span in matcher(doc)] == ["政府信息公开条例"]


def test_of_phrases_that_begin_together_the_longest_is_taken():
    matcher = CharacterMatcher()
    matcher.add("short", ["公开"])
    matcher.add("long", ["公开目录"])
    doc = doc_of("公开", "目录", "，", "公开")
    assert [label for label, *_ in found(matcher, doc)] == ["long", "short"]


def test_a_phrase_of_two_labels_keeps_the_last():
    matcher = CharacterMatcher()
    matcher.add("first", ["公开"])
    doc = doc_of("公开")
    assert found(matcher, doc) == [("first", "公开", "公开")]
    # Added after a search: the automaton is made anew.
    matcher.add("second", ["公开", "目录"])
    assert found(matcher, doc_of("公开", "目录")) == [
        ("second", "公开", "公开"),
        ("second", "目录", "目录"),
    ]


def test_without_phrases_or_text_nothing_is_found():
    matcher = CharacterMatcher()
    assert matcher.find(doc_of("公开")) == []
    matcher.add("none", [])
    assert matcher.find(doc_of("公开")) == []
    matcher.add("one", ["公开"])
    assert matcher.find(Doc(VOCAB)) == []


@pytest.mark.parametrize("phrase", ["", None, 3])
def test_what_is_no_phrase_is_refused(phrase):
    with pytest.raises(FrameError, match="is no phrase"):
        CharacterMatcher().add("label", [phrase])


def test_one_string_is_no_list_of_phrases():
    with pytest.raises(FrameError, match=r"expected a list: \[phrase\]"):
        CharacterMatcher().add("label", "信息公开")


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=12))
@settings(deadline=None)
def test_one_phrase_is_found_as_often_as_str_finds_it(words):
    matcher = CharacterMatcher()
    matcher.add("one", ["甲乙"])
    doc = doc_of(*words)
    places = [(a, b) for _, a, b in matcher.find(doc)]
    text = "".join(words)
    assert places == [
        (k, k + 2) for k in range(len(text)) if text.startswith("甲乙", k)
    ]


def test_of_a_list_with_a_fault_no_phrase_is_taken():
    matcher = CharacterMatcher()
    matcher.add("first", ["目录"])
    assert found(matcher, doc_of("公开", "目录")) == [("first", "目录", "目录")]
    with pytest.raises(FrameError, match="is no phrase"):
        matcher.add("second", iter(["公开", ""]))
    matcher.add("third", ["年报"])
    assert found(matcher, doc_of("公开", "目录")) == [("first", "目录", "目录")]
