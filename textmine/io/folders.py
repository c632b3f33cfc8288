"""What lies in folders and archives: each entry a report, unreadable, or passed over.

Nothing is lost without a word: every entry that is seen gets a fate, and a reason unless it is a
report. Where a file stands is said by its path below the folder that was given, so that neither
the working directory nor the spelling of a path changes what a report is called.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textmine.errors import ReadError, ResultsError
from textmine.io.bundles.archives import Packed
from textmine.io.bundles.tables import is_table
from textmine.io.bundles.tapes import is_tape
from textmine.io.isolation.process import FileLimits, look_isolated
from textmine.io.kinds import HTML_SUFFIXES, PICTURES, SUFFIXES, ZIP, tell_kind
from textmine.regular import read_head, read_regular
from textmine.schema import FRAMES

REPORT, UNREADABLE, PASSED_OVER = "report", "unreadable", "passed over"

MANIFEST, PAGE = "manifest.json", "report.html"
"""What a results folder holds beside its frames."""
# The head of a page that the library wrote: the first line of its templates is well within it.
_HEAD_BYTES = 4096
_OWN_PAGE = b'name="generator" content="textmine'

# A manifest has some 150 bytes for each report: this is one of more than a million.
_MOST_MANIFEST = 200_000_000

# Folders in which browsers keep the pictures and scripts of a saved page.
_PAGE_FOLDER = re.compile(r"(?i)(?:_files|\.files|_文件)$")
_PAGE_SUFFIXES = (*HTML_SUFFIXES, ".mht", ".mhtml")
_MARKED = ("html", "pdf", "mhtml", "book", "doc", "docx", "ofd", "odt", "gzip")
# Bytes that tell whether a file without a known suffix is a page, a PDF, a document.
_GLANCE = 4096

# How browsers, and programs that download, name a file that has not come as a whole: what there is
# of a page, or of a text, would be read as a report without its end.
_UNFINISHED = re.compile(
    r"(?i)\.(?:crdownload|part|partial|opdownload|download|aria2|xltd|td|bc!|!ut)$"
)

_TABLES_BESIDE = re.compile(r"(?i)(?:manifest|crosswalk)\.csv$")
# What a spreadsheet saves beside the reports, but for csv.
_OTHER_TABLES_BESIDE = re.compile(
    r"(?i)(manifest|crosswalk)\.(?:xlsx?|xlsm|ods|et|tsv|txt)$"
)
_BESIDE = (
    (re.compile(r"(?i)manifest\.csv$"), "the manifest of its folder"),
    (re.compile(r"(?i)crosswalk\.csv$"), "the crosswalk of its folder"),
    (re.compile(r"~\$|\.~"), "a lock file of Word"),
    (re.compile(r"(?i)~WR[LDAS]\d+\.tmp$"), "a file that Word makes while it works"),
    (re.compile(r"\."), "hidden"),
    (
        re.compile(r"(?i)(?:readme|datasheet|license)(?:\.[a-z]+)?$"),
        "about the folder, no report",
    ),
    (re.compile(r"(?i)truth\.jsonl$"), "the truth of simulated reports"),
    (re.compile(r"(?i)(?:thumbs\.db|desktop\.ini|__macosx)$"), "made by the system"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the folders that were given.

    Parameters
    ----------
    path : Path
        Where it lies, as it was given and found.
    source : str
        Its path below the folder that was given, with ``/``; readable whatever bytes its name has.
    fate : {"report", "unreadable", "passed over"}
        What becomes of it.
    reason : str
        Why, unless it is a report.
    """

    path: Path
    source: str
    fate: str = REPORT
    reason: str = ""


