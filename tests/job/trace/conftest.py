"""Results of a small run to trace texts in."""

import shutil

import pytest

from textmine.job.run import mine


@pytest.fixture(scope="module")
def files(root):
    return sorted((root / "corpora" / "sample" / "reports").glob("*.txt"))[:8]


@pytest.fixture(scope="module")
def mined(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("store")
    mine(files[:6], out, n_themes=2)
    return out


@pytest.fixture
def store(mined, tmp_path):
    return shutil.copytree(mined, tmp_path / "store")
