"""The arithmetic of the statutory tables: every identity of the form, checked cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.quality.cells import (
    APPLICANTS,
    CARRIED_ROW,
    FIRST_OUTCOME_ROW,
    NEW_ROW,
    SHAPES,
    TOTAL_COLUMN,
    CellBlock,
    Grid,
    format_numbers,
    make_grid,
    row_names,
    rows_of,
    table2_keys,
)
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame

TOLERANCE = 1e-6  # difference of two sums that is rounding of the machine
GROUPS = {
    "review": "行政复议",
    "suit_direct": "未经复议直接起诉",
    "suit_after_review": "复议后起诉",
}

SAME_IN_BOTH_FORMS = 20
"""Rows of table 3 in front of (六)其他处理, where the forms part."""

Place = tuple[int, int]
"""Row and column of a cell."""


@dataclass(frozen=True, slots=True)
class CellIdentity:
    """Two sums of cells that must be equal (or, with ``floor``, the left at least the right).

    ``needed`` cells must be known for the identity to be assessable; the first of them is the
    decisive cell.
    """

    check: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    needed: tuple[Place, ...]
    text: str
    floor: bool = False


@check_arguments
def check_tables(tables: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Check every identity of tables 2, 3 and 4 of each report.

    Table 3: per column 新收 + 上年结转 = 总计 + 结转下年度 (``t3_flow_col0`` … ``col6``) and 总计 =
    the sum of the outcomes (``t3_total_col0`` …); per row the six applicant columns = 总计
    (``t3_row_sum_row0`` …). Table 4: the four outcomes of each group = its 总计. Table 2: counts
    are not negative, and 本年减 does not exceed 上一年项目数量. A blank is not a zero: it is added
    as 0, but an identity that then does not hold is UNCERTAIN, and without its total, or with
    nothing but blanks on one side, it is NOT_ASSESSABLE. All ids: ``resources/checks.toml``.

    Parameters
    ----------
    tables : DataFrame
        Frame ``tables``.
    reports : DataFrame
        Frame ``reports`` (``report_id``; ``form`` where the table itself does not tell its form).

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``, one row per identity and report, in the order of ``reports``: ``status``,
        ``expected`` (sum of the parts), ``found`` (the total as printed), ``start`` and ``end`` of
        the decisive cell, ``evidence``. A table that is not there gives one row ``t2_table``,
        ``t3_table`` or ``t4_table``, one with rows that print numbers without telling their
        columns ``t2_columns``, ``t3_columns`` or ``t4_columns``, NOT_ASSESSABLE.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2019〕60号 and 〔2021〕30号: forms of the
    annual report and the note of table 3.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = [("2", 2), ("1", 1), ("0", 0), ("0", 0), ("0", 0), ("0", 0), ("4", 4)]
    >>> tables = pd.DataFrame(
    ...     [
    ...         {
    ...             "report_id": "临泽川市_2022",
    ...             "table": "3",
    ...             "row": 0,
    ...             "row_label": "一、本年新收",
    ...             "column": i,
    ...             "column_label": "",
    ...             "value": v,
    ...             "unit": "件",
    ...             "state": "VALUE" if v else "ZERO",
    ...             "raw": raw,
    ...             "start": i,
    ...             "end": i + 1,
    ...         }
    ...         for i, (raw, v) in enumerate(cells)
    ...     ]
    ... )
    >>> reports = pd.DataFrame({"report_id": ["临泽川市_2022"], "form": ["2021"]})
    >>> checks = check_tables(tables, reports).set_index("check")
    >>> checks.loc["t3_row_sum_row0", ["status", "expected", "found"]].tolist()
    ['FAIL', '3', '4']
    """
    grid = make_grid(tables, reports)
    return gather_checks(
        grid,
        [
            *_missing(grid),
            *_in_doubt(grid),
            *_table2(grid),
            *_table3(grid),
            *_table4(grid),
        ],
    )


CheckColumns = Mapping[Any, Any]
"""Columns of frame ``checks`` by name, and ``_place`` (report of each row); what is the same in all
rows may stand alone. No frame: there are a hundred of them, each some milliseconds to make."""


def gather_checks(grid: Grid, parts: Sequence[CheckColumns]) -> pd.DataFrame:
    """Join the rows of all checks, report by report, into frame ``checks``."""
    place = np.concatenate([part["_place"] for part in parts]).astype(np.int64)
    order = np.argsort(place, kind="stable")
    ids = np.array(grid.report_ids, dtype=object)
    columns = {"report_id": ids[place[order]]}
    for name in FRAMES["checks"].keys() - columns.keys():
        values = [
            np.broadcast_to(np.asarray(part[name], dtype=object), len(part["_place"]))
            for part in parts
        ]
        columns[name] = np.concatenate(values)[order]
    return make_frame("checks", pd.DataFrame(columns))


