"""Numbers of the narrative against the cells of the tables, and which reading matched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
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
from textmine.quality.clauses import ClaimPlaces, Owner, Surroundings, standing
from textmine.quality.identities import TOLERANCE
from textmine.resources.load import load_toml
from textmine.schema import frame_columns, make_frame
from textmine.text.numbers.amounts import (
    Amount,
    amount_pattern,
    read_amount,
    round_place,
)

AROUND = 0.1
"""Room of 近 and 约 to either side, as a share of the number; our own reading of the words."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A reading of one claim's quantity in the claim's report; ``place`` as in ``CellSum``.

    ``fits`` is False for a reading that the words of the claim do not name.
    """

    name: str
    value: float
    known: bool
    place: float
    fits: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class CellSum:
    """One way to read a quantity in the tables: the sum of its cells, for each report.

    ``place`` is what 1 counts in the last digit of a sum of money, in 元: 100 in 592.37 (万元). It
    is 0 for what is counted.
    """

    name: str
    value: NDArray[np.float64]
    known: NDArray[np.bool_]
    there: NDArray[np.bool_]
    place: NDArray[np.float64]
    named_by: str
    loose: bool


@check_arguments
def check_claims(
    claims: pd.DataFrame,
    tables: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    narrative: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare the numbers that the narrative states with the tables.

    Each quantity has readings (收到申请 may be 新收 or 新收 + 上年结转): a claim that equals one of
    them passes, and the evidence names it; a claim of 0 is compared with the first only. A reading
    that leaves something out (复议 without 尚未审结) counts where the clause names it (审结); a
    claim that equals nothing else is UNCERTAIN. An approximate claim passes where a reading lies in
    its range:

    - 余, 多, 超过, 以上: up to the next number as round (40余: under 50; 1.5亿余: under 1.6亿;
      20余万: under 30万, but 20万余: under 21万); 不足, 不超过, 以内: down to the one before;
    - 近, 约, 左右: within a tenth, and at least as far as rounding goes;
    - a number in 万, 千 or 百, or with decimals: rounded or cut at the last digit written (1.2万:
      11,500 to under 13,000; 120.00万元: 1,199,950 to under 1,200,100); none of these for 0.

    A sum of money also passes where it gives the cell's number when it is rounded or cut to the
    last digit of the cell, in the unit printed there. A claim that equals none FAILS only where it
    is exact, and its clause is nothing but words of closed lists that join cue, object and number
    (全年共收到政府信息公开申请5件), in a sentence that speaks of this agency and this year. It is
    UNCERTAIN where it is approximate, or not written down to the last 件 or 元; where it is less
    than the last digit of a cell that holds 0; where a cell is blank; where its words point to a
    part, another period or another body (其中, 累计, 上年, 市本级) or may count something else
    (低保申请5件); or where the report surely claims a larger number of the same quantity, of which
    this one may be a part.

    Parameters
    ----------
    claims : DataFrame
        Frame ``claims``; ``quantity`` is an id of ``resources/quantities.toml``; how far a number
        is written is read from the end of ``text``, where it stands there.
    tables, reports : DataFrame
        The frames of these names; money without a ``unit`` counts as in the form. ``agency``,
        ``region`` and ``year`` of ``reports`` tell, where they are there, of whom and when a
        sentence speaks: a claim beside a year fails only where it is the report's.
    narrative : DataFrame, optional
        Frame ``narrative`` (``report_id``, ``start``, ``text``): the sentences of the claims.
        Without it a claim is judged by its own ``text``.

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
        claims["report_id"].isin(list(place))
        & claims["quantity"].isin(list(readings))
        & claims["value"].notna()
    ]
    ordered = known.assign(_place=known["report_id"].map(place)).sort_values(
        ["_place", "start", "end"], kind="stable"
    )
    if narrative is not None:
        needed = ["report_id", "start", "text"]
        narrative = take_frame(narrative, needed, what="narrative")
    held = ClaimPlaces(narrative)
    owners = [
        Owner.of(report | {"form": form})
        for report, form in zip(_in_order(reports, grid), grid.form3, strict=True)
    ]
    rows = [
        _compare(row, readings[row["quantity"]], held.around(row), owners)
        for row in ordered.to_dict("records")
    ]
    return make_frame("checks", _parts_excused(rows))


def _in_order(reports: pd.DataFrame, grid: Grid) -> list[dict[Any, Any]]:
    """Rows of ``reports`` in the order of the grid."""
    rows: dict[Any, dict[Any, Any]] = {}
    for row in reports.to_dict("records"):
        rows.setdefault(row["report_id"], row)
    return [rows.get(rid, {}) for rid in grid.report_ids]


def _compare(
    claim: Mapping[Any, Any],
    readings: list[CellSum],
    around: Surroundings,
    owners: list[Owner],
) -> dict[str, Any]:
    """Judge one claim; ``_key``, ``_value`` and ``_sure`` are for the second look."""
    at = claim["_place"]
    words = around.words
    candidates = [
        ClaimReading(
            r.name,
            float(r.value[at]),
            bool(r.known[at]),
            float(r.place[at]),
            not r.loose and re.search(r.named_by, words) is not None,
        )
        for r in readings
        if r.there[at]
    ]
    amount = _amount(claim)
    value = amount.value
    if value == 0:
        # "None received" speaks of the quantity itself, not of a sum that happens to be 0.
        candidates = candidates[:1]
    kind = standing(claim["quantity"], around, owners[at])
    status, why = _verdict(claim, amount, candidates, kind)
    shown = [
        f"{c.name}={format_number(c.value) if c.known else '?'}" for c in candidates
    ]
    return {
        "report_id": claim["report_id"],
        "check": f"claim_{claim['quantity']}",
        "status": status,
        "expected": "; ".join(shown),
        "found": ("≈ " if amount.is_rough else "") + format_number(value),
        "start": claim["start"],
        "end": claim["end"],
        "evidence": why,
        "_key": (claim["report_id"], claim["quantity"]),
        "_value": value,
        "_sure": kind == "whole",
    }


def _verdict(
    claim: Mapping[Any, Any], amount: Amount, candidates: list[ClaimReading], kind: str
) -> tuple[str, str]:
    """Status and words for one claim, given the readings of its quantity and its standing."""
    value, known = amount.value, [c for c in candidates if c.known]
    low, high = _window(amount)
    equal = [c for c in known if abs(c.value - value) < TOLERANCE]
    near = [c for c in known if _fits(c, amount, low, high)]
    for matches in ([c for c in equal + near if c.fits], equal + near):
        if matches:
            name, fits = matches[0].name, matches[0].fits
            is_equal = matches[0] in equal and not amount.is_rough
            verb = "equals" if is_equal else "rounds to"
            if fits:
                return "PASS", f"{verb} {name}"
            return "UNCERTAIN", f"{verb} {name}, which its words do not name"
    if not any(c.known for c in candidates):
        return "NOT_ASSESSABLE", "no cell of this quantity is filled"
    if amount.is_rough:
        return "UNCERTAIN", "approximate, and rounds to no reading"
    if any(c.value == 0 and value < c.place for c in known):
        return "UNCERTAIN", "less than the last digit of a cell that holds 0"
    scope = load_toml("quantities.toml")["scope"]
    if hint := re.search(f"{scope['part']}|{scope['pattern']}", claim["text"]):
        return (
            "UNCERTAIN",
            f"equals no reading, but {hint[0]!r} points to another scope",
        )
    if not all(c.known for c in candidates):
        return "UNCERTAIN", "equals no reading that is known; some cells are blank"
    if not kind:
        return "UNCERTAIN", "equals no reading, but may count something else"
    if kind == "part" and value < max(c.value for c in known):
        return "UNCERTAIN", "equals no reading, but counts a part"
    return "FAIL", "exact, and equals no reading"


def _parts_excused(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take back a FAIL where the report surely claims more of the quantity: it may be a part."""
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        if row["_sure"]:
            largest[row["_key"]] = max(row["_value"], largest.get(row["_key"], 0.0))
    for row in rows:
        if row["status"] == "FAIL" and 0 < row["_value"] < largest.get(row["_key"], 0):
            row.update(
                status="UNCERTAIN",
                evidence="equals no reading, but may be a part of a larger claim",
            )
    return rows


