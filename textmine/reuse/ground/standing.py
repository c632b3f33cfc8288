"""Where agencies stand to each other: whose place lies in whose, and who is over whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.resources.regions import code_prefix
from textmine.schema import LEVELS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_CODE = re.compile(r"\d{6}")
_UNKNOWN = len(LEVELS)
"""The level of a body of which none is known: below all others."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Place, sector and level of the agency of each report.

    Parameters
    ----------
    place : numpy.ndarray of int64, shape (n_reports,)
        Number of its own place, −1 where it is not known.
    around : numpy.ndarray of int64, shape (n_reports, n_levels)
        Numbers of that place and of those that it lies in, as far as they are known; else −1.
    home : numpy.ndarray of int64, shape (n_reports,)
        Number of the place itself, of a town the one that it lies in: that of all bodies of a
        county, its towns among them; −1 where it is not known.
    level : numpy.ndarray of int64, shape (n_reports,)
        0 of the nation, then down.
    sector : numpy.ndarray of int64, shape (n_reports,)
        Number of the kind of body, −1 where it is not known.
    is_government : numpy.ndarray of bool, shape (n_reports,)
        Whether it is the government of its place.
    is_coded : numpy.ndarray of bool, shape (n_reports,)
        Whether all places around its own are known, by the code.
    province : numpy.ndarray of int64, shape (n_reports,)
        Number of its province, −1 where it is not known.
    names : tuple of str
        What the numbers of places stand for: names, or the digits with which their codes begin.
    """

    place: Ints
    around: Ints
    home: Ints
    level: Ints
    sector: Ints
    is_government: Bools
    is_coded: Bools
    province: Ints
    names: tuple[str, ...]

    def are_over(self, one: Ints, other: Ints) -> Bools:
        """Tell of which pairs of reports the first one's agency is over the second one's.

        Parameters
        ----------
        one, other : numpy.ndarray of int64, shape (n,)
            Numbers of reports.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True for the government of the other's place, or of one that it lies in, and for the
            body of the same sector of a higher level there; where the codes do not tell whose place
            lies in whose, for one of the same province.
        """
        own = self.place[one]
        is_there = (own >= 0) & (self.around[other] == own[:, None]).any(axis=1)
        is_higher = self.level[one] < self.level[other]
        government = self.is_government[one] & (is_higher | ~self.is_government[other])
        is_open = ~(self.is_coded[one] & self.is_coded[other])
        may_be_there = is_open & (self.province[one] >= 0)
        may_be_there &= self.province[one] == self.province[other]
        alike = (self.sector[one] >= 0) & (self.sector[one] == self.sector[other])
        alike |= self.is_government[one] & self.is_government[other]
        over = is_there & (government | (alike & is_higher))
        return np.asarray(over | (may_be_there & alike & is_higher), dtype=np.bool_)

    def share_home(self, one: Ints, other: Ints) -> Bools:
        """Tell which pairs of reports are of bodies of one county, or of one city."""
        home = self.home[one]
        return np.asarray((home >= 0) & (home == self.home[other]), dtype=np.bool_)


def find_standing(reports: pd.DataFrame, sector: Ints) -> Standing:
    """Say where the agencies of reports stand.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns agency_id, region, province, level, agency_type.
    sector : numpy.ndarray of int64, shape (n_reports,)
        Number of the kind of body, −1 where it is not known.

    Returns
    -------
    Standing
        A row a report.

    Examples
    --------
    >>> ids = ["900101:政府", "900101:水利局", "900101/柳湾镇:政府", "900200:水利局"]
    >>> reports = pd.DataFrame({"agency_id": ids, "region": "", "province": ""})
    >>> reports["level"] = ["county", "county", "township", "city"]
    >>> reports["agency_type"] = ["县政府", "水利局", "镇政府", "水利局"]
    >>> standing = find_standing(reports, np.array([0, 1, 2, 1]))
    >>> standing.are_over(np.array([0, 0, 0, 3]), np.array([1, 2, 3, 1])).tolist()
    [True, True, False, False]
    >>> standing.share_home(np.array([1, 1]), np.array([2, 3])).tolist()
    [True, False]
    """
    columns = (reports[x].astype("str") for x in ("agency_id", "region", "province"))
    rows = list(zip(*columns, strict=True))
    # Few agencies have many reports: each is read once.
    known = {row: _places_around(*row) for row in dict.fromkeys(rows)}
    around = [known[row] for row in rows]
    level = [
        LEVELS.index(x) if x in LEVELS else _UNKNOWN for x in reports["level"].tolist()
    ]
    town = LEVELS.index("township")
    home = [
        names[-2] if step == town and "/" in names[-1] else names[-1]
        for names, step in zip(around, level, strict=True)
    ]
    number = _numbers({*home, *(name for names in known.values() for name in names)})
    widest = max((len(names) for names in around), default=1)
    table = np.full((len(rows), widest), -1, dtype=np.int64)
    for k, names in enumerate(around):
        table[k, : len(names)] = [number[name] for name in names]
    provinces = pd.factorize(reports["province"].where(reports["province"] != ""))[0]
    return Standing(
        place=np.array([number[names[-1]] for names in around], dtype=np.int64),
        around=table,
        home=np.array([number[name] for name in home], dtype=np.int64),
        level=np.array(level, dtype=np.int64),
        sector=np.asarray(sector, dtype=np.int64),
        is_government=reports["agency_type"].str.contains("政府").to_numpy(np.bool_),
        is_coded=np.array([bool(_CODE.match(row[0])) for row in rows], dtype=np.bool_),
        province=np.asarray(provinces, dtype=np.int64),
        names=tuple(name for name in number if name),
    )


def _places_around(agency_id: str, region: str, province: str) -> tuple[str, ...]:
    """Places that an agency lies in, the widest first and its own last; "" where none is known."""
    place = agency_id.rpartition(":")[0] or region
    # Of namesakes in folders (place@folder) nothing is known but which folder it is.
    head, *inner = [place] if "@" in place else place.split("/")
    wider = [province] if province and province != head else []
    if _CODE.fullmatch(head):
        own = code_prefix(head)
        steps = [own[:n] for n in range(2, len(own) + 1, 2)]
    else:
        steps = [head]
    names = [*wider, *steps]
    for part in inner:
        names.append(f"{names[-1]}/{part}")
    return tuple(names)


def _numbers(names: set[str]) -> dict[str, int]:
    """Number names, in order; what is not known is −1."""
    known = sorted(names - {""})
    return {"": -1, **{name: k for k, name in enumerate(known)}}
