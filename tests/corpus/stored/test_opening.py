"""A corpus on disk is the corpus in memory, and reads no more than it is asked for."""

import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.corpus import Corpus
from textmine.corpus.frames import TEXT_FRAMES
from textmine.corpus.stored import opening, writing
from textmine.errors import FrameError, ResultsError
from textmine.schema import Report

FRAMES = (*TEXT_FRAMES, "problems", "measures", "failures")


@pytest.fixture(scope="module")
def both(sample, tmp_path_factory):
    """The sample in memory, and on disk in partitions of 4 and row groups of 2 reports."""
    folder = tmp_path_factory.mktemp("corpus") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "PARTITION", 4)
        patch.setattr(writing, "ROW_GROUP", 2)
        patch.setattr(opening, "AT_ONCE", 5)
        sample.save(folder)
        yield sample, Corpus.open(folder)


def assert_same(eager, lazy):
    """Two corpora hold the same reports and give the same frames."""
    assert len(eager) == len(lazy)
    for name in FRAMES:
        pd.testing.assert_frame_equal(eager.frame(name), lazy.frame(name))
    for one, other in zip(eager.parsed, lazy.parsed, strict=True):
        assert_same_report(one.report, other.report)
        for part in ("sections", "items", "claims", "narrative"):
            assert getattr(one, part) == getattr(other, part)
        assert [tuple(map(str, cell)) for cell in one.cells] == [
            tuple(map(str, cell)) for cell in other.cells
        ]


def assert_same_report(one, other):
    """Two reports are the same in every field."""
    for field in fields(Report):
        mine, its = getattr(one, field.name), getattr(other, field.name)
        if field.name == "offsets":
            np.testing.assert_array_equal(mine, its)
        elif field.name == "regions" and mine is not None:
            for part in fields(mine):
                np.testing.assert_array_equal(
                    getattr(mine, part.name), getattr(its, part.name)
                )
        else:
            assert mine == its, field.name


def test_what_was_saved_is_what_is_opened(both):
    assert_same(*both)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_part_of_a_stored_corpus_is_that_of_the_one_in_memory(both, data):
    eager, lazy = both
    for _ in range(data.draw(st.integers(1, 3))):
        n = len(eager)
        kind = data.draw(
            st.sampled_from(["slice", "places", "ids", "mask", "query", "sample"])
        )
        if kind == "slice":
            ends = st.none() | st.integers(-n - 1, n + 1)
            step = st.none() | st.sampled_from([1, 2, -1])
            key = slice(data.draw(ends), data.draw(ends), data.draw(step))
        elif kind == "query":
            year = data.draw(st.sampled_from([2019, 2020, 2021, 2022]))
            eager, lazy = (c.filter(f"year >= {year}") for c in (eager, lazy))
            continue
        elif kind == "sample":
            size = data.draw(st.integers(0, n))
            eager, lazy = (c.sample(size, seed=3) for c in (eager, lazy))
            continue
        elif kind == "mask":
            key = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
        else:
            key = data.draw(
                st.lists(st.integers(0, n - 1), unique=True) if n else st.just([])
            )
            if kind == "ids":
                key = [eager.reports["report_id"][k] for k in key]
        eager, lazy = eager[key], lazy[key]
    name = data.draw(st.sampled_from([name for name in FRAMES if name != "failures"]))
    assert len(eager) == len(lazy)
    pd.testing.assert_frame_equal(eager.frame(name), lazy.frame(name))
    pd.testing.assert_frame_equal(eager.summary(), lazy.summary())
    assert [r.report_id for r in eager] == [r.report_id for r in lazy]


def test_one_report_by_place_and_id(both):
    eager, lazy = both
    report_id = eager.reports["report_id"].iloc[3]
    assert_same_report(eager[3], lazy[3])
    assert_same_report(eager[-1], lazy[-1])
    assert_same_report(eager[report_id], lazy[report_id])
    pd.testing.assert_frame_equal(eager.kwic("公开"), lazy.kwic("公开"))
    pd.testing.assert_frame_equal(eager.doubtful(), lazy.doubtful())


