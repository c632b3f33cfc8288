"""Read what is packed: members of archives as files of a folder."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import splitext
from typing import NoReturn

from textmine.english import Counted
from textmine.errors import ReadError, TextmineError
from textmine.io.bundles.members import open_archive, take
from textmine.io.bundles.tables import name_rows, read_row
from textmine.io.bundles.tapes import is_tape, name_tape_members, read_tape_member
from textmine.io.kinds import RAR, SEVEN_ZIP, ZIP, kind_of_archive
from textmine.regular import is_regular, read_head

# Archives in archives, and layers of gzip, deeper than this are refused.
MAX_DEPTH = 3
# Files of one archive, those of the archives in it included; a corpus of a province's reports of
# one year has some 3,000.
MAX_MEMBERS = 20_000
# Bytes to which all members of an archive may unpack while its list is made.
_MAX_LISTED = 2_000_000_000
# Bit 11 of a member's flags: its name is UTF-8 (ZIP specification, 4.4.4)
_UTF8_FLAG = 0x800


@dataclass(frozen=True, slots=True)
class Packed:
    """What an archive is, or a table of reports.

    Parameters
    ----------
    kind : str
        As :func:`textmine.io.kinds.tell_kind` says, or ``tar`` or ``table``; empty for what is
        none of these.
    members : tuple of str
        Names of the files in it, and in the archives in it, with forward slashes, in order; of an
        archive in it ``inner.zip/report.docx``. An archive in it that is damaged, locked, empty or
        nested too deep is a member itself. None for a document that is packed as ZIP, and for a
        damaged archive: reading it says what is wrong. The rows of a table of reports.
    """

    kind: str = ""
    members: tuple[str, ...] = ()


def look_into(path: Path) -> Packed:
    """Say what an archive, or a table of reports, is and what lies in it.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    Packed
        Its kind and its members.

    Raises
    ------
    ReadError
        If it holds more than is listed.

    Examples
    --------
    >>> look_into(Path("no such file"))
    Packed(kind='', members=())
    """
    if is_tape(path) and is_regular(path):
        return Packed("tar", name_tape_members(path))
    try:
        is_packed = read_head(path, len(ZIP)) == ZIP
        kind = kind_of_archive(path, path.suffix.lower()) if is_packed else ""
        if kind != "zip":
            rows = _name_rows(path)
            return Packed("table", rows) if rows else Packed(kind)
        return Packed(kind, tuple(sorted(_walk(path, MAX_DEPTH, _Budget(path.name)))))
    except OverfullArchiveError as error:
        raise ReadError(str(error)) from None
    except (ReadError, OSError):
        return Packed("zip")


def _name_rows(path: Path) -> tuple[str, ...]:
    """The rows of a table of reports; none of any other file, and of a damaged one."""
    try:
        rows = name_rows(path)
    except (TextmineError, OSError):
        return ()
    if len(rows) > MAX_MEMBERS:
        raise OverfullArchiveError(
            f"{path.name}: a table of more than {MAX_MEMBERS:,} rows; split it"
        )
    return rows


class OverfullArchiveError(ReadError):
    """An archive holds more than is listed."""


class _Budget:
    """What may still be listed of one archive."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.members = MAX_MEMBERS
        self.bytes = _MAX_LISTED

    def take(self, n_bytes: int) -> None:
        """Count a member."""
        self.members -= 1
        self.bytes -= n_bytes
        if self.members < 0 or self.bytes < 0:
            raise OverfullArchiveError(
                f"{self.name}: an archive of more than {MAX_MEMBERS:,} files, or of archives of"
                f" more than {_MAX_LISTED:,} bytes; unpack it into a folder"
            )


def _walk(source: bytes | Path, depth: int, budget: _Budget) -> Iterator[str]:
    """Names of the files in an archive."""
    with _open(source, "archive") as archive:
        for name, member in _name_members(archive).items():
            is_archive = name.lower().endswith(".zip")
            budget.take(member.file_size if is_archive else 0)
            below = _inside(archive, member, depth, budget) if is_archive else []
            yield from [f"{name}/{inner}" for inner in below] or [name]


def _inside(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int, budget: _Budget
) -> list[str]:
    """Names of the files in an archive in an archive; none where it cannot be looked into."""
    if depth <= 1:
        return []
    try:
        inner = _take(archive, member, member.filename, _MAX_LISTED)
        return list(_walk(inner, depth - 1, budget))
    except OverfullArchiveError:
        raise
    except ReadError:
        return []


