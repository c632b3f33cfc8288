"""Where the sections of a report lie: by the words of headings, their order, and the tables.

What always holds: sections are disjoint, in order and lie in the text; a label of the form that is
not there is a row with status ``missing``; rows of a table never become sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from textmine.resources.load import load_pattern, load_toml
from textmine.schema import CORE_LABELS, Section
from textmine.segment.roles import find_admitted, states_problems
from textmine.tables.found import FoundTable
from textmine.text.numbers.numbering import Marker, match_marker

_TOP_KINDS = ("cn", "cn_paren", "num", "di", "")
_COVERED = frozenset(("overview", "disclosure", "applications", "review", "measures"))
"""What stands under a section's headings without a marker, or with a number, as a part of it."""
_LINE = re.compile(r"[^\n]+")
_QUOTES = re.compile(r"[“”\"'‘’*《》]")
_GOES_ON = re.compile("[，；。].")
# A list that a page made of its headings: • 六、其他需要报告的事项.
_DOT = re.compile(r"[●•▪■◆◇○·][ \t\u3000]*(?=[一二三四五六七八九十]{1,2}、)")
_STRIP = " \t“”\"'‘’*#"
_INLINE = re.compile(r"[。:：]")
_COLON = re.compile("[:：]")
# Where a heading may begin inside a line: behind a stop, or glued to the words before it.
_BEHIND_STOP = re.compile(r"(?<=[。；！])(?=[一二三四五六七八九十]{1,2}、)")
_FIELD = re.compile(r"【?([^\n，。；：:【】|]{2,16})(?:】|[：:])")
_ORDINAL = re.compile("[一二三四五六七八九十]{1,2}、")
_NO_BEGIN = frozenset("一二三四五六七八九十百第之（(〇零\n")
"""What stands before an ordinal that is glued to the words before it, and opens no heading."""
_NUMBERED = re.compile(r"(?<=[。；！告结])(?=\d{1,2}[、.．](?!\d))")
_RUN_ON = re.compile(
    r"(?<=情况|措施|事项|问题|不足|打算|方向|安排|计划|概述|概况)"
    r"(?=\d{3}[\dxX×]年|我[局镇乡县市区委办厅署街院处所单]|本[局单机年]|一是|1[、.]|[（(]一[）)]|全年|今年|目前|一年来)"
)

_LONGEST_LINE, _LONGEST_WORDS = 48, 42
"""Characters of a line that may be a heading as a whole, and of its words without number and marks
(by hand; the longest title of the form has 17)."""

_LONGEST_HEAD = 45
"""Characters behind its number in which the heading of a line that goes on must end."""

_OWN_TITLE = range(2, 27)
"""Characters of a title that is none of the form's, without number and marks (by hand)."""

_PUBLISHED = re.compile(r"(?:公开|发布)[^。；\n]{0,20}?\d+[多余]?[条件篇份]")
"""What a section on disclosure says whatever its title: 共主动公开信息73条, 全年发布信息9条."""

# Confidences are chosen by hand, here and where a section is inferred: they put sections in order
# of how plainly the text says what they are, and no count of errors gave them.
_UNDIVIDED = 0.3
"""Confidence of a text without headings, and of the rest behind a statistical table."""


class Heading(NamedTuple):
    """A line, or the head of a line, that reads like a section heading."""

    start: int
    end: int
    label: str
    marker: Marker | None
    official: bool
    whole_line: bool

    @property
    def kind(self) -> str:
        """Kind of its marker, ``""`` without one."""
        return self.marker.kind if self.marker else ""


