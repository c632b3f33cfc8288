"""What a clause is about: the categories of problems that its pairs of characters speak for.

Two lacks that are about one matter are a claim and what specifies it, and are one problem; two that
are about different ones are two. No word says which it is, only what both are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_text

FILE = "topics.csv"
"""Weights of pairs of characters, as ``scripts/train_topics.py`` learns them from statements."""
UNIT = 10
"""Weights are logarithms in tenths, kept as whole numbers: their sums are exact everywhere."""
TEMPER = 0.7
"""Factor on the sum of weights: neighbouring pairs share a character, and say the same twice. Set
once by hand: lower values make all topics alike, 1 makes every clause sure of one."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Topics:
    """A table of topics.

    Parameters
    ----------
    names : tuple of str
        The topics.
    prior : numpy.ndarray of int64, shape (n_topics,)
        Logarithm of how common each is, in tenths.
    place : dict of str to int
        Row of each pair of characters in ``weights``.
    weights : numpy.ndarray of int64, shape (n_pairs, n_topics)
        Logarithm of how many times as common a pair is in statements of a topic as in all, in
        tenths.
    """

    names: tuple[str, ...]
    prior: NDArray[np.int64]
    place: dict[str, int]
    weights: NDArray[np.int64]

    @classmethod
    def read(cls, text: str) -> Topics:
        """Read a table from its file's text: a head, a row of priors, a row for each pair."""
        head, prior, *rows = (line.split(",") for line in text.splitlines())
        return cls(
            tuple(head[1:]),
            np.array(prior[1:], dtype=np.int64),
            {row[0]: k for k, row in enumerate(rows)},
            np.array([row[1:] for row in rows], dtype=np.int64),
        )

    def weigh(self, texts: Sequence[str]) -> Floats:
        """Say how likely each text is about each topic.

        Parameters
        ----------
        texts : sequence of str
            Clauses.

        Returns
        -------
        numpy.ndarray of shape (n_texts, n_topics)
            Probabilities by naive Bayes; zeros for a text without any pair that is known.

        Examples
        --------
        >>> topics = load_topics()
        >>> found = topics.weigh(["栏目更新慢", "人手少", "。"])
        >>> [topics.names[k] for k in found.argmax(axis=1)[:2]], found[2].any()
        (['timeliness', 'staffing'], np.False_)
        """
        sums = np.zeros((len(texts), len(self.names)), dtype=np.int64)
        known, starts, rows = [], [], list[int]()
        for k, text in enumerate(texts):
            pairs = {first + second for first, second in pairwise(text)}
            found = [self.place[pair] for pair in pairs if pair in self.place]
            if found:
                known.append(k)
                starts.append(len(rows))
                rows += found
        if rows:
            # All at once: most texts have a few pairs.
            sums[known] = np.add.reduceat(self.weights[rows], starts)
        scores = (self.prior + TEMPER * sums) / UNIT
        likely = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
        likely /= likely.sum(axis=1, keepdims=True)
        out: Floats = np.zeros_like(likely)
        out[known] = likely[known]
        return out


@cache
def load_topics() -> Topics:
    """Load the table that ships with the package.

    Examples
    --------
    >>> "timeliness" in load_topics().names
    True
    """
    return Topics.read(load_text(FILE))