def read_member(path: Path, name: str, max_bytes: int) -> bytes:
    """Read one member of an archive.

    Parameters
    ----------
    path : Path
        The archive.
    name : str
        As :func:`look_into` gives it.
    max_bytes : int
        A member that unpacks to more is refused.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    ReadError
        If there is no such member, or it is damaged, locked, too large or nested too deep.
    """
    if is_tape(path):
        return read_tape_member(path, name, max_bytes)
    if _name_rows(path):
        return read_row(path, name)
    # Of the file itself no more is read than its list and the member.
    data: bytes | Path = path
    rest = name
    for _ in range(MAX_DEPTH):
        with _open(data, path.name) as archive:
            members = _name_members(archive)
            if rest in members:
                data = _take(archive, members[rest], rest, max_bytes)
                if not data.strip():
                    raise ReadError(
                        f"{path.name}/{name}: empty file; remove or replace it"
                    )
                return data
            outer = next((n for n in members if rest.startswith(n + "/")), None)
            if outer is None:
                raise ReadError(
                    f"{path.name}/{name}: no such file in the archive; check the path"
                )
            data = _take(archive, members[outer], outer, max_bytes)
            rest = rest[len(outer) + 1 :]
    raise ReadError(
        f"{path.name}/{name}: archives nested more than {MAX_DEPTH} deep; unpack them first"
    )


def unpack(data: bytes, name: str, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Take the files out of an archive that a mail carries.

    Parameters
    ----------
    data : bytes
        The archive.
    name : str
        How to call it in a message.
    max_bytes : int
        Limit of what all of them unpack to.

    Yields
    ------
    (str, bytes)
        Name and content of each; archives in it as they are.

    Raises
    ------
    ReadError
        If it is damaged, locked, or holds too much.
    """
    left = max_bytes
    with _open(data, name) as archive:
        for inner, member in _name_members(archive).items():
            content = _take(archive, member, inner, left)
            left -= len(content)
            yield inner, content


def _open(source: bytes | Path, name: str) -> zipfile.ZipFile:
    """Open an archive, or say that it is damaged."""
    return open_archive(source, f"{name}: a damaged ZIP archive; download it again")


def _take(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, max_bytes: int
) -> bytes:
    """Unpack a member as far as the limit goes: its stated size may be a lie."""
    if member.flag_bits & 0x1:
        raise ReadError(f"{name}: protected by a password; save a copy without it")
    damaged = f"{name}: damaged in the archive; download it again"
    data = take(archive, member, max_bytes, damaged)
    if len(data) > max_bytes:
        raise ReadError(
            f"{name}: unpacks to more than {max_bytes:,} bytes (max_bytes); a damaged or hostile"
            " archive"
        )
    return data


def _name_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by names of which no two are the same, and none is a folder too.

    Members of one name are different files all the same (an archive that was added to, or made to
    hide one behind another): all but the first have a number, as if they were unpacked side by
    side.
    """
    files = [(_name(m), m) for m in archive.infolist() if not _is_folder(m)]
    folders: set[str] = set()
    for name, _ in files:
        above = name.rpartition("/")[0]
        while above and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    named: dict[str, zipfile.ZipInfo] = {}
    n_same: Counter[str] = Counter()
    for name, member in files:
        free = name
        while free in named or free in folders:
            n_same[name] += 1
            stem, suffix = splitext(name)
            free = f"{stem} ({n_same[name] + 1}){suffix}"
        named[free] = member
    return named


def _is_folder(member: zipfile.ZipInfo) -> bool:
    """Tell folders, and members without a name, from files."""
    return not _name(member) or member.filename.endswith("/")


def _name(member: zipfile.ZipInfo) -> str:
    """Name of a member; those that Windows wrote in GBK come as the letters of an old code page."""
    name = member.filename
    if not member.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = member.filename
    parts = [
        part
        for part in name.replace("\\", "/").split("/")
        if part not in ("", ".", "..")
    ]
    return "/".join(parts)


def load(data: bytes, name: str, max_bytes: int) -> NoReturn:
    """Say what to do with an archive that was named as one report.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        How to call the file in a message.
    max_bytes : int
        Not used.

    Raises
    ------
    ReadError
        Always: an archive is no report.
    """
    if data.startswith((RAR, SEVEN_ZIP)):
        kind = "RAR" if data.startswith(RAR) else "7z"
        raise ReadError(
            f"{name}: a {kind} archive; unpack it into a folder, or pack it as ZIP"
        )
    if kind_of_archive(data, "") == "package":
        raise ReadError(
            f"{name}: slides, a drawing or a document of Pages, no format that is read; save or "
            "export the report as DOCX or PDF"
        )
    with _open(data, name) as archive:
        n_files = sum(not _is_folder(member) for member in archive.infolist())
    raise ReadError(
        f"{name}: a ZIP archive of {Counted(n_files):file}, none of them a report by its "
        "suffix; unpack it, or name its members (archive.zip/report.docx)"
    )
