"""Read documents of Word 97 to 2003 (.doc) and of WPS (.wps), which writes the same format."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from textmine.errors import ReadError
from textmine.io.document import Loaded, refuse_without_text
from textmine.io.office.flow import Paragraph, RowShape, write_flow
from textmine.io.office.numbered import Numbering
from textmine.io.office.word_binary import Settings, WordFile, open_word
from textmine.io.office.word_lists import read_numbering
from textmine.io.rows import raise_digits

_IN_TABLE, _ENDS_ROW, _DEPTH = 0x2416, 0x2417, 0x6649
"""Settings of paragraphs by their codes ([MS-DOC] 2.6.2): that it stands in a table, that it ends a
row, and in how many tables it stands."""
_ENDS_INNER_CELL, _ENDS_INNER_ROW = 0x244B, 0x244C
"""The same of tables in tables."""
_LEVEL, _LIST = 0x260A, 0x460B
"""Level and number of its list."""
_SHAPE = 0xD608
"""The shape of a row ([MS-DOC] 2.6.3)."""
_DELETED, _HIDDEN, _RAISED = 0x0800, 0x083C, 0x2A48
"""Settings of characters ([MS-DOC] 2.6.1)."""
_CELL_SIZE, _CONTINUED = 20, 0b01
"""Bytes of a cell in the shape of a row (TC80), and its two bits 5 and 6 where it continues the
one above."""
_NO_LIST = 0xF801
"""From here the number of a list means that there is none."""
_ENDS = re.compile("[\r\x07\x0c\x0e]")
_FIELD, _SHOWS, _FIELD_ENDS = "\x13\x14\x15"
"""A field begins with what it asks for; what it shows stands behind the second mark."""
_DROPPED = "\x1f"
_MARKS = str.maketrans(
    {"\x0b": "\n", "\x1e": "-"}
    | dict.fromkeys("\x01\x02\x03\x04\x05\x08\x13\x14\x15\x1f", None)
)
"""Line break and hyphen; anchors of pictures, notes and remarks, and halves of fields."""


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read a document of Word 97 to 2003.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for its text; the file itself is smaller than this.

    Returns
    -------
    Loaded
        Raw text with tables as rows; no encoding.

    Raises
    ------
    ReadError
        If the file is damaged, locked, older than Word 97, or holds no text.

    References
    ----------
    Microsoft, [MS-DOC]: Word (.doc) Binary File Format.
    """
    try:
        file = open_word(data, name)
        text = write_flow(_paragraphs(file))
    except (OSError, ValueError, IndexError, struct.error):
        raise ReadError(
            f"{name}: damaged, or no Word document; open it and save it as .docx"
        ) from None
    refuse_without_text(text, name)
    return Loaded(text)


def _paragraphs(file: WordFile) -> Iterator[Paragraph]:
    """Paragraphs of a file; those of text boxes behind the one that a box is anchored in."""
    text = _shown(file)
    numbering = (
        read_numbering(file.table, file.lists_at, file.uses_at)
        if min(file.lists_at, file.uses_at) >= 0
        else Numbering({}, {})
    )
    boxes = sorted(file.boxes)
    for start, end in _split(text, 0, file.n_text):
        yield _paragraph(file, text[start:end], end, numbering)
        while boxes and boxes[0][0] < end:
            _, first, last = boxes.pop(0)
            yield from _of_box(file, text, first, last, numbering)
    for _, first, last in boxes:
        yield from _of_box(file, text, first, last, numbering)


def _of_box(
    file: WordFile, text: str, first: int, last: int, numbering: Numbering
) -> Iterator[Paragraph]:
    """Paragraphs of a text box: they stand in no table of the text around it."""
    for start, end in _split(text, first, last):
        yield replace(_paragraph(file, text[start:end], end, numbering), depth=0)


def _split(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Where the paragraphs of a part of the text begin and end, their marks with them."""
    ends = [mark.end() for mark in _ENDS.finditer(text, first, last)]
    if first < last and (not ends or ends[-1] < last):
        ends.append(last)
    return list(pairwise([first, *ends]))


def _paragraph(file: WordFile, text: str, end: int, numbering: Numbering) -> Paragraph:
    """A paragraph that ends before a place, with its number and its place in tables."""
    place = _Place.of(_settings_at(file, end - 1), text[-1])
    if place.row is not None:
        return Paragraph("", place.depth, row=place.row)
    said = _clean(text)
    marker = numbering.marker(place.list_id, place.level) if said.strip() else ""
    return Paragraph(marker + said, place.depth, place.ends_cell)


def _settings_at(file: WordFile, at: int) -> Settings:
    """Settings of the paragraph that ends with a character, over those of its style."""
    run = file.paragraphs.at(int(file.offsets[at]))
    if run < 0:
        return {}
    style = file.styles.get(file.paragraphs.styles[run], {})
    return style | file.paragraphs.settings[run]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands: in which table and list, and what ends with it."""

    depth: int
    ends_cell: bool
    row: RowShape | None
    list_id: str
    level: int

    @classmethod
    def of(cls, settings: Settings, mark: str) -> _Place:
        """Read the settings of a paragraph that ends with a mark."""
        depth = _number(settings, _DEPTH) if _number(settings, _IN_TABLE) else 0
        depth = max(depth, int(mark == "\x07" or bool(_number(settings, _IN_TABLE))))
        is_row = bool(
            _number(settings, _ENDS_ROW) or _number(settings, _ENDS_INNER_ROW)
        )
        row = _read_shape(settings.get(_SHAPE, b"")) if depth and is_row else None
        used = _number(settings, _LIST)
        return cls(
            depth,
            mark == "\x07" or bool(_number(settings, _ENDS_INNER_CELL)),
            row,
            str(used) if used < _NO_LIST else "",
            _number(settings, _LEVEL),
        )


def _number(settings: Settings, code: int) -> int:
    """A setting as a whole number, 0 where it is not set."""
    return int.from_bytes(settings.get(code, b""), "little")


def _read_shape(held: bytes) -> RowShape:
    """Edges of the cells of a row and which continue those above (TDefTableOperand, 2.9.316)."""
    n_cells = held[0] if held else 0
    edges = struct.unpack_from(f"<{n_cells + 1}h", held, 1) if n_cells else ()
    first = 1 + 2 * (n_cells + 1)
    continued = set()
    for k in range(n_cells):
        bits = int.from_bytes(held[first + _CELL_SIZE * k :][:2], "little")
        if bits >> 5 & 0b11 == _CONTINUED:
            continued.add(k)
    return RowShape(edges, frozenset(continued))


def _shown(file: WordFile) -> str:
    """Text without what is deleted or hidden and what fields ask for, of one length with it.

    Digits that are raised are written as such.
    """
    text = list(file.text)
    asking: list[bool] = []
    for k, offset in enumerate(file.offsets.tolist()):
        mark = text[k]
        if _ENDS.match(mark):
            continue
        run = file.characters.at(offset)
        settings = file.characters.settings[run] if run >= 0 else {}
        if mark == _FIELD:
            asking.append(True)
        elif mark == _SHOWS and asking:
            asking[-1] = False
        elif mark == _FIELD_ENDS and asking:
            asking.pop()
        if any(asking) or _number(settings, _DELETED) or _number(settings, _HIDDEN):
            text[k] = _DROPPED
        elif _number(settings, _RAISED) == 1:
            text[k] = raise_digits(mark)
    return "".join(text)


def _clean(text: str) -> str:
    """Text of a paragraph without marks; halves of characters are joined."""
    text = text.rstrip("\r\x07\x0c\x0e").translate(_MARKS)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
