"""Read rich text (.rtf): paragraphs with the numbers that the file holds of them, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from textmine.errors import ReadError
from textmine.io.document import Loaded, refuse_without_text
from textmine.io.office.flow import MAX_DEPTH, Paragraph, RowShape, write_flow
from textmine.io.rows import raise_digits
from textmine.io.whole_numbers import read_whole

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    (
        *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable"),
        *("info", "pict", "objdata", "objclass", "themedata", "datastore"),
        *("header", "headerl", "headerr", "headerf"),
        *("footer", "footerl", "footerr", "footerf", "footnote"),
        *("fldinst", "xe", "tc", "rxe", "bkmkstart", "bkmkend"),
        *("sp", "shprslt", "nonesttables"),
    )
)
"""Groups whose text is none of the document's."""
_KEPT = frozenset(("shpinst", "shptxt", "nesttableprops"))
"""Groups that a program may pass over and that hold text: boxes, and rows in rows."""
_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": " ",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
    "\t": "\t",
}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs"}
"""Encodings of fonts by their character set; others are of the document's."""
_PAGES = {936: "gb18030", 950: "big5hkscs", 1252: "cp1252", 65001: "utf-8"}
_USUAL = "gb18030"
"""Encoding of a file that names none: Chinese programs write their own."""
_OPEN_GROUPS = 4_000
"""Groups in each other, beyond which a file is no document that a program wrote."""


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read rich text.

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
        If the file holds no text, or no end of groups.

    References
    ----------
    Microsoft, Rich Text Format (RTF) Specification, version 1.9.1.
    """
    text = write_flow(_RichReader(name).read(data))
    refuse_without_text(text, name)
    return Loaded(text)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    is_skipped: bool = False
    is_hidden: bool = False
    is_raised: bool = False
    is_marker: bool = False
    font: int = -1
    n_skipped: int = 1
    in_table: bool = False
    depth: int = 0
    in_row_of_row: bool = False


@dataclass(slots=True)
class _ShapeText:
    """A text box that is being read: its group, and the paragraph that it stands in."""

    n_open: int
    parts: list[str]
    marker: list[str]


@dataclass(slots=True)
class _Row:
    """A row that is being defined."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    is_continued: bool = False

    def add(self, edge: int) -> None:
        if self.is_continued:
            self.continued.add(len(self.edges))
        self.is_continued = False
        self.edges.append(edge)

    def shape(self) -> RowShape:
        return RowShape((self.left, *self.edges), frozenset(self.continued))


