"""Streams of a Word 97 file: where its text lies, and what is set for stretches of it ([MS-DOC]).

Characters are known by their place in the text (cp) and by their offset in the file (fc); settings
go by offset, in pages of 512 bytes.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error, unpack_from

import numpy as np
import olefile
from numpy.typing import NDArray

from textmine.errors import ReadError

_MAIN = "WordDocument"
"""The stream that holds the text."""
_IDENT, _LEAST_VERSION = 0xA5EC, 0xC1
"""First number of the file, and version of Word 97 (FibBase, 2.5.2): older ones keep text in other
ways."""
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
"""Flags: locked; the table stream is the one called 1Table."""
_LENGTHS_AT, _N_LENGTHS = 76, 7
"""Lengths of the text and of its footnotes, headings, macros, remarks, endnotes and boxes."""
_TABLES_AT = 154
"""Pairs of offset and length in the table stream (FibRgFcLcb97, 2.5.6)."""
_STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES, _LISTS, _USES = 1, 12, 13, 33, 73, 74
"""Numbers of such pairs: of styles, settings of characters and of paragraphs, pieces, lists and
their uses."""
_ANCHORS, _BOXES = 40, 56
"""Those of where shapes are anchored, and of which text is in which box."""
_ANCHOR_SIZE, _BOX_SIZE, _BOX_SHAPE_AT = 26, 22, 14
"""Bytes of an SPA and of an FTXBXS, and where the second names its shape; the first begins with
it."""
_PAGE = 512
"""Bytes of a page of settings."""
_COMPRESSED = 1 << 30
"""Bit of a piece whose characters are a byte each."""
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of a setting by the kind of its code (2.6.1); 0 is a length of its own."""
_TABLE_SHAPE, _TABS = 0xD608, 0xC615
"""Settings whose length is told in another way: the shape of a row, and stops of tabs."""
_ELSEWHERE = (0x6645, 0x6646)
"""The settings stand in the data stream, where there are too many for a page."""
MAX_CHARACTERS = 20_000_000
"""Most characters of a document; the longest reports have 300,000."""

Settings = dict[int, bytes]
"""Operand of each setting by its code."""


@dataclass(frozen=True, slots=True, eq=False)
class WordFile:
    """What a Word 97 file holds.

    Parameters
    ----------
    text : str
        Text of the document, then of its text boxes, a UTF-16 unit a character.
    offsets : ndarray of int64 of shape (len(text),)
        Offset of each character in the file.
    paragraphs, characters : SettingRuns
        Settings by offset.
    styles : dict of int to Settings
        Settings of paragraphs by style.
    table : bytes
        The table stream.
    lists_at, uses_at : int
        Offsets of the lists in it, -1 where there are none.
    n_text : int
        Characters before those of the first text box.
    boxes : list of tuple of int
        Place in the text where each box is anchored, the end of the text where that is unknown;
        its first character and the one behind its last.
    """

    text: str
    offsets: NDArray[np.int64]
    paragraphs: SettingRuns
    characters: SettingRuns
    styles: dict[int, Settings]
    table: bytes
    lists_at: int
    uses_at: int
    n_text: int
    boxes: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class SettingRuns:
    """Settings of stretches of the file.

    Parameters
    ----------
    starts : list of int
        First offset of each stretch, rising; each ends where the next begins.
    settings : list of Settings
        Of each stretch.
    styles : list of int
        Style of each paragraph; 0 for characters.
    """

    starts: list[int] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)

    def at(self, offset: int) -> int:
        """Number of the stretch that holds an offset; -1 before the first."""
        return bisect_right(self.starts, offset) - 1


def is_document(data: bytes) -> bool:
    """Tell whether a file is a document of Word itself, not one that holds such an object.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    bool
        False for a damaged container, too.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return bool(container.exists(_MAIN))
    except (OSError, ValueError, IndexError, error):
        return False


def open_word(data: bytes, name: str) -> WordFile:
    """Open a Word 97 file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.

    Returns
    -------
    WordFile
        Text and settings.

    Raises
    ------
    ReadError
        If it is locked, or of a version before Word 97.
    OSError, ValueError, struct.error, IndexError
        If it is damaged.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        main = _stream(container, _MAIN)
        ident, version, flags = unpack_from("<HH6xH", main)
        if ident != _IDENT or version < _LEAST_VERSION:
            raise ReadError(
                f"{name}: a document of Word 95 or before; open it and save it as .docx"
            )
        if flags & _ENCRYPTED:
            raise ReadError(f"{name}: protected by a password; save a copy without it")
        table = _stream(container, "1Table" if flags & _SECOND_TABLE else "0Table")
        store = _stream(container, "Data") if container.exists("Data") else b""

    def where(entry: int) -> tuple[int, int]:
        offset, length = unpack_from("<II", main, _TABLES_AT + 8 * entry)
        return offset, length

    text, offsets, n_text = _read_text(main, table, *where(_PIECES))
    lists_at, uses_at = (
        offset if length else -1 for offset, length in map(where, (_LISTS, _USES))
    )
    return WordFile(
        text,
        offsets,
        _read_paragraphs(main, table, store, *where(_PARAGRAPHS)),
        _read_characters(main, table, *where(_CHARACTERS)),
        _read_styles(table, *where(_STYLES)),
        table,
        lists_at,
        uses_at,
        n_text,
        _read_boxes(table, where(_ANCHORS), where(_BOXES), n_text, len(text)),
    )


