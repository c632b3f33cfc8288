"""Shares of categories corrected for the coder's error, with intervals that know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from textmine.english import Counted, name_some
from textmine.errors import CodebookError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.problems.coder.codebook import Codebook, load_codebook
from textmine.problems.coder.coding import label_matrix
from textmine.problems.validation.rates import (
    Array,
    Places,
    Rate,
    cautious_rate,
    design_effect,
    freedom_of_sizes,
    powered_mean,
    read_weights,
    take_labelled,
    weighted_rate,
)
from textmine.stats.groups import (
    CLUSTERS,
    ROW,
    cluster_labels,
    clustered_by,
    group_labels,
    number_groups,
)
from textmine.stats.intervals import wilson
from textmine.stats.shares import LIKENESS_OF_ONE

METHODS = ("confusion", "rogan-gladen", "ppi", "ppi++")
N_DRAWS = 4_000
"""Draws from the posteriors of the rates; the ends of an interval move by less than 0.002."""
SEED = 0  # of the draws: the same interval each time
N_PLACES = 12
"""Decimals of a share: what lies beyond is rounding of the machine."""
LEVEL = 0.95  # of intervals
N_FOLDS = 10
"""Folds in which the trust of ``ppi++`` in the coder is tuned."""
COLUMNS = (
    "group",
    "category",
    "uncorrected",
    "share",
    "n",
    "n_labelled",
    "ci_low",
    "ci_high",
    "method",
    "cluster",
    "n_clusters",
    "note",
    "unit",
)
NOT_CODED = "nothing coded by hand"
NO_BETTER = "the coder is no better than chance"
TOO_FEW = "one hand-coded statement alone"
ONE_CLUSTER = "statements of one cluster alone"
ONE_CODED = "hand-coded statements of one cluster alone"
"""Why there is no share, or no interval: nothing says how another cluster would have differed."""


@check_arguments
def corrected_shares(
    coded: pd.DataFrame,
    labelled: pd.DataFrame,
    *,
    by: str | None = None,
    method: str = "confusion",
    codebook: Codebook | None = None,
    cluster: str | None = None,
    strata: str | None = None,
    weight: str = "weight",
) -> pd.DataFrame:
    """Estimate the share of statements with each category, corrected for the coder's error.

    ``confusion`` is for a random sample of these very statements coded by hand: the share is
    ``q · ppv + (1 − q) · fom``, with q the share that the coder gives, ppv how often it is right
    there, and fom how often the category was missed where the coder gave none. ``rogan-gladen`` is
    for labels from elsewhere (e.g. the shipped statements): it carries over sensitivity and
    specificity only, ``(q + sp − 1) / (se + sp − 1)``. Intervals are quantiles of Jeffreys
    posteriors of all three rates at once (95 %, 4,000 draws, always the same ones). ``ppi``
    (prediction-powered inference) needs a random sample of these statements too: the coder's share
    on all plus the mean of truth − coder on the hand-coded ones, with the outer ends of a normal
    interval and of Wilson's for as many cases as its variance is worth; ``ppi++`` trusts the coder
    only as far as that makes the variance least. Both assume no shape of the error, but need a
    sample in which errors of both kinds occur (prefer ``confusion`` for rare categories and small
    groups). Intervals are for agencies like these, as statements of an agency are not independent:
    agencies are left out in turn, with Student's t of what their sizes are worth, as in
    ``regress``; where few have a category, or one, they are taken for as alike to themselves as in
    ``profile``. Of 3 to 30 agencies of equal or unlike size, a third of their statements coded by
    hand, they hold the truth in 0.94 to 1.00 of cases, in none of 108 settings in less: rather too
    wide than too narrow (``python -m benchmarks.compare_inference shares --runs 1200``). For the
    share of these very agencies alone they are wider still.

    Parameters
    ----------
    coded : pandas.DataFrame
        All statements as the coder sees them: column categories (and ``by``, ``cluster``,
        ``strata``), and where known agency_id or agency, and report_id. Or a row a report with the
        categories of all its statements: shares are then of reports, and a report counts as coded
        by hand where all its statements are.
    labelled : pandas.DataFrame
        Statements coded by hand too: columns categories (the coder's) and truth (by hand; empty is
        "none of them", missing is not coded and left out), ``strata`` and, but for
        ``rogan-gladen``, ``by`` where given; the agency, or the report_id that tells it, where
        known.
    by : str, optional
        Column that groups; statements without a value are the group ``(unknown)``. Each group rests
        on its own hand-coded statements, however few: the coder may err more in one than in
        another. One without any has no share.
    method : {"confusion", "rogan-gladen", "ppi", "ppi++"}
        See above.
    codebook : Codebook, optional
        The shipped one by default.
    cluster : str, optional
        Column whose statements go together, instead of the agency: widens the interval by the
        design effect. Statements without a value go together with the others of their report only.
        By default agency_id, else agency, else report_id where they are there; without any each
        statement stands for itself, as hand-coded ones do that tell none of it.
    strata : str, optional
        Column by which the sample was drawn, if not in equal shares: each stratum counts by its
        number of statements; those without a value are one of their own.
    weight : str
        Column of ``labelled`` with 1 / probability of being drawn, as ``draw_sample`` writes it;
        where neither it nor ``probability`` is there, all were equally likely.

    Returns
    -------
    pandas.DataFrame
        Columns group (``"all"`` without ``by``), category, uncorrected, share, n, n_labelled,
        ci_low, ci_high, method, cluster (the column whose statements go together, ``row`` for
        none), n_clusters (in the group), note (why there is no share, or no interval), unit
        (problem; report where ``coded`` has a row a report and no item_id). Share is NaN
        where the coder is no better than chance, or nothing is coded by hand; the interval where
        the statements, or the hand-coded ones, are of one cluster alone: take ``cluster`` for those
        within it, e.g. report_id.

    Warns
    -----
    TextmineWarning
        If a group has no hand-coded statement; if the hand-coded ones do not say their agency.

    Raises
    ------
    FrameError
        If a column is missing, or a weight is not above 0.
    CodebookError
        If the method or a label is unknown, nothing was coded by hand, a stratum has no hand-coded
        statement, or the sample was drawn by uncertainty, without a probability.

    References
    ----------
    Tenenbein 1970, JASA 65: 1350–1361 (double sampling); Rogan & Gladen 1978, American Journal of
    Epidemiology 107: 71–76; Lang & Reiczigel 2014, Preventive Veterinary Medicine 113: 13–22
    (intervals for both rates estimated); Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023,
    Science 382: 669–674 (prediction-powered inference); Angelopoulos, Duchi & Zrnic 2023,
    arXiv:2311.01453 (PPI++); Kish 1965, Survey Sampling (effective size); MacKinnon, Nielsen & Webb
    2023, Journal of Applied Econometrics 38: 671–694 (agencies left out); Bell & McCaffrey 2002,
    Survey Methodology 28: 169–181 (degrees of freedom).

    Examples
    --------
    >>> coded = pd.DataFrame({"categories": ["staffing"] * 30 + ["content"] * 70})
    >>> hand = pd.DataFrame(
    ...     {
    ...         "categories": ["staffing"] * 20 + ["content"] * 40,
    ...         "truth": ["staffing"] * 15 + ["content"] * 45,
    ...     }
    ... )
    >>> table = corrected_shares(coded, hand).set_index("category")
    >>> table.loc["staffing", ["uncorrected", "share"]].tolist()
    [0.3, 0.225]
    """
    if method not in METHODS:
        raise CodebookError(
            f"unknown method {method!r}; choose one of {', '.join(METHODS)}"
        )
    book = codebook if codebook is not None else load_codebook()
    needed = [c for c in (by, cluster, strata) if c is not None]
    coded = take_frame(coded, ["categories", *needed], what="coded")
    # Labels from elsewhere belong to no group: sensitivity and specificity are of all of them.
    own_by = None if method == "rogan-gladen" else by
    labelled = take_labelled(
        labelled,
        ["categories", "truth", *(c for c in (own_by, strata) if c is not None)],
        what="labelled",
    )
    if labelled.empty:
        raise CodebookError(
            "labelled: no statement; hand-code a sample first (draw_sample draws one)"
        )
    machine = label_matrix(_cells(coded["categories"]), book).astype(np.float64)
    hand = _read_hand(coded, labelled, book, strata=strata, weight=weight)
    hand = _cluster(
        hand, coded, labelled, cluster, from_elsewhere=method == "rogan-gladen"
    )
    groups = _names(coded, by)
    own = _names(labelled, own_by)
    draw = np.random.default_rng(SEED)
    rows: list[tuple[object, ...]] = []
    estimates: list[tuple[float, str, str]] = []
    uncoded: list[str] = []
    for name in sorted(groups.unique()):
        mine = hand if own_by is None else hand.take(np.asarray(own == name))
        here = np.asarray(groups == name)
        for key, case in zip(book.keys, _cases(machine, here, mine), strict=True):
            found = _ESTIMATES[method](case, draw)
            estimates.append((found.share, name, key))
            found = _judge(case, found)
            of_cells = (hand.cluster, case.n_clusters, found.note)
            rows.append((name, key, *_cells_of(case, found), method, *of_cells))
        if not len(mine.said):
            uncoded.append(name)
    _warn_outside(estimates)
    _warn_uncoded(uncoded)
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return table.assign(unit=_unit(coded))


def _unit(coded: pd.DataFrame) -> str:
    """What the rows are: reports where each stands once and no row has an id of its own."""
    of_reports = "report_id" in coded and "item_id" not in coded
    return "report" if of_reports and coded["report_id"].is_unique else "problem"


@dataclass(frozen=True, slots=True, eq=False)
class _Hand:
    """The hand-coded statements: labels of both (n × categories), weights, strata, clusters.

    ``all_clusters`` are those of all statements, numbered alike.
    """

    said: Array
    truth: Array
    weights: Array
    strata: Places | None
    clusters: Places | None
    all_clusters: Places | None = None
    cluster: str = ROW

    def take(self, chosen: np.ndarray) -> _Hand:
        """Some of them."""
        return _Hand(
            self.said[chosen],
            self.truth[chosen],
            self.weights[chosen],
            None if self.strata is None else self.strata[chosen],
            None if self.clusters is None else self.clusters[chosen],
            self.all_clusters,
            self.cluster,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One category in one group: what the coder says of all, what both say of the hand-coded."""

    machine: Array
    machine_clusters: Places | None
    said: Array
    truth: Array
    hand: _Hand

    @property
    def n_clusters(self) -> int:
        """Number of clusters of all statements."""
        if self.machine_clusters is None:
            return len(self.machine)
        return len(np.unique(self.machine_clusters))

    @property
    def n_clusters_coded(self) -> int:
        """Number of clusters of the hand-coded ones."""
        if self.hand.clusters is None:
            return len(self.said)
        return len(np.unique(self.hand.clusters))

    def rate(self, hits: Array, among: np.ndarray) -> Rate:
        """A weighted rate among some of the hand-coded."""
        return weighted_rate(hits[among], self.hand.weights[among])

    def clustered_rate(self, hits: Array, among: np.ndarray) -> Rate:
        """The same, worth as many cases as its clusters tell."""
        clusters = self.hand.clusters
        own = None if clusters is None else clusters[among]
        weights = self.hand.weights[among]
        return cautious_rate(weighted_rate(hits[among], weights, own), own, weights)

    def machine_rate(self) -> Rate:
        """The coder's share on all."""
        return weighted_rate(self.machine, np.ones(len(self.machine)))

    def widening(self, everywhere: float, by_hand: Array) -> float:
        """How much wider an interval is because statements of a cluster go together, at least 1.

        An agency that errs more is among all statements and among the hand-coded ones, so what
        both add to the estimate is summed by cluster, and compared with statements on their own.

        Parameters
        ----------
        everywhere : float
            How much the estimate moves with the coder's share on all.
        by_hand : ndarray of shape (n,)
            What each hand-coded statement adds to the estimate, around 0.
        """
        if self.machine_clusters is None:
            return 1.0
        on_all = everywhere * (self.machine - self.machine.mean()) / len(self.machine)
        alike = design_effect(
            on_all,
            by_hand,
            self.machine_clusters,
            self.hand.clusters,
            self.hand.weights,
        )
        whose, weights = self.machine_clusters, np.ones(len(self.machine))
        if self.hand.clusters is not None:
            whose, weights = self.hand.clusters, self.hand.weights
        sizes = np.asarray(np.bincount(whose, weights), dtype=np.float64)
        # Few clusters tell little of their spread: Student's t in place of the normal law.
        usual = 0.0 if np.isnan(alike) else _widen_by(freedom_of_sizes(sizes)) * alike
        return float(np.sqrt(max(usual, self._rarely(np.nan_to_num(alike)), 1.0)))

    def _rarely(self, alike: float) -> float:
        """How much more an estimate varies where few clusters have a category, or lack it.

        As in ``clustered_wilson``: k of them tell of the spread like 2 k clusters, and one or none
        nothing of how alike its statements are; no more than if all of a cluster were the same.
        """
        clusters = self.hand.clusters
        if clusters is None:
            return 0.0
        sizes = np.bincount(clusters)
        held = np.bincount(clusters, self.truth)
        rare = min(int((held > 0).sum()), int((held < sizes).sum()))
        all_alike = float((sizes**2).sum() / sizes.sum())
        if rare <= 1:
            alike = max(alike, 1 + (all_alike - 1) * LIKENESS_OF_ONE)
        told = _widen_by(2 * rare - 1) if rare else 1.0
        return min(told * alike, all_alike)


