"""One panel from the tables of two forms: what may be chained over the years, where it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from textmine.intake.arguments import check_arguments
from textmine.intake.frames import take_frame, take_reports
from textmine.resources.forms import ONLY_2021, tell_forms
from textmine.resources.load import load_toml
from textmine.stats.groups import warn_left_out
from textmine.stats.lines import agency_keys
from textmine.text.numbers.amounts import money_factors

PANEL = {
    "report_id": "str",
    "agency": "str",
    "agency_id": "str",
    "year": "Int64",
    "form": "str",
    "series": "str",
    "name": "str",
    "value": "float64",
    "unit": "str",
    "state": "str",
    "segment": "str",
    "is_break": "bool",
}


@check_arguments
def harmonise(tables: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Bring the tables of the 2019 and the 2021 form into one panel, with breaks flagged.

    What both forms count alike (table 3, with the three rows of 其他处理 collapsed into one; table
    4; 处理决定数量) is one segment, ``both``. What is only near (新制作 and 制发) or stands in one
    form only (现行有效, 收费金额, 集中采购) has the form as its segment: compare and chain within a
    segment, never across (现行有效 before 2021 does not exist here). A report's form is read off
    its table 3, since layouts lag behind the years, and else taken from ``reports``.

    Parameters
    ----------
    tables : DataFrame
        Frame ``tables``.
    reports : DataFrame
        ``report_id``, ``agency``, ``year``, ``form``; ``agency_id`` joins the years where known.

    Returns
    -------
    pandas.DataFrame
        One row per report and series of ``resources/comparability.toml`` that its form
        has: ``report_id``, ``agency``, ``agency_id``, ``year``, ``form``, ``series``,
        ``name``, ``value`` (NaN unless every cell is known; money in 元), ``unit``,
        ``state`` (VALUE, ZERO, or why there is no value: EMPTY, NA, TEXT, MISSING),
        ``segment``, ``is_break`` (first row of the agency's series in another segment
        than the year before it). Ordered by agency, year, report, series; reports of
        other forms have no row.

    Warns
    -----
    TextmineWarning
        If reports are left out, as of another form or none.

    Raises
    ------
    FrameError
        If a column is missing.

    References
    ----------
    国务院办公厅政府信息与政务公开办公室, 国办公开办函〔2019〕60号 and 〔2021〕30号: the two forms.

    Examples
    --------
    >>> cells = [
    ...     ("a2020", "规范性文件", 0, 6),
    ...     ("a2021", "行政规范性文件", 0, 4),
    ...     ("a2021", "行政处罚", 0, 9),
    ... ]
    >>> tables = pd.DataFrame(
    ...     [
    ...         {
    ...             "report_id": r,
    ...             "table": "2",
    ...             "row": 0,
    ...             "row_label": label,
    ...             "column": c,
    ...             "value": v,
    ...             "unit": "件",
    ...             "state": "VALUE",
    ...         }
    ...         for r, label, c, v in cells
    ...     ]
    ... )
    >>> reports = pd.DataFrame(
    ...     {
    ...         "report_id": ["a2020", "a2021"],
    ...         "agency": "临泽川市商务局",
    ...         "year": [2020, 2021],
    ...         "form": ["2019", "2021"],
    ...     }
    ... )
    >>> panel = harmonise(tables, reports).query("state == 'VALUE'")
    >>> panel[["year", "series", "value", "segment", "is_break"]].values.tolist()
    [[2020, 'normative_made', 6.0, '2019', False], [2021, 'penalty_decisions', 9.0, 'both', False],
     [2021, 'normative_made', 4.0, '2021', True]]
    """
    needed = (
        "report_id",
        "table",
        "row",
        "row_label",
        "column",
        "value",
        "unit",
        "state",
    )
    tables = take_frame(tables, needed, what="tables")
    reports = take_reports(reports, ["agency", "year", "form"])
    reports = reports.assign(form=lambda f: _forms(tables, f))
    has_form = reports["form"].isin(["2019", "2021"])
    warn_left_out("harmonise", {"the form of 2019 or 2021": ~has_form}, "report")
    reports = reports[has_form]
    wanted = _wanted()
    reports = reports.assign(agency_id=agency_keys(reports))
    cells = reports[["report_id", "agency", "agency_id", "year", "form"]].merge(
        wanted, on="form"
    )
    found = tables.assign(key=_keys(tables))[
        ["report_id", "table", "key", "column", "value", "unit", "state"]
    ]
    found = found.drop_duplicates(["report_id", "table", "key", "column"])
    cells = cells.merge(
        found,
        on=["report_id", "table", "key", "column"],
        how="left",
        suffixes=("", "_cell"),
    )
    panel = _collapse(cells)
    panel = panel.sort_values(
        ["agency_id", "year", "report_id", "order"], kind="stable"
    )
    return (
        panel.assign(is_break=_breaks(panel))[list(PANEL)]
        .reset_index(drop=True)
        .astype(PANEL)
    )


