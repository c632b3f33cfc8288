"""What a simulated corpus is to contain.

How much is copied, how, by how many, and how untidy the files are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from textmine.errors import TextmineError

OPERATORS = ("verbatim", "slot", "clause", "reorder", "synonym", "edit", "merge")
PLANTED_KINDS = ("national", "regional", "sectoral", "peer", "self")
_EVEN = MappingProxyType(dict.fromkeys(OPERATORS, 1.0))


@dataclass(frozen=True)
class SimulationProfile:
    """Settings of a simulated corpus; everything planted can be turned up, down and off.

    Parameters
    ----------
    share : float
        Share of the narrative that is copied, 0–0.6, mandated text, set phrases and problems kept
        from last year apart. It is met on average; ``"all"`` among the frequencies takes at least
        one passage a report.
    frequencies : tuple of int or "all"
        In how many reports a copied text stands; the shares of the frequencies are equal. A
        frequency that the corpus or a kind's group cannot fill falls back to the largest that fits.
    operators : mapping
        Weight of each way to copy: verbatim, slot (agency, year and numbers swapped), clause
        (inserted, deleted), reorder, synonym, edit (characters), merge (two sources interleaved).
    kinds : tuple of str
        Kinds that are planted, of national, regional, sectoral, peer, self.
    edit_rates : tuple of float
        Rates of independent character edits; a family takes one.
    lengths : tuple of int
        Least and greatest length of a copied passage, in normalised characters.
    edit_lengths : tuple of int
        The same for passages with character edits.
    leftover : float
        Share of slot-swapped copies that keep the source's name or year.
    mandated : bool
        Whether the form's formulas stand in the preamble.
    stock : float
        Mean number of set phrases a report.
    first_year, years_per_agency, n_provinces : int
        First year reported on, consecutive years of each agency, invented provinces (at most 24).
    layouts, dirt : bool
        Whether headings, items and tables vary, and whether wraps, page marks and blanks are put
        in; without them every report has the plainest layout.
    contradictions : float
        Share of reports with a number that contradicts the tables.
    themes : int
        0, or the number of themes (at most 20) that the sentences of 总体情况 come from, with a
        label each in the truth. All else then keeps to the themes' words, and copied texts mix all
        themes.
    overlap : float
        Share of the words of a planted theme that are those of its two neighbours: themes of real
        reports share words.
    length : tuple of int
        Least and greatest narrative length of a report, in characters.
    outside : float
        Share of copied texts, those an agency keeps apart, whose originator is no agency of the
        corpus: all holders are copiers (``source_report`` is None). Half of the templates among
        them are taken over by all holders in one year.
    early : float
        Share of the other such texts whose originator is not the first to report: copies stand in
        reports of earlier years or days.
    chain : float
        Share of texts with few holders that each holder copies from the one before it rather than
        from the originator.
    missing : float
        Share of reports that were written, and copied from, but are not in the corpus.

    Raises
    ------
    TextmineError
        If a setting is outside its range or names something unknown.

    Examples
    --------
    >>> SimulationProfile.control().share
    0.0
    """

    share: float = 0.25
    frequencies: tuple[int | str, ...] = (2, 10, 100, 1000, "all")
    operators: Mapping[str, float] = field(default_factory=lambda: _EVEN)
    kinds: tuple[str, ...] = PLANTED_KINDS
    edit_rates: tuple[float, ...] = (0.05, 0.1, 0.2, 0.3)
    lengths: tuple[int, int] = (20, 600)
    edit_lengths: tuple[int, int] = (60, 240)
    leftover: float = 0.15
    mandated: bool = True
    stock: float = 1.0
    first_year: int = 2019
    years_per_agency: int = 4
    n_provinces: int = 12
    layouts: bool = True
    dirt: bool = True
    contradictions: float = 0.1
    themes: int = 0
    overlap: float = 0.0
    length: tuple[int, int] = (2000, 3500)
    outside: float = 0.0
    early: float = 0.0
    chain: float = 0.0
    missing: float = 0.0

    def __post_init__(self) -> None:
        limits = {
            "share": 0.6,
            "leftover": 1.0,
            "contradictions": 1.0,
            "themes": 20,
            "overlap": 0.8,
            "n_provinces": 24,
            "stock": 10.0,
            "outside": 1.0,
            "early": 1.0,
            "chain": 1.0,
            "missing": 0.9,
        }
        for name, top in limits.items():
            if not 0 <= getattr(self, name) <= top:
                raise TextmineError(
                    f"SimulationProfile: {name} is {getattr(self, name)}; it must lie in 0–{top}"
                )
        for name in ("years_per_agency", "n_provinces"):
            if getattr(self, name) < 1:
                raise TextmineError(
                    f"SimulationProfile: {name} is {getattr(self, name)}; it must be at least 1"
                )
        for name in ("lengths", "edit_lengths", "length"):
            low, high = getattr(self, name)
            if not 1 <= low <= high:
                raise TextmineError(
                    f"SimulationProfile: {name} is {(low, high)}; expected 1 ≤ least ≤ greatest"
                )
        if any(not 0 < rate < 1 for rate in self.edit_rates) or not self.edit_rates:
            raise TextmineError(
                f"SimulationProfile: edit_rates is {self.edit_rates}; expected rates between 0 "
                f"and 1"
            )
        if self.share and not (self.frequencies and self.kinds):
            empty = "kinds" if self.frequencies else "frequencies"
            raise TextmineError(
                f"SimulationProfile: {empty} is empty; name what is to be copied, or set share to 0"
            )
        if any(f != "all" and (isinstance(f, str) or f < 2) for f in self.frequencies):
            raise TextmineError(
                f"SimulationProfile: frequencies is {self.frequencies}; expected numbers from "
                f"2, or 'all'"
            )
        _check_names("operators", self.operators, OPERATORS)
        _check_names("kinds", self.kinds, PLANTED_KINDS)
        wrong = [
            k for k, weight in self.operators.items() if not 0 <= weight < float("inf")
        ]
        if wrong:
            raise TextmineError(
                f"SimulationProfile: operators weighs {wrong[0]} {self.operators[wrong[0]]}; "
                "expected a finite number from 0 on"
            )
        if self.share and not sum(self.operators.values()) > 0:
            raise TextmineError(
                "SimulationProfile: all operators have weight 0; give one of them a weight"
            )

    @classmethod
    def open_world(cls, **settings: object) -> SimulationProfile:
        """Profile of a corpus that holds a part of what was written: the case of real collections.

        A quarter of the copied texts is of originators that are not in the corpus, a tenth of the
        others reported later than its first copier, three in ten are copied along a chain, a tenth
        of the reports is missing; texts of few holders and of many; three in ten copies with the
        names swapped keep one of the source's. On such corpora the
        probabilities of direction are fitted.

        Parameters
        ----------
        **settings
            Settings to change besides.

        Returns
        -------
        SimulationProfile
            The profile.

        Examples
        --------
        >>> SimulationProfile.open_world().outside
        0.25
        """
        _check_names("settings", settings, tuple(sorted(f.name for f in fields(cls))))
        mixed: dict[str, object] = {
            "frequencies": (2, 3, 4, 10, 40, "all"),
            "outside": 0.25,
            "early": 0.1,
            "chain": 0.3,
            "missing": 0.1,
            "leftover": 0.3,
        }
        return cls(**{**mixed, **settings})  # type: ignore[arg-type]

    @classmethod
    def control(cls, **settings: object) -> SimulationProfile:
        """Profile of a corpus in which nothing is planted: the zero-plant control.

        Parameters
        ----------
        **settings
            Settings to change besides.

        Returns
        -------
        SimulationProfile
            No copied text, no formulas, no set phrases, no contradictions.

        Examples
        --------
        >>> SimulationProfile.control(themes=4).mandated
        False
        """
        known = {f.name for f in fields(cls)}
        _check_names("settings", settings, tuple(sorted(known)))
        nothing: dict[str, object] = {
            "share": 0.0,
            "mandated": False,
            "stock": 0.0,
            "contradictions": 0.0,
        }
        return cls(**{**nothing, **settings})  # type: ignore[arg-type]


def _check_names(what: str, names: object, known: tuple[str, ...]) -> None:
    """Refuse names that are not known."""
    unknown = sorted(set(names) - set(known))  # type: ignore[call-overload]
    if unknown:
        raise TextmineError(
            f"SimulationProfile: {what} names {', '.join(unknown)}; known are {', '.join(known)}"
        )