@cache
def _label_patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Labels in order of precedence, with their official titles and the pattern of headings."""
    labels = load_toml("headings.toml")["labels"]
    return tuple(
        (
            name,
            frozenset(entry["official"]),
            re.compile("|".join(f"(?:{p})" for p in entry["core"])),
        )
        for name, entry in labels.items()
    )


@cache
def _not_a_heading() -> re.Pattern[str]:
    """Lines that only look like headings: rows of table 3, titles."""
    return re.compile("|".join(load_toml("headings.toml")["not_a_heading"]["patterns"]))


@cache
def _odd_ordinal() -> tuple[re.Pattern[str], str]:
    """What may open a title of the form and is no marker, and what may close it then."""
    odd = load_toml("headings.toml")["odd_ordinals"]
    return re.compile(odd["pattern"]), odd["closed"]


def _label_official(core: str) -> str:
    """The label of a form's own title behind an odd ordinal; empty without one."""
    opening, closed = _odd_ordinal()
    bare = opening.sub("", core).strip(closed)
    if bare == core:
        return ""
    return next((name for name, titles, _ in _label_patterns() if bare in titles), "")


# The same headings stand in report after report, and each is looked at several times.
@lru_cache(maxsize=8192)
def label_heading(heading: str) -> tuple[str, bool]:
    """Label a heading by its words.

    Parameters
    ----------
    heading : str
        The heading, with or without its marker.

    Returns
    -------
    tuple of (str, bool)
        The label (``""`` if none fits) and whether the words are the form's own title.

    Examples
    --------
    >>> label_heading("六、工作中存在的困难和问题及下步打算")
    ('problems', False)
    >>> (
    ...     label_heading("五、存在的主要问题及改进情况"),
    ...     label_heading("一、本年新收政府信息公开申请数量"),
    ... )
    (('problems', True), ('', False))
    """
    marker = match_marker(heading)
    core = heading[marker.end if marker else 0 :].strip(_STRIP + "、.。:：;；()（）")
    core = _QUOTES.sub("", core)
    core = load_pattern("headings.toml", "template", "pattern").sub("", core)
    if not core or len(core) > _LONGEST_WORDS or _not_a_heading().search(core):
        return "", False
    if odd := _label_official(core):
        return odd, True
    # （二）主动公开政府信息的情况 is the form's title, 1. before it a part of another section.
    is_section = marker is not None and marker.kind in ("cn", "cn_paren")
    plain = core.replace("的情况", "情况") if is_section else core
    for label, official, pattern in _label_patterns():
        if plain in official:
            return label, True
        if pattern.fullmatch(core):
            return label, False
    return "", False


@cache
def _titles(kind: str) -> re.Pattern[str]:
    """Compile the titles of one kind: what was done, what is planned."""
    return re.compile("|".join(load_toml("headings.toml")[kind]["titles"]))


def _is_titled(heading: str, kind: str) -> bool:
    """Tell whether the words of a heading are a title of that kind."""
    marker = match_marker(heading)
    words = heading[marker.end if marker else 0 :].strip(_STRIP + "、.。:：")
    return _titles(kind).fullmatch(words) is not None


def _is_done(heading: str) -> bool:
    """Tell whether a heading says that what was done follows: 一、主要做法."""
    return _is_titled(heading, "done")


def find_sections(report_id: str, text: str, tables: list[FoundTable]) -> list[Section]:
    r"""Split a report into its sections.

    Parameters
    ----------
    report_id : str
        Goes into each section.
    text : str
        Normalised text.
    tables : list of FoundTable
        Tables found in the text; their lines are never headings.

    Returns
    -------
    list of Section
        Preamble first (if there is text before the first heading), then the sections in order; a
        label of the six that is missing stands, empty, where the form has it. Headings are part of
        their section's span.

    References
    ----------
    政府信息公开条例 (国务院令第711号), Art. 50; 国办公开办函〔2019〕60号 and 〔2021〕30号 (the six
    sections).

    Examples
    --------
    >>> text = "一、总体情况\n全年平稳。\n二、存在问题\n更新慢。"
    >>> [
    ...     (s.label, s.heading)
    ...     for s in find_sections("r1", text, [])
    ...     if s.status == "found"
    ... ]
    [('overview', '一、总体情况'), ('problems', '二、存在问题')]
    """
    headings = _choose(text, _find_headings(text, tables))
    starts = [*(h.start for h in headings), len(text)]
    found = []
    if text[: starts[0]].strip():
        status, sure = ("found", 0.9) if headings else ("inferred", _UNDIVIDED)
        place = (0, starts[0], sure)
        found.append(
            Section(report_id, 0, "preamble", "", *place, status, "before_first")
        )
    for h, end in zip(headings, starts[1:], strict=True):
        heading = text[h.start : h.end]
        rule = "words" if label_heading(heading)[0] else "ordinal"
        rule = "official" if h.official else rule
        place = (h.start, end, _sureness(h))
        found.append(
            Section(report_id, 0, h.label, heading.strip(), *place, "found", rule)
        )
    found = _infer_overview(_infer_done(text, _infer_problems(text, found)))
    found = _infer_disclosure(text, found)
    found = _end_at_statistics(text, found, tables)
    return [s._replace(order=k) for k, s in enumerate(_with_missing(report_id, found))]


