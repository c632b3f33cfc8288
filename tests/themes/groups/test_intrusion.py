from __future__ import annotations

import pandas as pd
import pytest

from textmine.errors import FrameError
from textmine.themes.groups.intrusion import WORDS, draw_intrusion, score_intrusion


def themes(n_themes: int, n_terms: int = 10, mark: str = "词") -> pd.DataFrame:
    rows = [
        (k, i + 1, f"{mark}{k}之{i}") for k in range(n_themes) for i in range(n_terms)
    ]
    return pd.DataFrame(rows, columns=["theme", "rank", "term"])


def test_a_row_shows_five_foremost_terms_and_one_foremost_elsewhere() -> None:
    frame = themes(4)
    sheet, key = draw_intrusion({"a": frame, "b": themes(3, mark="字")}, seed=2)
    assert len(sheet) == len(key) == 7
    first = frame[frame["rank"] <= 5]
    for (_, row), (_, answer) in zip(sheet.iterrows(), key.iterrows(), strict=True):
        if answer["model"] != "a":
            continue
        words = row[list(WORDS)].tolist()
        intruder = words.pop(answer["intruder"] - 1)
        own = set(first.loc[first["theme"] == answer["theme"], "term"])
        assert set(words) == own
        assert intruder in set(first.loc[first["theme"] != answer["theme"], "term"])


def test_the_sheet_does_not_tell_the_model_and_rows_are_mixed() -> None:
    given = {"a": themes(12), "b": themes(12, mark="字")}
    sheet, key = draw_intrusion(given)
    assert list(sheet.columns) == ["item", *WORDS, "intruder"]
    assert (sheet["intruder"] == "").all()
    assert key["model"].tolist() != sorted(key["model"])
    assert key["intruder"].nunique() > 3
    pd.testing.assert_frame_equal(sheet, draw_intrusion(given)[0])


def test_what_the_theme_lists_itself_is_no_intruder() -> None:
    shared = pd.DataFrame(
        [(k, i + 1, word) for k in (0, 1) for i, word in enumerate("甲乙丙丁戊")]
        + [(2, i + 1, word) for i, word in enumerate("子丑寅卯辰")],
        columns=["theme", "rank", "term"],
    )
    sheet, key = draw_intrusion({"a": shared})
    for item, at in zip(key["item"], key["intruder"], strict=True):
        row = sheet[sheet["item"] == item].iloc[0]
        theme = key.loc[key["item"] == item, "theme"].iloc[0]
        assert (row[f"word_{at}"] in set("甲乙丙丁戊")) == (theme == 2)


def test_a_filled_sheet_is_scored_by_model() -> None:
    sheet, key = draw_intrusion({"a": themes(6), "b": themes(6, mark="字")})
    right = key.set_index("item")["intruder"]
    answers = [
        right[item] if model == "a" else right[item] % 6 + 1
        for item, model in zip(key["item"], key["model"], strict=True)
    ]
    filled = sheet.assign(intruder=[str(a) for a in answers])
    filled.loc[0, "intruder"] = " "
    told = score_intrusion(filled, key)
    assert told["model"].tolist() == ["a", "b"]
    assert told["precision"].tolist() == [1.0, 0.0]
    assert told["n"].sum() == 11
    assert (told["ci_low"] <= told["precision"]).all()
    assert (told["precision"] <= told["ci_high"]).all()


@pytest.mark.parametrize("answer", ["7", "0", "词", "2.5"])
def test_an_answer_that_names_no_word_is_refused(answer: str) -> None:
    sheet, key = draw_intrusion({"a": themes(3)})
    with pytest.raises(FrameError, match="1 to 6"):
        score_intrusion(sheet.assign(intruder=answer), key)
    with pytest.raises(FrameError, match="items of the key"):
        score_intrusion(sheet.assign(item=99, intruder="1").head(1), key)


def test_one_theme_has_no_intruder() -> None:
    with pytest.raises(FrameError, match="at least two themes"):
        draw_intrusion({"a": themes(1)})
