"""Read what only LibreOffice reads: .doc, .wps, .rtf converted to DOCX, .xls, .et to XLSX."""

from __future__ import annotations

from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.office.libre_office import convert

# Name of the stream that an old workbook has, and an old document has not.
_WORKBOOK = "Workbook".encode("utf-16-le")
# How the streams of an Outlook message are called.
_MESSAGE = "__substg1.0_".encode("utf-16-le")
# What an OpenDocument workbook says of itself, in the first member of its archive.
_OPEN_WORKBOOK, _HEAD = b"application/vnd.oasis.opendocument.spreadsheet", 200


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Convert with LibreOffice, then read the DOCX or the workbook.

    Parameters
    ----------
    data : bytes
        Content of the file, of a kind that :func:`textmine.io.kinds.tell_kind` calls ``doc``.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit for what it unpacks to.

    Returns
    -------
    Loaded
        As for DOCX or workbooks.

    Raises
    ------
    OptionalPartError
        If LibreOffice is not installed.
    ReadError
        If the file cannot be converted.
    """
    if _MESSAGE in data:
        raise ReadError(
            f"{name}: a message of Outlook; open it, and save the report that is attached"
        )
    if _WORKBOOK in data or _OPEN_WORKBOOK in data[:_HEAD]:
        from textmine.io.office.sheets import load as load_sheets

        return load_sheets(convert(data, name, "xlsx"), name, max_bytes)
    from textmine.io.office.word import load as load_docx

    return load_docx(convert(data, name, "docx"), name, max_bytes)
