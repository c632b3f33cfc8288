"""Methods of what public functions give, whole jobs, and what writes files, with wrong arguments.

A right answer or one sentence, as of the functions in ``test_doors_fuzz``. A new public method
joins by itself, and fails where it has no example here.
"""

from __future__ import annotations

import copy
import inspect
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import textmine as tm
from tests.doors import WRONG, Call, Wrong, check_sentences
from textmine import dossier
from textmine.corpus.corpus import Corpus

LEAST_COMBINATIONS = 200
DRAWN = 7  # of the wrong values for each argument, unless all are asked for
SEED = 16
# What is gone through elsewhere, serves other parts of the library, or takes no arguments.
INNER = {
    "Reuse": {"release", "residue"},
    "ThemeModel": {
        "fit", "share_sentences", "predict", "transform", "fit_transform", "hierarchy",
    },
    "Corpus": {"summary", "filter", "save"},
    "Segmenter": {"settings"},
    "Report": set(),
}  # fmt: skip


def _on(thing: Any, method: str) -> Callable[..., Any]:
    """A method of a fresh copy: many change what they belong to."""

    def call(*args: Any, **kwargs: Any) -> Any:
        result = getattr(copy.deepcopy(thing), method)(*args, **kwargs)
        return list(result) if inspect.isgenerator(result) else result

    call.__signature__ = inspect.signature(getattr(thing, method))  # type: ignore[attr-defined]
    return call


SHARED = "个别科室主动公开意识不强，部分栏目更新不够及时，与群众期待还有差距。"
SAID = [
    f"{matter}{fault}。"
    for matter in ("栏目更新", "政策解读", "业务培训", "专职人员")
    for fault in ("不够及时", "形式单一", "次数偏少", "力量不足", "质量不高")
]


@pytest.fixture(scope="module")
def things(sample: Corpus) -> dict[str, Any]:
    """What has methods, by the name of its class."""
    texts = pd.DataFrame(
        {
            "report_id": list("abcd"),
            "agency": ["甲局", "乙局", "丙局", "丁局"],
            "year": [2020, 2021, 2021, 2021],
            "text": [SHARED, f"我局认为，{SHARED}", SHARED, "另有情况。"],
        }
    )
    small = sample[:3]
    return {
        "Corpus": small,
        "Report": small[0],
        "Reuse": tm.mine_reuse(texts),
        "Segmenter": tm.Segmenter(),
        "ThemeModel": tm.ThemeModel(3, n_resamples=0).fit(SAID),
    }


def _method_calls(things: dict[str, Any], place: Path) -> Iterator[Call]:
    """Each public method with right arguments."""
    reuse = things["Reuse"]
    saved = things["ThemeModel"].save(place / "themes")
    things["Corpus"].save(place / "store")
    numbers = iter(range(10**6))
    right: dict[str, dict[str, Any]] = {
        "Corpus.partitions": {}, "Corpus.open": {"folder": place / "store"}, "Corpus.groupby": {"by": "level"},
        "Corpus.sample": {"n": 2}, "Corpus.kwic": {"pattern": "公开"},
        "Corpus.frame": {"name": "items"}, "Corpus.doubtful": {},
        "Reuse.ties": {}, "Reuse.pairs": {}, "Reuse.align": {"a": "a", "b": "b"},
        "Reuse.sensitivity": {}, "Reuse.family": {"family_id": reuse.families["family_id"].iloc[0]},
        "Reuse.template": {"family_id": reuse.families["family_id"].iloc[0]},
        "Reuse.save_index": {"path": place / "index"}, "Reuse.add": {"source": [SHARED]},
        "Reuse.trace": {"text": SHARED}, "Reuse.network": {},
        "ThemeModel.examples": {}, "ThemeModel.rename": {"labels": {0: "更新"}},
        "ThemeModel.merge": {"themes": [0, 1]}, "ThemeModel.split": {"theme": 0},
        "ThemeModel.save": {"folder": place / "saved"}, "ThemeModel.load": {"folder": saved},
        "Segmenter.cut": {"text": "公开"}, "Segmenter.spans": {"text": "公开"},
        "Segmenter.suggest_freq": {"term": "公开"},
        "Report.raw_span": {"start": 0, "end": 2}, "Report.place": {"start": 0, "end": 2},
    }  # fmt: skip
    for kind, thing in things.items():
        for name, member in inspect.getmembers(type(thing), callable):
            if (
                name.startswith(("_", "set_", "get_"))
                or name.endswith("_parts")
                or name in INNER[kind]
                or not callable(member)
            ):
                continue
            assert f"{kind}.{name}" in right, f"no example for {kind}.{name}"
            yield Call(f"{kind}.{name}", _on(thing, name), right[f"{kind}.{name}"])
    # It takes an empty folder only, and is the first to fill it.
    yield Call(
        "Corpus.save",
        lambda folder: things["Corpus"].save(
            folder / str(next(numbers)) if isinstance(folder, Path) else folder
        ),
        {"folder": place / "stores"},
    )
    # Its query is given by position alone.
    yield Call(
        "Corpus.filter",
        lambda query: things["Corpus"].filter(query),
        {"query": "year > 1"},
    )


