import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from textmine.problems.answers import trees as module
from textmine.problems.answers.links import OF_TREES
from textmine.problems.answers.trees import (
    DEPTH,
    N_LEAVES,
    N_SPLITS,
    UNIT,
    Trees,
    fit_trees,
    load_trees,
)


def pairs(seed, n=2_000):
    """Clues by lot; a pair is a link where just one of the first two is high, or the third is."""
    rng = np.random.default_rng(seed)
    rows = rng.random((n, 4))
    true = ((rows[:, 0] > 0.5) != (rows[:, 1] > 0.5)) | (rows[:, 2] > 0.9)
    return rows, true


def walk(trees, row):
    """Log odds of one pair, question by question."""
    total = trees.start
    for clue, bound, leaves in zip(trees.clue, trees.bound, trees.leaves, strict=True):
        at = 0
        for _ in range(DEPTH):
            at = 2 * at + 1 + int(row[clue[at]] > bound[at])
        total += leaves[at - N_SPLITS]
    return total / UNIT


@given(st.integers(0, 2**32 - 1))
def test_all_trees_at_once_say_what_each_question_does(seed):
    rng = np.random.default_rng(seed)
    trees = Trees(
        -3,
        rng.integers(3, size=(5, N_SPLITS)),
        rng.integers(4, size=(5, N_SPLITS)) / 2,
        rng.integers(-900, 900, size=(5, N_LEAVES)),
    )
    # Some values lie on a bound: not above it.
    rows = rng.integers(5, size=(2, 3, 3)) / 2
    wanted = [[walk(trees, row) for row in table] for table in rows]
    assert trees.weigh(rows).tolist() == wanted
    names = ("first", "second", "third")
    assert Trees.read(trees.write(names), names).weigh(rows).tolist() == wanted


def test_many_pairs_go_through_in_pieces(monkeypatch):
    trees = fit_trees(*pairs(0), np.ones(2_000))
    rows, _ = pairs(1)
    whole = trees.weigh(rows)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 7)
    np.testing.assert_array_equal(trees.weigh(rows), whole)


def test_clues_that_bear_on_each_other_are_learnt():
    trees = fit_trees(*pairs(0), np.ones(2_000))
    rows, true = pairs(1)
    assert ((trees.weigh(rows) > 0) == true).mean() > 0.95


def test_learnt_trees_say_what_the_learner_does():
    # No two values lie so close that a bound between them is lost by rounding.
    rows = pairs(0)[0].round(3)
    # The third clue alone tells: some branches end early.
    true = rows[:, 2] > 0.5
    learner = HistGradientBoostingClassifier(
        max_iter=module.N_TREES,
        learning_rate=module.RATE,
        max_depth=DEPTH,
        max_leaf_nodes=N_LEAVES,
        min_samples_leaf=module.LEAST,
        l2_regularization=module.PENALTY,
        early_stopping=False,
        random_state=0,
    ).fit(rows, true)
    trees = fit_trees(rows, true, np.ones(len(rows)))
    assert np.isinf(trees.bound).any()
    # Each leaf is rounded to a thousandth.
    off = np.abs(trees.weigh(rows) - learner.decision_function(rows)).max()
    assert off < 0.001 * (module.N_TREES + 1) / 2


def test_what_counts_more_is_learnt_first():
    rows = np.zeros((400, 1))
    true = np.arange(400) < 100
    counts = np.where(true, 9.0, 1.0)
    assert fit_trees(rows, true, np.ones(400)).weigh(rows[:1]) < 0
    assert fit_trees(rows, true, counts).weigh(rows[:1]) > 0


def test_the_shipped_trees_ask_about_clues_that_there_are():
    trees = load_trees(OF_TREES)
    assert trees.leaves.any()
    with pytest.raises(KeyError):
        load_trees(OF_TREES[:3])
