import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.quality.reading import check_reading


def test_a_contradiction_of_the_year_is_uncertain_and_agreement_passes():
    reports = pd.DataFrame({"report_id": ["a", "b", "c"], "year": [2021, 2020, None]})
    noted = [
        ("a", "year_conflict", "period 2020"),
        ("a", "agency", "title"),
        ("b", "agency_conflict", "preamble 霜岭县水利局"),
        ("c", "pages_without_text", "3,4"),
    ]
    evidence = pd.DataFrame(noted, columns=["report_id", "field", "rule"])
    checks = check_reading(reports, evidence)
    assert checks[
        ["report_id", "check", "status", "expected", "found"]
    ].values.tolist() == [
        ["a", "year_agrees", "UNCERTAIN", "2021", "period 2020"],
        ["b", "year_agrees", "PASS", "2020", "2020"],
        ["b", "agency_agrees", "UNCERTAIN", "", "preamble 霜岭县水利局"],
        ["c", "pages_read", "UNCERTAIN", "", "3,4"],
    ]


def test_a_missing_column_is_named():
    with pytest.raises(FrameError, match="field"):
        check_reading(
            pd.DataFrame({"report_id": [], "year": []}), pd.DataFrame({"report_id": []})
        )


def test_what_was_noted_stands_at_no_place_and_says_what_it_is():
    reports = pd.DataFrame({"report_id": ["a", "b"], "year": [2021, 2020]})
    noted = {"report_id": ["a"], "field": ["year_conflict"], "rule": ["period 2020"]}
    checks = check_reading(reports, pd.DataFrame(noted))
    assert checks[["start", "end"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert checks["evidence"].tolist() == ["year_conflict: period 2020", ""]
