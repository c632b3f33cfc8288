"""How much results depend on the choices: least length, edits, what is masked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from textmine.reuse.families.catalogue import Catalogue

Floats = NDArray[np.float64]
MASKS = ("none", "mandated", "mandated and stock")
"""What does not count: nothing, official wording, official and common political wording."""
COLUMNS = {
    "min_chars": "int64",
    "edited": "bool",
    "mask": "str",
    "n_families": "int64",
    "n_passages": "int64",
    "share_shared": "float64",
    "share_between": "float64",
    "rank_correlation": "float64",
}


def describe_variants(
    variants: Iterable[tuple[int, bool, Catalogue]],
    base: Catalogue,
    masks: Sequence[str] = MASKS,
) -> pd.DataFrame:
    """Describe what a corpus looks like under several settings.

    Parameters
    ----------
    variants : iterable of (int, bool, Catalogue)
        Least length, whether edited copies count, and the passages found so.
    base : Catalogue
        The run itself, to which ranks are compared.
    masks : sequence of str, optional
        Of ``MASKS``.

    Returns
    -------
    pandas.DataFrame
        A row a setting and mask: min_chars, edited, mask; n_families, n_passages; share_shared:
        mean over reports of the share of characters in passages, masked ones left out of both;
        share_between: the same for passages of several agencies; rank_correlation: Spearman's of
        the reports' share_shared with that of the run itself under the same mask (NaN where
        either is constant).
    """
    rows = []
    reference = {mask: _shares(base, mask) for mask in masks}
    for min_chars, edited, catalogue in variants:
        for mask in masks:
            shared, between = _shares(catalogue, mask)
            rows.append(
                {
                    "min_chars": min_chars,
                    "edited": edited,
                    "mask": mask,
                    "n_families": catalogue.n,
                    "n_passages": len(catalogue.passages),
                    "share_shared": float(np.nanmean(shared))
                    if len(shared)
                    else np.nan,
                    "share_between": float(np.nanmean(between))
                    if len(between)
                    else np.nan,
                    "rank_correlation": _rank_correlation(shared, reference[mask][0]),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _shares(catalogue: Catalogue, mask: str) -> tuple[Floats, Floats]:
    """Of each report the share of characters in passages, and in those of several agencies."""
    spans = catalogue.passages
    free = np.ones(len(catalogue.stream.codes), dtype=np.bool_)
    if mask != "none":
        free &= ~catalogue.mandated
    if mask == "mandated and stock":
        free &= ~catalogue.stock
    several = (
        catalogue.facts["n_agencies"].to_numpy() > 1
        if len(spans)
        else np.empty(0, bool)
    )
    is_between = several[spans.family] if len(spans) else np.empty(0, bool)
    n = len(catalogue.texts.reports)
    report = catalogue.texts.report[catalogue.stream.text_of]
    size = np.bincount(report[free], minlength=n).astype(np.float64)
    size[size == 0] = np.nan
    shares = []
    for chosen in (np.ones(len(spans), dtype=np.bool_), is_between):
        covered = np.zeros(len(free) + 1, dtype=np.int64)
        np.add.at(covered, spans.start[chosen], 1)
        np.add.at(covered, spans.end[chosen], -1)
        inside = (np.cumsum(covered[:-1]) > 0) & free
        shares.append(np.bincount(report[inside], minlength=n) / size)
    return shares[0], shares[1]


def _rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation over the reports that have both."""
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 3 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0:
        return float("nan")
    return float(stats.spearmanr(one[known], other[known]).statistic)
