"""The literature's measures and the estimator, on texts whose values can be counted by hand."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from textmine import scratch
from textmine.errors import FrameError, NotFittedError
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge import measures
from textmine.reuse.judge.boilerplate import BoilerplateDetector
from textmine.reuse.judge.measures import Boilerplate, boilerplate_shares, measure_all
from textmine.reuse.mine import mine_reuse
from textmine.scratch import use_scratch

FORM = "依托网站及时发布各类信息方便查询。"
OWN = ["镇东桥修好了。", "河西种下柳树。", "山脚办起学堂。", "渡口换了新船。"]


def value(frame: pd.DataFrame, report: str, score: str) -> float:
    scores = mine_reuse(frame).scores.set_index(["report_id", "score"])
    return float(scores.loc[(report, score), "value"])


def shares_of(texts: list[str]) -> Boilerplate:
    """Of texts that are a document each, all of one year."""
    stream = read_stream(texts)
    numbers = np.arange(len(texts))
    return boilerplate_shares(
        stream, cut_sentences(texts, stream), numbers, [2020] * len(texts)
    )


def test_the_band_of_boilerplate_counts_sentences_between_its_two_bounds() -> None:
    shares = shares_of([FORM + OWN[0], FORM + OWN[1], OWN[2] * 2, OWN[3]])
    assert shares.size.tolist() == [22, 22, 12, 6]
    assert shares.band.tolist() == pytest.approx([16 / 22, 16 / 22, 0, 0])
    assert shares_of([FORM + o for o in OWN]).band.tolist() == [0, 0, 0, 0]


def test_a_document_without_a_character_has_no_share() -> None:
    shares = shares_of([FORM + OWN[0], "。\n", FORM + OWN[1]])
    assert shares.size.tolist() == [22, 0, 22]
    assert np.isnan(shares.published).tolist() == [False, True, False]


def test_redundancy() -> None:
    frame = pd.DataFrame(
        {"report_id": ["a", "b"], "text": [OWN[0] + OWN[1] + OWN[0], OWN[2]]}
    )
    assert value(frame, "a", "redundancy_sentences") == pytest.approx(2 / 3)
    assert value(frame, "b", "redundancy_sentences") == 0


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


def test_originality() -> None:
    text = "窗口设三名专人值守，晚间另开一小时，方便外出务工的人查档复印。"
    frame = pd.DataFrame(
        {"report_id": ["a", "b", "c"], "text": [text, text, "".join(OWN)]}
    )
    assert value(frame, "a", "originality") == pytest.approx(np.log(3 / 2) / np.log(3))
    assert value(frame, "c", "originality") == 1


def test_detector_is_an_estimator() -> None:
    texts = [FORM + o for o in OWN]
    detector = BoilerplateDetector(min_groups=3, n_chars=10)
    assert clone(detector).get_params() == detector.get_params()
    fitted = detector.fit(texts)
    again = pickle.loads(pickle.dumps(fitted))
    assert again.predict([FORM, OWN[0]]).tolist() == [True, False]
    assert fitted.score_samples([FORM, OWN[0], "", None]).tolist() == [1, 0, 0, 0]
    assert fitted.score_samples([FORM + OWN[0]])[0] == pytest.approx(16 / 22)


def test_detector_counts_groups_not_texts() -> None:
    fitted = BoilerplateDetector(min_groups=2, n_chars=10).fit(
        [FORM] * 4, groups=["甲局"] * 4
    )
    assert not fitted.predict([FORM]).any()
    assert (
        BoilerplateDetector(min_groups=2, n_chars=10)
        .fit([FORM] * 4, groups=["甲", "甲", "乙", None])
        .predict([FORM])[0]
    )


def test_detector_errors() -> None:
    with pytest.raises(NotFittedError, match="call fit"):
        BoilerplateDetector().predict([FORM])
    with pytest.raises(FrameError, match="2 texts but 1 group;"):
        BoilerplateDetector().fit(["a", "b"], groups=[1])
    with pytest.raises(FrameError, match="got one string"):
        BoilerplateDetector().fit("text")


def test_no_measure_depends_on_how_many_reports_are_looked_at_at_once(
    frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = measure_all(mine_reuse(frame).mined)
    monkeypatch.setattr(measures, "DOCUMENTS_A_BUCKET", 1)
    monkeypatch.setattr(measures, "PAIRS_AT_ONCE", 1)
    monkeypatch.setattr(scratch, "LEAST_ON_DISK", 16)
    mined = mine_reuse(frame).mined
    for n_chars in (1, 200):
        with use_batch_sizes(BatchSizes(painted=n_chars)), use_scratch(tmp_path):
            pd.testing.assert_frame_equal(measure_all(mined), whole, check_exact=True)
    assert {"modification_raw", "boilerplate_band", "redundancy"} <= set(whole["score"])
    assert not any(tmp_path.iterdir())
