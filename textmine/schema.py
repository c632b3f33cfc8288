"""The carriers between the stages: Report, Section, Item, Cell, and the columns of every frame.

Every offset is a code-point offset, half open, into ``Report.text``; for each row of each frame
with ``start``, ``end`` and ``text`` the contract is ``report.text[start:end] == text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.display import show, show_fraction
from textmine.dtypes import typed_column
from textmine.english import Counted, with_article
from textmine.errors import FrameError
from textmine.places import PageBox, Regions

LEVELS = ("national", "province", "city", "county", "township")
LABELS = (
    "preamble",
    "overview",
    "disclosure",
    "applications",
    "review",
    "problems",
    "measures",
    "other",
    "extra",
)
CORE_LABELS = ("overview", "disclosure", "applications", "review", "problems", "other")
ROLES = ("problem", "measure", "activity", "other")
CELL_STATES = ("VALUE", "ZERO", "EMPTY", "NA", "TEXT")
SECTION_STATUS = ("found", "inferred", "missing")
CHECK_STATUS = ("PASS", "FAIL", "UNCERTAIN", "NOT_ASSESSABLE")
KINDS = ("mandated", "national", "regional", "sectoral", "peer", "self", "stock")
RESPONSE_STATES = ("concrete", "mirrored", "uncovered")
PERSISTENCE_STATES = ("verbatim", "restated", "new", "dropped")
MOST_STATEMENTS = 500
"""Problems, and measures, that one report has at most. The annotated reports have up to 6 of each,
sixty of them in one file some 300. Each problem is compared with each measure, in 250 bytes: 500
of both take 60 MB, 50,000 more than any machine has."""
DOUBTFUL = 0.6
"""Confidence below which an item is flagged for a second look: about the least sure sixth of the
items of hands left out, of which nearly half are wrong (calibration curve of benchmark ``items``).
"""
META = (
    "agency",
    "agency_id",
    "region",
    "region_code",
    "province",
    "level",
    "agency_type",
    "year",
    "published",
)
"""What is known of a report besides its text: fields of its header, in the order of the frames."""

FRAMES: dict[str, dict[str, str]] = {
    "reports": {
        "report_id": "str",
        "agency": "str",
        "agency_id": "str",
        "region": "str",
        "region_code": "str",
        "province": "str",
        "level": "str",
        "agency_type": "str",
        "year": "Int64",
        "form": "str",
        "script": "str",
        "published": "str",
        "n_chars": "int64",
        "n_narrative_chars": "int64",
        "confidence": "float64",
        "source": "str",
        "sha256": "str",
    },
    "sections": {
        "report_id": "str",
        "order": "int64",
        "label": "str",
        "heading": "str",
        "start": "int64",
        "end": "int64",
        "confidence": "float64",
        "status": "str",
        "text": "str",
    },
    "items": {
        "report_id": "str",
        "item_id": "str",
        "section": "str",
        "role": "str",
        "order": "int64",
        "depth": "int64",
        "marker": "str",
        "rule": "str",
        "confidence": "float64",
        "doubtful": "bool",
        "start": "int64",
        "end": "int64",
        "text": "str",
        "page": "Int64",
        "box": "str",
    },
    "problems": {
        "item_id": "str",
        "report_id": "str",
        "text": "str",
        "categories": "str",
        "probabilities": "str",
        "evidence": "str",
    },
    "responses": {
        "report_id": "str",
        "problem_id": "str",
        "measure_id": "str",
        "score": "float64",
        "state": "str",
    },
    "persistence": {
        "agency": "str",
        "item_id": "str",
        "year": "Int64",
        "earlier_item_id": "str",
        "earlier_year": "Int64",
        "state": "str",
        "similarity": "float64",
        "agency_id": "str",
        "joined_by": "str",
        "report_id": "str",
    },
    "tables": {
        "report_id": "str",
        "table": "str",
        "row": "int64",
        "row_label": "str",
        "column": "int64",
        "column_label": "str",
        "value": "float64",
        "unit": "str",
        "state": "str",
        "raw": "str",
        "start": "int64",
        "end": "int64",
        "page": "Int64",
        "box": "str",
    },
    "claims": {
        "report_id": "str",
        "quantity": "str",
        "value": "float64",
        "unit": "str",
        "approximate": "bool",
        "start": "int64",
        "end": "int64",
        "text": "str",
    },
    "checks": {
        "report_id": "str",
        "check": "str",
        "status": "str",
        "expected": "str",
        "found": "str",
        "start": "int64",
        "end": "int64",
        "evidence": "str",
    },
    "families": {
        "family_id": "str",
        "text": "str",
        "n_chars": "int64",
        "n_reports": "int64",
        "n_agencies": "int64",
        "n_provinces": "int64",
        "first_year": "Int64",
        "last_year": "Int64",
        "kind": "str",
        "probability": "float64",
        "reasons": "str",
    },
    "passages": {
        "family_id": "str",
        "report_id": "str",
        "section": "str",
        "start": "int64",
        "end": "int64",
        "text": "str",
        "kind": "str",
        "df_reports": "int64",
        "df_agencies": "int64",
        "page": "Int64",
        "box": "str",
    },
    "origins": {
        "report_id": "str",
        "family_id": "str",
        "section": "str",
        "start": "int64",
        "end": "int64",
        "origin": "str",
        "other_id": "str",
        "probability": "float64",
        "evidence": "str",
        "earliest_id": "str",
    },
    "agency_scores": {
        "agency_id": "str",
        "agency": "str",
        "score": "str",
        "value": "float64",
        "n": "int64",
        "n_reports": "int64",
    },
    "ties": {
        "source": "str",
        "copier": "str",
        "n_chars": "int64",
        "n_families": "int64",
        "reports": "str",
        "first_year": "Int64",
        "probability": "float64",
        "evidence": "str",
    },
    "pairs": {
        "report_a": "str",
        "report_b": "str",
        "pair_type": "str",
        "shared_chars": "int64",
        "longest": "int64",
        "containment_ab": "float64",
        "containment_ba": "float64",
        "jaccard": "float64",
        "expected": "float64",
        "excess": "float64",
        "n_null": "int64",
        "p_floor": "float64",
        "p_value": "float64",
        "q_value": "float64",
        "direction": "str",
        "p_direction": "float64",
        "joined_by": "str",
    },
    "scores": {
        "report_id": "str",
        "scope": "str",
        "score": "str",
        "value": "float64",
        "n": "int64",
        "ci_low": "float64",
        "ci_high": "float64",
    },
    "phrases": {
        "phrase": "str",
        "n_chars": "int64",
        "tf": "int64",
        "df_reports": "int64",
        "df_agencies": "int64",
        "cohesion": "float64",
        "entropy_left": "float64",
        "entropy_right": "float64",
        "kind": "str",
    },
    "themes": {
        "theme": "int64",
        "label": "str",
        "rank": "int64",
        "term": "str",
        "weight": "float64",
        "stability": "float64",
    },
    "theme_shares": {"report_id": "str", "theme": "int64", "share": "float64"},
    "profile": {
        "by": "str",
        "group": "str",
        "category": "str",
        "share": "float64",
        "n": "int64",
        "n_clusters": "int64",
        "ci_low": "float64",
        "ci_high": "float64",
        "note": "str",
    },
    "failures": {"source": "str", "reason": "str", "error": "str"},
    "expected": {
        "agency_id": "str",
        "agency": "str",
        "year": "Int64",
        "state": "str",
        "reports": "str",
        "every_year": "bool",
    },
    "verdicts": {
        "judged": "str",
        "check": "str",
        "verdict": "str",
        "note": "str",
        "by": "str",
        "found": "str",
        "state": "str",
    },
    "evidence": {
        "report_id": "str",
        "field": "str",
        "value": "str",
        "rule": "str",
        "confidence": "float64",
    },
    "places": {
        "report_id": "str",
        "start": "int64",
        "end": "int64",
        "page": "int64",
        "x0": "float64",
        "y0": "float64",
        "x1": "float64",
        "y1": "float64",
    },
    "trace_spans": {
        "start": "int64",
        "end": "int64",
        "n_reports": "int64",
        "n_agencies": "int64",
        "first_report_id": "str",
        "first_agency": "str",
        "first_year": "Int64",
        "n_first": "int64",
        "family_id": "str",
        "kind": "str",
        "text": "str",
    },
    "trace_holders": {
        "start": "int64",
        "end": "int64",
        "report_id": "str",
        "agency": "str",
        "agency_id": "str",
        "province": "str",
        "agency_type": "str",
        "year": "Int64",
        "holder_start": "int64",
        "holder_end": "int64",
        "n_chars": "int64",
    },
    "narrative": {
        "report_id": "str",
        "section": "str",
        "start": "int64",
        "end": "int64",
        "text": "str",
        "agency": "str",
        "agency_id": "str",
        "region": "str",
        "region_code": "str",
        "province": "str",
        "level": "str",
        "agency_type": "str",
        "year": "Int64",
        "published": "str",
    },
}
"""Columns and dtypes of every frame, in order.

