"""Who gave whom: the type of a pair, and a calibrated probability of its direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from textmine.dtypes import text_array
from textmine.resources.load import load_toml
from textmine.reuse.families.provenance import FEW
from textmine.reuse.judge.evidence import PAIRS_AT_ONCE, Evidence
from textmine.reuse.judge.holders import Bools, Floats, Holders, Ints, number_agencies
from textmine.stats.lines import BY_ID
from textmine.stats.moments import find_moments

DECIDED = 0.5
"""A direction is named from this probability on: it is then likelier than all others together."""
MOSTLY = 0.5
"""Share of the common characters above which a pair that is not decided shares a template."""
KNOTS = (-2.0, -0.5, 0.5, 2.0)
"""Log-odds at which the weight of the surest family may change: a curve of straight pieces."""
LEAST_LEAD = 3.0
"""Days by which a report must come before another of its year to be named as its source: what is
read on a page is written over, signed and put up again first. Of two that come within a day or two
the words are rather a third one's. Chosen by hand; more leaves less to tell of one season."""
UNNAMED = 0.49
"""Greatest probability of a gift between reports that near each other: it counts in shares, and
names nobody."""
LITTLE = 0.1
"""Probability below which a gift counts for nothing that is told: no source is looked at for
whether another is nearer. Chosen by hand, half of what families must say to count in a tie."""
SURE = 1e-6
"""Probabilities are kept this far from 0 and 1, so that their odds are finite."""


ReportFacts = Mapping[str, Any]
"""What is known of a report, by the names of the columns of the frame ``reports``."""


def name_pair(a: ReportFacts, b: ReportFacts) -> str:
    """Name the relation of two reports.

    Parameters
    ----------
    a, b : mapping
        agency, region, province, level, agency_type of each, and where known year and region_code.

    Returns
    -------
    str
        cross_year (跨年: same agency, other year), same_year (同年: same agency and year, so
        versions of one report), same_agency (同机关: a year is not known),
        vertical (上下级: same sector and province, other level),
        same_sector (同系统跨地区: same sector, other place), same_place (同地区跨部门: same place,
        other sector), other.

    Examples
    --------
    >>> facts = {"province": "云岭省", "level": "city", "agency_type": "教育局"}
    >>> a = {"agency": "临泽川市教育局", "region": "临泽川市", **facts}
    >>> b = {"agency": "望溪州市教育局", "region": "望溪州市", **facts}
    >>> name_pair(a, b)
    'same_sector'
    """
    if is_same_agency(a, b):
        years = a.get("year"), b.get("year")
        known = not any(pd.isna(year) or year is None for year in years)
        if not known:
            return "same_agency"
        return "same_year" if years[0] == years[1] else "cross_year"
    sector = bool(a["agency_type"]) and a["agency_type"] == b["agency_type"]
    levels = bool(a["level"]) and bool(b["level"]) and a["level"] != b["level"]
    if sector and levels and a["province"] and a["province"] == b["province"]:
        return "vertical"
    if sector:
        return "same_sector"
    # A county that became a district is one place under two names.
    named, coded = (
        bool(a.get(x)) and a.get(x) == b.get(x) for x in ("region", "region_code")
    )
    return "same_place" if named or coded else "other"


def is_same_agency(a: ReportFacts, b: ReportFacts) -> bool:
    """Tell whether two reports are of one agency, or of one and its successor.

    Parameters
    ----------
    a, b : mapping
        line (or agency) of each.

    Returns
    -------
    bool
        False where one has no agency.

    Examples
    --------
    >>> is_same_agency({"agency": "某局"}, {"agency": "某局"})
    True
    """
    key = "line" if "line" in a and "line" in b else "agency"
    return bool(a[key]) and bool(a[key] == b[key])


