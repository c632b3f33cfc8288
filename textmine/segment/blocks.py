"""Split a problem section into blocks of one role: by labels, turn phrases and restarting markers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from textmine.segment.lists import find_lacks
from textmine.segment.roles import is_turn, match_label, pattern, score_problem
from textmine.text.numbering import FIRST, Marker, match_marker

_BOUNDARY = re.compile(r"[。；;！!？?\n：:，,]|[题足面现是有在要](?=一是)")
_MARKED = re.compile(rf"[。；;！!？?\n：:，,](?={FIRST})|[题足面现是有在要](?=一是)")
_LINE_KINDS = {"cn", "cn_paren", "num", "num_paren", "circle", "bullet", "lost"}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one role; ``rule`` says what opened it (section, label, turn, restart, resume)."""

    role: str
    start: int
    end: int
    rule: str


def find_markers(text: str, start: int, end: int) -> list[Marker]:
    """Find the list markers of a stretch: at line starts, and after the marks that may precede each kind.

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
    >>> [m.value for m in find_markers("主要问题：一是更新慢；二是内容少。", 0, 17)]
    [1, 2]
    """
    out: list[Marker] = []
    for pos in _boundaries(text, start, end, _MARKED):
        marker = match_marker(text, pos) if pos < end else None
        if marker is None or marker.end >= end or (out and out[-1].start == marker.start):
            continue
        before = text[pos - 1] if pos > start else "\n"
        at_line = before == "\n"
        if (
            marker.kind in _LINE_KINDS
            and not at_line
            and before not in "。；;：:"
            and not (marker.value == 1 and _after_turn(text, start, pos))
        ):
            continue
        if not at_line and (
            marker.kind == "bullet" or (marker.kind in ("cn", "lost") and before in "；;")
        ):
            continue
        if marker.kind in ("word",) and text[marker.end - 1] not in "，,：:是":
            continue
        out.append(marker)
    return out


def _after_turn(text: str, start: int, pos: int) -> bool:
    """Tell whether the clause right before a place is a turn phrase: 针对上述问题，①…."""
    begin = max(text.rfind(mark, max(start, pos - 40), pos - 1) for mark in "。；;\n") + 1
    return is_turn(text, max(begin, start), pos)


def _boundaries(text: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[int]:
    """Where a clause may begin: the start, and behind every mark."""
    yield start
    yield from (m.end() for m in boundary.finditer(text, start, end))


def split_blocks(text: str, start: int, end: int, role: str) -> list[Block]:
    """Split the body of a problem (or measure) section into blocks of one role.

    Parameters
    ----------
    text : str
        Normalised text.
    start, end : int
        The body: heading, tables and signature left out.
    role : {"problem", "measure"}
        What the section's heading announces first.

    Returns
    -------
    list of Block
        In order, without gaps except for the labels.

    Examples
    --------
    >>> text = "一是更新慢；二是内容少。下一步，一是勤更新。"
    >>> [(b.role, text[b.start : b.end]) for b in split_blocks(text, 0, len(text), "problem")]
    [('problem', '一是更新慢；二是内容少。'), ('measure', '下一步，一是勤更新。')]
    """
    return _Splitter(text, start, end, role).split()


class _Splitter:
    """Goes through a section once, from boundary to boundary, and closes a block where the role changes."""

    def __init__(self, text: str, start: int, end: int, role: str) -> None:
        self.text, self.start, self.end = text, start, end
        self.markers = {m.start: m for m in find_markers(text, start, end)}
        self.blocks: list[Block] = []
        self.role, self.opened, self.rule = role, start, "section"
        self.kind, self.seen = "", 0  # kind of the problems' own count, and how far it has come
        self.passed: dict[str, int] = {}  # where each kind of marker was met last
        self.stated, self.read = False, start  # whether, up to here, something has been stated

    def split(self) -> list[Block]:
        """All blocks, in order."""
        for pos in _boundaries(self.text, self.start, self.end, _BOUNDARY):
            if self.opened <= pos < self.end and not self._label(pos) and not self._marker(pos):
                self._turn(pos)
        self._close(self.end, self.role, self.end, self.rule)
        return self.blocks

    def _close(self, at: int, role: str, start: int, rule: str) -> None:
        """End the block here and open the next one."""
        if self.text[self.opened : at].strip():
            self.blocks.append(Block(self.role, self.opened, at, self.rule))
            self.stated = self.stated or self.role == "problem"
        self.role, self.opened, self.rule = role, start, rule

    def _label(self, pos: int) -> bool:
        """A label opens a block of its role; a new label of problems starts their count anew."""
        if pos > self.start and self.text[pos - 1] not in "。；;！!？?\n：:":
            return False
        label = match_label(self.text, pos, self.end)
        if label is None:
            return False
        structural = self.markers.pop(pos, None)
        self._close(pos, label[0], label[1], "label")
        if label[0] == "problem" or (structural is not None and structural.kind == self.kind):
            self.kind, self.seen = "", 0
        return True

    def _marker(self, pos: int) -> bool:
        """A marker may restart as measures, answer its lead, or take up the count of problems again."""
        marker = self.markers.get(pos)
        if marker is None:
            return False
        before, self.passed[marker.kind] = self.passed.get(marker.kind, -1), pos
        if self.role != "problem":
            if marker.kind == self.kind and marker.value == self.seen + 1 and before < self.opened:
                self._close(pos, "problem", pos, "resume")
                self.seen = marker.value
            return False
        if (
            marker.kind == self.kind
            and marker.value == 1
            and self.seen >= 1
            and self.rule != "label"
        ):
            self._close(pos, "measure", pos, "restart")
            return True
        if (
            not self.kind
            and self.rule == "section"
            and _answers(self.text, self.opened, marker, self.markers, self.end)
        ):
            self._close(pos, "measure", pos, "run")
            return True
        if self.kind in ("", marker.kind):
            self.kind, self.seen = marker.kind, max(marker.value, self.seen)
        return False

    def _turn(self, pos: int) -> None:
        """A turn phrase opens the measures, once something has been stated."""
        marker = self.markers.get(pos)
        body = marker.end if marker else pos
        if self.role == "problem" and self._has_problem(pos) and is_turn(self.text, body, self.end):
            self._close(pos, "measure", pos, "turn")

    def _has_problem(self, pos: int) -> bool:
        """Something has been stated that a measure can answer."""
        if not self.stated:
            since = max(self.opened, self.read)
            self.stated = (
                self.seen >= 2
                or score_problem(self.text[since:pos]) > 0
                or pattern("list", "exists").search(self.text, since, pos) is not None
            )
            self.read = pos
        return self.stated


def _answers(text: str, opened: int, first: Marker, markers: dict[int, Marker], end: int) -> bool:
    """A count of actions after a sentence that has stated the problems itself."""
    lead = text[opened : first.start]
    if score_problem(lead) <= 0 or pattern("list", "open").search(lead[-8:]):
        return False
    own = [m for m in markers.values() if m.kind == first.kind and m.start >= first.start]
    stops = [*(m.start for m in own[1:]), end]
    scores = [score_problem(text[m.end : stop]) for m, stop in zip(own, stops, strict=True)]
    least = len(scores) / 2 if find_lacks(text, opened, first.start) else len(scores) - 0.5
    return sum(s < 0 for s in scores) > least
