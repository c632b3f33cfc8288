"""Directed ties between agencies: who gave whom how much, since when, and how surely."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.english import Counted
from textmine.reuse.families.provenance import FEW
from textmine.reuse.ground.columns import begins, first_and_last
from textmine.reuse.judge.direction import (
    DECIDED,
    LEAST_LEAD,
    Chances,
    DirectionModel,
    hold_back,
    load_model,
    weigh_gifts,
)
from textmine.reuse.judge.evidence import NEIGHBOURS, PAIRS_AT_ONCE, Evidence
from textmine.reuse.judge.holders import (
    Bools,
    Floats,
    Holders,
    Ints,
    number_agencies,
)
from textmine.schema import make_frame
from textmine.stats.moments import DAY

MAX_AGENCIES = 20
"""Families of more agencies are templates, not ties between two of them."""
SPEAKS = 0.2
"""Probability from which a family counts among those that a tie rests on. Chosen by hand: several
such families together make a tie, one alone does not."""

NESTED = 0.05
"""How far the share of the shorter passage that stands in the longer must lie over what both have
in common to be told besides. Chosen by hand: below, the two say the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Gifts:
    """Chances that an agency's first report of a family gave it to another agency's first.

    Parameters
    ----------
    source, copier : numpy.ndarray of int64, shape (n,)
        Rows of the holders.
    chance : numpy.ndarray of float64, shape (n,)
        Probabilities.
    named : numpy.ndarray of bool, shape (n,)
        Whether the copy names the source.
    """

    source: Ints
    copier: Ints
    chance: Floats
    named: Bools

    def __len__(self) -> int:
        return len(self.source)

    def take(self, where: Bools) -> Gifts:
        """Those of which something holds."""
        return Gifts(
            self.source[where],
            self.copier[where],
            self.chance[where],
            self.named[where],
        )


def find_gifts(evidence: Evidence, model: DirectionModel | None = None) -> Gifts:
    """Weigh for each family who may have given it to whom.

    In families of up to four agencies every two are weighed, both ways; in larger ones the first
    holder against all others, so that the cost stays in line with the number of holders. Of a
    template nothing is said but where a copy names whom it is from; of two agencies that may be
    one, or of which one went into the other, nothing at all.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    model : DirectionModel, optional
        The package's by default.

    Returns
    -------
    Gifts
        By copier, then source.
    """
    source, copier = _candidates(evidence.holders)
    named = evidence.names_source(source, copier)
    sayable = evidence.are_sayable(source, copier, named)
    source, copier, named = source[sayable], copier[sayable], named[sayable]
    chance = weigh_gifts(evidence, source, copier, model)
    chance = hold_back(evidence.holders, source, copier, named, chance)
    return Gifts(source, copier, chance, named)


def _candidates(holders: Holders) -> tuple[Ints, Ints]:
    """Ordered pairs of first rows of two agencies in one family."""
    many = holders.n_agencies
    rows = np.flatnonzero(holders.enters & (many > 1) & (many <= MAX_AGENCIES))
    family = holders.family[rows]
    opens, closes = first_and_last(begins(family))
    size = closes - opens + 1
    # Each row against every row of its family: as many steps as the family has agencies.
    steps = np.repeat(size, size)
    copier = np.repeat(rows, steps)
    begin = np.repeat(np.repeat(opens, size), steps)
    step = np.arange(len(copier)) - np.repeat(np.cumsum(steps) - steps, steps)
    source = rows[begin + step] if len(copier) else copier
    few = many[copier] <= NEIGHBOURS
    kept = (source != copier) & (few | holders.is_first[source])
    return source[kept], copier[kept]


@dataclass(frozen=True, slots=True, eq=False)
class AgencyPairs:
    """Ordered pairs of agencies, and to which of them each gift belongs.

    Parameters
    ----------
    source, copier : numpy.ndarray of int64, shape (n_pairs,)
        Numbers of the agencies.
    of_gift : numpy.ndarray of int64, shape (n_gifts,)
        Pair of each gift.
    """

    source: Ints
    copier: Ints
    of_gift: Ints


