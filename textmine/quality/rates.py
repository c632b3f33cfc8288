"""Rates per report: how applications ended, how full the tables are, how many checks hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.quality.cells import (
    SHAPES,
    TOTAL_COLUMN,
    CellBlock,
    Count,
    Grid,
    make_grid,
    rows_of,
)
from textmine.schema import make_frame
from textmine.stats.intervals import jeffreys

Floats = NDArray[np.float64]

OUTCOMES = ("granted", "partly", "denied", "not_available", "not_processed", "other")
CONSISTENCY = {
    "arithmetic_consistency": ("t2_", "t3_", "t4_"),
    "text_table_consistency": ("claim_",),
    "breakdown_consistency": ("breakdown",),
}
"""Scores, and how the names of the checks begin that they summarise."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Columns of table 4 that tell of one kind of dispute: all cases, corrected, pending ones."""

    name: str
    totals: tuple[int, ...]
    corrected: tuple[int, ...]
    pending: tuple[int, ...]


# Each group of five columns is 结果维持, 结果纠正, 其他结果, 尚未审结, 总计.
# Lawsuits have two groups: 未经复议直接起诉, 复议后起诉.
DISPUTES = (
    Dispute("reviews", totals=(4,), corrected=(1,), pending=(3,)),
    Dispute("lawsuits", totals=(9, 14), corrected=(6, 11), pending=(8, 13)),
)


