"""One year's tables against the year before."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality import check_years
from textmine.schema import make_frame


def cell(
    rid: str, table: str, row: int, column: int, value: float | None, label: str = ""
) -> dict[str, object]:
    return {
        "report_id": rid,
        "table": table,
        "row": row,
        "row_label": label,
        "column": column,
        "column_label": "",
        "value": value,
        "unit": "",
        "state": "EMPTY" if value is None else "VALUE" if value else "ZERO",
        "raw": "",
        "start": 100 * row + column,
        "end": 100 * row + column + 1,
    }


def report(
    rid: str,
    carried: float | None,
    following: float | None,
    form: str = "2021",
    stock: tuple[float, ...] = (),
) -> list[dict[str, object]]:
    last = 24 if form == "2021" else 22
    rows = [cell(rid, "3", 1, c, carried) for c in (0, 6)] + [
        cell(rid, "3", last, c, following) for c in (0, 6)
    ]
    rows += [cell(rid, "3", last - 1, 6, 9)]
    return rows + [
        cell(rid, "2", 1, c, v, "行政规范性文件") for c, v in enumerate(stock)
    ]


def reports(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["report_id", "agency", "year"])


def run(
    cells: list[dict[str, object]], frame: pd.DataFrame, **kwargs: pd.DataFrame
) -> dict[tuple[str, str], str]:
    checks = check_years(make_frame("tables", cells), frame, **kwargs)
    return {
        (r, c): s
        for r, c, s in checks[["report_id", "check", "status"]].itertuples(index=False)
    }


TWO = reports(("a22", "临泽川市商务局", 2022), ("a21", "临泽川市商务局", 2021))


@pytest.mark.parametrize(
    ("sent", "got", "status"),
    [(4, 4, "PASS"), (4, 3, "FAIL"), (4, None, "NOT_ASSESSABLE"), (0, 0, "PASS")],
)
def test_carry_over(sent: float, got: float | None, status: str) -> None:
    found = run(report("a21", 0, sent) + report("a22", got, 0), TWO)
    assert found["a22", "years_carry_over"] == status


def test_carry_over_crosses_the_forms_and_names_what_differs_and_where() -> None:
    cells = report("a21", 0, 4, form="2019") + report("a22", 3, 0)
    row = check_years(make_frame("tables", cells), TWO).iloc[0]
    assert (row["expected"], row["found"]) == ("4", "3")
    assert (row["start"], row["end"]) == (106, 107)
    assert "a21" in row["evidence"] and "自然人、总计" in row["evidence"]


def test_only_consecutive_years_of_one_known_agency_are_compared() -> None:
    cells = report("a", 0, 4) + report("b", 3, 0) + report("c", 9, 9)
    assert (
        run(
            cells,
            reports(("a", "甲局", 2020), ("b", "甲局", 2022), ("c", "乙局", 2021)),
        )
        == {}
    )
    assert (
        run(cells, reports(("a", "", 2020), ("b", "", 2021), ("c", "甲局", None))) == {}
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("上年结转的2件中1件由申请人撤回。", "UNCERTAIN"),
        ("上一年度报告中结转数有误，现予更正。", "UNCERTAIN"),
        ("上年结转的2件均已办结。", "FAIL"),
        ("申请人撤回申请1件。", "FAIL"),
    ],
)
def test_what_the_narrative_explains_of_what_does_not_carry_over(text, status) -> None:
    cells = report("a21", 0, 2) + report("a22", 1, 0)
    told = pd.DataFrame({"report_id": ["a22"], "text": [text]})
    assert run(cells, TWO)["a22", "years_carry_over"] == "FAIL"
    assert run(cells, TWO, narrative=told)["a22", "years_carry_over"] == status
    # What the year before tells explains nothing of this one.
    other = told.assign(report_id="a21")
    assert run(cells, TWO, narrative=other)["a22", "years_carry_over"] == "FAIL"


def test_stock_and_flow_of_documents_in_force() -> None:
    cells = report("a21", 0, 0, stock=(9, 2, 30)) + report(
        "a22", 0, 0, stock=(4, 6, 28)
    )
    assert run(cells, TWO)["a22", "years_in_force_normative"] == "PASS"
    broken = report("a21", 0, 0, stock=(9, 2, 30)) + report(
        "a22", 0, 0, stock=(4, 6, 20)
    )
    assert run(broken, TWO)["a22", "years_in_force_normative"] == "FAIL"
    told = pd.DataFrame(
        {"report_id": ["a22"], "text": ["对规范性文件开展集中清理，宣布失效8件。"]}
    )
    assert (
        run(broken, TWO, narrative=told)["a22", "years_in_force_normative"]
        == "UNCERTAIN"
    )
    other = told.assign(report_id="a21")
    assert (
        run(broken, TWO, narrative=other)["a22", "years_in_force_normative"] == "FAIL"
    )
    assert run(broken, TWO)["a22", "years_in_force_rules"] == "NOT_ASSESSABLE"


def test_the_stock_is_never_chained_before_2021() -> None:
    cells = report("a", 0, 0, stock=(9, 2, 30)) + report("b", 0, 0, stock=(4, 6, 20))
    found = run(cells, reports(("a", "甲局", 2020), ("b", "甲局", 2021)))
    assert set(found) == {("b", "years_carry_over")}


def test_doubles_empty_frames_and_errors() -> None:
    cells = report("a21", 0, 4) + report("a21x", 0, 7) + report("a22", 4, 0)
    frame = reports(
        ("a21", "甲局", 2021), ("a21x", "甲局", 2021), ("a22", "甲局", 2022)
    )
    assert run(cells, frame)["a22", "years_carry_over"] == "PASS"
    assert run([], frame.iloc[:0]) == {}
    assert run([], frame)["a22", "years_carry_over"] == "NOT_ASSESSABLE"
    with pytest.raises(FrameError, match="agency"):
        check_years(make_frame("tables", []), frame.drop(columns="agency"))


def test_a_year_whose_form_is_not_known_hands_nothing_on() -> None:
    # Neither form's last row stands in the first year's table: no row of it is 结转下年度.
    cells = [cell("a21", "3", 1, c, 4.0) for c in (0, 6)] + report("a22", 3, 0)
    assert run(cells, TWO)["a22", "years_carry_over"] == "NOT_ASSESSABLE"


@pytest.mark.parametrize(
    ("sent", "got", "status"), [(0.0, 9e-7, "PASS"), (0.0, 1e-6, "FAIL")]
)
def test_years_agree_but_for_less_than_a_millionth(sent, got, status) -> None:
    cells = report("a21", 0, sent) + report("a22", got, 0)
    checks = check_years(make_frame("tables", cells), TWO).set_index("check")
    row = checks.loc["years_carry_over"]
    assert row["status"] == status
    # So little apart is no column that differs.
    assert "differs" not in row["evidence"]


def test_the_first_year_of_the_stock_is_2021_and_its_place_is_told() -> None:
    cells = report("a21", 0, 0, stock=(9, 2, 30)) + report(
        "a22", 0, 0, stock=(4, 6, 20)
    )
    checks = check_years(make_frame("tables", cells), TWO).set_index("check")
    row = checks.loc["years_in_force_normative"]
    assert row[["expected", "found", "start", "end"]].tolist() == ["28", "20", 102, 103]
    assert row["evidence"] == "行政规范性文件: 现行有效 of a21 + 制发 − 废止 = 现行有效"
    rules = checks.loc["years_in_force_rules"]
    assert rules["evidence"].startswith("规章: 现行有效 of a21")
    assert rules["evidence"].endswith("; a cell is blank or missing")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_reports_on_one_year_the_first_by_its_id_counts(order: int) -> None:
    cells = report("a", 0, 4) + report("b", 0, 7) + report("c", 4, 1)
    rows = [("a", "某局", 2021), ("b", "某局", 2021), ("c", "某局", 2022)]
    found = run(cells, reports(*rows[::order]))
    assert found[("c", "years_carry_over")] == "PASS"


def test_two_reports_of_one_year_are_told_and_nothing_fails_by_either():
    frame = pd.DataFrame({"report_id": ["a21", "b21", "a22"], "agency": "甲局"})
    frame["year"] = [2021, 2021, 2022]
    checks = check_years(make_frame("tables", []), frame)
    several = checks[checks["check"] == "one_report_a_year"]
    assert several[["report_id", "status", "found"]].to_numpy().tolist() == [
        ["a21", "UNCERTAIN", "2"],
        ["b21", "UNCERTAIN", "2"],
    ]
    assert several["evidence"].tolist()[0].endswith("b21")
    alone = check_years(make_frame("tables", []), frame.iloc[1:])
    assert "one_report_a_year" not in set(alone["check"])
