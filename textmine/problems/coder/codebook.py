"""The codebook as data: categories with definitions, crosswalks, labels checked against it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import CodebookError
from textmine.intake.arguments import check_arguments
from textmine.intake.values import show_value
from textmine.resources.load import load_text

TEXT_FIELDS = ("zh", "en", "definition", "include", "exclude")
LIST_FIELDS = ("cues", "examples")
HEAD = ("version", "title", "fallback")
"""What a codebook says of itself; all else is a category, or the crosswalks."""


# Between labels of one cell: as the library writes them, and as people do.
_SEPARATOR = re.compile("[|;,；，、／/｜\n]")


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its key, names in Chinese and English, and what a coder needs to decide."""

    key: str
    zh: str
    definition: str
    en: str = ""
    include: str = ""
    exclude: str = ""
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """Categories in a fixed order, the fallback category, and named crosswalks.

    Parameters
    ----------
    version : str
        Written into every coded frame (``frame.attrs["codebook_version"]``).
    categories : tuple of Category
        In the order in which labels are written.
    fallback : str
        Key of the category that stands alone ("anything else"); ``""`` for none.
    crosswalks : mapping
        Name of a scheme to a mapping from category key to its value there (``""`` where none fits).

    Examples
    --------
    >>> book = load_codebook()
    >>> book["request"].zh, book.crosswalks["duty"]["staffing"]
    ('依申请公开', 'capacity')
    >>> book.join_labels({"timeliness", "content"})
    'content|timeliness'
    >>> len(book), "staffing" in book, list(book)[0]
    (14, True, 'content')
    """

    version: str
    categories: tuple[Category, ...]
    fallback: str = ""
    crosswalks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Category keys in order."""
        return tuple(category.key for category in self.categories)

    def __getitem__(self, key: str) -> Category:
        for category in self.categories:
            if isinstance(key, str) and category.key == key:
                return category
        raise CodebookError(
            f"no category {show_value(key)} in codebook {self.version}; "
            f"there are {', '.join(self.keys)}"
        )

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.categories)

    def frame(self) -> pd.DataFrame:
        """Show the codebook as a table.

        Returns
        -------
        pandas.DataFrame
            Columns key, zh, en, definition, include, exclude, and one column a crosswalk.
        """
        rows = [
            {"key": c.key, **{name: getattr(c, name) for name in TEXT_FIELDS}}
            for c in self.categories
        ]
        frame = pd.DataFrame(rows, columns=["key", *TEXT_FIELDS])
        for name, mapping in self.crosswalks.items():
            frame[name] = frame["key"].map(dict(mapping)).fillna("")
        return frame

    def crosswalk(self, labels: str, name: str) -> str:
        """Carry labels over to another scheme.

        Parameters
        ----------
        labels : str
            Keys joined by ``|``.
        name : str
            A crosswalk, e.g. ``"aspect"``.

        Returns
        -------
        str
            The distinct values, joined by ``|``, in the order of the categories; empty values are
            left out.

        Raises
        ------
        CodebookError
            If there is no such crosswalk, or a label is unknown.

        Examples
        --------
        >>> load_codebook().crosswalk("content|timeliness|staffing", "duty")
        'core|capacity'
        """
        if not isinstance(name, str) or name not in self.crosswalks:
            raise CodebookError(
                f"no crosswalk {show_value(name)}; there are {', '.join(self.crosswalks) or 'none'}"
            )
        values = [
            self.crosswalks[name].get(key, "") for key in self.parse_labels(labels)
        ]
        return "|".join(dict.fromkeys(value for value in values if value))

    def join_labels(self, labels: Iterable[str]) -> str:
        """Write labels in codebook order, joined by ``|``.

        Parameters
        ----------
        labels : iterable of str
            Category keys.

        Returns
        -------
        str
            E.g. ``"content|timeliness"``; ``""`` for none.

        Raises
        ------
        CodebookError
            If a key is not in the codebook.
        """
        known = self.keys
        is_list = isinstance(labels, Iterable) and not isinstance(labels, str)
        # No label, as a cell without any is read, is none.
        given = [key for key in (labels if is_list else [labels]) if key != ""]
        for key in given:
            if not isinstance(key, str) or key not in known:
                raise CodebookError(
                    f"labels: unknown category {show_value(key)}; "
                    f"codebook {self.version} has {', '.join(known)}"
                )
        return "|".join(key for key in known if key in given)

    def parse_labels(self, cell: str, *, where: str = "labels") -> tuple[str, ...]:
        """Read a cell of labels and check each key.

        Parameters
        ----------
        cell : str
            Keys joined by ``|`` (``;`` and ``,`` are read too).
        where : str
            Names the row and column in the message.

        Returns
        -------
        tuple of str
            Keys in codebook order, without repetition.

        Raises
        ------
        CodebookError
            If a key is not in the codebook.

        Examples
        --------
        >>> load_codebook().parse_labels(
        ...     "staffing|tardiness", where="row 7, column categories"
        ... )
        Traceback (most recent call last):
            ...
        textmine.errors.CodebookError: row 7, column categories: unknown category 'tardiness';
        codebook 1.0 has ...
        """
        written = self._names()
        known = self.keys
        chosen = set()
        for part in split_labels(cell):
            if part.lower() not in written:
                raise CodebookError(
                    f"{where}: unknown category {part!r}; "
                    f"codebook {self.version} has {', '.join(known)}"
                )
            chosen.add(written[part.lower()])
        return tuple(key for key in known if key in chosen)

    def _names(self) -> dict[str, str]:
        """Key of a category by each of its names: the key, the Chinese one, the English one."""
        names = {
            name.lower(): c.key
            for c in self.categories
            for name in (c.zh, c.en)
            if name
        }
        return {**names, **{c.key.lower(): c.key for c in self.categories}}


def split_labels(cell: object) -> list[str]:
    """Split a cell into the labels that are written in it, whatever divides them.

    Parameters
    ----------
    cell : object
        A cell of a sheet or frame.

    Returns
    -------
    list of str
        As written and in that order.

    Examples
    --------
    >>> split_labels("platform, 及时性"), split_labels("")
    (['platform', '及时性'], [])
    """
    return list(filter(None, map(str.strip, _SEPARATOR.split(str(cell)))))


@check_arguments
def load_codebook(path: str | Path | None = None) -> Codebook:
    """Load a codebook, the shipped one if no path is given.

    A codebook is a TOML file: ``version``, optionally ``title`` and ``fallback``, one table a
    category with at least ``zh`` and ``definition``, and optionally tables ``[crosswalk.NAME]``
    that map every category to a value.

    Parameters
    ----------
    path : str or Path, optional
        A TOML file of your own.

    Returns
    -------
    Codebook
        Categories in the order of the file.

    Raises
    ------
    CodebookError
        If the file is missing, is not TOML, declares a key twice, a category is incomplete or has
        the name of another, a value is of the wrong kind, or there is a field that nobody reads;
        the message names the file and the key.

    Examples
    --------
    >>> len(load_codebook().categories)
    14
    """
    if path is None:
        return parse_codebook(load_text("codebook.toml"), source="the shipped codebook")
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"{path}: cannot be read as a codebook ({error}); expected a UTF-8 TOML file"
        ) from None
    return parse_codebook(text, source=str(path))


def parse_codebook(text: str, *, source: str = "codebook") -> Codebook:
    r"""Parse and check the text of a codebook.

    Parameters
    ----------
    text : str
        TOML.
    source : str
        How to call it in messages.

    Returns
    -------
    Codebook
        The checked codebook.

    Raises
    ------
    CodebookError
        As :func:`load_codebook`.

    Examples
    --------
    >>> parse_codebook('version = "0"\n[slow]\nzh = "慢"')
    Traceback (most recent call last):
        ...
    textmine.errors.CodebookError: codebook: category 'slow' has no definition; ...
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = (
            "; each category key may stand once"
            if "twice" in str(error) or "overwrite" in str(error)
            else ""
        )
        raise CodebookError(f"{source}: not a valid codebook: {error}{hint}") from None
    tables = {k: v for k, v in data.items() if isinstance(v, dict) and k != "crosswalk"}
    if "version" not in data:
        raise CodebookError(
            f'{source}: no version; add a line version = "…", it is written into every result'
        )
    if not tables:
        raise CodebookError(f"{source}: no category; expected tables such as [content]")
    check_keys(data, (*HEAD, *tables, "crosswalk"), source)
    categories = tuple(
        _parse_category(key, table, source) for key, table in tables.items()
    )
    _check_names(categories, source)
    fallback = data.get("fallback", "other" if "other" in tables else "")
    if fallback and (not isinstance(fallback, str) or fallback not in tables):
        raise CodebookError(
            f"{source}: fallback {fallback!r} is no category; there are {', '.join(tables)}"
        )
    schemes = data.get("crosswalk", {})
    if not isinstance(schemes, dict):
        raise CodebookError(
            f"{source}: crosswalk is {show_value(schemes)}; expected tables such as "
            "[crosswalk.duty]"
        )
    crosswalks = {
        name: _parse_crosswalk(name, table, tuple(tables), source)
        for name, table in schemes.items()
    }
    return Codebook(str(data["version"]), categories, fallback, crosswalks)


