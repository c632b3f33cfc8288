"""The readings of a quantity: sums of cells that a claim of it may equal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.quality.cells import Grid, format_number, rows_of, table2_keys
from textmine.quality.claims.precision import last_digit
from textmine.resources.load import load_toml
from textmine.resources.quantities import quantity_rules

STATISTICS_FORM = "2014"
"""Name of the form with the statistical table."""


@dataclass(frozen=True, slots=True, eq=False)
class CellSum:
    """One way to read a quantity in the tables: the sum of its cells, for each report.

    Parameters
    ----------
    name : str
        What the sum is called in ``expected`` and ``evidence``: 新收+结转.
    value : numpy.ndarray of float
        The sum in each report; money in 元.
    known : numpy.ndarray of bool
        Whether all its cells are filled.
    there : numpy.ndarray of bool
        Whether the report has the table, in the form that counts this.
    place : numpy.ndarray of float
        What 1 counts in the last digit of a sum of money, in 元: 100 in 592.37 (万元). 0 for what
        is counted.
    named_by : str
        Pattern of the words of which a clause must hold one for this reading to explain it.
    loose : bool
        Whether it explains no claim, but leaves one in doubt that equals it.
    """

    name: str
    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    there: NDArray[np.bool_]
    place: NDArray[np.float64]
    named_by: str
    loose: bool

    def at(self, report: int, *, fits: bool = True) -> ClaimReading:
        """Give the sum in one report, by its place in the grid."""
        value, known, place = (
            column[report] for column in (self.value, self.known, self.place)
        )
        return ClaimReading(self.name, float(value), bool(known), float(place), fits)


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A reading of one claim's quantity in the claim's report.

    Parameters
    ----------
    name, value, known, place
        As in ``CellSum``, for one report.
    fits : bool
        False for a reading that the words of the claim do not name.
    """

    name: str
    value: float
    known: bool
    place: float
    fits: bool = True

    def __str__(self) -> str:
        """As frame ``checks`` shows it: its name and value, ``?`` where a cell is blank."""
        return f"{self.name}={format_number(self.value) if self.known else '?'}"


class CellSums(dict[str, list[CellSum]]):
    """Readings of the quantities, best first, over all reports; added up when first asked for.

    Parameters
    ----------
    grid : Grid
        The cells of the reports.
    """

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self._grid = grid

    def __missing__(self, quantity: str) -> list[CellSum]:
        """Add up the cells of a quantity."""
        rules = quantity_rules()[quantity].get("equals", [])
        self[quantity] = [_add_up(self._grid, rule) for rule in rules]
        return self[quantity]


def readings_at(sums: list[CellSum], report: int, words: str) -> list[ClaimReading]:
    """Readings of a quantity in one report, by its place in the grid, for a clause."""
    return [
        r.at(report, fits=not r.loose and re.search(r.named_by, words) is not None)
        for r in sums
        if r.there[report]
    ]


def plain_at(sums: list[CellSum], report: int) -> list[ClaimReading]:
    """Readings of a quantity in a report that need no word to name them."""
    return [
        r.at(report) for r in sums if r.there[report] and not r.loose and not r.named_by
    ]


def readings_together(
    sums: CellSums, report: int, names: Sequence[str]
) -> list[ClaimReading]:
    """Give the one reading of quantities counted together: the sum of the first of each."""
    firsts = [first_at(sums[name], report) for name in names]
    held = [one for one in firsts if one is not None]
    return [add_readings(held)] if held and len(held) == len(firsts) else []


def add_readings(readings: Sequence[ClaimReading]) -> ClaimReading:
    """Add up readings of one report: known where each of them is."""
    return ClaimReading(
        "+".join(one.name for one in readings),
        sum(one.value for one in readings),
        all(one.known for one in readings),
        max(one.place for one in readings),
    )


def first_at(sums: list[CellSum], report: int) -> ClaimReading | None:
    """Give the best reading of a quantity that the tables of a report have."""
    return next((one.at(report) for one in sums if one.there[report]), None)


def may_have_cells(quantity: str, form: str) -> bool:
    """Whether the tables of a form count a quantity: only the older one counted 主动公开信息."""
    rule = quantity_rules()[quantity]
    only_older = all(
        reading["table"] == "S" for reading in rule.get("equals", [{"table": ""}])
    )
    return form == STATISTICS_FORM or not only_older


def _add_up(grid: Grid, rule: Mapping[str, Any]) -> CellSum:
    """Add up the cells of one reading in every report."""
    n = len(grid.report_ids)
    value = np.zeros(n)
    known = np.zeros(n, bool)
    there = np.zeros(n, bool)
    block = grid.block(rule["table"])
    # Table 4 is the same in both forms, and the statistical table has one.
    by_table = {"2": grid.form2, "3": grid.form3}
    forms = by_table.get(rule["table"], np.full(n, "any"))
    place = np.zeros(n)
    default = load_toml("quantities.toml")["money"].get(rule.get("unit", ""))
    for form in ("2019", "2021", "any"):
        if rule.get("form", form) != form:
            continue
        where = np.flatnonzero((forms == form) & block.any_cell())
        if not len(where):
            continue
        cells = np.ix_(where, np.array(_rows(rule, form)), np.array(rule["columns"]))
        numbers = block.value[cells]
        if default is not None:
            money = np.nan_to_num(block.money[cells].astype(np.float64), nan=default)
            digits = np.vectorize(last_digit, otypes=[float])
            place[where] = (digits(numbers) * money).max(axis=(1, 2))
            numbers = numbers * money
        value[where] = numbers.sum(axis=(1, 2))
        known[where] = block.known[cells].all(axis=(1, 2))
        there[where] = True
    named_by, loose = rule.get("named_by", ""), rule.get("loose", False)
    return CellSum(rule["as"], value, known, there, place, named_by, loose)


def _rows(rule: Mapping[str, Any], form: str) -> list[int]:
    """Rows of the arrays that a reading names."""
    if rule["table"] == "4":
        return [0]
    if rule["table"] == "S":
        return list(rule["rows"])
    if rule["table"] == "3":
        rows = rule["rows"]
        return [
            row
            for r in rows
            for row in (rows_of(r, form) if isinstance(r, str) else [r])
        ]
    keys = load_toml("checks.toml")["table2"]
    return [
        i
        for i, key in enumerate(table2_keys())
        if set(keys[key]["labels"]) & set(rule["rows"])
    ]
