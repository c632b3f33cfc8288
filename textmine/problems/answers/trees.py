"""Small trees of decisions, summed: log odds of a pair from clues that speak together.

What a clue says may depend on another (shared words say little where the measure before answers the
same problem already), and may stop growing at some point: a sum of weighted clues knows neither.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_text

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FILE = "link_trees.csv"
"""The shipped trees, below the resources; written by ``python -m scripts.train_links``."""
DEPTH = 3
"""Questions that a tree asks on the way to a leaf; 2 with half as many trees again does no better
on cases and restated hands left out."""
N_SPLITS, N_LEAVES = 2**DEPTH - 1, 2**DEPTH
"""Questions and leaves of a tree; the questions below question k are 2k + 1 (no) and 2k + 2."""
N_TREES = 100
"""Trees at most."""
RATE = 0.1
"""How much of what a tree has found is kept, 0-1: the next ones find the rest."""
LEAST = 40
"""Pairs that a leaf must hold in training, so that no leaf is about one report."""
PENALTY = 5.0
"""Of squared leaves in training. These numbers were set by what is usual; with 60 trees, with twice
as many at half the rate, or with questions among a third of the clues, F1 on cases and restated
hands left out differs by less than chance, and none is better on both."""
UNIT = 1_000
"""Leaves are log odds in thousandths, kept as whole numbers: their sum is the same in any order."""
ROWS_AT_ONCE = 1 << 14
"""Pairs that go through all trees in one go: some 50 MB."""
_HEAD = (
    "tree",
    *(f"{what}{k}" for k in range(N_SPLITS) for what in ("clue", "bound")),
    *(f"leaf{k}" for k in range(N_LEAVES)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees over clues that are known by their place.

    Parameters
    ----------
    start : int
        Log odds before any tree, in thousandths.
    clue : ndarray of int64 of shape (n_trees, N_SPLITS)
        Place of the clue that each question is about.
    bound : ndarray of shape (n_trees, N_SPLITS)
        The answer is yes above it; infinite where nothing is asked.
    leaves : ndarray of int64 of shape (n_trees, N_LEAVES)
        Log odds in thousandths.
    """

    start: int
    clue: Whole
    bound: Floats
    leaves: Whole

    def weigh(self, rows: Floats) -> Floats:
        """Sum the leaves that pairs come to.

        Parameters
        ----------
        rows : ndarray of shape (..., n_clues)
            Clues of each pair.

        Returns
        -------
        ndarray of shape (...,)
            Log odds.

        Examples
        --------
        >>> asks = np.array([[0, 0, 0, 0, 0, 0, 0]])
        >>> above = np.array([[0.5, *[np.inf] * 6]])
        >>> trees = Trees(1000, asks, above, np.array([[0, 0, 0, 0, 500, 0, 0, 0]]))
        >>> trees.weigh(np.array([[0.2], [0.7]])).tolist()
        [1.0, 1.5]
        """
        flat = rows.reshape(-1, rows.shape[-1])
        sums = np.zeros(len(flat), dtype=np.int64)
        every = np.arange(len(self.clue))
        for low in range(0, len(flat), ROWS_AT_ONCE):
            some = flat[low : low + ROWS_AT_ONCE]
            at = np.zeros((len(some), len(every)), dtype=np.int64)
            for _ in range(DEPTH):
                said = np.take_along_axis(some, self.clue[every, at], axis=1)
                at = 2 * at + 1 + (said > self.bound[every, at])
            sums[low : low + ROWS_AT_ONCE] = self.leaves[every, at - N_SPLITS].sum(1)
        return np.asarray((sums + self.start) / UNIT).reshape(rows.shape[:-1])

    @classmethod
    def read(cls, text: str, names: Sequence[str]) -> Trees:
        """Read trees from their file's text: a head, a row of the start, a row a tree."""
        _, (_, start), *rows = csv.reader(io.StringIO(text))
        place = {name: k for k, name in enumerate(names)}
        asked = [row[1 : 1 + 2 * N_SPLITS] for row in rows]
        return cls(
            int(start),
            np.array([[place[name] for name in row[::2]] for row in asked]),
            np.array([[float(bound) for bound in row[1::2]] for row in asked]),
            np.array([row[1 + 2 * N_SPLITS :] for row in rows], dtype=np.int64),
        )

    def write(self, names: Sequence[str]) -> str:
        """Write the text of their file; ``names`` are the clues', by place."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(_HEAD)
        rows.writerow(["start", self.start])
        for k, (clue, bound) in enumerate(zip(self.clue, self.bound, strict=True)):
            asked = zip([names[c] for c in clue], bound.tolist(), strict=True)
            cells = [cell for question in asked for cell in question]
            rows.writerow([k + 1, *cells, *self.leaves[k].tolist()])
        return out.getvalue()


def fit_trees(rows: Floats, true: NDArray[np.bool_], counts: Floats) -> Trees:
    """Learn trees by gradient boosting.

    Parameters
    ----------
    rows : ndarray of shape (n_pairs, n_clues)
        Clues of each pair.
    true : ndarray of bool of shape (n_pairs,)
        Whether the pair is a link.
    counts : ndarray of shape (n_pairs,)
        How much each pair counts.

    Returns
    -------
    Trees
        Each made for what those before it leave unexplained.

    References
    ----------
    Friedman 2001, Annals of Statistics 29(5):1189-1232.
    """
    # Slow to import, and wanted in training only.
    from sklearn.ensemble import HistGradientBoostingClassifier

    learner = HistGradientBoostingClassifier(
        max_iter=N_TREES,
        learning_rate=RATE,
        max_depth=DEPTH,
        max_leaf_nodes=N_LEAVES,
        min_samples_leaf=LEAST,
        l2_regularization=PENALTY,
        early_stopping=False,
        random_state=0,
    ).fit(rows, true, sample_weight=counts)
    found = [tree[0].nodes for tree in learner._predictors]
    trees = Trees(
        round(UNIT * float(learner._baseline_prediction.ravel()[0])),
        np.zeros((len(found), N_SPLITS), dtype=np.int64),
        np.full((len(found), N_SPLITS), np.inf),
        np.zeros((len(found), N_LEAVES), dtype=np.int64),
    )
    for k, nodes in enumerate(found):
        _lay_out(trees, k, nodes)
    return trees


def _lay_out(trees: Trees, k: int, nodes: NDArray[Any]) -> None:
    """Lay out a learnt tree, whose branches may end early, as one of full depth."""
    at_level = [nodes[0]]
    for depth in range(DEPTH):
        below = []
        for j, node in enumerate(at_level):
            if node["is_leaf"]:
                # Nothing is asked: the way leads to the left, and both sides say the same.
                below += [node, node]
                continue
            question = 2**depth - 1 + j
            trees.clue[k, question] = node["feature_idx"]
            trees.bound[k, question] = round(float(node["num_threshold"]), 5)
            below += [nodes[node["left"]], nodes[node["right"]]]
        at_level = below
    trees.leaves[k] = [round(UNIT * float(node["value"])) for node in at_level]


@cache
def load_trees(names: tuple[str, ...]) -> Trees:
    """Load the trees that ship with the package, over clues of these names."""
    return Trees.read(load_text(FILE), names)
