import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.plot.order import (
    group_of,
    group_sizes,
    known_order,
    largest_first,
    natural_order,
    order_by_share,
    quantile_points,
)


def test_equal_sizes_stand_by_name() -> None:
    sizes = pd.Series({"乙": 2, "甲": 2, "丙": 3})
    assert largest_first(sizes).index.tolist() == ["丙", "乙", "甲"]


def test_a_report_counts_once_in_its_group() -> None:
    groups, reports = (
        pd.Series(["市", "市", "县", "县"]),
        pd.Series(["a", "a", "b", "c"]),
    )
    assert group_sizes(groups, reports).to_dict() == {"县": 2, "市": 1}


def test_both_ends_are_kept_and_the_middle_is_counted() -> None:
    table = pd.DataFrame({"share": [0.1, 0.9, 0.5, 0.7, 0.3]})
    kept, n_left_out = order_by_share(table, "share", 3)
    assert kept["share"].tolist() == [0.9, 0.7, 0.1]
    assert n_left_out == 2


def test_unknown_reports_have_no_group() -> None:
    reports = pd.DataFrame({"report_id": ["a", "b"], "year": [2021, None]})
    assert group_of(pd.Series(["a", "b", "z"]), reports, "year").tolist() == [
        "2021",
        "",
        "",
    ]
    with pytest.raises(FrameError, match="no such grouping"):
        group_of(pd.Series(["a"]), reports, "colour")
    own = reports.assign(colour=["red", None])
    assert group_of(pd.Series(["a", "b", "z"]), own, "colour").tolist() == [
        "red",
        "",
        "",
    ]


def test_unknown_keys_come_last_and_once() -> None:
    assert known_order(["b", "x", "a", "a"], ["a", "b"]) == ["a", "b", "x"]


def test_thinned_values_keep_both_ends() -> None:
    points = quantile_points(np.arange(1000.0)[::-1], 11)
    assert (points[0], points[-1], len(points)) == (0.0, 999.0, 11)


def test_years_and_levels_have_an_order_of_their_own() -> None:
    assert natural_order(["2022", "(unknown)", "2019"], "year") == [
        "2019",
        "2022",
        "(unknown)",
    ]
    assert natural_order(["township", "city"], "level") == ["city", "township"]
    assert natural_order(["乙", "甲"], "agency") == ["乙", "甲"]
