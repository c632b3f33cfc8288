"""Problems inside sentences without markers: enumerations and clauses of lack."""

from __future__ import annotations

import re
from itertools import islice

from textmine.segment.roles import pattern, score_problem
from textmine.text.sentences import Span, merge, split_at


def find_enumeration(text: str, start: int, end: int) -> tuple[list[Span], str]:
    """Find the problems that one sentence lists: 存在A，B，C等问题 · 主要是：A，B，C · 如，A；B；C等.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The sentence.

    Returns
    -------
    tuple of (list of (int, int), str)
        The statements and the rule; an empty list where the sentence lists nothing.

    Examples
    --------
    >>> s = "虽有进步，但仍存在更新慢，内容少等问题。"
    >>> [s[a:b] for a, b in find_enumeration(s, 0, len(s))[0]]
    ['更新慢', '内容少']
    """
    sentence = text[start:end]
    body = len(sentence.rstrip("。！!；;，, \n"))
    close = None
    for m in pattern("list", "close").finditer(sentence):
        close = m
    openers = [
        m
        for m in islice(pattern("list", "open").finditer(sentence, 0, body), 12)
        if score_problem(sentence[m.end() : body]) > 0 and body - m.end() >= 4
    ]
    opened = next((m for m in openers if re.search("[:：]", m[0])), openers[0] if openers else None)
    if opened:
        stop = close.start() if close and close.start() > opened.end() + 3 else body
        return _parts(text, start + opened.end(), start + stop, bool(close)), "list"
    if close and close.start() > 3:
        first = next(
            (m for m in pattern("list", "exists").finditer(sentence, 0, close.start())), None
        )
        if first and close.start() - first.end() >= 3:
            head = _clause_before(text, start, start + first.start())
            parts = _parts(text, start + first.end(), start + close.start(), True)
            return ([*head, *parts] if parts else []), "list"
    return _persisting(text, start, start + body), "list"


def _persisting(text: str, start: int, end: int) -> list[Span]:
    """The clause that ends in 等问题依然存在 lists what it names: A、B、C等问题依然存在."""
    clauses = split_at(text, start, end, "，,；;")
    if not clauses:
        return []
    a, b = clauses[-1]
    m = pattern("list", "persist").search(text[a:b])
    if m is None or m.start() < 4:
        return []
    b = a + m.start()
    parts = split_at(text, a, b, "、")
    out: list[Span] = []
    for x, y in reversed(parts):
        if out and score_problem(text[x:y]) <= 0:
            out[-1] = (x, out[-1][1])
        else:
            out.append((x, y))
    return out[::-1] if score_problem(text[a:b]) > 0 else []


def _clause_before(text: str, start: int, end: int) -> list[Span]:
    """A clause of lack that stands right before 存在 belongs to the list: A，存在B，C等问题."""
    opened = max((m.end() for m in re.finditer(r"[:：]", text[start:end])), default=0) + start
    return [
        (a, b)
        for a, b in split_at(text, opened, end, "，,；;")
        if b - a >= 4 and opened > start and score_problem(text[a:b]) > 0
    ]


def _parts(text: str, start: int, end: int, closed: bool) -> list[Span]:
    """Split an enumeration at its own mark: ；, else ，, else 、."""
    for marks in ("；;", "，,", "、"):
        parts = split_at(text, start, end, marks)
        if len(parts) < 2:
            continue
        if marks == "、":
            return (
                parts
                if closed and all(score_problem(text[a:b]) > 0 for a, b in parts)
                else [(start, end)]
            )
        if marks == "，,":
            merged = merge(text, parts, lambda t: score_problem(t) <= 0)
            return [piece for a, b in merged for piece in _full_clauses(text, a, b)]
        return parts
    return [(start, end)] if text[start:end].strip() else []


def _full_clauses(text: str, start: int, end: int, least: int = 6) -> list[Span]:
    """Split at 、 where every part is a clause of lack with a subject of its own."""
    parts = split_at(text, start, end, "、")
    whole = len(parts) > 1 and all(
        b - a >= least and score_problem(text[a:b]) > 0 for a, b in parts
    )
    return parts if whole else [(start, end)]


def find_lacks(text: str, start: int, end: int) -> list[Span]:
    """Find the clauses of a sentence that state a lack or a need.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The sentence.

    Returns
    -------
    list of (int, int)
        Clauses, praise before 但 left out; neighbours of one subject stay together.

    Examples
    --------
    >>> s = "工作有了成效，但仍有不足，有些内容还要补全，解读偏少。"
    >>> [s[a:b] for a, b in find_lacks(s, 0, len(s))]
    ['有些内容还要补全', '解读偏少']
    """
    head = pattern("lead", "problem_part").match(text, start, end)
    begin = head.end() if head else start
    stop = begin + len(text[begin:end].rstrip("。！!；;，, \n"))
    out = []
    opener: int | None = None
    for a, b in split_at(text, begin, stop, "，,；;"):
        clause = text[a:b]
        if re.fullmatch("(?:另)?一(?:方面|来)|其[一二三四]|二来", clause):
            opener = a
        elif score_problem(clause) > 0 and not is_general(clause) and not _is_cause(clause):
            listed = pattern("list", "example").match(clause) is not None
            out += _full_clauses(text, a if opener is None else opener, b, 4 if listed else 6)
            opener = None
    return out


def is_general(clause: str) -> bool:
    """Tell a clause that only says that there are problems, or promises to mend them, from one that states one.

    Parameters
    ----------
    clause : str
        A clause or a short sentence.

    Returns
    -------
    bool
        True where nothing particular is said.

    Examples
    --------
    >>> is_general("但仍存在一些问题和不足"), is_general("公开内容不够全面")
    (True, False)
    """
    if pattern("list", "aspect").search(clause):
        return False
    m = pattern("list", "general").search(clause.rstrip("。：:，,"))
    if pattern("list", "unfound").search(clause):
        return True
    return (
        m is not None
        and score_problem(
            re.sub(
                "(?:问题|不足|差距|短板|困难|距离|仍有?|还有?|依然|不少|需要|加强|不小|不)",
                "",
                clause,
            )
        )
        <= 0
    )


def _is_cause(clause: str) -> bool:
    """A clause that gives the reason of the lack that follows."""
    return re.match(r"(?:但)?(?:因为|由于|因|受)", clause) is not None
