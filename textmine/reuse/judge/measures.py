"""The literature's measures of boilerplate, stickiness, redundancy and change, on characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from textmine.reuse.families.mined import Mined
from textmine.reuse.ground.fingerprints import first_equal, hash_runs
from textmine.reuse.ground.stream import read_stream
from textmine.schema import make_frame

PHRASE = 8
STICKY_RUN = 15
LOW, HIGH, REPEATS = 0.30, 0.75, 5.0
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*|[。！？!?；;\n]+")

Floats = NDArray[np.float64]


def split_sentences(text: str) -> list[str]:
    """Split a text at full stops, semicolons, question and exclamation marks and line ends, which stay.

    Examples
    --------
    >>> split_sentences("公开及时。渠道单一；人手不足")
    ['公开及时。', '渠道单一；', '人手不足']
    """
    return _SENTENCE.findall(text)


def measure_boilerplate(mined: Mined) -> pd.DataFrame:
    """Measure the share of text in sentences that hold a phrase common among the year's reports.

    Runs of 8 characters (about four words) that at least 75 % of a year's reports hold are the form
    and dropped; those that at least 30 % hold, or that average five occurrences a report that holds
    them, are boilerplate.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "boilerplate", scope "report", n = characters in sentences.

    References
    ----------
    M. Lang & L. Stice-Lawrence (2015), Textual analysis and international financial reporting:
    large sample evidence, Journal of Accounting and Economics 60, 110–135 (tetragrams of words
    there; eight characters here)."""
    values, sizes = boilerplate_shares(_texts_of(mined), _years(mined))
    return _scores(mined, "boilerplate", values, sizes)


def boilerplate_shares(
    texts: Sequence[str], groups: Sequence[int]
) -> tuple[Floats, NDArray[np.int64]]:
    """Share of each text in sentences that hold a phrase common in its group, and its number of characters."""
    sentences = [s for text in texts for s in split_sentences(text)]
    owner = np.repeat(np.arange(len(texts)), [len(split_sentences(t)) for t in texts])
    stream = read_stream(sentences)
    place, phrase = _phrases(stream.codes, stream.bounds)
    home = np.searchsorted(stream.bounds, place, side="right") - 1
    document = owner[home]
    group = np.asarray(groups, dtype=np.int64)
    common = _common(phrase, document, group)
    marked = np.zeros(len(sentences), dtype=bool)
    marked[home[common]] = True
    size = np.diff(stream.bounds)
    total = np.bincount(owner, weights=size, minlength=len(texts))
    hit = np.bincount(owner, weights=size * marked, minlength=len(texts))
    return np.where(total > 0, hit / np.maximum(total, 1), np.nan), total.astype(np.int64)


def _phrases(
    codes: NDArray[np.uint32], bounds: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Places and hashes of the runs of ``PHRASE`` characters inside sentences."""
    hashes = hash_runs(codes, PHRASE)
    place = np.arange(len(hashes))
    end = bounds[np.searchsorted(bounds, place, side="right")] if len(place) else place
    inside = place + PHRASE <= end
    return place[inside], hashes[inside]


