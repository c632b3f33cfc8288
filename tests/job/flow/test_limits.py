"""Budgets of memory, and what they allow."""

import pytest

from textmine.engine import LocalEngine
from textmine.errors import FrameError
from textmine.job.flow.limits import FEWEST_IN_PARTITION, Limits, parse_memory


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("4GB", 4e9),
        ("4 GiB", 4e9),
        ("1.5g", 1.5e9),
        (1000, 1000),
        ("700M", 7e8),
        (None, None),
    ],
)
def test_amounts(said, amount):
    assert parse_memory(said) == amount


@pytest.mark.parametrize("said", ["", "much", "-1GB", "0", "4XB", "GB"])
def test_what_is_no_amount_is_refused(said):
    with pytest.raises(FrameError, match="4GB"):
        parse_memory(said)


def test_less_memory_means_smaller_partitions_and_never_none():
    sizes = [
        Limits.of(m, LocalEngine(2)).partition for m in (None, "8GB", "2GB", "100MB")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == FEWEST_IN_PARTITION


def test_little_memory_means_partitions_also_for_small_corpora():
    assert Limits.of(None, LocalEngine()).in_memory == 5000
    assert Limits.of("200MB", LocalEngine()).in_memory == 0
