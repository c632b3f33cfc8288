"""The same tables in memory and over partitions, and from what was kept."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.job_killed import is_any_left
from textmine.corpus.reading import identify
from textmine.engine import LocalEngine, use_engine
from textmine.job.analyses import Parameters
from textmine.job.flow import steps
from textmine.job.flow.limits import Limits
from textmine.job.flow.reading import choose_reports
from textmine.job.results import ResultsFolder
from textmine.job.run import mine, run_job
from textmine.schema import Report

THEMES = Parameters(n_themes=4)


def results(folder):
    """Bytes of the results but for the manifest, which tells the time."""
    return {
        p.name: p.read_bytes()
        for p in folder.iterdir()
        if p.is_file() and p.name != "manifest.json"
    }


def run(source, out, *, in_memory=0, partition=1000, engine=None):
    folder = ResultsFolder(out, ["csv", "parquet"])
    folder.check()
    with use_engine(engine or LocalEngine()):
        return run_job(source, folder, THEMES, Limits(in_memory, partition))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Reports of a few agencies over several years, one of them twice, some with a site's footer."""
    from textmine.simulation.corpus import simulate

    folder = tmp_path_factory.mktemp("simulated")
    simulate(28, seed=5, out=folder)
    for file in sorted((folder / "reports").glob("*.txt"))[::3]:
        footer = "\n网站地图 | 联系我们\n主办单位：某地人民政府办公室\n版权所有\n"
        file.write_text(file.read_text(encoding="utf-8") + footer, encoding="utf-8")
    first = min((folder / "reports").iterdir())
    shutil.copy(first, folder / "reports" / f"zz_{first.name}")
    return folder


@pytest.fixture(scope="module")
def in_memory(simulated, tmp_path_factory):
    """Results of a run in memory."""
    out = tmp_path_factory.mktemp("in_memory")
    mined = run(simulated, out, in_memory=1000)
    assert mined["failures"]["error"].tolist() == ["DuplicateReport"]
    assert len(mined["persistence"]) > 0
    assert mined["checks"]["check"].str.startswith("years_").any()
    return results(out)


@pytest.mark.parametrize(("n_parts", "n_workers"), [(1, 1), (2, 2), (7, 1)])
def test_partitions_and_workers_do_not_show(
    simulated, in_memory, tmp_path, n_parts, n_workers
):
    size = 28 // n_parts
    mined = run(simulated, tmp_path, partition=size, engine=LocalEngine(n_workers))
    assert mined.manifest["stages"]["check"]["steps"] == n_parts
    found = results(tmp_path)
    assert [name for name in in_memory if found[name] != in_memory[name]] == []


