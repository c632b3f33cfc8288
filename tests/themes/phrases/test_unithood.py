from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.text.words import Segmenter
from textmine.themes.phrases import unithood
from textmine.themes.phrases.ngrams import Kinds, Ngrams
from textmine.themes.phrases.tokens import read_tokens
from textmine.themes.phrases.unithood import (
    classify_words,
    is_balanced,
    is_nested,
    measure_closing,
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
    verbs = Kinds(*[np.zeros(0, np.int64)] * 5, governors=np.array([2]))
    longer, bare = found([0, 1], [3, 2], [10, 10]), found([0, 0], [3, 2], [10, 10])
    assert is_nested(ids, longer).tolist() == [False, True]
    assert is_nested(ids, longer, verbs).tolist() == [False, False]
    # Without what stands behind the verb it is still a part.
    assert is_nested(ids, bare, verbs).tolist() == [False, True]


def test_verbs_govern_what_follows_and_frames_know_their_partners() -> None:
    words = ["", "", "以", "公开", "为", "常态", "坚持", "在", "同时", "情况"]
    classes = classify_words(words)
    assert classes.kinds.governors.tolist() == [6, 8]
    assert classes.kinds.heads.tolist() == [9]
    assert classes.frames == {2: {4}, 7: {8}}


def judge(
    words: list[str],
    tf: int,
    cohesion: float,
    entropy: float,
    edges: tuple[float, float],
    *,
    closing: float = 0.2,
) -> bool:
    """Tell whether an n-gram of two words, evenly branching, is whole.

    ``closing``: how often its last word ends what is said.
    """
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
    ends = np.array([0.0, 0.0, 0.0, closing])
    return bool(select_whole(ids, n_gram, classes, one * cohesion, ends)[0])


def test_a_term_of_few_places_need_not_branch_as_far() -> None:
    # Four places with a neighbour each are all that four places allow; of twelve it is too few.
    inside = (0.0, 0.0)
    assert judge(["闭环", "管理"], 4, 0.55, np.log(4), inside)
    assert not judge(["闭环", "管理"], 12, 0.55, np.log(4), inside)
    assert not judge(["闭环", "管理"], 4, 0.4, np.log(4), inside)


def test_terms_of_the_commonest_words_need_edges_not_cohesion() -> None:
    assert judge(["公开", "信息"], 20, 0.2, 2.0, (0.4, 0.6))
    assert not judge(["公开", "信息"], 20, 0.2, 2.0, (0.4, 0.4))
    assert not judge(["公开", "信息"], 20, 0.05, 2.0, (0.4, 0.6))
    # A verb or an adverb before a common word is a step, no term.
    assert not judge(["推进", "公开"], 20, 0.2, 2.0, (0.4, 0.6))


def test_a_term_whose_last_word_ends_much_that_is_said_needs_no_edge() -> None:
    inside, begins = (0.2, 0.1), (0.9, 0.1)
    assert judge(["反馈", "意见"], 12, 0.45, 1.5, inside, closing=0.4)
    assert not judge(["反馈", "意见"], 12, 0.45, 1.5, inside, closing=0.2)
    # Where it mostly begins at an edge, less is asked of its end.
    assert judge(["群众", "参与"], 12, 0.45, 1.5, begins, closing=0.2)
    assert not judge(["导致", "部分"], 12, 0.45, 1.5, begins, closing=0.05)
    assert not judge(["加强", "参与"], 12, 0.45, 1.5, begins, closing=0.4)  # a step


def test_what_a_word_that_ends_nothing_breaks_off_is_a_fragment() -> None:
    at_end, goes_on = (1.0, 0.5), (1.0, 0.2)
    assert not judge(["认真", "听取"], 12, 0.6, 2.0, goes_on, closing=0.05)
    assert judge(["认真", "听取"], 12, 0.6, 2.0, goes_on, closing=0.2)
    assert judge(["认真", "听取"], 12, 0.6, 2.0, at_end, closing=0.05)
    # A noun of which that is true (疫苗接种 | 信息) is whole all the same.
    assert judge(["疫苗", "接种"], 12, 0.6, 2.0, goes_on, closing=0.05)


def test_how_often_a_word_ends_what_is_said_is_the_same_by_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    ids = np.append(rng.integers(0, 6, 200), 0)
    none = np.zeros(0, np.int64)
    kinds = Kinds(none, none, none, before=np.array([2]), alone=none)
    whole = measure_closing(ids, kinds)
    behind = np.isin(ids[1:], [0, 2])
    assert whole[3] == behind[ids[:-1] == 3].mean()
    monkeypatch.setattr(unithood, "BLOCK", 7)
    assert np.array_equal(measure_closing(ids, kinds), whole)


@pytest.mark.parametrize(
    ("phrase", "balanced"),
    [("《条例》", True), ("条例》", False), ("“《条例”》", False)],
)
def test_marks_in_pairs(phrase: str, balanced: bool) -> None:
    assert is_balanced(phrase) is balanced
