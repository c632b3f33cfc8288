from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.themes.vectors.features import SentenceFeatures, _HashTable

SAID = ["栏目更新慢", "网站更新迟", "业务培训少", "培训次数少", "\ue001年更新"]


def test_rows_have_length_one_and_batches_change_nothing() -> None:
    features = SentenceFeatures(SAID)
    rows = features.weigh(SAID)
    np.testing.assert_allclose(np.sqrt(rows.multiply(rows).sum(axis=1)), 1.0)
    apart = [features.weigh([said]).toarray()[0] for said in SAID]
    np.testing.assert_allclose(rows.toarray(), apart)
    assert features.weigh(["QQ"]).nnz == 0
    assert features.weigh([]).shape == (0, rows.shape[1])


def test_concepts_bring_together_what_shares_no_character() -> None:
    features = SentenceFeatures(SAID)
    rows = features.weigh(["更新慢", "迟滞"])
    plain = features.weigh(["更新慢", "迟滞"], with_genre=False)
    assert (rows[0] @ rows[1].T)[0, 0] > 0
    assert (plain[0] @ plain[1].T).nnz == 0


def test_familiarity_is_words_of_concepts_in_a_hundred_characters() -> None:
    features = SentenceFeatures(SAID)
    assert (
        features.tell_familiarity(["更新慢"] * 4)
        == features.tell_familiarity(["更新慢"])
        > 30
    )
    assert (
        features.tell_familiarity(["春江花月夜"])
        == features.tell_familiarity([])
        == 0.0
    )


def test_slots_and_sentences_part_n_grams() -> None:
    features = SentenceFeatures(["更新", "更新", "更\ue000新"])
    apart = features.weigh(["更\ue001新", "更新"], with_genre=False)
    assert (apart.toarray() > 0).sum(axis=1).tolist() == [2, 3]


def test_learned_features_come_back_from_their_arrays() -> None:
    features = SentenceFeatures(SAID)
    again = SentenceFeatures.from_state(features.state())
    assert (features.weigh(SAID) != again.weigh(SAID)).nnz == 0


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(0, 40), min_size=1), st.lists(st.integers(0, 40)))
def test_a_table_finds_what_it_knows(known: set[int], asked: list[int]) -> None:
    # Hashes that differ in their last bits only share one slot.
    hashes = np.array(sorted(known), np.uint64)
    found = _HashTable(hashes).find(np.array(asked, np.uint64))
    numbers = {h: i for i, h in enumerate(sorted(known))}
    assert found.tolist() == [numbers.get(h, -1) for h in asked]
