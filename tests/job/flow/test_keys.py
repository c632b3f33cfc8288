"""Keys change with what a step depends on, and with nothing else."""

import os
from dataclasses import replace

import pandas as pd

from textmine.corpus.inputs import Source
from textmine.io.isolation.process import FileLimits
from textmine.job import plan
from textmine.job.analyses import Parameters
from textmine.job.flow.keys import (
    content_key,
    frame_key,
    place_of,
    reading_key,
    stage_key,
)

STAGE = plan.Stage(
    "mine", plan.CORPUS, ("reports",), ("ties",), lambda t, p: {}, uses=("seed",)
)
FRAME = pd.DataFrame({"report_id": ["r1", "r2"], "n": [1, 2]})


def test_steps_sort_by_their_partition(tmp_path):
    places = [place_of(tmp_path, "read", part, "k") for part in (2, 10, 100)]
    assert sorted(places) == places
    assert {place.parent for place in places} == {tmp_path / "read"}


def test_only_parameters_that_a_stage_uses_count():
    key = stage_key(STAGE, Parameters(), ["a"])
    assert stage_key(STAGE, Parameters(min_chars=30), ["a"]) == key
    assert stage_key(STAGE, Parameters(seed=1), ["a"]) != key
    assert stage_key(STAGE, Parameters(), ["b"]) != key
    assert stage_key(STAGE, Parameters(), ["a", "a"]) != key
    assert stage_key(replace(STAGE, name="other"), Parameters(), ["a"]) != key


def test_a_file_counts_by_its_bytes_name_and_row_of_the_manifest(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("甲", encoding="utf-8")
    source = Source(file, "a", "a.txt", {"year": "2020"})
    key = reading_key([source])
    moved = tmp_path / "elsewhere" / "a.txt"
    moved.parent.mkdir()
    moved.write_bytes(file.read_bytes())
    assert reading_key([replace(source, path=moved)]) == key
    others = [
        [replace(source, report_id="b")],
        [replace(source, source="b.txt")],
        [replace(source, override=None)],
        [replace(source, limits=FileLimits(seconds=61))],
        [source, source],
        [],
    ]
    assert key not in {reading_key(other) for other in others}


def test_a_file_that_changes_under_the_same_name_and_size_is_another(tmp_path):
    file = tmp_path / "a.txt"
    source = Source(file, "a", "a.txt")
    keys = []
    for k, text in enumerate(("甲", "乙", "甲")):
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(k * 10**9, k * 10**9))
        keys.append(reading_key([source]))
    assert keys[0] == keys[2] != keys[1]


def test_a_member_counts_by_its_archive_and_a_missing_file_does_not_stop(tmp_path):
    archive = tmp_path / "all.zip"
    source = Source(archive / "inside" / "a.txt", "a", "all.zip/a.txt")
    missing = reading_key([source])
    archive.write_bytes(b"one")
    first = reading_key([source])
    archive.write_bytes(b"other")
    assert len({missing, first, reading_key([source])}) == 3


def test_frames_with_the_same_rows_have_the_same_key_whatever_their_index():
    assert frame_key(FRAME.copy().set_axis([7, 8])) == frame_key(FRAME)
    changed = (
        FRAME[::-1],
        FRAME[["n", "report_id"]],
        FRAME.rename(columns={"n": "m"}),
        FRAME.assign(n=[1, 3]),
        FRAME[:1],
    )
    assert frame_key(FRAME) not in {frame_key(other) for other in changed}


def test_tables_count_by_their_names_too():
    key = content_key({"a": FRAME, "b": FRAME[:1]})
    assert content_key({"b": FRAME[:1], "a": FRAME}) == key
    assert content_key({"a": FRAME[:1], "b": FRAME}) != key


def test_a_file_too_large_to_be_read_is_not_gone_through(tmp_path):
    file = tmp_path / "a.txt"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    source = Source(file, "a", "a.txt")
    key = reading_key([source])
    file.write_bytes(b"")
    assert reading_key([source]) != key
