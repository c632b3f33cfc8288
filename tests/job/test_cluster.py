"""The Dask engine gives what one process gives; without Dask, one clear line."""

import builtins
import os
import subprocess
import sys

import pandas as pd
import pytest

from textmine.cli import main
from textmine.corpus.reading import read_corpus
from textmine.errors import TextmineError
from textmine.job.cluster import open_cluster


def test_same_corpus_from_a_cluster(root):
    pytest.importorskip("distributed", reason="Dask is not installed (textmine[scale])")
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:6]
    here = read_corpus(files)
    with open_cluster(2) as engine:
        there = read_corpus(files, engine=engine)
    for name in ("reports", "sections", "items", "tables", "claims", "failures"):
        pd.testing.assert_frame_equal(here.frame(name), there.frame(name))


def test_a_worker_with_another_version_refuses_its_work(monkeypatch):
    pytest.importorskip("distributed", reason="Dask is not installed (textmine[scale])")
    monkeypatch.setattr("textmine.job.cluster.code_key", lambda: "an older version")
    with (
        open_cluster(1) as engine,
        pytest.raises(TextmineError, match="install the same version"),
    ):
        list(engine.map(len, ["公开"]))


def test_without_dask_one_clear_line(root, tmp_path, monkeypatch, capsys):
    real = builtins.__import__

    def no_dask(name, *args, **kwargs):
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_dask)
    assert (
        main(
            [
                "mine",
                str(root / "corpora" / "sample"),
                "--out",
                str(tmp_path),
                "--engine",
                "dask",
            ]
        )
        == 2
    )
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "pip install textmine[scale]" in line


DIES_ONCE = """
import os, signal, sys
from pathlib import Path
from textmine.job.cluster import open_cluster

def work(number):
    mark = Path(sys.argv[0]).with_name("died")
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number

if __name__ == "__main__":
    with open_cluster(2) as engine:
        print(list(engine.map(work, range(8))))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed (textmine[scale])")
    # A script of its own: workers cannot import what a test module defines.
    script = tmp_path / "script.py"
    script.write_text(DIES_ONCE)
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (tmp_path / "died").exists(), done.stderr
    assert done.stdout.strip() == str(list(range(8)))
