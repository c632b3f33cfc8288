"""Cutting a stretch of text into sentences and clauses, and joining clauses that belong together."""

from __future__ import annotations

import re
from collections.abc import Callable

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
    inside = _BRACKETS.finditer(text, start, end)
    bracket = next(inside, None)
    cuts = []
    for m in re.compile(f"[{re.escape(marks)}]").finditer(text, start, end):
        while bracket and bracket.end() <= m.start():
            bracket = next(inside, None)
        if bracket is None or m.start() < bracket.start():
            cuts.append(m.start())
    bounds = [start, *cuts, end]
    parts = [(a + (k > 0), b) for k, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False))]
    return [(a, b) for a, b in parts if text[a:b].strip()]


def merge(text: str, parts: list[Span], goes_on: Callable[[str], bool]) -> list[Span]:
    """Join a clause that goes on with the one before it to that one."""
    out: list[Span] = []
    for a, b in parts:
        if out and goes_on(text[a:b]):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
