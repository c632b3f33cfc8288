"""Read PDF: text by PDFium, tables by pdfplumber, put in their place as rows."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from typing import Any

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.pdf.grid import (
    Block,
    PlacedTable,
    belong_together,
    parts_of,
    write_blocks,
)
from textmine.io.pdf.marks import drop_marks
from textmine.io.pdf.places import Box, PageChars
from textmine.io.pdf.ruled import find_tables
from textmine.io.pdf.unruled import Word, place_numbers
from textmine.io.pdf.upright import take_text, turn_upright
from textmine.io.pictures import open_engine, read_lines
from textmine.io.printed import Printed

_MAX_PAGES = 500  # more is no report; set by hand
# Bytes unpacked in one go, so that a bomb is seen in time, and bytes fed to be unpacked.
_CHUNK, _FED = 1 << 20, 1 << 16
# Times the length of a file that its streams may be long together; 1 where none overlap.
_MAX_LOOKS = 4
# Dots per inch at which scanned pages are handed to the OCR: small print of tables needs 200.
_OCR_DPI = 200


@dataclass(slots=True)
class _Piece:
    """A stretch of text lines, or the part of a table on a page."""

    page: int
    lines: list[str] = field(default_factory=list)
    table: PlacedTable | None = None


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for the characters of text.

    Returns
    -------
    Loaded
        Raw text with lines as printed, page marks taken out; ``pages_without_text`` where some
        pages are pictures, or ``ocr`` where these were read by OCR.

    Raises
    ------
    ReadError
        If the file is protected, damaged, has too many pages or no text layer.
    """
    pages = _read_pages(data, name, max_bytes)
    empty = [
        str(k + 1)
        for k, pieces in enumerate(pages)
        if not any(p.table or p.lines for p in pieces)
    ]
    if empty and (engine := open_engine()) is not None:
        _fill_by_ocr(pages, data, engine)
        metadata = {"ocr": ",".join(empty)}
    elif len(empty) == len(pages):
        raise ReadError(
            f"{name}: a scan without text ({Counted(len(pages)):page}); pip install "
            "textmine[ocr] to read it, or run OCR over it first, e.g. ocrmypdf -l chi_sim"
        )
    else:
        metadata = {"pages_without_text": ",".join(empty)} if empty else {}
    return Loaded(_write_pages(pages), metadata=metadata)


def _fill_by_ocr(pages: list[list[_Piece]], data: bytes, engine: Any) -> None:
    """Read the pages that are pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for k, pieces in enumerate(pages):
            if not any(piece.table or piece.lines for piece in pieces):
                picture = document[k].render(scale=_OCR_DPI / 72).to_numpy()
                whole = (0.0, 0.0, *document[k].get_size())
                lines = read_lines(engine, [picture])
                pieces.append(
                    _Piece(k, [Printed.in_box(line, k + 1, whole) for line in lines])
                )
    finally:
        document.close()


def _read_pages(data: bytes, name: str, max_bytes: int) -> list[list[_Piece]]:
    """Text and tables of each page."""
    import pypdfium2

    _refuse_bomb(data, name, 4 * max_bytes)
    try:
        document = pypdfium2.PdfDocument(data)
        n_pages = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError(
                f"{name}: protected by a password; save a copy without it"
            ) from None
        raise ReadError(
            f"{name}: damaged, or no PDF ({error}); download it again"
        ) from None
    if n_pages > _MAX_PAGES:
        raise ReadError(
            f"{name}: {Counted(n_pages):page}; a report has fewer than {_MAX_PAGES}, split the file"
        )
    pages: list[list[_Piece]] = []
    n_chars = 0
    try:
        data = turn_upright(data, document)
        with _quiet(), ExitStack() as opened:
            # Only tables need pdfplumber, which takes longer to open a file than a page to read.
            plumber = cache(lambda: opened.enter_context(_open_plumber(data)))
            columns: list[Word] = []
            for k in range(n_pages):
                pieces, columns = _read_page(document[k], plumber, k, columns)
                pages.append(pieces)
                n_chars += sum(len(line) for piece in pages[-1] for line in piece.lines)
                if n_chars > max_bytes:
                    raise ReadError(
                        f"{name}: more than {max_bytes:,} characters of text (max_bytes)"
                    )
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        raise ReadError(
            f"{name}: damaged PDF ({type(error).__name__} on page {len(pages) + 1})"
        ) from None
    finally:
        document.close()
    return pages


def _open_plumber(data: bytes) -> Any:
    """Open the file with pdfplumber."""
    import pdfplumber

    return pdfplumber.open(io.BytesIO(data))


def _refuse_bomb(data: bytes, name: str, limit: int) -> None:
    """Refuse a file whose streams, pictures aside, unpack to more than a limit, unparsed."""
    n_bytes = n_looked = end = 0
    for match in re.finditer(rb"(?<!end)stream\r?\n", data):
        head = data[max(0, match.start() - 500) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if end < match.end():
            found = data.find(b"endstream", match.end())
            end = found if found >= 0 else len(data)
        # Streams inside streams would be looked at again and again.
        n_looked += end - match.end()
        if n_looked > _MAX_LOOKS * len(data):
            raise ReadError(
                f"{name}: a PDF with streams inside streams; a hostile file"
            )
        chunks: Iterator[bytes] = iter([data[match.end() : end]])
        for _ in range(0 if b"/Image" in head else head.count(b"/FlateDecode")):
            chunks = _inflated(chunks)
        for chunk in chunks:
            n_bytes += len(chunk)
            if n_bytes > limit:
                raise ReadError(
                    f"{name}: unpacks to more than {limit:,} bytes (4 × max_bytes); a damaged or"
                    " hostile file"
                )


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Inflate a stream piece by piece, as far as it goes."""
    unpacker = zlib.decompressobj()
    # Fed bit by bit: what is left of a piece is copied each time that some of it is unpacked.
    for piece in (c[at : at + _FED] for c in chunks for at in range(0, len(c), _FED)):
        rest = piece
        while rest and not unpacker.eof:
            try:
                yield unpacker.decompress(rest, _CHUNK)
            except zlib.error:
                return
            rest = unpacker.unconsumed_tail