def _sureness(heading: Heading) -> float:
    """Confidence of a section by its heading."""
    with_marker, bare = (0.99, 0.95) if heading.official else (0.9, 0.8)
    sure = with_marker if heading.kind else bare
    return sure if heading.whole_line else sure - 0.1


def _find_headings(text: str, tables: list[FoundTable]) -> list[Heading]:
    """Every line outside tables that reads like a heading, labelled or with a top marker."""
    out: list[Heading] = []
    lines = list(_spans_of_lines(text, tables))
    for start, stop in lines:
        inside = _read_inside(text, start, stop, out[-1] if out else None)
        inside = [h for h in inside if not _in_tables(h.start, tables)]
        ends = inside[0].start if inside else stop
        first = _read_first(text, start, ends)
        out += [*([first] if first else []), *inside]
    if not any(h.kind == "cn" for h in out):
        # A text that has lost its lines may number its sections 1、 2、.
        known = {h.start for h in out}
        for start, stop in lines:
            inside = _read_inside(text, start, stop, None, numbered=True)
            first = _read_run_on(text, start, stop, "num")
            more = [*([first] if first else []), *inside]
            out += [h for h in more if h.start not in known]
        out.sort(key=lambda h: h.start)
    return out


def _read_first(text: str, start: int, end: int) -> Heading | None:
    """The heading at the start of a line: the line, its head, or a title that is glued to it."""
    heading = _read_heading(text, start, end)
    told = heading is not None and text[heading.end - 1] == "。"
    if not (heading is None or heading.label == "extra" or told):
        return heading
    stop = heading.end - 1 if heading and told else end
    kind = heading.kind if heading else "cn"
    shorter = _read_run_on(text, start, stop, kind) if kind else None
    # 二、存在不足。 is a title with its mark, 四、复议诉讼情况未发生。 tells what happened.
    return shorter if shorter and shorter.end < stop else heading


def _spans_of_lines(text: str, tables: list[FoundTable]) -> Iterator[tuple[int, int]]:
    """Starts and ends of the lines that are no rows of a table, marks around them left out."""
    for m in _lines_outside(text, tables):
        start, end = m.span()
        lead = len(m[0]) - len(m[0].lstrip(_STRIP + "|"))
        start += lead
        if dot := _DOT.match(text, start, end):
            start, lead = dot.end(), lead + len(dot[0])
        if "\t" in m[0][lead:].rstrip() or "|" in m[0][lead:].rstrip("| "):
            continue
        yield start, start + len(m[0][lead:].rstrip(" \t|"))


def _lines_outside(text: str, tables: list[FoundTable]) -> Iterator[re.Match[str]]:
    """Lines that begin in no table; those of a table are not looked at one by one."""
    at = 0
    while m := _LINE.search(text, at):
        table = next((t for t in tables if t.start <= m.start() < t.end), None)
        if table is None:
            yield m
            at = m.end()
        else:
            line_end = text.find("\n", table.end - 1)
            at = len(text) if line_end < 0 else line_end


def _in_tables(place: int, tables: list[FoundTable]) -> bool:
    """Tell whether a place lies in a table."""
    return any(table.start <= place < table.end for table in tables)


