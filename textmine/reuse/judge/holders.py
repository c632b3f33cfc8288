"""Who holds a family, and since when: the table on which every judgement of direction rests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.columns import begins
from textmine.reuse.ground.stream import within
from textmine.reuse.ground.texts import Texts
from textmine.stats.moments import Moments, find_moments
from textmine.text.leftovers import share_said

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOBODYS = ("mandated", "stock")
"""Kinds of family that nobody took from anybody: the form's wording and set phrases."""
MOSTLY_SAID = 0.5
"""Share of a passage in sentences that tell of an order from above, of a joint deed or of the whole
place, from which it may be the words of the order, or common ones. Chosen by hand: half of it."""
ROWS_AT_ONCE = 1 << 13
"""Passages that are decoded in one go."""


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
    moments : Moments
        When it was published.
    """

    family: Ints
    report: Ints
    agency: Ints
    passage: Ints
    moments: Moments

    def __len__(self) -> int:
        return len(self.family)

    @property
    def time(self) -> Floats:
        """Year, and as its fraction the day of publication; infinite where the year is unknown."""
        return self.moments.place

    @property
    def dated(self) -> Bools:
        """Whether the day is known."""
        return self.moments.dated

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
        """Other agencies that surely held the family earlier than each row."""
        family = np.repeat(np.arange(len(self.opens)), self.sizes)
        # Families lie one behind the other on one line, so that one search serves all.
        line = family * _APART
        since = np.sort((line + np.clip(self.time, 0.0, _APART - 1))[self.enters])
        begin = np.clip(self.moments.earliest, 0.0, _APART - 1)
        entered = np.searchsorted(since, line + begin)
        before = entered - np.searchsorted(since, line[self.opens])[family]
        own_is_earlier = self._since < self.moments.earliest
        return np.asarray(before - own_is_earlier, dtype=np.int64)

    @cached_property
    def is_first(self) -> Bools:
        """Whether a row is surely earlier than all others of its family, and its year known."""
        first = np.zeros(len(self), dtype=np.bool_)
        if not len(self):
            return first
        family = np.repeat(np.arange(len(self.opens)), self.sizes)
        order = np.lexsort((self.moments.earliest, family))
        # Nobody but the row that may be the earliest of all; what may be the next stands behind it.
        one, known = order[self.opens], np.isfinite(self.time[order[self.opens]])
        several = np.flatnonzero(self.sizes > 1)
        known[several] &= self.moments.before(
            one[several], order[self.opens[several] + 1]
        )
        first[one] = known
        return first

    @cached_property
    def is_kept(self) -> Bools:
        """Whether the row's agency held the family in an earlier year, and the row's is known."""
        is_later = np.floor(self._since) < self.year
        return np.asarray(is_later & np.isfinite(self.year), dtype=np.bool_)

    @cached_property
    def is_placed(self) -> Bools:
        """Whether the years of all who hold the family of a row are known."""
        if not len(self):
            return np.zeros(0, dtype=np.bool_)
        known = np.logical_and.reduceat(np.isfinite(self.year), self.opens)
        return np.asarray(np.repeat(known, self.sizes), dtype=np.bool_)

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


@dataclass(frozen=True, eq=False)
class HeldTexts:
    """The texts of a run, and who holds them.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    holders : Holders
        Who holds what.
    """

    mined: Catalogue
    holders: Holders

    def are_said(self, rows: Ints, *what: str) -> Bools:
        """Tell of which passages most is said of one thing of some.

        Parameters
        ----------
        rows : numpy.ndarray of int64, shape (n,)
            Rows of the holders.
        *what : str
            Things that :func:`~textmine.text.leftovers.share_said` knows.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where ``MOSTLY_SAID`` of the passage tells of one of them.
        """
        said = np.zeros(len(rows), dtype=np.bool_)
        for low in range(0, len(rows), ROWS_AT_ONCE):
            some = slice(low, low + ROWS_AT_ONCE)
            texts = self.mined.slices(self.holders.passage[rows[some]])
            said[some] = [
                max(share_said(text, one) for one in what) >= MOSTLY_SAID
                for text in texts
            ]
        return said


def find_holders(mined: Catalogue) -> Holders:
    """Find the holders of all families but mandated and stock ones, and versions of one report.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.

    Returns
    -------
    Holders
        The table.
    """
    nobodys = mined.labels["kind"].isin(NOBODYS) | mined.facts["of_one_report"]
    somebodys = ~nobodys.to_numpy()
    passage = (
        np.flatnonzero(somebodys[mined.passages.family]) if len(somebodys) else _NOTHING
    )
    moments = find_moments(mined.texts.reports)
    family, report = mined.passages.family[passage], mined.report[passage]
    size = (mined.passages.end - mined.passages.start)[passage]
    # The longest passage of a report stands for all that it has of the family.
    order = np.lexsort((-size, report, moments.place[report], family))
    passage, family, report = passage[order], family[order], report[order]
    new = begins(family, report)
    passage, family, report = passage[new], family[new], report[new]
    agency = number_agencies(mined.texts).code[report]
    return Holders(family, report, agency, passage, moments.take(report))


_NOTHING: Ints = np.empty(0, dtype=np.int64)
_APART = 10_000.0
"""How far families lie apart on one line of years: further than any year."""
