"""From paths to a corpus: find the files, read each, keep account of what could not be read."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from textmine.corpus.corpus import Corpus
from textmine.corpus.naming import name_reports
from textmine.corpus.parse import Parsed, parse_file
from textmine.corpus.site_frame import drop_site_frames
from textmine.engine import Engine, LocalEngine
from textmine.errors import ReadError, TextmineError, TextmineWarning
from textmine.header.folder import (
    CROSSWALK,
    apply_crosswalk,
    read_crosswalk,
    settle_identities,
)
from textmine.io.manifest import read_manifest
from textmine.io.readers import MEDIA, find_files
from textmine.schema import make_frame
from textmine.stats.lines import find_twins

Paths = str | Path | Iterable[str | Path]
Progress = Callable[[Iterable[int], int], Iterable[int]]
Failure = dict[str, str]
"""A row of the frame ``failures``: source, reason, error."""

# Likely twins that the warning spells out; the others are counted.
_TWINS_SHOWN = 5
_KINDS = " ".join(MEDIA)


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of a file before it is read."""

    path: Path
    report_id: str
    override: Mapping[str, str] | None


def read_corpus(
    paths: Paths,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Corpus:
    """Read reports from files and folders.

    Parameters
    ----------
    paths : str, Path or iterable of them
        Files, or folders that are walked recursively; a ``manifest.csv`` in a folder overrides what
        is inferred.
    jobs : int, default 1
        Processes to read with; the result is the same for any number.
    progress : callable, optional
        Wraps the iteration over the files, e.g. ``lambda files, n: tqdm(files, total=n)``.
    engine : Engine, optional
        Where to read, e.g. a cluster; ``jobs`` then plays no part.

    Returns
    -------
    Corpus
        All reports that could be read, in order of their ids. What could not is in
        ``corpus.failures``, with the reason; so is a second copy of a report (same agency and year,
        same text).

    Raises
    ------
    ReadError
        If there is no path, or no file to read at all.

    Examples
    --------
    >>> read_corpus("no such folder")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: no such folder: no such file or folder; check the path
    """
    wanted = [paths] if isinstance(paths, str | Path) else list(paths)
    present, failures = _divide(wanted)
    files, unknown = find_files(present)
    failures += [_refuse(file) for file in unknown]
    if not files and not failures:
        named = ", ".join(map(str, wanted)) or "no path"
        raise ReadError(f"{named}: no report found; expected {_KINDS} files")
    if not files:
        raise ReadError(failures[0]["reason"])

    overrides, broken = _read_overrides(present)
    failures += broken
    ids = name_reports(files)
    work = [
        _File(file, report_id, overrides.get(file.resolve()))
        for file, report_id in zip(files, ids, strict=True)
    ]
    results = list(_watch(engine or LocalEngine(jobs), work, progress))
    failures += [result for result in results if not isinstance(result, Parsed)]
    parsed = [result for result in results if isinstance(result, Parsed)]
    parsed.sort(key=lambda p: p.report.report_id)
    parsed, broken = _join(drop_site_frames(parsed), present)
    failures += broken
    kept, copies = _drop_copies(parsed)
    failures += copies
    failures.sort(key=lambda f: (f["source"], f["reason"]))
    corpus = Corpus(kept, make_frame("failures", failures))
    _warn_of_twins(corpus)
    return corpus


def read_report(path: str | Path, *, report_id: str = "") -> Parsed:
    """Read one report with its sections, items, cells and claims.

    Parameters
    ----------
    path : str, Path
        The file.
    report_id : str, optional
        Its id; the file's stem if not given.

    Returns
    -------
    Parsed
        ``.report`` and its parts.

    Raises
    ------
    ReadError
        If the file cannot be read as a report.
    """
    return parse_file(Path(path), report_id or Path(path).stem)


def _divide(wanted: list[str | Path]) -> tuple[list[str | Path], list[Failure]]:
    """Paths that are there, and a failure for each that is not."""
    present: list[str | Path] = []
    failures = []
    for path in wanted:
        if Path(path).exists():
            present.append(path)
        else:
            error = ReadError(f"{path}: no such file or folder; check the path")
            failures.append(_failure(path, error))
    return present, failures


def _refuse(file: Path) -> Failure:
    """A failure for a file of a kind that no reader knows."""
    reason = f"{file.name}: not a kind of file that is read; expected {_KINDS}"
    return _failure(file, ReadError(reason))


def _read_overrides(
    paths: Iterable[str | Path],
) -> tuple[dict[Path, Mapping[str, str]], list[Failure]]:
    """Rows of all manifests by absolute path, and a failure for each that cannot be read."""
    rows: dict[Path, Mapping[str, str]] = {}
    failures = []
    for path in map(Path, paths):
        for folder in _folders(path):
            try:
                found = read_manifest(folder)
            except TextmineError as error:
                failures.append(_failure(folder / "manifest.csv", error))
                continue
            rows |= {file.resolve(): row for file, row in found.items()}
    return rows, failures


def _folders(path: Path) -> Iterator[Path]:
    """The folders whose manifest speaks of a path: its own, and for a folder all below it."""
    if not path.is_dir():
        yield path.parent
        return
    yield path
    yield from sorted(place for place in path.rglob("*") if place.is_dir())


def _failure(source: str | Path, error: Exception) -> Failure:
    """A row of the frame ``failures``."""
    return {
        "source": Path(source).as_posix(),
        "reason": str(error),
        "error": type(error).__name__,
    }


def _watch(
    engine: Engine, work: list[_File], progress: Progress | None
) -> Iterator[Parsed | Failure]:
    """Parse all files, and let the caller see how far the work is."""
    results = engine.map(_parse_one, work)
    if progress is None:
        yield from results
        return
    for _, result in zip(progress(range(len(work)), len(work)), results, strict=True):
        yield result


def _parse_one(file: _File) -> Parsed | Failure:
    """Parse one file; a failure is a row, never an exception."""
    try:
        return parse_file(file.path, file.report_id, file.override)
    except TextmineError as error:
        return _failure(file.path, error)
    except Exception as error:  # noqa: BLE001 - a defect in one file must not lose the others
        what = f"{type(error).__name__}: {error}"
        reason = f"{file.path.name}: could not be parsed ({what}); please report"
        return _failure(file.path, ReadError(reason))


def _join(parsed: list[Parsed], paths: Iterable[str | Path]) -> tuple[list[Parsed], list[Failure]]:
    """Settle who each agency is by the folder's other reports, and by the user's crosswalks."""
    reports = settle_identities([p.report for p in parsed])
    pairs: dict[str, str] = {}
    failures = []
    for folder in dict.fromkeys(folder for path in paths for folder in _folders(Path(path))):
        try:
            pairs |= read_crosswalk(folder / CROSSWALK)
        except TextmineError as error:
            failures.append(_failure(folder / CROSSWALK, error))
    reports = apply_crosswalk(reports, pairs)
    joined = [
        p if report is p.report else replace(p, report=report)
        for p, report in zip(parsed, reports, strict=True)
    ]
    return joined, failures


def _warn_of_twins(corpus: Corpus) -> None:
    """Say which agencies may be one and were not joined."""
    twins = find_twins(corpus.reports)
    if not twins:
        return
    shown = "; ".join(f"{one} / {other} ({why})" for one, other, why in twins[:_TWINS_SHOWN])
    more = f" and {len(twins) - _TWINS_SHOWN} more" if len(twins) > _TWINS_SHOWN else ""
    warnings.warn(
        f"{len(twins)} pairs of agencies may be one and were not joined: {shown}{more}; join them"
        f" by agency_id in manifest.csv, or in {CROSSWALK} (columns earlier, later)",
        TextmineWarning,
        stacklevel=3,
    )


def _drop_copies(parsed: list[Parsed]) -> tuple[list[Parsed], list[Failure]]:
    """Keep one of several copies of a report and report the others."""
    seen: dict[tuple[str, int | None, str], str] = {}
    kept = []
    copies = []
    for p in parsed:
        # A copy may be laid out otherwise: blanks do not tell two reports apart.
        text = "".join(p.report.text.split())
        key = (p.report.agency_id or p.report.agency, p.report.year, text)
        if key not in seen:
            seen[key] = p.report.report_id
            kept.append(p)
            continue
        reason = f"{p.report.report_id}: the same report as {seen[key]}; only that one is mined"
        copies.append(_failure(p.report.source, ReadError(reason)) | {"error": "DuplicateReport"})
    return kept, copies