def _read_inside(
    text: str,
    start: int,
    end: int,
    last: Heading | None,
    *,
    numbered: bool = False,
) -> list[Heading]:
    """Headings inside a line of flattened text: an ordinal that carries on, then a title."""
    out: list[Heading] = []
    places = _places_inside(text, start, end, numbered=numbered)
    if not places:
        return out
    first = match_marker(text, start)
    if first is None or first.kind != "cn":
        first = last.marker if last and last.kind == "cn" else None
    value = first.value if first else 0
    for at, behind_stop in places:
        marker = match_marker(text, at)
        if marker is None or marker.value <= value:
            continue
        if not behind_stop and marker.value != value + 1:
            continue
        heading = _read_official(text, marker, end) or _read_glued(text, marker, end)
        if heading is None and behind_stop:
            stop = _BEHIND_STOP.search(text, marker.end, end)
            heading = _read_heading(text, at, stop.start() if stop else end)
            heading = heading if heading and heading.label != "extra" else None
        if heading:
            out.append(heading)
            value = marker.value
    return out


def _places_inside(
    text: str, start: int, end: int, *, numbered: bool
) -> list[tuple[int, bool]]:
    """Places inside a line where a heading may begin, and whether a stop stands before each."""
    # A list of the sections in running text.
    contents = load_pattern("headings.toml", "contents", "pattern")
    listed = [m.span() for m in contents.finditer(text, start, end)]
    found = (_NUMBERED if numbered else _ORDINAL).finditer(text, start + 1, end)
    begins = [m.start() for m in found if not _is_within(m.start(), listed)]
    if numbered:
        return [(at, True) for at in begins]
    places = [(at, text[at - 1] in "。；！") for at in begins]
    return [(at, stop) for at, stop in places if stop or text[at - 1] not in _NO_BEGIN]


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a place lies in one of some spans."""
    return any(start <= place < end for start, end in spans)


@cache
def _title_ends() -> re.Pattern[str]:
    """Compile how titles end, unless they go on: 存在的主要问题 + 及改进情况."""
    words = load_toml("headings.toml")["ends"]
    return re.compile(rf"(?:{'|'.join(words['words'])})(?![{words['goes_on']}])")


def _read_run_on(text: str, start: int, end: int, kind: str) -> Heading | None:
    """A title at the start of a line that goes on as text."""
    marker = match_marker(text, start)
    if marker is None or marker.kind != kind:
        return None
    heading = _read_glued(text, marker, end)
    return heading if heading and heading.label != "extra" else None


def _read_glued(text: str, marker: Marker, end: int) -> Heading | None:
    """A title that runs on into the text without a mark: the shortest that is whole."""
    stop = min(end, marker.end + _LONGEST_HEAD)
    for m in _title_ends().finditer(text, marker.end, stop):
        label, official = label_heading(text[marker.start : m.end()])
        if label:
            return Heading(marker.start, m.end(), label, marker, official, False)
    return None


def _read_official(text: str, marker: Marker, end: int) -> Heading | None:
    """A form's own title behind a marker, whatever follows it."""
    for label, official, _ in _label_patterns():
        for title in official:
            if text.startswith(title, marker.end) and marker.end + len(title) <= end:
                stop = marker.end + len(title)
                return Heading(marker.start, stop, label, marker, True, False)
    return None


def _read_heading(text: str, start: int, end: int) -> Heading | None:
    """Read a line as heading: all of it, or the part before its first full stop or colon."""
    if end <= start:
        return None
    marker = match_marker(text, start)
    line = text[start:end]
    if marker is None and (field := _read_field(text, start, end)):
        return field
    if marker is None:
        # Titles that are none without a number.
        numbered = load_pattern("headings.toml", "numbered_only", "pattern")
        if numbered.fullmatch(line):
            return None
    if marker is not None and marker.kind == "is":
        return None
    if len(line) <= _LONGEST_LINE:
        label, official = label_heading(line)
        if label and not _GOES_ON.search(line[:-1]):
            whole = Heading(start, end, label, marker, official, True)
            answered = marker and _read_head(text, marker, end, _COLON)
            return answered if answered and answered.label != "extra" else whole
    if marker is None or marker.kind not in _TOP_KINDS:
        return None
    for mark in (_RUN_ON, _INLINE):
        head = _read_head(text, marker, end, mark)
        if head and (head.label != "extra" or _is_done(text[start : head.end])):
            return head
    core = line[marker.end - start :].rstrip("。:：")
    if (
        marker.value
        and len(core) in _OWN_TITLE
        and not re.search("[；。:：]", core)
        and ("，" not in core or (marker.kind == "cn" and _is_slogan(line)))
        and not _not_a_heading().search(core)
    ):
        return Heading(start, end, "extra", marker, False, True)
    return None


