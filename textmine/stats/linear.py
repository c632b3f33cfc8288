"""Linear regression whose rows come in clusters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.columns import clean_column
from textmine.stats.groups import UNKNOWN, group_labels

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE_TELLS = "one cluster alone tells of it"
"""Why there is no error: nothing says how another cluster would have differed."""
MAX_VALUES = 300
"""Most values of a text column: each is a column of the design."""
_TOLD = 1e-6
"""Largest difference to the unit matrix at which a term is told: what inverting leaves."""
_NOTHING = 1e-9
"""Share of the outcome's length that a coefficient times its column's length must exceed; less is
what rounding leaves."""
_FAR = 10.0
"""Standard deviations from 0, beyond which the mean of a column is taken off before fitting: of
years, nearly all alike beside 2020, little would be left of what they differ by."""


@dataclass(frozen=True, slots=True)
class Design:
    """Covariates as columns.

    Parameters
    ----------
    terms : list of str
        Name of each column, ``intercept`` first.
    columns : numpy.ndarray of shape (n_rows, n_terms)
        NaN where a row has no value.
    """

    terms: list[str]
    columns: Floats


@dataclass(frozen=True, slots=True)
class LinearFit:
    """Coefficients of several outcomes on one design.

    Parameters
    ----------
    estimate, se : numpy.ndarray of shape (n_terms, n_outcomes)
        The errors are NaN where one cluster alone tells of a term.
    rounding : numpy.ndarray of shape (n_terms, n_outcomes)
        What of either is no more than rounding, in the unit of the coefficient.
    n_clusters : int
        Clusters.
    telling : numpy.ndarray of shape (n_terms,)
        How many equal clusters each term is worth (:func:`count_equal`).
    """

    estimate: Floats
    se: Floats
    rounding: Floats
    n_clusters: int
    telling: Floats

    @property
    def freedom(self) -> Floats:
        """Degrees of freedom of each term, shape (n_terms, 1)."""
        return degrees_of_freedom(self.telling, self.n_clusters)[:, None]

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Lower and upper bounds by Student's t of as many clusters as tell of the term."""
        half = stats.t.ppf((1 + level) / 2, self.freedom) * self.se
        return self.estimate - half, self.estimate + half

    def p_values(self) -> Floats:
        """Two-sided; without any error the coefficient is exact, certainly nothing or something."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.abs(self.estimate) / self.se
        p = 2 * stats.t.sf(ratio, self.freedom)
        is_nothing = (np.abs(self.estimate) <= self.rounding).astype(float)
        is_exact = self.se <= self.rounding
        out: Floats = np.where(is_exact, is_nothing, p)
        return out


def lay_out(
    frame: pd.DataFrame,
    covariates: Sequence[str],
    *,
    what: str,
    reference: Mapping[str, str] | None = None,
) -> Design:
    """Lay covariates out as columns: numbers as they are, text as an indicator of each value.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a case.
    covariates : sequence of str
        Columns. Of a text column one value is what the others are compared with.
    what : str
        Who asks, for messages.
    reference : mapping of str to str, optional
        Text column → the value that others are compared with; else the first in code-point order.

    Returns
    -------
    Design
        Intercept first.

    Raises
    ------
    FrameError
        If a text column has too many values, or only one; if a value that others are to be compared
        with does not occur.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2020, 2021], "level": ["city", "county"]})
    >>> design = lay_out(frame, ["year", "level"], what="regress")
    >>> design.terms, design.columns.tolist()
    (['intercept', 'year', 'level[county]'], [[1.0, 2020.0, 0.0], [1.0, 2021.0, 1.0]])
    >>> lay_out(frame, ["level"], what="regress", reference={"level": "county"}).terms
    ['intercept', 'level[city]']
    """
    bases = dict(reference or {})
    for name in bases.keys() - set(covariates):
        raise FrameError(
            f"{what}: reference names {name!r}, which is no covariate; those are "
            f"{', '.join(covariates)}"
        )
    terms, columns = ["intercept"], [np.ones(len(frame))]
    for name in covariates:
        column = frame[name]
        if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
            if name in bases:
                raise FrameError(
                    f"{what}: reference names {name!r}, whose values are numbers; make it text, "
                    f"frame.astype({{{name!r}: 'str'}}), to compare each with one"
                )
            numbers = clean_column(column, "number", what=what)
            terms.append(name)
            columns.append(numbers.to_numpy(np.float64, na_value=np.nan))
            continue
        text = group_labels(column)
        known = text != UNKNOWN
        values = _base_first(sorted(text[known].unique()), name, bases, what)
        if not 2 <= len(values) <= MAX_VALUES:
            raise FrameError(
                f"{what}: {name!r} has {Counted(len(values)):value}; expected 2 to "
                f"{MAX_VALUES}, each but the first is a term"
            )
        terms += [f"{name}[{value}]" for value in values[1:]]
        columns += [
            np.asarray(text.eq(value).where(known), dtype=np.float64)
            for value in values[1:]
        ]
    return Design(terms, np.column_stack(columns))


def _base_first(
    values: list[str], name: str, bases: dict[str, str], what: str
) -> list[str]:
    """Values of a text column, the one first that the others are compared with."""
    if name not in bases:
        return values
    base = str(bases[name])
    if base not in values:
        raise FrameError(
            f"{what}: reference {base!r} does not occur in {name!r}; there are {', '.join(values)}"
        )
    return [base, *(value for value in values if value != base)]


def fit_linear(columns: Floats, outcomes: Floats, clusters: Ints) -> LinearFit:
    """Fit least squares; errors by leaving out one cluster after the other.

    The jackknife of clusters keeps its word with few and unlike clusters, where the usual sandwich
    is too narrow (MacKinnon, Nielsen & Webb 2023). What a term rests on may be fewer than all: the
    level of two agencies is known from these two, however many others there are.

    Parameters
    ----------
    columns : numpy.ndarray of shape (n_rows, n_terms)
        Without gaps.
    outcomes : numpy.ndarray of shape (n_rows, n_outcomes)
        Without gaps.
    clusters : numpy.ndarray of int64
        Cluster of each row, from 0 without gaps.

    Returns
    -------
    LinearFit
        Errors are NaN for a term that is not told without one of the clusters.

    Raises
    ------
    FrameError
        If the columns determine one another.

    References
    ----------
    MacKinnon, J., Nielsen, M. & Webb, M. (2023). Fast and reliable jackknife and bootstrap methods
    for cluster-robust inference. Journal of Applied Econometrics 38(5):671-694 (CV3: deviations
    from the estimate, not from the mean of those that leave one out).

    Examples
    --------
    >>> x = np.column_stack([np.ones(6), [0, 1, 0, 1, 0, 1]])
    >>> y = np.array([[0.0], [1], [0], [1], [1], [1]])
    >>> fit = fit_linear(x, y, np.array([0, 0, 1, 1, 2, 2]))
    >>> fit.estimate.round(2).ravel().tolist(), fit.se.round(2).ravel().tolist()
    ([0.33, 0.67], [0.33, 0.33])
    """
    centre = find_centre(columns)
    x = columns - centre.means
    # Each column to the same length: numbers and indicators differ by thousands.
    scale = np.linalg.norm(x, axis=0)
    # A column of nothing is refused with those that others determine.
    scale[scale == 0] = 1.0
    x = x / scale
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise FrameError(
            "linear regression: the covariates determine one another, or there are fewer cases "
            "than terms; leave one out, or give more reports"
        )
    n_clusters = int(clusters.max()) + 1
    whole, sums = x.T @ x, x.T @ outcomes
    estimate = np.linalg.solve(whole, sums)
    back = centre.back() / scale
    # Where outcomes spread alike in all rows, moments do as the squares of the columns.
    each = (
        ClusterPart(
            x[rows].T @ x[rows],
            x[rows].T @ (outcomes[rows] - x[rows] @ estimate),
            x[rows].T @ x[rows],
        )
        for rows in places_of(clusters)
    )
    squares, own = np.zeros_like(estimate), []
    for left in leave_out_each(whole, each, back):
        squares += left.moved**2
        own.append(left.weight)
    variance = squares * (n_clusters - 1) / n_clusters
    if n_clusters < 2:
        variance = np.full_like(estimate, np.nan)
    lengths = np.linalg.norm(outcomes, axis=0)
    rounding = _NOTHING * np.abs(back).sum(axis=1)[:, None] * lengths
    telling = count_equal(np.array(own))
    return LinearFit(back @ estimate, np.sqrt(variance), rounding, n_clusters, telling)


def places_of(clusters: Ints) -> list[Ints]:
    """Say which rows each cluster has.

    Parameters
    ----------
    clusters : numpy.ndarray of int64, shape (n_rows,)
        Numbered from 0 without gaps.

    Returns
    -------
    list of numpy.ndarray of int64
        Of each cluster, in order of the rows.

    Examples
    --------
    >>> [own.tolist() for own in places_of(np.array([0, 1, 0]))]
    [[0, 2], [1]]
    """
    order = np.argsort(clusters, kind="stable")
    starts = np.searchsorted(clusters[order], np.arange(1, int(clusters.max()) + 1))
    return np.split(order, starts)


@dataclass(frozen=True, slots=True, eq=False)
class ClusterPart:
    """What a cluster adds to a fit.

    Parameters
    ----------
    slope : numpy.ndarray of shape (n_terms, n_terms)
        To minus the derivative of the summed moments.
    moment : numpy.ndarray of shape (n_terms, n_outcomes)
        To the moments.
    spread : numpy.ndarray of shape (n_terms, n_terms)
        To the variance of the moments, in any unit, if rows did not go together.
    """

    slope: Floats
    moment: Floats
    spread: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What leaving a cluster out does.

    Parameters
    ----------
    moved : numpy.ndarray of shape (n_terms, n_outcomes)
        By how much the coefficients move; NaN for a term that the others do not tell.
    weight : numpy.ndarray of shape (n_terms,)
        The variance of that, in the unit of ``spread``.
    """

    moved: Floats
    weight: Floats


