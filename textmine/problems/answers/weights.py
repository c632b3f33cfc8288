"""How much each clue of the chain weighs: taken from a table, or learnt from known links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from textmine.problems.answers.alignment import STEPS, Alignment, align, describe_steps
from textmine.problems.answers.clues import OF_LINKS, OF_NONE, Clues
from textmine.problems.answers.pairs import group_by_shape

Floats = NDArray[np.float64]

TOLD = 5.0
"""Log odds of a link that the report itself tells (针对…问题; problems and measures in turn). Set
by hand: without exception in the annotated parts, so that learning would only raise it."""
PENALTY = 8.0
"""Of squared weights in training; among 3, 8 and 20 chosen on the hands and cases a, b and dev,
each left out in turn (F1 differs by 0.01)."""
MAX_STEPS = 60
"""Most iterations of the optimiser; some forty are enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of the clues, in the order of their names.

    Parameters
    ----------
    links : ndarray of shape (len(OF_LINKS),)
        Of a pair's clues.
    none : ndarray of shape (len(OF_NONE),)
        Of the clues that a measure answers none.
    steps : ndarray of shape (len(STEPS),)
        Of the steps from link to link.
    """

    links: Floats
    none: Floats
    steps: Floats

    def align(
        self, clues: Sequence[Clues], allowed: Sequence[Floats] | None = None
    ) -> Alignment:
        """Align reports of one shape (:func:`textmine.problems.answers.alignment.align`)."""
        of_links = np.stack([c.of_links for c in clues])
        of_none = np.stack([c.of_none for c in clues])
        told = np.stack([c.told for c in clues])
        steps = describe_steps(of_links.shape[2]) @ self.steps
        links = of_links @ self.links + TOLD * told
        true = None if allowed is None else np.stack(allowed)
        return align(links, of_none @ self.none, steps, true)

    @classmethod
    def from_vector(cls, vector: Floats) -> Weights:
        """Take the weights from one vector."""
        links, none, steps = np.split(
            vector, [len(OF_LINKS), len(OF_LINKS) + len(OF_NONE)]
        )
        return cls(links, none, steps)

    def to_tables(self) -> dict[str, dict[str, float]]:
        """Give the weights by name, rounded to three places."""
        named = (
            ("links", OF_LINKS, self.links),
            ("none", OF_NONE, self.none),
            ("steps", STEPS, self.steps),
        )
        return {
            table: {
                name: round(float(w), 3) for name, w in zip(names, weights, strict=True)
            }
            for table, names, weights in named
        }


def weights_of(tables: Mapping[str, Mapping[str, float]]) -> Weights:
    """Take weights from tables by name.

    Parameters
    ----------
    tables : mapping
        Tables ``links``, ``none`` and ``steps``, as :meth:`Weights.to_tables` gives them.

    Returns
    -------
    Weights
        In the order of the names.
    """
    return Weights(
        np.array([tables["links"][name] for name in OF_LINKS]),
        np.array([tables["none"][name] for name in OF_NONE]),
        np.array([tables["steps"][name] for name in STEPS]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class KnownReport:
    """A report whose links are known.

    Parameters
    ----------
    clues : Clues
        Of its problems and measures.
    true : ndarray of shape (n_measures, n_problems)
        1 where the measure answers the problem.
    counts : float
        How much the report counts.
    """

    clues: Clues
    true: Floats
    counts: float = 1.0


def fit_weights(reports: Sequence[KnownReport], *, penalty: float = PENALTY) -> Weights:
    """Learn the weights that make known links likeliest.

    Where a measure answers several problems, any of them is right.

    Parameters
    ----------
    reports : sequence of KnownReport
        Reports with known links.
    penalty : float
        Of squared weights.

    Returns
    -------
    Weights
        The maximum of the penalised likelihood (L-BFGS).
    """
    shapes = group_by_shape(report.true.shape for report in reports)
    groups = [_Group([reports[k] for k in rows]) for _, rows in sorted(shapes.items())]

    def loss(vector: Floats) -> tuple[float, Floats]:
        weights = Weights.from_vector(vector)
        value, slope = penalty * float(vector @ vector), 2 * penalty * vector
        for group in groups:
            more, by = group.loss(weights)
            value, slope = value + more, slope + by
        return value, slope

    start = np.zeros(len(OF_LINKS) + len(OF_NONE) + len(STEPS))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS}
    )
    return Weights.from_vector(np.asarray(found.x))


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Known reports of one shape, as one array each."""

    reports: Sequence[KnownReport]
    of_links: Floats = field(init=False)
    of_none: Floats = field(init=False)
    counts: Floats = field(init=False)

    def __post_init__(self) -> None:
        fields = {
            "of_links": np.stack([r.clues.of_links for r in self.reports]),
            "of_none": np.stack([r.clues.of_none for r in self.reports]),
            "counts": np.array([r.counts for r in self.reports]),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def loss(self, weights: Weights) -> tuple[float, Floats]:
        """How much likelier all ways are than the true ones, and the slope."""
        clues = [r.clues for r in self.reports]
        every = weights.align(clues)
        true = weights.align(clues, [r.true for r in self.reports])
        # The slope of a log-linear model: expected clues of all ways less those of the true ones.
        links = (every.links - true.links) * self.counts[:, None, None]
        none = (every.none - true.none) * self.counts[:, None]
        moves = (every.moves - true.moves) * self.counts[:, None, None]
        steps = describe_steps(self.of_links.shape[2])
        slope = [
            np.einsum("rmp,rmpk->k", links, self.of_links),
            np.einsum("rm,rmk->k", none, self.of_none),
            np.einsum("rab,abk->k", moves, steps),
        ]
        return float(self.counts @ (every.total - true.total)), np.concatenate(slope)
