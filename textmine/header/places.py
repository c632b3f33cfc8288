"""Places at the start of an agency's name: listed ones, towns, zones, others by their suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textmine.header.institutions import institution_types, is_institution, opening_body
from textmine.resources.load import load_toml
from textmine.resources.regions import Place, gazetteer, known_areas
from textmine.resources.townships import towns_named
from textmine.text.script import HAN

_SUFFIX = "省|自治区|自治州|地区|盟|自治县|自治旗|市|县|区|旗|州|兵团"
_BY_SUFFIX = {n: re.compile(rf"([{HAN}]{{{n}}})({_SUFFIX})") for n in range(1, 8)}
_TOWNSHIP = re.compile(
    rf"([{HAN}]{{1,8}}?)(民族乡|街道|苏木|镇|乡|街(?=办事处|$))(?=人民政府|政府|办事处|办$|党政|党委|党工委|便民|综合|财政所|$"
    # Its hospital, schools and stations: 某镇中心卫生院, 某街道社区卫生服务中心.
    r"|(?:中心)?(?:卫生院|小学|初级中学|初中|中学|学校|幼儿园)$|社区卫生|派出所$|司法所$)"
)
_BARE_TOWN = re.compile("[镇乡](?:人民政府|政府|党政|$)")
_NESTED = re.compile(rf"[{HAN}]{{2,}}(?:省|市|县|区|旗|州)[{HAN}]{{1,6}}$")
# Longest name of a known area, in characters: 中关村 … 示范区 with its city.
_LONGEST_AREA = 14
# Before 城市 these make a word of it and no name of a city: 县城市管理局, 新城市.
_OF_CITIES = "省市县区州旗乡镇大中小新老古全各本我个"
# Shortest name of an institution that makes a place of what stands before it: 信息中心.
_SHORTEST_INSTITUTION = 4
_GENERIC = re.compile(rf"([{HAN}]{{2,7}}?)({_SUFFIX})")


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """One place in a name.

    Parameters
    ----------
    text : str
        How it is written.
    level : str
        Its level.
    end : int
        Where it ends in the name.
    found : tuple of Place
        What the gazetteer has under that name, within the place before.
    short : bool
        True where it is written without its suffix.
    province : str
        Province of an area that the gazetteer does not list.
    zone : bool
        True for a zone within a place: what is listed is the place around it.
    """

    text: str
    level: str
    end: int
    found: tuple[Place, ...] = ()
    short: bool = False
    province: str = ""
    zone: bool = False

    @property
    def provinces(self) -> tuple[str, ...]:
        """Provinces in which such a place lies."""
        listed = tuple(dict.fromkeys(place.province for place in self.found))
        return listed or ((self.province,) if self.province else ())


def split_places(name: str, year: int | None) -> list[PlaceStep]:
    """Split the places off the start of a name.

    Parameters
    ----------
    name : str
        Name without blanks.
    year : int or None
        Year in which it was in force.

    Returns
    -------
    list of PlaceStep
        The larger first.

    Examples
    --------
    >>> [step.text for step in split_places("云岭省临泽川市商务局", None)]
    ['云岭省', '临泽川市']
    """
    steps: list[PlaceStep] = []
    while (step := _next_place(name, steps, year)) is not None:
        steps.append(step)
        if step.level == "township" or step.end == len(name):
            break
    return steps


def _next_place(
    name: str, steps: list[PlaceStep], year: int | None
) -> PlaceStep | None:
    """Find the place that begins where the last one ended: listed, by suffix, then short names."""
    start = steps[-1].end if steps else 0
    if steps and name[start:].startswith("人民政府"):
        # 某区人民政府某街道办事处, 某市人民政府某管理区管委会.
        behind = start + len("人民政府")
        below = _township(name, behind) or _area(name, behind, steps)
        if below:
            return below
    return (
        _known_area(name, start)
        or _listed(name, start, steps, year)
        or _township(name, start)
        or _area(name, start, steps)
        or (
            None
            if name[start:] in institution_types()
            else _generic(name, start, steps)
        )
        or _short(name, start, steps, year)
    )


def _known_area(name: str, start: int) -> PlaceStep | None:
    """Match a new area, a zone or a division of the 兵团 that is known by name."""
    listed = gazetteer().longest_at(name, start)
    for end in range(min(len(name), start + _LONGEST_AREA), start + len(listed), -1):
        area = known_areas().get(name[start:end])
        if area is None:
            continue
        # Of a zone without a county of its own the city around it is what the list has.
        around = area.county or area.city
        inside = gazetteer().named(around) if around else []
        found = tuple(place for place in inside if place.province == area.province)
        return PlaceStep(
            area.name,
            area.level,
            end,
            found,
            province=area.province,
            zone=not area.county,
        )
    return None


def _listed(
    name: str, start: int, steps: list[PlaceStep], year: int | None
) -> PlaceStep | None:
    """Match a full name of the gazetteer."""
    found = gazetteer().longest_at(name, start)
    words = load_toml("agencies.toml")["places"]
    if not found or (found in words["false"] and not steps):
        return None
    rest = name[start + len(found) :]
    # 城区街道 is a street, not the street of a 城区.
    street = rest.startswith("街道")
    if found in words["bare"] and (street or not (steps or _governed(rest))):
        return None
    # 新县镇 is a town of that name: no town is called by its suffix alone.
    if _BARE_TOWN.match(rest):
        return None
    places = _below(gazetteer().named(found, year=year), steps)
    if not places:
        # A district of that name lies elsewhere: only its suffix speaks.
        return PlaceStep(found, _level_of_suffix(found, steps)[0], start + len(found))
    levels = {place.level for place in places}
    level = "city" if levels == {"city", "county"} else places[0].level
    return PlaceStep(found, level, start + len(found), tuple(places))


def _governed(rest: str) -> bool:
    """Tell whether what follows a bare 城区 makes a place of it: a town or a listed body."""
    return rest in institution_types() or _TOWNSHIP.match(rest) is not None


def _below(places: list[Place], steps: list[PlaceStep]) -> list[Place]:
    """Keep the places that lie in the last place of the name; all where that one is not listed."""
    if not steps or not steps[-1].provinces:
        return places
    last = steps[-1]
    names = {place.name for place in last.found} | {last.text}
    inside = [place for place in places if names & set(place.above)]
    return inside or [place for place in places if place.province in last.provinces]


def _township(name: str, start: int) -> PlaceStep | None:
    """Match a town, township or street, by its suffix and what follows."""
    match = _TOWNSHIP.match(name, start)
    if not match or match[0] in load_toml("agencies.toml")["places"]["false"]:
        return None
    if not towns_named(match[0]):
        # 但镇政府, 而乡政府: one character before an unlisted town is a word of the sentence.
        alone = start == 0 and len(match[1]) == 1
        if alone or _is_of_sentence(match[1]):
            return None
    listed = gazetteer().longest_at(name, start)
    # 青榆区北桥街道 is a street of a district, not a street called 青榆区北桥; 城区街道 is one.
    bare = load_toml("agencies.toml")["places"]["bare"]
    own = listed == match[1] and _BARE_TOWN.match(name, start + len(listed))
    county = listed and listed not in bare and len(listed) <= len(match[1]) and not own
    hides_county = county or _NESTED.search(match[1])
    return None if hides_county else PlaceStep(match[0], "township", match.end())


def _area(name: str, start: int, steps: list[PlaceStep]) -> PlaceStep | None:
    """Match a development zone or other area with an administration of its own."""
    if not _any_area().search(name, start):
        return None
    for area in load_toml("agencies.toml")["places"]["area"]:
        at = name.find(area, start, start + 10 + len(area))
        if at < 0:
            continue
        end = at + len(area)
        rest = name[end:]
        if _no_place().search(name, start, at):
            continue
        inner = gazetteer().longest_at(name, start)
        if (inner and start + len(inner) <= at) or not (
            not rest or is_institution(rest) or rest.startswith("党工委")
        ):
            continue
        places = _around(name[start:at], steps)
        return PlaceStep(name[start:end], "county", end, places, zone=True)
    return None


def _around(stem: str, steps: list[PlaceStep]) -> tuple[Place, ...]:
    """Place around a zone: what its name says within the place before it, else that place.

    Without one, only a province or a city whose short name it bears (南京江北新区): there are
    counties of that name elsewhere (平原示范区 lies in 新乡市, not in 平原县), and names that begin
    like one (松山湖高新区 is not of 松山区).
    """
    if steps:
        own = gazetteer().named(stem, short=True)
        inside = [p for p in own if {x.name for x in steps[-1].found} & set(p.above)]
        return tuple(inside) or steps[-1].found
    short = gazetteer().longest_at(stem, short=True)
    if not short or len(stem) - len(short) == 1:
        return ()
    found = gazetteer().named(short, short=True)
    return tuple(place for place in found if place.level != "county")


def _generic(name: str, start: int, steps: list[PlaceStep]) -> PlaceStep | None:
    """Match a place that no gazetteer lists, by its suffix, if a body or another place follows."""
    words = load_toml("agencies.toml")["places"]
    if steps and name.endswith("分局") and opening_body(name[start:]):
        # 某市公安局某区分局: the district stands within the branch's name.
        return None
    for match in _all_generic(name, start):
        rest = name[match.end() :]
        if match[0] in (*words["false"], *words["nameless"]) or _is_word(match[0]):
            continue
        if (match[2] + rest).startswith(tuple(words["broken"])):
            continue
        if _is_of_sentence(match[1]):
            continue
        if (
            not rest
            or is_institution(rest)
            or (len(rest) >= _SHORTEST_INSTITUTION and rest.endswith(_institutions()))
            or (rest in _institutions() and rest not in words["anywhere"])
            or _GENERIC.match(rest)
            or _township(name, match.end())
        ):
            level, found = _level_of_suffix(match[0], steps)
            return PlaceStep(match[0], level, match.end(), found)
    return None


def _is_word(place: str) -> bool:
    """Tell whether a place by its suffix ends in a word of cities: 新型城市, but not 石城市."""
    own = len(place) == len("石城市") and place[0] not in _OF_CITIES
    return place.endswith(("地市", "都市")) or (place.endswith("城市") and not own)


def _all_generic(name: str, start: int) -> list[re.Match[str]]:
    """Every reading of a place by suffix at a position, the shortest first."""
    found = []
    for n_stem, pattern in _BY_SUFFIX.items():
        match = pattern.match(name, start)
        # 道县 has one character before its suffix; 郑州 before 海关 is a listed name without one.
        bare = (
            n_stem == 1
            and match
            and not gazetteer().longest_at(name, start, short=True)
        )
        # 明州市 is a city, not the 市 of a prefecture 明州.
        city = match and match[2] == "州" and name.startswith("市", match.end())
        if match and not city and (n_stem > 1 or (bare and _may_follow(match))):
            found.append(match)
    return found


def _may_follow(match: re.Match[str]) -> bool:
    """Tell whether what stands behind a county of one character is a body: 道县粮食局.

    Behind a character that leads in (由县信息产业办公室) only one that is listed would be.
    """
    rest = match.string[match.end() :]
    leads = load_toml("agencies.toml")["fragments"]["leads"]
    return rest in institution_types() or (
        match[1] not in leads and is_institution(rest)
    )


def _level_of_suffix(
    text: str, steps: list[PlaceStep]
) -> tuple[str, tuple[Place, ...]]:
    """Level of an unlisted place; a 市 in a prefecture, or raised from a county, is a county's."""
    levels = load_toml("agencies.toml")["levels"]
    stem = re.sub(rf"({_SUFFIX})$", "", text)
    same_stem = gazetteer().named(stem, short=True)
    raised = tuple(
        _below([place for place in same_stem if place.level == "county"], steps)
    )
    if text.endswith("州"):
        return "city", tuple(place for place in same_stem if place.level == "city")
    if text.endswith("市"):
        below_city = bool(steps) and steps[-1].level == "city"
        return ("county", raised) if below_city or raised else ("city", ())
    for level in ("province", "city", "county"):
        if text.endswith(tuple(levels[level])):
            return level, raised if level == "county" else ()
    return "", ()


