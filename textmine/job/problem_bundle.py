"""A file that is misread, made fit to be shown: its structure without what it says."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from textmine.corpus.parse import Parsed, parse_document
from textmine.errors import ReadError, ResultsError, TextmineError
from textmine.io.bundles.members import open_archive, take
from textmine.io.document import MAX_BYTES, Document
from textmine.io.isolation.process import FileLimits, read_isolated
from textmine.io.kinds import PICTURES, SUFFIXES, tell_kind
from textmine.io.pages.web_archive import find_pages
from textmine.io.plain import decode
from textmine.job.doctor import examine
from textmine.regular import read_regular
from textmine.text.redaction import Redactor, redact_markup, redact_path

# Bytes of the secret by which names are replaced: 256 bits cannot be guessed.
_KEY_BYTES = 32
# Parts of documents that are read for their text; pictures, properties and comments are left out.
_PARTS = {
    "docx": ("word/document.xml", "word/numbering.xml", "word/styles.xml"),
    "odt": ("content.xml",),
    "sheets": ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/"),
    "ofd": ("OFD.xml", "Document.xml", "Content.xml"),
}
_FACTS = ("agency", "region", "province", "level", "agency_type", "year", "published")
_LETTER = """A file that textmine misreads, without what it says: names, numbers and words are
exchanged, marks, blanks and the wording of the form stay. Look through it before you send it.

redacted.txt    the text as it was read, redacted
source/         the page, or the parts of the document, redacted (not for PDF and pictures)
reading.json    versions, kind of the file, what was found where in the original and in the redacted
                text, and whether the two agree: a part that agrees shows the misreading

Write to it which part is wrong, and what a reader would have found.
"""


def write_problem_bundle(
    path: str | Path,
    out: str | Path | None = None,
    *,
    key: bytes | None = None,
    file_limits: FileLimits | None = None,
) -> Path:
    """Write what is needed to mend a misreading, and nothing of what the file says.

    Parameters
    ----------
    path : str or Path
        The file, readable or not.
    out : str or Path, optional
        The ZIP archive to write; ``problem_report.zip`` in the working directory by default.
    key : bytes, optional
        What the exchange of words is drawn from; by default drawn anew and thrown away.
    file_limits : FileLimits, optional
        Time and memory that reading the file may take.

    Returns
    -------
    pathlib.Path
        The archive: ``redacted.txt``, ``source/``, ``reading.json``, ``README.txt``.

    Raises
    ------
    ReadError
        If there is no such file, or it is larger than what is read.
    ResultsError
        If there is a file of that name already.

    See Also
    --------
    textmine.text.redaction.Redactor : What is exchanged and what stays.
    """
    file, target = (
        Path(path),
        Path(out) if out is not None else Path("problem_report.zip"),
    )
    limits = file_limits or FileLimits()
    data = _read(file, limits.max_bytes)
    if target.exists():
        raise ResultsError(
            f"{target}: there already; name another file with --out, or remove it"
        )
    redactor = Redactor(key or secrets.token_bytes(_KEY_BYTES))
    members = {"README.txt": _LETTER}
    suffix = file.suffix.lower()
    facts: dict[str, Any] = {"bytes": len(data)}
    facts["suffix"] = suffix if suffix in (*SUFFIXES, *PICTURES) else "another"
    facts["kind"] = tell_kind(data, suffix)
    facts["versions"] = {part: found for part, found, _ in examine()}
    try:
        document = read_isolated(file, limits=limits)
    except TextmineError as error:
        facts["refused"] = redactor.redact(str(error).replace(file.name, "report"))
    else:
        members["redacted.txt"] = redactor.redact(document.text)
        facts |= _compare(document, members["redacted.txt"], redactor)
    members |= dict(_source(data, facts["kind"], redactor))
    members["reading.json"] = json.dumps(
        facts, ensure_ascii=False, indent=1, sort_keys=True
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(members.items()):
            archive.writestr(name, content)
    return target


def _read(file: Path, max_bytes: int) -> bytes:
    """The bytes of the file, or one line."""
    try:
        return read_regular(file, max_bytes)
    except OSError as error:
        raise ReadError(
            f"{file}: cannot be read ({error.strerror}); check the path"
        ) from None


def _compare(document: Document, redacted: str, redactor: Redactor) -> dict[str, Any]:
    """What is found in the original and in the redacted text, and what agrees."""
    named = replace(document, source="report" + Path(document.source).suffix)
    hidden = {key: redactor.redact(value) for key, value in document.metadata.items()}
    original = _found(named)
    again = _found(replace(named, text=redacted, metadata=hidden))
    for reading in (original, again):
        if "refused" in reading:
            reading["refused"] = redactor.redact(reading["refused"])
    shared = [part for part in original if part in again]
    return {
        "media": document.media,
        "encoding": document.encoding,
        "original": original,
        "redacted": again,
        "agree": {part: original[part] == again[part] for part in shared},
    }


def _found(document: Document) -> dict[str, Any]:
    """Where things were found in a text, by offsets, without a word of it."""
    try:
        parsed = parse_document(document, "report")
    except TextmineError as error:
        return {"refused": str(error)}
    return {
        "form": parsed.report.form,
        "header": {name: bool(getattr(parsed.report, name)) for name in _FACTS},
        **_places(parsed),
    }


def _places(parsed: Parsed) -> dict[str, Any]:
    """Spans of sections, items, cells and claims."""
    return {
        "sections": [[s.label, s.rule, s.start, s.end] for s in parsed.sections],
        "items": [[i.role, i.rule, i.start, i.end] for i in parsed.items],
        "cells": [
            [c.table, c.row, c.column, c.state, c.start, c.end] for c in parsed.cells
        ],
        "claims": [[c.quantity, c.start, c.end] for c in parsed.claims],
    }


def _source(data: bytes, kind: str, redactor: Redactor) -> Iterator[tuple[str, str]]:
    """The page, or the parts of a document, redacted; nothing where they cannot be taken apart."""
    try:
        if kind == "html":
            yield "source/page.html", _redact_page(data, "", redactor)
        elif kind == "mhtml":
            # The archive itself is encoded: what its pages say is not told from their signs.
            for number, (page, charset) in enumerate(find_pages(data), start=1):
                yield f"source/page{number}.html", _redact_page(page, charset, redactor)
        elif kind in _PARTS:
            yield from _parts(data, kind, redactor)
    except ReadError:
        return


def _redact_page(data: bytes, charset: str, redactor: Redactor) -> str:
    """A page, redacted."""
    page = decode(data, "page", declared=charset)[0]
    return redact_markup(redactor, page, page=True)


def _parts(data: bytes, kind: str, redactor: Redactor) -> Iterator[tuple[str, str]]:
    """The parts of a document that is packed, as far as all together may unpack."""
    left = MAX_BYTES
    with open_archive(data, "damaged") as archive:
        for member in archive.namelist():
            if not any(
                member.endswith(part) or member.startswith(part)
                for part in _PARTS[kind]
            ):
                continue
            content = take(archive, member, left, "damaged")
            left -= len(content)
            if left < 0:
                return
            text = content.decode("utf-8", "replace")
            path = redact_path(redactor, member)
            yield f"source/{path}", redact_markup(redactor, text, page=False)
