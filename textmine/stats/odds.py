"""Log-odds of things in two groups, with prior counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class OddsContrast:
    """How two groups differ in each of several things.

    Parameters
    ----------
    log_odds : numpy.ndarray of shape (n_things,)
        Log-odds in the first group less those in the second; 0 where a thing is all that is
        counted, so that it has no odds.
    error : numpy.ndarray of shape (n_things,)
        What counts of single cases leave it uncertain by.
    prior : numpy.ndarray of shape (n_things,)
        Prior count of each thing.
    """

    log_odds: Floats
    error: Floats
    prior: Floats

    @property
    def z(self) -> Floats:
        """Difference by its error: it ranks, and tests nothing where cases come in clusters."""
        z: Floats = self.log_odds / self.error
        return z


def contrast_odds(counts_a: Floats, counts_b: Floats, prior: float) -> OddsContrast:
    """Contrast the log-odds of things in two groups, with an informative Dirichlet prior.

    Parameters
    ----------
    counts_a, counts_b : numpy.ndarray of shape (n_things,)
        Counts of each thing in each group.
    prior : float
        Total of the prior counts, above 0; each thing has its share of all counts.

    Returns
    -------
    OddsContrast

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. Political Analysis 16,
    372–403 (equations 16 and 22).

    Examples
    --------
    >>> odds = contrast_odds(np.array([8.0, 2.0]), np.array([2.0, 8.0]), prior=10)
    >>> odds.log_odds.round(2).tolist(), odds.z.round(2).tolist()
    ([1.24, -1.24], [2.64, -2.64])
    """
    pooled = counts_a + counts_b
    n = pooled.sum()
    alpha = prior * pooled / n if n else np.zeros_like(pooled)
    own = [counts_a + alpha, counts_b + alpha]
    rest = [side.sum() + prior - side - alpha for side in (counts_a, counts_b)]
    has_odds = (pooled > 0) & (rest[0] > 0) & (rest[1] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.log(own[0] / rest[0]) - np.log(own[1] / rest[1])
        error = np.sqrt(1 / own[0] + 1 / own[1])
    return OddsContrast(np.where(has_odds, difference, 0.0), error, alpha)
