"""Rates and means from a hand-coded sample that need not be equally likely, nor independent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.english import Counted
from textmine.errors import CodebookError, FrameError, warn
from textmine.intake.frames import take_frame
from textmine.intake.values import take_array
from textmine.stats.linear import degrees_of_freedom

Array = NDArray[np.float64]
Places = NDArray[np.int64]


def take_labelled(
    given: pd.DataFrame, columns: Iterable[str], *, what: str
) -> pd.DataFrame:
    """Take statements that were coded by hand, those without a hand code left out.

    Parameters
    ----------
    given : pandas.DataFrame
        Column truth: labels by hand; empty is "none of them", missing is not coded.
    columns : iterable of str
        Columns it must have, truth among them.
    what : str
        How to call it in messages.

    Returns
    -------
    pandas.DataFrame
        The rows with a truth.

    Raises
    ------
    FrameError
        If a column is missing.

    Warns
    -----
    TextmineWarning
        If rows are left out.

    Examples
    --------
    >>> sample = pd.DataFrame({"truth": ["staffing", ""]})
    >>> len(take_labelled(sample, ["truth"], what="labelled"))
    2
    """
    labelled = take_frame(given, columns, what=what)
    is_coded = labelled["truth"].notna().to_numpy(dtype=bool)
    if is_coded.all():
        return labelled
    warn(
        f"{what}: left out as not coded by hand (no truth): {int((~is_coded).sum())} of "
        f"{Counted(len(labelled)):statement}; where none of the categories holds, truth is an "
        "empty text"
    )
    return labelled[is_coded]


def read_weights(labelled: pd.DataFrame, weight: str = "weight") -> Array:
    """Read how many statements each hand-coded one stands for.

    Parameters
    ----------
    labelled : pandas.DataFrame
        Hand-coded statements.
    weight : str
        Column with 1 / probability of being drawn; else column ``probability`` tells it.

    Returns
    -------
    numpy.ndarray of shape (n_labelled,)
        The weights; 1 for all where nothing is said of them.

    Raises
    ------
    FrameError
        If a weight is no number above 0.
    CodebookError
        If the statements were drawn by uncertainty, and nobody knows how probably.

    Examples
    --------
    >>> read_weights(pd.DataFrame({"probability": [0.5, 0.25]})).tolist()
    [2.0, 4.0]
    """
    if weight in labelled:
        weights = take_array(labelled[weight], f"labelled, column {weight}")
    elif "probability" in labelled:
        drawn = take_array(labelled["probability"], "labelled, column probability")
        with np.errstate(divide="ignore"):
            weights = 1.0 / drawn
    elif "uncertainty" in labelled:
        raise CodebookError(
            "labelled: drawn by uncertainty, without a probability; shares and error rates of such "
            "a sample mislead: draw with draw_sample or draw_next"
        )
    else:
        return np.ones(len(labelled))
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise FrameError(f"labelled, column {weight}: every weight must be above 0")
    return weights


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, and how many independent, equally likely cases it is worth."""

    value: float
    n: float


@dataclass(frozen=True, slots=True)
class PoweredMean:
    """A prediction-powered mean, its standard error, and how far the predictions were trusted."""

    value: float
    se: float
    lam: float


def weighted_rate(hits: Array, weights: Array, clusters: Places | None = None) -> Rate:
    """Estimate a share from weighted cases.

    Parameters
    ----------
    hits : ndarray of shape (n,)
        0 or 1.
    weights : ndarray of shape (n,)
        1 / probability of being drawn; only their ratios matter.
    clusters : ndarray of shape (n,), optional
        Cases that go together.

    Returns
    -------
    Rate
        NaN and 0 without cases. n is Kish's effective size, divided by the design effect of the
        clusters where that is above 1.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, ch. 11.

    Examples
    --------
    >>> weighted_rate(np.array([1.0, 0.0]), np.array([3.0, 1.0]))
    Rate(value=0.75, n=1.6)
    """
    total = weights.sum()
    if not len(hits) or total <= 0:
        return Rate(float("nan"), 0.0)
    value = float(weights @ hits / total)
    n = float(total**2 / (weights**2).sum())
    # Where all hits are the same, what deviates from their mean is the last bit of a float.
    counted = hits[weights > 0]
    if clusters is not None and counted.min() < counted.max():
        own = ((weights * (hits - value)) ** 2).sum()
        here = np.unique(clusters[weights > 0], return_inverse=True)[1]
        added, w = (weights * (hits - value))[weights > 0], weights[weights > 0]
        m = int(here.max()) + 1
        if m > 1:
            together = _moved_without(added, here, w, m)
            n /= max((m - 1) / m * (together**2).sum() / own, 1.0)
    return Rate(value, n)


