"""Numbers of the narrative against the cells of the tables, and which reading matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.quality.cells import (
    Grid,
    format_number,
    make_grid,
    rows_of,
    table2_keys,
)
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.schema import frame_columns, make_frame

MONEY = {"元": 1.0, "万元": 1e4, "亿元": 1e8}
AROUND = 0.1
"""Room of 近 and 约, as a share of the number; our own reading of the words, as is ``ROUNDED``."""
ROUNDED = 0.005
"""Half of the last digit of a sum of money that is written with two (1.25万元), in its unit."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A reading of one claim's quantity in the claim's report."""

    name: str
    value: float
    known: bool


@dataclass(frozen=True, slots=True, eq=False)
class CellSum:
    """One way to read a quantity in the tables: the sum of its cells, for each report."""

    name: str
    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    there: NDArray[np.bool_]


@check_arguments
def check_claims(
    claims: pd.DataFrame, tables: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    """Compare the numbers that the narrative states with the tables.

    Each quantity has readings (收到申请 may be 新收, 新收 + 上年结转 or 办理结果总计; 复议 may
    leave out 尚未审结): a claim that equals one of them passes, and the evidence names it; a claim
    of 0 is compared with the first only. An approximate claim passes where a reading lies in its
    range (余, 多: up to the next round number; 近, 约: within a tenth; 1.2万: rounded). A claim
    that equals none FAILS only where it is exact and comparable; it is UNCERTAIN where it is
    approximate, where a cell is blank, where its words point to a part, another period or another
    body (其中, 累计, 上年, 市本级), or where the report claims a larger number of the same
    quantity, of which this one may be a part.

    Parameters
    ----------
    claims : DataFrame
        Frame ``claims``; ``quantity`` is an id of ``resources/quantities.toml``.
    tables, reports : DataFrame
        The frames of these names.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``: ``claim_<quantity>``, one row per claim whose quantity has cells, in the
        order of ``reports`` and of the text; ``expected`` lists the readings and their values
        (money in 元), ``found`` is the claim as a number, ``start`` and ``end`` are the claim's.
        Quantities without a cell (主动公开信息条数, 信息处理费) are not compared: a 信息处理费 of
        nothing beside 行政事业性收费 in table 2 is no contradiction.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2019〕60号 and 〔2021〕30号: the tables. The
    readings are this library's own, after how published reports count.

    Examples
    --------
    >>> text = "全年收到申请5件"
    >>> claims = make_frame(
    ...     "claims",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "quantity": "received_applications",
    ...             "value": 5,
    ...             "unit": "件",
    ...             "approximate": False,
    ...             "start": 0,
    ...             "end": 8,
    ...             "text": text,
    ...         }
    ...     ],
    ... )
    >>> cell = {
    ...     "report_id": "r1",
    ...     "table": "3",
    ...     "row_label": "",
    ...     "column_label": "",
    ...     "column": 6,
    ...     "state": "VALUE",
    ... }
    >>> tables = make_frame(
    ...     "tables",
    ...     [
    ...         {**cell, "row": row, "value": value, "start": 0, "end": 1}
    ...         for row, value in [(0, 4), (1, 1), (23, 5)]
    ...     ],
    ... )
    >>> reports = pd.DataFrame({"report_id": ["r1"], "form": ["2021"]})
    >>> check_claims(claims, tables, reports)[["status", "expected"]].values.tolist()
    [['PASS', '新收=4; 新收+结转=5; 办理结果总计=5']]
    """
    claims = take_frame(claims, frame_columns("claims"), what="claims")
    grid = make_grid(tables, reports)
    place = {rid: i for i, rid in enumerate(grid.report_ids)}
    readings = _all_readings(grid)
    known = claims[
        claims["report_id"].isin(list(place)) & claims["quantity"].isin(list(readings))
    ]
    ordered = known.assign(_place=known["report_id"].map(place)).sort_values(
        ["_place", "start", "end"], kind="stable"
    )
    rows = [
        _compare(row, readings[row["quantity"]]) for row in ordered.to_dict("records")
    ]
    return make_frame("checks", _parts_excused(rows))


def _compare(claim: Mapping[Any, Any], readings: list[CellSum]) -> dict[str, Any]:
    """Judge one claim; ``_key`` and ``_value`` are for the second look."""
    at, stated = claim["_place"], float(claim["value"])
    candidates = [
        ClaimReading(r.name, float(r.value[at]), bool(r.known[at]))
        for r in readings
        if r.there[at]
    ]
    if stated == 0:
        # "None received" speaks of the quantity itself, not of a sum that happens to be 0.
        candidates = candidates[:1]
    value = stated * MONEY.get(claim["unit"], 1.0)
    low, high = _window(claim)
    known = [c for c in candidates if c.known]
    exact = next((c.name for c in known if abs(c.value - value) < TOLERANCE), "")
    near = next((c.name for c in known if low <= c.value < high), "")
    status, words = _verdict(claim, candidates, exact or near)
    shown = [
        f"{c.name}={format_number(c.value) if c.known else '?'}" for c in candidates
    ]
    return {
        "report_id": claim["report_id"],
        "check": f"claim_{claim['quantity']}",
        "status": status,
        "expected": "; ".join(shown),
        "found": ("≈ " if claim["approximate"] else "") + format_number(value),
        "start": claim["start"],
        "end": claim["end"],
        "evidence": words,
        "_key": (claim["report_id"], claim["quantity"]),
        "_value": value,
    }


def _verdict(
    claim: Mapping[Any, Any], candidates: list[ClaimReading], matched: str
) -> tuple[str, str]:
    """Status and words for one claim, given the readings and the one that matched."""
    if matched:
        return "PASS", f"{'rounds to' if claim['approximate'] else 'equals'} {matched}"
    if not any(c.known for c in candidates):
        return "NOT_ASSESSABLE", "no cell of this quantity is filled"
    if claim["approximate"]:
        return "UNCERTAIN", "approximate, and rounds to no reading"
    if hint := re.search(
        load_toml("quantities.toml")["scope"]["pattern"], claim["text"]
    ):
        return (
            "UNCERTAIN",
            f"equals no reading, but {hint[0]!r} points to another scope",
        )
    if not all(c.known for c in candidates):
        return "UNCERTAIN", "equals no reading that is known; some cells are blank"
    return "FAIL", "exact, and equals no reading"


def _parts_excused(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take back a FAIL where the report claims more of the same quantity: it may be a part."""
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        largest[row["_key"]] = max(
            row["_value"], largest.get(row["_key"], row["_value"])
        )
    for row in rows:
        if row["status"] == "FAIL" and 0 < row["_value"] < largest[row["_key"]]:
            row.update(
                status="UNCERTAIN",
                evidence="equals no reading, but may be a part of a larger claim",
            )
    return rows


def _window(claim: Mapping[Any, Any]) -> tuple[float, float]:
    """Give the values that a claim may stand for: half open, money in 元, a point where exact."""
    value = float(claim["value"])
    factor = MONEY.get(claim["unit"], 1.0)
    words = load_toml("quantities.toml")["approximate"]
    if not claim["approximate"]:
        half = ROUNDED if factor > 1.0 and not value.is_integer() else 0.0
        low, high = value - half, value + half
    elif re.search(words["above"], claim["text"]):
        low, high = value, value + _step(value)
    elif re.search(words["around"], claim["text"]):
        low, high = (1 - AROUND) * value, (1 + AROUND) * value + TOLERANCE
    else:
        low, high = value - _step(value) / 2, value + _step(value)
    return low * factor, high * factor


def _step(value: float) -> float:
    """Give the place value of the last digit that is not 0: 140000 is rounded to 10000, 98 to 1."""
    if value == 0 or not value.is_integer():
        return 1.0
    step = 1.0
    while value % (step * 10) == 0:
        step *= 10
    return step


def _all_readings(grid: Grid) -> dict[str, list[CellSum]]:
    """Readings of every quantity that has cells, over all reports."""
    quantities = load_toml("quantities.toml")["quantity"]
    return {
        q["id"]: [_reading(grid, rule) for rule in q["equals"]]
        for q in quantities
        if "equals" in q
    }


def _reading(grid: Grid, rule: Mapping[str, Any]) -> CellSum:
    """Add up the cells of one reading in every report."""
    n = len(grid.report_ids)
    value = np.zeros(n)
    known = np.zeros(n, bool)
    there = np.zeros(n, bool)
    block = grid.block(rule["table"])
    # Table 4 is the same in both forms.
    forms = {"2": grid.form2, "3": grid.form3, "4": np.full(n, "any")}[rule["table"]]
    factor = MONEY.get(rule.get("unit", ""), 1.0)
    for form in ("2019", "2021", "any"):
        if rule.get("form", form) != form:
            continue
        where = np.flatnonzero((forms == form) & block.any_cell())
        if not len(where):
            continue
        cells = np.ix_(where, np.array(_rows(rule, form)), np.array(rule["columns"]))
        value[where] = block.value[cells].sum(axis=(1, 2)) * factor
        known[where] = block.known[cells].all(axis=(1, 2))
        there[where] = True
    return CellSum(rule["as"], value, known, there)


def _rows(rule: Mapping[str, Any], form: str) -> list[int]:
    """Rows of the arrays that a reading names."""
    if rule["table"] == "4":
        return [0]
    if rule["table"] == "3":
        return [row for name in rule["rows"] for row in rows_of(name, form)]
    keys = load_toml("checks.toml")["table2"]
    return [
        i
        for i, key in enumerate(table2_keys())
        if set(keys[key]["labels"]) & set(rule["rows"])
    ]
