"""Moments of publication: what year and day say, and what they leave open."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.stats.moments import find_moments

# Written out: taken from the module, a bound would be tested against itself.
DAY = 1 / 1000
LATE = 0.9


@pytest.mark.parametrize(
    ("published", "time", "dated"),
    [
        ("2021-01-01", 2020 + 1 * DAY, True),
        ("2021-02-01", 2020 + 32 * DAY, True),
        ("2021-04-30", 2020 + 120 * DAY, True),
        # After the season a page may have been put up again: the text is no younger than that.
        ("2021-05-01", 2020 + 121 * DAY, False),
        ("2021-12-31", 2020 + 365 * DAY, False),
        # Before the report is due, and long after: nothing is said about the order.
        ("2020-06-01", 2020 + LATE, False),
        ("2020-12-31", 2020 + LATE, False),
        ("2022-01-01", 2020 + LATE, False),
        ("2023-01-01", 2020 + LATE, False),
        ("", 2020 + LATE, False),
        ("soon", 2020 + LATE, False),
    ],
)
def test_a_report_on_2020_is_placed_by_the_day_it_came_out(
    published: str, time: float, dated: bool
) -> None:
    found = find_moments(pd.DataFrame({"year": [2020], "published": [published]}))
    assert found.place[0] == pytest.approx(time)
    assert found.earliest[0] == pytest.approx(time if dated else 2020)
    assert found.dated.tolist() == [dated]


def test_a_report_of_no_year_is_at_no_time() -> None:
    reports = pd.DataFrame(
        {"year": [None, 2020], "published": ["2021-01-05", "2021-01-05"]}
    )
    found = find_moments(reports.astype({"year": "Int64"}))
    assert found.earliest[0] == -np.inf and found.latest[0] == np.inf
    assert found.dated.tolist() == [False, True]
    assert not found.before(np.array([0, 1]), np.array([1, 0])).any()


def test_the_last_day_of_a_leap_year_is_a_day_of_it() -> None:
    reports = pd.DataFrame({"year": [2023], "published": ["2024-12-31"]})
    found = find_moments(reports)
    assert found.place.tolist() == [pytest.approx(2023.366)]
    assert found.earliest.tolist() == [2023.0]


def test_a_page_put_up_again_is_not_surely_after_one_of_the_season() -> None:
    dates = ["2021-01-26", "2021-11-03"]
    found = find_moments(pd.DataFrame({"year": [2020, 2020], "published": dates}))
    rows = np.array([0, 1])
    assert not found.before(rows, rows[::-1]).any()


def test_days_are_near_within_a_year_and_only_where_both_are_known() -> None:
    days = ["2021-01-10", "2021-01-12", "2021-01-13", "", "2021-01-10"]
    reports = pd.DataFrame({"year": [2020] * 4 + [pd.NA], "published": days})
    moments = find_moments(reports.astype({"year": "Int64"}))
    pairs = np.array([(0, 0), (0, 1), (1, 0), (0, 2), (0, 3), (3, 3), (0, 4), (4, 4)])
    near = moments.are_near(pairs[:, 0], pairs[:, 1], 3.0)
    assert near.tolist() == [True, True, True, False, False, False, False, False]
