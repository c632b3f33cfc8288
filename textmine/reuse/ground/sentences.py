"""Sentences of a stream: where among the normalised characters one ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.reuse.ground.columns import begins
from textmine.reuse.ground.stream import (
    N_CODE_POINTS,
    Stream,
    row_batches,
    within,
)
from textmine.scratch import GrowingArray
from textmine.text.characters import code_points
from textmine.text.sentences import STATEMENT_MARKS

# The sentence of this room is the statement of ``text.sentences``: a semicolon ends it too. But
# every character stands in one, for shares are of all of them.
_ENDS = f"{STATEMENT_MARKS}\n"


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of a stream that hold a character, in its order.

    Parameters
    ----------
    bounds : numpy.ndarray of int64, shape (n_sentences + 1,)
        Sentence ``k`` is ``codes[bounds[k]:bounds[k + 1]]`` of the stream.
    text : numpy.ndarray of int64, shape (n_sentences,)
        Number of the text that each stands in.
    """

    bounds: NDArray[np.int64]
    text: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.text)

    @property
    def size(self) -> NDArray[np.int64]:
        """Characters of each sentence."""
        return np.diff(self.bounds)

    def at(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the sentence that holds each place of the stream."""
        numbers: NDArray[np.int64] = (
            np.searchsorted(self.bounds, places, side="right") - 1
        )
        return numbers


def cut_sentences(texts: Sequence[str], stream: Stream) -> Sentences:
    r"""Cut a stream where a full stop, semicolon, question mark or line end stands in its texts.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    stream : Stream
        Their normalised characters.

    Returns
    -------
    Sentences
        Of all texts; none reaches from one text into the next.

    Examples
    --------
    >>> from textmine.reuse.ground.stream import read_stream
    >>> texts = ["公开及时。渠道，单一；", "人手\n\n不足"]
    >>> stream = read_stream(texts)
    >>> found = cut_sentences(texts, stream)
    >>> stream.strings(found.bounds[:-1], found.bounds[1:]), found.text.tolist()
    (['公开及时', '渠道单一', '人手', '不足'], [0, 0, 1, 1])
    """
    is_end = np.zeros(N_CODE_POINTS, dtype=bool)
    is_end[[ord(mark) for mark in _ENDS]] = True
    bounds, home = GrowingArray(np.int64), GrowingArray(np.int64)
    for low, high in row_batches(stream.bounds):
        rows = within(stream.bounds[:-1], low, high)
        batch = texts[rows]
        lengths = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
        n_kept = np.diff(stream.bounds[rows.start : rows.stop + 1])
        place = (
            np.repeat(np.cumsum(lengths) - lengths, n_kept) + stream.source[low:high]
        )
        # A character begins a sentence where a mark stands between it and the one before.
        n_marks = np.cumsum(is_end[code_points("".join(batch))], dtype=np.int32)[place]
        opens = begins(n_marks)
        opens_text = stream.bounds[rows] - low
        opens[opens_text[n_kept > 0]] = True
        starts = np.flatnonzero(opens) + low
        bounds.add(starts)
        home.add(stream.text_at(starts))
    bounds.add(np.array([len(stream.codes)]))
    return Sentences(bounds.finish(), home.finish())
