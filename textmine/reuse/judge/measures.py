"""The literature's measures of boilerplate, stickiness, redundancy and change, on characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.dtypes import text_array
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.families.scores import REPORTS_AT_ONCE
from textmine.reuse.ground.batches import batch_sizes, cut_batches
from textmine.reuse.ground.columns import Columns, begins, unroll
from textmine.reuse.ground.fingerprints import (
    gather_repeated,
    is_among,
    mix,
)
from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.sentences import Sentences, cut_sentences
from textmine.reuse.ground.stream import Stream, within
from textmine.schema import make_frame
from textmine.scratch import Buckets, GrowingArray, make_array

PHRASE = 8
"""Characters of a phrase: about the four words of Lang & Stice-Lawrence (2015)."""
STICKY_RUN = 15
"""Characters of a run that sticks: about the eight words of Dyer et al. (2017)."""
REPEATED_RUN = 20
"""Characters of a run that repeats itself: about the ten words of Cazier & Pfeiffer (2017)."""
BOILERPLATE_SHARE = 0.60
"""Share of the year's reports from which a phrase makes its sentence boilerplate. Lang &
Stice-Lawrence (2015), appendix A.2, like the next two."""
FORM_SHARE = 0.80
"""Share of the year's reports beyond which a phrase is the form, whose sentences are set apart."""
FORM_SHARE_OF_ALL = 0.75
"""Share of the reports of all years from which a phrase is the form."""
BAND_LOW, BAND_HIGH, BAND_REPEATS = 0.30, 0.75, 5.0
"""Of ``boilerplate_band``: shares of the year's reports between which a phrase is common without
being the form, and occurrences a report that holds it from which it is common all the same. The
shares from which the paper only *considers* a phrase, taken as the measure itself."""
SHORT_SENTENCE = 5
"""Characters: shorter sentences (如下) repeat without being redundant. Chosen by hand."""
ENOUGH_YEARS = 30
"""Reports with an earlier one from which the residual on five powers of length can be estimated."""
POWERS = 5
"""Powers of length: Brown & Tucker (2011), equation 3."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def measure_boilerplate(mined: Catalogue, sentences: Sentences) -> pd.DataFrame:
    """Measure the share of text in sentences that hold a phrase most of the year's reports hold.

    A phrase is a run of 8 characters. Sentences with one that more than 80 % of the year's reports
    hold, or 75 % of all, are the form and set apart; of the others, those with one that at least
    60 % of the year's reports hold are boilerplate: their characters ÷ all characters. (The paper
    looks only at phrases that 30 % of the documents hold, or that occur five times a document,
    which spares time and changes nothing.) ``boilerplate_band`` takes phrases of 30 % to 75 %, or
    five occurrences a report, without setting sentences apart.

    Parameters
    ----------
    mined : Catalogue
        A run of ``mine_reuse``.
    sentences : Sentences
        Of its stream.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: scores "boilerplate" and "boilerplate_band", scope "report", n =
        characters in sentences.

    References
    ----------
    M. Lang & L. Stice-Lawrence (2015), Textual analysis and international financial reporting:
    large sample evidence, Journal of Accounting and Economics 60, 110–135, appendix A.2. There:
    four words for eight characters, a country for a year.
    """
    report = mined.texts.report.astype(np.int64)
    shares = boilerplate_shares(mined.stream, sentences, report, _years(mined))
    found = [
        _scores(mined, "boilerplate", shares.published, shares.size),
        _scores(mined, "boilerplate_band", shares.band, shares.size),
    ]
    return pd.concat(found, ignore_index=True)


@dataclass(frozen=True, slots=True, eq=False)
class Boilerplate:
    """Share of each document in boilerplate sentences.

    Parameters
    ----------
    published : numpy.ndarray of float64, shape (n_documents,)
        As the paper defines it; NaN for an empty document.
    band : numpy.ndarray of float64, shape (n_documents,)
        Of phrases in a band of commonness.
    size : numpy.ndarray of int64, shape (n_documents,)
        Characters of each.
    """

    published: Floats
    band: Floats
    size: Ints


def boilerplate_shares(
    stream: Stream, sentences: Sentences, document: Ints, groups: Sequence[int]
) -> Boilerplate:
    """Measure the share of each document in sentences with a phrase common in its group.

    Parameters
    ----------
    stream : Stream
        Texts.
    sentences : Sentences
        Their sentences.
    document : numpy.ndarray of int64, shape (n_texts,)
        Document of each text, ascending.
    groups : sequence of int
        Group (year) of each document.

    Returns
    -------
    Boilerplate
        As published, and by band.
    """
    owner, group = document[sentences.text], np.asarray(groups, dtype=np.int64)
    is_boilerplate, is_form, is_in_band = (
        np.zeros(len(sentences), dtype=bool) for _ in range(3)
    )
    for phrases in _repeated_phrases(stream, sentences, len(groups)):
        spread = _spread(phrases.hash, owner[phrases.home], group)
        is_boilerplate[phrases.home[spread.is_boilerplate]] = True
        is_form[phrases.home[spread.is_form]] = True
        is_in_band[phrases.home[spread.is_in_band]] = True
    total = np.bincount(owner, weights=sentences.size, minlength=len(groups))

    def share(marked: Bools) -> Floats:
        hit = np.bincount(owner, weights=sentences.size * marked, minlength=len(groups))
        return _share(hit, total)

    return Boilerplate(
        share(is_boilerplate & ~is_form), share(is_in_band), total.astype(np.int64)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Phrases(Columns):
    """Occurrences of phrases, equal ones together, each in the order of the sentences.

    Parameters
    ----------
    hash : numpy.ndarray of uint64, shape (n,)
        Hash of the phrase.
    home : numpy.ndarray of int32, shape (n,)
        Number of the sentence.
    """

    hash: NDArray[np.uint64]
    home: NDArray[np.int32]


def _repeated_phrases(
    stream: Stream, sentences: Sentences, n_documents: int
) -> Iterator[_Phrases]:
    """Gather the phrases that stand more than once; of those of a large corpus some at a time.

    They are sorted into buckets by their hashes, so that they never stand in memory together.
    """
    n_buckets = 1 << (n_documents // DOCUMENTS_A_BUCKET).bit_length()

    def read(batch: range) -> tuple[NDArray[Any], NDArray[np.uint64]]:
        bounds = sentences.bounds[batch.start : batch.stop + 1]
        found = Runs.read(stream, bounds, PHRASE)
        rows = np.empty(len(found), _PHRASE_ROW)
        rows["hash"], rows["home"] = found.hash, found.home + batch.start
        # Not the highest bits, nor the lowest: by these a bucket's own are told apart.
        return rows, (found.hash >> _BUCKET_BITS) & np.uint64(n_buckets - 1)

    batches = map(read, cut_batches(sentences.bounds))
    for rows in Buckets(n_buckets, _PHRASE_ROW, batches).read_all():
        phrases = _Phrases(rows["hash"].copy(), rows["home"].copy())
        # What stands once is common nowhere: most phrases fall away here.
        yield phrases.take(gather_repeated(phrases.hash))


DOCUMENTS_A_BUCKET = 1000
"""Documents for each bucket that phrases are counted in: of reports, each then holds two or three
million phrases, which take 50 bytes each while they are counted."""
_BUCKET_BITS = np.uint64(24)
_PHRASE_ROW = np.dtype([("hash", "u8"), ("home", "i4")])


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """How widely the phrase of each occurrence is held.

    Parameters
    ----------
    share : ndarray
        Share of the group's documents that hold it.
    of_all : ndarray
        Share of all documents that hold it.
    holders : ndarray
        Documents of the group that hold it.
    repeats : ndarray
        Its occurrences in the group for each of them.
    """

    share: Floats
    of_all: Floats
    holders: Ints
    repeats: Floats

    @property
    def is_boilerplate(self) -> Bools:
        """Whether most of the group hold it, and not one document alone."""
        return (self.holders > 1) & (self.share >= BOILERPLATE_SHARE)

    @property
    def is_form(self) -> Bools:
        """Whether nearly everyone holds it: the form prescribes it."""
        return (self.holders > 1) & (
            (self.share > FORM_SHARE) | (self.of_all >= FORM_SHARE_OF_ALL)
        )

    @property
    def is_in_band(self) -> Bools:
        """Whether it is common without being the form, or said again and again."""
        common = (self.share >= BAND_LOW) | (self.repeats >= BAND_REPEATS)
        return (self.holders > 1) & (self.share < BAND_HIGH) & common


def _spread(phrase: NDArray[np.uint64], document: Ints, group: Ints) -> _Spread:
    """Count who holds each phrase, in the group of each occurrence's document and in all.

    Equal phrases stand together, each in the order of the documents.
    """
    n = len(phrase)
    opens = begins(phrase)
    number = np.cumsum(opens) - 1
    is_new_holder = begins(phrase, document)
    n_kinds = int(opens.sum())
    holders, repeats, share = np.zeros(n, dtype=np.int64), np.zeros(n), np.zeros(n)
    of_group = group[document]
    # Group by group, for a table of all phrases by all groups would be mostly empty.
    for name, size in zip(*np.unique(group, return_counts=True), strict=True):
        here = np.flatnonzero(of_group == name)
        kind = number[here]
        n_holders = np.bincount(kind[is_new_holder[here]], minlength=n_kinds)
        n_times = np.bincount(kind, minlength=n_kinds)
        holders[here] = n_holders[kind]
        share[here] = (n_holders / size)[kind]
        repeats[here] = n_times[kind] / n_holders[kind]
    n_anywhere = np.bincount(number[is_new_holder], minlength=n_kinds)
    return _Spread(share, (n_anywhere / len(group))[number], holders, repeats)


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
    return _scores(mined, "stickiness", values, sizes)


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
    return _scores(mined, "redundancy", _share(again, count), count)


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
    return _scores(mined, "redundancy_sentences", _share(hit, sizes), sizes)


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
        return _scores(mined, "modification_raw", none, sizes)
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
        _scores(mined, "modification_raw", raw, sizes),
        _scores(mined, "modification_smoothed", smoothed, sizes),
    ]
    known = now[~np.isnan(raw[now])]
    if len(known) >= ENOUGH_YEARS:
        residual[known] = _residual(raw[known], sizes[known])
        out.append(_scores(mined, "modification", residual, sizes))
    return pd.concat(out, ignore_index=True)


PAIRS_AT_ONCE = 250
"""Pairs of reports that are compared in one go: of some 1,500 distinct pairs of characters each,
which are laid out a dozen times at 12 bytes, 50 MB in all."""


def _cosine(a: csr_array, b: csr_array, weight: Floats) -> Floats:
    """Cosine of rows with weighted columns, pair by pair; missing where one weighs nothing."""
    one, other = a.copy(), b.copy()
    for weighted in (one, other):
        weighted.data *= weight[weighted.indices]
    norms = [np.sqrt(np.asarray(x.power(2).sum(axis=1)).ravel()) for x in (one, other)]
    shared = np.asarray(one.multiply(other).sum(axis=1)).ravel()
    return _share(shared, norms[0] * norms[1])


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


# Bits of how often a pair stands in a report, beside two code points of 21 bits in a number of 64:
# more often than four million times counts as that often.
_TIMES_BITS = 22
_MOST_TIMES = (1 << _TIMES_BITS) - 1


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


# Bits of a code point: none is above 0x10FFFF.
_CODE_BITS = 21


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
    return _scores(mined, "originality", _share(total, size), size)


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


def measure_parts(mined: Catalogue) -> Iterator[pd.DataFrame]:
    """Compute every measure of the literature that the data allow: rows of the frame ``scores``.

    They come by report and score, some reports at a time.
    """
    ids = pd.Index(mined.texts.reports["report_id"])
    rank = np.asarray(pd.factorize(ids, sort=True)[0])
    names = ids.array[np.argsort(rank)]
    found = {}
    for frame in _measures(mined):
        for score, rows in frame.groupby("score"):
            place = ids.get_indexer(pd.Index(rows["report_id"]))
            found[str(score)] = _Score.of(rank[place], rows)
    scores = sorted(found)
    for low in range(0, max(len(ids), 1), REPORTS_AT_ONCE):
        parts = [
            found[score].of_reports(low, low + REPORTS_AT_ONCE) for score in scores
        ]
        number = np.repeat(np.arange(len(scores)), [len(part) for part in parts])
        of_all = _Score.empty().join(*parts)
        order = np.lexsort((number, of_all.rank))
        of_all, number = of_all.take(order), number[order]
        named = np.array(scores)[number]
        yield _make_scores(names[of_all.rank], named, of_all.value, of_all.n)


@dataclass(frozen=True, slots=True, eq=False)
class _Score(Columns):
    """One score of all reports that have it, in the order of their ids.

    Parameters
    ----------
    rank : numpy.ndarray of int32, shape (n,)
        Place of the report in that order.
    value : numpy.ndarray of float64, shape (n,)
        The score.
    n : numpy.ndarray of int64, shape (n,)
        What it counts.
    """

    rank: NDArray[np.int32]
    value: Floats
    n: Ints

    @classmethod
    def empty(cls) -> _Score:
        """Of no report."""
        return cls(np.empty(0, np.int32), np.empty(0), np.empty(0, np.int64))

    @classmethod
    def of(cls, rank: NDArray[Any], rows: pd.DataFrame) -> _Score:
        """Of the rows of a frame ``scores``."""
        value, n = rows["value"].to_numpy(), rows["n"].to_numpy()
        return cls(rank.astype(np.int32), value, n).take(np.argsort(rank))

    def of_reports(self, low: int, high: int) -> _Score:
        """Of some reports in that order."""
        return self.take(within(self.rank, low, high))


def _measures(mined: Catalogue) -> Iterator[pd.DataFrame]:
    """Each measure, one after the other."""
    sentences = cut_sentences(mined.texts.contents, mined.stream)
    yield measure_originality(mined)
    yield measure_boilerplate(mined, sentences)
    yield measure_redundancy(mined, sentences)
    yield measure_stickiness(mined, sentences)
    yield measure_modification(mined)


def _years(mined: Catalogue) -> list[int]:
    """Year of each report, 0 where unknown."""
    return [0 if pd.isna(y) else int(y) for y in mined.texts.reports["year"]]


def _sizes(mined: Catalogue) -> Ints:
    """Normalised characters of each report."""
    return np.diff(mined.report_bounds)


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """What each part is of its whole, missing where there is nothing to be a part of."""
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _scores(mined: Catalogue, name: str, values: Floats, sizes: Ints) -> pd.DataFrame:
    """Rows of the frame ``scores`` for the reports that have a value."""
    has = np.flatnonzero(~np.isnan(values))
    names = mined.texts.reports["report_id"].array[has]
    return _make_scores(names, name, values[has], sizes[has])


def _make_scores(
    names: Any, score: str | NDArray[np.str_], values: Floats, sizes: Ints
) -> pd.DataFrame:
    """Rows of the frame ``scores`` for reports of these names."""
    rows = {
        "report_id": names,
        "scope": "report",
        "score": score,
        "value": values,
        "n": sizes,
        "ci_low": np.nan,
        "ci_high": np.nan,
    }
    return make_frame("scores", pd.DataFrame(rows))
