"""Regression on machine codes that stays valid whatever the machine's error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments, check_fields
from textmine.intake.columns import refuse
from textmine.intake.frames import take_frame
from textmine.problems.validation.moments import (
    MODELS,
    Array,
    ModelRows,
    Places,
    Solution,
    solve_moments,
    tune_trust,
)
from textmine.problems.validation.rates import expect_clusters
from textmine.progress import begin_step, watch, watch_steps
from textmine.stats.groups import (
    ROW,
    UNKNOWN,
    cluster_labels,
    clustered_by,
    group_labels,
    number_groups,
)
from textmine.stats.labels import rows_by_label
from textmine.stats.linear import (
    NO_SPREAD,
    ONE_TELLS,
    Design,
    degrees_of_freedom,
    lay_out,
    refuse_dependent,
    warn_of_numbers,
)
from textmine.stats.shares import warn_few_clusters

METHODS = ("dsl", "ppi")
PREDICT_FROM = ("all", "machine")
N_FOLDS = 5  # each predicted by a model of the others
N_SPLITS = 3
"""Ways to cut the folds, whose predictions are averaged: the result hangs less on the cut."""
FITTING_STEPS = 3  # cases, predictions, solving
ROUNDING = 1e-12
"""Share of the largest outcome that an error must exceed to be more than rounding."""
N_ERRORS = 1000
"""What an error may come out as, over which power is averaged: it is off by less than 0.001."""
MIN_CODED = 10
"""Fewest hand-coded rows; fewer say nothing of the machine's error."""
WITHOUT_HAND = (
    "A plain regression, for what no machine coded: tm.compare.regress_shares(scores, reports, "
    "covariates) for numbers of reports (columns report_id, score, value); for other rows "
    "hand={y: y}, which takes the column y for the truth"
)
COLUMNS = (
    "method",
    "term",
    "estimate",
    "se",
    "statistic",
    "df",
    "p_value",
    "ci_low",
    "ci_high",
    "n",
    "n_coded",
    "cluster",
    "n_clusters",
    "trust",
    "note",
)
ONE_CODED = "hand-coded rows of one cluster alone"
"""Why there is no standard error: nothing says how another cluster would have differed."""


@check_fields
@dataclass(frozen=True, slots=True)
class Regression:
    """What is regressed on what, and which columns were coded by hand.

    Parameters
    ----------
    outcome : str
        Column, as the machine codes it where ``hand`` names it.
    covariates : sequence of str
        Columns; text columns become indicators of their values, one left out. A row without a value
        is refused.
    hand : mapping of str to str
        Machine-coded column (outcome or covariate) → column with the hand's code, missing where a
        row was not coded by hand.
    model : {"linear", "logistic", "poisson"}
        The mean of the outcome.
    fixed_effects : str, optional
        Column with an intercept for each of its values.
    cluster : str, optional
        Column whose rows go together, instead of the agency; those of an unknown one only with the
        others of their report. By default agency_id, else agency, else report_id where the frame
        has them; without any each row stands for itself.
    weight : str, optional
        Column with weights of the analysis.
    probability : str
        Column with each row's probability of being coded by hand; where it is missing, the share
        of coded rows.
    predictors : sequence of str
        Further columns that help to predict the hand's code (``dsl``), e.g. a probability.
    predict_from : {"all", "machine"}
        What predicts the hand's code beside them (``dsl``): outcome and covariates, which tell
        where the machine errs; or the machine's codes alone, as the method's own package does.
    reference : mapping of str to str
        Text column → the value that its others are compared with, e.g. ``{"level": "county"}``;
        where none is named, the first in code-point order.
    """

    outcome: str
    covariates: Sequence[str]
    hand: Mapping[str, str]
    model: str = "linear"
    fixed_effects: str | None = None
    cluster: str | None = None
    weight: str | None = None
    probability: str = "probability"
    predictors: Sequence[str] = ()
    predict_from: str = "all"
    reference: Mapping[str, str] = field(default_factory=dict)


