"""From paths to a corpus: find the files, read each, keep account of what could not be read."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import xxhash

from textmine.corpus.corpus import Corpus
from textmine.corpus.inputs import Failure, Inputs, Paths, Source, failure, find_inputs
from textmine.corpus.parse import Parsed, parse_file
from textmine.corpus.site_frame import drop_site_frames, find_end_lines, find_recurring
from textmine.corpus.stored.opening import AT_ONCE
from textmine.corpus.stored.writing import writing_store
from textmine.dtypes import lay_out
from textmine.engine import Engine, LocalEngine, use_engine
from textmine.english import Counted, name_some
from textmine.errors import ReadError, TextmineError, warn
from textmine.header.folder import (
    CROSSWALK,
    MANIFEST,
    apply_crosswalk,
    settle_identities,
    taken_for_one,
)
from textmine.intake.arguments import check_arguments
from textmine.io.isolation.process import FileLimits
from textmine.progress import watch
from textmine.schema import META, Report, make_frame
from textmine.stats.groups import find_versions
from textmine.stats.lines import agency_keys, find_twins

NOTHING_ELSE = Inputs([], [], [], [])
"""What was found beside reports that come from no folder."""

Progress = Callable[[Iterable[int], int], Iterable[int]]


@check_arguments
def read_corpus(
    paths: Paths,
    *,
    jobs: int = 1,
    progress: Progress | bool | None = None,
    engine: Engine | None = None,
    file_limits: FileLimits | None = None,
    store: str | Path | None = None,
) -> Corpus:
    """Read reports from files and folders.

    Parameters
    ----------
    paths : str, Path or iterable of them
        Files, or folders that are walked recursively; a ``manifest.csv`` in a folder overrides what
        is inferred.
    jobs : int, default 1
        Processes to read with; the result is the same for any number.
    progress : bool or callable, optional
        Whether a bar shows the files read, their rate and the time left; by default on a terminal
        and in a notebook. A callable wraps the iteration over the files instead, e.g.
        ``lambda files, n: my_bar(files, total=n)``.
    engine : Engine, optional
        Where to read, e.g. a cluster; ``jobs`` then plays no part.
    file_limits : FileLimits, optional
        What one file may cost: 60 seconds, 3 GB of address space and 50 MB by default. One that
        takes more is a row of ``corpus.failures``.
    store : str or Path, optional
        Folder to write the corpus to while it is read, for one that is larger than memory: no more
        than some hundred reports of each year are held at a time. The corpus given back lies there
        (:meth:`Corpus.open`).

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
    ResultsError
        If the folder of the store is there and not empty.

    Examples
    --------
    >>> read_corpus("no such folder")
    Traceback (most recent call last):
        ...
    textmine.errors.ReadError: no such folder: no such file or folder; check the path
    """
    inputs = find_inputs(paths, limits=file_limits)
    survey = Survey()
    with use_engine(engine or LocalEngine(jobs)) as used:
        results = _watch(used, inputs.sources, progress)
        if store is None:
            parsed = survey.add(list(results))
            survey.finish(inputs)
            corpus = Corpus(survey.settle(parsed), survey.failures)
        else:
            _write(results, inputs, survey, store)
            corpus = Corpus.open(store)
    warn_of_twins(corpus.reports)
    return corpus


def _write(
    results: Iterator[Parsed | Failure],
    inputs: Inputs,
    survey: Survey,
    store: str | Path,
) -> None:
    """Write what is read to a store: laid aside as it is read, settled when all is known."""
    with writing_store(store) as writer, TemporaryDirectory() as folder:
        aside: list[Path] = []
        while batch := list(islice(results, AT_ONCE)):
            aside.append(Path(folder, str(len(aside))))
            aside[-1].write_bytes(pickle.dumps(survey.add(batch)))
        survey.finish(inputs)
        for file in aside:
            writer.add(survey.settle(pickle.loads(file.read_bytes())))  # noqa: S301 - our own
        writer.finish(survey.failures)


class Survey:
    """What reports tell of each other: who their agencies are, which are copies, a site's lines.

    Of a report that was seen its header is kept, and what may be lines of the site, not its text.

    Examples
    --------
    >>> survey = Survey()
    >>> survey.add([])
    []
    """

    def __init__(self) -> None:
        self.failures = make_frame("failures", [])
        self._failed: list[Failure] = []
        self._headers: dict[str, Report] = {}
        self._identities = [identify([])]
        self._lines = [find_end_lines([])]
        self._copies: set[str] = set()
        self._recurring = find_recurring([])

    def add(self, results: Iterable[Parsed | Failure]) -> list[Parsed]:
        """Take note of what was read, in order of the ids; gives the reports among it."""
        parsed = []
        for result in results:
            if isinstance(result, Parsed):
                parsed.append(result)
            else:
                self._failed.append(result)
        reports = [p.report for p in parsed]
        self._headers |= {r.report_id: replace(r, **_NO_TEXT) for r in reports}
        self._identities.append(identify(reports))
        self._lines.append(find_end_lines(reports))
        return parsed

    def finish(self, inputs: Inputs = NOTHING_ELSE) -> None:
        """Settle what all reports tell together, when all were seen."""
        known = pd.concat(self._identities, ignore_index=True)
        texts = dict(zip(known["report_id"], known["text"], strict=True))
        headers = settle_identities(list(self._headers.values()), texts)
        headers = apply_crosswalk(headers, inputs.crosswalk)
        self._headers = {header.report_id: header for header in headers}
        copies = find_copies(_with_agencies(known, headers))
        self._copies = {copy.report_id for copy in copies}
        # Without copies: what a report shares with its own copy is no line of the site.
        lines = pd.concat(self._lines, ignore_index=True)
        self._recurring = find_recurring(
            [lines[~lines["report_id"].isin(self._copies)]]
        )
        told = [copy.failure for copy in copies]
        every = [*inputs.failures, *inputs.remarks, *self._failed, *told]
        self.failures = gather_failures(every)

    def settle(self, parsed: Iterable[Parsed]) -> list[Parsed]:
        """Give reports as they are in the light of all; copies of others are left out."""
        joined = []
        for p in parsed:
            header = self._headers[p.report.report_id]
            if header.report_id not in self._copies:
                known = {name: getattr(header, name) for name in (*META, "evidence")}
                joined.append(replace(p, report=replace(p.report, **known)))
        return drop_site_frames(joined, self._recurring)


_NO_TEXT: dict[str, Any] = {
    "text": "",
    "raw": "",
    "offsets": np.zeros(1, dtype=np.int64),
    "regions": None,
}


@check_arguments
def read_report(
    path: str | Path, *, report_id: str = "", file_limits: FileLimits | None = None
) -> Parsed:
    """Read one report with its sections, items, cells and claims.

    Parameters
    ----------
    path : str, Path
        The file.
    report_id : str, optional
        Its id; the file's stem if not given.
    file_limits : FileLimits, optional
        What the file may cost, as for :func:`read_corpus`.

    Returns
    -------
    Parsed
        ``.report`` and its parts.

    Raises
    ------
    ReadError
        If the file cannot be read as a report.
    """
    return parse_file(Path(path), report_id or Path(path).stem, limits=file_limits)


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
    what = (source.path, source.report_id, source.override, source.limits)
    return attempt(partial(parse_file, *what), source.source, source.path.name)


def attempt(parse: Callable[[], Parsed], source: str, name: str) -> Parsed | Failure:
    """Parse one report; what goes wrong is a row, never an exception.

    Parameters
    ----------
    parse : callable
        Gives the report with its parts.
    source, name : str
        How the frames call it, and a message.

    Returns
    -------
    Parsed or dict
        The report with its parts, or a row of the frame ``failures``.
    """
    try:
        parsed = parse()
    except TextmineError as error:
        return failure(source, error)
    except MemoryError:
        reason = f"{name}: needs more memory than there is; split the file"
        return failure(source, ReadError(reason))
    except Exception as error:  # noqa: BLE001 - a defect in one report must not lose the others
        what = f"{type(error).__name__}: {error}"
        reason = f"{name}: could not be parsed ({what}); please report"
        return failure(source, ReadError(reason))
    return replace(parsed, report=replace(parsed.report, source=source))


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
    return make_frame(
        "failures", sorted(rows, key=lambda f: (f["source"], f["reason"]))
    )


def identify(reports: Iterable[Report]) -> pd.DataFrame:
    """Say of each report in one row what joins it with others: who wrote it, and its text.

    Parameters
    ----------
    reports : iterable of Report
        Reports in order of their ids.

    Returns
    -------
    pandas.DataFrame
        Columns report_id, source, those of ``schema.META``, given (names of those that a manifest
        gives, joined by ``|``) and text (a digest).
    """
    rows = []
    for report in reports:
        # A copy may be laid out otherwise: blanks do not tell two reports apart.
        text = "".join(report.text.split()).encode("utf-8", "surrogatepass")
        given = [n for n in META if report.evidence.get(n, ("", 0.0))[0] == MANIFEST]
        digest = xxhash.xxh3_128_hexdigest(text)
        known = (*_META(report), "|".join(given), digest)
        rows.append((report.report_id, report.source, *known))
    return lay_out(_IDENTITY, rows)


_META = attrgetter(*META)
_IDENTITY = {
    "report_id": "str",
    "source": "str",
    **{name: "Int64" if name == "year" else "str" for name in META},
    "given": "str",
    "text": "str",
}
"""Columns of the table of identities, with their dtypes."""


def settle(identities: pd.DataFrame, crosswalk: Mapping[str, str]) -> pd.DataFrame:
    """Settle who each agency is by the other reports of its folder, and by the user's crosswalk.

    Parameters
    ----------
    identities : pandas.DataFrame
        From :func:`identify`, of the whole corpus.
    crosswalk : mapping of str to str
        Id of an earlier agency to that of a later one.

    Returns
    -------
    pandas.DataFrame
        The same rows, those of ``schema.META`` as they are now known.
    """
    nothing = np.zeros(1, np.int64)
    reports = []
    for row in identities.to_dict("records"):
        known = {str(name): row[name] for name in META}
        known["year"] = None if pd.isna(row["year"]) else int(row["year"])
        given = [name for name in row["given"].split("|") if name]
        evidence = dict.fromkeys(given, (MANIFEST, 1.0))
        report = Report(row["report_id"], "", "", nothing, **known)
        reports.append(replace(report, source=row["source"], evidence=evidence))
    texts = dict(zip(identities["report_id"], identities["text"], strict=True))
    settled = apply_crosswalk(settle_identities(reports, texts), dict(crosswalk))
    return _with_agencies(identities, settled)


def _with_agencies(identities: pd.DataFrame, settled: Sequence[Report]) -> pd.DataFrame:
    """The same rows, with what is known by now of the agencies."""
    rows = pd.DataFrame([_META(report) for report in settled], columns=list(META))
    return identities.assign(**{name: rows[name].to_numpy() for name in META}).astype(
        _IDENTITY
    )


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """A report that is the same as one before it, and the row of ``failures`` that says so."""

    report_id: str
    failure: Failure


def find_copies(identities: pd.DataFrame) -> list[DuplicateReport]:
    """Find the reports that are copies of one before them.

    Parameters
    ----------
    identities : pandas.DataFrame
        From :func:`identify`, of the whole corpus, settled: of each set of copies the first stays.

    Returns
    -------
    list of DuplicateReport
        All but the first of each set of copies.
    """
    year, text = identities["year"].astype("str"), identities["text"]
    keys = zip(agency_keys(identities), year, text, strict=True)
    first: dict[tuple[str, str, str], str] = {}
    copies = []
    for key, report_id, source in zip(
        keys, identities["report_id"], identities["source"], strict=True
    ):
        one = first.setdefault(key, report_id)
        if one != report_id:
            reason = f"{report_id}: the same report as {one}; only that one is mined"
            row = failure(source, ReadError(reason)) | {"error": "DuplicateReport"}
            copies.append(DuplicateReport(report_id, row))
    return copies


_BY_FILES = f"agency_id in manifest.csv, or in {CROSSWALK} (columns earlier, later)"


def warn_of_twins(
    reports: pd.DataFrame,
    *,
    joined_by: str = _BY_FILES,
    listed_in: str = "manifest.csv",
) -> None:
    """Say where two reports, or two agencies, may be one, and one agency may be several.

    Parameters
    ----------
    reports : pandas.DataFrame
        Frame ``reports``, or the table of :func:`settle`.
    joined_by : str
        How they are joined, for the message.
    listed_in : str
        What lists the reports, for the message.
    """
    _warn_of_versions(reports)
    _warn_of_namesakes(reports)
    _warn_of_mixtures(reports, listed_in)
    twins = find_twins(reports)
    if not twins:
        return
    shown = name_some([f"{one} / {other} ({why})" for one, other, why in twins], "; ")
    warn(
        f"agencies that may be one are not joined ({Counted(len(twins)):pair}): {shown}; "
        f"join them by {joined_by}"
    )


def _warn_of_versions(reports: pd.DataFrame) -> None:
    """Say which agencies have several reports of one year."""
    versions = find_versions(reports)
    if not versions:
        return
    shown = name_some([" / ".join(ids) for ids in versions], "; ")
    warn(
        f"{Counted(len(versions)):agency has|agencies have} several reports of one year that "
        f"differ: {shown}; all are kept, and each counts as a report: leave out what was "
        "replaced, or mend agency and year in manifest.csv"
    )


def _warn_of_namesakes(reports: pd.DataFrame) -> None:
    """Say which agencies were taken for one by their name, and may be several."""
    one = taken_for_one(reports)
    if not one:
        return
    shown = name_some(
        [f"{name} ({Counted(n):report})" for name, n in one.items()], "; "
    )
    warn(
        f"agencies whose name fits several places are taken for one: {shown}; where they are "
        "several, give each its agency_id in manifest.csv, or lay them in folders named by their "
        "places"
    )


_GROUPING = ("agency_type", "province", "region_code", "level")
"""Columns that make groups and join other tables: an agency has one value in each."""


def _warn_of_mixtures(reports: pd.DataFrame, listed_in: str) -> None:
    """Say which agencies differ in what makes groups: a manifest may list some of their files."""
    known = reports[reports["agency_id"] != ""]
    mixed: dict[str, list[str]] = {}
    for column in [name for name in _GROUPING if name in known]:
        pairs = known[["agency_id", column]].drop_duplicates()
        several = pairs[pairs.duplicated("agency_id", keep=False)]
        for agency_id, rows in several.groupby("agency_id", sort=False):
            values = ", ".join(value or "none" for value in sorted(rows[column]))
            mixed.setdefault(str(agency_id), []).append(f"{column} {values}")
    if not mixed:
        return
    shown = name_some(
        [f"{agency_id} ({'; '.join(mixed[agency_id])})" for agency_id in sorted(mixed)],
        "; ",
    )
    warn(
        f"{Counted(len(mixed)):agency differs|agencies differ} from report to report in what "
        f"makes groups: {shown}; their years would be parted, and lost where another table "
        f"is joined: list each of their reports in {listed_in}, with these columns"
    )


def _watch(
    engine: Engine, sources: list[Source], progress: Progress | bool | None
) -> Iterator[Parsed | Failure]:
    """Parse all files, and let the caller see how far the work is."""
    results = engine.map(parse_source, sources)
    if not callable(progress):
        yield from watch(results, len(sources), "reading", "file", show=progress)
        return
    for _, result in zip(
        progress(range(len(sources)), len(sources)), results, strict=True
    ):
        yield result
