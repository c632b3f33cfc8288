"""What tests share: where the corpora lie, and whether the reports beside the project are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts wall time: machines are shared.
settings.register_profile("textmine", deadline=None)
settings.load_profile("textmine")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser):
    parser.addoption(
        "--every-argument",
        action="store_true",
        help="exchange every argument of every public function for all that is wrong (long)",
    )


@pytest.fixture(scope="session")
def every_argument(request) -> bool:
    """Whether nothing is left to a draw."""
    return bool(request.config.getoption("--every-argument"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reports beside the project; tests that need it skip where it is not."""
    if not (SHARED / "reports").is_dir():
        pytest.skip("no folder 'shared' beside the project: its reports are not checked here")
    return SHARED


@pytest.fixture(scope="session")
def dtype_names():
    """Say what a frame's columns are in the words of the contract, with any version of pandas."""
    import pandas as pd

    text = pd.Series([], dtype="str").dtype  # ``str``, or ``object`` before pandas 3

    def names(frame):
        return {c: "str" if dtype == text else str(dtype) for c, dtype in frame.dtypes.items()}

    return names


@pytest.fixture(scope="session")
def sample():
    """The sample corpus, read once."""
    from textmine.corpus.reading import read_corpus

    return read_corpus(ROOT / "corpora" / "sample")
