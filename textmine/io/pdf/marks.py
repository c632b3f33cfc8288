"""Take what belongs to the print and not to the report off the pages of a PDF.

That is page numbers, running heads, and what a browser prints around a page: date and title above,
address and number of the page below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from textmine.resources.load import load_pattern

Parts = Sequence[list[str]]
"""The lines of a page, part by part: tables stand between the parts."""

# Lines at either end of a page that may be its frame: date and title, address and number.
_N_FRAME = 2
# Pages on which a running head must stand: at least three, as two may begin alike by chance, and
# most of them, as the first page often has none. Set by hand.
_MIN_PAGES, _MIN_SHARE = 3, 0.6


@dataclass(frozen=True, slots=True)
class _FrameLine:
    """A line of a page: the part it is in, and its place there."""

    part: list[str]
    place: int

    @property
    def text(self) -> str:
        """What it says."""
        return self.part[self.place].strip()

    def drop(self) -> None:
        """Take it out; those before it in its part stay where they are."""
        del self.part[self.place]


def drop_marks(pages: Sequence[Parts]) -> None:
    """Take page numbers, running heads and the frames of browsers out of the pages, in place.

    Parameters
    ----------
    pages : sequence of sequence of list of str
        Lines of each page, part by part.

    Examples
    --------
    >>> page = [
    ...     ["一、总体情况", "11/29/24, 2:57 AM 年度报告", "https://xq.example/nb 1/1"]
    ... ]
    >>> drop_marks([page])
    >>> page
    [['一、总体情况']]
    """
    heads = _find_heads(pages)
    numbered = _find_bare_numbers(pages)
    for number, parts in enumerate(pages, 1):
        _drop_number(parts, numbered)
        _drop_browser_frame(parts, number, len(pages))
        for part in parts:
            part[:] = [line for line in part if not _matches("mark", line)]
        for line in reversed(_frame_of(parts)):
            if _unnumbered(line.text) in heads:
                line.drop()


def page_number(lines: Sequence[str]) -> int | None:
    """Read the number that is printed on a page.

    Parameters
    ----------
    lines : sequence of str
        Lines of the page, from top to bottom.

    Returns
    -------
    int or None
        Number in a page mark at either end, or alone in the last line.

    Examples
    --------
    >>> page_number(["一、总体情况", "— 3 —"]), page_number(["一、总体情况"])
    (3, None)
    """
    for line in (*lines[-_N_FRAME:][::-1], *lines[:_N_FRAME]):
        found = re.search(r"\d+", line) if _matches("mark", line) else None
        if found:
            return int(found[0])
    last = lines[-1].strip() if lines else ""
    return int(last) if last.isdecimal() and len(last) < 4 else None


def _frame_of(parts: Parts) -> list[_FrameLine]:
    """First and last lines of a page, each once, in order."""
    lines = [_FrameLine(part, place) for part in parts for place in range(len(part))]
    if len(lines) <= 2 * _N_FRAME:
        return lines
    return [*lines[:_N_FRAME], *lines[-_N_FRAME:]]


def _find_heads(pages: Sequence[Parts]) -> set[str]:
    """Lines at the ends of most pages, whatever page number they hold."""
    ends: Counter[str] = Counter()
    for parts in pages:
        ends.update({_unnumbered(line.text) for line in _frame_of(parts)})
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    return {line for line, n in ends.items() if n >= least and not line.isdecimal()}


def _unnumbered(line: str) -> str:
    """Line of a page's frame without its page number: browsers print https://… 3/10."""
    return load_pattern("pages.toml", "printed", "page_of").sub("#", line)


def _drop_browser_frame(parts: Parts, number: int, n_pages: int) -> None:
    """Take out what a browser prints around a page.

    It is known by an address with the right number of the right number of pages behind it, so that
    one page is enough; the time of printing is dropped beside such an address only.
    """
    frame = _frame_of(parts)
    found = [
        at for at, line in enumerate(frame) if _is_address(line.text, number, n_pages)
    ]
    if not found:
        return
    address = found[-1]
    # PDFium gives what stands above the page either right before the address or first.
    above = [at for at in (address - 1, 0) if at >= 0]
    printed = [at for at in above if _matches("clock", frame[at].text)]
    for at in sorted({address, *printed[:1]}, reverse=True):
        frame[at].drop()


def _is_address(line: str, number: int, n_pages: int) -> bool:
    """Tell whether a line is an address followed by page number and number of pages."""
    counted = load_pattern("pages.toml", "printed", "page_of").search(line)
    if counted is None or not _matches("address", line[: counted.start()]):
        return False
    told = counted.group("page"), counted.group("pages")
    return told == (str(number), str(n_pages))


def _find_bare_numbers(pages: Sequence[Parts]) -> int | None:
    """Tell whether every page begins (0) or ends (-1) with its number alone; None if neither."""
    written = [[line.strip() for part in parts for line in part] for parts in pages]
    written = [lines for lines in written if lines]
    for at in (0, -1):
        numbers = [
            int(lines[at]) if lines[at].isdecimal() and len(lines[at]) < 4 else -1
            for lines in written
        ]
        steps = [b - a for a, b in zip(numbers, numbers[1:], strict=False)]
        if len(numbers) >= _MIN_PAGES and set(steps) == {1}:
            return at
    return None


def _drop_number(parts: Parts, at: int | None) -> None:
    """Take out the first or the last line of a page that is its number and nothing else."""
    written = [part for part in parts if part]
    if at is not None and written:
        del written[at][at]


def _matches(pattern: str, line: str) -> bool:
    """Tell whether a line has one of the shapes of the resource."""
    shape = load_pattern("pages.toml", "printed", pattern)
    return shape.match(line.strip()) is not None
