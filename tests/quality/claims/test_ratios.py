"""One sum of cells over another, and the numbers that may stand for it."""

from __future__ import annotations

import re

import pytest

from textmine.quality.claims.ratios import Ratio, match_ratio, read_share, share_words
from textmine.text.numbers.amounts import Amount


@pytest.mark.parametrize(
    ("text", "hundredths", "sense"),
    [
        ("39.7%", 39.7, ""),
        ("约40%", 40.0, "around"),
        ("超过四成", 40.0, "above"),
        ("六成半", 65.0, ""),
        ("一半左右", 50.0, "around"),
        ("五分之二", 40.0, ""),
    ],
)
def test_a_share_is_read_in_hundredths(
    text: str, hundredths: float, sense: str
) -> None:
    found = re.fullmatch(share_words(), text)
    assert found is not None
    amount = read_share(found)
    assert (amount.value, amount.sense) == (hundredths, sense)


def test_the_first_ratio_that_fits_is_meant() -> None:
    ways = [Ratio("a/b", 39.0), Ratio("a/c", 40.04), Ratio("a/d", 40.0)]
    assert match_ratio(Amount(40.0, 0.1, 0.1, ""), ways) == ways[1]
    assert match_ratio(Amount(40.0, 0.1, 10.0, "below"), ways) == ways[0]
    assert match_ratio(Amount(30.0, 0.1, 10.0, ""), ways) is None
