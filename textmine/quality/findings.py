"""How each kind of element of the completeness checklist is seen in a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textmine.english import Counted
from textmine.quality.cells import SHAPES, Grid, rows_of, table2_keys
from textmine.resources.load import load_toml
from textmine.schema import CORE_LABELS
from textmine.text.sentences import STATEMENT_MARKS

NOTHING = re.compile(r"[\s（(]*(?:暂?无|没有)[\s。.）)]*")
STATEMENT_BREAK = f"{STATEMENT_MARKS}\n"
COMMON_YEAR = 2021  # any year without a 29 February
MAX_EVIDENCE = 120  # characters shown of what was found


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether an element is there or cannot be assessed, why not, and what shows it."""

    present: bool
    reason: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    assessable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One report with all that the rules look at; ``place`` is its place in ``grid``."""

    report: Mapping[Any, Any]
    place: int
    year: int | None
    kind: str
    sections: list[Mapping[str, Any]]
    items: list[Mapping[str, Any]]
    grid: Grid
    deadlines: Mapping[str, str]


def kind_of_body(report: Mapping[Any, Any]) -> str:
    """Tell a government of a county or above, a township, and a department apart."""
    names = f"{report['agency_type']}\n{report['agency']}".splitlines()
    pattern = load_toml("completeness.toml")["government"]
    if not any(re.search(pattern, name.strip()) for name in names):
        return "department"
    return "township" if report["level"] == "township" else "government"


def days_late(
    report: Mapping[Any, Any], year: int | None, deadlines: Mapping[str, str]
) -> int | str:
    """Days from the deadline to the publication, or why they cannot be told."""
    if year is None:
        return "the year reported on is not known"
    published = _read_day(str(report["published"]))
    if published is None:
        return "the date of publication is not known"
    if published.year > year + 1:
        # Sites that move date their pages anew; nobody publishes a report years later.
        return f"the page is dated {published.year}, of another year than the report was due"
    known = {**load_toml("completeness.toml")["deadlines"], **deadlines}
    kind = "before_2019" if year < 2019 else kind_of_body(report)
    if kind not in known:
        return f"the Regulations set no date for a {kind}; give deadlines={{{kind!r}: 'MM-DD'}}"
    month, day = read_month_day(known[kind])
    return (published - date(year + 1, month, day)).days


def read_month_day(text: str) -> tuple[int, int]:
    """Read a day that stands in every year, ``01-31``; ValueError where there is none."""
    month, day = (int(part) for part in text.split("-"))
    # No deadline is the day that leap years alone have.
    date(COMMON_YEAR, month, day)
    return month, day


@lru_cache(maxsize=4096)  # few days, and each report's is asked for twice
def _read_day(text: str) -> date | None:
    """Read a day in any usual form; None where there is none."""
    day = pd.to_datetime(text, errors="coerce", format="mixed")
    return None if pd.isna(day) else day.date()


def _find_deadline(case: Case, element: Mapping[str, Any]) -> Finding:
    """Compare the date of publication with the deadline."""
    late = days_late(case.report, case.year, case.deadlines)
    if isinstance(late, str):
        return Finding(False, late, assessable=False)
    if late > 0:
        return Finding(False, f"{Counted(late):day} after the deadline")
    return Finding(True)


def _find_section(case: Case, element: Mapping[str, Any]) -> Finding:
    """Give a section with something under its heading, or the matter told elsewhere."""
    found = _labelled(case, element["label"])
    for section in found:
        if section["text"].removeprefix(section["heading"]).strip():
            return _headed(section)
    elsewhere = _find_text(case, element) if "pattern" in element else Finding(False)
    if elsewhere.present:
        return elsewhere
    return Finding(False, "nothing under the heading" if found else "no such section")


def _find_heading(case: Case, element: Mapping[str, Any]) -> Finding:
    """Give the heading itself, not only inferred."""
    for section in _labelled(case, element["label"]):
        if section["status"] == "found":
            return _headed(section)
    return Finding(False, "no such heading")


def _find_order(case: Case, element: Mapping[str, Any]) -> Finding:
    """Compare the order of the headings found with the official one."""
    first: dict[str, int] = {}
    for section in case.sections:
        if section["status"] == "found" and section["label"] in CORE_LABELS:
            first.setdefault(section["label"], int(section["start"]))
    places = [first[label] for label in CORE_LABELS if label in first]
    if len(places) < 2:
        return Finding(False, f"{len(places)} of the six headings found")
    if places != sorted(places):
        return Finding(False, "headings out of order")
    return Finding(True)


def _find_items(case: Case, element: Mapping[str, Any]) -> Finding:
    """Give the first item of the role that says something."""
    for item in case.items:
        if item["role"] == element["role"] and not NOTHING.fullmatch(item["text"]):
            return Finding(True, "", int(item["start"]), int(item["end"]), item["text"])
    told = _find_text(case, element) if "pattern" in element else Finding(False)
    if told.present:
        return told
    bodies = [s["text"].removeprefix(s["heading"]) for s in _labelled(case, "problems")]
    none = any(NOTHING.fullmatch(body) for body in bodies)
    return Finding(
        False,
        "the section says there is none" if none else f"no {element['role']} found",
    )


def _find_text(case: Case, element: Mapping[str, Any]) -> Finding:
    """Give the first sentence that fits the pattern."""
    wanted = element.get("sections", [])
    pattern = _compiled(element["pattern"])
    for section in case.sections:
        if (not wanted or section["label"] in wanted) and (
            m := pattern.search(section["text"])
        ):
            start, end = _statement(section["text"], m)
            shift = int(section["start"])
            return Finding(
                True, "", shift + start, shift + end, section["text"][start:end]
            )
    return Finding(False, "not mentioned")


def _find_table(case: Case, element: Mapping[str, Any]) -> Finding:
    """Check that the table is there, in the form of its year, with every cell filled."""
    name = element["table"]
    block = case.grid.block(name)
    present, filled = block.present[case.place], block.filled[case.place]
    if not present.any():
        return Finding(False, "the table is not in the report, or could not be read")
    due = "2021" if (case.year or 0) >= 2021 else "2019"
    # Table 4 is the same in both forms.
    forms = {"2": case.grid.form2, "3": case.grid.form3}
    form = str(forms[name][case.place]) if name in forms else due
    start = int(block.start[case.place][present].min())
    if form != due:
        found = form or "an unknown year"
        return Finding(False, f"form of {found}, due was {due}", start, start)
    wanted = _wanted(name, form)
    n_blank = int((wanted & ~filled).sum())
    if n_blank:
        reason = f"{n_blank} of {Counted(int(wanted.sum())):cell} blank"
        return Finding(False, reason, start, start)
    return Finding(True, "", start, start)


def _wanted(name: str, form: str) -> NDArray[np.bool_]:
    """Cells that a table of a form has."""
    if name == "4":
        return np.ones(SHAPES[name], bool)
    cells = np.zeros(SHAPES[name], bool)
    if name == "3":
        (last_row,) = rows_of("next", form)
        cells[: last_row + 1] = True
        return cells
    table2 = load_toml("checks.toml")["table2"]
    for row, key in enumerate(table2_keys()):
        n_columns = len(table2[key]["columns"][form])
        cells[row, :n_columns] = True
    return cells


def _labelled(case: Case, label: str) -> list[Mapping[str, Any]]:
    """Sections of a label that are there."""
    return [
        s for s in case.sections if s["label"] == label and s["status"] != "missing"
    ]


def _headed(section: Mapping[str, Any]) -> Finding:
    """Show a section by its heading, or by its first line where it has none."""
    heading, text, start = section["heading"], section["text"], int(section["start"])
    shown = (
        heading
        if heading and text.startswith(heading)
        else text[:MAX_EVIDENCE].split("\n", 1)[0]
    )
    return Finding(True, "", start, start + len(shown), shown)


def _statement(text: str, m: re.Match[str]) -> tuple[int, int]:
    """Bounds of the statement around a match, no longer than the longest evidence."""
    start = max(
        max(text.rfind(c, 0, m.start()) for c in STATEMENT_BREAK) + 1,
        m.end() - MAX_EVIDENCE,
    )
    ends = [i for i in (text.find(c, m.end()) for c in STATEMENT_BREAK) if i >= 0]
    end = min([*ends, max(m.end(), start + MAX_EVIDENCE), len(text)])
    start = min(start, m.start())
    while start < m.start() and text[start].isspace():
        start += 1
    return start, end


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern once."""
    return re.compile(pattern)


RULES: dict[str, Callable[[Case, Mapping[str, Any]], Finding]] = {
    "deadline": _find_deadline,
    "section": _find_section,
    "heading": _find_heading,
    "order": _find_order,
    "items": _find_items,
    "text": _find_text,
    "table": _find_table,
}
