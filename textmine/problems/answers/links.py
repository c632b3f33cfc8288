"""Links by three steps: a chain over the measures, each pair by itself, each pair among the others.

The chain knows the order of the lists, and gives each measure one problem at most. Whether a
measure answers two problems, or one that shares nothing with it but the place, is seen when each
pair is judged once more, with what the chain says as clues beside words, categories and concepts.
What the pairs beside it then look like tells a link from a likeness: the measure has a better
problem, or the one before it answers the same. How these clues bear on each other is learnt by
trees.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from textmine.problems.answers.clues import OF_PLACES, Clues
from textmine.problems.answers.pairs import (
    OF_PAIRS,
    OF_WAYS,
    Senses,
    describe_ways,
    group_by_shape,
)
from textmine.problems.answers.surroundings import OF_TABLES, describe_table
from textmine.problems.answers.trees import Trees, fit_trees, load_trees
from textmine.problems.answers.weights import (
    KnownReport,
    Weights,
    fit_weights,
    weights_of,
)
from textmine.resources.load import load_toml

Floats = NDArray[np.float64]

FILE = "links.toml"
"""The shipped weights, below the resources; written by ``python -m scripts.train_links``."""
STRENGTH = 0.3
"""Inverse of the penalty on squared weights of scaled clues; 0.1 to 3 tried with cases and restated
hands left out in turn: F1 of 0.2 to 1 differs by 0.01, at 0.1 and 3 it is lower."""
MAX_STEPS = 1_000
"""Most iterations of the optimiser; some hundred are enough."""
N_FOLDS = 5
"""Parts of the known reports in training: how the pairs of one look to a model of the others is
what the trees learn from."""
OF_TREES = (*OF_WAYS[1:], *OF_PAIRS, *OF_TABLES, *OF_PLACES)
"""Clues that the trees ask about; what is always 1 is no question."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkModel:
    """Weights of the first two steps, and the trees of the third.

    Parameters
    ----------
    chain : Weights
        Of the chain.
    pairs : ndarray of shape (len(OF_WAYS) + len(OF_PAIRS),)
        Log odds of a link for each clue of a pair.
    concepts : ndarray of shape (n_concepts, n_concepts)
        Log odds for each concept of a measure (row) with each of a problem (column).
    trees : Trees
        Over ``OF_TREES``.
    """

    chain: Weights
    pairs: Floats
    concepts: Floats
    trees: Trees

    def link(self, reports: Sequence[Clues]) -> list[Floats]:
        """How likely each link of each report is.

        Parameters
        ----------
        reports : sequence of Clues
            Of any shapes.

        Returns
        -------
        list of ndarray of shape (n_measures, n_problems)
            A table a report, rounded to six places, so that no decision hangs on the last bit.
        """
        out: dict[int, Floats] = {}
        for rows in group_by_shape(clues.told.shape for clues in reports).values():
            some = [reports[k] for k in rows]
            senses = Senses(
                np.stack([clues.senses.measures for clues in some]),
                np.stack([clues.senses.problems for clues in some]),
            )
            clues = _pair_clues(some, self.chain)
            odds = clues @ self.pairs + senses.weigh(self.concepts)
            of_places = np.stack([one.of_places for one in some])
            scores = expit(self.trees.weigh(_tree_clues(clues, odds, of_places)))
            scores = scores.round(6)
            out |= dict(zip(rows, scores, strict=True))
        return [out[k] for k in range(len(reports))]

    def to_tables(self) -> dict[str, dict[str, float]]:
        """Give the weights by name, rounded to three places; concepts without weight go.

        Without the trees: they have a file of their own.
        """
        named = zip(OF_WAYS + OF_PAIRS, self.pairs, strict=True)
        told = zip(
            itertools.product(_concept_names(), repeat=2),
            self.concepts.ravel().round(3),
            strict=True,
        )
        return self.chain.to_tables() | {
            "pairs": {name: round(float(weight), 3) for name, weight in named},
            "concepts": {
                f"{measure}-{problem}": float(weight)
                for (measure, problem), weight in told
                if weight
            },
        }


def model_of(tables: Mapping[str, Mapping[str, float]], trees: Trees) -> LinkModel:
    """Take a model from tables by name, and trees.

    Parameters
    ----------
    tables : mapping
        As :meth:`LinkModel.to_tables` gives them.
    trees : Trees
        Over ``OF_TREES``.

    Returns
    -------
    LinkModel
        In the order of the names.
    """
    pairs = np.array([tables["pairs"][name] for name in OF_WAYS + OF_PAIRS])
    place = {name: k for k, name in enumerate(_concept_names())}
    concepts = np.zeros((len(place), len(place)))
    for name, weight in tables["concepts"].items():
        measure, problem = name.split("-")
        concepts[place[measure], place[problem]] = weight
    return LinkModel(weights_of(tables), pairs, concepts, trees)


