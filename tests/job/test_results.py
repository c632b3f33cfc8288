"""A results folder is whole or not there; what is loaded is what was mined."""

import json
import os
import shutil

import pandas as pd
import pytest

from textmine.cli import main
from textmine.errors import ResultsError
from textmine.job.plan import RESULTS
from textmine.job.results import Account, ResultsFolder, load
from textmine.job.run import add, mine
from textmine.job.trace.tracing import trace
from textmine.schema import make_frame


@pytest.fixture(scope="module")
def mined(root, tmp_path_factory):
    """Five reports mined into a folder."""
    out = tmp_path_factory.mktemp("mined") / "out"
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:5]
    return mine(files, out, n_themes=2), out


@pytest.fixture
def folder(mined, tmp_path):
    """A copy of the results that a test may damage."""
    shutil.copytree(mined[1], tmp_path / "out")
    return tmp_path / "out"


def test_what_is_loaded_is_what_was_mined(mined):
    loaded = load(mined[1])
    assert loaded.manifest == mined[0].manifest
    assert loaded.page == mined[1] / "report.html"
    assert list(loaded.frames) == list(RESULTS)
    for name in RESULTS:
        pd.testing.assert_frame_equal(loaded[name], mined[0][name])
    assert repr(loaded).startswith("Mined(agency_scores ")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            lambda f: (f / "manifest.json").unlink(),
            "no manifest.json, so no whole results",
        ),
        (lambda f: (f / "manifest.json").write_text("{"), "cannot be read"),
        (lambda f: (f / "manifest.json").write_text('{"a": 1}'), "not textmine's"),
        (lambda f: (f / "manifest.json").write_text('{"files": []}'), "not textmine's"),
        (lambda f: (f / "items.parquet").unlink(), "items.parquet is missing"),
        (
            lambda f: (f / "items.csv").write_text("report_id\n"),
            "items.csv is not as it was",
        ),
        (
            lambda f: (f / "report.html").write_text("<p>"),
            "report.html is not as it was",
        ),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_in_one_line(folder, damage, said):
    damage(folder)
    with pytest.raises(ResultsError, match=said) as error:
        load(folder)
    assert "\n" not in str(error.value)


def test_an_unknown_frame_is_named(mined):
    with pytest.raises(KeyError, match="no frame 'item'"):
        load(mined[1])["item"]


def test_a_run_is_gone_through_by_the_names_of_its_frames(mined):
    given, loaded = mined[0], load(mined[1])
    assert [name for name in loaded] == list(loaded.keys()) == list(RESULTS)
    assert len(loaded) == len(given) == len(RESULTS)
    for name, frame in given.items():
        pd.testing.assert_frame_equal(frame, loaded[name])
    assert "items" in loaded and "item" not in loaded
    assert 0 not in loaded and ["items"] not in loaded
    assert loaded.get("item") is None
    assert list(dict(loaded)) == list(RESULTS)


def test_asking_whether_a_frame_is_there_reads_none(mined, monkeypatch):
    loaded = load(mined[1])
    monkeypatch.setattr("textmine.job.results.load_frame", None)
    assert "items" in loaded and list(loaded)


@pytest.mark.parametrize("broken", ["items.csv", "scores.parquet", "report.html"])
def test_a_full_disk_leaves_the_older_results_whole(folder, root, monkeypatch, broken):
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    from pathlib import Path

    replace = Path.replace

    def full(self, target):
        if str(target).endswith(f"new/{broken}"):
            raise OSError(28, "No space left on device")
        return replace(self, target)

    def no_page(parts, failures, manifest, file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    if broken == "report.html":
        monkeypatch.setattr("textmine.job.run.write_run_page", no_page)
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:4]
    with pytest.raises(OSError, match="No space"):
        mine(files, folder, n_themes=2)
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    load(folder)


def test_between_old_and_new_files_there_is_no_manifest(folder, root, monkeypatch):
    from pathlib import Path

    replace = Path.replace

    def stop(self, target):
        if str(target) == str(folder / "scores.csv"):
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:4]
    with pytest.raises(KeyboardInterrupt):
        mine(files, folder, n_themes=2)
    with pytest.raises(ResultsError, match="no manifest"):
        load(folder)
    monkeypatch.undo()
    mine(files, folder, n_themes=2, resume=True)
    assert len(load(folder)["reports"]) == 4


