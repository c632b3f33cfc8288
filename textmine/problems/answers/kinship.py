"""How near a measure lies to a problem: along directions in which linked statements lie together.

A measure seldom repeats its problem's words: 跟班学习 answers 业务生疏. Which words of measures go
with which of problems is learnt from the annotated links, and kept as a place of each sequence of
characters in few dimensions: one for measures, one for problems.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.problems.answers.pairs import unit_rows
from textmine.resources.load import load_bytes

Floats = NDArray[np.float64]

FILE = "models/kinship.npz"
"""The shipped places, below the resources; written by ``python -m scripts.train_links``."""
STEPS = 127
"""Coordinates are kept in whole steps, from -127 to 127 of the farthest."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinship:
    """Places of sequences of characters, in measures and in problems.

    Parameters
    ----------
    place : dict of str to int
        Row of each sequence.
    measures, problems : ndarray of shape (n_sequences + 1, n_dimensions)
        Whole steps: where each sequence draws a measure, and a problem; last, where one without any
        known sequence lies.
    """

    place: dict[str, int]
    measures: Floats
    problems: Floats

    def compare(
        self, measures: Sequence[str], problems: Sequence[str]
    ) -> tuple[Floats, Floats]:
        """Place measures and problems.

        Parameters
        ----------
        measures, problems : sequence of str
            Clean texts.

        Returns
        -------
        of_measures : ndarray of shape (n_measures, n_dimensions)
            Rows of length 1; the product of two is how near they lie, from -1 to 1.
        of_problems : ndarray of shape (n_problems, n_dimensions)
            The same.

        Examples
        --------
        >>> said, asked = load_kinship().compare(
        ...     ["安排信息员跟班学习"], ["业务生疏", "更新迟缓"]
        ... )
        >>> near, far = (said @ asked.T)[0]
        >>> bool(near > 0.5 > far)
        True
        """
        return (
            _place(measures, self.place, self.measures),
            _place(problems, self.place, self.problems),
        )

    def pack(self) -> bytes:
        """Write the bytes of their file; the same for the same places."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            names=np.array("\n".join(self.place)),
            measures=self.measures.astype(np.int8),
            problems=self.problems.astype(np.int8),
        )
        return buffer.getvalue()

    @classmethod
    def unpack(cls, data: bytes) -> Kinship:
        """Read what :meth:`pack` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as kept:
            names = str(kept["names"]).split("\n")
            return cls(
                {name: k for k, name in enumerate(names)},
                kept["measures"].astype(np.float64),
                kept["problems"].astype(np.float64),
            )


def hold(texts: Sequence[str], place: dict[str, int]) -> sparse.csr_array:
    """Say which sequences each text holds.

    Parameters
    ----------
    texts : sequence of str
        Clean texts.
    place : dict of str to int
        Column of each sequence.

    Returns
    -------
    scipy.sparse.csr_array of shape (n_texts, n_sequences)
        Rows of length 1; an empty one stays empty.

    Examples
    --------
    >>> hold(["配人", "人"], {"人": 0, "配人": 1}).toarray().round(2).tolist()
    [[0.71, 0.71], [1.0, 0.0]]
    """
    rows = [
        sorted({k for s in short_sequences(text) if (k := place.get(s)) is not None})
        for text in texts
    ]
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    return sparse.csr_array(
        (
            np.repeat(1.0 / np.sqrt(np.maximum(counts, 1)), counts),
            np.array([k for row in rows for k in row], dtype=np.int64),
            np.concatenate([[0], counts.cumsum()]),
        ),
        shape=(len(texts), len(place)),
    )


def short_sequences(text: str) -> set[str]:
    """List the different characters and pairs of a text; longer sequences do no better."""
    return {*text, *(text[i : i + 2] for i in range(len(text) - 1))}


def _place(texts: Sequence[str], place: dict[str, int], places: Floats) -> Floats:
    """Rows of length 1; 0 for a text that lies nowhere."""
    rows = np.asarray(hold(texts, place) @ places[:-1]) + places[-1]
    return unit_rows(rows)


@cache
def load_kinship() -> Kinship:
    """Load the places that ship with the package."""
    return Kinship.unpack(load_bytes(FILE))