``places`` has a row for each printed line and each cell of a table of PDF and OFD files: ``page``
from 1, and a box in points from the upper left corner of the page. Columns ``page`` and ``box`` of
other frames say where a row stands: the first page, and its boxes as ``page:x0,y0,x1,y1`` parted by
blanks (:func:`textmine.places.read_places`); missing and empty for files without fixed pages.
``narrative`` carries the text of a corpus, without headings and tables, from the text side to the
analyses; ``trace_spans`` and ``trace_holders`` say where a text stands in a store. ``mine`` writes
none of these."""


_BEGINNING = 120  # characters of a report's text that a notebook shows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Report:
    """One annual report: its text, the way back to the file, and what its header says.

    Parameters
    ----------
    report_id : str
        The file's stem, made unique by folder.
    text : str
        Normalised text, simplified script; all offsets count in it.
    raw : str
        The text as decoded from the file (tables as rows of tab-separated cells).
    offsets : numpy.ndarray of shape (len(text) + 1,)
        ``offsets[i]`` is the place of ``text[i]`` in ``raw``; the last entry is ``len(raw)``.
    agency, region, province, level, agency_type, form, script, published, source, sha256 : str
        Empty where unknown.
    agency_id, region_code : str
        Who the agency is whatever its name is written like, and the code of its region.
    year : int or None
        The year reported on (not the year of signature).
    confidence : float
        0–1, the weakest of agency and year.
    evidence : dict
        For each header field: ``(rule, confidence)``, where it was read and how surely.
    regions : Regions or None
        Where the lines and cells of a PDF or OFD file stand; None for other files.

    Examples
    --------
    >>> import numpy as np
    >>> r = Report("r1", "我局", "我 局", np.array([0, 2, 3]))
    >>> r.raw_span(0, 2)
    (0, 3)
    """

    report_id: str
    text: str
    raw: str
    offsets: NDArray[np.int64]
    agency: str = ""
    agency_id: str = ""
    region: str = ""
    region_code: str = ""
    province: str = ""
    level: str = ""
    agency_type: str = ""
    year: int | None = None
    form: str = ""
    script: str = "simp"
    published: str = ""
    confidence: float = 0.0
    source: str = ""
    sha256: str = ""
    evidence: dict[str, tuple[str, float]] = field(default_factory=dict)
    regions: Regions | None = None

    def __repr__(self) -> str:
        """Which report it is: the text itself would fill the screen."""
        whose = self.agency or "agency unknown"
        year = self.year or "year unknown"
        length = f"{Counted(len(self.text)):,character}"
        return f"Report({self.report_id!r}, {whose}, {year}, {length})"

    def _repr_html_(self) -> str:
        """What a notebook shows: who wrote it, for which year, how it begins."""
        facts = {
            "report_id": self.report_id,
            "year": self.year,
            "region": self.region,
            "level": self.level,
            "agency_type": self.agency_type,
            "form": self.form,
            "published": self.published,
            "confidence": show_fraction(self.confidence),
            "characters": f"{len(self.text):,}",
        }
        beginning = self.text[:_BEGINNING] + (
            "…" if len(self.text) > _BEGINNING else ""
        )
        return show(self.agency or self.report_id, facts | {"text": beginning})

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of ``text`` back to the file as read.

        Parameters
        ----------
        start, end : int
            Half-open offsets into ``text``.

        Returns
        -------
        tuple of int
            Half-open offsets into ``raw``; empty spans stay empty.

        Raises
        ------
        ValueError
            If the span does not lie in the text.
        """
        self._check(start, end)
        if start == end:
            return int(self.offsets[start]), int(self.offsets[start])
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1

    def place(self, start: int, end: int) -> list[PageBox]:
        """Say on which page and where a span of ``text`` stands in the file.

        Parameters
        ----------
        start, end : int
            Half-open offsets into ``text``; an empty span stands for an empty cell.

        Returns
        -------
        list of PageBox
            A box for each line, or cell of a table, in points from the upper left corner of its
            page; none for files without fixed pages.

        Raises
        ------
        ValueError
            If the span does not lie in the text.

        Examples
        --------
        >>> import numpy as np
        >>> from textmine.places import Region, Regions
        >>> line = Region(0, 2, 3, (70, 100, 90, 112), (70, 80, 90))
        >>> r = Report("r1", "我局", "我局", np.arange(3), regions=Regions.of([line]))
        >>> r.place(1, 2)
        [PageBox(page=3, x0=80.0, y0=100.0, x1=90.0, y1=112.0)]
        """
        self._check(start, end)
        if self.regions is None:
            return []
        if start == end:
            return self.regions.find_empty(int(self.offsets[start]))
        return self.regions.find(self.offsets[start:end])

    def _check(self, start: int, end: int) -> None:
        """Refuse a span that does not lie in the text."""
        for offset in (start, end):
            if not isinstance(offset, int | np.integer):
                raise TypeError(
                    f"span of {self.report_id}: an offset is "
                    f"{with_article(type(offset).__name__)}; expected a whole number"
                )
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(
                f"span {start}:{end} lies outside the text of {self.report_id} (0:{len(self.text)})"
            )


