"""Read any report file, find the report files in folders and archives."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from textmine.errors import ReadError
from textmine.io.bundles.archives import MAX_DEPTH, is_archive, list_members, read_member
from textmine.io.document import MAX_BYTES, Document
from textmine.io.kinds import HTML_SUFFIXES, PICTURES, SUFFIXES, tell_kind
from textmine.io.plain import check_text

Loaded = tuple[str, str, dict[str, str]]
Load = Callable[[bytes, str, int], Loaded]
MEDIA = SUFFIXES
"""Suffixes of reports and what they usually are; the content goes before the suffix."""

_LOADERS = {
    "text": "plain_text",
    "markdown": "plain_text",
    "html": "pages.html",
    "mhtml": "pages.web_archive",
    "json": "pages.api",
    "docx": "office.word",
    "doc": "office.legacy",
    "odt": "office.open_document",
    "sheets": "office.sheets",
    "pdf": "pdf.read",
    "ofd": "ofd",
    "picture": "pictures",
    "zip": "bundles.archives",
    "rar": "bundles.archives",
    "7z": "bundles.archives",
}
_BESIDE = re.compile(
    r"(?i)^(?:\.|~\$|readme|datasheet|license"
    r"|(?:manifest\.csv|crosswalk\.csv|truth\.jsonl|thumbs\.db|desktop\.ini)$)"
)
# Folders in which browsers keep the pictures and scripts of a saved page.
_PAGE_FOLDER = re.compile(r"(?i)(?:_files|\.files|_文件)$")
_PAGE_SUFFIXES = (*HTML_SUFFIXES, ".mht", ".mhtml")
_MARKED = ("html", "pdf", "mhtml", "doc", "docx", "ofd", "odt", "gzip")
# Bytes that tell whether a file without a known suffix is a page, a PDF, a document.
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
    text, encoding, metadata = _loader(kind)(content, source.name, max_bytes)
    check_text(text, source.name)
    if len(text) > max_bytes:
        raise ReadError(
            f"{source.name}: {len(text):,} characters of text; the limit is {max_bytes:,}"
            " (max_bytes)"
        )
    return Document(
        text=text,
        source=str(source),
        sha256=hashlib.sha256(data).hexdigest(),
        media=kind,
        encoding=encoding,
        metadata=metadata,
    )


def find_files(paths: Iterable[str | Path] | str | Path) -> tuple[list[Path], list[Path]]:
    """Find the report files in folders and archives, recursively.

    Hidden files, manifests, READMEs, datasheets, the folders that belong to saved pages
    (``page_files``) and everything in folders named ``gold`` are passed over.

    Parameters
    ----------
    paths : path or iterable of paths
        Folders, archives and files. A file that is named is always listed, whatever its suffix and
        even if it is missing: reading it then says what is wrong.

    Returns
    -------
    files : list of Path
        Report files, in order of their paths, each once; members of archives as
        ``folder.zip/report.docx``.
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
        named = not start.is_dir()
        for found in [start] if named else _walk(start):
            members = _members(found)
            if members is None:
                (files if named or _is_wanted(found) else unknown)[found] = None
                continue
            for member in members:
                (files if _is_wanted(member) else unknown)[member] = None
    return list(files), list(unknown)


def _members(path: Path) -> list[Path] | None:
    """Members of an archive that could be meant as reports; None for what is no archive."""
    if path.suffix.lower() != ".zip" and path.suffix.lower() in SUFFIXES:
        return None
    if not path.is_file() or not is_archive(path):
        return None
    names = [name for name in list_members(path) if not _is_beside(Path(name))]
    pages = {Path(name).with_suffix("").as_posix() for name in names if _is_page(Path(name))}
    return [path / name for name in names if not _belongs_to_page(Path(name), pages)] or [path]


def _is_wanted(path: Path) -> bool:
    """Tell whether a file found in a folder is one that a reader takes."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES or suffix in PICTURES:
        return suffix in SUFFIXES
    if not path.is_file():
        # A member of an archive under an unknown suffix: only one without any is tried.
        return not suffix
    with path.open("rb") as file:
        head = file.read(_GLANCE)
    if head.startswith(b"PK"):
        head = path.read_bytes()
    # Under a suffix that nobody knows, the content has to say what it is.
    kind = tell_kind(head, "")
    speaks = any("公开".encode(encoding) in head for encoding in ("utf-8", "gb18030"))
    return kind in _MARKED or (kind == "text" and not suffix and speaks)


def _walk(folder: Path) -> list[Path]:
    """Files below a folder that could be meant as reports, in order of their paths."""
    found = []
    for here, folders, names in os.walk(folder):
        pages = {Path(name).stem for name in names if _is_page(Path(name))}
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name.lower() != "gold"
            and _PAGE_FOLDER.sub("", name) not in pages - {name}
        ]
        found += [Path(here, name) for name in names if not _BESIDE.match(name)]
    return sorted(found, key=lambda path: path.as_posix())


def _is_page(path: Path) -> bool:
    """Tell a web page by its suffix."""
    return path.suffix.lower() in _PAGE_SUFFIXES


def _is_beside(path: Path) -> bool:
    """Tell what lies beside reports in an archive: hidden files, notes, the folders of a Mac."""
    return any(_BESIDE.match(part) or part == "__MACOSX" for part in path.parts)


def _belongs_to_page(path: Path, pages: set[str]) -> bool:
    """Tell whether a member lies in the folder of a saved page."""
    above = [part.as_posix() for part in path.parents]
    return any(name != _PAGE_FOLDER.sub("", name) in pages for name in above)


def _read_bytes(source: Path, max_bytes: int) -> bytes:
    """Content of a file or of a member of an archive, or one clear line."""
    name = source.name
    if not source.exists():
        archive = next((above for above in source.parents if above.is_file()), None)
        if archive is None:
            raise ReadError(f"{source}: no such file; check the path")
        return read_member(archive, source.relative_to(archive).as_posix(), max_bytes)
    if source.is_dir():
        raise ReadError(f"{source}: is a folder, expected a file; use read_corpus for folders")
    try:
        size = source.stat().st_size
        if size > max_bytes:
            raise ReadError(
                f"{name}: {size:,} bytes; the limit is {max_bytes:,} (max_bytes), split or shorten"
                " the file"
            )
        data = source.read_bytes()
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
        from textmine.io.bundles.archives import inflate

        data = inflate(data, source.name, max_bytes)
        path = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return data, path.suffix.lower()


def _loader(kind: str) -> Load:
    """Import the function that turns the bytes of a kind into text."""
    home = _LOADERS.get(kind, "plain_text")
    load: Load = import_module(f"textmine.io.{home}").load
    return load


def readable_suffixes() -> Iterator[str]:
    """Suffixes of what is read, for messages."""
    yield from SUFFIXES
