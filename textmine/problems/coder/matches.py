"""Cues found in a statement, and which of them count.

Not those within a longer one, denied, conceded or outdone. Every question is asked of what stands
near (the same characters, the same clause, the nearest word before), so that the work grows with
the length of the text and no faster.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

CLAUSE_END = frozenset("，。；：！？,;:!?\n")
SENTENCE_END = frozenset("。；！？;!?\n")
DENIAL_REACH = 6
"""Most characters between a denial (并非) and a cue that it denies; chosen by hand."""
Chain = tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A word of the table where it stands in a statement, half open; sorts by place."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One expanded cue: its words in order, the categories it speaks for, and how strongly."""

    words: tuple[str, ...]
    categories: tuple[str, ...]
    strength: str
    length: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", sum(map(len, self.words)))


@dataclass(slots=True)
class CueMatch:
    """A cue found in a statement: the spans of its words, half open."""

    cue: Cue
    spans: Chain

    @property
    def start(self) -> int:
        """Where the first word begins."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return self.spans[-1][1]

    @property
    def text(self) -> str:
        """The words, with … where others stand between."""
        return "…".join(self.cue.words)


class Stops:
    """The marks of a text that end clauses, or sentences, counted up to any place.

    Two places lie in one clause where as many marks stand before the one as before the other; so a
    question about a clause costs a bisection, however long the text is.

    Examples
    --------
    >>> stops = Stops("更新慢，内容少", CLAUSE_END)
    >>> stops.number(0) == stops.number(2), stops.number(2) == stops.number(4)
    (True, False)
    """

    __slots__ = ("_places",)

    def __init__(self, text: str, marks: frozenset[str]) -> None:
        self._places = [
            place for place, character in enumerate(text) if character in marks
        ]

    def number(self, place: int) -> int:
        """Give the number of the clause that a place lies in."""
        return bisect_left(self._places, place)


def drop_covered(matches: list[CueMatch]) -> list[CueMatch]:
    """Leave out cues within longer cues, and cues with a word that is part of a hiding cue's word.

    Parameters
    ----------
    matches : list of CueMatch
        All cues found in a text.

    Returns
    -------
    list of CueMatch
        The longest first.
    """
    if len(matches) < 2:
        return matches
    hiding = [span for m in matches if m.cue.strength == "hide" for span in m.spans]
    hiding_at: dict[int, list[tuple[int, int]]] = {}
    for low, high in hiding:
        for place in range(low, high):
            hiding_at.setdefault(place, []).append((low, high))
    kept: list[CueMatch] = []
    kept_at: dict[int, list[CueMatch]] = {}
    for match in sorted(matches, key=_by_length):
        # Only a match over the first character of this one can cover it.
        for longer in kept_at.get(match.spans[0][0], ()):
            if longer.cue.length > match.cue.length and _covers(
                longer.spans, match.spans
            ):
                break
        else:
            if not hiding or not _is_hidden(match.spans, hiding_at):
                kept.append(match)
                _register(match, kept_at)
    return kept


def drop_conceded(
    text: str, matches: list[CueMatch], concede: Sequence[Hit], turn: Sequence[Hit]
) -> list[CueMatch]:
    """Leave out what a sentence concedes (虽然 …) before it turns (但 …).

    Parameters
    ----------
    text : str
        The statement.
    matches : list of CueMatch
        Cues found in it.
    concede, turn : sequence of Hit
        Words that concede and words that turn, in order of place.

    Returns
    -------
    list of CueMatch
        Those outside of concessions.
    """
    sentence = Stops(text, SENTENCE_END)
    turns = [hit.start for hit in turn]
    opens: list[int] = []
    closes: list[int] = []
    for hit in concede:
        after = bisect_right(turns, hit.start)
        if after == len(turns) or sentence.number(turns[after]) != sentence.number(
            hit.start
        ):
            continue
        opens.append(hit.start)
        closes.append(
            turns[after]
        )  # the next turn: never before that of the hit before

    def is_conceded(place: int) -> bool:
        last = bisect_right(opens, place) - 1
        return last >= 0 and place < closes[last]

    return [match for match in matches if not is_conceded(match.start)]


def drop_denied(
    text: str, matches: list[CueMatch], deny: Sequence[Hit], effect: Sequence[Hit]
) -> list[CueMatch]:
    """Leave out cues right after a denial, and weak cues behind a word of effect in its clause.

    Parameters
    ----------
    text : str
        The statement.
    matches : list of CueMatch
        Cues found in it.
    deny, effect : sequence of Hit
        Words that deny (不是) and words that tell an effect (影响了).

    Returns
    -------
    list of CueMatch
        The others, in the order given.
    """
    clause = Stops(text, CLAUSE_END)
    denials = sorted(hit.end for hit in deny)
    effects = sorted(hit.start for hit in effect)

    def is_denied(match: CueMatch) -> bool:
        nearest = _last_before(denials, match.start)
        if nearest is None or match.start - nearest > DENIAL_REACH:
            return False
        return clause.number(nearest) == clause.number(match.start)

    def is_effect(match: CueMatch) -> bool:
        if match.cue.strength != "weak":
            return False
        nearest = _last_before(effects, match.start)
        return nearest is not None and clause.number(nearest) == clause.number(
            match.start
        )

    return [match for match in matches if not is_denied(match) and not is_effect(match)]


def drop_weak(text: str, matches: list[CueMatch]) -> list[CueMatch]:
    """Leave out hiding cues, and weak cues in a clause with a strong cue of another category.

    Parameters
    ----------
    text : str
        The statement.
    matches : list of CueMatch
        Cues found in it.

    Returns
    -------
    list of CueMatch
        Strong ones, then the weak ones that stay.
    """
    strong = [match for match in matches if match.cue.strength == "strong"]
    weak = [match for match in matches if match.cue.strength == "weak"]
    if not weak or not strong:
        return strong + weak
    clause = Stops(text, CLAUSE_END)
    rivals: dict[int, set[tuple[str, ...]]] = {}
    for match in strong:
        rivals.setdefault(clause.number(match.start), set()).add(match.cue.categories)

    def is_outdone(match: CueMatch) -> bool:
        own = frozenset(match.cue.categories)
        here: Iterable[tuple[str, ...]] = rivals.get(clause.number(match.start), ())
        return any(own.isdisjoint(categories) for categories in here)

    return strong + [match for match in weak if not is_outdone(match)]


def _by_length(match: CueMatch) -> int:
    """Longest first."""
    return -match.cue.length


def _register(match: CueMatch, at: dict[int, list[CueMatch]]) -> None:
    """Note a match at each of its characters."""
    for start, end in match.spans:
        for place in range(start, end):
            if place in at:
                at[place].append(match)
            else:
                at[place] = [match]


def _covers(longer: Chain, spans: Chain) -> bool:
    """Whether every word lies within a word of the longer match."""
    for start, end in spans:
        for low, high in longer:
            if low <= start and end <= high:
                break
        else:
            return False
    return True


def _is_hidden(spans: Chain, hiding_at: dict[int, list[tuple[int, int]]]) -> bool:
    """Whether a word is only a part of a hiding cue's word."""
    for start, end in spans:
        for low, high in hiding_at.get(start, ()):
            if low <= start and end <= high and end - start < high - low:
                return True
    return False


def _last_before(places: list[int], place: int) -> int | None:
    """The last of sorted places that does not lie behind a place."""
    at = bisect_right(places, place)
    return places[at - 1] if at else None
