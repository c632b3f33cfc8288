"""What a file is: told by its content first, by its suffix where the content leaves it open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from textmine.io.bundles.members import DAMAGED

HTML_SUFFIXES = (
    ".html",
    ".htm",
    ".shtml",
    ".shtm",
    ".xhtml",
    ".jhtml",
    ".dhtml",
    ".jsp",
    ".aspx",
    ".asp",
    ".php",
    ".do",
    ".action",
)
SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".xml": "text",
    **dict.fromkeys(HTML_SUFFIXES, "html"),
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".webarchive": "mhtml",
    ".eml": "mhtml",
    ".epub": "book",
    ".json": "json",
    ".docx": "docx",
    ".doc": "doc",
    ".wps": "doc",
    ".wpt": "doc",
    ".rtf": "doc",
    ".odt": "odt",
    ".fodt": "odt",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".xlsx": "sheets",
    ".xls": "doc",
    ".et": "doc",
    ".ods": "doc",
    ".gz": "gzip",
    ".zip": "zip",
}
"""Kind of a file by its suffix, where its content says nothing else."""
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp")

# First bytes of files, the same for all who look at them.
ZIP, EMPTY_ZIP, GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
RAR, SEVEN_ZIP = b"Rar!", b"7z\xbc\xaf"
OLE, RTF = b"\xd0\xcf\x11\xe0", b"{\\rtf"
FLAT_PACKAGE = b"http://schemas.microsoft.com/office/2006/xmlPackage"
"""What the head of a Word document names that was saved as one XML file."""
# Main part of a document and of a workbook: other programs number them, and part folders by
# backslashes or begin names with a slash.
_MAIN_PART = re.compile(r"[/\\]?word[/\\]document\d*\.xml")
_BOOK_PART = re.compile(r"[/\\]?xl[/\\]workbook\d*\.xml")
# Parts of other things that are packed as ZIP: slides, drawings, XPS, documents of Pages.
_OTHER_PART = re.compile(
    r"[/\\]?(?:ppt[/\\]presentation\d*\.xml|visio[/\\]document\.xml|FixedDocSeq\.fdseq"
    r"|FixedDocumentSequence\.fdseq|Index[/\\][^/\\]*\.iwa|Index\.zip|index\.apxl)"
)
_PICTURE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_MHTML = re.compile(
    rb"(?i)\s*(?:from:|mime-version:|content-type:\s*multipart/|subject:)"
)
_TAG = re.compile(
    rb"(?i)^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype html|html|head|body|frameset|meta|title|div|p|span|table|article|section)\b",
    re.DOTALL,
)
_JSON = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:[\w$.]{1,60}\s*\()?\s*[{\[]\s*[\"{\[]")
# Bytes at the head of a file that are looked at.
_HEAD = 4096
# A PDF may have a few bytes of a mail or a server before it.
_PDF_HEAD = 1024


def tell_kind(data: bytes, suffix: str) -> str:
    """Tell what kind of file some bytes are.

    Parameters
    ----------
    data : bytes
        Content of the file.
    suffix : str
        Its suffix in small letters, with the dot; may be empty.

    Returns
    -------
    str
        html, mhtml, book, json, text, markdown, docx, doc (all old Office files), odt,
        sheets, pdf, ofd, gzip, zip, package, rar, 7z or picture; an unknown binary is text, whose
        reader says what is wrong.

    Examples
    --------
    >>> tell_kind(b"%PDF-1.7", ".doc"), tell_kind(b"<html><body>", "")
    ('pdf', 'html')
    >>> tell_kind("一、总体情况".encode(), ".txt")
    'text'
    """
    kind = _by_magic(data, suffix)
    if kind:
        return kind
    head = data[:_HEAD].replace(b"\x00", b"")
    if FLAT_PACKAGE in head:
        return "docx"
    if b"w:wordDocument" in head or b"<uof:UOF" in head:
        return "doc"
    if b"<office:document" in head:
        return "odt"
    if _MHTML.match(head) and (
        suffix == ".eml" or b"multipart/" in data[: 4 * _HEAD].lower()
    ):
        return "mhtml"
    if _JSON.match(head) and suffix != ".md":
        return "json"
    if _TAG.match(head):
        return "html"
    known = SUFFIXES.get(suffix, "text")
    # What has none of the marks of its suffix's format is read as text: its reader knows garbage.
    return known if known in ("html", "markdown", "text") else _unmarked(known, data)


def _by_magic(data: bytes, suffix: str) -> str:
    """Kind by the first bytes; empty for text."""
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "pdf"
    if data.startswith((ZIP, EMPTY_ZIP)):
        return kind_of_archive(data, suffix)
    if data.startswith(GZIP):
        return "gzip"
    if data.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return "docx" if locked else "doc"
    if data.startswith(RTF):
        return "doc"
    if data.startswith(b"bplist00") and b"WebMainResource" in data:
        return "mhtml"
    if data.startswith(RAR):
        return "rar"
    if data.startswith(SEVEN_ZIP):
        return "7z"
    is_bitmap = data.startswith(b"BM") and b"\x00" in data[:64]
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return "picture" if data.startswith(_PICTURE) or is_bitmap or is_webp else ""


def kind_of_archive(source: bytes | Path, suffix: str) -> str:
    """Tell the formats that are ZIP archives by what lies in them.

    Parameters
    ----------
    source : bytes or Path
        The archive, or the file that holds it, of which the list alone is read.
    suffix : str
        Its suffix in small letters, with the dot.

    Returns
    -------
    str
        docx, sheets, ofd, odt, book, package (slides and other files that are no document) or
        zip; by its suffix where it is damaged.

    Examples
    --------
    >>> kind_of_archive(b"PK and no more", ".docx")
    'docx'
    """
    try:
        with zipfile.ZipFile(
            source if isinstance(source, Path) else io.BytesIO(source)
        ) as archive:
            names = set(archive.namelist())
    except DAMAGED:
        known = SUFFIXES.get(suffix, "zip")
        # An archive under .doc is no old file: it was a DOCX.
        return "docx" if known == "doc" else known
    if find_main_part(names):
        return "docx"
    if any(map(_BOOK_PART.fullmatch, names)):
        return "sheets"
    if any(map(_OTHER_PART.fullmatch, names)):
        return "package"
    if "OFD.xml" in names:
        return "ofd"
    if "META-INF/container.xml" in names and "content.xml" not in names:
        return "book"
    if "content.xml" in names and "mimetype" in names:
        # Only LibreOffice reads the workbooks of this format.
        return "doc" if suffix in (".ods", ".ots") else "odt"
    return (
        "zip" if suffix not in (".docx", ".odt", ".xlsx", ".ofd") else SUFFIXES[suffix]
    )


def find_main_part(names: Iterable[str]) -> str:
    """Find the main part of a Word document.

    Parameters
    ----------
    names : iterable of str
        Names of the members of an archive.

    Returns
    -------
    str
        Its name as it stands there; empty where there is none.

    Examples
    --------
    >>> find_main_part(["[Content_Types].xml", "word/document2.xml"])
    'word/document2.xml'
    """
    return next((name for name in names if _MAIN_PART.fullmatch(name)), "")


def _unmarked(known: str, data: bytes) -> str:
    """Kind of a file without a mark: old binary Word text by its suffix, the rest as text."""
    if known == "doc" and b"\x00" in data:
        return "doc"
    return (
        known if known in ("pdf", "docx", "odt", "sheets", "ofd", "mhtml") else "text"
    )