def count_equal(weights: Floats) -> Floats:
    """Say how many clusters of equal weight would be worth as much as these.

    Parameters
    ----------
    weights : numpy.ndarray of shape (n_clusters, n_terms)
        What each adds to the variance of each term.

    Returns
    -------
    numpy.ndarray of shape (n_terms,)
        From 1 to the number of clusters; NaN where a weight is.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components.
    Biometrics Bulletin 2, 110–114. Bell, R. M. & McCaffrey, D. F. (2002). Bias reduction in
    standard errors for linear regression with multi-stage samples. Survey Methodology 28, 169–181
    (degrees of freedom of each term).

    Examples
    --------
    Four alike, and one that outweighs three others:

    >>> count_equal(np.array([[1.0, 9.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])).round(
    ...     1
    ... ).tolist()
    [4.0, 1.7]
    """
    with np.errstate(invalid="ignore"):
        worth: Floats = weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0)
    return worth


def degrees_of_freedom(telling: Floats, n_clusters: float) -> Floats:
    """Say of which Student's t the errors of leaving out each cluster are.

    Of a mean, on which all clusters tell alike, one less than there are; where fewer tell, these,
    as the jackknife of few is too wide by about one of them.

    Parameters
    ----------
    telling : numpy.ndarray of shape (n_terms,)
        How many equal clusters each term is worth; NaN where rows do not go together.
    n_clusters : float
        Clusters, or rows; expected ones for a plan.

    Returns
    -------
    numpy.ndarray of shape (n_terms,)
        At least 1.

    Examples
    --------
    >>> degrees_of_freedom(np.array([24.0, 3.4, np.nan]), 24).tolist()
    [23.0, 3.4, 23.0]
    """
    freedom: Floats = np.maximum(np.fmin(telling, n_clusters - 1), 1.0)
    return freedom


