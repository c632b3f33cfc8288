"""The false discovery rate of many tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import take_array


@check_arguments
def adjust_fdr(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values for the false discovery rate, after Benjamini and Hochberg.

    Parameters
    ----------
    p_values : array_like of shape (n_tests,)
        NaN where a test was not made; it stays NaN and does not count.

    Returns
    -------
    numpy.ndarray of shape (n_tests,)
        q-values.

    Raises
    ------
    FrameError
        If a p-value does not lie between 0 and 1.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289–300.

    Examples
    --------
    >>> adjust_fdr([0.01, 0.04, float("nan")]).tolist()
    [0.02, 0.04, nan]
    """
    p = take_array(p_values, "p_values")
    made = ~np.isnan(p)
    if ((p[made] < 0) | (p[made] > 1)).any():
        raise FrameError("p-values must lie between 0 and 1")
    q = np.full(p.shape, np.nan)
    q[made] = _step_up(p[made])
    return q


def _step_up(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least rate at which each test would be called, all tests made."""
    n = len(p)
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(n, 0, -1)
    # A test is called with every weaker one that is: from the weakest down, the least so far.
    least = np.minimum.accumulate(p[order] * n / ranks)
    q = np.empty(n)
    q[order] = np.minimum(least, 1.0)
    return q
