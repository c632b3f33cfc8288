"""What speaks for one pair of problem and measure, beside what the chain makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OF_PAIRS = (
    "words",
    "rare_words",
    "problem_covered",
    "measure_covered",
    "topic",
    "strongest_topic",
    "topic_of_measure",
    "purpose",
    "strongest_purpose",
    "purpose_of_measure",
    "no_purpose",
    "words_ahead_for_measure",
    "words_ahead_for_problem",
    "rare_words_ahead_for_measure",
    "rare_words_ahead_for_problem",
    "topic_ahead_for_measure",
    "topic_ahead_for_problem",
    "purpose_ahead_for_measure",
    "purpose_ahead_for_problem",
    "kinship",
    "kinship_ahead_for_measure",
    "kinship_ahead_for_problem",
)
"""Clues of a pair: the fields of :class:`Likeness`, and by how much five of them are ahead of the
measure's best other problem, and of the problem's best other measure."""
OF_WAYS = ("always", "linked", "unlinked", "other_problem", "other_measure")
"""Clues from the chain, as log odds: always 1; of the link; of no link of the measure; of the
measure's likeliest other problem; of the problem's likeliest other measure."""
_LEAST = 1e-4
"""Least probability that is told from 0: log odds are kept within ±9.2."""


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How alike each measure and each problem of a report are, or of several of one shape.

    Those of several reports lie one behind the other, along a first axis.

    Parameters
    ----------
    words : ndarray of shape (n_measures, n_problems)
        Cosine of the character pairs of content.
    rare_words : ndarray of shape (n_measures, n_problems)
        Cosine of all characters and pairs, rare ones counting more (the coder's tf-idf).
    problem_covered, measure_covered : ndarray of shape (n_measures, n_problems)
        Share of the one's character pairs of content that stand in the other.
    topic : ndarray of shape (n_measures, n_problems)
        Cosine of the categories.
    strongest_topic : ndarray of shape (n_measures, n_problems)
        The category that both have most: product of its two probabilities.
    topic_of_measure : ndarray of shape (n_measures, n_problems)
        Probability, in the problem, of the measure's likeliest category.
    purpose, strongest_purpose, purpose_of_measure : ndarray of shape (n_measures, n_problems)
        The same three, with the categories that the measure is for
        (:mod:`textmine.problems.answers.purposes`) in the place of those it is about.
    no_purpose : ndarray of shape (n_measures, n_problems)
        Probability that the measure answers no problem in particular.
    kinship : ndarray of shape (n_measures, n_problems)
        How near they lie along directions learnt from links, from -1 to 1
        (:mod:`textmine.problems.answers.kinship`).
    """

    words: Floats
    rare_words: Floats
    problem_covered: Floats
    measure_covered: Floats
    topic: Floats
    strongest_topic: Floats
    topic_of_measure: Floats
    purpose: Floats
    strongest_purpose: Floats
    purpose_of_measure: Floats
    no_purpose: Floats
    kinship: Floats

    def clues(self) -> Floats:
        """Give the clues of each pair.

        Returns
        -------
        ndarray of shape (n_measures, n_problems, len(OF_PAIRS))
            In the order of ``OF_PAIRS``.
        """
        told = {name: getattr(self, name) for name in self.__slots__}
        for name in ("words", "rare_words", "topic", "purpose", "kinship"):
            told[f"{name}_ahead_for_measure"] = told[name] - best_other(told[name])
            told[f"{name}_ahead_for_problem"] = told[name] - best_above(told[name])
        return np.stack([told[name] for name in OF_PAIRS], axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class Senses:
    """Which concepts (``concepts.toml``) the measures and the problems of a report touch.

    Two statements may share neither a word nor a category and still meet: 身兼数职 with 明确专人,
    慢半拍 with 按月更新. Which concept of a measure answers which of a problem is learnt. The row
    of a pair has length 1 however many concepts it touches.

    Parameters
    ----------
    measures : ndarray of bool of shape (n_measures, n_concepts)
        True where touched.
    problems : ndarray of bool of shape (n_problems, n_concepts)
        The same.
    """

    measures: Flags
    problems: Flags

    def crosses(self) -> sparse.csr_array:
        """Cross the concepts of each pair.

        Returns
        -------
        scipy.sparse.csr_array of shape (n_measures * n_problems, n_concepts ** 2)
            Row of a pair: measures first, then problems; the columns likewise.
        """
        said = sparse.csr_array(unit_rows(self.measures))
        asked = sparse.csr_array(unit_rows(self.problems))
        return sparse.csr_array(sparse.kron(said, asked, format="csr"))

    def weigh(self, weights: Floats) -> Floats:
        """Sum the weights of the concepts that meet in each pair.

        Parameters
        ----------
        weights : ndarray of shape (n_concepts, n_concepts)
            Of a concept of the measure (row) with one of the problem (column).

        Returns
        -------
        ndarray of shape (n_measures, n_problems)
            What ``crosses() @ weights.ravel()`` gives, in little memory.

        Examples
        --------
        >>> both = np.array([[True, False], [False, True]])
        >>> Senses(both, both[:1]).weigh(np.array([[0.0, 1.0], [3.0, 0.0]])).tolist()
        [[0.0], [3.0]]
        """
        asked = np.swapaxes(unit_rows(self.problems), -1, -2)
        return np.asarray(unit_rows(self.measures) @ weights @ asked)


def compare_topics(of_measures: Floats, of_problems: Floats) -> tuple[Floats, Floats]:
    """Compare the likeliest categories of measures and problems.

    Parameters
    ----------
    of_measures : ndarray of shape (n_measures, n_categories)
        Probabilities.
    of_problems : ndarray of shape (n_problems, n_categories)
        Probabilities, or 0 and 1.

    Returns
    -------
    strongest_topic, topic_of_measure : ndarray of shape (n_measures, n_problems)
        As in :class:`Likeness`.

    Examples
    --------
    >>> strongest, of_measure = compare_topics(
    ...     np.array([[0.5, 0.25]]), np.array([[0.0, 1.0]])
    ... )
    >>> strongest.tolist(), of_measure.tolist()
    ([[0.25]], [[0.0]])
    """
    strongest = (of_measures[..., :, None, :] * of_problems[..., None, :, :]).max(-1)
    likeliest = of_measures.argmax(axis=-1)[..., None]
    of_measure = np.take_along_axis(np.swapaxes(of_problems, -1, -2), likeliest, -2)
    has_topic = of_measures.any(axis=-1, keepdims=True)
    return np.asarray(strongest), np.asarray(of_measure * has_topic)


def best_other(values: Floats) -> Floats:
    """Find the highest of the other values of each row; 0 where a row has one value only.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        At least 0.

    Returns
    -------
    ndarray of shape (n_rows, n_columns)
        The row's highest, and the second highest where the highest stands.

    Examples
    --------
    >>> best_other(np.array([[3.0, 5.0, 1.0]])).tolist()
    [[5.0, 3.0, 5.0]]
    """
    if values.shape[-1] < 2:
        return np.zeros_like(values)
    ranked = np.sort(values, axis=-1)
    top, second = ranked[..., -1:], ranked[..., -2:-1]
    return np.where(values == top, second, top)


def best_above(values: Floats) -> Floats:
    """Find the highest of the other values of each column; 0 where a column has one value only.

    Parameters
    ----------
    values : ndarray of shape (n_rows, n_columns)
        At least 0.

    Returns
    -------
    ndarray of shape (n_rows, n_columns)
        As :func:`best_other` does for rows.

    Examples
    --------
    >>> best_above(np.array([[3.0], [5.0], [1.0]])).tolist()
    [[5.0], [3.0], [5.0]]
    """
    return np.swapaxes(best_other(np.swapaxes(values, -1, -2)), -1, -2)


def group_by_shape(
    shapes: Iterable[tuple[int, ...]],
) -> dict[tuple[int, ...], list[int]]:
    """Number the reports that have as many measures and problems as each other.

    Parameters
    ----------
    shapes : iterable of tuple of int
        Numbers of measures and of problems of each report.

    Returns
    -------
    dict of tuple of int to list of int
        Places of the reports of each shape, in order.

    Examples
    --------
    >>> group_by_shape([(2, 3), (1, 1), (2, 3)])
    {(2, 3): [0, 2], (1, 1): [1]}
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for k, shape in enumerate(shapes):
        groups.setdefault(shape, []).append(k)
    return groups


def describe_ways(links: Floats) -> Floats:
    """What the chain makes of each pair.

    Parameters
    ----------
    links : ndarray of shape (n_measures, n_problems)
        Probability of each link, over all ways of linking a report's measures.

    Returns
    -------
    ndarray of shape (n_measures, n_problems, len(OF_WAYS))
        In the order of ``OF_WAYS``.
    """
    none = np.broadcast_to(1.0 - links.sum(axis=-1, keepdims=True), links.shape)
    told = (links, none, best_other(links), best_above(links))
    return np.stack([np.ones_like(links), *map(_log_odds, told)], axis=-1)


def unit_rows(rows: Floats | Flags) -> Floats:
    """Scale rows to length 1; an empty one stays empty.

    Parameters
    ----------
    rows : ndarray of shape (…, n_rows, n_columns)
        Numbers, or flags.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def _log_odds(shares: Floats) -> Floats:
    """Log odds of probabilities, bounded."""
    kept = np.clip(shares, _LEAST, 1.0 - _LEAST)
    return np.asarray(np.log(kept / (1.0 - kept)))
