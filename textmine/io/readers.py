"""Read any report file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.bundles.archives import MAX_DEPTH, read_member
from textmine.io.bundles.gzipped import inflate
from textmine.io.document import MAX_BYTES, Document, Loaded
from textmine.io.kinds import tell_kind
from textmine.io.plain import check_text
from textmine.io.printed import Printed
from textmine.io.text_files.run_on import part_at_titles
from textmine.regular import is_regular, is_there, read_regular

Load = Callable[[bytes, str, int], Loaded]

_LOADERS = {
    "text": "text_files.plain_text",
    "markdown": "text_files.plain_text",
    "html": "pages.html",
    "mhtml": "pages.web_archive",
    "book": "pages.book",
    "json": "pages.api",
    "docx": "office.word",
    "doc": "office.legacy",
    "odt": "office.open_document",
    "sheets": "office.sheets",
    "pdf": "pdf.read",
    "ofd": "ofd",
    "picture": "pictures",
    "zip": "bundles.archives",
    "package": "bundles.archives",
    "rar": "bundles.archives",
    "7z": "bundles.archives",
}
_HALF = re.compile("[\ud800-\udfff]")
# Bytes that tell whether a file is packed with gzip.
_GLANCE = 4096


def read_document(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one report file as raw text.

    Parameters
    ----------
    path : str or Path
        A page, a PDF, a Word, WPS, OpenDocument, OFD or text file, whatever its suffix; a member of
        an archive as ``folder.zip/report.docx``.
    max_bytes : int
        Files larger than this, or that unpack to more than this, are refused.

    Returns
    -------
    Document
        Raw text with tables as tab-separated rows, digest, media type, encoding and metadata.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, empty, too large, damaged, password-protected, a scan
        without text, an error page, a page without a report or mojibake: one line that says so and
        what to do.
    OptionalPartError
        If an old Office file needs LibreOffice, or a scan needs OCR, and there is none.

    Examples
    --------
    >>> read_document("missing.txt")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: missing.txt: no such file; check the path
    """
    source = Path(path)
    data = _read_bytes(source, max_bytes)
    return load_document(data, source, max_bytes=max_bytes)


def load_document(data: bytes, source: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Turn the bytes of one report file into raw text.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Path
        Its path; the suffix counts where the content leaves the kind open.
    max_bytes : int
        As for :func:`read_document`.

    Returns
    -------
    Document
        As for :func:`read_document`.

    Raises
    ------
    ReadError, OptionalPartError
        As for :func:`read_document`.
    """
    content, suffix = _unwrap(data, source, max_bytes)
    kind = tell_kind(content, suffix)
    try:
        if kind == "html":
            loaded = _load_page(content, source, max_bytes)
        else:
            loaded = _loader(kind)(content, source.name, max_bytes)
    except RecursionError:
        raise ReadError(
            f"{source.name}: nested too deeply to read; open it and save it again"
        ) from None
    text = _encodable(loaded.text)
    if not isinstance(loaded.text, Printed):
        text = part_at_titles(text)
    check_text(text, source.name)
    if len(text) > max_bytes:
        raise ReadError(
            f"{source.name}: {Counted(len(text)):,character} of text; the limit is "
            f"{max_bytes:,} (max_bytes)"
        )
    return Document(
        text=text,
        source=str(source),
        sha256=hashlib.sha256(data).hexdigest(),
        media=kind,
        encoding=loaded.encoding,
        metadata={key: _encodable(value) for key, value in loaded.metadata.items()},
        regions=loaded.text.regions if isinstance(loaded.text, Printed) else (),
    )


def _load_page(data: bytes, source: Path, max_bytes: int) -> Loaded:
    """Read a page; where it shows no report itself, the one that a frame of it shows."""
    from textmine.io.pages.frames import find_frame_files

    load = _loader("html")
    refused: ReadError | None = None
    loaded = Loaded("")
    try:
        loaded = load(data, source.name, max_bytes)
    except ReadError as error:
        refused = error
    if refused or loaded.metadata.get("hint"):
        framed = []
        for file in find_frame_files(data, source):
            with suppress(ReadError):
                # What a frame shows in a frame of its own is not looked for.
                framed.append(load(_read_bytes(file, max_bytes), file.name, max_bytes))
        best = max(framed, key=lambda page: len(page.text), default=loaded)
        if len(best.text) > len(loaded.text):
            # Title and day may stand on the page alone; what it lacked is found.
            known = {k: v for k, v in loaded.metadata.items() if k != "hint"}
            return Loaded(best.text, best.encoding, known | {**best.metadata})
    if refused:
        raise refused
    return loaded


def _encodable(text: str) -> str:
    r"""Replace halves of characters (an escape ``\ud800`` by itself): no file can hold them."""
    try:
        # Sooner than a pattern goes through it.
        text.encode()
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text)
    return str(text)


def _read_bytes(source: Path, max_bytes: int) -> bytes:
    """Content of a file or of a member of an archive, or one clear line."""
    name = source.name
    if not is_there(source):
        archive = next((above for above in source.parents if is_regular(above)), None)
        if archive is None:
            raise ReadError(f"{source}: no such file; check the path")
        return read_member(archive, source.relative_to(archive).as_posix(), max_bytes)
    if source.is_dir():
        raise ReadError(
            f"{source}: is a folder, expected a file; use read_corpus for folders"
        )
    try:
        data = read_regular(source, max_bytes)
    except OSError as error:
        raise ReadError(
            f"{name}: cannot be read ({error.strerror}); check the permissions"
        ) from None
    if not data.strip():
        raise ReadError(f"{name}: empty file; expected a report, remove or replace it")
    return data


def _unwrap(data: bytes, source: Path, max_bytes: int) -> tuple[bytes, str]:
    """Take off the layers of gzip, and with each the suffix .gz."""
    path = source
    for _ in range(MAX_DEPTH):
        if tell_kind(data[:_GLANCE], "") != "gzip":
            break
        data = inflate(data, source.name, max_bytes)
        path = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return data, path.suffix.lower()


def _loader(kind: str) -> Load:
    """Import the function that turns the bytes of a kind into text."""
    home = _LOADERS.get(kind, "text_files.plain_text")
    load: Load = import_module(f"textmine.io.{home}").load
    return load