def _concept_names() -> tuple[str, ...]:
    """Names of the concepts, in the order of their columns."""
    return tuple(load_toml("concepts.toml")["concepts"])


@cache
def load_links() -> LinkModel:
    """Load the shipped model."""
    return model_of(load_toml(FILE), load_trees(OF_TREES))


def fit_links(reports: Sequence[KnownReport]) -> LinkModel:
    """Learn the three steps from known links.

    Parameters
    ----------
    reports : sequence of KnownReport
        Reports with known links.

    Returns
    -------
    LinkModel
        The chain that makes the links likeliest; a logistic regression of every pair on what that
        chain says of it and on the concepts that meet in it; trees over both and over what such a
        regression, learnt from other reports, says of the pairs beside it. The chain has so few
        weights that it says of its own reports about what it says of others.
    """
    chain = fit_weights(reports)
    known = [report.clues for report in reports]
    tables: list[Floats] = [np.zeros(0)] * len(known)
    for alike in group_by_shape(one.told.shape for one in known).values():
        for k, table in zip(
            alike, _pair_clues([known[k] for k in alike], chain), strict=True
        ):
            tables[k] = table
    sizes = np.array([report.true.size for report in reports])
    numbers = np.repeat(np.arange(len(reports)), sizes)
    pairs = _KnownPairs(
        np.concatenate([table.reshape(-1, table.shape[2]) for table in tables]),
        sparse.csr_array(
            sparse.vstack([one.senses.crosses() for one in known], format="csr")
        ),
        np.concatenate([report.true.ravel() > 0 for report in reports]),
        np.array([report.counts for report in reports])[numbers],
    )
    weights, of_concepts = pairs.fit()
    odds = np.zeros(len(numbers))
    for fold in range(N_FOLDS):
        own = numbers % N_FOLDS == fold
        # Too few reports to leave some out: the trees then learn from what it says of its own.
        told = (
            pairs.of(~own).fit() if len(reports) > N_FOLDS else (weights, of_concepts)
        )
        odds[own] = pairs.of(own).weigh(*told)
    rows = [
        _tree_clues(table, some.reshape(table.shape[:2]), one.of_places)
        for table, some, one in zip(
            tables, np.split(odds, sizes.cumsum()[:-1]), known, strict=True
        )
    ]
    trees = fit_trees(
        np.concatenate([row.reshape(-1, len(OF_TREES)) for row in rows]),
        pairs.true,
        pairs.counts,
    )
    n = len(_concept_names())
    return LinkModel(chain, weights, of_concepts.reshape(n, n), trees)


@dataclass(frozen=True, slots=True, eq=False)
class _KnownPairs:
    """Pairs of known reports: clues, concepts that meet, whether linked, how much each counts."""

    rows: Floats
    crosses: sparse.csr_array
    true: NDArray[np.bool_]
    counts: Floats

    def of(self, some: NDArray[np.bool_]) -> _KnownPairs:
        """Take some of them."""
        crosses = self.crosses[np.flatnonzero(some)]
        return _KnownPairs(self.rows[some], crosses, self.true[some], self.counts[some])

    def fit(self) -> tuple[Floats, Floats]:
        """Learn how much each clue weighs, and each two concepts."""
        always = OF_WAYS.index("always")
        scale = np.maximum(self.rows.std(axis=0), np.finfo(np.float64).eps)
        scale[always] = 1.0
        # What always speaks is no evidence to be distrusted: it is learnt without penalty.
        learner = LogisticRegression(C=STRENGTH, max_iter=MAX_STEPS)
        scaled = self.rows / scale
        scaled[:, always] = 0.0
        every = sparse.hstack([sparse.csr_array(scaled), self.crosses], format="csr")
        learner.fit(every, self.true, sample_weight=self.counts)
        weights, of_concepts = np.split(learner.coef_[0], [self.rows.shape[1]])
        weights = weights / scale
        weights[always] = learner.intercept_[0]
        return weights, of_concepts

    def weigh(self, weights: Floats, of_concepts: Floats) -> Floats:
        """Log odds of each pair."""
        return np.asarray(self.rows @ weights + self.crosses @ of_concepts)


def _pair_clues(reports: Sequence[Clues], chain: Weights) -> Floats:
    """All clues of the pairs of reports of one shape, along a first axis."""
    ways = describe_ways(chain.align(reports).links)
    of_pairs = np.stack([clues.of_pairs for clues in reports])
    return np.concatenate([ways, of_pairs], axis=-1)


def _tree_clues(clues: Floats, odds: Floats, of_places: Floats) -> Floats:
    """What the trees ask about: clues of a pair (:func:`_pair_clues`), and what is around it."""
    return np.concatenate([clues[..., 1:], describe_table(odds), of_places], axis=-1)
