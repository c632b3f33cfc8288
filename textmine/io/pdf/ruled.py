"""Ruled tables of a PDF page: its lines in bands, a row that the page cut closed at the cut."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textmine.io.pdf.grid import PlacedCell, PlacedTable
from textmine.io.pdf.places import Box, PageChars
from textmine.io.pdf.upright import is_slanted
from textmine.io.rows import RAISED, clean_cell

# Paths of a page beyond which it is a drawing; pages of a report on which tables are looked for.
_MAX_PATHS = 3_000
_MAX_TABLE_PAGES = 60  # pages
# Points between the lines of two tables; lines of one table lie closer.
_GAP = 6.0
# Points by which the upright lines of a table go on past its last flat one where a row is cut.
_CUT = 4.0
# Points by which a line may lie off its direction: pages turned by a matrix are out by less than a
# millionth, lines drawn by hand by some tenths. A stroke further off crosses a cell out, or parts
# the two heads of a corner, and divides nothing.
_OFF = 1.0
_RADICAL = re.compile(r"[\u2e80-\u2fdf]")
_HAN_GAP = re.compile(r"(?<=[\u2e80-\u9fff]) +(?=[\u2e80-\u9fff])")

Edge = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Band:
    """Upright and flat lines of one table, and whether its first or last row has no line there."""

    upright: list[Edge]
    flat: list[Edge]
    open_above: bool
    open_below: bool

    @property
    def settings(self) -> dict[str, Any]:
        """What pdfplumber is asked for."""
        return {
            "vertical_strategy": "explicit",
            "explicit_vertical_lines": self.upright,
            "horizontal_strategy": "explicit",
            "explicit_horizontal_lines": self.flat,
        }


def find_tables(
    chars: PageChars, plumber: Callable[[], Any], k: int, part: Box | None = None
) -> list[tuple[Box, PlacedTable]]:
    """Find the ruled tables with more than one column.

    Parameters
    ----------
    chars : PageChars
        The page and its characters.
    plumber : callable
        Gives the same document as pdfplumber reads it; asked for pages with lines only.
    k : int
        Number of the page, from 0.
    part : tuple of float, optional
        The half of a folded sheet that is looked at; the whole by default.

    Returns
    -------
    list of (box, PlacedTable)
        From top to bottom; none on pages without lines, or crowded with them.
    """
    import pypdfium2.raw as pdfium

    page = chars.page
    n_paths = sum(
        1 for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)
    )
    if not 1 <= n_paths <= _MAX_PATHS or k >= _MAX_TABLE_PAGES:
        return []
    whole = plumber().pages[k]
    # pdfplumber counts from where the media box says; all else from its upper left corner.
    corner = whole.bbox[:2]
    shown = _moved(chars.shown, *corner)
    looked_at = (
        whole if part is None else whole.crop(_moved(part, *corner), strict=False)
    )
    layout = looked_at.filter(_is_straight)
    if _has_twice(layout.chars):
        # Printed twice to look bold: 12 would be read as 1122.
        layout = layout.dedupe_chars(extra_attrs=())
    edges = [_straightened(e) for e in layout.edges if _is_shown(e, shown)]
    back = (-corner[0], -corner[1])
    found = [
        (_moved(table.bbox, *back), _placed(table, band, chars, back))
        for band in _bands(edges)
        for table in layout.find_tables(band.settings)
        if max(sum(cell is not None for cell in row.cells) for row in table.rows) > 1
    ]
    layout.close()
    whole.close()
    return sorted(found, key=lambda pair: pair[0][1])


def _has_twice(chars: list[dict[str, Any]]) -> bool:
    """Tell a page with words that are printed twice: some lie within a point of each other."""
    places = {(c["text"], round(c["x0"]), round(c["top"])) for c in chars}
    return len(places) < len(chars)


def _is_shown(edge: Edge, shown: Box) -> bool:
    """Tell whether the middle of an edge lies on what a viewer shows of the page."""
    x, y = (edge["x0"] + edge["x1"]) / 2, (edge["top"] + edge["bottom"]) / 2
    return bool(shown[0] <= x <= shown[2] and shown[1] <= y <= shown[3])


def _is_straight(thing: dict[str, Any]) -> bool:
    """Tell all that is on a page from the slanted words of a watermark."""
    if thing.get("object_type") != "char":
        return True
    across, up = thing["matrix"][:2]
    return not is_slanted(math.degrees(math.atan2(up, across)))


def _straightened(edge: Edge) -> Edge:
    """An edge that runs exactly one way: pdfplumber takes all that is not level for upright."""
    width, height = edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]
    if min(width, height) > _OFF:
        return edge | {"orientation": ""}
    if width > height:
        y = (edge["top"] + edge["bottom"]) / 2
        way: Edge = {"orientation": "h", "top": y, "bottom": y, "height": 0.0}
    elif height > width:
        x = (edge["x0"] + edge["x1"]) / 2
        way = {"orientation": "v", "x0": x, "x1": x, "width": 0.0}
    else:
        return edge
    # Under this name pdfplumber does not judge the direction again.
    return edge | way | {"object_type": "line_edge"}


def _bands(edges: list[Edge]) -> Iterator[_Band]:
    """Lines of each table of a page: pdfplumber would move near lines of two tables together."""
    lower: list[float] = []
    upright: list[list[Edge]] = []
    for edge in sorted(
        (e for e in edges if e["orientation"] == "v"), key=lambda e: float(e["top"])
    ):
        if not lower or edge["top"] > lower[-1] + _GAP:
            lower.append(edge["bottom"])
            upright.append([])
        lower[-1] = max(lower[-1], edge["bottom"])
        upright[-1].append(edge)
    for lines, bottom in zip(upright, lower, strict=True):
        top = lines[0]["top"] - _GAP
        flat = [
            e
            for e in edges
            if e["orientation"] == "h" and top <= e["top"] <= bottom + _GAP
        ]
        if len(lines) > 1 and flat:
            yield _closed(lines, flat, bottom)


def _closed(lines: list[Edge], flat: list[Edge], bottom: float) -> _Band:
    """Close the first and the last row of a band where the page cut them without a line."""
    top = lines[0]["top"]
    # The blunt end of an upright bar is no line.
    lying = [e["top"] for e in flat if e["x1"] - e["x0"] > _GAP] or [top, bottom]
    first, last = min(lying), max(lying)
    above, below = first - top > _CUT, bottom - last > _CUT
    left, right = min(e["x0"] for e in lines), max(e["x1"] for e in lines)
    # A label merged over many rows may be open where the rows beside it are closed: the outer
    # lines go over the whole width.
    added = [
        flat[0]
        | {
            "x0": left,
            "x1": right,
            "top": y,
            "bottom": y,
            "doctop": y,
            "width": right - left,
        }
        for y in (top if above else first, bottom if below else last)
    ]
    return _Band(lines, [*flat, *added], above, below)


def _moved(box: Sequence[float], dx: float, dy: float) -> Box:
    """A box in another frame."""
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _placed(
    table: Any, band: _Band, chars: PageChars, back: tuple[float, float]
) -> PlacedTable:
    """Texts and edges of the cells, from the corner of the media box."""
    texts = table.extract()
    cells = [[cell and _moved(cell, *back) for cell in row.cells] for row in table.rows]
    rows = tuple(
        tuple(
            PlacedCell(
                chars.in_cell(_in_order(_clean(text or ""), cell, chars), cell),
                cell[0],
                cell[2],
                cell[3],
            )
            for cell, text in zip(row, line, strict=True)
            if cell is not None
        )
        for row, line in zip(cells, texts, strict=True)
    )
    left, _, right, bottom = _moved(table.bbox, *back)
    return PlacedTable(rows, left, right, bottom, band.open_above, band.open_below)


def _in_order(text: str, cell: Box, chars: PageChars) -> str:
    """Order the characters of a cell as PDFium does, where it finds the same ones.

    Browsers print digits in a font of their own, whose widths pdfplumber may misjudge: the 3 of
    ``3．危及`` then stands among the characters behind it.
    """
    page, text_page = chars.page, chars.text_page
    if chars.has_raised:
        printed = chars.within(cell)[0]
        if any(digit in printed for digit in RAISED):
            return _clean(printed)
    if len(text) < 2 or page.get_rotation() or text.isdigit():
        return text
    left, _, _, top = page.get_mediabox()
    box = (left + cell[0], top - cell[3], left + cell[2], top - cell[1])
    other = _clean(text_page.get_text_bounded(*box).replace("\r", "\n"))
    same = sorted(other.replace(" ", "")) == sorted(text.replace(" ", ""))
    return other if same else text


def _clean(text: str) -> str:
    """Clean the text of a cell: one line, no gaps, characters instead of look-alike radicals."""
    plain = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _HAN_GAP.sub("", clean_cell(plain))
