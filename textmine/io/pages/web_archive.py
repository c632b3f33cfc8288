"""Read web archives (.mht, .webarchive) and mails: page, attachment or text with the report."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from itertools import islice
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.kinds import tell_kind
from textmine.resources.load import load_toml

# Parts that are looked at: a page saved with its frames and advertisements has some dozens.
_MAX_PARTS = 500
# How the archives of Safari (.webarchive) begin: a binary list of properties.
_SAFARI = b"bplist00"


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read the page of a web archive.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        As for the page.

    Returns
    -------
    Loaded
        As :func:`textmine.io.pages.html.load`: of several pages (frames) the one with most text.

    Raises
    ------
    ReadError
        If there is no page in the archive, or none with a report; if a mail carries several.
    """
    if data.startswith(_SAFARI):
        return _load_safari(data, name, max_bytes)
    pages = find_pages(data)
    carried = [] if pages and not _has_attachment(data) else _load_mail(data, max_bytes)
    _check_single(carried, name)
    if not pages and carried:
        return max(carried, key=lambda loaded: len(loaded.text))
    if not pages:
        raise ReadError(
            f"{name}: a web archive without a page in it; save the page again"
        )
    # Beside an attachment the page of a mail is a greeting.
    return _load_fullest(pages, name, max_bytes, carried)


def _load_fullest(
    pages: Iterable[tuple[bytes, str]],
    name: str,
    max_bytes: int,
    carried: Iterable[Loaded] = (),
) -> Loaded:
    """Read pages with their encodings; give the one with most text, or what is carried beside."""
    from textmine.io.pages.html import load as load_page

    read = list(carried)
    refused: ReadError | None = None
    for page, charset in pages:
        try:
            read.append(load_page(page, name, max_bytes, declared=charset))
        except ReadError as error:
            refused = refused or error
    if not read:
        raise refused or ReadError(f"{name}: no page of the archive can be read")
    return max(read, key=lambda loaded: len(loaded.text))


def _load_safari(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read the page, or the frame with most text, of what Safari saves."""
    try:
        root = plistlib.loads(data)
        frames = [root, *root.get("WebSubframeArchives", [])[:_MAX_PARTS]]
        main = [frame["WebMainResource"] for frame in frames]
        key = "WebResourceTextEncodingName"
        pages = [
            (bytes(one["WebResourceData"]), str(one.get(key) or "")) for one in main
        ]
    except Exception as error:
        raise ReadError(
            f"{name}: a damaged archive of Safari ({type(error).__name__}); save the page again"
        ) from None
    return _load_fullest(pages, name, max_bytes)


def _has_attachment(data: bytes) -> bool:
    """Tell a mail with files from a web archive, whose parts are shown in its page."""
    parts = islice(message_from_bytes(data).walk(), _MAX_PARTS)
    return any(part.get_content_disposition() == "attachment" for part in parts)


def _load_mail(data: bytes, max_bytes: int) -> list[Loaded]:
    """The attachments of a mail, those in an archive too, and its own plain text."""
    from textmine.io.readers import load_document

    found: list[Loaded] = []
    for file, payload in islice(_find_files(data, max_bytes), _MAX_PARTS):
        # The picture of a signature, a list of telephone numbers.
        if tell_kind(payload, Path(file).suffix.lower()) == "picture":
            continue
        try:
            read = load_document(payload, Path(file), max_bytes=max_bytes)
        except ReadError:
            continue
        found.append(Loaded(read.text, read.encoding, read.metadata))
    return found


def _find_files(data: bytes, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of what a mail carries."""
    from textmine.io.bundles.archives import unpack

    for part in islice(message_from_bytes(data).walk(), _MAX_PARTS):
        payload = part.get_payload(decode=True)
        file = part.get_filename() or ""
        is_text = bool(file) or part.get_content_type() == "text/plain"
        if not is_text or not isinstance(payload, bytes):
            continue
        members = None
        if tell_kind(payload, Path(file).suffix.lower()) == "zip":
            with suppress(ReadError):
                members = list(unpack(payload, file, max_bytes))
        yield from members or [(file or "mail.txt", payload)]


def _check_single(carried: list[Loaded], name: str) -> None:
    """Refuse a mail with several reports: one alone would be read, the others lost."""
    titles = dict.fromkeys(filter(None, (_title_of(one.text) for one in carried)))
    if len(titles) > 1:
        shown = ", ".join(list(titles)[:2]) + (" …" if len(titles) > 2 else "")
        raise ReadError(
            f"{name}: {Counted(len(titles)):report} attached ({shown}); save each by itself"
        )


def _title_of(text: str) -> str:
    """The line of a report's title; empty where a text is none, or has lost its title."""
    words = load_toml("pages.toml")["patterns"]
    lines = ["".join(line.split()) for line in text.splitlines()]
    if not any(re.search(words["form_title_line"], line) for line in lines):
        return ""
    return next((line for line in lines if re.search(words["title_line"], line)), "")


def find_pages(data: bytes) -> list[tuple[bytes, str]]:
    """Find the pages of an archive.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    list of (bytes, str)
        Each page with the encoding that its part declares, the main one first.
    """
    found: list[tuple[bytes, str]] = []
    for number, part in enumerate(message_from_bytes(data).walk()):
        if number >= _MAX_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                found.append((payload, _charset(part)))
    return found


def _charset(part: Message) -> str:
    """Encoding that the head of a part declares."""
    return str(part.get_content_charset() or "")
