from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from textmine.problems.answers.similarity import (
    Vectors,
    _coder,
    compare_groups,
    compare_pairs,
    content_pairs,
    pair_rows,
    soft_cosine,
    topic_profile,
    vectorize,
)

# Written out: taken from the module, a bound would be tested against itself.
LEAD = 1.0
REST = 0.5
MIN_LEAD = 8
WEAK = 0.5


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_pairs_do_not_cross_marks_or_stock_words() -> None:
    assert content_pairs("人手，更新") == ["人手", "更新"]
    assert content_pairs("人手进一步更新") == ["人手", "更新"]
    assert content_pairs("慢") == ["慢"]
    assert content_pairs("，。") == []


def test_what_a_statement_is_about_stands_first() -> None:
    lead = topic_profile("组织全员业务培训，并完善考核办法")
    turned = topic_profile("认真完善考核办法，并组织全员业务培训")
    assert (lead["capacity"], lead["mechanism"]) == (LEAD, REST)
    assert (turned["capacity"], turned["mechanism"]) == (REST, LEAD)


def test_a_short_first_clause_only_leads_in() -> None:
    assert topic_profile("近年来，业务培训很少")["capacity"] == LEAD


def test_rows_of_vectors_have_length_one_or_zero() -> None:
    vectors = vectorize(["专职人手不足", "", "业务培训少"])
    lengths = np.sqrt(vectors.pairs.multiply(vectors.pairs).sum(axis=1))
    np.testing.assert_allclose(lengths, [1, 0, 1])
    np.testing.assert_allclose(np.linalg.norm(vectors.profiles, axis=1), [1, 0, 1])


def test_given_labels_stand_for_the_cues() -> None:
    vectors = vectorize(["甲乙丙", "丁戊己"], ["content|staffing", "content"])
    assert (vectors.profiles > 0).sum(axis=1).tolist() == [2, 1]
    # No pair is shared, and one category of one against two: (0 + 1/√2) / √(2 · 2).
    alike = soft_cosine(vectors, rows(0), rows(1))
    np.testing.assert_allclose(alike, [np.sqrt(0.5) / 2])
    overlapping = soft_cosine(vectors, rows(0), rows(1), overlap=True)
    np.testing.assert_allclose(overlapping, [0.5])


def test_soft_cosine_on_vectors_made_by_hand() -> None:
    pairs = sparse.csr_array(np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 0.0]]))
    profiles = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    vectors = Vectors(pairs, profiles)
    found = soft_cosine(vectors, rows(0, 0, 0), rows(0, 1, 2))
    # Itself; pairs 0.6 and no topic of two parts each; a topic only: 1 / √(2 · 1).
    np.testing.assert_allclose(found, [1.0, 0.3, np.sqrt(0.5)])


def test_rare_pairs_weigh_more_with_idf() -> None:
    texts = ["甲乙，丙丁", "甲乙", "甲乙", "丙丁"]
    labels = [""] * 4
    plain = vectorize(texts, labels).pairs.toarray()[0]
    rare = vectorize(texts, labels, idf=True).pairs.toarray()[0]
    assert plain[0] == pytest.approx(plain[1])
    assert sorted(rare)[0] < sorted(rare)[1]
    # In 4 statements, 丙丁 stands in 2 and 甲乙 in 3: ln(5/3) + 1 to ln(5/4) + 1.
    ratio = (np.log(5 / 3) + 1) / (np.log(5 / 4) + 1)
    assert max(rare) / min(rare) == pytest.approx(ratio)


def test_groups_give_tables_of_all_left_with_all_right() -> None:
    vectors = vectorize(["人手不足", "增配人手", "更新慢", "人手不足"])
    groups = [(rows(0, 2), rows(1, 2, 3)), (rows(), rows(1)), (rows(0), rows(3))]
    first, none, last = compare_groups(vectors, groups)
    assert (first.shape, none.shape, last.shape) == ((2, 3), (0, 1), (1, 1))
    assert first[0, 2] == last[0, 0] == pytest.approx(1.0)
    assert first[1, 1] == pytest.approx(1.0)
    assert first[0, 0] == soft_cosine(vectors, rows(0), rows(1))[0]
    assert compare_groups(vectors, []) == []


