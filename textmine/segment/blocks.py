"""Split a problem section into blocks of one role: by labels, turn phrases and restarting markers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textmine.segment.lists import find_lacks
from textmine.segment.roles import is_turn, match_label, pattern, score_problem
from textmine.text.numbering import Marker, match_marker

_BOUNDARY = re.compile(r"(?<=[。；;！!？?\n：:，,])|^|(?<=[题足面现是有在要。])(?=一是)")
_LINE_KINDS = {"cn", "cn_paren", "num", "num_paren", "circle", "lost"}


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
    for m in _BOUNDARY.finditer(text, start, end):
        pos = m.start()
        marker = match_marker(text, pos) if pos < end else None
        if marker is None or marker.end >= end or (out and out[-1].start == marker.start):
            continue
        before = text[pos - 1] if pos > start else "\n"
        at_line = before == "\n"
        if marker.kind in _LINE_KINDS and not at_line and before not in "。；;：:":
            continue
        if marker.kind in ("cn", "lost") and not at_line and before in "；;":
            continue
        if marker.kind in ("word",) and text[marker.end - 1] not in "，,：:是":
            continue
        out.append(marker)
    return out


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
    markers = {m.start: m for m in find_markers(text, start, end)}
    blocks: list[Block] = []
    now, opened, rule = role, start, "section"
    run: tuple[str, int] | None = None
    seen_value = 0

    def close(at: int, new_role: str, new_start: int, new_rule: str) -> None:
        nonlocal now, opened, rule, run
        if text[opened:at].strip():
            blocks.append(Block(now, opened, at, rule))
        now, opened, rule = new_role, new_start, new_rule

    for m in _BOUNDARY.finditer(text, start, end):
        pos = m.start()
        if pos >= end or pos < opened:
            continue
        sentence_start = pos == start or text[pos - 1] in "。；;！!？?\n：:"
        label = match_label(text, pos, end) if sentence_start else None
        if label:
            structural = markers.pop(pos, None)
            close(pos, label[0], label[1], "label")
            if label[0] == "problem" or (structural is not None and run is not None and structural.kind == run[0]):
                run, seen_value = None, 0
            continue
        marker = markers.get(pos)
        if marker and now == "problem":
            if run and marker.kind == run[0] and marker.value == 1 and seen_value >= 1 and rule != "label":
                close(pos, "measure", pos, "restart")
                continue
            if run is None and rule == "section" and _answers(text, opened, marker, markers, end):
                close(pos, "measure", pos, "run")
                continue
            if run is None or marker.kind == run[0]:
                run, seen_value = (marker.kind, marker.depth), max(marker.value, seen_value)
        elif marker and _resumes(marker, run, seen_value, text, opened, markers):
            close(pos, "problem", pos, "resume")
            seen_value = marker.value
        body = marker.end if marker else pos
        if now == "problem" and _has_problem(text, opened, pos, blocks) and is_turn(text, body, end):
            close(pos, "measure", pos, "turn")
    close(end, now, end, rule)
    return blocks


def _resumes(
    marker: Marker, run: tuple[str, int] | None, seen: int, text: str, opened: int, markers: dict[int, Marker]
) -> bool:
    """After a measure inside an item, the next number of the problems' own count opens the next problem."""
    if run is None or marker.kind != run[0] or marker.value != seen + 1:
        return False
    return not any(m.kind == run[0] for p, m in markers.items() if opened <= p < marker.start)


def _answers(text: str, opened: int, first: Marker, markers: dict[int, Marker], end: int) -> bool:
    """A count of actions after a sentence that has stated the problems itself."""
    lead = text[opened : first.start]
    if not find_lacks(text, opened, first.start) or pattern("list", "open").search(lead[-8:]):
        return False
    own = [m for m in markers.values() if m.kind == first.kind and m.start >= first.start]
    stops = [*(m.start for m in own[1:]), end]
    scores = [score_problem(text[m.end : stop]) for m, stop in zip(own, stops, strict=True)]
    return sum(s < 0 for s in scores) > len(scores) / 2


def _has_problem(text: str, start: int, end: int, blocks: list[Block]) -> bool:
    """Something has been stated that a measure can answer."""
    return any(b.role == "problem" for b in blocks) or (
        score_problem(text[start:end]) > 0 or pattern("list", "exists").search(text, start, end) is not None
    )
