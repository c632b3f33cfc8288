"""Problems, measures and activities, one by one.

What always holds: an item lies inside its section, items of a section are disjoint and in order,
the span leaves out the marker before and the mark behind, and ``rule`` says how it was found
(marker, list, clause, sentence …)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from textmine.schema import Item, Section
from textmine.segment.actions import split_actions
from textmine.segment.blocks import Block, find_markers, split_blocks
from textmine.segment.lists import find_enumeration, find_lacks, is_general
from textmine.segment.roles import find_stated, is_done, pattern, score_problem
from textmine.tables.find import FoundTable
from textmine.text.numbering import Marker
from textmine.text.sentences import Span, find_sentences, split_at

_CONFIDENCE = {"marker": 0.97, "list": 0.9, "clause": 0.75, "sentence": 0.8, "line": 0.85}
_ACTIVITY_SECTIONS = ("overview", "disclosure", "applications", "review", "other")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement found in a block: its span, marker, depth and rule."""

    start: int
    end: int
    marker: str
    depth: int
    rule: str


def find_items(
    report_id: str, text: str, sections: list[Section], tables: list[FoundTable]
) -> list[Item]:
    r"""Itemise a report: problems and measures of their sections, activities elsewhere.

    Parameters
    ----------
    report_id : str
        Goes into each item and its id.
    text : str
        Normalised text.
    sections : list of Section
        As found by ``find_sections``.
    tables : list of FoundTable
        Their spans hold no items.

    Returns
    -------
    list of Item
        In order of place. ``item_id`` is the report's id, the role's initial and a number.

    Examples
    --------
    >>> from textmine.segment.sections import find_sections
    >>> text = (
    ...     "五、存在的主要问题及改进情况\n一是更新慢；二是内容少。下一步，一是勤更新；二是多公开。"
    ... )
    >>> items = find_items("r1", text, find_sections("r1", text, []), [])
    >>> [(i.item_id, i.role, text[i.start : i.end]) for i in items][1:3]
    [('r1#p2', 'problem', '内容少'), ('r1#m1', 'measure', '勤更新')]
    """
    rows: list[tuple[str, str, Found]] = []
    stated = any(s.label in ("problems", "measures") and s.status != "missing" for s in sections)
    for section in sections:
        if section.start == section.end:
            continue
        start = section.start + heading_length(text, section)
        for a, b in outside(tables, start, section.end):
            if section.label in ("problems", "measures") and section.status == "found":
                found = _problem_items(
                    text, a, b, "problem" if section.label == "problems" else "measure"
                )
            elif section.label in _ACTIVITY_SECTIONS and section.status == "found":
                found = [
                    ("activity" if section.label != "other" else "other", f)
                    for f in _activities(text, a, b)
                ]
            elif section.label == "problems" or (
                not stated and section.label in ("preamble", "extra")
            ):
                found = _stated_problems(text, a, b)
            else:
                found = []
            rows += [(section.label, role, f) for role, f in found]
    return list(_number(report_id, text, rows))


def _number(report_id: str, text: str, rows: list[tuple[str, str, Found]]) -> Iterator[Item]:
    """Give ids and order; a measure that reports something done says so in its rule."""
    counts: dict[str, int] = {}
    for order, (label, role, f) in enumerate(rows):
        counts[role] = counts.get(role, 0) + 1
        rule = f.rule + ("/done" if role == "measure" and is_done(text[f.start : f.end]) else "")
        item_id = f"{report_id}#{role[0]}{counts[role]}"
        confidence = _CONFIDENCE[f.rule]
        yield Item(
            report_id,
            item_id,
            label,
            role,
            order,
            f.depth,
            f.marker,
            rule,
            confidence,
            f.start,
            f.end,
        )


def heading_length(text: str, section: Section) -> int:
    """Give the length of a section's heading as it stands in the text."""
    return len(section.heading) if text.startswith(section.heading, section.start) else 0


def outside(tables: list[FoundTable], start: int, end: int) -> list[Span]:
    """Give the parts of a stretch that lie outside tables."""
    parts = []
    for t in sorted(tables, key=lambda t: t.start):
        if t.start < end and t.end > start:
            parts.append((start, max(start, t.start)))
            start = min(max(start, t.end), end)
    parts.append((start, end))
    return [(a, b) for a, b in parts if a < b]