@check_arguments
def regress(
    frame: pd.DataFrame,
    regression: Regression,
    *,
    method: str = "dsl",
    seed: int = 0,
    level: float = 0.95,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Regress with variables coded by a machine, corrected by the rows that a hand coded too.

    ``dsl`` (design-based supervised learning) predicts the hand's code from the machine's and the
    other variables, each row by a model that never saw it, and corrects the prediction by the
    hand-coded rows. ``ppi`` takes the machine's code as it is, and trusts it as far as that makes
    the variance least. Both are valid whatever the machine's error, as long as the probability of
    being hand-coded is known and above 0; a better machine only makes the errors smaller.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a case, with the columns that ``regression`` names.
    regression : Regression
        What is regressed on what.
    method : {"dsl", "ppi"}
        See above.
    seed : int
        Of the folds.
    level : float
        Of the intervals.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        A row a term and method: first the corrected estimate, then ``naive`` (the machine's codes
        taken for the truth) and ``hand`` (the hand-coded rows alone). Columns method, term,
        estimate, se, statistic, df, p_value (two-sided), ci_low, ci_high, n, n_coded, cluster (the
        column whose rows go together, ``row`` for none), n_clusters, trust, note (why there is no
        error). Errors leave out one cluster after the other; tests and intervals are of Student's t
        with Satterthwaite's degrees of freedom (``df``: of the clusters that tell of the term, of
        those with hand-coded rows; of ``naive`` all), as in ``regress_shares``, which gives the
        same where nothing is coded by a machine. They are NaN for a term that one cluster alone
        tells of, and where all outcomes lie on the line.

    Warns
    -----
    TextmineWarning
        If fewer than 20 clusters have hand-coded rows; if a text covariate has many values, all of
        them numbers.

    Raises
    ------
    FrameError
        If a column is missing or not numeric, a covariate or fixed effect has no value in a row, or
        one value in all, a probability is not above 0 and at most 1, fewer than ten rows are coded
        by hand, or the covariates determine one another.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2023). Using imperfect surrogates for downstream
    inference. NeurIPS. Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I. & Zrnic, T.
    (2023). Prediction-powered inference. Science 382, 669–674. MacKinnon, J., Nielsen, M. & Webb,
    M. (2023). Fast and reliable jackknife and bootstrap methods for cluster-robust inference.
    Journal of Applied Econometrics 38(5):671-694 (errors). Bell, R. M. & McCaffrey, D. F. (2002).
    Bias reduction in standard errors for linear regression with multi-stage samples. Survey
    Methodology 28, 169–181 (degrees of freedom). McCaffrey, D. F. & Bell, R. M. (2006). Improved
    hypothesis testing for coefficients in generalized estimating equations with small samples of
    clusters. Statistics in Medicine 25, 4081–4098 (the same for other models).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"county": rng.integers(0, 2, 400)})
    >>> true = rng.random(400) < 0.3 + 0.2 * frame["county"]
    >>> frame["said"] = np.where(rng.random(400) < 0.8, true, ~true).astype(float)
    >>> frame["hand"] = true.astype(float).where(rng.random(400) < 0.5)
    >>> table = regress(frame, Regression("said", ["county"], {"said": "hand"}))
    >>> table[["method", "term"]].values.tolist()[:3]
    [['dsl', 'intercept'], ['dsl', 'county'], ['naive', 'intercept']]
    """
    with watch_steps("regression", FITTING_STEPS, show=progress):
        data, rows = _take_steps(frame, regression, method, seed)
        solution, trust = _fit(rows, regression.model, tuned=method == "ppi")
        naive = replace(data.rows, inverse=np.zeros(len(frame)))
        alone = solve_moments(data.rows, regression.model, trust=0.0)
        machine = solve_moments(naive, regression.model)
    parts = [
        _table(method, solution, data, level, trust),
        _table("naive", machine, data, level, 1.0),
        _table("hand", alone, data, level, 0.0),
    ]
    table = pd.concat(parts, ignore_index=True)
    # Where no term has an interval, none is rough.
    if table["se"].notna().any():
        warn_few_clusters("regress", {"all": data.n_clusters_coded}, data.cluster)
    return table


@check_arguments
def plan_regression(
    frame: pd.DataFrame,
    regression: Regression,
    sizes: Sequence[int],
    *,
    method: str = "dsl",
    seed: int = 0,
    cost: float = 1.0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Foretell the standard errors if more rows were coded by hand.

    Parameters
    ----------
    frame, regression, method, seed
        As for :func:`regress`; the rows coded so far are the pilot.
    sizes : sequence of int
        Numbers of hand-coded rows; their probabilities grow in proportion, to at most 1.
    cost : float
        Of coding one row.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Columns n_coded, term, estimate, se, power (chance of a two-sided p below 0.05 if the
        estimate is true, by the test that ``regress`` makes, with degrees of freedom that grow with
        the clusters that will be coded; NaN for one), cost.

    Raises
    ------
    FrameError
        As :func:`regress`; and if a size is below 1.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2024). Using large language model annotations
    for the social sciences: a general framework of using predicted variables in downstream analyses
    (data-driven power analysis). Cohen, J. (1988). Statistical Power Analysis for the Behavioral
    Sciences (2nd ed.), ch. 2 (power of t tests by the noncentral t).

    Examples
    --------
    Of twelve agencies, six of which report later; power grows with what is coded, less than by the
    normal law, as twelve agencies say little of how much agencies differ:

    >>> rng = np.random.default_rng(3)
    >>> agency = np.arange(600) % 12
    >>> frame = pd.DataFrame({"agency": agency, "late": agency % 2})
    >>> true = rng.random(600) < 0.3 + 0.15 * frame["late"]
    >>> frame["said"] = np.where(rng.random(600) < 0.8, true, ~true).astype(float)
    >>> frame["hand"] = true.astype(float).where(rng.random(600) < 0.3)
    >>> design = Regression("said", ["late"], {"said": "hand"}, cluster="agency")
    >>> plan = plan_regression(frame, design, [150, 300, 600])
    >>> late = plan[plan["term"] == "late"]
    >>> late["power"].round(2).tolist()
    [0.35, 0.5, 0.6]
    """
    if min(sizes, default=0) < 1:
        raise FrameError(
            f"plan_regression: sizes are {list(sizes)}; expected numbers from 1 on"
        )
    with watch_steps("regression", FITTING_STEPS, show=progress):
        data, rows = _take_steps(frame, regression, method, seed)
        solution, _ = _fit(rows, regression.model, tuned=method == "ppi")
    coded = rows.inverse > 0
    gap, inverse = solution.gap[coded], rows.inverse[coded]
    table = []
    for size in sizes:
        later = np.maximum(inverse * data.n_coded / size, 1.0)
        # Only the hand-coded rows' own squares hang on the probability; the rest stays.
        change = (gap * (inverse * (later - inverse))[:, None]).T @ gap
        error = np.sqrt(_foretell(solution, solution.bread @ change @ solution.bread.T))
        k, n_then = len(data.shown), data.n_clusters_with(size)
        freedom = np.full(k, np.nan)
        if min(n_then, data.n_clusters_coded) >= 2:
            growth = (n_then - 1) / (data.n_clusters_coded - 1)
            freedom = degrees_of_freedom(solution.telling[:k] * growth, n_then)
        power = _power(solution.beta[:k], error[:k], freedom)
        for row in zip(data.shown, solution.beta, error, power, strict=False):
            table.append((size, *row, cost * size))
    columns = ["n_coded", "term", "estimate", "se", "power", "cost"]
    return pd.DataFrame(table, columns=columns)


