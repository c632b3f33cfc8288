"""What claims are judged on, and one claim against the readings of its quantity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textmine.quality.cells import Grid, format_number
from textmine.quality.claims.clauses import standing
from textmine.quality.claims.places import ClaimPlaces, Owner, StatedNumber, Stretch
from textmine.quality.claims.precision import amount_of, is_far, window_of
from textmine.quality.claims.readings import (
    STATISTICS_FORM,
    CellSums,
    ClaimReading,
    readings_at,
    readings_together,
)
from textmine.quality.claims.rules import list_words, names_together
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_rules
from textmine.schema import make_frame
from textmine.text.numbers.amounts import Amount

SOMETHING_ELSE = "equals no reading, but may count something else"


@dataclass(frozen=True)
class Ground:
    """What the claims of some reports are judged on.

    Parameters
    ----------
    sums : CellSums
        Readings of every quantity in all reports.
    at : dict
        Place of each report in the grid.
    owners : list of Owner
        Whose the reports are, in the order of the grid, with the form of their tables.
    places : ClaimPlaces
        Their narratives; none where these are not known.
    """

    sums: CellSums
    at: dict[str, int]
    owners: list[Owner]
    places: ClaimPlaces

    @classmethod
    def of(
        cls, grid: Grid, reports: pd.DataFrame, narrative: pd.DataFrame | None
    ) -> Ground:
        """Put together the cells of some reports and the frames of these names."""
        rows: dict[Any, dict[Any, Any]] = {}
        for row in reports.to_dict("records"):
            rows.setdefault(row["report_id"], row)
        forms = np.where(grid.statistics.any_cell(), STATISTICS_FORM, grid.form3)
        owners = [
            Owner.of(rows.get(report_id, {}) | {"form": form})
            for report_id, form in zip(grid.report_ids, forms, strict=True)
        ]
        at = {report_id: k for k, report_id in enumerate(grid.report_ids)}
        return cls(CellSums(grid), at, owners, ClaimPlaces(narrative))

    def stretches(self) -> Iterator[tuple[str, int, Stretch]]:
        """Give each stretch of the narratives, with its report and the place of that."""
        for report_id, stretch in self.places:
            if report_id in self.at:
                yield report_id, self.at[report_id], stretch

    def to_frame(self, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Make frame ``checks`` of rows, in the order of the reports and of the text."""

        def place(row: Mapping[str, Any]) -> tuple[int, int]:
            return self.at[row["report_id"]], row["start"]

        return make_frame("checks", sorted(rows, key=place))


@dataclass(frozen=True, slots=True)
class JudgedClaim(StatedNumber):
    """A number of the narrative, the cells that it may be, and what they say of it.

    Parameters
    ----------
    report_id, report, amount, start, end, place
        As in ``StatedNumber``; money in 元.
    quantity : str
        What it counts: an id of ``resources/quantities.toml``.
    counts : tuple of str
        The quantities whose cells it is compared with: itself, or those it counts together.
    text : str
        Its words.
    standing : str
        What its clause surely counts: ``whole``, ``part``, ``listed`` or nothing.
    readings : tuple of ClaimReading
        The sums of cells that it is compared with, best first; money in 元.
    status : str
        PASS, FAIL, UNCERTAIN or NOT_ASSESSABLE.
    evidence : str
        Why, in words.
    is_exact : bool
        Whether it is more than none and a reading's number, to the last digit.
    """

    quantity: str
    counts: tuple[str, ...]
    text: str
    standing: str
    readings: tuple[ClaimReading, ...]
    status: str
    evidence: str
    is_exact: bool

    @property
    def value(self) -> float:
        """The number; money in 元."""
        return self.amount.value

    @property
    def key(self) -> tuple[str, str]:
        """Report and quantity: what other claims must share to count the same."""
        return self.report_id, self.quantity

    @property
    def cells(self) -> list[float]:
        """Values of the readings; 0 for one that is not known."""
        return [reading.value for reading in self.readings]

    def to_row(self) -> dict[str, Any]:
        """Row of frame ``checks``."""
        return {
            "report_id": self.report_id,
            "check": f"claim_{self.quantity}",
            "status": self.status,
            "expected": "; ".join(map(str, self.readings)),
            "found": ("≈ " if self.amount.is_rough else "") + format_number(self.value),
            "start": self.start,
            "end": self.end,
            "evidence": self.evidence,
        }


Sentences = dict[tuple[str, int], list[JudgedClaim]]
"""The judged numbers of each sentence, by report and begin of the sentence."""


def group_by_sentence(claims: Iterable[JudgedClaim]) -> Sentences:
    """Put the numbers of a sentence together.

    Parameters
    ----------
    claims : iterable of JudgedClaim
        The judged numbers of some reports.

    Returns
    -------
    dict
        By report and begin of the sentence, in the order of the first number of each.
    """
    sentences: Sentences = {}
    for claim in claims:
        sentences.setdefault(claim.sentence, []).append(claim)
    return sentences


