"""Lines of a site around its reports: what recurs at head and tail of several is no text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from textmine.corpus.parse import Parsed
from textmine.resources.load import load_toml
from textmine.schema import Item, Report, Section

# Lines at either end of a text that may be the site's: menus have up to 60, footers up to 25.
_N_HEAD, _N_TAIL = 80, 40
# A line of the site is no longer than this, in characters.
_LONGEST = 120
# Share of the lines below the last sentence that recur where they are a footer.
_LEAST_RECURRING = 0.5
# Lines that the evidence spells out.
_SHOWN = 3
_TITLE = re.compile(r"(?:信息|政务)公开.{0,20}(?:报告|年报|总结)")
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"^[（(]?(?:\d{4}|二[〇○零0].{2})年.{1,3}月.{1,3}日[）)]?$")


_Part = TypeVar("_Part", Section, Item)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a report that is not empty."""

    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """The line as it recurs: without blanks, numbers as marks."""
        return _DIGITS.sub("#", "".join(self.text.split()))


def drop_site_frames(parsed: Sequence[Parsed]) -> list[Parsed]:
    """Take the lines of the site off the reports of each folder.

    Parameters
    ----------
    parsed : sequence of Parsed
        Reports of one reading, any number of folders.

    Returns
    -------
    list of Parsed
        The reports in their order. Menus before the title and footers after the last sentence that
        another report of the folder has too are no narrative and in no section or item; the
        evidence (``site_frame``) says which lines.
    """
    folders: dict[str, list[Parsed]] = defaultdict(list)
    for p in parsed:
        folders[Path(p.report.source).parent.as_posix()].append(p)
    kept: dict[str, Parsed] = {}
    for group in folders.values():
        if len(group) > 1:
            kept |= {p.report.report_id: p for p in _drop(group)}
    return [kept.get(p.report.report_id, p) for p in parsed]


def _drop(group: list[Parsed]) -> list[Parsed]:
    """Take the lines that recur in a folder off its reports."""
    ends = [_ends(p.report) for p in group]
    recurring = Counter(key for head, tail in ends for key in {line.key for line in head + tail})
    out = []
    for p, (head, tail) in zip(group, ends, strict=True):
        menu = [line for line in head if recurring[line.key] > 1 and _is_frame(line)]
        frame = menu + _footer(p.report, tail, recurring)
        out.append(_without(p, frame) if frame else p)
    return out


def _ends(report: Report) -> tuple[list[_Line], list[_Line]]:
    """Lines before the title, and the last lines."""
    lines = []
    at = 0
    for text in report.text.split("\n"):
        if text.strip():
            lines.append(_Line(text.strip(), at, at + len(text)))
        at += len(text) + 1
    title = next((k for k, line in enumerate(lines[:_N_HEAD]) if _TITLE.search(line.text)), 0)
    tail = lines[max(title + 1, len(lines) - _N_TAIL) :]
    return lines[:title], tail


def _is_frame(line: _Line) -> bool:
    """Tell whether a line can be the site's: short, and no sentence but one about the site."""
    if len(line.text) > _LONGEST or "\t" in line.text:
        return False
    return "。" not in line.text or _speaks_of_site(line.text)


def _speaks_of_site(text: str) -> bool:
    """Tell whether a line holds a word that only a site's own lines hold."""
    return any(word in text for word in load_toml("lines.toml")["site"]["words"])


def _footer(report: Report, tail: list[_Line], recurring: Counter[str]) -> list[_Line]:
    """Lines after the last sentence and the signature of which most recur."""
    start = len(tail)
    while start and _is_frame(tail[start - 1]) and not _signs(report, tail[start - 1]):
        start -= 1
    below = tail[start:]
    while below and recurring[below[0].key] < 2 and not _speaks_of_site(below[0].text):
        below = below[1:]
    known = sum(recurring[line.key] > 1 or _speaks_of_site(line.text) for line in below)
    return below if below and known >= _LEAST_RECURRING * len(below) else []


def _signs(report: Report, line: _Line) -> bool:
    """Tell whether a line is the report's heading, signature or date."""
    plain = "".join(line.text.split())
    heading = re.match(r"^[一二三四五六七八九十]+、", plain) is not None
    named = bool(report.agency) and plain.startswith((report.agency, report.agency[-6:]))
    short = plain in {"无", "无。", "完", "特此报告"}
    return heading or named or short or _DATE.match(plain) is not None


def _without(p: Parsed, frame: list[_Line]) -> Parsed:
    """Cut the lines of the site out of narrative, sections and items."""
    spans = [(line.start, line.end) for line in frame]
    shown = " / ".join(line.text[:20] for line in frame[:_SHOWN])
    rule = f"recurs in the folder: {shown}" + (
        f" … ({len(frame)} lines)" if len(frame) > _SHOWN else ""
    )
    evidence = p.report.evidence | {"site_frame": (rule, 1.0)}
    return replace(
        p,
        report=replace(p.report, evidence=evidence),
        narrative=tuple(
            (label, a, b) for label, start, end in p.narrative for a, b in _cut(start, end, spans)
        ),
        sections=tuple(_shorten(s, spans, p.report.text) for s in p.sections),
        items=tuple(
            _shorten(i, spans, p.report.text)
            for i in p.items
            if not any(a <= i.start and i.end <= b for a, b in spans)
        ),
    )


def _cut(start: int, end: int, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a stretch without some spans in order."""
    out = []
    for a, b in spans:
        if a >= end or b <= start:
            continue
        if a > start:
            out.append((start, a))
        start = max(start, b)
    return [(a, b) for a, b in [*out, (start, end)] if a < b]


def _shorten(part: _Part, spans: list[tuple[int, int]], text: str) -> _Part:
    """End a section or an item where the footer begins that it reaches into."""
    reached = [a for a, b in spans if part.start < a < part.end]
    if not reached or part.start == part.end:
        return part
    end = part.start + len(text[part.start : min(reached)].rstrip())
    return replace(part, end=max(end, part.start + 1))
