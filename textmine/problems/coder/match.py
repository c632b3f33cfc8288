"""A cue, a cue found in a statement, and where the clauses of the statement end."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

CLAUSE_END = frozenset("，。；：！？,;:!?\n")
SENTENCE_END = frozenset("。；！？;!?\n")
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
class Match:
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
        self._places = [place for place, character in enumerate(text) if character in marks]

    def number(self, place: int) -> int:
        """Give the number of the clause that a place lies in."""
        return bisect_left(self._places, place)
