"""Read electronic books (EPUB): the chapters in their order as one page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from textmine.errors import ReadError
from textmine.io.bundles.members import open_archive, take
from textmine.io.document import Loaded

_CONTAINER = "META-INF/container.xml"
_ROOT = re.compile(r"""<rootfile\b[^>]{0,500}?\bfull-path=["']([^"']{1,500})["']""")
_ITEM = re.compile(r"<(?:opf:)?item\b[^>]{0,2000}>")
_CHAPTER = re.compile(
    r"""<(?:opf:)?itemref\b[^>]{0,500}?\bidref=["']([^"']{1,500})["']"""
)
_ID = re.compile(r"""\bid=["']([^"']{1,500})["']""")
_HREF = re.compile(r"""\bhref=["']([^"']{1,500})["']""")
_BODY = re.compile(r"(?is)<body\b[^>]*>(.*)</body>")
# A book beyond so many chapters is no report.
_MOST_CHAPTERS = 500


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read the chapters of a book.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit of what all chapters unpack to.

    Returns
    -------
    Loaded
        As :func:`textmine.io.pages.html.load`.

    Raises
    ------
    ReadError
        If the book is damaged, or unpacks to more than the limit.
    """
    from textmine.io.pages.html import load as load_page

    damaged = f"{name}: a damaged EPUB; save the report as a page or a document"
    with open_archive(data, damaged) as archive:
        chapters = []
        left = max_bytes
        for member in _chapters(archive, max_bytes, damaged):
            content = take(archive, member, left, damaged)
            left -= len(content)
            if left < 0:
                raise ReadError(
                    f"{name}: unpacks to more than {max_bytes:,} bytes (max_bytes); a hostile file"
                )
            text = content.decode("utf-8", "replace")
            body = _BODY.search(text)
            chapters.append(body[1] if body else text)
    whole = "\n".join(f"<div>{chapter}</div>" for chapter in chapters)
    page = f"<html><head><meta charset='utf-8'></head><body>{whole}</body></html>"
    return load_page(page.encode("utf-8", "replace"), name, max_bytes)


def _chapters(archive: ZipFile, max_bytes: int, damaged: str) -> Iterator[str]:
    """Names of the members that hold the chapters, in the order of the book."""

    def read(member: str) -> str:
        return take(archive, member, max_bytes, damaged).decode("utf-8", "replace")

    root = _ROOT.search(read(_CONTAINER))
    if root is None:
        raise ReadError(damaged)
    package = read(root[1])
    files = {}
    for item in _ITEM.findall(package):
        found, href = _ID.search(item), _HREF.search(item)
        if found and href:
            files[found[1]] = unquote(href[1])
    folder = posixpath.dirname(root[1])
    for one in _CHAPTER.findall(package)[:_MOST_CHAPTERS]:
        if one in files:
            yield posixpath.normpath(posixpath.join(folder, files[one]))
