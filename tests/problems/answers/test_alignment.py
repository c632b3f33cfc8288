import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.problems.answers.alignment import STEPS, align, describe_steps


def by_hand(links, none, steps):
    """Probabilities of links by going through every way."""
    n_measures, n_problems = links.shape
    ways, weights = (
        list(itertools.product(range(-1, n_problems), repeat=n_measures)),
        [],
    )
    for way in ways:
        weight, last = 0.0, 0
        for t, i in enumerate(way):
            if i < 0:
                weight += none[t]
            else:
                weight += links[t, i] + steps[last, i]
                last = i + 1
        weights.append(np.exp(weight))
    share = np.array(weights) / sum(weights)
    out = np.zeros(links.shape)
    for way, p in zip(ways, share, strict=True):
        for t, i in enumerate(way):
            if i >= 0:
                out[t, i] += p
    return out


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 10**6))
def test_probabilities_are_those_of_all_ways(n_measures, n_problems, seed):
    rng = np.random.default_rng(seed)
    links, none = rng.normal(size=(n_measures, n_problems)), rng.normal(size=n_measures)
    steps = rng.normal(size=(n_problems + 1, n_problems))
    found = align(links[None], none[None], steps)
    np.testing.assert_allclose(found.links[0], by_hand(links, none, steps), atol=1e-12)
    np.testing.assert_allclose(found.links[0].sum(axis=1) + found.none[0], 1.0)
    np.testing.assert_allclose(found.moves[0].sum(), found.links[0].sum())


def test_only_true_ways_count_where_they_are_given():
    links, none, steps = np.zeros((1, 2, 2)), np.zeros((1, 2)), np.zeros((3, 2))
    true = np.array([[[1.0, 0.0], [0.0, 0.0]]])
    found = align(links, none, steps, true)
    assert found.links[0].tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert found.total[0] == 0.0 < align(links, none, steps).total[0]


def test_kinds_of_steps_are_one_each():
    kinds = describe_steps(4)
    assert kinds.shape == (5, 4, len(STEPS))
    assert (kinds[1:].sum(axis=2) == 1).all() and kinds[0].sum() == 1
    assert (
        kinds[2, 0, STEPS.index("back")] == 1 and kinds[1, 3, STEPS.index("skip")] == 1
    )
    assert not describe_steps(1).any()


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 10**6))
def test_moves_and_the_total_are_those_of_all_ways_that_are_allowed(
    n_measures, n_problems, seed
):
    rng = np.random.default_rng(seed)
    links, none = rng.normal(size=(n_measures, n_problems)), rng.normal(size=n_measures)
    steps = rng.normal(size=(n_problems + 1, n_problems))
    true = (rng.random((n_measures, n_problems)) < 0.4).astype(float)
    for allowed in (None, true):
        total, moves = 0.0, np.zeros_like(steps)
        for way in itertools.product(range(-1, n_problems), repeat=n_measures):
            if allowed is not None and any(
                not allowed[t, i] if i >= 0 else allowed[t].any()
                for t, i in enumerate(way)
            ):
                continue
            last, weight, taken = 0, 0.0, np.zeros_like(steps)
            for t, i in enumerate(way):
                weight += none[t] if i < 0 else links[t, i] + steps[last, i]
                if i >= 0:
                    taken[last, i] += 1
                    last = i + 1
            total += np.exp(weight)
            moves += np.exp(weight) * taken
        found = align(
            links[None], none[None], steps, None if allowed is None else allowed[None]
        )
        assert found.total[0] == pytest.approx(np.log(total))
        np.testing.assert_allclose(found.moves[0], moves / total, atol=1e-9)


def test_reports_of_one_shape_do_not_meddle_with_each_other():
    rng = np.random.default_rng(0)
    links, none, steps = (
        rng.normal(size=(3, 4, 2)),
        rng.normal(size=(3, 4)),
        rng.normal(size=(3, 2)),
    )
    every = align(links, none, steps)
    for k in range(3):
        alone = align(links[k : k + 1], none[k : k + 1], steps)
        np.testing.assert_allclose(every.links[k], alone.links[0])
        np.testing.assert_allclose(every.none[k], alone.none[0])
        np.testing.assert_allclose(every.moves[k], alone.moves[0])


def test_every_step_of_three_problems():
    names = [
        ["".join(np.array(STEPS)[kinds > 0]) for kinds in row]
        for row in describe_steps(3)
    ]
    assert names == [
        ["first", "", ""],
        ["same", "next", "skip"],
        ["back", "same", "next"],
        ["back", "back", "same"],
    ]