def _widen_by(freedom: float) -> float:
    """How much wider, squared, Student's t is than the normal law."""
    tail = (1 + LEVEL) / 2
    return float((stats.t(freedom).ppf(tail) / stats.norm.ppf(tail)) ** 2)


@dataclass(frozen=True, slots=True)
class _Estimate:
    """A share and its interval, not yet kept within 0–1."""

    share: float
    low: float
    high: float
    note: str = ""


def _judge(case: _Case, found: _Estimate) -> _Estimate:
    """Say why there is no share, and take an interval away of which nothing tells."""
    if not len(case.said):
        return replace(found, note=NOT_CODED)
    if np.isnan(found.share):
        return found
    nothing = float("nan")
    # One statement of a cluster is a case like any other.
    if case.n_clusters == 1 < len(case.machine):
        return _Estimate(found.share, nothing, nothing, ONE_CLUSTER)
    if case.n_clusters_coded == 1 < len(case.said):
        return _Estimate(found.share, nothing, nothing, ONE_CODED)
    return found


def _cells_of(case: _Case, found: _Estimate) -> tuple[float, ...]:
    """Share before and after, numbers of statements, interval: as the columns stand."""
    share, low, high = np.clip([found.share, found.low, found.high], 0.0, 1.0)
    uncorrected = float(case.machine.mean())
    return uncorrected, share, len(case.machine), len(case.said), low, high


