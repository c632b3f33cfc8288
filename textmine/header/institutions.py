"""Bodies by name: is it one, and of what type."""

from __future__ import annotations

from functools import cache

from textmine.resources.load import load_toml

GOVERNMENTS = ("人民政府", "政府", "行政公署", "公署")


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
    types = institution_types()
    if rest in types:
        return types[rest]
    for prefix in ("人民政府", "政府"):
        if rest.startswith(prefix) and rest[len(prefix) :] in types:
            return types[rest[len(prefix) :]]
    if rest.endswith("分局"):
        stem = next(
            (key for key in sorted(types, key=len, reverse=True) if rest.startswith(key)), ""
        )
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
    return (
        rest in institution_types()
        or rest in GOVERNMENTS
        or (len(rest) >= 2 and rest.endswith(allowed))
    )


@cache
def institution_types() -> dict[str, str]:
    """Load the listed names of bodies.

    Returns
    -------
    dict
        Full name to common short form.
    """
    table: dict[str, list[str]] = load_toml("agencies.toml")["types"]
    return {full: short for short, fulls in table.items() for full in (short, *fulls)}
