"""Keyness: against the published formulas, counting documents."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from textmine.compare import contrast, log_likelihood, log_odds_z
from textmine.errors import FrameError, TextmineWarning

COUNTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8
)


def rows(a: dict[str, int], b: dict[str, int], size: int = 10) -> pd.DataFrame:
    """Documents of groups a and b; each term stands in the first so many documents of its group."""
    out = [
        {"report_id": f"{g}{i}", "g": g, "term": "各机关"}
        for g in "ab"
        for i in range(size)
    ]
    for g, counts in (("a", a), ("b", b)):
        out += [
            {"report_id": f"{g}{i}", "g": g, "term": term}
            for term, n in counts.items()
            for i in range(n)
        ]
    return pd.DataFrame(out)


def test_z_is_the_published_formula() -> None:
    a, b, prior = np.array([8.0, 2.0, 5.0]), np.array([2.0, 8.0, 5.0]), 20.0
    alpha = prior * (a + b) / (a + b).sum()
    odds_a = (a + alpha) / (a.sum() + prior - a - alpha)
    odds_b = (b + alpha) / (b.sum() + prior - b - alpha)
    expected = (np.log(odds_a) - np.log(odds_b)) / np.sqrt(
        1 / (a + alpha) + 1 / (b + alpha)
    )
    np.testing.assert_allclose(log_odds_z(a, b, prior=prior), expected)


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_swapping_the_groups_turns_the_sign(counts: list[tuple[int, int]]) -> None:
    a, b = np.array(counts).T
    np.testing.assert_allclose(log_odds_z(a, b), -log_odds_z(b, a), atol=1e-12)
    assert np.isfinite(log_odds_z(a, b)).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20), st.integers(0, 20))
def test_g2_is_the_likelihood_ratio_of_the_two_by_two_table(k_a: int, k_b: int) -> None:
    table = np.array([[k_a, 20 - k_a], [k_b, 20 - k_b]])
    if (table.sum(axis=0) == 0).any():
        assert log_likelihood([k_a], [k_b], 20, 20)[0] == pytest.approx(0)
    else:
        oracle = stats.chi2_contingency(
            table, correction=False, lambda_="log-likelihood"
        ).statistic
        assert log_likelihood([k_a], [k_b], 20, 20)[0] == pytest.approx(
            oracle, abs=1e-9
        )


def test_typical_terms_come_first_and_last_and_what_all_use_in_between() -> None:
    found = contrast(
        rows({"政策解读": 9, "人员兼职": 1}, {"政策解读": 1, "人员兼职": 9}),
        by="g",
        groups=("a", "b"),
        prior=5,
    )
    assert found["term"].tolist() == ["政策解读", "各机关", "人员兼职"]
    first = found.iloc[0]
    assert (first["n_a"], first["n_b"], first["share_a"]) == (9, 1, 0.9)
    assert first["log_ratio"] == pytest.approx(np.log2(9.5 / 1.5))
    assert first["q_value"] >= first["p_value"]
    assert found.iloc[1]["log_ratio"] == found.iloc[1]["g2"] == 0


def test_documents_count_not_copies_within_them() -> None:
    once = rows({"稳步推进": 3}, {})
    copied = pd.concat([once] + [once[once["term"] == "稳步推进"]] * 40)
    first, second = (
        contrast(frame, by="g", groups=("a", "b")) for frame in (once, copied)
    )
    pd.testing.assert_frame_equal(first, second)


def test_other_groups_are_left_out_and_missing_ones_named() -> None:
    frame = rows({"甲": 2}, {"甲": 1})
    more = pd.concat(
        [frame, frame.assign(g="c", report_id=lambda f: "c" + f["report_id"])]
    )
    pd.testing.assert_frame_equal(
        contrast(more, by="g", groups=("a", "b")),
        contrast(frame, by="g", groups=("a", "b")),
    )
    with pytest.raises(FrameError, match="'d'"):
        contrast(frame, by="g", groups=("a", "d"))
    with pytest.raises(FrameError, match="prior"):
        contrast(frame, by="g", groups=("a", "b"), prior=0)
    with pytest.raises(FrameError, match="term"):
        contrast(frame.drop(columns="term"), by="g", groups=("a", "b"))


def test_a_difference_that_few_agencies_tell_of_is_warned_of_and_counted() -> None:
    frame = rows({"政策解读": 9, "人员兼职": 2}, {"政策解读": 1, "人员兼职": 0})
    with pytest.warns(
        TextmineWarning, match="difference of 3 of 3 terms rests on fewer than 5"
    ):
        found = contrast(frame, by="g", groups=("a", "b"))
    told = found.set_index("term")["n_telling"]
    # Of ten reports without an agency each: one does not hold it, or one does.
    assert told.to_dict() == {"政策解读": 2, "人员兼职": 2, "各机关": 0}


def test_agencies_that_do_not_change_between_two_years_tell_nothing() -> None:
    years = rows({"政策解读": 8}, {"政策解读": 2})
    years["agency"] = "机关" + years["report_id"].str[1:]
    found = contrast(years, by="g", groups=("a", "b")).set_index("term")
    assert found.loc["政策解读", "n_telling"] == 6
    assert found.loc["各机关", "n_telling"] == 0


@pytest.mark.parametrize(
    ("n_a", "docs_a"), [([12], 10), ([-1], 10), ([np.nan], 10), ([0], 0)]
)
def test_more_documents_than_a_group_has_are_refused(
    n_a: list[float], docs_a: int
) -> None:
    """Twelve of ten documents gave an infinite G²."""
    with pytest.raises(FrameError, match="n_a holds counts outside 0 to docs_a"):
        log_likelihood(n_a, [2], docs_a, 10)


def test_odds_of_counts_that_are_none_are_refused() -> None:
    with pytest.raises(FrameError, match="negative or missing"):
        log_odds_z([-1, 2], [2, 2])
    with pytest.raises(FrameError, match="the prior is 0"):
        log_odds_z([1, 2], [2, 2], prior=0)


def test_categories_of_a_cell_are_terms_of_their_own() -> None:
    coded = pd.DataFrame(
        {
            "report_id": list("abcd"),
            "year": [2020, 2020, 2021, 2021],
            "agency": list("wxyz"),
            "categories": ["content|staffing", "content", "staffing", ""],
        }
    )
    groups = (2020, 2021)
    found = contrast(coded, by="year", groups=groups, term="categories")
    counted = found.set_index("term")[["n_a", "n_b"]].T.to_dict("list")
    assert counted == {"content": [2, 0], "staffing": [1, 1]}
    assert found.set_index("term").loc["staffing", "share_b"] == 0.5
    # Any other column holds one term a cell.
    named = coded.rename(columns={"categories": "term"})
    assert "content|staffing" in set(contrast(named, by="year", groups=groups)["term"])