def _job_calls(
    sample: Corpus, things: dict[str, Any], place: Path, root: Path
) -> Iterator[Call]:
    """Whole jobs, and what writes and reads files."""
    report = root / "corpora" / "sample" / "reports" / "linze_swj_2021.txt"
    other = root / "corpora" / "sample" / "reports" / "anshuo_czj_2022.txt"
    mined = tm.mine(report, place / "run", n_themes=2, progress=False)
    small = sample[:2]
    frames = {
        name: small.frame(name) for name in ("reports", "sections", "items", "tables")
    }
    said = pd.DataFrame({"item_id": ["i1", "i2"], "text": ["更新慢", "人员少"],
                         "categories": ["timeliness", "staffing"], "report_id": ["a", "b"]})  # fmt: skip
    facts = {**small.reports.iloc[0].to_dict(), "text": small[0].text}
    reuse = things["Reuse"]
    trace = reuse.trace(SHARED)
    coder = tm.problems.ShippedCoder(tm.ProblemClassifier().fit())
    trail = tm.problems.code_with(coder, said)
    tm.problems.write_trail(trail, place / "trail.csv")
    sheets = tm.problems.write_sheets(said, place / "sheets", suffix=".csv")
    ranked = [
        (theme, rank, f"词{theme}{rank}") for theme in range(3) for rank in range(1, 8)
    ]
    themes = {"corpus": pd.DataFrame(ranked, columns=["theme", "rank", "term"])}
    yield Call("mine", tm.mine, {"source": report, "n_themes": 2, "progress": False})
    yield Call(
        "add", tm.add, {"folder": place / "run", "paths": other, "progress": False}
    )
    yield Call("load", tm.load, {"folder": place / "run"})
    yield Call("trace", tm.trace, {"store": mined, "text": SHARED})
    yield Call("simulate", tm.simulate, {"n_reports": 2})
    yield Call(
        "audit", tm.audit, {"corpus": small, "n": 2, "path": place / "audit.csv"}
    )
    yield Call("read_audit", tm.read_audit, {"path": place / "audit.csv"})
    sheet = {"corpus": small, "path": place / "audit.csv"}
    yield Call("correct_items", tm.correct_items, sheet)
    yield Call("load_pipeline", tm.load_pipeline, {})
    yield Call("read_sheet", tm.problems.read_sheet, {"path": sheets[0]})
    yield Call(
        "write_sheets",
        tm.problems.write_sheets,
        {"sample": said, "folder": place / "s"},
    )
    yield Call(
        "write_trail",
        tm.problems.write_trail,
        {"trail": trail, "path": place / "t.csv"},
    )
    yield Call("replay_trail", tm.problems.replay_trail,
               {"path": place / "trail.csv", "coder": coder})  # fmt: skip
    yield Call("save_network", tm.reuse.save_network,
               {"graph": reuse.network(), "folder": place / "network"})  # fmt: skip
    yield Call("build_network", tm.reuse.build_network, {
        "mined": reuse.mined, "families": reuse.families, "passages": reuse.passages,
    })  # fmt: skip
    yield Call("draw_intrusion", tm.themes.draw_intrusion, {"themes": themes})
    yield Call("sheet", tm.plot.sheet, {})
    yield Call("to_svg", tm.plot.to_svg, {"ax": tm.plot.sheet(), "title": "图"})
    yield Call("write_page", dossier.write_page,
               {"frames": frames, "manifest": {}, "path": place / "page.html"})  # fmt: skip
    yield Call("write_annotated", dossier.write_annotated,
               {"report": facts, "frames": frames, "path": place / "report.html"})  # fmt: skip
    yield Call("write_reader", dossier.write_reader, {
        "report_a": {**facts, "text": SHARED}, "report_b": {**facts, "text": f"我局认为，{SHARED}"}, "alignment": reuse.align("a", "b"),
        "path": place / "reader.html",
    })  # fmt: skip
    yield Call("write_traced", dossier.write_traced, {
        "name": "x", "text": SHARED, "spans": trace.spans, "holders": trace.holders,
        "path": place / "traced.html",
    })  # fmt: skip


# Sheets must be filled in before they are read, and are not here.
REFUSED = {"read_audit", "read_sheet"}
# What would start as many processes, or write as many reports, as it is told.
NOT_TRIED = {
    ("mine", "jobs", "big"),
    ("add", "jobs", "big"),
    ("simulate", "n_reports", "big"),
}


def _wrong(calls: Iterator[Call], *, every: bool) -> Iterator[Wrong]:
    """Each argument exchanged for something that is none."""
    frames = {"no columns": pd.DataFrame(index=[0]), "levels": pd.DataFrame(columns=[["a"], ["b"]]),
              "of lists": pd.DataFrame({"text": [[1]], "report_id": [[2]]})}  # fmt: skip
    for call in calls:
        for parameter in inspect.signature(call.function).parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                continue
            given = call.arguments.get(parameter.name)
            others = {**WRONG, **(frames if isinstance(given, pd.DataFrame) else {})}
            names = [
                name
                for name in others
                if (call.name, parameter.name, name) not in NOT_TRIED
            ]
            if not every:
                rng = random.Random(f"{SEED} {call.name} {parameter.name}")
                names = rng.sample(names, min(DRAWN, len(names)))
            for name in names:
                yield Wrong(call, parameter.name, name, others[name])


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
def test_wrong_arguments_of_carriers_end_in_a_sentence(
    things, place, every_argument
) -> None:
    calls = list(_method_calls(things, place))
    for call in calls:
        call.function(**call.arguments)
    check_sentences(_wrong(iter(calls), every=every_argument), least=LEAST_COMBINATIONS)


@pytest.mark.filterwarnings("ignore::textmine.errors.TextmineWarning")
def test_wrong_arguments_of_jobs_end_in_a_sentence(
    sample, things, place, root, every_argument
) -> None:
    calls = list(_job_calls(sample, things, place, root))
    for call in calls:
        if call.name not in REFUSED:
            call.function(**call.arguments)
    check_sentences(_wrong(iter(calls), every=every_argument), least=LEAST_COMBINATIONS)
