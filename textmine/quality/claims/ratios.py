"""Shares and rates as they are written, in hundredths, and as one sum of cells over another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textmine.quality.cells import format_number
from textmine.quality.claims.places import StatedNumber
from textmine.quality.claims.precision import AROUND, is_far
from textmine.quality.claims.readings import CellSums, first_at
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_rules
from textmine.text.numbers.amounts import Amount

ROUGH_PLACE = 10.0
"""Hundredths that 1 counts in the last digit of 五成, 一半 or 三分之二: they are told by tenths."""
WHOLE = 100.0
"""Hundredths of a whole."""
_SHOWN = 3
"""Ways to read a share that ``expected`` shows."""
_ONES = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part over a whole, in hundredths.

    Parameters
    ----------
    name : str
        What is over what: 予以公开/新收.
    value : float
        The hundredths.
    """

    name: str
    value: float

    def __str__(self) -> str:
        """As ``expected`` shows it."""
        return f"{self.name}={self.value:.1f}%"


def share_words() -> str:
    """Pattern of a share's or rate's number, with the words that make it approximate."""
    words = load_toml("quantities.toml")["share"]
    return f"{words['sense']}{words['number']}{words['tail']}"


def read_share(m: re.Match[str]) -> Amount:
    """Read a match of :func:`share_words` as hundredths."""
    senses = ("around", "above", "below")
    sense = next((sense for sense in senses if m[sense]), "")
    sense = "above" if m["more"] else "around" if m["about"] else sense
    if m["percent"]:
        digits = m["percent"].partition(".")[2]
        place = 10.0 ** -len(digits)
        value = float(m["percent"])
        # 占40%以上 reaches to the next ten.
        return Amount(value, place, ROUGH_PLACE, sense)
    if m["tenths"]:
        value = _ONES.index(m["tenths"]) * 10.0 + (5.0 if m["five"] else 0.0)
    elif m["half"]:
        value = 50.0
    else:
        value = _ONES.index(m["part"]) / _ONES.index(m["parts"]) * WHOLE
    return Amount(value, ROUGH_PLACE, ROUGH_PLACE, sense)


def match_ratio(amount: Amount, ways: list[Ratio]) -> Ratio | None:
    """Give the first ratio that a share may stand for.

    Parameters
    ----------
    amount : Amount
        The share as written, in hundredths.
    ways : list of Ratio
        What it may be, best first.

    Returns
    -------
    Ratio or None
        None where none lies within 1 of its last digit, or in what its words leave open.

    Examples
    --------
    >>> match_ratio(Amount(97.1, 0.1, 0.1, ""), [Ratio("办结/新收", 97.083)]).name
    '办结/新收'
    """
    room = amount.place
    if amount.sense == "around":
        room = max(AROUND * amount.value, amount.place)
    for way in ways:
        off = way.value - amount.value
        if amount.sense == "above" and not -TOLERANCE < off < amount.room + TOLERANCE:
            continue
        if amount.sense == "below" and not -amount.room - TOLERANCE < off < TOLERANCE:
            continue
        if amount.sense in ("above", "below") or abs(off) <= room + TOLERANCE:
            return way
    return None


def is_off(value: float, amount: Amount) -> bool:
    """Tell whether a share is none that its number may stand for, far off where approximate.

    Parameters
    ----------
    value : float
        What the cells give, in hundredths.
    amount : Amount
        The share as written.

    Returns
    -------
    bool
        Whether it is off.

    Examples
    --------
    >>> (
    ...     is_off(97.083, Amount(97.1, 0.1, 0.1, "")),
    ...     is_off(97.083, Amount(97.6, 0.1, 0.1, "")),
    ... )
    (False, True)
    """
    if amount.sense or amount.place >= ROUGH_PLACE:
        return is_far(value, amount, is_tight=False)
    return abs(value - amount.value) > amount.place + TOLERANCE


def is_sound(among: str, report: int, sums: CellSums) -> bool:
    """Tell whether the parts of a list make up their whole in the tables of a report.

    Parameters
    ----------
    among : str
        Kind of list: outcomes, applicants …; any other is sound.
    report : int
        Place of the report in the grid.
    sums : CellSums
        Readings of every quantity in all reports.

    Returns
    -------
    bool
        Whether they do.
    """
    totals = {"outcomes": "completed", "applicants": "new_applications"}
    if among not in totals:
        return True
    parts = [
        first_at(sums[name], report)
        for name, rule in quantity_rules().items()
        if rule.get("among") == among and "equals" in rule
    ]
    total = first_at(sums[totals[among]], report) or first_at(
        sums["received_applications"], report
    )
    distinct = {one.name: one for one in parts if one is not None}.values()
    if total is None:
        return False
    return abs(sum(one.value for one in distinct) - total.value) < TOLERANCE


def row_of(
    stated: StatedNumber, check: str, ways: Sequence[Ratio], status: str, evidence: str
) -> dict[str, Any]:
    """Put what is said of a share or a rate into a row of frame ``checks``.

    Parameters
    ----------
    stated : StatedNumber
        The share or rate.
    check : str
        Name of the check: claim_share or claim_rate.
    ways : sequence of Ratio
        What it may be, best first; ``expected`` shows the first of them.
    status, evidence : str
        What is said of it, and why.

    Returns
    -------
    dict
        The row.
    """
    shown = list(dict.fromkeys(map(str, ways)))[:_SHOWN]
    rough = "≈ " if stated.amount.sense else ""
    return {
        "report_id": stated.report_id,
        "check": check,
        "status": status,
        "expected": "; ".join(shown),
        "found": f"{rough}{format_number(stated.amount.value)}%",
        "start": stated.start,
        "end": stated.end,
        "evidence": evidence,
    }
