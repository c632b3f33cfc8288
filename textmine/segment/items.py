"""Problems, measures and activities, one by one.

Problems and measures are found by the trained model (``model``) in the sections that state them;
activities are the marked items of the others. What always holds: an item lies inside its section,
items are disjoint and in order, a span leaves out the marker before and the mark behind, and
``rule`` says what told it (``marker``, ``label``, ``turn``, ``list``, ``clause``, ``sentence``,
``last_year``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from textmine.errors import ReadError
from textmine.schema import Item, Section
from textmine.segment.activities import find_activities, find_markers
from textmine.segment.itemizer.model import FoundStatement, ItemModel, load_model
from textmine.segment.roles import find_stated, is_done, pattern
from textmine.segment.sections import label_heading
from textmine.tables.found import FoundTable
from textmine.text.sentences import Span

MARKED_ACTIVITY = 0.97
"""Confidence of an activity: its markers are plain (measured when activities were the marked items
of all sections; they are not scored by the benchmark ``items``)."""

MOST_PART = 100_000
"""Characters of a stretch on problems and measures: a whole report of 90 pages has some 60,000.
The model takes 2.4 kB of memory a character."""

MAX_STUMP = 6
"""Characters of an item that may be a stump (二是公开的)."""

MIN_REPEATED = 4
"""Characters of a statement that is looked for again (更新较慢)."""
MIN_REPEATS = 2
"""Different statements said again that make a repetition. Set by hand: of all annotated parts one
says a single statement again (已及时更新, in the rows of a table), none two."""

_LABEL_END = re.compile("[\n。：:，；]")

_ACTIVITY_SECTIONS = ("overview", "disclosure", "applications", "review", "other")
_STATING = ("problems", "measures")


class _Found(NamedTuple):
    """An item before it has its number."""

    role: str
    start: int
    end: int
    marker: str
    depth: int
    rule: str
    confidence: float


def find_items(
    report_id: str,
    text: str,
    sections: list[Section],
    tables: list[FoundTable],
    *,
    gaps: Sequence[int] = (),
    model: ItemModel | None = None,
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
    gaps : sequence of int
        Places where normalising took out blanks (``textmine.segment.itemizer.tokens.find_gaps``).
    model : ItemModel, optional
        A model of one's own; the shipped one by default.

    Returns
    -------
    list of Item
        In order of place. ``item_id`` is the report's id, the role's initial and a number.

    Raises
    ------
    ReadError
        If the part on problems and measures is longer than that of any report.

    Examples
    --------
    >>> from textmine.segment.sections import find_sections
    >>> text = (
    ...     "五、存在的问题\n一是更新慢；二是内容少。下一步，一是勤更新；二是多公开。"
    ... )
    >>> items = find_items("r1", text, find_sections("r1", text, []), [])
    >>> [(i.item_id, i.role, text[i.start : i.end]) for i in items][1:3]
    [('r1#p2', 'problem', '内容少'), ('r1#m1', 'measure', '勤更新')]
    """
    reader = _Reader(report_id, text, tables, gaps, model or load_model())
    stated = any(s.label in _STATING and s.status != "missing" for s in sections)
    found: list[_Found] = []
    for start, end in _stating_stretches(sections):
        found += reader.statements(_behind_achievements(text, start, end), end)
    for section in sections:
        if section.start == section.end:
            continue
        start = section.start + heading_length(text, section)
        if section.label in _ACTIVITY_SECTIONS and section.status == "found":
            role = "other" if section.label == "other" else "activity"
            found += reader.activities(start, section.end, role)
        elif not stated and section.label in ("preamble", "extra"):
            begin = find_stated(text, start, section.end)
            found += reader.statements(begin[0], section.end) if begin else []
    found.sort(key=lambda f: f.start)
    return list(_number(report_id, text, sections, _without_repeats(text, found)))


