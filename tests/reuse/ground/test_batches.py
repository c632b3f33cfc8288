"""Sizes of batches: in use for a while, and never longer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.reuse.ground.batches import (
    BatchSizes,
    batch_sizes,
    cut_batches,
    map_batches,
    use_batch_sizes,
)


def test_sizes_hold_inside_the_block_only() -> None:
    before = batch_sizes()
    with use_batch_sizes(BatchSizes(texts=4)):
        with use_batch_sizes(BatchSizes(texts=2)):
            assert batch_sizes().texts == 2
        assert batch_sizes().texts == 4
        assert batch_sizes().chars == before.chars, (
            "what is not named keeps its default"
        )
    assert batch_sizes() == before


def test_sizes_are_given_back_after_an_error() -> None:
    before = batch_sizes()
    with pytest.raises(ZeroDivisionError), use_batch_sizes(BatchSizes(texts=4)):
        raise ZeroDivisionError
    assert batch_sizes() == before


@pytest.mark.parametrize("processors", [1, 3])
def test_results_come_in_the_order_of_the_batches(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textmine.engine.os.cpu_count", lambda: processors)
    squares = [x * x for x in range(50)]
    assert map_batches(lambda x: x * x, range(50)) == squares
    assert map_batches(len, []) == []


def test_all_threads_see_the_sizes_in_use() -> None:
    with use_batch_sizes(BatchSizes(links=7)):
        assert map_batches(lambda _: batch_sizes().links, range(5)) == [7] * 5


def test_an_error_in_a_batch_is_not_lost() -> None:
    def divide(x: int) -> float:
        return 1 / x

    with pytest.raises(ZeroDivisionError):
        map_batches(divide, [2, 1, 0])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 30))
def test_batches_hold_each_text_once_and_no_more_than_asked(
    sizes: list[int], n_chars: int
) -> None:
    bounds = np.append(0, np.cumsum(sizes))
    with use_batch_sizes(BatchSizes(painted=n_chars)):
        batches = list(cut_batches(bounds))
    assert [number for batch in batches for number in batch] == list(range(len(sizes)))
    for batch in batches:
        assert len(batch) == 1 or bounds[batch.stop] - bounds[batch.start] <= n_chars
