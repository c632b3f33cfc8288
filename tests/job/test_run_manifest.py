"""A manifest is read back as a run of this version wrote it, or refused."""

import json
import os

import pandas as pd
import pytest

from textmine.cli import main
from textmine.errors import ResultsError
from textmine.job.results import load
from textmine.job.run import add
from textmine.job.trace.tracing import trace


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
