from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.themes.phrases.keyness import contrast_phrases, rank_phrases


def texts(said: list[str], **columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"report_id": [f"r{i}" for i in range(len(said))], "text": said, **columns}
    )


def phrases(*names: str, df: int = 10) -> pd.DataFrame:
    return pd.DataFrame({"phrase": list(names), "df_reports": df})


def test_of_equally_widespread_phrases_the_genres_own_comes_first() -> None:
    frame = texts(["存在一些问题。政府信息依申请公开12件。各项工作推进。"] * 30)
    told = rank_phrases(phrases("一些问题", "各项工作", "依申请公开〈数〉件"), frame)
    assert told["phrase"].iloc[0] == "依申请公开〈数〉件"
    assert (told["keyness"] >= 0).all()
    assert told["weight"].is_monotonic_decreasing


def test_the_columns_of_the_phrases_stay_and_their_order_plays_no_part() -> None:
    frame = texts(["政务公开与行政复议。"] * 5)
    given = phrases("行政复议", "政务公开").assign(kind="stock")
    there = rank_phrases(given, frame)
    back = rank_phrases(given.iloc[::-1], frame)
    assert list(there.columns) == [*given.columns, "keyness", "weight"]
    pd.testing.assert_frame_equal(there, back)


def test_more_of_the_same_text_makes_no_phrase_less_particular() -> None:
    few, many = (
        rank_phrases(phrases("政务公开"), texts(["政务公开。"] * n)) for n in (2, 200)
    )
    assert many["keyness"].iloc[0] > few["keyness"].iloc[0]


def test_a_phrase_without_words_is_not_particular() -> None:
    told = rank_phrases(phrases("〈数〉"), texts(["公开"]))
    assert told["keyness"].tolist() == [0.0]


def test_long_words_are_not_believed_on_a_token_count() -> None:
    # 年度报告 stands in the dictionary with a count of 3; 年度 and 报告 are common.
    told = rank_phrases(phrases("年度报告"), texts(["年度报告说公开。"] * 50))
    alone = rank_phrases(phrases("报告"), texts(["年度报告说公开。"] * 50))
    assert told["keyness"].iloc[0] < 8
    assert told["keyness"].iloc[0] > alone["keyness"].iloc[0] / 3


def test_phrases_of_a_group_stand_first_in_it_whatever_is_repeated() -> None:
    said = ["政策解读少。政策解读少。政策解读少。"] * 6 + [
        "业务培训少。政策解读少。"
    ] * 6
    frame = texts(
        said, level=["city"] * 6 + ["county"] * 6, agency=[f"局{i}" for i in range(12)]
    )
    told = contrast_phrases(
        phrases("政策解读", "业务培训"), frame, by="level", prior=2.0
    )
    county = told[told["group"] == "county"].set_index("item")
    assert county.index[0] == "业务培训"
    # A report counts once, however often it says the phrase.
    city = told[told["group"] == "city"].set_index("item")
    assert city.loc["政策解读", "count"] == 6
    assert county.loc["业务培训", "n_clusters"] == 6
    assert np.isfinite(told["p_value"]).all()


def test_missing_columns_are_named() -> None:
    with pytest.raises(FrameError, match="df_reports"):
        rank_phrases(pd.DataFrame({"phrase": ["公开"]}), texts(["公开"]))
    with pytest.raises(FrameError, match="level"):
        contrast_phrases(phrases("公开"), texts(["公开"]), by="level")