def _confusion(case: _Case, draw: np.random.Generator) -> _Estimate:
    """Double sampling: how often the coder is right where it says yes, and wrong where no."""
    q = case.machine_rate()
    ppv = case.rate(case.truth, case.said > 0)
    fom = case.rate(case.truth, case.said == 0)
    if not len(case.said):
        share = float("nan")
    else:
        share = round(q.value * _mean(ppv) + (1 - q.value) * _mean(fom), N_PLACES)
    yes = _posterior(q, draw)
    drawn = yes * _posterior(ppv, draw) + (1 - yes) * _posterior(fom, draw)
    low, high = _quantiles(drawn)
    if not len(case.said) or case.machine_clusters is None:
        return _Estimate(share, low, high)
    # What each hand-coded statement adds: to ppv where the coder says yes, else to fom.
    w, yes_said = case.hand.weights, case.said > 0
    rate = np.where(yes_said, _mean(ppv), _mean(fom))
    part = np.where(yes_said, q.value, 1 - q.value)
    total = np.where(yes_said, w[yes_said].sum(), w[~yes_said].sum())
    added = part * w * (case.truth - rate) / total
    wider = case.widening(_mean(ppv) - _mean(fom), added)
    error = wider * (high - low) / (2 * stats.norm.ppf((1 + LEVEL) / 2))
    wilsons = _interval(share, error**2, weighted_rate(case.truth, w).n)
    return _Estimate(
        share,
        min(share - wider * (share - low), wilsons.low),
        max(share + wider * (high - share), wilsons.high),
    )


