"""Who holds a family, and since when: the table on which every judgement of direction rests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NOBODYS = ("mandated", "stock")
"""Kinds of family that nobody took from anybody: the form's wording and set phrases."""
LATE = 0.9
"""Part of a year, counted from the day after it, that stands for an unknown date of publication."""


@dataclass(frozen=True, slots=True, eq=False)
class Holders:
    """A row for each report that holds a family, ordered by family, then time.

    Parameters
    ----------
    family, report, agency : numpy.ndarray of int64, shape (n,)
        Numbers; reports without an agency are agencies of their own.
    passage : numpy.ndarray of int64, shape (n,)
        The report's longest passage of the family.
    time : numpy.ndarray of float64, shape (n,)
        Year and, as its fraction, the day of publication; infinite where the year is unknown.
    dated : numpy.ndarray of bool, shape (n,)
        Whether the day is known.
    n_before : numpy.ndarray of int64, shape (n,)
        Other agencies that held the family strictly earlier.
    is_first : numpy.ndarray of bool, shape (n,)
        Whether no other report held it earlier or at the same time.
    is_kept : numpy.ndarray of bool, shape (n,)
        Whether the same agency held it in an earlier year.
    n_agencies : numpy.ndarray of int64, shape (n,)
        Agencies that hold the family.
    """

    family: Ints
    report: Ints
    agency: Ints
    passage: Ints
    time: Floats
    dated: Bools
    n_before: Ints
    is_first: Bools
    is_kept: Bools
    n_agencies: Ints

    def __len__(self) -> int:
        return len(self.family)

    @property
    def year(self) -> Floats:
        """Year of each row, infinite where unknown."""
        return np.floor(self.time)


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
    chosen = np.flatnonzero(somebodys[mined.passages.family])
    times, dated = report_times(mined.texts.reports)
    family, report = mined.passages.family[chosen], mined.report[chosen]
    size = (mined.passages.end - mined.passages.start)[chosen]
    # The longest passage of a report stands for all that it has of the family.
    order = np.lexsort((-size, report, times[report], family))
    chosen, family, report = chosen[order], family[order], report[order]
    new = np.append(True, (np.diff(family) != 0) | (np.diff(report) != 0))[: len(family)]
    chosen, family, report = chosen[new], family[new], report[new]
    agency, time = mined.texts.codes("agency")[report], times[report]
    n_before, n_agencies = _agencies_before(family, agency, time)
    head = np.append(True, np.diff(family) != 0)[: len(family)]
    tied = np.append(False, (np.diff(family) == 0) & (np.diff(time) == 0))[: len(family)]
    # The first row of a family is first in time unless the next one ties with it.
    alone = ~np.append(tied[1:], False)[: len(family)]
    return Holders(
        family,
        report,
        agency,
        chosen,
        time,
        dated[report],
        n_before,
        head & alone & np.isfinite(time),
        _held_before(family, agency, np.floor(time)),
        n_agencies,
    )


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
    """
    year = reports["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.inf)
    published = pd.to_datetime(reports["published"], errors="coerce", format="mixed", utc=True)
    day = published.dt.dayofyear.to_numpy(dtype=np.float64, na_value=np.nan)
    behind = published.dt.year.to_numpy(dtype=np.float64, na_value=np.nan) - (year + 1)
    days = day + 366 * behind
    # A date outside the year in which a report is due says nothing about the order within it.
    dated = np.isfinite(days) & (days >= 0) & (days <= 366)
    part = np.where(dated, days / 1000, LATE)
    return np.asarray(year + part, dtype=np.float64), dated


def _agencies_before(family: Ints, agency: Ints, time: Floats) -> tuple[Ints, Ints]:
    """Other agencies that hold the family strictly earlier than each row, and all that hold it."""
    n = len(family)
    if not n:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    order = np.lexsort((time, agency, family))
    f, a = family[order], agency[order]
    opens = np.append(True, (np.diff(f) != 0) | (np.diff(a) != 0))
    entry = np.zeros(n, dtype=np.int64)
    entry[order[opens]] = 1
    # Rows are in order of time: the entries of agencies in front of a row, those of its own time
    # and its own agency apart.
    count = np.cumsum(entry)
    start = np.flatnonzero(np.append(True, np.diff(family) != 0))
    base = np.repeat((count - entry)[start], np.diff(np.append(start, n)))
    group = np.append(True, (np.diff(family) != 0) | (np.diff(time) != 0))
    low = np.flatnonzero(group)
    earlier = np.repeat((count - entry)[low], np.diff(np.append(low, n))) - base
    first_of_own = np.empty(n)
    of_one = np.diff(np.append(np.flatnonzero(opens), n))
    first_of_own[order] = np.repeat(time[order][opens], of_one)
    own_is_earlier = first_of_own < time
    total = np.repeat(np.add.reduceat(entry, start), np.diff(np.append(start, n)))
    return earlier - own_is_earlier, total


def _held_before(family: Ints, agency: Ints, year: Floats) -> Bools:
    """Tell of each row whether its agency held the family in an earlier year."""
    n = len(family)
    if not n:
        return np.empty(0, np.bool_)
    order = np.lexsort((year, agency, family))
    f, a, y = family[order], agency[order], year[order]
    opens = np.flatnonzero(np.append(True, (np.diff(f) != 0) | (np.diff(a) != 0)))
    first = np.repeat(y[opens], np.diff(np.append(opens, n)))
    kept = np.empty(n, dtype=np.bool_)
    kept[order] = first < y
    return kept