class Section(NamedTuple):
    """A section of a report, heading included.

    ``status`` is found, inferred or missing (then it is empty).
    """

    report_id: str
    order: int
    label: str
    heading: str
    start: int
    end: int
    confidence: float
    status: str
    rule: str = ""


class Item(NamedTuple):
    """One problem, measure or activity; the span excludes its marker."""

    report_id: str
    item_id: str
    section: str
    role: str
    order: int
    depth: int
    marker: str
    rule: str
    confidence: float
    start: int
    end: int

    @property
    def doubtful(self) -> bool:
        """Whether it is so unsure that it should be checked against the text."""
        return self.confidence < DOUBTFUL


class Cell(NamedTuple):
    """One cell of table 2, 3, 4 or S; ``value`` is None unless the state is VALUE or ZERO.

    TEXT are words, or all that a row prints where it does not tell the columns of its numbers.

    S is the statistical table of the reports on 2014–2018. A named tuple, as all parts of which a
    report has many (cells two hundred): a frozen dataclass takes four times as long to make and to
    send to a process.
    """

    report_id: str
    table: str
    row: int
    row_label: str
    column: int
    column_label: str
    value: float | None
    unit: str
    state: str
    raw: str
    start: int
    end: int


class Claim(NamedTuple):
    """A number that the narrative states: what it counts, how many, and whether it is exact."""

    report_id: str
    quantity: str
    value: float
    unit: str
    approximate: bool
    start: int
    end: int