def _power(estimate: Array, error: Array, freedom: Array) -> Array:
    """Chance of a two-sided p below 0.05 if the estimates are true.

    The statistic is a noncentral t: of few clusters the error is itself not well known, and the
    bound that it must pass lies farther out. It is averaged over what the error may come out as,
    as SciPy's noncentral t is NaN for some of the far ones.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.abs(estimate) / error
    chances = (np.arange(N_ERRORS) + 0.5)[:, None] / N_ERRORS
    found = np.sqrt(stats.chi2.ppf(chances, freedom) / freedom)
    bound = stats.t.ppf(0.975, freedom) * found
    power = stats.norm.sf(bound - ratio) + stats.norm.cdf(-bound - ratio)
    return np.asarray(power.mean(axis=0), dtype=np.float64)


def _foretell(solution: Solution, change: Array) -> Array:
    """Variances after a change of what single rows add, where rows may go together."""
    now, by_row, added = map(np.diag, (solution.covariance, solution.by_row, change))
    # Of few clusters little is known of what rows of one have in common: taken off what they are
    # found to vary by, the change may leave next to nothing. So no less than in proportion.
    some = np.where(by_row > 0, by_row, 1.0)
    in_proportion = now * np.maximum(by_row + added, 0.0) / some
    return np.maximum(now + added, in_proportion)


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """The regression as arrays; the terms that are shown come first in the design."""

    rows: ModelRows
    shown: list[str]
    coded: Places
    known: Array
    targets: list[_Target]
    cluster: str
    by_label: Places

    @property
    def n_coded(self) -> int:
        """Number of hand-coded rows."""
        return len(self.coded)

    @property
    def n_clusters(self) -> int:
        """Number of clusters, or rows."""
        clusters = self.rows.clusters
        return len(self.rows.y_said) if clusters is None else int(clusters.max()) + 1

    @property
    def n_clusters_coded(self) -> int:
        """Number of clusters with hand-coded rows."""
        clusters = self.rows.clusters
        return self.n_coded if clusters is None else len(set(clusters[self.coded]))

    def n_clusters_with(self, size: int) -> float:
        """Number of clusters with hand-coded rows if so many rows are, told by those there are."""
        if self.rows.clusters is None:
            return size
        now = expect_clusters(self.rows.clusters, self.n_coded)
        later = expect_clusters(self.rows.clusters, size)
        return min(self.n_clusters_coded * later / now, self.n_clusters)


@dataclass(frozen=True, slots=True)
class _Target:
    """A machine-coded variable: its place in the design, None for the outcome."""

    column: int | None


def _take_steps(
    frame: pd.DataFrame, regression: Regression, method: str, seed: int
) -> tuple[_Data, ModelRows]:
    """Read the cases, and put predictions in place of the machine's codes where asked."""
    if method not in METHODS:
        raise FrameError(
            f"regress: unknown method {method!r}; choose {' or '.join(METHODS)}"
        )
    begin_step("cases")
    data = _read(frame, regression)
    begin_step("predicting the hand's codes")
    rows = _predict_hand(data, seed) if method == "dsl" else data.rows
    begin_step("solving")
    return data, rows


