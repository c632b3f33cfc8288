"""Parse the name of an agency: the places in it, its level and its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from textmine.resources.load import load_toml
from textmine.resources.regions import Place, gazetteer

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_GOVERNMENTS = ("人民政府", "政府", "行政公署", "公署")
_SUFFIX = "省|自治区|自治州|地区|盟|自治县|自治旗|市|县|区|旗|州|兵团"
_GENERIC = re.compile(rf"([{_HAN}]{{2,7}}?)({_SUFFIX})")


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
        The smallest place of county level or above; for a town without one, the town.
    provinces : tuple of str
        Provinces in which a place of that name lies; one where the name is clear.
    level : str
        ``national province city county township``, or empty.
    agency_type : str
        Type by function, e.g. ``商务局``, ``镇政府``; empty if the name is only a place.
    listed : bool
        True where a place stands in the gazetteer, or the body is one of the centre.
    """

    name: str
    places: tuple[str, ...]
    region: str
    provinces: tuple[str, ...]
    level: str
    agency_type: str
    listed: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One place in a name."""

    text: str
    level: str
    end: int
    found: tuple[Place, ...] = ()
    short: bool = False


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
    prefix = _national_prefix(name)
    steps = _split_places(name[len(prefix) :], year)
    rest = name[len(prefix) + (steps[-1].end if steps else 0) :]
    branch = _branch_place(rest, steps, year)
    if branch:
        steps = [*steps, branch]
    if not steps:
        national = bool(prefix) or name in load_toml("agencies.toml")["national"]["departments"]
        agency_type = (agency_type_of(rest) if rest else name) or name
        return Agency(name, (), "", (), "national" if national else "", agency_type, national)
    return _describe(name, steps, rest)


def agency_type_of(rest: str) -> str:
    """Type of an agency by its name without places.

    Parameters
    ----------
    rest : str
        E.g. ``"文化广电新闻出版局"``.

    Returns
    -------
    str
        The common short form where one is listed, else the name itself; empty for no name.

    Examples
    --------
    >>> agency_type_of("文化广电新闻出版局"), agency_type_of("建筑工务署")
    ('文广新局', '建筑工务署')
    """
    types = _types()
    if rest in types:
        return types[rest]
    for prefix in ("人民政府", "政府"):
        if rest.startswith(prefix) and rest[len(prefix) :] in types:
            return types[rest[len(prefix) :]]
    if rest.endswith("分局"):
        stem = next((key for key in sorted(types, key=len, reverse=True) if rest.startswith(key)), "")
        return types.get(stem, rest)
    return types.get(rest + "会", rest)


def is_institution(rest: str, *, strict: bool = True) -> bool:
    """Tell whether a name without places is that of a body.

    Parameters
    ----------
    rest : str
        E.g. ``"商务局"``.
    strict : bool
        Only endings that are safe in running text.

    Returns
    -------
    bool
        True if it is a known type or ends as names of bodies do.

    Examples
    --------
    >>> is_institution("商务局"), is_institution("情况通报会")
    (True, False)
    """
    endings = load_toml("agencies.toml")["endings"]
    allowed = tuple(endings["body"]) if strict else (*endings["body"], *endings["title"])
    return rest in _types() or rest in _GOVERNMENTS or (len(rest) >= 2 and rest.endswith(allowed))


@cache
def _types() -> dict[str, str]:
    """Full name to common short form."""
    table: dict[str, list[str]] = load_toml("agencies.toml")["types"]
    return {full: short for short, fulls in table.items() for full in (short, *fulls)}


def _national_prefix(name: str) -> str:
    """Find the part of a name that names the centre, e.g. 国家税务总局 before a place."""
    national = load_toml("agencies.toml")["national"]
    prefixes: list[str] = [*national["prefixes"], *national["whole"]]
    return max((p for p in prefixes if name.startswith(p)), key=len, default="")


def _split_places(name: str, year: int | None) -> list[_Step]:
    """Places at the start of a name, the larger first."""
    steps: list[_Step] = []
    while (step := _next_place(name, steps, year)) is not None:
        steps.append(step)
        if step.level == "township" or step.end == len(name):
            break
    return steps


def _next_place(name: str, steps: list[_Step], year: int | None) -> _Step | None:
    """Find the place that begins where the last one ended: listed names, then by suffix, then short names."""
    start = steps[-1].end if steps else 0
    if steps and name[start:].startswith("人民政府") and _township(name, start + 4):
        return _township(name, start + 4)
    return (
        _listed(name, start, steps, year)
        or _township(name, start)
        or _area(name, start)
        or (None if is_institution(name[start:]) and name[start:] in _types() else _generic(name, start, steps))
        or _short(name, start, steps, year)
    )


def _listed(name: str, start: int, steps: list[_Step], year: int | None) -> _Step | None:
    """Match a full name of the gazetteer."""
    found = gazetteer().longest_at(name, start)
    false = load_toml("agencies.toml")["places"]["false"]
    if not found or (found in false and not steps) or (not steps and found in {"城区", "矿区"}):
        return None
    places = _below(gazetteer().named(found, year=year), steps)
    levels = {place.level for place in places}
    level = "city" if levels == {"city", "county"} else places[0].level
    return _Step(found, level, start + len(found), tuple(places))


def _below(places: list[Place], steps: list[_Step]) -> list[Place]:
    """Keep the places that lie in the last place of the name, where there are such."""
    if not steps:
        return places
    above = steps[-1].text
    stem = {place.name for place in steps[-1].found} | {above}
    return [place for place in places if stem & set(place.above)] or places


def _township(name: str, start: int) -> _Step | None:
    """Match a town, township or street, by its suffix and what follows."""
    match = re.compile(
        rf"([{_HAN}]{{1,8}}?)(民族乡|街道|苏木|镇|乡)(?=人民政府|政府|办事处|办$|党政|便民|综合|财政所|$)"
    ).match(name, start)
    if not match or match[0] in load_toml("agencies.toml")["places"]["false"]:
        return None
    nested = _generic_end(match[1], name, start)
    return None if nested else _Step(match[0], "township", match.end())


def _generic_end(stem: str, name: str, start: int) -> bool:
    """Tell whether the stem of a town hides a county that is to be split off first."""
    listed = gazetteer().longest_at(name, start)
    return (bool(listed) and len(listed) <= len(stem)) or re.search(
        rf"[{_HAN}]{{2,}}(?:省|市|县|区|旗|州)[{_HAN}]{{1,6}}$", stem
    ) is not None


def _area(name: str, start: int) -> _Step | None:
    """Match a development zone or other area with an administration of its own."""
    for area in load_toml("agencies.toml")["places"]["area"]:
        at = name.find(area, start, start + 10 + len(area))
        if at < 0 or not re.fullmatch(rf"[{_HAN}（）()]*", name[start:at]):
            continue
        end = at + len(area)
        rest = name[end:]
        inner = gazetteer().longest_at(name, start)
        if (inner and start + len(inner) <= at) or not (not rest or is_institution(rest) or rest.startswith("党工委")):
            continue
        short = gazetteer().longest_at(name, start, short=True)
        places = tuple(gazetteer().named(short, short=True)) if short and len(short) <= at - start else ()
        return _Step(name[start:end], "county", end, places)
    return None


def _generic(name: str, start: int, steps: list[_Step]) -> _Step | None:
    """Match a place that no gazetteer lists, by its suffix, if a body or another place follows."""
    words = load_toml("agencies.toml")["places"]
    for match in _all_generic(name, start):
        rest = name[match.end() :]
        if match[0] in words["false"] or match[0].endswith(("城市", "地市", "都市")):
            continue
        if rest[:1] in ("场", "域", "容", "民", "际", "级", "直") or (rest[:1] == "政" and not rest.startswith("政府")):
            continue
        if not rest or is_institution(rest) or _GENERIC.match(rest) or _township(name, match.end()):
            level, found = _level_of_suffix(match[0], steps)
            return _Step(match[0], level, match.end(), found)
    return None


def _all_generic(name: str, start: int) -> list[re.Match[str]]:
    """Every reading of a place by suffix at a position, the shortest first."""
    found = []
    for n_stem in range(1, 8):
        match = re.compile(rf"([{_HAN}]{{{n_stem}}})({_SUFFIX})").match(name, start)
        if match and (n_stem > 1 or name[match.end() :] in _types()):
            found.append(match)
    return found


def _level_of_suffix(text: str, steps: list[_Step]) -> tuple[str, tuple[Place, ...]]:
    """Level of an unlisted place; a 市 below a prefecture, or raised from a listed county, is of county level."""
    levels = load_toml("agencies.toml")["levels"]
    stem = re.sub(rf"({_SUFFIX})$", "", text)
    same_stem = gazetteer().named(stem, short=True)
    raised = tuple(_below([place for place in same_stem if place.level == "county"], steps))
    if text.endswith("州"):
        return "city", tuple(place for place in same_stem if place.level == "city")
    if text.endswith("市"):
        below_city = bool(steps) and steps[-1].level == "city"
        return ("county", raised) if below_city or raised else ("city", ())
    for level in ("province", "city", "county"):
        if text.endswith(tuple(levels[level])):
            return level, raised if level == "county" else ()
    return "", ()


def _short(name: str, start: int, steps: list[_Step], year: int | None) -> _Step | None:
    """Match a short name such as 淮安 before 海关, if a known body follows."""
    short = gazetteer().longest_at(name, start, short=True)
    rest = name[start + len(short) :]
    if not short or not (rest in _types() or is_institution(rest, strict=False)):
        return None
    places = gazetteer().named(short, year=year, short=True)
    if steps:
        inside = [place for place in places if place.level == "county" and steps[-1].text in place.above]
        known = bool(inside) and rest in _types()
        return _Step(short, "county", start + len(short), tuple(inside), short=True) if known else None
    top = min(places, key=lambda place: ("province", "city", "county").index(place.level))
    if rest not in _types() and top.level == "county":
        return None
    found = (top,) if top.level != "county" else tuple(places)
    return _Step(short, top.level, start + len(short), found, short=True)


def _branch_place(rest: str, steps: list[_Step], year: int | None) -> _Step | None:
    """Find the place of a branch office, as in 某市生态环境局某某分局."""
    if not rest.endswith("分局") or rest in _types():
        return None
    stem = next((key for key in sorted(_types(), key=len, reverse=True) if rest.startswith(key)), "")
    middle = rest[len(stem) : -2]
    if not stem or not middle:
        return None
    places = gazetteer().named(middle, year=year) or gazetteer().named(middle, year=year, short=True)
    below = [place for place in _below(places, steps) if place.level == "county"]
    text = below[0].name if below else middle
    return _Step(text, "county", 0, tuple(below))


def _describe(name: str, steps: list[_Step], rest: str) -> Agency:
    """Region, provinces, level and type from the places."""
    last = steps[-1]
    upper = [step for step in steps if step.level != "township"]
    anchor = upper[-1] if upper else last
    full = {place.name for place in anchor.found}
    region = full.pop() if len(full) == 1 and anchor.short else anchor.text
    provinces: tuple[str, ...] = tuple(dict.fromkeys(p.province for step in reversed(upper) for p in step.found[:40]))
    named = [step.text for step in steps if step.level == "province"]
    if named:
        provinces = (steps[0].found[0].province if steps[0].found else named[0],)
    elif anchor.found:
        provinces = tuple(dict.fromkeys(place.province for place in anchor.found))
    if rest in ("", *_GOVERNMENTS) or (rest in {"办事处", "办"} and last.level == "township"):
        governments = load_toml("agencies.toml")["places"]["governments"]
        agency_type = next((kind for suffix, kind in governments if last.text.endswith(suffix)), "")
        agency_type = (
            "管委会" if not rest and last.text.endswith(_areas()) and not gazetteer().named(last.text) else agency_type
        )
    else:
        agency_type = agency_type_of(rest)
    return Agency(
        name, tuple(step.text for step in steps), region, provinces, last.level, agency_type,
        any(step.found for step in steps),
    )  # fmt: skip


@cache
def _areas() -> tuple[str, ...]:
    """Load the endings of development zones and the like."""
    return tuple(load_toml("agencies.toml")["places"]["area"])
