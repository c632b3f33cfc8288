"""The longest of many strings wherever one stands in a text, without overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick


@dataclass(frozen=True, slots=True)
class FoundString:
    """One of the strings, and where it stands: half-open offsets."""

    start: int
    end: int
    string: str


class LongestFinder:
    """Look for many strings at once.

    The automaton's own ``iter_long`` is not used: it passes over a string that ends where a longer
    one, begun before it, breaks off (云溪县 in 江州市云溪县, beside 江州市云溪县水利局).

    Parameters
    ----------
    strings : iterable of str
        What is looked for; none of them empty.

    References
    ----------
    Aho, A. V. & Corasick, M. J. (1975). Efficient string matching. Communications of the ACM 18,
    333–340.

    Examples
    --------
    >>> finder = LongestFinder(["江州市云溪县水利局", "云溪县"])
    >>> [hit.string for hit in finder.find("江州市云溪县水利局与江州市云溪县")]
    ['江州市云溪县水利局', '云溪县']
    """

    def __init__(self, strings: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for string in strings:
            self._automaton.add_word(string, string)
        self._is_empty = len(self._automaton) == 0
        if not self._is_empty:
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[FoundString]:
        """Find the strings from left to right: of several that begin together the longest.

        Parameters
        ----------
        text : str
            Any text.

        Yields
        ------
        FoundString
            In order; the next begins where the one before has ended, or later.
        """
        if self._is_empty:
            return
        hits = [
            FoundString(last + 1 - len(string), last + 1, string)
            for last, string in self._automaton.iter(text)
        ]
        at = 0
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= at:
                yield hit
                at = hit.end
