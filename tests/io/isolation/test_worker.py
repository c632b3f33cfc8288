"""The worker answers each request by one line, whatever a file does to the reader."""

import io
import json
import sys

import pytest

from textmine.errors import ReadError
from textmine.io.isolation import worker


def ask(*paths, max_bytes=10_000):
    """Answers to requests for some files."""
    requests = [
        json.dumps({"path": str(path), "max_bytes": max_bytes}) for path in paths
    ]
    answers = io.StringIO()
    worker.serve(io.StringIO("".join(f"{request}\n" for request in requests)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_each_request_has_its_answer_in_order(tmp_path):
    for name in "ab":
        text = f"{name}：栏目按月核对。\n第二行\u2028仍是第二行。"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    first, missing, second = ask(
        tmp_path / "a.txt", tmp_path / "none.txt", tmp_path / "b.txt"
    )
    assert first["document"]["text"].startswith("a：栏目按月核对。")
    assert second["document"]["text"].startswith("b：栏目按月核对。")
    assert missing["error"] == "ReadError"
    assert "none.txt" in missing["reason"]


def test_the_limit_of_a_request_counts(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("栏目按月核对。" * 10, encoding="utf-8")
    assert "document" in ask(file, max_bytes=1000)[0]
    assert ask(file, max_bytes=100)[0]["error"] == "ReadError"


def test_no_requests_no_answers():
    assert ask() == []


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (ReadError("a.txt: empty"), {"error": "ReadError", "reason": "a.txt: empty"}),
        (MemoryError("much"), {"error": "MemoryError", "reason": ""}),
        (RecursionError("deep"), {"error": "RecursionError", "reason": ""}),
        (KeyError("x"), {"error": "Exception", "reason": "KeyError: 'x'"}),
    ],
)
def test_a_file_that_breaks_the_reader_does_not_end_the_worker(
    monkeypatch, error, answer
):
    def broken(path, *, max_bytes):
        raise error

    monkeypatch.setattr(worker, "read_document", broken)
    assert ask("a.txt", "b.txt") == [answer, answer]


def test_what_a_library_prints_does_not_stand_between_the_answers(monkeypatch):
    def talkative(path, *, max_bytes):
        sys.stdout.write("loading fonts\n")
        raise ReadError("empty")

    out, err, limits, clocks = io.StringIO(), io.StringIO(), [], []
    monkeypatch.setattr(worker, "read_document", talkative)
    monkeypatch.setattr(worker, "limit_memory", limits.append)
    monkeypatch.setattr(worker, "limit_time", clocks.append)
    monkeypatch.setattr(worker.signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(sys, "argv", ["worker", "4096", "60.0"])
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"path": "a", "max_bytes": 1}\n'))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    worker.main()
    assert json.loads(out.getvalue()) == {"error": "ReadError", "reason": "empty"}
    assert err.getvalue() == "loading fonts\n"
    assert limits == [4096] and clocks == [60.0]
