"""Which body took over from which: the reforms of 2008, 2013, 2018 and 2023."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from textmine.resources.load import load_rows


@dataclass(frozen=True, slots=True)
class Succession:
    """One body that goes on as another, or was absorbed by it.

    Parameters
    ----------
    earlier, later : str
        Bodies in the short form by which they are identified, e.g. ``"工商局"``.
    from_year, to_year : int
        Years in which the change was carried out; places differ within them.
    level : str
        Level at which it holds; empty for all.
    how : str
        ``goes on``, or ``absorbed`` by a body that was there before, or as a small part of one.
    source : str
        The document that ordered it.
    """

    earlier: str
    later: str
    from_year: int
    to_year: int
    level: str
    how: str
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
            run, which does not begin before the change. False for a body that was absorbed: the
            one that took it in had its own matters, and its older reports may only be missing.
        """
        in_order = last_year < first_year
        in_time = last_year <= self.to_year and first_year >= self.from_year
        fits = in_order and in_time and self.level in ("", level)
        return fits and self.how != "absorbed"


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
            how=row["how"],
            source=row["source"],
        )
        for row in load_rows("successors.csv")
    )
