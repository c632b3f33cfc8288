"""Statements inside sentences without markers: enumerations, clauses of lack, actions one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable

from textmine.segment.roles import pattern, score_problem

Span = tuple[int, int]
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]*")
_CLOSING = "”’》）)】」"
_BRACKETS = re.compile(r"[（(《“][^（(《“）)》”]*[）)》”]")


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """Split a stretch at full stops and line ends, outside quotes.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Returns
    -------
    list of (int, int)
        Spans with their final mark.

    Examples
    --------
    >>> split_sentences("更新慢。内容少。", 0, 8)
    [(0, 4), (4, 8)]
    """
    spans: list[Span] = []
    for m in _SENTENCE.finditer(text, start, end):
        a, b = m.span()
        while spans and a < b and text[a] in _CLOSING:
            a += 1
        if text[a:b].strip(" 。\t|"):
            spans.append((a, b))
    return spans


def split_at(text: str, start: int, end: int, marks: str) -> list[Span]:
    """Split a stretch at marks that stand outside brackets, titles and quotes.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.
    marks : str
        The characters to split at; they belong to no part.

    Returns
    -------
    list of (int, int)
        Non-empty parts.

    Examples
    --------
    >>> split_at("内容少，（如A，B）更新慢", 0, 13, "，")
    [(0, 3), (4, 13)]
    """
    inside = [m.span() for m in _BRACKETS.finditer(text, start, end)]
    cuts = [
        m.start()
        for m in re.finditer(f"[{re.escape(marks)}]", text[start:end])
        if not any(a <= m.start() + start < b for a, b in inside)
    ]
    bounds = [start, *(c + start for c in cuts), end]
    parts = [(a + (k > 0), b) for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False))]
    return [(a, b) for a, b in parts if text[a:b].strip()]


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
        for m in pattern("list", "open").finditer(sentence, 0, body)
        if score_problem(sentence[m.end() : body]) > 0 and body - m.end() >= 4
    ]
    opened = next((m for m in openers if re.search("[:：]", m[0])), openers[0] if openers else None)
    if opened:
        stop = close.start() if close and close.start() > opened.end() + 3 else body
        return _parts(text, start + opened.end(), start + stop, bool(close)), "list"
    if close and close.start() > 3:
        first = next((m for m in pattern("list", "exists").finditer(sentence, 0, close.start())), None)
        if first and close.start() - first.end() >= 3:
            head = _clause_before(text, start, start + first.start())
            parts = _parts(text, start + first.end(), start + close.start(), True)
            return ([*head, *parts] if parts else []), "list"
    return [], ""


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
            return parts if closed and all(score_problem(text[a:b]) > 0 for a, b in parts) else [(start, end)]
        if marks == "，,":
            return _merge(text, parts, lambda t: score_problem(t) <= 0)
        return parts
    return [(start, end)] if text[start:end].strip() else []


def _merge(text: str, parts: list[Span], goes_on: Callable[[str], bool]) -> list[Span]:
    """Join a clause that goes on with the one before it to that one."""
    out: list[Span] = []
    for a, b in parts:
        if out and goes_on(text[a:b]):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


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
            out.append((a if opener is None else opener, b))
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
    m = pattern("list", "general").search(clause.rstrip("。：:，,"))
    if re.search("改正|改进之处|与上级.{0,8}有?差距|离上级", clause):
        return True
    return (
        m is not None
        and score_problem(
            re.sub("(?:问题|不足|差距|短板|困难|距离|仍有?|还有?|依然|不少|需要|加强|不小|不)", "", clause)
        )
        <= 0
    )


def _is_cause(clause: str) -> bool:
    """A clause that gives the reason of the lack that follows."""
    return re.match(r"(?:但)?(?:因为|由于|因|受)", clause) is not None


def split_actions(text: str, start: int, end: int) -> list[Span]:
    """Split unmarked measures: one a paragraph, else one a sentence, else one an action of the sentence.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        A block of measures.

    Returns
    -------
    list of (int, int)
        Statements without their lead (下一步，我局将 …).

    Examples
    --------
    >>> s = "下一步，我局将完善公开制度，多办业务培训，让工作更规范，增设查阅点。"
    >>> [s[a:b] for a, b in split_actions(s, 0, len(s))]
    ['完善公开制度', '多办业务培训，让工作更规范', '增设查阅点']
    """
    sentences = split_sentences(text, start, end)
    if not sentences:
        return []
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    lines = [(a + start, b + start) for a, b in lines if text[a + start : b + start].strip()]
    if len(lines) >= 3 and pattern("list", "several").search(text, lines[0][0], lines[0][1]):
        return _merge_repeats(text, lines[1:])
    spans = [(_after_lead(text, a, b), b) for a, b in sentences]
    spans = [(a, b) for a, b in spans if b - a > 3 and not _announces(text, a, b)]
    if len(spans) != 1:
        return spans
    a, b = spans[0]
    b = a + len(text[a:b].rstrip("。！!；;，, \n"))
    parts = split_at(text, a, b, "；;")
    if len(parts) > 1:
        return [(_after_lead(text, x, y), y) for x, y in parts]
    clauses = [(_skip(text, x, y, pattern("lead", "also")), y) for x, y in split_at(text, a, b, "，,")]
    merged = _merge(text, _merge_breath(text, clauses), lambda t: pattern("purpose").match(t) is not None or len(t) < 4)
    return [(a, b)] if _is_pair(merged) else merged


def _is_pair(parts: list[Span]) -> bool:
    """Two full actions side by side, without a word that joins them, are told as one."""
    return len(parts) == 2 and parts[1][0] == parts[0][1] + 1 and all(y - x >= 6 for x, y in parts)


def _merge_breath(text: str, parts: list[Span]) -> list[Span]:
    """Join neighbours said in one breath: both of four characters, or both no action (更新更勤，动态早发)."""
    out: list[Span] = []
    for a, b in parts:
        if out and a == out[-1][1] + 1 and (_is_short(a, b, *out[-1]) or _no_action(text, a, b, *out[-1])):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _is_short(a: int, b: int, before: int, until: int) -> bool:
    """Two neighbours of four characters each."""
    return b - a <= 4 and until - before <= 4


def _no_action(text: str, a: int, b: int, before: int, until: int) -> bool:
    """Two neighbours that open with a subject, not with what is to be done."""
    return all(
        pattern("measure").search(text[x:y]) is None and pattern("purpose").match(text[x:y]) is None and y - x <= 10
        for x, y in ((a, b), (before, until))
    )


def _merge_repeats(text: str, lines: list[Span]) -> list[Span]:
    """A line that the next one repeats at its start is the next one's title."""
    out = []
    for k, (a, b) in enumerate(lines):
        following = text[lines[k + 1][0] : lines[k + 1][1]] if k + 1 < len(lines) else ""
        if not following.startswith(text[a:b].rstrip("。；;：:")):
            out.append((a, b))
    return out


def _announces(text: str, start: int, end: int) -> bool:
    """A sentence that only announces what follows."""
    body = text[start:end]
    return (
        pattern("list", "several").search(body.rstrip("。\n ")) is not None
        and len(body) < 40
        or (
            re.search(r"(?:进行了针对性的改进|改进如下|加强|改进|努力|切实改正)[。：:]*$", body) is not None
            and len(body) < 24
        )
    )


def _after_lead(text: str, start: int, end: int) -> int:
    """Skip what leads to a measure without belonging to it."""
    pos = _skip(text, start, end, pattern("lead", "also"))
    return _skip(text, pos, end, pattern("lead", "measure"))


def _skip(text: str, start: int, end: int, lead: re.Pattern[str]) -> int:
    """Skip a lead where something stays behind it."""
    m = lead.match(text, start, end)
    return m.end() if m and m.end() < end - 1 else start
