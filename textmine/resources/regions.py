"""The gazetteer: provinces, prefectures and counties of China under all names since 2002."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from textmine.resources.load import load_rows


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative division under one name.

    Parameters
    ----------
    code : str
        Six-digit code of GB/T 2260.
    name, short : str
        Official name, and the name without suffix and nationalities.
    level : str
        ``province``, ``city`` (prefecture) or ``county``.
    province, city : str
        Names of the divisions above it; the city is empty for provinces and for counties directly
        under one.
    first_year, last_year : int or None
        Years between which the name is listed; None where the list is open.
    today : str
        Code that the place has today under another name or code; empty where this is it, or where
        the place was divided or dissolved.
    """

    code: str
    name: str
    short: str
    level: str
    province: str
    city: str
    first_year: int | None = None
    last_year: int | None = None
    today: str = ""

    @property
    def region_code(self) -> str:
        """Code by which years are joined: today's, or the last one of a place that is no more."""
        return self.today or self.code

    def valid_in(self, year: int | None) -> bool:
        """Tell whether the name was in force in a year (three years of grace; True for None).

        Parameters
        ----------
        year : int or None
            The year asked for.

        Returns
        -------
        bool
            True where the year lies in the range listed.
        """
        if year is None:
            return True
        grace = 3
        return (
            (self.first_year or 0) - grace <= year <= (self.last_year or 9999) + grace
        )

    def listed_in(self, year: int) -> bool:
        """Tell whether the list has the name for a year.

        Parameters
        ----------
        year : int
            The year asked for.

        Returns
        -------
        bool
            True where the year lies in the range listed, without grace.
        """
        return (self.first_year or 0) <= year <= (self.last_year or 9999)

    @property
    def above(self) -> tuple[str, ...]:
        """Names of the divisions that contain it, the larger first."""
        return tuple(
            name for name in (self.province, self.city) if name and name != self.name
        )


def code_prefix(code: str) -> str:
    """Give the digits with which the codes begin of all that lies in a division.

    Parameters
    ----------
    code : str
        Six digits.

    Returns
    -------
    str
        Two of a province, four of a prefecture, all of a county.

    Examples
    --------
    >>> [code_prefix(code) for code in ("320000", "320100", "320106")]
    ['32', '3201', '320106']
    """
    return code.removesuffix("00").removesuffix("00")


