"""Read OFD (GB/T 33190), the national format for fixed pages: text by place, ruled tables."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.bundles.members import open_archive, take
from textmine.io.document import Loaded
from textmine.io.pdf.grid import (
    Block,
    PlacedCell,
    PlacedTable,
    belong_together,
    parts_of,
    write_blocks,
)
from textmine.io.printed import Printed, rounded
from textmine.io.rows import clean_cell
from textmine.places import Region

_MM = 72 / 25.4  # points a millimetre; OFD measures in millimetres
_MAX_PAGES = 500  # more is no report; set by hand
# Paths of one page beyond this are a drawing, not the rules of a table.
_MAX_PATHS = 5_000
# A line is flat or upright if it leaves its direction by no more points than this.
_STRAIGHT = 1.0
# Points within which rules of a table, and borders of its cells, are one: as for PDF, where it was
# chosen by hand. Less parts a drawn border in two, more takes narrow columns for one.
_TOLERANCE = 3.0
# Characters whose base lines differ by less than this share of their size stand on one line.
_SAME_LINE = 0.5
# Share of its size that a character stands above its base line, and width of a letter or digit as a
# share of it: usual for Chinese fonts, for the file need not hold the font.
_ASCENT, _NARROW = 0.86, 0.5
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]+)?")
# A step between characters, or a count of equal ones before it.
_STEP = re.compile(
    r"(?:g\s+([0-9]{1,30}(?:\.[0-9]+)?)\s+)?(-?[0-9]{1,30}(?:\.[0-9]+)?)"
)
# Equal steps that one group may stand for: a line of a page has some 60 characters.
_MAX_STEPS = 10_000
# Millimetres from the corner that a page can have anything at: a kilometre.
_FARTHEST = 1e6


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character and where it stands, in points from the upper left corner."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Page:
    """Characters and ruled lines of a page."""

    glyphs: list[_Glyph]
    edges: list[dict[str, Any]]


class _Archive:
    """The parts of an OFD file, unpacked as far as a limit goes."""

    def __init__(self, data: bytes, name: str, max_bytes: int) -> None:
        self.name = name
        self.left = 4 * max_bytes
        self.zip = open_archive(
            data, f"{name}: damaged, or no OFD file; download it again"
        )
        self.members = {member.lstrip("/"): member for member in self.zip.namelist()}

    def parse(self, path: str) -> Any:
        """Parse one part; names of elements without their namespace."""
        path = path.lstrip("/")
        if path not in self.members:
            raise ReadError(
                f"{self.name}: damaged OFD file, no {path} in it; download it again"
            )
        damaged = f"{self.name}: damaged OFD file ({path}); download it again"
        content = take(self.zip, self.members[path], self.left, damaged)
        self.left -= len(content)
        if self.left < 0:
            raise ReadError(f"{self.name}: unpacks to more than the limit (max_bytes)")
        if b"<!ENTITY" in content:
            raise ReadError(
                f"{self.name}: defines entities, which no program for OFD writes"
            )
        try:
            root = ElementTree.fromstring(content)
        except ElementTree.ParseError:
            raise ReadError(damaged) from None
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read an OFD file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what it unpacks to.

    Returns
    -------
    Loaded
        Lines as printed, tables as rows; no encoding.

    Raises
    ------
    ReadError
        If the file is damaged, too large, or its pages are pictures.

    References
    ----------
    GB/T 33190-2016 电子文件存储与交换格式 版式文档.
    """
    archive = _Archive(data, name, max_bytes)
    pages = [_read_page(archive, path) for path in _page_paths(archive)]
    if not any(page.glyphs for page in pages):
        raise ReadError(
            f"{name}: {Counted(len(pages)):page} of pictures without text; run OCR over them, "
            "or save the report as text"
        )
    return Loaded(_write(pages))