def find_entries(
    paths: Iterable[str | Path], limits: FileLimits | None = None
) -> list[Entry]:
    """List what lies under paths, each file once.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, which are always taken for reports, and folders and archives, which are walked.
    limits : FileLimits, optional
        What listing an archive may cost.

    Returns
    -------
    list of Entry
        In order of their paths within each path that was given. What two paths both reach is
        listed once; of two names for one file below a path, the second is passed over.

    Examples
    --------
    >>> find_entries(["missing.txt"])[0].fate
    'report'
    """
    entries: dict[str, Entry] = {}
    for path in map(Path, paths):
        earlier = set(entries)
        named = Entry(path, readable(path.name))
        for entry in _walk(path, limits) if path.is_dir() else _open(named, limits):
            real = os.path.realpath(entry.path)
            if real not in entries:
                entries[real] = entry
            elif real not in earlier:
                reason = f"leads to the same file as {entries[real].source}"
                again = replace(entry, fate=PASSED_OVER, reason=reason)
                entries[f"{real}\0{entry.path}"] = again
    return list(entries.values())


def find_files(
    paths: Iterable[str | Path] | str | Path,
) -> tuple[list[Path], list[Path]]:
    """Find the report files in folders and archives, recursively.

    Hidden files, manifests, READMEs, datasheets, results of textmine, the folders that belong to
    saved pages (``page_files``) and everything in folders named ``gold`` are passed over.

    Parameters
    ----------
    paths : path or iterable of paths
        Folders, archives and files. A file that is named is always listed, whatever its suffix and
        even if it is missing: reading it then says what is wrong.

    Returns
    -------
    files : list of Path
        Report files, in order of their paths, each once; members of archives as
        ``folder.zip/report.docx``.
    unknown : list of Path
        Other files found in the folders, which no reader takes; report them, so that nothing is
        lost silently.

    Examples
    --------
    >>> find_files("missing.txt")[1]
    []
    """
    entries = find_entries([paths] if isinstance(paths, str | Path) else paths)
    files = [e.path for e in entries if e.fate == REPORT]
    return files, [e.path for e in entries if e.fate == UNREADABLE]


