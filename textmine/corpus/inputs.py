"""What is to be read: report files with their ids and overrides, and what is no report and why."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textmine.corpus.naming import name_reports
from textmine.errors import FrameError, ReadError, TextmineError
from textmine.header.folder import CROSSWALK, read_crosswalk
from textmine.intake.values import show_value
from textmine.io.folders import (
    PASSED_OVER,
    REPORT,
    UNREADABLE,
    Entry,
    find_entries,
    readable,
)
from textmine.io.isolation.process import FileLimits
from textmine.io.kinds import SUFFIXES
from textmine.io.manifest import read_manifest
from textmine.regular import is_there

Paths = str | Path | Iterable[str | Path]
Failure = dict[str, str]
"""A row of the frame ``failures``: source, reason, error."""

KINDS = " ".join(SUFFIXES)
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a report file before it is read.

    Parameters
    ----------
    path : Path
        Where it lies.
    report_id : str
        The id it gets.
    source : str
        How it is called in the frames: its path below the folder that was given.
    override : mapping, optional
        Its row of the manifest.
    limits : FileLimits
        What reading it may cost.
    """

    path: Path
    report_id: str
    source: str
    override: Mapping[str, str] | None = None
    limits: FileLimits = FileLimits()


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was found under the paths of a run.

    Parameters
    ----------
    sources : list of Source
        The reports to read, in order of their ids.
    failures : list of Failure
        Entries that cannot be read, and paths that are not there.
    passed_over : list of dict
        ``source`` and ``reason`` of what is not meant to be read.
    remarks : list of Failure
        Rows and columns of manifests that are of no use: no entries of their own.
    crosswalk : dict of str to str
        What the folders' crosswalks say: id of an earlier agency to that of a later one.
    """

    sources: list[Source]
    failures: list[Failure]
    passed_over: list[dict[str, str]]
    remarks: list[Failure]
    crosswalk: dict[str, str] = field(default_factory=dict)


def find_inputs(
    paths: Paths, taken: Collection[str] = (), limits: FileLimits | None = None
) -> Inputs:
    """Find the reports under paths, and say of everything else why it is none.

    Parameters
    ----------
    paths : str, Path or iterable of them
        Files, or folders that are walked recursively. ``~`` stands for the home folder, ``*``,
        ``?`` and ``**`` for any names where no file is called so.
    taken : collection of str
        Ids and sources that reports mined earlier have.
    limits : FileLimits, optional
        What one file may cost.

    Returns
    -------
    Inputs
        Reports with their ids and overrides.

    Raises
    ------
    ReadError
        If there is no path, or no file to read at all.
    """
    allowed = limits or FileLimits()
    wanted = _take_paths(paths)
    present = [path for path in wanted if is_there(path)]
    failures = [
        failure(
            path.as_posix(),
            ReadError(f"{path}: no such file or folder; check the path"),
        )
        for path in wanted
        if not is_there(path)
    ]
    entries = _tell_apart(find_entries(present, allowed), taken)
    failures += [
        failure(entry.source, ReadError(entry.reason))
        for entry in entries
        if entry.fate == UNREADABLE
    ]
    reports = [entry for entry in entries if entry.fate == REPORT]
    if not reports:
        named = ", ".join(map(str, wanted)) or "no path"
        nothing = f"{named}: no report found; expected {KINDS} files"
        raise ReadError(failures[0]["reason"] if failures else nothing)
    # Each path is resolved once: that takes as long as all else here.
    real = [_real(entry.path) for entry in reports]
    overrides, remarks = _read_overrides(present, set(real))
    crosswalk, broken = _read_crosswalks(present)
    ids = name_reports([entry.path for entry in reports], taken)
    sources = [
        Source(
            entry.path,
            report_id,
            entry.source,
            overrides.get(place),
            allowed,
        )
        for entry, place, report_id in zip(reports, real, ids, strict=True)
    ]
    passed_over = [
        {"source": e.source, "reason": e.reason}
        for e in entries
        if e.fate == PASSED_OVER
    ]
    return Inputs(
        sorted(sources, key=lambda source: source.report_id),
        failures,
        sorted(passed_over, key=lambda row: (row["source"], row["reason"])),
        [*remarks, *broken],
        crosswalk,
    )


def _take_paths(paths: Any) -> list[Path]:
    """Paths as callers hand them in: one, or several."""
    if hasattr(paths, "columns") or hasattr(paths, "report"):
        other = "read_table" if hasattr(paths, "columns") else "Corpus"
        raise FrameError(
            f"paths is {show_value(paths)}; expected the path of a file or folder; "
            f"tm.{other} takes what has been read already"
        )
    single = isinstance(paths, str | os.PathLike)
    if not single and (
        isinstance(paths, bytes | Mapping) or not isinstance(paths, Iterable)
    ):
        raise FrameError(
            f"paths is {show_value(paths)}; expected the path of a file or folder, or several"
        )
    taken = []
    for at, path in enumerate([paths] if single else paths):
        if not isinstance(path, str | os.PathLike):
            raise FrameError(
                f"paths[{at}] is {show_value(path)}; expected the path of a file"
            )
        if "\n" in os.fspath(path) and not is_there(Path(path)):
            raise FrameError(
                f"paths[{at}] is a text, no path; tm.read_table takes a column of texts"
            )
        taken += _spell_out(Path(path).expanduser())
    return taken


def _spell_out(path: Path) -> list[Path]:
    """Paths that a pattern stands for; itself where there are none or a file is called so."""
    if not _WILD.search(str(path)) or is_there(path):
        return [path]
    pattern = str(path.relative_to(path.anchor))
    try:
        return sorted(Path(path.anchor).glob(pattern)) or [path]
    except (OSError, ValueError):
        return [path]


def failure(source: str, error: Exception) -> Failure:
    """Make a row of the frame ``failures``.

    Parameters
    ----------
    source : str
        What could not be used.
    error : Exception
        Why.

    Returns
    -------
    dict
        source, reason, error (the name of its class).

    Examples
    --------
    >>> failure("a.txt", ReadError("a.txt: empty file"))["error"]
    'ReadError'
    """
    return {"source": source, "reason": str(error), "error": type(error).__name__}


def _tell_apart(entries: list[Entry], taken: Collection[str]) -> list[Entry]:
    """Put folders before the names of entries that two of the given paths have in common."""
    depth = 0
    named = entries
    while True:
        times = Counter(entry.source for entry in named)
        times.update(times.keys() & taken)
        if all(n == 1 for n in times.values()):
            return named
        depth += 1
        longer = [
            Entry(entry.path, _with_folders(entry, depth), entry.fate, entry.reason)
            if times[told.source] > 1
            else told
            for entry, told in zip(entries, named, strict=True)
        ]
        if longer == named:
            return named
        named = longer


def _with_folders(entry: Entry, depth: int) -> str:
    """The name below the given folder, with that folder and those above it."""
    inside = entry.source.count("/") + 1
    parts = Path(_real(entry.path.parent), entry.path.name).parts[1:]
    above = parts[max(0, len(parts) - inside - depth) : len(parts) - inside]
    return "/".join([*above, entry.source])


def _read_overrides(
    paths: list[Path], known: Collection[Path]
) -> tuple[dict[Path, Mapping[str, str]], list[Failure]]:
    """Rows of all manifests by real path; a failure for each row or manifest that is of no use.

    ``known`` are the real paths of the files asked for.
    """
    rows: dict[Path, Mapping[str, str]] = {}
    remarks: list[Failure] = []
    for folder, root in _folders(paths):
        found, said = _read_manifest(folder, root)
        remarks += said
        name = _name_below(folder / "manifest.csv", root)
        for file, row in found.items():
            real = _real(file)
            # A file named alone brings its folder's manifest along, whose other rows speak of
            # files that were not asked for.
            if root.is_dir() and real not in known:
                place = file.relative_to(folder).as_posix()
                what = f"{name}: row {place!r} names no report of its folder; correct the path"
                remarks.append(failure(name, ReadError(what)))
            rows[real] = row
    return rows, remarks


def _read_manifest(
    folder: Path, root: Path
) -> tuple[dict[Path, dict[str, str]], list[Failure]]:
    """Rows of one manifest by file, and what is wrong with it."""
    name = _name_below(folder / "manifest.csv", root)
    remarks: list[Failure] = []

    def note(line: str) -> None:
        # Named by its place below the given folder, as every other source.
        short = line.replace(str(folder / "manifest.csv"), name)
        remarks.append(failure(name, ReadError(short)))

    try:
        return read_manifest(folder, report=note), remarks
    except TextmineError as error:
        note(str(error))
    except OSError as error:
        note(f"{name}: cannot be read ({error.strerror}); check its permissions")
    return {}, remarks


def _name_below(file: Path, root: Path) -> str:
    """A file's place below the folder that was given."""
    return readable(file.relative_to(root).as_posix() if root.is_dir() else file.name)


