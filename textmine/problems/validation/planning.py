"""How many statements to code by hand, which next, and when to stop."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.english import Counted
from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.intake.values import take_array
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import label_matrix
from textmine.problems.validation.correction import number_together
from textmine.problems.validation.rates import (
    Places,
    design_effect,
    expect_clusters,
    freedom_of_sizes,
    take_labelled,
    tune_lambda,
)
from textmine.stats.groups import ROW, group_labels
from textmine.stats.labels import match_rows, rows_by_label

Array = NDArray[np.float64]

PLAN = (
    *("group", "category", "n_pilot", "n_all", "half_width_now"),
    *("n_needed", "n_more", "cost", "half_width_then", "cluster"),
)
FLOOR = 0.2
"""Share of a batch that is drawn evenly, so that no statement is out of reach, however sure the
coder: with less, one surprise among the surest weighs as much as hundreds of the others."""
GRID = 1001
"""Means that are tried for an interval; its ends are wrong by 0.002, to the safe side."""
BET = 0.5
"""Share of the capital at stake at most; Waudby-Smith and Ramdas take 1/2 or 3/4."""


@check_arguments
def plan_coding(
    pilot: pd.DataFrame,
    coded: pd.DataFrame,
    *,
    by: str | None = None,
    half_width: float = 0.05,
    level: float = 0.95,
    cost: float = 1.0,
    codebook: Codebook | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Say how many statements must be coded by hand for shares of a wished precision.

    Intervals are those that ``corrected_shares(method="ppi++")`` will give: agencies differ, and
    how much they do is not made less by coding more statements of the same ones.

    Parameters
    ----------
    pilot : pandas.DataFrame
        Statements coded by both: columns categories, truth (and ``by``), and those of ``coded``
        that tell whose they are.
    coded : pandas.DataFrame
        All statements as the coder sees them: column categories (and ``by``), and where known
        agency_id or agency, and report_id.
    by : str, optional
        Column that groups; statements without a value are the group ``(unknown)``.
    half_width : float
        Wished half width of the interval of each share.
    level : float
        Of the interval.
    cost : float
        Of coding one statement.
    codebook : Codebook, optional
        The shipped one by default.
    cluster : str, optional
        Column whose statements go together, instead of the agency, as in ``corrected_shares``.

    Returns
    -------
    pandas.DataFrame
        Columns group, category, n_pilot, n_all, half_width_now, n_needed, n_more, cost,
        half_width_then (with so many; above the wished one where all statements of these agencies
        do not suffice), cluster (the column whose statements go together, ``row`` for none). A
        group with fewer than two pilot statements is planned by the worst case, a spread of 1/2, as
        if its agencies were alike.

    Raises
    ------
    FrameError
        If a column is missing, or half_width or level is not between 0 and 1.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques (3rd ed.), ch. 4; Angelopoulos, A. N., Duchi, J. C. &
    Zrnic, T. (2023). PPI++. arXiv:2311.01453.

    Examples
    --------
    >>> coded = pd.DataFrame({"categories": ["staffing"] * 300 + ["content"] * 700})
    >>> pilot = coded.iloc[::20].assign(truth=lambda x: x["categories"])
    >>> plan = plan_coding(pilot, coded).set_index("category")
    >>> int(plan.loc["staffing", "n_needed"]) < 200
    True

    Where the agencies of half of them differ, ten say little of others, however many are coded:

    >>> whose = [f"某局{i % 10}" for i in range(1000)]
    >>> coded = pd.DataFrame({"agency": whose, "categories": ""})
    >>> coded["truth"] = ["staffing" if i % 10 < 5 else "" for i in range(1000)]
    >>> plan = plan_coding(coded.iloc[:100], coded).set_index("category")
    >>> plan.loc["staffing", ["n_needed", "half_width_then"]].round(2).tolist()
    [1000.0, 0.38]
    """
    if not 0 < half_width < 1:
        raise FrameError(f"plan_coding: half_width is {half_width}; expected e.g. 0.05")
    groups = [by] if by else []
    pilot = take_labelled(pilot, ["categories", "truth", *groups], what="pilot")
    coded = take_frame(coded, ["categories", *groups], what="coded")
    book = codebook if codebook is not None else load_codebook()
    said, true = (_labels(pilot[name], book) for name in ("categories", "truth"))
    machine = _labels(coded["categories"], book)
    names, own = (
        group_labels(frame[by]) if by else pd.Series("all", index=frame.index)
        for frame in (coded, pilot)
    )
    together = number_together(coded, pilot, cluster)
    kind, whose, own_whose = together or (ROW, None, None)
    if kind == ROW:
        whose = own_whose = None
    rows = []
    for name in sorted(names.unique()):
        here, mine = np.asarray(names == name), np.asarray(own == name)
        n_all, n_pilot = int(here.sum()), int(mine.sum())
        of_all = None if whose is None else whose[here]
        of_pilot = None if own_whose is None else own_whose[mine]
        whole = _Statements(n_all, n_pilot, of_all, of_pilot, (1 + level) / 2)
        for j, key in enumerate(book.keys):
            wide = whole.judge(true[mine, j], said[mine, j], machine[here, j])
            needed = wide.needed(half_width)
            more = max(needed - n_pilot, 0)
            then = wide.then(max(needed, n_pilot))
            told = (wide.now(), needed, more, cost * more, then, kind)
            rows.append((name, key, n_pilot, n_all, *told))
    return pd.DataFrame(rows, columns=list(PLAN))