def _without_repeats(text: str, found: list[_Found]) -> list[_Found]:
    """Leave out what the page says again, whole or cut off, such as the begin in its abstract.

    Of equal ones the last counts: what stands above a report is not the report. A single one may
    be meant: the same measure against two problems.
    """
    again: dict[int, str] = {}
    for role in ("problem", "measure"):
        own = [k for k, f in enumerate(found) if f.role == role]
        words = {k: "".join(text[found[k].start : found[k].end].split()) for k in own}
        # Whatever begins with a text follows it in order.
        ranked = sorted(own, key=lambda k: (words[k], k))
        again |= {
            k: words[k]
            for k, after in pairwise(ranked)
            if len(words[k]) >= MIN_REPEATED and words[after].startswith(words[k])
        }
    if len(set(again.values())) < MIN_REPEATS:
        return found
    return [f for k, f in enumerate(found) if k not in again]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A report's text with what is needed to read items off its stretches."""

    report_id: str
    text: str
    tables: list[FoundTable]
    gaps: Sequence[int]
    model: ItemModel

    def statements(self, start: int, end: int) -> Iterator[_Found]:
        """Problems and measures of a stretch, heading included."""
        for a, b in outside(self.tables, start, end):
            if b - a > MOST_PART:
                raise ReadError(
                    f"{self.report_id}: {b - a:,} characters on problems and measures; a report"
                    f" has at most {MOST_PART:,}: split the file if it holds several reports"
                )
            for s in self.model.find(
                self.text, a, trim_tail(self.text, a, b), self.gaps
            ):
                if not self._states_none(s) and not self._is_stump(s):
                    yield self._measure_or_problem(s)

    def _states_none(self, s: FoundStatement) -> bool:
        """A statement that there is no problem (暂无, 没有发现突出问题) is none."""
        none = pattern("list", "none").match(self.text, s.start, s.end)
        return s.role == "problem" and none is not None and none.end() == s.end

    def _is_stump(self, s: FoundStatement) -> bool:
        """The first few characters of an item that the end of the text cuts off state nothing."""
        cut_off = not self.text[s.end :].strip()
        return (
            cut_off
            and s.end - s.start <= MAX_STUMP
            and self.text[s.end - 1] in "的和与对在"
        )

    def _measure_or_problem(self, s: FoundStatement) -> _Found:
        """A statement as item: what is reported of last year is a measure."""
        role = "problem" if s.role == "problem" else "measure"
        rule = s.rule if s.role != "last_year" else "last_year"
        done = role == "measure" and is_done(self.text[s.start : s.end])
        rule += "/done" * done
        return _Found(role, s.start, s.end, s.marker, 0, rule, s.confidence)

    def activities(self, start: int, end: int, role: str) -> Iterator[_Found]:
        """Marked items of a stretch."""
        for a, b in outside(self.tables, start, end):
            for item in find_activities(self.text, a, b):
                yield _Found(
                    role,
                    item.start,
                    item.end,
                    item.marker,
                    item.depth,
                    "marker",
                    MARKED_ACTIVITY,
                )


def _stating_stretches(sections: list[Section]) -> list[Span]:
    """Stretches of the sections on problems and measures; neighbours are read as one part."""
    out: list[Span] = []
    for section in sections:
        if section.label not in _STATING or section.start == section.end:
            continue
        if out and out[-1][1] == section.start:
            out[-1] = (out[-1][0], section.end)
        else:
            out.append((section.start, section.end))
    return out


def _behind_achievements(text: str, start: int, end: int) -> int:
    """Where a part begins to state problems that tells first what was done.

    三、主要经验、问题和改进措施 / （一）主要经验 … （二）存在问题 …: what stands under the first is
    neither problem nor measure. The begin of the part where it tells no such thing, or no title
    says where the problems begin.
    """
    title, _, _ = text[start:end].partition("\n")
    listed_first = pattern("list", "achieved_title").search(title)
    opened = ""
    for marker in find_markers(text, start + len(title), end):
        if opened and marker.kind != opened:
            continue
        label = _LABEL_END.split(text[marker.end : end], maxsplit=1)[0].strip()
        problems = label_heading(label)[0] == "problems"
        if opened and problems:
            return marker.start
        if not opened:
            first = listed_first and pattern("list", "achieved_first").fullmatch(label)
            if not first and not pattern("list", "achieved").fullmatch(label):
                return start
            opened = marker.kind
    return start


def _number(
    report_id: str, text: str, sections: list[Section], found: list[_Found]
) -> Iterator[Item]:
    """Give each item its section, id and order."""
    counts: dict[str, int] = {}
    order = 0
    for f in found:
        section = next(s for s in sections if s.start <= f.start < s.end)
        end = f.start + len(text[f.start : min(f.end, section.end)].rstrip())
        if end <= f.start:
            continue
        counts[f.role] = counts.get(f.role, 0) + 1
        item_id = f"{report_id}#{f.role[0]}{counts[f.role]}"
        yield Item(
            report_id,
            item_id,
            section.label,
            f.role,
            order,
            f.depth,
            f.marker,
            f.rule,
            f.confidence,
            f.start,
            end,
        )
        order += 1


def heading_length(text: str, section: Section) -> int:
    """Give the length of a section's heading as it stands in the text."""
    return (
        len(section.heading) if text.startswith(section.heading, section.start) else 0
    )


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
