"""Which sentences themes are learned from, in an order that is the same for any order of files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xxhash

from textmine.text.words import Segmenter
from textmine.themes.arrays import Ints
from textmine.themes.groups.stability import Said
from textmine.themes.narrative import name_owners
from textmine.themes.vectors.near_duplicates import is_copy
from textmine.themes.vectors.words import WordStream, WordWeights, read_words

# A word that stands in one sentence joins nothing.
MIN_SENTENCES = 2
# So many times the sentences wanted are looked at, since copies fall away.
SPARE = 4
# Of these, so many times the sentences wanted are read, since some have too few words.
USEFUL_SPARE = 1.5
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
    distinct = _distinct(sentences)
    head = distinct["key"].iloc[: SPARE * max_sentences].tolist()
    originals = np.flatnonzero(~is_copy(head))[: int(USEFUL_SPARE * max_sentences)]
    stream = read_words(distinct["text"].iloc[originals].tolist(), segmenter)
    weights = WordWeights(stream, MIN_SENTENCES)
    n_words = weights.weigh(stream).getnnz(axis=1)
    kept = np.flatnonzero(n_words >= MIN_WORDS)[:max_sentences]
    return Selection(distinct, originals[kept], stream.take(kept), weights)


def find_speakers(sentences: pd.DataFrame, selection: Selection) -> Said:
    """Tell which agencies say each learned sentence.

    Parameters
    ----------
    sentences : pandas.DataFrame
        All sentences, copies included.
    selection : Selection
        What is learned from.

    Returns
    -------
    Said
        Agencies numbered by name.
    """
    at = pd.Index(selection.keys).get_indexer(pd.Index(sentences["key"]))
    agency = pd.factorize(name_owners(sentences), sort=True)[0]
    pairs = np.unique(np.column_stack([at, agency])[at >= 0], axis=0)
    return Said(pairs[:, 0], pairs[:, 1])


def _distinct(sentences: pd.DataFrame) -> pd.DataFrame:
    """First place of each wording by report and offset, in the order of the hashes."""
    wording, keys = pd.factorize(sentences["key"])
    hashes = np.array([xxhash.xxh3_64_intdigest(key.encode()) for key in keys], np.uint64)
    report = pd.factorize(sentences["report_id"], sort=True)[0]
    by = np.lexsort((sentences["start"].to_numpy(), report, wording, hashes[wording]))
    first = by[np.diff(wording[by], prepend=-1) != 0]
    distinct: pd.DataFrame = sentences.iloc[first].reset_index(drop=True)
    return distinct
