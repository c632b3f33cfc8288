from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import FrameError
from textmine.problems.validation.sampling import draw_sample, draw_uncertain


def frame(**sizes: int) -> pd.DataFrame:
    level = [name for name, n in sizes.items() for _ in range(n)]
    return pd.DataFrame(
        {"text": [f"第{i}句" for i in range(len(level))], "level": level}
    )


class Fixed:
    """A coder with given probabilities of one category."""

    thresholds_ = np.array([0.5])

    def __init__(self, says: dict[str, float]) -> None:
        self.says = says

    def predict_proba(self, texts: pd.Series) -> np.ndarray:
        return np.array([[self.says[text]] for text in texts])


def test_strata_get_their_share_and_the_largest_remainder_the_rest() -> None:
    # 5 of 10: quotas 3.5 and 1.5 for 7 and 3; of equal remainders the first stratum's counts.
    drawn = draw_sample(frame(city=7, county=3), 5, by=["level"])
    assert drawn["level"].value_counts().to_dict() == {"city": 4, "county": 1}
    weight = drawn.groupby("level")["weight"].first()
    assert weight.to_dict() == {"city": 7 / 4, "county": 3.0}
    np.testing.assert_allclose(drawn["probability"] * drawn["weight"], 1.0)


def test_rows_keep_their_order_and_index() -> None:
    source = frame(city=20).set_axis([f"p{i:02d}" for i in range(20)])
    drawn = draw_sample(source, 6, seed=3)
    assert drawn.index.is_monotonic_increasing
    assert drawn.index.is_unique
    assert drawn["text"].equals(source.loc[drawn.index, "text"])


def test_a_draw_depends_on_the_seed_alone() -> None:
    source = frame(city=50)
    one, again = draw_sample(source, 10, seed=1), draw_sample(source, 10, seed=1)
    assert one.equals(again)
    assert not one.index.equals(draw_sample(source, 10, seed=2).index)


def test_more_than_there_are_gives_all_of_weight_one() -> None:
    drawn = draw_sample(frame(city=2, county=1), 9, by=["level"])
    assert drawn["weight"].tolist() == [1.0, 1.0, 1.0]
    assert draw_sample(frame(), 3).empty


def test_a_missing_column_and_a_size_of_none_are_refused() -> None:
    with pytest.raises(FrameError, match="year"):
        draw_sample(frame(city=2), 1, by=["year"])
    with pytest.raises(FrameError, match="at least 1"):
        draw_sample(frame(city=2), 0)


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(1, 30))
def test_each_stratum_is_within_one_of_its_quota(sizes: list[int], n: int) -> None:
    source = frame(**{f"s{k}": size for k, size in enumerate(sizes)})
    drawn = draw_sample(source, n, by=["level"])
    wanted = min(n, len(source))
    assert len(drawn) == wanted
    for k, size in enumerate(sizes):
        taken = int((drawn["level"] == f"s{k}").sum())
        assert abs(taken - size * wanted / len(source)) < 1


def test_the_nearest_to_the_threshold_comes_first_and_each_wording_once() -> None:
    says = {"甲": 0.9, "乙": 0.55, "丙": 0.2}
    problems = pd.DataFrame({"text": ["甲", "乙", "丙", "乙", " ", None]})
    drawn = draw_uncertain(problems, Fixed(says), 9)
    assert drawn["text"].tolist() == ["乙", "丙", "甲"]
    assert drawn["uncertainty"].tolist() == [0.95, 0.7, 0.6]
    assert draw_uncertain(problems, Fixed(says), 1)["text"].tolist() == ["乙"]
    with pytest.raises(FrameError, match="text"):
        draw_uncertain(problems.rename(columns={"text": "words"}), Fixed(says), 1)


def test_a_sample_is_the_same_each_time_unless_told() -> None:
    source = frame(city=40, county=20)
    drawn, again, other = (
        draw_sample(source, 10, **given) for given in ({}, {"seed": 0}, {"seed": 1})
    )
    assert drawn.index.tolist() == again.index.tolist() != other.index.tolist()


def test_statements_without_a_level_are_one_stratum_however_that_is_written() -> None:
    source = frame(city=6).assign(level=["city", "city", None, "", " ", float("nan")])
    drawn = draw_sample(source, 3, by=["level"])
    assert sorted(drawn["weight"]) == [2.0, 2.0, 2.0]
    assert sorted(drawn["level"] == "city") == [False, False, True]
