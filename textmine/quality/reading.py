"""Checks on how a report was read: does it contradict itself on year or agency, was all read."""

from __future__ import annotations

import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame
from textmine.schema import make_frame

_CHECKS = {
    "year_conflict": "year_agrees",
    "agency_conflict": "agency_agrees",
    "pages_without_text": "pages_read",
}


@check_arguments
def check_reading(reports: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Check what the reading of each report noted.

    ``year_agrees``: title, statement and period of the statistics name the year taken;
    ``agency_agrees``: no part that names the agency names a neighbour of its kind; ``pages_read``:
    no page of a PDF is a picture without text.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``.
    evidence : pandas.DataFrame
        Frame ``evidence``.

    Returns
    -------
    pandas.DataFrame
        Frame ``checks``: a row for each report whose year is known (PASS, or UNCERTAIN with what
        the other parts say), and one for each that also names a neighbour, or has pages that could
        not be read (UNCERTAIN).

    Raises
    ------
    FrameError
        If a column is missing.

    Examples
    --------
    >>> reports = pd.DataFrame({"report_id": ["a"], "year": [2021]})
    >>> noted = {
    ...     "report_id": ["a"],
    ...     "field": ["year_conflict"],
    ...     "rule": ["period 2020"],
    ... }
    >>> check_reading(reports, pd.DataFrame(noted))[
    ...     ["check", "status", "found"]
    ... ].values.tolist()
    [['year_agrees', 'UNCERTAIN', 'period 2020']]
    """
    reports = take_frame(reports, ["report_id", "year"], what="reports")
    evidence = take_frame(evidence, ["report_id", "field", "rule"], what="evidence")
    noted = {
        (report, name): rule
        for report, name, rule in zip(
            evidence["report_id"], evidence["field"], evidence["rule"], strict=True
        )
    }
    rows = []
    for report, year in zip(reports["report_id"], reports["year"], strict=True):
        for name, check in _CHECKS.items():
            found = noted.get((report, name), "")
            known = name == "year_conflict" and pd.notna(year)
            if not found and not known:
                continue
            rows.append(
                {
                    "report_id": report,
                    "check": check,
                    "status": "UNCERTAIN" if found else "PASS",
                    "expected": str(int(year)) if known else "",
                    "found": found or (str(int(year)) if known else ""),
                    "start": 0,
                    "end": 0,
                    "evidence": f"{name}: {found}" if found else "",
                }
            )
    return make_frame("checks", rows)
