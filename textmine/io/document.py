"""What a reader hands on: the text of one file as decoded, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from textmine.errors import ReadError
from textmine.places import Region

MAX_BYTES = 50_000_000
"""Largest file, and largest text, that is read unless the caller says otherwise."""


class Loaded(NamedTuple):
    """What a reader makes of the bytes of a file.

    Parameters
    ----------
    text : str
        The text, tables as rows.
    encoding : str
        Character encoding; empty where the format has none of its own.
    metadata : mapping of str to str
        What the file says of itself, and what its reader noted.
    """

    text: str
    encoding: str = ""
    metadata: Mapping[str, str] = MappingProxyType({})


def refuse_without_text(text: str, name: str) -> None:
    """Refuse a document of an office program in which nothing is said.

    Parameters
    ----------
    text : str
        What was read.
    name : str
        How to call the file in the message.

    Raises
    ------
    ReadError
        If the text is blank.
    """
    if not text.strip():
        raise ReadError(
            f"{name}: no text in the document (pictures of pages?); run OCR over it, or save it as"
            " text"
        )


@dataclass(frozen=True, slots=True)
class Document:
    r"""The raw text of one file.

    Parameters
    ----------
    text : str
        Decoded text with line ends ``"\n"``; each table row of an HTML, DOCX or PDF file is one
        line of tab-separated cells, with a blank line before and after the table.
    source : str
        The path as given.
    sha256 : str
        Hex digest of the file's bytes.
    media : str
        Kind of the file by its content, as :func:`textmine.io.kinds.tell_kind` says.
    encoding : str
        Character encoding of text and HTML files; empty for the others.
    metadata : dict of str to str
        What the file says of itself, e.g. ``title`` and ``published`` of an HTML page.
    regions : sequence of Region
        Where the lines and cells of a PDF or OFD file stand on its pages; none for the others.

    Examples
    --------
    >>> Document("一、总体情况", "a.txt", "", "text").media
    'text'
    """

    text: str
    source: str
    sha256: str
    media: str
    encoding: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    regions: Sequence[Region] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Document:
        """Make a document of a JSON object, which knows no tuples."""
        regions = tuple(
            Region(start, end, page, tuple(box), tuple(edges))
            for start, end, page, box, edges in values["regions"]
        )
        return cls(**{**values, "regions": regions})
