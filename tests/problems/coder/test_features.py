from __future__ import annotations

import pickle

import numpy as np
import pytest

from textmine.problems.coder.codebook import load_codebook
from textmine.problems.coder.features import StatementFeatures, find_grams
from textmine.resources.load import load_toml

# Written out: taken from the module, a bound would be tested against itself.
CONCEPT_WEIGHT = 0.2
CUE_WEIGHT = 0.075
LONG_WEIGHT = 0.5
PAIR_WEIGHT = 0.15

TEXTS = ["专职人员不足", "网站更新不及时", "专职人员缺乏", "网站更新慢"]


@pytest.fixture(scope="module")
def features() -> StatementFeatures:
    return StatementFeatures().fit(TEXTS)


def blocks(
    features: StatementFeatures, texts: list[str], **options: bool
) -> dict[str, np.ndarray]:
    """The matrix by the order of columns that ``transform`` promises."""
    matrix = features.transform(texts, **options).toarray()
    n_keys = len(load_codebook().keys)
    n_concepts = len(load_toml("concepts.toml")["concepts"])
    sizes = {
        "short": len(features.short_.keys),
        "words": len(features.words_),
        "cues": 2 * n_keys,
        "concepts": n_concepts,
        "pairs": n_concepts**2,
        "long": len(features.long_.keys),
    }
    assert sum(sizes.values()) == matrix.shape[1]
    ends = np.cumsum(list(sizes.values()))[:-1]
    return dict(zip(sizes, np.split(matrix, ends, axis=1), strict=True))


def test_rare_grams_weigh_more_and_unknown_ones_nothing() -> None:
    # Key 7 stands in both of two statements, key 5 in one, twice.
    grams = find_grams(np.array([0, 0, 0, 1]), np.array([7, 5, 5, 7]), 2)
    assert grams.keys.tolist() == [5, 7]
    np.testing.assert_allclose(grams.idf, [np.log(3 / 2) + 1, 1.0])
    rows = grams.count(
        np.array([0, 0, 0, 1, 1]), np.array([5, 5, 7, 7, 9]), 3
    ).toarray()
    often = (1 + np.log(2)) * grams.idf[0]  # said twice, sublinear
    np.testing.assert_allclose(rows[0], np.array([often, 1.0]) / np.hypot(often, 1.0))
    np.testing.assert_allclose(rows[1:], [[0, 1], [0, 0]])


def test_grams_of_too_few_statements_are_not_learnt() -> None:
    rows, keys = np.array([0, 0, 0, 1]), np.array([7, 5, 5, 7])
    assert find_grams(rows, keys, 2, min_df=2).keys.tolist() == [7]
    none = find_grams(rows, keys, 2, min_df=3)
    assert none.count(rows, keys, 2).shape == (2, 0)


def test_each_block_has_its_length(features: StatementFeatures) -> None:
    found = blocks(features, TEXTS)
    np.testing.assert_allclose(np.linalg.norm(found["short"], axis=1), 1.0)
    np.testing.assert_allclose(np.linalg.norm(found["words"], axis=1), 1.0)
    np.testing.assert_allclose(np.linalg.norm(found["long"], axis=1), LONG_WEIGHT)
    weights = {"cues": CUE_WEIGHT, "concepts": CONCEPT_WEIGHT, "pairs": PAIR_WEIGHT}
    for name, weight in weights.items():
        assert set(np.unique(found[name])) <= {0.0, weight}
        assert found[name].any()


def test_touched_concepts_are_the_ones_the_matrix_holds(
    features: StatementFeatures,
) -> None:
    rows = features.touch_concepts([*TEXTS, "甲乙"])
    wanted = blocks(features, TEXTS)["concepts"] > 0
    np.testing.assert_array_equal(rows[:-1], wanted)
    assert wanted.any() and not rows[-1].any()


def test_n_concepts_make_n_over_two_pairs(features: StatementFeatures) -> None:
    found = blocks(features, TEXTS)
    n = (found["concepts"] > 0).sum(axis=1)
    assert (found["pairs"] > 0).sum(axis=1).tolist() == (n * (n - 1) // 2).tolist()


def test_only_what_two_statements_share_makes_a_long_sequence(
    features: StatementFeatures,
) -> None:
    # 专职人, 职人员 and 网站更, 站更新 stand in two statements each, all others in one.
    assert len(features.long_.keys) == 4


def test_without_cues_only_their_columns_change(features: StatementFeatures) -> None:
    with_cues, without = blocks(features, TEXTS), blocks(features, TEXTS, cues=False)
    assert not without["cues"].any()
    for name in ("short", "words", "concepts", "pairs", "long"):
        np.testing.assert_array_equal(with_cues[name], without[name])


def test_a_statement_does_not_depend_on_its_neighbours(
    features: StatementFeatures,
) -> None:
    together = features.transform(TEXTS).toarray()
    apart = np.vstack([features.transform([text]).toarray() for text in TEXTS])
    np.testing.assert_allclose(together, apart)
    assert features.transform(["", "QQ"]).nnz == 0
    assert features.transform([]).shape == (0, together.shape[1])


def test_words_lie_in_their_columns(features: StatementFeatures) -> None:
    start, stop = features.word_columns_
    assert stop - start == len(features.words_)
    row = features.transform(["网站"]).toarray()[0]
    assert [features.words_[j] for j in np.flatnonzero(row[start:stop])] == ["网站"]


def test_restored_and_sent_features_give_the_same_rows(
    features: StatementFeatures,
) -> None:
    learnt = (features.short_, features.long_, features.words_, features.word_idf_)
    rows = features.transform(TEXTS)
    for again in (
        StatementFeatures().restore(*learnt),
        pickle.loads(pickle.dumps(features)),
    ):
        assert (again.transform(TEXTS) != rows).nnz == 0