def _read_page(
    page: Any, plumber: Callable[[], Any], k: int, columns: list[Word]
) -> tuple[list[_Piece], list[Word]]:
    """Split a page into text and tables, from top to bottom."""
    text_page = take_text(page)
    chars = PageChars(page, text_page, k + 1)
    found = find_tables(chars, plumber, k)
    if not found:
        lines, columns = place_numbers(text_page, columns)
        return [_Piece(k, chars.locate(_lines("\n".join(lines))))], columns
    width, height = page.get_size()
    pieces = []
    above = 0.0
    for box, table in found:
        pieces.append(_Piece(k, _text_in(chars, (0, above, width, box[1]))))
        for beside in (
            (0, box[1], box[0] - 1, box[3]),
            (box[2] + 1, box[1], width, box[3]),
        ):
            pieces[-1].lines += _text_in(chars, beside)
        pieces.append(_Piece(k, table=table))
        above = box[3]
    pieces.append(_Piece(k, _text_in(chars, (0, above, width, height))))
    return [piece for piece in pieces if piece.lines or piece.table], []


def _text_in(chars: PageChars, box: Box) -> list[str]:
    """Lines in a box of the page as it is shown: edges left, upper, right, lower."""
    page, text_page = chars.page, chars.text_page
    left, bottom, right, top = page.get_mediabox()
    x0, y0, x1, y1 = box
    if not page.get_rotation():
        text = text_page.get_text_bounded(left + x0, top - y1, left + x1, top - y0)
        return chars.locate(_lines(text), box)
    lines = []
    for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", text_page.get_text_range()):
        across, up = _middle(text_page, match)
        turned = {
            90: (up - bottom, across - left),
            180: (right - across, up - bottom),
            270: (top - up, right - across),
        }
        x, y = turned[page.get_rotation()]
        if x0 <= x <= x1 and y0 <= y < y1:
            lines += _lines(match[0])
    return chars.locate(lines, box)


def _middle(text_page: Any, line: re.Match[str]) -> tuple[float, float]:
    """Middle of a line before the page is turned; the median: PDFium misplaces characters."""
    boxes = [
        text_page.get_charbox(line.start() + k)
        for k, char in enumerate(line[0])
        if not char.isspace()
    ]
    return median((box[0] + box[2]) / 2 for box in boxes), median(
        (box[1] + box[3]) / 2 for box in boxes
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's remarks on fonts off the screen."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _lines(text: str) -> list[str]:
    """Lines with text, without the marks PDFium puts for line ends and hyphens."""
    clean = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\ufffe", "")
        .replace("\x02", "")
    )
    return [line.rstrip() for line in clean.split("\n") if line.strip()]


def _write_pages(pages: list[list[_Piece]]) -> Printed:
    """Write what stands on the pages, without what belongs to the print alone."""
    drop_marks([[piece.lines for piece in pieces] for pieces in pages])
    return write_blocks(_join_tables(pages))


def _join_tables(pages: list[list[_Piece]]) -> list[Block]:
    """Text and tables in order, the parts of a table that goes over a page together."""
    joined: list[Block] = []
    page = -1
    for piece in (
        piece for pieces in pages for piece in pieces if piece.lines or piece.table
    ):
        last = joined[-1] if joined else None
        if piece.table is None:
            joined.append(list(piece.lines))
        elif (
            last
            and isinstance(last[-1], PlacedTable)
            and piece.page == page + 1
            and belong_together(last[-1], piece.table)
        ):
            joined[-1] = [*parts_of(last), piece.table]
        else:
            joined.append([piece.table])
        page = piece.page
    return joined