def _amount(claim: Mapping[Any, Any]) -> Amount:
    """Read how a claim's number is written; money in 元."""
    factor = load_toml("quantities.toml")["money"].get(claim["unit"], 1.0)
    value = float(claim["value"]) * factor
    for m in amount_pattern().finditer(claim["text"]):
        amount = read_amount(m) if m.end() == len(claim["text"]) else None
        if amount and abs(amount.value - value) < TOLERANCE:
            break
    else:
        # The words say nothing of it: by the number itself.
        place = _last_digit(float(claim["value"])) * factor
        amount = Amount(value, place, round_place(value, place), "")
    if claim["approximate"] and not amount.is_rough:
        return replace(amount, place=amount.room, sense="rounded")
    return amount


def _last_digit(value: float) -> float:
    """Give what 1 counts in the place of the last digit of a number: 0.01 in 592.37."""
    if value.is_integer():
        return 1.0
    exponent = int(Decimal(str(value)).normalize().as_tuple().exponent)
    return max(TOLERANCE, 10.0**exponent)


def _window(amount: Amount) -> tuple[float, float]:
    """Give the values that a number may stand for, half open; a point where exact."""
    value, place, room = amount.value, amount.place, amount.room
    if value == 0 or amount.sense == "range":
        return value, value
    if amount.sense == "above":
        return value, value + room
    if amount.sense == "below":
        return value - room, value
    if amount.sense == "around":
        spread = max(AROUND * value, place / 2)
        return value - spread, value + spread + TOLERANCE
    if amount.sense or place > 1 or not value.is_integer():
        return value - place / 2, value + place
    return value, value


def _fits(reading: ClaimReading, amount: Amount, low: float, high: float) -> bool:
    """Whether a reading lies in the claim's range, or the claim in what the cell rounds."""
    if low - TOLERANCE <= reading.value < high - TOLERANCE:
        return True
    if reading.value == 0:
        return False
    least, most = reading.value - reading.place / 2, reading.value + reading.place
    return least - TOLERANCE <= amount.value < most - TOLERANCE


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
            last_digit = np.vectorize(_last_digit, otypes=[float])
            place[where] = (last_digit(numbers) * money).max(axis=(1, 2))
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
    if rule["table"] == "3":
        return [row for name in rule["rows"] for row in rows_of(name, form)]
    keys = load_toml("checks.toml")["table2"]
    return [
        i
        for i, key in enumerate(table2_keys())
        if set(keys[key]["labels"]) & set(rule["rows"])
    ]
