"""Every public function with wrong shapes and dtypes: a right answer, or one sentence.

The calls are made from the public names themselves: each parameter has a right value by its name,
and each is exchanged, one at a time, for something wrong. A new public function joins by itself,
and fails where one of its parameters has no right value here. Some of what is wrong is drawn; all
of it is gone through by ``pytest tests/test_doors_fuzz.py --every-argument``.
"""

from __future__ import annotations

import importlib
import inspect
import random
import warnings
from collections.abc import Callable, Container, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes

import textmine as tm
from tests.doors import ROOMS, WRONG, Call, Wrong, check_sentences
from textmine.corpus.corpus import Corpus
from textmine.errors import FrameError
from textmine.segment.itemizer.model import load_model

# Folders, files, whole jobs and carriers: what they do with bad input has tests of its own.
ELSEWHERE = {
    "add", "audit", "correct_items", "mine", "load", "load_codebook", "load_pipeline", "read_audit", "read_corpus",
    "read_report", "simulate", "save_network", "build_network", "read_sheet", "write_sheets",
    "replay_trail", "write_trail", "write_annotated", "write_page", "write_reader", "measures",
    "load_statements", "trace", "write_traced", "draw_intrusion", "score_intrusion", "css_fonts", "find_cjk_font", "to_svg", "sheet",
}  # fmt: skip
# Methods of estimators that take texts or a frame of them.
ESTIMATED = ("predict", "predict_proba", "predict_frame", "score_samples", "transform")
LEAST_COMBINATIONS = 300
LEAST_MOVED = 70
SEED = 16


