"""What chance gives: how much two unrelated reports of a corpus share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.fingerprints import hash_runs
from textmine.reuse.frames import Mined

SHINGLE = 8
SAMPLE = 999
NEAREST = 200

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Null:
    """Similarity of unrelated reports: other agency, other province and other type where the corpus has such.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.
    seed : int
        Seed of the sample.
    """

    mined: Mined
    seed: int = 0

    def shingles(self, report: int) -> NDArray[np.uint64]:
        """Distinct runs of 8 characters of a report, those wholly inside official or stock wording left out."""
        parts = [np.empty(0, dtype=np.uint64)]
        for row in np.flatnonzero(self.mined.texts.report == report):
            low, high = self.mined.stream.bounds[row : row + 2]
            hashes = hash_runs(self.mined.stream.codes[low:high], SHINGLE)
            set_apart = np.concatenate([[0], np.cumsum((self.mined.mandated | self.mined.stock)[low:high])])
            parts.append(hashes[set_apart[SHINGLE:] - set_apart[: len(hashes)] < SHINGLE] if len(hashes) else hashes)
        return np.unique(np.concatenate(parts))

    @cached_property
    def cache(self) -> dict[int, NDArray[np.uint64]]:
        """Shingles of the reports asked for so far."""
        return {}

    def compare(self, a: int, b: int) -> tuple[float, float, int]:
        """Containment of the smaller report's shingles, Jaccard index, and the smaller number of shingles.

        References
        ----------
        A. Z. Broder (1997), On the resemblance and containment of documents, SEQUENCES '97, 21–29.
        """
        for report in (a, b):
            if report not in self.cache:
                self.cache[report] = self.shingles(report)
        x, y = self.cache[a], self.cache[b]
        shared = len(np.intersect1d(x, y, assume_unique=True))
        least = min(len(x), len(y))
        return shared / max(least, 1), shared / max(len(x) + len(y) - shared, 1), least

    @cached_property
    def sample(self) -> tuple[Floats, Floats]:
        """Containment and size of up to 999 unrelated pairs, by size."""
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
        found = [self.compare(int(a), int(b)) for a, b in pairs[far if far.any() else apart][:SAMPLE]]
        table = np.array([(c, size) for c, _, size in found], dtype=np.float64).reshape(-1, 2)
        table = table[np.lexsort((table[:, 0], table[:, 1]))]
        return table[:, 0], table[:, 1]

    def expect(self, size: int) -> float:
        """Mean containment of the 200 unrelated pairs nearest in size; NaN without any."""
        value, sizes = self.sample
        if not len(value):
            return float("nan")
        order = np.argsort(np.abs(np.log1p(sizes) - np.log1p(size)), kind="stable")[:NEAREST]
        return float(value[order].mean())

    @cached_property
    def residuals(self) -> Floats:
        """Sampled containments less their expectation, ascending."""
        value, sizes = self.sample
        distinct = {float(s): self.expect(int(s)) for s in np.unique(sizes)}
        return np.sort(value - np.array([distinct[float(s)] for s in sizes]))

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
