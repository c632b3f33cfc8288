"""What speaks for one report having given a passage to another: time, names, likeness, others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from textmine.reuse.families.provenance import FEW, PAIR
from textmine.reuse.judge.commons import Commons
from textmine.reuse.judge.holders import (
    NOBODYS,
    Bools,
    Floats,
    HeldTexts,
    Ints,
    number_agencies,
)
from textmine.reuse.judge.residue import NameFinder
from textmine.schema import LEVELS
from textmine.scratch import give_back
from textmine.stats.lines import agency_keys, find_kin
from textmine.stats.moments import DAY
from textmine.text.leftovers import is_unexplained
from textmine.text.names import is_own
from textmine.text.spans import Spans, share, union

SOON = 10.0
"""Days after which two reports of a season are as good as apart: reports take one to two weeks from
draft to publication. Chosen by hand; the model weighs what comes of it."""
SHORT = 30.0
"""Characters: shorter passages may be alike by chance of wording, longer ones hardly."""
LONG = 1.2
"""Logarithm of length over ``SHORT`` from which more length proves no more (100 characters)."""
VERBATIM = 0.98
"""Likeness from which two passages count as the same text."""
MOSTLY, NEARLY = 0.7, 0.9
"""Shares of the shorter passage that stand in the longer, from which more of it tells more: less is
common among texts of one kind, more was edited lightly. Chosen on the fit of
``benchmarks/reuse_direction.py``."""
LEADS = 0.05
"""How much more other holders must be like a source than like each other for it to stand in their
middle: half of the lightest edits that are simulated."""
OUTDONE = 0.1
"""How much liker another that came before it a copy must be for a source to be ruled out. Of so
outdone pairs of simulated families of three and four agencies one in twenty is true, of others one
in five (``benchmarks/reuse_direction.py``, open world, seeds 9100 and 9101)."""
FEATURES = (
    "earlier_year",
    "earlier_day",
    "later",
    "first",
    "first_of_many",
    "first_of_two",
    "alternatives",
    "breadth",
    "next_year",
    "between",
    "source_kept",
    "copier_kept",
    "names_source",
    "names_copier",
    "names_third",
    "short",
    "long",
    "likeness",
    "verbatim",
    "nesting",
    "contained",
    "mostly",
    "nearly",
    "mostly_long",
    "fragment",
    "central",
    "central_long",
    "distant",
)
NEIGHBOURS = 4
"""Agencies up to which every two are weighed, and up to which a text bound to a sector may be one's
that the others copied. A province hands its texts down to few as well; a sector's agencies in
several provinces have only a ministry above them, whose texts stand in many. Chosen on
``benchmarks/reuse_direction.py``."""
TEMPLATES = ("national", "regional", "sectoral")
HANDED_DOWN = 1.5
"""Reports an agency from which a text bound to a sector or province is a template however few hold
it: what is handed down returns year after year, what a neighbour copied mostly once. Chosen on
``benchmarks/reuse_direction.py``."""
PAIRS_AT_ONCE = 1 << 13
"""Pairs whose passages are decoded and compared in one go."""
WITNESSES = 4
"""Other holders to which a source is held, to see whether it stands in their middle, and to which a
copy is held, to see whether one is nearer than the source; more tell little more and cost more."""


Values = dict[str, NDArray[Any]]
"""Features by name, a value a pair."""


@dataclass(frozen=True, slots=True, eq=False)
class _NamesLeft:
    """Whether the copier's passage names the source, the source's the copier, the copier's another.

    Parameters
    ----------
    source, copier, third : numpy.ndarray of bool, shape (n,)
        A value a pair.
    """

    source: Bools
    copier: Bools
    third: Bools


def find_templates(kind: pd.Series, n_agencies: Ints, n_reports: Ints) -> Bools:
    """Say which families are templates: of many agencies, or handed down to few.

    Parameters
    ----------
    kind : pandas.Series
        Of each family.
    n_agencies, n_reports : numpy.ndarray of int64
        That hold it.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    Five places of a province have it; three of another have it once, or year after year:

    >>> kind = pd.Series(["regional"] * 3)
    >>> find_templates(kind, np.array([5, 3, 3]), np.array([5, 3, 9])).tolist()
    [True, False, True]
    """
    bound = kind.isin(TEMPLATES).to_numpy()
    handed_down = n_reports >= HANDED_DOWN * n_agencies
    most = np.where((kind == "sectoral").to_numpy(), NEIGHBOURS, FEW)
    return np.asarray(bound & ((n_agencies > most) | handed_down), dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Evidence(HeldTexts):
    """Reads the evidence of a run."""

    @cached_property
    def is_template(self) -> Bools:
        """Of which holders the family is a template: of many agencies, handed down, or ordered."""
        holders = self.holders
        kind = self.mined.labels["kind"].astype("category").take(holders.family)
        bound = find_templates(kind, holders.n_agencies, holders.n_reports)
        return np.asarray(bound | self._is_ordered, dtype=np.bool_)

    @cached_property
    def _is_ordered(self) -> Bools:
        """Of which holders the family says that a body above asked for it, or quotes a law.

        Whoever was asked may have the words of the order, and whoever quotes a law those of the
        law: two that share them need not have them from each other.
        """
        holders = self.holders
        asked = np.flatnonzero(holders.n_agencies[holders.opens] > 1)
        said = np.zeros(len(holders.opens), dtype=np.bool_)
        said[asked] = self.are_said(holders.opens[asked], "ordered", "quoted")
        return np.repeat(said, holders.sizes)

    def are_sayable(self, source: Ints, copier: Ints, named: Bools) -> Bools:
        """Tell of which pairs of two agencies anything can be said of who gave whom.

        Parameters
        ----------
        source, copier : numpy.ndarray of int64, shape (n,)
            Rows of the holders, of one family each.
        named : numpy.ndarray of bool, shape (n,)
            Whether the one names the other.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            False of two that may be one agency; and, unless a name was left behind, of a template,
            of what both may have from elsewhere
            (:meth:`~textmine.reuse.judge.commons.Commons.are_common`), and of what the one says
            that it did with the other (与某县某局共建).
        """
        said = named | ~self.is_template[copier]
        asked = np.flatnonzero(said & ~named)
        pairs = source[asked], copier[asked]
        common = self._commons.are_common(*pairs)
        common |= self._are_partners(*pairs) | self._are_partners(*pairs[::-1])
        said[asked] = ~common
        return np.asarray(said & ~self.are_kin(source, copier), dtype=np.bool_)

    @cached_property
    def _commons(self) -> Commons:
        return Commons(self.mined, self.holders)

    def are_kin(self, source: Ints, copier: Ints) -> Bools:
        """Tell of which pairs of rows the agencies may be one, or the one went into the other.

        Parameters
        ----------
        source, copier : numpy.ndarray of int64, shape (n,)
            Rows of the holders.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where what both hold may be one agency's own words, carried on.
        """
        if not len(self._kin):
            return np.zeros(len(source), dtype=np.bool_)
        agency, n = self.holders.agency, self._n_agencies
        one, other = agency[source], agency[copier]
        key = np.minimum(one, other) * n + np.maximum(one, other)
        return np.isin(key, self._kin)

    @cached_property
    def _n_agencies(self) -> int:
        return int(self.holders.agency.max(initial=0)) + 1

    @cached_property
    def _kin(self) -> Ints:
        """Pairs of agencies that are kin, a number for each."""
        reports, n = self.mined.texts.reports, self._n_agencies
        codes = number_agencies(self.mined.texts).code.tolist()
        code_of = dict(zip(agency_keys(reports), codes, strict=True))
        pairs = [[code_of[a], code_of[b]] for a, b in find_kin(reports)]
        low, high = np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1).T
        return np.unique(low[high < n] * n + high[high < n])

    @cached_property
    def _finder(self) -> NameFinder:
        return NameFinder.of(self.mined.texts.reports)

    @cached_property
    def _told(self) -> dict[str, tuple[Ints, NDArray[Any]]]:
        """What is known of all reports by name, as numbers and what they stand for."""
        reports = self.mined.texts.reports
        told = {x: pd.factorize(reports[x]) for x in _KNOWN}
        return {x: (number, np.asarray(names)) for x, (number, names) in told.items()}

    def _own(self, row: int) -> dict[str, str]:
        """What is known by name of the report of a row."""
        report = self.holders.report[row]
        return {x: names[number[report]] for x, (number, names) in self._told.items()}

    @cached_property
    def _names_of_rows(self) -> dict[int, set[str]]:
        """Names found in the rows asked for so far; of most there are none."""
        return {}

    @cached_property
    def _partners_of_rows(self) -> dict[int, set[str]]:
        """Names found there that a word explains: those who did it too, or were visited for it."""
        return {}

    @cached_property
    def _is_read(self) -> Bools:
        """Whether names were looked for in a row."""
        return np.zeros(len(self.holders), dtype=np.bool_)

    def foreign_names(self, rows: Ints) -> dict[int, set[str]]:
        """Names of others in the passages of those rows that hold any, where no word explains them.

        A joint deed (会同某局) is told in the same words by all who did it, and names them all.
        """
        new = rows[~self._is_read[rows]]
        for low in range(0, len(new), PAIRS_AT_ONCE):
            self._read_names(new[low : low + PAIRS_AT_ONCE])
        return self._names_of_rows

    def _read_names(self, rows: Ints) -> None:
        """Look for names in the passages of rows."""
        texts = self.mined.slices(self.holders.passage[rows])
        for row, text in zip(rows.tolist(), texts, strict=True):
            found = self._finder.find(text)
            own = self._own(row) if found else {}
            names = [own[x] for x in ("agency", "region") if found]
            others = [hit for hit in found if not is_own(hit[2], own)]
            foreign = {
                name
                for start, end, name in others
                if is_unexplained(text, start, end, names)
            }
            if foreign:
                self._names_of_rows[row] = foreign
            if beside := {name for _, _, name in others} - foreign:
                self._partners_of_rows[row] = beside
        self._is_read[rows] = True
        # Whole texts were decoded, between which little is kept.
        give_back()

    def weigh(self, source: Ints, copier: Ints) -> pd.DataFrame:
        """Describe what speaks for and against each source having given to each copier.

        Parameters
        ----------
        source, copier : numpy.ndarray of int64, shape (n,)
            Rows of the holders, of one family each.

        Returns
        -------
        pandas.DataFrame
            Columns ``FEATURES``, a row a pair:

            names_source, names_copier, names_third
                1 where the copier's passage names the source, of whose agency this is the first
                report to hold it; the source's the copier; the copier's another. Bodies above and
                below one's own, and the government of one's own place, are named by whoever writes
                for himself, and so is whom a word of the clause explains: they do not count.
            earlier_year to between
                What time tells; see :meth:`_weigh_time`.
            first to copier_kept
                Who else holds the family, and since when; see :meth:`_weigh_holders`.
            short to fragment
                How the two passages read; see :meth:`_weigh_wording`.
            central, central_long, distant
                How they read beside those of others; see :meth:`_weigh_middle`.
        """
        low = range(0, max(len(source), 1), PAIRS_AT_ONCE)
        some = [slice(k, k + PAIRS_AT_ONCE) for k in low]
        parts = [self._weigh(source[pairs], copier[pairs]) for pairs in some]
        return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)

    def _weigh(self, source: Ints, copier: Ints) -> pd.DataFrame:
        """Describe some pairs."""
        names = self._names(source, copier)
        # Of the reports of an agency that is named the first is the one that was copied.
        named = names.source & self.holders.enters[source]
        values = {
            "names_source": named,
            "names_copier": names.copier,
            "names_third": names.third,
            **self._weigh_time(source, copier, named),
            **self._weigh_holders(source, copier),
            **self._weigh_wording(source, copier),
            **self._weigh_middle(source, copier),
        }
        return pd.DataFrame(values)[list(FEATURES)].astype("float64")

    def _weigh_time(self, source: Ints, copier: Ints, named: Bools) -> Values:
        """Say what time tells.

        earlier_year, earlier_day
            1 where the source reports on an earlier year, or on the same year by ten days or more
            earlier; −1 where the copier does; in between for fewer days.
        later
            1 where the source comes later.
        next_year, between
            1 where the copier's year follows the source's; where the copier's agency, too, held it
            before (of one agency: a year between).
        """
        h = self.holders
        known = np.isfinite(h.year[source]) & np.isfinite(h.year[copier])
        years = np.zeros(len(source))
        years[known] = h.year[copier][known] - h.year[source][known]
        day = self._earlier_day(source, copier)
        # A name left behind is stronger than any date: where the copy bears one, a later report may
        # well be the source.
        years = np.where(named, np.maximum(years, 0.0), years)
        day = np.where(named, np.maximum(day, 0.0), day)
        return {
            "earlier_year": np.sign(years),
            "earlier_day": day,
            "later": np.sign(years) + np.sign(day) < 0,
            "next_year": years == 1,
            "between": h.is_kept[copier] & (years > 1),
        }

    def _weigh_holders(self, source: Ints, copier: Ints) -> Values:
        """Say who else holds the family, and since when.

        first, first_of_many, first_of_two
            1 where the source is the first holder of all; times ``breadth``; where only two
            agencies hold it.
        alternatives
            log(1 + other agencies that held the family before the copier).
        breadth
            log(agencies / 2).
        source_kept, copier_kept
            1 where the agency held the family in an earlier year still.
        """
        h = self.holders
        is_other = h.agency[source] != h.agency[copier]
        source_is_before = h.moments.before(source, copier) & is_other
        others = h.n_before[copier] - source_is_before
        first = h.is_first[source].astype(float)
        breadth = np.log(h.n_agencies[source] / 2)
        return {
            "first": first,
            "first_of_many": first * breadth,
            "first_of_two": first * (h.n_agencies[source] == 2),
            "alternatives": np.log1p(others),
            "breadth": breadth,
            "source_kept": h.is_kept[source],
            "copier_kept": h.is_kept[copier],
        }

    def _weigh_wording(self, source: Ints, copier: Ints) -> Values:
        """Say how the two passages read.

        short, long
            Logarithm of the shorter length over 30 characters, below and above.
        likeness, verbatim, nesting
            Share of characters in common, whether practically all are, logarithm of the ratio of
            lengths.
        contained, mostly, nearly, mostly_long
            Share of the shorter passage that stands in the longer in the same order; how far it
            lies over 0.7, over 0.9; over 0.7 times ``long``.
        fragment
            Share of the passage that also stands in a wider family, a template or official wording:
            what two share of it, they have from there.
        """
        own, other = self._sizes(source), self._sizes(copier)
        size = self._log_size(source, copier)
        long = np.clip(size, 0.0, LONG)
        likeness = self._likeness(source, copier)
        contained = np.minimum(
            likeness * ((own + other) / 2) / np.minimum(own, other), 1.0
        )
        mostly = np.maximum(contained - MOSTLY, 0.0)
        return {
            "short": np.minimum(size, 0.0),
            "long": long,
            "likeness": likeness,
            "verbatim": likeness >= VERBATIM,
            "nesting": np.log(own / other),
            "contained": contained,
            "mostly": mostly,
            "nearly": np.maximum(contained - NEARLY, 0.0),
            "mostly_long": mostly * long,
            "fragment": np.maximum(self._fragment(source), self._fragment(copier)),
        }

    def _weigh_middle(self, source: Ints, copier: Ints) -> Values:
        """Say how much more the other holders are like the source than like each other.

        Copies of one text differ from it once, from each other twice.

        central, central_long, distant
            How much more; ``long`` where it is more at all; how much less.
        """
        middle = self._middle(source)
        long = np.clip(self._log_size(source, copier), 0.0, LONG)
        return {
            "central": np.maximum(middle, 0.0),
            "central_long": (middle > LEADS) * long,
            "distant": np.maximum(-middle, 0.0),
        }

    def are_outdone(self, source: Ints, copier: Ints) -> Bools:
        """Tell of which pairs the copy is clearly liker another agency's that came before it.

        Whoever copies a copy takes its changes along: the text that was copied is the likest.

        Parameters
        ----------
        source, copier : numpy.ndarray of int64, shape (n,)
            Rows of the holders, of one family each.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where a report of one of the last others that surely held it before the copy is
            ``OUTDONE`` liker the copy than any of the source's agency.
        """
        out = np.zeros(len(source), dtype=np.bool_)
        # Of two agencies the source is the only one.
        asked = np.flatnonzero(self.holders.n_agencies[copier] > PAIR)
        if not len(asked):
            return out
        source, copier = source[asked], copier[asked]
        rows, place = np.unique(copier, return_inverse=True)
        rivals = [self._rivals(row) for row in rows.tolist()]
        agencies = self.holders.agency[source].tolist()
        likeness = self._likeness(source, copier).tolist()
        for i, at, own, like in zip(
            asked.tolist(), place.tolist(), agencies, likeness, strict=True
        ):
            best = max((x for a, x in rivals[at].items() if a != own), default=0.0)
            # The source, too, may have given what it wrote later.
            out[i] = best - max(like, rivals[at].get(own, 0.0)) >= OUTDONE
        return out

    def _rivals(self, copier: int) -> dict[int, float]:
        """The last agencies that surely held it before a copy, and how like it is to theirs.

        Of an agency that held it in several reports the likest counts: what it had changed by then
        is in the copies of its later reports.
        """
        h = self.holders
        at = int(np.searchsorted(h.opens, copier, side="right")) - 1
        of_family = int(h.opens[at]) + np.arange(int(h.sizes[at]))
        first = of_family[h.enters[of_family]]
        first = first[h.agency[first] != h.agency[copier]]
        is_before = h.moments.before(first, np.full(len(first), copier))
        last = first[is_before][-WITNESSES - 1 :]
        if not len(last):
            return {}
        rows = of_family[np.isin(h.agency[of_family], h.agency[last])]
        rows = rows[h.moments.before(rows, np.full(len(rows), copier))]
        rows = _last_of_each(rows, h.agency[rows])
        spans, passage = self.mined.passages, h.passage[np.append(copier, rows)]
        own, *texts = self.mined.stream.strings(
            spans.start[passage], spans.end[passage]
        )
        alike: dict[int, float] = {}
        for agency, text in zip(h.agency[rows].tolist(), texts, strict=True):
            like = Indel.normalized_similarity(own, text)
            alike[agency] = max(like, alike.get(agency, 0.0))
        return alike

    def _earlier_day(self, source: Ints, copier: Ints) -> Floats:
        """How surely the source was published earlier in the same season, −1 to 1."""
        h = self.holders
        comparable = (
            (h.year[source] == h.year[copier]) & h.dated[source] & h.dated[copier]
        )
        days = np.zeros(len(source))
        gap = h.time[copier][comparable] - h.time[source][comparable]
        days[comparable] = np.round(gap / DAY)
        return np.asarray(
            np.sign(days) * (1 - np.exp(-np.abs(days) / SOON)), dtype=np.float64
        )

    def _log_size(self, source: Ints, copier: Ints) -> Floats:
        """Logarithm of the shorter length over that of a short passage."""
        shorter = np.minimum(self._sizes(source), self._sizes(copier))
        return np.asarray(np.log(shorter / SHORT), dtype=np.float64)

    def _sizes(self, rows: Ints) -> Floats:
        """Lengths of passages."""
        passage = self.holders.passage[rows]
        spans = self.mined.passages
        return (spans.end[passage] - spans.start[passage]).astype(np.float64)

    @cached_property
    def _widely_held(self) -> Bools:
        """Of each family whether it is nobody's, or held by more than a few agencies."""
        facts, kind = self.mined.facts, self.mined.labels["kind"]
        wide = facts["n_agencies"].to_numpy() > FEW
        return np.asarray(wide | kind.isin(NOBODYS).to_numpy(), dtype=np.bool_)

    @cached_property
    def _wide_text(self) -> Spans:
        """Where passages of such families stand."""
        passages = self.mined.passages
        wide = self._widely_held[passages.family]
        return union(Spans(passages.start[wide], passages.end[wide]))

    def _fragment(self, rows: Ints) -> Floats:
        """Share of passages that wider families cover too; 0 for passages of such a family."""
        spans, passage = self.mined.passages, self.holders.passage[rows]
        own = Spans(spans.start[passage], spans.end[passage])
        shared = share(own, self._wide_text)
        return np.where(self._widely_held[self.holders.family[rows]], 0.0, shared)

    def _likeness(self, source: Ints, copier: Ints) -> Floats:
        """Share of characters, in order, that two passages have in common."""
        rows, place = np.unique(np.concatenate([source, copier]), return_inverse=True)
        passage, spans = self.holders.passage[rows], self.mined.passages
        texts = self.mined.stream.strings(spans.start[passage], spans.end[passage])
        a, b = place[: len(source)].tolist(), place[len(source) :].tolist()
        alike = [
            Indel.normalized_similarity(texts[i], texts[j])
            for i, j in zip(a, b, strict=True)
        ]
        return np.array(alike, dtype=np.float64)

    def _middle(self, source: Ints) -> Floats:
        """Likeness of other holders to the source less that among themselves; 0 for one."""
        rows, place = np.unique(source, return_inverse=True)
        h = self.holders
        at = np.searchsorted(h.opens, rows, side="right") - 1
        found = np.zeros(len(rows))
        for i, (row, family) in enumerate(zip(rows.tolist(), at.tolist(), strict=True)):
            low = int(h.opens[family])
            first = low + np.flatnonzero(h.enters[low : low + int(h.sizes[family])])
            others = first[h.agency[first] != h.agency[row]][:WITNESSES]
            if len(others) > 1:
                found[i] = self._lead(row, others)
        return found[place]

    def _lead(self, row: int, others: Ints) -> float:
        """Mean likeness of some holders to one, less the mean among themselves."""
        passage, spans = (
            self.holders.passage[np.append(row, others)],
            self.mined.passages,
        )
        own, *texts = self.mined.stream.strings(
            spans.start[passage], spans.end[passage]
        )
        to_own = [Indel.normalized_similarity(own, text) for text in texts]
        among = [Indel.normalized_similarity(a, b) for a, b in combinations(texts, 2)]
        return float(np.mean(to_own) - np.mean(among))

    def names_source(self, source: Ints, copier: Ints) -> Bools:
        """Tell whether the copier's passage names the source, and would not do so anyway."""
        return self._are_named(self.foreign_names(np.unique(copier)), copier, source)

    def _names(self, source: Ints, copier: Ints) -> _NamesLeft:
        """Whom the passages of each pair name."""
        found = self.foreign_names(np.unique(np.concatenate([source, copier])))
        names_source = self._are_named(found, copier, source)
        names_copier = self._are_named(found, source, copier)
        names_any = np.array([row in found for row in copier.tolist()], dtype=np.bool_)
        return _NamesLeft(names_source, names_copier, names_any & ~names_source)

    def _are_partners(self, speaker: Ints, named: Ints) -> Bools:
        """Tell whether the passages of one row name the other as one whom a word explains."""
        self.foreign_names(np.unique(speaker))
        return self._are_named(self._partners_of_rows, speaker, named)

    def _are_named(
        self, found: dict[int, set[str]], speaker: Ints, named: Ints
    ) -> NDArray[np.bool_]:
        """Tell whether the passages of one row name the other: its agency, or the place of one."""
        out = np.zeros(len(speaker), dtype=np.bool_)
        for i, (a, b) in enumerate(zip(speaker.tolist(), named.tolist(), strict=True)):
            if a in found:
                other = self._own(b)
                names = {other["agency"]}
                if is_government(other):
                    names.add(other["region"])
                own = self._own(a)
                as_usual = is_over(other, own) or is_over(own, other)
                out[i] = bool(names & found[a]) and not as_usual
        return out


