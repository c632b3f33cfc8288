"""What the model sees of a clause token: words, marks, markers, neighbours and place.

Features are strings; the model learns a weight for each with each label. Words enter by the first
and last characters and by pairs of characters, structure by the marker, label or turn in force, so
that a layout never seen is still made of parts that were.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from textmine.resources.load import load_pattern, load_toml
from textmine.segment.itemizer.layout import (
    Line,
    RowCell,
    find_lines,
    find_rows,
    find_siblings,
)
from textmine.segment.itemizer.tokens import STOPS, Token, spell_out
from textmine.segment.itemizer.topics import load_topics
from textmine.segment.roles import pattern

WINDOW = 14
"""Characters at either end of a token whose pairs are features: the middle of long clauses tells
little and costs time."""
MAX_LABEL = 20
"""Characters of the longest label (下一步改进措施及工作打算)."""
MAX_WORD = 6
"""Characters of a token that is a feature as a whole (问题, 我局将, 等问题)."""

_NEAR = ((-2, "-2"), (-1, "-1"), (1, "1"), (2, "2"))
"""Neighbours that are features: how far away, and what the names of their features begin with."""

SURE = 0.5
"""Probability from which a topic is named: of 13, none other can be as likely."""
_SAME = (0.05, 0.2, 0.4, 0.7)
"""Grades of the probability that two clauses are about one topic, set once by hand: the lowest is
what two clauses have that are about different things, the highest two that say the same."""
_LENGTHS = (1, 3, 5, 9, 15, 25)  # characters: the classes of length
_AGAIN = 2  # pairs of characters that two clauses share: so many or more are one class
_LISTED = "、，；"
_BUT = re.compile("但|不过|然而|可是|只是|可(?![以能])")


class _Event(NamedTuple):
    """What was met last before a token, or at it: a marker, a label or a turn."""

    name: str
    tokens: int
    sentences: int


class _Sentence(NamedTuple):
    """A sentence: first and last token, and where its signs stand (outside it: it has none)."""

    first: int
    last: int
    semicolon: bool
    colon: int
    tail: int


class _TokenPlace(NamedTuple):
    """Where a token stands: sentence, line, what is in force, its marker, the last lead."""

    sentence: _Sentence
    line: Line
    event: _Event
    head: int
    followed: bool
    follows: bool
    seen: str
    lead: int
    praised: bool


def make_features(tokens: Sequence[Token]) -> list[list[str]]:
    """Describe each token of a part for the model.

    Parameters
    ----------
    tokens : sequence of Token
        As ``find_tokens`` cuts a part.

    Returns
    -------
    list of list of str
        Features of each token, in order.

    Examples
    --------
    >>> from textmine.segment.itemizer.tokens import find_tokens
    >>> features = make_features(find_tokens("一是更新慢；二是内容少。"))
    >>> [f for f in features[1] if f.startswith(("p2=", "mk="))]
    ['mk=is:cont', 'p2=内容']
    """
    classes = [_classes(token.text) for token in tokens]
    marks = [_mark(token.mark) for token in tokens]
    markers = _relate_markers(tokens)
    places = _find_places(tokens, classes)
    columns = _find_columns(tokens)
    matters = _matter_features(tokens, classes, marks)
    # What a token is to its neighbours, spelt once for all of them.
    sides = [
        [f"p{token.text[:2]}", f"s{token.text[-2:]}", f"k{markers[i]}{marks[i]}"]
        + [f"c{c}" for c in classes[i]]
        for i, token in enumerate(tokens)
    ]
    out = []
    for i, token in enumerate(tokens):
        before = marks[i - 1] if i else "^"
        features = [f"pm={before}", f"m={marks[i]}", f"mk={markers[i]}"]
        features += _words(token, before, marks[i])
        features += _class_features(classes[i], before, markers[i])
        for away, at in _NEAR:
            beyond = not 0 <= i + away < len(tokens)
            features += [
                at + said for said in (("edge",) if beyond else sides[i + away])
            ]
        features += _sentence_features(i, tokens, classes, before, places[i])
        features += _context_features(i, tokens, classes, before, places[i])
        features.append(f"col={columns[i]}")
        features += matters[i]
        out.append(features)
    return out


# Classes, marks and markers are few: what is spelt for one token is the same for many.
@lru_cache(maxsize=8192)
def _class_features(
    classes: tuple[str, ...], before: str, marker: str
) -> tuple[str, ...]:
    """Features of what a clause reads like, by itself and behind its mark or marker."""
    features = [f"c={c}" for c in classes]
    features += [f"c|{c}{before}" for c in classes]
    if marker:
        features += [f"k|{marker}{c}" for c in classes]
    return tuple(features)


@cache
def _class_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names and patterns of the classes of clauses."""
    return tuple(
        (name, re.compile(spell_out(written)))
        for name, written in load_toml("clauses.toml")["class"].items()
    )