@dataclass(frozen=True, slots=True, eq=False)
class _Statements:
    """A group of statements: how many, how many of them in the pilot, whose both are."""

    n_all: int
    n_pilot: int
    clusters: Places | None
    own_clusters: Places | None
    tail: float

    def judge(self, truth: Array, said: Array, said_all: Array) -> _Width:
        """How wide intervals of a category are, by what the pilot says of it."""
        spread = _spread(truth, said, said_all)
        if self.own_clusters is None or self.clusters is None or self.n_pilot < 2:
            return _Width(self, spread, 0.0, spread / max(self.n_pilot, 1))
        lam = tune_lambda(truth, said, said_all, np.ones(self.n_pilot))
        rest = truth - lam * said
        rest = rest - rest.mean()
        on_all = lam * (said_all - said_all.mean()) / self.n_all
        alike = design_effect(
            on_all, rest / self.n_pilot, self.clusters, self.own_clusters
        )
        now = float(np.nan_to_num(alike, nan=1.0)) * spread / self.n_pilot
        # A random sample of n lies in more clusters the larger it is: two of its statements are of
        # one with the chance q, and are then as much alike as those of the pilot are. What the
        # machine says of all is known; what it shares with the rest is taken from the pilot.
        as_one = spread * (1.0 - _share_within(rest, self.own_clusters))
        n = 1 + max(int(self.clusters.max()), int(self.own_clusters.max()))
        of_machine = np.bincount(self.clusters, on_all, n)
        fixed = float((of_machine**2).sum())
        fixed += 2.0 * float((rest * of_machine[self.own_clusters]).mean())
        planned, pilot = (
            _Width(self, spread - as_one * q, max(fixed + as_one * q, 0.0))
            for q in map(_chance_of_one, (self.clusters, self.own_clusters))
        )
        # The pilot's own interval is known: the others go in proportion to it.
        scale = now / pilot.variance(self.n_pilot)
        return _Width(self, planned.within * scale, planned.between * scale, now)

    def law(self, n: int) -> float:
        """Half widths in standard errors, with so many coded by hand."""
        if self.clusters is None:
            return float(stats.norm.ppf(self.tail))
        if self.own_clusters is not None and n == self.n_pilot:
            freedom = freedom_of_sizes(
                np.bincount(self.own_clusters).astype(np.float64)
            )
        else:
            # Of a random sample of n: those of all, or what so few are worth, which lie in unequal
            # numbers in clusters of one size too: the expected sums of sizes, and of their squares.
            sizes = np.bincount(self.clusters).astype(np.float64)
            shares = sizes / sizes.sum()
            equal = n / (1.0 + (n - 1.0) * float((shares**2).sum()))
            m = expect_clusters(self.clusters, n)
            freedom = max(min(freedom_of_sizes(sizes), equal, m - 1.0), 1.0)
        return float(stats.t(freedom).ppf(self.tail))