@runtime_checkable
class NarrativeSource(Protocol):
    """What the analyses take where a corpus is meant: anything with these two frames."""

    @property
    def narrative(self) -> pd.DataFrame:
        """Rows of narrative text (frame ``narrative``)."""

    @property
    def reports(self) -> pd.DataFrame:
        """One row a report (frame ``reports``)."""


def make_frame(
    name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame
) -> pd.DataFrame:
    """Make a frame with exactly the contract's columns, order and dtypes.

    Parameters
    ----------
    name : str
        A key of ``FRAMES``.
    rows : iterable of mappings, or DataFrame
        Values by column name, also as a csv words them; further keys are dropped. Missing text is
        ``""``, missing numbers are NaN/NA.

    Returns
    -------
    pandas.DataFrame
        Columns ``FRAMES[name]``, a fresh RangeIndex.

    Raises
    ------
    FrameError
        If the name is unknown, a column is missing or a value does not fit its dtype.

    Examples
    --------
    >>> make_frame(
    ...     "failures", [{"source": "a.txt", "reason": "empty", "error": "ReadError"}]
    ... ).shape
    (1, 3)
    """
    columns = frame_columns(name)
    frame = (
        rows
        if isinstance(rows, pd.DataFrame)
        else pd.DataFrame(list(rows), columns=list(columns))
    )
    check_columns(frame, columns, what=name)
    out = {}
    for column, dtype in columns.items():
        try:
            out[column] = typed_column(frame[column].reset_index(drop=True), dtype)
        except (TypeError, ValueError) as error:
            raise FrameError(
                f"frame {name}: column {column!r} does not hold {dtype}: {error}"
            ) from None
    return pd.DataFrame(out, columns=list(columns))


def frame_columns(name: str) -> dict[str, str]:
    """Columns and dtypes of a frame of the contract.

    Parameters
    ----------
    name : str
        Name of the frame, e.g. ``"items"``.

    Returns
    -------
    dict
        Column name to pandas dtype, in order.

    Raises
    ------
    FrameError
        If there is no such frame.

    Examples
    --------
    >>> list(frame_columns("theme_shares"))
    ['report_id', 'theme', 'share']
    """
    if name not in FRAMES:
        raise FrameError(f"no frame {name!r}; there are {', '.join(FRAMES)}")
    return FRAMES[name]


def check_columns(frame: pd.DataFrame, columns: Iterable[str], *, what: str) -> None:
    """Check at the door that a frame has the columns a function needs.

    Parameters
    ----------
    frame : pandas.DataFrame
        The frame handed in.
    columns : iterable of str
        Columns it must have.
    what : str
        How to call the frame in the message.

    Raises
    ------
    FrameError
        Naming the columns that are missing and those found.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"text": []}), ["report_id", "text"], what="texts")
    Traceback (most recent call last):
        ...
    textmine.errors.FrameError: texts: missing column report_id; the frame has text
    """
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        have = ", ".join(map(str, frame.columns)) or "no columns"
        hint = ""
        # The frames of a run say of a report its id alone.
        if "report_id" in frame.columns and set(missing) <= set(META):
            hint = "; frame.merge(reports, on='report_id') joins what is known of the reports"
        if set(missing) <= set(frame.index.names):
            hint = "; its index is called so, and frame.reset_index() makes it a column"
        raise FrameError(
            f"{what}: missing column {', '.join(missing)}; the frame has {have}{hint}"
        )
