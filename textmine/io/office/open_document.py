"""Read OpenDocument text (.odt, .fodt): paragraphs and tables, in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from textmine.errors import ReadError
from textmine.io.bundles.members import open_archive, take
from textmine.io.document import Loaded, refuse_without_text
from textmine.io.kinds import ZIP
from textmine.io.rows import GridCell, is_layout, lay_out, raise_digits, write_rows
from textmine.io.whole_numbers import read_whole

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_SKIPPED = (
    f"{_TEXT}note",
    f"{_TEXT}tracked-changes",
    f"{_TEXT}ruby-text",
    f"{_OFFICE}annotation",
    f"{_OFFICE}forms",
)
# Blanks and repeated cells beyond this are padding of the program that wrote the file.
_MAX_REPEATED = 50


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read an ODT file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what its text unpacks to.

    Returns
    -------
    Loaded
        Raw text with tables as rows; no encoding.

    Raises
    ------
    ReadError
        If the file is damaged, locked, unpacks to more than the limit, or holds no text.
    """
    root = _parse(data, name, max_bytes)
    _raise_digits(root)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    text = "".join(_blocks(body)) if body is not None else ""
    refuse_without_text(text, name)
    return Loaded(text)


def _parse(data: bytes, name: str, max_bytes: int) -> Any:
    """Parse content.xml; a lie about its size is caught while it is unpacked."""
    refusal = f"{name}: damaged, or no ODT file; open it and save it again"
    content = data
    if data.startswith(ZIP):
        with open_archive(data, refusal) as archive:
            content = take(archive, "content.xml", max_bytes, refusal)
    if len(content) > max_bytes:
        raise ReadError(f"{name}: unpacks to more than {max_bytes:,} bytes (max_bytes)")
    if b"<!ENTITY" in content:
        raise ReadError(
            f"{name}: defines entities, which no office program writes; not read"
        )
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise ReadError(
            f"{name}: damaged, or locked by a password; save a copy without"
        ) from None


def _raise_digits(root: Any) -> None:
    """Write digits of runs that are set above the line as raised ones, in place."""
    raised = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for setting in style.iter(f"{_STYLE}text-properties")
        if (setting.get(f"{_STYLE}text-position") or "").startswith("super")
    }
    for run in root.iter(f"{_TEXT}span") if raised else ():
        if run.get(f"{_TEXT}style-name") in raised:
            run.text = raise_digits(run.text or "")


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs, lists and tables below an element, as text."""
    for child in parent:
        if child.tag in _SKIPPED:
            continue
        if child.tag in _PARAGRAPHS:
            yield "".join(_inline(child)).strip("\t") + "\n"
        elif child.tag == f"{_TABLE}table":
            yield _table(child)
        else:
            yield from _blocks(child)


def _inline(element: Any) -> Iterator[str]:
    """Pieces of text in a paragraph."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * _read_count(child, f"{_TEXT}c")
        elif child.tag == f"{_TEXT}tab":
            yield " "
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _SKIPPED:
            yield from _inline(child)
        yield child.tail or ""


def _read_count(element: Any, attribute: str) -> int:
    """How often an element stands for itself."""
    return read_whole(element.get(attribute), default=1, least=1, most=_MAX_REPEATED)


def _table(table: Any) -> str:
    """Rows of tab-separated cells; a table that only arranges text gives its text."""
    rows = [
        [
            cell
            for cell in row
            if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
        ]
        for row in table.iter(f"{_TABLE}table-row")
    ]
    texts = [["".join(_blocks(cell)).strip("\n") for cell in row] for row in rows]
    if is_layout([text for row in texts for text in row]):
        return "\n".join(text for row in texts for text in row if text.strip()) + "\n"
    grid = []
    for row, line in zip(rows, texts, strict=True):
        cells = []
        for cell, text in zip(row, line, strict=True):
            repeated = _read_count(cell, f"{_TABLE}number-columns-repeated")
            covered = cell.tag == f"{_TABLE}covered-table-cell"
            cells += [GridCell("" if covered else text)] * repeated
        grid.append(cells)
    return write_rows(lay_out(grid))
