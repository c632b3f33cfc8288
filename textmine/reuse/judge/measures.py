"""The literature's measures of boilerplate, stickiness, redundancy and change, on characters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.columns import mark_new, unroll
from textmine.reuse.ground.fingerprints import first_equal, hash_runs, is_among
from textmine.reuse.judge.boilerplate import share_common
from textmine.reuse.judge.sentences import (
    Sentences,
    find_sentences,
    report_batches,
    report_bounds,
)
from textmine.schema import make_frame

STICKY_RUN = 15
"""Characters of a run that sticks: about the eight words of Dyer et al. (2017)."""
SHORT_SENTENCE = 5
"""Characters: shorter sentences (如下) repeat without being redundant. Chosen by hand."""
ENOUGH_YEARS = 30
"""Reports with an earlier one from which the residual on five powers of length can be estimated."""
POWERS = 5
"""Powers of length: Brown & Tucker (2011), equation 3."""
Floats = NDArray[np.float64]


Ints = NDArray[np.int64]


def measure_boilerplate(mined: Catalogue, sentences: Sentences | None = None) -> pd.DataFrame:
    """Measure the share of text in sentences that hold a phrase common among the year's reports.

    Runs of 8 characters (about four words) that at least 75 % of a year's reports hold are the form
    and dropped; those that at least 30 % hold, or that average five occurrences a report that holds
    them, are boilerplate.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    sentences : Sentences, optional
        Its sentences, where they are known already.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "boilerplate", scope "report", n = characters in sentences.

    References
    ----------
    M. Lang & L. Stice-Lawrence (2015), Textual analysis and international financial reporting:
    large sample evidence, Journal of Accounting and Economics 60, 110–135 (tetragrams of words
    there; eight characters here).
    """
    found = _sentences_of(mined) if sentences is None else sentences
    groups = np.array(_years(mined), dtype=np.int64)
    values, sizes = share_common(mined.stream.codes, report_bounds(mined), found, groups)
    return _scores(mined, "boilerplate", values, sizes)


def _sentences_of(mined: Catalogue) -> Sentences:
    """Sentences of the reports of a run."""
    return find_sentences(mined.stream, mined.texts.contents, mined.texts.report)


def measure_stickiness(mined: Catalogue, sentences: Sentences | None = None) -> pd.DataFrame:
    """Measure the share of text in sentences that share a long run with last year's report.

    A run of 15 characters counts, in the agency's report of the year before; official
    wording does not.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency and year.
    sentences : Sentences, optional
        Its sentences, where they are known already.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "stickiness", scope "report", n = characters; only reports with an
        earlier one.

    References
    ----------
    T. Dyer, M. Lang & L. Stice-Lawrence (2017), The evolution of 10-K textual disclosure, Journal
    of Accounting and Economics 64, 221–245 (phrases of eight words there, quoted from memory; about
    15 characters here).
    """
    found = _sentences_of(mined) if sentences is None else sentences
    n = len(mined.texts.reports)
    values, sizes = np.full(n, np.nan), _sizes(mined)
    bounds = report_bounds(mined)
    for now, before in previous_reports(mined).items():
        earlier = np.sort(_find_runs(mined, bounds[before], bounds[before + 1]).hash)
        runs = _find_runs(mined, bounds[now], bounds[now + 1])
        shared = runs.place[is_among(runs.hash, earlier) & runs.own]
        # A run may cross the end of a sentence: every sentence that it touches shares it.
        touched = np.unique(found.at(np.concatenate([shared, shared + STICKY_RUN - 1])))
        hit = int((found.bounds[touched + 1] - found.bounds[touched]).sum())
        values[now] = hit / max(int(sizes[now]), 1)
    return _scores(mined, "stickiness", values, sizes)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Long runs inside texts: place and hash, and whether they are not wholly official wording."""

    place: Ints
    hash: NDArray[np.uint64]
    own: NDArray[np.bool_]