def _rogan_gladen(case: _Case, draw: np.random.Generator) -> _Estimate:
    """Sensitivity and specificity carried over from labels of elsewhere."""
    ones = np.ones(len(case.machine))
    q = weighted_rate(case.machine, ones, case.machine_clusters)
    q = cautious_rate(q, case.machine_clusters)
    se = case.clustered_rate(case.said, case.truth > 0)
    sp = case.clustered_rate(1 - case.said, case.truth == 0)
    able = np.nan_to_num(se.value) + np.nan_to_num(sp.value) > 1
    share = (
        (q.value + sp.value - 1) / (se.value + sp.value - 1) if able else float("nan")
    )
    yes, right, spared = (_posterior(rate, draw) for rate in (q, se, sp))
    use = right + spared > 1
    note = "" if able else NO_BETTER
    if not use.any():
        return _Estimate(share, 0.0, 1.0, note)
    drawn = (yes[use] + spared[use] - 1) / (right[use] + spared[use] - 1)
    return _Estimate(share, *_quantiles(np.clip(drawn, 0, 1)), note)


def _ppi(case: _Case, draw: np.random.Generator) -> _Estimate:
    """The coder's share on all and its mean error on the hand-coded ones."""
    return _powered(case, lam=1.0)


def _ppi_tuned(case: _Case, draw: np.random.Generator) -> _Estimate:
    """PPI++: the coder is trusted as far as that makes the variance least."""
    return _powered(case, lam=None)