def _statements() -> pd.DataFrame:
    matters = ["栏目更新", "专职人员", "政策解读", "业务培训"]
    faults = ["不够及时", "力量不足", "形式单一", "次数偏少", "质量不高", "机制不全"]
    texts = [f"{matter}{fault}" for fault in faults for matter in matters]
    n = len(texts)
    return pd.DataFrame(
        {
            "item_id": [f"i{k}" for k in range(n)],
            "report_id": [f"r{k // 2}" for k in range(n)],
            "agency": [f"第{k // 4}局" for k in range(n)],
            "province": ["云岭省", "石渚省"] * (n // 2),
            "level": "county",
            "year": [2020 + k // 2 % 2 for k in range(n)],
            "start": 0,
            "end": [len(t) for t in texts],
            "text": texts,
            "rule": "marker/done",
            "role": "measure",
            "categories": ["timeliness", "staffing", "interpretation", "capacity"]
            * (n // 4),
            "truth": ["timeliness", "staffing", "interpretation", "content"] * (n // 4),
            "probabilities": [
                "timeliness:0.90",
                "staffing:0.8",
                "interpretation:0.7",
                "capacity:1",
            ]
            * (n // 4),
            "probability": np.linspace(0.1, 0.9, n),
            "weight": 1.0,
            "outcome": [0.0, 1.0, 1.0, 0.0] * (n // 4),
            "term": ["更新", "人员", "解读", "培训"] * (n // 4),
            "theme": [0, 1, -1, 1] * (n // 4),
            "key": texts,
            "item": ["更新", "人员", "解读", "培训"] * (n // 4),
            "value": np.linspace(0, 1, n),
        }
    )


@pytest.fixture(scope="module")
def right(sample: Corpus) -> dict[str, Any]:
    """Right values, by the name of the parameter, or by function and parameter."""
    corpus = sample[:8]
    said = _statements()
    coder = tm.ProblemClassifier().fit()
    reuse = tm.mine_reuse(corpus)
    facets = tm.problems.code_facets(said)
    model = tm.ThemeModel(2, n_resamples=0).fit(said)
    profile = tm.compare.profile(said, by="province")
    square = pd.DataFrame(np.random.default_rng(0).random((12, 12)))
    codings = pd.concat(
        [said.assign(coder="A"), said.assign(coder="B", categories="content")]
    )
    responses = tm.problems.match_responses(said, said)
    hand = {"outcome": "hand"}
    regression = tm.problems.Regression("outcome", ["year"], hand, cluster="agency")
    labelled = said.assign(hand=said["outcome"].where(said.index % 2 == 0))
    checks = tm.check(corpus)
    return {
        "corpus": corpus, "source": corpus.narrative, "narrative": corpus.narrative,
        "texts": corpus.narrative, "reports": corpus.reports, "tables": corpus.frame("tables"),
        "claims": corpus.frame("claims"), "sections": corpus.frame("sections"),
        "items": corpus.frame("items"), "evidence": corpus.frame("evidence"), "checks": checks,
        "problems": said, "measures": said, "coded": said, "labelled": said, "pilot": said,
        "codings": codings, "decisions": said.assign(coder="C"), "facets": facets,
        "responses": responses, "persistence": tm.problems.match_years(said),
        "profile": profile, "passages": reuse.passages, "families": reuse.families,
        "scores": reuse.scores, "pairs": reuse.pairs(), "edges": None, "phrase": "公开",
        "phrases": ["公开", "更新"], "by": "province", "value": "value", "groups": ("云岭省", "石渚省"),
        "counts": said, "sentences": model.sentences_.assign(province="云岭省"), "values": said,
        "theme_shares": model.shares_, "themes": model.themes_, "X": said["text"].tolist(),
        "y": said["categories"].tolist(), "coder": tm.problems.ShippedCoder(coder), "n": 3,
        "sizes": [6, 12], "regression": regression, "p_values": [0.01, 0.5, 0.2],
        "successes": [1, 2], "p": [0.5, 0.5], "q": [0.2, 0.8], "n_a": [3, 1], "n_b": [1, 2],
        "docs_a": 5, "docs_b": 6, "counts_a": [3.0, 1.0], "counts_b": [1.0, 2.0], "response": square,
        "predictors": {"x": square.T}, "similarity": square, "terms": said, "frame": said,
        "a": ["content"], "b": ["content", "staffing"], "truth": [True, False, True],
        "probabilities": [0.9, 0.2, 0.6], "said": [1.0, 0.0, 1.0], "said_all": [1.0, 0.0, 1.0, 0.0],
        "table": pd.DataFrame({"text": ["政府信息公开工作年度报告\n一、总体情况\n我局公开12条。"] * 2}),
        "found": said["categories"].tolist(), "score": "share_original",
        "coder/draw_uncertain": coder, "probabilities/draw_next": np.tile([0.6, 0.3], (24, 1)),
        "frame/regress": labelled, "frame/plan_regression": labelled,
        "truth/score_labels": said["truth"].tolist(), "truth/watch_share": [1.0, 0.0, 1.0],
        "successes/wilson": [1, 2], "n/wilson": [3, 4], "n/jeffreys": [3, 4],
        "groups/within_between": ["a", "b"] * 6, "values/gap": [1.0, 2.0], "values/same": ["a", "b"],
        "values/find_trends": said[["report_id", "item", "value"]].drop_duplicates(["report_id", "item"]),
        "reports/find_trends": said.drop_duplicates("report_id"),
        "phrases/gather_variants": tm.mine_phrases(said),
        "phrases/rank_phrases": tm.mine_phrases(said), "texts/contrast_phrases": said,
        "phrases/contrast_phrases": tm.mine_phrases(said), "by/contrast_phrases": "year",
        "disagreements": tm.problems.find_disagreements(codings),
        "effects": tm.problems.regress(labelled, regression), "reference": {},
        "errors": "interval",
        "shares": model.shares_, "hierarchy": model.hierarchy(), "covariates": ["year"],
        "reports/regress_shares": said.drop_duplicates("report_id"),
        "labels/regress_shares": model.labels_,
        "profile/theme_trends": tm.compare.profile(said, by="year"),
        "labels": said["categories"].tolist(), "codebook": tm.load_codebook(),
        "phrases/phrases": tm.mine_phrases(said), "checks/checks": checks,
        "themes/themes": model.themes_, "persistence/persistence": tm.problems.match_years(said),
        "by/contrast_groups": "province", "by/find_trends": "year", "by/watch_drift": "year",
        # A trail tells the second in which it was written.
        "at/code_with": "2026-01-01T00:00:00+00:00",
        "edges/network": tm.compare.reuse_edges(reuse.passages, corpus.reports),
        "by/family_overlap": "agency", "by/reuse_edges": "agency", "by/reuse_matrix": "agency",
        "candidates/choose_n_themes": [2, 3], "n_resamples/choose_n_themes": 1,
        "truth/measure_calibration": np.array([True, False, True]),
        "probabilities/measure_calibration": np.array([0.9, 0.2, 0.6]),
        "reports/distribution": corpus.reports, "reports/completeness": corpus.reports,
        "reports/theme_shares": said.drop_duplicates("report_id").assign(agency_type="局"),
        "choice": pd.DataFrame(
            {
                "n_themes": [2, 3], "agreement": [0.8, 0.7], "overlap": [0.8, 0.7],
                "weakest": [0.5, 0.4], "chosen": [True, False],
            }
        ),
        "residue/check": reuse.residue(), "residue/check_residues": reuse.residue(),
        "sections/match_responses": corpus.frame("sections"),
        "exclude/choose_n_themes": said[["report_id", "start", "end"]].head(2),
        "places/check_residues": corpus.reports[["region", "province"]].drop_duplicates(),
        "narrative/check_years": corpus.narrative,
        "narrative/check_claims": corpus.narrative, "narrative/check_changes": corpus.narrative,
        "reports/network": corpus.reports,
        "reports/origins": corpus.reports, "reports/profile": said, "reports/provenance": corpus.reports,
        "reports/reuse_matrix": corpus.reports, "problems/response": said,
        "themes/theme_shares": model.themes_, "themes/theme_tree": model.themes_,
        "scores/completeness": tm.quality.completeness(
            corpus.reports, *(corpus.frame(f) for f in ("sections", "items", "tables"))
        ),
    }  # fmt: skip


def _functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function, and the methods of estimators that take texts."""
    seen = set()
    for room in ROOMS:
        package = importlib.import_module(f"textmine.{room}".rstrip("."))
        for name in package.__all__:
            value = getattr(package, name)
            if (
                inspect.isfunction(value)
                and value not in seen
                and name not in ELSEWHERE
            ):
                seen.add(value)
                yield f"{room}.{name}".lstrip("."), value


def _one(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of one argument, whatever its name."""

    def call(X: Any) -> Any:
        return method(X)

    return call


def _calls(right: dict[str, Any]) -> Iterator[Call]:
    for name, function in _functions():
        short = name.rpartition(".")[2]
        arguments = {}
        for parameter in inspect.signature(function).parameters.values():
            key = f"{parameter.name}/{short}"
            if key in right:
                arguments[parameter.name] = right[key]
            elif parameter.default is inspect.Parameter.empty:
                assert parameter.name in right, f"{name}: no example for {key}"
                arguments[parameter.name] = right[parameter.name]
            else:
                assert "DataFrame" not in str(parameter.annotation), (
                    f"no example for {key}"
                )
        yield Call(name, function, arguments)
    said = right["problems"]["text"].tolist()
    labels = right["problems"]["categories"].tolist()
    for kind, fitted in {
        "ProblemClassifier": tm.ProblemClassifier().fit(),
        "CodebookClassifier": tm.CodebookClassifier().fit(),
        "BoilerplateDetector": tm.BoilerplateDetector(min_groups=2).fit(said),
        "ThemeModel": tm.ThemeModel(2, n_resamples=0).fit(right["problems"]),
    }.items():
        for method in ESTIMATED:
            if hasattr(fitted, method):
                bound = getattr(fitted, method)
                frame = method == "predict_frame" or kind == "ThemeModel"
                yield Call(
                    f"{kind}.{method}",
                    _one(bound),
                    {"X": right["problems"] if frame else said},
                )
    yield Call("BoilerplateDetector.fit", tm.BoilerplateDetector().fit, {"X": said})
    yield Call(
        "CodebookClassifier.fit", tm.CodebookClassifier().fit, {"X": said, "y": labels}
    )
    yield Call(
        "ThemeModel.fit", tm.ThemeModel(2, n_resamples=0).fit, {"narrative": said}
    )
    yield Call("ItemModel.predict", load_model().predict, {"texts": said})
    yield Call("Segmenter", tm.Segmenter, {"engine": "rjieba", "lexicon": {"公开": 10}})


def _wrong_frames(
    frame: pd.DataFrame, rng: random.Random, kept: Container[str]
) -> Iterator[tuple[str, Any]]:
    """What a frame may be exchanged for; of the columns a few are drawn, and those kept."""
    columns = list(frame.columns)
    column = rng.choice(columns)
    yield "none", None
    yield "one string", "公开"
    yield "a list", ["公开", "更新"]
    yield "a dict", {"text": ["公开"]}
    yield "a number", 7
    yield "a series", frame.iloc[:, 0]
    yield "an array", frame.to_numpy(dtype=object)
    yield "empty", frame.iloc[:0]
    yield "no columns", pd.DataFrame(index=frame.index)
    yield "one row", frame.iloc[:1]
    yield "levels", frame.set_axis(pd.MultiIndex.from_product([["a"], columns]), axis=1)
    yield f"without {column}", frame.drop(columns=column)
    yield f"twice {column}", pd.concat([frame, frame[[column]]], axis=1)
    yield "doubled rows", pd.concat([frame, frame])
    drawn = rng.sample(columns, min(6, len(columns)))
    for column in dict.fromkeys(drawn + [c for c in columns if c in kept]):
        objects = frame[column].astype("object")
        for name, value in {
            "lists": [1], "missing": None, "nan": np.nan, "half": "\ud800公", "bytes": b"x",
            "minus": -3, "date": pd.Timestamp("2020-03-01"), "words": "没有", "infinite": np.inf,
        }.items():  # fmt: skip
            changed = objects.copy()
            if len(changed):
                changed.iloc[len(changed) // 2] = value
            yield f"{column} with {name}", frame.assign(**{str(column): changed})
        yield f"{column} all missing", frame.assign(**{str(column): None})
        yield (
            f"{column} as category",
            frame.assign(**{str(column): frame[column].astype("category")}),
        )


KEPT = frozenset({
    ("mine_phrases", "max_words", "big"), ("mine_reuse", "min_chars", "big"),
    ("problems.cross_validate", "y", "empty list"), ("problems.cross_validate", "alphas", "inf"),
    ("problems.match_responses", "sections", "a series"),
    ("problems.measure_agreement", "level", "big"),
    ("problems.measure_calibration", "n_bins", "big"), ("themes.propose_terms", "max_chars", "big"),
    ("compare.contrast", "groups", "half pair"), ("compare.jeffreys", "n", "matrix"),
    ("compare.jeffreys", "successes", "empty list"), ("compare.mrqap", "predictors", "series"),
    ("compare.print_table", "digits", "big"), ("compare.same", "values", "frame"),
    ("compare.same", "values", "matrix"), ("compare.wilson", "successes", "matrix"),
    ("compare.within_between", "groups", "half pair"), ("plot.disagreements", "coders", "frame"),
    ("plot.lengths", "top", "zero"), ("plot.origins", "top", "zero"),
    ("plot.theme_shares", "themes", "no columns"), ("plot.themes", "terms", "zero"),
    ("ItemModel.predict", "texts", "half pair"), ("Segmenter", "engine", "series"),
    ("problems.corrected_shares", "labelled", "truth with half"),
    ("themes.find_trends", "values", "item with lists"),
    ("quality.check_residues", "reports", "doubled rows"),
    ("plot.disagreements", "disagreements", "coder_b with half"),
    ("plot.profile", "profile", "ci_high with infinite"),
    ("plot.profile", "profile", "category all missing"),
    ("plot.theme_choice", "choice", "n_themes with infinite"),
})  # fmt: skip
"""What was found by going through all of it: call, parameter, and what stood in its place."""


def _columns_kept(call: str, parameter: str) -> set[str]:
    """Columns of which something was found: they stay, whatever else is drawn."""
    return {
        what.partition(" ")[0]
        for name, argument, what in KEPT
        if (name, argument) == (call, parameter)
    }


def _combinations(call: Call, *, every: bool) -> Iterator[Wrong]:
    for parameter in inspect.signature(call.function).parameters.values():
        # What is drawn for one argument does not hang on what others there are.
        rng = random.Random(f"{SEED} {call.name} {parameter.name}")
        given = call.arguments.get(parameter.name)
        others = (
            list(_wrong_frames(given, rng, _columns_kept(call.name, parameter.name)))
            if isinstance(given, pd.DataFrame)
            else [*WRONG.items()]
        )
        # One of each function's frames, all that is wrong with it; of other arguments a few.
        n = 6 if isinstance(given, pd.DataFrame) else 1
        drawn = others if every else rng.sample(others, min(n, len(others)))
        kept = [
            w for w in others if not every and (call.name, parameter.name, w[0]) in KEPT
        ]
        for what, value in drawn + kept:
            yield Wrong(call, parameter.name, what, value)


def test_right_arguments_are_right(right: dict[str, Any]) -> None:
    for call in _calls(right):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            call.function(**call.arguments)


def test_wrong_arguments_end_in_a_sentence(
    right: dict[str, Any], every_argument: bool
) -> None:
    wrong = (
        w for call in _calls(right) for w in _combinations(call, every=every_argument)
    )
    check_sentences(wrong, least=LEAST_COMBINATIONS)


def test_the_profile_that_is_asked_has_intervals(right: dict[str, Any]) -> None:
    """Each group is of several agencies; without an interval no wrong end would be met."""
    profile = right["profile"]
    assert (profile["n_clusters"] > 1).all()
    assert profile[["ci_low", "ci_high"]].notna().all(axis=None)


def test_what_was_found_is_still_asked(right: dict[str, Any]) -> None:
    asked = {
        (w.call.name, w.parameter, w.what)
        for call in _calls(right)
        for w in _combinations(call, every=True)
    }
    assert asked >= KEPT


SHARES = {
    ("compare.print_table", "profile"): ("share", "ci_low", "ci_high"),
    ("plot.profile", "profile"): ("share", "ci_low", "ci_high"),
    ("plot.theme_trends", "profile"): ("share", "ci_low", "ci_high"),
    ("plot.theme_shares", "theme_shares"): ("share",),
    ("plot.themes", "themes"): ("stability",),
    ("plot.theme_choice", "choice"): ("agreement", "overlap", "weakest"),
    ("plot.similarity", "pairs"): ("containment_ab", "containment_ba", "expected"),
    ("plot.origins", "scores"): ("value",),
    ("plot.provenance", "scores"): ("value",),
    ("plot.distribution", "scores"): ("value",),
    ("plot.completeness", "scores"): ("value",),
}
"""What draws or prints numbers as shares of 1, and the columns that hold them."""


def _with_cell(frame: pd.DataFrame, column: str, value: float) -> pd.DataFrame:
    """The frame with one cell changed, of a score that all who draw shares of reports draw."""
    is_drawn = frame[column].notna()
    if "score" in frame:
        named = frame["score"].astype("str")
        is_drawn &= (frame["scope"] == "report") & named.isin(
            ["share_original", "completeness"]
        )
    changed = frame.astype({column: "float64"})
    # Of a few subsamples no theme has a stability; then any row is as good.
    rows = frame.index[is_drawn] if is_drawn.any() else frame.index
    changed.loc[rows[-1], column] = value
    return changed


@pytest.mark.parametrize("value", [3.0, -1.5, 1.0 + 1e-6, 42.0])
def test_what_is_no_share_is_drawn_and_printed_nowhere(
    right: dict[str, Any], value: float
) -> None:
    calls = {call.name: call for call in _calls(right)}
    for (name, parameter), columns in SHARES.items():
        given = calls[name].arguments[parameter]
        for column in columns:
            with pytest.raises(FrameError, match=rf"row .*, column {column}: {value}"):
                calls[name].with_other(parameter, _with_cell(given, column, value))


def test_what_rounding_makes_of_shares_is_drawn_and_printed(
    right: dict[str, Any],
) -> None:
    calls = {call.name: call for call in _calls(right)}
    for (name, parameter), columns in SHARES.items():
        given = calls[name].arguments[parameter]
        for column in columns:
            for value in (1.0 + 1e-12, -1e-12):
                calls[name].with_other(parameter, _with_cell(given, column, value))
        pyplot.close("all")


# Rows come in the order of the text there, as their documentation says; or it is the order drawn.
ORDER_TELLS = {
    ("problems.match_responses", "problems"), ("problems.match_responses", "measures"),
    ("plot.theme_trends", "profile"),
    # No labels of agencies beside those of the rows: refused, see test_order.
    ("compare.mrqap", "response"), ("compare.within_between", "similarity"),
    # Carriers of texts; that their order does not matter is tested with them.
    ("mine_reuse", "source"), ("read_table", "table"),
    # The example leaves no error to speak of, and its statistics are made of the last bits.
    ("problems.regress", "frame"), ("problems.plan_regression", "frame"),
}  # fmt: skip


def _shown(result: Any) -> Any:
    """A result as it can be compared, whatever the order of its rows; a picture as its bytes."""
    if isinstance(result, Axes):
        drawn = tm.plot.to_svg(result, title="x")
        pyplot.close("all")
        return drawn
    if isinstance(result, pd.DataFrame):
        # Sums of other orders differ in the last bits.
        words = result.round(9).astype("str").reset_index(drop=True)
        return words.sort_values(list(words.columns), ignore_index=True).to_dict("list")
    return result


def test_no_order_of_rows_matters(right: dict[str, Any]) -> None:
    """Frames turned round, one at a time, in every public function that takes any."""
    moved, wrong = 0, []
    for call in _calls(right):
        if "reports" in inspect.signature(call.function).parameters:
            call.arguments.setdefault("reports", right["reports"])
        frames = {
            k: v for k, v in call.arguments.items() if isinstance(v, pd.DataFrame)
        }
        if not frames:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            as_given = _shown(call.function(**call.arguments))
            for parameter, frame in frames.items():
                if (call.name, parameter) in ORDER_TELLS:
                    continue
                moved += 1
                order = random.Random(f"{SEED} {call.name}").sample(
                    range(len(frame)), len(frame)
                )
                if _shown(call.with_other(parameter, frame.iloc[order])) != as_given:
                    wrong.append(f"{call.name}({parameter})")
    assert moved >= LEAST_MOVED
    assert not wrong, wrong
