"""What the columns of a table that people bring are called, and the levels in them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from textmine.resources.load import load_toml

# Behind the word of a level: 县级, 市本级, 省直.
_BEHIND_LEVEL = re.compile(r"(?:本?级|直属?|属)(?:机关|部门|单位)?$")
_MARKS = re.compile(r"[\W_]+")


def names_of(field: str) -> tuple[str, ...]:
    """Give the names under which a field may stand in a table.

    Parameters
    ----------
    field : str
        A field, such as ``year``.

    Returns
    -------
    tuple of str
        Its own first.

    Examples
    --------
    >>> names_of("year")[:3]
    ('year', '年份', '年度')
    """
    return (field, *load_toml("columns.toml")["field"].get(field, ()))


def statement_names() -> tuple[str, ...]:
    """Give the names of a column of statements.

    Returns
    -------
    tuple of str
        In lower case.

    Examples
    --------
    >>> "陈述" in statement_names()
    True
    """
    return tuple(load_toml("columns.toml")["statements"]["names"])


def field_of(head: object) -> str:
    """Tell which field a column holds by its head.

    Parameters
    ----------
    head : object
        The head as it stands in the table.

    Returns
    -------
    str
        The field; of a column that stands for none its head, in lower case.

    Examples
    --------
    >>> [field_of(head) for head in ("年份", " Year", "机关名称", "Notes")]
    ['year', 'year', 'agency', 'notes']
    """
    plain = unicodedata.normalize("NFKC", str(head)).strip().lower()
    return _fields().get(plain, plain)


@cache
def _fields() -> dict[str, str]:
    """The field of each name."""
    told = load_toml("columns.toml")["field"]
    return {name: field for field, names in told.items() for name in names}


def level_of(written: str) -> str:
    """Tell a level by the word that people use.

    Parameters
    ----------
    written : str
        A cell.

    Returns
    -------
    str
        One of ``schema.LEVELS``; empty where it is none.

    Examples
    --------
    >>> [
    ...     level_of(word)
    ...     for word in ("County", "地市级", "县（市、区）", "省直部门", "甲")
    ... ]
    ['county', 'city', 'county', 'province', '']
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", written)).lower()
    known = _levels()
    return known.get(plain) or known.get(_BEHIND_LEVEL.sub("", plain), "")


@cache
def _levels() -> dict[str, str]:
    """The level of each word."""
    told = load_toml("columns.toml")["level"]
    return {word: level for level, words in told.items() for word in (level, *words)}