@dataclass(frozen=True, slots=True, eq=False)
class _Width:
    """Half widths of the interval of a category.

    ``within`` is the variance that a hand code adds, ``between`` what no coding makes less,
    ``of_pilot`` that of the pilot's own interval.
    """

    whole: _Statements
    within: float
    between: float
    of_pilot: float = float("nan")

    def variance(self, n: int) -> float:
        """Variance with so many coded by hand."""
        return self.between + self.within / n

    def now(self) -> float:
        """Of the pilot; NaN where one cluster says nothing of others."""
        n, own = self.whole.n_pilot, self.whole.own_clusters
        if not n or (own is not None and n > 1 == len(np.unique(own))):
            return float("nan")
        return self.whole.law(n) * float(np.sqrt(self.of_pilot))

    def then(self, n: int) -> float:
        """With so many coded by hand; of rows, for the share of these very statements."""
        if self.whole.clusters is None:
            return self._of(n) * float(np.sqrt(1.0 - n / self.whole.n_all))
        return self.now() if n == self.whole.n_pilot else self._of(n)

    def _of(self, n: int) -> float:
        return self.whole.law(n) * float(np.sqrt(self.variance(n)))

    def needed(self, half_width: float) -> int:
        """Fewest statements for a half width; all, where these do not suffice."""
        n_all, n_pilot = self.whole.n_all, self.whole.n_pilot
        if self.whole.clusters is None:
            # Of a finite corpus, from what an endless one would need (Cochran 1977).
            endless = self.whole.law(n_all) ** 2 * self.within / half_width**2
            return int(np.ceil(endless / (1 + endless / n_all)))
        sizes = range(1, n_all + 1)
        found = bisect_left(sizes, True, key=lambda n: self._of(n) <= half_width)
        needed = min(found + 1, n_all)
        # Whether the pilot suffices its own interval says, and no forecast.
        narrow = self.now()
        if narrow <= half_width:
            return min(needed, n_pilot)
        return max(needed, min(n_pilot + 1, n_all)) if narrow == narrow else needed


@check_arguments
def draw_next(
    problems: pd.DataFrame,
    probabilities: Array,
    n: int,
    *,
    floor: float = FLOOR,
    seed: int = 0,
) -> pd.DataFrame:
    """Draw the statements whose hand codes help most, each with its known probability.

    The coder's probable error is what a hand code corrects, so statements are drawn in proportion
    to its spread, √Σ p(1 − p); a part of the batch is drawn evenly.

    Parameters
    ----------
    problems : pandas.DataFrame
        Statements not yet coded by hand.
    probabilities : ndarray of shape (n_statements, n_categories)
        The coder's, of the same rows; a frame with labels is brought into their order.
    n : int
        Statements to draw (all, if there are fewer).
    floor : float
        Share of the batch that is drawn evenly, above 0 and at most 1.
    seed : int
        Of the draw.

    Returns
    -------
    pandas.DataFrame
        Rows of ``problems`` in their order, with columns probability (of being in this batch) and
        weight (1 / probability), which ``corrected_shares`` and ``regress`` read.

    Raises
    ------
    FrameError
        If n is below 1, floor is out of bounds, or the numbers of rows differ.

    References
    ----------
    Hansen, M. H. & Hurwitz, W. N. (1943). On the theory of sampling from finite populations.
    Madow, W. G. (1949). On the theory of systematic sampling (unequal probabilities).

    Examples
    --------
    >>> frame = pd.DataFrame({"text": list("甲乙丙丁")})
    >>> sure = np.array([[0.99], [0.5], [0.99], [0.5]])
    >>> drawn = draw_next(frame, sure, 2, seed=3)
    >>> bool(drawn["probability"].between(0, 1).all()), len(drawn)
    (True, 2)
    """
    if n < 1 or not 0 < floor <= 1:
        raise FrameError(
            f"draw_next: n is {n}, floor {floor}; expected n ≥ 1 and 0 < floor ≤ 1"
        )
    probabilities = match_rows({"problems": problems, "probabilities": probabilities})[
        1
    ]
    probabilities = take_array(probabilities, "probabilities")
    if len(probabilities) != len(problems):
        raise FrameError(
            f"draw_next: {Counted(len(problems)):statement} and "
            f"{Counted(len(probabilities)):row of probabilities|rows of probabilities}"
        )
    if not len(problems):
        return problems.assign(probability=0.0, weight=0.0)
    n = min(n, len(problems))
    spread = np.sqrt((probabilities * (1 - probabilities)).sum(axis=1))
    if spread.sum() <= 0:
        spread = np.ones(len(problems))
    size = floor / len(problems) + (1 - floor) * spread / spread.sum()
    chance = _inclusion(size, n)
    rng = np.random.default_rng(seed)
    order = rows_by_label(problems.index)[rng.permutation(len(problems))]
    # Systematic: one random start, then every whole step of the summed probabilities.
    ends = np.cumsum(chance[order])
    steps = rng.random() + np.arange(n)
    at = np.minimum(np.searchsorted(ends, steps, side="right"), len(problems) - 1)
    drawn = np.sort(order[np.unique(at)])
    out = problems.iloc[drawn].copy()
    out["probability"] = chance[drawn]
    out["weight"] = 1.0 / chance[drawn]
    return out


