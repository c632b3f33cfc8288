"""Which n-grams are whole expressions: closed word classes at the edges, cohesion, branching."""

from __future__ import annotations

from typing import Any

import numpy as np

from textmine.resources.load import load_toml
from textmine.themes.ngrams import Bools, Floats, Ints, Kinds, Ngrams
from textmine.themes.tokens import INNER_MARKS, NAME, SLOTS, YEAR

MIN_CHARS, MAX_CHARS = 4, 40
MIN_ENTROPY, MAX_SHARE, MIN_COHESION = 0.6, 0.75, 0.3
MIN_EDGES = (0.2, 0.3)
NESTED = 0.8
_PAIRS = {"”": "“", "》": "《"}


class WordClasses:
    """The closed classes of a vocabulary, as arrays over its numbers.

    Parameters
    ----------
    words : list of str
        Words by number; number 0 is the border.

    Examples
    --------
    >>> classes = WordClasses(["", "公开", "的", "不断"])
    >>> classes.cannot_end.tolist()
    [True, False, True, True]
    """

    def __init__(self, words: list[str]) -> None:
        table = load_toml("phrases.toml")
        classes = {name: frozenset(members.split()) for name, members in table["classes"].items()}
        groups = {
            name: frozenset().union(*(classes[c] for c in table[name]))
            for name in ("begin", "end", "after", "before")
        }
        marks = frozenset(INNER_MARKS) | frozenset(SLOTS.values())
        self.words, self._number = words, {word: i for i, word in enumerate(words) if word}
        self.cannot_begin = self._flags(groups["begin"] | marks - {"“", "《"})
        self.cannot_end = self._flags(groups["end"] | marks - {"”", "》"})
        self.chars = np.array([len(w) for w in words], np.int64)
        self.han = self.chars * np.array(["\u4e00" <= w[:1] <= "\u9fd5" for w in words], np.bool_)
        self.kinds = Kinds(
            loose=np.flatnonzero(self._flags(classes["particles"])),
            free=np.flatnonzero(self._flags(frozenset({SLOTS[NAME], SLOTS[YEAR]}))),
            after=np.flatnonzero(self._flags(groups["after"] | marks)),
            before=np.flatnonzero(self._flags(groups["before"] | marks)),
            alone=np.flatnonzero(self.chars >= MIN_CHARS),
        )
        opens, closes = self._flags(frozenset(_PAIRS.values())), self._flags(frozenset(_PAIRS))
        self.opens = opens.astype(np.int64) - closes

    def _flags(self, members: frozenset[str]) -> Bools:
        """Flags by word number; the border is flagged."""
        flags = np.array(
            [not word for word in self.words[:2]] + [False] * (len(self.words) - 2), np.bool_
        )
        flags[[self._number[word] for word in members if word in self._number]] = True
        return flags


def select_whole(ids: Ints, found: Ngrams, classes: WordClasses, cohesion: Floats) -> Bools:
    """Tell whole expressions from fragments.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    found : Ngrams
        Candidates, already closed.
    classes : WordClasses
        Closed classes of the vocabulary.
    cohesion : numpy.ndarray of float64
        Of each candidate.

    Returns
    -------
    numpy.ndarray of bool
        One flag a candidate.
    """
    last = found.start + found.length - 1
    size = span_sum(classes.chars[ids], found)
    good: Bools = (
        (size >= MIN_CHARS) & (size <= MAX_CHARS) & (span_sum(classes.han[ids], found) >= MIN_CHARS)
    )
    good &= ~classes.cannot_begin[ids[found.start]] & ~classes.cannot_end[ids[last]]
    good &= span_sum(classes.opens[ids], found) == 0
    good &= np.minimum(found.entropy_left, found.entropy_right) >= MIN_ENTROPY
    good &= np.maximum(found.share_left, found.share_right) <= MAX_SHARE
    good &= (found.edge_left >= MIN_EDGES[0]) & (found.edge_right >= MIN_EDGES[1])
    return good & (cohesion >= MIN_COHESION)


def measure_cohesion(ids: Ints, found: Ngrams) -> Floats:
    """Normalised pointwise mutual information of the words of each n-gram.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    found : Ngrams
        Candidates.

    Returns
    -------
    numpy.ndarray of float64
        (ln p(w₁…wₙ) − Σ ln p(wᵢ)) / (−(n − 1) ln p(w₁…wₙ)), between −1 and 1; 1 for a single word.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL.

    Examples
    --------
    >>> ids, none = np.array([1, 2, 0, 1, 2, 0]), np.array([], dtype=np.int64)
    >>> from textmine.themes.ngrams import Kinds, find_ngrams
    >>> row, kinds = np.arange(6), Kinds(none, none, none, none, none)
    >>> found = find_ngrams(ids, row, [row], kinds, max_length=2, min_df=[2])
    >>> measure_cohesion(ids, found).tolist()
    [1.0]
    """
    counts = np.bincount(ids, minlength=1)
    counts[0] = 0
    total = max(int(counts.sum()), 2)
    log_p = np.log(np.maximum(counts, 1) / total)
    joint = np.minimum(np.log(found.tf / total), -1e-9)
    words = span_sum(log_p[ids], found)
    return np.where(
        found.length == 1, 1.0, (joint - words) / (-np.maximum(found.length - 1, 1) * joint)
    )


def span_sum(values: Ints | Floats, found: Ngrams) -> Any:
    """Sum values over the tokens of each n-gram.

    Parameters
    ----------
    values : numpy.ndarray
        One value a token.
    found : Ngrams
        Candidates.

    Returns
    -------
    numpy.ndarray
        One sum a candidate.
    """
    total = np.concatenate((np.zeros(1, values.dtype), np.cumsum(values)))
    return total[found.start + found.length] - total[found.start]


def is_nested(ids: Ints, found: Ngrams, chosen: Ints) -> Bools:
    """Tell which expressions are parts of a longer chosen one that stands in nearly as many places and reports.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    found : Ngrams
        Candidates.
    chosen : numpy.ndarray of int64
        Which of them are whole.

    Returns
    -------
    numpy.ndarray of bool
        One flag for each chosen candidate; True where a longer one has at least 80 % of its places
        and reports.

    References
    ----------
    Frantzi, K., Ananiadou, S. & Mima, H. (2000). The C-value/NC-value method. IJDL 3(2): nested
    candidate terms."""
    spans = [
        tuple(ids[a : a + n].tolist())
        for a, n in zip(found.start[chosen], found.length[chosen], strict=True)
    ]
    place = {span: i for i, span in enumerate(spans)}
    tf, df = found.tf[chosen], found.df[0][chosen]
    out = np.zeros(len(chosen), np.bool_)
    for i, span in enumerate(spans):
        for n in range(1, len(span)):
            for a in range(len(span) - n + 1):
                j = place.get(span[a : a + n])
                if j is not None and tf[i] >= NESTED * tf[j] and df[i] >= NESTED * df[j]:
                    out[j] = True
    return out


def is_balanced(phrase: str) -> bool:
    """Tell whether quotation and title marks come in pairs.

    Parameters
    ----------
    phrase : str
        A phrase.

    Returns
    -------
    bool
        False if one is open, or closed before it opens.

    Examples
    --------
    >>> is_balanced("“放管服”改革"), is_balanced("港人治港”、“澳人治澳")
    (True, False)
    """
    stack = []
    for mark in phrase:
        if mark in _PAIRS.values():
            stack.append(mark)
        elif mark in _PAIRS and (not stack or stack.pop() != _PAIRS[mark]):
            return False
    return not stack