def judge(
    block: CellBlock, where: NDArray[np.int64], identity: CellIdentity
) -> CheckColumns:
    """Check one identity for the reports at ``where``."""
    left = _side(block, where, identity.left)
    right = _side(block, where, identity.right)
    needed = np.logical_and.reduce(_at(block.known, where, identity.needed))
    assessable = needed & left.some & right.some
    blanks = left.blanks + right.blanks
    gap = left.total - right.total
    holds = gap >= -TOLERANCE if identity.floor else np.abs(gap) < TOLERANCE
    status = np.select(
        [~assessable, holds, blanks > 0],
        ["NOT_ASSESSABLE", "PASS", "UNCERTAIN"],
        "FAIL",
    )
    start, end = _decisive(block, where, identity)
    return {
        "_place": where,
        "check": identity.check,
        "status": status,
        "expected": format_numbers(left.total, assessable),
        "found": format_numbers(right.total, needed),
        "start": start,
        "end": end,
        "evidence": _evidence(identity.text, blanks, assessable),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Sum of some cells in each report, how many are blank, and whether any is known."""

    total: NDArray[np.float64]
    blanks: NDArray[np.int64]
    some: NDArray[np.bool_]


def _side(
    block: CellBlock, where: NDArray[np.int64], places: tuple[Place, ...]
) -> Side:
    """Add up the cells at ``places``; an empty sum is 0 and known."""
    if not places:
        return Side(
            np.zeros(len(where)),
            np.zeros(len(where), np.int64),
            np.ones(len(where), bool),
        )
    known = _at(block.known, where, places)
    return Side(
        _at(block.value, where, places).sum(axis=0),
        (~known).sum(axis=0),
        np.logical_or.reduce(known),
    )


def _at(
    array: NDArray[Any], where: NDArray[np.int64], places: tuple[Place, ...]
) -> NDArray[Any]:
    """Take the cells at ``places`` of the reports at ``where``: (places, reports)."""
    rows, columns = np.array(places, np.int64).reshape(-1, 2).T
    return array[where[None, :], rows[:, None], columns[:, None]]


def _decisive(
    block: CellBlock, where: NDArray[np.int64], identity: CellIdentity
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Span of the first cell that is present, the needed ones first; 0, 0 if none is."""
    start, end = np.zeros(len(where), np.int64), np.zeros(len(where), np.int64)
    for row, column in reversed((*identity.needed, *identity.right, *identity.left)):
        there = block.present[where, row, column]
        start = np.where(there, block.start[where, row, column], start)
        end = np.where(there, block.end[where, row, column], end)
    return start, end


def _evidence(
    text: str, blanks: NDArray[np.int64], assessable: NDArray[np.bool_]
) -> str | list[str]:
    """Evidence in words: the identity, and what blanks did to it."""
    if not blanks.any():
        return text
    words = []
    for n, ok in zip(blanks.tolist(), assessable.tolist(), strict=True):
        if not ok:
            words.append(f"{text}; total or parts blank or missing")
        else:
            words.append(f"{text}; {n} blank, read as 0" if n else text)
    return words


def _missing(grid: Grid) -> Iterator[CheckColumns]:
    """Say which tables a report lacks, a row for each."""
    for name in SHAPES:
        where = np.flatnonzero(~grid.block(name).any_cell())
        yield _frame(
            where,
            f"t{name}_table",
            f"table {name} is not in the report, or could not be read",
        )
    unknown = np.flatnonzero(grid.t3.any_cell() & (grid.form3 == ""))
    yield _frame(
        unknown,
        "t3_table",
        "table 3 is there, but its form cannot be told (rows 总计 and 结转下年度 missing)",
    )


def _in_doubt(grid: Grid) -> Iterator[CheckColumns]:
    """Say in which tables there are rows that do not tell the columns of their numbers."""
    for name in SHAPES:
        n_rows = grid.block(name).rows_in_doubt()
        where = np.flatnonzero(n_rows)
        evidence = [
            f"table {name}: rows that print numbers without telling their columns: {n}"
            for n in n_rows[where].tolist()
        ]
        yield _frame(where, f"t{name}_columns", evidence)


def _frame(
    where: NDArray[np.int64], check: str, evidence: str | list[str]
) -> CheckColumns:
    """Rows NOT_ASSESSABLE for the reports at ``where``."""
    return {
        "_place": where,
        "check": check,
        "status": "NOT_ASSESSABLE",
        "expected": "",
        "found": "",
        "start": 0,
        "end": 0,
        "evidence": evidence,
    }


def _table3(grid: Grid) -> Iterator[CheckColumns]:
    """Flow and total of each column, sum of each row."""
    for form in ("2019", "2021"):
        where = np.flatnonzero(grid.t3.any_cell() & (grid.form3 == form))
        if len(where):
            for identity in table3_identities(form):
                yield judge(grid.t3, where, identity)
    where = np.flatnonzero(grid.t3.any_cell() & (grid.form3 == ""))
    for identity in table3_identities("2019"):
        row = identity.needed[0][0]
        is_row_sum = identity.check.startswith("t3_row")
        if len(where) and is_row_sum and row < SAME_IN_BOTH_FORMS:
            yield judge(grid.t3, where, identity)


def table3_identities(form: str) -> list[CellIdentity]:
    """All identities of table 3 in one of the two forms."""
    (total,), (following,) = rows_of("total", form), rows_of("next", form)
    names = row_names(form)
    out = []
    for column, label in enumerate(APPLICANTS):
        out.append(
            CellIdentity(
                f"t3_flow_col{column}",
                left=((NEW_ROW, column), (CARRIED_ROW, column)),
                right=((total, column), (following, column)),
                needed=((total, column), (NEW_ROW, column)),
                text=f"column {label}: 新收 + 上年结转 = 总计 + 结转下年度",
            )
        )
    for column, label in enumerate(APPLICANTS):
        out.append(
            CellIdentity(
                f"t3_total_col{column}",
                left=tuple((row, column) for row in range(FIRST_OUTCOME_ROW, total)),
                right=((total, column),),
                needed=((total, column),),
                text=f"column {label}: sum of the outcomes (一)–(六) = (七)总计",
            )
        )
    for row, name in enumerate(names):
        row_total = ((row, TOTAL_COLUMN),)
        out.append(
            CellIdentity(
                f"t3_row_sum_row{row}",
                left=tuple((row, column) for column in range(TOTAL_COLUMN)),
                right=row_total,
                needed=row_total,
                text=f"row {name}: six applicant columns = 总计",
            )
        )
    return out


def _table4(grid: Grid) -> Iterator[CheckColumns]:
    """Check the four outcomes of each group against its total."""
    where = np.flatnonzero(grid.t4.any_cell())
    for key, columns in load_toml("quantities.toml")["groups"].items():
        *parts, total = [(0, column) for column in columns]
        text = f"{GROUPS[key]}: 维持 + 纠正 + 其他 + 尚未审结 = 总计"
        identity = CellIdentity(
            f"t4_{key}_total", tuple(parts), (total,), (total,), text
        )
        if len(where):
            yield judge(grid.t4, where, identity)


def _table2(grid: Grid) -> Iterator[CheckColumns]:
    """Check that counts are not negative and a decrease is no larger than what there was."""
    keys = load_toml("checks.toml")["table2"]
    for form in ("2019", "2021"):
        where = np.flatnonzero(grid.t2.any_cell() & (grid.form2 == form))
        if not len(where):
            continue
        for row, key in enumerate(table2_keys()):
            roles = keys[key]["columns"][form]
            # The form of 2021 renames a row (行政规范性文件): its label stands last.
            label = keys[key]["labels"][-1 if form == "2021" else 0]
            if roles:
                yield _negative(grid.t2, where, _CountRow(key, label, row, roles))
            if "change" in roles:
                cells = ((row, roles.index("change")), (row, roles.index("previous")))
                identity = CellIdentity(
                    f"t2_change_{key}",
                    left=cells,
                    right=(),
                    needed=cells,
                    floor=True,
                    text=f"{label}: 上一年项目数量 + 本年增/减 ≥ 0",
                )
                yield judge(grid.t2, where, identity)


@dataclass(frozen=True, slots=True)
class _CountRow:
    """A row of table 2: its key and label, its place, and what each of its columns is."""

    key: str
    label: str
    place: int
    roles: list[str]

    @property
    def counts(self) -> list[int]:
        """Columns that hold counts: a change may be negative."""
        return [i for i, role in enumerate(self.roles) if role != "change"]


def _negative(
    block: CellBlock, where: NDArray[np.int64], row: _CountRow
) -> CheckColumns:
    """Whether the counts of one table 2 row are all ≥ 0; the decisive cell is the lowest."""
    known = block.known[where, row.place][:, row.counts]
    value = block.value[where, row.place][:, row.counts]
    value = np.where(known, value, np.inf)
    lowest = np.array(row.counts)[value.argmin(axis=1)]
    least, some = value.min(axis=1), known.any(axis=1)
    n_blank = (~known).sum(axis=1)
    status = np.select([~some, least < 0], ["NOT_ASSESSABLE", "FAIL"], "PASS")
    return {
        "_place": where,
        "check": f"t2_nonneg_{row.key}",
        "status": status,
        "expected": np.where(some, "≥ 0", ""),
        "found": format_numbers(np.where(some, least, 0.0), some),
        "start": block.start[where, row.place, lowest],
        "end": block.end[where, row.place, lowest],
        "evidence": _evidence(f"{row.label}: no count below 0", n_blank, some),
    }
