"""Which body took over from which: the reforms of 2008, 2013, 2018 and 2023."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textmine.resources.load import load_rows


@dataclass(frozen=True, slots=True)
class Succession:
    """One body that goes on as another.

    Parameters
    ----------
    earlier, later : str
        Bodies in the short form by which they are identified, e.g. ``"工商局"``.
    from_year, to_year : int
        Years in which the change was carried out; places differ within them.
    level : str
        Level at which it holds; empty for all.
    source : str
        The document that ordered it.
    """

    earlier: str
    later: str
    from_year: int
    to_year: int
    level: str
    source: str

    def holds_for(self, last_year: int, first_year: int, level: str) -> bool:
        """Tell whether two runs of reports fit the change.

        Parameters
        ----------
        last_year : int
            Last year that a report of the earlier body covers.
        first_year : int
            First year that a report of the later body covers.
        level : str
            Level of the place.

        Returns
        -------
        bool
            True where the earlier run ends by the last year of the change, and before the later
            run, which does not begin before the change.
        """
        in_order = last_year < first_year
        in_time = last_year <= self.to_year and first_year >= self.from_year
        return in_order and in_time and self.level in ("", level)


@cache
def successions() -> tuple[Succession, ...]:
    """Load the crosswalk of bodies, once.

    Returns
    -------
    tuple of Succession
        In order of the reforms.

    Examples
    --------
    >>> [s.later for s in successions() if s.earlier == "环保局"]
    ['生态环境局']
    """
    return tuple(
        Succession(
            earlier=row["earlier"],
            later=row["later"],
            from_year=int(row["from_year"]),
            to_year=int(row["to_year"]),
            level=row["level"],
            source=row["source"],
        )
        for row in load_rows("successors.csv")
    )
