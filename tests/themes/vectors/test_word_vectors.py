from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.themes.vectors.word_vectors import (
    N_DIMENSIONS,
    WordVectors,
    learn_word_vectors,
    load_word_vectors,
    pack_vectors,
    unpack_vectors,
)

SAID = [
    *[["公开", "栏目", "更新", "滞后"], ["公开", "网站", "更新", "陈旧"]] * 5,
    *[["公开", "人员", "培训", "偏少"], ["公开", "干部", "培训", "不足"]] * 4,
]


def alike(found: WordVectors, one: str, other: str) -> float:
    a, b = (found.directions[found.words.index(word)] for word in (one, other))
    return float(a @ b)


def test_words_beside_the_same_words_lie_near_though_they_never_meet() -> None:
    found = learn_word_vectors(SAID, 2)
    assert alike(found, "滞后", "陈旧") > 0.9
    assert alike(found, "滞后", "不足") < 0.1


def test_only_words_of_two_to_four_characters_that_recur_have_vectors() -> None:
    rest = [["慢", "更新", "政府信息公开", "12", "ab1"]] * 3 + [["只有", "一次"]] * 2
    found = learn_word_vectors(rest + SAID)
    assert found.words == sorted({word for some in SAID for word in some})
    assert found.directions.shape[0] == len(found.words) == len(found.idf)


def test_a_seldom_word_tells_more() -> None:
    found = learn_word_vectors(SAID)
    idf = dict(zip(found.words, found.idf.tolist(), strict=True))
    assert idf["滞后"] > idf["更新"] == pytest.approx(np.log(19 / 11) + 1)
    lengths = np.linalg.norm(found.vectors, axis=1)
    np.testing.assert_allclose(lengths, found.idf)


@given(st.permutations(SAID))
def test_the_order_of_sentences_and_words_plays_no_part(mixed: list[list[str]]) -> None:
    mixed = [some[::-1] for some in mixed]
    assert pack_vectors(learn_word_vectors(mixed, 3)) == pack_vectors(
        learn_word_vectors(SAID, 3)
    )


def test_what_was_packed_is_the_same_but_for_rounding() -> None:
    found = learn_word_vectors(SAID)
    again = unpack_vectors(pack_vectors(found))
    assert again.words == found.words
    np.testing.assert_allclose(again.directions, found.directions, atol=0.01)
    np.testing.assert_allclose(again.idf, found.idf, rtol=1e-6)


@pytest.mark.parametrize("said", [[], [["更新"]] * 4])
def test_too_little_gives_few_words_and_no_error(said: list[list[str]]) -> None:
    found = learn_word_vectors(said)
    assert found.words == (["更新"] if said else [])
    assert not found.directions.any()


def test_the_vectors_that_ship_know_what_the_genre_words_alike() -> None:
    found = load_word_vectors()
    assert found.directions.shape == (len(found.words), N_DIMENSIONS)
    for near, far in (("滞后", "培训"), ("过时", "座谈"), ("陈旧", "编制")):
        assert alike(found, "更新", near) > alike(found, "更新", far) + 0.2
