from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.text.words import Segmenter
from textmine.themes.phrases.ngrams import Ngrams
from textmine.themes.phrases.tokens import read_tokens
from textmine.themes.phrases.unithood import classify_words, is_balanced, is_nested, span_sum


def found(start: list[int], length: list[int], tf: list[int]) -> Ngrams:
    """N-grams of which only place, length and frequency matter."""
    n = np.zeros(len(start))
    counts = np.array(tf)
    return Ngrams(np.array(start), np.array(length), counts, (counts,), n, n, n, n, n, n)


def test_a_part_of_a_longer_expression_is_nested_unless_it_stands_alone_often() -> None:
    ids = np.array([2, 3, 4, 0, 2, 3, 0])
    assert is_nested(ids, found([0, 0], [2, 3], [10, 8])).tolist() == [True, False]
    assert is_nested(ids, found([0, 0], [2, 3], [10, 7])).tolist() == [False, False]


def test_sums_are_of_the_tokens_of_each() -> None:
    values = np.array([1, 2, 3, 4])
    assert span_sum(values, found([0, 1], [2, 3], [1, 1])).tolist() == [3, 9]


def test_closed_classes_are_flagged_and_a_number_slot_binds() -> None:
    texts = pd.DataFrame({"text": ["2020年不断公开的信息12条。"]})
    stream = read_tokens(texts, Segmenter())
    classes = classify_words(stream.words)
    word = {w: i for i, w in enumerate(stream.words)}
    assert classes.cannot_end[word["不断"]]
    assert not classes.cannot_end[word["公开"]]
    assert classes.cannot_begin[word["的"]]
    assert word["\ue000"] in classes.kinds.free
    assert word["\ue001"] not in classes.kinds.free
    assert classes.han[word["\ue001"]] == 0


@pytest.mark.parametrize(
    ("phrase", "balanced"), [("《条例》", True), ("条例》", False), ("“《条例”》", False)]
)
def test_marks_in_pairs(phrase: str, balanced: bool) -> None:
    assert is_balanced(phrase) is balanced