def _find_runs(mined: Catalogue, low: int, high: int) -> _Runs:
    """Long runs of a stretch of the stream; none crosses the border of a text."""
    hashes = hash_runs(mined.stream.codes[low:high], STICKY_RUN)
    n = len(hashes)
    text = mined.stream.text_at(np.arange(low, high))
    inside = text[:n] == text[STICKY_RUN - 1 :] if n else np.zeros(0, dtype=bool)
    before = np.append(0, np.cumsum(mined.mandated[low:high]))
    official = before[STICKY_RUN : STICKY_RUN + n] - before[:n]
    place = low + np.flatnonzero(inside)
    return _Runs(place, hashes[inside], official[inside] < STICKY_RUN)


def measure_redundancy(mined: Catalogue, sentences: Sentences | None = None) -> pd.DataFrame:
    """Measure the share of text in sentences that stand elsewhere in the same report too.

    Sentences of fewer than 5 characters do not count as repeated.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    sentences : Sentences, optional
        Its sentences, where they are known already.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "redundancy", scope "report", n = characters.

    References
    ----------
    R. Cazier & R. Pfeiffer (2017), 10-K disclosure repetition and managerial reporting incentives,
    Journal of Financial Reporting 2, 107–131.
    """
    found = _sentences_of(mined) if sentences is None else sentences
    length = np.diff(found.bounds)
    again = np.zeros(len(length), dtype=bool)
    for batch in report_batches(mined):
        first, last = np.searchsorted(found.owner, [batch.start, batch.stop])
        bounds, owner = found.bounds[first : last + 1], found.owner[first:last]
        contents = mined.stream.strings(bounds[:-1], bounds[1:])
        table = pd.DataFrame({"owner": owner, "text": pd.array(contents, dtype="str")})
        again[first:last] = table.duplicated(keep=False).to_numpy()
    again &= length >= SHORT_SENTENCE
    n = len(mined.texts.reports)
    sizes = np.bincount(found.owner, weights=length, minlength=n)
    hit = np.bincount(found.owner, weights=length * again, minlength=n)
    share = np.where(sizes > 0, hit / np.maximum(sizes, 1), np.nan)
    return _scores(mined, "redundancy", share, sizes.astype(np.int64))


def measure_modification(mined: Catalogue) -> pd.DataFrame:
    """Measure how much a report changed since the year before, beyond what its length explains.

    1 − cosine of tf-idf vectors of pairs of characters; the residual on the first five powers of
    length where at least 30 reports have an earlier one.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse`` on reports with agency and year.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: scores "modification_raw" and, where it can be estimated, "modification";
        n = characters.

    References
    ----------
    S. Brown & J. Tucker (2011), Large-sample evidence on firms' year-over-year MD&A modifications,
    Journal of Accounting Research 49, 309–346.
    """
    previous = previous_reports(mined)
    sizes = _sizes(mined)
    raw = np.full(len(mined.texts.reports), np.nan)
    if not previous:
        return _scores(mined, "modification_raw", raw, sizes)
    now, before = np.array(list(previous.items()), dtype=np.int64).T
    raw[now] = 1 - _cosines(mined, now, before)
    out = [_scores(mined, "modification_raw", raw, sizes)]
    if len(now) >= ENOUGH_YEARS:
        residual = np.full(len(raw), np.nan)
        residual[now] = _residual(raw[now], sizes[now])
        out.append(_scores(mined, "modification", residual, sizes))
    return pd.concat(out, ignore_index=True)


def _residual(values: Floats, length: NDArray[np.int64]) -> Floats:
    """What the powers of length leave unexplained."""
    # Standardised: the fifth power of a raw length drowns all else.
    scaled = (length - length.mean()) / max(float(length.std()), 1.0)
    powers = np.vander(scaled, POWERS + 1)
    explained = powers @ np.linalg.lstsq(powers, values, rcond=None)[0]
    return np.asarray(values - explained, dtype=np.float64)


