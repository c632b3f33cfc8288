from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import FrameError, TextmineWarning
from textmine.text.words import Segmenter
from textmine.themes.choice import COLUMNS, choose_n_themes

WORDS = [
    ["政策解读", "图解", "动漫", "吹风会", "问答", "案例"],
    ["业务培训", "兼职", "轮岗", "队伍", "授课", "考试"],
    ["门户网站", "栏目", "检索", "页面", "客户端", "死链"],
    ["答复书", "补正", "受理", "送达", "败诉", "举证"],
]


def write(words: list[list[str]]) -> pd.DataFrame:
    """24 reports of eight sentences, each of words of one list."""
    rng = np.random.default_rng(3)
    texts = [
        "。".join(
            "，".join(rng.permutation(words[(i + j) % len(words)])[:4])
            for j in range(8)
        )
        + "。"
        for i in range(24)
    ]
    return pd.DataFrame({"report_id": [f"r{i}" for i in range(24)], "text": texts})


def test_the_planted_number_of_themes_is_chosen(dtype_names) -> None:
    out = choose_n_themes(write(WORDS), candidates=[2, 4, 7], n_resamples=3)
    assert out.loc[out["chosen"], "n_themes"].tolist() == [4]
    assert dtype_names(out) == COLUMNS


def test_words_at_random_support_no_number() -> None:
    everything = [[word for group in WORDS for word in group]]
    with pytest.warns(TextmineWarning, match="no number of themes is supported"):
        out = choose_n_themes(write(everything), candidates=[4, 7], n_resamples=3)
    assert not out["chosen"].any()


def test_candidates_must_be_there_and_fit() -> None:
    with pytest.raises(FrameError, match="no candidates"):
        choose_n_themes(write(WORDS), candidates=[])
    with pytest.raises(FrameError, match="too few for 900 themes"):
        choose_n_themes(write(WORDS), candidates=[900])


def test_candidates_and_subsamples_are_at_least_one() -> None:
    with pytest.raises(
        FrameError, match="candidates is 0; expected a whole number from 1"
    ):
        choose_n_themes(write(WORDS), candidates=[0, 4])
    with pytest.raises(FrameError, match="n_resamples is 0"):
        choose_n_themes(write(WORDS), candidates=[4], n_resamples=0)


def test_few_sentences_support_few_themes() -> None:
    few = write(WORDS).head(4)  # 32 sentences: ten a theme are three themes
    out = choose_n_themes(few, candidates=[3, 4], n_resamples=3)
    assert out["supported"].tolist()[1] is False
    assert out["agreement"].tolist()[1] > 0.6


def test_words_are_those_of_the_segmenter_given() -> None:
    """The model took a segmenter, and the number of its themes was chosen without it."""
    texts = write(WORDS)
    said = {word for group in WORDS[:3] for word in group}
    deaf = Segmenter(add_stop_words=sorted(said))
    usual = choose_n_themes(texts, candidates=[2, 4], n_resamples=2)
    own = choose_n_themes(texts, candidates=[2, 4], n_resamples=2, segmenter=deaf)
    assert not own.equals(usual)
    with pytest.raises(FrameError, match="segmenter is .*expected a Segmenter"):
        choose_n_themes(texts, segmenter=list)
