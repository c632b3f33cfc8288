"""Tables and their rows as they were found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from textmine.tables.forms import Label


class FoundRow(NamedTuple):
    """An official row in the text: its label, the label's span, where the next label begins."""

    label: Label
    start: int
    end: int
    stop: int


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in the text: number, form, span (header included) and rows in order.

    ``cells`` says where each printed column stands, where the row alone does not tell (a table 4 in
    pieces): columns that are not printed are left out.
    """

    number: str
    form: str
    start: int
    end: int
    rows: tuple[FoundRow, ...]
    cells: tuple[tuple[int, tuple[int, int]], ...] = ()
