"""What one year's tables say against the year before: what carries over, what is in force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_reports
from textmine.quality.cells import (
    APPLICANTS,
    CARRIED_ROW,
    TOTAL_COLUMN,
    Count,
    Grid,
    format_numbers,
    make_grid,
    rows_of,
    table2_keys,
)
from textmine.quality.identities import TOLERANCE, gather_checks
from textmine.resources.load import load_toml
from textmine.stats.groups import find_versions
from textmine.stats.lines import agency_keys

MADE, ABOLISHED, IN_FORCE = 0, 1, 2
"""制发件数, 废止件数 and 现行有效件数: columns of table 2 in the 2021 form."""
FIRST_STOCK_YEAR = 2021
"""现行有效件数 stands in the form from the reporting year 2021 on."""


@check_arguments
def check_years(
    tables: pd.DataFrame,
    reports: pd.DataFrame,
    *,
    narrative: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Check what must carry over between two consecutive reports of one agency.

    ``years_carry_over``: 上年结转 of the year = 结转下年度 of the year before, column 总计, over
    both forms. ``years_in_force_rules`` and ``years_in_force_normative``: 现行有效 = 现行有效 of
    the year before + 制发 − 废止, only where both tables have the 2021 form and both years are 2021
    or later (the total of the older form is another quantity). Where the narrative of the year
    tells of a 清理, a broken stock–flow is UNCERTAIN: it may be explained; so is what does not
    carry over where it tells of applications withdrawn or of figures put right.
    ``one_report_a_year``:
    UNCERTAIN for each of several reports of one agency and year (a corrected one, or a year that
    was misread); where a year has several, nothing about it and its neighbours FAILS.

    Parameters
    ----------
    tables, reports : DataFrame
        The frames of these names; ``reports`` needs ``agency`` and ``year``. Of several reports of
        one agency and year the first by ``report_id`` counts, in whatever order they come.
    narrative : DataFrame, optional
        Frame ``narrative`` (``report_id``, ``text``), to find explanations.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``, a row for each pair of consecutive years and check, at the later report,
        and one for each report that is not the only one of its year:
        ``expected`` after the year before, ``found`` as printed, ``start`` and ``end`` of the later
        cell; ``evidence`` names the earlier report.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2021〕30号: 上年结转 and 现行有效件数 in
    tables 3 and 2.

    Examples
    --------
    >>> from textmine.schema import make_frame
    >>> cell = {
    ...     "table": "3",
    ...     "row_label": "",
    ...     "column": 6,
    ...     "column_label": "",
    ...     "unit": "件",
    ...     "raw": "",
    ...     "state": "VALUE",
    ...     "start": 0,
    ...     "end": 1,
    ... }
    >>> tables = make_frame(
    ...     "tables",
    ...     [
    ...         {**cell, "report_id": "a2021", "row": 24, "value": 4},
    ...         {**cell, "report_id": "a2022", "row": 1, "value": 3},
    ...         {**cell, "report_id": "a2022", "row": 24, "value": 1},
    ...     ],
    ... )
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["a2021", "a2022"],
    ...         "agency": "临泽川市人民政府",
    ...         "year": [2021, 2022],
    ...     }
    ... )
    >>> check_years(tables, reports)[
    ...     ["report_id", "check", "status", "expected", "found"]
    ... ].values.tolist()
    [['a2022', 'years_carry_over', 'FAIL', '4', '3']]
    """
    reports = take_reports(reports, ["agency", "year"])
    grid = make_grid(tables, reports)
    earlier, later = find_consecutive(reports)
    revised = is_explained(grid, narrative, "revised")
    parts = [_carry_over(grid, earlier, later, revised)]
    explained = is_explained(grid, narrative, "clearing")
    years = reports["year"].astype("Int64").fillna(0).to_numpy(np.int64)
    stock = years[earlier] >= FIRST_STOCK_YEAR
    stock &= (grid.form2[earlier] == "2021") & (grid.form2[later] == "2021")
    for key in ("rules", "normative"):
        parts.append(_in_force(grid, key, (earlier[stock], later[stock]), explained))
    versions = find_versions(reports)
    checks = gather_checks(grid, [*parts, _several_a_year(versions, grid)])
    return _excused(checks, reports, versions) if versions else checks


