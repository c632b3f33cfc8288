"""The harmonised panel: one unit, blanks kept, chains broken where the form changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.compare import harmonise
from textmine.errors import FrameError, TextmineWarning
from textmine.resources.load import load_toml

LABELS = {
    "2019": {
        "规范性文件": 3,
        "行政许可": 3,
        "行政处罚": 3,
        "行政事业性收费": 2,
        "政府集中采购": 2,
    },
    "2021": {"行政规范性文件": 3, "行政许可": 1, "行政处罚": 1, "行政事业性收费": 1},
}


def tables(rid: str, form: str, **units: str) -> pd.DataFrame:
    """Every cell holds a number of its own: 100 × row + column in table 3, 1000 + column in table 4, and so on."""
    n_rows = 23 if form == "2019" else 25
    rows = [("3", r, "", c, 100.0 * r + c) for r in range(n_rows) for c in range(7)]
    rows += [("4", 0, "", c, 1000.0 + c) for c in range(15)]
    rows += [
        ("2", i, label, c, 10.0 * i + c + 1)
        for i, (label, n) in enumerate(LABELS[form].items())
        for c in range(n)
    ]
    frame = pd.DataFrame(rows, columns=["table", "row", "row_label", "column", "value"])
    return frame.assign(
        report_id=rid,
        unit=[units.get(label, "件") for label in frame["row_label"]],
        state="VALUE",
    )


def reports(*rows: tuple[str, int, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["report_id", "year", "form"]).assign(
        agency="临泽川市商务局"
    )


def value(panel: pd.DataFrame, rid: str, series: str) -> float:
    return panel.loc[
        (panel["report_id"] == rid) & (panel["series"] == series), "value"
    ].item()


TWO = pd.concat(
    [
        tables("a20", "2019", 政府集中采购="万元"),
        tables("a21", "2021", 行政事业性收费="万元"),
    ]
)
YEARS = reports(("a21", 2021, "2021"), ("a20", 2020, "2019"))


def test_rows_that_moved_between_the_forms_meet_in_one_series() -> None:
    panel = harmonise(TWO, YEARS)
    assert (value(panel, "a20", "total"), value(panel, "a21", "total")) == (
        2106.0,
        2306.0,
    )
    assert (value(panel, "a20", "next"), value(panel, "a21", "next")) == (
        2206.0,
        2406.0,
    )
    assert value(panel, "a20", "other_outcome") == 2006.0
    assert value(panel, "a21", "other_outcome") == 2006.0 + 2106.0 + 2206.0
    assert (
        value(panel, "a20", "licence_decisions"),
        value(panel, "a21", "licence_decisions"),
    ) == (
        13.0,
        11.0,
    )
    assert value(panel, "a21", "lawsuits") == 1009.0 + 1014.0


def test_what_one_form_lacks_is_not_in_the_panel_at_all() -> None:
    series = harmonise(TWO, YEARS).groupby("report_id")["series"].agg(set)
    assert {"procurement_amount", "normative_disclosed_total"} <= series[
        "a20"
    ] - series["a21"]
    assert {"normative_in_force", "normative_abolished", "fees"} <= series[
        "a21"
    ] - series["a20"]


def test_breaks_stand_where_the_count_changes_its_meaning_only() -> None:
    panel = harmonise(TWO, YEARS)
    broken = panel[panel["is_break"]]
    assert set(broken["series"]) == {"normative_made", "rules_made"}
    assert set(broken["report_id"]) == {"a21"}
    assert panel[panel["series"] == "total"]["segment"].unique().tolist() == ["both"]
    assert panel[panel["series"] == "normative_made"]["segment"].tolist() == [
        "2019",
        "2021",
    ]


def test_money_is_in_one_unit() -> None:
    panel = harmonise(TWO, YEARS)
    assert value(panel, "a21", "fees") == 31.0 * 10_000
    assert value(panel, "a20", "procurement_amount") == 42.0 * 10_000
    plain = harmonise(tables("a20", "2019"), YEARS)
    assert value(plain, "a20", "procurement_amount") == 42.0


def test_one_blank_leaves_the_sum_without_a_value_and_says_why() -> None:
    at = (
        (TWO["report_id"] == "a21")
        & (TWO["table"] == "3")
        & (TWO["row"] == 5)
        & (TWO["column"] == 6)
    )
    panel = harmonise(
        TWO.assign(state=TWO["state"].mask(at, "EMPTY"), value=TWO["value"].mask(at)),
        YEARS,
    )
    row = panel[(panel["report_id"] == "a21") & (panel["series"] == "denied")].iloc[0]
    assert np.isnan(row["value"]) and row["state"] == "EMPTY"
    gone = harmonise(TWO[~at], YEARS)
    assert gone[(gone["report_id"] == "a21") & (gone["series"] == "denied")][
        "state"
    ].tolist() == ["MISSING"]


def test_the_layout_decides_where_the_form_lags_behind_the_year() -> None:
    panel = harmonise(tables("a21", "2019"), reports(("a21", 2021, "2021")))
    assert set(panel["form"]) == {"2019"}
    assert value(panel, "a21", "total") == 2106.0


def test_other_forms_and_empty_frames() -> None:
    assert harmonise(TWO, reports(("a20", 2016, "pre2019")).assign(report_id="x")).empty
    empty = harmonise(TWO.iloc[:0], YEARS)
    assert set(empty["state"]) == {"MISSING"}
    assert harmonise(TWO.iloc[:0], YEARS.iloc[:0]).empty
    with pytest.raises(FrameError, match="unit"):
        harmonise(TWO.drop(columns="unit"), YEARS)


def test_the_resource_is_sound() -> None:
    for name, rule in load_toml("comparability.toml")["series"].items():
        forms = set(rule["columns"] if rule["table"] == "2" else rule["rows"])
        assert rule["segment"] in ("both", "form"), name
        assert rule["segment"] == "form" or forms == {"2019", "2021"}, name


def test_a_table_of_the_2021_form_that_was_cut_is_not_read_by_the_rows_of_the_older() -> (
    None
):
    """Rows 21 and 22 are 逾期未缴费 and 其他 there; they came out as 总计 and 结转下年度."""
    whole = tables("a21", "2021")
    is_late = whole["table"].eq("3") & whole["row"].isin([20, 21])
    labels = whole["row_label"].mask(is_late, "逾期不补正")
    cut = whole.assign(row_label=labels)[whole["table"].ne("3") | (whole["row"] <= 22)]
    panel = harmonise(cut, reports(("a21", 2021, "2021")))
    assert set(panel["form"]) == {"2021"}
    states = panel.set_index("series")["state"]
    assert states[["total", "next"]].tolist() == ["MISSING", "MISSING"]
    assert value(panel, "a21", "other_outcome") == 2006.0 + 2106.0 + 2206.0


def test_reports_of_other_forms_are_left_out_and_told() -> None:
    several = reports(
        ("a20", 2020, "2019"), ("a21", 2021, "2021"), ("a15", 2015, "free")
    )
    with pytest.warns(TextmineWarning, match="form of 2019 or 2021: 1 of 3 reports"):
        panel = harmonise(TWO, several)
    assert set(panel["report_id"]) == {"a20", "a21"}
