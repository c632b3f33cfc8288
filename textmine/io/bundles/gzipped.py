"""Read gzip as what it holds."""

from __future__ import annotations

import zlib

from textmine.errors import ReadError
from textmine.io.kinds import GZIP

# Bytes that are unpacked at a time: 200,000 streams one after the other take a second.
_PIECE = 4096


def inflate(data: bytes, name: str, max_bytes: int) -> bytes:
    """Unpack gzip.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Limit of what it unpacks to.

    Returns
    -------
    bytes
        What it holds: of several streams one after the other.

    Raises
    ------
    ReadError
        If it is damaged, breaks off, or unpacks to more than the limit.

    Examples
    --------
    >>> import gzip
    >>> inflate(gzip.compress(b"ab"), "a.gz", 10)
    b'ab'
    """
    content, packed = bytearray(), memoryview(data)
    at = 0
    while at == 0 or packed[at : at + len(GZIP)] == GZIP:
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            # In small pieces: what lies behind a stream is copied at its end.
            piece = packed[at : at + _PIECE]
            if not piece:
                raise ReadError(
                    f"{name}: a gzip file that breaks off; download it again"
                )
            try:
                content += unpacker.decompress(piece, max_bytes + 1 - len(content))
            except zlib.error:
                raise ReadError(
                    f"{name}: a damaged gzip file; download it again"
                ) from None
            if len(content) > max_bytes:
                raise ReadError(
                    f"{name}: unpacks to more than {max_bytes:,} bytes (max_bytes); a damaged or"
                    " hostile file"
                )
            at += len(piece) - len(unpacker.unused_data)
    if content[257:262] == b"ustar":
        raise ReadError(
            f"{name}: a tar archive; name it so (.tar.gz), or unpack it into a folder"
        )
    return bytes(content)
