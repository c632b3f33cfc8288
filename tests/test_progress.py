"""Bars: where a call may take over two seconds, two deep at most, off where that is asked for."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

import textmine as tm
from tests.doors import ROOMS, list_public_calls
from textmine import progress
from textmine.progress import (
    begin_step,
    hide_progress,
    show_progress,
    watch,
    watch_steps,
)
from textmine.schema import make_frame
from textmine.segment.annotated import read_parts
from textmine.segment.itemizer.model import ItemModel, load_model


class Bar:
    """What is asked of tqdm, without drawing."""

    made: list[Bar] = []

    def __init__(self, results: Any, **asked: Any) -> None:
        self.results, self.asked, self.n, self.names = results, asked, 0, []
        Bar.made.append(self)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self.closed = True

    def __iter__(self) -> Any:
        for result in self.results:
            yield result
            self.n += 1

    def update(self, n: int = 1) -> None:
        self.n += n

    def set_postfix_str(self, name: str) -> None:
        self.names.append(name)


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Bar]:
    """The bars that are opened, in order."""
    Bar.made = []
    monkeypatch.setattr("tqdm.auto.tqdm", Bar)
    return Bar.made


def told(bars: list[Bar]) -> list[tuple[str, int, int]]:
    return [(bar.asked["desc"], bar.n, bar.asked["total"]) for bar in bars]


def test_watching_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watch(iter("公开"), 2, "reading", "file", show=True)) == ["公", "开"]
    err = capsys.readouterr().err
    assert "reading" in err and "file/s" in err and "<" in err  # rate and time left


def test_steps_are_counted_when_they_are_done(bars: list[Bar]) -> None:
    with watch_steps("reuse", 3, show=True):
        begin_step("reading")
        assert bars[0].n == 0
        begin_step("searching")
        assert bars[0].n == 1
    assert told(bars) == [("reuse", 3, 3)]
    assert bars[0].names == ["reading", "searching"]
    begin_step("nothing is under way")


def test_what_fails_is_not_counted_as_done(bars: list[Bar]) -> None:
    with pytest.raises(KeyboardInterrupt), watch_steps("reuse", 3, show=True):
        begin_step("reading")
        raise KeyboardInterrupt
    assert told(bars) == [("reuse", 0, 3)]
    assert bars[0].closed
    assert not progress._OPEN.shown and not progress._OPEN.steps


def test_two_bars_at_most_and_steps_of_the_innermost(bars: list[Bar]) -> None:
    with watch_steps("outer", 1, show=True):
        for _ in watch(range(2), 2, "middle", "item"):
            with watch_steps("inner", 2):
                begin_step("hidden")
            begin_step("nobody's")
    assert told(bars) == [("outer", 1, 1), ("middle", 2, 2)]
    assert bars[0].names == []


def test_who_shows_none_has_none_inside(bars: list[Bar]) -> None:
    with show_progress(False):
        list(watch([1], 1, "words", "item"))
        with watch_steps("steps", 1):
            begin_step("one")
    assert not bars
    list(watch([1], 1, "words", "item", show=True))
    assert told(bars) == [("words", 1, 1)]


def test_a_loop_that_is_left_leaves_nothing_behind(bars: list[Bar]) -> None:
    for _ in watch(range(9), 9, "left", "item", show=True):
        break
    list(watch([1], 1, "next", "item", show=True))
    assert [bar.asked["desc"] for bar in bars] == ["left", "next"]
    assert not progress._OPEN.shown


def test_bars_are_for_terminals_and_notebooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    with show_progress(None) as shown:
        assert not shown  # stderr is captured
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    with show_progress(None) as shown:
        assert shown
    monkeypatch.setattr(progress, "_IS_WORKER", type(progress._IS_WORKER)())
    hide_progress()
    with show_progress(None) as shown:
        assert not shown


SENTENCE = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
TEXTS = pd.DataFrame(
    {
        "report_id": [f"r{k}" for k in range(12)],
        "agency": [f"第{k}局" for k in range(12)],
        "city": ["甲市", "乙市"] * 6,
        "n": [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
        "text": [
            f"{SENTENCE}业务培训次数偏少。政策解读图解不多，第{k}项待办。"
            for k in range(12)
        ],
        "item_id": [f"i{k}" for k in range(12)],
        "term": ["更新", "人员", "解读"] * 4,
    }
)
REPORT = {
    "report_id": "r",
    "agency": "甲局",
    "year": 2022,
    "n_chars": 9,
    "n_narrative_chars": 9,
    "confidence": 1.0,
}
SAID = [
    f"{matter}{fault}。"
    for matter in ("栏目更新", "政策解读", "业务培训", "专职人员")
    for fault in ("不够及时", "形式单一", "次数偏少", "力量不足", "质量不高")
]
FEW = TEXTS.head(4).assign(
    year=[2020, 2021] * 2, agency=["甲局", "甲局", "乙局", "乙局"], rule="marker/done"
)
CODINGS = pd.concat(
    [FEW.assign(coder=c, categories=["content", "staffing"] * 2) for c in "AB"]
)
CASES = pd.DataFrame({"said": [0.0, 1.0] * 20, "county": [0.0, 0, 1, 1] * 10})
CASES["hand"] = CASES["said"].where(CASES.index % 3 > 0)
MODEL = tm.problems.Regression("said", ["county"], {"said": "hand"})
PHRASES = pd.DataFrame({"phrase": ["栏目更新不够及时", "栏目更新不很及时"]}).assign(
    n_chars=8, df_reports=3
)
SAME = TEXTS.assign(text=[f"栏目更新不{'够很'[k % 2]}及时，{k}号。" for k in range(12)])
TERMS = pd.DataFrame(
    {
        "report_id": list("abcde"),
        "text": [
            f"{a}云岭通办{b}" for a, b in zip("设用。抓建", "窗平上，点", strict=True)
        ],
    }
)
MATRIX = pd.DataFrame([[abs(i - j) for j in range(6)] for i in range(6)], dtype=float)

LONG: dict[str, Callable[..., Any]] = {
    "reuse": lambda **k: tm.mine_reuse(TEXTS, **k),
    "further reports": lambda **k: tm.mine_reuse(TEXTS[:6], **k).add(TEXTS[6:]),
    "gathering passages": lambda **k: tm.mine_reuse(TEXTS, **k).families,
    "scores": lambda **k: tm.mine_reuse(TEXTS, **k).scores,
    "pairs": lambda **k: tm.mine_reuse(TEXTS, **k).pairs(),
    "themes": lambda **k: tm.ThemeModel(2, n_resamples=2).fit(SAID, **k),
    "stability": lambda **k: tm.ThemeModel(2, n_resamples=2).fit_transform(SAID, **k),
    "phrases": lambda **k: tm.mine_phrases(TEXTS, **k),
    "training the coder": lambda **k: tm.ProblemClassifier().fit(
        ["人员少", "更新慢", "解读少", "培训少"] * 5,
        ["staffing", "timeliness"] * 10,
        **k,
    ),
    "coding": lambda **k: tm.ProblemClassifier().fit().predict_frame(TEXTS, **k),
    "answers": lambda **k: tm.problems.match_responses(TEXTS, TEXTS, **k),
    "permutations": lambda **k: tm.compare.contrast(
        TEXTS, by="city", groups=("甲市", "乙市"), n_permutations=99, **k
    ),
    "draw": lambda **k: tm.compare.permutation_test(
        TEXTS, value="n", by="city", n_permutations=99, **k
    ),
    "within": lambda **k: tm.compare.within_between(
        MATRIX, ["a", "b"] * 3, n_permutations=99, **k
    ),
    "predictors": lambda **k: tm.compare.mrqap(
        MATRIX, {"x": MATRIX**2}, n_permutations=9, **k
    ),
    "ties": lambda **k: tm.mine_reuse(TEXTS, **k).ties(),
    "origins": lambda **k: tm.mine_reuse(TEXTS, **k).origins,
    "scores of agencies": lambda **k: tm.mine_reuse(TEXTS, **k).agency_scores,
    "residue": lambda **k: tm.mine_reuse(TEXTS, **k).residue(),
    "network": lambda **k: tm.mine_reuse(TEXTS, **k).network(),
    "variants of a run": lambda **k: tm.mine_reuse(TEXTS, **k).sensitivity(),
    "trace": lambda **k: tm.mine_reuse(TEXTS, **k).trace(SENTENCE),
    "boilerplate": lambda **k: tm.BoilerplateDetector().fit(SAID, **k),
    "placing sentences": lambda **k: themes().predict(SAID, **k),
    "shares of themes": lambda **k: themes().transform(SAID, **k),
    "terms": lambda **k: tm.themes.propose_terms(TERMS, **k),
    "words of the texts": lambda **k: tm.themes.rank_phrases(PHRASES, SAME, **k),
    "places": lambda **k: tm.themes.mark_phrases(SAME, PHRASES["phrase"], **k),
    "variants": lambda **k: tm.themes.gather_variants(PHRASES, SAME, **k),
    "groups": lambda **k: tm.themes.contrast_phrases(PHRASES, SAME, by="city", **k),
    "years": lambda **k: tm.problems.match_years(FEW, **k),
    "follow-through": lambda **k: tm.problems.find_follow_through(FEW, FEW, **k),
    "agreement": lambda **k: tm.problems.measure_agreement(CODINGS, **k),
    "cues": lambda **k: tm.CodebookClassifier().fit().predict_frame(TEXTS, **k),
    "regression": lambda **k: tm.problems.regress(CASES, MODEL, **k),
    "predicting": lambda **k: tm.problems.plan_regression(CASES, MODEL, [20], **k),
    "wording": lambda **k: tm.quality.disclosure(TEXTS, **k),
    "residues": lambda **k: tm.quality.check_residues(
        FEW.assign(start=0), FEW.assign(region="甲市", province="云岭省"), **k
    ),
    "completeness": lambda **k: complete(tm.quality.completeness, **k),
    "elements": lambda **k: complete(tm.quality.completeness_items, **k),
    "simulating": lambda **k: tm.simulate(2, **k).truth,
    "item model": lambda **k: ItemModel(max_iterations=2).fit(read_parts()[:9], **k),
    "items": lambda **k: load_model().predict(["一是人员少。"], **k),
    "reading": lambda **k: tm.read_table(TEXTS[["text"]], **k),
    "checking": lambda **k: tm.check(
        tm.read_table(TEXTS[["text"]], progress=False), **k
    ),
}


# Calls whose bar bears the name of another's.
NAMES = {
    "further reports": "reuse",
    "draw": "permutations",
    "within": "permutations",
    "variants of a run": "variants",
    "shares of themes": "placing sentences",
    "cues": "coding",
    "elements": "completeness",
}


@cache
def themes() -> tm.ThemeModel:
    return tm.ThemeModel(2, n_resamples=0).fit(SAID, progress=False)


def complete(score: Callable[..., Any], **switch: Any) -> Any:
    names = ("reports", "sections", "items", "tables")
    frames = [make_frame(name, []) for name in names[1:]]
    reports = make_frame("reports", [REPORT])
    return score(reports, *frames, **switch)


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
@pytest.mark.parametrize("words", LONG)
def test_long_calls_show_how_far_they_are(words: str, bars: list[Bar]) -> None:
    LONG[words](progress=True)
    assert bars
    assert NAMES.get(words, words) in {bar.asked["desc"] for bar in bars}
    for bar in bars:
        assert bar.n == bar.asked["total"], bar.asked
        # As many steps begin as were announced.
        n_steps = bar.asked["total"] if bar.asked["unit"] == "step" else 0
        assert len(bar.names) == n_steps, bar.asked
    del bars[:]
    LONG[words](progress=False)
    assert not bars


# On 2,000 simulated reports none of these takes two seconds of processor time, or it
# reads or writes one file, or is asked one question at a time.
QUICK = [
    "load",
    "load_codebook",
    "load_pipeline",
    "read_audit",
    "correct_items",
    "read_report",
    "adjudicate",
    "code_facets",
    "code_with",
    "corrected_shares",
    "draw_next",
    "draw_sample",
    "regress_shares",
    "draw_uncertain",
    "find_disagreements",
    "judge_measures",
    "label_matrix",
    "load_statements",
    "make_adjudication",
    "masi_distance",
    "measure_calibration",
    "plan_coding",
    "read_sheet",
    "replay_trail",
    "score_facets",
    "score_labels",
    "score_responses",
    "watch_drift",
    "watch_share",
    "write_sheets",
    "write_trail",
    "draw_intrusion",
    "find_phrase",
    "find_trends",
    "score_intrusion",
    "share_themes",
    "save_network",
    "build_network",
    "check_breakdowns",
    "check_changes",
    "check_claims",
    "check_reading",
    "check_tables",
    "check_years",
    "consistency_rates",
    "describe_columns",
    "measures",
    "outcome_rates",
    "adjust_fdr",
    "bootstrap_mean",
    "family_overlap",
    "gap",
    "harmonise",
    "jeffreys",
    "jensen_shannon",
    "log_likelihood",
    "log_odds_z",
    "print_regression",
    "print_table",
    "profile",
    "profile_distances",
    "reuse_edges",
    "reuse_matrix",
    "same",
    "wilson",
    "write_annotated",
    "write_page",
    "write_reader",
    "write_traced",
    "BoilerplateDetector.fit_transform",
    "BoilerplateDetector.predict",
    "BoilerplateDetector.score_samples",
    "BoilerplateDetector.transform",
    "CodebookClassifier.explain",
    "CodebookClassifier.fit",
    "CodebookClassifier.predict",
    "CodebookClassifier.predict_proba",
    "ProblemClassifier.predict",
    "ProblemClassifier.predict_proba",
    "Corpus.doubtful",
    "Corpus.filter",
    "Corpus.frame",
    "Corpus.groupby",
    "Corpus.kwic",
    "Corpus.partitions",
    "Corpus.sample",
    "Corpus.summary",
    "ItemModel.find",
    "ItemModel.marginals",
    "ItemModel.save",
    "Report.place",
    "Report.raw_span",
    "Segmenter.cut",
    "Segmenter.settings",
    "Segmenter.spans",
    "Segmenter.suggest_freq",
    "ThemeModel.examples",
    "ThemeModel.hierarchy",
    "ThemeModel.merge",
    "ThemeModel.rename",
    "ThemeModel.save",
    "ThemeModel.split",
    "Codebook.crosswalk",
    "Codebook.frame",
    "Codebook.join_labels",
    "Codebook.parse_labels",
    "ColumnCoder.code",
    "FunctionCoder.code",
    "ShippedCoder.code",
]
# They take the switch of ``mine_reuse``; what gives parts shows the bar of who asks for them.
OF_A_RUN = [
    "add",
    "align",
    "family",
    "family_parts",
    "network",
    "origin_parts",
    "pairs",
    "passage_parts",
    "release",
    "residue",
    "save_index",
    "score_parts",
    "sensitivity",
    "template",
    "ties",
    "trace",
]
OF_A_CORPUS_IN_PARTS = {"ThemeModel.fit_parts", "ThemeModel.share_sentences"}


def test_who_shows_no_bar_is_quick() -> None:
    calls = list_public_calls(room for room in ROOMS if room != "plot")
    without = {
        name
        for name, call in calls.items()
        if "progress" not in inspect.signature(call).parameters
        and "get_feature_names_out" not in name
    }
    excused = {*QUICK, *(f"Reuse.{name}" for name in OF_A_RUN), *OF_A_CORPUS_IN_PARTS}
    assert without - excused == set()
    assert excused - without == {"BoilerplateDetector.fit_transform"} & excused


def test_each_switch_is_called_progress_and_is_off_by_default_outside() -> None:
    rooms = (tm, tm.compare, tm.problems, tm.themes, tm.reuse, tm.quality)
    public = {
        getattr(room, name)
        for room in rooms
        for name in room.__all__
        if name != "reuse"
    }
    switches = [
        parameter
        for function in public
        if inspect.isfunction(function)
        for parameter in inspect.signature(function).parameters.values()
        if "progress" in parameter.name or "verbose" in parameter.name
    ]
    assert len(switches) >= 30
    assert all(
        switch.name == "progress" and switch.default is None for switch in switches
    )


INTERRUPTED = """
import os, signal, sys, threading, time
import textmine as tm

def interrupt():
    time.sleep(2.5)
    os.kill(os.getpid(), signal.SIGINT)

if __name__ == "__main__":
    # Whoever runs the tests in the background may have it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=interrupt, daemon=True).start()
    try:
        while True:
            tm.read_corpus(sys.argv[1], jobs=2, progress=False)
    except KeyboardInterrupt:
        import multiprocessing
        deadline = time.monotonic() + 60
        while multiprocessing.active_children() and time.monotonic() < deadline:
            time.sleep(0.1)
        print("left behind:", len(multiprocessing.active_children()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_an_interrupted_call_leaves_no_process_behind(root, tmp_path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(root / "corpora" / "sample" / "reports")],
        capture_output=True, text=True, timeout=300, cwd=root, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "left behind: 0", done.stderr[-2000:]
