from __future__ import annotations

import pandas as pd

from textmine.themes.examples import pick_examples


def sentences(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Sentences of one theme: agency, text, strength."""
    frame = pd.DataFrame(rows, columns=["agency", "text", "strength"])
    frame = frame.assign(
        report_id=[f"r{i}" for i in range(len(frame))], section="", theme=0
    )
    return frame.assign(start=0, end=frame["text"].str.len(), key=frame["text"])


def test_headings_come_last_and_new_agencies_first() -> None:
    frame = sentences(
        ("甲局", "（一）政策解读。", 0.9),
        ("甲局", "政策解读形式单一，图解和视频都很少见到。", 0.8),
        ("甲局", "解读材料挂网晚，群众等了一个多月才看到。", 0.7),
        ("乙局", "专家解读全年没有，记者问答也没有安排。", 0.6),
    )
    assert pick_examples(frame, 2)["report_id"].tolist() == ["r1", "r3"]
    assert pick_examples(frame, 4)["report_id"].tolist() == ["r1", "r3", "r2", "r0"]


def test_a_wording_stands_once_with_the_number_of_its_reports() -> None:
    said = "政策解读形式单一，图解和视频都很少见到。"
    out = pick_examples(sentences(("甲局", said, 0.8), ("乙局", said, 0.8)), 3)
    assert out[["rank", "n_reports"]].values.tolist() == [[1, 2]]


def test_sentences_without_a_theme_are_no_examples() -> None:
    frame = sentences(("甲局", "政策解读形式单一，图解很少。", 0.8)).assign(theme=-1)
    assert pick_examples(frame, 3).empty
