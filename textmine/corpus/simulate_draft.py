"""A report while it is being written: text so far, and where things stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from textmine.corpus.simulate_problems import YearOfProblems
from textmine.resources.load import load_toml

NUMERALS = "一二三四五六七八九十"
_ITEMS = {
    "yishi": lambda i: f"{NUMERALS[i]}是", "dot": lambda i: f"{i + 1}.", "comma": lambda i: f"{i + 1}、",
    "paren": lambda i: f"（{NUMERALS[i]}）", "digit": lambda i: f"（{i + 1}）", "circle": lambda i: chr(0x2460 + i),
}  # fmt: skip
_FLOWS = ("turn", "turn", "turn", "sub", "sub", "labelled", "list", "sections", "interleaved", "first")


@dataclass(slots=True)
class Draft:
    """Text in the making; ``prose`` are spans that dirt may touch, ``marks`` are (what, start, end)."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    prose: list[tuple[int, int]] = field(default_factory=list)
    marks: list[tuple[dict[str, Any], int, int]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    section: str = "preamble"

    def add(self, text: str, mark: dict[str, Any] | None = None) -> None:
        """Append a piece; ``mark`` is kept with its span."""
        if mark is not None:
            self.marks.append(({**mark, "section": self.section}, self.length, self.length + len(text)))
        self.parts.append(text)
        self.length += len(text)

    def paragraph(self, pieces: list[tuple[str, dict[str, Any] | None]], prefix: str = "") -> None:
        """Append a paragraph of pieces, each with or without a mark."""
        start = self.length
        self.add(prefix)
        for text, mark in pieces:
            self.add(text, mark)
        self.prose.append((start, self.length))
        self.add("\n")

    def heading(self, label: str, text: str, prefix: str = "") -> None:
        """Append a section heading."""
        self.section = label
        self.headings[label] = text
        self.add(f"\n{prefix}{text}\n")


@dataclass(frozen=True, slots=True)
class Style:
    """Layout of a report: its tables, headings, items and the order of problems and measures."""

    table: str = "tab"
    heading: str = ""
    ordinal: str = "{}、"
    sub: str = "paren"
    item: str = "yishi"
    measure_item: str = "yishi"
    flow: str = "turn"
    two_lines: bool = False
    signed: bool = False

    @classmethod
    def draw(cls, rng: Random) -> Style:
        """Draw a layout."""
        item = rng.choice(("yishi", "yishi", "yishi", "dot", "comma", "paren", "digit", "circle"))
        return cls(
            table=rng.choice(("tab", "tab", "cell", "pipe")), heading=rng.choice(("", "", "", "# ", "## ")),
            ordinal=rng.choice(("{}、", "{}、", "{}、", "{}. ", "{}、 ")),
            sub=rng.choice(("paren", "paren", "comma", "none")),
            item=item, measure_item=rng.choice((item, item, "yishi", "dot")), flow=rng.choice(_FLOWS),
            two_lines=rng.random() < 0.2, signed=rng.random() < 0.3,
        )  # fmt: skip


def item_mark(style: str, number: int) -> str:
    """List mark of an item.

    Parameters
    ----------
    style : str
        yishi, dot, comma, paren, digit or circle.
    number : int
        From 0.

    Returns
    -------
    str
        The mark.

    Examples
    --------
    >>> item_mark("yishi", 1), item_mark("paren", 0)
    ('二是', '（一）')
    """
    return _ITEMS[style](number)


def write_problems(rng: Random, draft: Draft, style: Style, intro: str, content: YearOfProblems, ordinal: int) -> int:
    """Write the problem section, and a section of measures where the layout has one.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    draft : Draft
        Written to; problems and measures are marked.
    style : Style
        The layout; ``style.flow`` says how problems and measures follow each other.
    intro : str
        Opening clause.
    content : YearOfProblems
        Problems and measures.
    ordinal : int
        Number of the section, from 0.

    Returns
    -------
    int
        Number of the next section.
    """
    words = load_toml("simulate/problems.toml")["layout"]
    choices = {name: text.split("|") for name, text in words.items()}
    problems = [(s.text, {"problem": i}) for i, s in enumerate(content.problems)]
    measures = [(text, {"measure": i}) for i, text in enumerate(content.measures)]
    split = style.flow == "sections"
    title = rng.choice(choices["split_problems"]) if split else choices["heading"][0]
    if not split and style.heading + style.ordinal != "{}、" and rng.random() < 0.6:
        title = rng.choice(choices["heading"])
    draft.heading("problems", style.ordinal.format(NUMERALS[ordinal]) + title, style.heading)
    if style.flow == "interleaved" and all(answer == (i,) for i, answer in enumerate(content.answers)):
        draft.paragraph([(intro + "。", None)])
        for i, (problem, measure) in enumerate(zip(problems, measures, strict=False)):
            draft.paragraph([problem, ("。改进措施：", None), measure, ("。", None)], item_mark("dot", i))
        for i, measure in enumerate(measures[len(problems) :], start=len(problems)):
            draft.paragraph([("改进措施：", None), measure, ("。", None)], item_mark("dot", i))
    elif style.flow == "sub":
        draft.paragraph([("（一）" + rng.choice(choices["sub_problems"]), None)])
        _items(draft, problems, style.item, intro + "：")
        draft.paragraph([("（二）" + rng.choice(choices["sub_measures"]), None)])
        _items(draft, measures, style.measure_item, "")
    elif style.flow == "first":
        _items(draft, measures, style.measure_item, "改进情况：")
        _items(draft, problems, style.item, "存在问题：")
    elif style.flow == "labelled":
        _items(draft, problems, style.item, "存在问题：")
        _items(draft, measures, style.measure_item, "改进措施：")
    elif split:
        _items(draft, problems, style.item, "")
        ordinal += 1
        draft.heading(
            "measures", style.ordinal.format(NUMERALS[ordinal]) + rng.choice(choices["split_measures"]), style.heading
        )
        _items(draft, measures, style.measure_item, "")
    else:
        if style.flow == "list":
            pieces: list[tuple[str, dict[str, Any] | None]] = [(intro + "，主要是：", None)]
            for i, problem in enumerate(problems):
                pieces += [problem, ("；" if i < len(problems) - 1 else "等。", None)]
            draft.paragraph(pieces)
        else:
            _items(draft, problems, style.item, intro + "：")
        _items(draft, measures, style.measure_item, rng.choice(choices["turn"]))
    return ordinal + 1


def _items(draft: Draft, items: list[tuple[str, dict[str, Any]]], style: str, lead: str) -> None:
    """Write items: in one paragraph for 一是 and the like, else a paragraph each."""
    if style in ("yishi", "digit", "circle"):
        pieces: list[tuple[str, dict[str, Any] | None]] = [(lead, None)]
        for i, item in enumerate(items):
            pieces += [(item_mark(style, i), None), item, ("；" if i < len(items) - 1 else "。", None)]
        draft.paragraph(pieces)
        return
    if lead:
        draft.paragraph([(lead, None)])
    for i, item in enumerate(items):
        draft.paragraph([item, ("。", None)], item_mark(style, i))
