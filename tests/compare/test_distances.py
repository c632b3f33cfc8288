"""Distances between profiles and between sets of families."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.compare import family_overlap, jensen_shannon, profile, profile_distances
from textmine.errors import FrameError, TextmineWarning

SHARES = st.lists(st.floats(0.001, 10), min_size=3, max_size=3)


@settings(max_examples=80, deadline=None)
@given(SHARES, SHARES)
def test_jensen_shannon_is_entropy_of_the_mixture_minus_mean_entropy(
    p: list[float], q: list[float]
) -> None:
    a, b = np.array(p) / sum(p), np.array(q) / sum(q)
    entropy = [-np.sum(x * np.log2(x)) for x in (0.5 * (a + b), a, b)]
    found = jensen_shannon(p, q)
    assert found == pytest.approx(
        entropy[0] - 0.5 * (entropy[1] + entropy[2]), abs=1e-6
    )
    assert found == pytest.approx(jensen_shannon(q, p)) and 0 <= found <= 1


def test_nothing_to_compare_is_not_a_number_and_bad_lists_are_refused() -> None:
    assert np.isnan(jensen_shannon([0, 0], [1, 2]))
    with pytest.raises(FrameError):
        jensen_shannon([1], [1, 2])
    with pytest.raises(FrameError):
        jensen_shannon([-1, 2], [1, 2])


def test_profiles_of_the_same_mix_are_at_distance_nought() -> None:
    coded = pd.DataFrame(
        {
            "report_id": list("abcdef"),
            "g": ["x", "x", "y", "y", "z", "z"],
            "categories": [
                "content",
                "staffing",
                "content",
                "staffing",
                "timeliness",
                "timeliness",
            ],
        }
    )
    matrix = profile_distances(profile(coded, by="g"))
    assert matrix.index.tolist() == ["x", "y", "z"]
    assert matrix.loc["x", "y"] == 0.0
    assert matrix.loc["x", "z"] == pytest.approx(1.0)
    np.testing.assert_array_equal(np.diag(matrix), [0, 0, 0])
    assert profile_distances(profile(coded.iloc[:0], by="g")).shape == (0, 0)


def test_overlap_counts_families_once_and_leaves_the_form_out() -> None:
    passages = pd.DataFrame(
        [
            ("f1", "a"),
            ("f1", "a"),
            ("f2", "a"),
            ("f3", "a"),
            ("f1", "b"),
            ("f4", "b"),
            ("f9", "a"),
            ("f9", "b"),
        ],
        columns=["family_id", "report_id"],
    ).assign(kind=lambda f: np.where(f["family_id"] == "f9", "mandated", "peer"))
    reports = pd.DataFrame({"report_id": ["a", "b"], "agency": ["甲局", "乙局"]})
    row = family_overlap(passages, reports).iloc[0]
    assert (row["source"], row["target"], row["n_shared"]) == ("乙局", "甲局", 1)
    assert (row["jaccard"], row["containment_ab"], row["containment_ba"]) == (
        1 / 4,
        1 / 2,
        1 / 3,
    )
    assert family_overlap(passages.iloc[:0], reports).empty


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_what_is_not_known_is_not_called_equal(hole: float) -> None:
    """The distance to a list with a hole was 0: nothing apart."""
    with pytest.raises(FrameError, match="q holds .* expected numbers from 0 on"):
        jensen_shannon([1, 1], [hole, 1])
    shares = pd.DataFrame(
        {
            "group": ["x", "x", "y", "y", "z"],
            "category": ["content", "staffing", "content", "staffing", "content"],
            "share": [0.5, 0.5, np.nan, 0.5, 0.5],
        }
    )
    matrix = profile_distances(shares)
    assert matrix.loc["x", "z"] > 0
    assert matrix.loc["y"].isna().all() and matrix["y"].isna().all()


def test_profiles_laid_together_are_refused_where_groups_are_called_the_same() -> None:
    rows = pd.DataFrame(
        {"group": ["x", "y", "x"], "category": "content", "share": [0.1, 0.2, 0.3]}
    )
    with pytest.raises(FrameError, match="'content'; expected each once in a group"):
        profile_distances(rows)


def test_a_matrix_is_no_distribution() -> None:
    with pytest.raises(FrameError, match="expected lists of one length"):
        jensen_shannon([[1, 2]], [[1, 2]])


def test_reports_of_no_known_group_are_none() -> None:
    passages = pd.DataFrame(
        {"family_id": "f1", "report_id": list("abcd"), "kind": "peer"}
    )
    reports = pd.DataFrame(
        {"report_id": list("abcd"), "agency": ["甲局", "乙局", "", None]}
    )
    assert family_overlap(passages, reports)[["source", "target"]].values.tolist() == [
        ["乙局", "甲局"]
    ]


def test_reports_of_no_known_group_are_told() -> None:
    passages = pd.DataFrame(
        {"family_id": "f1", "report_id": ["a", "b", "c"], "kind": "peer"}
    )
    reports = pd.DataFrame({"report_id": list("abc"), "agency": ["甲局", "乙局", None]})
    with pytest.warns(TextmineWarning, match="want of agency: 1 of 3 reports"):
        assert len(family_overlap(passages, reports)) == 1


def test_a_group_or_category_that_is_not_known_keeps_its_place_in_the_table() -> None:
    rows = [("甲", "content", 0.5), (None, "content", 0.5), (None, None, 0.5)]
    profile = pd.DataFrame(rows, columns=["group", "category", "share"])
    found = profile_distances(profile)
    assert found.index.tolist() == ["(unknown)", "甲"]
    assert found.loc["甲", "(unknown)"] == pytest.approx(jensen_shannon([2, 0], [1, 1]))
