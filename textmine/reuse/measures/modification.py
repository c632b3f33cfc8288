"""Modification: how much a report changed since the year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import batch_sizes, cut_batches
from textmine.reuse.ground.columns import unroll
from textmine.reuse.measures.scoring import (
    Floats,
    Ints,
    previous_reports,
    score_rows,
    share_of,
)
from textmine.scratch import GrowingArray

ENOUGH_YEARS = 30
"""Reports with an earlier one from which the residual on five powers of length can be estimated."""
POWERS = 5
"""Powers of length: Brown & Tucker (2011), equation 3."""
PAIRS_AT_ONCE = 250
"""Pairs of reports that are compared in one go: of some 1,500 distinct pairs of characters each,
which are laid out a dozen times at 12 bytes, 50 MB in all."""
# Bits of how often a pair stands in a report, beside two code points of 21 bits in a number of 64:
# more often than four million times counts as that often.
_TIMES_BITS = 22
_MOST_TIMES = (1 << _TIMES_BITS) - 1
# Bits of a code point: none is above 0x10FFFF.
_CODE_BITS = 21


def measure_modification(mined: Catalogue) -> pd.DataFrame:
    """Measure how much a report changed since the year before, beyond what its length explains.

    1 − cosine of the two reports' counts of pairs of characters, each weighted by log(M / m), where
    m of M reports hold the pair: what all hold weighs nothing. ``modification`` is the residual on
    the first five powers of length, where at least 30 reports have an earlier one;
    ``modification_smoothed`` is 1 − cosine with the weight log((1 + M) / (1 + m)) + 1, which lets
    common pairs count.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency and year.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: scores "modification_raw", "modification_smoothed" and, where it can be
        estimated, "modification"; n = characters. Two reports without any pair that others lack
        have no value.

    References
    ----------
    S. Brown & J. Tucker (2011), Large-sample evidence on firms' year-over-year MD&A modifications,
    Journal of Accounting Research 49, 309–346 (words there, pairs of characters here).
    """
    previous = previous_reports(mined)
    sizes = _sizes(mined)
    none = np.full(len(mined.texts.reports), np.nan)
    if not previous:
        return score_rows(mined, "modification_raw", none, sizes)
    now, before = np.array(list(previous.items()), dtype=np.int64).T
    bigrams = _Bigrams.count(mined)
    n, held = len(mined.texts.reports), bigrams.held
    raw, smoothed, residual = none.copy(), none.copy(), none.copy()
    rarity, smoothed_rarity = np.log(n / held), np.log((1 + n) / (1 + held)) + 1
    for low in range(0, len(now), PAIRS_AT_ONCE):
        pairs = slice(low, low + PAIRS_AT_ONCE)
        a, b = bigrams.rows(now[pairs]), bigrams.rows(before[pairs])
        raw[now[pairs]] = 1 - _cosine(a, b, rarity)
        smoothed[now[pairs]] = 1 - _cosine(a, b, smoothed_rarity)
    out = [
        score_rows(mined, "modification_raw", raw, sizes),
        score_rows(mined, "modification_smoothed", smoothed, sizes),
    ]
    known = now[~np.isnan(raw[now])]
    if len(known) >= ENOUGH_YEARS:
        residual[known] = _residual(raw[known], sizes[known])
        out.append(score_rows(mined, "modification", residual, sizes))
    return pd.concat(out, ignore_index=True)


def _cosine(a: csr_array, b: csr_array, weight: Floats) -> Floats:
    """Cosine of rows with weighted columns, pair by pair; missing where one weighs nothing."""
    one, other = a.copy(), b.copy()
    for weighted in (one, other):
        weighted.data *= weight[weighted.indices]
    norms = [np.sqrt(np.asarray(x.power(2).sum(axis=1)).ravel()) for x in (one, other)]
    shared = np.asarray(one.multiply(other).sum(axis=1)).ravel()
    return share_of(shared, norms[0] * norms[1])


def _residual(values: Floats, length: Ints) -> Floats:
    """What the powers of length leave unexplained."""
    # Standardised: the fifth power of a raw length drowns all else.
    scaled = (length - length.mean()) / max(float(length.std()), 1.0)
    powers = np.vander(scaled, POWERS + 1)
    explained = powers @ np.linalg.lstsq(powers, values, rcond=None)[0]
    return np.asarray(values - explained, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Bigrams:
    """Counts of the pairs of neighbouring characters of each report.

    Parameters
    ----------
    start : numpy.ndarray of shape (n_reports + 1,)
        Where the pairs of each report begin, and last where they end.
    cells : numpy.ndarray of uint64
        Number of each distinct pair of a report, ascending, with how often it stands there in its
        last bits: on disk the longest array of all scores, so that one number holds both.
    held : numpy.ndarray of int64
        Number of reports that hold each pair.
    """

    start: NDArray[np.int64]
    cells: NDArray[np.uint64]
    held: NDArray[np.int64]

    @classmethod
    def count(cls, mined: Catalogue) -> _Bigrams:
        """Count the pairs of all reports, some reports at a time."""
        grown, known = GrowingArray(np.uint64), _Held.empty()
        n_distinct = [np.zeros(0, dtype=np.int64)]
        for batch in _count_bigrams(mined):
            known = known.add(batch.key)
            grown.add(_pack(batch.key, np.minimum(batch.times, _MOST_TIMES)))
            n_distinct.append(batch.n_distinct)
        cells, known = grown.finish(), known.settle()
        step = batch_sizes().painted
        for low in range(0, len(cells), step):
            part = slice(low, low + step)
            key, times = _unpack(cells[part])
            cells[part] = _pack(np.searchsorted(known.key, key), times)
        start = np.append(0, np.cumsum(np.concatenate(n_distinct)))
        return cls(start, cells, known.n_reports)

    def rows(self, reports: NDArray[np.int64]) -> csr_array:
        """Counts of some reports, a row each."""
        size = self.start[reports + 1] - self.start[reports]
        column, times = _unpack(self.cells[unroll(self.start[reports], size)])
        inside = np.append(0, np.cumsum(size))
        shape = (len(reports), len(self.held))
        cells = (times.astype(np.float64), column.astype(np.int32), inside)
        return csr_array(cells, shape=shape)


def _pack(number: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A pair and how often it stands in a report, as one number."""
    return (number << _TIMES_BITS | times).view(np.uint64)


