"""What happens to a clean text on its way to the web.

Wraps, page marks, blanks; with the way back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Dirt:
    """What is put into a text.

    Parameters
    ----------
    wrap : int
        Line length of hard wraps in full-width characters, 0 for none; numbers are not cut.
    pages : int
        Number of page marks.
    blanks : bool
        Whether digits get blanks around them.
    """

    wrap: int = 0
    pages: int = 0
    blanks: bool = False


class Soiled:
    """A text with marks put in, and where its characters went.

    Parameters
    ----------
    text : str
        The clean text.
    inserts : sequence of (int, str)
        Where and what is put in.

    Examples
    --------
    >>> s = Soiled("共283条", [(1, " "), (4, " ")])
    >>> s.text, s.text[slice(*s.span(1, 4))]
    ('共 283 条', '283')
    """

    def __init__(self, text: str, inserts: Sequence[tuple[int, str]]) -> None:
        ordered = sorted(inserts, key=lambda pair: pair[0])
        self._at = [at for at, _ in ordered]
        self._grown = [0, *accumulate(len(mark) for _, mark in ordered)]
        pieces, last = [], 0
        for at, mark in ordered:
            pieces += [text[last:at], mark]
            last = at
        self.text = "".join([*pieces, text[last:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the clean text.

        Parameters
        ----------
        start, end : int
            Half-open offsets in the clean text.

        Returns
        -------
        tuple of int
            Half-open offsets in the soiled text.
        """
        return start + self._grown[bisect_right(self._at, start)], end + self._grown[
            bisect_left(self._at, end)
        ]


def soil(
    rng: Random, text: str, prose: Sequence[tuple[int, int]], dirt: Dirt
) -> Soiled:
    """Put dirt into the prose of a text; headings and tables stay as they are.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    text : str
        The clean text.
    prose : sequence of (int, int)
        Spans of paragraphs, in order.
    dirt : Dirt
        What is put in.

    Returns
    -------
    Soiled
        The text with its map.
    """
    inserts: dict[int, str] = {}
    for start, end in prose:
        if dirt.blanks:
            for m in _DIGITS.finditer(text, start, end):
                inserts.update(
                    {at: " " for at in (m.start(), m.end()) if start < at < end}
                )
        if dirt.wrap:
            inserts.update(dict.fromkeys(_wraps(text, start, end, dirt.wrap), "\n"))
    long = [(a, b) for a, b in prose if b - a > 60]
    style = rng.choice(("- {} -", "— {} —"))
    for page, (a, b) in enumerate(
        sorted(rng.sample(long, min(dirt.pages, len(long)))), start=2
    ):
        inserts[rng.randint(a + 20, b - 20)] = f"\n\n{style.format(page)}\n\n"
    return Soiled(text, list(inserts.items()))


def _wraps(text: str, start: int, end: int, width: int) -> list[int]:
    """Places where lines of a display width end; digits take half a place and stay together."""
    breaks, used = [], 0.0
    for at in range(start, end):
        used += 0.5 if text[at].isascii() else 1.0
        if used > width:
            first = at
            while (
                text[first].isdigit()
                and text[first - 1].isdigit()
                and first > start + 1
            ):
                first -= 1
            breaks.append(first)
            used = sum(0.5 if c.isascii() else 1.0 for c in text[first : at + 1])
    return breaks
