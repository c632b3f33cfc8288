"""From parsed reports to the frames of the text side, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from textmine.corpus.parse import Parsed, evidence_rows
from textmine.dtypes import lay_out
from textmine.places import join_lines, write_places
from textmine.schema import META, frame_columns

TEXT_FRAMES = (
    "reports",
    "sections",
    "items",
    "tables",
    "claims",
    "narrative",
    "evidence",
    "places",
)

_STATEMENT = {
    "item_id": "str",
    "report_id": "str",
    "text": "str",
    "start": "int64",
    "end": "int64",
    "section": "str",
    "order": "int64",
    "rule": "str",
    **{name: "Int64" if name == "year" else "str" for name in META},
}
"""Columns of the frames of problems and of measures, with their dtypes."""

Row = Sequence[Any]


def frame_of(name: str, parsed: Iterable[Parsed]) -> pd.DataFrame:
    """Make one frame of the text side.

    Parameters
    ----------
    name : str
        One of ``TEXT_FRAMES``.
    parsed : iterable of Parsed
        The reports, in the order the rows shall have.

    Returns
    -------
    pandas.DataFrame
        The frame of the contract.
    """
    return lay_out(frame_columns(name), [row for p in parsed for row in _ROWS[name](p)])


def statements(parsed: Iterable[Parsed], role: str) -> pd.DataFrame:
    """Make the frame of problems or of measures, with what is known of their reports.

    Parameters
    ----------
    parsed : iterable of Parsed
        The reports.
    role : {"problem", "measure"}
        Which items.

    Returns
    -------
    pandas.DataFrame
        Columns item_id, report_id, text, start, end, section, order, rule, and of the report those
        of ``schema.META``.
    """
    rows = []
    of_item = attrgetter("start", "end", "section", "order", "rule")
    for p in parsed:
        known = _META(p.report)
        for item in p.items:
            if item.role == role:
                text = p.report.text[item.start : item.end]
                rows.append(
                    (item.item_id, item.report_id, text, *of_item(item), *known)
                )
    return lay_out(_STATEMENT, rows)


def text_tables(parsed: Sequence[Parsed]) -> dict[str, pd.DataFrame]:
    """Make all tables of the text side.

    Parameters
    ----------
    parsed : sequence of Parsed
        The reports, in the order the rows shall have.

    Returns
    -------
    dict of str to DataFrame
        ``TEXT_FRAMES``, and ``stated`` and ``measures``: problems and measures with what is known
        of their reports.
    """
    frames = {name: frame_of(name, parsed) for name in TEXT_FRAMES}
    return frames | {
        "stated": statements(parsed, "problem"),
        "measures": statements(parsed, "measure"),
    }


_META = attrgetter(*META)


def _report_rows(p: Parsed) -> Iterator[Row]:
    """One row: the report."""
    counted = {
        "n_chars": len(p.report.text),
        "n_narrative_chars": sum(b - a for _, a, b in p.narrative),
    }
    names = frame_columns("reports")
    yield [
        counted[name] if name in counted else getattr(p.report, name) for name in names
    ]


def _spans(name: str, of: str) -> Any:
    """Make the function that gives a row for each part with a span: its fields, and its text."""
    columns = frame_columns(name)
    fields = attrgetter(
        *(column for column in columns if column not in ("text", *_PLACED))
    )
    is_placed = set(_PLACED) <= set(columns)

    def rows(p: Parsed) -> Iterator[Row]:
        text = p.report.text
        for part in getattr(p, of):
            row = (*fields(part), text[part.start : part.end])
            yield (*row, *_place(p, part.start, part.end)) if is_placed else row

    return rows


_PLACED = ("page", "box")


def _table_rows(p: Parsed) -> Iterator[Row]:
    """One row a cell: its fields are the columns of the frame, in their order."""
    if p.report.regions is None:
        nowhere = (None, "")
        return (cell + nowhere for cell in p.cells)
    return ((*cell, *_place(p, cell.start, cell.end)) for cell in p.cells)


def _place(p: Parsed, start: int, end: int) -> tuple[int | None, str]:
    """Page and boxes of a span, where the file has fixed pages."""
    if p.report.regions is None:
        return None, ""
    found = join_lines(p.report.place(start, end))
    return (found[0].page if found else None), write_places(found)


def _place_rows(p: Parsed) -> Iterator[Row]:
    """One row a printed line or cell, by its place in the text."""
    regions = p.report.regions
    if regions is None:
        return
    # The last offset is that of the end of the file, where no character stands.
    offsets = p.report.offsets[:-1]
    starts = np.searchsorted(offsets, regions.start)
    ends = np.searchsorted(offsets, regions.end)
    pages, boxes = (
        regions.page.tolist(),
        np.round(regions.box.astype(np.float64), 1).tolist(),
    )
    is_blank = regions.start == regions.end
    for k in np.flatnonzero((starts < ends) | is_blank).tolist():
        yield (p.report.report_id, int(starts[k]), int(ends[k]), pages[k], *boxes[k])


def _narrative_rows(p: Parsed) -> Iterator[Row]:
    """One row a stretch of narrative."""
    known = _META(p.report)
    for label, a, b in p.narrative:
        yield (p.report.report_id, label, a, b, p.report.text[a:b], *known)


def _evidence_rows(p: Parsed) -> Iterator[Row]:
    """One row a field of the header, and one for each thing that its reading noted."""
    return (tuple(row.values()) for row in evidence_rows(p.report))


_ROWS = {
    "reports": _report_rows,
    "sections": _spans("sections", "sections"),
    "items": _spans("items", "items"),
    "tables": _table_rows,
    "claims": _spans("claims", "claims"),
    "narrative": _narrative_rows,
    "evidence": _evidence_rows,
    "places": _place_rows,
}