def _unpack(
    cells: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pair and how often it stands there, of each."""
    number = (cells >> np.uint64(_TIMES_BITS)).view(np.int64)
    return number, (cells & np.uint64(_MOST_TIMES)).view(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _ReportBigrams:
    """Distinct pairs of some reports, in their order: key and count, and how many each has."""

    key: NDArray[np.int64]
    times: NDArray[np.int64]
    n_distinct: NDArray[np.int64]


def _count_bigrams(mined: Catalogue) -> Iterator[_ReportBigrams]:
    """Count the distinct pairs of characters of the reports, some reports at a time."""
    codes, bounds = mined.stream.codes, mined.stream.bounds
    first_row = np.searchsorted(
        mined.texts.report, np.arange(len(mined.texts.reports) + 1)
    )
    for batch in cut_batches(bounds[first_row]):
        rows = slice(first_row[batch.start], first_row[batch.stop] + 1)
        edges = bounds[rows]
        inside = np.ones(max(edges[-1] - edges[0] - 1, 0), dtype=bool)
        borders = edges[1:-1] - edges[0] - 1
        # No pair crosses the border of a text.
        inside[borders[(borders >= 0) & (borders < len(inside))]] = False
        part = codes[edges[0] : edges[-1]].astype(np.int64)
        pair = (part[:-1] << _CODE_BITS | part[1:])[inside]
        of_row = mined.texts.report[rows.start : rows.stop - 1] - batch.start
        report = np.repeat(of_row, np.diff(edges))[:-1][inside].astype(np.int64)
        # One key for both: a batch has some thousand reports, and 21 bits hold any code point.
        cells, times = np.unique(report << (2 * _CODE_BITS) | pair, return_counts=True)
        n_distinct = np.bincount(cells >> (2 * _CODE_BITS), minlength=len(batch))
        key = cells & ((1 << (2 * _CODE_BITS)) - 1)
        yield _ReportBigrams(key, times.astype(np.int64), n_distinct)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Pairs of characters, ascending, and in how many reports each stands.

    What is added waits until it is as long as what is there, so that all is sorted a few times
    only.
    """

    key: NDArray[np.int64]
    n_reports: NDArray[np.int64]
    waiting: tuple[_Held, ...] = ()

    @classmethod
    def empty(cls) -> _Held:
        """Of no report."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none)

    def add(self, keys: NDArray[np.int64]) -> _Held:
        """Add the distinct pairs of some reports, one report after the other."""
        part = _Held(*np.unique(keys, return_counts=True))
        waiting = (*self.waiting, part)
        grown = replace(self, waiting=waiting)
        return (
            grown
            if sum(len(x.key) for x in waiting) < len(self.key)
            else grown.settle()
        )

    def settle(self) -> _Held:
        """Count what waits with what is there."""
        parts = (self, *self.waiting)
        key, where = np.unique(
            np.concatenate([x.key for x in parts]), return_inverse=True
        )
        counts = np.concatenate([x.n_reports for x in parts])
        return _Held(key, np.bincount(where, counts, len(key)).astype(np.int64))


def _sizes(mined: Catalogue) -> Ints:
    """Normalised characters of each report."""
    return np.diff(mined.report_bounds)
