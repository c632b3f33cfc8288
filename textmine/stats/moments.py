"""When reports were published: what their year and day say, and what they leave open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

LATE = 0.9
"""Part of a year that stands for an unknown day of publication: behind all days that are known."""
DAY = 1 / 1000
"""A day as a part of the year in which it is counted: a year's days end before ``LATE``."""
SEASON = 120
"""Days of the year in which reports are due, after which a date may be that of a page put up again:
governments publish by 31 March (art. 49 of the Regulations), a month more for the tardy. The text
is no younger than such a date, and may be as old as any of its season."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Moments of publication: the year reported on, then the day as a part of it.

    Parameters
    ----------
    earliest, latest : numpy.ndarray of float64, shape (n,)
        Between which each lies: the same where the day is known; the whole year where it is not, or
        up to a day after the season; minus and plus infinity where the year is unknown too.
    """

    earliest: Floats
    latest: Floats

    def __len__(self) -> int:
        return len(self.latest)

    @property
    def dated(self) -> Bools:
        """Whether the day is known."""
        return np.asarray(self.earliest == self.latest, dtype=np.bool_)

    @property
    def place(self) -> Floats:
        """Where each stands in an order of all: the latest that it may be."""
        return self.latest

    def take(self, rows: Ints) -> Moments:
        """Those of some rows."""
        return Moments(self.earliest[rows], self.latest[rows])

    def before(self, rows: Ints, others: Ints) -> Bools:
        """Whether each of some rows surely lies before each of others."""
        return np.asarray(self.latest[rows] < self.earliest[others], dtype=np.bool_)

    def are_near(self, rows: Ints, others: Ints, days: float) -> Bools:
        """Whether some rows and others are of one year, less than so many days apart.

        An unknown day is near no other.
        """
        year = np.floor(self.latest)
        near = self.dated[rows] & self.dated[others] & (year[rows] == year[others])
        asked = np.flatnonzero(near)
        apart = np.abs(self.latest[others[asked]] - self.latest[rows[asked]]) / DAY
        # Days are parts of a year, which no float holds exactly.
        near[asked] = apart < days - 0.5
        return np.asarray(near, dtype=np.bool_)


def find_moments(reports: pd.DataFrame) -> Moments:
    """Place reports in time.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns year and published. A date outside the year in which a report is due says nothing
        about the order within it; one after its season only that the text is no younger.

    Returns
    -------
    Moments
        A row a report.

    Examples
    --------
    >>> reports = pd.DataFrame({"year": [2020, 2020], "published": ["2021-01-12", ""]})
    >>> moments = find_moments(reports)
    >>> moments.earliest.tolist(), moments.latest.tolist()
    ([2020.012, 2020.0], [2020.012, 2020.9])
    >>> moments.before(np.array([0]), np.array([1])).tolist()
    [False]
    """
    year = reports["year"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    published = pd.to_datetime(
        reports["published"], errors="coerce", format="mixed", utc=True
    )
    day = published.dt.day_of_year.to_numpy(dtype=np.float64, na_value=np.nan)
    published_in = published.dt.year.to_numpy(dtype=np.float64, na_value=np.nan)
    is_due = published_in == year + 1
    earliest = year + np.where(is_due & (day <= SEASON), day * DAY, 0.0)
    latest = year + np.where(is_due, day * DAY, LATE)
    return Moments(
        np.where(np.isnan(year), -np.inf, earliest),
        np.where(np.isnan(year), np.inf, latest),
    )
