"""Results of a small run."""

import shutil

import pytest

from textmine.job.run import mine


@pytest.fixture(scope="module")
def mined(root, tmp_path_factory):
    """Five reports mined into a folder."""
    out = tmp_path_factory.mktemp("mined") / "out"
    files = sorted((root / "corpora" / "sample" / "reports").iterdir())[:5]
    return mine(files, out, n_themes=2), out


@pytest.fixture
def folder(mined, tmp_path):
    """A copy of the results that a test may damage."""
    shutil.copytree(mined[1], tmp_path / "out")
    return tmp_path / "out"
