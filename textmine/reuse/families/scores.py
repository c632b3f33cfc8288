"""Whose words a report consists of: shares of its characters by provenance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.gather import Passages
from textmine.schema import KINDS

ORIGINAL = len(KINDS)
SHARES = tuple(f"share_{k}" for k in (*KINDS, "original"))
_BATCH = 1 << 22


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
    painted = np.full(n, ORIGINAL, dtype=np.int8)
    length = passages.end - passages.start
    order = np.lexsort((passages.start, -length))
    ends = np.cumsum(length[order])
    low = 0
    while low < len(order):
        done = ends[low - 1] if low else 0
        high = max(int(np.searchsorted(ends, done + _BATCH, side="right")), low + 1)
        batch = order[low:high]
        size = length[batch]
        where = np.arange(size.sum()) + np.repeat(
            passages.start[batch] - (np.cumsum(size) - size), size
        )
        painted[where] = np.repeat(kind[passages.family[batch]].astype(np.int8), size)
        low = high
    painted[mandated] = KINDS.index("mandated")
    return painted


def share_table(
    painted: NDArray[np.int8], text_of: NDArray[np.int32], report_id: pd.Series, scope: pd.Series
) -> pd.DataFrame:
    """Count the characters of each provenance by report and by section.

    Parameters
    ----------
    painted : numpy.ndarray of int8, shape (n,)
        Provenance of each character.
    text_of : numpy.ndarray of shape (n,)
        Text of each character.
    report_id, scope : pandas.Series of shape (n_texts,)
        Report and section of each text.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, scope, score, value, n, ci_low, ci_high: for each report and each of its
        sections the shares ``share_mandated`` … ``share_original``, which sum to 1; ``n`` is the
        number of characters without white space and punctuation. No interval: nothing is sampled.
    """
    width = ORIGINAL + 1
    flat = np.bincount(text_of.astype(np.int64) * width + painted, minlength=len(report_id) * width)
    counts = pd.DataFrame(flat.reshape(-1, width), columns=list(SHARES))
    keys = pd.DataFrame({"report_id": report_id.to_numpy(), "scope": scope.to_numpy()})
    whole = counts.groupby(keys["report_id"].to_numpy(), sort=True).sum()
    parts = counts.groupby([keys["report_id"], keys["scope"]], sort=True).sum()
    parts = parts[parts.index.get_level_values("scope") != ""]
    whole.index = pd.MultiIndex.from_arrays(
        [whole.index, np.full(len(whole), "report")], names=["report_id", "scope"]
    )
    table = pd.concat([whole, parts]) if len(parts) else whole
    rank = np.where(table.index.get_level_values("scope") == "report", 0, 1)
    table = (
        table.assign(rank=rank)
        .sort_values(["report_id", "rank", "scope"], kind="stable")
        .drop(columns="rank")
    )
    n = table.sum(axis=1).to_numpy()
    table = table[n > 0]
    return long_scores(table.div(n[n > 0], axis=0), n[n > 0])


def long_scores(values: pd.DataFrame, n: NDArray[np.int64]) -> pd.DataFrame:
    """Turn a table (report_id, scope) × score into rows of the frame ``scores``."""
    rows, width = values.shape
    index = values.index
    return pd.DataFrame(
        {
            "report_id": pd.array(
                np.repeat(index.get_level_values(0).to_numpy(), width), dtype="str"
            ),
            "scope": pd.array(np.repeat(index.get_level_values(1).to_numpy(), width), dtype="str"),
            "score": pd.array(np.tile(values.columns.to_numpy(), rows), dtype="str"),
            "value": values.to_numpy(dtype=np.float64).ravel(),
            "n": np.repeat(n, width).astype(np.int64),
            "ci_low": np.nan,
            "ci_high": np.nan,
        }
    )