def _read_head(
    text: str, marker: Marker, end: int, mark: re.Pattern[str]
) -> Heading | None:
    """A title up to the first of such marks in its line: 三、依申请公开情况：0件."""
    cut = mark.search(text, marker.end, min(end, marker.end + _LONGEST_HEAD))
    if not cut or cut.start() >= end - 1:
        return None
    title = text[marker.start : cut.start()]
    label, official = label_heading(title)
    if not label and _is_done(title):
        label = "extra"
    if not label:
        return None
    return Heading(marker.start, cut.end(), label, marker, official, False)


def _read_field(text: str, start: int, end: int) -> Heading | None:
    """A title without a number, with a colon or in 【】, before its text: 存在问题：一是 …."""
    named = _FIELD.match(text, start, end)
    if named is None or named.end() == end:
        return None
    label, official = label_heading(named[1])
    if label in ("", "extra"):
        return None
    return Heading(start, named.end(), label, None, official, False)


def _is_slogan(line: str) -> bool:
    """Tell whether a line of two clauses is a title: 领导重视，将公开摆上议事日程."""
    told = line.endswith(("。", "：", ":")) or re.search(r"\d", line)
    return line.count("，") == 1 and not told


def _choose(text: str, headings: list[Heading]) -> list[Heading]:
    """Keep the headings of the top level: one marker kind, each label once, extras in sequence."""
    labelled = _without_fields([h for h in headings if h.label != "extra"])
    if not labelled:
        return _rising([h for h in headings if h.kind == "cn"])
    top = _top_kind(labelled)
    listed = _listed(text, headings)
    chosen: dict[str, Heading] = {}
    for h in labelled:
        old = chosen.get(h.label)
        if (
            old is None
            or _rank(h, top) > _rank(old, top)
            or (h.kind == top and old.start in listed)
        ):
            chosen[h.label] = h
            # 一、主动公开情况 above 二、主动公开政府信息情况 is the overview.
            displaced = old is not None and old.kind == top and old.start not in listed
            if old and displaced and h.label == "disclosure":
                chosen.setdefault("overview", old._replace(label="overview"))
    kept = [
        h
        for h in chosen.values()
        if h.kind == top or h.official or _stands_apart(h, chosen, top)
    ]
    kept += _nested(text, labelled, kept)
    kept += [h for h in headings if h.label == "extra" and h.kind == top == "cn"]
    return _in_sequence(sorted(kept, key=lambda h: h.start), top)


def _nested(text: str, labelled: list[Heading], kept: list[Heading]) -> list[Heading]:
    """（三）复议、诉讼情况 within another section, where no section of its own is on it.

    The part on requests directly before it stands for theirs.
    """
    own = {h.label for h in kept}
    if "review" in own:
        return []
    parts = [h for h in labelled if h.kind == "cn_paren" and h.whole_line]
    for before, h in zip([None, *parts], parts, strict=False):
        if h.label == "review" and "诉讼" in text[h.start : h.end]:
            if before is None or before.label != "applications":
                return [h]
            return [h] if "applications" in own else [before, h]
    return []


def _without_fields(labelled: list[Heading]) -> list[Heading]:
    """Leave out titles before a colon where others have numbers: these are parts of sections.

    Problems stay where no numbered section has them.
    """
    numbered = {h.label for h in labelled if h.kind or h.whole_line}
    if not numbered:
        return labelled
    told = "problems" in numbered
    return [
        h
        for h in labelled
        if h.kind or h.whole_line or (h.label == "problems" and not told)
    ]


