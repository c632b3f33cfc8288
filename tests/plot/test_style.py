from itertools import combinations

import pytest

from textmine.plot import style
from textmine.plot.style import hatch
from textmine.resources.load import load_toml


def test_shortened_text_fits() -> None:
    for text in (
        "公开内容不够全面",
        "a plain English label of some length",
        "混合 text 123",
    ):
        assert style.text_width(style.shorten(text, 0.8)) <= 0.8
    assert style.shorten("短", 1.0) == "短"


def _brightness(tint: str) -> float:
    """How light a colour is when printed in grey, 0 to 1 (Rec. 709)."""
    parts = (int(tint[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return sum(
        w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


@pytest.mark.parametrize("table", ["kind", "origin", "status", "presence", "state"])
def test_pieces_of_bars_are_told_apart_in_grey(table: str) -> None:
    tints = load_toml("plot.toml")["colours"][table]
    # One of them stands for another in a table of its own (free and original wording).
    pairs = [p for p in combinations(tints, 2) if tints[p[0]] != tints[p[1]]]
    alike = [
        (a, b)
        for a, b in pairs
        if abs(_brightness(tints[a]) - _brightness(tints[b])) < 0.1
        and hatch(table, a) == hatch(table, b)
    ]
    assert alike == []
