"""Amounts as sentences say them: how many, in which unit, to which digit, about or at least."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd

from textmine.resources.load import load_toml
from textmine.text.numbers.numerals import NUMERALS, last_place, parse_number

# Bounded, and never begun within a number: 1 283件, 1万2千件 and .5万元 are not read in part.
_DIGITS = (
    r"(?<!\d )(?<![\d.万亿千百])"
    r"(?:\d{1,3}(?:[,，]\d{3}){1,5}|\d{1,16})(?:\.\d{1,16})?[万亿千百]?"
)
# 几十, 上百 and 数千 give no number.
_CHINESE = rf"(?<![\d{NUMERALS}])(?!(?<=[几数上成好])[十百千万亿])[{NUMERALS}]{{1,16}}"
UP_TO = r"[至到~～\-—–]"
"""What stands between the two numbers of a range."""
# 3件 of 3件至5件
_GOES_ON = rf"(?P<on>(?={UP_TO}[\d{NUMERALS}]))?"
SENSES = ("above", "below", "around")
"""What the words beside a number say: at least, at most, more or less so many."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a sentence.

    Parameters
    ----------
    value : float
        The number, its scale included: 12000 for 1.2万.
    place : float
        What 1 counts in the place of the last digit written: 1000 in 1.2万, 100 in 120.00万.
    room : float
        How far 余 or 超过 may reach: the place of the last digit that is not 0 (10 in 40余); the
        scale, where 余 stands behind it (10,000 in 20万余, but 100,000 in 20余万).
    sense : str
        One of ``SENSES``, ``range`` (3至5件), ``rounded``, or empty where nothing makes it
        approximate but its place.
    """

    value: float
    place: float
    room: float
    sense: str

    @property
    def is_rough(self) -> bool:
        """Whether a word says so, or the number is not written down to the last unit (1.2万)."""
        return bool(self.sense) or self.place > 1


@cache
def lead_pattern() -> str:
    """Words ahead of a number that make it approximate, as groups named by their sense."""
    words = load_toml("quantities.toml")["approximate"]
    senses = "|".join(f"(?P<{sense}>{words['ahead'][sense]})" for sense in SENSES)
    # 约有50件, 约合人民币3940元
    return rf"(?:(?:{senses})(?:{words['link']}))?"


@cache
def tail_pattern() -> str:
    """Words behind a unit that make its number approximate: groups ``behind_<sense>``, ``on``."""
    words = load_toml("quantities.toml")["approximate"]["behind"]
    senses = "|".join(f"(?P<behind_{sense}>{words[sense]})" for sense in SENSES)
    return rf"(?:{senses})?{_GOES_ON}"


@cache
def amount_pattern() -> re.Pattern[str]:
    """Pattern of a number with its unit and the words that make it approximate."""
    words = load_toml("quantities.toml")["approximate"]
    units = words["units"]
    first = "".join(re.findall("[一-鿿]", "".join(words["ahead"].values())))
    return re.compile(
        # Looked at first: most characters can begin no number.
        rf"(?=[{first}\d{NUMERALS}])"
        rf"{lead_pattern()}"
        # 3至5件, and the second number of 3件至5件.
        rf"(?P<range>(?:{_DIGITS}|{_CHINESE}){UP_TO}|(?<=[{units}]{UP_TO}))?"
        rf"(?P<number>{_DIGITS}|{_CHINESE})"
        rf"(?P<more>余|多)?(?P<scale>万|亿)?(?P<unit>人次|[{units}])(?P<tail>次|余)?"
        rf"{tail_pattern()}"
    )


def read_sense(m: re.Match[str]) -> str:
    """Tell what the words beside a number make of it; empty where there are none."""
    groups = m.groupdict()
    if groups.get("more") or groups.get("tail") == "余":
        return "above"
    for sense in SENSES:
        if groups.get(f"behind_{sense}"):
            return sense
    if not (groups.get("range") is None and groups.get("on") is None):
        return "range"
    return next((sense for sense in SENSES if groups.get(sense)), "")


def read_amount(m: re.Match[str]) -> Amount | None:
    """Read a match of :func:`amount_pattern`.

    Parameters
    ----------
    m : re.Match
        The match.

    Returns
    -------
    Amount or None
        None where the number cannot be told (三四件), or counts parts of a whole (1.12件).

    Examples
    --------
    >>> def read(text):
    ...     amount = read_amount(amount_pattern().search(text))
    ...     return amount.value, amount.place, amount.room, amount.sense
    >>> read("收费120.00万元"), read("申请约1,200件"), read("收费1.5亿余元")
    ((1200000.0, 100.0, 100000.0, ''), (1200.0, 1.0, 100.0, 'around'), (150000000.0, 10000000.0,
    10000000.0, 'above'))
    """
    number, scale = m["number"], m["scale"] or ""
    value = parse_number(number + scale)
    if value is None or not (m["unit"] == "元" or value.is_integer()):
        return None
    place = last_place(number + scale)
    # 余 behind a scale is less than one of it.
    ends_with_scale = number[0].isdigit() and number[-1] in "万亿千百"
    room = place if m["more"] and ends_with_scale else round_place(value, place)
    return Amount(value, place, room, read_sense(m))


def round_place(value: float, place: float = 1.0) -> float:
    """Give the place of the last digit that is not 0, from a place up: 140000 has 10000, 98 has 1.

    Parameters
    ----------
    value : float
        A number.
    place : float
        The place of the last digit that is written.

    Returns
    -------
    float
        The place; that of the last digit written where the number is 0.

    Examples
    --------
    >>> round_place(140000.0), round_place(98.0), round_place(1.5, 0.1)
    (10000.0, 1.0, 0.1)
    """
    digits = round(value / place)
    while digits and digits % 10 == 0:
        digits //= 10
        place *= 10
    return place


def money_factors(units: pd.Series) -> pd.Series:
    """Give the number of 元 in each unit of money.

    Parameters
    ----------
    units : pandas.Series of str
        Units as printed.

    Returns
    -------
    pandas.Series of float
        NaN where the unit is none of money.

    Examples
    --------
    >>> money_factors(pd.Series(["元", "万元", "件"])).tolist()
    [1.0, 10000.0, nan]
    """
    return units.map(load_toml("quantities.toml")["money"]).astype("float64")
