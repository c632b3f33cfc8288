"""Towns, townships and streets by name: in which county, under which code."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache

from textmine.resources.load import load_text
from textmine.resources.regions import Place, gazetteer

_TOWN = re.compile(r"(\D+)(\d{3})")


@dataclass(frozen=True, slots=True)
class Town:
    """One division of the township level.

    Parameters
    ----------
    code : str
        Nine digits: those of the county and three more.
    name : str
        Official name, e.g. ``"回龙观街道"``.
    """

    code: str
    name: str

    @property
    def county(self) -> Place | None:
        """The county, district or city that it belongs to."""
        return gazetteer().coded(self.code[:6])


def towns_named(name: str, *, within: tuple[str, ...] = ()) -> tuple[Town, ...]:
    """Towns that bear a name.

    Parameters
    ----------
    name : str
        Official name with its suffix.
    within : tuple of str
        Codes of counties (six digits), prefectures (four) or provinces (two); empty for all China.

    Returns
    -------
    tuple of Town
        In order of code; empty where the list of 2026 has none.

    Examples
    --------
    >>> [town.code for town in towns_named("亚布力镇")]
    ['230183103']
    >>> len(towns_named("太平镇")) > 20, towns_named("太平镇", within=("11",))
    (True, ())
    """
    codes = _codes_by_name().get(name, ())
    return tuple(
        Town(code, name) for code in codes if not within or code.startswith(within)
    )


@cache
def _codes_by_name() -> dict[str, list[str]]:
    """Load the codes of all towns by name, on first use: 39,000 of them, some 40 ms."""
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(load_text("townships.csv"))):
        county = row["code"]
        for name, number in _TOWN.findall(row["townships"].replace(" ", "")):
            found.setdefault(name, []).append(county + number)
    return found
