"""Which n-grams are whole expressions: closed word classes at the edges, cohesion, branching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from textmine.resources.load import load_toml
from textmine.themes.arrays import Bools, Floats, Ints
from textmine.themes.phrases.ngrams import Kinds, Ngrams, count_tokens
from textmine.themes.phrases.tokens import INNER_MARKS, NAME, NUMBER, SLOTS, YEAR

# Characters (a slot counts as one; as many must be Han). Below four almost all runs are single
# words; above forty a run is a copied passage, which reuse mining shows better.
MIN_CHARS, MAX_CHARS = 4, 40
# Branching entropy (nats) and largest share of one neighbour, on the weaker side: beyond them the
# run goes on in most places. Cohesion: below it the words meet by chance. All three set by hand on
# the sample corpus, checked by benchmarks/themes_phrases.py on reports at hand.
MIN_ENTROPY = 0.6
MAX_SHARE = 0.75  # of all places
MIN_COHESION = 0.3  # 0 to 1
# Least share of places with a mark, a particle or another edge word to the left, and to the right
# (set by hand in the same way).
MIN_EDGE_LEFT, MIN_EDGE_RIGHT = 0.2, 0.3
# A whole term (国内生产总值) stands in the midst of others as often as at an edge: where it coheres
# and branches this well on both sides, no edge is asked for. On work reports of government this
# raised recall of known terms from 43 to 49 of 60.
TERM_COHESION = 0.5
TERM_ENTROPY = 1.8  # nats
TERM_SHARE = 0.5  # of all places
# A term tied to one neighbour (生态文明 | 建设) coheres still more and branches less (set by hand,
# by reading what comes in on work reports).
TIED_COHESION = 0.6
TIED_ENTROPY = 1.2  # nats
TIED_SHARE = 0.65  # of all places
# What is said of many things (有待加强, 不够及时) stands behind any of them, at no edge on its
# left, and mostly ends its clause (set by hand in the same way).
TAIL_EDGE_RIGHT = 0.7  # of all places
TAIL_SHARE_LEFT = 0.5  # of all places
TAIL_ENTROPY = 1.2  # nats, on both sides
TAIL_COHESION = 0.2  # 不够 stands with much
# The commonest words of a genre meet by chance so often that their terms hardly cohere (公开信息:
# 0.2 on reports): where a noun begins one, edges and branching speak for it.
COMMON_COHESION = 0.1
COMMON_ENTROPY = 1.8  # nats
COMMON_SHARE = 0.4  # of all places
COMMON_EDGE_LEFT = 0.3  # of all places
COMMON_EDGE_RIGHT = 0.5  # of all places
# Words differ in how often they end what is said (工作 in 0.46 of their places, 参与 in 0.18, 部分
# in 0.01; the annotated parts). A term whose last word often does, or now and then where the term
# itself mostly begins at an edge, needs no edge behind it (群众参与 | 热情). Set by hand, by
# reading what comes in; without the last word far more of it was broken.
FINAL_CLOSING = 0.3  # of all places of the last word: often
EDGED_CLOSING = 0.15  # of all places of the last word: now and then
EDGED_LEFT = 0.8  # of all places of the term
FINAL_COHESION = 0.4  # the least, 0 to 1, as the column cohesion
FINAL_ENTROPY = 1.2  # nats, on both sides
FINAL_SHARE = 0.5  # of all places
# A last word that almost never ends anything wants an object or a head: what an adverb or a verb
# begins and such a word breaks off is a fragment (认真听取 | 意见). Set by hand in the same way.
BROKEN_CLOSING = 0.1  # of all places of the word
BROKEN_EDGE = 0.3  # of all places of the expression
# A term of few places cannot branch as far: this share of the entropy that their number allows (its
# logarithm, each place with a neighbour of its own) is enough.
EVENNESS = 0.8
# Share of places at an edge from which on a word that mostly hangs on to another is known to begin
# (问题和不足), or an adverb to be what is said (更新不及时). Bounds from TAIL_EDGE_RIGHT on were
# set by hand on lists of set phrases and on work reports (benchmarks/themes_recall.py).
LONE_EDGE = 0.8
WORD_SHARE = 0.9  # of one neighbour, beyond which a single word is part of a longer one
# A part of a longer expression that has this share of its places and reports is no expression.
NESTED_SHARE = 0.8

# Tokens whose neighbours are counted in one go.
BLOCK = 2_000_000
_PAIRS = {"”": "“", "》": "《"}
_PAUSE = "、"
_MARKS = frozenset(INNER_MARKS) | frozenset(SLOTS.values())
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fd5"


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The closed classes of a vocabulary, as arrays over its numbers.

    Parameters
    ----------
    cannot_begin, cannot_end : numpy.ndarray of bool
        No expression begins, ends with them; the border is flagged.
    lone, said : numpy.ndarray of bool
        Those of them that do begin, end one where almost nothing else stands beside it.
    lead : numpy.ndarray of bool
        Words after which an expression may begin.
    chars : numpy.ndarray of int64
        Characters of each word.
    han : numpy.ndarray of int64
        The same where the word is a Han one, else 0.
    opens : numpy.ndarray of int64
        1 for a mark that opens a pair, −1 for one that closes it.
    kinds : Kinds
        Which words play a part of their own when n-grams are counted.
    frames : dict of int to set of int
        Prepositions that may begin an expression, with the words that close their frame (以 … 为).
    """

    cannot_begin: Bools
    cannot_end: Bools
    lone: Bools
    said: Bools
    lead: Bools
    chars: Ints
    han: Ints
    opens: Ints
    kinds: Kinds
    frames: dict[int, set[int]]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The weaker side of each n-gram: least entropy, largest share, and the most that is possible.

    ``most`` is the entropy where each place has a neighbour of its own.
    """

    entropy: Floats
    share: Floats
    most: Floats

    @classmethod
    def of(cls, found: Ngrams) -> _Sides:
        entropy = np.minimum(found.entropy_left, found.entropy_right)
        share = np.maximum(found.share_left, found.share_right)
        return cls(entropy, share, np.log(found.tf))

    def branch(self, least: float) -> Bools:
        """Tell where both sides branch by so many nats, or nearly as far as their places allow."""
        out: Bools = self.entropy >= np.minimum(least, EVENNESS * self.most)
        return out


@dataclass(frozen=True, slots=True)
class _Flagger:
    """Flags over the numbers of a vocabulary for the closed classes of ``phrases.toml``.

    ``blank`` flags the numbers without a word: the border and the line mark.
    """

    number: dict[str, int]
    blank: Bools
    table: dict[str, Any]

    @classmethod
    def of(cls, words: list[str], table: dict[str, Any]) -> _Flagger:
        number = {word: i for i, word in enumerate(words) if word}
        return cls(
            number,
            np.array([i < 2 and not w for i, w in enumerate(words)], np.bool_),
            table,
        )

    def of_words(self, members: Iterable[str]) -> Bools:
        """Flag some words, and what has none."""
        out = self.blank.copy()
        out[[self.number[word] for word in members if word in self.number]] = True
        return out

    def of_group(self, name: str, more: Iterable[str] = ()) -> Bools:
        """Flag the words of the classes that a group names, and some more."""
        classes = self.table["classes"]
        members = [
            word for chosen in self.table[name] for word in classes[chosen].split()
        ]
        return self.of_words([*members, *more])

    def find_frames(self) -> dict[int, set[int]]:
        """Prepositions with the words that close their frame."""
        frames: dict[int, set[int]] = {}
        for opener, closer in self.table["frames"]:
            if opener in self.number and closer in self.number:
                frames.setdefault(self.number[opener], set()).add(self.number[closer])
        return frames


def classify_words(words: list[str]) -> WordClasses:
    """Flag the closed classes of a vocabulary (``resources/phrases.toml``).

    Parameters
    ----------
    words : list of str
        Words by number; number 0 is the border.

    Returns
    -------
    WordClasses
        Arrays over the numbers.

    Examples
    --------
    >>> classify_words(["", "公开", "的", "不断"]).cannot_end.tolist()
    [True, False, True, True]
    """
    table = load_toml("phrases.toml")
    flags = _Flagger.of(words, table)
    chars = np.array([len(word) for word in words], np.int64)
    is_han = np.array([_FIRST_HAN <= word[:1] <= _LAST_HAN for word in words], np.bool_)
    opening, closing = flags.of_words(_PAIRS.values()), flags.of_words(_PAIRS)
    return WordClasses(
        cannot_begin=flags.of_group("begin", _MARKS - {"“", "《"}),
        cannot_end=flags.of_group("end", _MARKS - {"”", "》"}),
        lone=flags.of_group("lone"),
        said=flags.of_group("said"),
        lead=flags.of_group("after"),
        chars=chars,
        han=chars * is_han,
        opens=opening.astype(np.int64) - closing,
        kinds=_find_kinds(flags, chars),
        frames=flags.find_frames(),
    )


def _find_kinds(flags: _Flagger, chars: Ints) -> Kinds:
    """Number the words that play a part of their own when n-grams are counted."""

    def places(found: Bools) -> Ints:
        # The border and the line mark, which are flagged in every class, are no words.
        return np.flatnonzero(found[2:]) + 2

    return Kinds(
        loose=np.flatnonzero(flags.of_group("loose")),
        # Names and years stand beside anything; a number binds what follows it (〈数〉条).
        free=np.flatnonzero(flags.of_words([SLOTS[NAME], SLOTS[YEAR]])),
        after=np.flatnonzero(flags.of_group("after", _MARKS)),
        before=np.flatnonzero(flags.of_group("before", _MARKS)),
        alone=np.flatnonzero(chars >= MIN_CHARS),
        governors=places(flags.of_group("governors")),
        heads=places(flags.of_group("heads")),
        numbers=places(flags.of_words([SLOTS[NUMBER]])),
        pauses=places(flags.of_words([_PAUSE])),
    )


def measure_closing(ids: Ints, kinds: Kinds) -> Floats:
    """Measure how often each word ends what is said.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    kinds : Kinds
        For ``before``: the words before which an expression may end.

    Returns
    -------
    numpy.ndarray of float64
        By token number: share of its places with a border or such a word behind it.

    Examples
    --------
    >>> none = np.array([], dtype=np.int64)
    >>> kinds = Kinds(none, none, none, before=np.array([3]), alone=none)
    >>> measure_closing(np.array([1, 2, 0, 1, 3, 1, 1, 0]), kinds).tolist()
    [0.0, 0.5, 1.0, 0.0]
    """
    n_words = int(ids.max(initial=0)) + 1
    ends = np.zeros(n_words, np.bool_)
    ends[kinds.before[kinds.before < n_words]] = True
    ends[0] = True
    places, closing = np.zeros(n_words), np.zeros(n_words)
    # In blocks, each with the first token of the next: the sequence may be longer than memory.
    for at in range(0, len(ids), BLOCK):
        block = ids[at : at + BLOCK + 1]
        words = block[:-1]
        places += np.bincount(words, minlength=n_words)
        closing += np.bincount(words, ends[block[1:]], minlength=n_words)
    share: Floats = np.divide(closing, places, out=np.zeros(n_words), where=places > 0)
    share[0] = 0.0
    return share


def select_whole(
    ids: Ints, found: Ngrams, classes: WordClasses, cohesion: Floats, closing: Floats
) -> Bools:
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
    closing : numpy.ndarray of float64
        Of each word (``measure_closing``).

    Returns
    -------
    numpy.ndarray of bool
        One flag a candidate.
    """
    size = span_sum(classes.chars, ids, found)
    n_han = span_sum(classes.han, ids, found)
    good: Bools = (size >= MIN_CHARS) & (size <= MAX_CHARS) & (n_han >= MIN_CHARS)
    good &= span_sum(classes.opens, ids, found) == 0
    good &= _has_whole_ends(ids, found, classes) | _is_framed(
        ids, found, classes.frames
    )
    lead = classes.lead[ids[found.start]]
    last = closing[ids[found.start + found.length - 1]]
    is_expression = _is_phrase(found, cohesion) | _is_term(found, cohesion)
    is_expression |= _is_common_term(found, cohesion) & ~lead
    is_expression |= _is_final_term(found, cohesion, last) & ~lead
    is_broken = (last < BROKEN_CLOSING) & (found.edge_right < BROKEN_EDGE)
    is_expression &= ~(lead & is_broken)
    # A word of the dictionary is whole wherever it stands; if it mostly stands in one longer
    # expression, that one is kept in its place (``is_nested``).
    share = np.maximum(found.share_left, found.share_right)
    is_word = (found.length == 1) & (share <= WORD_SHARE)
    whole: Bools = good & (is_expression | is_word)
    return whole