def find_consecutive(
    reports: pd.DataFrame,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the rows of the earlier and the later report of each agency's consecutive years.

    Parameters
    ----------
    reports : DataFrame
        Frame ``reports`` as taken: a row for each report.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Numbers of the rows, pair by pair, in the order of the later ones.

    Examples
    --------
    >>> reports = pd.DataFrame(
    ...     {"report_id": ["b", "a"], "agency": "甲局", "year": [2022, 2021]}
    ... )
    >>> earlier, later = find_consecutive(reports)
    >>> earlier.tolist(), later.tolist()
    ([1], [0])
    """
    known = pd.DataFrame(
        {"agency": agency_keys(reports), "year": reports["year"].astype("Int64")}
    )
    known = known.assign(report_id=reports["report_id"], place=np.arange(len(reports)))
    known = known[known["agency"].ne("") & known["year"].notna()].sort_values(
        "report_id"
    )
    # Of two reports on one year the first by name, in whatever order they come.
    known = known.drop_duplicates(["agency", "year"])
    before = known.assign(year=known["year"] + 1)
    both = known.merge(
        before, on=["agency", "year"], suffixes=("", "_before")
    ).sort_values("place")
    return both["place_before"].to_numpy(np.int64), both["place"].to_numpy(np.int64)


def _several_a_year(versions: list[list[str]], grid: Grid) -> dict[str, Any]:
    """Rows for the reports of agencies and years that have several."""
    place = {report_id: k for k, report_id in enumerate(grid.report_ids)}
    rows = [(one, [x for x in ids if x != one]) for ids in versions for one in ids]
    return {
        "_place": np.array([place[one] for one, _ in rows], dtype=np.int64),
        "check": "one_report_a_year",
        "status": "UNCERTAIN",
        "expected": "1",
        "found": [str(len(others) + 1) for _, others in rows],
        "start": 0,
        "end": 0,
        "evidence": [f"same agency and year: {', '.join(x)}" for _, x in rows],
    }


def _excused(
    checks: pd.DataFrame, reports: pd.DataFrame, versions: list[list[str]]
) -> pd.DataFrame:
    """Take back a FAIL that another version of either year's report may mend."""
    years = pd.to_numeric(reports["year"], errors="coerce")
    dated = list(zip(agency_keys(reports), years, strict=True))
    year_of = dict(zip(reports["report_id"], dated, strict=True))
    told = {year_of[ids[0]] for ids in versions}
    near = [
        one for one, (a, y) in year_of.items() if (a, y) in told or (a, y - 1) in told
    ]
    excused = (checks["status"] == "FAIL") & checks["report_id"].isin(near)
    words = checks["evidence"] + "; one of the years has several reports"
    return checks.assign(
        status=checks["status"].mask(excused, "UNCERTAIN"),
        evidence=checks["evidence"].mask(excused, words),
    )


def _carry_over(
    grid: Grid,
    earlier: NDArray[np.int64],
    later: NDArray[np.int64],
    explained: NDArray[np.bool_],
) -> dict[str, Any]:
    """Compare 结转下年度 of the year before with 上年结转."""
    cells = grid.t3
    rows = [rows_of("next", form)[0] if form else -1 for form in grid.form3]
    sent_row = np.array(rows, np.int64)[earlier]
    sent, got = cells.value[earlier, sent_row], cells.value[later, CARRIED_ROW]
    sent_known = cells.known[earlier, sent_row] & (sent_row >= 0)[:, None]
    got_known = cells.known[later, CARRIED_ROW]
    apart = (np.abs(sent - got) > TOLERANCE) & sent_known & got_known
    words = [
        f"结转下年度 of {grid.report_ids[a]} = 上年结转" + _columns_apart(row)
        for a, row in zip(earlier, apart, strict=True)
    ]
    expected = Count(sent[:, TOTAL_COLUMN], sent_known[:, TOTAL_COLUMN])
    found = Count(got[:, TOTAL_COLUMN], got_known[:, TOTAL_COLUMN])
    decisive = (later, CARRIED_ROW, TOTAL_COLUMN)
    columns = _compare("years_carry_over", later, expected, found, words)
    told = "; the narrative tells of a withdrawal or a correction"
    columns |= _excuse(columns, explained[later], told)
    place = {"start": cells.start[decisive], "end": cells.end[decisive]}
    return columns | place


def _in_force(
    grid: Grid,
    key: str,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    explained: NDArray[np.bool_],
) -> dict[str, Any]:
    """Compare what is in force with what was, plus what was made, minus what was abolished."""
    earlier, later = pairs
    cells, row = grid.t2, table2_keys().index(key)
    value, known = cells.value[later, row], cells.known[later, row]
    before = Count(
        cells.value[earlier, row, IN_FORCE], cells.known[earlier, row, IN_FORCE]
    )
    expected = Count(
        before.value + value[:, MADE] - value[:, ABOLISHED],
        before.known & known[:, MADE] & known[:, ABOLISHED],
    )
    found = Count(value[:, IN_FORCE], known[:, IN_FORCE])
    label = load_toml("checks.toml")["table2"][key]["labels"][-1]
    words = [
        f"{label}: 现行有效 of {grid.report_ids[a]} + 制发 − 废止 = 现行有效"
        for a in earlier
    ]
    columns = _compare(f"years_in_force_{key}", later, expected, found, words)
    told = "; the narrative tells of a 清理"
    return columns | {
        **_excuse(columns, explained[later], told),
        "start": cells.start[later, row, IN_FORCE],
        "end": cells.end[later, row, IN_FORCE],
    }


def _excuse(
    columns: dict[str, Any], explained: NDArray[np.bool_], told: str
) -> dict[str, Any]:
    """Status and evidence where what the narrative tells may explain a FAIL."""
    excused = (columns["status"] == "FAIL") & explained
    return {
        "status": np.where(excused, "UNCERTAIN", columns["status"]),
        "evidence": [
            e + told if x else e
            for e, x in zip(columns["evidence"], excused, strict=True)
        ],
    }


def _compare(
    check: str,
    where: NDArray[np.int64],
    expected: Count,
    found: Count,
    words: list[str],
) -> dict[str, Any]:
    """Rows of one check for the reports at ``where``, without a place in the text."""
    sure = expected.known & found.known
    is_equal = np.abs(expected.value - found.value) < TOLERANCE
    status = np.select([~sure, is_equal], ["NOT_ASSESSABLE", "PASS"], "FAIL")
    evidence = [
        w if ok else f"{w}; a cell is blank or missing"
        for w, ok in zip(words, sure, strict=True)
    ]
    return {
        "_place": where,
        "check": check,
        "status": status,
        "expected": format_numbers(expected.value, expected.known),
        "found": format_numbers(found.value, found.known),
        "start": 0,
        "end": 0,
        "evidence": evidence,
    }


def _columns_apart(apart: NDArray[np.bool_]) -> str:
    """Name the columns that differ."""
    names = [name for name, differs in zip(APPLICANTS, apart, strict=True) if differs]
    return f"; differs in {'、'.join(names)}" if names else ""


def is_explained(
    grid: Grid, narrative: pd.DataFrame | None, by: str
) -> NDArray[np.bool_]:
    """Whether the narrative of each report tells of a clearing of documents, or of a revision."""
    if narrative is None:
        return np.zeros(len(grid.report_ids), bool)
    narrative = take_frame(narrative, ["report_id", "text"], what="narrative")
    hit = (
        narrative["text"]
        .astype(str)
        .str.contains(load_toml("quantities.toml")[by]["pattern"], regex=True)
    )
    told = set(narrative.loc[hit.to_numpy(bool), "report_id"])
    return np.array([rid in told for rid in grid.report_ids], bool)
