"""Cue rules compiled for matching: words and ordered words in a clause, with scope, denial and priority."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ahocorasick

from textmine.errors import CodebookError
from textmine.problems.coder.codebook import Codebook

SCOPES = ("concede", "turn", "deny", "effect")
STRENGTHS = ("strong", "weak", "hide")
CLAUSE_END = frozenset("，。；：！？,;:!?\n")
SENTENCE_END = frozenset("。；！？;!?\n")
Hit = tuple[int, int, str]
Chain = tuple[tuple[int, int], ...]
_TOKEN = re.compile(r"\(([^()]+)\)\??|\{(\w+)\}|([^(){}]+)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One expanded cue: its words in order, the categories it speaks for, how strongly, and its characters."""

    words: tuple[str, ...]
    categories: tuple[str, ...]
    strength: str
    length: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", sum(map(len, self.words)))


@dataclass(slots=True)
class _Node:
    """A place in the trie of cue words: the cues that end here, and the words that may follow."""

    cues: list[Cue] = field(default_factory=list)
    after: dict[str, _Node] = field(default_factory=dict)


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
        gap: int = 9,
        version: str = "",
    ) -> None:
        self.cues = tuple({(c.words, c.categories, c.strength): c for c in cues}.values())
        self.scope = {name: frozenset(scope.get(name, ())) for name in SCOPES}
        self._marks = frozenset().union(*self.scope.values())
        self.gap = gap
        self.version = version

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in ("_automaton", "_trie")}

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
        words = {word for cue in self.cues for word in cue.words}.union(*self.scope.values())
        automaton = ahocorasick.Automaton()
        for word in sorted(words):
            automaton.add_word(word, (word, len(word)))
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
            In order of place: cues within longer cues, denied ones, those in a conceded part and
            weak ones beside a strong one of another category are left out.
        """
        if not text:
            return []
        hits = sorted(
            [(end - n + 1, end + 1, word) for end, (word, n) in self._automaton.iter(text)]
        )
        matches = _drop_covered(self._assemble(text, hits))
        if not matches:
            return []
        marks = [h for h in hits if h[2] in self._marks]
        if marks:
            matches = self._apply_scope(text, matches, marks)
        matches = _drop_weak(text, matches)
        return sorted(matches, key=_by_place) if len(matches) > 1 else matches

    def _apply_scope(self, text: str, matches: list[Match], marks: list[Hit]) -> list[Match]:
        """Leave out what is conceded, denied or only an effect."""
        scope = {name: [h for h in marks if h[2] in words] for name, words in self.scope.items()}
        if scope["turn"] and scope["concede"]:
            matches = _drop_conceded(text, matches, scope["concede"], scope["turn"])
        if scope["deny"] or scope["effect"]:
            matches = _drop_denied(text, matches, scope["deny"], scope["effect"])
        return matches

    def _assemble(self, text: str, hits: list[Hit]) -> list[Match]:
        """Turn hits of words into matches of cues; of a cue with several words the nearest first word is taken."""
        matches: list[Match] = []
        longer: dict[tuple[int, int], Match] = {}
        get = self._trie.get
        for i, (start, end, word) in enumerate(hits):
            node = get(word)
            if node is None:
                continue
            for cue in node.cues:
                matches.append(Match(cue, ((start, end),)))
            if node.after:
                self._walk(text, hits, i, (node.after, ((start, end),)), longer)
        return matches + list(longer.values())

    def _walk(
        self,
        text: str,
        hits: list[Hit],
        i: int,
        at: tuple[dict[str, _Node], Chain],
        found: dict[tuple[int, int], Match],
    ) -> None:
        """Follow the trie from hit ``i`` through the hits that stand near enough, in the same clause."""
        after, chain = at
        before = chain[-1][1]
        last = before + self.gap
        for k in range(i + 1, len(hits)):
            start, end, word = hits[k]
            if start > last:
                break
            if word not in after or start < before or not CLAUSE_END.isdisjoint(text[before:start]):
                continue
            node, spans = after[word], (*chain, (start, end))
            for cue in node.cues:
                found[id(cue), start] = Match(cue, spans)
            if node.after:
                self._walk(text, hits, k, (node.after, spans), found)


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
                cues.extend(
                    Cue(words, categories, strength)
                    for words in expand(pattern, lists, where=where)
                )
    known = {cue.words for cue in cues}
    for category in codebook.categories:
        cues.extend(
            Cue((w,), (category.key,), "strong") for w in category.cues if (w,) not in known
        )
    return CueTable(
        cues,
        data.get("scope", {}),
        gap=int(data.get("gap", 9)),
        version=str(data.get("version", "")),
    )


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
        _expand_word(word, lists, f"{where}: pattern {pattern!r}") for word in pattern.split("~")
    ]
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
            raise CodebookError(
                f"{where} uses unknown list {{{name}}}; there are {', '.join(lists) or 'none'}"
            )
        options = choices.split("|") if choices else list(lists[name]) if name else [plain]
        parts.append([*options, ""] if match.group().endswith("?") else options)
    words = ["".join(p) for p in itertools.product(*parts)]
    if done != len(word) or not word or not all(words):
        raise CodebookError(
            f"{where} is malformed; expected words, (a|b), (a)?, {{list}}, joined by ~"
        )
    return words


def _drop_covered(matches: list[Match]) -> list[Match]:
    """Leave out a match whose words all lie within the words of a longer one, or one of them within a hiding cue."""
    if len(matches) < 2:
        return matches
    hiding = [span for m in matches if m.cue.strength == "hide" for span in m.spans]
    kept: list[Match] = []
    for match in sorted(matches, key=_by_length):
        n = match.cue.length
        for other in kept:
            if other.cue.length > n and _covers(other.spans, match.spans):
                break
        else:
            if not hiding or not _hidden(match.spans, hiding):
                kept.append(match)
    return kept


def _by_length(match: Match) -> int:
    """Longest first."""
    return -match.cue.length


def _by_place(match: Match) -> tuple[int, int, tuple[str, ...]]:
    """First word, last word, categories."""
    return match.spans[0][0], match.spans[-1][1], match.cue.categories


def _covers(longer: Chain, spans: Chain) -> bool:
    """Whether every span lies within a span of the longer match."""
    for start, end in spans:
        for low, high in longer:
            if low <= start and end <= high:
                break
        else:
            return False
    return True


def _hidden(spans: Chain, hiding: list[tuple[int, int]]) -> bool:
    """Whether a word is only a part of a hiding cue's word."""
    return any(a <= s and e <= b and e - s < b - a for s, e in spans for a, b in hiding)


