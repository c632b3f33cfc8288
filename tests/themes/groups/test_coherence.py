from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from textmine.themes.groups.coherence import measure_coherence


def naive(holds: np.ndarray, words: list[int]) -> float:
    values = []
    for i, a in enumerate(words):
        for b in words[:i]:
            joint = np.mean((holds[:, a] > 0) & (holds[:, b] > 0))
            if joint in (0.0, 1.0):
                values.append(-1.0 if joint == 0 else 1.0)
                continue
            apart = np.mean(holds[:, a] > 0) * np.mean(holds[:, b] > 0)
            values.append(np.log(joint / apart) / -np.log(joint))
    return float(np.mean(values))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=30))
def test_as_plain_counting(rows: list[list[int]]) -> None:
    holds = np.array(rows, float)
    got = measure_coherence(csr_matrix(holds), [np.array([0, 1, 2]), np.array([3, 1])])
    assert got == pytest.approx((naive(holds, [0, 1, 2]) + naive(holds, [3, 1])) / 2)
    assert -1 - 1e-9 <= got <= 1 + 1e-9


def test_themes_of_one_term_do_not_count() -> None:
    holds = csr_matrix(np.eye(3))
    assert np.isnan(measure_coherence(holds, [np.array([0])]))
    assert measure_coherence(holds, [np.array([0]), np.array([1, 2])]) == -1.0