def _rank(heading: Heading, top: str) -> tuple[bool, bool, bool]:
    """How surely a heading is of the top level: a line that is the form's own title, else its kind.

    （一）主动公开情况 stands in the overview where - 主动公开政府信息情况 follows on its own line.
    Where sections and their parts are numbered alike, the form's own title is the section's.
    """
    titled = heading.official and heading.whole_line
    return (
        titled or heading.kind == top,
        titled and heading.kind != "cn_paren",
        titled,
    )


def _top_kind(labelled: list[Heading]) -> str:
    """The marker kind with most labels, that of the sections; below 一、 others hardly count."""
    labels = {(h.kind, h.label) for h in labelled}
    counts = Counter(kind for kind, _ in labels)
    first = min((h.start for h in labelled if h.kind == "cn"), default=None)
    if first is not None:
        for kind in ("cn_paren", "num", "num_paren", ""):
            above = {h.label for h in labelled if h.kind == kind and h.start < first}
            if counts[kind] - len(above) and counts[kind] < counts["cn"] + 3:
                counts[kind] = len(above)
    return max(
        counts,
        key=lambda k: (
            counts[k] + (0.5 if k == "cn" else 0),
            -_TOP_KINDS.index(k) if k in _TOP_KINDS else -9,
        ),
    )


def _listed(text: str, headings: list[Heading]) -> frozenset[int]:
    """Starts of the headings in a table of contents: the next follows at once, and six more."""
    pairs = zip(headings[: max(0, len(headings) - 6)], headings[1:], strict=False)
    return frozenset(
        h.start for h, after in pairs if not text[h.end : after.start].strip()
    )


def _stands_apart(heading: Heading, chosen: dict[str, Heading], top: str) -> bool:
    """A labelled heading of another kind counts only outside what a top heading covers."""
    if heading.kind not in ("cn", "di"):
        return heading.kind in ("", "num") and heading.label not in _COVERED
    problems = chosen.get("problems")
    return not (
        heading.label == "measures"
        and problems is not None
        and problems.kind == top
        and problems.start < heading.start
    )


def _in_sequence(headings: list[Heading], top: str) -> list[Heading]:
    """Drop unlabelled headings that do not carry on the count of the top level."""
    kept: list[Heading] = []
    expected = 1
    for k, h in enumerate(headings):
        value = h.marker.value if h.marker else 0
        if h.label == "extra":
            next_value = next(
                (
                    x.marker.value
                    for x in headings[k + 1 :]
                    if x.label != "extra" and x.marker
                ),
                99,
            )
            if not (value == expected and value <= next_value):
                continue
        kept.append(h)
        expected = value + 1 if value and h.kind == top else expected + 1
    return kept


def _rising(headings: list[Heading]) -> list[Heading]:
    """Unlabelled headings whose numbers rise."""
    kept: list[Heading] = []
    for h in headings:
        if h.marker and h.marker.value > (
            kept[-1].marker.value if kept and kept[-1].marker else 0
        ):
            kept.append(h)
    return kept


def _infer_problems(text: str, sections: list[Section]) -> list[Section]:
    """A section that states problems or plans under another title, where none is titled so."""
    if any(s.label == "problems" for s in sections):
        return sections
    planned = [
        k
        for k, s in enumerate(sections)
        if s.label == "measures" and _is_titled(s.heading, "plans")
    ]
    if planned:
        # 五、下一步工作打算 stands in the place of the form's section on problems.
        return _relabel(sections, planned[-1], "problems", 0.6, "plans")
    if any(s.label == "measures" for s in sections):
        return sections
    for k in range(len(sections) - 1, -1, -1):
        s = sections[k]
        if (
            s.label == "extra"
            and s.rule == "ordinal"
            and states_problems(text, s.start + len(s.heading), s.end)
        ):
            return _relabel(sections, k, "problems", 0.4, "statements")
    return _split_at_admission(text, sections)


