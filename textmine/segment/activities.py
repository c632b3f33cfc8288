"""Activities: the marked items of the sections that tell what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from textmine.segment.roles import is_turn, pattern
from textmine.text.numbers.numbering import FIRST, Marker, match_marker

MAX_TURN = 40
"""Characters before a marker in which a turn phrase is looked for (针对上述问题，①…)."""

_OPENS, _LEADS = "。；;！!？?\n：:，,", "题足面现是有在要"
# One class first: a text is gone through faster for it than for either of two.
_MARKED = re.compile(
    rf"[{_OPENS}{_LEADS}](?:(?<=[{_OPENS}])(?={FIRST})|(?<=[{_LEADS}])(?=一是))"
)
_LINE_KINDS = frozenset(
    ("cn", "cn_paren", "num", "num_paren", "circle", "bullet", "lost")
)


@dataclass(frozen=True, slots=True)
class Activity:
    """A marked item: its span, marker and depth."""

    start: int
    end: int
    marker: str
    depth: int


def find_activities(text: str, start: int, end: int) -> Iterator[Activity]:
    """Find the marked items of a stretch.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Yields
    ------
    Activity
        In order; what is listed inside one (（一）… 一是 … 二是 …) stands below its head, one level
        deeper.

    Examples
    --------
    >>> text = "（一）完善制度。一是定细则；二是定时限。（二）全年培训。"
    >>> [(text[a.start : a.end], a.depth) for a in find_activities(text, 0, len(text))]
    [('完善制度', 0), ('定细则', 1), ('定时限', 1), ('全年培训', 0)]
    """
    for item in _marked(text, start, end):
        inner = find_markers(text, item.start, item.end)
        own = [m for m in inner if m.kind == inner[0].kind]
        if len(own) < 2 or own[0].value > 1:
            yield item
            continue
        head = _trim(text, item.start, own[0].start, item.marker, 0)
        if head:
            yield head
        yield from _cut_at(text, own, item.end, 1)


def find_markers(text: str, start: int, end: int) -> list[Marker]:
    """Find the list markers of a stretch, at line starts and behind the marks of each kind.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The stretch.

    Returns
    -------
    list of Marker
        In order.

    Examples
    --------
    >>> [m.value for m in find_markers("主要工作：一是更新；二是公开。", 0, 15)]
    [1, 2]
    """
    out: list[Marker] = []
    for pos in [start, *(m.end() for m in _MARKED.finditer(text, start, end))]:
        marker = match_marker(text, pos) if pos < end else None
        if marker is None or marker.end >= end:
            continue
        before = text[pos - 1] if pos > start else "\n"
        at_line = before == "\n"
        may_open = before in "。；;：:" or (
            marker.value == 1 and _after_turn(text, start, pos)
        )
        if marker.kind in _LINE_KINDS and not at_line and not may_open:
            continue
        only_at_line = marker.kind == "bullet" or (
            marker.kind in ("cn", "lost") and before in "；;"
        )
        if only_at_line and not at_line:
            continue
        if marker.kind == "word" and text[marker.end - 1] not in "，,：:是":
            continue
        out.append(marker)
    return out


def _after_turn(text: str, start: int, pos: int) -> bool:
    """Tell whether the clause right before a place is a turn phrase."""
    floor = max(start, pos - MAX_TURN)
    begin = max(text.rfind(mark, floor, pos - 1) for mark in "。；;\n") + 1
    return is_turn(text, max(begin, floor), pos)


def _marked(text: str, start: int, end: int) -> Iterator[Activity]:
    """Items by markers: one kind carries the list, other kinds are nested in its items."""
    markers = find_markers(text, start, end)
    if not markers:
        return
    kind = _list_kind(markers)
    own = [m for m in markers if m.kind == kind]
    if len(markers) == 1 and own[0].value > 1:
        return
    yield from _cut_at(text, own, end, 0)


def _cut_at(
    text: str, markers: list[Marker], end: int, depth: int
) -> Iterator[Activity]:
    """Items of a list: from each of its markers up to the next, the last up to an end."""
    for marker, stop in zip(
        markers, [*(m.start for m in markers[1:]), end], strict=True
    ):
        written = text[marker.start : marker.end].strip()
        item = _trim(text, marker.end, stop, written, depth)
        if item:
            yield item


def _list_kind(markers: list[Marker]) -> str:
    """The kind that carries the list: the first, unless it stands alone before another list."""
    first = markers[0].kind
    if sum(m.kind == first for m in markers) == 1:
        for m in markers[1:]:
            if m.value == 1 and sum(x.kind == m.kind for x in markers) >= 2:
                return m.kind
    return first


def _trim(text: str, start: int, end: int, marker: str, depth: int) -> Activity | None:
    """Trim blanks and marks at both ends; None where nothing is left."""
    body = text[start:end]
    start += len(body) - len(body.lstrip(" \t\n，,。；;：:、|"))
    end = start + len(text[start:end].rstrip(" \t\n，,。；;：:、|"))
    if end - start < 2 or pattern("list", "empty").fullmatch(text, start, end):
        return None
    return Activity(start, end, marker, depth)