def _common(
    phrase: NDArray[np.uint64], document: NDArray[np.int64], group: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which occurrences are of phrases that are boilerplate in the group of their document."""
    kind = first_equal(phrase).astype(np.int64)
    width = len(group)
    twice = (np.bincount(kind, minlength=1) > 1)[kind]
    pairs, times = np.unique(kind[twice] * width + document[twice], return_counts=True)
    years, number = np.unique(group, return_inverse=True)
    key = pairs // width * len(years) + number[pairs % width]
    order = np.argsort(key, kind="stable")
    keys, start = np.unique(key[order], return_index=True)
    if not len(keys):
        return np.zeros(len(kind), dtype=bool)
    holders = np.diff(np.append(start, len(pairs)))
    total = np.add.reduceat(times[order], start)
    share = holders / np.bincount(number)[keys % len(years)]
    good = (share < HIGH) & ((share >= LOW) | (total / holders >= REPEATS)) & (holders > 1)
    return np.isin(kind * len(years) + number[document], keys[good])


def measure_stickiness(mined: Mined) -> pd.DataFrame:
    """Measure the share of text in sentences that share a run of 15 characters with the agency's previous report.

    Official wording does not count as shared.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse`` on reports with agency and year.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "stickiness", scope "report", n = characters; only reports with an
        earlier one.

    References
    ----------
    T. Dyer, M. Lang & L. Stice-Lawrence (2017), The evolution of 10-K textual disclosure, Journal
    of Accounting and Economics 64, 221–245 (phrases of eight words there, quoted from memory; about
    15 characters here)."""
    previous = previous_reports(mined)
    values, sizes = (
        np.full(len(mined.texts.reports), np.nan),
        np.zeros(len(mined.texts.reports), dtype=np.int64),
    )
    for now, before in previous.items():
        values[now], sizes[now] = _sticky(mined, now, before)
    return _scores(mined, "stickiness", values, sizes)


def _sticky(mined: Mined, now: int, before: int) -> tuple[float, int]:
    """Share of the text of a report in sentences that share a long run with another, and its characters."""
    earlier = np.unique(np.concatenate([h for h, _ in _runs(mined, before)]))
    hit = total = 0
    for row in np.flatnonzero(mined.texts.report == now):
        low, high = (int(x) for x in mined.stream.bounds[row : row + 2])
        hashes, free = _row_runs(mined, int(row))
        shared = np.flatnonzero(np.isin(hashes, earlier) & free)
        source = mined.stream.source[low:high].astype(np.int64)
        cuts = np.cumsum([len(s) for s in split_sentences(mined.texts.contents[int(row)])])
        sentence = np.searchsorted(cuts, source, side="right")
        sizes = np.bincount(sentence, minlength=len(cuts) + 1)
        # A run may cross the end of a sentence: every sentence that it touches shares it.
        touched = np.unique(np.concatenate([sentence[shared], sentence[shared + STICKY_RUN - 1]]))
        hit += int(sizes[touched].sum())
        total += high - low
    return hit / max(total, 1), total


def _runs(mined: Mined, report: int) -> list[tuple[NDArray[np.uint64], NDArray[np.bool_]]]:
    """Hashes of the long runs of each text of a report."""
    rows = np.flatnonzero(mined.texts.report == report)
    return [_row_runs(mined, int(row)) for row in rows] or [
        (np.empty(0, np.uint64), np.empty(0, bool))
    ]


def _row_runs(mined: Mined, row: int) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Hashes of the long runs of a text, and which of them are not wholly official wording."""
    low, high = mined.stream.bounds[row : row + 2]
    hashes = hash_runs(mined.stream.codes[low:high], STICKY_RUN)
    official = np.concatenate([[0], np.cumsum(mined.mandated[low:high])])
    return hashes, official[STICKY_RUN : STICKY_RUN + len(hashes)] - official[
        : len(hashes)
    ] < STICKY_RUN


def measure_redundancy(mined: Mined) -> pd.DataFrame:
    """Measure the share of text in sentences that stand elsewhere in the same report too.

    Sentences of fewer than 5 characters do not count as repeated.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "redundancy", scope "report", n = characters.

    References
    ----------
    R. Cazier & R. Pfeiffer (2017), 10-K disclosure repetition and managerial reporting incentives,
    Journal of Financial Reporting 2, 107–131.
    """
    sentences = [split_sentences(text) for text in _texts_of(mined)]
    stream = read_stream([s for part in sentences for s in part])
    owner = np.repeat(np.arange(len(sentences)), [len(part) for part in sentences])
    contents = stream.strings(stream.bounds[:-1], stream.bounds[1:])
    table = pd.DataFrame({"owner": owner, "text": pd.array(contents, dtype="str")})
    length = np.diff(stream.bounds)
    again = table.duplicated(keep=False).to_numpy() & (length >= 5)
    sizes = np.bincount(owner, weights=length, minlength=len(sentences))
    hit = np.bincount(owner, weights=length * again, minlength=len(sentences))
    return _scores(
        mined,
        "redundancy",
        np.where(sizes > 0, hit / np.maximum(sizes, 1), np.nan),
        sizes.astype(np.int64),
    )


def measure_modification(mined: Mined) -> pd.DataFrame:
    """Measure how much a report changed since the agency's previous one, beyond what its length explains.

    1 − cosine of tf-idf vectors of pairs of characters; the residual on the first five powers of
    length where at least 30 reports have an earlier one.

    Parameters
    ----------
    mined : Mined
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
    if not previous:
        return _scores(
            mined, "modification_raw", np.full(len(mined.texts.reports), np.nan), _sizes(mined)
        )
    from sklearn.feature_extraction.text import TfidfTransformer

    vectors = TfidfTransformer(norm="l2").fit_transform(_bigrams(mined))
    now, before = np.array(list(previous.items()), dtype=np.int64).T
    raw = np.full(len(mined.texts.reports), np.nan)
    raw[now] = 1 - np.asarray(vectors[now].multiply(vectors[before]).sum(axis=1)).ravel()
    sizes = _sizes(mined)
    out = [_scores(mined, "modification_raw", raw, sizes)]
    if len(now) >= 30:
        length = (sizes[now] - sizes[now].mean()) / max(float(sizes[now].std()), 1.0)
        powers = np.vander(length, 6)
        residual = np.full(len(raw), np.nan)
        residual[now] = raw[now] - powers @ np.linalg.lstsq(powers, raw[now], rcond=None)[0]
        out.append(_scores(mined, "modification", residual, sizes))
    return pd.concat(out, ignore_index=True)


def _bigrams(mined: Mined) -> csr_array:
    """Counts of the pairs of neighbouring characters of each report."""
    text = mined.stream.text_of
    inside = text[1:] == text[:-1]
    column = first_equal(hash_runs(mined.stream.codes, 2)[inside])
    row = mined.texts.report[text[:-1][inside]]
    shape = (len(mined.texts.reports), len(column) + 1)
    return csr_array((np.ones(len(row), dtype=np.float64), (row, column)), shape=shape)


def measure_originality(mined: Mined) -> pd.DataFrame:
    """Measure originality: each character weighs by how surprising it is that others hold it too.

    A character outside all passages counts 1, one in a passage that ``df`` of ``N`` reports hold
    log(N / df) / log(N); official wording is left out.

    Parameters
    ----------
    mined : Mined
        A run of ``mine_reuse``.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: score "originality" (0–1), scope "report", n = characters outside official
        wording.

    References
    ----------
    C. E. Shannon (1948), A mathematical theory of communication, for −log p as surprise; the
    measure is textmine's own."""
    n = len(mined.texts.reports)
    df = np.ones(len(mined.stream.codes), dtype=np.int64)
    held = mined.facts["n_reports"].to_numpy()
    spans = mined.passages
    order = np.argsort(held[spans.family], kind="stable")
    for k in order.tolist():
        df[spans.start[k] : spans.end[k]] = held[spans.family[k]]
    weight = np.log(n / df) / np.log(n) if n > 1 else np.ones(len(df))
    free = ~mined.mandated
    report = mined.texts.report[mined.stream.text_of]
    size = np.bincount(report[free], minlength=n)
    total = np.bincount(report[free], weights=weight[free], minlength=n)
    return _scores(
        mined, "originality", np.where(size > 0, total / np.maximum(size, 1), np.nan), size
    )


def previous_reports(mined: Mined) -> dict[int, int]:
    """Number of each report that has one of the same agency and the year before, to the number of that one."""
    reports = mined.texts.reports
    known = reports[(reports["agency"] != "") & reports["year"].notna()]
    by = {
        (a, int(y)): int(i)
        for i, a, y in zip(known.index, known["agency"], known["year"], strict=True)
    }
    return {
        i: by[a, y - 1] for (a, y), i in sorted(by.items(), key=lambda x: x[1]) if (a, y - 1) in by
    }


def measure_all(mined: Mined) -> pd.DataFrame:
    """Compute every measure of the literature that the data allow, as one frame ``scores``."""
    measures: Iterable[pd.DataFrame] = (
        measure_originality(mined),
        measure_boilerplate(mined),
        measure_redundancy(mined),
        measure_stickiness(mined),
        measure_modification(mined),
    )
    table = pd.concat(list(measures), ignore_index=True)
    return table.sort_values(["report_id", "score"], kind="stable").reset_index(drop=True)


def _texts_of(mined: Mined) -> list[str]:
    """Text of each report, its sections joined by line ends."""
    parts: list[list[str]] = [[] for _ in range(len(mined.texts.reports))]
    for number, text in zip(mined.texts.report.tolist(), mined.texts.contents, strict=True):
        parts[number].append(text)
    return ["\n".join(p) for p in parts]


def _years(mined: Mined) -> list[int]:
    """Year of each report, 0 where unknown."""
    return [0 if pd.isna(y) else int(y) for y in mined.texts.reports["year"]]


def _sizes(mined: Mined) -> NDArray[np.int64]:
    """Normalised characters of each report."""
    sizes = np.bincount(
        mined.texts.report, weights=np.diff(mined.stream.bounds), minlength=len(mined.texts.reports)
    )
    return sizes.astype(np.int64)


def _scores(mined: Mined, name: str, values: Floats, sizes: NDArray[np.int64]) -> pd.DataFrame:
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
