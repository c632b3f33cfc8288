"""The whole job: frames of the contract, spans that hold, the same bytes twice."""

import json
import os
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from textmine.cli import main
from textmine.corpus.reading import read_corpus
from textmine.corpus.store import load_frame
from textmine.errors import FrameError, ReadError, ResultsError
from textmine.job.plan import RESULTS
from textmine.job.run import add, mine
from textmine.problems import load_codebook
from textmine.schema import FRAMES, KINDS

SPANS = {
    "sections": "text",
    "items": "text",
    "claims": "text",
    "passages": "text",
    "tables": "raw",
}

ORIGINS = ("taken", "given", "undecided", "kept", "first")


@pytest.fixture(scope="module")
def run(root, tmp_path_factory):
    """Mine the sample corpus once, through the command."""
    out = tmp_path_factory.mktemp("mine")
    began = time.perf_counter()
    code = main(["mine", str(root / "corpora" / "sample"), "--out", str(out)])
    return code, out, time.perf_counter() - began


def test_exit_code_and_files(run):
    code, out, _ = run
    assert code == 0
    names = {p.name for p in out.iterdir()}
    assert names == {f"{n}.{e}" for n in RESULTS for e in ("csv", "parquet")} | {
        "report.html",
        "manifest.json",
        ".textmine",
    }


