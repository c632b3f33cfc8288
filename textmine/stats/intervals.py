"""Intervals for rates with small denominators."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import take_array
from textmine.stats.labels import align_vectors

Bounds = tuple[NDArray[np.float64], NDArray[np.float64]]


@check_arguments
def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Bounds:
    """Compute Wilson's score interval for binomial shares.

    Parameters
    ----------
    successes, n : array_like of shape (n_shares,)
        Counts and their denominators.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds; NaN where ``n`` is 0.

    Raises
    ------
    FrameError
        If a count is negative or exceeds its denominator, or the level is not between 0 and 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA
    22, 209–212. Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a binomial
    proportion. Statistical Science 16, 101–133.

    Examples
    --------
    Three of eight reports name 公开内容 as a problem:

    >>> low, high = wilson([3], [8])
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.137, 0.694)
    """
    k, n_ = _counts(successes, n)
    z = stats.norm.ppf(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n_
        shrink = 1 + z**2 / n_
        middle = (share + z**2 / (2 * n_)) / shrink
        half = z / shrink * np.sqrt(share * (1 - share) / n_ + z**2 / (4 * n_**2))
    low = np.where(k == 0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(k == n_, 1.0, np.minimum(middle + half, 1.0))
    return np.where(n_ > 0, low, np.nan), np.where(n_ > 0, high, np.nan)


@check_arguments
def jeffreys(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Bounds:
    """Compute Jeffreys' interval for binomial shares; it is kind where counts are 0 or full.

    Parameters
    ----------
    successes, n : array_like of shape (n_shares,)
        Counts and their denominators.
    level : float
        Credible level, between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        Lower and upper bounds, 0 and 1 where no or every case is a success; NaN where ``n`` is 0.

    Raises
    ------
    FrameError
        If a count is negative or exceeds its denominator, or the level is not between 0 and 1.

    References
    ----------
    Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Interval estimation for a binomial proportion.
    Statistical Science 16, 101–133.

    Examples
    --------
    None of five departments was corrected in review (结果纠正):

    >>> low, high = jeffreys([0], [5])
    >>> float(low[0]), round(float(high[0]), 3)
    (0.0, 0.379)
    """
    k, n_ = _counts(successes, n)
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, stats.beta.ppf(tail, k + 0.5, n_ - k + 0.5))
    high = np.where(k == n_, 1.0, stats.beta.ppf(1 - tail, k + 0.5, n_ - k + 0.5))
    return np.where(n_ > 0, low, np.nan), np.where(n_ > 0, high, np.nan)


def _counts(successes: ArrayLike, n: ArrayLike) -> Bounds:
    """Check counts; give both as float arrays of one shape."""
    successes_, of = _side_by_side(successes, n)
    if successes_.ndim and of.ndim and successes_.shape != of.shape:
        raise FrameError(
            f"counts of shape {successes_.shape} and denominators of shape {of.shape}; expected "
            "one denominator a count, or one for all"
        )
    k, n_ = np.broadcast_arrays(successes_, of)
    # What is missing compares as false.
    is_count = (k >= 0) & (k <= n_)
    if not is_count.all():
        raise FrameError(
            "counts must lie between 0 and their denominator, and none may be missing"
        )
    return k, n_


def _side_by_side(successes: ArrayLike, n: ArrayLike) -> list[NDArray[np.float64]]:
    """Counts and denominators in one order; one number stands for all."""
    given = {"successes": successes, "n": n}
    numbers = {name: take_array(value, name) for name, value in given.items()}
    if all(value.ndim for value in numbers.values()):
        return align_vectors(given)
    return list(numbers.values())
