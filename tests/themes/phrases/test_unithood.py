from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.text.words import Segmenter
from textmine.themes.phrases.ngrams import Kinds, Ngrams
from textmine.themes.phrases.tokens import read_tokens
from textmine.themes.phrases.unithood import (
    classify_words,
    is_balanced,
    is_nested,
    select_whole,
    span_sum,
)


def found(start: list[int], length: list[int], tf: list[int]) -> Ngrams:
    """N-grams of which only place, length and frequency matter."""
    n = np.zeros(len(start))
    counts = np.array(tf)
    return Ngrams(
        np.array(start), np.array(length), counts, (counts,), n, n, n, n, n, n
    )


def test_a_part_of_a_longer_expression_is_nested_unless_it_stands_alone_often() -> None:
    ids = np.array([2, 3, 4, 0, 2, 3, 0])
    assert is_nested(ids, found([0, 0], [2, 3], [10, 8])).tolist() == [True, False]
    assert is_nested(ids, found([0, 0], [2, 3], [10, 7])).tolist() == [False, False]


def test_sums_are_of_the_tokens_of_each() -> None:
    values, ids = np.array([0, 1, 2, 3, 4]), np.array([1, 2, 3, 4])
    assert span_sum(values, ids, found([0, 1], [2, 3], [1, 1])).tolist() == [3, 9]
    assert span_sum(values, ids[::-1], found([0, 2], [1, 2], [1, 1])).tolist() == [4, 3]


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


def test_an_expression_is_no_part_of_one_that_puts_a_verb_before_it() -> None:
    ids = np.array([2, 3, 4, 0, 3, 4, 0])
    verbs = Kinds(*[np.zeros(0, np.int64)] * 5, verbs=np.array([2]))
    longer, bare = found([0, 1], [3, 2], [10, 10]), found([0, 0], [3, 2], [10, 10])
    assert is_nested(ids, longer).tolist() == [False, True]
    assert is_nested(ids, longer, verbs).tolist() == [False, False]
    # Without what stands behind the verb it is still a part.
    assert is_nested(ids, bare, verbs).tolist() == [False, True]


def test_verbs_govern_what_follows_and_frames_know_their_partners() -> None:
    words = ["", "", "以", "公开", "为", "常态", "坚持", "在", "同时", "情况"]
    classes = classify_words(words)
    assert classes.kinds.verbs.tolist() == [6]
    assert classes.kinds.heads.tolist() == [9]
    assert classes.frames == {2: {4}, 7: {8}}


def judge(
    words: list[str],
    tf: int,
    cohesion: float,
    entropy: float,
    edges: tuple[float, float],
) -> bool:
    """Tell whether an n-gram of two words, evenly branching, is whole."""
    ids, one = np.array([2, 3, 0]), np.ones(1)
    n_gram = Ngrams(
        start=np.zeros(1, np.int64),
        length=np.full(1, 2),
        tf=np.full(1, tf),
        df=(np.full(1, tf),),
        entropy_left=one * entropy,
        entropy_right=one * entropy,
        share_left=one * 0.2,
        share_right=one * 0.2,
        edge_left=one * edges[0],
        edge_right=one * edges[1],
    )
    classes = classify_words(["", "", *words])
    return bool(select_whole(ids, n_gram, classes, one * cohesion)[0])


def test_a_term_of_few_places_need_not_branch_as_far() -> None:
    # Four places with a neighbour each are all that four places allow; of twelve it is too few.
    inside = (0.0, 0.0)
    assert judge(["闭环", "管理"], 4, 0.6, np.log(4), inside)
    assert not judge(["闭环", "管理"], 12, 0.6, np.log(4), inside)
    assert not judge(["闭环", "管理"], 4, 0.4, np.log(4), inside)


def test_terms_of_the_commonest_words_need_edges_not_cohesion() -> None:
    assert judge(["公开", "信息"], 20, 0.2, 2.0, (0.4, 0.6))
    assert not judge(["公开", "信息"], 20, 0.2, 2.0, (0.4, 0.4))
    assert not judge(["公开", "信息"], 20, 0.05, 2.0, (0.4, 0.6))
    # A verb or an adverb before a common word is a step, no term.
    assert not judge(["推进", "公开"], 20, 0.2, 2.0, (0.4, 0.6))


@pytest.mark.parametrize(
    ("phrase", "balanced"),
    [("《条例》", True), ("条例》", False), ("“《条例”》", False)],
)
def test_marks_in_pairs(phrase: str, balanced: bool) -> None:
    assert is_balanced(phrase) is balanced