def _cosines(mined: Catalogue, now: Ints, before: Ints) -> Floats:
    """Cosine of the tf-idf of the bigrams of reports and of those before them."""
    from sklearn.feature_extraction.text import TfidfTransformer

    known = _number_bigrams(mined)
    n = len(mined.texts.reports)
    bounds = report_bounds(mined)
    weights = TfidfTransformer(norm="l2")
    # As ``fit`` would from all reports: both counts are raised by one, so that none is 0.
    weights.idf_ = np.log((n + 1.0) / (known.df + 1.0)) + 1.0
    size = np.diff(bounds)
    out = np.zeros(len(now))
    for batch in cut_batches(np.append(0, np.cumsum(size[now] + size[before]))):
        rows = slice(batch.start, batch.stop)
        one, other = (
            weights.transform(_count_bigrams(mined, reports[rows], known))
            for reports in (now, before)
        )
        out[rows] = np.asarray(one.multiply(other).sum(axis=1)).ravel()
    return out


@dataclass(frozen=True, slots=True)
class _KnownBigrams:
    """Bigrams of a corpus: hashes, ascending; column of each; reports that hold each column."""

    hash: NDArray[np.uint64]
    column: Ints
    df: Floats


def _number_bigrams(mined: Catalogue) -> _KnownBigrams:
    """Number the bigrams in the order in which they come, whatever the batches."""
    hashes, first, df = np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    for batch in report_batches(mined):
        found = _bigrams(mined, np.arange(batch.start, batch.stop))
        # Of each the first, which numbers it: a hash table does without sorting the corpus.
        kind = first_equal(found.hash).astype(np.int64)
        start = np.flatnonzero(kind == np.arange(len(kind)))
        held = np.sort(kind * len(batch) + found.owner)
        once = held[mark_new(held)] // len(batch)
        holders = np.bincount(once, minlength=len(kind))[start]
        every = np.concatenate([hashes, found.hash[start]])
        merged = np.argsort(every, kind="stable")
        at = np.flatnonzero(mark_new(every[merged]))
        hashes = every[merged][at]
        # Of equal ones the one of the earlier batch stands first.
        first = np.append(first, found.place[start])[merged][at]
        counts = np.append(df, holders)[merged]
        df = np.add.reduceat(counts, at) if len(at) else df
    column = np.empty(len(hashes), dtype=np.int64)
    order = np.argsort(first)
    column[order] = np.arange(len(hashes))
    return _KnownBigrams(hashes, column, df[order].astype(np.float64))


@dataclass(frozen=True, slots=True)
class _Bigrams:
    """Pairs of neighbouring characters inside texts: hash, place, number of the report asked."""

    hash: NDArray[np.uint64]
    place: Ints
    owner: Ints


def _bigrams(mined: Catalogue, reports: Ints) -> _Bigrams:
    """Bigrams of some reports, one after the other; one may be asked for twice."""
    first = np.searchsorted(mined.texts.report, np.arange(len(mined.texts.reports) + 1))
    n_rows = first[reports + 1] - first[reports]
    rows = unroll(first[reports], n_rows)
    bounds = mined.stream.bounds
    size = bounds[rows + 1] - bounds[rows]
    places = unroll(bounds[rows], size)
    text = np.repeat(np.arange(len(rows)), size)
    inside = np.flatnonzero(text[1:] == text[:-1])
    owner = np.repeat(np.arange(len(reports)), n_rows)[text[inside]]
    hashes = hash_runs(mined.stream.codes[places], 2)
    return _Bigrams(hashes[inside], places[inside], owner)


