"""What two agencies may have from elsewhere: a body over both, a joint deed, their whole place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from textmine.reuse.families.provenance import PAIR
from textmine.reuse.ground.columns import begins
from textmine.reuse.ground.standing import Standing, find_standing
from textmine.reuse.judge.holders import Bools, HeldTexts, Ints


@dataclass(frozen=True, eq=False)
class Commons(HeldTexts):
    """Tells of which pairs of holders the words may be those of a third one, or of both.

    Who came first of such a pair says nothing: departments report by the end of January, the
    government over them by the end of March (art. 49 of the Regulations), and what it wrote for
    them all stands in their reports first.
    """

    @cached_property
    def standing(self) -> Standing:
        """Place, sector and level of the agency of each report."""
        texts = self.mined.texts
        return find_standing(texts.reports, texts.codes("agency_type"))

    def are_common(self, source: Ints, copier: Ints) -> Bools:
        """Tell of which pairs nothing but a name left behind can say who gave whom.

        Parameters
        ----------
        source, copier : numpy.ndarray of int64, shape (n,)
            Rows of the holders, of one family each.

        Returns
        -------
        numpy.ndarray of bool, shape (n,)
            True where one is the government of a place and the other its office, which writes for
            it; where the copier is over the source and the source does not report on an earlier
            year; where a body over both holds the text no later than in the copier's year; where
            both are of one county, and most of the text tells of a deed that several did together,
            or of what the whole county did.
        """
        return (
            self._are_one_house(source, copier)
            | self._report_upwards(source, copier)
            | self._have_superior(source, copier)
            | self._share_ground(source, copier)
        )

    def _are_one_house(self, source: Ints, copier: Ints) -> Bools:
        """Whether the one is the government of a place, the other its office."""
        standing, h = self.standing, self.holders
        one, other = h.report[source], h.report[copier]
        govern = standing.is_government[one] & standing.is_government[other]
        place = standing.place[one]
        return np.asarray(
            govern & (place >= 0) & (place == standing.place[other]), dtype=np.bool_
        )

    def _report_upwards(self, source: Ints, copier: Ints) -> Bools:
        """Whether the copier is over the source, which is not of an earlier year."""
        h = self.holders
        is_over = self.standing.are_over(h.report[copier], h.report[source])
        return np.asarray(is_over & ~(h.year[source] < h.year[copier]), dtype=np.bool_)

    def _have_superior(self, source: Ints, copier: Ints) -> Bools:
        """Whether a body over both holds the text no later than in the copier's year."""
        h = self.holders
        found = np.zeros(len(source), dtype=np.bool_)
        asked = np.flatnonzero(h.n_agencies[copier] > PAIR)
        if not len(asked):
            return found
        source, copier = source[asked], copier[asked]
        family = np.searchsorted(h.opens, copier, side="right") - 1
        for highest in self._highest:
            row = highest[family]
            there = np.maximum(row, 0)
            report = h.report[there]
            is_over = self.standing.are_over(report, h.report[source])
            is_over &= self.standing.are_over(report, h.report[copier])
            is_over &= (row >= 0) & ~(h.year[there] > h.year[copier])
            found[asked] |= is_over
        return found

    @cached_property
    def _highest(self) -> tuple[Ints, Ints]:
        """Of each family the row of its highest government, and of its highest other body; −1."""
        h, standing = self.holders, self.standing
        report = h.report
        family = np.repeat(np.arange(len(h.opens)), h.sizes)
        order = np.lexsort((np.arange(len(h)), standing.level[report], family))
        is_government = standing.is_government[report][order]
        found = []
        for kept in (order[is_government], order[~is_government]):
            first = kept[begins(family[kept])] if len(kept) else kept
            rows: Ints = np.full(len(h.opens), -1, dtype=np.int64)
            rows[family[first]] = first
            found.append(rows)
        return found[0], found[1]

    def _share_ground(self, source: Ints, copier: Ints) -> Bools:
        """Whether both are of one county, and the text is likely their common one."""
        h = self.holders
        near = self.standing.share_home(h.report[source], h.report[copier])
        asked = np.flatnonzero(near)
        opens = h.opens[np.searchsorted(h.opens, copier[asked], side="right") - 1]
        rows, place = np.unique(opens, return_inverse=True)
        near[asked] = self.are_said(rows, "joint", "whole_place")[place]
        return near