@check_arguments
def outcome_rates(tables: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Compute how applications and disputes of each report ended, and how full its tables are.

    Parameters
    ----------
    tables, reports : DataFrame
        The frames of these names.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``, ``scope`` ``applications``, ``review`` or ``tables``, in the order of
        ``reports``: ``rate_granted``, ``rate_partly``, ``rate_denied``, ``rate_not_available``,
        ``rate_not_processed``, ``rate_other`` (÷ (七)总计), ``correction_rate_reviews``,
        ``correction_rate_lawsuits`` (结果纠正 ÷ concluded), ``dispute_intensity`` ((复议 + 诉讼) ÷
        (七)总计; may exceed 1, no interval), ``cells_filled`` (cells with a number ÷ cells of the
        tables found). ``n`` is the denominator, ``ci_low`` and ``ci_high`` Jeffreys' 95 % interval
        of the rate. NaN, ``n`` 0, where a cell is blank, the denominator is 0 or a count is
        negative (a slip of the table, which ``checks`` names).

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    政府信息公开条例 (国务院令第711号) arts. 36–39 (outcomes). Brown, L. D., Cai, T. T. & DasGupta,
    A. (2001). Interval estimation for a binomial proportion. Statistical Science 16, 101–133.

    Examples
    --------
    >>> cell = {
    ...     "report_id": "临泽川市_2022",
    ...     "table": "3",
    ...     "row_label": "",
    ...     "column": 6,
    ...     "column_label": "",
    ...     "state": "VALUE",
    ...     "start": 0,
    ...     "end": 1,
    ... }
    >>> tables = pd.DataFrame(
    ...     [{**cell, "row": 2, "value": 3.0}, {**cell, "row": 23, "value": 8.0}]
    ... )
    >>> rates = outcome_rates(
    ...     tables, pd.DataFrame({"report_id": ["临泽川市_2022"]})
    ... ).set_index("score")
    >>> rates.loc["rate_granted", ["value", "n"]].tolist()
    [0.375, 8.0]
    """
    grid = make_grid(tables, reports)
    parts = [*_applications(grid), *_disputes(grid), _filled(grid)]
    frame = pd.concat(parts).sort_values("_place", kind="stable")
    ids = np.array(grid.report_ids, dtype=object)[frame["_place"].to_numpy(np.int64)]
    return make_frame("scores", frame.assign(report_id=ids))


@check_arguments
def consistency_rates(checks: pd.DataFrame) -> pd.DataFrame:
    """Compute the share of checks that hold, among those that come out as PASS or FAIL.

    Parameters
    ----------
    checks : DataFrame
        Frame ``checks``.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``, ``scope`` ``report``: ``arithmetic_consistency`` (identities of the
        tables), ``text_table_consistency`` (claims against cells), ``breakdown_consistency``
        (totals against their parts); ``n`` checks that pass or fail, Jeffreys' 95 % interval
        (checks of one report are not independent: a rough guide); NaN, ``n`` 0, where none does.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国办公开办函〔2021〕30号 (四): inaccurate reports as a ground of liability. The rates are this
    library's summary.

    Examples
    --------
    >>> checks = pd.DataFrame(
    ...     {
    ...         "report_id": "r1",
    ...         "check": ["t3_flow_col6", "t3_total_col6", "claim_reviews"],
    ...         "status": ["PASS", "FAIL", "PASS"],
    ...     }
    ... )
    >>> consistency_rates(checks)[["score", "value", "n"]].values.tolist()[:2]
    [['arithmetic_consistency', 0.5, 2], ['text_table_consistency', 1.0, 1]]
    """
    checks = take_frame(checks, ["report_id", "check", "status"], what="checks")
    report_ids = checks["report_id"].astype(str)
    ids = np.array(report_ids.unique().tolist(), dtype=object)
    place = pd.Index(ids).get_indexer(pd.Index(report_ids))
    passed = checks["status"].eq("PASS").to_numpy(bool)
    decided = passed | checks["status"].eq("FAIL").to_numpy(bool)
    parts = []
    for score, stems in CONSISTENCY.items():
        counted = checks["check"].astype(str).str.startswith(stems).to_numpy(bool)
        k = np.bincount(place[counted & passed], minlength=len(ids))
        n = np.bincount(place[counted & decided], minlength=len(ids))
        parts.append(_rate(score, "report", k.astype(float), n.astype(float)))
    frame = pd.concat(parts).sort_values("_place", kind="stable")
    return make_frame(
        "scores", frame.assign(report_id=ids[frame["_place"].to_numpy(np.int64)])
    )


def _applications(grid: Grid) -> list[pd.DataFrame]:
    """Outcomes of applications over 总计, column 总计."""
    total = _named(grid, "total")
    rates = []
    for name in OUTCOMES:
        outcome = _named(grid, name)
        # An outcome above the total is a slip of the table, not a rate above 1.
        usable = outcome.known & total.known & (outcome.value <= total.value)
        n = np.where(usable, total.value, 0)
        rates.append(_rate(f"rate_{name}", "applications", outcome.value, n))
    return rates


def _disputes(grid: Grid) -> list[pd.DataFrame]:
    """Corrections over concluded cases, and disputes over applications handled."""
    rates = []
    cases = {}
    for dispute in DISPUTES:
        all_cases = _sum4(grid.t4, dispute.totals)
        corrected = _sum4(grid.t4, dispute.corrected)
        pending = _sum4(grid.t4, dispute.pending)
        concluded = all_cases.value - pending.value
        usable = all_cases.known & corrected.known & pending.known
        usable &= corrected.value <= concluded
        n = np.where(usable, concluded, 0)
        rates.append(
            _rate(f"correction_rate_{dispute.name}", "review", corrected.value, n)
        )
        cases[dispute.name] = all_cases
    total = _named(grid, "total")
    usable = total.known & cases["reviews"].known & cases["lawsuits"].known
    disputes = cases["reviews"].value + cases["lawsuits"].value
    n = np.where(usable, total.value, 0)
    intensity = _rate("dispute_intensity", "review", disputes, n)
    # More disputes than applications are possible: no share, hence no interval.
    return [*rates, intensity.assign(ci_low=np.nan, ci_high=np.nan)]


def _filled(grid: Grid) -> pd.DataFrame:
    """Cells with a number over cells of the tables found."""
    blocks = [grid.block(table) for table in SHAPES]
    known = sum(block.known.sum(axis=(1, 2)) for block in blocks)
    present = sum(block.present.sum(axis=(1, 2)) for block in blocks)
    return _rate(
        "cells_filled", "tables", np.asarray(known, float), np.asarray(present, float)
    )


def _named(grid: Grid, name: str) -> Count:
    """Sum of a named group of rows of table 3 in column 总计."""
    value = np.zeros(len(grid.report_ids))
    known = np.zeros(len(grid.report_ids), bool)
    for form in ("2019", "2021"):
        where = np.flatnonzero(grid.form3 == form)
        cells = np.ix_(where, np.array(rows_of(name, form)), np.array([TOTAL_COLUMN]))
        value[where] = grid.t3.value[cells].sum(axis=(1, 2))
        known[where] = grid.t3.known[cells].all(axis=(1, 2))
    return Count(value, known)


def _sum4(block: CellBlock, columns: tuple[int, ...]) -> Count:
    """Sum of some columns of table 4, which has one row."""
    cells = (slice(None), 0, list(columns))
    known = np.asarray(block.known[cells].all(axis=1), dtype=bool)
    return Count(block.value[cells].sum(axis=1), known)


def _rate(score: str, scope: str, k: Floats, n: Floats) -> pd.DataFrame:
    """Shares with Jeffreys' interval; NaN where there is no denominator, or a count is negative."""
    is_share = (n > 0) & (k >= 0)
    n = np.where(is_share, n, 0.0)
    value = np.divide(k, n, out=np.full(len(k), np.nan), where=is_share)
    # A count beyond its denominator (dispute_intensity) has no interval; the caller drops it.
    low, high = jeffreys(np.where(is_share, np.minimum(k, n), 0.0), n)
    return pd.DataFrame(
        {
            "_place": np.arange(len(n)),
            "score": score,
            "scope": scope,
            "value": value,
            "n": n.astype(np.int64),
            "ci_low": low,
            "ci_high": high,
        }
    )
