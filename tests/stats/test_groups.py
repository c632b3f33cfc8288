"""How the values of a column become labels, and rows become clusters."""

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.stats.groups import (
    UNKNOWN,
    cluster_labels,
    clustered_by,
    find_versions,
    group_labels,
    is_unknown,
    number_groups,
    warn_left_out,
)


def test_years_have_no_decimal_point_and_missing_ones_are_named():
    assert group_labels(pd.Series([2020.0, np.nan])).tolist() == ["2020", UNKNOWN]
    years = pd.Series([2020, None], dtype="Int64")
    assert group_labels(years).tolist() == ["2020", UNKNOWN]


def test_numbers_that_are_not_whole_keep_their_fraction():
    assert group_labels(pd.Series([0.5, 1.0])).tolist() == ["0.5", "1.0"]


def test_empty_and_blank_words_are_unknown():
    values = pd.Series(["安泽省", "", "  ", None], index=[3, 1, 4, 2])
    labels = group_labels(values)
    assert labels.tolist() == ["安泽省", UNKNOWN, UNKNOWN, UNKNOWN]
    assert labels.index.tolist() == [3, 1, 4, 2]


def test_rows_of_one_agency_are_one_cluster():
    frame = pd.DataFrame(
        {
            "report_id": ["a", "b", "c", "d"],
            "agency": ["甲局", "甲局（更名）", "", ""],
            "agency_id": ["1:甲", "1:甲", "", ""],
        }
    )
    assert cluster_labels(frame).tolist() == [
        "1:甲",
        "1:甲",
        "(report) c",
        "(report) d",
    ]


def test_without_agencies_each_report_stands_for_itself():
    frame = pd.DataFrame({"report_id": ["a", "b", "a"]})
    assert cluster_labels(frame).tolist() == ["(report) a", "(report) b", "(report) a"]


def test_without_anything_each_row_stands_for_itself():
    frame = pd.DataFrame({"x": [1, 1]}, index=[7, 7])
    assert cluster_labels(frame).tolist() == ["(row) 0", "(row) 1"]


def test_another_column_can_be_asked_for():
    frame = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "province": ["安泽省", " 安泽省 ", None]}
    )
    assert cluster_labels(frame, "province").tolist() == [
        "安泽省",
        "安泽省",
        "(report) c",
    ]


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(FrameError, match=r"'city'.*report_id, agency"):
        cluster_labels(pd.DataFrame({"report_id": ["a"], "agency": [""]}), "city")


def test_odd_years_are_whole_numbers_too():
    assert group_labels(pd.Series([2021.0, None])).tolist() == ["2021", UNKNOWN]


def test_unknown_groups_are_numbered_apart() -> None:
    numbers = number_groups(
        pd.Series(["甲局", "", None, "  ", "甲局", "乙局"], index=list("abcdef"))
    )
    assert numbers[0] == numbers[4]
    assert len(set(numbers.tolist())) == 5


def test_versions_are_reports_of_one_known_agency_and_year():
    reports = pd.DataFrame(
        {
            "report_id": ["d", "b", "b", "c", "e", "f", "g", "h"],
            "agency": ["甲局", "甲局", "甲局", "乙局", "", "", "丙局", "丙局"],
            "year": [2021, 2021, 2021, 2021, 2021, 2021, None, None],
        }
    )
    assert find_versions(reports) == [["b", "d"]]
    by_id = reports.assign(agency_id="1:甲局").dropna()
    assert find_versions(by_id) == [["b", "c", "d", "e", "f"]]


def test_rows_of_no_known_report_are_no_cluster() -> None:
    """A missing id was the word nan, and rows of all such reports one cluster."""
    frame = pd.DataFrame({"report_id": ["a", None, "", " a "], "x": range(4)})
    labels = cluster_labels(frame).tolist()
    assert labels == ["(report) a", "(row) 1", "(row) 2", "(report) a"]


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"agency_id": ["1:甲", ""], "agency": "甲局", "report_id": "a"}, "agency_id"),
        ({"agency_id": [None, ""], "agency": ["", "甲局"]}, "agency"),
        ({"agency": ["", " "], "report_id": ["a", None]}, "report_id"),
        ({"report_id": [None, np.nan]}, "row"),
        ({"x": [1, 2]}, "row"),
    ],
)
def test_clusters_are_named_by_the_first_column_that_knows_any(columns, name) -> None:
    frame = pd.DataFrame(columns, index=[4, 4])
    assert clustered_by(frame) == name
    assert clustered_by(frame, "province") == "province"


def test_what_is_left_out_is_told_once_and_for_want_of_what(recwarn):
    lacking = {"year": [True, False, True], "value": [True, False, False], "x": [False]}
    warn_left_out("mean", {"x": lacking["x"]})
    assert not recwarn.list
    warn_left_out("mean", {name: lacking[name] for name in ("year", "value")}, "report")
    warn_left_out("mean", {"year": lacking["year"], "z": [False] * 3})
    assert [str(told.message) for told in recwarn] == [
        "mean: left out for want of year or value: 2 of 3 reports",
        "mean: left out for want of year: 2 of 3 rows",
    ]


def test_a_group_is_unknown_that_is_missing_or_empty():
    given = pd.Series(["安泽省", "", None, UNKNOWN], index=[3, 1, 4, 2])
    assert is_unknown(given).tolist() == [False, True, True, True]
    assert is_unknown(pd.Series([2020.0, np.nan])).tolist() == [False, True]
