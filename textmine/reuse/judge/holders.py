"""Who holds a family, and since when: the table on which every judgement of direction rests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.columns import begins, first_and_last
from textmine.reuse.ground.stream import within
from textmine.reuse.ground.texts import Texts

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOBODYS = ("mandated", "stock")
"""Kinds of family that nobody took from anybody: the form's wording and set phrases."""
LATE = 0.9
"""Part of a year that stands for an unknown day of publication: behind all days that are known."""
DAY = 1 / 1000
"""A day as a part of the year in which it is counted: a year's days end before ``LATE``."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies of a corpus, numbered.

    Parameters
    ----------
    code : numpy.ndarray of int64, shape (n_reports,)
        Agency of each report; a report without one is an agency of its own.
    name : numpy.ndarray of str, shape (n_agencies,)
        Their agency_id, over reforms the last one; the report_id where there is no agency.
    """

    code: Ints
    name: NDArray[np.str_]


def number_agencies(texts: Texts) -> Agencies:
    """Number the agencies of reports: the one place that says when two reports are one agency's."""
    reports = texts.reports
    names = reports["line"].where(reports["line"] != "", reports["report_id"])
    code = texts.codes("agency")
    name = np.empty(int(code.max(initial=-1)) + 1, dtype=object)
    name[code] = names.to_numpy()
    return Agencies(code, name.astype(str))


@dataclass(frozen=True, eq=False)
class Holders:
    """A row for each report that holds a family, ordered by family, then time.

    Parameters
    ----------
    family, report, agency : numpy.ndarray of int64, shape (n,)
        Numbers; see :func:`number_agencies`.
    passage : numpy.ndarray of int64, shape (n,)
        The report's longest passage of the family.
    time : numpy.ndarray of float64, shape (n,)
        Year, and as its fraction the day of publication; infinite where the year is unknown.
    dated : numpy.ndarray of bool, shape (n,)
        Whether the day is known.
    """

    family: Ints
    report: Ints
    agency: Ints
    passage: Ints
    time: Floats
    dated: Bools

    def __len__(self) -> int:
        return len(self.family)

    @cached_property
    def year(self) -> Floats:
        """Year of each row, infinite where unknown."""
        return np.floor(self.time)

    @cached_property
    def opens(self) -> Ints:
        """Row at which each family begins."""
        return np.flatnonzero(begins(self.family))

    @cached_property
    def sizes(self) -> Ints:
        """Rows of each family."""
        return np.diff(np.append(self.opens, len(self)))

    @cached_property
    def enters(self) -> Bools:
        """Whether a row is the first of its agency in its family."""
        first = np.zeros(len(self), dtype=np.bool_)
        by_agency = np.lexsort((np.arange(len(self)), self.agency, self.family))
        family, agency = self.family[by_agency], self.agency[by_agency]
        new = begins(family, agency)
        first[by_agency[new]] = True
        return first

    @cached_property
    def n_agencies(self) -> Ints:
        """Agencies that hold the family of each row."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        total = np.add.reduceat(self.enters.astype(np.int64), self.opens)
        return np.repeat(total, self.sizes)

    @property
    def n_reports(self) -> Ints:
        """Reports that hold the family of each row."""
        return np.repeat(self.sizes, self.sizes)

    @cached_property
    def n_before(self) -> Ints:
        """Other agencies that held the family strictly earlier than each row."""
        entered: Ints = np.cumsum(self.enters) - self.enters
        in_family: Ints = entered - np.repeat(entered[self.opens], self.sizes)
        # Rows of one moment see what stood in front of the first of them.
        first, last = first_and_last(begins(self.family, self.time))
        before: Ints = np.repeat(in_family[first], last - first + 1)
        own_is_earlier = self._since < self.time
        return np.asarray(before - own_is_earlier, dtype=np.int64)

    @cached_property
    def is_first(self) -> Bools:
        """Whether a row is earlier than all others of its family, and its year known."""
        first = np.zeros(len(self), dtype=np.bool_)
        first[self.opens] = np.isfinite(self.time[self.opens])
        several = self.opens[self.sizes > 1]
        first[several] &= self.time[several] < self.time[several + 1]
        return first

    @cached_property
    def is_kept(self) -> Bools:
        """Whether the row's agency held the family in an earlier year."""
        return np.asarray(np.floor(self._since) < self.year, dtype=np.bool_)

    @cached_property
    def _since(self) -> Floats:
        """When the row's agency first held the family."""
        n_agencies = int(self.agency.max(initial=0)) + 1
        key = self.family * n_agencies + self.agency
        first = np.flatnonzero(self.enters)
        order = np.argsort(key[first])
        places = np.searchsorted(key[first][order], key)
        return np.asarray(self.time[first[order[places]]], dtype=np.float64)

    @cached_property
    def _by_report(self) -> Ints:
        """Rows ordered by report, then family."""
        return np.lexsort((self.family, self.report))

    @cached_property
    def _reports(self) -> Ints:
        """Report of each row, in that order."""
        return np.asarray(self.report[self._by_report], dtype=np.int64)

    def rows_of(self, report: int) -> Ints:
        """Rows of a report, by family."""
        return self._by_report[within(self._reports, report, report + 1)]


def find_holders(mined: Catalogue) -> Holders:
    """Find the holders of all families but mandated and stock ones.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.

    Returns
    -------
    Holders
        The table.
    """
    somebodys = ~mined.labels["kind"].isin(NOBODYS).to_numpy()
    passage = (
        np.flatnonzero(somebodys[mined.passages.family]) if len(somebodys) else _NOTHING
    )
    times, dated = report_times(mined.texts.reports)
    family, report = mined.passages.family[passage], mined.report[passage]
    size = (mined.passages.end - mined.passages.start)[passage]
    # The longest passage of a report stands for all that it has of the family.
    order = np.lexsort((-size, report, times[report], family))
    passage, family, report = passage[order], family[order], report[order]
    new = begins(family, report)
    passage, family, report = passage[new], family[new], report[new]
    agency = number_agencies(mined.texts).code[report]
    return Holders(family, report, agency, passage, times[report], dated[report])


def report_times(reports: pd.DataFrame) -> tuple[Floats, Bools]:
    """Place reports in time: year reported on, then day of publication as a part of it.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns year and published.

    Returns
    -------
    time : numpy.ndarray of float64, shape (n_reports,)
        Infinite where the year is unknown.
    dated : numpy.ndarray of bool, shape (n_reports,)
        Whether the day is known.

    Examples
    --------
    >>> reports = pd.DataFrame({"year": [2020, 2020], "published": ["2021-01-12", ""]})
    >>> [x.tolist() for x in report_times(reports)]
    [[2020.012, 2020.9], [True, False]]
    """
    year = reports["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.inf)
    published = pd.to_datetime(
        reports["published"], errors="coerce", format="mixed", utc=True
    )
    day = published.dt.day_of_year.to_numpy(dtype=np.float64, na_value=np.nan)
    # A date outside the year in which a report is due says nothing about the order within it.
    published_in = published.dt.year.to_numpy(dtype=np.float64, na_value=np.nan)
    dated = published_in == year + 1
    part = np.where(dated, day * DAY, LATE)
    return np.asarray(year + part, dtype=np.float64), dated


_NOTHING: Ints = np.empty(0, dtype=np.int64)
