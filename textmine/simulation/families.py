"""Who copies what: families of copied text, their kinds, their holders.

And each holder's version.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from textmine.resources.load import load_toml
from textmine.simulation import operators as ops
from textmine.simulation.grammar import grammar
from textmine.simulation.profile import SimulationProfile

Ints = NDArray[np.int64]
_FEW = ("peer", "self")
OUTSIDE = -1
"""Stands for the originator of a text that no report of the corpus wrote."""
_LONGEST_CHAIN = 8
"""Holders of a text that may be copied along a chain: each version needs all before it."""
_NOT_COUNTED = re.compile(r"[\W\d_]+")
_PARTS = ("disclosure", "requests", "management", "platform", "supervision")


@dataclass(frozen=True, slots=True)
class Family:
    """A text and the way it is copied.

    Parameters
    ----------
    name : str
        Kind, number of reports and a number of its own.
    kind, operator : str
        See SimulationProfile; ``edit_rate`` is None but for edits.
    first, second : str
        The source, and for merges the other source, with slots unfilled.
    """

    name: str
    kind: str
    operator: str
    edit_rate: float | None
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A holder's version of a family's text.

    Parameters
    ----------
    family : Family
        What is copied.
    operator : str
        How; ``"source"`` for those who wrote it.
    pieces : tuple of (str, int or None)
        Stretches in order, each with the number of the report it comes from.
    residue : tuple of (str, str) or None
        The check that a left-over name or year fails, and the left-over text.
    """

    family: Family
    operator: str
    pieces: tuple[tuple[str, int | None], ...]
    residue: tuple[str, str] | None = None


