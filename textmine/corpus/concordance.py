"""Keyword in context: every place where a pattern stands, with what is left and right of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.schema import META, Report
from textmine.text.script import simplified_table, spell_plain

NO_SPANS: tuple[Any, Any, list[str]] = (np.zeros(0), np.zeros(0), [])
"""Starts, ends and labels of a report without parts."""
COLUMNS = ("report_id", "start", "end", "left", "hit", "right", *META)


def find_in_context(
    reports: Iterable[Report], pattern: str, *, width: int = 20
) -> pd.DataFrame:
    r"""Find a pattern in the texts of reports, with its neighbourhood.

    Parameters
    ----------
    reports : iterable of Report
        The reports.
    pattern : str
        A regular expression; a word stands for itself, and what is in traditional script or
        full-width digits also for its plain twin. Line ends count as characters of the text.
        Where it matches no character (``公开|\b``), nothing is shown.
    width : int, default 20
        Characters of context on either side.

    Returns
    -------
    pandas.DataFrame
        One row a hit in order of the text: report_id, start, end (offsets in ``report.text``),
        left, hit, right (line ends as blanks), agency, region, province, level, agency_type, year,
        published.

    Raises
    ------
    FrameError
        If the pattern is no regular expression, matches the empty text or places between
        characters alone, or the width is negative.

    References
    ----------
    Luhn, H. P. (1960). Key word-in-context index for technical literature. American Documentation
    11, 288–295.
    """
    if width < 0:
        raise FrameError(f"kwic: width is {width}; expected 0 or more characters")
    try:
        # Texts are in simplified script and half-width digits, but for what they quote.
        plain = spell_plain(pattern).translate(simplified_table())
        patterns = [re.compile(written) for written in dict.fromkeys((pattern, plain))]
    except re.error as error:
        raise FrameError(
            f"kwic: {pattern!r} is no regular expression ({error})"
        ) from None
    if patterns[0].fullmatch(""):
        raise FrameError(f"kwic: {pattern!r} matches the empty text, so everywhere")
    hits = [row for report in reports for row in _find(report, patterns, width)]
    rows = [row for row in hits if row[1] < row[2]]
    if hits and not rows:
        raise FrameError(
            f"kwic: {pattern!r} matches places between characters alone; nothing to show"
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    whole = {"start": "int64", "end": "int64", "year": "Int64"}
    return frame.astype({column: whole.get(column, "str") for column in COLUMNS})


def name_sections(found: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Say of each hit in which part of the report it begins.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`find_in_context` gives it.
    sections : pandas.DataFrame
        Columns report_id, label, start, end of the frame ``sections``.

    Returns
    -------
    pandas.DataFrame
        The same with column section behind end, empty above the first part (title, head of a page).

    Examples
    --------
    >>> found = pd.DataFrame({"report_id": "a", "start": [2, 9], "end": [4, 11]})
    >>> parts = pd.DataFrame(
    ...     {"report_id": ["a"], "label": "problems", "start": 8, "end": 20}
    ... )
    >>> name_sections(found, parts)["section"].tolist()
    ['', 'problems']
    """
    spans = {
        report_id: (
            part["start"].to_numpy(),
            part["end"].to_numpy(),
            list(part["label"]),
        )
        for report_id, part in sections.sort_values("start").groupby("report_id")
    }
    labels = []
    for report_id, start in zip(found["report_id"], found["start"], strict=True):
        starts, ends, names = spans.get(report_id, NO_SPANS)
        # Parts of a report do not overlap; one that is missing has no characters.
        at = int(np.searchsorted(starts, start, side="right")) - 1
        labels.append(names[at] if at >= 0 and start < ends[at] else "")
    out = found.copy()
    place = list(out.columns).index("end") + 1
    out.insert(place, "section", pd.Series(labels, index=out.index, dtype="str"))
    return out


def _find(
    report: Report, patterns: list[re.Pattern[str]], width: int
) -> list[tuple[Any, ...]]:
    """Rows of one report: of the pattern as it is given, else in plain characters."""
    found = (list(_hits(report, pattern, width)) for pattern in patterns)
    return next((rows for rows in found if rows), [])


def _hits(
    report: Report, pattern: re.Pattern[str], width: int
) -> Iterable[tuple[Any, ...]]:
    """Rows of one report."""
    text = report.text
    meta = [getattr(report, name) for name in META]
    for m in pattern.finditer(text):
        start, end = m.span()
        left = _flat(text[max(0, start - width) : start])
        right = _flat(text[end : end + width])
        yield (report.report_id, start, end, left, _flat(m[0]), right, *meta)


def _flat(text: str) -> str:
    """A stretch in one line, each character in its place."""
    return text.replace("\n", " ").replace("\t", " ")