def _wanted() -> pd.DataFrame:
    """Cells of every series in every form: a row for each."""
    rows: list[dict[str, Any]] = []
    for order, (series, rule) in enumerate(
        load_toml("comparability.toml")["series"].items()
    ):
        for form in ("2019", "2021"):
            for key, column in _cells(rule, form):
                rows.append(
                    {
                        "form": form,
                        "series": series,
                        "order": order,
                        "name": rule["zh"],
                        "unit": rule["unit"],
                        "segment": "both" if rule["segment"] == "both" else form,
                        "table": rule["table"],
                        "key": key,
                        "column": column,
                        "default_unit": rule.get("default_unit", ""),
                    }
                )
    return pd.DataFrame(rows)


def _cells(rule: Mapping[str, Any], form: str) -> list[tuple[str, int]]:
    """Row keys and columns of one series in one form; the label of table 2 stands for its row."""
    if rule["table"] == "2":
        return [(rule["labels"][0], column) for column in rule["columns"].get(form, [])]
    return [
        (str(row), column)
        for row in rule["rows"].get(form, [])
        for column in rule["columns"]
    ]


def _keys(tables: pd.DataFrame) -> pd.Series:
    """Row key of each cell: the label in table 2, the row number elsewhere."""
    label = tables["row_label"].astype(str).str.replace(r"\s+", "", regex=True)
    # The 2021 form calls 规范性文件 so; it is the same row.
    label = label.replace("行政规范性文件", "规范性文件")
    number = tables["row"].astype("int64").astype(str)
    return label.where(tables["table"].astype(str) == "2", number)


def _forms(tables: pd.DataFrame, reports: pd.DataFrame) -> pd.Series:
    """Form of each report: by the rows of its table 3, then as the frame says."""
    three = tables[tables["table"].astype(str) == "3"]
    by_report = three.assign(
        is_late=three["row_label"].astype(str).str.contains(ONLY_2021, regex=False)
    ).groupby("report_id")
    last_row = reports["report_id"].map(by_report["row"].max()).fillna(-1)
    is_late = reports["report_id"].map(by_report["is_late"].any()).eq(True)
    said = reports["form"].astype("string").fillna("").astype(str)
    forms = tell_forms(
        last_row.to_numpy(np.int64), is_late.to_numpy(bool), said.to_numpy(np.str_)
    )
    return pd.Series(forms, index=reports.index, dtype="str")


def _collapse(cells: pd.DataFrame) -> pd.DataFrame:
    """Add up the cells of each series; one that is not known leaves the whole without a value."""
    known = cells["state"].isin(["VALUE", "ZERO"]) & cells["value"].notna()
    why = (
        cells["state"].astype("string").fillna("MISSING").astype(str).where(~known, "")
    )
    value = cells["value"].astype(float).where(known) * _unit_factors(cells)
    flat = cells.assign(value=value, why=why)
    report = ["report_id", "agency", "agency_id", "year", "form"]
    by = [*report, "series", "order", "name", "unit", "segment"]
    out = flat.groupby(by, sort=False, dropna=False, as_index=False).agg(
        value=("value", "sum"), why=("why", "max")
    )
    out = out.assign(value=out["value"].where(out["why"] == ""))
    counted = np.where(out["value"] == 0, "ZERO", "VALUE")
    state = np.where(out["why"] != "", out["why"], counted)
    agency = out["agency"].astype("string").fillna("").astype(str)
    return out.assign(state=state, agency=agency)


def _unit_factors(cells: pd.DataFrame) -> pd.Series:
    """By what each cell is multiplied: money is brought to 元, all else stays."""
    printed = money_factors(cells["unit_cell"])
    factor = printed.fillna(money_factors(cells["default_unit"])).fillna(1.0)
    return factor.where(cells["unit"] == "元", 1.0)


def _breaks(panel: pd.DataFrame) -> pd.Series:
    """Whether a row begins another segment of its agency's series."""
    before = panel.groupby(["agency_id", "series"], sort=False)["segment"].shift()
    changed = before.notna() & (before != panel["segment"])
    # Reports without an agency are not one series.
    return (changed & (panel["agency_id"] != "")).astype(bool)