def _count_bigrams(mined: Catalogue, reports: Ints, known: _KnownBigrams) -> csr_array:
    """Counts of the bigrams of some reports, a row each."""
    found = _bigrams(mined, reports)
    kind = first_equal(found.hash)
    start = np.flatnonzero(kind == np.arange(len(kind)))
    column_of = np.zeros(len(kind), dtype=np.int64)
    column_of[start] = known.column[np.searchsorted(known.hash, found.hash[start])]
    # By row and column, as the matrix shall have them: sorting one number takes a third of the
    # time that the matrix would.
    n_columns = len(known.hash)
    cells = np.sort(found.owner * n_columns + column_of[kind])
    start = np.flatnonzero(mark_new(cells))
    row, column = np.divmod(cells[start], n_columns)
    counts = np.diff(np.append(start, len(cells))).astype(np.float64)
    ends = np.searchsorted(row, np.arange(len(reports) + 1))
    return csr_array((counts, column, ends), shape=(len(reports), n_columns))


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
    df = np.ones(len(mined.stream.codes), dtype=np.int32)
    for k in order.tolist():
        df[spans.start[k] : spans.end[k]] = held[spans.family[k]]
    size, total = np.zeros(n, dtype=np.int64), np.zeros(n)
    bounds = report_bounds(mined)
    for batch in report_batches(mined):
        low, high = bounds[batch.start], bounds[batch.stop]
        part = df[low:high]
        weight = np.log(n / part) / np.log(n) if n > 1 else np.ones(len(part))
        free = ~mined.mandated[low:high]
        of_batch = bounds[batch.start : batch.stop + 1]
        report = np.repeat(np.arange(len(batch)), np.diff(of_batch))[free]
        rows = slice(batch.start, batch.stop)
        size[rows] = np.bincount(report, minlength=len(batch))
        total[rows] = np.bincount(report, weights=weight[free], minlength=len(batch))
    mean = np.where(size > 0, total / np.maximum(size, 1), np.nan)
    return _scores(mined, "originality", mean, size)


def previous_reports(mined: Catalogue) -> dict[int, int]:
    """Map reports to the same agency's report of the year before, both by number."""
    reports = mined.texts.reports
    known = reports[(reports["line"] != "") & reports["year"].notna()]
    rows = zip(known.index, known["line"], known["year"], strict=True)
    number = {(agency, int(year)): int(i) for i, agency, year in rows}
    followers = sorted(number.items(), key=lambda item: item[1])
    return {
        now: number[agency, year - 1]
        for (agency, year), now in followers
        if (agency, year - 1) in number
    }


def measure_all(mined: Catalogue) -> pd.DataFrame:
    """Compute every measure of the literature that the data allow, as one frame ``scores``."""
    sentences = _sentences_of(mined)
    measures: Iterable[pd.DataFrame] = (
        measure_originality(mined),
        measure_boilerplate(mined, sentences),
        measure_redundancy(mined, sentences),
        measure_stickiness(mined, sentences),
        measure_modification(mined),
    )
    table = pd.concat(list(measures), ignore_index=True)
    return table.sort_values(["report_id", "score"], kind="stable").reset_index(drop=True)


def _years(mined: Catalogue) -> list[int]:
    """Year of each report, 0 where unknown."""
    return [0 if pd.isna(y) else int(y) for y in mined.texts.reports["year"]]


def _sizes(mined: Catalogue) -> NDArray[np.int64]:
    """Normalised characters of each report."""
    of_texts = np.diff(mined.stream.bounds)
    n = len(mined.texts.reports)
    return np.bincount(mined.texts.report, weights=of_texts, minlength=n).astype(np.int64)


def _scores(mined: Catalogue, name: str, values: Floats, sizes: NDArray[np.int64]) -> pd.DataFrame:
    """Rows of the frame ``scores`` for the reports that have a value."""
    table = pd.DataFrame(
        {
            "report_id": mined.texts.reports["report_id"],
            "scope": "report",
            "score": name,
            "value": values,
            "n": sizes,
            "ci_low": np.nan,
            "ci_high": np.nan,
        }
    )
    return make_frame("scores", table[table["value"].notna()])