def _powered(case: _Case, *, lam: float | None) -> _Estimate:
    """A prediction-powered share with its interval; tuned in folds without ``lam``."""
    # One hand code is too few to tune the trust with.
    if len(case.said) < (2 if lam is None else 1):
        return _Estimate(float("nan"), 0.0, 1.0, TOO_FEW)
    hand = case.hand
    w = hand.weights
    found = powered_mean(
        case.truth,
        case.said,
        case.machine,
        lam=lam,
        weights=w,
        strata=hand.strata,
        n_folds=N_FOLDS,
    )
    if len(case.said) < 2:
        return _Estimate(found.value, 0.0, 1.0)
    rest = case.truth - found.lam * case.said
    wider = case.widening(found.lam, w * (rest - w @ rest / w.sum()) / w.sum())
    # Half an error of each kind: a handful of errors, or none, tells little of their spread.
    n = weighted_rate(case.truth, w).n
    variance = found.se**2 + 1.0 / (n * (n + 1.0))
    return _interval(found.value, wider**2 * variance, n)


_ESTIMATES: dict[str, Callable[[_Case, np.random.Generator], _Estimate]] = {
    "confusion": _confusion,
    "rogan-gladen": _rogan_gladen,
    "ppi": _ppi,
    "ppi++": _ppi_tuned,
}


def _posterior(rate: Rate, draw: np.random.Generator) -> Array:
    """Draws from the Jeffreys posterior; from the prior alone where nothing was seen."""
    hits = rate.n * np.nan_to_num(rate.value)
    return draw.beta(hits + 0.5, max(rate.n - hits, 0.0) + 0.5, N_DRAWS)


def _mean(rate: Rate) -> float:
    """The rate; the middle of all where nothing was seen (its interval says how little that is)."""
    return rate.value if rate.n else 0.5


def _quantiles(drawn: Array) -> tuple[float, float]:
    """The middle 95 %."""
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _interval(share: float, variance: float, n: float) -> _Estimate:
    """The normal interval and Wilson's, of as many cases as the variance is worth: the outer ends.

    Rare shares of unlike agencies lay above the normal one, which held them in 0.77 to 0.91 of
    cases at nominal 0.95; Wilson's alone is too near on the other side, as the coder's errors
    vary no less where the share is small.
    """
    half = float(stats.norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance))
    inside = min(max(share, 0.0), 1.0)
    # One case of each kind more: by none at all, a share would be worth no case.
    likely = (n * inside + 1.0) / (n + 2.0)
    cases = likely * (1.0 - likely) / variance
    (low,), (high,) = wilson([inside * cases], [cases], level=LEVEL)
    return _Estimate(
        share, min(share - half, float(low)), max(share + half, float(high))
    )


def _warn_outside(estimates: list[tuple[float, str, str]]) -> None:
    """Say once where estimates of a share, group and category leave 0–1, before they are cut."""
    outside = [
        f"group {group!r}, {category} ({share:.3f})"
        for share, group, category in estimates
        if share < 0 or share > 1
    ]
    if outside:
        warn(
            f"{Counted(len(outside)):estimate} outside 0–1, cut there: {name_some(outside, '; ')}; "
            "the sample is too small for this method, take method='confusion' or code more"
        )


def _warn_uncoded(groups: list[str]) -> None:
    """Say once which groups have nothing to correct their shares by."""
    if groups:
        named = name_some([repr(group) for group in groups])
        warn(
            f"{Counted(len(groups)):group has|groups have} no hand-coded statement: {named}; no "
            "share of theirs is known, code some of their own"
        )


def _cases(machine: Array, here: np.ndarray, hand: _Hand) -> Iterator[_Case]:
    """The cases of a group, category by category."""
    clusters = None if hand.all_clusters is None else hand.all_clusters[here]
    for j in range(machine.shape[1]):
        yield _Case(machine[here, j], clusters, hand.said[:, j], hand.truth[:, j], hand)


