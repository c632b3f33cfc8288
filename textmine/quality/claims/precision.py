"""How far a number is written, and what it may therefore stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.text.numbers.amounts import (
    Amount,
    amount_pattern,
    read_amount,
    round_place,
)

AROUND = 0.1
"""Room of 近 and 约 to either side, as a share of the number; our own reading of the words."""
FAR_OFF = 0.25
"""How far off every reading an approximate claim must lie to contradict them, as a share of it.
Beyond what 近, 约 or a careless 余 allows; chosen by hand."""


def amount_of(claim: Mapping[Any, Any]) -> Amount:
    """Read how a claim's number is written.

    Parameters
    ----------
    claim : mapping
        A row of frame ``claims``.

    Returns
    -------
    Amount
        The number, money in 元, with the place of its last digit and what words make of it.

    Examples
    --------
    >>> claim = {
    ...     "value": 1.5,
    ...     "unit": "万元",
    ...     "approximate": False,
    ...     "text": "收费1.5万元",
    ... }
    >>> amount_of(claim)
    Amount(value=15000.0, place=1000.0, room=1000.0, sense='')
    """
    factor = load_toml("quantities.toml")["money"].get(claim["unit"], 1.0)
    value = float(claim["value"]) * factor
    for m in amount_pattern().finditer(claim["text"]):
        amount = read_amount(m) if m.end() == len(claim["text"]) else None
        if amount and abs(amount.value - value) < TOLERANCE:
            break
    else:
        # The words say nothing of it: by the number itself.
        place = last_digit(float(claim["value"])) * factor
        amount = Amount(value, place, round_place(value, place), "")
    if claim["approximate"] and not amount.is_rough:
        return replace(amount, place=amount.room, sense="rounded")
    return amount


def last_digit(value: float) -> float:
    """Give what 1 counts in the place of the last digit of a number: 0.01 in 592.37."""
    if value.is_integer():
        return 1.0
    exponent = int(Decimal(str(value)).normalize().as_tuple().exponent)
    return max(TOLERANCE, 10.0**exponent)


def window_of(amount: Amount) -> tuple[float, float]:
    """Give the values that a number may stand for.

    Parameters
    ----------
    amount : Amount
        A number as written.

    Returns
    -------
    (float, float)
        Half open, in the unit of the number (money in 元); a point where it is exact.

    Examples
    --------
    >>> (
    ...     window_of(Amount(40.0, 1.0, 10.0, "above")),
    ...     window_of(Amount(40.0, 1.0, 10.0, "")),
    ... )
    ((40.0, 50.0), (40.0, 40.0))
    """
    value, place, room = amount.value, amount.place, amount.room
    if value == 0 or amount.sense == "range":
        return value, value
    if amount.sense == "above":
        return value, value + room
    if amount.sense == "below":
        return value - room, value
    if amount.sense == "around":
        spread = max(AROUND * value, place / 2)
        return value - spread, value + spread + TOLERANCE
    if amount.sense or place > 1 or not value.is_integer():
        return value - place / 2, value + place
    return value, value


def is_far(value: float, amount: Amount, *, is_tight: bool) -> bool:
    """Tell whether a cell lies far outside of what an approximate number may stand for.

    Parameters
    ----------
    value : float
        What the cell says.
    amount : Amount
        The number as written.
    is_tight : bool
        Whether its words leave little room: 40余 is no more than a little above, as 超过40 may be.

    Returns
    -------
    bool
        Whether it is more than ``FAR_OFF`` away, on the side that the words exclude.

    Examples
    --------
    >>> above = Amount(40.0, 1.0, 10.0, "above")
    >>> is_far(70.0, above, is_tight=True), is_far(70.0, above, is_tight=False)
    (True, False)
    """
    off = amount.value - value
    far = max(FAR_OFF * amount.value, 2 * amount.place)
    if amount.sense in ("", "around") or (amount.sense == "above" and is_tight):
        return abs(off) > far
    return (amount.sense == "above" and off > far) or (
        amount.sense == "below" and off < -far
    )
