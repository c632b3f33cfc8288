"""Bodies by name: is it one, of what type, and which body."""

from __future__ import annotations

import re
from functools import cache

from textmine.resources.load import load_toml

GOVERNMENTS = ("人民政府", "政府", "行政公署", "公署", "行署")
OTHER = "其他部门"
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]$")
# Ranks that do not change what a body is for: 应急管理部, 应急管理厅 and 应急管理局 are one type.
_RANK = re.compile(r"(?:部|总局|总署|厅|委员会|委|局)$")
# Fewest characters of a listed body that tells the type by ending a name: 海事局.
_SHORTEST_END = 3
_OF_PLACES = frozenset(("省政府", "市政府", "区政府", "县政府", "镇政府", "乡政府"))


def without_second_name(name: str) -> str:
    """Take what stands in brackets at the end off a name.

    Parameters
    ----------
    name : str
        Name of a body, with its places or without them.

    Returns
    -------
    str
        The name alone.

    Examples
    --------
    >>> without_second_name("洛溪县档案局（馆）")
    '洛溪县档案局'
    """
    return _BRACKETS.sub("", name)


def agency_type_of(rest: str) -> str:
    """Type of an agency by its name without places.

    Parameters
    ----------
    rest : str
        E.g. ``"文化广电新闻出版局"``.

    Returns
    -------
    str
        One of :func:`textmine.resources.bodies.agency_types`, whatever the rank of the body; empty
        for no name.

    Examples
    --------
    >>> agency_type_of("文化广电新闻出版局"), agency_type_of("应急管理部")
    ('文广新局', '应急管理局')
    >>> agency_type_of("第一人民医院"), agency_type_of("自来水有限公司")
    ('医院', '国有企业')
    """
    rest = without_second_name(rest)
    return listed_type(rest) or (_by_word(rest) if rest else "")


def listed_type(rest: str) -> str:
    """Type of a name that the table of types lists, as it stands or in another rank.

    Parameters
    ----------
    rest : str
        Name without places.

    Returns
    -------
    str
        The type; empty where no type lists the name.

    Examples
    --------
    >>> listed_type("司法分局"), listed_type("商务委"), listed_type("星际事务局")
    ('司法局', '商务局', '')
    """
    types = institution_types()
    if rest in types:
        return types[rest]
    for prefix in GOVERNMENTS:
        if rest.startswith(prefix) and rest[len(prefix) :] in types:
            return types[rest[len(prefix) :]]
    if rest.endswith("分局"):
        return types.get(
            opening_body(rest), types.get(rest.removesuffix("分局") + "局", "")
        )
    stem = _RANK.sub("", rest)
    if rest.startswith("委") and rest[1:] in types:
        # 中共某市委机构编制委员会办公室: a body of the party's committee.
        return types[rest[1:]]
    ranks = ("局", "委员会", "厅") if stem != rest else ("局",)
    return next((types[stem + rank] for rank in ranks if stem + rank in types), "")


def body_of(rest: str) -> str:
    """Name one body by one word, however its name is written.

    Parameters
    ----------
    rest : str
        Name without places; second names in brackets do not count.

    Returns
    -------
    str
        The short form of a listed body, else the name itself.

    Examples
    --------
    >>> body_of("市场监督管理局"), body_of("市场监管局"), body_of("国家税务局")
    ('市场监管局', '市场监管局', '国税局')
    >>> body_of("星际事务局（星港管理局）")
    '星际事务局'
    """
    rest = without_second_name(rest)
    return _bodies().get(rest) or listed_type(rest) or rest


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
    allowed = (
        tuple(endings["body"]) if strict else (*endings["body"], *endings["title"])
    )
    # 中共某县委宣传部: a body of the party's committee.
    of_party = rest[:1] == "委" and rest[1:] in institution_types()
    return (
        rest in institution_types()
        or of_party
        or rest in GOVERNMENTS
        or (len(rest) >= 2 and rest.endswith(allowed))
    )