# Lead-ins, closing words and whole clauses (我局将, 等问题) come again in part after part.
@lru_cache(maxsize=8192)
def _classes(text: str) -> tuple[str, ...]:
    """What a clause reads like."""
    found = [
        name
        for name, regex in _class_patterns()
        if regex.search(text) and (len(text) <= MAX_LABEL or not name.endswith("label"))
    ]
    if pattern("turn").match(text):
        found.append("turn")
    return tuple(found)


def is_label(text: str) -> bool:
    """Tell whether a clause reads like a label of problems or measures.

    Parameters
    ----------
    text : str
        A clause, without its marker.

    Returns
    -------
    bool
        True for 存在的主要问题, 改进措施, 今后努力方向 …

    Examples
    --------
    >>> is_label("下一步打算"), is_label("更新慢")
    (True, False)
    """
    return any(name.endswith("_label") for name in _classes(text))


def is_lack(text: str) -> bool:
    """Tell whether a clause has words of a lack.

    Parameters
    ----------
    text : str
        A clause, without its marker.

    Returns
    -------
    bool
        True for 更新不及时, 解读有待加强 …

    Examples
    --------
    >>> is_lack("更新不及时"), is_lack("渠道畅通")
    (True, False)
    """
    return "lack" in _classes(text)


def is_action(text: str) -> bool:
    """Tell whether a clause of a measure can be its action: no adverbial, no aim.

    Parameters
    ----------
    text : str
        A clause, without its marker.

    Returns
    -------
    bool
        False for 通过走访, 在…基础上, 提高认识 …

    Examples
    --------
    >>> is_action("增设专栏"), is_action("通过走访")
    (True, False)
    """
    return load_pattern("clauses.toml", "opening", "measure").match(text) is None


def _mark(mark: str) -> str:
    """The mark behind a token: its line end, with a full stop before it or not, or its last."""
    if not mark:
        return "~"
    if "\n" in mark:
        return ".n" if mark[0] in "。！；" else ":n" if mark[0] in "：:" else "n"
    return "，" if mark[-1] == "," else "_" if mark[-1] == " " else mark[-1]


def _words(token: Token, before: str, after: str) -> list[str]:
    """Features of the words of a token."""
    text = token.text
    size = len(text)
    features = [f"p{n}={text[:n]}" for n in (1, 2, 3, 4)]
    features += [f"s{n}={text[-n:]}" for n in (1, 2, 3)]
    features += (
        f"pm|{before}{text[:2]}",
        f"pm|{before}{text[:1]}",
        f"m|{after}{text[-2:]}",
    )
    features.append(f"len={bisect_left(_LENGTHS, size + 1)}")
    if size <= MAX_WORD:
        features.append(f"w={text}")
    if size <= 2 * WINDOW:
        features += [text[k : k + 2] for k in range(size - 1)]
    else:
        head, tail = text[:WINDOW], text[-WINDOW:]
        features += [
            part[k : k + 2] for part in (head, tail) for k in range(WINDOW - 1)
        ]
    return features


def _relate_markers(tokens: Sequence[Token]) -> list[str]:
    """Kind of each token's marker and how it carries on its run; ``""`` without one."""
    out = []
    reached: dict[str, int] = {}
    for token in tokens:
        marker = token.marker
        if marker is None:
            out.append("")
            continue
        last = reached.get(marker.kind)
        if marker.value == 1:
            how = "first" if last is None else "again"
        elif last is not None and marker.value == last + 1:
            how = "cont"
        else:
            how = "jump" if marker.value else "none"
        reached[marker.kind] = marker.value
        out.append(f"{marker.kind}:{how}")
    return out


def _find_sentences(
    tokens: Sequence[Token], classes: list[tuple[str, ...]]
) -> list[_Sentence]:
    """For each token its sentence."""
    out: list[_Sentence] = []
    first, colon, tail, semicolon = 0, len(tokens), -1, False
    for i, token in enumerate(tokens):
        if "tail" in classes[i]:
            tail = i
        last = not STOPS.isdisjoint(token.mark) or i == len(tokens) - 1
        if last:
            out += [_Sentence(first, i, semicolon, colon, tail)] * (i + 1 - first)
            first, colon, tail, semicolon = i + 1, len(tokens), -1, False
            continue
        semicolon = semicolon or "；" in token.mark
        if "：" in token.mark:
            colon = min(colon, i)
    return out


def _find_praise(tokens: Sequence[Token]) -> list[bool]:
    """Tell of each token whether 但 follows before any marker: what stands before it is praise."""
    out = []
    ahead = False
    for token in reversed(tokens):
        out.append(ahead)
        if token.marker:
            ahead = False
        elif _BUT.match(token.text):
            ahead = True
    return out[::-1]


