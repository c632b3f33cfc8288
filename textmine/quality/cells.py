"""The cells of many reports as arrays, so that an identity is checked for all reports at once."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.frames import take_frame, take_reports
from textmine.resources.forms import ONLY_2021, tell_forms
from textmine.resources.load import load_toml
from textmine.text.numbers.amounts import money_factors

CELL_COLUMNS = (
    "report_id",
    "table",
    "row",
    "row_label",
    "column",
    "column_label",
    "value",
    "state",
    "start",
    "end",
)
APPLICANTS = (
    "自然人",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
)
N_COLUMNS = len(APPLICANTS)
TOTAL_COLUMN = N_COLUMNS - 1
"""总计 of table 3, behind the six kinds of applicants."""
NEW_ROW, CARRIED_ROW, FIRST_OUTCOME_ROW = 0, 1, 2
"""本年新收, 上年结转 and the first of the outcomes: rows of table 3 in both forms."""
SHAPES = {"2": (8, 3), "3": (25, N_COLUMNS), "4": (1, 15)}
"""Rows and columns of each table in the larger of the two forms."""
_STATISTICS = (58, 1)
"""Rows and columns of the statistical table, S."""
_NUMBER = {"2": 2, "3": 3, "4": 4, "S": 14}
"""Tables as numbers; S was the form of 2014 to 2018."""


@dataclass(frozen=True, slots=True, eq=False)
class CellBlock:
    """One table of all reports.

    A cell is *known* where its state is VALUE or ZERO, *present* where it was read at all.

    Parameters
    ----------
    value : numpy.ndarray of shape (n_reports, n_rows, n_columns)
        The number as printed, 0 where unknown.
    known, filled, present : numpy.ndarray of bool, the same shape
        Whether there is a number; whether anything is written; whether there is a cell.
    start, end : numpy.ndarray of int, the same shape
        The cell's span, 0 where absent.
    money : numpy.ndarray of float, the same shape
        How many 元 the cell's unit is, NaN where it has none of money.
    """

    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    present: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    money: NDArray[np.float32]

    def any_cell(self) -> NDArray[np.bool_]:
        """Whether each report has any cell of this table."""
        return np.asarray(self.present.sum(axis=(1, 2)) > 0)

    def rows_in_doubt(self) -> NDArray[np.int64]:
        """How many rows of each report print numbers without telling their columns.

        Such columns hold all that the row prints, as text: the same place, again and again.
        """
        words = self.filled & ~self.known
        left, right = words[:, :, :-1], words[:, :, 1:]
        again = self.start[:, :, :-1] == self.start[:, :, 1:]
        return np.asarray((left & right & again).any(axis=2).sum(axis=1))


@dataclass(frozen=True, slots=True)
class Count:
    """A count of each report, and whether all cells that it sums up are known."""

    value: NDArray[np.float64]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Tables of all reports, and the form of tables 2 and 3: 2019, 2021 or "".

    ``statistics`` has no row where no report has the statistical table of 2014 to 2018.
    """

    report_ids: tuple[str, ...]
    t2: CellBlock
    t3: CellBlock
    t4: CellBlock
    statistics: CellBlock
    form2: NDArray[np.str_]
    form3: NDArray[np.str_]

    def block(self, table: str) -> CellBlock:
        """Cells of table ``2``, ``3``, ``4`` or ``S``."""
        blocks = {"2": self.t2, "3": self.t3, "4": self.t4, "S": self.statistics}
        return blocks[table]


def make_grid(tables: pd.DataFrame, reports: pd.DataFrame) -> Grid:
    """Arrange the cells of frame ``tables`` by report, row, column, in the order of ``reports``."""
    tables = take_frame(tables, CELL_COLUMNS, what="tables")
    reports = take_reports(reports, ["form"] if "form" in reports else [])
    ids = tuple(dict.fromkeys(reports["report_id"].astype(str)))
    cells = _read_cells(tables, ids)
    said = _said_forms(reports, ids)
    return Grid(
        report_ids=ids,
        t2=_block(cells, "2", len(ids)),
        t3=_block(cells, "3", len(ids)),
        t4=_block(cells, "4", len(ids)),
        statistics=_block(cells, "S", len(ids)),
        form2=_form2(cells, len(ids), said),
        form3=_form3(cells, len(ids), said),
    )


