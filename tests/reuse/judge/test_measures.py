"""The literature's measures and the estimator, on texts whose values can be counted by hand."""

import pickle
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from textmine import scratch
from textmine.errors import FrameError, NotFittedError
from textmine.reuse.families.catalogue import Catalogue
from textmine.reuse.ground.batches import BatchSizes, use_batch_sizes
from textmine.reuse.ground.sentences import cut_sentences
from textmine.reuse.ground.stream import read_stream
from textmine.reuse.judge import measures
from textmine.reuse.judge.boilerplate import BoilerplateDetector
from textmine.reuse.judge.measures import (
    Boilerplate,
    _Held,
    _residual,
    _Spread,
    _sticky,
    boilerplate_shares,
    measure_modification,
    measure_parts,
    previous_reports,
)
from textmine.reuse.mine import mine_reuse
from textmine.scratch import use_scratch

FORM = "依托网站及时发布各类信息方便查询。"
OWN = ["镇东桥修好了。", "河西种下柳树。", "山脚办起学堂。", "渡口换了新船。"]


def measure_all(mined: Catalogue) -> pd.DataFrame:
    return pd.concat(list(measure_parts(mined)), ignore_index=True)


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


@pytest.mark.parametrize(
    ("share", "of_all", "holders", "repeats", "is_of"),
    [
        # Boilerplate from 60 % of the group on; the form beyond 80 %, or from 75 % of all on.
        (0.6, 0.1, 3, 1.0, "boilerplate band"),
        (0.59, 0.1, 3, 1.0, "band"),
        (0.8, 0.1, 4, 1.0, "boilerplate"),
        (0.81, 0.1, 4, 1.0, "boilerplate form"),
        (0.2, 0.75, 2, 1.0, "form"),
        (0.2, 0.74, 2, 1.0, ""),
        # In the band from 30 % on, below 75 %, or said five times by each that holds it.
        (0.3, 0.1, 2, 1.0, "band"),
        (0.29, 0.1, 2, 1.0, ""),
        (0.74, 0.1, 3, 1.0, "boilerplate band"),
        (0.75, 0.1, 3, 9.0, "boilerplate"),
        (0.1, 0.1, 2, 5.0, "band"),
        (0.1, 0.1, 2, 4.9, ""),
        # What one document alone holds is none of them.
        (1.0, 1.0, 1, 9.0, ""),
        (0.5, 1.0, 1, 9.0, ""),
    ],
)
def test_how_common_boilerplate_and_the_form_are(
    share: float, of_all: float, holders: int, repeats: float, is_of: str
) -> None:
    columns = (np.array([x]) for x in (share, of_all, holders, repeats))
    spread = _Spread(*columns)
    found = {
        "boilerplate": spread.is_boilerplate,
        "form": spread.is_form,
        "band": spread.is_in_band,
    }
    assert [name for name, marked in found.items() if marked.item()] == [
        name for name in found if name in is_of.split()
    ]


@pytest.mark.parametrize(
    ("sentence", "again"), [("设立专栏。", 0), ("设立新专栏。", 1)]
)
def test_sentences_of_five_characters_may_be_redundant(
    sentence: str, again: int
) -> None:
    frame = pd.DataFrame({"report_id": ["a"], "text": [sentence * 2]})
    assert value(frame, "a", "redundancy_sentences") == again


@pytest.mark.parametrize(("n", "sticks"), [(14, False), (15, True)])
def test_a_run_of_fifteen_characters_sticks(n: int, sticks: bool) -> None:
    run = "窗口设三名专人值守晚间另开一小"[:n]
    texts = [f"去年{run}。", f"今秋改由{run}为止。"]
    frame = pd.DataFrame({"report_id": ["a20", "a21"], "agency": "甲局", "text": texts})
    frame["year"] = [2020, 2021]
    assert value(frame, "a21", "stickiness") == float(sticks)


def test_a_report_of_one_character_is_wholly_its_own() -> None:
    frame = pd.DataFrame({"report_id": ["a", "b"], "text": ["无", OWN[0]]})
    assert value(frame, "a", "originality") == 1


@pytest.mark.parametrize("n", [29, 30])
def test_change_beyond_length_is_told_from_thirty_reports_on(n: int) -> None:
    """The residual on five powers of length; and the smoothed weights, by their formula."""
    random = np.random.default_rng(2)
    letters = sorted(
        set("".join(OWN) + FORM + "窗口设三名专人值守晚间另开一小时") - {"。"}
    )
    texts = ["".join(random.choice(letters, size=8 + k)) for k in range(2 * n)]
    frame = pd.DataFrame({"report_id": [f"r{k:02}" for k in range(2 * n)]})
    frame["text"] = texts
    frame["agency"] = [f"第{k // 2}市教育局" for k in range(2 * n)]
    frame["year"] = [2020 + k % 2 for k in range(2 * n)]
    found = measure_modification(mine_reuse(frame).mined)
    by_score = found.pivot_table(index="report_id", columns="score", values="value")
    assert ("modification" in by_score) is (n == 30)
    pairs = [Counter(map("".join, pairwise(text))) for text in texts]
    held = Counter(pair for counted in pairs for pair in counted)
    weighed = [
        {p: k * (np.log((1 + 2 * n) / (1 + held[p])) + 1) for p, k in counted.items()}
        for counted in pairs
    ]
    for k in range(1, 2 * n, 2):
        a, b = weighed[k], weighed[k - 1]
        norm = np.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        cosine = sum(a[p] * b.get(p, 0.0) for p in a) / norm
        told = by_score.loc[f"r{k:02}", "modification_smoothed"]
        assert told == pytest.approx(1 - cosine)
    if n == 30:
        raw = by_score["modification_raw"].to_numpy()
        length = np.array([len(text) for text in texts[1::2]], dtype=float)
        scaled = length / length.max()
        left = raw - np.polyval(np.polyfit(scaled, raw, 5), scaled)
        assert by_score["modification"].to_numpy() == pytest.approx(left, abs=1e-6)


def test_reports_of_one_length_keep_their_distance_from_the_mean() -> None:
    values = np.array([0.2, 0.4, 0.9])
    left = _residual(values, np.array([7, 7, 7]))
    assert left == pytest.approx(values - 0.5)


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


def test_the_report_of_the_year_before_is_the_same_agencys() -> None:
    reports = pd.DataFrame(
        {
            "line": ["甲", "甲", "甲", "乙", "", ""],
            "year": pd.array([2020, 2021, 2023, 2022, 2020, 2021], dtype="Int64"),
        }
    )
    mined = SimpleNamespace(texts=SimpleNamespace(reports=reports))
    assert previous_reports(mined) == {1: 0}  # type: ignore[arg-type]
    reports["year"] = pd.array([2020, None, 2021, 2021, 2020, 2021], dtype="Int64")
    assert previous_reports(mined) == {2: 0}  # type: ignore[arg-type]


def test_pairs_that_wait_are_counted_once_they_are_as_many_as_those_counted() -> None:
    held = _Held.empty().add(np.array([3, 5, 7]))
    assert (held.key.tolist(), held.waiting) == ([3, 5, 7], ())
    held = held.add(np.array([5, 9]))
    assert (held.key.tolist(), len(held.waiting)) == ([3, 5, 7], 1)
    held = held.add(np.array([5]))
    assert (held.key.tolist(), held.waiting) == ([3, 5, 7, 9], ())
    assert held.n_reports.tolist() == [1, 3, 1, 1]
