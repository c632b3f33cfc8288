"""From one file to one parsed report: text, header, tables, sections, items, claims, narrative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.corpus.genre import (
    check_amount,
    check_content,
    check_filled,
    check_form,
    check_genre,
    check_single,
)
from textmine.display import show
from textmine.header.read import read_header
from textmine.io.document import Document
from textmine.io.isolation.process import FileLimits, read_isolated
from textmine.io.wraps import find_wraps
from textmine.places import Regions
from textmine.schema import META, Cell, Claim, Item, Report, Section, make_frame
from textmine.segment.itemizer.tokens import find_gaps
from textmine.segment.parts import Parts, find_parts
from textmine.segment.sections import label_heading
from textmine.tables.forms import tell_form
from textmine.text.normalize import normalize


@dataclass(frozen=True, slots=True, repr=False)
class Parsed:
    """A report and everything found in it; every span lies in ``report.text``.

    What the report itself has (``text``, ``agency``, ``raw_span`` …) can be asked of it too.
    """

    report: Report
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    cells: tuple[Cell, ...]
    claims: tuple[Claim, ...]
    narrative: tuple[tuple[str, int, int], ...]

    @property
    def evidence(self) -> pd.DataFrame:
        """Frame ``evidence``: where each field of the header was read, and how surely."""
        return make_frame("evidence", list(evidence_rows(self.report)))

    def __getattr__(self, name: str) -> Any:
        # What is copied or sent has no report yet when it is asked for its private parts.
        if name.startswith("_") or name == "report":
            raise AttributeError(name)
        return getattr(self.report, name)

    def __repr__(self) -> str:
        """Whose it is and how much was found: the text itself would fill the screen."""
        found = ", ".join(f"{n} {what}" for what, n in self._count_found().items())
        return f"Parsed({self.report!r}: {found})"

    def _repr_html_(self) -> str:
        """What a notebook shows: whose it is, how much was found, the header with its evidence."""
        report = self.report
        facts = {"report_id": report.report_id, "year": report.year}
        evidence = self.evidence.drop(columns="report_id")
        return show(
            report.agency or report.report_id, facts | self._count_found(), evidence
        )

    def _count_found(self) -> dict[str, int]:
        """How many parts of each kind were found."""
        roles = [item.role for item in self.items]
        return {
            "sections": len(self.sections),
            "problems": roles.count("problem"),
            "measures": roles.count("measure"),
            "cells": len(self.cells),
            "claims": len(self.claims),
        }


def evidence_rows(report: Report) -> Iterator[dict[str, Any]]:
    """List the evidence of a report's header.

    Parameters
    ----------
    report : Report
        A report.

    Yields
    ------
    dict
        A row of the frame ``evidence``: report_id, field, value, rule, confidence. What was left
        open or contradicted, and lines of the site that were dropped, are fields without a value.
    """
    for name, (rule, confidence) in report.evidence.items():
        value = getattr(report, name, "")
        yield {
            "report_id": report.report_id,
            "field": name,
            "value": "" if value is None else str(value),
            "rule": rule,
            "confidence": confidence,
        }


def parse_file(
    path: Path,
    report_id: str,
    override: Mapping[str, str] | None = None,
    limits: FileLimits | None = None,
) -> Parsed:
    """Read and parse one file.

    Parameters
    ----------
    path : Path
        A report in any format that ``textmine.io`` reads.
    report_id : str
        The id to give it.
    override : mapping, optional
        The file's row of the manifest.
    limits : FileLimits, optional
        What reading it may cost.

    Returns
    -------
    Parsed
        The report with its parts.

    Raises
    ------
    ReadError
        If the file cannot be read, or is no annual report on disclosure.
    """
    return parse_document(read_isolated(path, limits=limits), report_id, override)


def parse_document(
    document: Document, report_id: str, override: Mapping[str, str] | None = None
) -> Parsed:
    """Parse the text of one document.

    Parameters
    ----------
    document : Document
        As a reader hands it on.
    report_id : str
        The id to give it.
    override : mapping, optional
        Header fields that are known better than the text says.

    Returns
    -------
    Parsed
        The report with its parts.

    Raises
    ------
    ReadError
        If the text is of another genre.
    """
    clean = normalize(document.text, find_wraps(document.regions))
    check_genre(clean.text, document.source, document.metadata)
    check_single(clean.text, document.source)
    path = Path(document.source)
    header = read_header(
        clean.text,
        filename=path.name,
        folders=path.parent.parts,
        metadata=document.metadata,
        override=override,
    )
    if lacking := _told_by_columns(document.metadata, header.agency, header.year):
        header = read_header(
            clean.text,
            filename=path.name,
            folders=path.parent.parts,
            metadata=document.metadata,
            override={**lacking, **(override or {})},
        )
    gaps = find_gaps(clean.text, document.text, clean.offsets)
    parts = find_parts(report_id, clean.text, gaps)
    roles = [item.role for item in parts.items]
    check_amount(roles.count("problem"), roles.count("measure"), document.source)
    report = Report(
        report_id,
        clean.text,
        document.text,
        clean.offsets,
        **{f: getattr(header, f) for f in META if f != "year"},
        year=header.year,
        form=_form(clean.text, header.year, parts),
        script=clean.script,
        confidence=round(header.confidence, 4),
        source=Path(document.source).as_posix(),
        sha256=document.sha256,
        evidence=header.evidence | _notes(document.metadata),
        regions=Regions.of(document.regions) if document.regions else None,
    )
    n_narrative = sum(end - start for _, start, end in parts.narrative)
    hint = document.metadata.get("hint", "")
    check_content(n_narrative, len(parts.cells), document.source, hint)
    headed = [part for part in parts.sections if part.status != "missing"]
    n_sections = sum(part.label != "preamble" for part in headed)
    check_form(clean.text, n_sections, len(parts.cells), document.source)
    states = {cell.state for cell in parts.cells}
    check_filled(header.agency, header.year, states, document.source)
    return Parsed(
        report, parts.sections, parts.items, parts.cells, parts.claims, parts.narrative
    )


def _told_by_columns(
    metadata: Mapping[str, str], agency: str, year: int | None
) -> dict[str, str]:
    """What a row's other columns know of a report that names no agency or year, or a short name.

    Where it names them, they are not heard: what a crawler calls 年份 may be the year of
    publication, and 发布机构 the office that runs the site. :func:`textmine.read_table` takes them
    at their word.
    """
    longer = metadata.get("column agency", "").endswith(agency) and agency
    missing = {"agency": not agency or longer, "year": year is None}
    return {
        name: told
        for name, is_missing in missing.items()
        if is_missing and (told := metadata.get(f"column {name}"))
    }


def _notes(metadata: Mapping[str, str]) -> dict[str, tuple[str, float]]:
    """What the reader of the file noted: pages without text, pages read by OCR."""
    return {
        name: (metadata[name], 0.0)
        for name in ("pages_without_text", "ocr")
        if metadata.get(name)
    }


def _form(text: str, year: int | None, parts: Parts) -> str:
    """Tell the form: by the words of the tables, else by titles of sections and the year."""
    told = tell_form(text)
    if told:
        return told
    statistics = any(cell.table == "S" for cell in parts.cells)
    if statistics and (year is None or year <= 2018):
        return "pre2019"
    sections = parts.sections
    official = sum(s.rule == "official" for s in sections)
    if official >= 3 and (year is None or year >= 2019):
        return "2021" if year is not None and year >= 2021 else "2019"
    if year is not None and year <= 2018:
        return "pre2019"
    fees = any(
        re.search("收费|减免|费用", s.heading) for s in sections if s.label == "extra"
    )
    if year is None and (
        fees
        or any(s.label == "applications" and "依申请" in s.heading for s in sections)
    ):
        return "pre2019"
    if year in (2019, 2020) and any(
        label_heading(s.heading)[0] in ("problems", "other") for s in sections
    ):
        return "2019"
    if year is not None and year >= 2021 and official:
        return "2021"
    return "free"
