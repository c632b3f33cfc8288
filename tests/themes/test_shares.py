from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError, TextmineWarning
from textmine.themes.shares import share_themes


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(-1, 2), st.integers(0, 5), st.sampled_from("ab")),
        min_size=1,
        max_size=40,
    )
)
def test_shares_of_a_group_add_to_one_inside_their_intervals(
    rows: list[tuple[int, int, str]],
) -> None:
    frame = pd.DataFrame(rows, columns=["theme", "agency", "section"]).assign(
        text="公开信息"
    )
    frame = frame.assign(
        report_id="r" + frame["agency"].astype(str), agency=frame["agency"].astype(str)
    )
    out = share_themes(frame, by="section", labels=["甲", "乙", "丙"])
    if (frame["theme"] >= 0).any():
        np.testing.assert_allclose(out.groupby("group")["share"].sum(), 1)
    known = out.dropna(subset=["ci_low"])
    assert (known["ci_low"] <= known["ci_high"]).all()
    assert known[["ci_low", "ci_high"]].stack().between(0, 1).all()


def test_too_few_labels_are_refused() -> None:
    frame = pd.DataFrame(
        {"report_id": ["a"], "text": ["公开"], "theme": [3], "year": [2020]}
    )
    with pytest.raises(FrameError, match="1 label, but theme 3"):
        share_themes(frame, by="year", labels=["甲"])


def test_what_has_no_theme_can_be_counted() -> None:
    frame = pd.DataFrame(
        {
            "report_id": ["a", "a", "b"],
            "text": "公开",
            "theme": [0, -1, 0],
            "year": 2020,
        }
    )
    out = share_themes(frame, by="year", labels=["甲"], with_none=True)
    assert out.set_index("category")["share"].round(2).to_dict() == {
        "甲": 0.67,
        "(none)": 0.33,
    }


def test_a_theme_that_few_agencies_have_has_an_interval_that_knows_it() -> None:
    """Draws of thirty agencies held a rare share in 0.76 of cases; of one not met they gave 0 to 0."""
    rng, held = np.random.default_rng(6), []
    for _ in range(120):
        chance = rng.beta(0.2 / 3, 9.8 / 3, 30)
        agency = np.repeat(np.arange(30), rng.integers(5, 30, 30))
        theme = (rng.random(len(agency)) < chance[agency]).astype(int)
        frame = pd.DataFrame(
            {"theme": theme, "agency": agency.astype(str), "year": 2020}
        )
        frame = frame.assign(report_id=frame["agency"], text="公开信息")
        out = share_themes(frame, by="year", labels=["常见", "少见"])
        row = out[out["category"] == "少见"].iloc[0]
        held.append(row["ci_low"] <= 0.02 <= row["ci_high"])
        assert row["n_clusters"] == 30 and row["ci_high"] > row["ci_low"]
    assert np.mean(held) >= 0.9


def test_an_agency_of_no_characters_adds_nothing() -> None:
    frame = pd.DataFrame(
        {"report_id": list("abc"), "agency": list("xyz"), "theme": [0, 1, 0]}
    )
    frame = frame.assign(year=2020, text=["公开", "公开", ""])
    out = share_themes(frame, by="year")
    assert out["share"].tolist() == [0.5, 0.5] and out["ci_low"].notna().all()


def test_one_agency_has_no_interval_and_it_says_so() -> None:
    frame = pd.DataFrame(
        {"report_id": list("ab"), "agency": ["x", "y"], "theme": [0, 0]}
    )
    frame = frame.assign(year=[2020, 2021], text="公开")
    out = share_themes(pd.concat([frame, frame.assign(year=2021)]), by="year")
    assert out["ci_low"].isna().tolist() == [True, False]
    assert out["note"].ne("").tolist() == [True, False]


def test_sentences_of_no_known_group_are_left_out_and_told() -> None:
    frame = pd.DataFrame(
        {
            "report_id": list("abcd"),
            "text": "公开",
            "theme": 0,
            "level": ["city", "", None, "county"],
        }
    )
    with pytest.warns(TextmineWarning, match="want of level: 2 of 4 sentences"):
        out = share_themes(frame, by="level")
    assert out["group"].tolist() == ["city", "county"]