def _drop_conceded(
    text: str, matches: list[Match], concede: list[Hit], turn: list[Hit]
) -> list[Match]:
    """Leave out what a sentence concedes (虽然 …) before it turns (但 …)."""
    ranges = []
    for hit in concede:
        later = [
            t[0]
            for t in turn
            if t[0] > hit[0] and not SENTENCE_END.intersection(text[hit[0] : t[0]])
        ]
        if later:
            ranges.append((hit[0], min(later)))
    return [m for m in matches if not any(a <= m.start < b for a, b in ranges)]


def _drop_denied(
    text: str, matches: list[Match], deny: list[Hit], effect: list[Hit]
) -> list[Match]:
    """Leave out cues right after a denial, and weak cues after a word of effect, to the end of the clause."""
    kept = []
    for match in matches:
        denied = any(
            h[1] <= match.start <= h[1] + 6
            and not CLAUSE_END.intersection(text[h[1] : match.start])
            for h in deny
        )
        generic = match.cue.strength == "weak" and any(
            h[0] <= match.start and not CLAUSE_END.intersection(text[h[0] : match.start])
            for h in effect
        )
        if not denied and not generic:
            kept.append(match)
    return kept


def _drop_weak(text: str, matches: list[Match]) -> list[Match]:
    """Leave out hiding cues, and weak cues in a clause with a strong cue of another category."""
    strong = [m for m in matches if m.cue.strength == "strong"]
    if len(strong) == len(matches):
        return strong
    kept = list(strong)
    for match in matches:
        if match.cue.strength != "weak":
            continue
        own = frozenset(match.cue.categories)
        for rival in strong:
            if own.isdisjoint(rival.cue.categories) and _same_clause(text, match, rival):
                break
        else:
            kept.append(match)
    return kept


def _same_clause(text: str, a: Match, b: Match) -> bool:
    """Whether no clause ends between the two matches."""
    low, high = a.spans[0][0], b.spans[0][0]
    return CLAUSE_END.isdisjoint(text[low:high] if low < high else text[high:low])
