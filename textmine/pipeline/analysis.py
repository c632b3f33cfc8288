"""What stands in the text of a ``Doc``: read as a report's file is, mapped back to the doc."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from textmine.segment.itemizer.tokens import find_gaps
from textmine.segment.parts import Parts, find_parts
from textmine.text.normalize import normalize

# A pipeline asks four times for the same text, once a component; docs come one after the other.
_KEPT = 2


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Parts of a text, and the way from the normalised text back to the text as given."""

    parts: Parts
    offsets: NDArray[np.int64]

    def span(self, doc: Doc, start: int, end: int, label: str) -> Span | None:
        """Make a span of the doc's tokens over a stretch of the normalised text.

        Tokens that lie partly inside belong to it: normalising may have dropped a blank or a
        page number in the middle of a word.
        """
        if start >= end:
            return None
        first = int(self.offsets[start])
        last = int(self.offsets[end - 1]) + 1
        return doc.char_span(first, last, label=label, alignment_mode="expand")


@lru_cache(maxsize=_KEPT)
def analyse(text: str) -> Analysis:
    """Find all parts of a raw text, exactly as ``read_report`` does for a text file.

    Parameters
    ----------
    text : str
        Text as it is, with any blanks, widths, wraps and script.

    Returns
    -------
    Analysis
        Its parts, in the normalised text, with the map back.
    """
    clean = normalize(text)
    gaps = find_gaps(clean.text, text, clean.offsets)
    return Analysis(find_parts("doc", clean.text, gaps), clean.offsets)
