"""Parse the name of an agency: the places in it, its level and its type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from textmine.header.institutions import (
    GOVERNMENTS,
    OTHER,
    agency_type_of,
    centre_type,
    institution_types,
    is_institution,
    listed_type,
    without_second_name,
)
from textmine.header.places import (
    PlaceStep,
    area_endings,
    branch_of_centre,
    branch_place,
    split_places,
)
from textmine.resources.load import load_toml
from textmine.resources.regions import Place, gazetteer, known_areas

_COUNTRY = "中华人民共和国"
_BODY_ENDS = "(?:(?<!分)局|委|委员会|办公室|厅|中心|部|办)"
_PLACE = "(?P<place>[\u4e00-\u9fff]{2,}?[省市县区旗州盟镇乡])"
_LEAGUE_OF_A_PLACE = "共青团委员会"
_LEAGUE = re.compile(r"共青团([\u4e00-\u9fff]{2,12})委(?:员会)?")
_JOINT = re.compile(
    rf"(?P<first>{_PLACE}[\u4e00-\u9fff]+?{_BODY_ENDS})"
    rf"[和与及暨]?(?P=place)[\u4e00-\u9fff]+{_BODY_ENDS}$"
)
# 某区人民政府及办公室, 某区人民政府（含办公室): the government's own report.
_WITH_OFFICE = re.compile(
    "(?<=政府)(?:[及和与暨、](?:其|所属)?办公[室厅]|[（(]含?办公[室厅][)）])$"
)
# 某高新区（某经开区）管委会: one committee of two zones.
_ZONE_BESIDE = re.compile(
    "(?<=[区园城])[（(][^（()）]{2,24}[)）](?=管委会|管理委员会|党工委)"
)
_AND = re.compile(r"(?<=[局委厅办会])[和与及暨]")
# Fewest characters of a place that a branch of the centre is called after.
_SHORTEST_PLACE = 2
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff（）()·“”]+")


@dataclass(frozen=True, slots=True)
class Agency:
    """What the name of an agency says.

    Parameters
    ----------
    name : str
        The name as printed.
    places : tuple of str
        The places in it, the larger first.
    region : str
        The smallest place: of a town's government the town.
    provinces : tuple of str
        Provinces in which a place of that name lies; one where the name is clear.
    level : str
        ``national province city county township``, or empty.
    agency_type : str
        One of the closed list of types, e.g. ``商务局``, ``镇政府``; empty if the name is a
        place that has no government of its own kind.
    listed : bool
        True where a place stands in the gazetteer, or the body is one of the centre.
    body : str
        The name without places; empty for the government of a place.
    found : tuple of Place
        What the gazetteer has for the smallest place of county level or above; for a zone, the
        place around it.
    zone : str
        Name of the zone or new area, where the agency is one's.
    """

    name: str
    places: tuple[str, ...]
    region: str
    provinces: tuple[str, ...]
    level: str
    agency_type: str
    listed: bool
    body: str = ""
    found: tuple[Place, ...] = ()
    zone: str = ""

    @property
    def is_far(self) -> bool:
        """True for a branch of the centre in a place that no list has: its level is unknown."""
        ends = tuple(load_toml("agencies.toml")["national"]["far"])
        prefix = _national_prefix(self.body)
        if prefix in load_toml("agencies.toml")["national"]["whole"]:
            return False
        rest = self.body.removeprefix(prefix)
        n_own = len(rest) - max((len(e) for e in ends if rest.endswith(e)), default=0)
        named = _SHORTEST_PLACE <= n_own < len(rest)
        return self.level == "national" and not self.places and named

    @property
    def is_seated(self) -> bool:
        """True for a customs office and the like: its place is its seat, not what it is for."""
        ends = tuple(load_toml("agencies.toml")["national"]["seated"])
        return bool(self.places) and not self.level and self.body.endswith(ends)

    @property
    def is_any_zone(self) -> bool:
        """True for 开发区管委会 and the like: every second county has one."""
        return self.places == (self.zone,) and self.zone in area_endings()

    @property
    def town(self) -> str:
        """The town, where the agency is one's."""
        return self.places[-1] if self.level == "township" and self.places else ""