def _read_boxes(
    table: bytes,
    anchors: tuple[int, int],
    boxes: tuple[int, int],
    n_text: int,
    end: int,
) -> list[tuple[int, int, int]]:
    """Where each text box is anchored, and which part of the text it is."""
    anchored = {
        unpack_from("<i", held)[0]: place
        for place, _, held in _entries(table, *anchors, _ANCHOR_SIZE)
    }
    out = [
        (
            anchored.get(unpack_from("<i", held, _BOX_SHAPE_AT)[0], n_text),
            min(n_text + first, end),
            min(n_text + last, end),
        )
        for first, last, held in _entries(table, *boxes, _BOX_SIZE)
    ]
    return out or ([(n_text, n_text, end)] if end > n_text else [])


def _entries(
    table: bytes, at: int, length: int, size: int
) -> Iterator[tuple[int, int, bytes]]:
    """Entries of a table by places in the text (PLC, 2.2.2): first, last, what is said of them."""
    n = max(length - 4, 0) // (4 + size)
    places = unpack_from(f"<{n + 1}I", table, at) if n else (0,)
    for k in range(n):
        begin = at + 4 * (n + 1) + size * k
        yield places[k], places[k + 1], table[begin : begin + size]


def _stream(container: olefile.OleFileIO, name: str) -> bytes:
    """Content of a stream."""
    return bytes(container.openstream(name).read())


def _read_text(
    main: bytes, table: bytes, at: int, length: int
) -> tuple[str, NDArray[np.int64], int]:
    """Text of the document, then of its boxes, piece by piece (Clx, 2.9.38)."""
    pieces = list(_read_pieces(main, table, at, length))
    text = "".join(piece for piece, _ in pieces)
    offsets = np.concatenate([np.zeros(0, np.int64), *(held for _, held in pieces)])
    lengths = unpack_from(f"<{_N_LENGTHS}I", main, _LENGTHS_AT)
    n_text, n_boxes = lengths[0], lengths[6]
    first = sum(lengths[:6])
    parts = (slice(0, n_text), slice(first, first + n_boxes))
    shown = "".join(text[part] for part in parts)
    return (
        shown,
        np.concatenate([offsets[part] for part in parts]),
        min(n_text, len(shown)),
    )


