"""Who holds a family since when: the table against what can be told by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.reuse.judge import holders as room
from textmine.reuse.judge.holders import HeldTexts, Holders
from textmine.stats.moments import Moments

LATE = 0.9


def holders_of(rows: list[tuple[int, int, float]]) -> Holders:
    """Holders given as (family, agency, time), each a report of its own.

    A time of x.9 is that of a report whose day is not known, ∞ of one whose year is not either.
    """
    rows = sorted(rows, key=lambda row: (row[0], row[2]))
    family, agency = (
        np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1)
    )
    time = np.array([row[2] for row in rows], dtype=np.float64)
    number = np.arange(len(rows))
    earliest = np.array([may_be_from(moment) for moment in time])
    return Holders(family, number, agency, number, Moments(earliest, time))


def may_be_from(time: float) -> float:
    """When a report may have come out at the earliest."""
    if np.isinf(time):
        return -np.inf
    return float(np.floor(time)) if round(time % 1, 1) == LATE else time


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


@pytest.mark.parametrize(
    ("times", "first"),
    [
        # The day of one is not known: it may have been before, or behind the other.
        ((2020.01, 2020.9), None),
        ((2020.9, 2020.9), None),
        ((2020.9, 2021.01), 0),
        ((2020.01, 2020.02, 2020.9), None),
        ((2019.9, 2020.01, 2020.02), 0),
        # Nor of a report of no year.
        ((2020.01, np.inf), None),
    ],
)
def test_first_is_surely_first(times: tuple[float, ...], first: int | None) -> None:
    found = holders_of([(0, k, time) for k, time in enumerate(times)])
    assert np.flatnonzero(found.is_first).tolist() == ([] if first is None else [first])


def test_rows_of_a_report_are_in_order_of_family() -> None:
    number = np.array([3, 8, 3, 8])
    zeros = np.zeros(4, dtype=np.int64)
    found = Holders(
        np.array([0, 0, 1, 2]), number, zeros, zeros, Moments(*2 * [zeros + 2020.0])
    )
    assert [found.rows_of(k).tolist() for k in (3, 8, 5)] == [[0, 2], [1, 3], []]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 3),
            st.sampled_from([2019.1, 2019.2, 2019.9, 2020.1, np.inf]),
        ),
        max_size=15,
    )
)
def test_others_before_are_counted_strictly(rows: list[tuple[int, int, float]]) -> None:
    found = holders_of(rows)
    for i in range(len(found)):
        begin = may_be_from(found.time[i])
        in_family = [(a, t) for f, a, t in rows if f == found.family[i]]
        before = {a for a, t in in_family if t < begin} - {found.agency[i]}
        assert found.n_before[i] == len(before)
        behind = [t for _, t in in_family if may_be_from(t) > found.time[i]]
        alone = len(behind) == len(in_family) - 1
        assert found.is_first[i] == (alone and np.isfinite(found.time[i]))


def test_a_report_of_no_year_kept_nothing_that_can_be_told() -> None:
    rows = [(0, 5, 2019.1), (0, 5, np.inf), (1, 5, 2019.1), (1, 5, 2020.1)]
    found = holders_of(rows)
    assert found.is_kept.tolist() == [False, False, False, True]
    assert found.is_placed.tolist() == [False, False, True, True]
    assert holders_of([]).is_placed.tolist() == []


@pytest.mark.parametrize("at_once", [1, 2, 9])
def test_most_of_a_passage_is_said_of_one_thing(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ROWS_AT_ONCE", at_once)
    texts = np.array(
        [
            "按照市政府办公室统一部署，每周开箱一次。",
            "与县公安局联合检查渡口。",
            "每周开箱一次。渡工每天早晚核对两遍救生衣和船只。与县公安局联合检查。",
        ]
    )
    mined: Any = SimpleNamespace(slices=lambda passages: texts[passages])
    held = HeldTexts(mined, holders_of([(0, k, 2000.1 + k) for k in range(3)]))
    rows = np.array([2, 1, 0])
    assert held.are_said(rows, "joint").tolist() == [False, True, False]
    assert held.are_said(rows, "ordered").tolist() == [False, False, True]
    assert held.are_said(rows, "joint", "ordered").tolist() == [False, True, True]
    assert held.are_said(rows[:0], "joint").tolist() == []
