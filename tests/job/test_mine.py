"""The whole job: frames of the contract, spans that hold, the same bytes twice."""

import json
from pathlib import Path

import pandas as pd
import pytest
from textmine.job.local import mine

from textmine.cli import main
from textmine.corpus.reading import read_corpus
from textmine.corpus.store import load_frame
from textmine.job.plan import RESULTS, Parameters
from textmine.schema import FRAMES, KINDS

SPANS = {"sections": "text", "items": "text", "claims": "text", "passages": "text", "tables": "raw"}

ORIGINS = ("taken", "given", "undecided", "kept", "first")


@pytest.fixture(scope="module")
def run(root, tmp_path_factory):
    """Mine the sample corpus once, through the command."""
    out = tmp_path_factory.mktemp("mine")
    code = main(["mine", str(root / "corpora" / "sample"), "--out", str(out)])
    return code, out


def test_exit_code_and_files(run):
    code, out = run
    assert code == 0
    names = {p.name for p in out.iterdir()}
    assert names == {f"{n}.{e}" for n in RESULTS for e in ("csv", "parquet")} | {
        "report.html",
        "manifest.json",
    }


@pytest.mark.parametrize("name", RESULTS)
def test_frames_are_those_of_the_contract(run, name):
    _, out = run
    stored = pd.read_parquet(out / f"{name}.parquet")
    assert list(stored.columns) == list(FRAMES[name])
    assert (out / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header = pd.read_csv(out / f"{name}.csv", nrows=0)
    assert list(header.columns) == list(FRAMES[name])
    assert len(load_frame(name, out)) == len(stored)


def test_every_span_of_every_frame_is_its_text(run, sample):
    _, out = run
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
        for r, a, b in zip(checks["report_id"], checks["start"], checks["end"], strict=True)
    )


def test_every_character_leads_back_to_the_file(sample):
    for report in sample:
        for place in range(0, len(report.text), 97):
            start, end = report.raw_span(place, min(place + 5, len(report.text)))
            assert 0 <= start <= end <= len(report.raw)


def test_frames_fit_together(run):
    _, out = run
    items = load_frame("items", out)
    problems = load_frame("problems", out)
    assert problems["item_id"].tolist() == items[items["role"] == "problem"]["item_id"].tolist()
    responses = load_frame("responses", out)
    assert set(responses["problem_id"]) <= set(problems["item_id"])
    passages, families = load_frame("passages", out), load_frame("families", out)
    assert set(passages["family_id"]) == set(families["family_id"])
    scores = load_frame("scores", out)
    whole = scores[scores["scope"] == "report"]
    kinds = whole[whole["score"].isin([f"share_{kind}" for kind in (*KINDS, "original")])]
    assert kinds.groupby("report_id")["value"].sum().sub(1).abs().max() < 1e-9
    # Where a report's shared text comes from divides the same characters otherwise.
    origins = whole[whole["score"].isin([f"share_{origin}" for origin in ORIGINS])]
    assert len(origins)
    assert origins.groupby("report_id")["value"].sum().max() <= 1 + 1e-9


def test_manifest(run, sample):
    manifest = json.loads((run[1] / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {"parameters", "versions", "inputs", "rows", "seconds"}
    assert manifest["inputs"] == {r.source: r.sha256 for r in sample}
    assert manifest["rows"]["reports"] == len(sample)


def test_two_runs_give_the_same_bytes(run, root, tmp_path):
    main(["mine", str(root / "corpora" / "sample"), "--out", str(tmp_path), "--jobs", "2"])
    for file in sorted(run[1].iterdir()):
        if file.name != "manifest.json":
            assert file.read_bytes() == (tmp_path / file.name).read_bytes(), file.name


def test_resume_takes_up_finished_stages(root, tmp_path, monkeypatch):
    import textmine.job.local as local

    corpus = read_corpus(sorted((root / "corpora" / "sample" / "reports").iterdir())[:5])
    stages = local.STAGES
    failing = local.Stage("broken", (), (), lambda tables, parameters: 1 / 0)
    monkeypatch.setattr(local, "STAGES", (*stages[:3], failing))
    with pytest.raises(ZeroDivisionError):
        mine(corpus, tmp_path / "out", parameters=Parameters(n_themes=2))
    done = []
    counted = [
        local.Stage(s.name, s.needs, s.gives, lambda t, p, s=s: done.append(s.name) or s.run(t, p))
        for s in stages
    ]
    monkeypatch.setattr(local, "STAGES", tuple(counted))
    resumed = mine(corpus, tmp_path / "out", parameters=Parameters(n_themes=2), resume=True)
    assert done == [s.name for s in stages[3:]]
    monkeypatch.setattr(local, "STAGES", stages)
    fresh = mine(corpus, parameters=Parameters(n_themes=2))
    assert fresh.page is None
    for name in RESULTS:
        pd.testing.assert_frame_equal(resumed[name], fresh[name])


def test_one_report_alone_can_be_mined(root, tmp_path):
    file = min((root / "corpora" / "sample" / "reports").iterdir())
    mined = mine(file, tmp_path, formats=["csv"])
    assert len(mined["reports"]) == 1
    assert Path(mined.page).is_file()
    assert not list(tmp_path.glob("*.parquet"))
