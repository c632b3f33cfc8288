"""Hashes of stretches of text, looked up among those that are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def are_among(
    hashes: NDArray[np.uint64], known: NDArray[np.uint64]
) -> NDArray[np.bool_]:
    """Tell which hashes are among the known ones.

    Parameters
    ----------
    hashes : numpy.ndarray of uint64, shape (n,)
        What is looked up.
    known : numpy.ndarray of uint64
        In any order.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        In the order of ``hashes``.

    Examples
    --------
    >>> are_among(
    ...     np.array([7, 2**63], np.uint64), np.array([2**63], np.uint64)
    ... ).tolist()
    [False, True]
    """
    # By sorting: numpy 2.0 fails to look hashes beyond a signed integer up in a table.
    return np.isin(hashes, known, kind="sort")
