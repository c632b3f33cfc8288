"""Amounts of sentences: how far a number is written, and what the words beside it say."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.numbers.amounts import (
    amount_pattern,
    money_factors,
    read_amount,
    round_place,
)


@pytest.mark.parametrize(
    ("text", "value", "place", "room", "sense"),
    [
        ("12件", 12, 1, 1, ""),
        ("40余件", 40, 1, 10, "above"),
        ("1.2万元", 12e3, 1e3, 1e3, ""),
        ("120.00万元", 12e5, 100, 1e5, ""),
        ("1.5亿余元", 1.5e8, 1e7, 1e7, "above"),
        ("20余万元", 2e5, 1e4, 1e5, "above"),
        ("20万余元", 2e5, 1e4, 1e4, "above"),
        ("3千余万元", 3e7, 1e7, 1e7, "above"),
        ("五千多万元", 5e7, 1e7, 1e7, "above"),
        ("两千余元", 2e3, 1e3, 1e3, "above"),
        ("超过50件", 50, 1, 10, "above"),
        ("不超过50件", 50, 1, 10, "below"),
        ("不足100件", 100, 1, 100, "below"),
        ("约合人民币3940元", 3940, 1, 10, "around"),
        ("大约50件次", 50, 1, 10, "around"),
        ("50件上下", 50, 1, 10, "around"),
        ("50件有余", 50, 1, 10, "above"),
        ("3至5件", 5, 1, 1, "range"),
        ("0.3万元", 3e3, 1e3, 1e3, ""),
        ("3.50元", 3.5, 0.01, 0.1, ""),
    ],
)
def test_reading(
    text: str, value: float, place: float, room: float, sense: str
) -> None:
    m = amount_pattern().fullmatch(text)
    assert m is not None
    amount = read_amount(m)
    assert amount is not None
    assert (amount.value, amount.sense) == (value, sense)
    assert (amount.place, amount.room) == pytest.approx((place, room))


@settings(deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(["件", "万件", "余件", "万余件"]))
def test_room_is_no_less_than_the_last_place(number: int, behind: str) -> None:
    m = amount_pattern().fullmatch(f"{number}{behind}")
    assert m is not None
    amount = read_amount(m)
    assert amount is not None and amount.room >= amount.place
    assert amount.value % amount.room == 0


def test_nothing_is_round_to_its_last_digit() -> None:
    assert [round_place(float(n)) for n in (0, 7, 10, 98, 1000)] == [1, 1, 10, 1, 1000]
    assert round_place(0.0, 0.01) == 0.01


def test_units_of_money() -> None:
    units = pd.Series(["元", "千元", "亿元", "人次", "", None])
    factors = money_factors(units)
    assert factors[:3].tolist() == [1, 1e3, 1e8]
    assert factors[3:].isna().all()
