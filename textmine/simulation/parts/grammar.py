"""The layout grammar: given problems and measures, written in any layout of agencies.

A layout is an arrangement (one paragraph, labels, sub-headings, two sections, no heading, item by
item), a way to state problems and a way to state measures. The gold spans are exact, since the text
is written around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random

from textmine.resources.load import load_toml
from textmine.simulation.draft import NUMERALS

ARRANGEMENTS = ("flow", "label", "sub", "two", "nohead")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_WORDS = ("首先", "其次", "再次", "此外", "另外", "最后")
MAX_LISTED = 16
"""Characters of a problem that an enumeration (存在A、B等问题) takes; longer ones follow it."""


SHARE_ALONE = 0.12
"""Share of rendered parts with problems only, and with measures only (pages seen: 3 to 8 %)."""
MAX_SHORT = 12
"""Characters of a statement that counts as short: parts of real pages that hold nothing else are
common, in annotated parts they are rare."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a rendered part, with its role."""

    role: str
    start: int
    end: int
    n: int = 0
    links: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and the numbers, from 1, of the problems it answers."""

    text: str
    links: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a hand states in one part."""

    hand: str
    problems: tuple[str, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a part is laid out."""

    arrangement: str
    problems: str
    measures: str

    def __str__(self) -> str:
        return f"{self.arrangement}:{self.problems}/{self.measures}"


@dataclass(slots=True)
class Page:
    """A part while it is written."""

    rng: Random
    filled: dict[str, str]
    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def write(
        self, text: str, role: str = "", n: int = 0, links: tuple[int, ...] = ()
    ) -> None:
        """Write a stretch; a role makes it a span."""
        start = len(self.text)
        self.text += text
        if role:
            self.spans.append(Span(role, start, len(self.text), n, links))

    def word(self, name: str, **more: str) -> str:
        """Draw a phrase and fill in its places."""
        choices: str = load_toml("simulate/parts.toml")["words"][name]
        return self.rng.choice(choices.split("|")).format(**self.filled, **more)

    def line(self) -> None:
        """Begin a new line unless one has begun."""
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """What one item of a list holds: a role, a number or links, and its text."""

    role: str
    text: str
    n: int = 0
    links: tuple[int, ...] = ()

    def write(self, page: Page) -> None:
        """Write the entry as a span."""
        page.write(self.text, self.role, self.n, self.links)


Entries = Sequence[ListEntry]
Writer = Callable[[Page, Entries], None]


def _marked(mark: Callable[[int], str], *, lines: bool, ends: str = "；。") -> Writer:
    """A writer of a list with markers, in one paragraph or an item a line."""

    def write(page: Page, entries: Entries) -> None:
        stop = page.rng.choice(ends)
        # One list in twelve lacks its marks: 一是A二是B. A digit after a digit would be no marker.
        bare = not lines and page.rng.random() < 1 / 12 and mark(0) == "一是"
        for k, entry in enumerate(entries):
            if lines:
                page.line()
            page.write(mark(k))
            entry.write(page)
            last = k == len(entries) - 1
            page.write("。" if last else "" if bare else stop)

    return write


def _plain(separator: str, *, lines: bool = False) -> Writer:
    """A writer of entries without markers."""

    def write(page: Page, entries: Entries) -> None:
        for k, entry in enumerate(entries):
            if lines:
                page.line()
            entry.write(page)
            page.write("。" if lines or k == len(entries) - 1 else separator)

    return write


_LISTS: dict[str, Writer] = {
    "ordinal": _marked(lambda k: f"{NUMERALS[k]}是", lines=False),
    "ordinal_lines": _marked(lambda k: f"{NUMERALS[k]}是", lines=True),
    "must": _marked(lambda k: f"{NUMERALS[k]}要", lines=False),
    "paren": _marked(lambda k: f"（{NUMERALS[k]}）", lines=True, ends="。"),
    "paren_flow": _marked(lambda k: f"（{NUMERALS[k]}）", lines=False),
    "num": _marked(lambda k: f"{k + 1}.", lines=True),
    "num_flow": _marked(lambda k: f"{k + 1}、", lines=False),
    "num_paren": _marked(lambda k: f"（{k + 1}）", lines=False),
    "circled": _marked(lambda k: _CIRCLES[k], lines=False),
    "first": _marked(lambda k: f"{_WORDS[min(k, 5)]}，", lines=False, ends="。；"),
    "di": _marked(lambda k: f"第{NUMERALS[k]}，", lines=False, ends="。"),
    "semi": _plain("；"),
    "sentences": _plain("。"),
    "paras": _plain("。", lines=True),
    "clauses": _plain("，"),
}
PROBLEM_STYLES = (
    *(k for k in _LISTS if k not in ("must", "clauses", "semi")),
    "enum",
    "colon",
    "colon_clauses",
)
MEASURE_STYLES = (
    *(k for k in _LISTS if k != "clauses"),
    "chain",
    "bodies",
    "pair",
    "inone",
)


def all_layouts() -> tuple[Layout, ...]:
    """Every layout that the grammar writes.

    Returns
    -------
    tuple of Layout
        In a fixed order. Measures inside the items of their problems need marked problems.

    Examples
    --------
    >>> len(all_layouts()) > 60
    True
    """
    every = (
        Layout(*parts)
        for parts in product(ARRANGEMENTS, PROBLEM_STYLES, MEASURE_STYLES)
    )
    return tuple(
        x for x in every if x.measures != "inone" or x.problems in _MARKED_STYLES
    )


_MARKED_STYLES = frozenset(_LISTS) - {"semi", "sentences", "paras", "clauses"}


def render_part(
    problems: Sequence[str], measures: Sequence[Measure], layout: Layout, rng: Random
) -> tuple[str, list[Span]]:
    """Write a problem part.

    Parameters
    ----------
    problems : sequence of str
        Statements without marks at their ends; at most ten are written.
    measures : sequence of Measure
        Likewise.
    layout : Layout
        One of ``all_layouts()``.
    rng : random.Random
        Source of chance, for words and dirt.

    Returns
    -------
    tuple of (str, list of Span)
        The text and its gold, in order.

    Examples
    --------
    >>> text, spans = render_part(
    ...     ["更新慢"],
    ...     [Measure("按周更新", (1,))],
    ...     Layout("nohead", "enum", "chain"),
    ...     Random(1),
    ... )
    >>> [
    ...     (s.role, text[s.start : s.end])
    ...     for s in spans
    ...     if s.role in ("problem", "measure")
    ... ]
    [('problem', '更新慢'), ('measure', '按周更新')]
    """
    year = rng.randint(2009, 2025)
    agency = rng.choice(load_toml("simulate/parts.toml")["words"]["agency"].split("|"))
    page = Page(rng, {"year": str(year), "next": str(year + 1), "agency": agency})
    told = [ListEntry("problem", text, n) for n, text in enumerate(problems[:10], 1)]
    planned = [ListEntry("measure", m.text, links=m.links) for m in measures[:10]]
    if layout.arrangement != "nohead":
        two = layout.arrangement == "two"
        page.write(page.word("problems_heading" if two else "heading"), "label")
        page.write("\n")
    if layout.measures == "inone" and told:
        _write_answered(page, told, planned, layout)
    else:
        _write_problems(page, told, layout)
        _write_measures(page, told, planned, layout)
    if rng.random() < 0.2:
        page.line()
        page.write(page.word("signature"), "frame")
    return page.text, page.spans


def render_rows(
    stated: Sequence[Stated], n: int, *, seed: int = 0
) -> list[dict[str, object]]:
    """Render parts from given statements, as rows of the annotated corpus.

    Parameters
    ----------
    stated : sequence of Stated
        What hands state, part by part; each hand lends statements only to parts of its own.
    n : int
        Parts to render: every other one of a part's own statements, the others of short ones of
        several parts.
    seed : int, default 0
        Source of chance.

    Returns
    -------
    list of dict
        Keys id, hand, layout, text, spans, as ``read_parts`` reads them.

    Examples
    --------
    >>> rows = render_rows([Stated("a", ("更新慢",), (Measure("按周更新", (1,)),))], 2)
    >>> rows[0]["id"], rows[0]["hand"]
    ('rendered-1', 'a')
    """
    rng = Random(seed)
    layouts = all_layouts()
    usable = [s for s in stated if s.problems and s.measures]
    rows: list[dict[str, object]] = []
    for number in range(1, n + 1):
        one = rng.choice(usable)
        if number % 2 == 0:
            one = _short_ones([s for s in usable if s.hand == one.hand], rng) or one
        layout = rng.choice(layouts)
        problems, measures = _thin(one, rng)
        text, spans = render_part(problems, measures, layout, rng)
        marked = [
            {
                "role": s.role,
                "start": s.start,
                "end": s.end,
                "n": s.n,
                "links": list(s.links),
            }
            for s in spans
        ]
        about = {
            "id": f"rendered-{number}",
            "hand": one.hand,
            "layout": f"rendered:{layout}",
        }
        rows.append(about | {"text": text, "spans": marked})
    return rows


def _thin(one: Stated, rng: Random) -> tuple[tuple[str, ...], tuple[Measure, ...]]:
    """Leave out the measures, or the problems, of some parts: neither is told by its place."""
    chance = rng.random()
    if chance < SHARE_ALONE:
        return one.problems, ()
    if chance < 2 * SHARE_ALONE:
        return (), tuple(Measure(m.text) for m in one.measures)
    return one.problems, one.measures


def _short_ones(stated: Sequence[Stated], rng: Random) -> Stated | None:
    """One to four short problems of a hand with as many short measures."""
    problems = [
        p for s in stated for p in s.problems if len(p) <= MAX_SHORT and "，" not in p
    ]
    measures = [m.text for s in stated for m in s.measures]
    measures = [m for m in measures if len(m) <= MAX_SHORT and "，" not in m]
    size = rng.randint(1, 4)
    if len(problems) < size or len(measures) < size:
        return None
    answers = tuple(
        Measure(m, (k,)) for k, m in enumerate(rng.sample(measures, size), 1)
    )
    return Stated(stated[0].hand, tuple(rng.sample(problems, size)), answers)


def _write_label(page: Page, layout: Layout, name: str, number: int) -> None:
    """Write the label that the arrangement puts before problems or measures."""
    if layout.arrangement == "label":
        page.write(page.word(name), "label")
        page.write(page.rng.choice(("：", "：", "。")))
    elif layout.arrangement == "sub":
        page.line()
        page.write(f"（{NUMERALS[number]}）{page.word(name)}", "label")
        page.write("\n")


def _write_problems(page: Page, told: Entries, layout: Layout) -> None:
    """Write the problems in their style, behind the opener that it takes."""
    if not told:
        return
    _write_label(page, layout, "problems_label", 0)
    style = layout.problems
    labelled = layout.arrangement in ("label", "sub")
    if style == "enum":
        _write_enumeration(page, told)
        return
    if style.startswith("colon"):
        page.write(page.word("opener"), "announcement")
        page.write("，" + page.word("colon"))
        # Commas part statements only where no statement holds one of its own.
        apart = style == "colon" or any("，" in e.text for e in told)
        _LISTS["semi" if apart else "clauses"](page, told)
        return
    if not labelled or page.rng.random() < 0.3:
        page.write(page.word("opener"), "announcement")
        page.write(
            "。" if style in ("sentences", "paras") else page.rng.choice("：。，：")
        )
    _LISTS[style](page, told)


def _write_enumeration(page: Page, told: Entries) -> None:
    """Write 存在A、B等问题, and behind it what is too long for it."""
    short = [e for e in told if len(e.text) <= MAX_LISTED and "、" not in e.text]
    short = short[:4] or list(told[:1])
    if page.rng.random() < 0.25:
        page.write(page.word("cause"), "cause")
    page.write(page.word("listed"), "announcement")
    separator = page.rng.choice("、、，")
    for k, entry in enumerate(short):
        page.write(separator if k else "")
        entry.write(page)
    page.write(page.word("closed") + "。")
    rest = [e for e in told if e not in short]
    if rest:
        page.write("同时，")
        _LISTS["semi"](page, rest)


def _write_measures(
    page: Page, told: Entries, planned: Entries, layout: Layout
) -> None:
    """Write the measures in their style, behind the turn that it takes."""
    if not planned:
        return
    if layout.arrangement == "two":
        page.line()
        page.write(page.word("measures_heading"), "label")
        page.write("\n")
    elif page.rng.random() < 0.3:
        page.line()
    _write_label(page, layout, "measures_label", 1)
    style = layout.measures
    if style == "pair":
        _write_pairs(page, told, planned)
        return
    style = "chain" if style == "inone" else style
    lists = style in _MARKED_STYLES or style in ("bodies", "paras")
    if layout.arrangement not in ("label", "sub", "two") or page.rng.random() < 0.3:
        page.write(page.word("list_turn" if lists else "turn"), "turn")
        if not lists and page.rng.random() < 0.2:
            page.write(page.word("basis"), "turn")
    if style == "bodies":
        marked = page.rng.choice(
            ("ordinal", "ordinal", "paren", "num", "ordinal_lines")
        )
        _LISTS[marked](page, _join_bodies(page, planned))
    else:
        _LISTS["clauses" if style == "chain" else style](page, planned)


def _join_bodies(page: Page, planned: Entries) -> list[ListEntry]:
    """Put two or three measures into one item: rule 1 counts it as one entry."""
    bodies = []
    at = 0
    while at < len(planned):
        size = page.rng.choice((1, 2, 2, 3))
        group = planned[at : at + size]
        mark = page.rng.choice("，，。")
        links = tuple(sorted({n for entry in group for n in entry.links}))
        bodies.append(
            ListEntry("measure", mark.join(e.text for e in group), links=links)
        )
        at += size
    return bodies


def _write_pairs(page: Page, told: Entries, planned: Entries) -> None:
    """Write 针对A的问题，做B for each measure that answers one problem told before."""
    for entry in planned:
        if len(entry.links) == 1 and entry.links[0] <= len(told):
            problem = told[entry.links[0] - 1].text
            page.write(page.word("pair", problem=problem), "turn")
        entry.write(page)
        page.write("。" if entry is planned[-1] else page.rng.choice("；。"))


def _write_answered(
    page: Page, told: Entries, planned: Entries, layout: Layout
) -> None:
    """Write problem and measures item by item."""
    for k, problem in enumerate(told):
        answers = [m for m in planned if m.links[:1] == (problem.n,)]
        item = _LISTS[layout.problems]
        before = len(page.text)
        item(page, [problem])
        # A list of one writes the first marker: later items get theirs.
        page.text = page.text[:before] + _renumber(page.text[before:], k)
        if answers:
            page.write(page.word("answer"), "turn")
            _LISTS["clauses"](page, answers)


def _renumber(item: str, k: int) -> str:
    """Give a written item the marker of its place."""
    for first, own in (
        (NUMERALS[0], NUMERALS[k]),
        ("1", str(k + 1)),
        (_CIRCLES[0], _CIRCLES[k]),
        (_WORDS[0], _WORDS[min(k, 5)]),
    ):
        head = item[:3]
        if first in head:
            return head.replace(first, own, 1) + item[3:]
    return item
