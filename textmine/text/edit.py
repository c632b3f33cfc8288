"""Text that changes step by step and never loses the way back to its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textmine.text.characters import code_points, spell_codes

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A text and, for each of its characters and its end, the place in the source.

    Parameters
    ----------
    text : str
        The text as it stands now.
    offsets : numpy.ndarray of shape (len(text) + 1,)
        Non-decreasing places in the source; the last is the source's length.

    Examples
    --------
    >>> t = trace("2020 年").replace([(4, 5, "")])
    >>> t.text, t.offsets.tolist()
    ('2020年', [0, 1, 2, 3, 5, 6])
    """

    text: str
    offsets: NDArray[np.int64]

    def replace(self, edits: Iterable[Edit]) -> Traced:
        """Apply replacements given as ``(start, end, new)`` in order, without overlap.

        Characters of a replacement point at the start of what they replace.

        Parameters
        ----------
        edits : iterable of (int, int, str)
            Half-open spans of ``text`` and what stands there instead.

        Returns
        -------
        Traced
            The new text, still mapped to the source.
        """
        pieces: list[str] = []
        places: list[NDArray[np.int64]] = []
        at = 0
        for start, end, new in edits:
            pieces += (self.text[at:start], new)
            places.append(self.offsets[at:start])
            if new:
                places.append(np.full(len(new), self.offsets[start], dtype=np.int64))
            at = end
        if not pieces:
            return self
        pieces.append(self.text[at:])
        places.append(self.offsets[at:])
        return Traced("".join(pieces), np.concatenate(places))

    def sub(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]
    ) -> Traced:
        """Replace every match of a pattern, as ``re.sub`` does, keeping the map.

        Parameters
        ----------
        pattern : re.Pattern
            What to replace.
        new : str or callable
            The replacement, literal, or a function of the match.

        Returns
        -------
        Traced
            The new text, still mapped to the source.
        """
        make = new if callable(new) else lambda _match: new
        return self.replace(
            (m.start(), m.end(), make(m)) for m in pattern.finditer(self.text)
        )

    def keep(self, kept: NDArray[np.bool_]) -> Traced:
        """Drop characters, all in one go: for many places that a pattern would find one by one.

        Parameters
        ----------
        kept : numpy.ndarray of bool, shape (len(text),)
            Which characters stay.

        Returns
        -------
        Traced
            The rest, still mapped to the source.

        Examples
        --------
        >>> trace("公 开").keep(np.array([True, False, True])).offsets.tolist()
        [0, 2, 3]
        """
        if kept.all():
            return self
        rest = spell_codes(code_points(self.text)[kept])
        return Traced(rest, self.offsets[np.append(kept, True)])

    def translate(self, table: NDArray[np.uint32]) -> Traced:
        """Exchange single characters for single characters.

        Parameters
        ----------
        table : numpy.ndarray of uint32
            What stands for each code point, as :func:`code_table` makes it.

        Returns
        -------
        Traced
            The new text with the same offsets.
        """
        codes = code_points(self.text)
        listed = np.minimum(codes, len(table) - 1)
        exchanged = np.where(codes == listed, table[listed], codes)
        return Traced(spell_codes(exchanged), self.offsets)


def code_table(exchanged: Mapping[int, str]) -> NDArray[np.uint32]:
    """Lay out which characters are exchanged for which, as ``str.translate`` takes it, by code.

    Parameters
    ----------
    exchanged : mapping of int to str
        Code point to one character.

    Returns
    -------
    numpy.ndarray of uint32, shape (largest code point + 1,)
        Code point of what stands for each; its own where nothing is said.

    Examples
    --------
    >>> trace("ａb").translate(code_table({ord("ａ"): "a"})).text
    'ab'
    """
    table = np.arange(max(exchanged, default=0) + 1, dtype=np.uint32)
    table[list(exchanged)] = [ord(new) for new in exchanged.values()]
    return table


def trace(source: str) -> Traced:
    """Start from a source: every character maps to itself.

    Parameters
    ----------
    source : str
        Any text.

    Returns
    -------
    Traced
        The same text with the identity map.
    """
    return Traced(source, np.arange(len(source) + 1, dtype=np.int64))
