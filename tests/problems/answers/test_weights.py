from dataclasses import replace

import numpy as np
from scipy.optimize import check_grad

from textmine.problems.answers.clues import OF_LINKS, OF_NONE, OF_PLACES, Clues
from textmine.problems.answers.pairs import OF_PAIRS, Senses
from textmine.problems.answers.weights import (
    KnownReport,
    Weights,
    _Group,
    fit_weights,
    weights_of,
)


def reports(seed, n=30):
    """Reports whose measures answer the problem with the most words in common, or none."""
    rng, out = np.random.default_rng(seed), []
    for _ in range(n):
        of_links = rng.random((3, 2, len(OF_LINKS)))
        words = of_links[:, :, OF_LINKS.index("words")]
        true = (words == words.max(axis=1, keepdims=True)) & (words > 0.5)
        of_none = rng.random((3, len(OF_NONE)))
        of_none[:, 0] = 1.0
        clues = Clues(
            of_links,
            of_none,
            np.zeros((3, 2)),
            np.zeros((3, 2, len(OF_PAIRS))),
            Senses(np.zeros((3, 1), dtype=bool), np.zeros((2, 1), dtype=bool)),
            np.zeros((3, 2, len(OF_PLACES))),
        )
        out.append(KnownReport(clues, true.astype(float)))
    return out


def test_what_decides_links_gets_the_weight():
    weights = fit_weights(reports(0), penalty=0.1)
    assert np.argmax(np.abs(weights.links)) == OF_LINKS.index("words")
    right = total = 0
    for report in reports(1):
        found = weights.align([report.clues]).links[0] >= 0.5
        right += (found == (report.true > 0)).sum()
        total += found.size
    assert right / total > 0.9


def test_the_slope_is_that_of_the_loss():
    group = _Group(reports(2, n=4))
    n = len(OF_LINKS) + len(OF_NONE) + 5
    point = np.random.default_rng(3).normal(size=n)
    error = check_grad(
        lambda v: group.loss(Weights.from_vector(v))[0],
        lambda v: group.loss(Weights.from_vector(v))[1],
        point,
    )
    assert error < 1e-4


def test_weights_come_back_from_their_tables():
    weights = fit_weights(reports(4, n=5))
    again = weights_of(weights.to_tables())
    for name in ("links", "none", "steps"):
        np.testing.assert_array_equal(
            getattr(again, name), getattr(weights, name).round(3)
        )


def test_a_link_that_the_report_tells_has_log_odds_of_five():
    nothing = Weights(np.zeros(len(OF_LINKS)), np.zeros(len(OF_NONE)), np.zeros(5))
    (report,) = reports(5, n=1)
    told = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    found = nothing.align([replace(report.clues, told=told)])
    odds = found.links[0, 0] / found.none[0, 0]
    np.testing.assert_allclose(np.log(odds), [5.0, 0.0], atol=1e-9)


def test_a_report_that_counts_twice_counts_as_two():
    rows = reports(6, n=6)
    twice = [replace(report, counts=2.0) for report in rows]
    one, other = fit_weights([*rows, *rows]), fit_weights(twice)
    for name in ("links", "none", "steps"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-3)
    # And a penalty of eight is what is taken where none is named.
    named = fit_weights(twice, penalty=8.0)
    np.testing.assert_array_equal(named.links, other.links)
