"""Where the characters of a PDF page stand, as a viewer shows the page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from ctypes import c_int, c_void_p
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textmine.io.pdf.raised import mark_raised
from textmine.io.printed import Printed
from textmine.io.rows import RAISED
from textmine.places import Region

Box = tuple[float, float, float, float]

# What PDFium puts for line ends and hyphens, and what the reader takes out of lines.
_UNPRINTED = frozenset("\ufffe\x02\0")


@dataclass
class PageChars:
    """The characters of a page with their boxes.

    Boxes are in the frame that pdfplumber uses: points from the upper left corner of the page's
    media box as shown. What is handed on counts from the corner of what a viewer shows, the crop
    box.

    Parameters
    ----------
    page, text_page : pypdfium2.PdfPage, pypdfium2.PdfTextPage
        The page and its characters.
    number : int
        Number of the page, from 1.
    """

    page: Any
    text_page: Any
    number: int

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Left, top, right and bottom edge of each printed character as pdfplumber counts them."""
        return self._chars[1]

    def locate(self, lines: Iterable[str], box: Box | None = None) -> list[str]:
        """Say where lines stand.

        Parameters
        ----------
        lines : iterable of str
            Lines as PDFium gave them, in their order; blanks do not count.
        box : tuple of float, optional
            Part of the page that they were taken from; the whole by default.

        Returns
        -------
        list of str
            The lines, each with its region; as it was where its characters are not found.
        """
        chars, boxes = self.within(box)
        located: list[str] = []
        at = 0
        for line in lines:
            plain = "".join(line.split())
            found = chars.find(plain, at)
            # PDFium may order what it takes from a part of a page otherwise than the whole page.
            found = found if found >= 0 else chars.find(plain)
            if found < 0 or not plain:
                located.append(line)
                continue
            at = found + len(plain)
            located.append(Printed(line, (self._region(line, boxes[found:at]),)))
        return located

    def in_cell(self, text: str, box: Box) -> Printed:
        """Text of a cell, any part of which stands for the whole cell."""
        dx, dy = self._offset
        shown = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
        return Printed.in_box(text, self.number, shown)

    def _region(self, line: str, boxes: list[list[float]]) -> Region:
        """Region of a line by the boxes of its characters, blanks left out.

        Plain lists: lines are short, and most of the time of arrays would go into making them.
        """
        left, top, right, bottom = zip(*boxes, strict=True)
        box = (min(left), min(top), max(right), max(bottom))
        if any(b < a for a, b in pairwise(left)):
            # Characters set one below the other: no part of the line has an edge of its own.
            return Region(0, len(line), self.number, box)
        edges = []
        at, reached = 0, box[0]
        for char in line:
            if char.isspace():
                # A blank begins where the character before it ends.
                edges.append(reached)
                continue
            edges.append(max(left[at], edges[-1] if edges else left[at]))
            reached = max(right[at], edges[-1])
            at += 1
        edges.append(max(box[2], edges[-1]))
        return Region(0, len(line), self.number, box, tuple(edges))

    def within(self, box: Box | None) -> tuple[str, list[list[float]]]:
        """Characters whose middle lies in a part of the page, and where a viewer shows them."""
        chars, boxes = self._chars
        dx, dy = self._offset
        shown = np.round(boxes + np.array([dx, dy, dx, dy]), 1).tolist()
        if box is None:
            return chars, shown
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        inside = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        where = np.flatnonzero(inside).tolist()
        return "".join([chars[k] for k in where]), [shown[k] for k in where]

    @cached_property
    def shown(self) -> Box:
        """What a viewer shows of the page, in the frame of its boxes."""
        dx, dy = self._offset
        width, height = self.page.get_size()
        return -dx, -dy, width - dx, height - dy

    @cached_property
    def _offset(self) -> tuple[float, float]:
        """From the corner of the media box to that of what a viewer shows of the page."""
        dx, dy = self._turn(
            *self._corner(self.page.get_mediabox()), self.page.get_cropbox()
        )
        return float(dx), float(dy)

    def _corner(self, box: Any) -> tuple[float, float]:
        """The corner of a box that a viewer shows on the upper left."""
        left, bottom, right, top = box
        corners = {
            0: (left, top),
            90: (left, bottom),
            180: (right, bottom),
            270: (right, top),
        }
        return corners[self.page.get_rotation()]

    def _turn(self, x: Any, y: Any, box: Any) -> tuple[Any, Any]:
        """Turn a point of the page's own frame as a viewer does, from the corner of a box."""
        left, bottom, right, top = box
        turned = {
            0: (x - left, top - y),
            90: (y - bottom, x - left),
            180: (right - x, y - bottom),
            270: (top - y, right - x),
        }
        return turned[self.page.get_rotation()]

    @cached_property
    def text(self) -> str:
        """The text of the page as PDFium reads it, digits that are raised above the line as such.

        One character for each that PDFium counts, or else nothing is known of raised ones.
        """
        text: str = self.text_page.get_text_range()
        if len(text) != self.text_page.count_chars():
            return text
        # Before the page is turned its lines run to the right, or nothing is known of their height.
        return mark_raised(
            self.text_page, text, self._boxes, not self.page.get_rotation()
        )

    @cached_property
    def has_raised(self) -> bool:
        """Whether digits stand above their line."""
        return any(digit in self.text for digit in RAISED)

    def lines_in(self, box: Box) -> list[str]:
        """Read the lines in a part of the page.

        Parameters
        ----------
        box : tuple of float
            Left, upper, right and lower edge.

        Returns
        -------
        list of str
            Lines that know where they stand.
        """
        left, _, _, top = self.page.get_mediabox()
        x0, y0, x1, y1 = box
        if not self.page.get_rotation() and not self.has_raised:
            text = self.text_page.get_text_bounded(
                left + x0, top - y1, left + x1, top - y0
            )
            return self.locate(split_lines(text), box)
        lines = []
        for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", self._text_by_box):
            x, y = self._middle(match)
            if x0 <= x <= x1 and y0 <= y < y1:
                lines += split_lines(match[0])
        return self.locate(lines, box)

    def _middle(self, line: re.Match[str]) -> tuple[float, float]:
        """Middle of a line as shown; the median: PDFium misplaces characters."""
        at = [k for k in range(*line.span()) if not line.string[k].isspace()]
        left, top, right, bottom = self._boxes[at].T
        return float(np.median((left + right) / 2)), float(
            np.median((top + bottom) / 2)
        )

    @cached_property
    def _chars(self) -> tuple[str, NDArray[np.float64]]:
        """Printed characters of the page in PDFium's order, without blanks, and their boxes."""
        text = self._text_by_box
        printed = [not (c.isspace() or c in _UNPRINTED) for c in text]
        return "".join(compress(text, printed)), self._boxes[
            np.array(printed, dtype=bool)
        ]

    @cached_property
    def _text_by_box(self) -> str:
        """Text of the page with one character for each box."""
        if len(self.text) == len(self._boxes):
            return self.text
        return _read_chars(self.text_page)

    @cached_property
    def _boxes(self) -> NDArray[np.float64]:
        """Left, top, right and bottom edge of every character that PDFium counts, as shown."""
        n_chars = self.text_page.count_chars()
        left, right, bottom, top = read_boxes(self.text_page, n_chars).T
        box = self.page.get_mediabox()
        (ax, ay), (bx, by) = self._turn(left, bottom, box), self._turn(right, top, box)
        corners = (
            np.minimum(ax, bx),
            np.minimum(ay, by),
            np.maximum(ax, bx),
            np.maximum(ay, by),
        )
        return np.column_stack(corners)