def cautious_rate(
    rate: Rate,
    clusters: Places | None,
    weights: Array | None = None,
    *,
    level: float = 0.95,
) -> Rate:
    """Count a rate as worth fewer cases where few clusters tell of its spread.

    Parameters
    ----------
    rate : Rate
        As :func:`weighted_rate` gives it.
    clusters : ndarray of shape (n,), optional
        Cases that go together.
    weights : ndarray of shape (n,), optional
        1 / probability of each case.
    level : float
        Of the interval it is for.

    Returns
    -------
    Rate
        n times (z / t)², with Student's t of what these clusters are worth
        (:func:`freedom_of_sizes`); as it is with fewer than two.

    References
    ----------
    Korn, E. L. & Graubard, B. I. (1998). Confidence intervals for proportions with small expected
    number of positive counts estimated from survey data. Survey Methodology 24, 193–201.

    Examples
    --------
    >>> round(cautious_rate(Rate(0.5, 100.0), np.array([0, 1, 2, 3])).n)
    38
    """
    if clusters is None or len(np.unique(clusters)) < 2:
        return rate
    tail = (1 + level) / 2
    freedom = freedom_of_sizes(np.bincount(clusters, weights).astype(np.float64))
    worth = (stats.norm.ppf(tail) / stats.t(freedom).ppf(tail)) ** 2
    return Rate(rate.value, rate.n * float(worth))


def design_effect(
    on_all: Array,
    by_hand: Array,
    all_clusters: Places,
    hand_clusters: Places | None,
    weights: Array | None = None,
) -> float:
    """Say how much more an estimate varies because statements of a cluster go together.

    By the jackknife of clusters, as of the errors of ``regress``: an agency with half of all
    statements draws the estimate to itself, and shows how far off it is once it is left out.

    Parameters
    ----------
    on_all, by_hand : ndarray of shape (n_all,) and (n,)
        What each statement, and each hand-coded one, adds to the estimate, around 0.
    all_clusters, hand_clusters : ndarray of the same shapes
        Their clusters, numbered alike from 0; None where those of the hand-coded are not known.
    weights : ndarray of shape (n,), optional
        1 / probability of being hand-coded.

    Returns
    -------
    float
        At least 1; NaN where nothing varies, or one cluster is all there is.

    References
    ----------
    MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and reliable jackknife and bootstrap methods
    for cluster-robust inference. Journal of Applied Econometrics 38(5):671-694.

    Examples
    --------
    Two agencies that differ, whose own statements are alike:

    >>> own = np.array([0.5, 0.5, -0.5, -0.5])
    >>> agency = np.array([0, 0, 1, 1])
    >>> design_effect(np.zeros(4), own, agency, agency)
    4.0
    """
    alone = (on_all**2).sum() + (by_hand**2).sum()
    n = 1 + max(int(c.max()) for c in (all_clusters, hand_clusters) if c is not None)
    m = len(np.unique(all_clusters if hand_clusters is None else hand_clusters))
    if m < 2 or alone <= 0 or len(np.unique(all_clusters)) < 2:
        return float("nan")
    moved = _moved_without(on_all, all_clusters, None, n)
    if hand_clusters is None:
        apart = (by_hand**2).sum() * m / (m - 1)
    else:
        moved += _moved_without(by_hand, hand_clusters, weights, n)
        apart = 0.0
    together = (moved**2).sum() + apart
    return float(max((m - 1) / m * together / alone, 1.0))


def _moved_without(
    added: Array, clusters: Places, weights: Array | None, n: int
) -> Array:
    """How far a mean moves, to which cases add so much, without each of n clusters."""
    share = np.bincount(clusters, weights, n) / (
        len(clusters) if weights is None else weights.sum()
    )
    return np.asarray(np.bincount(clusters, added, n) / (1.0 - share))


def freedom_of_sizes(sizes: Array) -> float:
    """Degrees of freedom of the spread of clusters of these sizes.

    Of clusters of one size, one less than there are; few large ones among many small are worth few.
    They are those of a mean in ``regress``.

    Parameters
    ----------
    sizes : ndarray of shape (n_clusters,)
        Statements of each, or their weights; empty ones do not count.

    Returns
    -------
    float
        At least 1.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression
    with multi-stage samples. Survey Methodology 28, 169–181.

    Examples
    --------
    >>> (
    ...     round(freedom_of_sizes(np.full(12, 5.0)), 2),
    ...     round(freedom_of_sizes(np.array([60.0, 9, 9])), 2),
    ... )
    (11.0, 1.09)
    """
    s = np.asarray(sizes[sizes > 0], dtype=np.float64)
    if len(s) < 2:
        return 1.0
    # textmine.stats.linear.Satterthwaite of an intercept alone.
    whole, odds = s.sum(), s / (s.sum() - s)
    own, tied = odds / (whole - s), -(odds**2) / whole
    squares = (own * (own + 2 * tied)).sum() + tied.sum() ** 2
    told = np.atleast_1d((own + tied).sum() ** 2 / squares)
    return float(degrees_of_freedom(told, len(s))[0])


def expect_clusters(clusters: Places, n: float) -> float:
    """Say in how many clusters a sample will lie.

    Parameters
    ----------
    clusters : ndarray of shape (n_all,)
        Cluster of each statement.
    n : float
        Statements drawn, all equally likely.

    Returns
    -------
    float
        Expected number.

    Examples
    --------
    >>> round(expect_clusters(np.array([0, 0, 0, 1]), 2), 2)
    1.38
    """
    sizes = np.bincount(clusters)
    missed = (1.0 - min(n / len(clusters), 1.0)) ** sizes[sizes > 0]
    return float((1.0 - missed).sum())


