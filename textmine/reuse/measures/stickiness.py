"""Stickiness: text in sentences that share a long run with the report of the year before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.fingerprints import is_among
from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.sentences import Sentences
from textmine.reuse.measures.scoring import previous_reports, score_rows

STICKY_RUN = 15
"""Characters of a run that sticks: about the eight words of Dyer et al. (2017)."""


def measure_stickiness(mined: Catalogue, sentences: Sentences) -> pd.DataFrame:
    """Measure the share of text in sentences that share a long run with last year's report.

    A run of 15 characters counts, in the agency's report of the year before; official
    wording does not.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency and year.
    sentences : Sentences
        Of its stream.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "stickiness", scope "report", n = characters; only reports with an
        earlier one.

    References
    ----------
    T. Dyer, M. Lang & L. Stice-Lawrence (2017), The evolution of 10-K textual disclosure, Journal
    of Accounting and Economics 64, 221–245: words in sentences with a phrase of eight words that
    the report of the year before holds too ÷ words. Eight words are about 15 characters; that
    official wording is set apart, and that a run may cross the end of a sentence, is ours. (Checked
    against another implementation. Of the paper the abstract alone could be read; the definition is
    as others tell it.)
    """
    n = len(mined.texts.reports)
    values, sizes = np.full(n, np.nan), np.zeros(n, dtype=np.int64)
    for now, before in previous_reports(mined).items():
        values[now], sizes[now] = _sticky(mined, sentences, now, before)
    return score_rows(mined, "stickiness", values, sizes)


def _sticky(
    mined: Catalogue, sentences: Sentences, now: int, before: int
) -> tuple[float, int]:
    """Share of a report in sentences that share a long run with another, and its characters."""
    earlier, runs = _runs_of(mined, before), _runs_of(mined, now)
    shared = runs.place[is_among(runs.hash, np.sort(earlier.hash))]
    n_official = np.count_nonzero(
        mined.mandated[shared[:, None] + np.arange(STICKY_RUN)], axis=1
    )
    shared = shared[n_official < STICKY_RUN]
    # A run may cross the end of a sentence: every sentence that it touches shares it.
    touched = np.unique(sentences.at(np.append(shared, shared + (STICKY_RUN - 1))))
    bounds = mined.bounds_of(now)
    total = int(bounds[-1] - bounds[0])
    # Of these alone: the sizes of all sentences, once a report, would grow with the square.
    n_sticky = int((sentences.bounds[touched + 1] - sentences.bounds[touched]).sum())
    return n_sticky / total if total else 0.0, total


def _runs_of(mined: Catalogue, report: int) -> Runs:
    """The long runs of a report."""
    return Runs.read(mined.stream, mined.bounds_of(report), STICKY_RUN)
