"""Align the measures of a report with its problems: a chain over the measures, in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = ("first", "same", "next", "skip", "back")
"""How a measure's problem lies to that of the linked measure before: it is the first link and the
first problem; the same problem; the one after it; one further on; one before it."""
_NEVER = -1e9
"""Log weight of what is not allowed: finite, so that differences of two of them stay numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """How likely each link is, over all ways of linking a report's measures.

    Parameters
    ----------
    links : ndarray of shape (n_reports, n_measures, n_problems)
        Probability that a measure answers a problem.
    none : ndarray of shape (n_reports, n_measures)
        Probability that it answers none.
    moves : ndarray of shape (n_reports, n_problems + 1, n_problems)
        Expected number of steps from one problem (0: from none yet) to another.
    total : ndarray of shape (n_reports,)
        Logarithm of the sum of weights over all ways.
    """

    links: Floats
    none: Floats
    moves: Floats
    total: Floats


def describe_steps(n_problems: int) -> Floats:
    """Which kind of step leads from each problem to each other.

    Parameters
    ----------
    n_problems : int
        Problems of a report.

    Returns
    -------
    ndarray of shape (n_problems + 1, n_problems, len(STEPS))
        0 or 1; row 0 is the step to the first link. All 0 where there is one problem only: then no
        step tells anything.

    Examples
    --------
    >>> describe_steps(2)[1].tolist()
    [[0.0, 1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0, 0.0]]
    """
    kinds = np.zeros((n_problems + 1, n_problems, len(STEPS)))
    if n_problems < 2:
        return kinds
    kinds[0, 0, STEPS.index("first")] = 1
    further = np.arange(n_problems)[None, :] - np.arange(n_problems)[:, None]
    for kind, holds in (
        ("same", further == 0),
        ("next", further == 1),
        ("skip", further > 1),
        ("back", further < 0),
    ):
        kinds[1:, :, STEPS.index(kind)] = holds
    return kinds


def align(
    links: Floats, none: Floats, steps: Floats, allowed: Floats | None = None
) -> Alignment:
    """Weigh all ways of linking each measure with one problem or with none.

    A way's log weight is the sum of its links', of its unlinked measures' and of the steps between
    neighbouring links; an unlinked measure leaves the place in the list of problems as it is.

    Parameters
    ----------
    links : ndarray of shape (n_reports, n_measures, n_problems)
        Log weight of each link; reports of one shape go together.
    none : ndarray of shape (n_reports, n_measures)
        Log weight of answering none.
    steps : ndarray of shape (n_problems + 1, n_problems)
        Log weight of each step.
    allowed : ndarray of shape (n_reports, n_measures, n_problems), optional
        1 for the links that are true: only ways that agree are weighed (for training). A measure
        without any must answer none.

    Returns
    -------
    Alignment
        Probabilities by the forward-backward algorithm.

    References
    ----------
    Vogel, Ney & Tillmann 1996, COLING (alignment as a hidden Markov chain); Lafferty, McCallum &
    Pereira 2001, ICML (its log-linear form).

    Examples
    --------
    >>> found = align(
    ...     np.array([[[2.0, 0.0], [0.0, 2.0]]]), np.zeros((1, 2)), np.zeros((3, 2))
    ... )
    >>> found.links[0].round(2).tolist()
    [[0.79, 0.11], [0.11, 0.79]]
    """
    if allowed is not None:
        links = np.where(allowed > 0, links, _NEVER)
        none = np.where((allowed > 0).any(axis=2), _NEVER, none)
    n_reports, n_measures, n_problems = links.shape
    # State: the last problem linked so far, 0 for none yet.
    before = np.full((n_measures + 1, n_reports, n_problems + 1), _NEVER)
    before[0, :, 0] = 0.0
    for t in range(n_measures):
        linked = _log_sum(before[t][:, :, None] + steps, axis=1) + links[:, t]
        before[t + 1] = before[t] + none[:, t, None]
        before[t + 1][:, 1:] = np.logaddexp(before[t + 1][:, 1:], linked)
    after = np.zeros_like(before)
    for t in reversed(range(n_measures)):
        linked = _log_sum(
            steps + (links[:, t] + after[t + 1][:, 1:])[:, None, :], axis=2
        )
        after[t] = np.logaddexp(linked, none[:, t, None] + after[t + 1])
    total = _log_sum(before[-1], axis=1)
    of_links, of_none = np.zeros_like(links), np.zeros_like(none)
    moves = np.zeros((n_reports, n_problems + 1, n_problems))
    for t in range(n_measures):
        onward = (links[:, t] + after[t + 1][:, 1:])[:, None, :]
        share = np.exp(before[t][:, :, None] + steps + onward - total[:, None, None])
        of_links[:, t] = share.sum(axis=1)
        moves += share
        stay = before[t] + none[:, t, None] + after[t + 1]
        of_none[:, t] = np.exp(stay - total[:, None]).sum(axis=1)
    return Alignment(of_links, of_none, moves, total)


def _log_sum(values: Floats, axis: int) -> Floats:
    """Logarithm of a sum of exponentials, without overflow."""
    most = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis))
