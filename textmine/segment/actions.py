"""Measures without markers: one a paragraph, one a sentence, or one an action of the sentence."""

from __future__ import annotations

import re

from textmine.segment.roles import pattern
from textmine.text.sentences import Span, find_sentences, merge, split_at


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
    sentences = find_sentences(text, start, end)
    if not sentences:
        return []
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    lines = [(a + start, b + start) for a, b in lines if text[a + start : b + start].strip()]
    if len(lines) >= 3 and pattern("list", "several").search(text, lines[0][0], lines[0][1]):
        return _merge_repeats(text, lines[1:])
    spans = [(_after_lead(text, a, b), b) for a, b in sentences]
    spans = [(a, b) for a, b in spans if b - a > 3 and not _announces(text, a, b)]
    if len(spans) != 1:
        return [
            part
            for a, b in spans
            for part in (split_at(text, a, b, "；;") if text[a - 1] == "：" else [(a, b)])
        ]
    a, b = spans[0]
    b = a + len(text[a:b].rstrip("。！!；;，, \n"))
    parts = split_at(text, a, b, "；;")
    if len(parts) > 1:
        return [(_after_lead(text, x, y), y) for x, y in parts]
    clauses = [
        (_skip(text, x, y, pattern("lead", "also")), y) for x, y in split_at(text, a, b, "，,")
    ]
    clauses = _merge_manner(text, clauses)
    merged = merge(
        text,
        _merge_breath(text, clauses),
        lambda t: pattern("purpose").match(t) is not None or len(t) < 4,
    )
    return [(a, b)] if _is_pair(merged) else merged


def _is_pair(parts: list[Span]) -> bool:
    """Two full actions side by side, without a word that joins them, are told as one."""
    return len(parts) == 2 and parts[1][0] == parts[0][1] + 1 and all(y - x >= 6 for x, y in parts)


def _merge_manner(text: str, parts: list[Span]) -> list[Span]:
    """Join a clause that only says how to the action that follows it."""
    out: list[Span] = []
    leads = False
    for a, b in parts:
        if leads:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
        leads = pattern("manner").match(text[a:b]) is not None
    return out


def _merge_breath(text: str, parts: list[Span]) -> list[Span]:
    """Join neighbours said in one breath: of four characters each, without action, or after a purpose."""
    out: list[Span] = []
    last = (0, 0)
    for a, b in parts:
        short = max(b - a, last[1] - last[0]) <= 4
        goes_on = pattern("purpose").match(text, *last) is not None and _no_action(text, a, b)
        plain = (
            b - a <= 10
            and last[1] - last[0] <= 10
            and _no_action(text, a, b)
            and _no_action(text, *last)
        )
        if out and a == last[1] + 1 and (short or plain or goes_on):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
        last = (a, b)
    return out


def _no_action(text: str, start: int, end: int) -> bool:
    """A clause that opens with a subject, not with what is to be done, nor with what for."""
    clause = text[start:end]
    return pattern("measure").search(clause) is None and pattern("purpose").match(clause) is None


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
            re.search(r"(?:进行了针对性的改进|改进如下|加强|改进|努力|切实改正)[。：:]*$", body)
            is not None
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
