from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.segment.claims import find_claims


def read(text: str) -> list[tuple[str, float, bool]]:
    return [
        (c.quantity, c.value, c.approximate)
        for c in find_claims("r1", text, [(0, len(text))])
    ]


@pytest.mark.parametrize(
    ("number", "value"),
    [("12", 12.0), ("十二", 12.0), ("1,283", 1283.0), ("1，283", 1283.0)],
)
def test_a_number_may_be_written_in_any_way(number: str, value: float) -> None:
    assert read(f"收到政府信息公开申请{number}件。") == [
        ("received_applications", value, False)
    ]


@pytest.mark.parametrize("number", ["约30", "近30", "30余", "30多"])
def test_words_that_round_make_a_claim_approximate(number: str) -> None:
    assert read(f"收到政府信息公开申请{number}件。") == [
        ("received_applications", 30.0, True)
    ]


def test_a_scale_multiplies_and_rounds() -> None:
    assert read("主动公开政府信息1.2万条。") == [("disclosed_items", 12_000.0, True)]


def test_ordinals_and_numbers_without_a_known_meaning_count_nothing() -> None:
    assert read("收到政府信息公开申请第3件。") == []
    assert read("植树300棵，养鱼20条。") == []


def test_none_is_a_claim_of_zero_unless_a_number_follows() -> None:
    assert read("全年未收到政府信息公开申请。") == [
        ("received_applications", 0.0, False)
    ]


def test_only_the_given_stretches_are_read_and_places_are_those_of_the_text() -> None:
    text = "收到政府信息公开申请5件。收到政府信息公开申请7件。"
    half = len(text) // 2
    (claim,) = find_claims("r1", text, [(half, len(text))])
    assert claim.value == 7.0
    assert text[claim.start : claim.end].endswith("7件")
    assert find_claims("r1", text, []) == []


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=999_999))
def test_any_number_of_digits_is_read_as_it_stands(n: int) -> None:
    assert read(f"收到政府信息公开申请{n}件。") == [
        ("received_applications", float(n), False)
    ]


@pytest.mark.parametrize(
    ("number", "value"),
    [("1千万", 10_000_000.0), ("3百万", 3_000_000.0), ("1,234,567", 1_234_567.0)],
)
def test_two_scales_multiply(number: str, value: float) -> None:
    claims = find_claims(
        "r1", text := f"主动公开政府信息{number}条。", [(0, len(text))]
    )
    assert [(c.quantity, c.value) for c in claims] == [("disclosed_items", value)]


def test_a_number_is_never_read_from_its_middle() -> None:
    assert read(f"收到政府信息公开申请{'7' * 40}件。") == []