def joined_by(a: ReportFacts, b: ReportFacts) -> str:
    """Say by what two reports are of one agency.

    Parameters
    ----------
    a, b : mapping
        line, joined_by, agency_id of each.

    Returns
    -------
    str
        ``agency_id``, the reforms between the two, or nothing for two agencies.
    """
    if not is_same_agency(a, b):
        return ""
    reforms = (
        {str(x["joined_by"]) for x in (a, b)} - {""}
        if a["agency_id"] != b["agency_id"]
        else set()
    )
    return " | ".join(sorted(reforms)) or BY_ID


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: an intercept, and a weight for each named value.

    Parameters
    ----------
    intercept : float
        Log-odds where all values are 0.
    weights : mapping of str to float
        Change of the log-odds by a unit of each.
    """

    intercept: float
    weights: Mapping[str, float] = field(default_factory=dict)

    def predict(self, values: pd.DataFrame) -> Floats:
        """Probability of each row."""
        weight = np.array(
            [self.weights[name] for name in values.columns], dtype=np.float64
        )
        return np.asarray(
            expit(self.intercept + values.to_numpy() @ weight), dtype=np.float64
        )


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A logistic regression, and a curve that corrects what it says: beta calibration.

    Families of one pair are not independent, and the pairs of a corpus share their families: where
    many speak, the regression alone is too sure. The curve is fitted on what the regression says of
    corpora that it was not fitted on.

    Parameters
    ----------
    regression, curve : Logistic
        Of the values, and of its probability as :func:`curve_values` gives it.

    References
    ----------
    Kull, M., Silva Filho, T. & Flach, P. (2017). Beta calibration: a well-founded and easily
    implemented improvement on logistic calibration for binary classifiers. AISTATS, PMLR 54,
    623–631.
    """

    regression: Logistic
    curve: Logistic

    def predict(self, values: pd.DataFrame) -> Floats:
        """Probability of each row."""
        return self.curve.predict(curve_values(self.regression.predict(values)))


def curve_values(p: Floats) -> pd.DataFrame:
    """Logarithms of probabilities and of what is left to 1, that the curve weighs.

    Examples
    --------
    >>> curve_values(np.array([0.5])).round(2).values.tolist()
    [[-0.69, 0.69]]
    """
    kept = np.clip(p, SURE, 1 - SURE)
    return pd.DataFrame({"log_p": np.log(kept), "log_rest": -np.log1p(-kept)})


@dataclass(frozen=True, slots=True)
class DirectionModel:
    """The regressions that turn evidence into probabilities.

    ``other`` and ``same`` judge one family of two agencies, and of one. ``pair_other``,
    ``pair_same`` and ``tie`` judge what several families say together: of two reports of two
    agencies, of one, and of two agencies.
    """

    other: Logistic
    same: Logistic
    pair_other: Calibrated
    pair_same: Calibrated
    tie: Calibrated


@cache
def load_model() -> DirectionModel:
    """Load the regressions fitted by ``benchmarks/reuse_direction.py``."""
    table = load_toml("direction.toml")
    pair_other, pair_same, tie = (
        Calibrated(_read(table[name]), _read(table[name]["curve"]))
        for name in ("pair_other", "pair_same", "tie")
    )
    return DirectionModel(
        _read(table["other"]), _read(table["same"]), pair_other, pair_same, tie
    )


def _read(table: Mapping[str, Any]) -> Logistic:
    """A regression as the file writes it."""
    return Logistic(table["intercept"], table["weights"])


def weigh_gifts(
    evidence: Evidence, source: Ints, copier: Ints, model: DirectionModel | None = None
) -> Floats:
    """Estimate the probability that one report gave another what they hold of a family.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    source, copier : numpy.ndarray of int64, shape (n,)
        Rows of the holders, of one family each.
    model : DirectionModel, optional
        The package's by default.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        The probability that the copier has its words from this very report: siblings of a common
        source, steps of a chain that leave one out, and chance are what is left to 1. 0 where
        another agency's report that came before is clearly nearer the copy.
    """
    model = model or load_model()
    low = range(0, len(source), PAIRS_AT_ONCE)
    some = [slice(k, k + PAIRS_AT_ONCE) for k in low]
    parts = [_weigh_some(evidence, source[x], copier[x], model) for x in some]
    return np.concatenate([np.empty(0), *parts])


