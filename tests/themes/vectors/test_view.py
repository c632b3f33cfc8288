from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.text.words import Segmenter
from textmine.themes.vectors.features import SentenceFeatures
from textmine.themes.vectors.view import View
from textmine.themes.vectors.words import WordWeights, read_words

SEGMENTER = Segmenter()
SAID = ["业务培训少", "业务培训缺", "栏目更新慢", "栏目更新迟"]


@pytest.fixture(scope="module")
def features() -> SentenceFeatures:
    return SentenceFeatures(SAID)


@pytest.fixture(scope="module")
def weights() -> WordWeights:
    return WordWeights(read_words(SAID, SEGMENTER), 2)


def test_without_words_a_view_is_its_features(features: SentenceFeatures) -> None:
    rows = View(features).weigh(SAID, SAID, SEGMENTER)
    assert (rows != features.weigh(SAID)).nnz == 0


def test_words_stand_beside_the_n_grams_and_are_as_long(
    features: SentenceFeatures, weights: WordWeights
) -> None:
    rows = View(features, weights).weigh(SAID, SAID, SEGMENTER).toarray()
    assert rows.shape == (4, features.n_features + len(weights.terms))
    grams, words = np.split(rows, [features.n_features], axis=1)
    np.testing.assert_allclose(np.linalg.norm(grams, axis=1), np.sqrt(0.5))
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), np.sqrt(0.5))
    assert not grams[:, len(features.grams) :].any()  # no concepts beside words


def test_a_sentence_without_a_known_word_is_all_n_grams(
    features: SentenceFeatures, weights: WordWeights
) -> None:
    view = View(features, weights)
    rows = view.weigh(["慢更新", "QQ"], ["慢！更，新", "QQ"], SEGMENTER).toarray()
    assert np.linalg.norm(rows[0, : len(features.grams)]) == pytest.approx(1.0)
    assert not rows[1].any()


def test_n_grams_come_from_the_key_and_words_from_the_text(
    features: SentenceFeatures, weights: WordWeights
) -> None:
    (row,) = (
        View(features, weights).weigh(["栏目更新"], ["业务培训"], SEGMENTER).toarray()
    )
    n_features = row.size - len(weights.terms)
    said = [
        term for term, w in zip(weights.terms, row[n_features:], strict=True) if w > 0
    ]
    assert said == ["业务培训"]
    only = features.weigh(["栏目更新"], with_genre=False).toarray()[0]
    np.testing.assert_allclose(row[:n_features], only * np.sqrt(0.5))


def test_a_frame_is_weighed_by_its_columns_and_may_be_empty(
    features: SentenceFeatures, weights: WordWeights
) -> None:
    frame = pd.DataFrame({"key": SAID, "text": [f"{s}。" for s in SAID]})
    for view in (View(features), View(features, weights)):
        rows = view.weigh_frame(frame, SEGMENTER)
        given = view.weigh(frame["key"].tolist(), frame["text"].tolist(), SEGMENTER)
        assert (rows != given).nnz == 0
        assert view.weigh_frame(frame.head(0), SEGMENTER).shape == (0, rows.shape[1])