def _read(frame: pd.DataFrame, regression: Regression) -> _Data:
    """Check the frame and make the arrays."""
    r = regression
    frame = _take_cases(frame, r)
    coded = np.flatnonzero(frame[list(r.hand.values())].notna().all(axis=1))
    if len(coded) < MIN_CODED:
        raise FrameError(
            f"regress: {Counted(len(coded)):row} coded by hand; expected {MIN_CODED} or more. "
            + WITHOUT_HAND
        )
    design = _design(frame, r, coded)
    targets = list(design.targets)
    y_said = y_true = _numbers(frame, r.outcome)
    if r.outcome in r.hand:
        y_true = _true(frame, r.hand[r.outcome], coded, y_said)
        targets.insert(0, _Target(None))
    cluster = clustered_by(frame, r.cluster)
    clusters = None
    if cluster != ROW:
        clusters = number_groups(cluster_labels(frame, r.cluster))
    weight = np.ones(len(frame)) if r.weight is None else _numbers(frame, r.weight)
    inverse = _inverse(frame, r.probability, coded)
    rows = ModelRows(
        design.said, y_said, design.true, y_true, inverse, weight, clusters
    )
    machine = [
        y_said if t.column is None else design.said[:, t.column] for t in targets
    ]
    known = machine if r.predict_from == "machine" else [y_said, design.said[:, 1:]]
    known = [*known, *(_numbers(frame, name) for name in r.predictors)]
    by_label = rows_by_label(frame.index)
    return _Data(
        rows, design.shown, coded, np.column_stack(known), targets, cluster, by_label
    )