def _has_whole_ends(ids: Ints, found: Ngrams, classes: WordClasses) -> Bools:
    """Tell whether no closed class forbids the first or the last word."""
    first, last = ids[found.start], ids[found.start + found.length - 1]
    begins = classes.lone[first] & (found.edge_left >= LONE_EDGE)
    ends = classes.said[last] & (found.edge_right >= LONE_EDGE)
    out: Bools = (~classes.cannot_begin[first] | begins) & (
        ~classes.cannot_end[last] | ends
    )
    return out


def _is_phrase(found: Ngrams, cohesion: Floats) -> Bools:
    """Expressions that stand at edges, or that end their clause and are said of many things."""
    sides = _Sides.of(found)
    at_edges = (found.edge_left >= MIN_EDGE_LEFT) & (found.edge_right >= MIN_EDGE_RIGHT)
    at_edges &= (sides.entropy >= MIN_ENTROPY) & (sides.share <= MAX_SHARE)
    is_tail = (found.edge_right >= TAIL_EDGE_RIGHT) & (
        found.share_left <= TAIL_SHARE_LEFT
    )
    is_tail &= sides.branch(TAIL_ENTROPY)
    out: Bools = at_edges & (cohesion >= MIN_COHESION) | is_tail & (
        cohesion >= TAIL_COHESION
    )
    return out


