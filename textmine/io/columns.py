"""Columns and cells of the tables that people bring: taken in any usual writing, or told."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from textmine.errors import ReadError
from textmine.intake.columns import read_year
from textmine.resources.columns import field_of, level_of, names_of
from textmine.schema import LEVELS, META

FIELDS = (*META, "url")
"""What a table may know of a report."""
YEARS = range(1900, 2101)
"""Beyond these a number is no year of a report."""
LOOKED_AT = 1_000
"""Rows by which a column that is not used is judged: enough to be sure, and read at once."""
# How alike (difflib's ratio) a column must be to one that is used to be taken for a slip of the
# pen: "agancy" is 0.83 alike to "agency", "note" 0.5 to "date". Chosen by hand.
ALIKE = 0.75
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_BARE_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?")


def check_cell(field: str, value: str, where: str) -> str:
    """Bring a cell into the form the frames use.

    Parameters
    ----------
    field : str
        What the cell holds, of :data:`FIELDS`.
    value : str
        The cell, not empty.
    where : str
        Table and row, for a message.

    Returns
    -------
    str
        The cell.

    Raises
    ------
    ReadError
        If it is no year, level or date where one is due.

    Examples
    --------
    >>> check_cell("year", "二〇二一年", "a.csv"), check_cell("level", "区县", "a.csv")
    ('2021', 'county')
    """
    if field == "year":
        year = read_year(value)
        if year not in YEARS:
            raise ReadError(
                f"{where}, column year: {value!r}; expected a year such as 2020"
            )
        return str(year)
    if field == "level":
        level = level_of(value)
        if not level:
            raise ReadError(
                f"{where}, column level: {value!r}; expected one of {', '.join(LEVELS)}"
            )
        return level
    if field == "published":
        plain = unicodedata.normalize("NFKC", value).strip()
        match = _DATE.fullmatch(plain) or _BARE_DATE.fullmatch(plain)
        try:
            day = date(*map(int, match.groups())) if match else None
        except ValueError:  # the 31st of February
            day = None
        if day is None:
            raise ReadError(
                f"{where}, column published: {value!r}; expected a date such as 2021-01-29"
            )
        return day.isoformat()
    return value


def doubt_columns(
    heads: Sequence[str], rows: Iterable[Sequence[object]], fields: Iterable[str]
) -> Iterator[str]:
    """Say which columns of a table are not used though their name or cells look like a field's.

    Parameters
    ----------
    heads : sequence of str
        Heads of the columns as they stand in the table.
    rows : iterable of sequence
        Rows by which the cells are judged.
    fields : iterable of str
        What is used of such a table.

    Yields
    ------
    str
        A line for each column that stands for the same field as one before it, is nearly called
        like a field, or holds nothing but years or levels where no column is called so.

    Examples
    --------
    >>> list(doubt_columns(["机关", "届次"], [["甲局", "2021年"]], ["agency", "year"]))
    ["column '届次' holds years and is not used; call it year or 年份"]
    """
    used = list(fields)
    named = [field_of(head) for head in heads]
    known = {field: at for at, field in enumerate(named) if field in used}
    cells = list(rows)
    for at, (head, field) in enumerate(zip(heads, named, strict=True)):
        if field in used:
            if known[field] != at:
                last = heads[known[field]]
                yield f"column {head!r} stands for {field} as {last!r} does; the last one is used"
            continue
        column = [str(row[at]).strip() for row in cells if at < len(row)]
        held = _field_held([cell for cell in column if cell])
        names = [name for field in used for name in names_of(field)]
        near = difflib.get_close_matches(field, names, n=1, cutoff=ALIKE)
        if held in used and held not in known:
            call = " or ".join(names_of(held)[:2])
            yield f"column {head!r} holds {held}s and is not used; call it {call}"
        elif near:
            yield f"column {head!r} is not used; is {near[0]!r} meant?"


def _field_held(cells: list[str]) -> str:
    """The field whose values all cells are: year, level or none."""
    if cells and all(read_year(cell) in YEARS for cell in cells):
        return "year"
    return "level" if cells and all(map(level_of, cells)) else ""
