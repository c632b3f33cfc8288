"""Numbers told behind their names."""

from __future__ import annotations

import pytest

from textmine.text.numbers.respective import find_respective


def names(text: str) -> list[str]:
    """Names of the numbers, in their order."""
    return [number.name for number in find_respective(text, 0, len(text)).values()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("行政复议、行政诉讼分别为13件和11件。", ["行政复议", "行政诉讼"]),
        ("其中，公开、部分公开与不予公开数量分别为5件、3件、2件", ["公开", "部分公开", "不予公开"]),
        # As many numbers as names, and more than one.
        ("行政复议、行政诉讼分别为13件、11件和2件", []),
        ("分别为13件和11件", []),
        ("复议、诉讼分别向县里报告，共13件、11件", []),
        ("收到申请分别为13件和11件", []),
        ("行政复议、行政诉讼13件和11件", []),
    ],
)  # fmt: skip
def test_each_number_has_the_name_of_its_place(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_the_last_name_is_told_with_each() -> None:
    text = "公开、部分公开的信息分别为5条、3条"
    found = find_respective(text, 0, len(text))
    assert {number.last for number in found.values()} == {"部分公开的信息"}
    assert [text[end - 2 : end] for end in found] == ["5条", "3条"]


def test_only_the_stretch_is_read() -> None:
    text = "复议、诉讼分别为5件、3件"
    assert find_respective(text, 0, len(text) - 1) == {}
    assert [n.name for n in find_respective(text, 3, len(text)).values()] == []
