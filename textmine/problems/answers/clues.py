"""What speaks for a measure answering a problem: words, topic, place, and what the report says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.problems.answers.pairs import Likeness, Senses
from textmine.problems.answers.similarity import content_pairs
from textmine.resources.load import load_pattern

Floats = NDArray[np.float64]

OF_LINKS = (
    "words",
    "topic",
    "distance",
    "same_place",
    "best_words_for_measure",
    "best_words_for_problem",
    "best_topic_for_problem",
)
"""Clues of a pair: shared character pairs and categories (cosine); how far apart the places in the
two lists are; the same place in two lists of one length; the best of all."""
OF_NONE = (
    "any",
    "single_problem",
    "few_words",
    "last",
    "strange_words",
    "strange_topic",
    "before",
    "equal",
)
"""Clues that a measure answers none: always 1; one problem only; little content; the last measure;
no problem shares words, or topic; it stands before all problems; there are as many
measures as problems."""
OF_PLACES = (
    "measures",
    "problems",
    "size_of_measure",
    "size_of_problem",
    "apart",
    "ahead",
    "last",
    "behind",
)
"""Where a pair stands, for what is judged last: how many measures and problems there are; content
of the two (distinct character pairs); how far apart their places in the two lists are, and signed;
the last measure; the measure stands behind the problem, in the text."""
MIN_TURNS = 2
"""Least problems with a measure right behind them that make a report one of pairs (…。改进：…, rows
of a table): in the annotated parts all 300 measures of such pairs answer the problem before."""
MIN_NAMED = 0.5
"""Least share of what 针对…问题 names that stands in the problem. Chosen by hand: shorter overlaps
are of stock words."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemPlaces:
    """Where the items of a report stand, or of several of one shape, along a first axis.

    Parameters
    ----------
    problems : ndarray of shape (n_problems,)
        Start of each problem in the text, rising; empty where unknown.
    measures : ndarray of shape (n_measures,)
        Start of each measure.
    """

    problems: NDArray[np.int64]
    measures: NDArray[np.int64]

    @property
    def known(self) -> bool:
        """Whether there are places."""
        return self.problems.size > 0 and self.measures.size > 0


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """How much the items of a report say, or of several of one shape, along a first axis.

    Parameters
    ----------
    problems : ndarray of shape (n_problems,)
        Distinct character pairs of content in each problem.
    measures : ndarray of shape (n_measures,)
        The same of each measure.
    """

    problems: Floats
    measures: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Clues:
    """The clues of one report, or of several of one shape, along a first axis.

    Parameters
    ----------
    of_links : ndarray of shape (n_measures, n_problems, len(OF_LINKS))
        Of each pair.
    of_none : ndarray of shape (n_measures, len(OF_NONE))
        Of each measure.
    told : ndarray of shape (n_measures, n_problems)
        1 where the report itself says so: the words before a measure name the problem, or problems
        and measures take turns and this is the problem just before.
    of_pairs : ndarray of shape (n_measures, n_problems, len(OF_PAIRS))
        Of each pair judged by itself (:mod:`textmine.problems.answers.pairs`).
    senses : Senses
        Concepts that measures and problems touch, for the same.
    of_places : ndarray of shape (n_measures, n_problems, len(OF_PLACES))
        Of each pair judged last (:mod:`textmine.problems.answers.surroundings`).
    """

    of_links: Floats
    of_none: Floats
    told: Floats
    of_pairs: Floats
    senses: Senses
    of_places: Floats

    def of_report(self, k: int) -> Clues:
        """Take those of one of several reports."""
        senses = Senses(self.senses.measures[k], self.senses.problems[k])
        of_links, of_none, told = self.of_links[k], self.of_none[k], self.told[k]
        of_pairs, of_places = self.of_pairs[k], self.of_places[k]
        return Clues(of_links, of_none, told, of_pairs, senses, of_places)