def _short(
    name: str, start: int, steps: list[PlaceStep], year: int | None
) -> PlaceStep | None:
    """Match a short name such as 淮安 before 海关, if a known body follows."""
    short = gazetteer().longest_at(name, start, short=True)
    rest = name[start + len(short) :]
    if not short or not (
        rest in institution_types() or is_institution(rest, strict=False)
    ):
        return None
    places = gazetteer().named(short, year=year, short=True)
    if not steps and _is_own_name(short, rest, places):
        return None
    if steps and steps[-1].level == "province" and rest.endswith(_schools()):
        # 某省某某第二中学 is a school of the city.
        cities = [p for p in places if p.level == "city" and steps[-1].text in p.above]
        if len(cities) == 1:
            return PlaceStep(
                short, "city", start + len(short), tuple(cities), short=True
            )
    if steps:
        inside = [
            place
            for place in places
            if place.level == "county" and steps[-1].text in place.above
        ]
        known = bool(inside) and rest in institution_types()
        return (
            PlaceStep(short, "county", start + len(short), tuple(inside), short=True)
            if known
            else None
        )
    top = _highest(places)
    if rest not in institution_types() and top.level == "county":
        return None
    found = (top,) if top.level != "county" else tuple(places)
    return PlaceStep(short, top.level, start + len(short), found, short=True)