def _find_places(
    tokens: Sequence[Token], classes: list[tuple[str, ...]]
) -> list[_TokenPlace]:
    """Where each token stands."""
    sentences = _find_sentences(tokens, classes)
    lines = [
        line for line in find_lines(tokens) for _ in range(line.first, line.last + 1)
    ]
    praised = _find_praise(tokens)
    siblings = find_siblings(tokens)
    followed, follows = set(siblings), set(siblings.values())
    places = []
    event, head, seen, lead = _Event("start", 0, 0), -1, "-", -1
    for i, token in enumerate(tokens):
        if token.marker:
            head = i
        name = _event(token, classes[i], i in followed, i in follows)
        if name in ("problems", "measures"):
            head = -1
        if name:
            event = _Event(name, 0, 0)
        sentence = sentences[i]
        recent = lead if lead >= sentence.first else -1
        under = (head, head in followed, head in follows)
        places.append(
            _TokenPlace(sentence, lines[i], event, *under, seen, recent, praised[i])
        )
        ends = not STOPS.isdisjoint(token.mark)
        event = _Event(event.name, event.tokens + 1, event.sentences + ends)
        if name in ("turn", "problems", "measures"):
            seen = name[0]
        if "plan" in classes[i]:
            lead = i
    return places


def _find_columns(tokens: Sequence[Token]) -> list[str]:
    """What the head of its column says of each token, and whether it opens the cell; ``""`` else.

    A head is a table's first row of labels; the table ends with the first line that is no row.
    """
    out = [""] * len(tokens)
    heads: dict[int, str] = {}
    for cells in find_rows(tokens):
        if len(cells) < 2:
            heads = {}
            continue
        is_head = not heads
        heads = heads or _read_heads(tokens, cells)
        for cell in cells if heads else ():
            said = "head" if is_head else heads.get(cell.column, "beyond")
            for i in range(cell.first, cell.last + 1):
                out[i] = f"{said}{'first' if i == cell.first else 'on'}"
    return out


def _read_heads(tokens: Sequence[Token], cells: Sequence[RowCell]) -> dict[int, str]:
    """Read a row of labels: problems, measures or other by column; nothing if it is none."""
    texts = ["".join(t.text for t in tokens[c.first : c.last + 1]) for c in cells]
    if max(map(len, texts)) > MAX_LABEL:
        return {}
    named = [
        next((k for k in ("problems", "measures") if f"{k}_label" in found), "other")
        for found in map(_classes, texts)
    ]
    if named == ["other"] * len(named):
        return {}
    return dict(zip((cell.column for cell in cells), named, strict=True))


def _event(
    token: Token, classes: tuple[str, ...], followed: bool, follows: bool
) -> str:
    """Name what a token opens: an item of a list, a turn, the part of a label."""
    label = ""
    if token.mark[-1:] in ("：", "。", "\n", " "):
        label = next(
            (k for k in ("problems", "measures") if f"{k}_label" in classes), ""
        )
    if token.marker and label:
        # （一）存在的问题 opens a part; what follows is under the label, not an item of a list.
        return label
    if token.marker:
        place = "inner" if followed else "last" if follows else "alone"
        return f"{token.marker.kind}/{place}"
    if "turn" in classes or ("subject" in classes and "plan" in classes):
        return "turn"
    return label


def _sentence_features(
    i: int,
    tokens: Sequence[Token],
    classes: list[tuple[str, ...]],
    before: str,
    place: _TokenPlace,
) -> list[str]:
    """Features of the sentence and the line around a token."""
    sentence = place.sentence
    first, last = sentence.first, sentence.last
    where = (
        "only"
        if first == last
        else "first"
        if i == first
        else "last"
        if i == last
        else "mid"
    )
    led = place.lead >= 0
    features = [
        f"sp={where}",
        f"sn={min(last - first, 5)}",
        f"semi={sentence.semicolon}{before}",
        f"colon={sentence.colon < i}{before}",
        f"lead={min(i - place.lead, 4) if led else 0}{before}",
        f"s0={tokens[first].text[:2]}",
        f"praise={place.praised}",
    ]
    features += _classes_around(
        classes[i], led, place.praised, classes[first], classes[last]
    )
    if before in _LISTED:
        features += _list_features(i, tokens, classes, before, place)
    first_of_line = i == place.line.first
    alone = place.line.first == place.line.last
    marker = tokens[place.line.first].marker
    features.append(f"ln={first_of_line}{alone}{marker.kind if marker else ''}")
    return features


