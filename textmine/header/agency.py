"""Parse the name of an agency: the places in it, its level and its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from textmine.header.institutions import GOVERNMENTS, agency_type_of, is_institution
from textmine.header.places import Step, area_endings, branch_place, split_places
from textmine.resources.load import load_toml
from textmine.resources.regions import gazetteer

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
    prefix = _national_prefix(name)
    steps = split_places(name[len(prefix) :], year)
    rest = name[len(prefix) + (steps[-1].end if steps else 0) :]
    branch = branch_place(rest, steps, year)
    if branch:
        steps = [*steps, branch]
    if not steps:
        national = bool(prefix) or name in load_toml("agencies.toml")["national"]["departments"]
        agency_type = (agency_type_of(rest) if rest else name) or name
        return Agency(name, (), "", (), "national" if national else "", agency_type, national)
    return _describe(name, steps, rest)


def canonical_type(value: str, agency: str = "") -> str:
    """Bring a type given by hand into the form in which types are inferred, so that groups are not split.

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
    return agency_type_of(value)


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
    if not 2 <= len(name) <= 40 or _is_self(name) or not _NAME.fullmatch(name):
        return False
    if any(word in name for word in load_toml("agencies.toml")["endings"]["never"]):
        return False
    agency = parse_agency(name)
    if agency.level == "national":
        return len(name) > 2
    if not agency.places:
        return is_institution(name, strict=strict)
    tail = (
        name[name.rfind(agency.places[-1]) + len(agency.places[-1]) :]
        if agency.places[-1] in name
        else name
    )
    return not tail or is_institution(tail, strict=strict)


def _is_self(name: str) -> bool:
    """Tell whether a text opens with a word for oneself or 由, and not with a place such as 本溪市."""
    return name[0] in "我各该由" or (name[0] in "本全" and not gazetteer().longest_at(name))


def _national_prefix(name: str) -> str:
    """Find the part of a name that names the centre, e.g. 国家税务总局 before a place."""
    national = load_toml("agencies.toml")["national"]
    prefixes: list[str] = [*national["prefixes"], *national["whole"]]
    return max((p for p in prefixes if name.startswith(p)), key=len, default="")


def _describe(name: str, steps: list[Step], rest: str) -> Agency:
    """Region, provinces, level and type from the places."""
    last = steps[-1]
    upper = [step for step in steps if step.level != "township"]
    anchor = upper[-1] if upper else last
    full = {place.name for place in anchor.found}
    region = full.pop() if len(full) == 1 and anchor.short else anchor.text
    provinces: tuple[str, ...] = tuple(
        dict.fromkeys(p.province for step in reversed(upper) for p in step.found[:40])
    )
    named = [step.text for step in steps if step.level == "province"]
    if named:
        provinces = (steps[0].found[0].province if steps[0].found else named[0],)
    elif anchor.found:
        provinces = tuple(dict.fromkeys(place.province for place in anchor.found))
    if rest in ("", *GOVERNMENTS) or (rest in {"办事处", "办"} and last.level == "township"):
        governments = load_toml("agencies.toml")["places"]["governments"]
        agency_type = next((kind for suffix, kind in governments if last.text.endswith(suffix)), "")
        agency_type = (
            "管委会"
            if not rest and last.text.endswith(area_endings()) and not gazetteer().named(last.text)
            else agency_type
        )
    else:
        agency_type = agency_type_of(rest)
    return Agency(
        name,
        tuple(step.text for step in steps),
        region,
        provinces,
        last.level,
        agency_type,
        any(step.found for step in steps),
    )
