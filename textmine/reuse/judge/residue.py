"""What a copier forgot to change: another agency's name, another year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pandas as pd

from textmine.reuse.families.catalogue import Catalogue
from textmine.text.longest import LongestFinder
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


def find_residue(
    mined: Catalogue, passages: pd.DataFrame | Iterable[pd.DataFrame]
) -> pd.DataFrame:
    """Find names of other agencies and other years inside reused passages.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency and year.
    passages : pandas.DataFrame or iterable of DataFrame
        Its frame ``passages``, or the parts of it; mandated and stock passages are left out.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, start, end, text, reason ("foreign name" or "stale year"), source (the
        agency that bears the name, or the report's own year). A name that the report's own agency
        or place contains, or that contains its own agency, is not foreign; a year is stale if
        another report of the family is of that year and this one is not.
    """
    reports = mined.texts.reports.set_index("report_id")
    finder = NameFinder.of(reports)
    names, years, held = [_NAMES], [_YEARS], [_HELD]
    for part in [passages] if isinstance(passages, pd.DataFrame) else passages:
        spans = part[part["kind"].isin(_KINDS)]
        found = _find(spans, reports, partial(_foreign_names, finder))
        names.append(found[list(COLUMNS)].astype(COLUMNS))
        years.append(
            _find(spans, reports, _other_years).astype(_YEARS.dtypes.to_dict())
        )
        year = spans["report_id"].map(reports["year"])
        of_family = pd.DataFrame({"family_id": spans["family_id"], "named": year})
        held.append(of_family.dropna().drop_duplicates().astype(_HELD.dtypes.to_dict()))
    known = pd.concat(held, ignore_index=True).drop_duplicates()
    stale = pd.concat(years, ignore_index=True).merge(known, on=["family_id", "named"])
    every = pd.concat([*names, stale[list(COLUMNS)]], ignore_index=True)
    return (
        every.drop_duplicates()
        .sort_values(["report_id", "start", "end"], kind="stable")
        .reset_index(drop=True)
    )


_NAMES = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})
_YEARS = _NAMES.assign(family_id=pd.Series(dtype="str"), named=pd.Series(dtype="int64"))
_HELD = _YEARS[["family_id", "named"]]
"""Which family is held by a report of which year."""

_Found = list[dict[str, Any]]


def _find(
    spans: pd.DataFrame, reports: pd.DataFrame, look: Callable[[str, Row], _Found]
) -> pd.DataFrame:
    """Look into the text of each passage, and say where in its report something stands."""
    # Plain rows: a look-up in the frame for every passage would take half of the time.
    own = reports.loc[
        spans["report_id"].unique(), ["agency", "region", "province", "year"]
    ]
    known = dict(zip(own.index, own.to_dict("records"), strict=True))
    rows: _Found = []
    named = ("report_id", "start", "text", "family_id")
    columns = (spans[name].tolist() for name in named)
    for report_id, start, text, family_id in zip(*columns, strict=True):
        for row in look(text, known[report_id]):
            at = {"start": start + row["start"], "end": start + row["end"]}
            rows.append({**row, "report_id": report_id, "family_id": family_id, **at})
    return pd.DataFrame(rows, columns=[*COLUMNS, "family_id", "named"])


class NameFinder:
    """Looks for the names of all agencies and places at once.

    Parameters
    ----------
    names : tuple of str
        What is looked for.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._finder = LongestFinder(names)

    @classmethod
    def of(cls, reports: pd.DataFrame) -> NameFinder:
        """Of the agencies and regions of reports."""
        known = {*reports["agency"].unique(), *reports["region"].unique()}
        return cls(tuple(sorted(name for name in known if len(name) >= _LEAST_NAME)))

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Find the longest names in a text that do not overlap: start, end, name."""
        return [(hit.start, hit.end, hit.string) for hit in self._finder.find(text)]


def _foreign_names(finder: NameFinder, text: str, own: Row) -> _Found:
    """Names that are not the report's own; of a report without a name nothing is foreign."""
    if not own["agency"] and not own["region"]:
        return []
    return [
        {
            "start": start,
            "end": end,
            "text": name,
            "reason": "foreign name",
            "source": name,
        }
        for start, end, name in finder.find(text)
        if not is_own(name, own)
    ]


def _other_years(text: str, own: Row) -> _Found:
    """Years that are not the report's own; nothing where that is not known."""
    year: Any = own["year"]
    if pd.isna(year):
        return []
    return [
        {
            "start": match.start(),
            "end": match.end(),
            "text": match.group(),
            "reason": "stale year",
            "source": str(year),
            "named": int(match.group()),
        }
        for match in _YEAR.finditer(text)
        if int(match.group()) != year
    ]
