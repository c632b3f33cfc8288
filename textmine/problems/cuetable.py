"""Cue rules compiled for matching: words and ordered words in a clause, with scope, denial and priority."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ahocorasick

from textmine.errors import CodebookError
from textmine.problems.codebook import Codebook

STRENGTHS = ("strong", "weak", "hide")
CLAUSE_END = frozenset("，。；：！？,;:!?\n")
SENTENCE_END = frozenset("。；！？;!?\n")
_TOKEN = re.compile(r"\(([^()]+)\)\??|\{(\w+)\}|([^(){}]+)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One expanded cue: its words in order, the categories it speaks for, and how strongly."""

    words: tuple[str, ...]
    categories: tuple[str, ...]
    strength: str

    @property
    def length(self) -> int:
        """Number of characters that must be there."""
        return sum(map(len, self.words))


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in a statement: the spans of its words, half open."""

    cue: Cue
    spans: tuple[tuple[int, int], ...]

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
    >>> from textmine.problems.codebook import load_codebook
    >>> from textmine.resources.load import load_toml
    >>> table = read_cues(load_toml("cues.toml"), load_codebook())
    >>> [m.text for m in table.find("虽然培训不少，但栏目更新得太慢")]
    ['更新', '太慢']
    """

    def __init__(
        self, cues: Sequence[Cue], scope: Mapping[str, Sequence[str]], *, gap: int = 9, version: str = ""
    ) -> None:
        self.cues = tuple({(c.words, c.categories, c.strength): c for c in cues}.values())
        self.scope = {name: tuple(words) for name, words in scope.items()}
        self.gap = gap
        self.version = version

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("_automaton", "_by_word")}

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[int, int]]]:
        """Word to the (cue, place in cue) pairs that hold it."""
        index: dict[str, list[tuple[int, int]]] = {}
        for number, cue in enumerate(self.cues):
            for place, word in enumerate(cue.words):
                index.setdefault(word, []).append((number, place))
        return index

    @cached_property
    def _automaton(self) -> Any:
        """All words of cues and scope in one automaton."""
        words: dict[str, list[tuple[int, int]]] = dict(self._by_word)
        for listed in self.scope.values():
            for word in listed:
                words.setdefault(word, [])
        automaton = ahocorasick.Automaton()
        for word in sorted(words):
            automaton.add_word(word, (word, len(word), words[word]))
        automaton.make_automaton()
        return automaton

    def find(self, text: str) -> list[Match]:
        """Find the cues that count in a statement.

        Parameters
        ----------
        text : str
            A problem statement.

        Returns
        -------
        list of Match
            In order of place: cues within longer cues, denied ones, those in a conceded part and weak ones beside a
            strong one of another category are left out.
        """
        hits = [(end - n + 1, end + 1, word, at) for end, (word, n, at) in self._automaton.iter(text)] if text else []
        if not hits:
            return []
        matches = _drop_covered(self._assemble(text, hits))
        marks = {name: [h for h in hits if h[2] in words] for name, words in self.scope.items()}
        matches = _drop_conceded(text, matches, marks.get("concede", []), marks.get("turn", []))
        matches = _drop_denied(text, matches, marks.get("deny", []), marks.get("effect", []))
        return sorted(_drop_weak(text, matches), key=lambda m: (m.start, m.end, m.cue.categories))

    def _assemble(self, text: str, hits: list[tuple[int, int, str, list[tuple[int, int]]]]) -> list[Match]:
        """Turn hits of words into matches of cues; of a cue with several words the nearest words are taken."""
        found: list[Match] = []
        open_spans: dict[tuple[int, int], list[tuple[tuple[int, int], ...]]] = {}
        for start, end, _, places in sorted(hits, key=lambda h: (h[0], h[1])):
            for number, place in places:
                cue = self.cues[number]
                if place == 0:
                    chain: tuple[tuple[int, int], ...] | None = ((start, end),)
                else:
                    chain = self._extend(text, open_spans.get((number, place - 1), []), start, end)
                if chain is None:
                    continue
                if place + 1 == len(cue.words):
                    found.append(Match(cue, chain))
                else:
                    open_spans.setdefault((number, place), []).append(chain)
        return found

    def _extend(
        self, text: str, chains: list[tuple[tuple[int, int], ...]], start: int, end: int
    ) -> tuple[tuple[int, int], ...] | None:
        """Add a word to the latest chain that ends before it, near enough and in the same clause."""
        for chain in reversed(chains):
            before = chain[-1][1]
            if before <= start <= before + self.gap and not CLAUSE_END.intersection(text[before:start]):
                return (*chain, (start, end))
        return None