STATEMENTS = st.lists(
    st.text(alphabet="人手不足更新慢培训，", max_size=8), min_size=2, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(STATEMENTS)
def test_likeness_is_symmetric_and_between_zero_and_one(texts: list[str]) -> None:
    vectors = vectorize(texts)
    n = len(texts)
    left, right = np.divmod(np.arange(n * n), n)
    table = soft_cosine(vectors, left, right).reshape(n, n)
    np.testing.assert_allclose(table, table.T, atol=1e-12)
    assert table.min() >= 0
    assert table.max() <= 1 + 1e-9
    # Nothing is more like a text than itself, and of its likeness nothing is left out.
    says = [bool(text.strip("，")) for text in texts]
    np.testing.assert_allclose(np.diag(table), np.array(says, float), atol=1e-9)
    same = np.array(texts)[left] == np.array(texts)[right]
    np.testing.assert_allclose(table.ravel()[same], np.diag(table)[left[same]])


def test_a_clause_leads_in_up_to_eight_characters_and_every_mark_ends_one() -> None:
    def capacity(first: str, mark: str) -> float:
        return topic_profile(f"{first}{mark}业务培训很少")["capacity"]

    for mark in "，。；":
        assert capacity("近" * (MIN_LEAD - 1), mark) == LEAD
        assert capacity("近" * MIN_LEAD, mark) == REST
    assert topic_profile("业务培训很少")["capacity"] == LEAD
    # Of two mentions the one in the lead counts.
    assert topic_profile("业务培训少之又少，业务培训很少")["capacity"] == LEAD


def test_a_weak_cue_counts_half() -> None:
    cue = next(
        cue
        for cue in _coder().table_.cues
        if cue.strength == "weak"
        and len(cue.words) == 1
        and topic_profile(cue.words[0]).get(cue.categories[0]) == LEAD * WEAK
    )
    behind = topic_profile(f"{'近' * MIN_LEAD}，{cue.words[0]}")
    assert behind[cue.categories[0]] == REST * WEAK


def test_pairs_of_words_and_marks_between_them() -> None:
    assert content_pairs("App2021更新") == [
        "Ap",
        "pp",
        "p2",
        "20",
        "02",
        "21",
        "1更",
        "更新",
    ]
    assert content_pairs("更") == ["更"]


def test_pair_rows_by_hand() -> None:
    table = pair_rows(["甲乙甲乙", "甲乙丙", "，"]).toarray()
    # Columns 丙, … by their order; a pair counts once a text.
    assert table.shape == (3, 3)
    np.testing.assert_allclose(sorted(table[0]), np.array([0, 1, 1]) / np.sqrt(2))
    np.testing.assert_allclose(sorted(table[1]), np.array([0, 1, 1]) / np.sqrt(2))
    assert table[0] @ table[1] == pytest.approx(0.5)
    assert not table[2].any()


def test_many_groups_are_compared_as_each_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["人手不足", "增配人手", "更新慢", "加快更新"]
    vectors = vectorize(texts)
    groups = [(rows(k % 4), rows((k + 1) % 4, (k + 2) % 4)) for k in range(7)]
    whole = compare_groups(vectors, groups)
    monkeypatch.setattr("textmine.problems.answers.similarity._CHUNK", 3)
    for one, other in zip(whole, compare_groups(vectors, groups), strict=True):
        np.testing.assert_array_equal(one, other)
    pairs = pair_rows(texts)
    for (left, right), table in zip(groups, compare_pairs(pairs, groups), strict=True):
        np.testing.assert_allclose(table, (pairs[left] @ pairs[right].T).toarray())


def test_overlap_of_categories_is_over_the_smaller_set() -> None:
    vectors = vectorize(
        ["甲乙", "丙丁", "戊己", "庚辛"],
        [
            "content|staffing|capacity",
            "content|staffing",
            "content|platform",
            "mechanism",
        ],
    )
    left, right = rows(0, 0, 1, 0), rows(1, 2, 2, 3)
    found = soft_cosine(vectors, left, right, overlap=True)
    np.testing.assert_allclose(found, np.array([1, 0.5, 0.5, 0]) / 2)
