"""All texts as one array of normalised code points, with the way back to the characters they came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_CODE_POINTS = 0x110000


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """The normalised characters of many texts, one after the other.

    Parameters
    ----------
    codes : numpy.ndarray of shape (n,)
        Folded code points: full width to half, upper to lower case; no white space, no punctuation.
    source : numpy.ndarray of shape (n,)
        ``source[i]`` is the offset of ``codes[i]`` in its own text.
    bounds : numpy.ndarray of shape (n_texts + 1,)
        Text ``j`` is ``codes[bounds[j]:bounds[j + 1]]``.

    Examples
    --------
    >>> s = read_stream(["主动 公开，２条。", "A b"])
    >>> "".join(map(chr, s.codes)), s.source.tolist(), s.bounds.tolist()
    ('主动公开2条ab', [0, 1, 3, 4, 6, 7, 0, 2], [0, 6, 8])
    """

    codes: NDArray[np.uint32]
    source: NDArray[np.int32]
    bounds: NDArray[np.int64]

    @property
    def text_of(self) -> NDArray[np.int32]:
        """Number of the text that each character belongs to, shape (n,)."""
        return np.repeat(np.arange(len(self.bounds) - 1, dtype=np.int32), np.diff(self.bounds))

    def string(self, start: int, end: int) -> str:
        """Return the normalised characters of a span as a string."""
        return self.codes[start:end].astype("<u4").tobytes().decode("utf-32-le", errors="surrogatepass")


def read_stream(texts: Sequence[str]) -> Stream:
    """Normalise texts into one array of code points.

    Parameters
    ----------
    texts : sequence of str
        Any number of texts, empty ones included.

    Returns
    -------
    Stream
        The kept characters, their offsets in the texts, and the borders between texts.

    Examples
    --------
    >>> read_stream(["", "（一）公开"]).bounds.tolist()
    [0, 0, 3]
    """
    raw = np.frombuffer("".join(texts).encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    edges = np.concatenate([[0], np.cumsum(lengths)])
    folded = fold_table(raw)[raw]
    kept = np.flatnonzero(folded)
    bounds = np.searchsorted(kept, edges)
    shift = np.repeat(edges[:-1], np.diff(bounds))
    return Stream(folded[kept], (kept - shift).astype(np.int32), bounds.astype(np.int64))


def fold_table(raw: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Make the table from code point to folded code point (0 = dropped) for the code points that occur."""
    present = np.zeros(N_CODE_POINTS, dtype=bool)
    present[raw] = True
    table = np.zeros(N_CODE_POINTS, dtype=np.uint32)
    used = np.flatnonzero(present)
    table[used] = [fold(chr(int(c))) for c in used]
    return table


def fold(char: str) -> int:
    """Fold one character to the code point it is compared by, or 0 where it does not count.

    Examples
    --------
    >>> [chr(fold(c)) if fold(c) else "" for c in "Ａ㈠，１ 开"]
    ['a', '一', '', '1', '', '开']
    """
    kept = [c for c in unicodedata.normalize("NFKC", char).casefold() if _counts(c)]
    if not kept:
        return 0
    return ord(kept[0]) if len(kept) == 1 else ord(char)


def _counts(char: str) -> bool:
    """Tell whether a character is text rather than space, punctuation or control."""
    if char.isascii():
        return char.isalnum()
    category = unicodedata.category(char)
    return category[0] not in "PZ" and category not in ("Cc", "Cf")
