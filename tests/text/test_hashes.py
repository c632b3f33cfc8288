"""Hashes among known ones."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.text.hashes import are_among


@pytest.mark.parametrize("known", [[], [5], [2**63, 2**64 - 1, 0]])
def test_hashes_of_any_size_are_told_one_by_one(known: list[int]) -> None:
    hashes = [0, 5, 2**63 - 1, 2**63, 2**64 - 1, 5]
    found = are_among(np.array(hashes, np.uint64), np.array(known, np.uint64))
    assert found.tolist() == [value in known for value in hashes]