def split_lines(text: str) -> list[str]:
    r"""Split text of PDFium into lines, without the marks it puts for line ends and hyphens.

    Parameters
    ----------
    text : str
        Text of a page.

    Returns
    -------
    list of str
        Lines with text.

    Examples
    --------
    >>> split_lines("一、总体\ufffe\r\n \r\n情况 ")
    ['一、总体', '情况']
    """
    clean = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\ufffe", "")
        .replace("\x02", "")
    )
    return [line.rstrip() for line in clean.split("\n") if line.strip()]


def _read_chars(text_page: Any) -> str:
    """Characters of a page, one for each that PDFium counts."""
    import pypdfium2.raw as pdfium

    n_chars = text_page.count_chars()
    return "".join(
        chr(pdfium.FPDFText_GetUnicode(text_page.raw, k)) for k in range(n_chars)
    )


def read_boxes(text_page: Any, n_chars: int) -> NDArray[np.float64]:
    """Left, right, bottom and top edge of each character, in the page's own frame.

    Parameters
    ----------
    text_page : pypdfium2.PdfTextPage
        The characters of a page.
    n_chars : int
        How many there are.

    Returns
    -------
    array of shape (n_chars, 4)
        Points.

    Notes
    -----
    All go into one array by their addresses: pointers made for each character would take as long
    as reading the text of the page.
    """
    import pypdfium2.raw as pdfium

    boxes = np.zeros((n_chars, 4))
    function = ctypes.cast(pdfium.FPDFText_GetCharBox, c_void_p).value
    assert function is not None
    read = _BOX_READER(function)
    page, at, step = (
        ctypes.cast(text_page.raw, c_void_p).value,
        boxes.ctypes.data,
        boxes.itemsize,
    )
    for k in range(n_chars):
        read(page, k, at, at + step, at + 2 * step, at + 3 * step)
        at += 4 * step
    return boxes


_BOX_READER = ctypes.CFUNCTYPE(
    c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p
)
"""FPDFText_GetCharBox with addresses for its four results."""