def _parse_category(key: str, table: Mapping[str, Any], source: str) -> Category:
    """Check one category table."""
    if not key.isidentifier():
        raise CodebookError(
            f"{source}: category key {key!r} is not a plain word; use letters, digits and _"
        )
    where = f"{source}: category {key!r}"
    check_keys(table, TEXT_FIELDS + LIST_FIELDS, where)
    for name in TEXT_FIELDS:
        value = table.get(name, "")
        if not isinstance(value, str):
            raise CodebookError(
                f"{where}: {name} is {show_value(value)}; expected a text"
            )
    for name in ("zh", "definition"):
        if not table.get(name, "").strip():
            raise CodebookError(f'{where} has no {name}; give it {name} = "…"')
    cues, examples = (
        take_words(table.get(name, []), f"{where}: {name}") for name in LIST_FIELDS
    )
    texts = {name: table.get(name, "") for name in TEXT_FIELDS}
    return Category(key=key, cues=cues, examples=examples, **texts)


def _check_names(categories: Iterable[Category], source: str) -> None:
    """Refuse a name that two categories have: a cell that says it would be given to one of them."""
    owners: dict[str, str] = {}
    for category in categories:
        for name in (category.key, category.zh, category.en):
            owner = owners.setdefault(name.strip().lower(), category.key)
            if name.strip() and owner != category.key:
                raise CodebookError(
                    f"{source}: categories {owner!r} and {category.key!r} are both called "
                    f"{name!r}; give each a name of its own"
                )