def test_a_cluster_gives_the_same(simulated, in_memory, tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed (textmine[scale])")
    from textmine.job.cluster import open_cluster

    with open_cluster(2) as engine:
        mine(simulated, tmp_path, n_themes=4, engine=engine)
    assert results(tmp_path) == in_memory


def test_a_corpus_gives_what_its_files_give(simulated, in_memory, tmp_path):
    from textmine.corpus.reading import read_corpus

    corpus = read_corpus(simulated)
    run(corpus, tmp_path / "whole", in_memory=1000)
    stored = read_corpus(simulated, store=tmp_path / "store")
    run(stored, tmp_path / "parts", partition=9)
    assert results(tmp_path / "whole") == in_memory
    assert results(tmp_path / "parts") == in_memory


def test_without_a_folder_large_corpora_are_mined_too(simulated):
    with use_engine(LocalEngine()):
        mined = run_job(simulated, None, THEMES, Limits(0, 10))
    assert mined.page is None
    assert len(mined["reports"]) == 28
    assert len(mined["scores"]) == mined.manifest["rows"]["scores"]


@pytest.mark.parametrize("in_memory_up_to", [0, 1000])
def test_only_what_changed_is_done_again(
    simulated, tmp_path, monkeypatch, in_memory_up_to
):
    def stopped(*args):
        raise OSError(28, "No space left on device")

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(ResultsFolder, "write", stopped)
        with pytest.raises(OSError, match="No space"):
            run(simulated, out, in_memory=in_memory_up_to, partition=10)
    mined = run(simulated, out, in_memory=in_memory_up_to, partition=10)
    stages = mined.manifest["stages"].items()
    done_again = {name for name, facts in stages if facts["kept"] < facts["steps"]}
    # Frames and page are no tables: they are written anew.
    assert done_again == {"write", "page"}


def test_changed_files_and_manifest_rows_are_read_again(simulated, tmp_path):
    source, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(simulated, source)
    mine(source, out, n_themes=4)
    manifest = source / "manifest.csv"
    text = manifest.read_text(encoding="utf-8")
    agency = text.splitlines()[1].split(",")[1]
    manifest.write_text(text.replace(agency, "南屏州市水利局", 1), encoding="utf-8")
    mined = mine(source, out, n_themes=4, resume=True)
    assert "南屏州市水利局" in mined["reports"]["agency"].tolist()
    mine(source, tmp_path / "fresh", n_themes=4)
    assert results(out) == results(tmp_path / "fresh")


def test_damaged_kept_tables_are_made_again(
    simulated, in_memory, tmp_path, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(ResultsFolder, "write", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(simulated, tmp_path, in_memory=1000)
    kept = sorted((tmp_path / ".textmine").glob("*/*/*.parquet"))
    assert len(kept) > 20
    for number, file in enumerate(kept):
        if number % 3 == 0:
            file.write_bytes(file.read_bytes()[:-10])
        elif number % 3 == 1:
            file.unlink()
    run(simulated, tmp_path, in_memory=1000)
    assert results(tmp_path) == in_memory


def test_the_first_of_several_copies_is_kept():
    def identities(*rows):
        reports = [
            Report(i, text, "", np.zeros(1, int), agency="甲局", source=f"{i}.txt")
            for i, text in rows
        ]
        return identify(reports)

    kept, failures = choose_reports(
        [
            identities(("b", "一 二"), ("d", "三")),
            identities(("a", "一二"), ("c", "四")),
        ],
        {},
    )
    assert kept["report_id"].tolist() == ["a", "c", "d"]
    assert [row["source"] for row in failures] == ["b.txt"]


def mine_command(source, out):
    program = [sys.executable, "-m", "textmine"]
    return [*program, "mine", str(source), "--out", str(out)]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_killed_anywhere_and_taken_up_again(simulated, in_memory, tmp_path, blow):
    out = tmp_path / "out"
    command = mine_command(simulated, out)
    command += ["--themes", "4", "--resume"]
    # Each attempt gets further, for what it finished is kept; the pauses fall anywhere.
    for attempt in range(3):
        shelf = out / ".textmine"
        before = count_steps(shelf)
        started = subprocess.Popen(
            command, stderr=subprocess.PIPE, start_new_session=True
        )
        while count_steps(shelf) < before + 2 + attempt and started.poll() is None:
            time.sleep(0.02)
        started.send_signal(blow)
        _, said = started.communicate(timeout=60)
        assert b"Traceback" not in said
        # The blow may fall when all is written and the process has not ended yet.
        if (out / "manifest.json").exists():
            assert results(out) == in_memory
        else:
            assert started.returncode != 1
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr  # the copy is a failure
    assert results(out) == in_memory


def count_steps(shelf: Path) -> int:
    return sum(1 for _ in shelf.glob("*/*/facts.json"))


def test_a_step_can_be_done_twice(simulated, tmp_path):
    from textmine.corpus.inputs import find_inputs

    sources = tuple(find_inputs(simulated).sources[:3])
    step = steps.ReadingStep(sources, tmp_path / "read" / "00000-x")
    first = steps.run_reading(step)
    again = steps.run_reading(step)
    assert first.rows == again.rows
    assert [p.name for p in (tmp_path / "read").iterdir()] == ["00000-x"]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_job_leaves_no_process(simulated, tmp_path, blow):
    out = tmp_path / "out"
    command = mine_command(simulated, out)
    command += ["--jobs", "2", "--memory", "500MB"]
    started = subprocess.Popen(
        command, stderr=subprocess.PIPE, start_new_session=True,
        # A shell that started the tests in the background may have them ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while not list((out / ".textmine").glob("*/*")) and started.poll() is None:
        time.sleep(0.02)
    started.send_signal(blow)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 2
    assert b"Traceback" not in said
    assert not is_any_left(started.pid, seconds=10)