def _is_own_name(short: str, rest: str, places: list[Place]) -> bool:
    """Tell whether an institution only seems to be called after a place: 中山大学, 江南大学."""
    words = load_toml("agencies.toml")["endings"]
    university = rest.endswith(tuple(words["university"]))
    if short in words["memorial"] and (university or rest.endswith(_institutions())):
        return True
    return university and _highest(places).level == "county"


def _highest(places: list[Place]) -> Place:
    """The first of the highest places of a name: 吉林 is the province before the city."""
    levels = ("province", "city", "county")
    return min(places, key=lambda place: levels.index(place.level))


def branch_of_centre(rest: str, endings: tuple[str, ...]) -> PlaceStep | None:
    """Find the place of a branch that the centre names by it, as in 国家能源局华东监管局.

    Parameters
    ----------
    rest : str
        Name without the body of the centre.
    endings : tuple of str
        What such branches are called.

    Returns
    -------
    PlaceStep or None
        The place, written short.

    Examples
    --------
    >>> branch_of_centre("黑龙江局", ("局",)).found[0].province
    '黑龙江省'
    """
    short = gazetteer().longest_at(rest, short=True)
    if not short or rest[len(short) :] not in endings:
        return None
    top = _highest(gazetteer().named(short, short=True))
    return PlaceStep(short, top.level, len(short), (top,), short=True)