def _last_of_each(rows: Ints, agency: Ints) -> Ints:
    """The first row of each agency, and the last ones: ``WITNESSES`` of each at most."""
    of_agency: dict[int, list[int]] = {}
    for row, number in zip(rows.tolist(), agency.tolist(), strict=True):
        of_agency.setdefault(number, []).append(row)
    kept = [
        x for own in of_agency.values() for x in [own[0], *own[1:][1 - WITNESSES :]]
    ]
    return np.array(sorted(kept), dtype=np.int64)


_KNOWN = (
    "agency",
    "agency_id",
    "region",
    "region_code",
    "province",
    "level",
    "agency_type",
)
"""Columns of the frame ``reports`` that say what a name in a text means to a report."""


def is_government(report: Mapping[str, str]) -> bool:
    """Tell whether a report is that of a place's government, or of its office.

    Examples
    --------
    >>> (
    ...     is_government({"agency_type": "县政府"}),
    ...     is_government({"agency_type": "教育局"}),
    ... )
    (True, False)
    """
    return "政府" in report["agency_type"]


def is_over(other: Mapping[str, str], own: Mapping[str, str]) -> bool:
    """Tell whether another agency is one that a report names as a matter of course.

    Parameters
    ----------
    other, own : mapping
        region, province, level, agency_type of both, and where known region_code and agency_id.

    Returns
    -------
    bool
        True for the government of its own place, or of the one that its own lies in (a zone, a
        town), and for bodies of a higher level in its province
        (or where a province is not known): whether they are over just this place is not known of
        all places, so that it is taken to be so.

    Examples
    --------
    >>> own = {
    ...     "region": "洛溪县",
    ...     "province": "云岭省",
    ...     "level": "county",
    ...     "agency_type": "教育局",
    ... }
    >>> (
    ...     is_over(own | {"agency_type": "县政府"}, own),
    ...     is_over(own | {"agency_type": "水利局"}, own),
    ... )
    (True, False)
    >>> is_over({**own, "region": "临泽川市", "level": "city"}, own)
    True
    """
    if own["region"] and own["region"] == other["region"]:
        return is_government(other)
    code = other.get("region_code", "")
    if code and own.get("agency_id", "").startswith(code):
        return is_government(other)
    if own["province"] and other["province"] and own["province"] != other["province"]:
        return other["level"] == LEVELS[0]
    if not (own["level"] and other["level"]):
        return False
    return LEVELS.index(other["level"]) < LEVELS.index(own["level"])
