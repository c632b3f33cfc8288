from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
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
    out = share_themes(frame, by="section", labels=["甲", "乙", "丙"], n_resamples=50)
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