@lru_cache(maxsize=4096)
def parse_agency(name: str, *, year: int | None = None) -> Agency:
    """Parse the name of an agency.

    Parameters
    ----------
    name : str
        A name without blanks, e.g. ``"樟树市商务局"``; simplified script.
    year : int, optional
        Year in which the name was in force; decides between old and new divisions.

    Returns
    -------
    Agency
        Places, region, possible provinces, level and type; empty parts where the name does not say.

    Examples
    --------
    >>> a = parse_agency("樟树市商务局")
    >>> a.region, a.provinces, a.level, a.agency_type
    ('樟树市', ('江西省',), 'county', '商务局')
    >>> parse_agency("国家税务总局石家庄市税务局").level
    'city'
    """
    plain = _main_name(name)
    prefix = _national_prefix(plain)
    if plain in load_toml("agencies.toml")["national"]["rivers"]:
        return Agency(name, (), "", (), "national", "水利委员会", True, plain)
    steps = split_places(plain[len(prefix) :], year)
    rest = plain[len(prefix) + (steps[-1].end if steps else 0) :]
    branch = branch_place(rest, steps, year)
    if branch:
        steps = [*steps, branch]
    branches = tuple(load_toml("agencies.toml")["national"]["branches"])
    if not steps and prefix:
        step = branch_of_centre(rest, branches)
        steps, rest = ([step], rest[step.end :]) if step else ([], rest)
    if steps and prefix and rest in branches:
        rest = prefix + rest.removeprefix("局")
    if not steps:
        return _without_place(name, plain, prefix, rest)
    agency = _describe(
        name, steps, rest or (prefix if prefix.endswith(("局", "署")) else "")
    )
    # 黄埔海关 is a body of the centre with several cities: called after the place of its seat.
    if rest in load_toml("agencies.toml")["national"]["seated"]:
        # A city's name (贵阳海关) says where it sits; that of a district or port says less.
        region = agency.region if agency.level in ("province", "city") else ""
        return replace(agency, region=region, level="", body=plain, found=())
    return agency


def _main_name(name: str) -> str:
    """Drop a second name: in brackets, or behind the first of two joint bodies."""
    plain = without_second_name(_WITH_OFFICE.sub("", name))
    plain = _ZONE_BESIDE.sub("", plain)
    plain = plain.removeprefix(_COUNTRY).removeprefix("中共") or plain
    league = _LEAGUE.fullmatch(plain)
    if league:
        # 共青团洛溪县委员会: the place stands within the body's name.
        return league[1] + _LEAGUE_OF_A_PLACE
    first, _, second = plain.partition("、")
    if second and len(first) > 3:
        return first
    # 洛溪县水利局 洛溪县应急管理局 (the blank is gone), 洛溪县水利局和应急管理局.
    joint = _JOINT.match(plain)
    if joint:
        return joint["first"]
    for mark in _AND.finditer(plain):
        if plain[mark.end() :] in institution_types():
            return plain[: mark.start()]
    return plain


def _without_place(name: str, plain: str, prefix: str, rest: str) -> Agency:
    """Describe a body of the centre, or one whose name holds no place."""
    departments = load_toml("agencies.toml")["national"]["departments"]
    national = bool(prefix) or plain in departments
    kind = agency_type_of(rest if rest else plain.removeprefix("国家"))
    if prefix and ((rest and not listed_type(rest)) or kind == OTHER):
        # A branch in a place that no list has is what the body of the centre is.
        whole = prefix.removeprefix("国家")
        kind = centre_type(plain) or listed_type(plain) or listed_type(whole) or kind
    return Agency(
        name, (), "", (), "national" if national else "", kind, national, plain
    )


def canonical_type(value: str, agency: str = "") -> str:
    """Bring a type given by hand into the form in which types are inferred.

    Parameters
    ----------
    value : str
        E.g. ``"商务厅"``, ``"镇人民政府"``.
    agency : str
        Name of the agency, which says whose government a plain ``"人民政府"`` is.

    Returns
    -------
    str
        The kind of body, whatever its rank (厅 and 委 as 局), governments by their place; a word
        that is not listed stays as it is.

    Examples
    --------
    >>> (
    ...     canonical_type("商务厅"),
    ...     canonical_type("镇人民政府"),
    ...     canonical_type("人民政府", "樟树市人民政府"),
    ... )
    ('商务局', '镇政府', '市政府')
    """
    if value in GOVERNMENTS:
        inferred = parse_agency(agency).agency_type if agency else ""
        return inferred if inferred.endswith("政府") else value
    governments: list[list[str]] = load_toml("agencies.toml")["places"]["governments"]
    for suffix, kind in governments:
        if value in {suffix + ending for ending in GOVERNMENTS}:
            return kind
    return listed_type(value) or value


