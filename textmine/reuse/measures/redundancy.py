"""Redundancy: how much of a report it says more than once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.dtypes import text_array
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.fingerprints import gather_repeated, mix
from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.sentences import Sentences
from textmine.reuse.measures.scoring import score_rows, share_of

REPEATED_RUN = 20
"""Characters of a run that repeats itself: about the ten words of Cazier & Pfeiffer (2017)."""
SHORT_SENTENCE = 5
"""Characters: shorter sentences (如下) repeat without being redundant. Chosen by hand."""


def measure_redundancy(mined: Catalogue, sentences: Sentences) -> pd.DataFrame:
    """Measure how much of a report it says more than once.

    ``redundancy``: of the runs of 20 characters in the report, at every place, the share that
    stand in it more than once. ``redundancy_sentences``: characters of whole sentences (of 5
    characters or more) that stand elsewhere in the report too ÷ characters.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    sentences : Sentences
        Of its stream.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: scores "redundancy" (n = runs) and "redundancy_sentences" (n =
        characters), scope "report"; a report shorter than a run has no ``redundancy``.

    References
    ----------
    R. Cazier & R. Pfeiffer (2017), 10-K disclosure repetition and managerial reporting incentives,
    Journal of Financial Reporting 2, 107–131 (``redundancy``; sequences of ten words there). T.
    Dyer, M. Lang & L. Stice-Lawrence (2017), Journal of Accounting and Economics 64, 221–245
    (``redundancy_sentences``).
    """
    found = [_repeated_runs(mined), _repeated_sentences(mined, sentences)]
    return pd.concat(found, ignore_index=True)


def _repeated_runs(mined: Catalogue) -> pd.DataFrame:
    """Share of a report's runs of characters that stand in it more than once."""
    bounds = mined.report_bounds
    n = len(bounds) - 1
    count, again = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for batch in cut_batches(bounds):
        edges = bounds[batch.start : batch.stop + 1]
        runs = Runs.read(mined.stream, edges, REPEATED_RUN)
        # The same run in two reports is two runs.
        salt = mix(np.arange(len(batch), dtype=np.uint64))
        repeated = gather_repeated(runs.hash ^ salt[runs.home])
        rows = slice(batch.start, batch.stop)
        count[rows] = np.bincount(runs.home, minlength=len(batch))
        again[rows] = np.bincount(runs.home[repeated], minlength=len(batch))
    return score_rows(mined, "redundancy", share_of(again, count), count)


def _repeated_sentences(mined: Catalogue, sentences: Sentences) -> pd.DataFrame:
    """Share of a report in sentences that stand elsewhere in it too."""
    n = len(mined.texts.reports)
    sizes, hit = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    bounds = mined.report_bounds
    for batch in cut_batches(bounds):
        low, high = np.searchsorted(
            sentences.bounds, bounds[[batch.start, batch.stop]]
        ).tolist()
        owner = mined.texts.report[sentences.text[low:high]] - batch.start
        edges = sentences.bounds[low : high + 1]
        size = np.diff(edges)
        long = np.flatnonzero(size >= SHORT_SENTENCE)
        contents = mined.stream.strings(edges[long], edges[long + 1])
        table = pd.DataFrame({"owner": owner[long], "text": text_array(contents)})
        again = np.zeros(len(size), dtype=np.int64)
        again[long] = table.duplicated(keep=False).to_numpy() * size[long]
        rows = slice(batch.start, batch.stop)
        # Whole numbers, of which a float holds the sum exactly.
        sizes[rows] = np.bincount(owner, size, len(batch))
        hit[rows] = np.bincount(owner, again, len(batch))
    return score_rows(mined, "redundancy_sentences", share_of(hit, sizes), sizes)
