"""What speaks for a pair of problem and measure in the table of all pairs of its report."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from textmine.problems.answers.pairs import best_above, best_other

Floats = NDArray[np.float64]

NEIGHBOURS = {
    "both_before": (-1, -1),
    "both_behind": (1, 1),
    "measure_before": (-1, 0),
    "measure_behind": (1, 0),
    "problem_before": (0, -1),
    "problem_behind": (0, 1),
}
"""How far the measure and the problem of another pair lie from those of a pair, in their lists."""
OF_TABLES = (
    "judged",
    *NEIGHBOURS,
    "best_other_problem",
    "best_other_measure",
    "rest_of_measure",
    "rest_of_problem",
    "links_per_measure",
    "links_per_problem",
    "share_answered",
)
"""Clues of a pair from what is known of all pairs, each judged by itself: log odds of the pair;
probabilities of its six neighbours; of the measure's likeliest other problem, of the problem's
likeliest other measure; links that are expected of the measure, of the problem, without this one;
links of the report for each measure and problem; problems that some measure answers."""


def describe_table(odds: Floats) -> Floats:
    """Look around each pair of a report, or of several of one shape, along a first axis.

    Parameters
    ----------
    odds : ndarray of shape (n_measures, n_problems)
        Log odds of each pair, judged by itself.

    Returns
    -------
    ndarray of shape (n_measures, n_problems, len(OF_TABLES))
        In the order of ``OF_TABLES``.

    Examples
    --------
    >>> table = describe_table(np.array([[0.0, 9.0], [9.0, -9.0]]))
    >>> told = dict(zip(OF_TABLES, table[0, 0].round(2).tolist()))
    >>> told["measure_behind"], told["both_behind"], told["rest_of_measure"]
    (1.0, 0.0, 1.0)
    """
    shares = expit(odds)
    n_measures, n_problems = shares.shape[-2:]
    around = [(0, 0)] * (shares.ndim - 2) + [(1, 1), (1, 1)]
    padded = np.pad(shares, around)
    told = {
        name: padded[
            ..., 1 + down : 1 + down + n_measures, 1 + on : 1 + on + n_problems
        ]
        for name, (down, on) in NEIGHBOURS.items()
    }
    of_measures = shares.sum(axis=-1, keepdims=True)
    of_problems = shares.sum(axis=-2, keepdims=True)
    every = of_measures.sum(axis=-2, keepdims=True)
    left_open = (1.0 - shares).prod(axis=-2, keepdims=True)
    told |= {
        "judged": odds,
        "best_other_problem": best_other(shares),
        "best_other_measure": best_above(shares),
        "rest_of_measure": of_measures - shares,
        "rest_of_problem": of_problems - shares,
        "links_per_measure": every / n_measures,
        "links_per_problem": every / n_problems,
        "share_answered": 1.0 - left_open.mean(axis=-1, keepdims=True),
    }
    out = np.empty((*shares.shape, len(OF_TABLES)))
    for k, name in enumerate(OF_TABLES):
        out[..., k] = told[name]
    return out