def pair_agencies(holders: Holders, gifts: Gifts) -> AgencyPairs:
    """Number the ordered pairs of agencies between which something may have been given."""
    n = int(holders.agency.max(initial=0)) + 1
    key = holders.agency[gifts.source] * n + holders.agency[gifts.copier]
    pairs, of_gift = np.unique(key, return_inverse=True)
    return AgencyPairs(pairs // n, pairs % n, of_gift.astype(np.int64))


def agency_chances(evidence: Evidence, gifts: Gifts, pairs: AgencyPairs) -> Chances:
    """Gather what all families say of each two agencies: that the one gave the other."""
    holders = evidence.holders
    spans = evidence.mined.passages
    size = (spans.end - spans.start)[holders.passage[gifts.copier]]
    return Chances(
        pairs.of_gift,
        gifts.chance,
        _other_way(gifts, len(holders)),
        size.astype(np.float64),
        holders.n_agencies[gifts.source] > FEW,
        len(pairs.source),
    )


def _other_way(gifts: Gifts, n: int) -> Floats:
    """Chance of the gift from copier to source, 0 where it was not weighed."""
    key, mirrored = gifts.source * n + gifts.copier, gifts.copier * n + gifts.source
    order = np.argsort(key)
    if not len(order):
        return gifts.chance
    at = order[np.minimum(np.searchsorted(key[order], mirrored), len(key) - 1)]
    return np.where(key[at] == mirrored, gifts.chance[at], 0.0)


def find_ties(
    evidence: Evidence, gifts: Gifts, *, least: float = DECIDED
) -> pd.DataFrame:
    """List the directed ties between agencies.

    Parameters
    ----------
    evidence : Evidence
        What is known.
    gifts : Gifts
        As :func:`find_gifts` gives them.
    least : float, optional
        Least probability of a tie.

    Returns
    -------
    pandas.DataFrame
        Frame ``ties``, the most characters first: source, copier; n_chars, n_families: of the
        passages on which the tie rests; reports: the first that hold them, ``source→copier`` joined
        by ``|``; first_year: of the first copy; probability: that the one gave the other
        anything; evidence: what speaks for it, in words.
    """
    holders = evidence.holders
    pairs = pair_agencies(holders, gifts)
    chances = agency_chances(evidence, gifts, pairs).summarise()
    probability = load_model().tie.predict(chances)
    likely = (gifts.chance >= SPEAKS) & (probability[pairs.of_gift] >= least)
    # What reports of nearly one day share makes no tie by itself.
    near = holders.moments.are_near(gifts.source, gifts.copier, LEAST_LEAD)
    tells = pairs.of_gift[likely & (gifts.named | ~near)]
    speaks = np.flatnonzero(likely & np.isin(pairs.of_gift, tells))
    names = number_agencies(evidence.mined.texts).name
    # Within a tie the surest family first: its evidence is told.
    order = np.lexsort(
        (gifts.copier[speaks], -gifts.chance[speaks], pairs.of_gift[speaks])
    )
    speaks = speaks[order]
    tie = pairs.of_gift[speaks]
    opens, closes = first_and_last(begins(tie))
    surest = speaks[opens]
    evidences = tell(evidence, gifts.source[surest], gifts.copier[surest])
    rows = []
    for low, high, words in zip(opens, closes + 1, evidences, strict=True):
        of_tie, number = speaks[low:high], tie[low]
        rows.append(
            {
                "source": names[pairs.source[number]],
                "copier": names[pairs.copier[number]],
                "probability": probability[number],
                "evidence": words,
                **_describe(evidence, gifts, of_tie),
            }
        )
    frame = make_frame("ties", rows)
    return frame.sort_values(
        ["n_chars", "source", "copier"],
        ascending=[False, True, True],
        ignore_index=True,
    )


def _describe(evidence: Evidence, gifts: Gifts, of_tie: Ints) -> dict[str, object]:
    """Size and reports of a tie, from its gifts."""
    holders, mined = evidence.holders, evidence.mined
    source, copier = gifts.source[of_tie], gifts.copier[of_tie]
    # Of these alone: all ids, or all lengths, once a tie would grow with the square.
    spans, ids = mined.passages, mined.texts.reports["report_id"].array
    taken = holders.passage[copier]
    ways = zip(ids[holders.report[source]], ids[holders.report[copier]], strict=True)
    years = holders.year[copier]
    known = years[np.isfinite(years)]
    return {
        "n_chars": int((spans.end[taken] - spans.start[taken]).sum()),
        "n_families": len(of_tie),
        "reports": "|".join(sorted({f"{a}→{b}" for a, b in ways})),
        "first_year": int(known.min()) if len(known) else pd.NA,
    }


def tell(evidence: Evidence, source: Ints, copier: Ints) -> list[str]:
    """Tell in words what speaks for reports having given others a passage, pair by pair."""
    told: list[str] = []
    for low in range(0, len(source), PAIRS_AT_ONCE):
        some = slice(low, low + PAIRS_AT_ONCE)
        values = evidence.weigh(source[some], copier[some]).to_dict("records")
        pairs = zip(source[some].tolist(), copier[some].tolist(), values, strict=True)
        told += ["; ".join(_words_of(evidence.holders, *pair)) for pair in pairs]
    return told


def _words_of(
    holders: Holders, source: int, copier: int, values: Mapping[Hashable, float]
) -> Iterator[str]:
    """What the evidence of one pair says, each in words."""
    if values["earlier_year"] > 0:
        years = holders.year[copier] - holders.year[source]
        yield f"{Counted(years):year} earlier"
    elif values["earlier_day"] > 0:
        days = round((holders.time[copier] - holders.time[source]) / DAY)
        yield f"{Counted(days):day} earlier"
    elif values["later"]:
        yield "reported later"
    if values["names_source"]:
        yield "the copy names the source"
    if values["names_third"]:
        yield "the copy names a third agency"
    if values["first"]:
        yield f"first of {Counted(holders.n_agencies[source]):agency|agencies}"
    others = round(float(np.expm1(values["alternatives"])))
    if others:
        yield f"{Counted(others):other agency|other agencies} before the copy"
    if values["verbatim"]:
        yield "verbatim"
        return
    yield f"{values['likeness']:.0%} alike"
    if values["contained"] > values["likeness"] + NESTED:
        yield f"{values['contained']:.0%} of the shorter in the longer"
