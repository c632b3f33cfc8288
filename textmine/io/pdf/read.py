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
from typing import Any

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.pdf.folds import find_folds, halves, is_wide, order_pages
from textmine.io.pdf.grid import (
    Block,
    PlacedTable,
    belong_together,
    parts_of,
    write_blocks,
)
from textmine.io.pdf.marks import drop_marks
from textmine.io.pdf.places import Box, PageChars, split_lines
from textmine.io.pdf.ruled import find_tables
from textmine.io.pdf.unruled import Word, place_numbers
from textmine.io.pdf.upright import take_text, turn_upright
from textmine.io.pictures import open_engine, read_lines
from textmine.io.printed import Printed

_MAX_PAGES = 500  # more is no report; set by hand
_MAX_ATTACHED = 100  # files that are counted; set by hand
# Bytes unpacked in one go, so that a bomb is seen in time, and bytes fed to be unpacked.
_CHUNK, _FED = 1 << 20, 1 << 16
# Times the length of a file that its streams may be long together; 1 where none overlap.
_MAX_LOOKS = 4
# Characters of a page that only says that the report is attached to it; characters below which
# nothing is said of the fonts of a file.
_SHORT, _LEAST_CHARS = 400, 100
# Shares of the characters that fonts leave unnamed, or name by codes of their own, from which a
# file is refused: where one font, that of the digits, says nothing, all numbers are lost and the
# rest reads well. By hand: lists may have a private code, a dot, in each line.
_MOST_UNNAMED, _MOST_PRIVATE = 0.03, 0.2
# Control characters, and what pdfplumber writes for a character without a name.
_UNNAMED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]|\(cid:\d+\)")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
# Dots per inch at which scanned pages are handed to the OCR: small print of tables needs 200.
_OCR_DPI = 200


@dataclass(slots=True)
class _Piece:
    """A stretch of text lines, or the part of a table on a page."""

    lines: list[str] = field(default_factory=list)
    table: PlacedTable | None = None


@dataclass(slots=True)
class _ReportPage:
    """A page of the report: a sheet of the file, from 0, or a half of it."""

    sheet: int
    pieces: list[_Piece]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read: a picture, or blank."""
        return not any(piece.table or piece.lines for piece in self.pieces)


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
        If the file is protected, damaged, has too many pages or no text layer, or only carries
        other files.
    """
    pages, attached = _read_pages(data, name, max_bytes)
    _refuse_cover(pages, attached, name)
    empty = [str(page.sheet + 1) for page in pages if page.is_empty]
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
    text = _write_pages(pages)
    _refuse_unreadable(text, name)
    return Loaded(text, metadata=metadata)


def _refuse_cover(pages: list[_ReportPage], attached: list[str], name: str) -> None:
    """Refuse a file that only says that the report is attached to it."""
    if attached and _count_chars(pages) < _SHORT:
        shown = ", ".join(attached[:3]) + (" …" if len(attached) > 3 else "")
        raise ReadError(
            f"{name}: a cover page with {Counted(len(attached)):file} attached ({shown}); "
            "open it in a PDF viewer, and save each"
        )


def _count_chars(pages: list[_ReportPage]) -> int:
    """Characters of the lines; a page with a table is no cover."""
    pieces = [piece for page in pages for piece in page.pieces]
    if any(piece.table for piece in pieces):
        return _SHORT
    return sum(len(line) for piece in pieces for line in piece.lines)


def _refuse_unreadable(text: str, name: str) -> None:
    """Refuse a file whose fonts do not say which characters they print."""
    n_chars = len(re.sub(r"\s", "", _UNNAMED.sub("x", text)))
    n_unnamed, n_private = len(_UNNAMED.findall(text)), len(_PRIVATE.findall(text))
    is_lost = n_unnamed > _MOST_UNNAMED * n_chars or n_private > _MOST_PRIVATE * n_chars
    if n_chars >= _LEAST_CHARS and is_lost:
        raise ReadError(
            f"{name}: its fonts do not say which characters they print "
            f"({n_unnamed + n_private:,} of {n_chars:,}); get the file in another format, or run "
            "OCR over it, e.g. ocrmypdf --force-ocr -l chi_sim"
        )


