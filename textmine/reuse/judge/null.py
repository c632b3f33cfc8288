"""What chance gives: how much unrelated reports share whose sections have the same lengths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.columns import begins
from textmine.reuse.ground.runs import Runs

SHINGLE = 8
"""Characters of a run: about four words. Shorter ones are shared by chance of wording alone."""
SAMPLE = 999
"""Unrelated pairs compared at most: p goes down to 1 / 1,000."""
TRIES = 20
"""Pairs drawn for each one wanted: in a corpus of few provinces and types most are related."""
NEAREST = 200
"""Pairs of sections, nearest in length, whose mean is the rate; fewer are noisy, more are of other
lengths. Chosen by hand."""
STEPS = 4
"""Steps of length to a doubling (quarter octaves) in which rates are looked up and kept."""
TAIL_FROM = 200
"""Unrelated pairs from which the upper tenth, 20 or more, can show its tail. Chosen by hand."""
SMALLEST = 1e-12
"""No p is said to be smaller."""
EQUAL, UNEQUAL = True, False
"""Keys of the pool of all pairs of sections with one label, and of those with two."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two reports compared by their distinct runs of 8 characters, section by section.

    Parameters
    ----------
    containment, jaccard : float
        Shared runs as a share of the smaller report's, and of those of either.
    size : int
        Number of runs of the smaller report.
    cells : numpy.ndarray of shape (m, 5)
        A row for each section of the one and each of the other: both section codes (the lower
        first), the number of runs of each section, and the number they share. The last column sums
        to the runs shared.
    """

    containment: float
    jaccard: float
    size: int
    cells: Ints


@dataclass(frozen=True, eq=False)
class Null:
    """Similarity of unrelated reports: other agency, and other province and type where there are.

    Section and length are kept: what two reports would share by chance is the sum, over their pairs
    of sections, of what sections with those two labels and about those two lengths share in
    unrelated reports.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    seed : int
        Seed of the sample.
    """

    mined: Catalogue
    seed: int = 0

    @cached_property
    def section(self) -> Ints:
        """Code of the section of each text."""
        return np.asarray(
            pd.factorize(self.mined.texts.rows["section"], sort=True)[0], dtype=np.int64
        )

    @cached_property
    def n_sections(self) -> int:
        """Number of codes."""
        return int(self.section.max()) + 1

    def shingles(self, report: int) -> tuple[NDArray[np.uint64], Ints]:
        """Distinct runs of a report, without official and stock wording, and their sections."""
        mined, bounds = self.mined, self.mined.bounds_of(report)
        runs = Runs.read(mined.stream, bounds, SHINGLE)
        here = slice(int(bounds[0]), int(bounds[-1]))
        before = np.append(0, np.cumsum(mined.mandated[here] | mined.stock[here]))
        at = runs.place - bounds[0]
        # Only a run that is set apart as a whole is nobody's.
        runs = runs.take(before[at + SHINGLE] - before[at] < SHINGLE)
        order = np.argsort(runs.hash)
        ordered = runs.hash[order]
        head = np.flatnonzero(begins(ordered))
        # A run that stands in two sections counts where it stands first.
        first = np.minimum.reduceat(order, head) if len(head) else head
        section = self.section[mined.texts.rows_of(report)]
        return ordered[head], section[runs.home[first]]

    @cached_property
    def cache(self) -> dict[int, tuple[NDArray[np.uint64], Ints]]:
        """Shingles of the reports asked for so far."""
        return {}

    def compare(self, a: int, b: int) -> Comparison:
        """Compare two reports by number.

        References
        ----------
        A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97, 21–29.
        """
        for report in (a, b):
            if report not in self.cache:
                self.cache[report] = self.shingles(report)
        (x, x_home), (y, y_home) = self.cache[a], self.cache[b]
        # Both ascend: where each of the one would stand in the other.
        at_y = np.minimum(np.searchsorted(y, x), len(y) - 1)
        at_x = np.flatnonzero(y[at_y] == x) if len(y) else np.empty(0, dtype=np.int64)
        at_y = at_y[at_x]
        n_sections = self.n_sections
        crossed = x_home[at_x] * n_sections + y_home[at_y]
        shared = np.bincount(crossed, minlength=n_sections**2)
        of_x = np.bincount(x_home, minlength=n_sections)
        of_y = np.bincount(y_home, minlength=n_sections)
        s = np.repeat(np.flatnonzero(of_x), np.count_nonzero(of_y))
        t = np.tile(np.flatnonzero(of_y), np.count_nonzero(of_x))
        rows = np.column_stack([s, t, of_x[s], of_y[t], shared[s * n_sections + t]])
        rows = rows.astype(np.int64)
        # The lower section first, so that a pair and its mirror image fall into one cell.
        rows[s > t] = rows[s > t][:, [1, 0, 3, 2, 4]]
        n_shared, smaller = len(at_x), min(len(x), len(y))
        either = len(x) + len(y) - n_shared
        return Comparison(
            n_shared / max(smaller, 1), n_shared / max(either, 1), smaller, rows
        )

    @cached_property
    def sample(self) -> list[Comparison]:
        """Up to 999 unrelated pairs, compared."""
        n = len(self.mined.texts.reports)
        codes = [
            self.mined.texts.codes(x) for x in ("agency", "province", "agency_type")
        ]
        rng = np.random.default_rng(self.seed)
        if n * (n - 1) // 2 <= TRIES * SAMPLE:
            pairs = np.column_stack(np.triu_indices(n, 1))
            pairs = pairs[rng.permutation(len(pairs))]
        else:
            pairs = np.sort(rng.integers(n, size=(TRIES * SAMPLE, 2)), axis=1)
        one, other = pairs.T
        apart = codes[0][one] != codes[0][other]
        far = apart.copy()
        for code in codes[1:]:
            far &= (code[one] != code[other]) | (code[one] < 0)
        # A corpus of one province or one type has no pair that is far in both.
        unrelated = pairs[far if far.any() else apart][:SAMPLE]
        return [self.compare(a, b) for a, b in unrelated.tolist()]

    @cached_property
    def cells(self) -> dict[tuple[int, int] | bool, tuple[Floats, Floats]]:
        """For each pair of sections in unrelated reports: lengths and what they share.

        Log lengths, shape (m, 2), and the share of the shorter's runs. Key ``EQUAL`` holds all
        pairs of equal sections, ``UNEQUAL`` all pairs of unequal ones.
        """
        table = np.concatenate(
            [np.empty((0, 5), dtype=np.int64), *(c.cells for c in self.sample)]
        )
        lengths = table[:, 2:4]
        logs = np.log2(lengths)
        share = table[:, 4] / lengths.min(axis=1, initial=np.iinfo(np.int64).max >> 1)
        equal = table[:, 0] == table[:, 1]
        out: dict[tuple[int, int] | bool, tuple[Floats, Floats]] = {
            EQUAL: (logs[equal], share[equal]),
            UNEQUAL: (logs[~equal], share[~equal]),
        }
        for s, t in np.unique(table[:, :2], axis=0).tolist():
            where = (table[:, 0] == s) & (table[:, 1] == t)
            out[s, t] = (logs[where], share[where])
        return out

    @cached_property
    def rates(self) -> dict[tuple[int, int, int, int], float]:
        """Rates looked up so far."""
        return {}

    def rate(self, s: int, t: int, steps_s: int, steps_t: int) -> float:
        """Mean share of the shorter section's runs over the 200 like pairs nearest in length."""
        key = (s, t, steps_s, steps_t)
        if key not in self.rates:
            logs, share = self.cells.get((s, t), self.cells[s == t])
            target = np.array([steps_s, steps_t]) / STEPS
            far = np.abs(logs - target).sum(axis=1)
            if s == t:
                # Within one label neither section is the first.
                mirrored = np.abs(logs - target[::-1]).sum(axis=1)
                far = np.minimum(far, mirrored)
            near = np.argsort(far, kind="stable")[:NEAREST]
            self.rates[key] = float(share[near].mean()) if len(near) else 0.0
        return self.rates[key]

    def expect(self, pair: Comparison) -> float:
        """Containment that chance gives sections of these lengths; NaN without a sample."""
        if not self.sample:
            return float("nan")
        steps = np.rint(np.log2(pair.cells[:, 2:4]) * STEPS).astype(np.int64)
        shared = sum(
            self.rate(s, t, i, j) * min(n, m)
            for (s, t, n, m, _), (i, j) in zip(
                pair.cells.tolist(), steps.tolist(), strict=True
            )
        )
        return float(min(shared / max(pair.size, 1), 1.0))

    @cached_property
    def residuals(self) -> Floats:
        """Sampled containments less their expectation, ascending."""
        return np.sort(
            np.array(
                [c.containment - self.expect(c) for c in self.sample], dtype=np.float64
            )
        )

    def p_value(self, excess: float) -> float:
        """Share of unrelated pairs whose excess is as large, (1 + k) / (1 + B)."""
        b = len(self.residuals)
        # A tie counts against the pair, also where the last bits differ.
        k = b - int(np.searchsorted(self.residuals, excess - 1e-12))
        return (1 + k) / (1 + b)

    def tail_p(self, excess: float) -> float:
        """P of an excess, told apart also beyond all of the null by an exponential tail.

        Where all unrelated pairs stay below an excess, their p cannot be smaller than 1 / (1 + B)
        however far it lies beyond them. There the excesses of the upper tenth over its border are
        taken as exponential, if the null is large enough to tell: the p of the tail where it is
        smaller.

        References
        ----------
        T. A. Knijnenburg et al. (2009), Fewer permutations, more accurate P-values, Bioinformatics
        25, i161–i168 (who fit a generalised Pareto tail; the exponential one has no upper end, so
        that no p is 0).
        """
        p = self.p_value(excess)
        b = len(self.residuals)
        if b < TAIL_FROM or p > 1 / (1 + b):
            return p
        n_tail = b // 10
        border = float(self.residuals[-n_tail - 1])
        mean = float(self.residuals[-n_tail:].mean()) - border
        if mean <= 0:
            return p
        beyond = float(np.exp(-(excess - border) / mean))
        return min(p, max(n_tail / b * beyond, SMALLEST))
