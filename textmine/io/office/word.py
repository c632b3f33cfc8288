"""Read DOCX: paragraphs, automatic numbers and tables, in the order of the document."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from textmine.english import Counted
from textmine.errors import ReadError
from textmine.io.bundles.members import DAMAGED, open_archive
from textmine.io.document import Loaded, refuse_without_text
from textmine.io.kinds import OLE, ZIP, find_main_part
from textmine.io.office.numbered import ListNumbers
from textmine.io.office.packages import is_flat, mend_package
from textmine.io.plain import check_foreign
from textmine.io.rows import (
    MAX_COLUMNS,
    MAX_SPAN,
    GridCell,
    is_layout,
    lay_out,
    raise_digits,
    write_rows,
)
from textmine.io.whole_numbers import read_whole

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Documents within documents that are opened, and how deep one may lie: programs that join the
# reports of a county's bureaus have some dozens, one below the other.
_MOST_CARRIED, _MAX_CARRIED = 100, 2
_WRAPPERS = {
    f"{_W}{tag}"
    for tag in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")
}
_OFF = ("0", "false", "off")
"""Values that switch a setting of Word off; without a value it is on."""
_SKIPPED = {
    f"{_W}{tag}" for tag in ("del", "moveFrom", "rPr", "pPr", "rt", "instrText")
} | {f"{_MC}Fallback"}


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read a DOCX file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what the archive unpacks to.

    Returns
    -------
    Loaded
        Raw text, no encoding, title of the document where it is set.

    Raises
    ------
    ReadError
        If the file is protected, damaged, no Word document, or unpacks to more than the limit.
    """
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError(f"{name}: protected by a password; save a copy without it")
        raise ReadError(
            f"{name}: an old Word file under the suffix .docx; rename it to .doc"
        )
    check_foreign(data, name)
    return _load(data, name, max_bytes, _MAX_CARRIED)


def _load(data: bytes, name: str, max_bytes: int, depth: int) -> Loaded:
    """Read a document, and those that it carries, to a depth."""
    if not is_flat(data):
        _check_archive(data, name, max_bytes)
    document = _open(_mended(data, name, max_bytes), name)
    part = document.part
    numbers = ListNumbers(_related(part, "numbering"), _related(part, "styles"))
    body = document.element.find(f"{_W}body")
    carried = _carried(body, part, max_bytes, depth) if body is not None else {}
    text = "".join(_blocks(body, numbers, carried)) if body is not None else ""
    if (
        len(carried) == 1
        and text.strip() == (only := next(iter(carried.values()))).text.strip()
    ):
        # A page that was exported so: it knows its title and its encoding.
        return only
    refuse_without_text(text, name)
    title = (document.core_properties.title or "").strip()
    return Loaded(text, metadata={"title": title} if title else {})


def _check_archive(data: bytes, name: str, max_bytes: int) -> None:
    """Refuse broken archives and zip bombs before anything is unpacked."""
    refusal = f"{name}: damaged, or no DOCX file; open it in Word and save it again"
    with open_archive(data, refusal) as archive:
        members = archive.infolist()
    if not find_main_part(member.filename for member in members):
        raise ReadError(
            f"{name}: an archive, but no Word document in it; expected a DOCX file"
        )
    unpacked = sum(member.file_size for member in members)
    parsed = sum(
        member.file_size
        for member in members
        if member.filename.endswith((".xml", ".rels"))
    )
    if unpacked > 4 * max_bytes or parsed > max_bytes:
        raise ReadError(
            f"{name}: unpacks to {Counted(unpacked):,byte} (limit {max_bytes:,}, max_bytes); a "
            "damaged or hostile file"
        )


def _mended(data: bytes, name: str, max_bytes: int) -> bytes:
    """The document as Word packs it; whatever cannot be unpacked is a damaged file."""
    try:
        mended = mend_package(data, name, max_bytes)
    except DAMAGED as error:
        kind = type(error).__name__
        raise ReadError(
            f"{name}: damaged DOCX ({kind}); open it in Word and save it again"
        ) from None
    if mended is not data:
        _check_archive(mended, name, max_bytes)
    return mended


def _open(data: bytes, name: str) -> Any:
    """Open with python-docx; whatever it stumbles over is a damaged file."""
    from docx import Document

    try:
        return Document(io.BytesIO(data))
    except MemoryError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ReadError(
            f"{name}: damaged DOCX ({kind}); open it in Word and save it again"
        ) from None


