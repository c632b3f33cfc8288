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
from textmine.quality.clauses import (
    ClaimPlaces,
    Owner,
    Surroundings,
    quantity_rules,
    standing,
)
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

STATISTICS_FORM = "2014"
"""Name of the form with the statistical table."""
_SOMETHING_ELSE = "equals no reading, but may count something else"
_BY_ITS_LIST = "exact, and equals no reading; what stands beside it does"
_DISPUTES = ("reviews", "lawsuits")
_RECEIVED = {"received_applications", "new_applications"}
FAR_OFF = 0.25
"""How far off every reading an approximate claim must lie to contradict them, as a share of it.
Beyond what 近, 约 or a careless 余 allows; chosen by hand."""
MOST_TELLING = 10
"""From this number on one part of a list that equals its cell tells what the list counts; smaller
ones agree by chance. Chosen by hand."""


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
    last digit of the cell, in the unit printed there. A claim that equals none FAILS only where
    its clause is nothing but words of closed lists that join cue, object and number
    (全年共收到政府信息公开申请5件), in a sentence that speaks of this agency and this year. One in
    a list (其中予以公开5件) fails only where its sentence shows that the list is of what the tables
    count: its head or its other parts equal them. What is approximate fails only a quarter off
    (``FAR_OFF``), and never as a range. A claim is UNCERTAIN where it is less than the last digit
    of a cell that holds 0; where a cell is blank; where its words point to a part, another period
    or another body (其中, 累计, 上年, 市本级) or may count something else (低保申请5件); where
    outcomes may have been put together or apart otherwise than in the table; or where the report
    claims a larger number of the same quantity, surely or as the tables have it, of which this one
    may be a part.

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
        Quantities without a cell (信息处理费; 主动公开信息 but in the statistical table of 2014 to
        2018) are not compared: a 信息处理费 of nothing beside 行政事业性收费 in table 2 is no
        contradiction.

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
    forms = np.where(grid.statistics.any_cell(), STATISTICS_FORM, grid.form3)
    owners = [
        Owner.of(report | {"form": form})
        for report, form in zip(_in_order(reports, grid), forms, strict=True)
    ]
    rows = [
        _compare(row, readings[row["quantity"]], held.around(row), owners)
        for row in ordered.to_dict("records")
        if _may_have_cells(row["quantity"], forms[row["_place"]])
    ]
    _judge_lists(rows, readings)
    return make_frame("checks", _parts_excused(rows))


def _may_have_cells(quantity: str, form: str) -> bool:
    """Whether the tables of a form count a quantity: only the older one counted 主动公开信息."""
    rule = quantity_rules()[quantity]
    only_older = all(reading["table"] == "S" for reading in rule["equals"])
    return form == STATISTICS_FORM or not only_older


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
    """Judge one claim; what begins with ``_`` is for the second look."""
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
        "_place": at,
        "_value": value,
        "_sure": kind == "whole",
        "_standing": kind,
        "_at": (around.start, around.end),
        "_listed": kind == "listed" and why == _SOMETHING_ELSE,
        "_equals": status == "PASS" and why.startswith("equals") and value > 0,
        "_cells": [c.value for c in candidates],
        "_named": {c.name: c.value for c in candidates},
        "_sentence": (claim["report_id"], claim["start"] - around.start),
        "_words": around.sentence,
        "_text": claim["text"],
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
        is_whole = kind == "whole" and all(c.known for c in candidates)
        is_tight = re.search(_list_words()["tight"], claim["text"]) is not None
        if is_whole and all(_is_far(c.value, amount, is_tight) for c in candidates):
            return "FAIL", "approximate, and far from every reading"
        return "UNCERTAIN", "approximate, and rounds to no reading"
    if any(c.value == 0 and value < c.place for c in known):
        return "UNCERTAIN", "less than the last digit of a cell that holds 0"
    scope = load_toml("quantities.toml")["scope"]
    hint = re.search(f"{scope['part']}|{scope['pattern']}", claim["text"])
    if hint and not kind:
        return (
            "UNCERTAIN",
            f"equals no reading, but {hint[0]!r} points to another scope",
        )
    if not all(c.known for c in candidates):
        return "UNCERTAIN", "equals no reading that is known; some cells are blank"
    if kind in ("", "listed"):
        return "UNCERTAIN", _SOMETHING_ELSE
    if kind == "part" and value < max(c.value for c in known):
        return "UNCERTAIN", "equals no reading, but counts a part"
    return "FAIL", "exact, and equals no reading"


def _is_far(value: float, amount: Amount, is_tight: bool) -> bool:
    """Whether a reading lies far outside of what an approximate number may stand for.

    ``is_tight``: 40余 is no more than a little above, as 超过40 may be.
    """
    off = amount.value - value
    far = max(FAR_OFF * amount.value, 2 * amount.place)
    if amount.sense in ("", "around") or (amount.sense == "above" and is_tight):
        return abs(off) > far
    return (amount.sense == "above" and off > far) or (
        amount.sense == "below" and off < -far
    )


