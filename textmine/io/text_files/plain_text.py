"""Read text and Markdown; pages and tables in HTML that stand in them are laid out."""

from __future__ import annotations

import html
import re

from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.plain import decode_unchecked
from textmine.io.text_files.dumps import is_escaped, lay_out_dumps, resolve_escapes
from textmine.io.text_files.printed_tables import lay_out_printed

# A line end that Markdown keeps within a cell: | 本年新<br>制作数量 |.
_BREAK_IN_ROW = re.compile(r"(?i)(?<=\S)[ \t]*<br ?/?>[ \t]*(?=[^\n|]{0,80}\|)")
# A mark of a number that Markdown would take for a list: 1\. and 691\.5.
_ESCAPED_MARK = re.compile(r"(?<=\d)\\(?=[.)])")
_PAGE = re.compile(r"(?i)\s*<(?:!doctype html|html\b)")
# What holds a report among its own marks: feeds, flat office files, crawls.
_CARRIER = re.compile(
    r"\ufeff?\s*(?:<\?xml\b|WARC/\d|From \S{1,200} [^\n]{0,100}\d{4}\n\S)"
)


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Pass text and Markdown through.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used: text does not unpack.

    Returns
    -------
    Loaded
        Text with tables in HTML as rows; a whole page as :func:`textmine.io.pages.html.load`.

    Raises
    ------
    ReadError
        If the bytes are no text, or the text is XML or a crawl, whose marks would be read with it.

    Examples
    --------
    >>> loaded = load("一、总体情况".encode("gbk"), "a.txt", 1000)
    >>> loaded.text, loaded.encoding
    ('一、总体情况', 'gb18030')
    """
    # Whoever loads a file checks its text, whatever it was made from.
    text, encoding = decode_unchecked(data, name)
    if _PAGE.match(text):
        from textmine.io.pages.html import load as load_page

        return load_page(data, name, max_bytes)
    if is_escaped(text):
        from textmine.io.pages.html import load as load_page

        page = html.unescape(text).encode("utf-8", "replace")
        return load_page(page, name, max_bytes)._replace(encoding=encoding)
    if (found := _CARRIER.match(text)) and "<?xml" in found[0]:
        from textmine.io.pages.feed import load_feed

        if feed := load_feed(text, name, max_bytes):
            return feed._replace(encoding=encoding)
    if found:
        kind = "a web crawl (WARC)" if "WARC" in found[0] else "XML, tags and all"
        kind = "a mailbox" if found[0].lstrip().startswith("From ") else kind
        raise ReadError(
            f"{name}: {kind}; open it, and save the report as a page, a document or text"
        )
    if "</table>" in text:
        from textmine.io.pages.blocks import lay_out_tables

        text = lay_out_tables(text)
    text = lay_out_printed(resolve_escapes(text))
    text = _BREAK_IN_ROW.sub("", text) if "<" in text else text
    text = _ESCAPED_MARK.sub("", text) if "\\" in text else text
    return Loaded(lay_out_dumps(text), encoding)
