"""The identities of the tables: true tables pass, every single broken cell is seen, blanks are never zeros."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.quality import check_tables
from textmine.resources.load import load_toml
from textmine.schema import FRAMES, make_frame

ROWS = {"2019": 23, "2021": 25}
TABLE2 = {
    "2019": {
        "规章": (0, 0, 0),
        "规范性文件": (2, 2, 5),
        "行政许可": (14, -6, 1229),
        "其他对外管理服务事项": (1, 0, 0),
        "行政处罚": (5, 4, 1),
        "行政强制": (0, 0, 0),
        "行政事业性收费": (0, 0),
        "政府集中采购": (28, 20044.5),
    },
    "2021": {
        "规章": (2, 1, 12),
        "行政规范性文件": (5, 2, 42),
        "行政许可": (1573,),
        "行政处罚": (26,),
        "行政强制": (0,),
        "行政事业性收费": (727.25,),
    },
}


def table3(form: str, seed: int = 0) -> np.ndarray:
    """A table 3 that obeys every identity."""
    rng = np.random.default_rng(seed)
    total, following = ROWS[form] - 2, ROWS[form] - 1
    grid = np.zeros((ROWS[form], 7), int)
    grid[2:total, :6] = rng.integers(0, 5, (total - 2, 6))
    grid[total, :6] = grid[2:total, :6].sum(axis=0)
    grid[following, :6] = rng.integers(0, 3, 6)
    available = grid[total, :6] + grid[following, :6]
    grid[1, :6] = np.minimum(rng.integers(0, 3, 6), available)
    grid[0, :6] = available - grid[1, :6]
    grid[:, 6] = grid[:, :6].sum(axis=1)
    return grid


def cell(
    table: str, row: int, column: int, value: float | None, label: str = ""
) -> dict[str, object]:
    state = "EMPTY" if value is None else "VALUE" if value else "ZERO"
    place = int(table) * 1000 + row * 20 + column
    return {
        "report_id": "r1",
        "table": table,
        "row": row,
        "row_label": label,
        "column": column,
        "column_label": "",
        "value": value,
        "unit": "",
        "state": state,
        "raw": "" if value is None else str(value),
        "start": place,
        "end": place + 1,
    }


def frame(form: str = "2021", seed: int = 0) -> pd.DataFrame:
    rows = [
        cell("2", i, c, v, label)
        for i, (label, vs) in enumerate(TABLE2[form].items())
        for c, v in enumerate(vs)
    ]
    rows += [
        cell("3", r, c, int(v))
        for r, line in enumerate(table3(form, seed))
        for c, v in enumerate(line)
    ]
    rows += [
        cell("4", 0, c, v)
        for c, v in enumerate([3, 1, 0, 2, 6, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2])
    ]
    return make_frame("tables", rows)


def reports(form: str = "2021") -> pd.DataFrame:
    return pd.DataFrame({"report_id": ["r1"], "form": [form]})


def changed(
    tables: pd.DataFrame, table: str, row: int, column: int, value: float | None
) -> pd.DataFrame:
    at = (
        (tables["table"] == table)
        & (tables["row"] == row)
        & (tables["column"] == column)
    )
    new = make_frame(
        "tables", [cell(table, row, column, value, tables.loc[at, "row_label"].iloc[0])]
    )
    return pd.concat([tables[~at], new], ignore_index=True)


def status(tables: pd.DataFrame, form: str = "2021") -> dict[str, str]:
    checks = check_tables(tables, reports(form))
    return dict(zip(checks["check"], checks["status"], strict=True))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_true_report_passes_every_identity(form: str) -> None:
    found = status(frame(form), form)
    assert set(found.values()) == {"PASS"}
    rows = {f"t3_row_sum_row{i}" for i in range(ROWS[form])}
    assert rows | {
        f"t3_{k}_col{i}" for k in ("flow", "total") for i in range(7)
    } <= set(found)
    assert {
        "t4_review_total",
        "t4_suit_direct_total",
        "t4_suit_after_review_total",
    } <= set(found)
    assert ("t2_change_licences" in found) == (form == "2019")


@settings(max_examples=35, deadline=None)
@given(form=st.sampled_from(["2019", "2021"]), seed=st.integers(0, 99), data=st.data())
def test_one_wrong_cell_of_table_3_is_always_seen(
    form: str, seed: int, data: st.DataObject
) -> None:
    row, column = (
        data.draw(st.integers(0, ROWS[form] - 1)),
        data.draw(st.integers(0, 6)),
    )
    tables = frame(form, seed)
    at = (
        (tables["table"] == "3") & (tables["row"] == row) & (tables["column"] == column)
    )
    wrong = changed(
        tables,
        "3",
        row,
        column,
        float(tables.loc[at, "value"].iloc[0]) + data.draw(st.integers(1, 9)),
    )
    failed = {check for check, state in status(wrong, form).items() if state == "FAIL"}
    assert f"t3_row_sum_row{row}" in failed
    assert {f"t3_flow_col{column}", f"t3_total_col{column}"} & failed


def test_the_row_check_says_what_was_expected_found_and_where() -> None:
    tables = frame()
    total = tables.query("table == '3' and row == 2 and column == 6").iloc[0]
    checks = check_tables(changed(tables, "3", 2, 6, total["value"] + 1), reports())
    row = checks[checks["check"] == "t3_row_sum_row2"].iloc[0]
    assert (row["expected"], row["found"]) == (
        str(int(total["value"])),
        str(int(total["value"]) + 1),
    )
    assert (row["start"], row["end"]) == (total["start"], total["end"])
    assert "予以公开" in row["evidence"]


def test_blank_is_not_zero() -> None:
    tables = frame()
    value = tables.query("table == '3' and row == 2").set_index("column")["value"]
    full = int(value[:6].idxmax())
    found = status(changed(tables, "3", 2, full, None))
    assert value[full] > 0
    assert found["t3_row_sum_row2"] == "UNCERTAIN"
    assert found[f"t3_total_col{full}"] == "UNCERTAIN"
    assert (
        status(changed(tables, "3", 2, 6, None))["t3_row_sum_row2"] == "NOT_ASSESSABLE"
    )


def test_only_the_total_column_filled_is_not_assessable_by_row_but_by_column() -> None:
    tables = frame()
    blank = (tables["table"] == "3") & (tables["column"] < 6)
    tables = pd.concat(
        [tables[~blank], tables[blank].assign(value=np.nan, state="EMPTY")]
    )
    found = status(tables)
    assert found["t3_row_sum_row0"] == "NOT_ASSESSABLE"
    assert found["t3_flow_col0"] == "NOT_ASSESSABLE"
    assert found["t3_flow_col6"] == found["t3_total_col6"] == "PASS"


def test_a_blank_that_would_be_zero_passes_and_says_so() -> None:
    tables = frame()
    at = tables.query("table == '3' and column < 6 and value == 0").iloc[0]
    checks = check_tables(
        changed(tables, "3", at["row"], at["column"], None), reports()
    ).set_index("check")
    row = checks.loc[f"t3_row_sum_row{at['row']}"]
    assert row["status"] == "PASS"
    assert "1 blank" in row["evidence"]


def test_the_layout_of_the_table_decides_the_form_not_the_report() -> None:
    assert set(status(frame("2019"), "2021").values()) == {"PASS"}


def test_table_2_negative_and_too_large_a_decrease() -> None:
    tables = frame("2019")
    found = status(changed(tables, "2", 2, 1, -20.0), "2019")
    assert found["t2_change_licences"] == "FAIL"
    assert found["t2_nonneg_licences"] == "PASS"
    assert (
        status(changed(tables, "2", 1, 2, -1.0), "2019")["t2_nonneg_normative"]
        == "FAIL"
    )


@pytest.mark.parametrize(
    ("column", "check"),
    [
        (4, "t4_review_total"),
        (9, "t4_suit_direct_total"),
        (13, "t4_suit_after_review_total"),
    ],
)
def test_table_4(column: int, check: str) -> None:
    found = status(changed(frame(), "4", 0, column, 9.0))
    assert [k for k, v in found.items() if v == "FAIL"] == [check]


def test_a_table_that_is_missing_is_a_row_not_silence() -> None:
    tables = frame()
    found = status(tables[tables["table"] == "3"])
    assert found["t2_table"] == found["t4_table"] == "NOT_ASSESSABLE"
    nothing = check_tables(tables.iloc[:0], reports())
    assert nothing["status"].tolist() == ["NOT_ASSESSABLE"] * 3
    assert list(nothing.columns) == list(FRAMES["checks"])


@pytest.mark.parametrize(("table", "n_columns"), [("2", 3), ("3", 7), ("4", 15)])
def test_rows_that_do_not_tell_the_columns_of_their_numbers_are_told(
    table: str, n_columns: int
) -> None:
    """What the reader leaves in doubt holds one span of text in several columns."""
    doubt = {"value": np.nan, "state": "TEXT", "raw": "1 2", "start": 700, "end": 703}
    rows = [cell(table, 0, c, None, "规章") | doubt for c in range(n_columns)]
    checks = check_tables(make_frame("tables", rows), reports()).set_index("check")
    found = checks.loc[f"t{table}_columns"]
    assert found["status"] == "NOT_ASSESSABLE"
    assert found["evidence"].endswith("columns: 1")
    assert sum(name.endswith("_columns") for name in checks.index) == 1
    if table == "3":
        others = [row | {"row": k} for k in (3, 5) for row in rows[:6]]
        more = check_tables(make_frame("tables", rows + others), reports())
        (evidence,) = more.loc[more["check"] == "t3_columns", "evidence"]
        assert evidence.endswith("columns: 3")


def test_words_in_single_cells_and_blanks_side_by_side_are_no_doubt() -> None:
    blank = {"start": 700, "end": 700}
    words = {"value": np.nan, "state": "TEXT", "raw": "见附件"}
    rows = [cell("3", 0, c, None) | blank for c in range(7)]
    rows += [cell("3", 1, c, None) | words for c in range(7)]
    rows += [cell("3", 2, c, 1.0) | {"start": 800, "end": 801} for c in range(7)]
    assert "t3_columns" not in status(make_frame("tables", rows))


def test_no_report_no_row_and_foreign_cells_are_left_out() -> None:
    assert check_tables(frame(), reports().iloc[:0]).empty
    assert set(
        check_tables(frame(), pd.DataFrame({"report_id": ["r2"]}))["report_id"]
    ) == {"r2"}


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="state"):
        check_tables(frame().drop(columns="state"), reports())


def test_the_input_is_not_changed_and_order_does_not_matter() -> None:
    tables = frame()
    before = tables.copy()
    first = check_tables(tables, reports())
    pd.testing.assert_frame_equal(tables, before)
    pd.testing.assert_frame_equal(first, check_tables(tables.iloc[::-1], reports()))


def test_every_id_is_in_the_resource() -> None:
    known = load_toml("checks.toml")["check"]
    for check in {c for form in ROWS for c in status(frame(form), form)}:
        stem = max((k for k in known if check.startswith(k)), key=len, default=None)
        assert stem is not None, check
        assert (check == stem) != ("stem" in known[stem])


def test_a_table_that_is_missing_stands_at_no_place_and_says_nothing() -> None:
    nothing = check_tables(frame().iloc[:0], reports())
    assert nothing["check"].tolist() == ["t2_table", "t3_table", "t4_table"]
    assert nothing[["start", "end"]].to_numpy().tolist() == [[0, 0]] * 3
    assert set(nothing["expected"]) == set(nothing["found"]) == {""}


@pytest.mark.parametrize(("form", "label"), [("2019", ""), ("2021", "行政")])
def test_counts_of_table_2_are_told_by_the_least_of_them(form: str, label: str) -> None:
    tables = changed(changed(frame(form), "2", 1, 1, -3.0), "2", 1, 2, -2.0)
    checks = check_tables(tables, reports(form)).set_index("check")
    row = checks.loc["t2_nonneg_normative"]
    assert row[["status", "expected", "found"]].tolist() == ["FAIL", "≥ 0", "-3"]
    # The second of its cells.
    assert (row["start"], row["end"]) == (2021, 2022)
    assert row["evidence"] == f"{label}规范性文件: no count below 0"
    blank = changed(frame(form), "2", 1, 0, None)
    row = check_tables(blank, reports(form)).set_index("check").loc[row.name]
    assert (row["status"], row["found"]) == ("PASS", "2")
    assert row["evidence"].endswith("no count below 0; 1 blank, read as 0")


def test_sums_are_equal_but_for_less_than_a_millionth() -> None:
    for less, states in ((9e-7, ["PASS"]), (1e-6, ["FAIL"]), (0.5, ["FAIL"])):
        cells = [cell("3", 0, c, 0.0) for c in range(6)] + [cell("3", 0, 6, less)]
        cells += [cell("3", r, 6, 0.0) for r in (22, 23)]
        checks = check_tables(make_frame("tables", cells), reports())
        told = checks.loc[checks["check"] == "t3_row_sum_row0", "status"]
        assert told.tolist() == states
    # What went may be all that was there, but for as much.
    for change, state in ((-14.0, "PASS"), (-14 - 1e-7, "PASS"), (-14.1, "FAIL")):
        found = status(changed(frame("2019"), "2", 2, 1, change), "2019")
        assert found["t2_change_licences"] == state


def test_of_a_table_of_no_known_form_the_rows_that_both_have_are_checked() -> None:
    cells = [cell("3", row, c, 0.0) for row in range(21) for c in range(7)]
    checks = check_tables(
        make_frame("tables", cells), pd.DataFrame({"report_id": ["r1"]})
    )
    told = checks.loc[checks["check"].str.startswith("t3_"), "check"].tolist()
    assert told == ["t3_table", *(f"t3_row_sum_row{row}" for row in range(20))]
