"""Take bytes out of files from anywhere: out of regular ones only, and never without a limit.

A pipe keeps whoever opens it waiting for ever, a device gives bytes without end, and either may lie
in a folder under the name of a report, a manifest or an archive.
"""

from __future__ import annotations

import stat
from pathlib import Path

from textmine.english import Counted
from textmine.errors import ReadError

SAVED_AS = ("utf-8-sig", "gb18030")
"""Encodings of small files that people keep beside reports, word lists and tables: UTF-8, with mark
or without, and what Excel in China saves. Tried in this order: GB 18030 takes almost any bytes."""


def decode_saved(data: bytes) -> str:
    r"""Decode a word list or a table, as editors and Excel in China save them.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    str
        Its text, without byte order mark.

    Raises
    ------
    UnicodeDecodeError
        If it is in neither of the encodings.

    Examples
    --------
    >>> decode_saved("年报".encode("gbk")), decode_saved(b"\xef\xbb\xbfok")
    ('年报', 'ok')
    """
    usual, of_excel = SAVED_AS
    try:
        return data.decode(usual)
    except UnicodeDecodeError:
        return data.decode(of_excel)


def is_regular(path: Path) -> bool:
    """Tell whether a path leads to a regular file, links followed.

    Parameters
    ----------
    path : Path
        Any path.

    Returns
    -------
    bool
        False for folders, pipes, devices and what is not there.

    Examples
    --------
    >>> is_regular(Path("no such file"))
    False
    """
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Tell whether a path leads to anything.

    Parameters
    ----------
    path : Path
        Any path, also one that no file can have: members of archives have names as long as they
        like, which the system refuses to look up.

    Returns
    -------
    bool
        False for what is not there and for what cannot be.

    Examples
    --------
    >>> is_there(Path(".")), is_there(Path("a" * 60_000))
    (True, False)
    """
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def read_regular(path: Path, most: int) -> bytes:
    """Read a regular file whole, up to a limit.

    Parameters
    ----------
    path : Path
        The file.
    most : int
        Bytes that it may have.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    ReadError
        If it is no regular file, or larger.
    OSError
        If the system refuses it.

    Examples
    --------
    >>> read_regular(Path("."), 1000)
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: .: no regular file (a folder, pipe or device); take it out
    """
    named = path.name or str(path)
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(
            f"{named}: no regular file (a folder, pipe or device); take it out"
        )
    # Not after the size alone: files of the system state none, and others grow.
    content = b"" if status.st_size > most else read_head(path, most + 1)
    size = max(status.st_size, len(content))
    if size > most:
        raise ReadError(
            f"{named}: {Counted(size):,byte}; the limit is {most:,} (max_bytes), split or "
            "shorten the file"
        )
    return content


def read_head(path: Path, n_bytes: int) -> bytes:
    """Read the first bytes of a file.

    Parameters
    ----------
    path : Path
        The file.
    n_bytes : int
        How many.

    Returns
    -------
    bytes
        At most so many; none of what is no regular file.

    Raises
    ------
    OSError
        If the system refuses it.

    Examples
    --------
    >>> read_head(Path("."), 4)
    b''
    """
    if not is_regular(path):
        return b""
    with path.open("rb") as file:
        return file.read(n_bytes)