def test_counts_add_up_or_nothing_is_written():
    failures = make_frame(
        "failures", [{"source": "b.txt", "reason": "empty", "error": "x"}]
    )
    passed_over = [{"source": "README.md", "reason": "about the folder"}]
    counts = Account(3, 1, failures, 0, passed_over).count()
    assert counts == {
        "entries": 3,
        "reports": 1,
        "failures": 1,
        "passed_over": 1,
        "remarks": 0,
    }
    with pytest.raises(AssertionError):
        Account(4, 1, failures, 0, passed_over).count()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(ResultsError, match="is a file"):
        ResultsFolder(tmp_path / "out", ["csv"]).check()


def test_a_folder_of_ours_may_hold_files_of_others(folder, root):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:3]
    mine(files, folder, n_themes=2, formats=["parquet"])
    names = {p.name for p in folder.iterdir()}
    frames = {f"{name}.parquet" for name in RESULTS}
    others = {"manifest.json", "report.html", "notes.txt", ".textmine"}
    assert names == frames | others


def test_all_formats_at_once(root, tmp_path):
    pytest.importorskip("openpyxl")
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:3]
    mined = mine(files, tmp_path, n_themes=2, formats=["csv", "parquet", "xlsx", "dta"])
    frames = {
        f"{name}.{kind}" for name in RESULTS for kind in ("csv", "parquet", "dta")
    }
    assert set(mined.manifest["files"]) == frames | {"frames.xlsx", "report.html"}
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == mined.manifest


def edit(manifest, **changes):
    """A manifest with some entries as another version or hand might write them."""
    return json.dumps({**manifest, **changes})


@pytest.mark.parametrize(
    "write",
    [
        lambda m: '{"textmine": ' + "[" * 200_000,
        lambda m: '{"files": {"\\ud800": "x"}}',
        lambda m: edit(m, files=["items.csv"]),
        lambda m: edit(m, files={"../items.csv": "0"}),
        lambda m: edit(m, files={"items.csv": 3}),
        lambda m: edit(m, files={"a\0b": "0"}),
        lambda m: edit(m, files={"e" * 60_000: "0"}),
        lambda m: edit(m, rows=None),
        lambda m: edit(m, rows={"items": "many"}),
        lambda m: edit(m, kept=None),
        lambda m: edit(m, kept=["../../elsewhere"]),
        lambda m: edit(m, versions={"textmine": None}),
        lambda m: edit(m, parameters={}),
        lambda m: edit(m, parameters=m["parameters"] | {"of_a_later_version": 1}),
        lambda m: edit(m, parameters=m["parameters"] | {"min_chars": "20"}),
    ],
)
def test_a_manifest_of_another_version_or_hand_is_refused_at_every_door(
    folder, root, write
):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(write(manifest), encoding="utf-8")
    report = root / "corpora" / "sample" / "reports" / "yunling_slt_2021.txt"
    for door in (load, lambda f: trace(f, "政府信息公开"), lambda f: add(f, report)):
        with pytest.raises(ResultsError):
            door(folder)
    # Nothing that such a list names is taken for kept, neither to be read nor to be left.
    assert main(["add", str(folder), str(report)]) == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")
def test_a_manifest_that_is_no_regular_file_keeps_nobody_waiting(folder):
    manifest = folder / "manifest.json"
    manifest.unlink()
    os.mkfifo(manifest)
    with pytest.raises(ResultsError, match="no regular file"):
        load(folder)
    manifest.unlink()
    manifest.symlink_to("/dev/zero")
    with pytest.raises(ResultsError, match="no regular file"):
        load(folder)


def test_a_note_of_an_index_that_is_none_is_as_good_as_no_index(folder):
    draft = "政府信息公开工作年度报告" * 3
    expected = trace(folder, draft).spans
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for note in (3, {}, {"place": "../x", "sha256": "0"}, {"place": 1, "sha256": 2}):
        manifest["trace"] = note
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        pd.testing.assert_frame_equal(trace(folder, draft).spans, expected)
