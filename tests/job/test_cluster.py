"""The Dask engine gives what one process gives; without Dask, one clear line."""

import builtins

import pandas as pd
import pytest

from textmine.cli import main
from textmine.corpus.reading import read_corpus
from textmine.job.cluster import open_cluster


def test_same_corpus_from_a_cluster(root):
    pytest.importorskip("distributed", reason="Dask is not installed (textmine[scale])")
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:6]
    here = read_corpus(files)
    with open_cluster(2) as engine:
        there = read_corpus(files, engine=engine)
    for name in ("reports", "sections", "items", "tables", "claims", "failures"):
        pd.testing.assert_frame_equal(here.frame(name), there.frame(name))


def test_without_dask_one_clear_line(root, tmp_path, monkeypatch, capsys):
    real = builtins.__import__

    def no_dask(name, *args, **kwargs):
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_dask)
    assert (
        main(["mine", str(root / "corpora" / "sample"), "--out", str(tmp_path), "--engine", "dask"])
        == 2
    )
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "pip install textmine[scale]" in line
