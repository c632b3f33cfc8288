"""Who holds a family since when: the table against what can be told by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.judge.holders import Holders, report_times

# Written out: taken from the module, a bound would be tested against itself.
DAY = 1 / 1000
LATE = 0.9


def holders_of(rows: list[tuple[int, int, float]]) -> Holders:
    """Holders given as (family, agency, time), each a report of its own."""
    rows = sorted(rows, key=lambda row: (row[0], row[2]))
    family, agency = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    time = np.array([row[2] for row in rows], dtype=np.float64)
    number = np.arange(len(rows))
    return Holders(
        family, number, agency, number, time, np.ones(len(rows), dtype=np.bool_)
    )


def test_agencies_enter_once_and_are_counted_by_family() -> None:
    found = holders_of([(0, 5, 2019.1), (0, 6, 2020.1), (0, 5, 2020.2), (1, 6, 2021.1)])
    assert found.enters.tolist() == [True, True, False, True]
    assert found.n_agencies.tolist() == [2, 2, 2, 1]
    assert found.n_reports.tolist() == [3, 3, 3, 1]


def test_kept_is_what_the_agency_held_in_an_earlier_year() -> None:
    rows = [(0, 5, 2019.1), (0, 5, 2019.2), (0, 5, 2020.1), (1, 5, 2021.1)]
    # A second report of the same year keeps nothing, nor does another family's.
    assert holders_of(rows).is_kept.tolist() == [False, False, True, False]


def test_first_is_who_is_earlier_than_all_others() -> None:
    found = holders_of([(0, 5, 2019.1), (0, 6, 2019.2), (1, 5, 2020.0), (1, 6, 2020.0)])
    assert found.is_first.tolist() == [True, False, False, False]
    unknown = holders_of([(0, 5, np.inf), (1, 5, 2020.5)])
    assert unknown.is_first.tolist() == [False, True]


def test_rows_of_a_report_are_in_order_of_family() -> None:
    number = np.array([3, 8, 3, 8])
    zeros = np.zeros(4, dtype=np.int64)
    found = Holders(
        np.array([0, 0, 1, 2]), number, zeros, zeros, zeros + 2020.0, zeros == 0
    )
    assert [found.rows_of(k).tolist() for k in (3, 8, 5)] == [[0, 2], [1, 3], []]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 3),
            st.sampled_from([2019.1, 2019.2, 2020.1, np.inf]),
        ),
        max_size=15,
    )
)
def test_others_before_are_counted_strictly(rows: list[tuple[int, int, float]]) -> None:
    found = holders_of(rows)
    for i in range(len(found)):
        before = {
            a
            for f, a, t in rows
            if f == found.family[i] and t < found.time[i] and a != found.agency[i]
        }
        assert found.n_before[i] == len(before)
        same = [t for f, _, t in rows if f == found.family[i]]
        alone = (
            np.isfinite(found.time[i]) and sorted(same)[:2].count(found.time[i]) == 1
        )
        assert found.is_first[i] == (alone and found.time[i] == min(same))


@pytest.mark.parametrize(
    ("published", "time", "dated"),
    [
        ("2021-01-01", 2020 + 1 * DAY, True),
        ("2021-02-01", 2020 + 32 * DAY, True),
        ("2021-12-31", 2020 + 365 * DAY, True),
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
    times, known = report_times(
        pd.DataFrame({"year": [2020], "published": [published]})
    )
    assert times[0] == pytest.approx(time)
    assert known.tolist() == [dated]


def test_a_report_of_no_year_is_at_no_time() -> None:
    reports = pd.DataFrame(
        {"year": [None, 2020], "published": ["2021-01-05", "2021-01-05"]}
    )
    times, known = report_times(reports.astype({"year": "Int64"}))
    assert np.isinf(times[0]) and np.isfinite(times[1])
    assert known.tolist() == [False, True]


def test_the_last_day_of_a_leap_year_is_a_day_of_it() -> None:
    reports = pd.DataFrame({"year": [2023], "published": ["2024-12-31"]})
    times, known = report_times(reports)
    assert (times.tolist(), known.tolist()) == ([pytest.approx(2023.366)], [True])