def _is_term(found: Ngrams, cohesion: Floats) -> Bools:
    """Terms that cohere so well that no edge is asked for."""
    sides = _Sides.of(found)
    coheres = (cohesion >= TERM_COHESION) & sides.branch(TERM_ENTROPY)
    is_tied = (cohesion >= TIED_COHESION) & sides.branch(TIED_ENTROPY)
    out: Bools = coheres & (sides.share <= TERM_SHARE) | is_tied & (
        sides.share <= TIED_SHARE
    )
    return out


def _is_common_term(found: Ngrams, cohesion: Floats) -> Bools:
    """Terms of the genre's commonest words, which cohere little."""
    sides = _Sides.of(found)
    at_edges = (found.edge_left >= COMMON_EDGE_LEFT) & (
        found.edge_right >= COMMON_EDGE_RIGHT
    )
    branches = sides.branch(COMMON_ENTROPY) & (sides.share <= COMMON_SHARE)
    out: Bools = at_edges & branches & (cohesion >= COMMON_COHESION)
    return out


def _is_final_term(found: Ngrams, cohesion: Floats, last: Floats) -> Bools:
    """Terms whose last word often ends what is said, though it goes on behind them."""
    sides = _Sides.of(found)
    is_edged = (found.edge_left >= EDGED_LEFT) & (last >= EDGED_CLOSING)
    branches = sides.branch(FINAL_ENTROPY) & (sides.share <= FINAL_SHARE)
    out: Bools = (is_edged | (last >= FINAL_CLOSING)) & branches
    return out & (cohesion >= FINAL_COHESION)


