"""Read any report file, find the report files in folders."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.document import MAX_BYTES, Document
from textmine.io.plain import check_text, decode

Loaded = tuple[str, str, dict[str, str]]
MEDIA = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".doc": "doc",
    ".wps": "doc",
}
_LOADERS = {"html": "html", "docx": "word", "pdf": "pdf", "doc": "legacy"}
_BESIDE = re.compile(
    r"(?i)^(?:\.|~\$|readme|datasheet|license|(?:manifest\.csv|truth\.jsonl|thumbs\.db|desktop\.ini)$)"
)


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
            f"{source.name}: {len(text):,} characters of text; the limit is {max_bytes:,} (max_bytes)"
        )
    return Document(
        text=text,
        source=str(path),
        sha256=hashlib.sha256(data).hexdigest(),
        media=media,
        encoding=encoding,
        metadata=metadata,
    )


def find_files(paths: Iterable[str | Path] | str | Path) -> tuple[list[Path], list[Path]]:
    """Find the report files in folders, recursively.

    Hidden files, manifests, READMEs, datasheets and everything in folders named ``gold`` are passed
    over.

    Parameters
    ----------
    paths : path or iterable of paths
        Folders and files. A file that is named is always listed, whatever its suffix and even if it
        is missing: reading it then says what is wrong.

    Returns
    -------
    files : list of Path
        Report files, in order of their paths, each once.
    unknown : list of Path
        Other files found in the folders, which no reader takes; report them, so that nothing is
        lost silently.

    Examples
    --------
    >>> find_files("missing.txt")[1]
    []
    """
    files: dict[Path, None] = {}
    unknown: dict[Path, None] = {}
    for path in [paths] if isinstance(paths, str | Path) else paths:
        start = Path(path)
        if not start.is_dir():
            files[start] = None
            continue
        for found in _walk(start):
            (files if found.suffix.lower() in MEDIA else unknown)[found] = None
    return list(files), list(unknown)


def _walk(folder: Path) -> list[Path]:
    """Files below a folder that could be meant as reports, in order of their paths."""
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name.lower() != "gold"
        ]
        found += [Path(here, name) for name in names if not _BESIDE.match(name)]
    return sorted(found, key=lambda path: path.as_posix())


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
                f"{name}: {size:,} bytes; the limit is {max_bytes:,} (max_bytes), split or shorten the file"
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
    """Take an old Word file under the suffix .docx for what it is; one with a password stays with its suffix."""
    old = media == "docx" and data.startswith(b"\xd0\xcf\x11\xe0")
    return "doc" if old and "EncryptedPackage".encode("utf-16-le") not in data else media


def _loader(media: str) -> Callable[[bytes, str, int], Loaded]:
    """Import the function that turns the bytes of a medium into text."""
    if media in ("text", "markdown"):
        return _load_plain
    load: Callable[[bytes, str, int], Loaded] = import_module(f"textmine.io.{_LOADERS[media]}").load
    return load


def _load_plain(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Pass text and Markdown through; HTML under their suffix, or tables in HTML among the lines, are laid out."""
    text, encoding = decode(data, name)
    if re.match(r"(?i)\s*(?:<!doctype html|<html\b)", text):
        from textmine.io.html import load

        return load(data, name, max_bytes)
    if "</table>" in text:
        from textmine.io.page import lay_out_tables

        text = lay_out_tables(text)
    return text, encoding, {}