def _split_at_admission(text: str, sections: list[Section]) -> list[Section]:
    """Let the paragraph that says there are problems be a section where none is titled so.

    It stands behind the last titles: 五、复议诉讼情况 / 无。 / 目前还存在更新慢等问题。下一步，….
    """
    for k in range(len(sections) - 1, -1, -1):
        s = sections[k]
        if s.label in ("preamble", "overview"):
            break
        begin = find_admitted(text, s.start + len(s.heading), s.end)
        if begin is not None:
            told = _untitled(s, begin, "problems", "statements")
            return [*sections[:k], s._replace(end=begin), told, *sections[k + 1 :]]
    return sections


def _infer_disclosure(text: str, sections: list[Section]) -> list[Section]:
    """A section under a title of its own that says what was published, before those on requests."""
    if any(s.label == "disclosure" for s in sections):
        return sections
    for k, s in enumerate(sections):
        if s.label not in ("preamble", "overview", "extra"):
            break
        if s.rule == "ordinal" and _says_what_was_published(text, s):
            return _relabel(sections, k, "disclosure", 0.4, "statements")
    return sections


def _infer_done(text: str, sections: list[Section]) -> list[Section]:
    """A section called 主要做法 that says what was published is on disclosure, not the overview."""
    if any(s.label == "disclosure" for s in sections):
        return sections
    for k, s in enumerate(sections):
        if _is_done(s.heading) and _says_what_was_published(text, s):
            return _relabel(sections, k, "disclosure", 0.5, "statements")
    return sections


def _says_what_was_published(text: str, section: Section) -> bool:
    """Tell whether a section under a title of its own counts what was published."""
    told = text[section.start + len(section.heading) : section.end]
    return section.label == "extra" and _PUBLISHED.search(told) is not None


def _relabel(
    sections: list[Section], k: int, label: str, confidence: float, rule: str
) -> list[Section]:
    """Give one section the label that its content or its place shows."""
    found = sections[k]._replace(
        label=label, status="inferred", confidence=confidence, rule=rule
    )
    return [*sections[:k], found, *sections[k + 1 :]]


def _infer_overview(sections: list[Section]) -> list[Section]:
    """The first section, unlabelled and before all others, is the overview where none is named."""
    if any(s.label == "overview" for s in sections):
        return sections
    for k, s in enumerate(sections):
        if s.label == "extra":
            return _relabel(sections, k, "overview", 0.5, "first_section")
        if s.label != "preamble":
            break
    return sections


def _end_at_statistics(
    text: str, sections: list[Section], tables: list[FoundTable]
) -> list[Section]:
    """A section ends where the statistical table begins: the table is an annex, in no section.

    Text of the section behind the table is kept, but as a section of its own: what follows an
    annex (notes, lines of the site) states no problems.
    """
    out = sections
    for table in (t for t in tables if t.number == "S"):
        cut: list[Section] = []
        for s in out:
            if not s.start <= table.start < s.end:
                cut.append(s)
                continue
            if text[s.start : table.start].strip():
                cut.append(s._replace(end=table.start))
            if text[table.end : s.end].strip():
                cut.append(_untitled(s, table.end, "extra", "after_table"))
        out = cut
    return out


def _untitled(section: Section, start: int, label: str, rule: str) -> Section:
    """The rest of a section, as one without a title of its own."""
    return section._replace(
        label=label,
        heading="",
        start=start,
        confidence=_UNDIVIDED,
        status="inferred",
        rule=rule,
    )


def _with_missing(report_id: str, sections: list[Section]) -> list[Section]:
    """Put an empty row, status missing, where a section of the form is not found."""
    out = list(sections)
    for k, label in enumerate(CORE_LABELS):
        if any(s.label == label for s in out):
            continue
        before = [
            i
            for i, s in enumerate(out)
            if s.label in CORE_LABELS[:k] or s.label in ("preamble",)
        ]
        at = before[-1] + 1 if before else 0
        place = out[at - 1].end if at else 0
        out.insert(
            at,
            Section(
                report_id, 0, label, "", place, place, 0.0, "missing", "no heading"
            ),
        )
    return out
