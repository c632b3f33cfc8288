"""Tables of what was held and read: the sample, report by report, files that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from textmine.dossier.translate import say_refusal
from textmine.dossier.view import (
    CellView,
    Column,
    Frames,
    PageTable,
    Stripe,
    TableRow,
    columns,
    each,
    fraction,
    frame,
    name_or_unknown,
    number,
    percent,
    text,
    words,
    year,
)
from textmine.plot.charts.authorship import share_rows
from textmine.resources.load import load_toml
from textmine.schema import CORE_LABELS

MOST_REPORTS = 1000  # rows; with more the page becomes slow to open
MOST_FAILURES = 200  # rows; all are in failures.csv
DOTS = {"found": "●", "inferred": "◐", "missing": "○"}
BEST_DOT = "●◐○".index
LEAST_SHOWN = 0.0005  # of the narrative; a thinner piece of the bar cannot be seen


def sample_table(frames: Frames) -> PageTable:
    """Count reports by province and year."""
    reports = frame(frames, "reports")
    years = reports["year"].map(year)
    table = pd.crosstab(
        reports["province"].astype("str"), years.astype("str")
    ).sort_index()
    heads = [
        *columns("province"),
        *(_year_head(str(key)) for key in table.columns),
    ]
    heads.append(Column("合计", "Total", number=True))
    rows = []
    for province, counts in table.iterrows():
        # A blank, not a zero: no such report is held.
        cells = [number(count if count else None) for count in counts]
        rows.append(
            TableRow([name_or_unknown(str(province)), *cells, number(counts.sum())])
        )
    return PageTable(heads, rows, len(rows), "reports")


def _year_head(key: str) -> Column:
    """Head of the reports of a year, or of those whose year is not known."""
    zh, en = words("page", "unknown") if key == year(None) else (key, key)
    return Column(zh, en, number=True)


def report_table(frames: Frames) -> PageTable:
    """List the reports with what was found in each."""
    reports = frame(frames, "reports")
    kept = reports.sort_values(["agency", "year", "report_id"], kind="stable").head(
        MOST_REPORTS
    )
    dots = _dots(frame(frames, "sections"))
    n_items = frame(frames, "items").groupby(["report_id", "role"]).size().to_dict()
    shares = share_table(frame(frames, "scores"))
    shares_of = shares[shares.index.isin(kept["report_id"])].to_dict("index")
    kinds = [kind for kind in load_toml("plot.toml")["kind"] if kind in shares.columns]
    # What was taken and given, where the run tells direction.
    told = [name for name in ("taken", "given") if name in shares]
    rows = []
    for row in each(kept):
        key = str(row.report_id)
        own: Mapping[Any, float] = shares_of.get(key, {})
        entries = [
            name_or_unknown(row.agency, "who"),
            text(year(row.year), "n"),
            text(key, "id"),
            text(row.form),
            fraction(row.confidence),
            text(dots.get(key, DOTS["missing"] * len(CORE_LABELS)), "dots"),
            number(n_items.get((key, "problem"), 0)),
            number(n_items.get((key, "measure"), 0)),
            number(row.n_narrative_chars),
            percent(own.get("original")),
            *(percent(own.get(name)) for name in told),
            _bar(own, kinds),
        ]
        rows.append(TableRow(entries, (key,)))
    numeric = " ".join(["n_problems n_measures n_narrative_chars original", *told])
    heads = columns(
        f"agency year report_id form confidence parts {numeric} bar",
        f"year confidence {numeric}",
    )
    return PageTable(heads, rows, len(reports), "reports")


def failure_table(frames: Frames) -> PageTable:
    """List the files that were not mined, and why."""
    failures = frame(frames, "failures")
    rows = [
        TableRow(
            [
                text(row.source, "id"),
                CellView("", words=say_refusal(str(row.reason))),
                CellView("", words=words("errors", row.error), title=row.error),
            ]
        )
        for row in each(failures.head(MOST_FAILURES))
    ]
    return PageTable(columns("source reason error"), rows, len(failures), "failures")


def expected_table(frames: Frames) -> PageTable | None:
    """List the reports that were to be expected and are not there; None where none was named."""
    expected = frame(frames, "expected")
    if expected.empty:
        return None
    missing = expected[expected["state"] == "missing"]
    rows = [
        TableRow([text(row.agency), text(year(row.year), "n")])
        for row in each(missing.head(MOST_FAILURES))
    ]
    return PageTable(columns("missing year", "year"), rows, len(missing), "expected")


def verdict_table(frames: Frames) -> PageTable | None:
    """List what people said of checks and passages, and whether it still meets what they saw."""
    verdicts = frame(frames, "verdicts")
    if verdicts.empty:
        return None
    rows = [
        TableRow(
            [
                text(row.judged, "id"),
                text(row.check),
                text(row.found),
                text(row.verdict),
                text(row.note),
                text(row.by),
                text(row.state),
            ]
        )
        for row in each(verdicts.head(MOST_FAILURES))
    ]
    heads = columns("judged check found verdict note by state")
    return PageTable(heads, rows, len(verdicts), "verdicts")


def share_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Pivot the provenance shares: a row per report, a column per kind."""
    return share_rows(scores).pivot_table(
        index="report_id", columns="share", values="value", aggfunc="first"
    )


def _dots(sections: pd.DataFrame) -> dict[str, str]:
    """Draw one dot per core section of each report: full, half, empty."""
    core = sections[sections["label"].isin(CORE_LABELS)]
    marks: dict[str, dict[str, str]] = {}
    for row in each(core[["report_id", "label", "status"]]):
        of_report = marks.setdefault(
            row.report_id, dict.fromkeys(CORE_LABELS, DOTS["missing"])
        )
        # A section found twice shows its better mark.
        both = of_report[row.label], DOTS.get(row.status, DOTS["missing"])
        of_report[row.label] = min(both, key=BEST_DOT)
    return {report: "".join(of_report.values()) for report, of_report in marks.items()}


def _bar(shares: Mapping[Any, float], kinds: list[str]) -> CellView:
    """Draw the provenance of one report as a bar of coloured pieces."""
    if not shares:
        return CellView("–", "muted")
    names = load_toml("plot.toml")["kind"]
    stripes = [
        Stripe(kind, f"{shares[kind] * 100:.1f}", tuple(names[kind]))
        for kind in kinds
        if pd.notna(shares[kind]) and shares[kind] > LEAST_SHOWN
    ]
    return CellView("", bar=tuple(stripes))