def _fill_by_ocr(pages: list[_ReportPage], data: bytes, engine: Any) -> None:
    """Read the pages that are pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for page in pages:
            if page.is_empty:
                k = page.sheet
                picture = document[k].render(scale=_OCR_DPI / 72).to_numpy()
                whole = (0.0, 0.0, *document[k].get_size())
                lines = read_lines(engine, [picture])
                page.pieces.append(
                    _Piece([Printed.in_box(line, k + 1, whole) for line in lines])
                )
    finally:
        document.close()


def _read_pages(
    data: bytes, name: str, max_bytes: int
) -> tuple[list[_ReportPage], list[str]]:
    """Text and tables of each page, and the names of the files that are attached."""
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
    pages: list[_ReportPage] = []
    n_chars = k = 0
    attached: list[str] = []
    try:
        attached = _name_attached(document)
        data = turn_upright(data, document)
        with _quiet(), ExitStack() as opened:
            # Only tables need pdfplumber, which takes longer to open a file than a page to read.
            plumber = cache(lambda: opened.enter_context(_open_plumber(data)))
            columns: list[Word] = []
            folds = find_folds(_wide_sheets(document), plumber)
            for k in range(n_pages):
                read, columns = _read_sheet(
                    document[k], plumber, k, columns, folds.get(k)
                )
                pages += read
                n_chars += sum(
                    len(line)
                    for page in read
                    for piece in page.pieces
                    for line in piece.lines
                )
                if n_chars > max_bytes:
                    raise ReadError(
                        f"{name}: more than {max_bytes:,} characters of text (max_bytes)"
                    )
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        raise ReadError(
            f"{name}: damaged PDF ({type(error).__name__} on page {k + 1})"
        ) from None
    finally:
        document.close()
    return (_in_order(pages) if folds else pages), attached


def _name_attached(document: Any) -> list[str]:
    """Names of the files that a PDF carries."""
    n_files = min(document.count_attachments(), _MAX_ATTACHED)
    return [document.get_attachment(k).get_name() for k in range(n_files)]


def _wide_sheets(document: Any) -> Iterator[PageChars]:
    """Sheets that are wide enough for two pages."""
    for k in range(len(document)):
        page = document[k]
        if is_wide(*page.get_size()):
            yield PageChars(page, take_text(page), k + 1)


def _in_order(pages: list[_ReportPage]) -> list[_ReportPage]:
    """Pages in the order of their numbers."""
    lines = [[line for piece in page.pieces for line in piece.lines] for page in pages]
    return [pages[k] for k in order_pages(lines)]


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


def _read_sheet(
    page: Any,
    plumber: Callable[[], Any],
    k: int,
    columns: list[Word],
    fold: float | None,
) -> tuple[list[_ReportPage], list[Word]]:
    """Read a sheet: one page, or the two that lie side by side on it."""
    chars = PageChars(page, take_text(page), k + 1)
    if fold is None:
        pieces, columns = _read_page(chars, plumber, k, columns)
        return [_ReportPage(k, pieces)], columns
    width, height = page.get_size()
    parts = [
        _ReportPage(k, _read_part(chars, plumber, k, half))
        for half in halves(width, height, fold)
    ]
    # The last sheet may have one page.
    return [part for part in parts if not part.is_empty], []


def _read_part(
    chars: PageChars, plumber: Callable[[], Any], k: int, half: Box
) -> list[_Piece]:
    """Split a page on one half of a sheet into text and tables."""
    found = find_tables(chars, plumber, k, half)
    pieces = _around_tables(chars, found, half)
    for piece in pieces:
        # As if the page were a sheet of its own: its tables may go on from the page before.
        piece.table = piece.table and piece.table.moved(-half[0])
    return pieces


def _read_page(
    chars: PageChars, plumber: Callable[[], Any], k: int, columns: list[Word]
) -> tuple[list[_Piece], list[Word]]:
    """Split a page into text and tables, from top to bottom."""
    found = find_tables(chars, plumber, k)
    if not found:
        lines, columns = place_numbers(chars.text_page, chars.text, columns)
        return [_Piece(chars.locate(split_lines("\n".join(lines))))], columns
    return _around_tables(chars, found, chars.shown), []


def _around_tables(
    chars: PageChars, found: list[tuple[Box, PlacedTable]], part: Box
) -> list[_Piece]:
    """Tables of a part of a page, and the text above, beside and below them."""
    left, above, right, end = part
    pieces = []
    for box, table in found:
        pieces.append(_Piece(chars.lines_in((left, above, right, box[1]))))
        for beside in (
            (left, box[1], box[0] - 1, box[3]),
            (box[2] + 1, box[1], right, box[3]),
        ):
            pieces[-1].lines += chars.lines_in(beside)
        pieces.append(_Piece(table=table))
        above = box[3]
    pieces.append(_Piece(chars.lines_in((left, above, right, end))))
    return [piece for piece in pieces if piece.lines or piece.table]


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


def _write_pages(pages: list[_ReportPage]) -> Printed:
    """Write what stands on the pages, without what belongs to the print alone."""
    drop_marks([[piece.lines for piece in page.pieces] for page in pages])
    return write_blocks(_join_tables(pages))


def _join_tables(pages: list[_ReportPage]) -> list[Block]:
    """Text and tables in order, the parts of a table that goes over a page together."""
    joined: list[Block] = []
    before = -1
    for number, piece in (
        (number, piece)
        for number, page in enumerate(pages)
        for piece in page.pieces
        if piece.lines or piece.table
    ):
        last = joined[-1] if joined else None
        if piece.table is None:
            joined.append(list(piece.lines))
        elif (
            last
            and isinstance(last[-1], PlacedTable)
            and number == before + 1
            and belong_together(last[-1], piece.table)
        ):
            joined[-1] = [*parts_of(last), piece.table]
        else:
            joined.append([piece.table])
        before = number
    return joined
