"""Numbers told behind their names."""

from __future__ import annotations

import pytest

from textmine.text.numbers.respective import find_respective


def names(text: str) -> list[str]:
    """Names of the numbers, in their order."""
    found = find_respective(text, 0, len(text)).values()
    return ["+".join(one.name for one in each) for each in found]


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
        # One number that each of several names has.
        ("行政复议、行政诉讼各1件。", ["行政复议+行政诉讼"]),
        ("予以公开、部分公开、无法提供三类各有两件", ["予以公开+部分公开+无法提供"]),
        ("予以公开与部分公开分别各1件，三项共5件", ["予以公开+部分公开"]),
        ("予以公开5件、部分公开和不予公开均各2件", ["部分公开+不予公开"]),
        ("予以公开5件、部分公开、不予公开分别为2件和1件", ["部分公开", "不予公开"]),
        ("予以公开、部分公开三项各2件", []),
        ("予以公开、部分公开各2件、3件", []),
        ("各镇收到申请各1件", []),
        ("行政复议、行政诉讼各占一半，各部门1件", []),
    ],
)  # fmt: skip
def test_each_number_has_the_name_of_its_place(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_the_first_and_the_last_name_are_told_with_each() -> None:
    text = "公开、部分公开的信息分别为5条、3条"
    found = find_respective(text, 0, len(text))
    assert {name.last for (name,) in found.values()} == {"部分公开的信息"}
    assert {name.first for (name,) in found.values()} == {"公开"}
    assert [text[end - 2 : end] for end in found] == ["5条", "3条"]
    starts = [name.start for (name,) in found.values()]
    assert [text.find(word) for word in ("公开", "部分公开")] == starts


def test_only_the_stretch_is_read() -> None:
    text = "复议、诉讼分别为5件、3件"
    assert find_respective(text, 0, len(text) - 1) == {}
    assert [n.name for n in find_respective(text, 3, len(text)).values()] == []
