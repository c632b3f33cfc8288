"""Invented agencies: as many as are asked for, each with a name that no real place bears."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from textmine.resources.load import load_toml


@dataclass(frozen=True, slots=True)
class InventedAgency:
    """An invented agency.

    Parameters
    ----------
    index : int
        Its number from 0.
    name, region, province, level, agency_type : str
        As in the frames.
    sector : str
        The domain whose words it uses most; empty for governments.
    self_name : str
        How it speaks of itself, e.g. 我局.
    """

    index: int
    name: str
    region: str
    province: str
    level: str
    agency_type: str
    sector: str
    self_name: str


def make_agency(index: int, *, n_provinces: int = 12) -> InventedAgency:
    """Make the agency of a number; it does not depend on how many there are.

    Parameters
    ----------
    index : int
        Number from 0.
    n_provinces : int
        Over how many provinces agencies are spread.

    Returns
    -------
    InventedAgency
        Provinces take turns first, then types, then places.

    Examples
    --------
    >>> make_agency(0).province, make_agency(12).agency_type
    ('云岭省', '财政局')
    """
    places = load_toml("simulate/places.toml")
    kinds = places["agency"]
    p, kind_no, serial = (
        index % n_provinces,
        index // n_provinces % len(kinds),
        index // (n_provinces * len(kinds)),
    )
    province, kind = places["provinces"][p], kinds[kind_no]
    if serial == 0 and "province" in kind and (p + kind_no) % 5 == 0:
        return _named(
            index, province + kind["province"], province, province, "province", kind
        )
    level = kind["levels"][serial % len(kind["levels"])]
    city = _stem(3 * (p + n_provinces * serial) + 2) + "市"
    suffix = (
        places["county"][serial % 6]
        if level == "county"
        else "县区"[kind["type"] == "街道办事处"]
    )
    county = _stem(3 * (p + n_provinces * serial) + 1) + suffix
    if level == "city":
        return _named(index, city + kind["type"], city, province, level, kind)
    if level == "county":
        return _named(index, county + kind["type"], county, province, level, kind)
    town = _stem(3 * (p + n_provinces * serial))
    name = (
        county + town + kind["type"]
        if kind["type"] == "街道办事处"
        else town + kind["type"]
    )
    return _named(index, name, county, province, level, kind)


def _named(
    index: int, name: str, region: str, province: str, level: str, kind: dict[str, Any]
) -> InventedAgency:
    """Put an agency together."""
    type_ = kind["province"] if level == "province" else kind["type"]
    own = {"局": "我局", "厅": "我厅", "处": "我街道"}.get(
        name[-1], "我镇" if level == "township" else f"我{region[-1]}"
    )
    return InventedAgency(
        index, name, region, province, level, type_, kind["sector"], own
    )


def _stem(number: int) -> str:
    """Stem of a place: two characters, a third when the pairs are used up."""
    pairs = _pairs()
    third = load_toml("simulate/places.toml")["third"]
    turn, rest = divmod(number, len(pairs))
    return pairs[rest] + (third[(turn - 1) % len(third)] if turn else "")


@cache
def _pairs() -> tuple[str, ...]:
    """All pairs of stem characters but those that are real places, in a fixed shuffled order."""
    places = load_toml("simulate/places.toml")
    real = set(places["real"])
    pairs = [
        a + b for a in places["first"] for b in places["second"] if a + b not in real
    ]
    Random("places").shuffle(pairs)
    return tuple(pairs)
