"""What a copier forgot to change: another agency's name, another year."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from textmine.reuse.families.mined import Mined
from textmine.text.names import is_own

COLUMNS = {
    "report_id": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "reason": "str",
    "source": "str",
}
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")
_LEAST_NAME = 3
_KINDS = ("peer", "regional", "sectoral", "national", "self")


def find_residue(mined: Mined, passages: pd.DataFrame) -> pd.DataFrame:
    """Find names of other agencies and other years inside reused passages.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse`` on reports with agency and year.
    passages : pandas.DataFrame
        Its frame ``passages``; mandated and stock passages are left out.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, start, end, text, reason ("foreign name" or "stale year"), source (the
        agency that bears the name, or the report's own year). A name that the report's own agency
        or place contains, or that contains its own agency, is not foreign; a year is stale if
        another report of the family is of that year and this one is not.
    """
    agency = mined.texts.reports.set_index("report_id")
    spans = passages[passages["kind"].isin(_KINDS)]
    years = spans["report_id"].map(agency["year"])
    family_years = {f: {int(y) for y in v.dropna()} for f, v in years.groupby(spans["family_id"])}
    names = _names(agency)
    finder = _finder(names)
    rows = []
    columns = zip(
        spans["report_id"], spans["start"], spans["text"], spans["family_id"], strict=True
    )
    for report, start, text, family in columns:
        own = agency.loc[report]
        for at, end, name in _matches(finder, text):
            if (own["agency"] or own["region"]) and not is_own(name, own):
                rows.append((report, start + at, start + end, name, "foreign name", names[name]))
        if not pd.isna(own["year"]):
            for match in _YEAR.finditer(text):
                year = int(match.group())
                if year != own["year"] and year in family_years[family]:
                    rows.append(
                        (
                            report,
                            start + match.start(),
                            start + match.end(),
                            match.group(),
                            "stale year",
                            str(own["year"]),
                        )
                    )
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return (
        frame.drop_duplicates()
        .sort_values(["report_id", "start", "end"], kind="stable")
        .reset_index(drop=True)
    )


def _names(agency: pd.DataFrame) -> dict[str, str]:
    """Names to look for: of agencies and of their places."""
    regions = {r: r for r in sorted(agency["region"].unique()) if len(r) >= _LEAST_NAME}
    agencies = {a: a for a in sorted(agency["agency"].unique()) if len(a) >= _LEAST_NAME}
    return regions | agencies


def _finder(names: dict[str, str]) -> Any:
    """Automaton over the names."""
    import ahocorasick

    if not names:
        return None
    finder = ahocorasick.Automaton()
    for name in names:
        finder.add_word(name, name)
    finder.make_automaton()
    return finder


def _matches(finder: Any, text: str) -> list[tuple[int, int, str]]:
    """Longest names in a text that do not overlap."""
    if finder is None:
        return []
    return [(end + 1 - len(name), end + 1, name) for end, name in finder.iter_long(text)]
