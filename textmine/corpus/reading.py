"""From paths to a corpus: find the files, read each, keep account of what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import xxhash

from textmine.corpus.corpus import Corpus
from textmine.corpus.inputs import Failure, Paths, Source, failure, find_inputs
from textmine.corpus.parse import Parsed, parse_file
from textmine.engine import Engine, LocalEngine
from textmine.errors import ReadError, TextmineError
from textmine.schema import Report, make_frame

Progress = Callable[[Iterable[int], int], Iterable[int]]


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
    inputs = find_inputs(paths)
    results = list(_watch(engine or LocalEngine(jobs), inputs.sources, progress))
    failures = [result for result in results if not isinstance(result, Parsed)]
    parsed = [result for result in results if isinstance(result, Parsed)]
    copies = find_copies(identify(p.report for p in parsed))
    dropped = {copy.report_id for copy in copies}
    kept = [p for p in parsed if p.report.report_id not in dropped]
    told = [copy.failure for copy in copies]
    return Corpus(kept, gather_failures([*inputs.failures, *inputs.remarks, *failures, *told]))


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


def parse_source(source: Source) -> Parsed | Failure:
    """Parse one file; what goes wrong is a row, never an exception.

    Parameters
    ----------
    source : Source
        The file, its id and its row of the manifest.

    Returns
    -------
    Parsed or dict
        The report with its parts, or a row of the frame ``failures``.
    """
    try:
        parsed = parse_file(source.path, source.report_id, source.override)
    except TextmineError as error:
        return failure(source.source, error)
    except Exception as error:  # noqa: BLE001 - a defect in one file must not lose the others
        what = f"{type(error).__name__}: {error}"
        reason = f"{source.path.name}: could not be parsed ({what}); please report"
        return failure(source.source, ReadError(reason))
    return replace(parsed, report=replace(parsed.report, source=source.source))


def gather_failures(rows: Iterable[Failure]) -> pd.DataFrame:
    """Make the frame ``failures``.

    Parameters
    ----------
    rows : iterable of Failure
        What could not be used.

    Returns
    -------
    pandas.DataFrame
        In order of source and reason.
    """
    return make_frame("failures", sorted(rows, key=lambda f: (f["source"], f["reason"])))


def identify(reports: Iterable[Report]) -> pd.DataFrame:
    """Give each report a key that its copies share.

    Parameters
    ----------
    reports : iterable of Report
        Reports in order of their ids.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, source, key.
    """
    rows = []
    for report in reports:
        # A copy may be laid out otherwise: blanks do not tell two reports apart.
        text = "".join(report.text.split())
        told = f"{report.agency}\x00{report.year}\x00{text}"
        key = xxhash.xxh3_128_hexdigest(told.encode("utf-8", "surrogatepass"))
        rows.append((report.report_id, report.source, key))
    return pd.DataFrame(rows, columns=["report_id", "source", "key"], dtype="str")


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that is the same as one before it, and the row of ``failures`` that says so."""

    report_id: str
    failure: Failure


def find_copies(keys: pd.DataFrame) -> list[Copy]:
    """Find the reports that are copies of one before them.

    Parameters
    ----------
    keys : pandas.DataFrame
        From :func:`identify`, of the whole corpus in order of the ids.

    Returns
    -------
    list of Copy
        All but the first of each set of copies.
    """
    first = keys.drop_duplicates("key").set_index("key")["report_id"]
    again = keys[keys["key"].duplicated()]
    copies = []
    for report_id, source, key in again.itertuples(index=False):
        reason = f"{report_id}: the same report as {first[key]}; only that one is mined"
        row = failure(source, ReadError(reason)) | {"error": "DuplicateReport"}
        copies.append(Copy(report_id, row))
    return copies


def _watch(
    engine: Engine, sources: list[Source], progress: Progress | None
) -> Iterator[Parsed | Failure]:
    """Parse all files, and let the caller see how far the work is."""
    results = engine.map(parse_source, sources)
    if progress is None:
        yield from results
        return
    for _, result in zip(progress(range(len(sources)), len(sources)), results, strict=True):
        yield result
