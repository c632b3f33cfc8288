"""The cells of many reports as arrays, so that an identity is checked for all reports at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.resources.load import load_toml
from textmine.schema import check_columns

CELL_COLUMNS = ("report_id", "table", "row", "row_label", "column", "column_label", "value", "state", "start", "end")
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
N_COLUMNS = len(APPLICANTS)
SHAPES = {"2": (8, 3), "3": (25, N_COLUMNS), "4": (1, 15)}


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One table of all reports; a cell is known where its state is VALUE or ZERO, present where it was read at all.

    Parameters
    ----------
    value : numpy.ndarray of shape (n_reports, n_rows, n_columns)
        The number as printed, 0 where unknown.
    known, filled, present : numpy.ndarray of bool, the same shape
        Whether there is a number; whether anything is written; whether there is a cell.
    start, end : numpy.ndarray of int, the same shape
        The cell's span, 0 where absent.
    """

    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    present: NDArray[np.bool_]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def any_cell(self) -> NDArray[np.bool_]:
        """Whether each report has any cell of this table."""
        return np.asarray(self.present.sum(axis=(1, 2)) > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Tables 2, 3 and 4 of all reports, with the form of each report's tables ("2019", "2021" or "")."""

    report_ids: tuple[str, ...]
    t2: Block
    t3: Block
    t4: Block
    form2: NDArray[np.str_]
    form3: NDArray[np.str_]


def make_grid(tables: pd.DataFrame, reports: pd.DataFrame) -> Grid:
    """Arrange the cells of frame ``tables`` by report, row and column; reports come in the order of ``reports``."""
    check_columns(tables, CELL_COLUMNS, what="tables")
    check_columns(reports, ["report_id"], what="reports")
    ids = tuple(dict.fromkeys(reports["report_id"].astype(str)))
    place = pd.Index(ids).get_indexer(pd.Index(tables["report_id"].astype(str)))
    tables = tables.assign(_place=place)[place >= 0]
    kind = tables["table"].astype(str)
    parts = {name: tables[kind == name] for name in SHAPES}
    parts["2"] = parts["2"].assign(row=_row_keys(parts["2"]["row_label"]))
    blocks = {name: _block(part, len(ids), SHAPES[name]) for name, part in parts.items()}
    said = _said_forms(reports, ids)
    return Grid(
        ids, blocks["2"], blocks["3"], blocks["4"],
        form2=_form2(parts["2"], len(ids), said), form3=_form3(parts["3"], len(ids), said),
    )  # fmt: skip


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
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}".rstrip("0")


def _row_keys(labels: pd.Series) -> pd.Series:
    """Place of each table 2 row label in :func:`table2_keys`, −1 where it is not an official row."""
    keys = load_toml("checks.toml")["table2"]
    known = {label: i for i, key in enumerate(keys.values()) for label in key["labels"]}
    clean = labels.astype(str).str.replace(r"\s+", "", regex=True)
    return clean.map(known).fillna(-1).astype("int64")


def _block(cells: pd.DataFrame, n_reports: int, shape: tuple[int, int]) -> Block:
    """Fill the arrays of one table; where a cell is listed twice, the first stands."""
    size = (n_reports, *shape)
    row, column = cells["row"].to_numpy(np.int64), cells["column"].to_numpy(np.int64)
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    cells = cells[inside].iloc[::-1]
    at = tuple(cells[c].to_numpy(np.int64) for c in ("_place", "row", "column"))
    number = cells["value"].to_numpy(np.float64, na_value=np.nan)
    known, filled, present = np.zeros((3, *size), bool)
    start, end = np.zeros((2, *size), np.int64)
    block = Block(np.zeros(size), known, filled, present, start, end)
    read = cells["state"].isin(["VALUE", "ZERO"]).to_numpy() & np.isfinite(number)
    block.value[at], block.known[at], block.present[at] = np.where(read, number, 0.0), read, True
    block.filled[at] = ~cells["state"].eq("EMPTY").to_numpy(bool)
    block.start[at], block.end[at] = cells["start"].to_numpy(np.int64), cells["end"].to_numpy(np.int64)
    return block


def _said_forms(reports: pd.DataFrame, ids: tuple[str, ...]) -> NDArray[np.str_]:
    """Form that the reports frame gives, where it is one of the two with tables."""
    if "form" not in reports.columns:
        return np.full(len(ids), "", dtype="<U4")
    form = reports.drop_duplicates("report_id")["form"].astype(str)
    return np.array([f if f in ("2019", "2021") else "" for f in form], dtype="<U4")


def _form3(cells: pd.DataFrame, n_reports: int, said: NDArray[np.str_]) -> NDArray[np.str_]:
    """Form of each table 3: by its last official row, then by what the report says."""
    place, row = cells["_place"].to_numpy(), cells["row"].to_numpy(np.int64)
    last = np.full(n_reports, -1)
    np.maximum.at(last, place, row)
    newer = last >= 23
    newer[place[cells["row_label"].astype(str).str.contains("逾期").to_numpy(bool)]] = True
    by_row = np.where(newer, "2021", np.where(last >= 21, "2019", ""))
    return np.where(by_row != "", by_row, said)


def _form2(cells: pd.DataFrame, n_reports: int, said: NDArray[np.str_]) -> NDArray[np.str_]:
    """Form of each table 2, by the words of its labels, then by what the report says."""
    words = load_toml("checks.toml")["table2_form"]
    label = cells["row_label"].astype(str) + " " + cells["column_label"].astype(str)
    votes = np.zeros((n_reports, 2), np.int64)
    for i, form in enumerate(("2019", "2021")):
        hit = label.str.contains("|".join(words[form]), regex=True).to_numpy(bool)
        np.add.at(votes[:, i], cells["_place"].to_numpy()[hit], 1)
    by_word = np.where(votes[:, 0] > votes[:, 1], "2019", np.where(votes[:, 1] > votes[:, 0], "2021", ""))
    return np.where(by_word != "", by_word, said)