def _page_paths(archive: _Archive) -> Iterator[str]:
    """Paths of the pages' contents, in order."""
    roots = [e.text or "" for e in archive.parse("OFD.xml").iter("DocRoot")]
    n_pages = 0
    for root in roots:
        folder = posixpath.dirname(root.strip().lstrip("/"))
        document = archive.parse(root.strip())
        for page in document.iter("Page"):
            location = page.get("BaseLoc")
            if not location:
                continue
            n_pages += 1
            if n_pages > _MAX_PAGES:
                raise ReadError(
                    f"{archive.name}: more than {_MAX_PAGES} pages; split the file"
                )
            yield (
                location
                if location.startswith("/")
                else posixpath.join(folder, location)
            )


def _read_page(archive: _Archive, path: str) -> _Page:
    """Characters and lines of a page."""
    content = archive.parse(path)
    glyphs = [glyph for text in content.iter("TextObject") for glyph in _glyphs(text)]
    paths = list(content.iter("PathObject"))
    edges = [e for p in paths for e in _edges(p)] if len(paths) <= _MAX_PATHS else []
    return _Page(glyphs, edges)


def _floats(text: str | None) -> list[float]:
    """Numbers of an attribute, as far off as a page can have anything."""
    numbers = map(float, _NUMBER.findall(text or ""))
    return [min(max(number, -_FARTHEST), _FARTHEST) for number in numbers]


def _corner(element: Any) -> tuple[float, float]:
    """Upper left corner of an element's box, in millimetres; that of the page where it has none."""
    box = _floats(element.get("Boundary"))
    return (box[0], box[1]) if len(box) >= 2 else (0.0, 0.0)