@pytest.mark.parametrize("name", RESULTS)
def test_frames_are_those_of_the_contract(run, name):
    _, out, _ = run
    stored = pd.read_parquet(out / f"{name}.parquet")
    assert list(stored.columns) == list(FRAMES[name])
    assert (out / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header = pd.read_csv(out / f"{name}.csv", nrows=0)
    assert list(header.columns) == list(FRAMES[name])
    assert len(load_frame(name, out)) == len(stored)


def test_every_span_of_every_frame_is_its_text(run, sample):
    _, out, _ = run
    texts = {r.report_id: r.text for r in sample}
    for name, column in SPANS.items():
        frame = load_frame(name, out)
        assert len(frame) > 0
        for row in frame.itertuples():
            assert texts[row.report_id][row.start : row.end] == getattr(row, column), (
                name,
                row.report_id,
            )
    checks = load_frame("checks", out)
    assert all(
        0 <= a <= b <= len(texts[r])
        for r, a, b in zip(
            checks["report_id"], checks["start"], checks["end"], strict=True
        )
    )


def test_every_character_leads_back_to_the_file(sample):
    for report in sample:
        for place in range(0, len(report.text), 97):
            start, end = report.raw_span(place, min(place + 5, len(report.text)))
            assert 0 <= start <= end <= len(report.raw)


def test_frames_fit_together(run):
    _, out, _ = run
    items = load_frame("items", out)
    problems = load_frame("problems", out)
    assert (
        problems["item_id"].tolist()
        == items[items["role"] == "problem"]["item_id"].tolist()
    )
    responses = load_frame("responses", out)
    assert set(responses["problem_id"]) <= set(problems["item_id"])
    passages, families = load_frame("passages", out), load_frame("families", out)
    assert set(passages["family_id"]) == set(families["family_id"])
    scores = load_frame("scores", out)
    whole = scores[scores["scope"] == "report"]
    kinds = whole[
        whole["score"].isin([f"share_{kind}" for kind in (*KINDS, "original")])
    ]
    assert kinds.groupby("report_id")["value"].sum().sub(1).abs().max() < 1e-9
    # Where a report's shared text comes from divides the same characters otherwise.
    origins = whole[whole["score"].isin([f"share_{origin}" for origin in ORIGINS])]
    assert len(origins)
    assert origins.groupby("report_id")["value"].sum().max() <= 1 + 1e-9


def test_manifest(run, sample):
    manifest = json.loads((run[1] / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {
        "parameters",
        "versions",
        "models",
        "codebook",
        "thresholds",
        "samples",
        "inputs",
        "entries",
        "file_limits",
        "passed_over",
        "rows",
        "stages",
        "files",
        "kept",
    }
    assert manifest["codebook"] == load_codebook().version
    items, told = load_frame("items", run[1]), manifest["thresholds"]
    doubtful = items["confidence"] < told["items.doubtful"]
    assert (items["doubtful"] == doubtful).all()
    answers = load_frame("responses", run[1])
    is_link = answers["state"] != "uncovered"
    assert answers.loc[is_link, "score"].min() >= told["responses.score"]
    stays = load_frame("persistence", run[1]).query("state == 'restated'")
    assert stays["similarity"].min() >= told["persistence.similarity"]
    assert manifest["inputs"] == {r.source: r.sha256 for r in sample}
    assert manifest["rows"] == {name: len(load_frame(name, run[1])) for name in RESULTS}
    assert set(manifest["files"]) == {p.name for p in run[1].iterdir()} - {
        "manifest.json",
        ".textmine",
    }
    stages = manifest["stages"]
    # One process works: its stages take part of the time that passes, and most of it.
    assert run[2] / 10 < sum(facts["seconds"] for facts in stages.values()) <= run[2]
    if os.name != "nt":
        # Whatever is loaded takes more than 50 MB.
        assert min(facts["peak_mb"] for facts in stages.values()) > 50


def test_every_entry_is_accounted_for(run):
    manifest = json.loads((run[1] / "manifest.json").read_text(encoding="utf-8"))
    entries = manifest["entries"]
    parts = entries["reports"] + entries["failures"] + entries["passed_over"]
    assert entries["entries"] == parts
    assert len(manifest["passed_over"]) == entries["passed_over"] > 0
    assert all(row["reason"] for row in manifest["passed_over"])


def test_two_runs_give_the_same_bytes(run, root, tmp_path):
    main(
        [
            "mine",
            str(root / "corpora" / "sample"),
            "--out",
            str(tmp_path),
            "--jobs",
            "2",
        ]
    )
    for file in sorted(run[1].iterdir()):
        if file.is_file() and file.name != "manifest.json":
            assert file.read_bytes() == (tmp_path / file.name).read_bytes(), file.name


def test_one_report_alone_can_be_mined(root, tmp_path):
    file = min((root / "corpora" / "sample" / "reports").iterdir())
    mined = mine(file, tmp_path, formats=["csv"])
    assert len(mined["reports"]) == 1
    assert Path(mined.page).is_file()
    assert not list(tmp_path.glob("*.parquet"))


@pytest.fixture
def few(root, tmp_path):
    """A folder with five reports."""
    folder = tmp_path / "in"
    folder.mkdir()
    for file in sorted((root / "corpora" / "sample" / "reports").iterdir())[:5]:
        shutil.copy(file, folder)
    return folder


def files_of(folder):
    """Bytes of the results but for the manifest, which tells the time."""
    return {
        p.name: p.read_bytes()
        for p in folder.iterdir()
        if p.is_file() and p.name != "manifest.json"
    }


def test_results_inside_the_input_are_never_input(few, tmp_path):
    first = mine(few, few / "results", formats=["csv"])
    before = files_of(few / "results")
    second = mine(few, few / "results", formats=["csv"])
    assert files_of(few / "results") == before
    assert second.manifest["inputs"] == first.manifest["inputs"]
    assert second.manifest["entries"]["failures"] == 0
    assert (
        second.manifest["entries"]["passed_over"]
        > first.manifest["entries"]["passed_over"]
    )


def test_a_run_into_a_used_folder_leaves_nothing_of_the_older_one(few, tmp_path):
    mine(few, tmp_path / "out", formats=["parquet", "csv"])
    mine(few, tmp_path / "out", formats=["csv"])
    assert not list((tmp_path / "out").glob("*.parquet"))
    assert len(list((tmp_path / "out").glob("*.csv"))) == len(RESULTS)


def test_arguments_are_checked_before_work_begins(few, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "textmine.job.run.run_job", lambda *a, **k: pytest.fail("work began")
    )
    for wrong in (
        {"min_chars": 3},
        {"min_chars": 20.5},
        {"n_themes": 0},
        {"pairs": -1},
        {"formats": ["xml"]},
        {"memory": "much"},
    ):
        with pytest.raises(FrameError):
            mine(few, tmp_path / "out", **wrong)
        assert not (tmp_path / "out").exists()


def test_output_never_takes_the_place_of_what_is_not_ours(few):
    (few / "items.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultsError, match="items.csv, which textmine did not write"):
        mine(few, few)
    assert (few / "items.csv").read_text(encoding="utf-8") == "mine"
    assert not (few / "manifest.json").exists()


def test_pairs_and_themes_are_as_many_as_asked_for(few):
    mined = mine(few, n_themes=2, pairs=3)
    assert len(mined["pairs"]) <= 3
    assert mined["themes"]["theme"].nunique() <= 2
    assert mined.page is None
    assert mined.manifest["parameters"] == {
        "min_chars": 20,
        "n_themes": 2,
        "pairs": 3,
        "seed": 0,
        "successors": True,
    }


def test_reports_added_later_give_what_one_run_gives(few, tmp_path, monkeypatch):
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    for number, file in enumerate(sorted(few.iterdir())):
        shutil.copy(file, tmp_path / ("first" if number % 2 else "second"))
    whole = tmp_path / "whole"
    mine([tmp_path / "first", tmp_path / "second"], whole, n_themes=3)
    out = tmp_path / "out"
    mine(tmp_path / "first", out, n_themes=3)
    read = []
    from textmine.job.flow import steps

    def watched(source, parse=steps.parse_source):
        read.append(source.path.parent.name)
        return parse(source)

    monkeypatch.setattr(steps, "parse_source", watched)
    added = add(out, tmp_path / "second")
    assert set(read) == {"second"}
    assert files_of(out) == files_of(whole)
    assert added.manifest["entries"]["reports"] == 5
    with pytest.warns(UserWarning, match="5 files left out, read before byte for byte"):
        again = add(out, few)
    assert files_of(out) == files_of(whole)
    assert len(again["reports"]) == 5 and not len(again["failures"])


@pytest.mark.parametrize("in_memory", [5000, 1])
def test_adding_a_folder_again_renames_no_report(few, tmp_path, monkeypatch, in_memory):
    monkeypatch.setattr("textmine.job.flow.limits.MOST_IN_MEMORY", in_memory)
    out = tmp_path / "out"
    before = mine(few, out, n_themes=2)["reports"]["report_id"].tolist()
    # A folder whose name comes first where the same names of files are told apart by folders.
    again = few.rename(few.parent / "a")
    for _ in range(2):
        assert add(out, again)["reports"]["report_id"].tolist() == before
    # Copies under other names are copies, also when they come twice.
    for file in sorted(again.iterdir()):
        file.rename(file.with_name(f"a_{file.name}"))
    for _ in range(2):
        added = add(out, again)
        assert added["reports"]["report_id"].tolist() == before
        assert added["failures"]["error"].tolist() == ["DuplicateReport"] * len(before)


@pytest.mark.parametrize("in_memory", [5000, 1])
def test_a_folder_that_grows_is_added_as_it_stands(
    few, tmp_path, monkeypatch, in_memory
):
    """Each month's file came with a failure for each older one, under ever longer names."""
    monkeypatch.setattr("textmine.job.flow.limits.MOST_IN_MEMORY", in_memory)
    files = sorted(few.iterdir())
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "README.md").write_text("of each month", encoding="utf-8")
    (inbox / "empty.txt").write_text("", encoding="utf-8")
    for file in files[:3]:
        shutil.copy(file, inbox)
    out = tmp_path / "out"
    mine(inbox, out, n_themes=2)
    for number, file in enumerate(files[3:5], 4):
        shutil.copy(file, inbox)
        with pytest.warns(UserWarning, match=f"{number - 1} files left out"):
            added = add(out, inbox)
        assert len(added["reports"]) == number
        assert added["failures"]["source"].tolist() == ["empty.txt"]
        assert len(added.manifest["passed_over"]) == 1
    whole = mine(inbox, tmp_path / "whole", n_themes=2)
    assert added.manifest["entries"] == whole.manifest["entries"]
    assert files_of(out) == files_of(tmp_path / "whole")
    # Changed bytes make another report.
    longer = files[0].read_text(encoding="utf-8") + "\n附：补充说明一段。"
    (inbox / files[0].name).write_text(longer, encoding="utf-8")
    assert len(add(out, inbox)["reports"]) == 6


def test_adding_needs_whole_results(few, tmp_path):
    with pytest.raises(ResultsError, match=r"no manifest\.json"):
        add(tmp_path, few)
    mine(few, tmp_path / "out", formats=["csv"])
    shutil.rmtree(tmp_path / "out" / ".textmine")
    with pytest.raises(ResultsError, match="not kept"):
        add(tmp_path / "out", few)


@pytest.mark.parametrize("in_memory", [5000, 1])
def test_nothing_is_added_to_what_was_mined_from_a_corpus(
    few, tmp_path, monkeypatch, in_memory
):
    """It holds nothing of the reports to go on with: the results would be those of the new ones."""
    monkeypatch.setattr("textmine.job.flow.limits.MOST_IN_MEMORY", in_memory)
    further = tmp_path / "further"
    further.mkdir()
    shutil.move(sorted(few.iterdir())[0], further)
    corpus, out = read_corpus(few), tmp_path / "out"
    mine(corpus, out, n_themes=2)
    before = files_of(out)
    with pytest.raises(ResultsError, match=r"tm\.mine\(corpus \+ tm\.read_corpus\(fur"):
        add(out, further)
    assert files_of(out) == before
    both = mine(corpus + read_corpus(further), tmp_path / "both", n_themes=2)
    assert len(both["reports"]) == len(corpus) + 1


def test_a_folder_without_any_report_is_one_line(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("各位代表，" * 300, encoding="utf-8")
    with pytest.raises(ReadError, match="no usable report among 1 file:"):
        mine(tmp_path / "in", tmp_path / "out")


@pytest.mark.parametrize("entry", ["no such folder", "empty", "menu.txt"])
def test_nothing_is_left_behind_where_there_was_nothing_to_mine(entry, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "menu.txt").write_text("今天供应面条和米饭。", encoding="utf-8")
    with pytest.raises(ReadError):
        mine(tmp_path / entry, tmp_path / "new" / "run")
    assert not (tmp_path / "new").exists()
    used = tmp_path / "used"
    used.mkdir()
    (used / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ReadError):
        mine(tmp_path / entry, used)
    assert [file.name for file in used.iterdir()] == ["notes.md"]