@check_arguments
def watch_share(
    truth: Array,
    said: Array,
    said_all: Array,
    *,
    level: float = 0.95,
    half_width: float = 0.05,
) -> pd.DataFrame:
    """Follow the corrected share as statements are coded, with an interval valid at any look.

    Statements must be coded in random order. A usual interval is only valid if the number coded is
    fixed beforehand; who stops when it looks good enough has none. This one holds for all looks at
    once: each possible mean is bet against, and leaves the interval when the bets have won.

    Parameters
    ----------
    truth, said : ndarray of shape (n,)
        What hand and coder say of one category, in the order of coding.
    said_all : ndarray of shape (n_all,)
        What the coder says of all statements.
    level : float
        With at least this chance the interval holds the corpus's share at every look.
    half_width : float
        Coding may stop when the interval is at most twice as wide.

    Returns
    -------
    pandas.DataFrame
        A row a coded statement: n, share, ci_low, ci_high (within all earlier ones), stop.

    Raises
    ------
    FrameError
        If the numbers of truth and said differ, or more are coded than there are.

    References
    ----------
    Waudby-Smith, I. & Ramdas, A. (2024). Estimating means of bounded random variables by betting.
    Journal of the Royal Statistical Society B 86, 1–27 (hedged capital, without replacement).

    Examples
    --------
    >>> said = np.array([1.0, 0.0, 0.0, 0.0] * 100)
    >>> watched = watch_share(said[:200], said[:200], said)
    >>> watched["share"].iloc[-1], bool(watched["stop"].iloc[-1])
    (np.float64(0.25), True)
    """
    truth, said = match_rows({"truth": truth, "said": said})
    truth, said = take_array(truth, "truth"), take_array(said, "said")
    said_all = take_array(said_all, "said_all")
    if not len(truth) == len(said) <= len(said_all) or not len(truth):
        raise FrameError(
            f"watch_share: {Counted(len(truth)):hand code}, {len(said)} of the coder, "
            f"{len(said_all)} in all; expected one or more of both, no more than there are"
        )
    # The error lies between −1 and 1; bets are on numbers between 0 and 1.
    x = (truth - said + 1.0) / 2.0
    n_all, q = len(said_all), float(np.mean(said_all))
    rows = []
    n_seen = np.arange(1, len(x) + 1)
    kept = _keep_means(x, n_all, level)
    for t, seen, (low, high) in zip(n_seen, np.cumsum(x) / n_seen, kept, strict=True):
        bounds = [q + 2.0 * value - 1.0 for value in (seen, low, high)]
        share, ci_low, ci_high = np.clip(bounds, 0.0, 1.0)
        rows.append((t, share, ci_low, ci_high, ci_high - ci_low <= 2 * half_width))
    return pd.DataFrame(rows, columns=["n", "share", "ci_low", "ci_high", "stop"])


