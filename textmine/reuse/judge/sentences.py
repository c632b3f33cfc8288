"""Sentences of mined reports as spans of the stream, and reports in batches.

Measures that look at every character go through the corpus a batch of reports at a time, so that
what they hold is bounded by the batch and not by the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import cut_batches
from textmine.reuse.ground.stream import Stream
from textmine.text.sentences import STATEMENT_MARKS

Ints = NDArray[np.int64]

_ENDS = f"{STATEMENT_MARKS}\n"
# The statement of ``text.sentences``, but every character stands in one: shares are of all of them.
_SENTENCE = re.compile(rf"[^{_ENDS}]+[{_ENDS}]*|[{_ENDS}]+")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of many texts as spans of their stream.

    Parameters
    ----------
    bounds : numpy.ndarray of shape (n_sentences + 1,)
        Sentence ``k`` is ``codes[bounds[k]:bounds[k + 1]]``; one of marks alone is empty.
    owner : numpy.ndarray of shape (n_sentences,)
        Number of the report of each, ascending.
    """

    bounds: Ints
    owner: Ints

    def at(self, places: Ints) -> Ints:
        """Number of the sentence that holds each place of the stream."""
        numbers: Ints = np.searchsorted(self.bounds, places, side="right") - 1
        return numbers


def split_sentences(text: str) -> list[str]:
    """Split a text at full stops, semicolons, question marks and line ends, which stay.

    The sentence of this room is the statement of ``text.sentences``: a semicolon ends it too.

    Examples
    --------
    >>> split_sentences("公开及时。渠道单一；人手不足")
    ['公开及时。', '渠道单一；', '人手不足']
    """
    return _SENTENCE.findall(text)


def find_sentences(stream: Stream, texts: Sequence[str], owner: NDArray[np.integer]) -> Sentences:
    """Find the sentences of texts in their stream.

    Parameters
    ----------
    stream : Stream
        The texts as normalised characters.
    texts : sequence of str
        As they stand.
    owner : numpy.ndarray of shape (n_texts,)
        Number of the report of each text, ascending.

    Returns
    -------
    Sentences
        All of them, in order; each character of the stream lies in one.

    Examples
    --------
    >>> from textmine.reuse.ground.stream import read_stream
    >>> texts = ["公开及时。渠道单一", "人手不足"]
    >>> find_sentences(read_stream(texts), texts, np.array([0, 1])).bounds.tolist()
    [0, 4, 8, 12]
    """
    bounds = [np.zeros(1, dtype=np.int64)]
    n_sentences = np.zeros(len(texts), dtype=np.int64)
    for row, text in enumerate(texts):
        low, high = stream.bounds[row : row + 2]
        ends = np.array([m.end() for m in _SENTENCE.finditer(text)], dtype=np.int64)
        bounds.append(low + np.searchsorted(stream.source[low:high], ends))
        n_sentences[row] = len(ends)
    return Sentences(np.concatenate(bounds), np.repeat(owner.astype(np.int64), n_sentences))


def report_batches(mined: Catalogue) -> Iterator[range]:
    """Cut the reports of a run into batches of about as many characters as the sizes in use say."""
    return cut_batches(report_bounds(mined))


def report_bounds(mined: Catalogue) -> Ints:
    """Where each report begins in the stream, and last where it ends; texts stand by report."""
    first = np.searchsorted(mined.texts.report, np.arange(len(mined.texts.reports) + 1))
    bounds: Ints = mined.stream.bounds[first]
    return bounds
