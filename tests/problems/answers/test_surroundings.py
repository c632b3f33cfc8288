import numpy as np
from scipy.special import expit, logit

from textmine.problems.answers.surroundings import OF_TABLES, describe_table


def by_name(odds):
    """What is told of each pair, by name."""
    return dict(zip(OF_TABLES, np.moveaxis(describe_table(odds), -1, 0), strict=True))


def test_what_is_around_a_pair():
    shares = np.array([[0.8, 0.1, 0.2], [0.3, 0.6, 0.4]])
    told = by_name(logit(shares))
    wanted = {
        "judged": logit(shares),
        "both_before": [[0, 0, 0], [0, 0.8, 0.1]],
        "both_behind": [[0.6, 0.4, 0], [0, 0, 0]],
        "measure_before": [[0, 0, 0], shares[0]],
        "measure_behind": [shares[1], [0, 0, 0]],
        "problem_before": [[0, 0.8, 0.1], [0, 0.3, 0.6]],
        "problem_behind": [[0.1, 0.2, 0], [0.6, 0.4, 0]],
        "best_other_problem": [[0.2, 0.8, 0.8], [0.6, 0.4, 0.6]],
        "best_other_measure": [[0.3, 0.6, 0.4], [0.8, 0.1, 0.2]],
        "rest_of_measure": [[0.3, 1.0, 0.9], [1.0, 0.7, 0.9]],
        "rest_of_problem": [[0.3, 0.6, 0.4], [0.8, 0.1, 0.2]],
        "links_per_measure": np.full((2, 3), 2.4 / 2),
        "links_per_problem": np.full((2, 3), 2.4 / 3),
        "share_answered": np.full((2, 3), (0.86 + 0.64 + 0.52) / 3),
    }
    assert set(wanted) == set(OF_TABLES)
    for name, values in wanted.items():
        np.testing.assert_allclose(told[name], values, atol=1e-12, err_msg=name)


def test_a_pair_that_stands_alone_has_nothing_around_it():
    told = by_name(np.array([[0.5]]))
    for name in set(OF_TABLES) - {"judged", "links_per_measure", "links_per_problem"}:
        wanted = expit(0.5) if name == "share_answered" else 0
        np.testing.assert_allclose(told[name], [[wanted]], atol=1e-12, err_msg=name)


def test_several_reports_at_once_tell_what_each_does():
    odds = np.random.default_rng(0).normal(size=(3, 2, 4))
    for table, one in zip(describe_table(odds), odds, strict=True):
        np.testing.assert_array_equal(table, describe_table(one))