def _keep_means(x: Array, n_all: int, level: float) -> Iterator[tuple[float, float]]:
    """After each number drawn, the least and the greatest mean of all that no bets have ruled out.

    Against each mean one bettor stakes on more and one on less; who multiplied their stake by
    2 / (1 − level), half of the capital each, has shown that it is not the mean.
    """
    means = np.linspace(0.0, 1.0, GRID)
    step = 1.0 / (GRID - 1)
    enough = np.log(2.0 / (1.0 - level))
    on_more, on_less = np.zeros(GRID), np.zeros(GRID)  # logarithms of capital
    inside = np.ones(GRID, dtype=bool)
    total = 0.0
    for t, (value, bet) in enumerate(zip(x, _bets(x, level), strict=True)):
        # What the rest must have on average if all have this mean (no replacement).
        rest = ((n_all * means - total) / (n_all - t)).clip(1e-9, 1 - 1e-9)
        on_more += np.log1p(np.minimum(bet, BET / rest) * (value - rest))
        on_less += np.log1p(-np.minimum(bet, BET / (1 - rest)) * (value - rest))
        total += value
        # Means that what was seen rules out: the rest would lie outside 0–1.
        least, most = total, total + n_all - t - 1
        possible = (n_all * means >= least - 1e-9) & (n_all * means <= most + 1e-9)
        inside &= possible & (np.maximum(on_more, on_less) < enough)
        kept = means[inside] if inside.any() else means
        yield float(kept[0]) - step, float(kept[-1]) + step


def _labels(column: pd.Series, book: Codebook) -> Array:
    """Labels as 0 and 1."""
    return label_matrix(column.fillna("").astype("str").tolist(), book).astype(
        np.float64
    )


def _spread(truth: Array, said: Array, said_all: Array) -> float:
    """Variance of what a hand code adds to the coder's, with half an error of each kind."""
    n = len(truth)
    if n < 2:
        return 0.25
    rest = truth - tune_lambda(truth, said, said_all, np.ones(n)) * said
    return float((rest.var() * n + 1.0) / (n + 1.0))


def _chance_of_one(clusters: Places) -> float:
    """Chance that two cases, drawn without replacement, are of one cluster."""
    n = len(clusters)
    sizes = np.bincount(clusters).astype(np.float64)
    return float((sizes * (sizes - 1.0)).sum()) / (n * (n - 1.0)) if n > 1 else 1.0


def _share_within(rest: Array, clusters: Places) -> float:
    """Share of a variance that lies within clusters, all of it where they have a case each."""
    own = np.unique(clusters, return_inverse=True)[1]
    n, m = len(rest), int(own.max()) + 1
    whole = float((rest**2).sum()) / (n - 1)
    if n <= m or whole <= 0:
        return 1.0
    means = np.bincount(own, rest) / np.bincount(own)
    return min(float(((rest - means[own]) ** 2).sum()) / (n - m) / whole, 1.0)


def _inclusion(size: Array, n: int) -> Array:
    """Probabilities in proportion to size that sum to n; what would pass 1 is taken for sure."""
    chance = np.minimum(n * size / size.sum(), 1.0)
    for _ in range(len(size)):
        sure = chance >= 1.0
        left = n - sure.sum()
        if left <= 0 or sure.all():
            break
        after = np.where(sure, 1.0, np.minimum(left * size / size[~sure].sum(), 1.0))
        if np.allclose(after, chance):
            break
        chance = after
    return np.asarray(chance, dtype=np.float64)


def _bets(x: Array, level: float) -> Array:
    """The stake at each step, from what was seen before it (predictable plug-in)."""
    t = np.arange(1, len(x) + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    seen = np.concatenate([[0.25], variance[:-1]])
    stakes = np.sqrt(2 * np.log(2 / (1 - level)) / (seen * t * np.log(t + 1)))
    return np.asarray(stakes, dtype=np.float64)
