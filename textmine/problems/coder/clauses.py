"""The parts of a statement that each name a lack: 解读少、更新慢 holds two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MARK = re.compile("[，。；：、,;:]")
MIN_CHARS = 2
"""Least characters of a part; one character (如、) names nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Clauses:
    """The parts of statements that have several, each wording once.

    Parameters
    ----------
    texts : list of str
        The distinct parts.
    owners : ndarray of shape (n_places,)
        Which statement a part stands in, in rising order.
    places : ndarray of shape (n_places,)
        Which of ``texts`` stands there.
    """

    texts: list[str]
    owners: NDArray[np.int64]
    places: NDArray[np.int64]

    def best(
        self, whole: NDArray[np.float64], parts: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The highest score of any part; of a statement in one part its own score.

        Parameters
        ----------
        whole : ndarray of shape (n_statements, n_categories)
            Scores of the statements.
        parts : ndarray of shape (n_texts, n_categories)
            Scores of the distinct parts.

        Returns
        -------
        ndarray, same shape as whole
            A category may lead in a part that the whole drowns.
        """
        out = whole.copy()
        if len(self.owners):
            first = np.flatnonzero(np.r_[True, np.diff(self.owners) > 0])
            out[self.owners[first]] = np.maximum.reduceat(
                parts[self.places], first, axis=0
            )
        return out


def split_clauses(statements: Sequence[str]) -> Clauses:
    """Split statements into their parts.

    Parameters
    ----------
    statements : sequence of str
        Problem statements.

    Returns
    -------
    Clauses
        Parts of those that have at least two.

    Examples
    --------
    >>> split_clauses(["解读少、更新慢", "人少"]).texts
    ['解读少', '更新慢']
    """
    known: dict[str, int] = {}
    owners: list[int] = []
    places: list[int] = []
    for i, statement in enumerate(statements):
        parts = [part for part in _MARK.split(statement) if len(part) >= MIN_CHARS]
        if len(parts) < 2:
            continue
        owners += [i] * len(parts)
        places += [known.setdefault(part, len(known)) for part in parts]
    return Clauses(
        list(known), np.array(owners, dtype=np.int64), np.array(places, dtype=np.int64)
    )
