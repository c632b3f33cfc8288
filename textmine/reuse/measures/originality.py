"""Originality: characters by how surprising it is that others hold them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.measures.scoring import score_rows, share_of
from textmine.scratch import make_array


def measure_originality(mined: Catalogue) -> pd.DataFrame:
    """Measure originality: each character weighs by how surprising it is that others hold it.

    A character outside all passages counts 1, one in a passage that ``df`` of ``N`` reports hold
    log(N / df) / log(N); official wording is left out.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "originality" (0–1), scope "report", n = characters outside official
        wording.

    References
    ----------
    C. E. Shannon (1948), A mathematical theory of communication, for −log p as surprise; the
    measure is textmine's own.
    """
    n = len(mined.texts.reports)
    held = mined.facts["n_reports"].to_numpy()
    spans = mined.passages
    # Rarer families first: where passages overlap, the commoner one's count stands.
    order = np.argsort(held[spans.family], kind="stable")
    df = make_array(len(mined.stream.codes), np.int32)
    df[:] = 1
    for k in order.tolist():
        df[spans.start[k] : spans.end[k]] = held[spans.family[k]]
    size, total = np.zeros(n, dtype=np.int64), np.zeros(n)
    bounds = mined.report_bounds
    for batch in cut_batches(bounds):
        low, high = bounds[batch.start], bounds[batch.stop]
        part = df[low:high]
        weight = np.log(n / part) / np.log(n) if n > 1 else np.ones(len(part))
        free = ~mined.mandated[low:high]
        of_batch = bounds[batch.start : batch.stop + 1]
        report = np.repeat(np.arange(len(batch)), np.diff(of_batch))[free]
        rows = slice(batch.start, batch.stop)
        size[rows] = np.bincount(report, minlength=len(batch))
        total[rows] = np.bincount(report, weights=weight[free], minlength=len(batch))
    return score_rows(mined, "originality", share_of(total, size), size)
