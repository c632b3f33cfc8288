"""What a copier forgot to change: another agency's name, another year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.text.leftovers import (
    acts_as_own,
    find_told_years,
    leftover_patterns,
    tells_of,
)
from textmine.text.longest import LongestFinder
from textmine.text.names import is_own

COLUMNS = {
    "report_id": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "reason": "str",
    "source": "str",
}
_LEAST_NAME = 3
"""Characters of a name that can be looked for: names of two stand inside other words."""
_KINDS = ("peer", "regional", "sectoral", "national", "self")
WITNESSES = 50
"""Reports that are asked whether their passage, too, bears the name or the year: one that does is
enough, and of a national formula ten thousand may hold it. Chosen by hand."""

Ints = NDArray[np.int64]


def find_residue(
    mined: Catalogue, passages: pd.DataFrame | Iterable[pd.DataFrame]
) -> pd.DataFrame:
    """Find names of other agencies and other years left inside reused passages.

    A name is left behind where it acts as only the report's own would, and is that of a peer: an
    agency or place of the same level. Superiors, the own government and place, those above or
    within it, and all names that the own agency bore are none. In one place, a bureau's name counts
    with another bureau only, where its own report holds the passage with its name.
    A year is left behind where a sentence tells of it as if it were the report's own, and the
    report of that year holds the sentence too; a deed (印发方案) may be told in any later year.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency, level and year.
    passages : pandas.DataFrame or iterable of DataFrame
        Its frame ``passages``, or the parts of it; mandated and stock passages are left out.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, start, end, text, reason ("foreign name" or "stale year"), source: the
        agency whose report holds the passage with its own name, or with the year as its own;
        empty where a peer of another place is named and no report of its own holds the passage.
    """
    who = _Agencies(mined.texts.reports)
    finder = NameFinder.of(mined.texts.reports)
    hits: list[_Hit] = []
    for part in [passages] if isinstance(passages, pd.DataFrame) else passages:
        hits += _find(part[part["kind"].isin(_KINDS)], finder, who)
    witnesses = _Witnesses(mined, who, {hit.family for hit in hits})
    rows = []
    for hit in hits:
        source = witnesses.source(hit)
        if source is None:
            continue
        own = who.reports["report_id"].iloc[hit.report]
        reason = "stale year" if hit.year else "foreign name"
        rows.append((own, hit.start, hit.end, hit.text, reason, source))
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    # A passage within another names the same thing: the one with a source tells more.
    found = found.sort_values(
        ["report_id", "start", "end", "source"],
        ascending=[True, True, True, False],
        kind="stable",
    )
    once = found.drop_duplicates(["report_id", "start", "end", "reason"])
    return once.reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name or a year in a passage that may have been left there.

    Parameters
    ----------
    family : str
        The family of the passage.
    report : int
        Number of the report.
    start, end : int
        Where it stands in the report.
    text : str
        The name or the year.
    year : int
        The year, 0 of a name.
    is_work : bool
        Of a year, whether only the report on it says such a thing.
    is_own_doing : bool
        Of a year, whether the agency speaks of itself, and of no deed that is remembered.
    """

    family: str
    report: int
    start: int
    end: int
    text: str
    year: int = 0
    is_work: bool = False
    is_own_doing: bool = False


def _find(spans: pd.DataFrame, finder: NameFinder, who: _Agencies) -> Iterator[_Hit]:
    """Look into the text of each passage for what may have been left there."""
    # Plain rows: a look-up in the frame for every passage would take half of the time.
    names = ("report_id", "start", "text", "family_id")
    columns = (spans[name].tolist() for name in names)
    for report_id, at, text, family in zip(*columns, strict=True):
        report = who.number_of[report_id]
        own = who.own_names(report)
        for start, end, name in finder.find(text):
            if who.is_peer(report, name) and acts_as_own(text, start, end, own):
                yield _Hit(family, report, at + start, at + end, name)
        year = who.years[report]
        if year is None:
            continue
        for told in find_told_years(text, year, own):
            if not told.is_alone:
                continue
            start, end = at + told.start, at + told.start + 4
            is_own_doing = told.is_self and not told.is_deed
            of_year = (told.year, told.is_work, is_own_doing)
            yield _Hit(family, report, start, end, str(told.year), *of_year)