def trim_tail(text: str, start: int, end: int) -> int:
    """Cut signature, date and site lines off the end of a section."""
    while end > start:
        while end > start and text[end - 1] in "\n \t|":
            end -= 1
        line = max(text.rfind("\n", start, end) + 1, start)
        if end == start or not pattern("tail").match(text[line:end].strip("| \t")):
            break
        end = line
    return end


def _problem_items(text: str, start: int, end: int, role: str) -> list[tuple[str, Found]]:
    """Items of a problem or measure section."""
    end = trim_tail(text, start, end)
    out: list[tuple[str, Found]] = []
    blocks = split_blocks(text, start, end, role)
    interleaved = any(b.rule == "resume" for b in blocks)
    for block in blocks:
        found = (
            _block_problems(text, block)
            if block.role == "problem"
            else _block_measures(text, block, interleaved)
        )
        out += [(block.role, f) for f in found]
    return out


def _block_problems(text: str, block: Block) -> Iterator[Found]:
    """Marked problems, else enumerations, else clauses of lack."""
    body = text[block.start : block.end].strip()
    if pattern("list", "none").match(body):
        return
    marked = _marked(text, block.start, block.end, alone=block.rule == "resume")
    if marked:
        for one in marked:
            head, below = _below(text, one)
            stated = below and all(score_problem(text[f.start : f.end]) > 0 for f in below)
            if stated and head and _is_title(text, head):
                yield from below
            elif not _is_stump(text, one):
                yield from _split_problem(text, one)
        return
    sentences = [
        (a, b) for a, b in find_sentences(text, block.start, block.end) if not is_done(text[a:b])
    ]
    for rule, spans in (
        ("list", _listed(text, sentences, block.rule == "label")),
        ("sentence", _sentences(text, sentences)),
        ("clause", [span for a, b in sentences for span in find_lacks(text, a, b)]),
        ("sentence", _labelled(text, sentences) if block.rule == "label" else []),
    ):
        found = [f for span in spans if (f := _clean(text, *span, rule))]
        if found:
            yield from found
            return


def _listed(text: str, sentences: list[Span], labelled: bool) -> list[Span]:
    """Enumerations inside sentences; behind a label, and with semicolons, every part is a problem."""
    out: list[Span] = []
    for a, b in sentences:
        parts = split_at(text, _after_opening(text, a, b), b, "；;")
        if len(parts) > 1 and (
            labelled or sum(score_problem(text[x:y]) > 0 for x, y in parts) > len(parts) / 2
        ):
            out += parts
        else:
            out += find_enumeration(text, a, b)[0]
    return out


def _after_opening(text: str, start: int, end: int) -> int:
    """Skip praise and announcement: to the last colon before the first semicolon, or behind 如 and 是."""
    head = re.split("[；;]", text[start:end], maxsplit=1)[0]
    opened = max(
        (m.end() for m in re.finditer(r"[:：](?:如[，,]|主要是|一是)?|(?:如|例如)[，,：:]", head)),
        default=0,
    )
    if opened:
        return start + opened
    turn = pattern("lead", "problem_part").match(head)
    if turn:
        return start + turn.end()
    clauses = split_at(text, start, start + len(head), "，,")
    for x, y in clauses[:-1]:
        if score_problem(text[x:y]) > 0 and not is_general(text[x:y]):
            return x
        start = y + 1 if is_general(text[x:y]) else start
    return start


def _sentences(text: str, sentences: list[Span]) -> list[Span]:
    """Whole sentences, where one announces problems and at least two state them."""
    lead = next((k for k, (a, b) in enumerate(sentences) if is_general(text[a:b])), None)
    rest = (
        []
        if lead is None
        else [(a, b) for a, b in sentences[lead + 1 :] if not is_general(text[a:b])]
    )
    return rest if len(rest) >= 2 and all(score_problem(text[a:b]) > 0 for a, b in rest) else []


def _is_title(text: str, head: Found) -> bool:
    """A short head that states no lack of its own (队伍方面)."""
    return head.end - head.start <= 24 and score_problem(text[head.start : head.end]) <= 0


def _is_stump(text: str, found: Found) -> bool:
    """The first few characters of an item that the end of the text cuts off: they state nothing."""
    body = text[found.start : found.end]
    return (
        len(text) - found.end < 5
        and not text[found.end :].strip()
        and len(body) < 6
        and score_problem(body) <= 0
    )


