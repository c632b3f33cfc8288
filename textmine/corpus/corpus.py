"""A corpus of reports: read once, kept unchanged, handed on as frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np
import pandas as pd

from textmine.corpus.concordance import find_in_context, name_sections
from textmine.corpus.frames import TEXT_FRAMES
from textmine.corpus.holding import STATEMENTS, HeldInMemory, Holding
from textmine.corpus.parse import Parsed
from textmine.corpus.selection import choose, matching
from textmine.corpus.stored.opening import Store, Stored
from textmine.corpus.stored.writing import writing_store
from textmine.display import show
from textmine.english import Counted
from textmine.errors import FrameError, warn
from textmine.intake.arguments import check_arguments
from textmine.intake.values import show_value
from textmine.progress import watch
from textmine.schema import DOUBTFUL, Report, check_columns, make_frame
from textmine.stats.lines import known_agencies

CONTEXT = 30
"""Characters of context on either side: about one clause."""
_DOUBTFUL = [
    "report_id",
    "item_id",
    "role",
    "rule",
    "confidence",
    "before",
    "text",
    "after",
]


class Corpus:
    """Reports with their sections, items, tables and claims; immutable.

    A corpus that :meth:`open` gives lies on disk: what is asked for is read, and nothing else.

    Parameters
    ----------
    parsed : iterable of Parsed
        Parsed reports; their ids are unique.
    failures : DataFrame, optional
        Frame ``failures``: what could not be read, and why.

    Raises
    ------
    FrameError
        If something else than reports is given: paths and folders are for ``read_corpus``, tables
        for ``read_table``.

    Examples
    --------
    >>> corpus = Corpus([])
    >>> len(corpus), list(corpus.frame("items").columns)[:3]
    (0, ['report_id', 'item_id', 'section'])
    """

    def __init__(
        self, parsed: Iterable[Parsed], failures: pd.DataFrame | None = None
    ) -> None:
        held = HeldInMemory(_take_reports(parsed))
        _check_ids(p.report.report_id for p in held.parsed)
        self._held: Holding = held
        self.failures = make_frame("failures", [] if failures is None else failures)

    @classmethod
    @check_arguments
    def open(cls, folder: str | Path) -> Corpus:
        """Open a corpus that :meth:`save` or ``read_corpus(…, store=…)`` wrote.

        Parameters
        ----------
        folder : str or Path
            The store.

        Returns
        -------
        Corpus
            In order of the ids. Reports are read when they are asked for: of a frame its columns,
            of a part of the corpus the files and row groups that hold its reports. Iterating over
            the reports holds some hundred of them at a time.

        Raises
        ------
        ResultsError
            If there is no store, or one of its files is not as it was written.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Corpus([]).save(f"{folder}/store")
        ...     Corpus.open(f"{folder}/store")
        Corpus(0 reports, 0 failures)
        """
        store = Store.open(folder)
        return cls._of(Stored(store), store.failures)

    @check_arguments
    def save(self, folder: str | Path, *, progress: bool | None = None) -> None:
        """Write the corpus to a folder that :meth:`open` opens, partition by partition.

        Parameters
        ----------
        folder : str or Path
            The store: a file of parquet for each frame and up to 1,000 reports of a year; see
            :mod:`textmine.corpus.stored`.
        progress : bool, optional
            Whether a bar shows rate and time left; by default on a terminal and in a notebook.

        Raises
        ------
        ResultsError
            If the folder is there and not empty.
        """
        by_id = np.argsort(
            self._held.frame("reports")["report_id"].to_numpy(), kind="stable"
        )
        with writing_store(folder) as writer:
            parsed = self._part(by_id.tolist()).parsed
            writer.add(watch(parsed, len(self), "saving", "report", show=progress))
            writer.finish(self.failures)

    def __contains__(self, report: object) -> bool:
        """Tell whether a report, or one of an id, is in it."""
        report_id = report.report_id if isinstance(report, Report) else report
        return bool((self._held.frame("reports")["report_id"] == report_id).any())

    def __getattr__(self, name: str) -> Any:
        if name in TEXT_FRAMES:
            raise AttributeError(
                f"a corpus has no attribute {name!r}; ask for corpus.frame({name!r})"
            )
        raise AttributeError(
            f"{type(self).__name__!r} object has no attribute {name!r}"
        )

    def __len__(self) -> int:
        return len(self._held.parsed)

    def __iter__(self) -> Iterator[Report]:
        return (p.report for p in self._held.parsed)

    @overload
    def __getitem__(self, key: int | str) -> Report: ...

    @overload
    def __getitem__(self, key: slice | Sequence[Any] | pd.Series) -> Corpus: ...

    def __getitem__(self, key: Any) -> Report | Corpus:
        """Give one report by position or id, or a corpus by slice, list or mask."""
        chosen = choose(self._held.frame("reports"), key)
        if isinstance(chosen, int):
            return self._held.parsed[chosen].report
        return self._part(chosen)

    def __add__(self, other: Corpus) -> Corpus:
        """Join two corpora; no id may stand in both."""
        if not isinstance(other, Corpus):
            return NotImplemented
        failures = pd.concat([self.failures, other.failures], ignore_index=True)
        parsed = sorted([*self.parsed, *other.parsed], key=lambda p: p.report.report_id)
        return Corpus(parsed, failures)

    def filter(self, query: str | None = None, /, **equal: Any) -> Corpus:
        """Keep the reports for which a query holds, or whose columns have given values.

        Parameters
        ----------
        query : str, optional
            On the columns of ``reports``: ``"year == 2021 and level == 'county'"``.
        **equal
            Column and value, or a list of values: ``year=2021, level=["city", "county"]``.

        Returns
        -------
        Corpus
            Part of the reports; what could not be read is not carried over.

        Raises
        ------
        FrameError
            If a column is not there, or the query cannot be read.

        Examples
        --------
        >>> len(Corpus([]).filter("year == 2021"))
        0
        """
        return self._part(matching(self._held.frame("reports"), query, equal))

    @check_arguments
    def groupby(self, by: str) -> Iterator[tuple[Any, Corpus]]:
        """Divide the reports by a column of ``reports``.

        Parameters
        ----------
        by : str
            The column, e.g. ``"year"``.

        Yields
        ------
        tuple of value and Corpus
            In order of the values: ``""`` where a text is not known; reports without a year are in
            no group of years, which a warning says.

        Raises
        ------
        FrameError
            If there is no such column.
        """
        reports = self._held.frame("reports")
        check_columns(reports, [by], what="reports")
        n_unknown = int(reports[by].isna().sum())
        if n_unknown:
            warn(f"groupby: left out for want of {by}: {Counted(n_unknown):report}")
        groups = reports.groupby(by, sort=True).indices
        return ((value, self._part(list(places))) for value, places in groups.items())

    @check_arguments
    def sample(self, n: int, *, seed: int = 0) -> Corpus:
        """Draw reports at random, without replacement.

        Parameters
        ----------
        n : int
            How many.
        seed : int, default 0
            The same seed draws the same reports.

        Returns
        -------
        Corpus
            In the order of the corpus.

        Raises
        ------
        FrameError
            If the corpus holds fewer reports.
        """
        if not 0 <= n <= len(self):
            raise FrameError(
                f"sample: {n} asked for; the corpus holds {Counted(len(self)):report}"
            )
        drawn = np.random.default_rng(seed).choice(len(self), size=n, replace=False)
        return self._part(sorted(drawn.tolist()))

    @check_arguments
    def kwic(self, pattern: str, *, width: int = 20) -> pd.DataFrame:
        """Find a word or regular expression in all texts, with what stands left and right.

        Parameters
        ----------
        pattern : str
            A regular expression; a word stands for itself.
        width : int, default 20
            Characters of context on either side.

        Returns
        -------
        pandas.DataFrame
            One row a hit: report_id, start, end, section (label of the part that it begins in;
            empty above the first), left, hit, right, and what is known of the report.

        Raises
        ------
        FrameError
            If the pattern is no regular expression, or matches no character at all.
        """
        found = find_in_context(self, pattern, width=width)
        columns = ["report_id", "label", "start", "end"]
        parts = [part.frame("sections")[columns] for part in self.partitions()]
        return name_sections(found, pd.concat(parts))

    def partitions(self) -> Iterator[Corpus]:
        """Divide the reports into parts that are read one after the other.

        Yields
        ------
        Corpus
            Of a corpus on disk up to 1,000 reports of one year, by year and id; a corpus in memory
            is one part.

        Examples
        --------
        >>> [len(part) for part in Corpus([]).partitions()]
        [0]
        """
        return (self._of(part) for part in self._held.parts())

    @property
    def parsed(self) -> Sequence[Parsed]:
        """The reports with their parts, in order of the corpus; on disk made as they are taken."""
        return self._held.parsed

    @check_arguments
    def frame(self, name: str) -> pd.DataFrame:
        """Give a frame of the text side.

        Parameters
        ----------
        name : str
            reports, sections, items, tables, claims, narrative, evidence, places, problems,
            measures or failures.

        Returns
        -------
        pandas.DataFrame
            A copy, free to change. Columns as in ``textmine.schema.FRAMES``; problems and measures
            are items of their role, not coded yet, with agency, level, year … of their report.

        Raises
        ------
        FrameError
            If the corpus has no such frame.
        """
        if name == "failures":
            return self.failures.copy()
        if name not in (*TEXT_FRAMES, *STATEMENTS):
            known = ", ".join([*TEXT_FRAMES, *STATEMENTS, "failures"])
            raise FrameError(f"corpus: no frame {name!r}; there are {known}")
        return self._held.frame(name).copy()

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report."""
        return self.frame("reports")

    @property
    def narrative(self) -> pd.DataFrame:
        """One row a stretch of narrative, without headings and tables."""
        return self.frame("narrative")

    @property
    def evidence(self) -> pd.DataFrame:
        """One row a field of a report's header: where it was read, and how surely."""
        return self.frame("evidence")

    @property
    def problems(self) -> pd.DataFrame:
        """One row a stated problem, with agency, level, year … of its report."""
        return self.frame("problems")

    @property
    def measures(self) -> pd.DataFrame:
        """One row a measure, with agency, level, year … of its report."""
        return self.frame("measures")

    @check_arguments
    def doubtful(
        self, below: float = DOUBTFUL, *, context: int = CONTEXT
    ) -> pd.DataFrame:
        """List the problems and measures that the model is least sure of, with what is around them.

        Parameters
        ----------
        below : float, default 0.6
            Items of less confidence are listed; the default is that of column ``doubtful`` of the
            frame ``items``.
        context : int, default 30
            Characters shown on either side.

        Returns
        -------
        pandas.DataFrame
            Columns report_id, item_id, role, rule, confidence, before, text, after; least sure
            first.

        Examples
        --------
        >>> Corpus([]).doubtful().columns.tolist()[-3:]
        ['before', 'text', 'after']
        """
        rows = []
        for p in self.parsed:
            text = p.report.text
            for i in p.items:
                if i.role in ("problem", "measure") and i.confidence < below:
                    before = text[max(0, i.start - context) : i.start]
                    after = text[i.end : i.end + context]
                    words = text[i.start : i.end]
                    told = (i.report_id, i.item_id, i.role, i.rule, i.confidence)
                    rows.append((*told, before, words, after))
        frame = pd.DataFrame(rows, columns=_DOUBTFUL)
        return frame.sort_values(
            ["confidence", "report_id", "item_id"], ignore_index=True
        )

    def summary(self) -> pd.DataFrame:
        """Count what is in the corpus, by year.

        Returns
        -------
        pandas.DataFrame
            Columns year, reports, agencies (those that are known), narrative_chars, problems,
            measures, sections_missing.
        """
        reports = self.reports
        items = self.frame("items")
        sections = self.frame("sections")

        def count(rows: pd.DataFrame) -> np.ndarray:
            """Rows of each report."""
            n = rows["report_id"].value_counts()
            return n.reindex(reports["report_id"], fill_value=0).to_numpy()

        columns = ["report_id", "year", "n_narrative_chars"]
        counts = reports[columns].assign(
            agency=known_agencies(reports),
            problems=count(items[items["role"] == "problem"]),
            measures=count(items[items["role"] == "measure"]),
            missing=count(sections[sections["status"] == "missing"]),
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
        return f"Corpus({Counted(len(self)):report}, {Counted(len(self.failures)):failure})"

    def _repr_html_(self) -> str:
        """What a notebook shows: the summary, and what failed first."""
        told = show(repr(self), {}, self.summary(), kind="Corpus")
        if self.failures.empty:
            return told
        failed = {"failures": len(self.failures)}
        return told + show(
            "corpus.failures", failed, self.failures[["source", "reason"]]
        )

    def _part(self, places: list[int]) -> Corpus:
        """A corpus of some of the reports."""
        if len(set(places)) < len(places):
            ids = self._held.frame("reports")["report_id"]
            _check_ids(ids.iloc[places])
        return self._of(self._held.pick(places))

    @classmethod
    def _of(cls, held: Holding, failures: pd.DataFrame | None = None) -> Corpus:
        """A corpus of what holds its reports, whose ids are unique."""
        corpus = cls.__new__(cls)
        corpus._held = held
        corpus.failures = make_frame("failures", [] if failures is None else failures)
        return corpus


def _take_reports(given: Any) -> tuple[Parsed, ...]:
    """Take parsed reports; what is none is told where it belongs."""
    is_list = isinstance(given, Iterable) and not isinstance(given, str | pd.DataFrame)
    parsed = tuple(given) if is_list else (given,)
    for at, one in enumerate(parsed):
        if not isinstance(one, Parsed):
            raise FrameError(
                f"Corpus: report {at} is {show_value(one)}; expected what tm.read_report gives;"
                " tm.read_corpus takes files and folders, tm.read_table a table of texts"
            )
    return parsed


def _check_ids(ids: Iterable[str]) -> None:
    """Refuse reports of which two have the same id."""
    twice = [report_id for report_id, n in Counter(ids).items() if n > 1]
    if twice:
        raise FrameError(
            f"corpus: report_id {twice[0]!r} occurs twice; give every report an id of its own"
        )