def _take_cases(frame: pd.DataFrame, regression: Regression) -> pd.DataFrame:
    """Take the cases; refuse a model that is not known, and a hand that codes none of them."""
    r = regression
    if r.model not in MODELS:
        raise FrameError(
            f"regress: unknown model {r.model!r}; choose one of {', '.join(MODELS)}"
        )
    if r.predict_from not in PREDICT_FROM:
        known = " or ".join(PREDICT_FROM)
        raise FrameError(f"regress: predict_from is {r.predict_from!r}; choose {known}")
    named = [r.outcome, *r.covariates, *r.hand.values(), *r.predictors]
    one_each = (r.fixed_effects, r.cluster, r.weight)
    named += [name for name in one_each if name is not None]
    cases = take_frame(frame, named, what="cases")
    stray = [name for name in r.hand if name != r.outcome and name not in r.covariates]
    if stray or not r.hand:
        found, then = (
            (f"{stray[0]!r} is neither outcome nor covariate", "")
            if stray
            else ("names no column", f". {WITHOUT_HAND}")
        )
        raise FrameError(
            f"regress: hand {found}; it maps machine-coded columns to the hand's{then}"
        )
    return cases


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """The design as the machine codes it and as the hand does; terms that are shown come first."""

    said: Array
    true: Array
    shown: list[str]
    targets: list[_Target]


def _design(frame: pd.DataFrame, regression: Regression, coded: Places) -> _Design:
    """Lay out intercept, covariates and fixed effects."""
    r = regression
    effects = [] if r.fixed_effects is None else [r.fixed_effects]
    for name in (*r.covariates, *effects):
        is_gap = group_labels(frame[name]) == UNKNOWN
        refuse(frame[name], is_gap, "regress", "a value; fill it or leave the row out")
    warn_of_numbers(frame, r.covariates, what="regress")
    design = lay_out(frame, r.covariates, what="regress", reference=r.reference)
    each = Design(["intercept"], np.ones((len(frame), 1)))
    for name in effects:
        # As labels: a year or a code of a county is no number here.
        labels = pd.DataFrame({name: group_labels(frame[name])})
        each = lay_out(labels, effects, what="regress")
    # Effects first: a covariate that does not change within their values is the one to name.
    refuse_dependent(
        np.hstack([each.columns, design.columns[:, 1:]]),
        [*each.terms, *design.terms[1:]],
        what="regress",
    )
    said = np.hstack([design.columns, each.columns[:, 1:]])
    true = said.copy()
    targets = []
    for name in r.covariates:
        if name not in r.hand:
            continue
        if name not in design.terms[1:]:
            raise FrameError(
                f"regress: column {name!r} is not numeric; code it as numbers"
            )
        column = design.terms.index(name, 1)
        true[:, column] = _true(frame, r.hand[name], coded, said[:, column])
        targets.append(_Target(column))
    return _Design(said, true, design.terms, targets)


def _numbers(frame: pd.DataFrame, name: str) -> Array:
    """A numeric column without gaps."""
    try:
        values = frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise FrameError(
            f"regress: column {name!r} is not numeric; code it as numbers"
        ) from None
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise FrameError(
            f"regress: column {name!r}, row {row}: no number; fill or leave it out"
        )
    return values


def _true(frame: pd.DataFrame, name: str, coded: Places, said: Array) -> Array:
    """The hand's codes; elsewhere the machine's, which no sum then counts."""
    values = said.copy()
    values[coded] = _numbers(frame.iloc[coded], name)
    return values


def _inverse(frame: pd.DataFrame, name: str, coded: Places) -> Array:
    """1 / probability of being hand-coded, 0 where a row is not."""
    inverse = np.zeros(len(frame))
    if name not in frame:
        inverse[coded] = len(frame) / len(coded)
        return inverse
    chance = _numbers(frame.iloc[coded], name)
    if not ((chance > 0) & (chance <= 1)).all():
        raise FrameError(
            f"regress: column {name!r}: a probability must be above 0, at most 1"
        )
    inverse[coded] = 1.0 / chance
    return inverse


def _fit(rows: ModelRows, model: str, *, tuned: bool) -> tuple[Solution, float]:
    """Solve; where asked, tune the trust in the machine first."""
    solution = solve_moments(rows, model)
    if not tuned:
        return solution, 1.0
    trust = tune_trust(rows, solution, model)
    return solve_moments(rows, model, trust=trust), trust


def _predict_hand(data: _Data, seed: int) -> ModelRows:
    """Put predictions of the hand's codes in place of the machine's, across folds."""
    x, y = data.rows.x_said.copy(), data.rows.y_said
    for target in data.targets:
        column = target.column
        said = data.rows.y_said if column is None else data.rows.x_said[:, column]
        true = data.rows.y_true if column is None else data.rows.x_true[:, column]
        predicted = _cross_fit(data, said, true, seed)
        if column is None:
            y = predicted
        else:
            x[:, column] = predicted
    return replace(data.rows, x_said=x, y_said=y)


