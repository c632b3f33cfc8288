"""Boilerplate: text in sentences with a phrase that most reports of a year hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.columns import Columns, begins
from textmine.reuse.ground.fingerprints import gather_repeated
from textmine.reuse.ground.runs import Runs
from textmine.reuse.ground.sentences import Sentences
from textmine.reuse.ground.stream import Stream
from textmine.reuse.measures.scoring import Bools, Floats, Ints, score_rows, share_of
from textmine.scratch import Buckets

PHRASE = 8
"""Characters of a phrase: about the four words of Lang & Stice-Lawrence (2015)."""
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
DOCUMENTS_A_BUCKET = 1000
"""Documents for each bucket that phrases are counted in: of reports, each then holds two or three
million phrases, which take 50 bytes each while they are counted."""
_BUCKET_BITS = np.uint64(24)
_PHRASE_ROW = np.dtype([("hash", "u8"), ("home", "i4")])


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
        score_rows(mined, "boilerplate", shares.published, shares.size),
        score_rows(mined, "boilerplate_band", shares.band, shares.size),
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
        return share_of(hit, total)

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


def _years(mined: Catalogue) -> list[int]:
    """Year of each report, 0 where unknown."""
    return [0 if pd.isna(y) else int(y) for y in mined.texts.reports["year"]]