def branch_place(
    rest: str, steps: list[PlaceStep], year: int | None
) -> PlaceStep | None:
    """Find the place of a branch office, as in 某市生态环境局某某分局.

    Parameters
    ----------
    rest : str
        Name without the places at its start.
    steps : list of PlaceStep
        Those places.
    year : int or None
        Year in which the name was in force.

    Returns
    -------
    PlaceStep or None
        The county in which the branch works.
    """
    if not rest.endswith("分局") or rest in institution_types():
        return None
    stem = opening_body(rest)
    middle = rest[len(stem) : -2]
    if not stem or not middle:
        return None
    places = gazetteer().named(middle, year=year) or gazetteer().named(
        middle, year=year, short=True
    )
    below = [place for place in _below(places, steps) if place.level == "county"]
    if not below and middle.endswith(("开发区", "高新区", "经开区", "新区")):
        around = steps[-1].found if steps else ()
        return PlaceStep(middle, "county", 0, around, zone=True)
    text = below[0].name if below else middle
    return PlaceStep(text, "county", 0, tuple(below))


@cache
def _institutions() -> tuple[str, ...]:
    """Ends of the names of institutions."""
    return tuple(load_toml("agencies.toml")["endings"]["institution"])


@cache
def _schools() -> tuple[str, ...]:
    """Ends of the names of schools of a place."""
    return tuple(load_toml("agencies.toml")["endings"]["school"])


@cache
def _no_place() -> re.Pattern[str]:
    """Compile the words that stand in the name of no place."""
    return re.compile("|".join(load_toml("agencies.toml")["places"]["words"]))


def _is_of_sentence(stem: str) -> bool:
    """Tell whether what stands before the suffix of an unlisted place holds words of a sentence."""
    words = load_toml("agencies.toml")["places"]
    if stem.endswith(tuple(words["ends"])) or _no_place().search(stem):
        return True
    begins = stem.startswith(tuple(words["begins"]))
    return begins or any(character in words["never"] for character in stem)


@cache
def _any_area() -> re.Pattern[str]:
    """Compile the endings of areas into one search: most names hold none."""
    return re.compile("|".join(load_toml("agencies.toml")["places"]["area"]))


def zone_stem(zone: str) -> str:
    """Cut the kind from the name of a development zone or the like.

    Parameters
    ----------
    zone : str
        Name of a zone.

    Returns
    -------
    str
        What it is called after.

    Examples
    --------
    >>> zone_stem("青螺高新技术产业开发区"), zone_stem("青螺高新区")
    ('青螺', '青螺')
    """
    kind = next((end for end in area_endings() if zone.endswith(end)), "")
    return zone.removesuffix(kind)


@cache
def area_endings() -> tuple[str, ...]:
    """Load the endings of development zones and the like.

    Returns
    -------
    tuple of str
        E.g. ``"开发区"``, the longer first.
    """
    return tuple(load_toml("agencies.toml")["places"]["area"])
