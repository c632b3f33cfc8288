import pytest

from textmine.plot.numbers import show_fraction, show_share


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0, 0, "0%"),
        (1e-12, 0, "0%"),
        (0.0001, 0, "<1%"),
        (0.4, 0, "40%"),
        (0.9951, 0, ">99%"),
        (1 - 1e-12, 0, "100%"),
        (1.0, 0, "100%"),
        (0.0004, 1, "<0.1%"),
        (0.9996, 1, ">99.9%"),
        (1.2, 0, "120%"),
        (-0.001, 0, "-0%"),
        (float("nan"), 0, "–"),
    ],
)
def test_a_share_is_none_or_all_only_where_it_is(
    value: float, digits: int, printed: str
) -> None:
    assert show_share(value, digits) == printed


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.0, 2, "0.00"),
        (0.004, 2, "<0.01"),
        (1e-12, 3, "<0.001"),
        (0.996, 2, ">0.99"),
        (1.0, 2, "1.00"),
        (0.9998, 3, ">0.999"),
        (0.0004, 3, "<0.001"),
        (None, 2, "–"),
    ],
)
def test_a_probability_is_0_or_1_only_where_it_is(
    value: float | None, digits: int, printed: str
) -> None:
    assert show_fraction(value, digits) == printed