def rows_of(name: str, form: str) -> list[int]:
    """Official row numbers of a named row of table 3, e.g. ``rows_of("denied", "2021")``."""
    return list(load_toml("quantities.toml")["rows"][form][name])


def row_names(form: str) -> list[str]:
    """Short names of table 3's rows in official order."""
    names = load_toml("quantities.toml")["row_names"]
    return [*names["common"], *names[form]]


def table2_keys() -> list[str]:
    """Keys of table 2's rows, in the order of the arrays."""
    return list(load_toml("checks.toml")["table2"])


def format_number(value: float) -> str:
    """Write a number without a needless decimal point."""
    if float(value).is_integer():
        return str(int(value))
    return f"{value:.4f}".rstrip("0").rstrip(".")


def format_numbers(values: NDArray[np.float64], known: NDArray[np.bool_]) -> list[str]:
    """Write numbers, each distinct one once; an empty text where not known."""
    distinct, code = np.unique(values, return_inverse=True)
    words = [format_number(value) for value in distinct]
    return [
        words[i] if ok else ""
        for i, ok in zip(code.tolist(), known.tolist(), strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _CellColumns:
    """Columns of frame ``tables`` as arrays; labels by code (``labels[code]``)."""

    place: NDArray[np.int64]
    table: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    value: NDArray[np.float64]
    read: NDArray[np.bool_]
    empty: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    row_code: NDArray[np.int64]
    row_labels: list[str]
    column_code: NDArray[np.int64]
    column_labels: list[str]
    money: NDArray[np.float32]


def _read_cells(tables: pd.DataFrame, ids: tuple[str, ...]) -> _CellColumns:
    """Turn the cells of the reports asked for into arrays.

    A frame repeats few labels millions of times: each distinct one is looked at once, by its code.
    """
    place = _places(tables["report_id"], ids)
    asked = place >= 0
    if not asked.all():
        tables, place = tables[asked], place[asked]
    state_code, states = pd.factorize(tables["state"])
    row_code, row_labels = pd.factorize(tables["row_label"])
    column_code, column_labels = pd.factorize(tables["column_label"])
    table_code, names = pd.factorize(tables["table"])
    value = tables["value"].to_numpy(np.float64, na_value=np.nan)
    is_read = _look_up(state_code, [state in ("VALUE", "ZERO") for state in states])
    return _CellColumns(
        place=place,
        table=_look_up(table_code, [_NUMBER.get(name, 0) for name in names]),
        row=tables["row"].to_numpy(np.int64),
        column=tables["column"].to_numpy(np.int64),
        value=value,
        read=is_read.astype(bool) & np.isfinite(value),
        empty=_look_up(state_code, [state == "EMPTY" for state in states]).astype(bool),
        start=tables["start"].to_numpy(np.int64),
        end=tables["end"].to_numpy(np.int64),
        row_code=row_code,
        row_labels=list(map(str, row_labels)),
        column_code=column_code,
        column_labels=list(map(str, column_labels)),
        money=_money(tables),
    )


def _money(tables: pd.DataFrame) -> NDArray[np.float32]:
    """How many 元 the unit of each cell is, NaN where none of money is given."""
    if "unit" not in tables:
        return np.full(len(tables), np.nan, np.float32)
    codes, units = pd.factorize(tables["unit"])
    # The code of a missing unit is −1, the last place.
    return np.array([*money_factors(pd.Series(units)), np.nan], np.float32)[codes]


def _places(report_ids: pd.Series, ids: tuple[str, ...]) -> NDArray[np.int64]:
    """Place of each row's report in ``ids``, −1 where it is not asked for."""
    codes, seen = pd.factorize(report_ids)
    if not len(seen):
        return np.zeros(0, np.int64)
    places = pd.Index(ids).get_indexer(pd.Index(seen.astype(str)))
    return np.asarray(places[codes], dtype=np.int64)


def _look_up(
    codes: NDArray[np.int64], meanings: Sequence[int | bool]
) -> NDArray[np.int64]:
    """Give what each code of a column of few distinct words means; a missing word means 0."""
    # The code of a missing word is −1, the last place.
    return np.array([*map(int, meanings), 0], np.int64)[codes]


def _block(cells: _CellColumns, name: str, n_reports: int) -> CellBlock:
    """Fill the arrays of one table; where a cell is listed twice, the first in the text stands."""
    n_rows, n_columns = SHAPES.get(name, _STATISTICS)
    size = (n_reports, n_rows, n_columns)
    row = _row_keys(cells) if name == "2" else cells.row
    inside = cells.table == _NUMBER[name]
    if name == "S" and not inside.any():
        size = (n_reports, 0, n_columns)
    inside &= (row >= 0) & (row < n_rows)
    inside &= (cells.column >= 0) & (cells.column < n_columns)
    order = np.flatnonzero(inside)
    # One number a cell: an array is filled by it in half the time that three numbers take.
    at = np.ravel_multi_index(
        (cells.place[order], row[order], cells.column[order]), size
    )
    if np.bincount(at).max(initial=0) > 1:
        # Written from the last to the first, so that the first of two stays.
        by = np.lexsort((cells.value[order], cells.start[order]))[::-1]
        order, at = order[by], at[by]

    def lay(values: NDArray[Any], nothing: object) -> NDArray[Any]:
        laid = np.full(math.prod(size), nothing, values.dtype)
        laid[at] = values
        return laid.reshape(size)

    return CellBlock(
        value=lay(np.where(cells.read, cells.value, 0.0)[order], 0.0),
        known=lay(cells.read[order], False),
        filled=lay(~cells.empty[order], False),
        present=lay(np.ones(len(order), bool), False),
        start=lay(cells.start[order], 0),
        end=lay(cells.end[order], 0),
        money=lay(cells.money[order], np.nan),
    )


def _row_keys(cells: _CellColumns) -> NDArray[np.int64]:
    """Place of each cell's row label in :func:`table2_keys`, −1 where table 2 has no such row."""
    keys = load_toml("checks.toml")["table2"]
    known = {label: i for i, key in enumerate(keys.values()) for label in key["labels"]}
    by_code = np.array(
        [*(known.get("".join(label.split()), -1) for label in cells.row_labels), -1],
        np.int64,
    )
    return by_code[cells.row_code]


def _said_forms(reports: pd.DataFrame, ids: tuple[str, ...]) -> NDArray[np.str_]:
    """Form that the reports frame gives, where it is one of the two with tables."""
    if "form" not in reports.columns:
        return np.full(len(ids), "", dtype="<U4")
    form = reports["form"].astype(str)
    return np.array([f if f in ("2019", "2021") else "" for f in form], dtype="<U4")


def _form3(
    cells: _CellColumns, n_reports: int, said: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Form of each table 3: by its rows, then by what the report says."""
    in_table = cells.table == 3
    last_row = np.full(n_reports, -1)
    np.maximum.at(last_row, cells.place[in_table], cells.row[in_table])
    late = in_table & _labelled(cells.row_code, cells.row_labels, ONLY_2021)
    has_late_row = np.zeros(n_reports, bool)
    has_late_row[cells.place[late]] = True
    return tell_forms(last_row, has_late_row, said)


def _form2(
    cells: _CellColumns, n_reports: int, said: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Form of each table 2, by the words of its labels, then by what the report says."""
    words = load_toml("checks.toml")["table2_form"]
    votes = np.zeros((2, n_reports), np.int64)
    for i, form in enumerate(("2019", "2021")):
        pattern = "|".join(words[form])
        hit = _labelled(cells.row_code, cells.row_labels, pattern)
        hit |= _labelled(cells.column_code, cells.column_labels, pattern)
        hit &= cells.table == 2
        votes[i] = np.bincount(cells.place[hit], minlength=n_reports)
    older, newer = votes
    by_word = np.where(older > newer, "2019", np.where(newer > older, "2021", ""))
    return np.where(by_word != "", by_word, said)


def _labelled(
    codes: NDArray[np.int64], labels: list[str], pattern: str
) -> NDArray[np.bool_]:
    """Whether the label of each cell holds a pattern."""
    return np.array(
        [*(re.search(pattern, label) is not None for label in labels), False]
    )[codes]
