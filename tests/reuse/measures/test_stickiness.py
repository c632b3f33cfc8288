"""What a report keeps of the one of the year before."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.reuse.measures.told import OWN, value
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.measures.stickiness import _sticky
from textmine.reuse.mine import mine_reuse


def test_stickiness_and_modification_look_at_the_year_before() -> None:
    kept = "窗口设三名专人值守，晚间另开一小时，方便外出务工的人查档复印。"
    frame = pd.DataFrame(
        {
            "report_id": ["a20", "a21", "a22", "b22"],
            "agency": ["甲局", "甲局", "甲局", "乙局"],
            "year": [2020, 2021, 2022, 2022],
            "text": [kept + OWN[0], kept + OWN[1], OWN[2], kept],
        }
    )
    size = len("窗口设三名专人值守晚间另开一小时方便外出务工的人查档复印")
    assert value(frame, "a21", "stickiness") == pytest.approx(size / (size + 6))
    assert value(frame, "a22", "stickiness") == 0
    scores = mine_reuse(frame).scores
    assert set(scores.loc[scores["score"] == "stickiness", "report_id"]) == {
        "a21",
        "a22",
    }
    assert (
        0
        < value(frame, "a21", "modification_raw")
        < value(frame, "a22", "modification_raw")
        <= 1
    )


@pytest.mark.parametrize(("n", "sticks"), [(14, False), (15, True)])
def test_a_run_of_fifteen_characters_sticks(n: int, sticks: bool) -> None:
    run = "窗口设三名专人值守晚间另开一小"[:n]
    texts = [f"去年{run}。", f"今秋改由{run}为止。"]
    frame = pd.DataFrame({"report_id": ["a20", "a21"], "agency": "甲局", "text": texts})
    frame["year"] = [2020, 2021]
    assert value(frame, "a21", "stickiness") == float(sticks)


RUN = "窗口设三名专人值守晚间另开一小时"[:15]


def sticky(now: str, before: str, official: str = "") -> tuple[float, int]:
    """Of a report and the one before; official wording is a stretch of the later one."""
    texts = [before, now]
    stream = read_stream(texts)
    mandated = np.zeros(len(stream.codes), dtype=bool)
    if official:
        start = len(before) + now.index(official)
        mandated[start : start + len(official)] = True
    mined = SimpleNamespace(
        stream=stream, mandated=mandated, bounds_of=lambda k: stream.bounds[k : k + 2]
    )
    return _sticky(mined, cut_sentences(texts, stream), 1, 0)  # type: ignore[arg-type]


def test_every_sentence_that_a_shared_run_touches_sticks() -> None:
    crossing = "乡里" + RUN[:9] + "。" + RUN[9:] + "至今。" + OWN[0]
    assert sticky(crossing, "去年" + RUN) == (pytest.approx(19 / 25), 25)
    # One that stands in the form does not count, unless a character of it is the agency's own.
    assert sticky("乡里" + RUN, "去年" + RUN) == (1.0, 17)
    assert sticky("乡里" + RUN, "去年" + RUN, RUN) == (0.0, 17)
    assert sticky("乡里" + RUN, "去年" + RUN, RUN[1:]) == (1.0, 17)
    # Nothing is held by a report without a character, nor does it hold anything.
    assert sticky("", "去年" + RUN) == (0.0, 0)
    assert sticky("乡里" + RUN, "") == (0.0, 17)
