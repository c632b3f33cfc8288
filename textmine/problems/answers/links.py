"""Links by two steps: a chain over the measures, then each pair judged by itself.

The chain knows the order of the lists, and gives each measure one problem at most. Whether a
measure answers two problems, or one that shares nothing with it but the place, is seen when each
pair is judged once more, with what the chain says as clues beside words, categories and concepts.
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

from textmine.problems.answers.clues import Clues
from textmine.problems.answers.pairs import (
    OF_PAIRS,
    OF_WAYS,
    Senses,
    describe_ways,
    group_by_shape,
)
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


@dataclass(frozen=True, slots=True, eq=False)
class LinkModel:
    """Weights of both steps.

    Parameters
    ----------
    chain : Weights
        Of the chain.
    pairs : ndarray of shape (len(OF_WAYS) + len(OF_PAIRS),)
        Log odds of a link for each clue of a pair.
    concepts : ndarray of shape (n_concepts, n_concepts)
        Log odds for each concept of a measure (row) with each of a problem (column).
    """

    chain: Weights
    pairs: Floats
    concepts: Floats

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
            odds = _pair_clues(some, self.chain) @ self.pairs
            scores = expit(odds + senses.weigh(self.concepts)).round(6)
            out |= dict(zip(rows, scores, strict=True))
        return [out[k] for k in range(len(reports))]

    def to_tables(self) -> dict[str, dict[str, float]]:
        """Give the weights by name, rounded to three places; concepts without weight go."""
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


def model_of(tables: Mapping[str, Mapping[str, float]]) -> LinkModel:
    """Take a model from tables by name.

    Parameters
    ----------
    tables : mapping
        As :meth:`LinkModel.to_tables` gives them.

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
    return LinkModel(weights_of(tables), pairs, concepts)


def _concept_names() -> tuple[str, ...]:
    """Names of the concepts, in the order of their columns."""
    return tuple(load_toml("concepts.toml")["concepts"])


@cache
def load_links() -> LinkModel:
    """Load the shipped model."""
    return model_of(load_toml(FILE))


def fit_links(reports: Sequence[KnownReport]) -> LinkModel:
    """Learn both steps from known links.

    Parameters
    ----------
    reports : sequence of KnownReport
        Reports with known links.

    Returns
    -------
    LinkModel
        The chain that makes the links likeliest, and a logistic regression of every pair on what
        that chain says of it and on the concepts that meet in it. The chain has so few weights that
        it says of its own reports about what it says of others.
    """
    chain = fit_weights(reports)
    known = [report.clues for report in reports]
    clues: dict[int, Floats] = {}
    for alike in group_by_shape(one.told.shape for one in known).values():
        tables = _pair_clues([known[k] for k in alike], chain)
        clues |= dict(zip(alike, tables, strict=True))
    in_order = [clues[k] for k in range(len(known))]
    rows = np.concatenate([table.reshape(-1, table.shape[2]) for table in in_order])
    true = np.concatenate([report.true.ravel() > 0 for report in reports])
    counts = np.repeat([r.counts for r in reports], [r.true.size for r in reports])
    always = OF_WAYS.index("always")
    scale = np.maximum(rows.std(axis=0), np.finfo(np.float64).eps)
    scale[always] = 1.0
    # What always speaks is no evidence to be distrusted: it is learnt without penalty.
    learner = LogisticRegression(C=STRENGTH, max_iter=MAX_STEPS)
    scaled = rows / scale
    scaled[:, always] = 0.0
    crosses = sparse.vstack([report.clues.senses.crosses() for report in reports])
    every = sparse.hstack([sparse.csr_array(scaled), crosses], format="csr")
    learner.fit(every, true, sample_weight=counts)
    weights, of_concepts = np.split(learner.coef_[0], [rows.shape[1]])
    weights = weights / scale
    weights[always] = learner.intercept_[0]
    n = len(_concept_names())
    return LinkModel(chain, weights, of_concepts.reshape(n, n))


def _pair_clues(reports: Sequence[Clues], chain: Weights) -> Floats:
    """All clues of the pairs of reports of one shape, along a first axis."""
    ways = describe_ways(chain.align(reports).links)
    of_pairs = np.stack([clues.of_pairs for clues in reports])
    return np.concatenate([ways, of_pairs], axis=-1)