def cluster_sums(values: Array, clusters: Places) -> Array:
    """Sum values (n, or n × k) within clusters numbered from 0 on."""
    n_clusters = int(clusters.max()) + 1 if len(clusters) else 0
    sums = np.zeros((n_clusters, *values.shape[1:]))
    np.add.at(sums, clusters, values)
    return sums


def variance_of_mean(
    values: Array,
    weights: Array,
    strata: Places | None = None,
) -> float:
    """Variance of a weighted mean, by linearisation.

    Parameters
    ----------
    values, weights : ndarray of shape (n,)
        Cases, and 1 / probability of each.
    strata : ndarray of shape (n,), optional
        Drawn from separately: only the spread within strata counts.

    Returns
    -------
    float
        NaN with fewer than two cases.

    References
    ----------
    Särndal, C.-E., Swensson, B. & Wretman, J. (1992). Model Assisted Survey Sampling. Springer,
    ch. 5.

    Examples
    --------
    >>> variance_of_mean(np.array([0.0, 1.0, 0.0, 1.0]), np.ones(4))
    0.0625
    """
    n, total = len(values), weights.sum()
    if n < 2:
        return float("nan")
    mean = weights @ values / total
    terms = weights * (values - mean)
    if strata is None:
        # Without the factor n / (n − 1), as the reference package of PPI has it.
        return float((terms**2).sum() / total**2)
    variance = 0.0
    for h in np.unique(strata):
        inside = terms[strata == h]
        m = len(inside)
        spread = ((inside - inside.mean()) ** 2).sum()
        variance += m / max(m - 1, 1) * spread
    return float(variance / total**2)


def powered_mean(
    truth: Array,
    said: Array,
    said_all: Array,
    *,
    lam: float | None = None,
    weights: Array | None = None,
    strata: Places | None = None,
    n_folds: int = 0,
) -> PoweredMean:
    """Estimate a mean by prediction-powered inference: λ · said everywhere, plus what it misses.

    Parameters
    ----------
    truth, said : ndarray of shape (n,)
        What hand and machine say of the hand-coded cases.
    said_all : ndarray of shape (n_all,)
        What the machine says of all others.
    lam : float, optional
        How far the machine is trusted, 0–1; by default what makes the variance least.
    weights, strata : ndarray of shape (n,), optional
        Of the hand-coded cases, as for :func:`variance_of_mean`. What cases of one agency have in
        common is no matter of the hand-coded ones alone: ``corrected_shares`` widens by it.
    n_folds : int
        With 2 or more, a case is never used to tune the λ that it is weighed with. Tuned on the
        same cases, intervals of 120 unequally likely ones covered 0.91 in place of 0.95.

    Returns
    -------
    PoweredMean
        Equal to ``ppi_mean_ci`` of the package ppi-python where nothing optional is given.

    References
    ----------
    Angelopoulos, A. N., Duchi, J. C. & Zrnic, T. (2023). PPI++: Efficient prediction-powered
    inference. arXiv:2311.01453.

    Examples
    --------
    >>> truth, said = np.array([1.0, 0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0, 0.0])
    >>> powered_mean(truth, said, np.array([1.0, 0.0, 0.0, 0.0, 0.0]), lam=1.0).value
    0.45
    """
    w = np.ones(len(truth)) if weights is None else weights
    if lam is not None:
        trust = np.full(len(truth), lam)
    elif n_folds < 2:
        trust = np.full(len(truth), tune_lambda(truth, said, said_all, w))
    else:
        trust = _tune_in_folds(truth, said, said_all, w, n_folds)
    rest = truth - trust * said
    mean_trust = float(w @ trust / w.sum())
    value = mean_trust * said_all.mean() + w @ rest / w.sum()
    variance = variance_of_mean(rest, w, strata)
    variance += mean_trust**2 * said_all.var() / len(said_all)
    return PoweredMean(float(value), float(np.sqrt(variance)), mean_trust)


def _tune_in_folds(
    truth: Array, said: Array, said_all: Array, w: Array, n_folds: int
) -> Array:
    """The λ of each case, tuned on the folds without it."""
    fold = np.random.default_rng(0).permutation(len(truth)) % n_folds
    trust = np.zeros(len(truth))
    for k in np.unique(fold):
        kept = fold != k
        if kept.any():
            trust[~kept] = tune_lambda(truth[kept], said[kept], said_all, w[kept])
    return trust


def tune_lambda(truth: Array, said: Array, said_all: Array, weights: Array) -> float:
    """Give the trust in the machine that makes the variance of :func:`powered_mean` least, 0–1."""
    share = weights / weights.sum()
    covariance = share @ ((truth - share @ truth) * (said - share @ said))
    both = np.concatenate([said, said_all])
    spread = both.var(ddof=1) if len(both) > 1 else 0.0
    if spread <= 0:
        return 0.0
    return float(
        np.clip(covariance / ((1 + len(said) / len(said_all)) * spread), 0.0, 1.0)
    )