@lru_cache(maxsize=8192)
def _classes_around(
    classes: tuple[str, ...],
    led: bool,
    praised: bool,
    first: tuple[str, ...],
    last: tuple[str, ...],
) -> tuple[str, ...]:
    """Features of what a clause and the ends of its sentence read like."""
    features = [f"lead|{c}" for c in classes] if led else []
    features += [f"praise|{praised}{c}" for c in classes]
    features += [f"s0c={c}" for c in first]
    features += [f"s9c={c}" for c in last]
    return tuple(features)


def _list_features(
    i: int,
    tokens: Sequence[Token],
    classes: list[tuple[str, ...]],
    before: str,
    place: _TokenPlace,
) -> list[str]:
    """Features of a token that may be the next of an enumeration."""
    closed = place.sentence.tail > i
    lacks = ("lack" in classes[i], "lack" in classes[i - 1])
    acts = ("action" in classes[i], "action" in classes[i - 1])
    aims = [
        "p" if "purpose" in classes[j] else "m" if "manner" in classes[j] else "-"
        for j in (i - 1, i)
    ]
    size = bisect_left(_LENGTHS, len(tokens[i].text) + 1)
    return [
        f"en={before}{lacks}{closed}",
        f"enl={before}{closed}{size}",
        f"ena={before}{acts}{place.event.name}",
        f"enp={before}{aims[0]}{aims[1]}",
    ]


def _matter_features(
    tokens: Sequence[Token], classes: list[tuple[str, ...]], marks: list[str]
) -> list[list[str]]:
    """Features of what each token is about, and of whether the one before is about the same."""
    topics = load_topics()
    likely = topics.weigh([token.text for token in tokens])
    best = likely.argmax(axis=1).tolist()
    sure = (likely.max(axis=1) > SURE).tolist()
    # The probability that both are about one topic.
    same = np.append(0.0, (likely[1:] * likely[:-1]).sum(axis=1))
    told = np.asarray(likely.any(axis=1))
    both = told & np.append(False, told[:-1])
    grades = np.where(both, np.searchsorted(_SAME, same), -1).tolist()
    kinds = [
        "L" if "lack" in found else "A" if "action" in found else "-"
        for found in classes
    ]
    out = []
    for i, token in enumerate(tokens):
        features = [f"tp={topics.names[best[i]] if sure[i] else '-'}"]
        if i and not token.marker:
            how = f"{grades[i]}{marks[i - 1]}"
            features += [f"tr={how}", f"trl={how}{kinds[i - 1]}{kinds[i]}"]
            features += _pair_features(
                tokens[i - 1].text, tokens[i].text, marks[i - 1], kinds[i - 1 : i + 1]
            )
        out.append(features)
    return out


def _pair_features(last: str, text: str, mark: str, kinds: Sequence[str]) -> list[str]:
    """Features of two clauses side by side: how long each is, and how alike they are.

    A short general clause before a long one is its headline (丰富公开内容，把村级财务纳入公开范围),
    two of one length are two entries (明确任务，细化措施), and one that takes up words goes on.
    """
    sizes = [bisect_left(_LENGTHS, len(part) + 1) for part in (last, text)]
    said = set(pairwise(last))
    again = sum(pair in said for pair in pairwise(text))
    how = f"{mark}{kinds[0]}{kinds[1]}"
    return [
        f"bs={sizes[0]}{sizes[1]}{how}",
        f"ba={min(again, _AGAIN)}{how}",
        f"be={len(last) == len(text)}{sizes[0]}{how}",
        f"bf={last[:1]}{text[:1]}{mark}",
    ]


def _context_features(
    i: int,
    tokens: Sequence[Token],
    classes: list[tuple[str, ...]],
    before: str,
    place: _TokenPlace,
) -> list[str]:
    """Features of what is in force at a token."""
    event = place.event
    near = _Event(event.name, min(event.tokens, 4), min(event.sentences, 3))
    seen = f"{place.seen}{'k' if tokens[i].marker else ''}"
    features = [*_event_features(near, before, seen, min(i, 4), classes[i])]
    if place.head >= 0:
        marker = tokens[place.head].marker
        kind = marker.kind if marker else ""
        features.append(f"fol={kind}{place.followed}{place.follows}{before}")
    return features


@lru_cache(maxsize=8192)
def _event_features(
    event: _Event, before: str, seen: str, at: int, classes: tuple[str, ...]
) -> tuple[str, ...]:
    """Features of what was met last, and of what was seen before it."""
    features = [
        f"ev={event.name}{before}",
        f"evs={event.name}{event.sentences}{before}",
        f"evd={event.name}{event.tokens}",
        f"es={event.sentences}{before}",
        f"seen={seen}",
        f"i={at}",
    ]
    features += [f"ev|{event.name}{c}" for c in classes]
    features += [f"seen|{seen[:1]}{c}" for c in classes]
    return tuple(features)
