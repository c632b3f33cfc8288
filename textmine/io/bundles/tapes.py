"""Open tar archives, packed or not: each file in one is a report, as in a folder."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import tarfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from textmine.errors import ReadError
from textmine.io.kinds import GZIP

_NAME = re.compile(r"(?i)\.(?:tar|tar\.(?:gz|bz2|xz)|tgz|tbz2?|txz)$")
_OPENERS = ((GZIP, gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
# Bytes that an archive may unpack to, which lie on the disk while its members are read; and its
# members.
_MOST_BYTES, MOST_MEMBERS = 1_000_000_000, 20_000
_PIECE = 1 << 20  # bytes unpacked at a time
_DAMAGED = (
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What ``tarfile`` raises where an archive or a member is damaged, or made to do harm."""


def is_tape(path: Path) -> bool:
    """Tell a tar archive by its name.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    bool
        True for .tar, .tar.gz, .tgz and the like.

    Examples
    --------
    >>> is_tape(Path("2023.tar.gz")), is_tape(Path("page.html.gz"))
    (True, False)
    """
    return _NAME.search(path.name) is not None


def name_tape_members(path: Path) -> tuple[str, ...]:
    """Name the files in a tar archive.

    Parameters
    ----------
    path : Path
        The archive.

    Returns
    -------
    tuple of str
        Their names with forward slashes, in order; of two of one name the last, as unpacking would
        leave it.

    Raises
    ------
    ReadError
        If it is damaged, or unpacks to more than is read.
    """
    return tuple(_open_tape(path)[1])


def read_tape_member(path: Path, name: str, max_bytes: int) -> bytes:
    """Read one file of a tar archive.

    Parameters
    ----------
    path : Path
        The archive.
    name : str
        As :func:`name_tape_members` gives it.
    max_bytes : int
        A member of more bytes is refused.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    ReadError
        If there is no such member, or it is empty, damaged or too large.
    """
    archive, members = _open_tape(path)
    whole = f"{path.name}/{name}"
    if name not in members:
        raise ReadError(f"{whole}: no such file in the archive; check the path")
    if members[name].size > max_bytes:
        raise ReadError(f"{whole}: more than {max_bytes:,} bytes (max_bytes)")
    try:
        file = archive.extractfile(members[name])
        data = file.read() if file is not None else b""
    except _DAMAGED:
        raise ReadError(f"{whole}: damaged in the archive; download it again") from None
    if not data.strip():
        raise ReadError(f"{whole}: empty file; remove or replace it")
    return data


def _open_tape(path: Path) -> tuple[tarfile.TarFile, dict[str, tarfile.TarInfo]]:
    """The archive as it is at a time, and the files in it."""
    state = path.stat()
    return _open_once(path, state.st_mtime_ns, state.st_size)


# One member after the other is asked for: the archive is unpacked and listed once.
@lru_cache(maxsize=1)
def _open_once(
    path: Path, changed: int, size: int
) -> tuple[tarfile.TarFile, dict[str, tarfile.TarInfo]]:
    """Unpack an archive to a file that nobody else sees, and list it."""
    try:
        archive = tarfile.open(fileobj=_unpacked(path), mode="r:")  # noqa: SIM115 - kept open
        return archive, dict(_files(archive, path.name))
    except _DAMAGED:
        raise ReadError(
            f"{path.name}: a damaged tar archive; download it again"
        ) from None


def _unpacked(path: Path) -> IO[bytes]:
    """The archive without what packs it, as a file."""
    plain = path.open("rb")
    head = plain.read(6)
    plain.seek(0)
    opener = next(
        (opener for magic, opener in _OPENERS if head.startswith(magic)), None
    )
    if opener is None:
        return plain
    unpacked = TemporaryFile()  # noqa: SIM115 - it goes with the archive that lies in it
    with plain, opener(plain) as packed:
        while piece := packed.read(_PIECE):
            unpacked.write(piece)
            if unpacked.tell() > _MOST_BYTES:
                raise _overfull(path.name)
    unpacked.seek(0)
    return unpacked


def _files(
    archive: tarfile.TarFile, name: str
) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """The regular files of an archive by names that lead nowhere else."""
    for number, member in enumerate(archive):
        if number >= MOST_MEMBERS:
            raise _overfull(name)
        parts = [p for p in member.name.split("/") if p not in ("", ".", "..")]
        # A sparse file states a size that it does not hold.
        if member.isreg() and not member.issparse() and parts:
            yield "/".join(parts), member


def _overfull(name: str) -> ReadError:
    """An archive holds more than is read."""
    return ReadError(
        f"{name}: an archive of more than {MOST_MEMBERS:,} files or {_MOST_BYTES:,} bytes; unpack"
        " it into a folder"
    )
