"""What public functions give, and what is made by hand: methods and constructors, wrongly called.

Carriers of texts are gone through in ``test_doors_methods``; here are models, codebooks, coders,
results and what is passed to other calls. That nothing is left out is told from the public names.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import textmine as tm
from tests.doors import WRONG, Call, Wrong, check_sentences, list_public_calls
from tests.test_doors_fuzz import ELSEWHERE, ESTIMATED
from textmine.problems import Category, Codebook
from textmine.segment.itemizer.model import load_model

LEAST_COMBINATIONS = 500
SHARED = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
SAID = [
    "栏目更新不够及时，政策解读形式单一。",
    "政策解读数量偏少，栏目更新滞后。",
    "业务培训次数偏少，专职人员力量不足。",
    "专职人员变动频繁，业务培训不够。",
] * 3
CASES = pd.DataFrame({"said": [0.0, 1.0] * 20, "county": [0.0, 0, 1, 1] * 10})
CASES["hand"] = CASES["said"].where(CASES.index % 3 > 0)
RIGHT = {"outcome": "said", "covariates": ["county"], "hand": {"said": "hand"}}
SHEET = pd.DataFrame({"item": ["1"], "model": ["m"], "intruder": [2]})


def _label_all(texts: Any) -> list[str]:
    return ["other"] * len(texts)


def _regress(**arguments: Any) -> pd.DataFrame:
    """A regression that is described wrongly is refused when it is used, if not before."""
    return tm.problems.regress(CASES, tm.problems.Regression(**arguments))


_regress.__signature__ = inspect.signature(tm.problems.Regression)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def calls(root: Path, place: Path) -> list[Call]:
    """Each call with arguments that are right."""
    report = root / "corpora" / "sample" / "reports" / "linze_swj_2021.txt"
    mined = tm.mine(report, place / "run", n_themes=2, progress=False)
    texts = pd.DataFrame(
        {"report_id": list("ab"), "text": [SHARED, f"我局认为，{SHARED}"]}
    )
    trace = tm.mine_reuse(texts).trace(SHARED)
    book, model = tm.load_codebook(), load_model()
    model.save(place / "items.model")
    boilerplate = tm.BoilerplateDetector(min_groups=2)
    cues = tm.CodebookClassifier().fit()
    coded = pd.DataFrame({"text": ["缺人"], "llm": ["staffing"]})
    problems = tm.problems
    return [
        Call("Mined.__getitem__", lambda name: mined[name], {"name": "items"}),
        Call("Mined.trace", mined.trace, {"text": SHARED}),
        Call("Trace.earliest_holders", trace.earliest_holders, {"most": 2}),
        Call("Simulation.write", tm.simulate(1).write, {"folder": place / "sim"}),
        Call("Codebook", Codebook, {"version": "1", "categories": book.categories}),
        Call("Codebook.__getitem__", lambda key: book[key], {"key": "content"}),
        Call("Codebook.crosswalk", book.crosswalk, {"labels": "content", "name": "duty"}),
        Call("Codebook.join_labels", book.join_labels, {"labels": ["content"]}),
        Call("Codebook.parse_labels", book.parse_labels, {"cell": "content"}),
        Call("Category", Category, {"key": "a", "zh": "甲", "definition": "其一"}),
        Call("ShippedCoder.code", problems.ShippedCoder().code, {"statements": ["缺人"]}),
        Call(
            "ColumnCoder.code",
            problems.ColumnCoder("llm", coded, "llm").code,
            {"statements": ["缺人"]},
        ),
        Call(
            "FunctionCoder.code",
            problems.FunctionCoder("f", _label_all).code,
            {"statements": ["缺人"]},
        ),
        Call("Regression", _regress, RIGHT),
        Call("FileLimits", tm.FileLimits, {}),
        Call("Corpus", lambda parsed: tm.Corpus(parsed), {"parsed": [tm.read_report(report)]}),
        Call(
            "ProblemClassifier.fit",
            tm.ProblemClassifier().fit,
            {"X": ["人员少", "更新慢", "解读少", "培训少"] * 5, "y": ["staffing", "timeliness"] * 10},
        ),
        # scikit-learn wraps it, and takes its first argument by position alone.
        Call(
            "ThemeModel.fit_transform",
            lambda X: tm.ThemeModel(2, n_resamples=0).fit_transform(X),
            {"X": SAID},
        ),
        Call("CodebookClassifier.explain", cues.explain, {"text": "缺人"}),
        Call("BoilerplateDetector.fit", boilerplate.fit, {"X": SAID}),
        Call("BoilerplateDetector.fit_transform", boilerplate.fit_transform, {"X": SAID}),
        Call("ItemModel.predict", model.predict, {"texts": ["一是人员少。"]}),
        Call("ItemModel.find", model.find, {"text": "一是人员少。", "start": 0, "end": 6}),
        Call("ItemModel.save", model.save, {"path": place / "again.model"}),
        Call("ItemModel.load", tm.ItemModel.load, {"path": place / "items.model"}),
        Call(
            "score_intrusion",
            tm.themes.score_intrusion,
            {"sheet": SHEET[["item", "intruder"]], "key": SHEET},
        ),
    ]  # fmt: skip


# They take no arguments of their own.
NO_ARGUMENTS = {
    "load_statements", "measures", "find_cjk_font", "css_fonts", "Codebook.frame",
    "Corpus.summary", "Corpus.partitions", "Reuse.release", "Reuse.residue",
    "Reuse.family_parts", "Reuse.passage_parts", "Reuse.origin_parts", "Reuse.score_parts",
    "Segmenter.settings", "ThemeModel.hierarchy",
    "ItemModel.marginals",  # numbers of the library's own making, not of a caller's
    "ItemModel.fit",  # annotated parts, whose reading has tests of its own
    "ThemeModel.fit_parts", "ThemeModel.share_sentences",  # of the job's sentences in parts
}  # fmt: skip


def test_every_public_call_is_gone_through_somewhere(root: Path) -> None:
    """Functions join the fuzz by themselves; the others are named where they are gone through."""
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((root / "tests").glob("test_doors*.py"))
    )
    named = set(re.findall(r'Call\(\s*"([\w.]+)"|"(\w+\.\w+)":', written))
    named = {name for pair in named for name in pair}
    left_out = {
        name
        for name in list_public_calls()
        if ("." in name or name in ELSEWHERE)
        and name not in NO_ARGUMENTS
        and not name.endswith("get_feature_names_out")
        and name not in named
        and name.rpartition(".")[2] not in ESTIMATED
    }
    assert left_out == set()


def _wrong(calls: list[Call]) -> Iterator[Wrong]:
    for call in calls:
        for parameter in inspect.signature(call.function).parameters.values():
            if parameter.kind is not parameter.VAR_KEYWORD:
                for what, value in WRONG.items():
                    yield Wrong(call, parameter.name, what, value)


def test_right_arguments_are_right(calls: list[Call]) -> None:
    for call in calls:
        call.function(**call.arguments)


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
def test_wrong_arguments_end_in_a_sentence(calls: list[Call]) -> None:
    check_sentences(_wrong(calls), least=LEAST_COMBINATIONS)