@cache
def institution_types() -> dict[str, str]:
    """Load the listed names of bodies.

    Returns
    -------
    dict
        Full name to type; the governments of places are not among them.
    """
    table = load_toml("agency_types.toml")
    return {
        name: kind
        for kind, entry in table.items()
        if kind not in _OF_PLACES
        for name in (kind, *entry["names"])
        if name != OTHER
    }


def _by_word(rest: str) -> str:
    """Type of an unlisted name: institutions by their ending, bodies by a keyword."""
    tables: dict[str, list[list[str]]] = load_toml("agencies.toml")["keywords"]
    centre = centre_type(rest)
    if centre:
        return centre
    ending = next(
        (kind for end, kind in tables["institutions"] if rest.endswith(end)), ""
    )
    if ending == OTHER:
        # A squad is what its whole name says: 公安局交通警察支队 is none of 交通.
        return closing_type(rest) or OTHER
    # 人民政府口岸办 is none of 民政: the government's own name is no keyword.
    own = rest.removeprefix("人民政府")
    word = next((kind for word, kind in tables["types"] if word in own), "")
    return ending or word or closing_type(rest) or OTHER


def centre_type(name: str) -> str:
    """Type of a branch by the body of the centre with whose name its own begins.

    Parameters
    ----------
    name : str
        Name of a body, without places or with one that no list has.

    Returns
    -------
    str
        The type; empty where no body of the centre begins the name.

    Examples
    --------
    >>> centre_type("国家金融监督管理总局云岭监管局"), centre_type("商务局")
    ('金融监管局', '')
    """
    return next((kind for begins, kind in _of_centre() if begins.match(name)), "")


def closing_type(name: str) -> str:
    """Type of the listed body that ends a name, of whose beginning no list knows anything.

    Parameters
    ----------
    name : str
        Name without known places.

    Returns
    -------
    str
        Type of the longest that does; empty where none of three characters or more ends the name.

    Examples
    --------
    >>> closing_type("云澜海事局"), closing_type("星际事务局")
    ('海事局', '')
    """
    types = institution_types()
    first = max(0, len(name) - _longest_listed())
    ends = (name[k:] for k in range(first, len(name) - _SHORTEST_END + 1))
    body = next((end for end in ends if end in types), "")
    common = load_toml("agencies.toml")["keywords"]["common"]
    return "" if body in common else types.get(body, "")


def opening_body(name: str) -> str:
    """Find the listed body that begins a name: 生态环境局 of 生态环境局洛溪分局.

    Parameters
    ----------
    name : str
        Name without places.

    Returns
    -------
    str
        The longest that does, or ``""``.

    Examples
    --------
    >>> opening_body("生态环境局洛溪分局")
    '生态环境局'
    """
    longest = min(len(name), _longest_listed())
    begins = (name[:k] for k in range(longest, 0, -1))
    return next((begin for begin in begins if begin in institution_types()), "")


def bare_type(name: str) -> str:
    """Type of a body that stands without its place: 区卫健局, whatever its rank.

    Parameters
    ----------
    name : str
        Name that may begin with the kind of its place.

    Returns
    -------
    str
        The type; empty where no type lists the name.

    Examples
    --------
    >>> bare_type("区卫健局") == listed_type("卫健局")
    True
    """
    return listed_type(re.sub("^[省市县区州旗](?=.{2})", "", name))


@cache
def _longest_listed() -> int:
    """Count the characters of the longest listed name."""
    return max(map(len, institution_types()))


@cache
def _of_centre() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compile the names of bodies of the centre, with the type of their branches."""
    table: list[list[str]] = load_toml("agencies.toml")["keywords"]["centre"]
    return tuple((re.compile(word), kind) for word, kind in table)


@cache
def _bodies() -> dict[str, str]:
    """Names of bodies that share a type with others."""
    table: dict[str, list[str]] = load_toml("agencies.toml")["bodies"]
    return {name: body for body, names in table.items() for name in names}
