from __future__ import annotations

import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.text.words import Segmenter, lexicon_frequencies
from textmine.themes.phrases.terms import COLUMNS, propose_terms

PLACES = [
    "设立{}窗口。",
    "用好{}平台，",
    "推广{}经验",
    "宣传{}做法；",
    "学习{}流程",
    "优化{}服务",
]


def frame(term: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": [f"r{i}" for i in range(6)],
            "text": [p.format(term) for p in PLACES],
        }
    )


def test_a_term_the_segmenter_splits_is_proposed_with_a_frequency_that_keeps_it_whole() -> (
    None
):
    out = propose_terms(frame("云岭通办"))
    assert out["term"].tolist() == ["云岭通办"]
    row = out.iloc[0]
    assert (row["tf"], row["df_reports"], row["words"]) == (6, 6, "云岭 通办")
    extended = Segmenter(
        lexicon={**lexicon_frequencies(), "云岭通办": int(row["freq"])}
    )
    assert all("云岭通办" in extended(text) for text in frame("云岭通办")["text"])


def test_known_words_and_fragments_are_not_proposed() -> None:
    assert propose_terms(frame("政务新媒体")).empty
    assert propose_terms(frame("云岭通办云岭通办")).query("term == '岭通'").empty


def test_function_words_do_not_begin_or_end_a_term() -> None:
    texts = pd.concat(
        [frame("云岭通办"), frame("和云岭通办的").replace("r", "s", regex=True)]
    )
    assert propose_terms(texts)["term"].tolist() == ["云岭通办"]


@pytest.mark.parametrize("texts", [[], [""], ["2020。", None]])
def test_nothing_to_propose(texts: list[str | None], dtype_names) -> None:
    out = propose_terms(
        pd.DataFrame({"report_id": [str(i) for i in range(len(texts))], "text": texts})
    )
    assert out.empty
    assert dtype_names(out) == COLUMNS


def test_bad_bounds() -> None:
    with pytest.raises(FrameError, match="max_chars at least 2"):
        propose_terms(frame("云岭通办"), max_chars=1)