def leave_out_each(
    whole: Floats, parts: Iterable[ClusterPart], back: Floats
) -> Iterator[Left]:
    """Say by how much coefficients move when one cluster after the other is left out.

    Exact for least squares; else one of Newton's steps from the estimate, which is what is known
    as the linearised jackknife.

    Parameters
    ----------
    whole : numpy.ndarray of shape (n_terms, n_terms)
        Minus the derivative of the summed moments at the estimate, where they sum to nothing.
    parts : iterable of ClusterPart
        Of each cluster.
    back : numpy.ndarray of shape (n_terms, n_terms)
        Makes the coefficients as they are shown of those of the moments.

    Yields
    ------
    Left
        Of each cluster.

    References
    ----------
    MacKinnon, J., Nielsen, M. & Webb, M. (2024). Cluster-robust jackknife and bootstrap inference
    for logistic regression models. arXiv:2406.00650.

    Examples
    --------
    The mean of 1, 2 and 6 without each of them:

    >>> one = np.eye(1)
    >>> parts = [ClusterPart(one, np.array([[y - 3.0]]), one) for y in (1, 2, 6)]
    >>> [float(left.moved[0, 0]) for left in leave_out_each(3 * one, parts, one)]
    [1.0, 0.5, -1.5]
    """
    needs = back != 0
    unit = np.eye(len(whole))
    for part in parts:
        left = whole - part.slope
        inverse = np.linalg.pinv(left, rcond=_NOTHING, hermitian=True)
        # A term is told by the others only if they can tell it from all other terms.
        untold = np.abs(inverse @ left - unit).max(axis=1) >= _TOLD
        lost = (needs & untold).any(axis=1)
        to_terms = back @ inverse
        moved = np.where(lost[:, None], np.nan, -(to_terms @ part.moment))
        weight = ((to_terms @ part.spread) * to_terms).sum(axis=1)
        yield Left(moved, np.where(lost, np.nan, weight))


@dataclass(frozen=True, slots=True)
class Centre:
    """What is taken off the columns of a design, all of whose rows have an intercept, or nothing.

    Parameters
    ----------
    means : numpy.ndarray of shape (n_terms,)
        Taken off each column.
    intercept : int
        The column that holds it instead, or -1.
    """

    means: Floats
    intercept: int

    def back(self) -> Floats:
        """Matrix that makes coefficients of the columns as given of those of centred ones."""
        out = np.eye(len(self.means))
        if self.intercept >= 0:
            out[self.intercept] -= self.means
        return out


def find_centre(columns: Floats) -> Centre:
    """Find the columns whose values lie far from 0 and near each other.

    Parameters
    ----------
    columns : numpy.ndarray of shape (n_rows, n_terms)
        Without gaps.

    Returns
    -------
    Centre

    Examples
    --------
    >>> find_centre(np.array([[1.0, 2020.0], [1.0, 2022.0]])).means.tolist()
    [0.0, 2021.0]
    """
    means, spread = columns.mean(axis=0), columns.std(axis=0)
    ones = np.flatnonzero((columns == 1.0).all(axis=0))
    if not len(ones):
        return Centre(np.zeros_like(means), -1)
    far = (spread > 0) & (np.abs(means) > _FAR * spread)
    return Centre(np.where(far, means, 0.0), int(ones[0]))
