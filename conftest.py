"""What every test and every example in a docstring leaves behind is put away."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _close_pictures() -> Iterator[None]:
    """Close the pictures of a test: of more than 20 matplotlib warns, in whichever test is next."""
    yield
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