def _related(part: Any, kind: str) -> Any:
    """Root of a part that belongs to the document, or None."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            target = relation.target_part
            return getattr(target, "element", None)
    return None


def _carried(body: Any, part: Any, max_bytes: int, depth: int) -> dict[str, Loaded]:
    """The files that a document shows in its text, by their relations: pages, other documents.

    Programs that join documents leave it to Word to take them in.
    """
    from textmine.io.readers import load_document

    found: dict[str, Loaded] = {}
    for chunk in body.iter(f"{_W}altChunk"):
        relation = chunk.get(f"{_R}id")
        carrier = part.rels.get(relation)
        if carrier is None or carrier.is_external or len(found) >= _MOST_CARRIED:
            continue
        target = carrier.target_part
        file = str(target.partname)
        with suppress(ReadError):
            if target.blob.startswith(ZIP):
                # A document in a document may hold itself.
                if depth:
                    found[relation] = _load(target.blob, file, max_bytes, depth - 1)
                continue
            read = load_document(target.blob, Path(file), max_bytes=max_bytes)
            found[relation] = Loaded(read.text, read.encoding, read.metadata)
    return found


def _blocks(
    parent: Any,
    numbers: ListNumbers,
    carried: Mapping[str, Loaded] = MappingProxyType({}),
) -> Iterator[str]:
    """Paragraphs, tables and carried files below an element, as text."""
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield _paragraph(child, numbers) + "\n"
            for box in _boxes(child):
                yield from _blocks(box, numbers)
        elif child.tag == f"{_W}tbl":
            yield _table(child, numbers)
        elif child.tag in _WRAPPERS:
            yield from _blocks(child, numbers, carried)
        elif child.tag == f"{_W}altChunk" and child.get(f"{_R}id") in carried:
            yield carried[child.get(f"{_R}id")].text.rstrip("\n") + "\n"


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Text boxes of a paragraph in order; those inside a box belong to the paragraphs in it."""
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}txbxContent":
            yield element
        elif element.tag != f"{_MC}Fallback":
            stack += reversed(list(element.iterchildren()))


def _paragraph(paragraph: Any, numbers: ListNumbers) -> str:
    """Text of a paragraph, with its number; tabs that only indent or align are blanks."""
    marker = numbers.marker(paragraph)
    text = "".join(_inline(paragraph)).strip("\t")
    if len([cell for cell in text.split("\t") if cell.strip()]) < 3:
        text = text.replace("\t", " ")
    return marker + text if text.strip() else ""


def _inline(element: Any) -> Iterator[str]:
    """Pieces of text in a paragraph, without deleted, hidden and alternative content."""
    for child in element.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif (
            child.tag in _SKIPPED
            or child.tag == f"{_W}txbxContent"
            or _is_hidden(child)
        ):
            continue
        elif _is_raised(child):
            yield from map(raise_digits, _inline(child))
        else:
            yield from _inline(child)


def _is_raised(run: Any) -> bool:
    """Tell whether a run is set above the line."""
    setting = run.find(f"{_W}rPr/{_W}vertAlign") if run.tag == f"{_W}r" else None
    return setting is not None and setting.get(f"{_W}val") == "superscript"


def _is_hidden(run: Any) -> bool:
    """Tell whether a run is set to hidden; the setting may be there to say no."""
    setting = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return setting is not None and setting.get(f"{_W}val") not in _OFF


def _table(table: Any, numbers: ListNumbers) -> str:
    """Rows of tab-separated cells; a table that only arranges text gives its text."""
    rows = _children(table, "tr")
    cells = [[_cell(cell, numbers) for cell in _children(row, "tc")] for row in rows]
    texts = [cell.text for row in cells for cell in row]
    if is_layout(texts):
        return "\n".join(text for text in texts if text.strip()) + "\n"
    grid = [
        [GridCell("")] * _n_skipped(row) + own
        for row, own in zip(rows, cells, strict=True)
    ]
    return write_rows(lay_out(grid))


def _n_skipped(row: Any) -> int:
    """Columns that a row leaves out at its left."""
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    return _read_number(before, default=0, most=MAX_COLUMNS)


def _cell(cell: Any, numbers: ListNumbers) -> GridCell:
    """A cell with its width; empty where it continues a cell above."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    width = _read_number(span, default=1, most=MAX_SPAN)
    if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
        return GridCell("", width)
    return GridCell("".join(_blocks(cell, numbers)).rstrip("\n"), width)


def _read_number(element: Any, *, default: int, most: int) -> int:
    """Read the number that an element holds in ``w:val``; the default where there is no element."""
    value = None if element is None else element.get(f"{_W}val")
    return read_whole(value, default=default, least=default, most=most)


def _children(parent: Any, tag: str) -> list[Any]:
    """Rows of a table or cells of a row, also inside content controls."""
    found = []
    for child in parent.iterchildren():
        if child.tag == f"{_W}{tag}":
            found.append(child)
        elif child.tag in _WRAPPERS:
            found += _children(child, tag)
    return found
