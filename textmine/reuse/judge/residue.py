"""What a copier forgot to change: another agency's name, another year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.reuse.families.catalogue import Catalogue
from textmine.text.names import Row, is_own

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
"""Characters of a name that can be looked for: names of two stand inside other words."""
_KINDS = ("peer", "regional", "sectoral", "national", "self")


def find_residue(mined: Catalogue, passages: pd.DataFrame) -> pd.DataFrame:
    """Find names of other agencies and other years inside reused passages.

    Parameters
    ----------
    mined : Catalogue
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
    reports = mined.texts.reports.set_index("report_id")
    spans = passages[passages["kind"].isin(_KINDS)]
    year_of = spans["report_id"].map(reports["year"])
    family_years = {f: {int(y) for y in v.dropna()} for f, v in year_of.groupby(spans["family_id"])}
    finder = NameFinder.of(reports)
    # Plain rows: a look-up in the frame for every passage would take half of the time.
    known = dict(zip(reports.index, reports.to_dict("records"), strict=True))
    rows: list[dict[str, Any]] = []
    columns = zip(
        spans["report_id"], spans["start"], spans["text"], spans["family_id"], strict=True
    )
    for report, start, text, family in columns:
        own = known[report]
        found = _foreign_names(finder, text, own) + _stale_years(text, own, family_years[family])
        for row in found:
            at = {"start": start + row["start"], "end": start + row["end"]}
            rows.append({**row, "report_id": report, **at})
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return (
        frame.drop_duplicates()
        .sort_values(["report_id", "start", "end"], kind="stable")
        .reset_index(drop=True)
    )


@dataclass(frozen=True, slots=True)
class NameFinder:
    """Looks for the names of all agencies and places at once.

    Parameters
    ----------
    names : tuple of str
        What is looked for.
    automaton : ahocorasick.Automaton or None
        None where there is no name.
    """

    names: tuple[str, ...]
    automaton: Any

    @classmethod
    def of(cls, reports: pd.DataFrame) -> NameFinder:
        """Of the agencies and regions of reports."""
        import ahocorasick

        known = {*reports["agency"].unique(), *reports["region"].unique()}
        names = tuple(sorted(name for name in known if len(name) >= _LEAST_NAME))
        if not names:
            return cls((), None)
        automaton = ahocorasick.Automaton()
        for name in names:
            automaton.add_word(name, name)
        automaton.make_automaton()
        return cls(names, automaton)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Find the longest names in a text that do not overlap: start, end, name."""
        if self.automaton is None:
            return []
        return [
            (last + 1 - len(name), last + 1, name) for last, name in self.automaton.iter_long(text)
        ]


def _foreign_names(finder: NameFinder, text: str, own: Row) -> list[dict[str, Any]]:
    """Names that are not the report's own; of a report without a name nothing is foreign."""
    if not own["agency"] and not own["region"]:
        return []
    return [
        {"start": start, "end": end, "text": name, "reason": "foreign name", "source": name}
        for start, end, name in finder.find(text)
        if not is_own(name, own)
    ]


def _stale_years(text: str, own: Row, family_years: set[int]) -> list[dict[str, Any]]:
    """Years that are not the report's and are another's that holds the same passage."""
    if pd.isna(own["year"]):
        return []
    source = str(own["year"])
    return [
        {
            "start": match.start(),
            "end": match.end(),
            "text": match.group(),
            "reason": "stale year",
            "source": source,
        }
        for match in _YEAR.finditer(text)
        if int(match.group()) != own["year"] and int(match.group()) in family_years
    ]