def _weigh_some(
    evidence: Evidence, source: Ints, copier: Ints, model: DirectionModel
) -> Floats:
    """The probabilities of some pairs."""
    values = evidence.weigh(source, copier)
    holders = evidence.holders
    same = holders.agency[source] == holders.agency[copier]
    # An agency keeps what it wrote: the later report of one gave the earlier nothing, and of one
    # whose year is not known nobody can say that it was the later.
    is_unplaced = ~np.isfinite(holders.time[copier])
    backwards = same & ((holders.time[source] >= holders.time[copier]) | is_unplaced)
    chance = np.where(same, model.same.predict(values), model.other.predict(values))
    chance = np.where(backwards, 0.0, chance)
    # Looked at only where it counts: a name left behind is stronger, little cannot be less.
    named = values["names_source"].to_numpy() > 0
    rows = np.flatnonzero(~same & ~named & (chance >= LITTLE))
    outdone = evidence.are_outdone(source[rows], copier[rows])
    chance[rows[outdone]] = 0.0
    return chance


def hold_back(
    holders: Holders, source: Ints, copier: Ints, named: Bools, chance: Floats
) -> Floats:
    """Keep chances between reports of nearly one day below what names anybody.

    Parameters
    ----------
    holders : Holders
        Who holds what.
    source, copier : numpy.ndarray of int64, shape (n,)
        Rows of the holders.
    named : numpy.ndarray of bool, shape (n,)
        Whether a name was left behind, which says more than days.
    chance : numpy.ndarray of float64, shape (n,)
        As :func:`weigh_gifts` gives them.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        At most ``UNNAMED`` where the two come less than ``LEAST_LEAD`` days apart.
    """
    near = holders.moments.are_near(source, copier, LEAST_LEAD) & ~named
    return np.where(near, np.minimum(chance, UNNAMED), chance)


