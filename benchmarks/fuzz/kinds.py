"""The kinds of input: how one is drawn, and what reads it."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

from benchmarks.fuzz import frames, office, pages, texts
from textmine.errors import TextmineError

MAX_BYTES = 2_000_000
"""Limit of files and of what they unpack to: the default would let a hostile one take its time."""
# Members of an archive that are read: one archive must not stand for thousands of inputs.
_MOST_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input.

    Parameters
    ----------
    draw : callable
        Makes an input from a random generator.
    read : callable
        Reads it; a ``TextmineError`` is an answer, every other exception a finding.
    share : float
        Share of all inputs: cheap readers are given more.
    suffix : str
        Of the file that a finding is kept as.
    isolated : bool
        Whether the library reads it in a process with a clock: one that takes too long, or ends the
        process, is then refused in one line like any other.
    """

    draw: Callable[[Random], Any]
    read: Callable[[Any], None]
    share: float
    suffix: str = ".txt"
    isolated: bool = False


def _file(draw: Callable[[Random], bytes], suffix: str, share: float) -> Kind:
    """A kind of file, read as ``read_document`` reads it, in this process."""
    from textmine.io.isolation.process import PLAIN
    from textmine.io.readers import load_document

    def read(data: bytes) -> None:
        load_document(data, Path("report" + suffix), max_bytes=MAX_BYTES)

    return Kind(draw, read, share, suffix, suffix not in PLAIN)


def _read_archive(data: bytes) -> None:
    """List an archive and read each of its members."""
    from textmine.io.bundles.archives import look_into
    from textmine.io.readers import load_document, read_document

    file = _scratch() / "report.zip"
    file.write_bytes(data)
    for name in look_into(file).members[:_MOST_MEMBERS]:
        with suppress(TextmineError):
            read_document(file / name, max_bytes=MAX_BYTES)
    load_document(data, file, max_bytes=MAX_BYTES)


@cache
def _scratch() -> Path:
    """A folder for archives, which are read by their path."""
    folder = Path(mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _parse(text: str) -> None:
    """Parse a report from its text."""
    from textmine.corpus.parse import parse_document
    from textmine.io.document import Document

    parse_document(Document(text, "report.txt", "", "text"), "report")


def kinds() -> dict[str, Kind]:
    """All kinds by name."""
    return {
        "text": _file(texts.text, ".txt", 0.6),
        "html": _file(pages.html, ".html", 0.03),
        "json": _file(pages.answer, ".json", 0.2),
        "mht": _file(pages.mht, ".mht", 0.01),
        "zip": Kind(texts.archive, _read_archive, 0.08, ".zip", isolated=True),
        "odt": _file(office.odt, ".odt", 0.04),
        "ofd": _file(pages.ofd, ".ofd", 0.02),
        "docx": _file(office.docx, ".docx", 0.01),
        "xlsx": _file(office.xlsx, ".xlsx", 0.005),
        "pdf": _file(pages.pdf, ".pdf", 0.003),
        "frames": Kind(frames.draw, frames.read, 0.005),
        "report": Kind(texts.report, _parse, 0.002),
    }
