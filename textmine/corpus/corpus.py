"""A corpus of reports: read once, kept unchanged, handed on as frames."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.frames import TEXT_FRAMES, frame_of, statements
from textmine.corpus.parse import Parsed, parse_file
from textmine.errors import FrameError, ReadError, TextmineError
from textmine.io.manifest import read_manifest
from textmine.io.readers import find_files
from textmine.schema import Report, make_frame

Paths = str | Path | Iterable[str | Path]
Progress = Callable[[Iterable[int], int], Iterable[int]]
Spread = Callable[[Callable[[Any], Any], list[Any]], Iterable[Any]]


class Corpus:
    """Reports with their sections, items, tables and claims; immutable, can be iterated again and again.

    Parameters
    ----------
    parsed : iterable of Parsed
        Parsed reports; their ids are unique.
    failures : DataFrame, optional
        Frame ``failures``: what could not be read, and why.

    Examples
    --------
    >>> corpus = Corpus([])
    >>> len(corpus), list(corpus.frame("items").columns)[:3]
    (0, ['report_id', 'item_id', 'section'])
    """

    def __init__(self, parsed: Iterable[Parsed], failures: pd.DataFrame | None = None) -> None:
        self._parsed = tuple(parsed)
        self._by_id = {p.report.report_id: p for p in self._parsed}
        self.failures = make_frame("failures", [] if failures is None else failures)
        if len(self._by_id) < len(self._parsed):
            twice = [
                i for i, n in Counter(p.report.report_id for p in self._parsed).items() if n > 1
            ]
            raise FrameError(
                f"corpus: report_id {twice[0]!r} occurs twice; give every report an id of its own"
            )

    def __len__(self) -> int:
        return len(self._parsed)

    def __iter__(self) -> Iterator[Report]:
        return (p.report for p in self._parsed)

    def __getitem__(self, report_id: str) -> Report:
        if report_id not in self._by_id:
            near = ", ".join(list(self._by_id)[:5])
            raise KeyError(
                f"no report {report_id!r}; the corpus holds {len(self)} reports: {near} …"
            )
        return self._by_id[report_id].report

    @property
    def parsed(self) -> tuple[Parsed, ...]:
        """The reports with their parts, in order of their ids."""
        return self._parsed

    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame of the text side.

        Parameters
        ----------
        name : str
            reports, sections, items, tables, claims, narrative or failures.

        Returns
        -------
        pandas.DataFrame
            Columns as in ``textmine.schema.FRAMES``; a copy, free to change.

        Raises
        ------
        FrameError
            If the corpus has no such frame.
        """
        if name == "failures":
            return self.failures.copy()
        if name not in TEXT_FRAMES:
            raise FrameError(
                f"corpus: no frame {name!r}; there are {', '.join(TEXT_FRAMES)}, failures"
            )
        return self._frames[name].copy()

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report."""
        return self.frame("reports")

    @property
    def narrative(self) -> pd.DataFrame:
        """One row a stretch of narrative, without headings and tables."""
        return self.frame("narrative")

    @property
    def problems(self) -> pd.DataFrame:
        """One row a stated problem, with agency, level, year … of its report."""
        return statements(self._parsed, "problem")

    @property
    def measures(self) -> pd.DataFrame:
        """One row a measure, with agency, level, year … of its report."""
        return statements(self._parsed, "measure")

    def summary(self) -> pd.DataFrame:
        """Count what is in the corpus, by year.

        Returns
        -------
        pandas.DataFrame
            Columns year, reports, agencies, narrative_chars, problems, measures, sections_missing.
        """
        reports = self.reports
        items = self.frame("items")
        sections = self.frame("sections")
        counts = reports[["report_id", "agency", "year", "n_narrative_chars"]].assign(
            problems=reports["report_id"]
            .map(items[items["role"] == "problem"]["report_id"].value_counts())
            .fillna(0),
            measures=reports["report_id"]
            .map(items[items["role"] == "measure"]["report_id"].value_counts())
            .fillna(0),
            missing=reports["report_id"]
            .map(sections[sections["status"] == "missing"]["report_id"].value_counts())
            .fillna(0),
        )
        return (
            counts.groupby("year", dropna=False)
            .agg(
                reports=("report_id", "size"),
                agencies=("agency", "nunique"),
                narrative_chars=("n_narrative_chars", "sum"),
                problems=("problems", "sum"),
                measures=("measures", "sum"),
                sections_missing=("missing", "sum"),
            )
            .astype("int64")
            .reset_index()
        )

    def __repr__(self) -> str:
        return f"Corpus({len(self)} reports, {len(self.failures)} failures)"

    def _repr_html_(self) -> str:
        """What a notebook shows: the summary, and a line on what failed."""
        failed = "".join(
            f"<li>{html.escape(source)}: {html.escape(reason)}</li>"
            for source, reason in zip(self.failures["source"], self.failures["reason"], strict=True)
        )
        table = self.summary().to_html(index=False)
        return f"<p><b>{html.escape(repr(self))}</b></p>{table}" + (
            f"<ul>{failed}</ul>" if failed else ""
        )

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        """Each frame, made at first need."""
        return _Lazy(self._parsed)


class _Lazy(dict[str, pd.DataFrame]):
    """Frames by name, made when asked for."""

    def __init__(self, parsed: tuple[Parsed, ...]) -> None:
        super().__init__()
        self._source = parsed

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = frame_of(name, self._source)
        return self[name]


def read_corpus(
    paths: Paths, *, jobs: int = 1, progress: Progress | None = None, spread: Spread | None = None
) -> Corpus:
    """Read reports from files and folders.

    Parameters
    ----------
    paths : str, Path or iterable of them
        Files, or folders that are walked recursively; a ``manifest.csv`` in a folder overrides what
        is inferred.
    jobs : int, default 1
        Processes to read with; the result is the same for any number.
    spread : callable, optional
        Maps a function over the files somewhere else (a cluster) and gives the results in order;
        ``jobs`` then plays no part.
    progress : callable, optional
        Wraps the iteration over the files, e.g. ``lambda files, n: tqdm(files, total=n)``.

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
    failures: list[dict[str, str]] = []
    present = []
    for path in wanted:
        if Path(path).exists():
            present.append(path)
        else:
            failures.append(
                _failure(path, ReadError(f"{path}: no such file or folder; check the path"))
            )
    files, unknown = find_files(present)
    failures += [
        _failure(f, ReadError(f"{f.name}: not a kind of file that is read; expected {_KINDS}"))
        for f in unknown
    ]
    if not files and not failures:
        raise ReadError(
            f"{', '.join(map(str, wanted)) or 'no path'}: no report found; expected {_KINDS} files"
        )
    if not files:
        raise ReadError(failures[0]["reason"])
    overrides = _overrides(present, failures)
    ids = name_reports(files)
    work = [(f, i, overrides.get(f.resolve())) for f, i in zip(files, ids, strict=True)]
    done = list(_run(work, jobs, progress) if spread is None else spread(_parse_one, work))
    good = [p for p in done if isinstance(p, Parsed)]
    failures += [p for p in done if isinstance(p, dict)]
    good, copies = _drop_copies(sorted(good, key=lambda p: p.report.report_id))
    failures += copies
    return Corpus(
        good, make_frame("failures", sorted(failures, key=lambda f: (f["source"], f["reason"])))
    )


