"""Whose words a report consists of: shares of its characters by provenance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.dtypes import text_array
from textmine.reuse.families.gather import Passages
from textmine.reuse.ground.batches import batch_sizes, cut_batches
from textmine.reuse.ground.columns import unroll
from textmine.schema import KINDS
from textmine.scratch import make_array

# The provenance of characters that no passage covers: the number after those of ``KINDS``.
ORIGINAL = len(KINDS)

# Names of the scores, in the order of the provenances.
SHARES = tuple(f"share_{kind}" for kind in (*KINDS, "original"))


def paint_kinds(
    n: int, passages: Passages, kind: NDArray[np.int64], mandated: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Give each character one provenance.

    Official wording wins; elsewhere the shortest passage that covers a character counts (a set
    phrase inside a copied paragraph is the set phrase); what no passage covers is original.

    Parameters
    ----------
    n : int
        Number of normalised characters.
    passages : Passages
        Spans that may lie inside one another.
    kind : numpy.ndarray of shape (n_families,)
        Index into ``KINDS``.
    mandated : numpy.ndarray of bool, shape (n,)
        Characters covered by official wording.

    Returns
    -------
    numpy.ndarray of int8, shape (n,)
        Index into ``KINDS``, or ``ORIGINAL``.
    """
    painted = make_array(n, np.int8)
    painted[:] = ORIGINAL
    length = passages.end - passages.start
    # Longest first, so that the shortest is painted last and stays.
    order = np.lexsort((passages.start, -length))
    painted_up_to = np.cumsum(length[order])
    step = batch_sizes().painted
    low = 0
    while low < len(order):
        done = painted_up_to[low - 1] if low else 0
        high = int(np.searchsorted(painted_up_to, done + step, side="right"))
        batch = order[low : max(high, low + 1)]
        size = length[batch]
        color = kind[passages.family[batch]].astype(np.int8)
        painted[unroll(passages.start[batch], size)] = np.repeat(color, size)
        low += len(batch)
    painted[mandated] = KINDS.index("mandated")
    return painted


def share_parts(
    painted: NDArray[np.int8],
    bounds: NDArray[np.int64],
    report_id: pd.Series,
    scope: pd.Series,
) -> Iterator[pd.DataFrame]:
    """Count the characters of each provenance by report and by section, some reports at a time.

    Parameters
    ----------
    painted : numpy.ndarray of int8, shape (n,)
        Provenance of each character.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Where each text begins, and last where it ends.
    report_id, scope : pandas.Series of shape (n_texts,)
        Report and section of each text.

    Yields
    ------
    pandas.DataFrame
        Rows of some reports, in order of their ids; at least one part. Columns report_id, scope,
        score, value, n, ci_low, ci_high: for each report and each of its sections the shares
        ``share_mandated`` … ``share_original``, which sum to 1; ``n`` is the number of characters
        without white space and punctuation. No interval: nothing is sampled.
    """
    every = _count_kinds(painted, bounds)
    for texts in rows_by_report(report_id):
        counts = pd.DataFrame(every[texts], columns=list(SHARES))
        yield _shares(counts, report_id.iloc[texts], scope.iloc[texts])


def rows_by_report(report_id: pd.Series) -> Iterator[NDArray[np.int64]]:
    """Give the places of the rows of some reports at a time, in the order of the reports' ids.

    Parameters
    ----------
    report_id : pandas.Series of str
        Report of each row.

    Yields
    ------
    numpy.ndarray of int64
        Ascending places; at least once.

    Examples
    --------
    >>> [places.tolist() for places in rows_by_report(pd.Series(["b", "a", "b"]))]
    [[0, 1, 2]]
    """
    number = np.asarray(pd.factorize(report_id, sort=True)[0], dtype=np.int64)
    order = np.argsort(number, kind="stable")
    last = int(number.max(initial=0))
    cuts = np.searchsorted(
        number[order], np.arange(REPORTS_AT_ONCE, last + 1, REPORTS_AT_ONCE)
    )
    yield from map(np.sort, np.split(order, cuts))


REPORTS_AT_ONCE = 1000
"""Reports whose rows of the frame ``scores`` are made in one go: about 70 each, of 90 bytes."""


def _shares(
    counts: pd.DataFrame, report_id: pd.Series, scope: pd.Series
) -> pd.DataFrame:
    """Rows of the frame ``scores`` from the characters of each provenance in each text."""
    keys = pd.DataFrame({"report_id": report_id.to_numpy(), "scope": scope.to_numpy()})
    whole = counts.groupby(keys["report_id"].to_numpy(), sort=True).sum()
    whole.index = pd.MultiIndex.from_arrays(
        [whole.index, np.full(len(whole), "report")], names=["report_id", "scope"]
    )
    parts = counts.groupby([keys["report_id"], keys["scope"]], sort=True).sum()
    parts = parts[parts.index.get_level_values("scope") != ""]
    table = pd.concat([whole, parts]) if len(parts) else whole
    # The whole report before its sections.
    is_part = table.index.get_level_values("scope") != "report"
    by = ["report_id", "is_part", "scope"]
    table = (
        table.assign(is_part=is_part)
        .sort_values(by, kind="stable")
        .drop(columns="is_part")
    )
    n = table.sum(axis=1).to_numpy()
    table, n = table[n > 0], n[n > 0]
    return long_scores(table.div(n, axis=0), n)


def _count_kinds(
    painted: NDArray[np.int8], bounds: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Characters of each provenance in each text, shape (n_texts, n_kinds)."""
    n_kinds = ORIGINAL + 1
    counts = np.zeros((len(bounds) - 1, n_kinds), dtype=np.int64)
    for texts in cut_batches(bounds):
        edges = bounds[texts.start : texts.stop + 1]
        text = np.repeat(np.arange(len(texts)), np.diff(edges))
        cells = text * n_kinds + painted[edges[0] : edges[-1]]
        flat = np.bincount(cells, minlength=len(texts) * n_kinds)
        counts[texts.start : texts.stop] = flat.reshape(-1, n_kinds)
    return counts


def long_scores(values: pd.DataFrame, n: NDArray[np.int64]) -> pd.DataFrame:
    """Turn a table (report_id, scope) × score into rows of the frame ``scores``."""
    n_rows, n_scores = values.shape
    report_id, scope = (
        values.index.get_level_values(level).to_numpy() for level in (0, 1)
    )
    return pd.DataFrame(
        {
            "report_id": text_array(np.repeat(report_id, n_scores)),
            "scope": text_array(np.repeat(scope, n_scores)),
            "score": text_array(np.tile(values.columns.to_numpy(), n_rows)),
            "value": values.to_numpy(dtype=np.float64).ravel(),
            "n": np.repeat(n, n_scores).astype(np.int64),
            "ci_low": np.nan,
            "ci_high": np.nan,
        }
    )