def readable(name: str) -> str:
    """Write a file's name so that it can be printed and stored, whatever bytes it is made of.

    Parameters
    ----------
    name : str
        As the system gives it; bytes that are no UTF-8 stand in it as lone surrogates.

    Returns
    -------
    str
        The same name; where it was written in GBK (an archive unpacked elsewhere), read as GBK.

    Examples
    --------
    >>> import os
    >>> readable(os.fsdecode("年报.txt".encode("gbk")))
    '年报.txt'
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape")
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace")
    return name


def load_manifest(folder: Path) -> Any:
    """Read what ``manifest.json`` of a folder holds, whoever wrote it.

    Parameters
    ----------
    folder : Path
        Results, or a store of a corpus.

    Returns
    -------
    object
        As JSON has it.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ResultsError
        If it cannot be read: no regular file, too large, damaged, or nested without end.

    Examples
    --------
    >>> load_manifest(Path("no such folder"))
    Traceback (most recent call last):
        ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no such folder/manifest.json'
    """
    try:
        return json.loads(read_regular(folder / MANIFEST, _MOST_MANIFEST))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, ReadError, RecursionError) as error:
        raise ResultsError(
            f"{folder}: {MANIFEST} cannot be read ({error}); make the folder anew"
        ) from None


def is_results_folder(folder: Path) -> bool:
    """Tell whether a folder holds, or is to hold, the results of a run.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    bool
        True where a run wrote its manifest, or has begun and not ended.
    """
    if (folder / ".textmine").is_dir():
        return True
    try:
        content = read_regular(folder / MANIFEST, _MOST_MANIFEST)
        # Nobody else's is taken apart: it may be nested without end.
        manifest = json.loads(content) if b'"textmine"' in content else None
    except (OSError, ValueError, ReadError, RecursionError):
        return False
    versions = manifest.get("versions") if isinstance(manifest, dict) else None
    return isinstance(versions, dict) and "textmine" in versions


def is_result_name(name: str) -> bool:
    """Tell whether a run writes a file of this name.

    Parameters
    ----------
    name : str
        A file's name.

    Returns
    -------
    bool
        True for frames in any format, the page and the manifest.

    Examples
    --------
    >>> [is_result_name(n) for n in ("items.csv", "frames.xlsx", "swj_2021.html")]
    [True, True, False]
    """
    stem, _, suffix = name.partition(".")
    frame = stem in FRAMES and suffix in ("csv", "parquet", "dta")
    return frame or name in (MANIFEST, PAGE, "frames.xlsx")


def _walk(root: Path, limits: FileLimits | None) -> Iterator[Entry]:
    """Entries below a folder, in order of their paths."""
    entries: list[Entry] = []

    def note(path: Path, fate: str, reason: str) -> None:
        entries.append(Entry(path, _below(path, root), fate, reason))

    def refuse(error: OSError) -> None:
        reason = f"folder cannot be read ({error.strerror}); check its permissions"
        note(Path(error.filename), UNREADABLE, reason)

    for place, folders, names in os.walk(root, onerror=refuse):
        here = Path(place)
        pages = {Path(name).stem for name in names if _is_page(name)}
        kept = []
        for name in folders:
            reason = _why_not_entered(here / name, pages)
            if reason:
                note(here / name, PASSED_OVER, reason)
            else:
                kept.append(name)
        folders[:] = kept
        results = is_results_folder(here)
        for name in names:
            fate, reason = _judge(here / name, results, limits)
            entry = Entry(here / name, _below(here / name, root), fate, reason)
            entries += _open(entry, limits) if fate == REPORT else [entry]
    return iter(sorted(entries, key=lambda entry: entry.path.as_posix()))


def _below(path: Path, root: Path) -> str:
    """The path below the folder that was given."""
    return readable(path.relative_to(root).as_posix())


def _open(entry: Entry, limits: FileLimits | None) -> Iterator[Entry]:
    """The members of an archive, or rows of a table, in its place; any other file as it is."""
    path = entry.path
    suffix = path.suffix.lower()
    may_be = suffix == ".zip" or suffix not in SUFFIXES
    may_be = may_be or is_table(path) or is_tape(path)
    try:
        names = _look_into(path, limits).members if may_be else ()
    except ReadError as error:
        yield replace(entry, fate=UNREADABLE, reason=str(error))
        return
    if not names:
        # Of a damaged archive, too: reading it says what is wrong.
        yield entry
        return
    pages = {Path(name).with_suffix("").as_posix() for name in names if _is_page(name)}
    for name in names:
        fate, reason = _judge_member(Path(name), pages)
        yield Entry(path / name, f"{entry.source}/{readable(name)}", fate, reason)


def _look_into(path: Path, limits: FileLimits | None) -> Packed:
    """What an archive or a table holds, listed by another process; nothing of any other file."""
    try:
        is_packed = read_head(path, len(ZIP)) == ZIP
        is_packed |= is_table(path) or is_tape(path)
    except OSError:
        is_packed = False
    return look_isolated(path, limits=limits) if is_packed else Packed()


def _judge_member(member: Path, pages: set[str]) -> tuple[str, str]:
    """Fate of a member of an archive, and the reason."""
    if _TABLES_BESIDE.match(member.name):
        return (
            UNREADABLE,
            f"{readable(member.name)}: not read inside an archive; put it beside the archive, with"
            " paths such as archive.zip/report.docx",
        )
    if any(part.lower() == "gold" for part in member.parts[:-1]):
        return PASSED_OVER, "in a folder of annotations"
    for part in member.parts:
        for pattern, reason in _BESIDE:
            if pattern.match(part):
                return PASSED_OVER, reason
    if _UNFINISHED.search(member.name):
        return UNREADABLE, _unfinished(member)
    above = [part.as_posix() for part in member.parents]
    if any(name != _PAGE_FOLDER.sub("", name) in pages for name in above):
        return PASSED_OVER, "part of a saved page"
    # Under an unknown suffix only a member without any is tried.
    if member.suffix and member.suffix.lower() not in SUFFIXES:
        return UNREADABLE, _unknown(member)
    return REPORT, ""


def _unfinished(file: Path) -> str:
    """What is said of a file that has not come as a whole."""
    return (
        f"{readable(file.name)}: a download that did not end; download the file again"
    )


def _unknown(file: Path) -> str:
    """What is said of a file that no reader takes."""
    if file.suffix.lower() in PICTURES:
        # Beside a saved page or in a folder of a site most are no reports.
        return (
            f"{readable(file.name)}: a picture; name the file itself to have it read"
            " (pip install textmine[ocr])"
        )
    if is_table(file):
        # A table beside the reports would be opened.
        return (
            f"{readable(file.name)}: a table inside an archive; unpack it into a folder"
        )
    kinds = " ".join(SUFFIXES)
    return f"{readable(file.name)}: not a kind of file that is read; expected {kinds}"


def _why_not_entered(folder: Path, pages: set[str]) -> str:
    """Why a folder is passed over, ``""`` where it is walked."""
    if folder.name.startswith("."):
        return "a hidden folder"
    if folder.name.lower() == "gold":
        return "a folder of annotations"
    if _PAGE_FOLDER.sub("", folder.name) in pages - {folder.name}:
        return "part of a saved page"
    if folder.is_symlink():
        return "a link to a folder; give that folder itself"
    return ""


def _judge(file: Path, in_results: bool, limits: FileLimits | None) -> tuple[str, str]:
    """Fate of a file in a folder, and the reason."""
    for pattern, reason in _BESIDE:
        if pattern.match(file.name):
            return PASSED_OVER, reason
    if _UNFINISHED.search(file.name):
        return UNREADABLE, _unfinished(file)
    if in_results and is_result_name(file.name):
        return PASSED_OVER, "a result of textmine"
    if found := _OTHER_TABLES_BESIDE.match(file.name):
        return (
            UNREADABLE,
            f"{readable(file.name)}: not used as it is; save it as {found[1].lower()}.csv "
            "(in a spreadsheet: save as, CSV UTF-8)",
        )
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except OSError as error:
        why = (
            "a link that leads nowhere" if file.is_symlink() else f"({error.strerror})"
        )
        return (
            UNREADABLE,
            f"{readable(file.name)}: cannot be read {why}; check the file",
        )
    if not regular:
        return (
            UNREADABLE,
            f"{readable(file.name)}: no regular file (a pipe or device); take it out",
        )
    if not _is_wanted(file, limits):
        return UNREADABLE, _unknown(file)
    if _is_page(file.name) and _is_own_page(file):
        return PASSED_OVER, "a page that textmine wrote"
    return REPORT, ""


def _is_page(name: str) -> bool:
    """Tell a web page by its suffix."""
    return Path(name).suffix.lower() in _PAGE_SUFFIXES


def _is_wanted(file: Path, limits: FileLimits | None) -> bool:
    """Tell whether a file found in a folder is one that a reader takes."""
    suffix = file.suffix.lower()
    if suffix in SUFFIXES or suffix in PICTURES:
        return suffix in SUFFIXES
    # Under a suffix that nobody knows, the content has to say what it is.
    try:
        head = read_head(file, _GLANCE)
        kind = _look_into(file, limits).kind or tell_kind(head, suffix)
    except (OSError, ReadError):
        return False
    speaks = any("公开".encode(encoding) in head for encoding in ("utf-8", "gb18030"))
    return kind in (*_MARKED, "zip", "tar", "table") or (
        kind == "text" and not suffix and speaks
    )


def _is_own_page(file: Path) -> bool:
    """Whether an HTML file is one of the library's own."""
    try:
        return _OWN_PAGE in read_head(file, _HEAD_BYTES)
    except OSError:
        return False
