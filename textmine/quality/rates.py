"""Rates per report: how applications and disputes ended, how much of the tables is filled, how many checks hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.quality.cells import Block, Grid, make_grid, rows_of
from textmine.schema import check_columns, make_frame

OUTCOMES = ("granted", "partly", "denied", "not_available", "not_processed", "other")
TOTAL = 6
CONSISTENCY = {
    "arithmetic_consistency": ("t2_", "t3_", "t4_"),
    "text_table_consistency": ("claim_",),
    "breakdown_consistency": ("breakdown",),
}
LEVEL = 0.95


def outcome_rates(tables: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Compute how applications and disputes of each report ended, and how much of its tables is filled.

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
        of the rate. NaN, ``n`` 0, where a cell is blank or the denominator is 0.

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
    >>> tables = pd.DataFrame([{**cell, "row": 2, "value": 3.0}, {**cell, "row": 23, "value": 8.0}])
    >>> rates = outcome_rates(tables, pd.DataFrame({"report_id": ["临泽川市_2022"]})).set_index(
    ...     "score"
    ... )
    >>> rates.loc["rate_granted", ["value", "n"]].tolist()
    [0.375, 8.0]
    """
    grid = make_grid(tables, reports)
    parts = [*_applications(grid), *_disputes(grid), _filled(grid)]
    frame = pd.concat(parts, ignore_index=True).sort_values("_place", kind="stable")
    ids = np.array(grid.report_ids, dtype=object)[frame["_place"].to_numpy(np.int64)]
    return make_frame("scores", frame.assign(report_id=ids))


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
    check_columns(checks, ["report_id", "check", "status"], what="checks")
    ids = np.array(list(dict.fromkeys(checks["report_id"].astype(str))), dtype=object)
    place = pd.Index(ids).get_indexer(pd.Index(checks["report_id"].astype(str)))
    passed, failed = (checks["status"].eq(s).to_numpy(bool) for s in ("PASS", "FAIL"))
    parts = []
    for score, stems in CONSISTENCY.items():
        mine = checks["check"].astype(str).str.startswith(stems).to_numpy(bool)
        k, n = (
            np.bincount(place[mine & of], minlength=len(ids)).astype(float)
            for of in (passed, passed | failed)
        )
        parts.append(_rate(score, "report", k, n))
    frame = pd.concat(parts, ignore_index=True).sort_values("_place", kind="stable")
    return make_frame("scores", frame.assign(report_id=ids[frame["_place"].to_numpy(np.int64)]))


def _applications(grid: Grid) -> list[pd.DataFrame]:
    """Outcomes of applications over 总计, column 总计."""
    total, total_known = _named(grid, "total")
    out = []
    for name in OUTCOMES:
        value, known = _named(grid, name)
        out.append(
            _rate(
                f"rate_{name}",
                "applications",
                value,
                np.where(known & total_known & (value <= total), total, 0),
            )
        )
    return out


def _disputes(grid: Grid) -> list[pd.DataFrame]:
    """Corrections over concluded cases, and disputes over applications handled."""
    reviews, lawsuits = _sum4(grid.t4, [4]), _sum4(grid.t4, [9, 14])
    out = []
    for name, (all_, known), corrected, pending in (
        ("reviews", reviews, [1], [3]),
        ("lawsuits", lawsuits, [6, 11], [8, 13]),
    ):
        (k, k_known), (open_, open_known) = _sum4(grid.t4, corrected), _sum4(grid.t4, pending)
        sure = known & k_known & open_known & (k <= all_ - open_)
        out.append(_rate(f"correction_rate_{name}", "review", k, np.where(sure, all_ - open_, 0)))
    total, total_known = _named(grid, "total")
    sure = total_known & reviews[1] & lawsuits[1]
    intensity = _rate(
        "dispute_intensity", "review", reviews[0] + lawsuits[0], np.where(sure, total, 0)
    )
    return [*out, intensity.assign(ci_low=np.nan, ci_high=np.nan)]


def _filled(grid: Grid) -> pd.DataFrame:
    """Cells with a number over cells of the tables found."""
    known, there = (
        sum(getattr(b, of).sum(axis=(1, 2)) for b in (grid.t2, grid.t3, grid.t4))
        for of in ("known", "present")
    )
    return _rate("cells_filled", "tables", np.asarray(known, float), np.asarray(there, float))


def _named(grid: Grid, name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Sum of a named group of rows of table 3 in column 总计, and whether all its cells are known."""
    value, known = np.zeros(len(grid.report_ids)), np.zeros(len(grid.report_ids), bool)
    for form in ("2019", "2021"):
        where = np.flatnonzero(grid.form3 == form)
        cells = np.ix_(where, np.array(rows_of(name, form)), np.array([TOTAL]))
        value[where] = grid.t3.value[cells].sum(axis=(1, 2))
        known[where] = grid.t3.known[cells].all(axis=(1, 2))
    return value, known


def _sum4(block: Block, columns: list[int]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Sum of some columns of table 4, and whether all are known."""
    known = block.known[:, 0, columns].sum(axis=1) == len(columns)
    return block.value[:, 0, columns].sum(axis=1), known


def _rate(score: str, scope: str, k: NDArray[np.float64], n: NDArray[np.float64]) -> pd.DataFrame:
    """Shares with Jeffreys' interval; NaN where there is no denominator."""
    some = n > 0
    value = np.divide(k, n, out=np.full(len(k), np.nan), where=some)
    whole, k = np.where(some, n, 1.0), np.where(some, np.minimum(k, n), 0.0)
    tail = (1 - LEVEL) / 2
    low = np.where(k == 0, 0.0, stats.beta.ppf(tail, k + 0.5, whole - k + 0.5))
    high = np.where(k == whole, 1.0, stats.beta.ppf(1 - tail, k + 0.5, whole - k + 0.5))
    return pd.DataFrame(
        {
            "_place": np.arange(len(n)),
            "score": score,
            "scope": scope,
            "value": value,
            "n": n.astype(np.int64),
            "ci_low": np.where(some, low, np.nan),
            "ci_high": np.where(some, high, np.nan),
        }
    )
