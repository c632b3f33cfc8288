from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.io.whole_numbers import read_whole


@pytest.mark.parametrize(
    "text", [None, "", "十", "²", "٣", "１２", "1.5", "0x10", "3;4", "1e9", "+"]
)
def test_what_is_no_whole_number_counts_as_missing(text):
    assert read_whole(text, default=4, least=0, most=9) == 4


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("+7", 7),
        ("007", 7),
        ("-1", 0),
        ("12", 9),
        ("9" * 5000, 9),
    ],
)
def test_numbers_are_kept_between_their_bounds(text, number):
    assert read_whole(text, default=4, least=0, most=9) == number


@given(st.integers(-(10**25), 10**25))
def test_every_number_is_the_nearest_within_the_bounds(number):
    expected = min(max(number, -50), 10**6)
    assert read_whole(str(number), default=0, least=-50, most=10**6) == expected