def test_the_same_errors(both):
    for corpus in both:
        with pytest.raises(KeyError, match="no report 'nobody'"):
            corpus["nobody"]
        with pytest.raises(FrameError, match="occurs twice"):
            corpus[[0, 0]]
        with pytest.raises(FrameError, match="no frame 'words'"):
            corpus.frame("words")


def files_read(monkeypatch, action):
    """Tables, partitions and row groups that an action reads."""
    read = []
    original = opening.Store._file

    def noting(store, name, partition):
        read.append((name, partition))
        return original(store, name, partition)

    with monkeypatch.context() as patch:
        patch.setattr(opening.Store, "_file", noting)
        action()
    return read


def test_only_what_is_asked_for_is_read(both, monkeypatch):
    lazy = both[1]
    year = int(lazy.reports["year"].dropna().iloc[0])
    chosen = lazy.filter(f"year == {year}")
    read = files_read(monkeypatch, lambda: chosen.frame("items"))
    assert read
    assert all(name == "items" and part.startswith(f"{year}-") for name, part in read)
    assert not files_read(monkeypatch, lambda: (len(chosen), len(lazy), repr(lazy)))


def test_opening_reads_no_table(both, monkeypatch):
    folder = both[1]._held.store.folder
    assert not files_read(monkeypatch, lambda: len(Corpus.open(folder)))


def test_partitions_are_the_corpus_in_parts_of_one_year(both):
    eager, lazy = both
    parts = list(lazy.partitions())
    assert max(map(len, parts)) <= 4
    assert sorted(r.report_id for part in parts for r in part) == [
        r.report_id for r in eager
    ]
    for part in parts:
        assert part.reports["year"].nunique(dropna=False) == 1
        ids = part.reports["report_id"].tolist()
        assert ids == sorted(ids)
        pd.testing.assert_frame_equal(part.frame("items"), eager[ids].frame("items"))


def test_whatever_reads_parquet_reads_a_store(both):
    eager, lazy = both
    folder = lazy._held.store.folder
    problems = pd.read_parquet(folder / "problems", filters=[("year", "==", 2021)])
    expected = eager.filter("year == 2021").problems
    assert sorted(problems["item_id"]) == sorted(expected["item_id"])


def test_what_is_no_store_is_refused(tmp_path, sample):
    with pytest.raises(ResultsError, match="no manifest.json"):
        Corpus.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResultsError, match="cannot be read"):
        Corpus.open(tmp_path)
    for other in ("{}", '{"format": 1, "partitions": {}}'):
        (tmp_path / "manifest.json").write_text(other, encoding="utf-8")
        with pytest.raises(ResultsError, match="no store"):
            Corpus.open(tmp_path)
    sample[:2].save(tmp_path / "store")
    text = (tmp_path / "store" / "manifest.json").read_text(encoding="utf-8")
    (tmp_path / "manifest.json").write_text(text.replace('"format": 1', '"format": 0'))
    with pytest.raises(ResultsError, match="another version"):
        Corpus.open(tmp_path)
    next((tmp_path / "store" / "items").iterdir()).unlink()
    with pytest.raises(ResultsError, match="not as it was written"):
        Corpus.open(tmp_path / "store")


def test_a_store_whose_manifest_another_hand_wrote_is_refused(tmp_path, sample):
    sample.save(tmp_path / "store")
    file = tmp_path / "store" / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    for changes in (
        {"files": []},
        {"files": {"e" * 60_000: 1}},
        {"files": {"reports.parquet": "1"}},
        {"partitions": None},
        {"row_group": "x"},
    ):
        file.write_text(json.dumps(manifest | changes), encoding="utf-8")
        with pytest.raises(ResultsError):
            Corpus.open(tmp_path / "store")
    file.write_text('{"format": ' + "[" * 200_000, encoding="utf-8")
    with pytest.raises(ResultsError, match="cannot be read"):
        Corpus.open(tmp_path / "store")
