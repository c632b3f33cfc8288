"""What a measure is for: the categories of problems that it answers, or none in particular.

A measure says in other words what it is about: 跟班学习 answers a lack of capacity, 列入考核 one of
zeal. Which sequences of characters answer which category is learnt from the annotated links.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from textmine.resources.load import load_text

Floats = NDArray[np.float64]

FILE = "purposes.csv"
"""The shipped table, below the resources; written by ``python -m scripts.train_links``."""
UNIT = 100
"""Weights are log odds in hundredths, kept as whole numbers."""
LONGEST = 3
"""Characters of the longest sequence that is weighed; one and two count too."""
NONE = "none"
"""Column of the measures that answer no problem in particular."""


@dataclass(frozen=True, slots=True, eq=False)
class Purposes:
    """A table of weights.

    Parameters
    ----------
    names : tuple of str
        Categories of the codebook, then ``NONE``.
    bias : ndarray of int64 of shape (n_names,)
        Log odds of each, in hundredths, of a measure without any known sequence.
    place : dict of str to int
        Row of each sequence of characters in ``weights``.
    weights : ndarray of int64 of shape (n_sequences, n_names)
        Log odds in hundredths, for a measure of one sequence.
    """

    names: tuple[str, ...]
    bias: NDArray[np.int64]
    place: dict[str, int]
    weights: NDArray[np.int64]

    @classmethod
    def read(cls, text: str) -> Purposes:
        """Read a table from its file's text: a head, a row of log odds, a row a sequence."""
        head, bias, *rows = csv.reader(io.StringIO(text))
        return cls(
            tuple(head[1:]),
            np.array(bias[1:], dtype=np.int64),
            {row[0]: k for k, row in enumerate(rows)},
            np.array([row[1:] for row in rows], dtype=np.int64).reshape(
                -1, len(bias) - 1
            ),
        )

    def write(self) -> str:
        """Write the text of a table's file."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["sequence", *self.names])
        rows.writerow(["", *self.bias.tolist()])
        rows.writerows(
            [name, *self.weights[k].tolist()] for name, k in self.place.items()
        )
        return out.getvalue()

    def weigh(self, texts: Sequence[str]) -> Floats:
        """Say how likely each measure is for each purpose.

        Parameters
        ----------
        texts : sequence of str
            Clean measures.

        Returns
        -------
        ndarray of shape (n_texts, n_names)
            Probabilities, each by itself: a measure may have several purposes.

        Examples
        --------
        >>> purposes = load_purposes()
        >>> found = purposes.weigh(["安排信息员跟班学习", "加强组织领导"])
        >>> [purposes.names[k] for k in found.argmax(axis=1)]
        ['capacity', 'none']
        """
        sums = np.zeros((len(texts), len(self.names)))
        for k, text in enumerate(texts):
            held = sequences(text)
            # Whole numbers: their sum is the same in any order.
            rows = [k for k in map(self.place.get, held) if k is not None]
            if rows:
                sums[k] = self.weights[rows].sum(axis=0) / np.sqrt(len(held))
        return np.asarray(expit((self.bias + sums) / UNIT))


def sequences(text: str) -> set[str]:
    """List the different sequences of up to ``LONGEST`` characters of a text.

    Parameters
    ----------
    text : str
        A clean measure.

    Returns
    -------
    set of str
        Without their number.

    Examples
    --------
    >>> sorted(sequences("配人"))
    ['人', '配', '配人']
    """
    lengths = range(1, LONGEST + 1)
    return {text[i : i + n] for n in lengths for i in range(len(text) - n + 1)}


@cache
def load_purposes() -> Purposes:
    """Load the table that ships with the package.

    Examples
    --------
    >>> load_purposes().names[-1]
    'none'
    """
    return Purposes.read(load_text(FILE))