def read_cues(data: Mapping[str, Any], codebook: Codebook, *, source: str = "cues.toml") -> CueTable:
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
        If a group names an unknown category, a list is unknown, or a pattern is malformed.
    """
    lists = {name: tuple(words) for name, words in data.get("lists", {}).items()}
    cues: list[Cue] = []
    for number, group in enumerate(data.get("group", []), start=1):
        where = f"{source}, group {number}"
        categories = tuple(group.get("categories", ()))
        codebook.parse_labels("|".join(categories), where=where)
        for strength in STRENGTHS:
            for pattern in group.get(strength, ()):
                cues.extend(Cue(words, categories, strength) for words in expand(pattern, lists, where=where))
    known = {cue.words for cue in cues}
    for category in codebook.categories:
        cues.extend(Cue((w,), (category.key,), "strong") for w in category.cues if (w,) not in known)
    return CueTable(cues, data.get("scope", {}), gap=int(data.get("gap", 9)), version=str(data.get("version", "")))


def expand(pattern: str, lists: Mapping[str, Sequence[str]], *, where: str = "pattern") -> list[tuple[str, ...]]:
    """Expand a pattern into its word sequences.

    Parameters
    ----------
    pattern : str
        Words joined by ``~``; ``(a|b)`` gives choices, ``(a)?`` may be left out, ``{name}`` stands for a list.
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
    slots = [_expand_word(word, lists, f"{where}: pattern {pattern!r}") for word in pattern.split("~")]
    return list(itertools.product(*slots))


def _expand_word(word: str, lists: Mapping[str, Sequence[str]], where: str) -> list[str]:
    """Expand the choices within one word."""
    parts: list[Iterable[str]] = []
    done = 0
    for match in _TOKEN.finditer(word):
        if match.start() != done:
            break
        done = match.end()
        choices, name, plain = match.groups()
        if name is not None and name not in lists:
            raise CodebookError(f"{where} uses unknown list {{{name}}}; there are {', '.join(lists) or 'none'}")
        options = choices.split("|") if choices else list(lists[name]) if name else [plain]
        parts.append([*options, ""] if match.group().endswith("?") else options)
    words = ["".join(p) for p in itertools.product(*parts)]
    if done != len(word) or not word or not all(words):
        raise CodebookError(f"{where} is malformed; expected words, (a|b), (a)?, {{list}}, joined by ~")
    return words


def _drop_covered(matches: list[Match]) -> list[Match]:
    """Leave out a match whose words all lie within the words of a longer one, or one of them within a hiding cue."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: -m.cue.length):
        longer = [k for k in kept if k.cue.length > match.cue.length]
        if not any(_covers(other, match) for other in longer) and not _hidden(match, matches):
            kept.append(match)
    return kept


def _covers(longer: Match, match: Match) -> bool:
    """Whether every word of ``match`` lies within a word of ``longer``."""
    return all(any(a <= s and e <= b for a, b in longer.spans) for s, e in match.spans)


def _hidden(match: Match, matches: list[Match]) -> bool:
    """Whether a word of ``match`` is only a part of a hiding cue's word."""
    hiding = [span for other in matches if other.cue.strength == "hide" for span in other.spans]
    return any(a <= s and e <= b and e - s < b - a for s, e in match.spans for a, b in hiding)


def _drop_conceded(text: str, matches: list[Match], concede: list[Any], turn: list[Any]) -> list[Match]:
    """Leave out what a sentence concedes (虽然 …) before it turns (但 …)."""
    if not turn or not concede:
        return matches
    ranges = []
    for hit in concede:
        later = [t[0] for t in turn if t[0] > hit[0] and not SENTENCE_END.intersection(text[hit[0] : t[0]])]
        if later:
            ranges.append((hit[0], min(later)))
    return [m for m in matches if not any(a <= m.start < b for a, b in ranges)]


def _drop_denied(text: str, matches: list[Match], deny: list[Any], effect: list[Any]) -> list[Match]:
    """Leave out cues right after a denial, and weak cues after a word of effect, to the end of the clause."""
    kept = []
    for match in matches:
        denied = any(
            h[1] <= match.start <= h[1] + 6 and not CLAUSE_END.intersection(text[h[1] : match.start]) for h in deny
        )
        generic = match.cue.strength == "weak" and any(
            h[0] <= match.start and not CLAUSE_END.intersection(text[h[0] : match.start]) for h in effect
        )
        if not denied and not generic:
            kept.append(match)
    return kept


def _drop_weak(text: str, matches: list[Match]) -> list[Match]:
    """Leave out hiding cues, and weak cues in a clause with a strong cue of another category."""
    strong = [m for m in matches if m.cue.strength == "strong"]
    kept = list(strong)
    for match in matches:
        if match.cue.strength != "weak":
            continue
        rivals = [s for s in strong if not set(match.cue.categories) & set(s.cue.categories)]
        if not any(_same_clause(text, match, rival) for rival in rivals):
            kept.append(match)
    return kept


def _same_clause(text: str, a: Match, b: Match) -> bool:
    """Whether no clause ends between the two matches."""
    low, high = min(a.start, b.start), max(a.start, b.start)
    return not CLAUSE_END.intersection(text[low:high])
