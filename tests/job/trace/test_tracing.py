"""Tracing in results: what stands where, in memory and from the folder, files of any kind."""

import io
import sys

import pandas as pd
import pytest

import textmine as tm
from textmine.cli import main
from textmine.errors import FrameError, ReadError, ResultsError
from textmine.io.isolation.process import FileLimits
from textmine.job.results import load
from textmine.job.run import mine
from textmine.job.trace.drafts import read_draft
from textmine.job.trace.tracing import describe_spans, trace, trace_file


def test_every_stretch_of_narrative_is_found_where_it_stands(store, files):
    corpus = tm.read_corpus(files[:6])
    for row in corpus.narrative.head(12).itertuples():
        if len(row.text) < 60:
            continue
        own = trace(store, row.text).holders.query("report_id == @row.report_id")
        whole = own[own["end"] - own["start"] >= len(row.text) - 2]
        assert (whole["holder_start"] - whole["start"] == row.start).any()


def test_in_memory_and_from_the_folder_are_the_same(store, files):
    draft = read_draft(files[1])
    in_memory = tm.mine_reuse(tm.read_corpus(files[:6])).trace(draft)
    for found in (
        trace(store, draft),
        load(store).trace(draft),
        tm.trace(str(store), draft),
    ):
        pd.testing.assert_frame_equal(found.spans, in_memory.spans)
        pd.testing.assert_frame_equal(found.holders, in_memory.holders)


def test_a_file_is_traced_by_its_path_and_never_by_the_letters_of_its_name(
    store, files, tmp_path
):
    """tm.trace(store, "draft.txt") looked for the nine letters and found that they stand nowhere."""
    draft = tmp_path / "draft.txt"
    draft.write_text(read_draft(files[1]), encoding="utf-8")
    by_text = trace(store, read_draft(draft))
    for found in (trace(store, draft), load(store).trace(draft)):
        pd.testing.assert_frame_equal(found.spans, by_text.spans)
    reuse = tm.mine_reuse(tm.read_corpus(files[:2]))
    for door in (lambda text: trace(store, text), load(store).trace, reuse.trace):
        with pytest.raises(FrameError, match="the name of a file; .*reads it"):
            door(str(draft))
    with pytest.raises(FrameError, match="text is a Parsed; .*of a report its .text"):
        trace(store, tm.read_report(draft))
    with pytest.raises(FrameError, match="text is a .*Path; expected a text"):
        reuse.trace(draft)
    with pytest.raises(ReadError, match="no such file"):
        trace(store, tmp_path / "none.txt")


def test_results_without_a_folder_say_what_to_do(files):
    found = mine(tm.read_corpus(files[:2]), n_themes=2)
    with pytest.raises(ResultsError, match=r"written to no folder; mine with out=…"):
        found.trace("文字")


def test_a_corpus_that_was_mined_can_be_traced_in_too(files, tmp_path):
    corpus = tm.read_corpus(files[:2])
    found = mine(corpus, tmp_path / "out", n_themes=2)
    assert len(found.trace(read_draft(files[0])).holders)


def test_what_a_file_may_cost_holds_for_drafts(store, files, capsys, monkeypatch):
    with pytest.raises(ReadError, match="the limit is 9"):
        trace_file(store, files[0], file_limits=FileLimits(max_bytes=9))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"0123456789")))
    with pytest.raises(ReadError, match="the limit is 9"):
        trace_file(store, "-", file_limits=FileLimits(max_bytes=9))
    assert main(["trace", str(store), str(files[0]), "--file-seconds", "0"]) == 2
    assert "seconds" in capsys.readouterr().err


def test_the_command_takes_files_of_any_kind_and_standard_input(
    store, files, tmp_path, capsys, monkeypatch
):
    page = tmp_path / "page.html"
    sentence = read_draft(files[0])[200:500]
    note = tmp_path / "note.html"
    note.write_text(f"<html><body><p>{sentence}</p></body></html>", encoding="utf-8")
    frames = tmp_path / "frames"
    arguments = [
        "trace",
        str(store),
        str(note),
        "--out",
        str(page),
        "--frames",
        str(frames),
    ]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    said = out.splitlines()[-3]
    assert said.endswith("spans") and "of the text stands in the reports" in said
    assert "文字溯源" in page.read_text(encoding="utf-8")
    assert sorted(f.name for f in frames.iterdir()) == [
        "trace_holders.csv",
        "trace_spans.csv",
    ]
    typed = io.TextIOWrapper(io.BytesIO(sentence.encode("gb18030")))
    monkeypatch.setattr(sys, "stdin", typed)
    assert main(["trace", str(store), "-"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_the_command_asks_whose_text_it_is(store, files, tmp_path, capsys):
    draft = tmp_path / "draft.txt"
    draft.write_text(read_draft(files[0]), encoding="utf-8")
    reports = load(store)["reports"].set_index("report_id")
    agency = reports.loc[files[0].stem, "agency"]
    kinds = {}
    for name in (None, agency, "无此机关"):
        arguments = [
            "trace",
            str(store),
            str(draft),
            *(["--agency", name] if name else []),
        ]
        assert main(arguments) == 0
        lines = capsys.readouterr().out.splitlines()[:-1]
        kinds[name] = [line.split("\t")[2] for line in lines]
    # What one report holds is of no kind, unless it is known whose text was traced.
    assert "" in kinds[None] and "" not in kinds[agency] + kinds["无此机关"]
    assert "self" in kinds[agency] and "self" not in kinds["无此机关"]


def test_the_command_says_in_one_line_what_is_wrong(store, tmp_path, capsys):
    assert main(["trace", str(tmp_path), "x.txt"]) == 2
    assert main(["trace", str(store), str(tmp_path / "x.txt")]) == 2
    first, second = capsys.readouterr().err.strip().splitlines()
    assert "no such file" in first and "no such file" in second


def test_one_of_several_of_a_year_is_not_said_to_be_first():
    text = "渡口春汛期间加开夜班轮渡并在两岸张贴时刻表方便赶集的乡民往返。"
    rows = [
        {"report_id": place, "text": text, "agency": f"{place}水利局", "year": year}
        for place, year in (("洛溪县", 2021), ("望澜县", 2021), ("青榆县", 2022))
    ]
    line = next(describe_spans(tm.mine_reuse(pd.DataFrame(rows)).trace(text)))
    assert line.split("\t")[3].endswith("水利局 2021 and 1 more")
    line = next(describe_spans(tm.mine_reuse(pd.DataFrame(rows[1:])).trace(text)))
    assert line.split("\t")[3] == "望澜县水利局 2021"