def find_clues(
    like: Likeness,
    senses: Senses,
    sizes: Sizes,
    places: ItemPlaces,
    named: Floats,
) -> Clues:
    """Gather the clues of a report with at least one problem and one measure.

    Or of several of one shape at once: then everything has a first axis, over the reports.

    Parameters
    ----------
    like : Likeness
        How alike measures and problems are.
    senses : Senses
        Which concepts they touch.
    sizes : Sizes
        How much they say.
    places : ItemPlaces
        Where the items stand.
    named : ndarray of shape (n_measures, n_problems)
        From :func:`name_problems`.

    Returns
    -------
    Clues
        In the order of ``OF_LINKS``, ``OF_NONE`` and ``OF_PLACES``.
    """
    words, topic = like.words, like.topic
    n_measures, n_problems = words.shape[-2:]
    several = n_problems > 1
    equal = float(several and n_problems == n_measures)
    place_of_problem = (np.arange(n_problems) + 0.5) / n_problems
    place_of_measure = (np.arange(n_measures) + 0.5) / n_measures
    ahead = place_of_measure[:, None] - place_of_problem[None, :]
    distance = np.abs(ahead)
    last = (np.arange(n_measures) == n_measures - 1).astype(np.float64)
    of_links = {
        "words": words,
        "topic": topic,
        "distance": distance * several,
        "same_place": equal * np.eye(n_measures, n_problems),
        "best_words_for_measure": _best(words, axis=-1) * several,
        "best_words_for_problem": _best(words, axis=-2) * (n_measures > 1),
        "best_topic_for_problem": _best(topic, axis=-2) * (n_measures > 1),
    }
    of_none = {
        "any": np.array(1.0),
        "single_problem": np.array(float(not several)),
        "few_words": 1.0 / np.maximum(sizes.measures, 1.0),
        "last": last,
        "strange_words": 1.0 - words.max(axis=-1),
        "strange_topic": 1.0 - topic.max(axis=-1),
        "before": _before(places, n_measures),
        "equal": np.array(equal),
    }
    of_places = {
        "measures": np.array(float(n_measures)),
        "problems": np.array(float(n_problems)),
        "size_of_measure": sizes.measures[..., :, None],
        "size_of_problem": sizes.problems[..., None, :],
        "apart": distance,
        "ahead": ahead,
        "last": last[:, None],
        "behind": _behind(places),
    }
    return Clues(
        _lay_in_order(of_links, OF_LINKS, words.shape),
        _lay_in_order(of_none, OF_NONE, words.shape[:-1]),
        np.maximum(named, _pairs(places, words.shape)),
        like.clues(),
        senses,
        _lay_in_order(of_places, OF_PLACES, words.shape),
    )


def _lay_in_order(
    told: dict[str, Floats], names: tuple[str, ...], shape: tuple[int, ...]
) -> Floats:
    """One array of all, along a last axis; what is the same for all reports is repeated."""
    return np.stack([np.broadcast_to(told[name], shape) for name in names], axis=-1)


def name_problems(leads: list[str], problems: list[str]) -> Floats:
    """Which problem the words before each measure name (针对解读少的问题，).

    Parameters
    ----------
    leads : list of str
        What stands between a measure and the item before it; ``""`` where unknown.
    problems : list of str
        The problems.

    Returns
    -------
    ndarray of shape (n_measures, n_problems)
        1 for the problem that holds most of what is named, if it holds half of it.

    Examples
    --------
    >>> name_problems(
    ...     ["针对解读形式少的问题，", "针对以上问题，"], ["更新慢", "解读形式单一"]
    ... ).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    named = np.zeros((len(leads), len(problems)))
    references = [
        load_pattern("responses.toml", "reference").search(lead) for lead in leads
    ]
    if not any(references):
        return named
    said = [set(content_pairs(problem)) for problem in problems]
    for row, found in zip(named, references, strict=True):
        content = set(content_pairs(found[1])) if found else set()
        # One pair alone is a word of many statements.
        shares = [
            len(content & pairs) / len(content) if len(content) > 1 else 0
            for pairs in said
        ]
        best = int(np.argmax(shares))
        row[best] = shares[best] >= MIN_NAMED
    return named


def _pairs(places: ItemPlaces, shape: tuple[int, ...]) -> Floats:
    """1 for a problem and the measure right behind it, where several follow so on each other."""
    out = np.zeros(shape)
    if not places.known:
        return out
    # The problem right before each measure.
    before = places.problems[..., None, :] < places.measures[..., :, None]
    last = before.sum(axis=-1) - 1
    # The first measure behind a problem: the one before it stands behind another.
    first = np.diff(last, prepend=-1, axis=-1) > 0
    first &= first.sum(axis=-1, keepdims=True) >= MIN_TURNS
    out[(*np.nonzero(first), last[first])] = 1.0
    return out


def _before(places: ItemPlaces, n_measures: int) -> Floats:
    """1 for the measures before the first problem."""
    if not places.known:
        return np.zeros(n_measures)
    first = places.problems.min(axis=-1, keepdims=True)
    return np.asarray(places.measures < first, dtype=np.float64)


def _behind(places: ItemPlaces) -> Floats:
    """1 for the measures behind each problem; for all where it is unknown, as on most pages."""
    if not places.known:
        return np.array(1.0)
    behind = places.problems[..., None, :] < places.measures[..., :, None]
    return np.asarray(behind, dtype=np.float64)


def _best(values: Floats, axis: int) -> Floats:
    """1 for the highest of each row or column, where it is above 0."""
    best = (values > 0) & (values >= values.max(axis=axis, keepdims=True))
    return np.asarray(best, dtype=np.float64)
