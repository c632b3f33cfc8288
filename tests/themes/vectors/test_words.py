from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.words import Segmenter
from textmine.themes.vectors.words import WordStream, WordWeights, read_words

SEGMENTER = Segmenter()
# Numbers of words: 2 更新, 3 培训, 4 栏目; 0 carries no theme.
STREAM = WordStream(
    ids=np.array([2, 0, 3, 2, 2, 4, 0]),
    row=np.array([0, 0, 0, 1, 1, 3, 3]),
    words=["", "", "更新", "培训", "栏目"],
    n_sentences=4,
)


def test_sentences_are_read_from_the_stream() -> None:
    sentences = [STREAM.sentence(i) for i in range(4)]
    assert sentences == [["更新", "", "培训"], ["更新", "更新"], [], ["栏目", ""]]


def test_some_sentences_are_numbered_anew() -> None:
    some = STREAM.take(np.array([1, 2, 3]))
    assert some.n_sentences == 3
    assert [some.sentence(i) for i in range(3)] == [["更新", "更新"], [], ["栏目", ""]]
    none = STREAM.take(np.array([], dtype=np.int64))
    assert (none.n_sentences, len(none.ids)) == (0, 0)


def test_numbers_marks_and_single_characters_carry_no_theme() -> None:
    stream = read_words(["业务培训12次，慢。", "", "业务培训"], SEGMENTER)
    assert stream.n_sentences == 3
    assert [word for word in stream.sentence(0) if word] == ["业务培训"]
    assert stream.sentence(1) == []
    assert stream.sentence(2) == ["业务培训"]
    assert stream.words == ["", "", "业务培训"]


def test_nothing_to_read() -> None:
    stream = read_words([], SEGMENTER)
    assert (stream.n_sentences, len(stream.ids), stream.words) == (0, 0, ["", ""])
    weights = WordWeights(stream, 1)
    assert weights.terms == []
    assert weights.weigh(stream).shape == (0, 0)


def test_terms_stand_in_enough_sentences_in_code_point_order() -> None:
    assert WordWeights(STREAM, 1).terms == sorted(["更新", "培训", "栏目"])
    weights = WordWeights(
        STREAM, 2
    )  # 更新 stands in two sentences, the others in one each
    assert weights.terms == ["更新"]
    assert weights.column == {"更新": 0}


def test_weights_follow_the_formula() -> None:
    weights = WordWeights(STREAM, 1)
    rows = weights.weigh(STREAM).toarray()
    # Smoothed idf of 4 sentences: 更新 in two, 培训 in one.
    update, training = np.log(5 / 3) + 1, np.log(5 / 2) + 1
    expected = np.array([update, training]) / np.hypot(update, training)
    np.testing.assert_allclose(
        rows[0, [weights.column[w] for w in ("更新", "培训")]], expected
    )
    np.testing.assert_allclose(rows[1, weights.column["更新"]], 1.0)
    assert not rows[2].any()


def test_other_sentences_are_weighed_by_the_words_known() -> None:
    weights = WordWeights(STREAM, 1)
    other = WordStream(np.array([2, 3]), np.array([0, 1]), ["", "", "渠道", "栏目"], 2)
    rows = weights.weigh(other).toarray()
    assert not rows[0].any()
    assert rows[1].tolist() == [float(term == "栏目") for term in weights.terms]


SENTENCES = st.lists(st.text(alphabet="更新培训栏目2年，", max_size=10), max_size=5)


@settings(deadline=None)
@given(SENTENCES)
def test_rows_of_weights_have_length_one_or_are_empty(sentences: list[str]) -> None:
    stream = read_words(sentences, SEGMENTER)
    rows = WordWeights(stream, 1).weigh(stream)
    assert rows.shape[0] == len(sentences)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    has_words = [any(stream.sentence(i)) for i in range(len(sentences))]
    np.testing.assert_allclose(lengths, np.array(has_words, dtype=float))


def test_own_terms_carry_a_theme_and_own_stop_words_none() -> None:
    said = ["推行双随机、一公开和12345热线", "扎实开展业务培训"]
    segment = Segmenter(
        add_terms=["双随机、一公开", "12345热线"], add_stop_words=["业务培训"]
    )
    stream = read_words(said, segment)
    assert stream.sentence(0) == ["推行", "双随机、一公开", "", "12345热线"]
    assert "业务培训" not in stream.sentence(1)
    replaced = read_words(said, Segmenter(stop_words=["业务培训"]))
    assert "扎实" in replaced.sentence(1)
    assert "业务培训" not in replaced.sentence(1)