def _read_crosswalks(paths: list[Path]) -> tuple[dict[str, str], list[Failure]]:
    """What the crosswalks of all folders say, and a failure for each that cannot be read."""
    pairs: dict[str, str] = {}
    remarks: list[Failure] = []
    for folder, root in _folders(paths):
        file = folder / CROSSWALK
        name = _name_below(file, root)
        try:
            pairs |= read_crosswalk(file)
        except TextmineError as error:
            line = str(error).replace(str(file), name)
            remarks.append(failure(name, ReadError(line)))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            what = f"{name}: cannot be read ({error})"
            remarks.append(failure(name, ReadError(what)))
    return pairs, remarks


def _folders(paths: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Folders whose lists speak of some path, each once, and that path.

    Of a file its own folder; of a folder itself and all below it, which is looked at whole though
    a file in it was named before.
    """
    seen: set[Path] = set()
    for path in sorted(paths, key=lambda path: not path.is_dir()):
        for folder in _walk(path) if path.is_dir() else [path.parent]:
            if _real(folder) not in seen:
                seen.add(_real(folder))
                yield folder, path


def _walk(root: Path) -> Iterator[Path]:
    """A folder and all below it, by their names."""
    for place, folders, _ in os.walk(root):
        folders.sort()
        yield Path(place)


def _real(path: Path) -> Path:
    """The real path; a link that leads nowhere, or to itself, stays what it is."""
    return Path(os.path.realpath(path))