def _read_pieces(
    main: bytes, table: bytes, at: int, length: int
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Each piece of text, a UTF-16 unit a character, with the offsets of its characters."""
    end = at + length
    while at < end and table[at] == 1:
        # Settings of pieces, which are few and say nothing of what is read here.
        (size,) = unpack_from("<H", table, at + 1)
        at += 3 + size
    if at >= end or table[at] != 2:
        raise ValueError("no table of pieces")
    (size,) = unpack_from("<I", table, at + 1)
    n_pieces = (size - 4) // 12
    places = unpack_from(f"<{n_pieces + 1}I", table, at + 5)
    if places[-1] > MAX_CHARACTERS or list(places) != sorted(places):
        raise ValueError("pieces out of order")
    said = at + 5 + 4 * (n_pieces + 1)
    for k in range(n_pieces):
        (found,) = unpack_from("<I", table, said + 8 * k + 2)
        yield _read_piece(main, found, places[k + 1] - places[k])


def _read_piece(main: bytes, found: int, n: int) -> tuple[str, NDArray[np.int64]]:
    """The characters that lie at a place, a byte or two each."""
    if found & _COMPRESSED:
        start, width = (found & ~_COMPRESSED) // 2, 1
        piece = main[start : start + n].decode("cp1252", "replace")
    else:
        start, width = found, 2
        units = np.frombuffer(main, "<u2", count=n, offset=start)
        piece = units.tobytes().decode("utf-16-le", "surrogatepass")
        # Characters beyond the basic plane are two units: one to each place.
        piece = piece if len(piece) == n else "".join(map(chr, units.tolist()))
    if len(piece) != n:
        raise ValueError("a piece ends behind the file")
    return piece, start + width * np.arange(n, dtype=np.int64)


def _pages(
    main: bytes, table: bytes, at: int, length: int
) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    """Pages of settings, each with the offsets where its stretches begin and the last ends."""
    n_pages = max(length - 4, 0) // 8
    numbers = unpack_from(f"<{n_pages}I", table, at + 4 * (n_pages + 1))
    for number in numbers:
        start = (number & 0x3FFFFF) * _PAGE
        page = main[start : start + _PAGE]
        if len(page) < _PAGE:
            raise ValueError("a page ends behind the file")
        yield page, unpack_from(f"<{page[-1] + 1}I", page)


def _read_paragraphs(
    main: bytes, table: bytes, store: bytes, at: int, length: int
) -> SettingRuns:
    """Settings of paragraphs (PapxFkp, 2.9.175)."""
    runs = SettingRuns()
    for page, starts in _pages(main, table, at, length):
        first = 4 * len(starts)
        for k, start in enumerate(starts[:-1]):
            place = 2 * page[first + 13 * k]
            held = b""
            if place:
                # A length of 0 says that the next byte has it, in pairs of bytes.
                size, begin = 2 * page[place] - 1, place + 1
                if not page[place]:
                    size, begin = 2 * page[place + 1], place + 2
                held = page[begin : begin + size]
            style = int.from_bytes(held[:2], "little")
            runs.starts.append(start)
            runs.styles.append(style)
            runs.settings.append(_read_settings(held[2:], store))
    return runs


def _read_characters(main: bytes, table: bytes, at: int, length: int) -> SettingRuns:
    """Settings of characters (ChpxFkp, 2.9.33)."""
    runs = SettingRuns()
    for page, starts in _pages(main, table, at, length):
        first = 4 * len(starts)
        for k, start in enumerate(starts[:-1]):
            place = 2 * page[first + k]
            held = page[place + 1 : place + 1 + page[place]] if place else b""
            runs.starts.append(start)
            runs.styles.append(0)
            runs.settings.append(_read_settings(held))
    return runs


def _read_settings(held: bytes, store: bytes = b"") -> Settings:
    """Settings one after the other, each a code and what it is set to (2.6.1)."""
    out: Settings = {}
    at = 0
    while at + 2 <= len(held):
        (code,) = unpack_from("<H", held, at)
        at += 2
        size = _OPERANDS[code >> 13]
        if not size:
            size = 1
            if code == _TABLE_SHAPE:
                # The length counts one byte too many.
                (size,) = unpack_from("<H", held, at)
                at, size = at + 2, size - 1
            elif at < len(held) and not (code == _TABS and held[at] == 255):
                at, size = at + 1, held[at]
            else:
                # A list of tabs that is too long to say so: nothing behind it is read.
                break
        operand = held[at : at + size]
        at += size
        if code in _ELSEWHERE and store:
            place = int.from_bytes(operand, "little")
            (length,) = unpack_from("<H", store, place)
            out |= _read_settings(store[place + 2 : place + 2 + length])
        else:
            out[code] = operand
    return out


def _read_styles(table: bytes, at: int, length: int) -> dict[int, Settings]:
    """Settings of the paragraph styles, with those of the styles below them (STSH, 2.9.271)."""
    if not length:
        return {}
    n_head, n_styles, n_base = unpack_from("<HHH", table, at)
    end, place = at + length, at + 2 + n_head
    own: dict[int, tuple[int, Settings]] = {}
    for number in range(n_styles):
        if place + 2 > end:
            break
        (size,) = unpack_from("<H", table, place)
        place += 2
        style = table[place : place + size]
        place += size
        if size >= n_base + 2:
            kind, counts = unpack_from("<2xHH", style)
            if kind & 15 == 1 and counts & 15:
                own[number] = (kind >> 4, _settings_of_style(style, n_base))
    return {number: _inherit(number, own) for number in own}


def _settings_of_style(style: bytes, n_base: int) -> Settings:
    """Settings of a paragraph style: behind its name, and the number of the style."""
    (n_name,) = unpack_from("<H", style, n_base)
    at = n_base + 2 + 2 * (n_name + 1)
    if at + 4 > len(style):
        return {}
    (size,) = unpack_from("<H", style, at)
    return _read_settings(style[at + 4 : at + 2 + size])


def _inherit(number: int, own: dict[int, tuple[int, Settings]]) -> Settings:
    """Settings of a style over those of the one that it is based on; a circle ends."""
    chain: list[Settings] = []
    seen: set[int] = set()
    while number in own and number not in seen:
        seen.add(number)
        number, settings = own[number]
        chain.append(settings)
    out: Settings = {}
    for settings in reversed(chain):
        out |= settings
    return out
