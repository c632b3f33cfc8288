"""Who an agency is, whatever its name is written like: the code of its region, and the body."""

from __future__ import annotations

from dataclasses import dataclass

from textmine.header.agency import Agency
from textmine.header.institutions import body_of
from textmine.resources.regions import Place, code_prefix, gazetteer, known_areas
from textmine.resources.townships import Town, towns_named

GOVERNMENT = "政府"
COMMITTEE = "管委会"
CENTRE = "中央"


@dataclass(frozen=True, slots=True)
class Identity:
    """What joins the reports of one agency over the years.

    Parameters
    ----------
    region_code : str
        Six digits (nine for a town): the code that the place has today. Empty where the name fits
        several places, or none that is listed.
    agency_id : str
        ``region:body``, e.g. ``371003:司法局``; the region by its names where it has no code, e.g.
        ``临泽川市/青榆区:司法局``. Empty for no agency.
    open_places : tuple of str
        Codes of the places that the name fits, where there are several.
    """

    region_code: str
    agency_id: str
    open_places: tuple[str, ...] = ()


def identify(agency: Agency, *, province: str = "", county: str = "") -> Identity:
    """Tell who an agency is.

    Parameters
    ----------
    agency : Agency
        Its parsed name.
    province : str
        Province where the rest of the report says so.
    county : str
        Code of the county of a town, where the rest of the report says so.

    Returns
    -------
    Identity
        The same for every way of writing the name that says which place is meant.

    Examples
    --------
    >>> from textmine.header.agency import parse_agency
    >>> identify(parse_agency("文登区司法局")).agency_id
    '371003:司法局'
    >>> identify(parse_agency("山东省威海市文登市司法局")).agency_id
    '371003:司法局'
    >>> identify(parse_agency("临泽川市青榆区市场监管局")).agency_id
    '临泽川市/青榆区:市场监管局'
    """
    if not agency.name:
        return Identity("", "")
    # 某开发区 is its committee, named or not.
    own = COMMITTEE if agency.zone and agency.agency_type == COMMITTEE else GOVERNMENT
    body = body_of(agency.body) if agency.body else own
    if not agency.places or agency.is_seated:
        # A body of the centre, or an institution that is known by its whole name.
        place = f"{CENTRE}:" if agency.level == "national" else ""
        return Identity("", place + body)
    places = [p for p in agency.found if province in ("", p.province)]
    codes = tuple(dict.fromkeys(place.region_code for place in places))
    if agency.town:
        return _town(
            agency, body, (county,) if county else codes or _province_codes(agency)
        )
    if agency.zone:
        # A zone has no code of its own: the place around it and its name say which it is.
        return _zone(agency, body, (county,) if county else codes)
    if len(codes) == 1:
        return Identity(codes[0], f"{codes[0]}:{body}")
    return Identity("", f"{'/'.join(agency.places)}:{body}", codes)


def _zone(agency: Agency, body: str, codes: tuple[str, ...]) -> Identity:
    """Tell which zone it is: 南京江北新区 and 南京市江北新区 are one."""
    if len(codes) != 1:
        return Identity("", f"{'/'.join(agency.places)}:{body}", codes)
    around = gazetteer().places_coded(codes[0])
    names = {name for place in around for name in (*place.above, place.name)}
    zone = agency.zone
    for short in sorted(p.short for name in names for p in gazetteer().named(name)):
        zone = zone.removeprefix(short) or zone
    # 重庆两江新区, 大连金普新区: a zone that has a code, or a county of its own.
    county = known_areas()[zone].county if zone in known_areas() else ""
    listed = [p for p in gazetteer().named(county or zone) if names & set(p.above)]
    if len(listed) == 1:
        code = listed[0].region_code
        return Identity(code, f"{code}:{body}")
    return Identity("", f"{codes[0]}/{zone}:{body}", codes)


def _town(agency: Agency, body: str, counties: tuple[str, ...]) -> Identity:
    """Tell which town it is, by its name within the counties that it can lie in."""
    towns = _towns(agency, counties)
    if len(towns) == 1 and (counties or is_rare(agency.town)):
        code = towns[0].code
        return Identity(code, f"{code}:{body}")
    if len(counties) == 1 and counties[0]:
        # A town that the list does not have, dissolved or renamed: county and name say which.
        return Identity("", f"{counties[0]}/{agency.town}:{body}")
    codes = tuple(town.code for town in towns)
    return Identity("", f"{'/'.join(agency.places)}:{body}", codes)


def _province_codes(agency: Agency) -> tuple[str, ...]:
    """Codes of the provinces of a town's zone that spans several cities."""
    named = [p for name in agency.provinces for p in gazetteer().named(name)]
    return tuple(dict.fromkeys(p.code for p in named if p.level == "province"))


def _towns(agency: Agency, counties: tuple[str, ...]) -> tuple[Town, ...]:
    """Towns of that name in these counties, prefectures or provinces."""
    within = tuple(code_prefix(code) for code in counties if code)
    return towns_named(agency.town, within=within)


# Characters before 镇, 乡 or 街道 from which a name that today's list has once is taken to be
# that place. A quarter of the towns of 2002 are no more, most with names of two characters; in
# the list of 2026, of the names of two characters 19 % are shared, of those of three 4 %.
_RARE_STEM = 3


def is_rare(town: str) -> bool:
    """Tell whether a town's name alone may say where it lies.

    Parameters
    ----------
    town : str
        Name with its suffix.

    Returns
    -------
    bool
        True for long names.

    Examples
    --------
    >>> is_rare("亚布力镇"), is_rare("太平镇")
    (True, False)
    """
    stem = town.removesuffix("街道").removesuffix("民族乡").rstrip("镇乡")
    return len(stem) >= _RARE_STEM


def places_of(identity: Identity, found: tuple[Place, ...]) -> str:
    """Name the places that a name fits, for the evidence.

    Parameters
    ----------
    identity : Identity
        With several places left open.
    found : tuple of Place
        What the gazetteer has.

    Returns
    -------
    str
        Names with what lies above them, joined by commas; at most six.

    Examples
    --------
    >>> from textmine.header.agency import parse_agency
    >>> a = parse_agency("鼓楼区司法局")
    >>> places_of(identify(a), a.found).split(", ")[0]
    '江苏省南京市鼓楼区'
    """
    limit = 6
    names = ["".join((*place.above, place.name)) for place in found]
    names = names or list(identity.open_places)
    return ", ".join(names[:limit]) + (" …" if len(names) > limit else "")
