"""Where an agency lies whose name fits several places: what the rest of its report names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from textmine.header.agency import Agency
from textmine.header.identity import is_rare
from textmine.header.places import zone_stem
from textmine.resources.load import load_toml
from textmine.resources.regions import Place, code_prefix, gazetteer
from textmine.resources.townships import towns_named

# Stretches of a report that name its place: head and signature, in characters.
_HEAD, _TAIL = 4000, 600
_NAMED = "places named in the text"
# Another city's name, and whose orders stand before it: 省委、省政府、某市政府.
_CITY = r"(?P<city>[\u4e00-\u9fff]{2,4}?市)"
_OFFICES = "(?:委|人民政府|政府)?(?:办公厅)?"


@dataclass(frozen=True, slots=True)
class Where:
    """Province and county that the rest of a report points to, and how that was told."""

    province: str = ""
    county: Place | None = None
    rule: str = ""


def find_place(text: str, agency: Agency) -> Where:
    """Find the province, and for a town its county, by the places that the text names.

    Parameters
    ----------
    text : str
        Normalised text.
    agency : Agency
        The parsed name.

    Returns
    -------
    Where
        Empty where the text does not decide: no place is better than a wrong one.

    Examples
    --------
    >>> from textmine.header.agency import parse_agency
    >>> find_place("按福州市的部署工作。", parse_agency("鼓楼区司法局")).province
    '福建省'
    >>> find_place("尚志市政务网", parse_agency("亚布力镇人民政府")).county.name
    '尚志市'
    """
    if agency.town:
        return _of_town(text, agency)
    if agency.zone and not agency.found:
        return _of_zone(text, agency)
    return _of_province(text, agency) if len(agency.provinces) > 1 else Where()


def obeys_a_city(text: str, agency: Agency) -> bool:
    """Tell whether an unlisted city's agency names another city above its own.

    Parameters
    ----------
    text : str
        Normalised text.
    agency : Agency
        The parsed name.

    Returns
    -------
    bool
        True where orders come from 某市、本市政府, or from 省、某市政府 that is another.

    Examples
    --------
    >>> from textmine.header.agency import parse_agency
    >>> obeys_a_city("按照省、云江市政府的部署。", parse_agency("临泽川市民政局"))
    True
    """
    own = agency.places[-1] if agency.places else ""
    if agency.listed or len(agency.places) != 1 or not own.endswith("市"):
        return False
    begin = text[:_HEAD]
    patterns = [_orders_of(rf"省{_OFFICES}[、和]{_CITY}")]
    # Made for each city anew, and few stand behind another one.
    if f"、{own}" in begin or f"和{own}" in begin:
        patterns.append(_orders_of(rf"{_CITY}[、和]{own}"))
    names = [match["city"] for found in patterns for match in found.finditer(begin)]
    no_city = tuple(load_toml("agencies.toml")["obeys"]["no_city"])
    told = [name for name in names if not name.endswith(no_city)]
    return bool(told) and not any(name.endswith(own) for name in told)


@lru_cache(maxsize=64)
def _orders_of(offices: str) -> re.Pattern[str]:
    """Compile offices, as a pattern, with the words for what they ordered."""
    orders = "|".join(load_toml("agencies.toml")["obeys"]["orders"])
    return re.compile(rf"{offices}(?:委|人民政府|政府)[^，。；\n]{{0,12}}?(?:{orders})")


def _counts(text: str) -> Counter[str]:
    """Full names of places in head and signature, with how often they stand there."""
    return Counter(
        name for *_, name in gazetteer().find(text[:_HEAD] + "\n" + text[-_TAIL:])
    )


def _of_province(text: str, agency: Agency) -> Where:
    """Let the other places that are named vote on the province of an ambiguous one."""
    votes: Counter[str] = Counter()
    for name, n in _counts(text).items():
        if name != agency.region:
            for province in {place.province for place in gazetteer().named(name)}:
                votes[province] += n * (province in agency.provinces)
    best = (+votes).most_common(2)
    clear = best and (len(best) == 1 or best[0][1] > best[1][1])
    return Where(best[0][0], None, _NAMED) if clear else Where()


def _of_zone(text: str, agency: Agency) -> Where:
    """Find the county that a zone is named for, where the text names it or its city too."""
    found = gazetteer().named(zone_stem(agency.zone), short=True)
    counties = [place for place in found if place.level == "county"]
    counts = _counts(text)
    named = [place for place in counties if _is_named(place, counts)]
    if len(agency.places) > 1 or len(named) != 1:
        return Where()
    return Where(named[0].province, named[0], _NAMED)


def _of_town(text: str, agency: Agency) -> Where:
    """Find the county of a town: listed towns of that name first, else the county named most."""
    counts = _counts(text)
    above = {place.region_code for place in agency.found}
    listed = [town.county for town in towns_named(agency.town)]
    counties = [
        place for place in listed if place and (not above or _lies_in(place, above))
    ]
    if len(agency.provinces) == 1:
        counties = [
            place for place in counties if place.province == agency.provinces[0]
        ]
    named = [place for place in counties if _is_named(place, counts)]
    if len(named) == 1:
        return Where(named[0].province, named[0], _NAMED)
    if len(counties) == 1 and (above or is_rare(agency.town)):
        return Where(counties[0].province, counties[0], "only town of that name")
    if counties or agency.found:
        return Where()
    return _by_count(text, counts)


def _lies_in(place: Place, codes: set[str]) -> bool:
    """Tell whether a county is, or lies in, one of these places."""
    return place.region_code.startswith(tuple(map(code_prefix, codes)))


def _is_named(place: Place, counts: Counter[str]) -> bool:
    """Tell whether the text names a county, or the prefecture above it."""
    names = {p.name for p in gazetteer().places_coded(place.region_code)} | {place.name}
    return any(name in counts for name in names) or bool(
        place.city and place.city in counts
    )


def _by_count(text: str, counts: Counter[str]) -> Where:
    """Find county and province of a town that no list has, by what the text names most."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    office = "(?:人民)?(?:政府|[区县市]?委|门户|信息)"
    ranked = [
        (name, n) for name, n in ranked if n > 1 or re.search(name + office, text)
    ]
    places = [place for name, _ in ranked for place in gazetteer().named(name)]
    county = next((place for place in places if place.level == "county"), None)
    provinces = {place.province for place in places}
    if county is not None:
        provinces &= {place.province for place in gazetteer().named(county.name)}
    if len(provinces) != 1:
        return Where()
    return Where(provinces.pop(), county, _NAMED)
