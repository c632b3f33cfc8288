"""From parsed reports to the frames of the text side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from textmine.corpus.parse import Parsed
from textmine.schema import META, make_frame

TEXT_FRAMES = ("reports", "sections", "items", "tables", "claims", "narrative")


def frame_of(name: str, parsed: Iterable[Parsed]) -> pd.DataFrame:
    """Make one frame of the text side.

    Parameters
    ----------
    name : str
        One of reports, sections, items, tables, claims, narrative.
    parsed : iterable of Parsed
        The reports, in the order the rows shall have.

    Returns
    -------
    pandas.DataFrame
        The frame of the contract.
    """
    return make_frame(name, [row for p in parsed for row in _ROWS[name](p)])


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
        Columns item_id, report_id, text, start, end, section, order, rule, agency, agency_id,
        region, region_code, province, level, agency_type, year, published.
    """
    rows = []
    for p in parsed:
        meta = {name: getattr(p.report, name) for name in META}
        for i in p.items:
            if i.role == role:
                rows.append(
                    {
                        "item_id": i.item_id,
                        "report_id": i.report_id,
                        "text": p.report.text[i.start : i.end],
                        "start": i.start,
                        "end": i.end,
                        "section": i.section,
                        "order": i.order,
                        "rule": i.rule,
                        **meta,
                    }
                )
    columns = ["item_id", "report_id", "text", "start", "end", "section", "order", "rule", *META]
    frame = pd.DataFrame(rows, columns=columns)
    whole = {"start": "int64", "end": "int64", "order": "int64", "year": "Int64"}
    return frame.astype({c: whole.get(c, "str") for c in columns})


def _fields(row: Any) -> dict[str, Any]:
    """The fields of a carrier by name."""
    return {name: getattr(row, name) for name in row.__slots__}


def _report_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row: the report."""
    r = p.report
    yield {
        "report_id": r.report_id,
        "agency": r.agency,
        "agency_id": r.agency_id,
        "region": r.region,
        "region_code": r.region_code,
        "province": r.province,
        "level": r.level,
        "agency_type": r.agency_type,
        "year": r.year,
        "form": r.form,
        "script": r.script,
        "published": r.published,
        "n_chars": len(r.text),
        "n_narrative_chars": sum(b - a for _, a, b in p.narrative),
        "confidence": r.confidence,
        "source": r.source,
        "sha256": r.sha256,
    }


def _section_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row a section."""
    for s in p.sections:
        yield _fields(s) | {"text": p.report.text[s.start : s.end]}


def _item_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row an item."""
    for i in p.items:
        yield _fields(i) | {"text": p.report.text[i.start : i.end]}


def _table_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row a cell."""
    for c in p.cells:
        yield _fields(c) | {"value": float("nan") if c.value is None else c.value}


def _claim_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row a claim."""
    for c in p.claims:
        yield _fields(c) | {"text": p.report.text[c.start : c.end]}


def _narrative_rows(p: Parsed) -> Iterator[dict[str, Any]]:
    """One row a stretch of narrative."""
    meta = {name: getattr(p.report, name) for name in META}
    for label, a, b in p.narrative:
        yield {
            "report_id": p.report.report_id,
            "section": label,
            "start": a,
            "end": b,
            "text": p.report.text[a:b],
            **meta,
        }


_ROWS = {
    "reports": _report_rows,
    "sections": _section_rows,
    "items": _item_rows,
    "tables": _table_rows,
    "claims": _claim_rows,
    "narrative": _narrative_rows,
}