def check_keys(table: Any, known: Iterable[str], where: str) -> None:
    """Refuse what is no table of a file, or holds what nobody reads.

    Parameters
    ----------
    table : mapping
        As the file was parsed.
    known : iterable of str
        Its keys, each of which may be missing.
    where : str
        For the message.

    Raises
    ------
    CodebookError
        If it is no mapping, or has another key: a slip would be passed over in silence.

    Examples
    --------
    >>> check_keys({"stong": ["栏目"]}, ["strong", "weak"], "cues.toml, group 1")
    Traceback (most recent call last):
        ...
    textmine.errors.CodebookError: cues.toml, group 1 has unknown field 'stong'; fields are strong,
    weak
    """
    if not isinstance(table, Mapping):
        raise CodebookError(f"{where} is {show_value(table)}; expected a table")
    fields = list(known)
    unknown = [name for name in table if name not in fields]
    if unknown:
        raise CodebookError(
            f"{where} has unknown field {unknown[0]!r}; fields are {', '.join(fields)}"
        )


def take_words(value: Any, where: str) -> tuple[str, ...]:
    """Take a list of words of a file; one string is none, its characters would be the words.

    Parameters
    ----------
    value : list or tuple of str
        As the file was parsed.
    where : str
        For the message.

    Returns
    -------
    tuple of str
        The words.

    Raises
    ------
    CodebookError
        If it is no list, or a word is empty or no text.

    Examples
    --------
    >>> take_words("更新", "cues.toml, group 1: strong")
    Traceback (most recent call last):
        ...
    textmine.errors.CodebookError: cues.toml, group 1: strong must be a list of non-empty strings
    """
    is_list = isinstance(value, list | tuple)
    if not is_list or not all(isinstance(word, str) and word for word in value):
        raise CodebookError(f"{where} must be a list of non-empty strings")
    return tuple(value)


def _parse_crosswalk(
    name: str, table: Any, keys: tuple[str, ...], source: str
) -> dict[str, str]:
    """Check that a crosswalk maps every category, and no other key."""
    if not isinstance(table, dict):
        raise CodebookError(
            f"{source}: crosswalk {name!r} must be a table of category = value"
        )
    for key in table:
        if key not in keys:
            raise CodebookError(
                f"{source}: crosswalk {name!r} names unknown category {key!r}; "
                f"there are {', '.join(keys)}"
            )
        if isinstance(table[key], dict | list):
            raise CodebookError(
                f"{source}: crosswalk {name!r}: {key} is {show_value(table[key])}; expected a text"
            )
    missing = [key for key in keys if key not in table]
    if missing:
        raise CodebookError(
            f'{source}: crosswalk {name!r} lacks category {missing[0]!r}; use "" where nothing fits'
        )
    return {key: str(table[key]) for key in keys}