class FamilyPlan:
    """Which report holds which family.

    Parameters
    ----------
    profile : SimulationProfile
        Shares, frequencies, kinds.
    n_reports, seed : int
        Size of the corpus and its seed.

    Examples
    --------
    >>> plan = FamilyPlan(SimulationProfile(share=0.3), 200, 1)
    >>> len(plan.layers) > 0 and len(plan.day) == 200
    True
    """

    def __init__(self, profile: SimulationProfile, n_reports: int, seed: int) -> None:
        self.profile, self.n_reports, self.seed = profile, n_reports, seed
        self.domains = grammar().used(profile.themes)
        index = np.arange(n_reports, dtype=np.int64)
        self.agency = index // profile.years_per_agency
        self.year = profile.first_year + index % profile.years_per_agency
        types = load_toml("simulate/places.toml")["agency"]
        self.province = self.agency % profile.n_provinces
        self.type = self.agency // profile.n_provinces % len(types)
        government = np.array([t["type"].endswith("人民政府") for t in types])[
            self.type
        ]
        self.day = 7 + _mix(index, seed) % np.where(government, 82, 23)
        self.layers: list[NDArray[np.int32]] = []
        self.kinds: list[str] = []
        self._sizes: list[int] = []
        self.sources: list[int] = []
        self.seconds: list[int] = []
        self._chains: dict[int, list[int]] = {}
        self._rng = np.random.default_rng([seed, n_reports])
        if profile.share > 0 and n_reports > 1:
            self._plan()
        self.family = lru_cache(maxsize=4096)(self._family)

    def copies(self, report: int, holders: tuple[ops.Holder, ...]) -> list[Copy]:
        """Versions of all families that a report holds.

        Parameters
        ----------
        report : int
            Number of the report.
        holders : tuple of Holder
            Its own, then those of its families' sources, in the order of ``sources_of``.

        Returns
        -------
        list of Copy
            In a fixed order.
        """
        own, others = holders[0], holders[1:]
        ids = self._ids(report)
        return [
            self._version(report, i, own, source)
            for i, source in zip(ids, others, strict=True)
        ]

    def sources_of(self, report: int) -> list[int]:
        """Reports that a report has its families' texts from, or that wrote them first.

        Parameters
        ----------
        report : int
            Number of the report.

        Returns
        -------
        list of int
            A report for each family held, ``OUTSIDE`` where none of the corpus wrote it.
        """
        return [self._giver(report, i) for i in self._ids(report)]

    def _giver(self, report: int, number: int) -> int:
        """Report that a holder copied a family from: the originator, or the one before it."""
        chain = self._chains.get(number)
        if chain is None or report == chain[0]:
            return self.sources[number]
        return chain[chain.index(report) - 1]

    def _ids(self, report: int) -> list[int]:
        """Families that a report holds."""
        return [int(layer[report]) for layer in self.layers if layer[report] >= 0]

    def _plan(self) -> None:
        """Lay layers of families over the corpus until the share is reached."""
        p = self.profile
        weights = np.array(list(p.operators.values()), dtype=float)
        edit = p.operators.get("edit", 0.0) / weights.sum()
        mean = edit * _mean_length(p.edit_lengths) + (1 - edit) * _mean_length(
            p.lengths
        )
        wanted = p.share * sum(p.length) / 2 / mean
        others = [int(f) for f in p.frequencies if f != "all"]
        everywhere = (
            max(1, round(wanted / len(p.frequencies)))
            if len(others) < len(p.frequencies)
            else 0
        )
        for _ in range(everywhere):
            self._add_layer(
                [("national", np.zeros(self.n_reports, dtype=np.int64))], 1.0
            )
        slots = max(0.0, wanted - everywhere) / max(1, len(others))
        for frequency in others:
            for _ in range(math.ceil(slots)):
                self._add_layer(self._cut(frequency), slots / math.ceil(slots))

    def _cut(self, frequency: int) -> list[tuple[str, Ints]]:
        """Cut the corpus into kinds, and each kind's reports into families.

        -1 where there is none.
        """
        p = self.profile
        wanted = [k for k in p.kinds if (k in _FEW) == (frequency < 5)] or list(p.kinds)
        keys = {
            "national": np.zeros_like(self.agency),
            "regional": self.province,
            "sectoral": self.type,
            "peer": self.type,
            "self": self.agency,
        }
        fits = [
            k
            for k in wanted
            if k in _FEW
            or self.n_reports / len(wanted) / len(np.unique(keys[k])) >= frequency
        ]
        kinds = fits or ["national"]
        choice = self._rng.integers(len(kinds), size=int(self.agency[-1]) + 1)[
            self.agency
        ]
        out = []
        for number, kind in enumerate(kinds):
            members = np.flatnonzero(choice == number)
            out.append(
                (
                    kind,
                    self._chunk(
                        members, keys[kind], frequency, whole=kind == "national"
                    ),
                )
            )
        return out

    def _chunk(self, members: Ints, key: Ints, size: int, *, whole: bool) -> Ints:
        """Number the families of ``size`` random members that share a key, rests if ``whole``."""
        family: Ints = np.full(self.n_reports, -1, dtype=np.int64)
        order = members[np.lexsort((self._rng.random(len(members)), key[members]))]
        if len(order) == 0:
            return family
        k = key[order]
        starts = np.flatnonzero(np.r_[True, k[1:] != k[:-1]])
        group = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(order)]))
        chunk = (np.arange(len(order)) - starts[group]) // size
        new = np.r_[True, (group[1:] != group[:-1]) | (chunk[1:] != chunk[:-1])]
        number = np.cumsum(new) - 1
        enough = np.bincount(number)[number] >= (2 if whole else max(2, 0.75 * size))
        family[order[enough]] = number[enough]
        return family

    def _add_layer(self, cuts: list[tuple[str, Ints]], keep: float) -> None:
        """Give the families of a layer their numbers; those too small for their kind fall away."""
        layer = np.full(self.n_reports, -1, dtype=np.int32)
        for kind, local in cuts:
            members = np.flatnonzero(local >= 0)
            when = self.year[members] * 400 + self.day[members]
            order = members[np.lexsort((members, when, local[members]))]
            if len(order) == 0:
                continue
            starts = np.flatnonzero(local[order][1:] != local[order][:-1]) + 1
            for held in np.split(order, starts):
                if kind == "peer":
                    held = held[
                        np.sort(np.unique(self.agency[held], return_index=True)[1])
                    ]
                if len(held) < 2 or self._rng.random() >= keep:
                    continue
                self._add_family(kind, held, layer)
        self.layers.append(layer)

    def _add_family(self, kind: str, held: Ints, layer: NDArray[np.int32]) -> None:
        """Give a family its number, its originator and its holders, which are in order of time."""
        p, number = self.profile, len(self.kinds)
        # A generator of its own: with all three shares at 0 nothing else is drawn.
        rng = Random(f"{self.seed}:origin:{number}")
        source, second = int(held[0]), int(held[1]) if len(held) > 2 else -1
        if kind != "self" and rng.random() < p.outside:
            source, second = OUTSIDE, -1
            if kind not in _FEW and rng.random() < 0.5:
                years, n = np.unique(self.year[held], return_counts=True)
                same_year = held[self.year[held] == years[n.argmax()]]
                held = same_year if len(same_year) > 1 else held
        elif kind != "self" and rng.random() < p.early:
            source, second = int(rng.choice(held[1:].tolist())), -1
        elif len(held) <= _LONGEST_CHAIN and rng.random() < p.chain:
            self._chains[number] = held.tolist()
            second = -1
        layer[held] = number
        self.kinds.append(kind)
        self._sizes.append(len(held))
        self.sources.append(source)
        self.seconds.append(second)

    def _family(self, number: int) -> Family:
        """Write a family's text."""
        p = self.profile
        rng = Random(f"{self.seed}:family:{number}")
        operator = rng.choices(list(p.operators), list(p.operators.values()))[0]
        if operator == "merge" and self.seconds[number] < 0:
            operator = "verbatim"
        rate = rng.choice(p.edit_rates) if operator == "edit" else None
        low, high = p.edit_lengths if operator == "edit" else p.lengths
        length = int(math.exp(rng.uniform(math.log(low), math.log(high))))
        domains = self._domains(rng, number)
        if (
            self._sizes[number] * 10 > self.n_reports
        ):  # few and everywhere: their length sets the share of all
            length = int(_mean_length((low, high)))
        length = max(low, length // 2) if operator == "merge" else length
        parts = ("theme",) if p.themes else _PARTS
        first = _write(rng, length, domains, parts, slots=operator == "slot")
        second = (
            _write(rng, length, domains, parts, slots=False)
            if operator == "merge"
            else ""
        )
        kind = self.kinds[number]
        return Family(
            f"{kind}-{self._sizes[number]}-{number}",
            kind,
            operator,
            rate,
            first,
            second,
        )

    def _domains(self, rng: Random, number: int) -> tuple[str, ...]:
        """Domains of a family: its sector's where it has one, else any.

        All themes where themes are planted.
        """
        if self.profile.themes:
            return self.domains
        source = self.sources[number]
        kinds = load_toml("simulate/places.toml")["agency"]
        sector = kinds[int(self.type[source])]["sector"] if source != OUTSIDE else ""
        if self.kinds[number] == "sectoral" and sector:
            return (str(sector),)
        return (rng.choice(self.domains),)

    def _version(
        self, report: int, number: int, own: ops.Holder, source: ops.Holder
    ) -> Copy:
        """A report's version of a family's text."""
        family, origin = self.family(number), self.sources[number]
        if report == origin:
            return Copy(family, "source", ((ops.fill_slots(family.first, own), None),))
        if report == self.seconds[number] and family.operator == "merge":
            return Copy(family, "source", ((family.second, None),))
        rng = self._copying(report, number)
        if family.operator == "merge":
            from_ = (origin, self.seconds[number])
            parts = ops.merge(rng, family.first, family.second)
            return Copy(family, "merge", tuple((t, from_[s]) for s, t in parts))
        giver = self._giver(report, number)
        known = None if giver == OUTSIDE else giver
        if family.operator == "slot":
            text, residue = _swap_slots(
                rng, family.first, own, source, self.profile.leftover
            )
            return Copy(family, "slot", ((text, known),), residue)
        # Along a chain a version is made of the one before, with all its edits.
        chain = self._chains.get(number)
        copiers = [report] if chain is None else chain[1 : chain.index(report) + 1]
        text = family.first
        for copier in copiers:
            text = _alter(self._copying(copier, number), family, text, self.domains)
        return Copy(family, family.operator, ((text, known),))

    def _copying(self, report: int, number: int) -> Random:
        """What chance does where a report copies a family: the same each time it is asked for."""
        return Random(f"{self.seed}:copy:{report}:{number}")


def _alter(rng: Random, family: Family, text: str, domains: tuple[str, ...]) -> str:
    """Copy a text without slots in its family's way."""
    if family.operator == "clause":
        g = grammar()
        return ops.change_clauses(
            rng, text, lambda: g.clause(rng, "follow.any", rng.choice(domains))
        )
    if family.operator == "reorder":
        return ops.reorder(rng, text)
    if family.operator == "synonym":
        return ops.swap_synonyms(rng, text)
    if family.operator == "edit" and family.edit_rate is not None:
        return ops.edit_characters(rng, text, family.edit_rate)
    return text


def _swap_slots(
    rng: Random, template: str, own: ops.Holder, source: ops.Holder, leftover: float
) -> tuple[str, tuple[str, str] | None]:
    """Fill the slots with the holder's own facts, or by oversight with one of the source's."""
    holder, residue = own, None
    if rng.random() < leftover:
        choices = []
        if source.agency != own.agency:
            choices.append(
                (ops.Holder(source.agency, own.year), ("foreign_name", source.agency))
            )
        if source.year != own.year:
            choices.append(
                (
                    ops.Holder(own.agency, source.year),
                    ("stale_year", f"{source.year}年"),
                )
            )
        if choices:
            holder, residue = rng.choice(choices)
    numbers = ops.swap_numbers(rng, template)
    return ops.fill_slots(numbers, holder), residue


def _write(
    rng: Random,
    length: int,
    domains: tuple[str, ...],
    parts: tuple[str, ...],
    *,
    slots: bool,
) -> str:
    """Write a text of about a number of normalised characters, whole clauses only.

    A domain after the other.
    """
    g = grammar()
    clauses: list[str] = []
    size = 0
    while size < length:
        lead = len(clauses) % 3 == 0
        domain = rng.choice(domains) if len(domains) > 1 else domains[0]
        follow = "follow.theme" if parts == ("theme",) else "follow.any"
        clause = g.clause(rng, f"lead.{rng.choice(parts)}" if lead else follow, domain)
        if slots and len(clauses) % 6 == 0:
            clause = f"{ops.YEAR}年，{ops.AGENCY}" + clause
        clauses.append(clause)
        size += len(_NOT_COUNTED.sub("", clause))
    marks = ["。" if i % 3 == 2 else "，" for i in range(len(clauses) - 1)] + ["。"]
    return "".join(c + m for c, m in zip(clauses, marks, strict=True))


def _mean_length(bounds: tuple[int, int]) -> float:
    """Mean of lengths whose logarithm is spread evenly."""
    low, high = bounds
    return (high - low) / math.log(high / low) if high > low else float(low)


def _mix(index: Ints, seed: int) -> Ints:
    """Spread numbers evenly and without pattern (splitmix64), independent of how many there are."""
    x = index.astype(np.uint64) + np.uint64(
        (seed * 0x9E3779B97F4A7C15 + 1) & 0xFFFFFFFFFFFFFFFF
    )
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(2)).astype(np.int64)
