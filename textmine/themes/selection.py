"""Which sentences themes are learned from, in an order that is the same for any order of files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xxhash

from textmine.stats.groups import cluster_labels
from textmine.text.words import Segmenter
from textmine.themes.arrays import Ints
from textmine.themes.groups.stability import Said
from textmine.themes.vectors.near_duplicates import is_copy
from textmine.themes.vectors.words import WordStream, WordWeights, read_frame_words

# A word that stands in one sentence joins nothing.
MIN_SENTENCES = 2
# So many times the sentences wanted are looked at, since copies fall away.
SPARE = 4
# Of these, so many times the sentences wanted are read, since some have too few words.
USEFUL_SPARE = 1.5
# Sentences below which themes are rough: on labelled problems (14 categories) those of 30, 55 and
# 90 learned ones reach an ARI of 0.09 to 0.29, 0.16 to 0.37 and 0.21 to 0.38, of 800 0.31 to 0.41.
FEW_LEARNED = 100
# A sentence of one recurring word (a run-in heading) ties nothing together.
MIN_WORDS = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """The distinct sentences of a corpus and those that are learned from.

    Parameters
    ----------
    distinct : pandas.DataFrame
        First place of each wording, in the order of the wordings' hashes: the order of the files
        plays no part.
    learned : numpy.ndarray of int64
        Rows of ``distinct`` that are learned from, ascending.
    stream : WordStream
        Words of the learned sentences.
    weights : WordWeights
        Learned from them.
    """

    distinct: pd.DataFrame
    learned: Ints
    stream: WordStream
    weights: WordWeights

    def only_learned(self) -> Selection:
        """The same without the sentences that are not learned from."""
        rows = self.rows.reset_index(drop=True)
        return Selection(rows, np.arange(len(rows)), self.stream, self.weights)

    @property
    def keys(self) -> list[str]:
        """What the learned sentences say."""
        return self.distinct["key"].iloc[self.learned].tolist()

    @property
    def rows(self) -> pd.DataFrame:
        """Frame of the learned sentences."""
        return self.distinct.iloc[self.learned]


def select_sentences(
    sentences: pd.DataFrame, max_sentences: int, segmenter: Segmenter
) -> Selection:
    """Choose the sentences to learn from: every wording once, no edited copy, a fixed sample.

    Parameters
    ----------
    sentences : pandas.DataFrame
        As ``split_sentences`` gives them.
    max_sentences : int
        Sentences at most; those with the lowest hashes, so that more reports change little.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    Selection
        Possibly without sentences.
    """
    return choose_learned(_distinct(sentences), max_sentences, segmenter)


def sample_sentences(parts: Iterable[pd.DataFrame], max_sentences: int) -> pd.DataFrame:
    """Take the distinct sentences that are looked at, of a corpus that comes in parts.

    Those with the lowest hashes, each at its first place: the same sample for any parts, and all
    that :func:`choose_learned` looks at. Of a part no more is held than of the sample.

    Parameters
    ----------
    parts : iterable of DataFrame
        Sentences, as ``split_sentences`` gives them; at least one part.
    max_sentences : int
        Sentences that are to be learned from at most.

    Returns
    -------
    pandas.DataFrame
        Distinct sentences in the order of their hashes.

    Examples
    --------
    >>> from textmine.themes.sentences import split_sentences
    >>> said = ["更新不够及时。人员培训少。", "人员培训少。更新不够及时。渠道单一。"]
    >>> rows = split_sentences(pd.DataFrame({"report_id": ["a", "b"], "text": said}))
    >>> whole = sample_sentences([rows], 2)
    >>> whole.equals(sample_sentences([rows[:1], rows[1:3], rows[3:]], 2)), len(whole)
    (True, 3)
    """
    kept: pd.DataFrame | None = None
    for part in parts:
        both = part if kept is None else pd.concat([kept, part], ignore_index=True)
        kept = _distinct(both).head(SPARE * max_sentences)
    assert kept is not None, "no part"
    return kept


def choose_learned(
    distinct: pd.DataFrame, max_sentences: int, segmenter: Segmenter
) -> Selection:
    """Choose among distinct sentences those to learn from.

    Parameters
    ----------
    distinct : pandas.DataFrame
        Distinct sentences in the order of their hashes: all, or ``sample_sentences``.
    max_sentences : int
        Sentences at most.
    segmenter : Segmenter
        What splits into words.

    Returns
    -------
    Selection
        Possibly without sentences.
    """
    head = distinct["key"].iloc[: SPARE * max_sentences].tolist()
    originals = np.flatnonzero(~is_copy(head))[: int(USEFUL_SPARE * max_sentences)]
    stream = read_frame_words(distinct.iloc[originals], segmenter)
    weights = WordWeights(stream, MIN_SENTENCES)
    n_words = weights.weigh(stream).getnnz(axis=1)
    kept = np.flatnonzero(n_words >= MIN_WORDS)[:max_sentences]
    return Selection(distinct, originals[kept], stream.take(kept), weights)


def find_speakers(parts: Iterable[pd.DataFrame], selection: Selection) -> Said:
    """Tell which agencies say each learned sentence.

    Parameters
    ----------
    parts : iterable of DataFrame
        All sentences, copies included, in any parts; at least one.
    selection : Selection
        What is learned from.

    Returns
    -------
    Said
        Agencies numbered by name.
    """
    keys = pd.Index(selection.keys)
    said = []
    for sentences in parts:
        pairs = pd.DataFrame(
            {
                "sentence": keys.get_indexer(pd.Index(sentences["key"])),
                "agency": cluster_labels(sentences).to_numpy(),
            }
        )
        said.append(pairs[pairs["sentence"] >= 0].drop_duplicates())
    whole = pd.concat(said, ignore_index=True).drop_duplicates()
    agency = pd.factorize(whole["agency"], sort=True)[0]
    order = np.lexsort((agency, whole["sentence"]))
    return Said(
        whole["sentence"].to_numpy(np.int64)[order], agency.astype(np.int64)[order]
    )


def _distinct(sentences: pd.DataFrame) -> pd.DataFrame:
    """First place of each wording by report and offset, in the order of the hashes."""
    wording, keys = pd.factorize(sentences["key"])
    hashes = np.array(
        [xxhash.xxh3_64_intdigest(key.encode()) for key in keys.tolist()], np.uint64
    )
    report = pd.factorize(sentences["report_id"], sort=True)[0]
    by = np.lexsort((sentences["start"].to_numpy(), report, wording, hashes[wording]))
    first = by[np.diff(wording[by], prepend=-1) != 0]
    distinct: pd.DataFrame = sentences.iloc[first].reset_index(drop=True)
    return distinct
