"""Labels: brought into one order, or refused with the labels that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.compare import jensen_shannon, log_odds_z, wilson
from textmine.errors import FrameError
from textmine.stats.labels import align_vectors

NAMES = ["甲局", "乙局", "丙局"]


def test_order_of_labels_never_matters() -> None:
    a = pd.Series([5.0, 1.0, 2.0], index=NAMES)
    b = pd.Series([9.0, 3.0, 4.0], index=NAMES)
    turned = b.iloc[::-1]
    for function in (log_odds_z, wilson, jensen_shannon):
        np.testing.assert_array_equal(function(a, b), function(a, turned))


def test_what_cannot_be_aligned_is_refused() -> None:
    a = pd.Series([1.0, 2.0], index=NAMES[:2])
    with pytest.raises(FrameError, match="丙局"):
        align_vectors({"a": a, "b": pd.Series([1.0, 2.0], index=["甲局", "丙局"])})
    with pytest.raises(FrameError, match="carries labels"):
        align_vectors({"a": a, "b": [1.0, 2.0]})
    with pytest.raises(FrameError, match="twice"):
        align_vectors({"a": a, "b": pd.Series([1.0, 2.0], index=["甲局", "甲局"])})


def test_without_labels_values_stand_as_given() -> None:
    assert [x.tolist() for x in align_vectors({"a": [1, 2], "b": np.array([3, 4])})] == [
        [1.0, 2.0],
        [3.0, 4.0],
    ]
