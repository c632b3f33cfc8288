"""The index belongs to the results, is whole or built anew, the same bytes always."""

import json
import shutil

import pandas as pd
import pytest

from textmine.errors import ResultsError
from textmine.job.analyses import Parameters
from textmine.job.flow.keys import SHELF
from textmine.job.flow.limits import Limits
from textmine.job.results import ResultsFolder, load
from textmine.job.run import add, run_job
from textmine.job.trace import index
from textmine.job.trace.drafts import read_draft
from textmine.job.trace.tracing import trace


def index_of(store):
    manifest = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    return store / SHELF / manifest["trace"]["place"]


def bytes_of(folder):
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.name != "facts.json"}


def test_the_index_is_kept_named_in_the_manifest_and_of_the_same_bytes(
    store, files, tmp_path
):
    trace(store, "文字")
    kept = bytes_of(index_of(store))
    trace(store, "文字")
    assert bytes_of(index_of(store)) == kept
    load(store)
    other = tmp_path / "other"
    # Partitions, and reports that came in two goes, change nothing.
    results = ResultsFolder(other, ["csv"])
    results.check()
    run_job(
        files[:5], results, Parameters(n_themes=2), Limits(in_memory=0, partition=2)
    )
    assert len(list((other / SHELF / "narrative").iterdir())) == 3
    add(other, files[5:6])
    trace(other, "文字")
    assert bytes_of(index_of(other)) == kept


@pytest.mark.parametrize("damage", ["array", "facts", "gone"])
def test_a_damaged_index_is_built_anew(store, files, damage):
    draft = read_draft(files[0])
    before = trace(store, draft).holders
    place = index_of(store)
    kept = bytes_of(place)
    if damage == "array":
        file = place / "copies.place.npy"
        file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    elif damage == "facts":
        (place / "facts.json").write_text("{}", encoding="utf-8")
    else:
        shutil.rmtree(place)
    index._OPENED.clear()
    pd.testing.assert_frame_equal(trace(store, draft).holders, before)
    assert bytes_of(index_of(store)) == kept


def test_results_that_are_not_whole_are_refused(store, tmp_path):
    with pytest.raises(ResultsError, match=r"no manifest\.json"):
        trace(tmp_path, "文字")
    shutil.rmtree(store / SHELF / "narrative")
    with pytest.raises(
        ResultsError, match=r"not kept in \.textmine any more; mine again"
    ):
        trace(store, "文字")
    (store / "passages.parquet").write_bytes(b"")
    with pytest.raises(ResultsError, match="is not as it was written"):
        trace(store, "文字")


def test_added_reports_are_holders_after_adding(store, files):
    draft = read_draft(files[6])
    before = set(trace(store, draft).holders["report_id"])
    add(store, files[6:7])
    after = set(trace(store, draft).holders["report_id"])
    assert files[6].stem in after - before
