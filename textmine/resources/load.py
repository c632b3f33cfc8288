"""Tables of words, patterns and texts that ship with the package, read once."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_text(name: str) -> str:
    """Read a resource file as UTF-8 text.

    Parameters
    ----------
    name : str
        Path below ``textmine/resources``, with forward slashes.

    Returns
    -------
    str
        The file's text.

    Raises
    ------
    FileNotFoundError
        If the package has no such resource.
    """
    return (
        resources.files("textmine.resources").joinpath(name).read_text(encoding="utf-8")
    )


def load_bytes(name: str) -> bytes:
    """Read a resource file as it is.

    Parameters
    ----------
    name : str
        As for :func:`load_text`.

    Returns
    -------
    bytes
        Its content; nothing of it is kept.

    Raises
    ------
    FileNotFoundError
        If the package has no such resource.
    """
    return resources.files("textmine.resources").joinpath(name).read_bytes()


def list_files(folder: str, suffix: str) -> list[str]:
    """Name the resource files of a kind in a folder.

    Parameters
    ----------
    folder : str
        Path below ``textmine/resources``.
    suffix : str
        How their names end.

    Returns
    -------
    list of str
        Their paths below ``textmine/resources``, in order; none where there is no such folder.

    Examples
    --------
    >>> list_files("official", ".toml")[:2]
    ['official/forms.toml', 'official/formulas.toml']
    """
    place = resources.files("textmine.resources").joinpath(folder)
    names = sorted(file.name for file in place.iterdir()) if place.is_dir() else []
    return [f"{folder}/{name}" for name in names if name.endswith(suffix)]


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Read a resource as TOML; treat the result as read-only.

    Parameters
    ----------
    name : str
        Path below ``textmine/resources``, e.g. ``"headings.toml"``.

    Returns
    -------
    dict
        The parsed tables.
    """
    return tomllib.loads(load_text(name))


@cache
def load_pattern(name: str, *keys: str) -> re.Pattern[str]:
    """Compile a pattern of a resource; a list of patterns becomes alternatives.

    Parameters
    ----------
    name : str
        As for :func:`load_toml`.
    *keys : str
        The tables that it stands in, and its own key.

    Returns
    -------
    re.Pattern
        Compiled once.

    Examples
    --------
    >>> load_pattern("clauses.toml", "cut", "aspect").search("更新方面")[0]
    '方面'
    """
    value: Any = load_toml(name)
    for key in keys:
        value = value[key]
    patterns = [value] if isinstance(value, str) else [f"(?:{one})" for one in value]
    return re.compile("|".join(patterns))


@cache
def load_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a resource as CSV with a header line; treat the result as read-only.

    Parameters
    ----------
    name : str
        Path below ``textmine/resources``, e.g. ``"lexicon.csv"``.

    Returns
    -------
    tuple of dict
        A mapping from column name to cell for each row.
    """
    return tuple(csv.DictReader(io.StringIO(load_text(name))))