def _is_framed(ids: Ints, found: Ngrams, frames: dict[int, set[int]]) -> Bools:
    """Tell expressions that a preposition opens and its partner closes: 以 … 为 …, 在 … 同时."""
    out = np.zeros(len(found.start), np.bool_)
    openers = np.array(sorted(frames), np.int64)
    for i in np.flatnonzero(np.isin(ids[found.start], openers)).tolist():
        span = ids[found.start[i] : found.start[i] + found.length[i]].tolist()
        out[i] = bool(frames[span[0]] & set(span[1:]))
    return out


def measure_cohesion(ids: Ints, found: Ngrams, counts: Ints | None = None) -> Floats:
    """Normalised pointwise mutual information of the words of each n-gram.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    found : Ngrams
        Candidates.
    counts : numpy.ndarray of int64, optional
        How often each token stands there, where that is known already.

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
    >>> from textmine.themes.phrases.ngrams import Kinds, find_ngrams
    >>> row, kinds = np.arange(6), Kinds(none, none, none, none, none)
    >>> found = find_ngrams(ids, row, [row], kinds, max_length=2, min_df=[2])
    >>> measure_cohesion(ids, found).tolist()
    [1.0]
    """
    counts = count_tokens(ids) if counts is None else counts.copy()
    counts[0] = 0
    total = max(int(counts.sum()), 2)
    log_p = np.log(np.maximum(counts, 1) / total)
    joint = np.minimum(np.log(found.tf / total), -1e-9)  # never a division by ln 1
    words = span_sum(log_p, ids, found)
    bound = -np.maximum(found.length - 1, 1) * joint
    return np.where(found.length == 1, 1.0, (joint - words) / bound)


