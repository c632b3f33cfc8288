"""Lists of expected reports and verdicts of people, that outlive a run."""

import pandas as pd
import pytest

from textmine.cli import main
from textmine.errors import ReadError, TextmineWarning
from textmine.job.lists import match_expected, match_verdicts, read_lists
from textmine.job.results import load
from textmine.job.run import add, mine

REPORTS = pd.DataFrame(
    {
        "report_id": ["a", "b", "c"],
        "agency": ["云溪县水利局", "云溪县水利局", "某中心"],
        "agency_id": ["530000:水利局", "530000:水利局", "x:某中心"],
        "year": [2020, 2021, 2021],
    }
)


def expect(table, reports=REPORTS):
    rows = match_expected(read_lists(expected=pd.DataFrame(table)).expected, reports)
    return rows[["agency", "year", "state", "reports"]].to_numpy().tolist()


def test_a_report_is_held_by_identity_or_by_name():
    assert expect(
        {"agency_id": ["530000:水利局"], "agency": ["水利局"], "year": ["2021年"]}
    ) == [["水利局", 2021, "held", "b"]]
    assert expect({"机关": ["某中心"], "年度": [2020]}) == [
        ["某中心", 2020, "missing", ""]
    ]


def test_a_report_of_a_namesake_in_another_place_is_not_held():
    named = {"agency": ["鼓楼区司法局"], "year": [2020]}
    held = pd.DataFrame(named | {"report_id": ["r"], "agency_id": ["350102:司法局"]})
    assert expect(named | {"agency_id": ["320106:司法局"]}, held)[0][2] == "missing"
    assert expect(named | {"agency_id": ["350102:司法局"]}, held)[0][2] == "held"
    # Whose place nobody knows may be the one.
    assert expect(named, held)[0][2] == "held"


def test_without_a_year_one_of_every_year_is_expected():
    assert expect({"agency": ["某中心"]}) == [
        ["某中心", 2020, "missing", ""],
        ["某中心", 2021, "held", "c"],
    ]


def test_a_list_without_years_goes_on_with_further_years():
    first = match_expected(
        read_lists(pd.DataFrame({"agency": ["某中心"]})).expected, REPORTS
    )
    later = pd.concat([REPORTS, REPORTS.iloc[:1].assign(report_id="d", year=2022)])
    again = match_expected(read_lists(first).expected, later)
    assert again[["year", "state"]].to_numpy().tolist() == [
        [2020, "missing"],
        [2021, "held"],
        [2022, "missing"],
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": ["甲局"]}, "no column agency"),
        ({"agency": [""]}, "row 1 names no agency"),
        ({"agency": ["甲局"], "year": ["去年"]}, "row 1, column year: '去年'"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused(table, message):
    with pytest.raises(ReadError, match=message):
        read_lists(expected=pd.DataFrame(table))


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("年份", "2020年"),
        ("报告年度", "二〇二〇年度"),
        ("Year", "２０２０"),
        ("年", 2020.0),
    ],
)
def test_a_year_counts_under_any_usual_name_in_any_writing(head, year):
    assert expect({"机关名称": ["某中心"], head: [year]}) == [
        ["某中心", 2020, "missing", ""]
    ]


def test_a_column_of_years_that_is_not_used_is_told():
    with pytest.warns(TextmineWarning, match="'届次' holds years and is not used"):
        expect({"机关": ["某中心"], "届次": ["2020"]})


def test_verdicts_under_chinese_names():
    told = {"编号": ["a"], "核对项": ["total"], "判定": ["误读"], "备注": ["x"]}
    row = read_lists(verdicts=pd.DataFrame(told)).verdicts.iloc[0]
    assert row[["judged", "check", "verdict", "note"]].tolist() == [
        "a",
        "total",
        "误读",
        "x",
    ]


def test_verdicts_stand_change_or_are_gone():
    given = read_lists(
        verdicts=pd.DataFrame(
            {
                "report_id": ["a", "b", "gone", ""],
                "check": ["total", "total", "total", ""],
                "family_id": ["", "", "", "f1"],
                "verdict": ["misread", "real", "real", "common draft"],
                "found": ["FAIL", "FAIL", "", ""],
            }
        )
    ).verdicts
    checks = pd.DataFrame(
        {"report_id": ["a", "b"], "check": ["total"] * 2, "status": ["FAIL", "PASS"]}
    )
    families = pd.DataFrame({"family_id": ["f1"], "kind": ["peer"]})
    matched = match_verdicts(given, [checks], families)
    assert matched["state"].tolist() == ["stands", "changed", "gone", "stands"]
    assert matched["found"].tolist() == ["FAIL", "PASS", "", "peer"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"report_id": "a", "check": "total"}, "no column verdict"),
        ({"report_id": "a", "verdict": "wrong"}, "row 1 judges no one thing"),
        (
            {"report_id": "a", "check": "t", "family_id": "f", "verdict": "x"},
            "row 1 judges",
        ),
    ],
)
def test_a_verdict_on_nothing_or_on_two_things_is_refused(row, message):
    with pytest.raises(ReadError, match=message):
        read_lists(verdicts=pd.DataFrame([row]))


def test_both_go_through_a_run_its_page_and_an_addition(root, tmp_path, capsys):
    reports = sorted((root / "corpora" / "sample" / "reports").iterdir())
    for file in reports[:3]:
        (tmp_path / "in" / file.name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / file.name).write_bytes(file.read_bytes())
    first = mine(tmp_path / "in")
    agency, year = first["reports"].loc[0, ["agency", "year"]]
    check = first["checks"].iloc[0]
    (tmp_path / "expected.csv").write_text(
        f"agency,year\n{agency},{year}\n无名县无名局,{year}\n", encoding="utf-8-sig"
    )
    verdict = {
        "report_id": check["report_id"],
        "check": check["check"],
        "verdict": "looked at",
    }
    pd.DataFrame([verdict]).to_csv(tmp_path / "verdicts.csv", index=False)
    out = tmp_path / "out"
    lists = [
        "--expected",
        tmp_path / "expected.csv",
        "--verdicts",
        tmp_path / "verdicts.csv",
    ]
    assert (
        main(["mine", str(tmp_path / "in"), "--out", str(out), *map(str, lists)]) == 0
    )
    assert "expected: 1 held, 1 missing" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "无名县无名局" in page
    assert "looked at" in page
    add(out, reports[3])
    whole = load(out)
    assert sorted(whole["expected"]["state"]) == ["held", "missing"]
    assert whole["verdicts"].loc[0, ["verdict", "state"]].tolist() == [
        "looked at",
        "stands",
    ]


def test_a_list_that_is_not_there_is_told_before_any_work(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        mine(tmp_path, tmp_path / "out", verdicts=tmp_path / "none.csv")
    assert not (tmp_path / "out").exists()