class _Verdict(NamedTuple):
    """Status, its words, and whether the number is a reading's to the last digit."""

    status: str
    evidence: str
    is_exact: bool = False


def judge_claim(claim: Mapping[Any, Any], ground: Ground) -> JudgedClaim:
    """Judge one claim by itself, before its neighbours are looked at.

    Parameters
    ----------
    claim : mapping
        A row of frame ``claims``, of a report of the ground.
    ground : Ground
        What the reports count and tell.

    Returns
    -------
    JudgedClaim
        The claim with its verdict.
    """
    quantity, report = claim["quantity"], ground.at[claim["report_id"]]
    sums, place = ground.sums, ground.places.around(claim)
    kind = standing(quantity, place, ground.owners[report])
    if "sums" in quantity_rules()[quantity]:
        counts = names_together(claim["text"])
        readings = readings_together(sums, report, counts)
        # 予以公开、部分公开39件: may be the number of the last one.
        kind = kind if re.search(list_words()["joint"], claim["text"]) else ""
    else:
        counts = (quantity,)
        readings = readings_at(sums[quantity], report, place.words)
    amount = amount_of(claim)
    if amount.value == 0:
        # "None received" speaks of the quantity itself, not of a sum that happens to be 0.
        readings = readings[:1]
    verdict = _compare(claim["text"], amount, readings, kind)
    return JudgedClaim(
        report_id=claim["report_id"],
        report=report,
        quantity=quantity,
        counts=counts,
        amount=amount,
        start=claim["start"],
        end=claim["end"],
        text=claim["text"],
        place=place,
        standing=kind,
        readings=tuple(readings),
        status=verdict.status,
        evidence=verdict.evidence,
        is_exact=verdict.is_exact,
    )


def _compare(
    text: str, amount: Amount, readings: list[ClaimReading], standing: str
) -> _Verdict:
    """Compare a number with the readings of its quantity."""
    known = [r for r in readings if r.known]
    found = _find_match(amount, known)
    if found:
        return found
    if not known:
        return _Verdict("NOT_ASSESSABLE", "no cell of this quantity is filled")
    if amount.is_rough:
        return _contradict_roughly(text, amount, readings, standing)
    if any(r.value == 0 and amount.value < r.place for r in known):
        return _Verdict("UNCERTAIN", "less than the last digit of a cell that holds 0")
    scope = load_toml("quantities.toml")["scope"]
    hint = re.search(f"{scope['part']}|{scope['pattern']}", text)
    if hint and not standing:
        points = f"{hint[0]!r} points to another scope"
        return _Verdict("UNCERTAIN", f"equals no reading, but {points}")
    if len(known) < len(readings):
        blank = "equals no reading that is known; some cells are blank"
        return _Verdict("UNCERTAIN", blank)
    if standing in ("", "listed"):
        return _Verdict("UNCERTAIN", SOMETHING_ELSE)
    if standing == "part" and amount.value < max(r.value for r in known):
        return _Verdict("UNCERTAIN", "equals no reading, but counts a part")
    return _Verdict("FAIL", "exact, and equals no reading")


def _find_match(amount: Amount, known: list[ClaimReading]) -> _Verdict | None:
    """Give the verdict on a number that is a reading's, or may stand for it."""
    window = window_of(amount)
    equal = [r for r in known if abs(r.value - amount.value) < TOLERANCE]
    near = [r for r in known if _fits(r, amount, window)]
    for matches in ([r for r in equal + near if r.fits], equal + near):
        if not matches:
            continue
        match = matches[0]
        is_equal = match in equal and not amount.is_rough
        words = f"{'equals' if is_equal else 'rounds to'} {match.name}"
        if match.fits:
            return _Verdict("PASS", words, is_equal and amount.value > 0)
        return _Verdict("UNCERTAIN", f"{words}, which its words do not name")
    return None


def _fits(reading: ClaimReading, amount: Amount, window: tuple[float, float]) -> bool:
    """Whether a reading lies in the claim's range, or the claim in what the cell rounds."""
    low, high = window
    if low - TOLERANCE <= reading.value < high - TOLERANCE:
        return True
    if reading.value == 0:
        return False
    least, most = reading.value - reading.place / 2, reading.value + reading.place
    return least - TOLERANCE <= amount.value < most - TOLERANCE


def _contradict_roughly(
    text: str, amount: Amount, readings: list[ClaimReading], standing: str
) -> _Verdict:
    """Give the verdict on an approximate number that rounds to no reading."""
    is_tight = re.search(list_words()["tight"], text) is not None
    is_whole = standing == "whole" and all(r.known for r in readings)
    if is_whole and all(is_far(r.value, amount, is_tight=is_tight) for r in readings):
        return _Verdict("FAIL", "approximate, and far from every reading")
    return _Verdict("UNCERTAIN", "approximate, and rounds to no reading")