def _labelled(text: str, sentences: list[Span]) -> list[Span]:
    """The few sentences right behind a label of problems, whatever their words, praise left out."""
    bodies = [
        (a, b)
        for a, b in sentences
        if not (is_general(text[a:b]) or pattern("praise").search(text, a, b))
    ]
    return bodies if len(bodies) <= 3 else []


def _split_problem(text: str, found: Found) -> list[Found]:
    """A marked item that states two lacks, parted by a semicolon, holds two problems."""
    parts = split_at(text, found.start, found.end, "；;")
    if len(parts) < 2 or any(score_problem(text[a:b]) <= 0 or b - a < 6 for a, b in parts):
        return [found]
    return [
        replace(found, start=a, end=b, marker=found.marker if k == 0 else "")
        for k, (a, b) in enumerate(parts)
    ]


def _block_measures(text: str, block: Block, interleaved: bool) -> Iterator[Found]:
    """Marked measures, else paragraphs, sentences or actions; one whole answer between two problems."""
    marked = _marked(text, block.start, block.end)
    if marked:
        yield from marked
        return
    spans = split_actions(text, block.start, block.end)
    if interleaved and spans:
        spans = [(spans[0][0], spans[-1][1])]
    for a, b in spans:
        found = _clean(text, a, b, "sentence")
        if found:
            yield found


def _stated_problems(text: str, start: int, end: int) -> list[tuple[str, Found]]:
    """Problems in a report without sections, only from the sentence on that says there are some."""
    stated = find_stated(text, start, end)
    return _problem_items(text, stated[0], end, stated[1]) if stated else []


def _marked(text: str, start: int, end: int, *, alone: bool = False) -> list[Found]:
    """Items by markers: the kind of the first marker carries the list, other kinds are nested in its items."""
    markers = find_markers(text, start, end)
    if not markers:
        return []
    kind = _list_kind(markers)
    own = [m for m in markers if m.kind == kind]
    if len(own) == 1 and own[0].value > 1 and len(markers) == 1 and not alone:
        return []
    found = []
    for k, marker in enumerate(own):
        stop = own[k + 1].start if k + 1 < len(own) else end
        f = _clean(text, marker.end, stop, "marker", text[marker.start : marker.end].strip(), 0)
        if f:
            found.append(f)
    return found


def _activities(text: str, start: int, end: int) -> Iterator[Found]:
    """Marked activities; what is listed inside one (（一）… 一是 … 二是 …) stands below its head, one level deeper."""
    for f in _marked(text, start, end):
        head, below = _below(text, f)
        yield from [head, *below] if head else below


def _below(text: str, found: Found) -> tuple[Found | None, list[Found]]:
    """The head of a marked item and the list inside it; the whole item where it holds no list."""
    inner = find_markers(text, found.start, found.end)
    own = [m for m in inner if m.kind == inner[0].kind]
    if len(own) < 2 or own[0].value > 1:
        return found, []
    below = []
    for marker, stop in zip(own, [*(m.start for m in own[1:]), found.end], strict=True):
        f = _clean(
            text,
            marker.end,
            stop,
            "marker",
            text[marker.start : marker.end].strip(),
            found.depth + 1,
        )
        below += [f] if f else []
    return _clean(text, found.start, own[0].start, found.rule, found.marker, found.depth), below


def _list_kind(markers: list[Marker]) -> str:
    """The kind that carries the list: the first one, unless it stands alone before a list of another kind."""
    first = markers[0].kind
    if sum(m.kind == first for m in markers) == 1:
        for m in markers[1:]:
            if m.value == 1 and sum(x.kind == m.kind for x in markers) >= 2:
                return m.kind
    return first


def _clean(
    text: str, start: int, end: int, rule: str, marker: str = "", depth: int = 0
) -> Found | None:
    """Trim blanks, the mark at the end and an open lead; None where nothing is left."""
    body = text[start:end]
    start += len(body) - len(body.lstrip(" \t\n，,。；;：:、|"))
    end = start + len(text[start:end].rstrip(" \t\n，,。；;：:、|"))
    if rule in ("list", "clause"):
        lead = pattern("lead", "problem").match(text, start, end)
        start = lead.end() if lead and end - lead.end() > 2 else start
        end -= text.endswith("等", start, end) and end - start > 4
    if end - start < 2 or pattern("list", "empty").fullmatch(text, start, end):
        return None
    return Found(start, end, marker, depth, rule)
