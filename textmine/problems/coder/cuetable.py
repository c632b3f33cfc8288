"""Cue rules compiled for matching: words, and ordered words in a clause."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ahocorasick

from textmine.errors import CodebookError
from textmine.intake.values import show_value
from textmine.problems.coder.codebook import Codebook, check_keys, take_words
from textmine.problems.coder.matches import (
    CLAUSE_END,
    Chain,
    Cue,
    CueMatch,
    Hit,
    drop_conceded,
    drop_covered,
    drop_denied,
    drop_weak,
)

SCOPES = ("concede", "turn", "deny", "effect")
STRENGTHS = ("strong", "weak", "hide")
FIELDS = ("version", "gap", "lists", "scope", "group")
DEFAULT_GAP = 9
"""Most characters between two words of a cue where a table names none (that of ``cues.toml``)."""
_TOKEN = re.compile(r"\(([^()]+)\)\??|\{(\w+)\}|([^(){}]+)")


@dataclass(slots=True)
class _Node:
    """A place in the trie of cue words: the cues that end here, and the words that may follow."""

    cues: list[Cue] = field(default_factory=list)
    after: dict[str, _Node] = field(default_factory=dict)


class CueTable:
    """Cue rules ready to be matched.

    Parameters
    ----------
    cues : sequence of Cue
        Expanded cues; of equal ones the first stays.
    scope : mapping
        Word lists ``concede``, ``turn``, ``deny``, ``effect`` (each may be missing).
    gap : int
        Most characters between two words of a cue.
    version : str
        Version of the table.

    Examples
    --------
    >>> from textmine.problems.coder.codebook import load_codebook
    >>> from textmine.resources.load import load_toml
    >>> table = read_cues(load_toml("cues.toml"), load_codebook())
    >>> [m.text for m in table.find("虽然培训不少，但栏目更新得太慢")]
    ['更新', '太慢']
    """

    def __init__(
        self,
        cues: Sequence[Cue],
        scope: Mapping[str, Sequence[str]],
        *,
        gap: int = DEFAULT_GAP,
        version: str = "",
    ) -> None:
        self.cues = tuple(
            {(c.words, c.categories, c.strength): c for c in cues}.values()
        )
        self.scope = {name: frozenset(scope.get(name, ())) for name in SCOPES}
        self._marks = frozenset().union(*self.scope.values())
        self.gap = gap
        self.version = version

    def __getstate__(self) -> dict[str, Any]:
        return {
            k: v for k, v in self.__dict__.items() if k not in ("_automaton", "_trie")
        }

    @cached_property
    def _trie(self) -> dict[str, _Node]:
        """First word to what may follow."""
        roots: dict[str, _Node] = {}
        for cue in self.cues:
            nodes = roots
            for word in cue.words:
                node = nodes.setdefault(word, _Node())
                nodes = node.after
            node.cues.append(cue)
        return roots

    @cached_property
    def _automaton(self) -> Any:
        """All words of cues and scope in one automaton."""
        words = {word for cue in self.cues for word in cue.words}.union(
            *self.scope.values()
        )
        automaton = ahocorasick.Automaton()
        for word in sorted(words):
            automaton.add_word(word, (word, len(word)))
        automaton.make_automaton()
        return automaton

    def find(self, text: str) -> list[CueMatch]:
        """Find the cues that count in a statement.

        Parameters
        ----------
        text : str
            A problem statement.

        Returns
        -------
        list of CueMatch
            In order of place: cues within longer cues, denied ones, those in a conceded part and
            weak ones beside a strong one of another category are left out.
        """
        if not text or not self.cues:
            return []
        found = [
            Hit(last - n + 1, last + 1, word)
            for last, (word, n) in self._automaton.iter(text)
        ]
        hits = sorted(found)
        matches = drop_covered(self._assemble(text, hits))
        if not matches:
            return []
        marks = [hit for hit in hits if hit.word in self._marks]
        if marks:
            matches = self._apply_scope(text, matches, marks)
        matches = drop_weak(text, matches)
        return sorted(matches, key=_by_place) if len(matches) > 1 else matches

    def _apply_scope(
        self, text: str, matches: list[CueMatch], marks: list[Hit]
    ) -> list[CueMatch]:
        """Leave out what is conceded, denied or only an effect."""
        scope = {
            name: [hit for hit in marks if hit.word in words]
            for name, words in self.scope.items()
        }
        if scope["turn"] and scope["concede"]:
            matches = drop_conceded(text, matches, scope["concede"], scope["turn"])
        if scope["deny"] or scope["effect"]:
            matches = drop_denied(text, matches, scope["deny"], scope["effect"])
        return matches

    def _assemble(self, text: str, hits: list[Hit]) -> list[CueMatch]:
        """Turn hits of words into matches of cues.

        Of a cue with several words the nearest first word is taken: of two chains that end at one
        place the later one replaces the earlier.
        """
        matches: list[CueMatch] = []
        chains: dict[tuple[int, int], CueMatch] = {}
        for i, hit in enumerate(hits):
            node = self._trie.get(hit.word)
            if node is None:
                continue
            first = ((hit.start, hit.end),)
            matches += [CueMatch(cue, first) for cue in node.cues]
            if node.after:
                self._walk(text, hits, i, node.after, first, chains)
        return matches + list(chains.values())

    def _walk(
        self,
        text: str,
        hits: list[Hit],
        i: int,
        after: dict[str, _Node],
        chain: Chain,
        found: dict[tuple[int, int], CueMatch],
    ) -> None:
        """Follow the trie from hit ``i`` to the hits that stand near enough, in the same clause."""
        before = chain[-1][1]
        last = before + self.gap
        for k in range(i + 1, len(hits)):
            hit = hits[k]
            if hit.start > last:
                break
            if hit.word not in after or hit.start < before:
                continue
            if not CLAUSE_END.isdisjoint(text[before : hit.start]):
                continue
            node = after[hit.word]
            spans = (*chain, (hit.start, hit.end))
            for cue in node.cues:
                found[id(cue), hit.start] = CueMatch(cue, spans)
            if node.after:
                self._walk(text, hits, k, node.after, spans, found)


def _by_place(match: CueMatch) -> tuple[int, int, tuple[str, ...]]:
    """First word, last word, categories."""
    return match.start, match.end, match.cue.categories


def read_cues(
    data: Mapping[str, Any], codebook: Codebook, *, source: str = "cues.toml"
) -> CueTable:
    """Compile a cue table and check it against the codebook.

    Parameters
    ----------
    data : mapping
        Parsed TOML: ``version``, ``gap``, ``lists``, ``scope`` and ``group`` tables.
    codebook : Codebook
        Its categories are the only ones allowed.
    source : str
        How to call the table in messages.

    Returns
    -------
    CueTable
        The rules, with the codebook's own cue words added as strong cues.

    Raises
    ------
    CodebookError
        If a group names no category or an unknown one, a list is unknown, a pattern is malformed, a
        value is of another kind, or there is a field that nobody reads.
    """
    check_keys(data, FIELDS, source)
    lists = _take_lists(data, "lists", source)
    scope = _take_lists(data, "scope", source)
    check_keys(scope, SCOPES, f"{source}, scope")
    gap = data.get("gap", DEFAULT_GAP)
    if isinstance(gap, bool) or not isinstance(gap, int) or gap < 0:
        shown = show_value(gap)
        raise CodebookError(f"{source}: gap is {shown}; expected a whole number from 0")
    groups = data.get("group", [])
    if not isinstance(groups, list | tuple):
        raise CodebookError(f"{source}: group must be a list of tables, [[group]]")
    cues: list[Cue] = []
    for number, group in enumerate(groups, start=1):
        where = f"{source}, group {number}"
        categories = _take_categories(group, codebook, where)
        for strength in STRENGTHS:
            for pattern in take_words(group.get(strength, ()), f"{where}: {strength}"):
                cues.extend(
                    Cue(words, categories, strength)
                    for words in expand(pattern, lists, where=where)
                )
    known = {cue.words for cue in cues}
    for category in codebook.categories:
        cues.extend(
            Cue((w,), (category.key,), "strong")
            for w in category.cues
            if (w,) not in known
        )
    return CueTable(cues, scope, gap=gap, version=str(data.get("version", "")))


def _take_lists(
    data: Mapping[str, Any], name: str, source: str
) -> dict[str, tuple[str, ...]]:
    """A table of named lists of words."""
    table = data.get(name, {})
    if not isinstance(table, Mapping):
        raise CodebookError(
            f"{source}: {name} is {show_value(table)}; expected a table of lists"
        )
    return {
        key: take_words(words, f"{source}, {name}: {key}")
        for key, words in table.items()
    }


def _take_categories(group: Any, codebook: Codebook, where: str) -> tuple[str, ...]:
    """Categories of a group; only one that hides may have none."""
    check_keys(group, ("categories", *STRENGTHS), where)
    categories = take_words(group.get("categories", ()), f"{where}: categories")
    decides = any(group.get(strength) for strength in STRENGTHS if strength != "hide")
    if "categories" not in group or (decides and not categories):
        raise CodebookError(
            f'{where} has no category; give it categories = ["…"], or [] where it only hides'
        )
    codebook.parse_labels("|".join(categories), where=where)
    return categories


def expand(
    pattern: str, lists: Mapping[str, Sequence[str]], *, where: str = "pattern"
) -> list[tuple[str, ...]]:
    """Expand a pattern into its word sequences.

    Parameters
    ----------
    pattern : str
        Words joined by ``~``; ``(a|b)`` gives choices, ``(a)?`` may be left out, ``{name}`` stands
        for a list.
    lists : mapping
        Name to words.
    where : str
        Named in messages.

    Returns
    -------
    list of tuple of str
        Every sequence of words.

    Raises
    ------
    CodebookError
        If a list is unknown or a word is empty.

    Examples
    --------
    >>> expand("(报送|上报)~不{how}", {"how": ["快"]})
    [('报送', '不快'), ('上报', '不快')]
    """
    slots = [
        _expand_word(word, lists, f"{where}: pattern {pattern!r}")
        for word in pattern.split("~")
    ]
    return list(itertools.product(*slots))


def _expand_word(
    word: str, lists: Mapping[str, Sequence[str]], where: str
) -> list[str]:
    """Expand the choices within one word."""
    parts: list[Iterable[str]] = []
    done = 0
    for match in _TOKEN.finditer(word):
        if match.start() != done:
            break
        done = match.end()
        choices, name, plain = match.groups()
        if name is not None and name not in lists:
            raise CodebookError(
                f"{where} uses unknown list {{{name}}}; there are {', '.join(lists) or 'none'}"
            )
        options = (
            choices.split("|") if choices else list(lists[name]) if name else [plain]
        )
        parts.append([*options, ""] if match.group().endswith("?") else options)
    words = ["".join(p) for p in itertools.product(*parts)]
    if done != len(word) or not word or not all(words):
        raise CodebookError(
            f"{where} is malformed; expected words, (a|b), (a)?, {{list}}, joined by ~"
        )
    return words
