"""Read any report file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.document import MAX_BYTES, Document
from textmine.io.folders import MEDIA
from textmine.io.plain import check_text, decode

Loaded = tuple[str, str, dict[str, str]]
_LOADERS = {"html": "html", "docx": "word", "pdf": "pdf", "doc": "legacy"}


def read_document(path: str | Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one report file as raw text.

    Parameters
    ----------
    path : str or Path
        A ``.txt .md .html .htm .docx .pdf .doc .wps`` file.
    max_bytes : int
        Files larger than this, or that unpack to more than this, are refused.

    Returns
    -------
    Document
        Raw text with tables as tab-separated rows, digest, media type, encoding and metadata.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, empty, too large, damaged, password-protected, not what
        its suffix says, a scan without text, an error page or mojibake: one line that says so and
        what to do.
    OptionalPartError
        If an old Office file needs LibreOffice and there is none.

    Examples
    --------
    >>> read_document("missing.txt")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: missing.txt: no such file; check the path
    """
    source = Path(path)
    media = MEDIA.get(source.suffix.lower())
    data = _read_bytes(source, max_bytes)
    if media is None:
        suffix = source.suffix or "no suffix"
        raise ReadError(
            f"{source.name}: {suffix} is no format of a report; expected one of {' '.join(MEDIA)}"
        )
    text, encoding, metadata = _loader(_told_by(data, media))(data, source.name, max_bytes)
    check_text(text, source.name)
    if len(text) > max_bytes:
        raise ReadError(
            f"{source.name}: {len(text):,} characters of text; "
            f"the limit is {max_bytes:,} (max_bytes)"
        )
    return Document(
        text=text,
        source=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        encoding=encoding,
        metadata=metadata,
    )


def _read_bytes(source: Path, max_bytes: int) -> bytes:
    """Content of a file, or one clear line."""
    name = source.name
    if not source.exists():
        raise ReadError(f"{source}: no such file; check the path")
    if source.is_dir():
        raise ReadError(f"{source}: is a folder, expected a file; use read_corpus for folders")
    try:
        size = source.stat().st_size
        if size > max_bytes:
            raise ReadError(
                f"{name}: {size:,} bytes; the limit is {max_bytes:,} (max_bytes), "
                "split or shorten the file"
            )
        data = source.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{name}: cannot be read ({error.strerror}); check the permissions"
        ) from None
    if not data.strip():
        raise ReadError(f"{name}: empty file; expected a report, remove or replace it")
    return data


def _told_by(data: bytes, media: str) -> str:
    """Take an old Word file under the suffix .docx for what it is, unless it has a password."""
    old = media == "docx" and data.startswith(b"\xd0\xcf\x11\xe0")
    return "doc" if old and "EncryptedPackage".encode("utf-16-le") not in data else media


def _loader(media: str) -> Callable[[bytes, str, int], Loaded]:
    """Import the function that turns the bytes of a medium into text."""
    if media in ("text", "markdown"):
        return _load_plain
    load: Callable[[bytes, str, int], Loaded] = import_module(f"textmine.io.{_LOADERS[media]}").load
    return load


def _load_plain(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Pass text and Markdown through; HTML under their suffix or among the lines is laid out."""
    text, encoding = decode(data, name)
    if re.match(r"(?i)\s*(?:<!doctype html|<html\b)", text):
        from textmine.io.html import load

        return load(data, name, max_bytes)
    if "</table>" in text:
        from textmine.io.page import lay_out_tables

        text = lay_out_tables(text)
    return text, encoding, {}