def _cross_fit(data: _Data, said: Array, true: Array, seed: int) -> Array:
    """Predict a code for each row by models that never saw the row, nor its cluster."""
    known = data.known
    scaled = (known - known.mean(axis=0)) / np.maximum(known.std(axis=0), 1e-9)
    # The machine errs differently from case to case: its code may mean less in some of them.
    own = (said - said.mean())[:, None]
    features = np.hstack([own, scaled, own * scaled])
    unit = (
        data.rows.clusters
        if data.rows.clusters is not None
        else np.argsort(data.by_label)
    )
    rng = np.random.default_rng(seed)
    total = np.zeros(len(said))
    with threadpool_limits(1):  # small fits: threads only wait for each other
        for _ in watch(range(N_SPLITS), N_SPLITS, "predicting", "split"):
            fold = (rng.permutation(int(unit.max()) + 1) % N_FOLDS)[unit]
            for k in np.unique(fold):
                train = data.coded[fold[data.coded] != k]
                weights = data.rows.inverse[train]
                out = fold == k
                total[out] += _predict(
                    features[train], true[train], weights, features[out]
                )
    return total / N_SPLITS


def _predict(x: Array, y: Array, weights: Array, unknown: Array) -> Array:
    """Predict by logistic regression where the codes are 0 and 1, else by ridge regression."""
    if not len(y) or (y == y[0]).all():
        return np.full(len(unknown), y[0] if len(y) else 0.0)
    model: Any
    if np.isin(y, (0.0, 1.0)).all():
        model = LogisticRegression(C=1.0, max_iter=1000)
        model.fit(x, y.astype(np.int64), sample_weight=weights / weights.mean())
        return np.asarray(model.predict_proba(unknown)[:, 1])
    model = Ridge(alpha=1.0).fit(x, y, sample_weight=weights / weights.mean())
    return np.asarray(model.predict(unknown))


def _rounding(rows: ModelRows, k: int) -> Array:
    """What of an error is no more than the last bits of the outcomes, in units of each term."""
    x = rows.x_said[:, :k]
    spread = np.where(np.ptp(x, axis=0) > 0, x.std(axis=0), np.abs(x).mean(axis=0))
    largest = np.abs(np.concatenate([rows.y_said, rows.y_true])).max()
    return np.asarray(ROUNDING * max(largest, 1.0) / spread, dtype=np.float64)


def _table(
    method: str, solution: Solution, data: _Data, level: float, trust: float
) -> pd.DataFrame:
    """The terms that are shown, with two-sided tests."""
    k = len(data.shown)
    estimate = solution.beta[:k]
    se = np.sqrt(np.diag(solution.covariance)[:k])
    # The machine's codes alone rest on all clusters, what is corrected on the hand-coded ones.
    n_known = data.n_clusters if method == "naive" else data.n_clusters_coded
    note = np.where(np.isnan(se), ONE_TELLS, "")
    if n_known < 2:
        se, note = np.full(k, np.nan), np.full(k, ONE_CODED)
    is_exact = se <= _rounding(data.rows, k)
    se, note = np.where(is_exact, np.nan, se), np.where(is_exact, NO_SPREAD, note)
    t = estimate / se
    freedom = degrees_of_freedom(solution.telling[:k], n_known)
    # What has no error has no law either.
    freedom = np.where(np.isnan(se), np.nan, freedom)
    law = stats.t(freedom)
    half = law.ppf((1 + level) / 2) * se
    table = pd.DataFrame(
        {"method": method, "term": data.shown, "estimate": estimate, "se": se}
    )
    table["statistic"], table["p_value"] = t, 2 * law.sf(np.abs(t))
    table["df"] = freedom
    table["ci_low"], table["ci_high"] = estimate - half, estimate + half
    table["n"], table["n_coded"] = len(data.rows.y_said), data.n_coded
    table["cluster"], table["n_clusters"] = data.cluster, data.n_clusters
    table["trust"], table["note"] = trust, pd.Series(note, dtype="str")
    return table[list(COLUMNS)]