# A report names its agency in its title, its preamble and its signature.
@lru_cache(maxsize=4096)
def is_agency(name: str, *, strict: bool = True) -> bool:
    """Tell whether a text is the name of an agency, or of a place that has a government.

    Parameters
    ----------
    name : str
        Text without blanks.
    strict : bool
        Without a place, accept only the endings of names that are safe in running text.

    Returns
    -------
    bool
        False for 我局 and other words for oneself.

    Examples
    --------
    >>> is_agency("临泽川市商务局"), is_agency("我局"), is_agency("各项工作")
    (True, False, False)
    """
    if "、" in name:
        first, _, second = name.partition("、")
        return is_agency(first, strict=strict) and is_agency(second, strict=False)
    if not 2 <= len(name) <= 40 or not _NAME.fullmatch(name) or _is_self(name):
        return False
    name = without_second_name(name)
    # Most lines of a report end otherwise: 报告, 情况, 总计.
    if name[-1:] not in _last_characters():
        return False
    if any(word in name for word in load_toml("agencies.toml")["endings"]["never"]):
        return False
    agency = parse_agency(name)
    if agency.level == "national":
        return len(name) > 2 and name != _COUNTRY
    if not agency.places:
        return is_institution(name, strict=strict)
    words = load_toml("agencies.toml")
    if agency.places[0] in words["places"]["nameless"]:
        return False
    if strict and agency.is_any_zone:
        return False
    tail = _tail(name, agency.places[-1])
    if tail in words["national"]["branches"] and _national_prefix(name):
        return True
    institutions = tuple(words["endings"]["institution"])
    # Behind a place that is listed, the name of a centre or a hospital is safe in running text too.
    named = agency.listed and len(tail) >= 3 and tail.endswith(institutions)
    return not tail or named or is_institution(tail, strict=strict)


@cache
def _last_characters() -> frozenset[str]:
    """Load the characters in which names of places and bodies end."""
    words = load_toml("agencies.toml")
    national, places, endings = words["national"], words["places"], words["endings"]
    bodies = (
        *institution_types(),
        *GOVERNMENTS,
        *national["departments"],
        *national["rivers"],
    )
    branches = (*national["prefixes"], *national["whole"], *national["branches"])
    ends = (*endings["body"], *endings["title"], *endings["institution"])
    governed = (suffix for suffix, _ in places["governments"])
    listed = (place.name for place in gazetteer().places)
    named = (
        *bodies,
        *branches,
        *ends,
        *governed,
        *places["area"],
        *listed,
        *known_areas(),
        "兵团",
    )
    return frozenset(name[-1] for name in named)


def _tail(name: str, place: str) -> str:
    """What follows the last place of a name; the whole name where the place is not written out."""
    return name[name.rfind(place) + len(place) :] if place in name else name


def _is_self(name: str) -> bool:
    """Tell whether a text opens with a word for oneself or 由, and not with 本溪市."""
    return name[0] in "我各该由" or (
        name[0] in "本全" and not gazetteer().longest_at(name)
    )


def _national_prefix(name: str) -> str:
    """Find the part of a name that names the centre, e.g. 国家税务总局 before a place."""
    match = _prefixes().match(name)
    return match[0] if match else ""


@cache
def _prefixes() -> re.Pattern[str]:
    """Compile the names of the centre, the longer first."""
    national = load_toml("agencies.toml")["national"]
    prefixes: list[str] = [*national["prefixes"], *national["whole"]]
    return re.compile("|".join(sorted(prefixes, key=len, reverse=True)))


def _describe(name: str, steps: list[PlaceStep], rest: str) -> Agency:
    """Region, provinces, level and type from the places."""
    last = steps[-1]
    upper = [step for step in steps if step.level != "township"]
    anchor = upper[-1] if upper else last
    return Agency(
        name=name,
        places=tuple(step.text for step in steps),
        region=_region(steps),
        provinces=_provinces(steps, upper, anchor),
        level=last.level,
        agency_type=_type(last, rest),
        listed=any(step.provinces for step in steps),
        body="" if _is_government(last, rest) else rest,
        found=anchor.found,
        zone=anchor.text if anchor.zone else "",
    )


def _region(steps: list[PlaceStep]) -> str:
    """Name of the last place: as printed, or the full one of a place that is written short."""
    step = steps[-1]
    if step.zone and step.text in area_endings() and len(steps) > 1:
        # 经济开发区 is no name: every second county has one.
        return steps[-2].text + step.text
    full = {place.name for place in step.found}
    return full.pop() if len(full) == 1 and step.short else step.text


def _provinces(
    steps: list[PlaceStep], upper: list[PlaceStep], anchor: PlaceStep
) -> tuple[str, ...]:
    """Provinces in which the agency can lie: the one named, else those of its smallest place."""
    named = [step for step in steps if step.level == "province"]
    if named:
        return named[0].provinces[:1] or (named[0].text,)
    if anchor.provinces:
        return anchor.provinces
    return tuple(dict.fromkeys(p for step in reversed(upper) for p in step.provinces))


def _is_government(last: PlaceStep, rest: str) -> bool:
    """Tell whether a name is that of the government of its last place."""
    offices = {"办事处", "办"} if last.level == "township" else set()
    return rest in {"", *GOVERNMENTS, *offices}


def _type(last: PlaceStep, rest: str) -> str:
    """Type of the body, or of the government of the last place."""
    if not _is_government(last, rest):
        return agency_type_of(rest)
    zone = last.text.endswith(area_endings()) and not gazetteer().named(last.text)
    if zone and not rest:
        return "管委会"
    if last.level == "province":
        return "省政府"
    governments = load_toml("agencies.toml")["places"]["governments"]
    return next(
        (kind for suffix, kind in governments if last.text.endswith(suffix)), ""
    )
