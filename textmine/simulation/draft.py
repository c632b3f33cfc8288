"""A report while it is being written: its layout, the text so far, and where things stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

NUMERALS = "一二三四五六七八九十"
Piece = tuple[str, dict[str, Any] | None]
_ITEMS = {
    "yishi": lambda i: f"{NUMERALS[i]}是",
    "dot": lambda i: f"{i + 1}.",
    "comma": lambda i: f"{i + 1}、",
    "paren": lambda i: f"（{NUMERALS[i]}）",
    "digit": lambda i: f"（{i + 1}）",
    "circle": lambda i: chr(0x2460 + i),
}
_FLOWS = (
    "turn",
    "turn",
    "turn",
    "sub",
    "sub",
    "labelled",
    "list",
    "sections",
    "interleaved",
    "first",
)


@dataclass(slots=True)
class Draft:
    """Text in the making.

    ``prose`` are spans that dirt may touch, ``marks`` are triples (what, start, end).
    """

    parts: list[str] = field(default_factory=list)
    length: int = 0
    prose: list[tuple[int, int]] = field(default_factory=list)
    marks: list[tuple[dict[str, Any], int, int]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    section: str = "preamble"

    def add(self, text: str, mark: dict[str, Any] | None = None) -> None:
        """Append a piece; ``mark`` is kept with its span."""
        if mark is not None:
            self.marks.append(
                (
                    {**mark, "section": self.section},
                    self.length,
                    self.length + len(text),
                )
            )
        self.parts.append(text)
        self.length += len(text)

    def paragraph(self, pieces: list[Piece], prefix: str = "") -> None:
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
        item = rng.choice(
            ("yishi", "yishi", "yishi", "dot", "comma", "paren", "digit", "circle")
        )
        return cls(
            table=rng.choice(("tab", "tab", "cell", "pipe")),
            heading=rng.choice(("", "", "", "# ", "## ")),
            ordinal=rng.choice(("{}、", "{}、", "{}、", "{}. ", "{}、 ")),
            sub=rng.choice(("paren", "paren", "comma", "none")),
            item=item,
            measure_item=rng.choice((item, item, "yishi", "dot")),
            flow=rng.choice(_FLOWS),
            two_lines=rng.random() < 0.2,
            signed=rng.random() < 0.3,
        )


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