def _judge_lists(
    rows: list[dict[str, Any]], readings: dict[str, list[CellSum]]
) -> None:
    """Look again at the parts of lists, beside what else their sentence counts.

    予以公开5件 behind 其中, or where no word says of what, counts what the table counts where the
    head of its list, or its other parts, do. It may still count otherwise: two outcomes put
    together or one taken apart, or the new applications alone.
    """
    sentences: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows:
        sentences.setdefault(row["_sentence"], []).append(row)
    for beside in sentences.values():
        for k, row in enumerate(beside):
            if not (row["_listed"] or row["status"] == "FAIL"):
                continue
            why = _counts_otherwise(row, beside, beside[:k], readings)
            if row["status"] == "FAIL" and why:
                row.update(status="UNCERTAIN", evidence=f"equals no reading, but {why}")
            elif row["_listed"] and not why and _is_told(row, beside, beside[:k]):
                row.update(status="FAIL", evidence=_BY_ITS_LIST)


def _heads(row: dict[str, Any], ahead: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the claims ahead in the sentence of which a claim may be a part, and that hold."""
    names = quantity_rules()[row["_key"][1]].get("heads", [])
    return [other for other in ahead if other["_equals"] and other["_key"][1] in names]


def _parts(row: dict[str, Any], beside: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the other parts of a claim's list that equal their cells."""
    among = quantity_rules()[row["_key"][1]].get("among")
    return [
        other
        for other in beside
        if among
        and other["_equals"]
        and other["_key"] != row["_key"]
        and quantity_rules()[other["_key"][1]].get("among") == among
    ]


def _is_told(
    row: dict[str, Any], beside: list[dict[str, Any]], ahead: list[dict[str, Any]]
) -> bool:
    """Whether the neighbours of a part tell what its list counts."""
    rule = quantity_rules()[row["_key"][1]]
    if "among" not in rule:
        return False
    named = {r["_key"][1] for r in ahead}
    if named.issuperset(_DISPUTES) and not re.search(
        _list_words()["disputes"], row["_text"]
    ):
        # 行政复议5件、行政诉讼3件，维持2件: of which of the two?
        return False
    heads, parts = _heads(row, ahead), _parts(row, beside)
    if rule["among"] == "disputes" and re.search(rule["about"], row["_words"]):
        # 信息公开行政复议4件、行政诉讼5件
        return bool(parts)
    enough = len(parts) > 1 or any(part["_value"] >= MOST_TELLING for part in parts)
    # 收到46件，其中网上30件，予以公开12件: another number may head the list.
    return enough or (bool(heads) and not _is_headed_between(heads[-1], row, beside))


def _is_headed_between(
    head: dict[str, Any], row: dict[str, Any], beside: list[dict[str, Any]]
) -> bool:
    """Whether something stands between a head and a part that may head the list itself."""
    first, last = head["_at"][1], row["_at"][0]
    if _other_numbers(row, first, beside):
        return True
    # 收到46件，涉及征地的占六成，其中予以公开12件
    between = row["_words"][first:last]
    return re.search(_list_words()["between"], between) is not None


def _other_numbers(
    row: dict[str, Any], first: int, beside: list[dict[str, Any]]
) -> bool:
    """Whether numbers stand before a claim, from a place on, of which nothing is known."""
    known = _known_ends(beside)
    before = amount_pattern().finditer(row["_words"], first, row["_at"][0])
    return any(m.end() not in known for m in before)


def _known_ends(beside: list[dict[str, Any]]) -> set[int]:
    """Where the numbers of a sentence end of which it is known what they count."""
    return {r["_at"][1] for r in beside if r["_standing"] or r["_equals"]}


def _counts_otherwise(
    row: dict[str, Any],
    beside: list[dict[str, Any]],
    ahead: list[dict[str, Any]],
    readings: dict[str, list[CellSum]],
) -> str:
    """Say how a claim may be true though it equals no cell; empty where it cannot."""
    return (
        _counts_a_part(row, beside, ahead)
        or _counts_some_applications(row, ahead)
        or _counts_less(row, beside)
        or _counts_more(row, beside, ahead, readings)
    )


def _counts_a_part(
    row: dict[str, Any], beside: list[dict[str, Any]], ahead: list[dict[str, Any]]
) -> str:
    """Say of what else in its sentence a claim may count a part."""
    rule = quantity_rules()[row["_key"][1]]
    among = rule.get("among")
    statement = _since_statement(row, ahead)
    if among and any(
        quantity_rules()[r["_key"][1]].get("among") == among and not r["_standing"]
        for r in statement
    ):
        # 土地类予以公开10件、部分公开2件
        return "may count what the part beside it counts"
    headed = [r for r in statement if r["_key"][1] in rule.get("heads", [])]
    if headed and not (headed[-1]["_equals"] or headed[-1]["_standing"]):
        # 以市政府为被申请人的行政复议12件，维持9件
        return "may count a part of what its head counts"
    is_part = among in ("outcomes", *_DISPUTES)
    if is_part and _other_numbers(row, _statement_of(row), beside):
        # 张某等人申请12件，予以公开3件
        return "may count a part of another number"
    return ""


def _counts_some_applications(row: dict[str, Any], ahead: list[dict[str, Any]]) -> str:
    """Say whether a claim may count the new applications alone, or those carried over."""
    name = row["_key"][1]
    if name == "completed" and _is_of_the_new(row["_value"], row["_named"]):
        return "may count the new applications alone"
    statement = _since_statement(row, ahead)
    is_left_over = statement and statement[-1]["_key"][1] == "carried_over"
    is_received = _RECEIVED & {r["_key"][1] for r in ahead}
    if is_left_over and name != "new_applications" and not is_received:
        return "may count what was carried over alone"
    return ""


def _counts_less(row: dict[str, Any], beside: list[dict[str, Any]]) -> str:
    """Say whether a claim and another number of its sentence are a cell's together."""
    value, cells = row["_value"], row["_cells"]
    if not 0 < value < max(cells):
        return ""
    known = _known_ends(beside)
    written = (
        read_amount(m)
        for m in amount_pattern().finditer(row["_words"])
        if m.end() not in known
    )
    numbers = {a.value for a in written if a and a.value}
    if any(abs(value + n - c) < TOLERANCE for n in numbers for c in cells if n < c):
        return "may have been taken apart"
    return ""


def _counts_more(
    row: dict[str, Any],
    beside: list[dict[str, Any]],
    ahead: list[dict[str, Any]],
    readings: dict[str, list[CellSum]],
) -> str:
    """Say whether an outcome may be that of some applications, or several outcomes together."""
    name, value, cells = row["_key"][1], row["_value"], row["_cells"]
    among = quantity_rules()[name].get("among")
    if among not in ("outcomes", *_DISPUTES):
        return ""
    heads, parts = _heads(row, ahead), _parts(row, beside)
    carried = max((max(r["_cells"]) - r["_cells"][0] for r in heads), default=0.0)
    is_new_alone = heads and all(r["_value"] == r["_cells"][0] for r in heads)
    if is_new_alone and not parts and any(abs(value - c) <= carried for c in cells):
        return "may count the new applications alone"
    told = {part["_key"][1] for part in parts}
    others = [
        float(readings[other][0].value[row["_place"]])
        for other, rule in quantity_rules().items()
        if rule.get("among") == among and other != name and other not in told
    ]
    together = _sums([n for n in others if n])
    if any(abs(cells[0] + more - value) < TOLERANCE for more in together):
        return "may put several outcomes together"
    return ""


def _is_of_the_new(value: float, cells: Mapping[str, float]) -> bool:
    """Whether so many may have been completed of the new applications."""
    if "办理结果总计" not in cells or "新收+结转" not in cells:
        return False
    total = cells["办理结果总计"]
    carried = cells["新收+结转"] - cells["新收"]
    return total - carried <= value < total


def _statement_of(row: dict[str, Any]) -> int:
    """Where the statement of a claim begins in its sentence: ； parts statements."""
    words: str = row["_words"]
    return max(words.rfind(mark, 0, row["_at"][0]) for mark in "；;") + 1


def _since_statement(
    row: dict[str, Any], ahead: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give the claims ahead of a claim in its statement."""
    begin = _statement_of(row)
    return [other for other in ahead if other["_at"][0] >= begin]


def _list_words() -> dict[str, str]:
    """Patterns for the parts of lists."""
    words: dict[str, str] = load_toml("quantities.toml")["lists"]
    return words


def _sums(numbers: list[float]) -> set[float]:
    """Give the sums of some of a few numbers, each at most once."""
    sums: set[float] = set()
    for n in numbers:
        sums |= {n} | {n + more for more in sums}
    return sums


def _parts_excused(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take back a FAIL where the report claims more of the quantity: it may be a part."""
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        if row["_sure"] or row["_equals"]:
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
    if rule["table"] == "S":
        return list(rule["rows"])
    if rule["table"] == "3":
        return [row for name in rule["rows"] for row in rows_of(name, form)]
    keys = load_toml("checks.toml")["table2"]
    return [
        i
        for i, key in enumerate(table2_keys())
        if set(keys[key]["labels"]) & set(rule["rows"])
    ]
