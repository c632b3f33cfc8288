"""Read old Office files: documents of Word 97 and rich text here, all others by LibreOffice."""

from __future__ import annotations

from textmine.errors import ReadError
from textmine.io.document import Loaded
from textmine.io.kinds import OLE, RTF
from textmine.io.office.libre_office import convert, find_soffice

# Name of the stream that an old workbook has, and an old document has not.
_WORKBOOK = "Workbook".encode("utf-16-le")
# Name of the stream that a document of Word, or of WPS, has.
_DOCUMENT = "WordDocument".encode("utf-16-le")
# How the streams of an Outlook message are called.
_MESSAGE = "__substg1.0_".encode("utf-16-le")
# What an OpenDocument workbook says of itself, in the first member of its archive.
_OPEN_WORKBOOK, _HEAD = b"application/vnd.oasis.opendocument.spreadsheet", 200


def load(data: bytes, name: str, max_bytes: int) -> Loaded:
    """Read a document of Word 97 to 2003, of WPS or of rich text; of others what LibreOffice makes.

    LibreOffice, where it is installed, is asked only for what is not read here: the same file gives
    the same text with and without it.

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
        If the file needs LibreOffice (a workbook, Word 95, Word's XML of 2003) and there is none.
    ReadError
        If the file is damaged or locked.
    """
    if _MESSAGE in data:
        raise ReadError(
            f"{name}: a message of Outlook; open it, and save the report that is attached"
        )
    if data.startswith(RTF):
        from textmine.io.office.rich_text import load as load_rich_text

        return load_rich_text(data, name, max_bytes)
    from textmine.io.office.word97 import load as load_word97
    from textmine.io.office.word_binary import is_document

    # Either may hold a file of the other kind, as an object on a page.
    if data.startswith(OLE) and _DOCUMENT in data and is_document(data):
        try:
            return load_word97(data, name, max_bytes)
        except ReadError:
            if not find_soffice():
                raise
    elif _WORKBOOK in data or _OPEN_WORKBOOK in data[:_HEAD]:
        from textmine.io.office.sheets import load as load_sheets

        return load_sheets(convert(data, name, "xlsx"), name, max_bytes)
    from textmine.io.office.word import load as load_docx

    return load_docx(convert(data, name, "docx"), name, max_bytes)