def _glyphs(element: Any) -> Iterator[_Glyph]:
    """Characters of a text object with their places."""
    corner = _corner(element)
    size = (_floats(element.get("Size")) or [4.0])[0] * _MM
    matrix = _floats(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    x = y = 0.0
    for code in element.iter("TextCode"):
        x = (_floats(code.get("X")) or [x])[0]
        y = (_floats(code.get("Y")) or [y])[0]
        text = (code.text or "").strip("\n")
        across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
        at_x, at_y = x, y
        for k, char in enumerate(text):
            left, top = a * at_x + c * at_y + e, b * at_x + d * at_y + f
            if char.strip():
                yield _Glyph(
                    char, (corner[0] + left) * _MM, (corner[1] + top) * _MM, size
                )
            at_x += across[k] if k < len(across) else (0.0 if down else size / _MM)
            at_y += down[k] if k < len(down) else 0.0


def _deltas(text: str | None) -> list[float]:
    """Steps between characters; ``g 3 4.2`` stands for three steps of 4.2."""
    steps: list[float] = []
    for n, step in _STEP.findall(text or ""):
        times = min(int(float(n)), _MAX_STEPS) if n else 1
        steps += _floats(step) * times
    return steps


def _edges(element: Any) -> Iterator[dict[str, Any]]:
    """Straight lines of a path, as the table code of the PDF reader wants them."""
    corner = _corner(element)
    data = next((e.text or "" for e in element.iter("AbbreviatedData")), "")
    points: list[tuple[float, float]] = []
    for operator, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        values = _floats(numbers)
        if operator in "ML" and len(values) >= 2:
            here = ((corner[0] + values[0]) * _MM, (corner[1] + values[1]) * _MM)
            if operator == "L" and points:
                yield from _edge(points[-1], here)
            points = [here] if operator == "M" else [*points, here]
        elif operator in "Cc" and len(points) > 1:
            yield from _edge(points[-1], points[0])


def _edge(
    start: tuple[float, float], end: tuple[float, float]
) -> Iterator[dict[str, Any]]:
    """One flat or upright line."""
    (x0, y0), (x1, y1) = start, end
    flat, upright = abs(y1 - y0) <= _STRAIGHT, abs(x1 - x0) <= _STRAIGHT
    if flat != upright:
        yield {
            "x0": min(x0, x1),
            "x1": max(x0, x1),
            "top": min(y0, y1),
            "bottom": max(y0, y1),
            # Asked for where lines that overlap are joined to one.
            "width": abs(x1 - x0),
            "height": abs(y1 - y0),
            "orientation": "h" if flat else "v",
        }


def _tables(page: _Page) -> list[tuple[tuple[float, float, float, float], list[Any]]]:
    """Boxes of the ruled tables of a page, from top to bottom, with the boxes of their cells."""
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    if not page.edges:
        return []
    edges = merge_edges(page.edges, *[_TOLERANCE] * 4)
    crossings = edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    cells = intersections_to_cells(crossings)
    found = []
    for table in cells_to_tables(cells):
        x0, tops, x1, bottoms = zip(*table, strict=True)
        if len({cell[0] for cell in table}) > 1:
            found.append(((min(x0), min(tops), max(x1), max(bottoms)), table))
    return sorted(found, key=lambda pair: pair[0][1])


def _inside(glyph: _Glyph, box: tuple[float, ...]) -> bool:
    """Tell whether the middle of a character lies in a box."""
    x, y = glyph.x + glyph.size / 2, glyph.y - glyph.size / 3
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _placed(
    box: tuple[float, ...], cells: list[Any], glyphs: list[_Glyph], number: int
) -> PlacedTable:
    """A table with the text of its cells."""
    rows: dict[float, list[PlacedCell]] = {}
    for x0, top, x1, bottom in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        inner = [glyph for glyph in glyphs if _inside(glyph, (x0, top, x1, bottom))]
        words = clean_cell("".join(_lines(inner, number)))
        text = Printed.in_box(words, number, (x0, top, x1, bottom))
        row = next((known for known in rows if abs(known - top) <= _TOLERANCE), top)
        rows.setdefault(row, []).append(PlacedCell(text, x0, x1, bottom))
    return PlacedTable(
        tuple(tuple(row) for row in rows.values()), box[0], box[2], box[3]
    )


def _lines(glyphs: list[_Glyph], number: int) -> list[str]:
    """Characters as lines from top to bottom, each from left to right, on a page of a number."""
    rows: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if rows and glyph.y - rows[-1][0].y <= _SAME_LINE * glyph.size:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_line(sorted(row, key=lambda g: g.x), number) for row in rows]


def _line(row: list[_Glyph], number: int) -> Printed:
    """A line of characters with its box."""
    edges = [glyph.x for glyph in row]
    last = row[-1]
    edges.append(last.x + last.size * (_NARROW if last.text.isascii() else 1.0))
    top = min(glyph.y - _ASCENT * glyph.size for glyph in row)
    bottom = max(glyph.y + (1 - _ASCENT) * glyph.size for glyph in row)
    box = rounded((edges[0], top, edges[-1], bottom))
    text = "".join(glyph.text for glyph in row)
    steps = tuple(round(edge, 1) for edge in edges)
    return Printed(text, (Region(0, len(text), number, box, steps),))


def _write(pages: list[_Page]) -> Printed:
    """Write lines and tables; a table that goes on over the page stays one."""
    blocks: list[Block] = []
    for number, page in enumerate(pages, start=1):
        tables = _tables(page)
        free = [g for g in page.glyphs if not any(_inside(g, box) for box, _ in tables)]
        above = float("-inf")
        for box, cells in tables:
            lines = _lines([g for g in free if above <= g.y < box[1]], number)
            table = _placed(box, cells, page.glyphs, number)
            above = box[1]
            before = parts_of(blocks[-1]) if blocks and not lines else []
            if before and belong_together(before[-1], table):
                blocks[-1] = [*before, table]
                continue
            blocks += [lines, [table]] if lines else [[table]]
        rest = _lines([g for g in free if g.y >= above], number)
        if rest:
            blocks.append(rest)
    return write_blocks(blocks)
