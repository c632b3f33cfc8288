"""Read web archives (.mht, .mhtml) and mails: the page, attachment or text with the report."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from itertools import islice
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.resources.load import load_toml

# Parts that are looked at: a page saved with its frames and advertisements has some dozens.
_MAX_PARTS = 500


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
    from textmine.io.pages.html import load as load_page

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
    read = carried
    refused: ReadError | None = None
    for page, charset in pages:
        try:
            read.append(load_page(page, name, max_bytes, declared=charset))
        except ReadError as error:
            refused = refused or error
    if not read:
        raise refused or ReadError(f"{name}: no page of the archive can be read")
    return max(read, key=lambda loaded: len(loaded.text))


def _has_attachment(data: bytes) -> bool:
    """Tell a mail with files from a web archive, whose parts are shown in its page."""
    parts = islice(message_from_bytes(data).walk(), _MAX_PARTS)
    return any(part.get_content_disposition() == "attachment" for part in parts)


def _load_mail(data: bytes, max_bytes: int) -> list[Loaded]:
    """The attachments of a mail, and its own plain text."""
    from textmine.io.readers import load_document

    found: list[Loaded] = []
    for part in islice(message_from_bytes(data).walk(), _MAX_PARTS):
        payload = part.get_payload(decode=True)
        file = part.get_filename() or ""
        is_text = bool(file) or part.get_content_type() == "text/plain"
        if not is_text or not isinstance(payload, bytes):
            continue
        try:
            read = load_document(payload, Path(file or "mail.txt"), max_bytes=max_bytes)
        except ReadError:
            continue
        found.append(Loaded(read.text, read.encoding, read.metadata))
    return found


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