_KINDS = ".txt .md .html .htm .docx .pdf .doc .wps"


def read_report(path: str | Path, *, report_id: str = "") -> Parsed:
    """Read one report with its sections, items, cells and claims.

    Parameters
    ----------
    path : str or Path
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


def name_reports(files: list[Path]) -> list[str]:
    """Give every file an id: its stem, with as many folders before it as make it unique.

    Parameters
    ----------
    files : list of Path
        The files.

    Returns
    -------
    list of str
        Unique ids, in the order of the files.

    Examples
    --------
    >>> name_reports([Path("2020/swj.txt"), Path("2021/swj.txt"), Path("2021/czj.txt")])
    ['2020_swj', '2021_swj', 'czj']
    """
    depth = [1] * len(files)
    while True:
        ids = [_stem(f, d) for f, d in zip(files, depth, strict=True)]
        same: dict[str, list[int]] = defaultdict(list)
        for k, i in enumerate(ids):
            same[i].append(k)
        clashes = [ks for ks in same.values() if len(ks) > 1]
        if not clashes:
            return ids
        deeper = {k for ks in clashes for k in ks if depth[k] < len(files[k].parts)}
        if not deeper:
            return [
                i if len(same[i]) == 1 else f"{i}_{files[k].suffix[1:] or k}"
                for k, i in enumerate(ids)
            ]
        depth = [d + (k in deeper) for k, d in enumerate(depth)]


def _stem(path: Path, depth: int) -> str:
    """The stem with the nearest ``depth - 1`` folders before it."""
    folders = (
        [p for p in path.parts[:-1] if p not in (path.anchor, "..", ".")][-(depth - 1) :]
        if depth > 1
        else []
    )
    return "_".join([*folders, path.stem])


def _overrides(
    paths: Iterable[str | Path], failures: list[dict[str, str]]
) -> dict[Path, Mapping[str, str]]:
    """Rows of all manifests, by absolute path."""
    out: dict[Path, Mapping[str, str]] = {}
    for path in paths:
        folder = Path(path) if Path(path).is_dir() else Path(path).parent
        for place in [
            folder,
            *(d for d in sorted(folder.rglob("*")) if d.is_dir() and Path(path).is_dir()),
        ]:
            try:
                out |= {f.resolve(): row for f, row in read_manifest(place).items()}
            except TextmineError as error:
                failures.append(_failure(place / "manifest.csv", error))
    return out


def _failure(source: str | Path, error: Exception) -> dict[str, str]:
    """A row of the frame ``failures``."""
    return {"source": Path(source).as_posix(), "reason": str(error), "error": type(error).__name__}


def _parse_one(job: tuple[Path, str, Mapping[str, str] | None]) -> Parsed | dict[str, str]:
    """Parse one file; a failure is a row, never an exception."""
    path, report_id, override = job
    try:
        return parse_file(path, report_id, override)
    except TextmineError as error:
        return _failure(path, error)
    except Exception as error:  # noqa: BLE001 - a defect in one file must not lose the others
        return _failure(
            path,
            ReadError(
                f"{path.name}: could not be parsed ({type(error).__name__}: {error}); please report"
            ),
        )


def _run(
    work: list[tuple[Path, str, Mapping[str, str] | None]], jobs: int, progress: Progress | None
) -> Iterator[Parsed | dict[str, str]]:
    """Parse in this process, or in several."""
    steps = range(len(work)) if progress is None else progress(range(len(work)), len(work))
    if jobs <= 1 or len(work) < 4:
        for k in steps:
            yield _parse_one(work[k])
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        results = pool.map(_parse_one, work, chunksize=max(1, min(64, len(work) // (4 * jobs))))
        for _, result in zip(steps, results, strict=True):
            yield result


def _drop_copies(parsed: list[Parsed]) -> tuple[list[Parsed], list[dict[str, str]]]:
    """Keep one of several copies of a report and report the others."""
    seen: dict[tuple[str, int | None, str], str] = {}
    kept, copies = [], []
    for p in parsed:
        key = (p.report.agency, p.report.year, "".join(p.report.text.split()))
        if key in seen:
            error = ReadError(
                f"{p.report.report_id}: the same report as {seen[key]}; only that one is mined"
            )
            copies.append(_failure(p.report.source, error) | {"error": "DuplicateReport"})
        else:
            seen[key] = p.report.report_id
            kept.append(p)
    return kept, copies