def join_chances(chances: Floats, group: Ints, n: int) -> Floats:
    """Probability that at least one of a group's independent chances comes true.

    Parameters
    ----------
    chances : numpy.ndarray of shape (m,)
        Probabilities.
    group : numpy.ndarray of int64, shape (m,)
        Group of each, 0 to n − 1.
    n : int
        Number of groups.

    Returns
    -------
    numpy.ndarray of shape (n,)
        1 − Π(1 − p).

    Examples
    --------
    >>> join_chances(np.array([0.5, 0.5, 0.1]), np.array([0, 0, 1]), 2).round(
    ...     2
    ... ).tolist()
    [0.75, 0.1]
    """
    missed = np.bincount(
        group, weights=np.log1p(-np.minimum(chances, 1 - SURE)), minlength=n
    )
    return np.asarray(-np.expm1(missed), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """What single families say of a number of questions.

    Parameters
    ----------
    question : numpy.ndarray of int64, shape (m,)
        Which of the questions each family speaks to.
    forth, back : numpy.ndarray of float64, shape (m,)
        Chance that the family was given the way that is asked for, and the other way.
    size : numpy.ndarray of float64, shape (m,)
        Characters of the family.
    wide : numpy.ndarray of bool, shape (m,)
        Whether more than three agencies hold it.
    n : int
        Number of questions.
    """

    question: Ints
    forth: Floats
    back: Floats
    size: Floats
    wide: Bools
    n: int

    def turn(self) -> Chances:
        """The same with the other way asked for."""
        return replace(self, forth=self.back, back=self.forth)

    def count(self) -> Ints:
        """Families that speak to each question."""
        return np.bincount(self.question, minlength=self.n)

    def surest(self) -> Floats:
        """The greatest chance of a family for each question, either way; 0 for none."""
        best = np.zeros(self.n)
        np.maximum.at(best, self.question, np.maximum(self.forth, self.back))
        return best

    def share_wide(self) -> Floats:
        """Share of the characters that stand in more than three agencies."""
        return self._mean(self.wide.astype(np.float64))

    def summarise(self) -> pd.DataFrame:
        """Put together what all families say of each question.

        Returns
        -------
        pandas.DataFrame
            A row a question. best, best_back: log-odds of the surest family, this way and back;
            best_over_…: how far ``best`` lies over a knot; mean: log-odds of the mean by
            characters; joint: log-odds that any was given; families: logarithm of their number;
            wide: share of characters of more than three agencies.
        """
        best = _log_odds(self._best(self.forth))
        knots = {f"best_over_{knot}": np.maximum(best - knot, 0.0) for knot in KNOTS}
        return pd.DataFrame(
            {
                "best": best,
                "best_back": _log_odds(self._best(self.back)),
                **knots,
                "mean": _log_odds(self._mean(self.forth)),
                "joint": _log_odds(join_chances(self.forth, self.question, self.n)),
                "families": np.log(np.maximum(self.count(), 1)),
                "wide": self.share_wide(),
            }
        )

    def _best(self, chance: Floats) -> Floats:
        """Greatest chance of each question."""
        best = np.zeros(self.n)
        np.maximum.at(best, self.question, chance)
        return best

    def _mean(self, values: Floats) -> Floats:
        """Mean of each question, weighted by characters."""
        total = np.bincount(self.question, weights=values * self.size, minlength=self.n)
        size = np.bincount(self.question, weights=self.size, minlength=self.n)
        return np.asarray(total / np.maximum(size, 1.0), dtype=np.float64)


def _log_odds(p: Floats) -> Floats:
    """Log-odds of probabilities, finite."""
    return np.asarray(logit(np.clip(p, SURE, 1 - SURE)), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class SharedRows:
    """For each of some pairs of reports a row for each family that they share.

    Parameters
    ----------
    pair : numpy.ndarray of int64, shape (m,)
        Which pair.
    a, b : numpy.ndarray of int64, shape (m,)
        Rows of the holders.
    """

    pair: Ints
    a: Ints
    b: Ints


def find_shared_rows(holders: Holders, pairs: Ints) -> SharedRows:
    """Find the families that pairs of reports, of shape (n_pairs, 2), share."""
    found = [np.empty((0, 3), dtype=np.int64)]
    for number, (a, b) in enumerate(pairs.tolist()):
        rows_a, rows_b = holders.rows_of(a), holders.rows_of(b)
        _, in_a, in_b = np.intersect1d(
            holders.family[rows_a], holders.family[rows_b], return_indices=True
        )
        found.append(
            np.column_stack([np.full(len(in_a), number), rows_a[in_a], rows_b[in_b]])
        )
    table = np.concatenate(found).astype(np.int64)
    return SharedRows(table[:, 0], table[:, 1], table[:, 2])


def pair_chances(
    evidence: Evidence, pairs: Ints, model: DirectionModel | None = None
) -> Chances:
    """Gather what the shared families say of each pair of reports: that a gave b.

    A template says nothing of two agencies, which may both have it from above, but where one names
    the other; nor does what both may have from elsewhere (``Evidence.are_sayable``); and nothing is
    said of two that may be one, or of which one went into the other. What an agency held in an
    earlier year it has from there, and from no other agency.
    """
    shared = find_shared_rows(evidence.holders, pairs)
    a, b = shared.a, shared.b
    agency = evidence.holders.agency
    said = agency[a] == agency[b]
    other = np.flatnonzero(~said)
    one, two = a[other], b[other]
    named = evidence.names_source(one, two) | evidence.names_source(two, one)
    said[other] = evidence.are_sayable(one, two, named)
    said[other] &= evidence.are_sayable(two, one, named)
    # A name may have been left behind in either of the two.
    is_named = np.ones(len(a), dtype=np.bool_)
    is_named[other] = named
    a, b, is_named = a[said], b[said], is_named[said]
    is_kept, is_other = evidence.holders.is_kept, agency[a] != agency[b]
    forth, back = (
        hold_back(evidence.holders, *way, is_named, weigh_gifts(evidence, *way, model))
        for way in ((a, b), (b, a))
    )
    forth[is_kept[b] & is_other] = 0.0
    back[is_kept[a] & is_other] = 0.0
    return Chances(
        shared.pair[said],
        forth,
        back,
        _shorter(evidence, a, b),
        evidence.holders.n_agencies[a] > FEW,
        len(pairs),
    )


def _shorter(evidence: Evidence, a: Ints, b: Ints) -> Floats:
    """Length of the shorter of two passages."""
    spans, passage = evidence.mined.passages, evidence.holders.passage
    size = (spans.end - spans.start)[passage]
    return np.asarray(np.minimum(size[a], size[b]), dtype=np.float64)


def share_templates(evidence: Evidence, pairs: Ints) -> Floats:
    """Share of what each pair of reports shares that stands in more than three agencies.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    pairs : numpy.ndarray of int64, shape (n, 2)
        Numbers of the reports.

    Returns
    -------
    numpy.ndarray of float64, shape (n,)
        By characters; 0 where nothing is shared.
    """
    shared = find_shared_rows(evidence.holders, pairs)
    size = _shorter(evidence, shared.a, shared.b)
    wide = size * (evidence.holders.n_agencies[shared.a] > FEW)
    total, of_many = (
        np.bincount(shared.pair, weights=x, minlength=len(pairs)) for x in (size, wide)
    )
    return np.asarray(of_many / np.maximum(total, 1.0), dtype=np.float64)


def weigh_pairs(chances: Chances, same: Bools, model: DirectionModel) -> Floats:
    """Probability that the first report of each pair gave the second anything."""
    values = chances.summarise()
    return np.where(
        same, model.pair_same.predict(values), model.pair_other.predict(values)
    )


def _are_near(evidence: Evidence, pairs: Ints) -> Bools:
    """Whether two reports come on nearly one day: only a name left behind tells who gave."""
    moments = find_moments(evidence.mined.texts.reports)
    return moments.are_near(pairs[:, 0], pairs[:, 1], LEAST_LEAD)


def judge_pairs(evidence: Evidence, pairs: Ints) -> pd.DataFrame:
    """Judge which of two reports gave the words that they share.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    pairs : numpy.ndarray of int64, shape (n, 2)
        Numbers of the reports a and b.

    Returns
    -------
    pandas.DataFrame
        Columns direction and p_direction, a row a pair. a_to_b, b_to_a: the likelier way, where its
        probability is at least one half; ``p_direction`` is that probability. Of a template nothing
        is said but where a copy names whom it is from, as in ``ties``. Else ``common
        template`` where most of what they share stands in more than three agencies (the probability
        that neither gave; NaN where no family says anything of the two), else ``undetermined``
        (NaN).
    """
    model = load_model()
    chances = pair_chances(evidence, pairs, model)
    common = share_templates(evidence, pairs)
    agency = number_agencies(evidence.mined.texts).code[pairs]
    same = agency[:, 0] == agency[:, 1]
    forth = weigh_pairs(chances, same, model)
    back = weigh_pairs(chances.turn(), same, model)
    best = np.maximum(forth, back)
    told = chances.count() > 0
    near = ~same & _are_near(evidence, pairs)
    decided = told & (best >= DECIDED) & (~near | (chances.surest() > UNNAMED))
    template = ~decided & ~same & (common > MOSTLY)
    direction = np.where(
        decided,
        np.where(forth >= back, "a_to_b", "b_to_a"),
        np.where(template, "common template", "undetermined"),
    )
    # Of no family the regressions give what they start from, which is nothing of these two.
    neither = np.where(told, np.maximum(1 - forth - back, 0.0), np.nan)
    probability = np.where(decided, best, np.where(template, neither, np.nan))
    return pd.DataFrame(
        {"direction": text_array(direction), "p_direction": probability}
    )
