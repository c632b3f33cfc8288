"""Open ZIP archives and take their members: one place that knows what a damaged one can raise."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from textmine.errors import ReadError

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    # Of zipfile: unknown methods and versions, names in no encoding, offsets outside the file.
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
"""What ``zipfile`` raises where an archive, its list or a member is damaged, or made to do harm."""


def open_archive(source: bytes | Path, refusal: str) -> zipfile.ZipFile:
    """Open an archive.

    Parameters
    ----------
    source : bytes or Path
        The archive, or the file that holds it, which is then read as far as it is needed.
    refusal : str
        What to say of one that cannot be opened.

    Returns
    -------
    zipfile.ZipFile
        The open archive.

    Raises
    ------
    ReadError
        If it is damaged.

    Examples
    --------
    >>> open_archive(b"PK", "a.docx: damaged; save it again")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: a.docx: damaged; save it again
    """
    try:
        return zipfile.ZipFile(
            source if isinstance(source, Path) else io.BytesIO(source)
        )
    except DAMAGED:
        raise ReadError(refusal) from None


def take(
    archive: zipfile.ZipFile, member: str | zipfile.ZipInfo, most: int, refusal: str
) -> bytes:
    """Unpack a member as far as a limit goes: the size that its archive states may be a lie.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An open archive.
    member : str or zipfile.ZipInfo
        The member.
    most : int
        Bytes that are wanted at most.
    refusal : str
        What to say of a member that cannot be unpacked.

    Returns
    -------
    bytes
        Its content; one byte more than the limit where it unpacks to more.

    Raises
    ------
    ReadError
        If it is damaged.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> archive = zipfile.ZipFile(file, "w")
    >>> archive.writestr("年报.txt", "一、总体情况")
    >>> take(archive, "年报.txt", 3, "damaged").decode("utf-8", "ignore")
    '一'
    """
    try:
        with archive.open(member) as file:
            return file.read(most + 1)
    except DAMAGED:
        raise ReadError(refusal) from None