def span_sum(values: Ints | Floats, ids: Ints, found: Ngrams) -> Any:
    """Sum values over the tokens of each n-gram.

    Parameters
    ----------
    values : numpy.ndarray
        A value for each token number.
    ids : numpy.ndarray of int64
        Token numbers of the sequence.
    found : Ngrams
        Candidates.

    Returns
    -------
    numpy.ndarray
        One sum a candidate.
    """
    total: Any = np.zeros(len(found.start), values.dtype)
    # Token by token, for all values of a long sequence would take several times its memory.
    for n in range(int(found.length.max(initial=0))):
        longer = np.flatnonzero(found.length > n)
        total[longer] += values[ids[found.start[longer] + n]]
    return total


def is_nested(ids: Ints, whole: Ngrams, kinds: Kinds | None = None) -> Bools:
    """Tell which expressions are parts of a longer one with nearly as many places and reports.

    Parameters
    ----------
    ids : numpy.ndarray of int64
        Token numbers, 0 a border.
    whole : Ngrams
        Expressions.
    kinds : Kinds, optional
        Governors and heads: an expression is no part of one that only puts a governor before it,
        or a head behind it (坚持 + 稳中求进工作总基调).

    Returns
    -------
    numpy.ndarray of bool
        One flag for each; True where a longer one has at least 80 % of its places and reports.

    References
    ----------
    Frantzi, K., Ananiadou, S. & Mima, H. (2000). The C-value/NC-value method. IJDL 3(2): nested
    candidate terms.
    """
    spans = [
        tuple(ids[start : start + length].tolist())
        for start, length in zip(whole.start, whole.length, strict=True)
    ]
    number = {span: i for i, span in enumerate(spans)}
    governors = set() if kinds is None else set(kinds.governors.tolist())
    heads = set() if kinds is None else set(kinds.heads.tolist())
    tf, df = whole.tf, whole.df[0]
    out = np.zeros(len(spans), np.bool_)
    for i, span in enumerate(spans):
        bare = _without(span, governors, heads)
        for part in _proper_parts(span):
            j = number.get(part)
            if part == bare:
                continue
            if (
                j is not None
                and tf[i] >= NESTED_SHARE * tf[j]
                and df[i] >= NESTED_SHARE * df[j]
            ):
                out[j] = True
    return out


def _without(
    span: tuple[int, ...], governors: set[int], heads: set[int]
) -> tuple[int, ...]:
    """Drop what governs an expression from before it, and the head behind it."""
    start = next((i for i, token in enumerate(span) if token not in governors), 0)
    ends = [i for i, token in enumerate(span) if token in heads and i > start]
    return span[start : ends[0] if ends else len(span)]


def _proper_parts(span: tuple[int, ...]) -> list[tuple[int, ...]]:
    """All shorter runs of tokens within a run."""
    size = len(span)
    return [span[a : a + n] for n in range(1, size) for a in range(size - n + 1)]


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
