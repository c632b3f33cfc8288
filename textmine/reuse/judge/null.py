"""What chance gives: how much two unrelated reports with the same sections of the same lengths share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.mined import Mined
from textmine.reuse.ground.fingerprints import hash_runs

SHINGLE = 8
SAMPLE = 999
NEAREST = 200
STEPS = 4

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two reports compared by their distinct runs of 8 characters, each run in the section where it stands first.

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
    """Similarity of unrelated reports: other agency, other province and other type where the corpus has such.

    Section and length are kept: what two reports would share by chance is the sum, over their pairs
    of sections, of what sections with those two labels and about those two lengths share in
    unrelated reports.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.
    seed : int
        Seed of the sample.
    """

    mined: Mined
    seed: int = 0

    @cached_property
    def section(self) -> Ints:
        """Code of the section of each text."""
        return np.asarray(
            pd.factorize(self.mined.texts.rows["section"], sort=True)[0], dtype=np.int64
        )

    def shingles(self, report: int) -> tuple[NDArray[np.uint64], Ints]:
        """Distinct runs of 8 characters of a report, official and stock wording left out, and their sections."""
        parts, homes = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
        for row in np.flatnonzero(self.mined.texts.report == report):
            low, high = self.mined.stream.bounds[row : row + 2]
            hashes = hash_runs(self.mined.stream.codes[low:high], SHINGLE)
            set_apart = np.concatenate(
                [[0], np.cumsum((self.mined.mandated | self.mined.stock)[low:high])]
            )
            parts.append(
                hashes[set_apart[SHINGLE:] - set_apart[: len(hashes)] < SHINGLE]
                if len(hashes)
                else hashes
            )
            homes.append(np.full(len(parts[-1]), self.section[row]))
        runs, first = np.unique(np.concatenate(parts), return_index=True)
        return runs, np.concatenate(homes)[first]

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
        _, at_x, at_y = np.intersect1d(x, y, assume_unique=True, return_indices=True)
        k = int(self.section.max(initial=0)) + 1
        shared = np.bincount(x_home[at_x] * k + y_home[at_y], minlength=k * k)
        of_x, of_y = np.bincount(x_home, minlength=k), np.bincount(y_home, minlength=k)
        s, t = (
            g.ravel()
            for g in np.meshgrid(np.flatnonzero(of_x), np.flatnonzero(of_y), indexing="ij")
        )
        rows = np.column_stack([s, t, of_x[s], of_y[t], shared[s * k + t]]).astype(np.int64)
        rows[s > t] = rows[s > t][:, [1, 0, 3, 2, 4]]
        least = min(len(x), len(y))
        return Comparison(
            len(at_x) / max(least, 1), len(at_x) / max(len(x) + len(y) - len(at_x), 1), least, rows
        )

    @cached_property
    def sample(self) -> list[Comparison]:
        """Up to 999 unrelated pairs, compared."""
        n = len(self.mined.texts.reports)
        codes = [self.mined.texts.codes(x) for x in ("agency", "province", "agency_type")]
        rng = np.random.default_rng(self.seed)
        if n * (n - 1) // 2 <= 20 * SAMPLE:
            pairs = np.column_stack(np.triu_indices(n, 1))
            pairs = pairs[rng.permutation(len(pairs))]
        else:
            pairs = np.sort(rng.integers(n, size=(20 * SAMPLE, 2)), axis=1)
        apart = codes[0][pairs[:, 0]] != codes[0][pairs[:, 1]]
        far = apart.copy()
        for code in codes[1:]:
            far &= (code[pairs[:, 0]] != code[pairs[:, 1]]) | (code[pairs[:, 0]] < 0)
        return [
            self.compare(int(a), int(b)) for a, b in pairs[far if far.any() else apart][:SAMPLE]
        ]

    @cached_property
    def cells(self) -> dict[tuple[int, int], tuple[Floats, Floats]]:
        """For each pair of sections in unrelated reports: log lengths, shape (m, 2), and share of the shorter's runs.

        Key (−1, −1) holds all pairs of equal sections, (−1, −2) all pairs of unequal ones.
        """
        table = np.concatenate([np.empty((0, 5), dtype=np.int64), *(c.cells for c in self.sample)])
        logs, share = (
            np.log2(table[:, 2:4]),
            table[:, 4] / table[:, 2:4].min(axis=1, initial=1 << 62),
        )
        equal = table[:, 0] == table[:, 1]
        out = {(-1, -1): (logs[equal], share[equal]), (-1, -2): (logs[~equal], share[~equal])}
        for s, t in np.unique(table[:, :2], axis=0).tolist():
            where = (table[:, 0] == s) & (table[:, 1] == t)
            out[s, t] = (logs[where], share[where])
        return out

    @cached_property
    def rates(self) -> dict[tuple[int, int, int, int], float]:
        """Rates looked up so far."""
        return {}

    def rate(self, s: int, t: int, steps_s: int, steps_t: int) -> float:
        """Mean share of the shorter section's runs over the 200 like pairs nearest in length (quarter octaves)."""
        key = (s, t, steps_s, steps_t)
        if key not in self.rates:
            logs, share = self.cells.get((s, t), self.cells[-1, -1 if s == t else -2])
            target = np.array([steps_s, steps_t]) / STEPS
            far = np.abs(logs - target).sum(axis=1)
            if s == t:
                far = np.minimum(far, np.abs(logs - target[::-1]).sum(axis=1))
            near = np.argsort(far, kind="stable")[:NEAREST]
            self.rates[key] = float(share[near].mean()) if len(near) else 0.0
        return self.rates[key]

    def expect(self, pair: Comparison) -> float:
        """Containment that chance gives reports with these sections of these lengths; NaN without any to learn from."""
        if not self.sample:
            return float("nan")
        steps = np.rint(np.log2(pair.cells[:, 2:4]) * STEPS).astype(np.int64)
        shared = sum(
            self.rate(s, t, i, j) * min(n, m)
            for (s, t, n, m, _), (i, j) in zip(pair.cells.tolist(), steps.tolist(), strict=True)
        )
        return float(min(shared / max(pair.size, 1), 1.0))

    @cached_property
    def residuals(self) -> Floats:
        """Sampled containments less their expectation, ascending."""
        return np.sort(
            np.array([c.containment - self.expect(c) for c in self.sample], dtype=np.float64)
        )

    def p_value(self, excess: float) -> float:
        """Share of unrelated pairs that exceed their expectation at least as much, (1 + k) / (1 + B)."""
        b = len(self.residuals)
        k = b - int(np.searchsorted(self.residuals, excess - 1e-12))
        return (1 + k) / (1 + b)


def adjust(p: Floats) -> Floats:
    """Turn p-values into q-values.

    Parameters
    ----------
    p : numpy.ndarray of shape (n,)
        p-values of all tests made.

    Returns
    -------
    numpy.ndarray of shape (n,)
        The least false discovery rate at which each would be called.

    References
    ----------
    Y. Benjamini & Y. Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300.

    Examples
    --------
    >>> adjust(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.04, 0.04]
    """
    n = len(p)
    order = np.argsort(-p, kind="stable")
    q = np.minimum.accumulate(p[order] * n / np.arange(n, 0, -1))
    out = np.empty(n)
    out[order] = np.minimum(q, 1.0)
    return out
