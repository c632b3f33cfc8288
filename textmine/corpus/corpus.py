"""A corpus of reports: read once, kept unchanged, handed on as frames."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

import pandas as pd

from textmine.corpus.frames import TEXT_FRAMES, frame_of, statements
from textmine.corpus.parse import Parsed
from textmine.errors import FrameError
from textmine.schema import Report, make_frame


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
