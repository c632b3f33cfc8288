"""What a page is made of before it is HTML: tables, figures, cards, sections, each with its words in two languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from textmine.resources.load import load_toml

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, a CSS class, a tooltip, and how it sorts."""

    text: str
    css: str = ""
    title: str = ""
    key: str = ""
    words: Words = ("", "")
    bar: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column heading in Chinese and English with the explanation of its numbers."""

    zh: str
    en: str
    note: Words = ("", "")
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, how many rows it shows of how many, and the file with all of them."""

    columns: list[Column]
    rows: list[list[Cell]]
    total: int
    file: str

    @property
    def shown_words(self) -> Words:
        """Say how many rows are shown."""
        complete = len(self.rows) >= self.total
        zh, en = words("page", "shown_all" if complete else "shown")
        facts = {"shown": len(self.rows), "total": self.total, "file": self.file}
        return zh.format(**facts), en.format(**facts)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its number and caption."""

    svg: str
    number: int
    caption: Words


@dataclass(frozen=True, slots=True)
class Passage:
    """One place of a family: who, where, and the text cut into pieces that agree with the family's or not."""

    who: str
    where: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Card:
    """A family of reuse with its evidence."""

    family_id: str
    kind: str
    kind_words: Words
    probability: str
    spread: Words
    reasons: str
    text: str
    passages: list[Passage]
    left_out: int


@dataclass(slots=True)
class Section:
    """A part of the page: heading and note come from the wording table by its key."""

    key: str
    blocks: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def heading(self) -> Words:
        """Heading in Chinese and English."""
        zh, en = load_toml("dossier.toml")["sections"][self.key]["heading"]
        return zh, en

    @property
    def note(self) -> Words:
        """Explanation in Chinese and English."""
        zh, en = load_toml("dossier.toml")["sections"][self.key]["note"]
        return zh, en


def words(table: str, key: str) -> Words:
    """Look up Chinese and English words of the page.

    Parameters
    ----------
    table, key : str
        Place in ``resources/dossier.toml``; an unknown key stands for itself.

    Returns
    -------
    tuple of str
        Chinese, English.

    Examples
    --------
    >>> words("page", "filter")
    ('筛选…', 'filter …')
    """
    found = load_toml("dossier.toml").get(table, {}).get(key, (key, key))
    return str(found[0]), str(found[1])


def columns(keys: str, numbers: str = "") -> list[Column]:
    """Make column headings from their keys.

    Parameters
    ----------
    keys : str
        Keys of the wording table ``columns``, separated by spaces.
    numbers : str
        Those of them whose cells are numbers.

    Returns
    -------
    list of Column
        In the order of ``keys``.

    Examples
    --------
    >>> columns("year", "year")[0].en
    'Year'
    """
    table = load_toml("dossier.toml")["columns"]
    found = ((key, table.get(key, (key, key, "", ""))) for key in keys.split())
    return [
        Column(zh, en, (note, english), key in numbers.split())
        for key, (zh, en, note, english) in found
    ]


def percent(value: Any) -> Cell:
    """Make a cell that shows a share; a dash where it is not known.

    Parameters
    ----------
    value : float
        0–1, or missing.

    Returns
    -------
    Cell
        E.g. ``37.5 %``.

    Examples
    --------
    >>> percent(0.375).text
    '37.5 %'
    """
    if pd.isna(value):
        return Cell("–", "n", key="-1")
    return Cell(f"{value * 100:.1f} %", "n", key=f"{value:.6f}")


def number(value: Any, digits: int = 0) -> Cell:
    """Make a cell that shows a number; a dash where it is not known.

    Parameters
    ----------
    value : float
        The number, or missing.
    digits : int, default 0
        Decimals.

    Returns
    -------
    Cell
        E.g. ``2,345``.

    Examples
    --------
    >>> number(2345).text, number(None).text
    ('2,345', '–')
    """
    if pd.isna(value):
        return Cell("–", "n", key="-1")
    return Cell(f"{value:,.{digits}f}", "n", key=f"{float(value):.6f}")


def text(value: Any, css: str = "", title: str = "") -> Cell:
    """Make a cell of text; missing text is empty.

    Parameters
    ----------
    value : object
        What to show.
    css : str
        CSS class.
    title : str
        Tooltip.

    Returns
    -------
    Cell
        The cell.

    Examples
    --------
    >>> text(None).text
    ''
    """
    return Cell("" if pd.isna(value) else str(value), css, title)


def each(frame: pd.DataFrame) -> Iterable[Any]:
    """Go through a frame's rows, columns as attributes.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any frame whose column names are identifiers.

    Returns
    -------
    iterable of named tuple
        Without the index.

    Examples
    --------
    >>> [row.a for row in each(pd.DataFrame({"a": [1, 2]}))]
    [1, 2]
    """
    return frame.itertuples(index=False)
