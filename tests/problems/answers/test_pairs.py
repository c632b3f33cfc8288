from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from textmine.problems.answers.pairs import (
    OF_PAIRS,
    OF_WAYS,
    Likeness,
    Senses,
    best_other,
    compare_topics,
    describe_ways,
)

SHARES = arrays(
    float, array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.floats(0, 1)
)


@given(SHARES)
def test_the_best_other_is_the_best_without_oneself(values):
    found = best_other(values)
    for (i, j), value in np.ndenumerate(found):
        assert value == max(np.delete(values[i], j), default=0.0)


def test_being_ahead_is_seen_from_both_sides():
    topic = np.array([[0.9, 0.4], [0.6, 0.0]])
    like = Likeness(
        **{f.name: np.zeros((2, 2)) for f in fields(Likeness)} | {"topic": topic}
    )
    clues = dict(zip(OF_PAIRS, np.moveaxis(like.clues(), -1, 0), strict=True))
    np.testing.assert_allclose(
        clues["topic_ahead_for_measure"], [[0.5, -0.5], [0.6, -0.6]]
    )
    np.testing.assert_allclose(
        clues["topic_ahead_for_problem"], [[0.3, 0.4], [-0.3, -0.4]]
    )
    assert not clues["words_ahead_for_measure"].any()


def test_a_statement_without_a_topic_shares_none():
    strongest, of_measure = compare_topics(np.zeros((1, 3)), np.ones((2, 3)))
    assert not strongest.any() and not of_measure.any()
    strongest, of_measure = compare_topics(
        np.array([[0.2, 0.6, 0.0]]), np.eye(3)[[0, 1]]
    )
    np.testing.assert_allclose(strongest, [[0.2, 0.6]])
    np.testing.assert_allclose(of_measure, [[0.0, 1.0]])


def test_what_the_chain_says_of_a_pair():
    links = np.array([[0.5, 0.4], [0.0, 0.9]])
    clues = dict(zip(OF_WAYS, np.moveaxis(describe_ways(links), -1, 0), strict=True))
    assert (clues["always"] == 1).all()
    assert clues["linked"][0, 0] == 0
    np.testing.assert_allclose(clues["unlinked"], np.log([[1 / 9] * 2, [1 / 9] * 2]))
    np.testing.assert_allclose(clues["other_problem"][0], np.log([4 / 6, 1]))
    np.testing.assert_allclose(clues["other_measure"][:, 1], np.log([9, 4 / 6]))
    assert np.isfinite(describe_ways(np.array([[1.0]]))).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 3))
def test_crossed_concepts_weigh_what_the_two_rows_do(seed, n_measures, n_problems):
    rng = np.random.default_rng(seed)
    touched = rng.random((n_measures + n_problems, 4)) > 0.4
    senses = Senses(touched[:n_measures], touched[n_measures:])
    weights = rng.normal(size=(4, 4))
    crossed = senses.crosses() @ weights.ravel()
    wanted = senses.weigh(weights)
    np.testing.assert_allclose(
        crossed.reshape(n_measures, n_problems), wanted, atol=1e-12
    )


def test_a_pair_has_length_one_however_many_concepts_meet():
    few, many = np.array([[True, False, False, False]]), np.ones((1, 4), dtype=bool)
    lengths = [
        Senses(said, asked).crosses().power(2).sum()
        for said in (few, many)
        for asked in (few, many)
    ]
    assert lengths == [1, 1, 1, 1]
    untouched = np.zeros((1, 4), dtype=bool)
    assert not Senses(many, untouched).weigh(np.ones((4, 4))).any()
