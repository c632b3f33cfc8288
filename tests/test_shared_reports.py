"""The reports beside the project: figures of the scorer there, against the targets of the design."""

import importlib.util

import pytest

from textmine.corpus.reading import read_corpus
from textmine.corpus.store import save_frames

pytestmark = pytest.mark.shared
FRAMES = ("reports", "sections", "items", "tables", "claims")


@pytest.fixture(scope="module")
def score(shared):
    spec = importlib.util.spec_from_file_location(
        "score", shared / "tools" / "score.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


def scored(score, gold, folder, out):
    corpus = read_corpus(folder)
    save_frames({name: corpus.frame(name) for name in FRAMES}, out, ["csv"])
    return corpus, score(gold, out)


def test_five_real_reports(score, shared, tmp_path):
    corpus, result = scored(
        score, shared / "gold" / "seeds.jsonl", shared / "reports", tmp_path
    )
    assert len(corpus) == 5
    assert not len(corpus.failures)
    for part in ("agency", "year", "level", "form", "sections", "cells"):
        assert result[part] == 1.0, part
    assert result["problem"] >= 0.95
    assert result["measure"] >= 0.95


def test_two_years_of_a_city_and_a_pdf(score, shared, tmp_path):
    _, result = scored(score, shared / "gold" / "real.jsonl", shared / "real", tmp_path)
    for part in ("agency", "year", "level", "form", "sections"):
        assert result[part] == 1.0, part
    assert result["cells"] >= 0.995
    assert result["problem"] >= 0.95
    assert result["measure"] >= 0.95


def test_development_reports(score, shared, tmp_path):
    _, result = scored(
        score, shared / "dev" / "gold.jsonl", shared / "dev" / "reports", tmp_path
    )
    for part in ("agency", "year", "level", "sections"):
        assert result[part] >= 0.98, part
    assert result["problem"] >= 0.95
    assert result["measure"] >= 0.95


def test_spans_hold_in_all_of_them(shared):
    corpus = read_corpus(
        [shared / "reports", shared / "real", shared / "dev" / "reports"]
    )
    texts = {r.report_id: r.text for r in corpus}
    for name, column in (
        ("sections", "text"),
        ("items", "text"),
        ("claims", "text"),
        ("tables", "raw"),
        ("narrative", "text"),
    ):
        for row in corpus.frame(name).itertuples():
            assert texts[row.report_id][row.start : row.end] == getattr(row, column)


def test_another_genre_is_refused(shared, tmp_path):
    import json

    lines = (
        (shared / "external" / "government_work_reports.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    for k, line in enumerate(lines[::12]):
        (tmp_path / f"speech{k}.txt").write_text(
            json.loads(line)["content"], encoding="utf-8"
        )
    corpus = read_corpus(tmp_path)
    assert len(corpus) == 0
    assert len(corpus.failures) == len(lines[::12])
