"""Names that are an agency's own though no place in them is known: 某某理工大学, 某某海关."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from textmine.header.agency import is_agency, parse_agency
from textmine.header.institutions import institution_types, without_second_name
from textmine.resources.load import load_pattern, load_toml
from textmine.resources.regions import gazetteer
from textmine.resources.townships import towns_named

# Fewest characters that make a name its own, and most that a name has.
_OWN, _LONGEST = 2, 40
_PLACELESS = tuple("省市县区州旗镇乡")
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·“”]+")
_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff（）()·“”、]+")


@lru_cache(maxsize=4096)
def is_titled(name: str) -> bool:
    """Tell whether what stands before a report's title is a name and not a phrase.

    Parameters
    ----------
    name : str
        Text without blanks, year and connecting words taken off.

    Returns
    -------
    bool
        True for what ends as names of bodies do, and for any name that begins with a place and
        holds no word of a phrase.

    Examples
    --------
    >>> is_titled("望澜监狱"), is_titled("青禾县残联"), is_titled("全面推进")
    (True, True, False)
    """
    if holds_more(name):
        return False
    if is_agency(name, strict=False):
        agency = parse_agency(name)
        known = bool(agency.places) or agency.level == "national"
        return known or not is_phrase(name)
    if not 3 <= len(name) <= _LONGEST or not _NAME.fullmatch(name) or is_phrase(name):
        return False
    return name.endswith(_ends()) or bool(parse_agency(name).places)


def is_phrase(name: str) -> bool:
    """Tell whether a text holds a word that no name of an agency has.

    Parameters
    ----------
    name : str
        Text without blanks.

    Returns
    -------
    bool
        True for what holds 现将, 公布, 我, 推进 and the like.

    Examples
    --------
    >>> is_phrase("现将我乡"), is_phrase("青榆县民政局")
    (True, False)
    """
    # 统计 alone is no name, 统计局 is.
    named = next((k for k in range(len(name)) if name[k:] in institution_types()), None)
    return _phrases().search(name, 0, len(name) if named is None else named) is not None


@lru_cache(maxsize=4096)
def is_placed(name: str) -> bool:
    """Tell whether a text is the name of an agency with its place, and more than the place.

    Parameters
    ----------
    name : str
        Text without blanks.

    Returns
    -------
    bool
        True also for a centre or a hospital whose place no list has.

    Examples
    --------
    >>> is_placed("青榆县公共资源交易中心"), is_placed("青榆县"), is_placed("民政局")
    (True, False, False)
    """
    institutions = tuple(load_toml("agencies.toml")["endings"]["institution"])
    # Most texts end otherwise: their places are not looked for.
    known = is_agency(name)
    if not (known or name.endswith(institutions)):
        return False
    places = parse_agency(name).places
    if not places or name.endswith(places[-1]):
        return False
    tail = name[name.rfind(places[-1]) + len(places[-1]) :]
    return known or len(tail) > len("中心")


def opens_otherwise(name: str) -> bool:
    """Tell whether a clause opens with another word than the name that was read in it.

    Parameters
    ----------
    name : str
        What was read as a name.

    Returns
    -------
    bool
        True for 由某局, and not for 和平县 or 向阳镇, which are listed.

    Examples
    --------
    >>> opens_otherwise("由青榆县民政局"), opens_otherwise("和平县民政局")
    (True, False)
    >>> opens_otherwise("打造新版重庆市民政局")
    True
    """
    openers: list[str] = load_toml("agencies.toml")["fragments"]["openers"]
    places = parse_agency(name).places
    if places:
        listed = bool(gazetteer().longest_at(name) or towns_named(places[0]))
        opened = name.startswith(tuple(openers)) or _holds_city(places[0])
        return opened and not listed
    # 经济管理学院 opens with no 经.
    return name.startswith(tuple(word for word in openers if len(word) > 1))


def _holds_city(place: str) -> bool:
    """Tell whether words stand before a listed city in what was read as a place: 打造新版重庆市."""
    inner = (place[k:] for k in range(_OWN, len(place) - 2))
    return place.endswith("市") and any(gazetteer().named(part) for part in inner)


def holds_more(name: str) -> bool:
    """Tell whether a text holds words of a sentence or of a site beside a name.

    Parameters
    ----------
    name : str
        Text without blanks.

    Returns
    -------
    bool
        True for 现公布, 我局, 主办, 版权 and the like, which no name holds even behind a place.

    Examples
    --------
    >>> holds_more("版权所有青榆县民政局"), holds_more("青榆县版权局")
    (True, False)
    """
    return load_pattern("agencies.toml", "fragments", "beside").search(name) is not None


@cache
def _phrases() -> re.Pattern[str]:
    """Compile the words that no name has."""
    words = load_toml("agencies.toml")
    return re.compile(
        "|".join((*words["fragments"]["words"], *words["endings"]["never"]))
    )


@cache
def _ends() -> tuple[str, ...]:
    """Load how names of bodies end, in titles."""
    endings = load_toml("agencies.toml")["endings"]
    return tuple(
        word
        for key in ("body", "title", "institution", "named")
        for word in endings[key]
    )


@lru_cache(maxsize=4096)
def is_proper(name: str) -> bool:
    """Tell whether a name without a known place says which body it is, not only of what kind.

    Parameters
    ----------
    name : str
        Name as printed.

    Returns
    -------
    bool
        True where it begins with more than the words for tasks, kinds and order that end it.

    Examples
    --------
    >>> (
    ...     is_proper("梧川理工大学"),
    ...     is_proper("第三实验小学"),
    ...     is_proper("市疾病预防控制中心"),
    ... )
    (True, False, False)
    """
    plain = without_second_name(name)
    # 市疾控中心 leaves its place out.
    if plain[:1] in _PLACELESS or not _WORD.fullmatch(plain):
        return False
    if not plain.endswith(_ends()) or is_phrase(plain):
        return False
    return _n_own(plain) >= _OWN


def says_which(name: str) -> bool:
    """Tell whether a name says which body it is: by a place, by its rank or as its own.

    Parameters
    ----------
    name : str
        Name as printed.

    Returns
    -------
    bool
        False for a body whose place is left out, and for no name.

    Examples
    --------
    >>> says_which("青禾县商务局"), says_which("望澜监狱"), says_which("管理委员会")
    (True, True, False)
    """
    agency = parse_agency(name)
    return bool(agency.places) or agency.level == "national" or is_proper(name)


def begins_name(begin: str, name: str) -> bool:
    """Tell whether a line and the name below it are one name broken over two lines.

    Parameters
    ----------
    begin : str
        The line above.
    name : str
        The name below it.

    Returns
    -------
    bool
        True for a body of the centre above its branch, and for a place above what lies in it.

    Examples
    --------
    >>> begins_name("青榆县", "柳荫坡镇"), begins_name("青榆县人民政府", "柳荫坡镇")
    (True, False)
    >>> begins_name("国家税务总局", "青榆县税务局")
    True
    """
    national = load_toml("agencies.toml")["national"]
    if begin in national["prefixes"]:
        far = name.endswith(tuple(national["far"])) and name not in national["far"]
        return far or bool(parse_agency(name).places)
    above = parse_agency(begin)
    if not above.places or not begin.endswith(above.places[-1]):
        return False
    whole = parse_agency(begin + name)
    own = parse_agency(name).places
    return whole.places == (*above.places, *own) and not name.startswith(begin)


@lru_cache(maxsize=4096)
def is_named_institution(name: str) -> bool:
    """Tell whether a text is the own name of a school, a company, a customs office and the like.

    Parameters
    ----------
    name : str
        Text without blanks, from running text.

    Returns
    -------
    bool
        Only for ends that are safe there: inner offices are 局, 处 and 室 too.

    Examples
    --------
    >>> is_named_institution("梧川理工大学"), is_named_institution("政策研究局")
    (True, False)
    """
    safe = tuple(load_toml("agencies.toml")["endings"]["institution"])
    return (
        4 <= len(name) <= _LONGEST
        and name.endswith((*safe, "海关"))
        and is_proper(name)
    )


def _n_own(name: str) -> int:
    """Count the characters before those that generic words tile up to the end.

    澧东 is a name though 东 is a word of order: where one character stands before such a one.
    """
    words = _generic()
    longest = max(len(word) for word in words)
    tiled = {len(name)}
    for k in range(len(name) - 1, -1, -1):
        if any(
            end in tiled and name[k:end] in words
            for end in range(k + 1, k + longest + 1)
        ):
            tiled.add(k)
    first = min(tiled)
    longer = any(name[first:end] in words for end in range(first + 2, len(name) + 1))
    joined = first == 1 and name[1] in words and not longer
    return _OWN if joined else first


@cache
def _generic() -> frozenset[str]:
    """Words for tasks, kinds and order, with the ends of names and the bodies of the table."""
    return frozenset(
        (*load_toml("agencies.toml")["fragments"]["generic"], *_ends(), *_stems())
    )


@cache
def _stems() -> tuple[str, ...]:
    """Load what listed bodies are for: 市场监督管理 of 市场监督管理局."""
    rank = re.compile("(?:部|总局|厅|委员会|委|局|处|中心|办公室|办)$")
    return tuple(rank.sub("", name) for name in institution_types())