def _read_hand(
    coded: pd.DataFrame,
    labelled: pd.DataFrame,
    codebook: Codebook,
    *,
    strata: str | None,
    weight: str,
) -> _Hand:
    """Check the hand-coded statements and give them as arrays."""
    said = label_matrix(_cells(labelled["categories"]), codebook).astype(np.float64)
    truth = label_matrix(_cells(labelled["truth"]), codebook).astype(np.float64)
    weights = read_weights(labelled, weight)
    stratum = None
    if strata is not None:
        stratum, weights = _stratify(coded[strata], labelled[strata])
    return _Hand(said, truth, weights, stratum, None)


def _cluster(
    hand: _Hand,
    coded: pd.DataFrame,
    labelled: pd.DataFrame,
    cluster: str | None,
    *,
    from_elsewhere: bool,
) -> _Hand:
    """Number the clusters of all statements, and those of the hand-coded where known."""
    by = clustered_by(coded, cluster)
    if by == ROW:
        return hand
    alone = replace(
        hand, all_clusters=number_groups(cluster_labels(coded, cluster)), cluster=by
    )
    if from_elsewhere:
        # Other agencies, or none that is known: what both are called alike is chance.
        own = cluster if cluster in labelled else None
        if clustered_by(labelled, own) == ROW:
            return alone
        return replace(alone, clusters=number_groups(cluster_labels(labelled, own)))
    together = number_together(coded, labelled, cluster)
    if together is None:
        warn(
            f"labelled: no column {by}, so that each hand-coded statement stands for itself, and "
            "intervals may be too narrow; keep the columns of the statements when drawing them"
        )
        return alone
    by, all_clusters, clusters = together
    return replace(hand, clusters=clusters, all_clusters=all_clusters, cluster=by)


def number_together(
    coded: pd.DataFrame, labelled: pd.DataFrame, cluster: str | None
) -> tuple[str, Places, Places] | None:
    """Number the clusters of all statements and of the hand-coded ones among them alike.

    Parameters
    ----------
    coded, labelled : pandas.DataFrame
        All statements, and those coded by hand.
    cluster : str, optional
        Column whose statements go together, instead of the agency.

    Returns
    -------
    tuple or None
        What they go by, and the numbers of both; None where the hand-coded do not tell.
    """
    # Statements of an unknown agency go with the others of their report where both frames name it.
    named = [*(CLUSTERS if cluster is None else (cluster,)), "report_id"]
    labelled = _tell_clusters(labelled, coded, named)
    told = [c for c in dict.fromkeys(named) if c in coded and c in labelled]
    if not told or (cluster is not None and cluster not in told):
        return None
    both = pd.concat([coded[told], labelled[told]], ignore_index=True)
    numbers = number_groups(cluster_labels(both, cluster))
    return clustered_by(both, cluster), numbers[: len(coded)], numbers[len(coded) :]


def _tell_clusters(
    labelled: pd.DataFrame, coded: pd.DataFrame, named: Sequence[str]
) -> pd.DataFrame:
    """Hand-coded statements with the columns that their reports have among all statements."""
    lacking = [c for c in named if c in coded and c not in labelled]
    if not lacking or "report_id" not in coded or "report_id" not in labelled:
        return labelled
    known = coded.drop_duplicates("report_id").set_index("report_id")
    return labelled.assign(**{c: labelled["report_id"].map(known[c]) for c in lacking})


def _stratify(everywhere: pd.Series, drawn: pd.Series) -> tuple[Places, Array]:
    """The stratum of each hand-coded statement, and how many statements each stands for."""
    sizes = group_labels(everywhere).value_counts()
    names = group_labels(drawn)
    taken = names.value_counts()
    missing = [name for name in sorted(sizes.index) if name not in taken.index]
    if missing:
        raise CodebookError(
            f"labelled: stratum {missing[0]!r} has {Counted(sizes[missing[0]]):statement}, none "
            "of them coded by hand; code some, or leave strata out"
        )
    weights = (names.map(sizes).fillna(0) / names.map(taken)).to_numpy(dtype=np.float64)
    if not (weights > 0).all():
        odd = names[weights <= 0].iloc[0]
        raise CodebookError(
            f"labelled: stratum {odd!r} does not occur among the coded statements"
        )
    return pd.factorize(names)[0].astype(np.int64), weights


def _names(frame: pd.DataFrame, by: str | None) -> pd.Series:
    """The group of each statement."""
    if by is None:
        return pd.Series("all", index=frame.index)
    return group_labels(frame[by])


def _cells(column: pd.Series) -> Sequence[str]:
    """Cells of labels as text."""
    return column.fillna("").astype("str").tolist()