class _Agencies:
    """Who the agencies of a run are to each other.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns report_id, agency, region, province, level, year and ``line``, in order of number.
    """

    def __init__(self, reports: pd.DataFrame) -> None:
        self.reports = reports
        ids = reports["report_id"].tolist()
        self.number_of = {report_id: k for k, report_id in enumerate(ids)}
        years = reports["year"].tolist()
        self.years = [None if pd.isna(year) else int(year) for year in years]
        columns = ["agency", "region", "province", "level", "line"]
        self.rows: list[dict[Any, Any]] = reports[columns].to_dict("records")
        self._peers: dict[tuple[int, str], bool] = {}
        self._own_names: dict[int, tuple[str, ...]] = {}

    @cached_property
    def bearers(self) -> dict[str, list[int]]:
        """Reports by the names of their agency and place."""
        found: dict[str, list[int]] = {}
        for k, row in enumerate(self.rows):
            for name in {row["agency"], row["region"]}:
                found.setdefault(name, []).append(k)
        return found

    @cached_property
    def _lines(self) -> dict[str, list[dict[Any, Any]]]:
        """What is known of an agency by each of its names."""
        found: dict[str, dict[tuple[str, ...], dict[Any, Any]]] = {}
        for row in self.rows:
            found.setdefault(row["line"], {})[tuple(row.values())] = row
        return {line: list(rows.values()) for line, rows in found.items()}

    def same(self, report: int) -> list[dict[Any, Any]]:
        """The own row of a report, with those of its agency under other names."""
        row = self.rows[report]
        return self._lines[row["line"]] if row["line"] else [row]

    def own_names(self, report: int) -> tuple[str, ...]:
        """All names that the agency of a report and its place bear."""
        if report not in self._own_names:
            rows = self.same(report)
            names = {row[x] for row in rows for x in ("agency", "region") if row[x]}
            self._own_names[report] = tuple(sorted(names))
        return self._own_names[report]

    def is_peer(self, report: int, name: str) -> bool:
        """Tell whether a name is that of another agency, or place, of the same level."""
        if (report, name) not in self._peers:
            self._peers[report, name] = self._is_peer(report, name)
        return self._peers[report, name]

    def _is_peer(self, report: int, name: str) -> bool:
        if any(is_own(name, row) for row in self.same(report)):
            return False
        own = self.rows[report]
        if not own["level"] or not own["agency"]:
            return False
        others = [self.rows[k] for k in self.bearers.get(name, [])]
        # A name that a superior bears as well says nothing.
        return bool(others) and all(_are_peers(own, other, name) for other in others)

    def shares_place(self, report: int, other: int) -> bool:
        """Tell whether two reports are of one place."""
        return _place(self.rows[report]) == _place(self.rows[other])


def _are_peers(own: dict[Any, Any], other: dict[Any, Any], name: str) -> bool:
    """Whether the bearer of a name is another's equal, and neither above nor below it."""
    if own["level"] != other["level"]:
        return False
    if own["line"] and own["line"] == other["line"]:
        return False
    place, theirs = _place(own), _place(other)
    if place == theirs:
        # Of one place, a name says something only of an agency, and only among bureaus.
        bureau = leftover_patterns()["name bureau"]
        whole = leftover_patterns()["name whole"]
        both = (own["agency"], other["agency"])
        return name == other["agency"] and all(
            bureau.search(x) and not whole.search(x) for x in both
        )
    # A place's name within the other's is that of the place above it.
    return not (place in theirs or theirs in place)


def _place(row: dict[Any, Any]) -> str:
    """The place that an agency serves: of an office of a town, the town."""
    town = leftover_patterns()["name town"].match(row["agency"])
    if row["level"] == "township" and town:
        return town[0]
    return str(row["region"] or row["agency"])


class _Witnesses:
    """The reports that hold the families in which something may have been left.

    Parameters
    ----------
    mined : Catalogue
        The run.
    who : _Agencies
        Its agencies.
    families : set of str
        Those families.
    """

    def __init__(self, mined: Catalogue, who: _Agencies, families: set[str]) -> None:
        self.mined, self.who = mined, who
        wanted = np.isin(mined.ids, list(families))
        passages = np.flatnonzero(wanted[mined.passages.family])
        by_family = mined.ids[mined.passages.family[passages]]
        groups = pd.Series(passages).groupby(by_family)
        self._passages: dict[Any, Ints] = {
            family: rows.to_numpy() for family, rows in groups
        }

    def source(self, hit: _Hit) -> str | None:
        """The agency that what was left comes from, "" if no report shows it, None if nobody."""
        passages = self._passages[hit.family]
        reports = self.mined.report[passages]
        rows = self.who.rows
        if hit.year:
            of_year = [self.who.years[k] == hit.year for k in reports.tolist()]
            return next(self._of_year(hit, passages[of_year]), None)
        bears = np.isin(reports, self.who.bearers.get(hit.text, []))
        for other, text in self._texts(passages[bears & (reports != hit.report)]):
            if hit.text in text:
                return str(rows[other]["agency"])
        bearers = self.who.bearers.get(hit.text, [])
        near = any(self.who.shares_place(hit.report, other) for other in bearers)
        shared = len(set(reports.tolist())) > 1
        return "" if shared and not near else None

    def _of_year(self, hit: _Hit, passages: Ints) -> Iterator[str]:
        """Agencies whose report of that year tells of it in the same passage."""
        for other, text in self._texts(passages):
            row = self.who.rows[other]
            near = self.who.shares_place(hit.report, other)
            # What an agency does all year is not done in the same words by that of another place.
            if not hit.is_work and (near or not hit.is_own_doing):
                continue
            if tells_of(text, hit.year, self.who.own_names(other)):
                yield row["agency"] or self.who.reports["report_id"].iloc[other]

    def _texts(self, passages: Ints) -> Iterator[tuple[int, str]]:
        """Report and text of some of the passages."""
        some = passages[:WITNESSES]
        texts = self.mined.slices(some)
        yield from zip(self.mined.report[some].tolist(), texts, strict=True)


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
