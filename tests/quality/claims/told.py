"""A report with tables, and claims of its narrative."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.quality import check_changes, check_claims
from textmine.quality.claims.places import Owner
from textmine.schema import make_frame
from textmine.segment.claims import find_claims

BUREAU = Owner(("洛溪县财政局", "县财政局", "财政局"), "", 2022, "2021")
COUNTY = Owner(("洛溪县人民政府",), "县", 2022, "2021")
REPORTS = pd.DataFrame({"report_id": ["r1"], "form": ["2021"]})
TOTALS = {
    0: 40,
    1: 5,
    2: 18,
    3: 3,
    4: 1,
    11: 6,
    12: 9,
    15: 2,
    20: 0,
    21: 0,
    22: 1,
    23: 40,
    24: 5,
}
TABLE4 = [2, 1, 1, 1, 5, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2]


COLUMNS = {
    "2021": ["本年制发件数", "本年废止件数", "现行有效件数"],
    "2019": ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
}
"""Of the first rows of table 2, whose words tell its form."""
N_ROWS = {"2019": 23, "2021": 25}
N_STATISTICS = 58


def cells_of(context: dict[str, Any], report_id: str) -> list[dict[str, Any]]:
    """Cells of the tables of a context."""

    def cell(
        table: str,
        row: int,
        column: int,
        value: float,
        labels: tuple[str, str] = ("", ""),
    ) -> dict[str, Any]:
        return {
            "report_id": report_id,
            "table": table,
            "row": row,
            "column": column,
            "row_label": labels[0],
            "column_label": labels[1],
            "value": value,
            "state": "VALUE" if value else "ZERO",
            "unit": "",
            "start": 0,
            "end": 1,
        }

    if "S" in context:
        of_row = {int(row): n for row, n in context["S"].items()}
        return [cell("S", row, 0, of_row.get(row, 0)) for row in range(N_STATISTICS)]
    form = context["form"]
    rows = {int(row): n for row, n in context["rows"].items()}
    applications = [
        cell("3", row, column, value)
        for row in range(N_ROWS[form])
        for n in [rows.get(row, [0] * 6)]
        for column, value in enumerate([*n, sum(n)])
    ]
    documents = [
        cell("2", k, column, value, (label, COLUMNS[form][column]))
        for k, (label, n) in enumerate(context["table2"].items())
        for column, value in enumerate(n)
    ]
    disputes = [cell("4", 0, k, value) for k, value in enumerate(context["disputes"])]
    return applications + documents + disputes


def tables(**changes: float | None) -> pd.DataFrame:
    """Column 总计 of table 3, table 4 and three rows of table 2; ``t3_1=None`` blanks a cell."""
    cells = {("3", row, 6, ""): float(TOTALS.get(row, 0)) for row in range(25)}
    cells |= {("4", 0, column, ""): float(v) for column, v in enumerate(TABLE4)}
    cells |= {("2", 1, c, "行政规范性文件"): float(v) for c, v in enumerate((4, 1, 27))}
    cells |= {("2", 3, 0, "行政处罚"): 14.0, ("2", 5, 0, "行政事业性收费"): 592.37}
    rows: list[dict[str, Any]] = []
    for (table, row, column, label), value in cells.items():
        new = changes.get(f"t{table}_{column if table == '4' else row}", value)
        rows.append(
            {
                "report_id": "r1",
                "table": table,
                "row": row,
                "row_label": label,
                "column": column,
                "column_label": "",
                "value": new,
                "unit": "",
                "state": "EMPTY" if new is None else "VALUE" if new else "ZERO",
                "raw": "",
                "start": 0,
                "end": 1,
            }
        )
    return make_frame("tables", rows)


def claims(*rows: tuple[str, float, str, bool]) -> pd.DataFrame:
    """Claims (quantity, value, text, approximate), one after the other."""
    units = ("亿元", "万元", "元", "件")
    return make_frame(
        "claims",
        [
            {
                "report_id": "r1",
                "quantity": q,
                "value": v,
                "unit": next((u for u in units if u in text), ""),
                "approximate": about,
                "start": 10 * i,
                "end": 10 * i + len(text),
                "text": text,
            }
            for i, (q, v, text, about) in enumerate(rows)
        ],
    )


def verdict(
    quantity: str,
    value: float,
    text: str = "12件",
    about: bool = False,
    **cells: float | None,
) -> tuple[str, str]:
    row = check_claims(
        claims((quantity, value, text, about)), tables(**cells), REPORTS
    ).iloc[0]
    return row["status"], row["evidence"]


def told_claims(report_id: str, text: str, section: str = "") -> list[dict[str, Any]]:
    """Claims of a text that is one stretch of narrative."""
    return [
        {
            "report_id": report_id,
            "quantity": one.quantity,
            "value": one.value,
            "unit": one.unit,
            "approximate": one.approximate,
            "start": one.start,
            "end": one.end,
            "text": text[one.start : one.end],
        }
        for one in find_claims(report_id, text, [(0, len(text))], sections=[section])
    ]


def told_checks(
    text: str, section: str = "overview", **cells: float | None
) -> pd.DataFrame:
    """Checks of a text that is the whole narrative of a report, beside changed cells."""
    rows = told_claims("r1", text, section)
    told = {"report_id": ["r1"], "section": [section], "start": [0], "text": [text]}
    reports = REPORTS.assign(agency="洛溪县财政局", region="洛溪县", year=2022)
    return check_claims(
        make_frame("claims", rows),
        tables(**cells),
        reports,
        narrative=pd.DataFrame(told),
    )


def statuses(text: str, section: str = "overview") -> dict[str, str]:
    """Status of each claim of a text, by quantity; the last of each counts."""
    checks = told_checks(text, section)
    names = checks["check"].str.removeprefix("claim_")
    return dict(zip(names, checks["status"], strict=True))


Place = tuple[int, int, int]
"""Report, and where in it a stretch begins and ends."""


def read_data(name: str) -> dict[str, Any]:
    """Small reports and their contexts."""
    path = Path(__file__).with_name(name)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks ⟦…⟧, and where what they hold stands in it."""
    parts = re.split("([⟦⟧])", text)
    spans, told = [], ""
    for part in parts:
        if part == "⟦":
            first = len(told)
        elif part == "⟧":
            spans.append((first, len(told)))
        else:
            told += part
    return told, spans