class Gazetteer:
    """Places by name, and the places that begin at or lie in a text.

    Parameters
    ----------
    places : tuple of Place
        All divisions, in order of code.

    Examples
    --------
    >>> [place.province for place in gazetteer().named("樟树市")]
    ['江西省']
    >>> gazetteer().longest_at("石家庄市商务局")
    '石家庄市'
    """

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self._by_name: dict[str, list[Place]] = {}
        self._by_short: dict[str, list[Place]] = {}
        for place in places:
            self._by_name.setdefault(place.name, []).append(place)
            if place.short != place.name:
                self._by_short.setdefault(place.short, []).append(place)
        self._longest = max(map(len, self._by_name), default=0)
        # The shortest names have two characters: most places in a text begin none.
        self._begins = {name[:2] for name in (*self._by_name, *self._by_short)}
        # A code's names stand from old to new, so that the last one written is the latest.
        self._by_code = {place.code: place for place in places}
        self._by_region: dict[str, list[Place]] = {}
        for place in places:
            self._by_region.setdefault(place.region_code, []).append(place)

    def named(
        self, name: str, *, year: int | None = None, short: bool = False
    ) -> list[Place]:
        """Places that bear a name.

        Parameters
        ----------
        name : str
            A full name; with ``short`` a name without suffix.
        year : int, optional
            Prefer the places whose name was in force then, else some years before or after;
            without it those still listed.
        short : bool
            Look among the short names.

        Returns
        -------
        list of Place
            In order of code; empty if there is none.
        """
        found = (self._by_short if short else self._by_name).get(name, [])
        if year is None:
            return [place for place in found if place.last_year is None] or list(found)
        # 巢湖市 was a prefecture's name up to 2010, and is a county's since: no grace for both.
        listed = [p for p in found if p.listed_in(year)]
        return listed or [p for p in found if p.valid_in(year)] or list(found)

    def coded(self, code: str) -> Place | None:
        """Find the place that a code stands for, under its latest name.

        Parameters
        ----------
        code : str
            Six digits.

        Returns
        -------
        Place or None
            None where no place has that code.

        Examples
        --------
        >>> gazetteer().coded("371681").name
        '邹平市'
        """
        return self._by_code.get(code)

    def places_coded(self, code: str) -> list[Place]:
        """Names under which a place has been listed, old ones with it.

        Parameters
        ----------
        code : str
            Its code of today.

        Returns
        -------
        list of Place
            In order of code, then of age.

        Examples
        --------
        >>> [place.name for place in gazetteer().places_coded("371003")]
        ['文登区', '文登市']
        """
        return self._by_region.get(code, [])

    def longest_at(self, text: str, start: int = 0, *, short: bool = False) -> str:
        """Longest name that begins at a place in a text.

        Parameters
        ----------
        text : str
            Any text.
        start : int
            Where the name must begin.
        short : bool
            Match the short names.

        Returns
        -------
        str
            The name, or ``""``.
        """
        if text[start : start + 2] not in self._begins:
            return ""
        table = self._by_short if short else self._by_name
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            if text[start:end] in table:
                return text[start:end]
        return ""

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Full names that lie in a text, leftmost longest, without overlap.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        list of (start, end, name)
            Half-open offsets, in order.

        Examples
        --------
        >>> gazetteer().find("经验来自樟树市和东莞市")
        [(4, 7, '樟树市'), (8, 11, '东莞市')]
        """
        # A name is told by its last character: there are seven of them (县, 区, 市 …), but a
        # thousand first ones, through which an automaton has to go at every character.
        hits = []
        for last in self._last.finditer(text):
            end = last.end()
            for length in self._lengths[last[0]]:
                name = text[end - length : end] if length <= end else ""
                if name in self._by_name:
                    hits.append((end - length, -end, name))
        found: list[tuple[int, int, str]] = []
        reached = 0
        for start, end, name in sorted(hits):
            if start >= reached:
                reached = -end
                found.append((start, reached, name))
        return [hit for hit in found if len(hit[2]) > 2 or not _in_a_word(text, hit[0])]

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Lengths of the full names by their last character."""
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            lengths.setdefault(name[-1], set()).add(len(name))
        return {last: sorted(found) for last, found in lengths.items()}

    @cached_property
    def _last(self) -> re.Pattern[str]:
        """The last character of a full name."""
        return re.compile(f"[{re.escape(''.join(self._lengths))}]")


def _in_a_word(text: str, start: int) -> bool:
    """Tell whether a name of two characters is only the end of a longer word, as in 公开县."""
    before = text[start - 1] if start else ""
    return "\u4e00" <= before <= "\u9fff" and before not in "省市州区和与及在自到向、"


@cache
def gazetteer() -> Gazetteer:
    """Load the gazetteer, once.

    Returns
    -------
    Gazetteer
        All places of ``resources/regions.csv``.
    """
    rows = load_rows("regions.csv")
    return Gazetteer(
        tuple(
            Place(
                code=row["code"],
                name=row["name"],
                short=row["short"],
                level=row["level"],
                province=row["province"],
                city=row["city"] if row["level"] != "city" else "",
                first_year=int(row["first_year"]) if row["first_year"] else None,
                last_year=int(row["last_year"]) if row["last_year"] else None,
                today=row["today"],
            )
            for row in rows
        )
    )


@dataclass(frozen=True, slots=True)
class Area:
    """A new area, zone or division of the 兵团 with an administration of its own.

    Parameters
    ----------
    name : str
        Name as printed.
    level : str
        ``province``, ``city`` or ``county``, by the rank of what it administers.
    province, city, county : str
        Where it lies; empty where it spans several.
    """

    name: str
    level: str
    province: str
    city: str
    county: str


@cache
def known_areas() -> dict[str, Area]:
    """Load the areas outside the table of divisions, once.

    Returns
    -------
    dict
        Name to area.

    Examples
    --------
    >>> known_areas()["兰州新区"].province
    '甘肃省'
    """
    return {row["name"]: Area(**row) for row in load_rows("areas.csv")}