class _RichReader:
    """Goes through a file once, group by group."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = _State()
        self.stack: list[_State] = []
        self.parts: list[str] = []
        self.marker: list[str] = []
        self.raw = bytearray()
        self.page = _USUAL
        self.fonts: dict[int, str] = {}
        self.outer, self.inner = _Row(), _Row()
        self.boxes: list[_ShapeText] = []
        self.to_skip = 0
        self.is_star = False
        self.in_fonts = 0
        self.ready: list[Paragraph] = []

    def read(self, data: bytes) -> Iterator[Paragraph]:
        """Paragraphs of a file, in its order."""
        source = data.decode("latin-1")
        at = 0
        while found := _TOKEN.search(source, at):
            at = found.end()
            if found["byte"]:
                self._take_byte(int(found["byte"], 16))
                continue
            if found["text"] is not None:
                self._take_text(found["text"])
                continue
            if found["brace"]:
                self._flush()
                self._brace(found["brace"])
            elif found["word"] == "bin":
                at += read_whole(found["number"], default=0, least=0, most=len(data))
            else:
                word = found["word"] or found["sign"]
                self._obey(word, found["number"])
            yield from self.ready
            self.ready.clear()
        self._end()
        yield from self.ready

    def _brace(self, brace: str) -> None:
        """Open or close a group."""
        self.is_star = False
        self.to_skip = 0
        if brace == "{":
            if len(self.stack) >= _OPEN_GROUPS:
                raise ReadError(
                    f"{self.name}: nested too deeply to read; open it and save it again"
                )
            self.stack.append(self.state)
        elif self.stack:
            if self.boxes and self.boxes[-1].n_open == len(self.stack):
                # Its paragraphs come before the one that it stands in.
                self._end()
                box = self.boxes.pop()
                self.parts, self.marker = box.parts, box.marker
            self.state = self.stack.pop()
            if len(self.stack) < self.in_fonts:
                self.in_fonts = 0

    def _take_byte(self, byte: int) -> None:
        if self.to_skip:
            self.to_skip -= 1
        elif not self._is_silent():
            self.raw.append(byte)

    def _take_text(self, text: str) -> None:
        """Characters as they stand in the file, less those that repeat one before."""
        skipped, self.to_skip = self.to_skip, max(self.to_skip - len(text), 0)
        text = text[skipped:]
        self.is_star = False
        if not text or self._is_silent():
            return
        if text.isascii() and not self.raw:
            self._add(text)
        else:
            # Some programs write the bytes of Chinese characters as they are.
            self.raw += text.encode("latin-1")

    def _is_silent(self) -> bool:
        return self.state.is_skipped or self.state.is_hidden

    def _flush(self) -> None:
        """Decode the bytes that have come together."""
        if self.raw:
            codec = self.fonts.get(self.state.font, self.page)
            text = self.raw.decode(codec, "replace")
            self.raw.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        if self.state.is_marker:
            self.marker.append(text)
        else:
            self.parts.append(raise_digits(text) if self.state.is_raised else text)

    def _obey(self, word: str, number: str | None) -> None:
        """Do what a control word says."""
        value = read_whole(number, default=1, least=-(1 << 31), most=1 << 31)
        if word == "*":
            self._flush()
            self.is_star = True
            return
        starred, self.is_star = self.is_star, False
        if word in _SKIPPED or (starred and word not in _KEPT):
            self._flush()
            self.in_fonts = len(self.stack) if word == "fonttbl" else self.in_fonts
            self.state = replace(self.state, is_skipped=True)
            return
        if word == "nesttableprops":
            self.state = replace(self.state, in_row_of_row=True)
            return
        if word == "shptxt":
            self._flush()
            self.boxes.append(_ShapeText(len(self.stack), self.parts, self.marker))
            self.parts, self.marker = [], []
            self.state = replace(self.state, in_table=False, depth=0)
            return
        if word == "u":
            self._flush()
            self._unicode(value)
            return
        if word in _SIGNS:
            self._flush()
            if self.to_skip:
                self.to_skip -= 1
            elif not self._is_silent():
                self._add(_SIGNS[word])
            return
        self._flush()
        if not (self._set(word, number, value) or self.state.is_skipped):
            self._lay_out(word, value)

    def _unicode(self, value: int) -> None:
        """A character by its number; what stands for it in old programs is passed over."""
        if not self._is_silent():
            unit = chr(value & 0xFFFF)
            self._add(unit)
        self.to_skip = self.state.n_skipped

    def _set(self, word: str, number: str | None, value: int) -> bool:
        """Change what holds in the group; tell whether the word does so."""
        is_on = number != "0"
        match word:
            case "f" if self.in_fonts or not self.state.is_skipped:
                self.state = replace(self.state, font=value)
            case "fcharset" if self.in_fonts:
                if value in _CHARSETS:
                    self.fonts[self.state.font] = _CHARSETS[value]
            case "ansicpg":
                self.page = _PAGES.get(value, _USUAL)
            case "uc":
                self.state = replace(self.state, n_skipped=min(max(value, 0), 9))
            case "v" | "deleted":
                self.state = replace(self.state, is_hidden=is_on)
            case "super":
                self.state = replace(self.state, is_raised=is_on)
            case "nosupersub":
                self.state = replace(self.state, is_raised=False)
            case "plain":
                self.state = replace(
                    self.state, is_hidden=False, is_raised=False, font=-1
                )
            case "listtext" | "pntext":
                self.state = replace(self.state, is_marker=True)
            case "pard" if not self.state.is_marker:
                self.state = replace(self.state, in_table=False, depth=0)
            case "intbl":
                self.state = replace(self.state, in_table=True)
            case "itap":
                depth = min(max(value, 0), MAX_DEPTH)
                self.state = replace(self.state, depth=depth)
            case _:
                return False
        return True

    def _lay_out(self, word: str, value: int) -> None:
        """End paragraphs, cells and rows, and learn where the cells of a row lie."""
        row = self.inner if self.state.in_row_of_row else self.outer
        match word:
            case "par" | "\r" | "\n" | "page" | "sect" | "column":
                self._end()
            case "cell":
                self._end(depth=1, ends_cell=True)
            case "nestcell":
                self._end(depth=max(self.state.depth, 2), ends_cell=True)
            case "row":
                self.ready.append(Paragraph("", 1, row=row.shape()))
            case "nestrow":
                depth = max(self.state.depth, 2)
                self.ready.append(Paragraph("", depth, row=row.shape()))
            case "trowd" if self.state.in_row_of_row:
                self.inner = _Row()
            case "trowd":
                self.outer = _Row()
            case "trleft":
                row.left = value
            case "clvmrg":
                row.is_continued = True
            case "cellx":
                row.add(value)

    def _end(self, depth: int | None = None, *, ends_cell: bool = False) -> None:
        """End a paragraph, with what the file says of its number."""
        self._flush()
        marker = "".join(self.marker).strip()
        # A number has a digit, a numeral or a letter; what else stands there is a bullet.
        marker = marker if any(map(str.isalnum, marker)) else ""
        text = "".join(self.parts)
        # Characters beyond the basic plane come as two halves.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if depth is None:
            depth = max(self.state.depth, 1) if self.state.in_table else 0
        if text or ends_cell:
            self.ready.append(
                Paragraph(marker + text if text.strip() else "", depth, ends_cell)
            )
        self.parts.clear()
        self.marker.clear()