def marked(reports: list[dict[str, Any]]) -> list[Place]:
    """Every stretch that the texts mark."""
    return [
        (k, a, b)
        for k, report in enumerate(reports)
        for a, b in unmarked(report["text"])[1]
    ]


def checks_of(
    contexts: dict[str, dict[str, Any]], reports: list[dict[str, Any]]
) -> pd.DataFrame:
    """Checks of small reports, whose ``place`` is the number of the report."""
    known, cells, claims, narrative = [], [], [], []
    for k, report in enumerate(reports):
        report_id, context = f"{k:03}", contexts[report["of"]]
        section = report.get("section", "overview")
        text, _ = unmarked(report["text"])
        told = ("agency", "region", "year", "form")
        known.append(
            {"report_id": report_id} | {n: report.get(n, context[n]) for n in told}
        )
        cells += cells_of(context, report_id)
        claims += told_claims(report_id, text, section)
        narrative.append((report_id, section, 0, text))
    frames: list[Any] = [
        make_frame("claims", claims),
        make_frame("tables", cells),
        pd.DataFrame(known),
    ]
    columns = ["report_id", "section", "start", "text"]
    stretches = pd.DataFrame(narrative, columns=columns)
    found = [
        check_claims(*frames, narrative=stretches),
        check_changes(*frames, stretches),
    ]
    frame = pd.concat(found, ignore_index=True)
    return frame.assign(place=frame["report_id"].astype(int))


def accused(
    checks: pd.DataFrame, reports: list[dict[str, Any]], wrong: list[Place]
) -> list[tuple[str, str]]:
    """What fails though it is not wrong, with the name of its check."""
    return [
        (unmarked(reports[row.place]["text"])[0][row.start : row.end], row.check)
        for row in checks.query("status == 'FAIL'").itertuples()
        if not any(
            k == row.place and a < row.end and row.start < b for k, a, b in wrong
        )
    ]


def found(checks: pd.DataFrame, wrong: list[Place]) -> list[Place]:
    """What is wrong and fails."""
    failed = checks.query("status == 'FAIL'")[["place", "start", "end"]]
    spans = list(failed.itertuples(index=False, name=None))
    return [
        (k, a, b)
        for k, a, b in wrong
        if any(k == place and a < end and start < b for place, start, end in spans)
    ]
