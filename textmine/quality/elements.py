"""Completeness: which of the elements that law and form ask for a report holds, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import FrameError
from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_reports
from textmine.progress import show_progress, watch
from textmine.quality.cells import make_grid
from textmine.quality.findings import (
    RULES,
    Case,
    Finding,
    days_late,
    kind_of_body,
    read_month_day,
)
from textmine.resources.load import load_toml
from textmine.schema import make_frame

ITEM_COLUMNS = {
    "report_id": "str",
    "element": "str",
    "name": "str",
    "source": "str",
    "applies": "bool",
    "present": "bool",
    "reason": "str",
    "start": "int64",
    "end": "int64",
    "text": "str",
}
REPORT_COLUMNS = (
    "report_id",
    "agency",
    "level",
    "agency_type",
    "year",
    "form",
    "published",
)
SECTION_COLUMNS = ("report_id", "order", "label", "heading", "start", "status", "text")
BODIES = ("department", "government", "township")
"""Kinds of body that :func:`textmine.quality.findings.kind_of_body` tells apart."""
ITEMS_READ = ("report_id", "role", "start", "end", "text")
YEAR_OF_FORM = {"pre2019": 2018, "2019": 2019, "2021": 2021}
"""The year whose rules a report is held to where only its form is known: the form's first, or for
the older ones the last before 国办公开办函〔2019〕60号."""


@check_arguments
def completeness(
    reports: pd.DataFrame,
    sections: pd.DataFrame,
    items: pd.DataFrame,
    tables: pd.DataFrame,
    *,
    preset: str = "statutory",
    deadlines: Mapping[str, str] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    r"""Score how much of what applies to a report it contains.

    The score is Σ w·x / Σ w over the elements that apply (x is 1 where present); an element that
    does not apply, or cannot be assessed (date of publication unknown), is left out of both sums.

    Parameters
    ----------
    reports, sections, items, tables : DataFrame
        The frames of these names.
    preset : {"statutory", "format", "evaluator"}
        The contents that the Regulations ask for; the form of 60号/30号; a weighting of both after
        third-party evaluations (our own, see ``resources/completeness.toml``).
    deadlines : mapping, optional
        Month-day by ``"department"``, ``"government"`` and ``"township"``, where local rules differ
        from 条例49, e.g. ``{"department": "01-20"}``. The Regulations set no date for townships.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        Frame ``scores``: ``completeness`` (with another preset ``completeness_format`` or
        ``completeness_evaluator``; ``value`` 0–1, ``n`` elements that apply; NaN where none does)
        and, where the date of publication is known, ``timeliness_days``: days after the deadline,
        negative before.

    Raises
    ------
    FrameError
        If a column is missing, the preset is unknown, or a deadline is no day of a kind of body.

    References
    ----------
    政府信息公开条例 (国务院令第711号) arts. 49 and 50; 国办公开办函〔2019〕60号; 〔2021〕30号;
    国办函〔2020〕109号.

    Examples
    --------
    >>> from textmine.schema import make_frame
    >>> reports = make_frame(
    ...     "reports",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "agency": "临泽川市商务局",
    ...             "level": "city",
    ...             "year": 2022,
    ...             "form": "2021",
    ...             "n_chars": 40,
    ...             "n_narrative_chars": 40,
    ...             "confidence": 1.0,
    ...             "published": "2023-02-03",
    ...         }
    ...     ],
    ... )
    >>> text = "五、存在的主要问题及改进情况\n栏目更新不够勤。"
    >>> sections = make_frame(
    ...     "sections",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "order": 0,
    ...             "label": "problems",
    ...             "heading": text[:14],
    ...             "start": 0,
    ...             "end": len(text),
    ...             "confidence": 1.0,
    ...             "status": "found",
    ...             "text": text,
    ...         }
    ...     ],
    ... )
    >>> none = {name: make_frame(name, []) for name in ("items", "tables")}
    >>> scores = completeness(reports, sections, none["items"], none["tables"])
    >>> scores[["score", "value", "n"]].round(2).values.tolist()
    [['completeness', 0.0, 7], ['timeliness_days', 3.0, 1]]
    """
    weights = _weights(preset)
    weighty = [element for element in _elements() if weights[element["id"]] > 0]
    frames = (reports, sections, items, tables)
    with show_progress(progress):
        found = _find(weighty, frames, _told(deadlines))
    weight = np.array([weights[e] for e in found["element"]], float) * found["applies"]
    sums = pd.DataFrame(
        {
            "report_id": found["report_id"],
            "w": weight,
            "x": weight * found["present"],
            "n": weight > 0,
        }
    )
    by_report = sums.groupby("report_id", sort=False).sum()
    rows = by_report.assign(
        score="completeness" if preset == "statutory" else f"completeness_{preset}",
        value=by_report["x"] / by_report["w"].where(by_report["w"] > 0),
    )
    late = _timeliness(reports, deadlines)
    frame = (
        pd.concat([rows[["score", "value", "n"]], late])
        .rename_axis("report_id")
        .reset_index()
    )
    order = {rid: i for i, rid in enumerate(dict.fromkeys(reports["report_id"]))}
    frame = frame.assign(
        scope="report",
        ci_low=np.nan,
        ci_high=np.nan,
        _order=frame["report_id"].map(order),
    )
    return make_frame("scores", frame.sort_values("_order", kind="stable"))


@check_arguments
def completeness_items(
    reports: pd.DataFrame,
    sections: pd.DataFrame,
    items: pd.DataFrame,
    tables: pd.DataFrame,
    *,
    deadlines: Mapping[str, str] | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    r"""Show for every report and element whether it applies, whether it is there, and where.

    Parameters
    ----------
    reports, sections, items, tables : DataFrame
        The frames of these names.
    deadlines : mapping, optional
        As in :func:`completeness`.
    progress : bool, optional
        Whether a bar shows rate and time left; by default on a terminal and in a notebook.

    Returns
    -------
    pandas.DataFrame
        One row per report and element of ``resources/completeness.toml``, in that order:
        ``report_id``, ``element``, ``name`` (Chinese), ``source`` (article), ``applies``,
        ``present``, ``reason`` (why it does not apply, or is held to be absent), ``start``,
        ``end``, ``text`` (the evidence; an empty span at a table's first cell).

    Raises
    ------
    FrameError
        If a column is missing, or a deadline is no day of a kind of body.

    References
    ----------
    政府信息公开条例 (国务院令第711号) arts. 49 and 50; 国办公开办函〔2019〕60号; 〔2021〕30号;
    国办函〔2020〕109号.

    Examples
    --------
    >>> from textmine.schema import make_frame
    >>> reports = make_frame(
    ...     "reports",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "agency": "临泽川市人民政府",
    ...             "level": "city",
    ...             "year": 2022,
    ...             "n_chars": 40,
    ...             "n_narrative_chars": 40,
    ...             "confidence": 1.0,
    ...         }
    ...     ],
    ... )
    >>> text = "一、总体情况\n本年开展社会评议一次，评议结果为良好。"
    >>> sections = make_frame(
    ...     "sections",
    ...     [
    ...         {
    ...             "report_id": "r1",
    ...             "order": 0,
    ...             "label": "overview",
    ...             "heading": text[:6],
    ...             "start": 0,
    ...             "end": len(text),
    ...             "confidence": 1.0,
    ...             "status": "found",
    ...             "text": text,
    ...         }
    ...     ],
    ... )
    >>> found = completeness_items(
    ...     reports, sections, make_frame("items", []), make_frame("tables", [])
    ... )
    >>> found.query("present")[["element", "text"]].values.tolist()
    [['public_appraisal', '本年开展社会评议一次，评议结果为良好'], ['heading_overview',
    '一、总体情况']]
    """
    with show_progress(progress):
        return _find(_elements(), (reports, sections, items, tables), _told(deadlines))


def _find(
    elements: Sequence[Mapping[str, Any]],
    frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame],
    deadlines: Mapping[str, str],
) -> pd.DataFrame:
    """Look for some elements in every report."""
    reports, sections, items, tables = frames
    reports = take_reports(reports, REPORT_COLUMNS)
    sections = take_frame(sections, SECTION_COLUMNS, what="sections")
    items = take_frame(items, ITEMS_READ, what="items")
    grid = make_grid(tables, reports)
    by_section = _records(
        sections.sort_values(["report_id", "start", "order"]), SECTION_COLUMNS
    )
    # The first item in the report is the evidence, in whatever order the rows come.
    told = items[items["role"].isin(["problem", "measure"])]
    by_item = _records(told.sort_values(["report_id", "start", "end"]), ITEMS_READ)
    rows = []
    cases = reports[list(REPORT_COLUMNS)].to_dict("records")
    shown = watch(cases, len(cases), "completeness", "report")
    for place, report in enumerate(shown):
        rid = str(report["report_id"])
        case = Case(
            report=report,
            place=place,
            year=_year(report),
            kind=kind_of_body(report),
            sections=by_section.get(rid, []),
            items=by_item.get(rid, []),
            grid=grid,
            deadlines=deadlines,
        )
        rows += [_row(case, element) for element in elements]
    return pd.DataFrame(rows, columns=list(ITEM_COLUMNS)).astype(ITEM_COLUMNS)


def _row(case: Case, element: Mapping[str, Any]) -> dict[str, Any]:
    """Judge one element of one report."""
    why_not = _outside(case, element)
    found = (
        Finding(False, why_not) if why_not else RULES[element["rule"]](case, element)
    )
    return {
        "report_id": str(case.report["report_id"]),
        "element": element["id"],
        "name": element["zh"],
        "source": element["source"],
        "applies": not why_not and found.assessable,
        "present": found.present,
        "reason": found.reason,
        "start": found.start,
        "end": found.end,
        "text": found.text,
    }


def _outside(case: Case, element: Mapping[str, Any]) -> str:
    """Say why an element does not apply to a report; empty where it does."""
    if element.get("for") == "government" and case.kind != "government":
        return "asked of governments of counties and above only"
    first, last = element.get("from_year"), element.get("to_year")
    if not (first or last):
        return ""
    if case.year is None:
        return "the year reported on is not known"
    if first and case.year < first:
        return f"asked from {first} only"
    if last and case.year > last:
        return f"asked until {last} only"
    return ""


def _year(report: Mapping[Any, Any]) -> int | None:
    """Year reported on, or the first year of its form; None where neither is known."""
    if pd.isna(report["year"]):
        return YEAR_OF_FORM.get(str(report["form"]))
    return int(report["year"])


def _records(
    frame: pd.DataFrame, columns: Sequence[str]
) -> dict[str, list[Mapping[str, Any]]]:
    """Rows of a frame by report."""
    out: dict[str, list[Mapping[str, Any]]] = {}
    for row in zip(*(frame[c].tolist() for c in columns), strict=True):
        out.setdefault(str(row[0]), []).append(dict(zip(columns, row, strict=True)))
    return out


def _told(deadlines: Mapping[str, str] | None) -> Mapping[str, str]:
    """The deadlines that were given, checked; none where none were."""
    given = {} if deadlines is None else deadlines
    for body, day in given.items():
        if body not in BODIES:
            raise FrameError(
                f"deadlines: no kind of body {body!r}; there are {', '.join(BODIES)}"
            )
        try:
            read_month_day(day)
        except ValueError:
            raise FrameError(
                f"deadlines[{body!r}] is {day!r}; expected month and day, such as '01-31'"
            ) from None
    return given


def _timeliness(
    reports: pd.DataFrame, deadlines: Mapping[str, str] | None
) -> pd.DataFrame:
    """Days after the deadline by report, where the date of publication is known."""
    rows = {}
    for report in reports.drop_duplicates("report_id").to_dict("records"):
        late = days_late(report, _year(report), _told(deadlines))
        if isinstance(late, int):
            rows[str(report["report_id"])] = float(late)
    values = pd.Series(rows, dtype="float64")
    return pd.DataFrame(
        {"score": "timeliness_days", "value": values, "n": 1}, index=values.index
    )


def _weights(preset: str) -> dict[str, float]:
    """Weight of each element in a preset."""
    presets = load_toml("completeness.toml")["presets"]
    if preset not in presets:
        raise FrameError(
            f"completeness: no preset {preset!r}; there are {', '.join(presets)}"
        )
    return {
        element["id"]: float(element["weights"].get(preset, 0.0))
        for element in _elements()
    }


@cache
def _elements() -> tuple[dict[str, Any], ...]:
    """Elements of the checklist."""
    return tuple(load_toml("completeness.toml")["element"])
