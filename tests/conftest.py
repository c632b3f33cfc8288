"""What tests share: where the corpora lie, and whether the reports beside the project are there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No test asserts wall time: machines are shared.
settings.register_profile("textmine", deadline=None)
settings.load_profile("textmine")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)


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
        pytest.skip(
            "no folder 'shared' beside the project: its reports are not checked here"
        )
    return SHARED


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder to stand in: what is written to a name alone lands there."""
    folder = tmp_path_factory.mktemp("place")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(scope="session")
def dtype_names():
    """Say what a frame's columns are in the words of the contract, with any version of pandas."""
    import pandas as pd

    text = pd.Series([], dtype="str").dtype  # ``str``, or ``object`` before pandas 3

    def names(frame):
        return {
            c: "str" if dtype == text else str(dtype)
            for c, dtype in frame.dtypes.items()
        }

    return names


@pytest.fixture(scope="session")
def sample():
    """The sample corpus, read once."""
    from textmine.corpus.reading import read_corpus

    return read_corpus(ROOT / "corpora" / "sample")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A running browser; tests that need one skip where there is none."""
    sync_api = pytest.importorskip(
        "playwright.sync_api",
        reason="playwright is not installed (pip install playwright)",
    )
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"no browser found on PATH (looked for {', '.join(BROWSERS)})")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield running
        running.close()
